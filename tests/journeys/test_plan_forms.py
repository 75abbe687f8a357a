"""Editing a care plan: nothing typed is lost, and every save says what it did."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ccm_desktop.services.changes import Changed
from ccm_desktop.services.forms import Barrier, Form, GoalText
from ccm_desktop.ui.toasts import Toast
from tests.journeys.conftest import Person
from tests.journeys.test_keyboard import add_enrolled, open_tab
from tests.journeys.test_window import first_run


@pytest.fixture
def patient(person: Person) -> str:
    first_run(person)
    person.to_front()
    return add_enrolled(person, "Baker")


def type_goal(person: Person, patient: str, words: str) -> Any:
    editor = open_tab(person, patient, 2).plan
    editor.add_buttons["goal"].click()
    QTest.keyClicks(editor.detail.editor("description"), words)
    return editor


def test_a_half_typed_goal_outlives_the_timer(person: Person, patient: str) -> None:
    editor = type_goal(person, patient, "Walk 15 min")
    gateway = person.screens._desk.gateway
    person.screens.timer.start(patient, anyway=True)
    person.settle()
    gateway.changed.emit(Changed.EVERYTHING)
    person.settle()
    assert editor.detail.editor("description").text() == "Walk 15 min"
    assert editor.detail.editor("description").hasFocus()


def test_a_half_typed_goal_waits_while_another_chart_is_open(person: Person, patient: str) -> None:
    castillo = add_enrolled(person, "Castillo")
    editor = type_goal(person, patient, "Walk 15 min")
    open_tab(person, castillo, 2)
    editor.add_buttons["goal"].click()
    assert editor.detail.editor("description").text() == ""
    open_tab(person, patient, 2)
    editor.add_buttons["goal"].click()
    assert editor.detail.editor("description").text() == "Walk 15 min"
    assert "Not saved yet" in editor.detail.message.text_label.text()
    QTest.keyClick(editor.detail.editor("description"), Qt.Key.Key_Escape)
    assert editor.detail.editor("description").text() == ""


def test_after_a_save_the_keyboard_is_on_the_line_saved(person: Person, patient: str) -> None:
    editor = type_goal(person, patient, "Walk 15 min")
    QTest.keyClick(editor.detail.editor("description"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    person.settle()
    assert editor.tree.hasFocus()
    assert editor.tree.currentItem().text(0) == "Goal: Walk 15 min"
    assert editor.plan.versions[0].what == "Goal “Walk 15 min” added"


def test_an_empty_goal_and_an_unchanged_one_say_so(person: Person, patient: str) -> None:
    editor = type_goal(person, patient, "")
    assert editor.detail.opened.about.startswith("For ")
    editor.detail.save_button.click()
    person.settle()
    assert editor.detail.message.isVisible()
    editor.show_section("review")
    editor.detail.save_button.click()
    assert editor.detail.message.text_label.text() == "Nothing was changed here."


def test_undo_by_key_is_told(person: Person, patient: str) -> None:
    editor = open_tab(person, patient, 2).plan
    person.entry.window.actions_by_key["undo_plan"].trigger()
    person.settle()
    assert editor.plan.versions[0].what.startswith("Undo: ")


def test_a_save_that_comes_back_to_another_chart_leaves_no_draft_behind(person: Person, patient: str) -> None:
    castillo = add_enrolled(person, "Castillo")
    editor = type_goal(person, patient, "Walk 15 min")
    place = editor.detail.opened.place
    QTest.keyClick(editor.detail.editor("description"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    open_tab(person, castillo, 2)  # before the answer is there
    office = person.screens._desk.office
    assert [goal.text.value.description for goal in office.care_plans.view(patient).problems[0].goals] == [
        "Walk 15 min"
    ]
    assert editor.drafts.of(patient, place) is None
    assert office.plan_drafts.of(patient) == ()
    assert person.entry.window.toast.texts[-1] == "Baker, Test: plan saved."


def test_the_undo_of_a_toast_takes_back_what_it_was_offered_for(person: Person, patient: str) -> None:
    castillo = add_enrolled(person, "Castillo")
    office = person.screens._desk.office
    problem = office.care_plans.view(patient).problems[0].code.entity
    office.care_plans.save(patient, [Form("", GoalText("Walk", problem))], "Walk added")
    editor = open_tab(person, patient, 2).plan
    editor.tree.choose(office.care_plans.view(patient).problems[0].goals[0].text.entity)
    editor.detail.end_button.click()
    person.settle()
    assert office.care_plans.view(patient).problems[0].goals == ()
    office.care_plans.save(castillo, [Form("", Barrier("Cost"))], "Cost added")
    open_tab(person, castillo, 2)
    (toast,) = (one for one in person.entry.window.findChildren(Toast) if "Taken out" in one.text)
    assert toast.text == "Taken out: Goal “Walk” (Baker, Test). The history keeps it."
    toast.action_button.click()
    person.settle()
    assert person.entry.window.toast.texts[-1].startswith("Baker, Test: undone")
    assert [one.value.description for one in office.care_plans.view(castillo).short["barriers"]] == ["Cost"]
    assert len(office.care_plans.view(patient).problems[0].goals) == 1


def test_the_undo_of_an_older_toast_does_not_take_back_a_later_save(person: Person, patient: str) -> None:
    office = person.screens._desk.office
    problem = office.care_plans.view(patient).problems[0].code.entity
    office.care_plans.save(patient, [Form("", GoalText("Walk", problem))], "Walk added")
    editor = open_tab(person, patient, 2).plan
    editor.tree.choose(office.care_plans.view(patient).problems[0].goals[0].text.entity)
    editor.detail.end_button.click()
    person.settle()
    office.care_plans.save(patient, [Form("", Barrier("Cost"))], "Cost added")
    (toast,) = (one for one in person.entry.window.findChildren(Toast) if "Taken out" in one.text)
    toast.action_button.click()
    person.settle()
    assert [one.value.description for one in office.care_plans.view(patient).short["barriers"]] == ["Cost"]
    assert "not your last change here" in editor.message.text_label.text()
