"""The end of a call in one commit, and an attempt taken back, on a real file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.call_end import NOTHING_MORE, CallEnd
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.payloads.timekeeping import TimerSession
from ccm_desktop.services.call_ending import CallToEnd
from ccm_desktop.services.forms import CallPolicy
from ccm_desktop.services.time_entries import Amendment
from tests.services.conftest import Demo

# The clock stands on Wednesday, October 14, 2026, 11 AM in New York.


class Calling:
    """A running call with a consenting patient who has diabetes and high blood pressure."""

    def __init__(self, demo: Demo) -> None:
        self.demo, self.office = demo, demo.office
        self.patient = demo.enrolled()
        self.office.enrolment.record_consent(self.patient, demo.consent())
        self.start()

    def start(self) -> None:
        self.session = self.office.timer.start(self.patient).value
        self.call = self.office.call_desk.open(self.patient).call

    def talk(self, seconds: int = 120) -> None:
        for _ in range(seconds):
            self.demo.clock.advance(1)
            self.office.timer.tick()

    def ending(self, outcome: str, note: str = "", end: CallEnd = NOTHING_MORE) -> CallToEnd:
        return CallToEnd(self.patient, self.session, self.call, outcome, note, end)

    def planned(self) -> str:
        return self.office.contacts.next_contact(self.patient).value.next_contact_on

    def state(self) -> str:
        view = self.office.timer.view()
        if view.session_id == self.session:
            return view.state
        return "stopped" if any(due.session_id == self.session for due in self.office.timer.note_due()) else "final"


@pytest.fixture
def calling(demo: Demo) -> Calling:
    return Calling(demo)


def test_a_reached_call_is_written_with_its_findings_its_tasks_and_what_comes_next(calling: Calling) -> None:
    calling.call = (
        calling.call.answer("monthly_check_in/identity", "y")
        .answer("monthly_check_in/medicines", "o", "lisinopril")
        .answer("monthly_check_in/since", "w")
        .agree("monthly_check_in/medicines")
    )
    calling.talk(125)
    end = CallEnd("2026-11-02", "Send the log sheet", "2026-10-16", edge_case=True)
    ended = calling.office.call_ending.finish(calling.ending("reached", "Talked about the new pills.", end)).value
    assert (ended.seconds, calling.state(), calling.planned()) == (125, "final", "2026-11-02")
    (entry,) = calling.office.charts.month(calling.patient).lines
    assert (entry.seconds, entry.outcome) == (125, "reached")
    assert entry.note.startswith("Talked about the new pills.\nMonthly check-in: ")
    assert "running out; lisinopril" in entry.note
    (contact,) = calling.office.contacts.list(calling.patient)
    assert contact.outcome == "reached"
    titles = {line.what.value.title: line.what.value.due_on for line in calling.office.tasks.list()}
    assert titles == {"Arrange the refill": "2026-10-15", "Send the log sheet": "2026-10-16"}
    (escalation,) = calling.office.escalations.list()  # "Worse" was not agreed to: only the edge case went out
    assert (escalation.target, escalation.level) == ("lead", "routine")
    assert escalation.reason.startswith("Edge case: Talked about the new pills.")
    assert {line.answer for line in calling.office.calls.findings(calling.session)} == {
        "Name and date of birth match", "Running out", "Worse",
    }  # fmt: skip


def test_voicemail_tells_itself_and_plans_the_next_attempt_by_the_policy(calling: Calling) -> None:
    calling.talk(40)
    ended = calling.office.call_ending.finish(calling.ending("voicemail")).value
    assert ended.next_contact_on == calling.planned() == "2026-10-16"
    (entry,) = calling.office.charts.month(calling.patient).lines
    assert entry.note == "Left voicemail with callback number; no health information left."


@pytest.mark.parametrize(
    ("outcome", "note", "end", "code"),
    [
        ("", "Spoke.", NOTHING_MORE, "outcome_missing"),
        ("reached", "  ", NOTHING_MORE, "note_missing"),
        ("reached", "Spoke.", CallEnd("soon"), "date_unreadable"),
        ("reached", "Spoke.", CallEnd(task="Call back", task_due="soon"), "date_unreadable"),
    ],
)
def test_what_cannot_be_written_is_refused_while_the_clock_runs_on(
    calling: Calling, outcome: str, note: str, end: CallEnd, code: str
) -> None:
    with pytest.raises((BadInput, Refusal)) as refused:
        calling.office.call_ending.finish(calling.ending(outcome, note, end))
    assert (refused.value.code, calling.state()) == (code, "running")


def test_an_open_red_flag_keeps_the_call_open(calling: Calling) -> None:
    calling.call = calling.call.raise_flag("chest_pain")
    calling.office.calls.keep(calling.patient, calling.session, calling.call)
    for outcome in ("reached", "voicemail"):
        with pytest.raises(Refusal) as refused:
            calling.office.call_ending.finish(calling.ending(outcome, "Spoke."))
        assert (refused.value.code, calling.state()) == ("red_flag_open", "running")
    assert calling.office.contacts.list(calling.patient) == ()


def test_nothing_is_half_done_when_the_last_step_is_refused(calling: Calling) -> None:
    calling.talk(30)
    calling.call = calling.call.answer("monthly_check_in/since", "s")
    with pytest.raises(BadInput):
        calling.office.call_ending.finish(calling.ending("reached", "Spoke.", CallEnd(task="x" * 400)))
    assert calling.state() == "stopped"
    assert calling.office.contacts.list(calling.patient) == ()
    assert calling.office.charts.month(calling.patient).lines == ()
    assert calling.office.calls.findings(calling.session) == ()
    calling.office.call_ending.finish(calling.ending("reached", "Spoke."))  # and it can still be finished
    assert calling.state() == "final"


class TestIdentity:
    """The check is the practice's choice."""

    def require(self, calling: Calling) -> None:
        form = calling.office.call_settings.policy()
        calling.office.call_settings.choose(replace(form, value=CallPolicy("required")))

    def test_required_it_must_be_answered_when_somebody_was_reached(self, calling: Calling) -> None:
        self.require(calling)
        with pytest.raises(Refusal) as refused:
            calling.office.call_ending.finish(calling.ending("reached", "Spoke."))
        assert (refused.value.code, calling.state()) == ("identity_unchecked", "running")
        calling.call = calling.call.answer("monthly_check_in/identity", "y")
        calling.office.call_ending.finish(calling.ending("reached", "Spoke."))

    def test_nobody_on_the_line_needs_no_check(self, calling: Calling) -> None:
        self.require(calling)
        calling.office.call_ending.finish(calling.ending("no_answer"))
        assert calling.state() == "final"

    def test_an_unknown_choice_is_refused(self, calling: Calling) -> None:
        form = calling.office.call_settings.policy()
        with pytest.raises(BadInput):
            calling.office.call_settings.choose(replace(form, value=CallPolicy("sometimes")))


def test_the_end_of_a_call_on_another_computer_leaves_the_clock_here_alone(calling: Calling) -> None:
    """It stopped whatever ran here."""
    office, there = calling.office, calling.session
    other = calling.demo.enrolled("Baker", "Eugene")
    office.enrolment.record_consent(other, calling.demo.consent())
    with office.context.transaction() as tx:
        held = tx.held(TimerSession, there)
        assert held is not None
        moved = replace(held.value, device="another")
        tx.record(moved, entity=there, patient=calling.patient, prev=held.heads)
    here = office.timer.start(other).value
    calling.talk(60)
    with pytest.raises(Refusal, match="runs on another computer"):
        office.call_ending.finish(calling.ending("voicemail"))
    view = office.timer.view()
    assert (view.session_id, view.state, view.elapsed_seconds) == (here, "running", 60)
    office.timer.stop(here)


class TestUndo:
    """An attempt taken back leaves the month as it was, and the session waiting."""

    def test_entry_contact_plan_and_tasks_are_as_before(self, calling: Calling) -> None:
        form = calling.office.contacts.next_contact(calling.patient)
        calling.office.contacts.plan_next(replace(form, value=replace(form.value, next_contact_on="2026-10-14")))
        calling.talk(40)
        ended = calling.office.call_ending.finish(calling.ending("voicemail")).value
        assert calling.office.contacts.attempts(calling.patient) == 1
        calling.office.finishing.undo(ended)
        assert calling.state() == "stopped"
        assert calling.planned() == "2026-10-14"
        assert calling.office.contacts.attempts(calling.patient) == 0
        assert calling.office.contacts.list(calling.patient) == ()
        assert [line.voided for line in calling.office.charts.month(calling.patient).lines] == [True]
        calling.office.call_ending.finish(calling.ending("no_answer"))
        standing = [one for one in calling.office.charts.month(calling.patient).lines if not one.voided]
        assert [(one.outcome, one.seconds) for one in standing] == [("no_answer", 40)]

    def test_the_tasks_of_the_last_attempt_go_and_can_come_again(self, calling: Calling) -> None:
        for _ in range(2):
            calling.office.call_ending.finish(calling.ending("no_answer"))
            calling.start()
        ended = calling.office.call_ending.finish(calling.ending("no_answer")).value
        assert len(calling.office.tasks.list(patient=calling.patient)) == 2  # letter, and the next visit
        calling.office.finishing.undo(ended)
        assert calling.office.tasks.list(patient=calling.patient) == ()
        calling.office.call_ending.finish(calling.ending("no_answer"))
        assert len(calling.office.tasks.list(patient=calling.patient)) == 2

    def test_somebody_elses_plan_since_is_left_alone(self, calling: Calling) -> None:
        ended = calling.office.call_ending.finish(calling.ending("voicemail")).value
        form = calling.office.contacts.next_contact(calling.patient)
        calling.office.contacts.plan_next(replace(form, value=replace(form.value, next_contact_on="2026-10-30")))
        calling.office.finishing.undo(ended)
        assert calling.planned() == "2026-10-30"

    def test_what_was_moved_to_another_patient_since_is_not_timed_a_second_time(self, calling: Calling) -> None:
        office, other = calling.office, calling.demo.enrolled("Baker", "Eugene")
        calling.talk(40)
        ended = office.call_ending.finish(calling.ending("voicemail")).value
        (line,) = office.charts.month(calling.patient).lines
        office.time.amend(line.entry_id, Amendment(patient=other, note="His."), "Wrong patient")
        with pytest.raises(Refusal) as refused:
            office.finishing.undo(ended)
        assert refused.value.code == "changed_again"
        assert calling.state() == "final"
        assert office.contacts.attempts(calling.patient) == 1
        assert [one.seconds for one in office.charts.month(other).lines] == [40]

    @pytest.mark.parametrize("change", ["amended", "voided"])
    def test_a_correction_made_since_is_not_lost(self, calling: Calling, change: str) -> None:
        office = calling.office
        calling.talk(400)
        ended = office.call_ending.finish(calling.ending("voicemail")).value
        (line,) = office.charts.month(calling.patient).lines
        if change == "amended":
            office.time.amend(line.entry_id, Amendment(ended_at=line.ended_at - 60), "Away time removed")
        else:
            office.time.void(line.entry_id, "Not real work")
        with pytest.raises(Refusal, match="changed after it was saved"):
            office.finishing.undo(ended)
        assert calling.state() == "final"
        standing = [one.seconds for one in office.charts.month(calling.patient).lines if not one.voided]
        assert standing == ([340] if change == "amended" else [])

    def test_a_second_time_and_a_call_with_findings_are_refused(self, calling: Calling) -> None:
        ended = calling.office.call_ending.finish(calling.ending("voicemail")).value
        calling.office.finishing.undo(ended)
        with pytest.raises(Refusal):
            calling.office.finishing.undo(ended)
        calling.call = calling.call.answer("monthly_check_in/since", "s")
        again = calling.office.call_ending.finish(calling.ending("reached")).value
        with pytest.raises(Refusal):
            calling.office.finishing.undo(again)


class TestDesk:
    """What the page opens with."""

    def test_before_a_timer_runs_it_shows_what_would_be_asked(self, demo: Demo) -> None:
        patient = demo.enrolled()
        desk = demo.office.call_desk.open(patient)
        assert desk.session is None
        assert desk.call.scripts[0].key == "monthly_check_in"

    def test_a_draft_comes_back_whole(self, calling: Calling) -> None:
        call = calling.call.answer("monthly_check_in/medicines", "o").agree("monthly_check_in/medicines")
        end = CallEnd("2026-11-02", "Send the log sheet", "2026-10-16", edge_case=True)
        calling.office.timer.save_draft(calling.session, "Half a sent", "reached")
        calling.office.calls.keep(calling.patient, calling.session, call, end)
        desk = calling.office.call_desk.open(calling.patient)
        assert desk.session is not None
        assert (desk.call, desk.end) == (call, end)
        assert (desk.session.note, desk.session.outcome) == ("Half a sent", "reached")

    def test_a_teach_back_that_failed_returns_until_it_succeeds(self, calling: Calling) -> None:
        for answer, again in (("n", {"monthly_check_in/teach_back"}), ("y", set())):
            calling.call = calling.call.answer("monthly_check_in/teach_back", answer)
            calling.office.call_ending.finish(calling.ending("reached", "Spoke."))
            assert calling.office.call_desk.open(calling.patient).to_repeat == again
            calling.start()


class TestPhrases:
    """Each person's own."""

    def test_the_shipped_ones_until_there_are_own(self, calling: Calling) -> None:
        settings = calling.office.call_settings
        assert [key for key, _ in settings.phrases().value.phrases] == ["vm", "refill", "bp"]
        form = settings.phrases()
        settings.keep_phrases(replace(form, value=replace(form.value, phrases=(("vm", "Voicemail left."),))))
        assert calling.office.call_desk.open(calling.patient).phrases == (("vm", "Voicemail left."),)
        calling.talk(10)
        calling.office.call_ending.finish(calling.ending("voicemail"))
        (entry,) = calling.office.charts.month(calling.patient).lines
        assert entry.note == "Voicemail left."

    def test_nobody_changes_another_persons(self, calling: Calling, demo: Demo) -> None:
        form = calling.office.call_settings.phrases()
        with pytest.raises(BadInput):
            calling.office.call_settings.keep_phrases(replace(form, entity=demo.biller))
