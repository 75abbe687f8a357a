"""What follows a discharge, in the real window by keyboard and by mouse, on Today, and by `ccm`."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt

from ccm_desktop.domain.calendar import local_day
from tests.journeys.conftest import Person
from tests.journeys.hands import CTRL, Hands
from tests.journeys.month_people import Story, october
from tests.journeys.test_attesting_commands import Terminal, refused
from tests.journeys.test_keyboard import add_consented
from tests.journeys.test_window import first_run

KEY = Qt.Key
# The clock of the window stands on Wednesday, October 21, 2026, 2 PM in New York.


class Home:
    """The coordination tab of a patient who came home."""

    def __init__(self, person: Person) -> None:
        self.person = person
        first_run(person)
        self.patient = add_consented(person, "Castillo")
        self.window, self.screens = person.entry.window, person.screens
        self.screens.open_patient(self.patient, 5)
        person.settle()
        person.to_front()
        self.page: Any = self.screens.workspace
        self.strip, self.join = self.page.log.transitions, self.page.beside.transitions
        self.hands = Hands(person)

    def record(self, day: str = "10/19") -> None:
        """By keyboard alone: from where, when; to where and the rest as offered."""
        self.page.log.table.setFocus()
        self.hands.press(KEY.Key_H)
        self.hands.word("Mercy Hospital", KEY.Key_Tab)
        self.hands.word(day, KEY.Key_Tab)
        self.hands.press(KEY.Key_Return, CTRL)

    def states(self) -> list[str]:
        return [line.state for line in self.strip.table.rows_model.rows]

    def said(self) -> str:
        return str(self.window.toast._shown[-1].text)

    def undo(self) -> None:
        self.window.toast._shown[-1].action_button.click()
        self.person.settle()


@pytest.fixture
def home(person: Person) -> Home:
    return Home(person)


def test_nothing_is_one_line_and_a_button(home: Home) -> None:
    assert home.strip.standing_label.text() == "No discharge is on record"
    assert home.strip.new_button.isVisible()
    assert not home.strip.table.isVisible()
    assert not home.strip.done_button.isVisible()


def test_recorded_by_keyboard_its_steps_stand_with_their_days_and_undo_takes_it_back(home: Home) -> None:
    home.record()
    assert not home.join.form.isVisible()
    assert [(line.step, line.due_on, line.state) for line in home.strip.table.rows_model.rows] == [
        ("contact", "2026-10-21", "open"), ("medicines", "2026-11-02", "open"), ("visit", "2026-11-02", "open"),
    ]  # fmt: skip
    assert home.strip.standing_label.text() == "3 to do"
    assert "The 30 days end on 11/17/2026." in home.strip.whole_label.text()
    assert home.said().endswith("Discharge recorded.")
    home.undo()
    assert home.strip.standing_label.text() == "Nothing is open"
    assert not home.strip.done_button.isEnabled()


def test_after_it_is_recorded_the_steps_have_the_keyboard(home: Home) -> None:
    home.record()
    assert home.strip.table.hasFocus()
    home.hands.press(KEY.Key_D)
    assert home.states()[0] == "done"


def test_the_form_says_by_when_before_it_is_kept(home: Home) -> None:
    home.hands.click(home.strip.new_button)
    form = home.join.form
    form.on_field.edit.setText("10/16")
    form.complexity_box.setCurrentIndex(form.complexity_box.findData("high"))
    assert form.due_label.text() == ("Contact by 10/20/2026 (two business days), visit and medicines by 10/23/2026.")
    home.hands.press(KEY.Key_Return, CTRL)
    assert "Name the hospital or facility" in form.facility_field.error_label.text()
    assert form.facility_edit.hasFocus()


def test_done_undone_and_said_in_words(home: Home) -> None:
    home.record("10/16")
    assert home.states() == ["overdue", "open", "open"]
    assert home.strip.standing_label.text() == "3 to do, 1 overdue"
    home.strip.table.setFocus()
    home.hands.press(KEY.Key_D)
    assert home.states() == ["late", "open", "open"]
    home.undo()
    assert home.states() == ["overdue", "open", "open"]
    home.strip.table.setFocus()
    home.hands.press(KEY.Key_Return)
    form = home.join.step_form
    assert form.title_label.text() == "Interactive contact with the patient or caregiver"
    form.done_field.edit.setText("10/19")
    form.words_edit.setText("Spoke with the daughter")
    home.hands.press(KEY.Key_Return, CTRL)
    assert home.states() == ["done", "open", "open"]
    assert "Spoke with the daughter" in home.strip.whole_label.text()
    home.strip.table.setFocus()
    home.hands.press(KEY.Key_U)
    assert home.states() == ["overdue", "open", "open"]


def test_not_needed_wants_its_reason(home: Home) -> None:
    home.record()
    home.strip.table.setFocus()
    home.hands.press(KEY.Key_Return)
    form = home.join.step_form
    form.state_box.setCurrentIndex(form.state_box.findData("not_needed"))
    assert not form.done_field.isVisible()
    home.hands.click(form.save_button)
    assert "Say why" in form.words_field.error_label.text()
    form.words_edit.setText("Readmitted")
    home.hands.click(form.save_button)
    assert home.states()[0] == "not_needed"


def test_corrected_and_withdrawn_with_the_way_back(home: Home) -> None:
    home.record()
    home.strip.table.setFocus()
    home.hands.press(KEY.Key_E)
    form = home.join.form
    assert (form.facility_edit.text(), form.title_label.text()) == ("Mercy Hospital", "Correct a discharge")
    form.complexity_box.setCurrentIndex(form.complexity_box.findData("high"))
    home.hands.click(form.save_button)
    assert home.strip.table.rows_model.rows[2].due_on == "2026-10-26"
    home.strip.table.setFocus()
    home.hands.press(KEY.Key_W)
    home.hands.press(KEY.Key_Return)
    assert "Say why it does not hold" in home.strip.ask.error_label.text()
    home.hands.word("Another patient", KEY.Key_Return)
    assert home.strip.standing_label.text() == "Nothing is open"
    assert "Withdrawn: Another patient" in home.strip.whole_label.text()
    home.undo()
    assert home.strip.standing_label.text() == "3 to do"


def test_what_was_typed_waits_for_its_patient(home: Home) -> None:
    other = add_consented(home.person, "Baker")
    home.hands.click(home.strip.new_button)
    home.hands.word("Mercy Hospital", KEY.Key_Tab)
    home.screens.open_patient(other, 5)
    home.person.settle()
    assert not home.join.form.isVisible()
    assert "The discharge is not recorded. It waits in their chart." in home.said()
    home.hands.click(home.strip.new_button)
    assert (home.join.form.facility_edit.text(), home.join.form.patient) == ("", other)
    home.hands.press(KEY.Key_Escape)
    home.screens.open_patient(home.patient, 5)
    home.person.settle()
    home.hands.click(home.strip.new_button)
    assert (home.join.form.facility_edit.text(), home.join.form.patient) == ("Mercy Hospital", home.patient)


def test_on_today_d_is_done_u_opens_it_again_and_enter_leads_to_it(home: Home) -> None:
    home.record("10/16")
    home.window.actions_by_key["page_today"].trigger()
    home.screens.panel.reload()
    home.person.settle()
    page = home.screens.today.page
    what = "After discharge from Mercy Hospital: Interactive contact with the patient or caregiver"
    assert [(row.line.what, row.line.overdue) for row in page.table.rows_model.rows] == [(what, True)]
    home.person.to_front()
    page.table.setFocus()
    home.hands.press(KEY.Key_D)
    assert [row.done for row in page.table.rows_model.rows] == [True]
    home.hands.press(KEY.Key_U)
    assert [row.done for row in page.table.rows_model.rows] == [False]
    home.hands.press(KEY.Key_Return)
    assert (home.window.current_page(), home.page.tabs.currentIndex()) == ("workspace", 5)
    assert home.states() == ["overdue", "open", "open"]


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return october(tmp_path / "practice")


def test_the_command_line_does_all_of_it(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    patient = story.world.demo.enrolled("Abbott")
    story.end()
    ccm = Terminal(story.folder, capsys)
    discharge = ccm(
        "transition", "record", patient, "--from", "Mercy", "--on", "2026-10-01", "--medicines", "yes"
    ).strip()
    assert "Medicine reconciliation (changed at discharge)" in ccm("transition", "list")
    (found,) = ccm.json("transition", "list")
    assert [one["due_on"] for one in found["steps"]] == ["2026-10-05", "2026-10-15", "2026-10-15"]
    ccm("transition", "correct", discharge, "--complexity", "high")
    (found,) = ccm.json("transition", "list")
    assert [one["due_on"] for one in found["steps"]] == ["2026-10-05", "2026-10-08", "2026-10-08"]
    assert ccm("transition", "done", discharge, "contact", "--on", "2026-10-02") == "Done, 2026-10-02.\n"
    assert ccm("transition", "done", discharge, "visit", "--on", "2026-10-09") == "Done late, 2026-10-09.\n"
    assert "Say why" in refused(ccm, "transition", "skip", discharge, "medicines", "--why", " ")
    ccm("transition", "skip", discharge, "medicines", "--why", "Readmitted")
    assert ccm.json("transition", "list") == []
    ccm("transition", "reopen", discharge, "medicines")
    assert len(ccm.json("transition", "list")) == 1
    ccm("transition", "withdraw", discharge, "--why", "Wrong patient")
    assert "Withdrawn" in ccm("transition", "list", "--patient", patient)
    ccm("transition", "restore", discharge)
    assert len(ccm.json("transition", "list")) == 1
    assert "There is no such discharge" in refused(ccm, "transition", "withdraw", "nothing", "--why", "x")
    refused(ccm, "transition", "record", patient, "--from", "Mercy", "--on", "10/01")
    refused(ccm, "transition", "done", discharge, "medicines", "--on", "2026-09-30")
    assert [one["steps"][1]["state"] for one in ccm.json("transition", "list")] == ["overdue"]


def test_what_is_typed_waits_on_disk_and_replaces_nothing_unseen(home: Home) -> None:
    home.record()
    home.strip.correct_button.click()
    home.person.settle()
    home.join.form.note_edit.setFocus()
    home.hands.word("Daughter drove her home")
    desk, office = home.screens._desk, home.screens._desk.office
    (found,) = office.transitions.of(home.patient)
    changed = replace(found.discharge, value=replace(found.discharge.value, note="Came home by taxi"))
    desk.gateway.send(partial(office.transitions.correct, changed))
    home.page.beside.put_down()
    home.person.settle()
    (kept,) = office.form_drafts.of(home.patient)
    assert kept.typed["note"] == "Daughter drove her home"
    other = add_consented(home.person, "Baker")
    home.screens.open_patient(other, 5)
    home.person.settle()
    assert not home.join.form.isVisible()
    home.screens.open_patient(home.patient, 5)
    home.person.settle()
    home.hands.click(home.page.unsaved_message.action_button)
    home.person.settle()
    assert home.join.form.note_edit.text() == "Daughter drove her home"
    home.hands.press(KEY.Key_Return, CTRL)
    home.person.settle()
    (found,) = office.transitions.of(home.patient)
    assert {found.discharge.value.note, *(other.note for other in found.discharge.others)} == {
        "Came home by taxi", "Daughter drove her home",
    }  # fmt: skip
    assert office.form_drafts.of(home.patient) == ()


def test_what_is_typed_of_a_step_replaces_nothing_unseen_either(home: Home) -> None:
    home.record()
    office = home.screens._desk.office
    line = home.strip.table.rows_model.rows[0]
    home.strip.table.setFocus()
    home.hands.press(KEY.Key_Return)
    home.join.step_form.words_edit.setFocus()
    home.hands.word("Spoke to her daughter")
    said = replace(line.form.value, status="done", done_on="2026-10-20", words="Spoke to her")
    home.screens._desk.gateway.send(partial(office.transitions.settle, line, said))
    home.person.settle()
    home.screens.open_patient(add_consented(home.person, "Baker"), 5)
    home.person.settle()
    home.screens.open_patient(home.patient, 5)
    home.person.settle()
    home.hands.click(home.page.unsaved_message.action_button)
    assert home.join.step_form.words_edit.text() == "Spoke to her daughter"
    home.hands.press(KEY.Key_Return, CTRL)
    (found,) = office.transitions.of(home.patient)
    form = found.steps[0].form
    assert {form.value.words, *(other.words for other in form.others)} == {"Spoke to her", "Spoke to her daughter"}


def called(home: Home, outcome: str = "reached") -> str:
    """A call that was logged yesterday, October 20, at 2 PM."""
    contacts, clock = home.screens._desk.office.contacts, home.screens._desk.office.context
    work = partial(contacts.record, home.patient, channel="phone", outcome=outcome, note="Has her pills",
                   at=clock.now() - 86_400)  # fmt: skip
    found: list[Any] = []
    home.person.entry.gateway.send(work).succeeded.connect(found.append)
    home.person.until(lambda: bool(found))
    return str(found[0].value)


def test_a_logged_call_is_offered_t_takes_it_and_undo_opens_the_step_again(home: Home) -> None:
    home.record()
    assert not home.strip.take_button.isVisible()
    made = called(home)
    home.person.until(home.strip.take_button.isVisible)
    assert home.states()[0] == "open", "nothing is done by itself"
    table = home.strip.table
    shown = [table.model().index(0, n).data() for n in range(table.model().columnCount())]
    assert any(text and str(text).startswith("A call on 10/20/2026 may be this contact · ") for text in shown)
    assert "T takes it" in home.strip.whole_label.text()
    table.setFocus()
    home.hands.press(KEY.Key_T)
    assert home.states()[0] == "done"
    assert home.strip.table.rows_model.rows[0].form.value.evidence == made
    assert "It rests on the call of 10/20/2026 by Maria Ortiz" in home.strip.whole_label.text()
    assert not home.strip.take_button.isVisible()
    home.undo()
    assert home.states()[0] == "open"
    home.hands.click(home.strip.take_button)
    assert home.states()[0] == "done"


def test_t_takes_nothing_where_nothing_is_offered(home: Home) -> None:
    home.record()
    called(home, "voicemail")
    home.person.settle()
    home.strip.table.setFocus()
    home.hands.press(KEY.Key_T)
    assert home.states() == ["open", "open", "open"]


def test_on_today_the_offer_stands_in_the_line_and_t_takes_it(home: Home) -> None:
    home.record()
    called(home)
    home.window.actions_by_key["page_today"].trigger()
    home.screens.panel.reload()
    home.person.settle()
    page = home.screens.today.page
    assert [row.line.what for row in page.table.rows_model.rows] == [
        "A call on Oct 20 may be the contact after discharge from Mercy Hospital"
    ]  # fmt: skip
    home.person.to_front()
    page.table.setFocus()
    home.hands.press(KEY.Key_T)
    assert [row.done for row in page.table.rows_model.rows] == [True]
    home.hands.press(KEY.Key_U)
    assert [(row.done, row.line.step.form.value.evidence) for row in page.table.rows_model.rows] == [(False, "")]


def test_the_command_line_names_the_contact_and_takes_it(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    office, patient = story.world.demo.office, story.world.demo.enrolled("Abbott")
    made = office.contacts.record(patient, channel="phone", outcome="caregiver", note="Daughter").value
    on = local_day(office.context.clock.now(), ZoneInfo("America/New_York")).isoformat()
    story.end()
    ccm = Terminal(story.folder, capsys)
    discharge = ccm("transition", "record", patient, "--from", "Mercy", "--on", on).strip()
    assert f"call on {on}: --contact {made}" in ccm("transition", "list")
    assert "Leave out --on" in refused(ccm, "transition", "done", discharge, "contact", "--contact", made, "--on", on)
    assert "There is no such contact" in refused(ccm, "transition", "done", discharge, "contact", "--contact", "x")
    assert "There is no such contact" in refused(ccm, "transition", "done", discharge, "visit", "--contact", made)
    assert ccm("transition", "done", discharge, "contact", "--contact", made) == f"Done, {on}.\n"
    (found,) = ccm.json("transition", "list")
    assert (found["steps"][0]["form"]["value"]["evidence"], found["steps"][0]["offered"]) == (made, None)


def test_recorded_twice_it_is_seen_m_makes_it_one_n_two_and_undo_takes_either_back(home: Home) -> None:
    home.record()
    assert not home.strip.same_button.isVisible()
    home.strip.table.setFocus()
    home.hands.press(KEY.Key_D)
    home.record()
    assert home.strip.same_button.isVisible()
    assert home.strip.standing_label.text() == "5 to do"
    assert "Recorded twice? Mercy Hospital, 10/19/2026, written by Maria Ortiz" in home.strip.whole_label.text()
    home.strip.table.setFocus()
    home.hands.press(KEY.Key_M)
    assert home.strip.standing_label.text() == "2 to do"
    assert home.states() == ["done", "open", "open"]
    assert "The same discharge: Mercy Hospital, 10/19/2026" in home.strip.whole_label.text()
    assert not home.strip.same_button.isVisible()
    home.undo()
    assert home.strip.standing_label.text() == "5 to do"
    home.strip.table.setFocus()
    home.hands.press(KEY.Key_N)
    assert not home.strip.same_button.isVisible()
    assert "Another discharge, as was said: Mercy Hospital, 10/19/2026" in home.strip.whole_label.text()
    assert home.strip.apart_button.text() == "Ask again"
    home.undo()
    assert home.strip.apart_button.text() == "Two discharges"
    home.hands.click(home.strip.same_button)
    assert home.strip.standing_label.text() == "2 to do"
    assert not home.strip.apart_button.isVisible()


def test_the_command_line_joins_two_records_and_parts_them(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    patient = story.world.demo.enrolled("Abbott")
    story.end()
    ccm = Terminal(story.folder, capsys)
    first, second = (ccm("transition", "record", patient, "--from", name, "--on", "2026-10-01").strip()
                     for name in ("Mercy", "Mercy Hospital"))  # fmt: skip
    ccm("transition", "done", second, "contact", "--on", "2026-10-02")
    assert "(recorded twice?)" in ccm("transition", "list")
    assert "Correct the day first" in refused(ccm, "transition", "same", first, first)
    assert ccm("transition", "two", second, first) == "Two discharges.\n"
    assert "twice" not in ccm("transition", "list")
    assert "not asked of these two" in refused(ccm, "transition", "two", second, first)
    assert ccm("transition", "two", first, second, "--undo") == "It is asked again.\n"
    assert ccm("transition", "same", second, first).strip().endswith(f"ccm transition restore {second}")
    (found,) = ccm.json("transition", "list")
    assert (found["discharge_id"], [one["state"] for one in found["steps"]]) == (first, ["done", "overdue", "overdue"])
    assert "The same" in ccm("transition", "list", "--patient", patient)
    ccm("transition", "restore", second)
    assert len(ccm.json("transition", "list")) == 2
