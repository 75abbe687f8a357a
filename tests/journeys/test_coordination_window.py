"""The coordination log in the real window: logged, gone on with, closed and undone, by keyboard and by mouse."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.journeys.conftest import Person
from tests.journeys.hands import ALT, CTRL, SHIFT, Hands, focus
from tests.journeys.test_keyboard import add_consented
from tests.journeys.test_window import first_run

KEY = Qt.Key


class Logged:
    """The log of one patient is on show; the day is October 21."""

    def __init__(self, person: Person) -> None:
        self.person = person
        first_run(person)
        self.patient = add_consented(person, "Castillo")
        self.window, self.screens = person.entry.window, person.screens
        self.screens.open_patient(self.patient, 5)
        person.settle()
        person.to_front()
        self.page: Any = self.screens.workspace
        self.tab, self.form = self.page.log, self.page.beside.coordination.form
        self.hands = Hands(person)

    def log(self, due: str = "10/20") -> None:
        """By keyboard alone: with whom, what, next step, by when."""
        self.tab.table.setFocus()
        self.hands.press(KEY.Key_Insert)
        self.hands.word("Shore Cardiology", KEY.Key_Tab)
        self.hands.press(KEY.Key_Tab)
        self.hands.press(KEY.Key_Tab)
        self.hands.press(KEY.Key_Tab)
        self.hands.word("Referred for palpitations", KEY.Key_Tab)
        self.hands.press(KEY.Key_Tab)
        self.hands.word("Get the report", KEY.Key_Tab)
        self.hands.word(due, KEY.Key_Tab)
        self.hands.press(KEY.Key_Return, CTRL)

    def said(self) -> str:
        return str(self.window.toast._shown[-1].text)

    def go_to(self, patient: str) -> None:
        self.screens.open_patient(patient, 5)
        self.person.settle()

    def undo(self) -> None:
        self.window.toast._shown[-1].action_button.click()
        self.person.settle()


@pytest.fixture
def logged(person: Person) -> Logged:
    return Logged(person)


def test_logged_read_gone_on_with_and_closed(logged: Logged) -> None:
    logged.log()
    tab, hands = logged.tab, logged.hands
    assert not logged.form.isVisible()
    assert tab.standing_label.text() == "1 open, 1 overdue"
    assert "Next: Get the report — " in tab.whole_label.text()
    (line,) = tab.table.rows_model.rows
    tab.table.setFocus()
    hands.press(KEY.Key_G)
    assert logged.form.about_label.text() == "Next step so far: Get the report"
    assert logged.form.with_box.currentText() == "Shore Cardiology"
    hands.word("Rang them", None)
    logged.form.step_edit.setText("Ring again")
    logged.form.due_field.edit.setText("+1w")
    hands.click(logged.form.save_button)
    assert [one.state for one in tab.table.rows_model.rows] == ["open", "followed"]
    tab.table.setFocus()
    hands.press(KEY.Key_D)
    hands.press(KEY.Key_Return)
    assert "Say how it was closed" in tab.ask.error_label.text()
    hands.word("Report is here", KEY.Key_Return)
    assert tab.standing_label.text() == "Nothing is open"
    logged.undo()
    assert tab.standing_label.text() == "1 open"
    assert line.entry_id in [one.entry_id for one in tab.table.rows_model.rows], "nothing leaves the log"


def test_a_correction_needs_its_reason_and_a_log_can_be_taken_back(logged: Logged) -> None:
    logged.log("+1w")
    tab, hands, form = logged.tab, logged.hands, logged.form
    tab.table.setFocus()
    hands.press(KEY.Key_E)
    assert (form.step_edit.text(), form.about_edit.toPlainText()) == ("Get the report", "Referred for palpitations")
    hands.click(form.save_button)
    assert "Say what was wrong" in form.reason_field.error_label.text()
    assert form.reason_edit.hasFocus()
    form.reason_edit.setText("Two visits")
    hands.click(form.save_button)
    assert [one.state for one in tab.table.rows_model.rows] == ["open", "corrected"]
    logged.undo()
    assert [one.state for one in tab.table.rows_model.rows] == ["open", "withdrawn"]


def test_what_was_typed_for_one_patient_never_reaches_another(logged: Logged) -> None:
    other = add_consented(logged.person, "Baker")
    logged.tab.table.setFocus()
    logged.hands.press(KEY.Key_Insert)
    assert "Castillo" in logged.form.who_label.text()
    logged.hands.word("Shore Cardiology", KEY.Key_Tab)
    form, name = logged.form, logged.page.banner.name
    logged.go_to(other)
    assert not form.isVisible()
    assert logged.tab.table.rows_model.rows == []
    assert logged.said() == f"{name}: The coordination entry is not recorded. It waits in their chart."
    logged.hands.click(logged.tab.new_button)
    assert (form.with_box.currentText(), form.patient) == ("", other)
    form.about_edit.setPlainText("Of Baker")
    logged.go_to(logged.patient)
    offered = logged.page.unsaved_message
    assert offered.text_label.text().startswith("Not recorded yet: coordination entry “Shore Cardiology”, from today ")
    logged.tab.new_button.click()
    logged.person.settle()
    assert not offered.isVisible(), "it is open"
    assert (form.with_box.currentText(), form.who_label.text()) == ("Shore Cardiology", name)
    form.about_edit.setPlainText("Referred for palpitations")
    form.save()  # and at once to the next patient, whose entry is open again before the answer is here
    logged.screens.open_patient(other, 5)
    logged.tab.new_button.click()
    logged.person.settle()
    assert (form.isVisible(), form.about_edit.toPlainText()) == (True, "Of Baker")
    assert logged.said() == f"{name}: Logged."
    form.save()
    logged.go_to(logged.patient)
    assert logged.said().startswith("Baker, "), "what is refused is told with the name, not in another's chart"
    logged.hands.click(logged.tab.new_button)
    assert form.about_edit.toPlainText() == "", "what is on record does not wait any more"


def test_a_form_is_recorded_once_and_as_it_stood_when_it_was_sent(logged: Logged) -> None:
    logged.tab.table.setFocus()
    logged.hands.press(KEY.Key_Insert)
    logged.hands.word("Shore Cardiology", KEY.Key_Tab)
    form = logged.form
    form.about_edit.setPlainText("Referred")
    QTest.mouseDClick(form.save_button, Qt.MouseButton.LeftButton)
    form.save()
    form.save()
    form.about_edit.setPlainText("Referred for palpitations")
    assert form.about_edit.toPlainText() == "Referred", "nobody thinks that it is recorded too"
    logged.person.settle()
    assert [one.entry.about for one in logged.tab.table.rows_model.rows] == ["Referred"]
    logged.hands.click(logged.tab.new_button)
    form.about_edit.setPlainText("Another")
    assert form.about_edit.toPlainText() == "Another"


def test_everybodys_loops_are_in_one_list_and_on_today(logged: Logged) -> None:
    logged.log()
    hands = logged.hands
    hands.press(KEY.Key_O, ALT | SHIFT)
    page = logged.screens.loops
    assert logged.window.current_page() == "loops"
    assert page.header.counts_label.text() == "1 open, 1 overdue"
    hands.press(KEY.Key_Return)
    assert (logged.window.current_page(), logged.page.tabs.currentIndex()) == ("workspace", 5)
    logged.window.actions_by_key["page_today"].trigger()
    logged.screens.panel.reload()
    logged.person.settle()
    today = logged.screens.today.page
    assert [line.what for line in today.view.lines] == ["Get the report (Shore Cardiology)"]
    for _ in range(60):
        if focus().accessibleName() == "Open loops: 1 open, 1 overdue":
            break
        QTest.keyClick(focus(), KEY.Key_Tab)
    hands.press(KEY.Key_Space)
    assert logged.window.current_page() == "loops"
    logged.window.back()
    logged.person.settle()
    today.table.setFocus()
    today.table.step(0)
    hands.press(KEY.Key_D)
    hands.word("Came by fax", KEY.Key_Return)
    assert today.view.lines == ()
    logged.undo()
    assert [line.loop is not None for line in today.view.lines] == [True]


def test_what_is_refused_stands_beside_its_field_and_the_keyboard_goes_there(logged: Logged) -> None:
    form, hands = logged.form, logged.hands
    logged.tab.table.setFocus()
    hands.press(KEY.Key_Insert)
    mends = [
        (form.with_field, form.with_box, "It is not said with whom.", "Shore Cardiology"),
        (form.words_field, form.about_edit, "It is not said what it was about.", "Referred"),
        (form.due_field._field, form.due_field.edit, "This day is missing.", "+1w"),
    ]
    form.step_edit.setText("Get the report")
    form.owner_box.setFocus()
    for field, edit, words, mend in mends:
        hands.press(KEY.Key_Return, CTRL)
        assert (focus(), field.error_label.isVisible()) == (edit, True)
        assert field.error_label.text().startswith(words)
        assert field.editor.accessibleDescription() == field.error_label.text()
        assert not form.message.isVisible()
        hands.word(mend)
        assert not field.error_label.isVisible(), "it was about what stood there before"
    form.on_field.edit.setText("yesterweek")
    form.step_edit.setFocus()
    hands.press(KEY.Key_Return, CTRL)
    assert focus() is form.on_field.edit
    form.on_field.edit.setText("10/30/2026")
    hands.press(KEY.Key_Return, CTRL)
    assert "lies in the future" in form.on_field._field.error_label.text()
    form.on_field.edit.setText("today")
    hands.press(KEY.Key_Return, CTRL)
    assert not form.isVisible()
    assert logged.tab.standing_label.text() == "1 open"


def test_back_out_of_the_form_after_a_name_with_completions(logged: Logged) -> None:
    """The chain leads over the scroll bar of the list of completions, whose Python side is gone by then."""
    logged.tab.table.setFocus()
    logged.hands.press(KEY.Key_Insert)
    logged.hands.word("Shore Cardiology", KEY.Key_Backtab)
    assert not logged.form.isAncestorOf(focus())
    assert logged.page.unsaved_message.isVisible() is False, "the form is still open"
