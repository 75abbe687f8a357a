"""Templates in the window: chosen and inserted by keyboard, taken back, marked; the lead's own in Settings."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from ccm_desktop.services.forms import Form, InterventionText
from tests.journeys.conftest import Person
from tests.journeys.test_keyboard import add_enrolled, open_tab
from tests.journeys.test_window import first_run

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
DESCRIPTION = Qt.ItemDataRole.AccessibleDescriptionRole


@pytest.fixture
def patient(person: Person) -> str:
    first_run(person)
    person.to_front()
    return add_enrolled(person, "Baker")


def key(person: Person, pressed: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Into whatever has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, pressed, modifier)
    person.settle()


def opened(person: Person, patient: str) -> Any:
    """The editor with the form opened by its keys."""
    editor = open_tab(person, patient, 2).plan
    person.to_front()
    editor.tree.setFocus()
    key(person, Qt.Key.Key_L, CONTROL | SHIFT)
    person.until(editor.insert.isVisible)  # a button is pressed for a moment
    person.settle()
    return editor


def lines_with(editor: Any, words: str) -> list[str]:
    """Of the tree, by the words of a line or of its status."""
    how = Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive
    found = [item for column in (0, 1) for item in editor.tree.findItems(words, how, column)]
    return [item.text(0) for item in found]


def test_lines_are_inserted_by_keyboard_alone_and_taken_back_by_ctrl_z(person: Person, patient: str) -> None:
    editor = opened(person, patient)
    assert editor.insert.search_edit.hasFocus()
    assert [editor.insert.choices.item(n).text() for n in range(3)] == [
        "High blood pressure · fits", "Type 2 diabetes · fits", "Asthma",
    ]  # fmt: skip
    QTest.keyClicks(editor.insert.search_edit, "pressure")
    person.settle()
    assert editor.insert.title_label.text() == "High blood pressure"
    assert editor.insert.fields.problem_box.currentText() == "Hypertension"
    key(person, Qt.Key.Key_Tab)
    key(person, Qt.Key.Key_Tab)
    assert editor.insert.fields.problem_box.hasFocus()  # what the lines are filled with comes before them
    editor.insert.lines.setFocus()
    key(person, Qt.Key.Key_Space)  # the first goal goes, and what serves it
    assert "g1" not in editor.insert.lines.chosen()
    assert "g1.1" not in editor.insert.lines.chosen()
    key(person, Qt.Key.Key_Space)
    count = len(editor.insert.lines.chosen())
    assert editor.insert.insert_button.text() == f"Insert {count} lines"
    key(person, Qt.Key.Key_Return, CONTROL)
    assert not editor.insert.isVisible()
    assert QApplication.focusWidget() is editor.tree
    assert len(lines_with(editor, "· template")) == count - 4  # three signs and one due item have their own sections
    assert f"{count - 4} of {count - 4} goals and interventions are still template" in editor.header.notes_label.text()
    editor.show_section("symptoms")
    assert len(lines_with(editor, "Call 911 · template")) == 1
    editor.show_section("preventive")
    assert lines_with(editor, "Kidney function and potassium")
    editor.show_section("problems")
    tree: Any = editor.tree
    tree.setFocus()
    key(person, Qt.Key.Key_Z, CONTROL)
    assert lines_with(editor, "· template") == []


def test_what_exists_is_said_unticked_and_may_be_added_anyway_or_updated(person: Person, patient: str) -> None:
    editor = opened(person, patient)
    editor.insert.insert_button.click()
    person.settle()
    editor.open_insert()
    person.settle()
    lines = editor.insert.lines
    assert lines.chosen() == ()
    assert not editor.insert.insert_button.isEnabled()
    first = lines.topLevelItem(0)
    assert first.text(2) == "Exists: skipped"
    assert "Exists: skipped" in first.data(0, Qt.ItemDataRole.AccessibleTextRole)
    lines.setFocus()
    key(person, Qt.Key.Key_Space)
    assert (first.text(2), lines.chosen()) == ("Exists: added anyway", ("g1",))
    editor.insert.fields.edits["target_sbp"].selectAll()
    QTest.keyClicks(editor.insert.fields.edits["target_sbp"], "140")
    person.settle()
    words = lines.topLevelItem(0).text(2)
    assert words.startswith("Exists as “Home blood pressure stays below 130/80 mmHg” (below 130/80)")
    assert lines.chosen() == ("g1",)
    lines.setFocus()
    key(person, Qt.Key.Key_U)
    assert (lines.topLevelItem(0).text(2).rsplit(" ", 1)[1], lines.chosen()) == ("updated", ())
    shown = editor.insert.standing
    assert "Target, removed: 130/80; added: 140/80" in shown.words_label.accessibleName()
    assert editor.insert.insert_button.text() == "Update 1 line"
    shown.presses["skip"].click()
    assert not editor.insert.insert_button.isEnabled()
    shown.presses["update"].click()
    lines.setFocus()
    key(person, Qt.Key.Key_Return, CONTROL)
    assert len(lines_with(editor, "Goal: Home blood pressure stays below 140/80")) == 1
    assert lines_with(editor, "Goal: Home blood pressure stays below 130/80") == []
    key(person, Qt.Key.Key_Z, CONTROL)
    assert len(lines_with(editor, "Goal: Home blood pressure stays below 130/80")) == 1


def send(person: Person, command: Any) -> None:
    person.screens._desk.gateway.send(command)
    person.settle()


def test_a_newer_template_is_said_quietly_and_put_beside_the_plan(person: Person, patient: str) -> None:
    office = person.screens._desk.office
    register = office.template_register
    send(person, lambda: register.keep(register.begin("hypertension")))
    editor = opened(person, patient)
    assert not editor.head.newer_button.isVisible()
    editor.insert.lines.choose("skip")  # its first goal and what serves it
    editor.insert.insert_button.click()
    person.settle()
    count = len(lines_with(editor, "· template"))
    send(person, lambda: register.keep(_lower(register.line("own-hypertension").form)))
    person.until(editor.head.newer_button.isVisible)
    assert "the plan has lines of version 1, now it is 2" in editor.head.newer_button.accessibleDescription()
    editor.head.newer_button.setFocus()
    key(person, Qt.Key.Key_Space)
    person.until(editor.insert.lines.hasFocus)
    person.settle()
    title = "High blood pressure, our practice · updated · fits · our practice"
    assert editor.insert.choices.currentItem().text() == title
    assert editor.insert.insert_button.text() == "Update 1 line"  # what was left out stays out
    key(person, Qt.Key.Key_Return, CONTROL)
    assert len(lines_with(editor, "Goal: Salt is kept lower")) == 1
    assert len(lines_with(editor, "· template")) == count
    person.until(lambda: not editor.head.newer_button.isVisible())
    send(person, lambda: register.keep(register.line("own-hypertension").form))
    person.until(editor.head.newer_button.isVisible)
    editor.head.newer_button.click()
    person.settle()
    assert not editor.insert.insert_button.isEnabled()
    editor.insert.keep_button.click()
    person.until(lambda: not editor.insert.isVisible())
    person.until(lambda: not editor.head.newer_button.isVisible())


def _lower(form: Any) -> Any:
    goals = form.value.template.goals
    salt = replace(goals[1], description="Salt is kept lower")
    template = replace(form.value.template, goals=(goals[0], salt, *goals[2:]))
    return replace(form, value=replace(form.value, template=template))


def test_a_sign_that_stands_as_an_intervention_is_left_until_it_is_moved_by_a_key(
    person: Person, patient: str
) -> None:  # fmt: skip
    office = person.screens._desk.office
    sign = "dizziness on standing, or a fall"
    words = f"Watch for {sign}. What to do: sit down, measure, and call us the same day."
    problem = office.care_plans.view(patient).problems[0].code.entity
    send(person, lambda: office.care_plans.save(patient, [Form("", InterventionText(words, "", problem, "Patient"))]))
    editor = opened(person, patient)
    lines = editor.insert.lines
    row = lines.findItems(sign, Qt.MatchFlag.MatchContains)[0]
    assert row.text(2) == "Exists as an intervention: skipped"
    lines.setCurrentItem(row)
    lines.setFocus()
    assert editor.insert.standing.title_label.text().startswith("It stands in the plan as an intervention.")
    key(person, Qt.Key.Key_U)
    assert row.text(2) == "Exists as an intervention: updated"
    assert lines.chosen("update") == ("w3",)
    key(person, Qt.Key.Key_Return, CONTROL)
    person.until(lambda: not editor.insert.isVisible())
    assert lines_with(editor, words) == []
    editor.show_section("symptoms")
    assert len(lines_with(editor, sign)) == 1


def test_a_value_that_is_missing_is_asked_for_beside_the_button_and_nothing_is_lost(
    person: Person, patient: str
) -> None:  # fmt: skip
    editor = opened(person, patient)
    QTest.keyClicks(editor.insert.search_edit, "heart fail")
    person.settle()
    editor.insert.fields.problem_box.setCurrentIndex(1)
    editor.insert.fields.problem_box.activated.emit(1)
    person.settle()
    first = editor.insert.lines.topLevelItem(0)
    assert "[Usual (dry) weight: fill in] lb" in first.text(0)
    assert first.text(2) == "⚠ Fill in “Usual (dry) weight”. New"
    editor.insert.lines.setFocus()
    QTest.mouseClick(editor.insert.insert_button, Qt.MouseButton.LeftButton)
    person.until(editor.insert.message.isVisible)
    weight = editor.insert.fields.edits["dry_weight"]
    assert weight.hasFocus(), "what is missing has the keyboard"
    editor.insert.lines.setFocus()
    key(person, Qt.Key.Key_Return, CONTROL)
    assert "“Usual (dry) weight” is not filled in" in editor.insert.message.text_label.text()
    assert (editor.insert.isVisible(), weight.hasFocus()) == (True, True)
    QTest.keyClicks(weight, "u")
    person.settle()
    assert weight.accessibleDescription().startswith("Not a figure")
    assert "[Usual (dry) weight: fill in] lb" in editor.insert.lines.topLevelItem(0).text(0), "never “close to u lb”"
    key(person, Qt.Key.Key_Return, CONTROL)
    assert "“Usual (dry) weight” cannot be “u”" in editor.insert.message.text_label.text()
    assert lines_with(editor, "Weight stays close") == []
    QTest.keyClicks(weight, "180")  # what was refused is chosen, and gives way
    person.settle()
    assert weight.accessibleDescription() == ""
    key(person, Qt.Key.Key_Return, CONTROL)
    assert lines_with(editor, "close to 180 lb")


def test_a_template_for_no_problem_of_the_patient_asks_which(person: Person, patient: str) -> None:
    editor = opened(person, patient)
    QTest.keyClicks(editor.insert.search_edit, "asthma")
    person.settle()
    assert editor.insert.fields.problem_box.currentText() == "Choose a problem"
    editor.insert.insert_button.click()
    person.settle()
    assert "which problem" in editor.insert.message.text_label.text()
    QTest.keyClicks(editor.insert.search_edit, "zzz")
    assert editor.insert.nothing_label.isVisible()


def test_esc_gives_up_and_another_chart_never_gets_the_lines(person: Person, patient: str) -> None:
    editor = opened(person, patient)
    key(person, Qt.Key.Key_Escape)
    assert not editor.insert.isVisible()
    assert QApplication.focusWidget() is editor.template_button
    editor.open_insert()
    person.settle()
    castillo = add_enrolled(person, "Castillo")
    open_tab(person, castillo, 2)
    assert not editor.insert.isVisible()
    assert editor.tree.isVisible()


def test_changed_words_lose_the_mark(person: Person, patient: str) -> None:
    editor = opened(person, patient)
    editor.insert.insert_button.click()
    person.settle()
    (goal,) = editor.tree.findItems("Salt is kept low", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
    editor.tree.setCurrentItem(goal)
    assert editor.detail.opened.about.startswith("Template text (Hypertension, version 2)")
    editor.detail.editor("description").setText("No more canned soup")
    editor.detail.save_button.click()
    person.settle()
    (own,) = editor.tree.findItems("No more canned soup", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
    assert own.text(1) == "Active"


def settings_group(person: Person) -> Any:
    person.screens._window.show_page("settings")
    page = person.entry.session.settings  # type: ignore[union-attr]
    page.open("templates")
    person.settle()
    person.to_front()
    return page.groups["templates"]


def test_the_lead_makes_edits_and_retires_an_own_template(person: Person, patient: str) -> None:
    group = settings_group(person)
    group.table.select_key("copd")
    group.copy_button.click()
    person.settle()
    form = group.form
    assert form.title_edit.hasFocus()
    form.title_edit.setText("Breathing, Lakeside")
    form.add_buttons["goal"].click()
    key(person, Qt.Key.Key_Return, CONTROL)
    row = form.lines.current_row()
    marked = [form.lines.topLevelItem(row).data(column, DESCRIPTION) or "" for column in range(6)]
    assert marked == ["", "Say what", "Say how it is measured", "Say the target", "1 to 260", ""]
    drawn = QStyleOptionViewItem()
    form.lines.itemDelegate().initStyleOption(drawn, form.lines.model().index(row, 2))
    assert drawn.text == "▲ Say how it is measured"
    form.lines.topLevelItem(row).setText(2, "Minutes")
    assert form.lines.topLevelItem(row).data(2, DESCRIPTION) == ""
    assert form.lines.rows()[row][2] == "Minutes", "the mark is none of the words"
    assert "goal 5 has no weeks" in form.message.text_label.text() or "goal 1" in form.message.text_label.text()
    form.remove_button.click()
    key(person, Qt.Key.Key_Return, CONTROL)
    assert not form.isVisible()
    line = group.table.current_row()
    assert (line.template.title, line.template.version, line.state) == ("Breathing, Lakeside", 1, "In use")
    shipped = next(one for one in group.table.rows_model.rows if one.template.key == "copd").template
    assert line.template.goals == shipped.goals
    for part in ("watch", "due", "education", "variables"):
        assert getattr(line.template, part) == getattr(shipped, part), part
    group.retire_button.click()
    person.settle()
    assert group.table.current_row().state == "Retired"
    assert "Breathing" not in str(
        [one.template.title for one in person.screens._desk.office.plan_templates.choices(patient)]
    )


def test_lines_are_moved_and_edited_by_keyboard(person: Person, patient: str) -> None:
    group = settings_group(person)
    group.table.select_key("asthma")
    group.copy_button.click()
    person.settle()
    form = group.form
    form.lines.setFocus()
    form.lines.go_to(1, 1)
    before = form.typed().value.template.goals[0].interventions
    key(person, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    after = form.typed().value.template.goals[0].interventions
    assert (after[0], after[1]) == (before[1], before[0])
    form.lines.go_to(1, 1)
    key(person, Qt.Key.Key_F2)
    inline = QApplication.focusWidget()
    assert inline is not None
    QTest.keyClicks(inline, "Breathe out first")
    key(person, Qt.Key.Key_Return)
    assert form.typed().value.template.goals[0].interventions[0].description == "Breathe out first"
    form.lines.go_to(0, 1)
    for _ in range(3):
        form.down_button.click()
    form.save_button.click()
    person.settle()
    assert "stands above the first goal" in form.message.text_label.text()
    key(person, Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_files_go_out_and_come_in_and_a_bad_one_says_where(person: Person, patient: str, tmp_path: Path) -> None:
    group = settings_group(person)
    file = tmp_path / "t.json"
    group.export_path("copd", str(file))
    person.settle()
    assert json.loads(file.read_text("utf-8"))["key"] == "copd"
    group.import_path(str(file))
    person.settle()
    assert [one.state for one in group.table.rows_model.rows if one.template.key == "own-copd"] == ["In use"]
    file.write_text('{"key": "x"', "utf-8")
    group.import_path(str(file))
    person.settle()
    assert "t.json, line 1 cannot be read as JSON" in group.message.text_label.text()
