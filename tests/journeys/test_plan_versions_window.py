"""Versions in the window: compared by keyboard, stepped through, one line restored, printed, closed."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from ccm_desktop.services.assessments import NewAssessment
from ccm_desktop.services.forms import Form, GoalText, MedicationOrder, PlanReview
from ccm_desktop.ui.care_plan.changed_words import told_html
from tests.journeys.conftest import Person
from tests.journeys.test_keyboard import add_enrolled, open_tab
from tests.journeys.test_window import first_run


@pytest.fixture
def patient(person: Person) -> str:
    """Two saves after the problems: a goal, then its target and a medication."""
    first_run(person)
    person.to_front()
    found = add_enrolled(person, "Baker")
    plans = person.screens._desk.office.care_plans
    problem = plans.view(found).problems[0].code.entity
    save(person, found, Form("", GoalText("Pressure at home <b>", problem, target="below 140/90")))
    goal = plans.view(found).problems[0].goals[0].text
    lower = replace(goal, value=replace(goal.value, target="below 130/80"))
    save(person, found, lower, Form("", MedicationOrder("Lisinopril", "20", "mg")))
    return found


def save(person: Person, patient: str, *forms: Form[Any]) -> None:
    desk = person.screens._desk
    desk.gateway.send(partial(desk.office.care_plans.save, patient, forms, "Saved by hand"))
    person.settle()


def key(person: Person, pressed: Qt.Key) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, pressed)
    person.until(lambda: not (isinstance(widget, QAbstractButton) and widget.isDown()))  # as it is for a moment
    person.settle()


def compared(person: Person, patient: str) -> Any:
    """The page, opened from the plan's own button."""
    editor = open_tab(person, patient, 2).plan
    person.to_front()
    editor.compare_button.setFocus()
    key(person, Qt.Key.Key_Return)
    page = person.screens.comparison
    person.until(lambda: len(page.table.lines) > 0)
    return page


def spoken(page: Any) -> list[str]:
    role = Qt.ItemDataRole.AccessibleTextRole
    model = page.table.lines_model
    return [str(model.index(row, 0).data(role)) for row in range(model.rowCount())]


def test_the_last_save_is_shown_and_stepped_through_by_keyboard(person: Person, patient: str) -> None:
    page = compared(person, patient)
    assert page.table.hasFocus()
    assert spoken(page) == [
        "Goal, changed: Pressure at home <b>. Target, removed: 140/90; added: 130/80",
        "Medication, added: Lisinopril. Drug, added: Lisinopril; Dose, added: 20; Unit, added: mg",
    ]
    key(person, Qt.Key.Key_N)
    assert page.table.change().section == "Medication"
    key(person, Qt.Key.Key_N)
    assert "last change" in page.message.text_label.text()
    key(person, Qt.Key.Key_P)
    assert page.table.change().section == "Goal"
    page.only_chip.click()
    person.settle()
    assert len(page.table.lines) == len(page.shown.lines) > 2
    assert page.table.change().section == "Goal"  # the line in hand stays in hand
    key(person, Qt.Key.Key_Escape)
    person.until(lambda: person.screens._window.current_page() == "workspace")


def test_a_line_is_restored_by_r_and_shown_as_done(person: Person, patient: str) -> None:
    page = compared(person, patient)
    key(person, Qt.Key.Key_R)
    person.until(lambda: page.shown.after.number == 5)
    plan = person.screens._desk.office.care_plans.view(patient)
    assert plan.problems[0].goals[0].text.value.target == "below 140/90"
    assert plan.versions[0].what == "Goal restored from version 3"


def test_every_row_offers_to_restore_it_by_mouse_and_by_enter(person: Person, patient: str) -> None:
    page = compared(person, patient)
    page.only_chip.click()
    person.settle()
    table, model = page.table, page.table.lines_model
    offered = [str(model.index(row, 3).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]
    words = {"same": "", "added": "Take out", "changed": "Restore this"}
    assert offered == [words[line.kind] for line in table.lines]
    same, drug = offered.index(""), next(n for n, line in enumerate(table.lines) if line.section == "Medication")
    for row, said in ((same, "This line is the same in both versions."), (drug, "")):
        place = table.visualRect(model.index(row, 3)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        person.settle()
        assert page.message.text_label.text() == said
    person.until(lambda: page.shown.after.number == 5)
    assert person.screens._desk.office.care_plans.view(patient).medications == ()
    drug = next(n for n, line in enumerate(table.lines) if line.section == "Medication")  # now it is gone
    table.setCurrentIndex(model.index(drug, 2))
    table.setFocus()
    key(person, Qt.Key.Key_Right)
    key(person, Qt.Key.Key_Return)
    person.until(lambda: page.shown.after.number == 6)
    assert person.screens._desk.office.care_plans.view(patient).medications[0].order.value.drug == "Lisinopril"


def test_an_assessment_is_told_question_by_question_and_never_restored(person: Person, patient: str) -> None:
    desk = person.screens._desk
    for down, interest in (("2", "1"), ("1", "1")):
        new = NewAssessment(instrument="phq2", answers={"interest": interest, "down": down})
        desk.gateway.send(partial(desk.office.assessments.record, patient, new))
        person.settle()
    page = compared(person, patient)
    (line,) = page.table.lines
    assert line.section == "Assessment"
    told = re.sub("<[^>]*>", "", told_html(line, desk.theme.tokens).replace("<br>", "\n"))
    assert "Down: More than half the days Several days" in told.splitlines()
    assert "Interest" not in told, "its answer is what it was"
    model = page.table.lines_model
    spoken = [str(model.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole)) for column in range(4)]
    assert "Down: More than half the days" in spoken[1]
    assert "Down: Several days" in spoken[2]
    assert spoken[3] == ""
    key(person, Qt.Key.Key_R)
    assert "not restored from an earlier version" in page.message.text_label.text()
    assert len(desk.office.care_plans.view(patient).versions) == page.shown.after.number


def test_what_somebody_changed_meanwhile_is_said_and_shown(person: Person, patient: str) -> None:
    page = compared(person, patient)
    goal = person.screens._desk.office.care_plans.view(patient).problems[0].goals[0].text
    stale = page.shown
    save(person, patient, replace(goal, value=replace(goal.value, target="below 125/80")))
    page.shown = stale  # as if the change came while the key was going down
    key(person, Qt.Key.Key_R)
    person.until(lambda: "Somebody changed this line" in page.message.text_label.text())
    person.until(lambda: page.shown.after.number == 5)
    assert person.screens._desk.office.care_plans.view(patient).problems[0].goals[0].text.value.target == "below 125/80"


def test_other_versions_are_chosen_in_the_boxes(person: Person, patient: str) -> None:
    page = compared(person, patient)
    page.choice.before_box.setCurrentIndex(page.choice.before_box.count() - 1)
    page.choice.before_box.activated.emit(page.choice.before_box.currentIndex())
    person.until(lambda: page.shown.before.number == 0)
    assert page.choice.span_box.currentText() == "Two versions"
    assert "added" in page.header.counts_label.text()
    page.choice.span_box.setCurrentIndex(page.choice.span_box.findText("What I changed today"))
    page.choice.span_box.activated.emit(page.choice.span_box.currentIndex())
    person.until(lambda: page.shown.before.number == 0 and len(page.table.lines) >= 4)


def test_enter_on_a_version_of_the_plan_compares_it_with_the_one_before(person: Person, patient: str) -> None:
    editor = open_tab(person, patient, 2).plan
    person.to_front()
    editor.show_section("versions")
    (item,) = editor.tree.findItems("v3 ", Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchRecursive)
    editor.tree.setCurrentItem(item)
    person.settle()
    assert person.screens._window.current_page() == "workspace"  # the arrows go past a version
    editor.tree.setFocus()
    key(person, Qt.Key.Key_Return)
    page = person.screens.comparison
    person.until(lambda: page.shown is not None)
    assert (page.shown.before.number, page.shown.after.number) == (2, 3)


def test_the_comparison_is_looked_at_as_it_is_printed(person: Person, patient: str) -> None:
    page = compared(person, patient)
    page.print_button.click()
    person.until(lambda: person.screens._window.current_page() == "preview")
    assert person.screens.preview.header.counts_label.text() == "Care_plan_changes.pdf"
    key(person, Qt.Key.Key_Escape)
    person.until(lambda: person.screens._window.current_page() == "compare")


def test_in_a_narrow_window_both_versions_stand_in_one_column(person: Person, patient: str) -> None:
    page = compared(person, patient)
    assert not page.table.stacked
    person.screens._window.resize(640, 480)
    person.settle()
    assert page.table.stacked
    assert page.table.lines_model.headerData(2, Qt.Orientation.Horizontal) == "v3, then v4"


def test_a_review_without_a_change_is_marked_by_keyboard_from_the_chip(person: Person, patient: str) -> None:
    workspace = open_tab(person, patient, 2)
    editor = workspace.plan
    person.to_front()
    person.until(editor.freshness_button.isVisible)
    assert editor.freshness_button.text() == "Aging: 1 reason…"
    assert editor.freshness_button.accessibleDescription() == "No day for the next review"
    editor.freshness_button.setFocus()
    key(person, Qt.Key.Key_Return)
    sheet = workspace.review_commands.sheet
    person.until(sheet.isVisible)
    assert sheet.why_edit.hasFocus()
    QTest.keyClick(sheet.why_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    person.until(lambda: "It is not said why" in sheet.message.text_label.text())
    QTest.keyClicks(sheet.why_edit, "Targets met on every call")
    QTest.keyClick(sheet.why_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    person.until(lambda: not sheet.isVisible())
    person.until(lambda: editor.freshness_button.text() == "Fresh…")
    assert editor.plan.review.value.no_change == "Targets met on every call"


def test_the_panel_filters_stale_plans_and_follows_a_review(person: Person, patient: str) -> None:
    add_enrolled(person, "Chen")
    panel, review = person.screens.panel, Form(patient, PlanReview("2026-09-01"))
    chips = {chip.key: chip for chip in panel.chips}
    save(person, patient, review)
    person.screens._window.show_page("panel")
    assert chips["stale"].text() == "Stale plan 1"
    chips["stale"].click()
    assert [line.name for line in panel.table.rows_model.rows] == ["Baker, Test"]
    form = person.screens._desk.office.care_plans.view(patient).review
    save(person, patient, replace(form, value=PlanReview("2027-01-01")))
    assert chips["stale"].text() == "Stale plan 0"
    assert panel.table.rows_model.rows == []
