"""The timer: one running session per person, from the first tick to the finished note."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from ccm_desktop.domain import activities
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.contact import ContactMade
from ccm_desktop.ledger.payloads.patient import NextContact
from ccm_desktop.ledger.payloads.timekeeping import TimerSession
from ccm_desktop.models.queries import timers
from ccm_desktop.models.store import Transaction
from ccm_desktop.services import timer_sessions as sessions
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.contacts import check_next_day
from ccm_desktop.services.context import Context
from ccm_desktop.services.outreach import follow_up
from ccm_desktop.services.timer_journal import TimerJournal
from ccm_desktop.services.timer_run import TICK_SECONDS, Segment, Ticker, TimerRun
from ccm_desktop.services.views import NoteDue, TimerView

LONGEST_BACKDATE_SECONDS = 600
_TIMER = Changed.TIMER | Changed.TIME


class TimerService:
    """State machine idle → running ⇄ paused → stopped (note due) → final (ux.md 5.2).

    Methods run on the database thread, except `elapsed_seconds` and `tick`, which any thread may call.
    """

    def __init__(self, context: Context, journal: TimerJournal) -> None:
        self._context = context
        self._journal = journal
        self._run = TimerRun(context.clock, journal)
        self._ticker = Ticker(self._run.tick)

    def open(self, *, ticking: bool = True) -> None:
        """Recover what a crash left behind; never resumes by itself."""
        with self._context.reading() as reader:
            left = timers.running_on(reader.connection, self._context.store.device)
        for session_id in left:
            with self._context.transaction() as tx:
                sessions.recover(tx, session_id, self._journal.last())
        if ticking:
            self._ticker.start()

    def close(self) -> None:
        """End of the program: a running session is stopped and waits for its note."""
        self._ticker.stop()
        with contextlib.suppress(Refusal):  # nothing runs
            self.stop()
        self._journal.close()

    def tick(self) -> None:
        """Earn the time since the last tick; the ticking thread calls this twice a second."""
        self._run.tick()

    def elapsed_seconds(self) -> int:
        """Seconds earned by the running stretch; any thread, no database."""
        return self._run.elapsed_seconds()

    def view(self) -> TimerView:
        """What the timer bar shows."""
        with self._context.reading() as reader:
            session_id = timers.current(reader.connection, self._context.person, self._context.store.device)
            if session_id is None:
                return TimerView("idle")
            patient, session = sessions.session_of(reader, session_id)
            identity = sessions.identity_of(reader, patient)
        earned = sum(end - start for start, end, _ in session.value.segments)
        return TimerView(
            state=session.value.state,
            session_id=session_id,
            patient_id=patient,
            patient_name=f"{identity.family}, {identity.given}",
            birth_on=identity.birth_date,
            mrn=identity.mrn,
            activity=session.value.activity,
            elapsed_seconds=earned + self._run.elapsed_seconds(),
            closed_seconds=earned,
            started_at=sessions.started_at(session.value),
            note=session.value.note,
            gap_seconds=self._run.gap_seconds(),
            fault=self._run.fault,
        )

    def start(self, patient: str, activity: str = "call_patient", backdate_seconds: int = 0) -> Outcome[str]:
        """Start on `patient`; a session running on another stops at this same second (its note is due)."""
        require(self._context, Verb.TRACK_TIME)
        if activity not in activities.ACTIVITIES:
            raise BadInput("activity_unknown", "The activity is not known.", "Choose one from the list.")
        if not 0 <= backdate_seconds <= LONGEST_BACKDATE_SECONDS:
            raise BadInput("backdate_too_long", "A start can be moved back by at most 10 minutes.",
                           "Add the earlier time by hand, with its reason.")  # fmt: skip
        now = self._context.now()
        with self._context.transaction() as tx:
            sessions.require_enrolled(tx, patient)
            running = timers.current(tx.connection, self._context.person, self._context.store.device)
            if running is not None:
                held_patient, held = sessions.session_of(tx, running)
                if held_patient == patient and held.value.state == "running":
                    return Outcome(running, Changed.NOTHING)
                self._settle(tx, running, "stopped")
            started = sessions.free_from(tx, self._context.person, now, backdate_seconds)
            session_id = new_id()
            session = TimerSession(
                self._context.person, self._context.store.device, "running", activity,
                running_since=started, backdated_seconds=now - started,
            )  # fmt: skip
            tx.record(session, entity=session_id, patient=patient)
        self._run.begin(session_id, activity, started, now - started)
        return Outcome(session_id, _TIMER)

    def pause(self) -> Outcome[str]:
        """Stop counting for a while."""
        session_id = self._required("running")
        with self._context.transaction() as tx:
            self._settle(tx, session_id, "paused")
        self._run.end()
        return Outcome(session_id, _TIMER)

    def resume(self) -> Outcome[str]:
        """Count on."""
        session_id = self._required("paused")
        now = self._context.now()
        with self._context.transaction() as tx:
            session = sessions.go_on(tx, session_id, now)
        self._run.begin(session_id, session.activity, now)
        return Outcome(session_id, _TIMER)

    def change_activity(self, activity: str) -> Outcome[str]:
        """Go on under another activity; the segment so far keeps its own."""
        if activity not in activities.ACTIVITIES:
            raise BadInput("activity_unknown", "The activity is not known.", "Choose one from the list.")
        session_id = self._required("running")
        with self._context.transaction() as tx:
            self._settle(tx, session_id, "paused")
            now = self._context.now()  # after settling, so that no second lies in both stretches
            sessions.go_on(tx, session_id, now, activity)
        self._run.begin(session_id, activity, now)
        return Outcome(session_id, _TIMER)

    def stop(self) -> Outcome[str]:
        """Stop the clock, always and at once; the note can wait."""
        session_id = self._required("running", "paused")
        with self._context.transaction() as tx:
            self._settle(tx, session_id, "stopped")
        self._run.end()
        return Outcome(session_id, _TIMER)

    def save_draft(self, session_id: str, note: str, outcome: str) -> Outcome[str]:
        """Keep what was typed so far."""
        with self._context.transaction() as tx:
            patient, held = sessions.writable(self._context, tx, session_id)
            draft = replace(held.value, note=note, outcome=outcome)
            if draft != held.value:
                tx.record(draft, entity=session_id, patient=patient, prev=held.heads)
        return Outcome(session_id, Changed.NOTHING)

    def finish(
        self, session_id: str, *, note: str, outcome: str, next_contact_on: str = ""
    ) -> Outcome[tuple[str, ...]]:
        """Write the time entries of a stopped session with its note; returns their ids."""
        require(self._context, Verb.TRACK_TIME)
        if not note.strip():
            raise BadInput("note_missing", "The note is empty.", "Say in a few words what was done.")
        check_next_day(next_contact_on)
        with self._context.transaction() as tx:
            patient, held = sessions.writable(self._context, tx, session_id)
            session = held.value
            if session.state != "stopped":
                raise Refusal("session_not_stopped", "This session is not waiting for a note.", "Stop the timer first.")
            sessions.check_outcome(session, outcome)
            done = replace(session, state="final", note=note, outcome=outcome)
            entries = sessions.write_entries(self._context, tx, patient, session_id, done)
            tx.record(done, entity=session_id, patient=patient, prev=held.heads)
            if outcome:
                contact = ContactMade(
                    sessions.started_at(session) or self._context.now(),  # nothing was earned within a second
                    "phone",
                    outcome,
                    session.person,
                    note,
                    entries[0] if entries else "",
                )
                tx.record(contact, entity=new_id(), patient=patient)
                follow_up(self._context, tx, patient, outcome, planned=bool(next_contact_on))
            if next_contact_on:
                tx.revise(NextContact(next_contact_on), entity=patient, patient=patient)
        return Outcome(entries, _TIMER | Changed.CONTACTS | Changed.TASKS)

    def discard(self, session_id: str, reason: str) -> Outcome[str]:
        """Not real work: the session stays in the history and counts nothing."""
        if not reason.strip():
            raise BadInput("reason_missing", "The reason is empty.", "Say why this was not work.")
        with self._context.transaction() as tx:
            patient, held = sessions.writable(self._context, tx, session_id)
            if held.value.state != "stopped":
                raise Refusal("session_not_stopped", "Only a stopped session can be discarded.", "Stop it first.")
            gone = replace(held.value, state="void", note=reason)
            tx.record(gone, entity=session_id, patient=patient, prev=held.heads)
        return Outcome(session_id, _TIMER)

    def note_due(self) -> tuple[NoteDue, ...]:
        """Stopped sessions of this person that wait for their note, oldest first."""
        with self._context.reading() as reader:
            found = timers.note_due(reader.connection, self._context.person)
            return tuple(sessions.note_due(reader, session_id) for session_id in found)

    def _required(self, *states: str) -> str:
        with self._context.reading() as reader:
            found = timers.current(reader.connection, self._context.person, self._context.store.device)
            if found is not None and sessions.session_of(reader, found)[1].value.state in states:
                return found
        raise Refusal("timer_not_running", "No timer is running.", "Start one with Ctrl+T.")

    def _settle(self, tx: Transaction, session_id: str, state: str) -> None:
        """Close what is running and write the session as it stands."""
        patient, held = sessions.session_of(tx, session_id)
        earned: tuple[Segment, ...] = ()
        if held.value.state == "running":
            earned = self._run.earned()
        session = replace(held.value, state=state, segments=(*held.value.segments, *earned), running_since=None)
        tx.record(session, entity=session_id, patient=patient, prev=held.heads)


__all__ = ["TICK_SECONDS", "TimerService"]
