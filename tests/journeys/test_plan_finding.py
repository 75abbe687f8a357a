"""Find in the plan by keyboard: every section, what is typed and not saved too, and never a word that is not there."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ccm_desktop.services.assessments import NewAssessment
from ccm_desktop.services.forms import Barrier, Form, MedicationOrder, PlanSummary
from tests.journeys.conftest import Person
from tests.journeys.hands import CTRL, PLAIN, SHIFT, Hands, focus
from tests.journeys.test_keyboard import add_enrolled, open_tab
from tests.journeys.test_plan_editor import goals, plan_of
from tests.journeys.test_window import first_run


@pytest.fixture
def patient(person: Person) -> str:
    """Words in a form, in two lists and in an assessment."""
    first_run(person)
    person.to_front()
    found = add_enrolled(person, "Baker")
    office = person.screens._desk.office
    goals(person, found, "Walk to the river")
    office.care_plans.save(found, [
        Form(found, PlanSummary("Dizzy since June", "Stays at home", "Walk with María\nagain")),
        Form("", Barrier("No ride", "transport", "Nephew drives")),
        Form("", MedicationOrder("Lisinopril", "20", "mg", indication="Blood  pressure")),
    ], "Written")  # fmt: skip
    office.assessments.record(found, NewAssessment("environment", finding="Dark stairs to the cellar"))
    return found


def told(editor: Any) -> str:
    return str(editor.find_bar.place_label.text())


def retype(editor: Any, hands: Hands, words: str) -> str:
    hands.press(Qt.Key.Key_F, CTRL)
    assert editor.find_bar.edit.hasFocus()
    hands.word(words)
    return told(editor)


def test_words_are_found_in_every_section_by_keyboard(person: Person, patient: str) -> None:
    editor, hands = plan_of(person, patient), Hands(person)
    person.until(lambda: bool(editor.finding._elsewhere[0]()))
    assert retype(editor, hands, "walk") == "2 of 2 · Problems and goals · Goal, What: Walk to the river"  # begins here
    hands.press(Qt.Key.Key_Return)
    assert told(editor) == "1 of 2 · Summary · Summary, What matters most to the patient: Walk with María again"
    assert editor.sections.current == "summary"
    assert editor.find_bar.edit.hasFocus()
    assert editor.detail.editor("patient_goal").textCursor().selectedText() == "Walk"
    hands.press(Qt.Key.Key_Return)
    assert told(editor).startswith("2 of 2 · Problems")
    assert not editor.tree.isColumnHidden(1)  # where lines had no room before, their state is shown again
    hands.press(Qt.Key.Key_Return, SHIFT)
    assert told(editor).startswith("1 of 2 · Summary")
    assert retype(editor, hands, "maria again").startswith("1 of 1 · Summary")
    what_for = "1 of 1 · Medications · Medication, What it is for: Blood pressure"
    assert retype(editor, hands, "blood pressure") == what_for
    assert retype(editor, hands, "transport") == "1 of 1 · Barriers · Barrier, Kind: Transport"
    assert retype(editor, hands, "dark stairs").startswith("1 of 1 · Assessments")
    assert editor.sections.current == "assessments"
    assert retype(editor, hands, "caregivers").startswith("1 of 1 · Caregivers")  # the section itself


def test_nothing_found_is_said_and_esc_goes_back_to_the_line(person: Person, patient: str) -> None:
    editor, hands = plan_of(person, patient), Hands(person)
    assert retype(editor, hands, "zebra") == "“zebra” is nowhere in this plan."
    assert not editor.find_bar.next_button.isEnabled()
    assert editor.sections.current == "problems"
    assert retype(editor, hands, "dizzzy") == "“dizzzy” is nowhere in this plan."
    assert editor.sections.current == "summary"  # dizz stands there
    hands.press(Qt.Key.Key_Escape)
    assert editor.sections.current == "problems"
    assert editor.tree.hasFocus()
    retype(editor, hands, "river")
    hands.press(Qt.Key.Key_Escape)
    assert not editor.find_bar.isVisible()
    assert editor.tree.hasFocus()
    assert editor.tree.currentItem().text(0) == "Goal: Walk to the river"
    hands.press(Qt.Key.Key_F3)
    assert editor.find_bar.edit.hasFocus()
    open_tab(person, add_enrolled(person, "Chen"), 2)
    assert not editor.find_bar.isVisible()  # another plan
    assert editor.find_bar.edit.text() == ""


def test_what_is_typed_and_not_saved_is_found_and_waits(person: Person, patient: str) -> None:
    editor, hands = plan_of(person, patient), Hands(person)
    hands.press(Qt.Key.Key_G, CTRL | SHIFT)
    hands.word("Zumba")  # a new goal, not saved
    assert retype(editor, hands, "zumba").startswith("1 of 1 · Problems and goals · New goal, What: Zumba")
    retype(editor, hands, "nephew")
    QTest.keyClicks(editor.detail.editor("answer"), "!")
    retype(editor, hands, "river")
    assert retype(editor, hands, "drives!") == "“drives!” is nowhere in this plan."  # typed before what was there
    assert retype(editor, hands, "zumba").startswith("1 of 1")
    assert editor.detail.editor("description").text() == "Zumba"
    QTest.keyClick(focus(), Qt.Key.Key_Escape, PLAIN)
    assert len(editor.plan.problems[0].goals) == 1
