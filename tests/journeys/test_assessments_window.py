"""Assessments in the window, by keyboard: asked, recorded, corrected, withdrawn, and what is a sign of danger."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ccm_desktop.services.assessments import NewAssessment
from ccm_desktop.ui.assessments.draft import Choice
from tests.journeys.conftest import Person
from tests.journeys.hands import CTRL, Hands, focus
from tests.journeys.test_keyboard import add, open_tab
from tests.journeys.test_window import first_run


@pytest.fixture
def hands(person: Person) -> Hands:
    first_run(person)
    person.to_front()
    return Hands(person)


@pytest.fixture
def patient(person: Person, hands: Hands) -> str:
    return add(person, "Baker", "Hypertension")


def section_of(hands: Hands, patient: str) -> Any:
    """The section, opened by its keys from the plan."""
    workspace = open_tab(hands.person, patient, 2)
    hands.person.to_front()
    workspace.plan.tree.setFocus()
    hands.press(Qt.Key.Key_F4)
    hands.person.until(workspace.assessments.section.isVisible)  # a button is pressed for a moment
    hands.person.settle()
    return workspace.assessments


def begin(hands: Hands, join: Any, title: str) -> Any:
    """The form of an instrument, chosen in the list by keyboard."""
    hands.press(Qt.Key.Key_Insert)
    chooser = join.form.chooser
    assert chooser.list.hasFocus()
    while chooser.current() is None or chooser.current().title != title:
        row = chooser.list.currentRow()
        hands.press(Qt.Key.Key_Down)
        assert chooser.list.currentRow() > row, "not in the list"
    hands.press(Qt.Key.Key_Return)
    return join.form


def test_typing_finds_an_instrument_by_its_name(hands: Hands, patient: str) -> None:
    join = section_of(hands, patient)
    hands.press(Qt.Key.Key_Insert)
    keys(hands, "phq")
    assert join.form.chooser.current().title.startswith("PHQ")


def keys(hands: Hands, text: str) -> None:
    for letter in text:
        hands.press(Qt.Key(ord(letter.upper())))


def cells(table: Any, row: int) -> list[str]:
    model = table.rows_model
    return [model.data(model.index(row, n)) for n in range(model.columnCount())]


def rows_of(join: Any) -> dict[str, str]:
    """Last result by area."""
    found = [cells(join.section.tracks, row) for row in range(len(join.section.tracks.rows_model.rows))]
    return {cell[0]: cell[2] for cell in found}


def view(hands: Hands, patient: str) -> Any:
    return hands.person.screens._desk.office.assessments.view(patient)


def test_a_phq9_takes_one_key_a_question_and_stands_in_the_list(hands: Hands, patient: str) -> None:
    join = section_of(hands, patient)
    assert set(rows_of(join).values()) == {"Not assessed yet"}
    form = begin(hands, join, "PHQ-9")
    hands.groups = 0
    keys(hands, "1230123")
    assert form.fill.result.score_label.text() == "So far 12 · 7 of 9 answered"
    keys(hands, "000")
    assert form.fill.result.score_label.text() == "Score 12 of 27"
    assert form.fill.result.band_label.text() == "Moderate"
    assert form.fill.result.finding_edit.hasFocus()
    hands.word("Since", Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Return, CTRL)
    assert hands.groups == 12
    assert rows_of(join)["Mood"] == "12 · Moderate"
    assert join.section.tracks.hasFocus()
    assert [one.reason for one in hands.person.screens._desk.office.escalations.list()] == [
        "PHQ-9 moderate: treatment plan to be decided"
    ]


def test_what_is_offered_is_unticked_by_a_click_on_its_words(hands: Hands, patient: str) -> None:
    join = section_of(hands, patient)
    form = begin(hands, join, "Fall risk: three key questions")
    keys(hands, "ynn")
    first, second = form.fill.result.boxes
    hands.click(first.words_label)
    assert (first.box.isChecked(), second.box.isChecked()) == (False, True)
    hands.press(Qt.Key.Key_Return, CTRL)
    tasks = hands.person.screens._desk.office.tasks.list(patient=patient)
    assert [task.what.value.title for task in tasks] == ["Review medicines that make falls likely"]


class TestDanger:
    """Question 9 of the PHQ-9."""

    def test_nothing_is_recorded_before_the_protocol_has_an_outcome(self, hands: Hands, patient: str) -> None:
        join = section_of(hands, patient)
        form = begin(hands, join, "PHQ-9")
        keys(hands, "000000001")
        assert form.fill.danger.isVisible()
        assert form.fill.danger.protocol.key == "self_harm"
        hands.press(Qt.Key.Key_Return, CTRL)
        assert "stays open" in form.fill.danger.error_label.text()
        hands.press(Qt.Key.Key_Escape)
        assert not form.fill.danger.isVisible()
        assert "sign of danger" in form.fill.message.text_label.text()
        assert form.fill.questions.current().key == "self_harm"
        form.fill.save_button.click()
        hands.person.settle()
        assert form.fill.danger.isVisible()
        assert view(hands, patient).missing.count("mood") == 1
        hands.press(Qt.Key.Key_8)
        hands.press(Qt.Key.Key_Return, CTRL)
        assert not form.fill.danger.isVisible()
        hands.press(Qt.Key.Key_Return, CTRL)
        assert rows_of(join)["Mood"] == "1 · Minimal or none; thoughts of death or self-harm"
        (escalation,) = hands.person.screens._desk.office.escalations.list()
        assert (escalation.level, escalation.reason) == (
            "urgent", "Red flag, thoughts of suicide. Done at once: Connected with 988, stayed on the line.",
        )  # fmt: skip

    def test_esc_does_not_leave_it_lying_but_a_slip_is_corrected(self, hands: Hands, patient: str) -> None:
        join = section_of(hands, patient)
        form = begin(hands, join, "PHQ-9")
        keys(hands, "000000001")
        hands.press(Qt.Key.Key_Escape)
        hands.press(Qt.Key.Key_Escape)
        assert form.isVisible()
        assert "Record the assessment, or correct the answer" in form.fill.message.text_label.text()
        keys(hands, "0")
        hands.press(Qt.Key.Key_Escape)
        assert join.section.isVisible()

    def test_an_outcome_that_is_not_recorded_yet_keeps_the_form_too(self, hands: Hands, patient: str) -> None:
        join = section_of(hands, patient)
        form = begin(hands, join, "PHQ-9")
        form.fill.questions.go_to("self_harm")
        keys(hands, "2")
        hands.press(Qt.Key.Key_P)
        hands.press(Qt.Key.Key_Return, CTRL)
        hands.press(Qt.Key.Key_Escape)
        assert form.isVisible()
        hands.press(Qt.Key.Key_Return, CTRL)  # as far as it went: what was done has to be on record
        assert rows_of(join)["Mood"] == "Not complete: 8 of 9 not answered, no score; thoughts of death or self-harm"


def test_esc_takes_back_and_the_draft_waits(hands: Hands, patient: str) -> None:
    join = section_of(hands, patient)
    begin(hands, join, "GAD-7")
    keys(hands, "123")
    hands.press(Qt.Key.Key_Escape)
    assert join.section.tracks.hasFocus()
    assert view(hands, patient).missing.count("mood") == 1
    other = add(hands.person, "Castillo")
    join = section_of(hands, other)
    form = begin(hands, join, "GAD-7")
    assert form.draft.answers == {}
    join = section_of(hands, patient)
    form = begin(hands, join, "GAD-7")
    assert form.chooser.list.currentItem().text().strip() == "GAD-7 · draft"
    assert form.fill.result.score_label.text() == "So far 6 · 3 of 7 answered"
    assert form.fill.questions.current().key == "relax"
    keys(hands, "0000")
    hands.press(Qt.Key.Key_Return, CTRL)
    assert rows_of(join)["Mood"] == "6 · Mild"
    begin(hands, join, "GAD-7")
    assert form.draft.answers == {}


def test_what_is_missing_is_said_and_nothing_typed_is_lost(hands: Hands, patient: str) -> None:
    join = section_of(hands, patient)
    form = begin(hands, join, "PHQ-2")
    keys(hands, "1")
    hands.press(Qt.Key.Key_Return, CTRL)
    assert "1 of 2 questions have no answer (Down, depressed, hopeless)" in form.fill.message.text_label.text()
    assert form.draft.answers == {"interest": "1"}
    form.fill.result.day_field.edit.setText("someday")
    form.fill.result.day_field.edit.textEdited.emit("someday")
    hands.press(Qt.Key.Key_Return, CTRL)
    assert "day of the assessment is not understood" in form.fill.message.text_label.text()
    form.fill.result.day_field.edit.clear()
    hands.press(Qt.Key.Key_Return, CTRL)
    assert "day of the assessment is missing" in form.fill.message.text_label.text()


def test_backspace_minus_and_several_answers(hands: Hands, patient: str) -> None:
    join = section_of(hands, patient)
    form = begin(hands, join, "Social needs (AHC-HRSN core)")
    keys(hands, "0")
    keys(hands, "24")
    assert form.draft.answers["home_problems"] == "24"
    keys(hands, "2")
    assert form.draft.answers["home_problems"] == "4"
    keys(hands, "0")
    assert form.draft.answers["home_problems"] == "0"
    keys(hands, "5")
    assert form.draft.answers["home_problems"] == "5"
    hands.press(Qt.Key.Key_Backspace)
    assert "home_problems" not in form.draft.answers
    hands.press(Qt.Key.Key_Minus)
    assert form.fill.questions.current().key == "food_worry"


def test_a_measured_time_is_typed_and_told_when_it_is_none(hands: Hands, patient: str) -> None:
    join = section_of(hands, patient)
    form = begin(hands, join, "Timed Up and Go (TUG)")
    assert form.fill.questions.number_edit.hasFocus()
    hands.word("12.55")
    assert "at most 1 decimal " in form.fill.questions.error_label.text()
    assert form.fill.questions.number_edit.text() == "12.55"
    hands.press(Qt.Key.Key_Backspace)
    assert form.fill.questions.error_label.text() == ""
    assert form.fill.result.band_label.text() == "At risk of falling"
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return, CTRL)
    assert rows_of(join)["Falls"] == "12.5 · At risk of falling"


def test_another_instruments_score_and_words(hands: Hands, patient: str) -> None:
    join = section_of(hands, patient)
    form = join.form
    hands.press(Qt.Key.Key_Insert)
    form._on_chosen(Choice("cognition", "by_hand", "Score of another instrument"))
    assert form.fill.result.name_box.hasFocus()
    hands.word("MoCA", Qt.Key.Key_Tab)
    hands.word("24/30", Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Return, CTRL)
    assert rows_of(join)["Memory and thinking"] == "24/30"
    hands.press(Qt.Key.Key_Insert)
    form._on_chosen(Choice("caregiver", "words", "In words"))
    assert form.fill.result.finding_edit.hasFocus()
    hands.word("Tired.")
    hands.press(Qt.Key.Key_Return, CTRL)
    assert rows_of(join)["Caregiver"] == "Tired."


def recorded(hands: Hands, patient: str, *new: NewAssessment) -> None:
    desk = hands.person.screens._desk
    for one in new:
        desk.gateway.send(partial(desk.office.assessments.record, patient, one))
    hands.person.settle()


def phq2(interest: int, down: int, day: str = "") -> NewAssessment:
    return NewAssessment(instrument="phq2", answers={"interest": str(interest), "down": str(down)}, assessed_on=day)


def test_a_result_is_corrected_with_a_reason_and_the_history_says_so(hands: Hands, patient: str) -> None:
    recorded(hands, patient, phq2(1, 1))
    join = section_of(hands, patient)
    join.section.tracks.select_key("mood/phq2")
    hands.press(Qt.Key.Key_Return)
    assert join.section.results.hasFocus()
    hands.press(Qt.Key.Key_Return)
    form = join.form
    assert form.fill.title_label.text() == "Correct: Mood: PHQ-2"
    assert form.draft.answers == {"interest": "1", "down": "1"}
    keys(hands, "33")
    assert form.fill.result.why_edit.hasFocus()
    hands.press(Qt.Key.Key_Return, CTRL)
    assert "reason is empty" in form.fill.message.text_label.text()
    hands.word("Swapped", Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Return, CTRL)
    assert rows_of(join)["Mood"] == "6 · Positive: depression is possible"
    join.section.tracks.select_key("mood/phq2")
    assert cells(join.section.results, 0)[-1] == "Was 2; corrected: Swapped"


def test_a_withdrawal_needs_words_and_can_be_undone(hands: Hands, patient: str) -> None:
    recorded(hands, patient, phq2(1, 1, "2026-09-01"), phq2(3, 3))
    join = section_of(hands, patient)
    section = join.section
    section.tracks.select_key("mood/phq2")
    offered: list[Any] = []
    hands.person.screens.workspace.undo_offered.connect(lambda _words, undo: offered.append(undo))
    section.withdraw_button.click()
    assert section.ask.edit.hasFocus()
    hands.press(Qt.Key.Key_Return)
    assert "reason is empty" in section.ask.error_label.text()
    hands.word("Wrong", Qt.Key.Key_Return)
    assert rows_of(join)["Mood"] == "2 · Negative"
    assert not section.correct_button.isEnabled()
    offered[0]()
    hands.person.settle()
    assert rows_of(join)["Mood"].startswith("6")


def test_the_line_and_what_is_due_are_spoken(hands: Hands, patient: str) -> None:
    recorded(hands, patient, phq2(3, 3, "2026-03-01"), phq2(2, 2, "2026-08-01"))
    join = section_of(hands, patient)
    table = join.section.tracks
    table.select_key("mood/phq2")
    model = table.rows_model
    spoken = [model.data(model.index(1, n), Qt.ItemDataRole.AccessibleTextRole) for n in range(model.columnCount())]
    assert "Trend: 6 on 03/01/2026, 4 on 08/01/2026. Better than before" in spoken
    assert "Again: Due 08/31/2026" in spoken
    hands.press(Qt.Key.Key_Escape)
    assert hands.person.screens.workspace.plan.tree.isVisible()
    assert hands.person.screens.workspace.plan.tree.hasFocus()


def test_another_patients_plan_opens_without_the_section(hands: Hands, patient: str) -> None:
    join = section_of(hands, patient)
    other = add(hands.person, "Castillo")
    open_tab(hands.person, other, 2)
    assert not join.section.isVisible()
    assert hands.person.screens.workspace.plan.tree.isVisible()


def test_every_control_has_a_name_and_nothing_scrolls_at_the_usual_size(hands: Hands, patient: str) -> None:
    join = section_of(hands, patient)
    begin(hands, join, "PHQ-9")
    for widget in join.form.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName(), widget
    page = hands.person.screens.workspace
    assert page.height() <= page.parentWidget().height()
    assert focus() is join.form.fill.questions.list
