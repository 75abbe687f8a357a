"""The patient's monthly summary in the window: by keyboard from the chart, from draft to given and back."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ccm_desktop.services.forms import Form, GoalText, PreventiveItem, SymptomToWatch
from tests.journeys.conftest import Person
from tests.journeys.test_keyboard import add_enrolled, open_tab
from tests.journeys.test_window import first_run

ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def key(person: Person, pressed: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Into whatever has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, pressed, modifier)


@pytest.fixture
def patient(person: Person) -> str:
    first_run(person)
    person.to_front()
    found = add_enrolled(person, "Baker")
    desk = person.screens._desk
    values = (GoalText("Walk more"), SymptomToWatch("Chest pain", "Call 911", "emergency"),
              PreventiveItem("Eye exam", "2026-12-24"))  # fmt: skip
    forms = tuple(Form("", value) for value in values)
    desk.gateway.send(partial(desk.office.care_plans.save, found, forms, "Written"))
    person.settle()
    return found


def opened(person: Person, patient: str) -> Any:
    """The form, by its keys on the Time tab."""
    workspace = open_tab(person, patient, 1)
    person.to_front()
    workspace.time.table.setFocus()
    key(person, Qt.Key.Key_S, ALT_SHIFT)
    form = workspace.summaries.form
    person.until(lambda: form.isVisible() and form.view is not None and form.view.patient_id == patient)
    return form


def row_of(form: Any, words: str) -> int:
    return next(row for row in range(form.lines.count()) if words in form.lines.item(row).text())


def test_a_summary_goes_from_draft_to_given_and_back(person: Person, patient: str) -> None:
    form = opened(person, patient)
    assert form.who_label.text().startswith("Baker, Test")
    assert form.state.text_label.text().startswith("Draft. Nobody approved it yet.")
    assert "Reading grade" in form.reading_label.text()
    assert not form.giving.isVisible()
    form.lines.setCurrentRow(row_of(form, "Eye exam"))
    form.lines.setFocus()
    key(person, Qt.Key.Key_Space)
    person.until(lambda: bool(form.view.left_out))
    assert form.lines.currentItem().text().startswith("Left out: ")
    form.words_edit.setFocus()
    QTest.keyClicks(form.words_edit, "See you soon.")
    form.approve_button.click()
    assert "Save your own words first" in form.message.text_label.text()
    key(person, Qt.Key.Key_Return, CONTROL)
    person.until(lambda: form.view.words == "See you soon." and form.view.lines[-1].text == "See you soon.")
    form.preview_button.click()
    person.until(person.screens.preview.isVisible)
    assert person.screens.preview.header.counts_label.text() == "Month_summary_draft.pdf"
    key(person, Qt.Key.Key_Escape)
    person.until(form.isVisible)
    form.gone_over_box.setCurrentIndex(form.gone_over_box.findData("in_person"))
    form.approve_button.click()
    person.until(lambda: form.view.state == "approved")
    assert form.state.text_label.text().startswith("Approved. Version 1-")
    assert not form.approving.isVisible()
    form.give_button.click()
    form.give_button.click()
    person.until(lambda: form.view.state == "given")
    person.settle()
    assert len(form.view.given) == 1, "two presses record once"
    person.entry.window.toast._shown[-1].action_button.click()
    person.until(lambda: form.view.state == "approved" and not form.view.given)


def test_words_that_are_not_saved_wait_in_the_chart(person: Person, patient: str) -> None:
    other = add_enrolled(person, "Cole")
    form = opened(person, patient)
    QTest.keyClicks(form.words_edit, "See you")
    open_tab(person, other, 1)
    person.until(lambda: not form.isVisible())
    form = opened(person, other)
    person.until(lambda: form.words_edit.toPlainText() == "")
    workspace = open_tab(person, patient, 1)
    person.until(workspace.unsaved_message.isVisible)
    assert "own words of a monthly summary" in workspace.unsaved_message.text_label.text()
    workspace.unsaved_message.action_button.click()
    person.until(lambda: form.isVisible() and form.words_edit.toPlainText() == "See you")
    form.save_button.click()
    person.until(lambda: form.view.patient_id == patient and form.view.words == "See you")


def test_from_month_end_it_is_the_summary_of_that_month(person: Person, patient: str) -> None:
    window = person.entry.window
    window.actions_by_key["page_panel"].trigger()
    person.settle()
    person.screens.panel.table.setCurrentIndex(person.screens.panel.table.model().index(0, 0))
    window.actions_by_key["month_summary"].trigger()
    form = person.screens.workspace.summaries.form
    person.until(lambda: form.isVisible() and form.view is not None)
    assert form.view.patient_id == patient
    assert form.view.month == person.screens._desk.month()
