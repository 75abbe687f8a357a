"""The care plan by keyboard: sections, lines written in place, moved, taken out, undone; nothing typed is lost."""

from __future__ import annotations

import math
import threading
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from ccm_desktop.services.forms import Form, GoalText, InterventionText, MedicationOrder, PreventiveItem
from ccm_desktop.ui.care_plan.fields import FIELDS
from ccm_desktop.ui.care_plan.inline_edit import InlineText
from ccm_desktop.ui.care_plan.unsaved import PlanDrafts, opened_from
from tests.journeys.conftest import Person
from tests.journeys.hands import ALT, CTRL, SHIFT, Hands, focus
from tests.journeys.test_keyboard import add_enrolled, open_tab
from tests.journeys.test_window import first_run

HOSTILE = "\u202e\u0646\u0635 <b>bold</b> & 'q' \U0001f469\u200d\u2695\ufe0f " + "long " * 60


@pytest.fixture
def patient(person: Person) -> str:
    first_run(person)
    person.to_front()
    return add_enrolled(person, "Baker")


@pytest.fixture
def hands(person: Person) -> Hands:
    return Hands(person)


def plan_of(person: Person, patient: str) -> Any:
    """The editor with the keyboard in its lines."""
    editor = open_tab(person, patient, 2).plan
    person.to_front()
    editor.tree.setFocus()
    person.settle()
    return editor


def goals(person: Person, patient: str, *names: str) -> None:
    """Where all else reads and writes: a save beside what the window just asked for may not come to pass."""
    plans = person.screens._desk.office.care_plans

    def save() -> None:
        problem = plans.view(patient).problems[0].code.entity
        for name in names:
            plans.save(patient, [Form("", GoalText(name, problem))], f"{name} added")

    person.screens._desk.gateway.ask(save)
    person.settle()


def lines(editor: Any) -> list[str]:
    return [item.text(0) for item in editor.tree.items()]


def stands_at(editor: Any, words: str) -> None:
    how = Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive
    editor.tree.setCurrentItem(editor.tree.findItems(words, how)[0])


def type_inline(words: str) -> None:
    text = QApplication.focusWidget()
    assert isinstance(text, InlineText)
    text.selectAll()
    QTest.keyClicks(text, words)


def test_a_goal_is_added_in_four_key_groups(person: Person, patient: str, hands: Hands) -> None:
    person.screens.open_patient(patient)
    person.settle()
    hands.press(Qt.Key.Key_3, ALT)
    hands.press(Qt.Key.Key_G, CTRL | SHIFT)
    hands.word("Walk 15 min")
    hands.press(Qt.Key.Key_Return, CTRL)
    editor = person.screens.workspace.plan
    assert "Goal: Walk 15 min" in lines(editor)
    assert hands.groups <= 4


def test_ins_adds_what_most_likely_comes_next_and_its_button_says_so(
    person: Person, patient: str, hands: Hands
) -> None:
    goals(person, patient, "Walk")
    editor = plan_of(person, patient)
    for kind, words, under in (("intervention", "Daily log", "Walk"), ("goal", "Sleep well", "1. ")):
        stands_at(editor, under)
        assert [key for key, press in editor.add_buttons.items() if "Ins" in press.toolTip()] == [kind]
        editor.tree.setFocus()
        hands.press(Qt.Key.Key_Insert)
        assert editor.detail.opened.title == f"New {kind}"
        hands.word(words)
        hands.press(Qt.Key.Key_Return, CTRL)
        person.until(lambda words=words: any(words in line for line in lines(editor)))  # type: ignore[misc]
    assert lines(editor)[1:4] == ["Goal: Walk", "• Daily log", "Goal: Sleep well"]
    assert editor.add_buttons["goal"].toolTip() == "+ Goal (Ctrl+Shift+G)"  # the line in hand is a goal
    assert editor.add_buttons["intervention"].toolTip() == "+ Intervention (Ctrl+Shift+V or Ins)"


def test_ins_adds_in_every_section_from_the_list_of_sections_too(person: Person, patient: str, hands: Hands) -> None:
    editor = plan_of(person, patient)
    for section, title in (("medications", "New medication"), ("community", "New community resource")):
        editor.sections.choose(section)
        for place in (editor.tree, editor.sections.list):
            place.setFocus()
            hands.press(Qt.Key.Key_Insert)
            assert editor.detail.opened.title == title
    assert editor.add_buttons["resource"].toolTip() == "+ Community resource (Ins)"
    assert "Ins" in editor.tree.empty_state.text_label.text()
    editor.sections.choose("emergency")
    editor.sections.list.setFocus()
    hands.press(Qt.Key.Key_Insert)
    assert editor.message.text_label.text() == "Ins adds no line in this section."


def test_ins_while_a_line_is_written_adds_none(person: Person, patient: str, hands: Hands) -> None:
    goals(person, patient, "Walk")
    editor = plan_of(person, patient)
    stands_at(editor, "Walk")
    editor.tree.setFocus()
    hands.press(Qt.Key.Key_F2)
    hands.press(Qt.Key.Key_Insert)
    assert isinstance(focus(), InlineText)
    assert editor.detail.opened.title == "Goal"


def test_lines_that_are_not_sound_say_so_in_the_list(person: Person, patient: str) -> None:
    """Beside the field it stands in full; where many lines are listed, in brief, to eyes and ears."""
    plans = person.screens._desk.office.care_plans
    goals(person, patient, "Walk")
    new = (MedicationOrder("Lisinopril", "20"), MedicationOrder("Metformin"), MedicationOrder("Aspirinn", "81", "mg"),
           PreventiveItem("Eye exam", "2026-10-20"), PreventiveItem("Flu shot", "2026-12-01"))  # fmt: skip
    person.screens._desk.gateway.ask(partial(plans.save, patient, [Form("", value) for value in new]))
    person.settle()
    editor = plan_of(person, patient)
    told = dict[str, str]()
    for section in ("problems", "medications", "preventive"):
        editor.sections.choose(section)
        for item in editor.tree.items():
            spoken = item.data(0, Qt.ItemDataRole.AccessibleTextRole)
            brief = item.text(1).partition(" · ")[0].removeprefix("⚠ ")
            told[item.text(0).partition(" ")[0]] = brief if "⚠" in item.text(1) and brief in spoken else ""
    assert told == {"1.": "", "2.": "", "Goal:": "no measure", "Lisinopril": "no unit", "Metformin": "no dose",
                    "Aspirinn": "name not known", "Eye": "past", "Flu": ""}  # fmt: skip


def test_on_a_laptop_every_section_is_in_sight_and_whole(person: Person, patient: str) -> None:
    editor = plan_of(person, patient)
    assert editor.header.notes_label.isVisible(), "a plan that lacks something has the least room"
    sections = editor.sections.list
    assert sections.verticalScrollBar().maximum() == 0
    rows = [sections.visualItemRect(sections.item(row)) for row in range(sections.count())]
    assert all(row.height() >= 24 for row in rows), "as high as a finger or a shaking hand needs (ux.md 12.3)"
    assert sections.viewport().rect().contains(rows[-1])


def writes_two(person: Person, editor: Any) -> None:
    """F2, words, Ctrl+Enter, words, Enter, faster than the disk."""
    stands_at(editor, "Walk")
    QTest.keyClick(focus(), Qt.Key.Key_F2)
    type_inline("Walk daily")
    QTest.keyClick(focus(), Qt.Key.Key_Return, CTRL)
    person.until(lambda: isinstance(QApplication.focusWidget(), InlineText))
    type_inline("Sleep well")
    QTest.keyClick(focus(), Qt.Key.Key_Return)


def test_two_lines_written_while_the_disk_is_slow_leave_the_second_in_hand(person: Person, patient: str) -> None:
    goals(person, patient, "Walk")
    editor, release = plan_of(person, patient), threading.Event()
    person.entry.gateway.ask(release.wait)
    try:
        writes_two(person, editor)
    finally:
        release.set()
    person.settle()
    assert {"Goal: Walk daily", "Goal: Sleep well"} < set(lines(editor))
    assert editor.tree.currentItem().text(0) == "Goal: Sleep well"


def test_a_line_saved_before_its_editor_has_closed_is_in_hand(person: Person, patient: str) -> None:
    goals(person, patient, "Walk")
    editor = plan_of(person, patient)
    # the screen stalls where the second save goes off: it is back before the tree is filled with the first one's plan
    editor.tree.inline.wrote.connect(lambda *_: person.entry.gateway._database.submit(int).result())
    writes_two(person, editor)
    person.settle()
    assert {"Goal: Walk daily", "Goal: Sleep well"} < set(lines(editor))
    assert editor.tree.currentItem().text(0) == "Goal: Sleep well"


def test_a_new_line_begun_while_the_one_before_is_saved_stays_kept(person: Person, patient: str) -> None:
    goals(person, patient, "Walk")
    editor, release = plan_of(person, patient), threading.Event()
    stands_at(editor, "Walk")
    QTest.keyClick(focus(), Qt.Key.Key_F2)
    QTest.keyClick(focus(), Qt.Key.Key_Return, CTRL)
    type_inline("Sleep well")
    person.entry.gateway.ask(release.wait)
    try:
        QTest.keyClick(focus(), Qt.Key.Key_Return, CTRL)  # another new one under the same problem
        type_inline("Drink water")
        unsaved = [draft.texts[0, "description"] for draft in editor.drafts.all_of(patient)]
    finally:
        release.set()
    person.settle()
    editor.drafts.write()
    person.settle()
    (kept,) = person.screens._desk.office.plan_drafts.of(patient)
    assert unsaved == ["Sleep well", "Drink water"]  # if the first is refused, its words are still there
    assert kept.texts == {(0, "description"): "Drink water"}
    hands_back = opened_from(kept)
    assert (hands_back.place, hands_back.is_new) == (kept.place, True)


def test_lines_are_written_in_place_one_after_the_other(person: Person, patient: str, hands: Hands) -> None:
    goals(person, patient, "Walk")
    editor = plan_of(person, patient)
    stands_at(editor, "Walk")
    hands.press(Qt.Key.Key_F2)
    type_inline("Walk daily")
    hands.press(Qt.Key.Key_Return, CTRL)  # kept, and another
    type_inline("Sleep well")
    hands.press(Qt.Key.Key_Return)
    written = ["Goal: Walk daily", "Goal: Sleep well"]
    person.until(
        lambda: not editor.is_saving and [line for line in lines(editor) if line.startswith("Goal")] == written
    )
    person.settle()
    assert editor.tree.currentItem().text(0) == "Goal: Sleep well"
    count = len(editor.plan.versions)
    hands.press(Qt.Key.Key_Return)
    type_inline("Never mind")
    hands.press(Qt.Key.Key_Escape)
    assert len(editor.plan.versions) == count
    assert editor.drafts.all_of(patient) == ()
    assert "Goal: Sleep well" in lines(editor)


def test_while_the_next_line_is_written_the_ones_before_are_told_as_saved(
    person: Person, patient: str, hands: Hands
) -> None:
    goals(person, patient, "Walk")
    editor = plan_of(person, patient)
    stands_at(editor, "Walk")
    hands.press(Qt.Key.Key_F2)
    for words in ("Walk daily", "Sleep well"):
        type_inline(words)
        hands.press(Qt.Key.Key_Return, CTRL)
        person.settle()
        assert editor.unsaved_message.isHidden()
    type_inline("Drink water")
    assert editor.tree.inline.writing
    assert {"Goal: Walk daily", "Sleep well"} < set(lines(editor))
    assert editor.detail.editor("description").text() == ""
    assert not editor.detail.is_dirty()


def test_the_line_that_is_written_stays_in_view_when_a_message_takes_its_room(person: Person, patient: str) -> None:
    goals(person, patient, *(f"Goal {n}" for n in range(30)))
    editor = plan_of(person, patient)
    stands_at(editor, "Goal 29")
    QTest.keyClick(focus(), Qt.Key.Key_F2)
    type_inline("The last one")
    editor.unsaved_message.say("Not saved yet: something else.", "warn", action="Open")
    tree = editor.tree
    person.until(lambda: tree.visualItemRect(tree.currentItem()).bottom() <= tree.viewport().height())
    assert tree.inline.writing


def test_a_long_line_is_shown_whole_and_written_over_all_of_its_place(
    person: Person, patient: str, hands: Hands
) -> None:
    long = "Check the dose against kidney function, age, weight and every other medicine, then tell the patient " * 2
    goals(person, patient, "Walk", long.strip())
    editor = plan_of(person, patient)
    tree, line = editor.tree, editor.tree.fontMetrics().lineSpacing()
    short, whole = (tree.visualItemRect(tree.findItems(words, Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
                    [0]).height() for words in ("Goal: Walk", "Goal: Check"))  # fmt: skip
    width = tree.columnWidth(0) - 2 * tree.indentation()
    needed = math.ceil(tree.fontMetrics().horizontalAdvance(f"Goal: {long.strip()}") / width)
    assert needed > 1
    assert whole >= short + (needed - 1) * line
    stands_at(editor, "Goal: Check")
    hands.press(Qt.Key.Key_F2)
    assert focus().height() >= whole, "no words stand out below"
    hands.press(Qt.Key.Key_Escape)


def test_a_screen_reader_hears_kind_place_and_state(person: Person, patient: str) -> None:
    goals(person, patient, "Walk", "Sleep")
    editor = plan_of(person, patient)
    stands_at(editor, "Sleep")
    spoken = editor.tree.currentItem().data(0, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Goal, 2 of 2 under Hypertension: Sleep, Active, no measure"
    heard = [editor.sections.list.item(n).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(6)]
    assert heard[5] == "Allergies, required and missing, nothing written yet"


def test_lines_move_are_copied_and_taken_out_and_all_of_it_is_undone(
    person: Person, patient: str, hands: Hands
) -> None:
    goals(person, patient, "A", "B")
    editor = plan_of(person, patient)
    stands_at(editor, "Goal: B")
    hands.press(Qt.Key.Key_Up, ALT)

    def order() -> list[str]:
        return [line for line in lines(editor) if line.startswith("Goal")]

    assert order() == ["Goal: B", "Goal: A"]
    assert editor.tree.currentItem().text(0) == "Goal: B"
    hands.press(Qt.Key.Key_Up, ALT)
    assert editor.message.text_label.text() == "This is the first."
    hands.press(Qt.Key.Key_D, CTRL)
    assert order() == ["Goal: B", "Goal: A", "Goal: B"]
    hands.press(Qt.Key.Key_Delete)
    assert order() == ["Goal: B", "Goal: A"]
    assert any("Taken out: Goal “B”" in text for text in person.entry.window.toast.texts)
    for _ in range(3):
        hands.press(Qt.Key.Key_Z, CTRL)
    assert order() == ["Goal: A", "Goal: B"]
    hands.press(Qt.Key.Key_Y, CTRL)
    hands.press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert order() == ["Goal: B", "Goal: A", "Goal: B"]
    assert editor.plan.versions[0].what == "Redo: Goal “B” added again"
    assert editor.header.undo_button.toolTip() == "Undo: Goal “B” added again (Ctrl+Z)"


def test_undo_in_a_field_is_the_fields_and_survives_another_chart(person: Person, patient: str, hands: Hands) -> None:
    other = add_enrolled(person, "Castillo")
    goals(person, patient, "Walk")
    editor = plan_of(person, patient)
    stands_at(editor, "Walk")
    editor.detail.editor("target").setFocus()
    hands.word("30 min")
    hands.press(Qt.Key.Key_Z, CTRL)
    assert editor.detail.editor("target").text() == ""
    assert "Goal: Walk" in lines(editor)
    plan_of(person, other)
    editor = plan_of(person, patient)
    hands.press(Qt.Key.Key_Z, CTRL)
    assert "Goal: Walk" not in lines(editor)


def test_the_form_steps_through_lines_of_a_kind_in_the_same_field(person: Person, patient: str, hands: Hands) -> None:
    goals(person, patient, "A", "B", "C")
    editor = plan_of(person, patient)
    stands_at(editor, "Goal: A")
    editor.detail.editor("owner").setFocus()
    for name in ("Ann", "Bob"):
        hands.word(name)
        hands.press(Qt.Key.Key_Down, CTRL)
        person.settle()
    assert editor.tree.currentItem().text(0) == "Goal: C"
    assert QApplication.focusWidget() is editor.detail.editor("owner")
    hands.press(Qt.Key.Key_Up, CTRL)
    assert editor.detail.editor("owner").text() == "Bob"
    found = editor.plan.problems[0].goals
    assert [goal.text.value.owner for goal in found] == ["Ann", "Bob", ""]
    assert editor.detail.body.editor("target").mark_label.text() == "▲ Say what is to be reached."


def drop(person: Person, editor: Any, what: str, onto: str) -> None:
    stands_at(editor, what)
    how = Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive
    place = QPointF(editor.tree.visualItemRect(editor.tree.findItems(onto, how)[0]).center())
    held, move = Qt.MouseButton.LeftButton, Qt.DropAction.MoveAction
    editor.tree.dropEvent(QDropEvent(place, move, QMimeData(), held, Qt.KeyboardModifier.NoModifier))
    person.settle()


def test_by_mouse_a_goal_is_dropped_under_its_problem_and_what_serves_it_on_the_problem(
    person: Person, patient: str
) -> None:
    plans = person.screens._desk.office.care_plans

    def save() -> None:
        goal, _ = plans.save(patient, [Form("", GoalText("Walk")), Form("", GoalText("Rest"))]).value
        plans.save(patient, [Form("", InterventionText("Log", goal))])

    person.screens._desk.gateway.ask(save)
    person.settle()
    editor = plan_of(person, patient)
    problem, words = editor.plan.problems[0], editor.plan.problems[0].code.value.display
    drop(person, editor, "Goal: Walk", words)
    person.until(lambda: [goal.text.value.description for goal in editor.plan.problems[0].goals] == ["Walk"])
    assert [work.text.value.condition for work in editor.plan.problems[0].goals[0].interventions] == [
        problem.code.entity
    ]
    drop(person, editor, "Goal: Rest", "Goal: Walk")
    person.until(lambda: len(editor.plan.problems[0].goals) == 2)
    drop(person, editor, "• Log", words)
    person.until(lambda: len(editor.plan.problems[0].interventions) == 1)
    assert editor.plan.unattached_goals == ()


def test_a_goal_typed_before_its_problem_is_moved_under_it_in_its_form(
    person: Person, patient: str, hands: Hands
) -> None:
    plans = person.screens._desk.office.care_plans
    person.screens._desk.gateway.ask(lambda: plans.save(patient, [Form("", GoalText("Walk"))]))
    person.settle()
    editor = plan_of(person, patient)
    problem, words = editor.plan.problems[0].code.entity, editor.plan.problems[0].code.value.display
    stands_at(editor, "Goal: Walk")
    editor.detail.focus_field("condition")
    box = editor.detail.editor("condition")
    assert box.currentText() == "No problem"
    hands.word(words[0])
    assert box.currentText() == words
    versions = len(editor.plan.versions)
    hands.press(Qt.Key.Key_Return, CTRL)
    person.until(lambda: len(editor.plan.problems[0].goals) == 1)
    assert (editor.plan.unattached_goals, len(editor.plan.versions)) == ((), versions + 1)
    assert editor.detail.editor("condition").currentData() == problem
    assert not editor.detail.is_dirty()


def test_by_mouse_lines_are_dropped_among_their_like_and_under_another_goal(person: Person, patient: str) -> None:
    goals(person, patient, "A", "B")
    plans = person.screens._desk.office.care_plans
    first = plans.view(patient).problems[0].goals[0].text.entity
    plans.save(patient, [Form("", InterventionText("Log", first))])
    editor = plan_of(person, patient)

    drop(person, editor, "• Log", "Goal: B")
    assert [len(goal.interventions) for goal in editor.plan.problems[0].goals] == [0, 1]
    drop(person, editor, "Goal: B", "Goal: A")
    assert [goal.text.value.description for goal in editor.plan.problems[0].goals] == ["B", "A"]
    drop(person, editor, "Goal: B", "• Log")
    assert "moves among its like" in editor.message.text_label.text()


def test_a_section_has_nothing_and_that_is_taken_back(person: Person, patient: str) -> None:
    editor = plan_of(person, patient)
    editor.show_section("allergies")
    assert editor.head.none_button.text() == "No known allergies"
    editor.head.none_button.click()
    person.settle()
    assert editor.head.state_label.text() == "No known allergies. Asked 10/21/2026."
    assert "complete" in editor.sections.list.currentItem().data(Qt.ItemDataRole.AccessibleTextRole)
    editor.head.open_button.click()
    person.settle()
    assert editor.head.none_button.isVisible()
    editor.add_buttons["allergy"].click()
    QTest.keyClicks(editor.detail.editor("substance"), "Penicillin")
    editor.detail.save_button.click()
    person.settle()
    assert lines(editor) == ["Penicillin"]
    assert not editor.head.none_button.isVisible()


def test_a_medication_not_taken_becomes_one_task_in_the_same_save(person: Person, patient: str) -> None:
    office = person.screens._desk.office
    office.care_plans.save(patient, [Form("", MedicationOrder("Metformin", "500", "mg"))])
    editor = plan_of(person, patient)
    editor.show_section("medications")
    box = editor.detail.editor("taking")
    assert not editor.detail.body.task_check.isVisible()
    box.setCurrentIndex(box.findData("cost"))
    assert editor.detail.body.task_check.isVisible()
    assert editor.detail.body.task_check.isChecked()
    editor.detail.save_button.click()
    person.settle()
    assert [line.what.value.title for line in office.tasks.list(patient=patient)] == ["Metformin: cannot afford it"]
    box = editor.detail.editor("taking")
    box.setCurrentIndex(box.findData("out"))
    assert not editor.detail.body.task_check.isVisible()
    assert editor.detail.body.task_label.text() == "A task is open: Metformin: cannot afford it"


def test_a_caregiver_may_have_what_is_ticked(person: Person, patient: str) -> None:
    editor = plan_of(person, patient)
    editor.show_section("caregivers")
    editor.add_buttons["caregiver"].click()
    QTest.keyClicks(editor.detail.editor("name"), "Ana")
    editor.detail.body.editor("may_see").checks["medications"].click()
    editor.detail.save_button.click()
    person.settle()
    assert editor.plan.short["caregivers"][0].value.may_see == ("medications",)


@pytest.mark.parametrize("section", ["summary", "emergency"])
def test_a_section_that_is_one_form_is_saved_by_ctrl_s(person: Person, patient: str, section: str) -> None:
    editor = plan_of(person, patient)
    editor.show_section(section)
    assert not editor.tree.isVisible()
    editor.detail.focus_first()
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "Call the on-call line")
    person.entry.window.actions_by_key["save_pdf"].trigger()
    person.settle()
    assert "Call the on-call line" in str(getattr(editor.plan, section).value)
    assert editor.header.words_label.text().startswith("Saved ")


@pytest.mark.parametrize("key", ["goal", "barrier", "symptom", "allergy", "member", "resource", "preventive"])
def test_hostile_text_stays_text_in_every_field(person: Person, patient: str, key: str) -> None:
    editor = plan_of(person, patient)
    editor.lines.add(key)
    cls = type(editor.detail.opened.forms[0].value)
    typed = [name for name, _, kind in FIELDS[cls] if kind in ("line", "text")]
    for name in typed:
        editor.detail.body.editor(name).show(HOSTILE)
    editor.detail.save()
    person.settle()
    plan = editor.plan
    everything = [*(goal.text for problem in plan.problems for goal in problem.goals),
                  *(one for items in plan.short.values() for one in items), *plan.team,
                  *(one.substance for one in plan.allergies)]  # fmt: skip
    (found,) = (one.value for one in everything if isinstance(one.value, cls))
    assert {getattr(found, name) for name in typed} == {HOSTILE.strip()}
    assert editor.detail.body.editor(typed[0]).text().strip() == HOSTILE.strip()


def test_what_an_import_wrote_in_several_lines_is_kept_when_another_field_changes(person: Person, patient: str) -> None:
    goals(person, patient, "Walk\nand rest")
    editor = plan_of(person, patient)
    stands_at(editor, "Walk")
    editor.detail.editor("target").setText("daily")
    editor.detail.save()
    person.settle()
    assert editor.plan.problems[0].goals[0].text.value.description == "Walk\nand rest"


def test_what_is_typed_is_kept_when_the_practice_is_locked(person: Person, patient: str) -> None:
    goals(person, patient, "Walk")
    editor = plan_of(person, patient)
    stands_at(editor, "Walk")
    QTest.keyClicks(editor.detail.editor("target"), "30 min")
    office = person.screens._desk.office
    assert office.plan_drafts.of(patient) == ()  # the timer has not run yet
    person.screens.put_down()
    person.settle()
    (draft,) = office.plan_drafts.of(patient)
    assert draft.texts == {(0, "target"): "30 min"}
    fresh = PlanDrafts(person.screens._desk, lambda: office.plan_drafts)
    fresh.learn(patient, office.plan_drafts.of(patient))
    assert fresh.of(patient, draft.place) == draft


def test_what_is_typed_while_a_save_is_on_its_way_stands_on_it(person: Person, patient: str) -> None:
    goals(person, patient, "Walk")
    editor = plan_of(person, patient)
    stands_at(editor, "Walk")
    field = editor.detail.editor("target")
    QTest.keyClicks(field, "30")
    QTest.keyClick(field, Qt.Key.Key_Return, CTRL)
    QTest.keyClicks(field, " min")  # before the answer is there
    person.settle()
    assert editor.detail.editor("target").text() == "30 min"
    editor.detail.save()
    person.settle()
    goal = editor.plan.problems[0].goals[0].text
    assert (goal.value.target, goal.others) == ("30 min", ())
    assert editor.drafts.all_of(patient) == ()


def test_another_rooms_widget_stands_in_a_section(person: Person, patient: str) -> None:
    from PySide6.QtWidgets import QLabel

    editor = plan_of(person, patient)
    mounted = QLabel("Assessments of this patient")
    editor.mount("assessments", mounted)
    editor.show_section("assessments")
    assert mounted.isVisible()
    assert not editor.tree.isVisible()


def test_tab_goes_through_the_fields_from_top_to_bottom_and_then_to_save(
    person: Person, patient: str, hands: Hands
) -> None:
    goals(person, patient, "Walk", "Sleep")
    editor = plan_of(person, patient)
    for words in ("Goal: Walk", "Goal: Sleep"):  # the second form is built while the window stands
        stands_at(editor, words)
        editor.detail.focus_first()
        fields = [editor.detail.editor(name) for name, _, _ in FIELDS[GoalText]]
        for field in fields:
            assert QApplication.focusWidget() in (field, field.focusProxy())
            hands.press(Qt.Key.Key_Tab)
        hands.press(Qt.Key.Key_Tab)  # over the state
        assert QApplication.focusWidget() is editor.detail.editor("withheld")
        hands.press(Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is editor.detail.save_button


def test_a_line_is_withheld_from_caregivers_by_keyboard_and_says_so_with_what_is_below(
    person: Person, patient: str, hands: Hands
) -> None:
    goals(person, patient, "Walk")
    editor = plan_of(person, patient)
    problem = editor.tree.topLevelItem(0)
    editor.tree.setCurrentItem(problem)
    editor.detail.editor("withheld").setFocus()
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    person.until(lambda: any(form.value.withheld for form in editor.plan.sharing.values()))
    person.settle()
    problem, (said,) = editor.tree.topLevelItem(0), {form.value.withheld for form in editor.plan.sharing.values()}
    assert said
    for item in (problem, problem.child(0)):
        row = " ".join(item.text(column) for column in range(editor.tree.columnCount()))
        assert "⊘ not for caregivers" in row
    stands_at(editor, "Goal: Walk")
    assert not editor.detail.editor("withheld").isChecked(), "of itself it says nothing"


def test_tab_goes_from_the_rail_through_the_header_to_the_form_and_out_again(
    person: Person, patient: str, hands: Hands
) -> None:
    editor = plan_of(person, patient)
    settings = next(b for b in person.entry.window.rail.findChildren(QToolButton) if b.property("page") == "settings")
    settings.setFocus()
    stops: list[QWidget] = []
    while not stops or stops[-1] is not settings:
        assert len(stops) < 80, "Tab does not come back"
        hands.press(Qt.Key.Key_Tab)
        stops.append(focus())
    names = [stop.accessibleName() for stop in stops]
    form = editor.detail
    wanted = [person.screens.workspace.back_button, editor.compare_button, editor.sections.list,
              editor.add_buttons["goal"], editor.tree, form.editor("display"), form.editor("onset_on"),
              form.save_button, form.end_button]  # fmt: skip
    assert [stops.index(one) for one in wanted] == sorted(stops.index(one) for one in wanted), names
    assert len(stops) == len({id(stop) for stop in stops}), names
    back: list[QWidget] = []
    while not back or back[-1] is not settings:
        hands.press(Qt.Key.Key_Tab, SHIFT)
        back.append(focus())
    assert back[:-1] == stops[-2::-1]


def test_where_something_is_missing_its_field_is_in_sight(person: Person, patient: str) -> None:
    desk = person.screens._desk
    desk.gateway.send(lambda: desk.office.care_plans.save(patient, [Form("", MedicationOrder("Lisinoprill", "20"))]))
    person.settle()
    editor = plan_of(person, patient)
    (drug,) = editor.plan.medications
    editor.go_to("medications", drug.order.entity, "unit")
    person.settle()
    assert "⚠ no unit, name not known" in editor.tree.currentItem().text(1)
    unit = editor.detail.editor("unit")
    assert unit.hasFocus()
    assert unit.visibleRegion().boundingRect().height() == unit.height()


def test_the_way_back_is_called_by_where_it_leads(person: Person, patient: str) -> None:
    window, screens = person.entry.window, person.screens
    for page, title in (("today", "Today"), ("panel", "Panel"), ("conflicts", "Resolve changes")):
        window.show_page(page)
        screens.open_patient(patient, 2)
        person.settle()
        back = screens.workspace.back_button
        assert (back.text(), back.accessibleName()) == (title, f"Back to {title}")
        assert back.toolTip() == f"Back to {title} (Alt+Left)"
        back.click()
        assert window.current_page() == page


def test_in_a_narrow_window_there_is_one_pane_at_a_time_with_a_way_back(
    person: Person, patient: str, hands: Hands
) -> None:
    goals(person, patient, "Walk")
    person.entry.window.resize(683, 384)
    editor = plan_of(person, patient)
    stands_at(editor, "Walk")
    assert (editor.tree.isVisible(), editor.detail.isVisible()) == (True, False)
    hands.press(Qt.Key.Key_Tab)
    assert editor.fields_button.hasFocus()
    hands.press(Qt.Key.Key_Return)
    person.until(editor.detail.isVisible)  # a button pressed by its key is down for a moment
    assert not editor.tree.isVisible()
    assert editor.detail.editor("description").hasFocus()
    hands.word("Go and ")
    hands.press(Qt.Key.Key_Return, CTRL)
    assert editor.detail.editor("description").hasFocus()  # where it was
    hands.press(Qt.Key.Key_Escape)
    assert editor.tree.hasFocus()
    assert editor.tree.currentItem().text(0) == "Goal: Go and Walk"
    hands.press(Qt.Key.Key_G, CTRL | SHIFT)
    assert editor.detail.editor("description").hasFocus()
    hands.click(editor.lines_button)
    editor.show_section("barriers")
    assert not editor.fields_button.isVisible()  # there is no line
    assert editor.tree.empty_state.text_label.text().endswith("or say “No barriers found”.")
    editor.header.menu.aboutToShow.emit()
    actions = {action.text(): action for action in editor.header.menu.actions()}
    assert not editor.compare_button.isVisible()
    actions["Compare"].trigger()
    person.until(lambda: person.screens._window.current_page() == "compare")
    person.entry.window.resize(1366, 689)
    person.screens.open_patient(patient, 2)
    person.settle()
    assert all(part.isVisible() for part in (editor.tree, editor.detail, editor.compare_button))


def test_what_has_no_room_is_in_a_menu_with_its_keys_and_the_keyboard_reaches_it(
    person: Person, patient: str, hands: Hands
) -> None:
    editor = plan_of(person, patient)
    header, window = editor.header, person.entry.window
    assert [part.accessibleName() for part in (header.find_button, header.undo_button, header.redo_button)] == [
        "Find", "Undo", "Redo",
    ]  # fmt: skip
    header.more_button.setFocus()
    QTimer.singleShot(0, lambda: QTest.keyClick(header.menu, Qt.Key.Key_Escape))  # the menu waits for an answer
    hands.press(Qt.Key.Key_Space)
    held = [action.text() for action in header.menu.actions()]
    assert held == ["Review line by line…\tAlt+Shift+L", "Teach-back…\tF5", "Different instruction…\tF12",
                    "Copy given…", "Export for another system…"]  # fmt: skip
    window.resize(683, 305)
    person.settle()
    header.menu.aboutToShow.emit()
    held = [action.text() for action in header.menu.actions()]
    assert held[:3] == ["Compare", "Print…\tCtrl+P", "Signature…"]
    editor.head.menu.aboutToShow.emit()
    adds = [action.text() for action in editor.head.menu.actions()]
    assert adds == ["+ Problem\tCtrl+Shift+B", "+ Goal\tCtrl+Shift+G", "+ Intervention\tCtrl+Shift+V",
                    "Insert template…\tCtrl+Shift+L"]  # fmt: skip


@pytest.mark.parametrize(("width", "height", "percent"), [(1366, 689, 200), (960, 460, 100), (683, 305, 100)])
def test_the_first_view_of_a_plan_shows_lines_of_it(
    person: Person, patient: str, width: int, height: int, percent: int
) -> None:
    goals(person, patient, *"ABCDEF")
    person.screens.timer.start(patient, anyway=True)
    person.until(lambda: person.screens.timer.view.state == "running")
    person.entry.theme.apply("light", percent)
    person.entry.window.resize(width, height)
    editor = plan_of(person, patient)
    area = person.entry.window._page_area.viewport()
    assert person.entry.window._page_area.verticalScrollBar().value() == 0
    bottom = area.mapToGlobal(area.rect().bottomLeft()).y()
    tree = editor.tree
    whole = [item for item in tree.items()
             if tree.viewport().mapToGlobal(tree.visualItemRect(item).bottomLeft()).y() <= bottom]  # fmt: skip
    assert len(whole) >= 2


def test_a_section_that_is_asked_for_is_not_hidden_by_the_templates(person: Person, patient: str, hands: Hands) -> None:
    editor = plan_of(person, patient)
    hands.press(Qt.Key.Key_L, CTRL | SHIFT)
    assert editor.insert.isVisible()
    hands.press(Qt.Key.Key_F4)
    assert not editor.insert.isVisible()
    assert person.screens.workspace.assessments.section.isVisible()


def test_a_day_is_never_cut(person: Person, patient: str) -> None:
    goals(person, patient, "Walk")
    plans = person.screens._desk.office.care_plans
    (goal,) = plans.view(patient).problems[0].goals
    plans.save(patient, [Form(goal.text.entity, GoalText("Walk", goal.text.value.condition, due_on="2026-12-02"),
                              goal.text.heads)], "goal changed")  # fmt: skip
    editor = plan_of(person, patient)
    assert not editor.tree.isColumnHidden(2)
    assert editor.tree.columnWidth(2) >= editor.tree.sizeHintForColumn(2)


def test_a_plan_is_read_once_for_one_opening_and_its_fields_are_its_own(
    person: Person, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = add_enrolled(person, "Adams")
    goals(person, patient, "Walk")
    goals(person, other, "Swim")
    editor = plan_of(person, patient)
    stands_at(editor, "Walk")
    QTest.keyClicks(editor.detail.editor("target"), "30 minutes")
    form = editor.detail.body
    service, read = type(person.screens._desk.office.care_plans), list[str]()
    view = service.view

    def counted(plans: Any, whose: str) -> Any:
        read.append(whose)
        return view(plans, whose)

    monkeypatch.setattr(service, "view", counted)
    open_tab(person, other, 2)
    assert read == [other]
    stands_at(editor, "Swim")
    assert editor.detail.body is form
    assert (editor.detail.editor("target").text(), editor.detail.is_dirty()) == ("", False)
    assert editor.drafts.all_of(other) == ()
    open_tab(person, patient, 2)
    stands_at(editor, "Walk")
    assert editor.detail.editor("target").text() == "30 minutes"


def test_larger_text_cuts_no_line(person: Person, patient: str, hands: Hands) -> None:
    goals(person, patient, "Keep kidney function steady by watching the numbers at home every single week")
    tree = plan_of(person, patient).tree
    for _ in range(2):
        hands.press(Qt.Key.Key_Plus, CTRL)
        person.settle()
        (goal,) = (item for item in tree.items() if item.text(0).startswith("Goal"))
        assert tree.visualItemRect(goal).height() >= 2 * tree.fontMetrics().height()


def test_the_field_that_has_the_keyboard_stays_in_view_when_its_room_shrinks(person: Person, patient: str) -> None:
    goals(person, patient, "Walk")
    editor = plan_of(person, patient)
    stands_at(editor, "Walk")
    editor.go_to("problems", editor.tree.entity_in_hand(), "owner")
    person.settle()
    field, bar = editor.detail.editor("owner"), editor.detail.area.verticalScrollBar()
    bar.setValue(0)
    person.entry.window.resize(1366, 480)
    person.until(lambda: bar.value() > 0 and field.visibleRegion().boundingRect().height() == field.height())
    assert field.hasFocus()
