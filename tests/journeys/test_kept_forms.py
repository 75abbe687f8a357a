"""What is typed into a form of a chart outlives the program, is recorded once, and reaches no other chart."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ccm_desktop.app.entry import Entry
from ccm_desktop.domain.calendar import Month
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.entrance import list_users
from ccm_desktop.services.forms import MedicationOrder
from ccm_desktop.services.instructions import NewInstruction
from tests.journeys import test_attesting_window
from tests.journeys.conftest import HandClock, Person
from tests.journeys.hands import CTRL, Hands
from tests.journeys.month_people import MonthPerson, Story
from tests.journeys.test_assessments_window import begin, keys, section_of
from tests.journeys.test_attesting_commands import ELENA
from tests.journeys.test_instructions_window import on_metoprolol
from tests.journeys.test_keyboard import add_enrolled, open_tab
from tests.journeys.test_plan_papers_window import copies
from tests.journeys.test_window import PASSPHRASE, first_run

DAY = 86_400
Crash = Callable[..., Person]
story, enter = test_attesting_window.story, test_attesting_window.enter


@pytest.fixture
def patient(person: Person) -> str:
    first_run(person)
    person.to_front()
    return add_enrolled(person, "Baker")


@pytest.fixture
def crash(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Crash]:
    """Unlock the files as they lie on the disk once all that was typed is there: nothing is put down or closed."""
    inside: list[Entry] = []

    def come(before: Person, later: int = 0) -> Person:
        drafts, gateway = before.screens.workspace.beside.drafts, before.entry.gateway
        before.until(lambda: not drafts.is_at_risk and not gateway.is_busy)
        folder = tmp_path / f"after{len(inside)}"
        shutil.copytree(before.entry._folder, folder)
        clock = HandClock()
        clock.push(later + before.clock.monotonic())
        entry = Entry(qapp, folder, tmp_path / f"{folder.name}.ini", clock=clock, kdf=QUICK_FOR_TESTS)
        inside.append(entry)
        entry.window.resize(1366, 689)
        entry.open()
        after = Person(qtbot, entry, clock)
        (me,) = (user.id for user in list_users(folder) if user.name == "Maria Ortiz")
        entry.unlock_with(me, PASSPHRASE)
        after.until(lambda: entry.session is not None)
        after.settle()
        after.to_front()
        return after

    yield come
    for entry in inside:
        entry.close()
        entry.deleteLater()


def offered(person: Person) -> str:
    message = person.screens.workspace.unsaved_message
    return str(message.text_label.text()) if message.isVisible() else ""


def take_up(person: Person) -> None:
    person.screens.workspace.unsaved_message.action_button.click()
    person.settle()


def record(person: Person, form: QWidget, *, times: int = 1) -> None:
    """Ctrl+Enter, as often as it is pressed before an answer comes."""
    for _ in range(times):
        QTest.keyClick(form, Qt.Key.Key_Return, CTRL)
    person.settle()


def ops(person: Person) -> int:
    office = person.screens._desk.office
    return int(office.context.store.vault.connection.execute("SELECT count(*) FROM op").fetchone()[0])


@pytest.mark.parametrize("form", ["coverage", "reach"])
def test_pressed_twice_it_is_recorded_once(person: Person, patient: str, form: str) -> None:
    workspace = open_tab(person, patient, 0)
    join = getattr(workspace.beside, form)
    join.begin()
    person.settle()
    field = next(iter(join.form.fields.values()))
    QTest.keyClicks(field, "555 0100")
    before = ops(person)
    record(person, field, times=2)
    assert ops(person) == before + 1
    assert not join.form.isVisible()
    assert person.screens._desk.office.form_drafts.of(patient) == ()


def test_what_was_not_touched_is_as_somebody_else_left_it_meanwhile(person: Person, patient: str, crash: Crash) -> None:
    workspace, castillo = open_tab(person, patient, 3), add_enrolled(person, "Castillo")
    workspace.contacts.reach_button.click()
    person.settle()
    form = workspace.beside.reach.form
    QTest.keyClicks(form.note_edit, "Knock twice")
    form.boxes["low_vision"].setChecked(True)
    after = crash(person)
    office = after.screens._desk.office
    opened = office.contacts.how_to_reach(patient)
    changed = opened.contact.value.__class__(phone="555 0199")
    office.contacts.keep_how_to_reach(opened, opened.__class__(
        opened.contact.__class__(patient, changed, opened.contact.heads), opened.preferences
    ))  # fmt: skip
    open_tab(after, castillo, 3)
    assert offered(after) == ""
    workspace = open_tab(after, patient, 3)
    assert "change of how to reach the patient “Knock twice”" in offered(after)
    take_up(after)
    form = workspace.beside.reach.form
    assert (form.note_edit.text(), form.edits["phone"].text()) == ("Knock twice", "555 0199")
    assert form.boxes["low_vision"].isChecked()
    record(after, form.note_edit)
    found = office.contacts.how_to_reach(patient)
    assert (found.contact.value.phone, found.contact.others) == ("555 0199", ())
    assert (found.preferences.value.contact_note, found.preferences.value.low_vision) == ("Knock twice", True)
    assert office.form_drafts.of(patient) == ()
    assert office.contacts.how_to_reach(castillo).preferences.value.contact_note == ""


def test_a_copy_given_asks_again_which_plan_it_was(person: Person, patient: str, crash: Crash) -> None:
    with person.screens._desk.office.context.transaction() as tx:
        tx.record(MedicationOrder("Warfarin", "5", "mg"), entity="w" * 32, patient=patient)
    workspace = open_tab(person, patient, 2)
    workspace.plan.copy_button.click()
    person.settle()
    form = workspace.printing.copy_form
    assert form.version_box.currentText().endswith("as it is now")
    form.how_box.setCurrentIndex(form.how_box.findData("mailed"))
    form.day_field.edit.setText("today")
    after = crash(person, later=DAY)
    workspace = open_tab(after, patient, 2)
    assert offered(after).startswith("Not recorded yet: copy given")
    take_up(after)
    form = workspace.printing.copy_form
    assert form.how_box.currentData() == "mailed"
    assert form.day_field.edit.text() == "10/21/2026", "today was yesterday"
    record(after, form)
    assert "which version it was" in form.message.text_label.text()
    form.version_box.setCurrentIndex(1)
    record(after, form)
    assert [given for one in copies(after, patient) for given in one] == ["Mailed to patient"]
    assert after.screens._desk.office.form_drafts.of(patient) == ()


def test_the_day_of_a_discharge_stays_that_day(person: Person, patient: str, crash: Crash) -> None:
    workspace = open_tab(person, patient, 5)
    workspace.beside.transitions.begin()
    person.settle()
    workspace.beside.transitions.form.on_field.edit.setText("today")
    after = crash(person, later=DAY)
    workspace = open_tab(after, patient, 5)
    take_up(after)
    assert workspace.beside.transitions.form.on_field.iso() == "2026-10-21"


def test_a_decision_half_made_waits_for_who_made_it(enter: Callable[..., MonthPerson], story: Story) -> None:
    patient, line = on_metoprolol(story)
    demo = story.world.demo
    other = demo.enrolled("Castillo")
    demo.office.instructions.raise_one(patient, NewInstruction(line, "50 mg", "Dr. Chen"))
    elena = enter(ELENA)
    page = open_tab(elena, patient, 2)
    page.plan.header.instructions_button.click()
    elena.settle()
    sheet = page.beside.instructions.sheet
    sheet.choice_box.setCurrentIndex(2)
    choice = sheet.choice_box.currentData()
    QTest.keyClicks(sheet.why_edit, "Pulse above 90")
    elena.until(lambda: not page.beside.drafts.is_at_risk)
    assert elena.office.instructions.of(patient)[0].open

    elena = enter("Maria Ortiz")
    open_tab(elena, patient, 2)
    assert offered(elena) == "", "nobody reads what another typed"

    elena = enter(ELENA)
    open_tab(elena, other, 2)
    assert offered(elena) == ""
    page = open_tab(elena, patient, 2)
    assert "decision on instructions “Pulse above 90”" in offered(elena)
    take_up(elena)
    sheet = page.beside.instructions.sheet
    assert (sheet.choice_box.currentData(), sheet.why_edit.text()) == (choice, "Pulse above 90")
    record(elena, sheet.why_edit)
    (decided,) = elena.office.instructions.of(patient)
    assert [(one.choice, one.why) for one in decided.decisions] == [(choice, "Pulse above 90")]
    assert elena.office.form_drafts.of(patient) == ()


def test_a_questionnaire_half_answered_outlives_a_crash_with_its_safety_outcome(
    person: Person, patient: str, crash: Crash
) -> None:
    castillo, hands = add_enrolled(person, "Castillo"), Hands(person)
    form = begin(hands, section_of(hands, patient), "PHQ-9")
    keys(hands, "120")
    form.fill.questions.go_to("self_harm")
    keys(hands, "1")
    hands.press(Qt.Key.Key_8)
    hands.press(Qt.Key.Key_Return, CTRL)
    dealt, answers = form.draft.dealt, form.draft.answers
    assert [one.protocol for one in dealt] == ["self_harm"]
    after = crash(person)
    assert "not saved yet" in after.entry.window.saved_label.text()
    open_tab(after, castillo, 2)
    assert offered(after) == ""
    workspace = open_tab(after, patient, 0)
    assert "Not recorded yet: assessment “Mood: PHQ-9 · a sign of danger is not on record”" in offered(after)
    take_up(after)
    form = workspace.assessments.form
    assert form.isVisible()
    assert offered(after) == "", "it is in hand"
    assert (form.draft.answers, form.draft.dealt) == (answers, dealt)
    assert "Not recorded yet, from" in form.fill.message.text_label.text()
    record(after, form.fill, times=2)
    office = after.screens._desk.office
    assert len(office.escalations.list(patient=patient)) == 1, "once, however often it is pressed"
    assert [one.key for area in office.assessments.view(patient).areas for one in area.tracks] == ["mood/phq9"]
    assert office.form_drafts.of(patient) == ()
    assert after.entry.window.saved_label.text() == "All changes saved"


def test_a_sign_of_danger_left_by_a_crash_comes_before_its_questions(
    person: Person, patient: str, crash: Crash
) -> None:
    hands = Hands(person)
    form = begin(hands, section_of(hands, patient), "PHQ-9")
    form.fill.questions.go_to("self_harm")
    keys(hands, "2")
    assert form.fill.danger.isVisible()
    after = crash(person)
    workspace = open_tab(after, patient, 2)
    take_up(after)
    form = workspace.assessments.form
    assert form.fill.danger.isVisible()
    assert form.fill.danger.protocol.key == "self_harm"


def test_what_was_answered_can_be_discarded_and_that_taken_back(person: Person, patient: str) -> None:
    hands = Hands(person)
    join = section_of(hands, patient)
    form = begin(hands, join, "GAD-7")
    assert not form.fill.drop_button.isVisible()
    keys(hands, "12")
    hands.click(form.fill.drop_button)
    drafts = person.screens.workspace.beside.drafts
    assert drafts.all_of(patient) == ()
    assert join.section.isVisible()
    person.entry.window.toast._shown[-1].action_button.click()
    person.settle()
    assert offered(person).startswith("Not recorded yet: assessment “Mood: GAD-7”")
    take_up(person)
    assert list(form.draft.answers.values()) == ["1", "2"]


def time_typed(person: Person, patient: str, note: str = "Talked with Dr. Chen") -> Any:
    """Time by hand of yesterday, as far as it is typed; nothing is saved."""
    workspace = open_tab(person, patient, 1)
    workspace.time.add_button.click()
    person.settle()
    form = workspace.time_form
    form.span_fields.day_edit.setText("10/20")
    QTest.keyClicks(form.start_edit, "9a")
    QTest.keyClicks(form.length_edit, "7:30")
    form.reason_choice.choose("away", "In the car")
    form.note_edit.setPlainText(note)
    return form


def entries(person: Person, patient: str) -> list[tuple[int, str]]:
    found = person.screens._desk.office.charts.month(patient, Month(2026, 10)).lines
    return [(line.seconds, line.note) for line in found if not line.voided]


def test_minutes_by_hand_outlive_a_crash_for_their_patient_and_day_alone(
    person: Person, patient: str, crash: Crash
) -> None:
    castillo = add_enrolled(person, "Castillo")
    time_typed(person, patient)
    after = crash(person, later=DAY)
    open_tab(after, castillo, 1)
    assert offered(after) == ""
    workspace = open_tab(after, patient, 1)
    assert "Not recorded yet: time by hand “10/20/2026 9a 7:30 · " in offered(after)
    take_up(after)
    form = workspace.time_form
    told = form.message.text_label.text()
    assert told.startswith("Baker, Test: 10/20/2026 9a 7:30"), "whose minutes, and of which day"
    assert "Not recorded yet" in told
    assert form.patient_choice.edit.text() == "Baker, Test"
    assert form.note_edit.toPlainText() == "Talked with Dr. Chen"
    assert form.reason_choice.code() == "away"
    after.settle()
    assert entries(after, patient) == [], "it is saved by a person alone"
    record(after, form.note_edit, times=2)
    assert entries(after, patient) == [(450, "Talked with Dr. Chen")], "once, however often it is pressed"
    assert entries(after, castillo) == []
    assert after.screens._desk.office.form_drafts.of(patient) == ()
    assert not form.isVisible()


def test_minutes_go_with_the_patient_who_is_chosen(person: Person, patient: str, crash: Crash) -> None:
    castillo = add_enrolled(person, "Castillo")
    form = time_typed(person, patient)
    drafts = person.screens.workspace.beside.drafts
    assert len(drafts.all_of(patient)) == 1
    form.patient_choice.edit.selectAll()
    QTest.keyClicks(form.patient_choice.edit, "Cast")
    assert drafts.all_of(patient) == (), "while it names nobody it waits in nobody's chart"
    QTest.keyClick(form.patient_choice.edit, Qt.Key.Key_Return)
    (kept,) = drafts.all_of(castillo)
    assert kept.typed["note"] == "Talked with Dr. Chen"
    after = crash(person)
    open_tab(after, patient, 1)
    assert offered(after) == ""
    open_tab(after, castillo, 1)
    assert offered(after).startswith("Not recorded yet: time by hand")


def test_a_change_to_an_entry_that_is_gone_makes_no_minutes(person: Person, patient: str, crash: Crash) -> None:
    form = time_typed(person, patient)
    record(person, form.note_edit)
    workspace = person.screens.workspace
    (line,) = person.screens._desk.office.charts.month(patient, Month(2026, 10)).lines
    workspace.time_commands.amend(line)
    form.span_fields.end_edit.selectAll()
    QTest.keyClicks(form.span_fields.end_edit, "9:20 AM")
    form.note_edit.setPlainText("It was longer")
    after = crash(person)
    office = after.screens._desk.office
    workspace = open_tab(after, patient, 1)
    take_up(after)
    form = workspace.time_form
    assert form.title_label.text() == "Amend entry"
    assert (form.span_fields.end_edit.text(), form.span_fields.length_edit.text()) == ("9:20 AM", "20:00")
    QTest.keyClick(form.note_edit, Qt.Key.Key_Escape)
    after.settle()
    assert office.form_drafts.of(patient) == ()
    workspace.time_commands.amend(line)
    form.note_edit.setPlainText("It was longer")
    again = crash(after)
    again.screens._desk.office.time.void(line.entry_id, "Of another patient")
    open_tab(again, patient, 1)
    take_up(again)
    assert "You had written: “It was longer”" in again.entry.window.toast.texts[-1]
    assert entries(again, patient) == []
    assert again.screens._desk.office.form_drafts.of(patient) == ()
