"""What becomes of a session that is over: its note, its entries, or nothing."""

from __future__ import annotations

from dataclasses import replace

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.contact import ContactMade
from ccm_desktop.ledger.payloads.patient import NextContact
from ccm_desktop.models.queries import timers
from ccm_desktop.services import timer_lines as lines
from ccm_desktop.services import timer_sessions as sessions
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.contacts import check_next_day
from ccm_desktop.services.context import Context
from ccm_desktop.services.outreach import follow_up
from ccm_desktop.services.timer_views import NoteDue


class TimerNotes:
    """Drafts, finishing and discarding. Methods run on the database thread."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def save_draft(self, session_id: str, note: str, outcome: str | None = None) -> Outcome[str]:
        """Keep what was typed so far, also while the session runs; without an outcome the one on record stays."""
        with self._context.transaction() as tx:
            patient, held = sessions.writable(self._context, tx, session_id)
            if held.value.state in ("final", "void"):
                return Outcome(session_id, Changed.NOTHING)  # typed while it was saved: the note stands
            draft = replace(held.value, note=note, outcome=held.value.outcome if outcome is None else outcome)
            if draft != held.value:
                tx.record(draft, entity=session_id, patient=patient, prev=held.heads)
        return Outcome(session_id, Changed.NOTHING)

    def finish(
        self, session_id: str, *, note: str, outcome: str, next_contact_on: str = ""
    ) -> Outcome[tuple[str, ...]]:
        """Write the time entries of a stopped or parked session with its note; returns their ids.

        Refused while a gap waits for its answer (`gaps_undecided`).
        """
        require(self._context, Verb.TRACK_TIME)
        if not note.strip():
            raise BadInput("note_missing", "The note is empty.", "Say in a few words what was done.")
        check_next_day(next_contact_on)
        with self._context.transaction() as tx:
            patient, held = sessions.waiting(self._context, tx, session_id)
            session = sessions.ready(held.value, self._context.now())
            sessions.check_outcome(session, outcome)
            done = replace(session, state="final", note=note, outcome=outcome)
            entries = sessions.write_entries(self._context, tx, patient, session_id, done)
            tx.record(done, entity=session_id, patient=patient, prev=held.heads)
            if outcome:
                contact = ContactMade(
                    sessions.started_at(session),
                    "phone",
                    outcome,
                    session.person,
                    note,
                    entries[0] if entries else "",
                    session_id,
                )
                tx.record(contact, entity=new_id(), patient=patient)
                follow_up(self._context, tx, patient, outcome, planned=bool(next_contact_on))
            if next_contact_on:
                tx.revise(NextContact(next_contact_on), entity=patient, patient=patient)
        return Outcome(entries, Changed.TIMER | Changed.TIME | Changed.CONTACTS | Changed.TASKS)

    def discard(self, session_id: str, reason: str) -> Outcome[str]:
        """Not real work: the session stays in the history and counts nothing."""
        if not reason.strip():
            raise BadInput("reason_missing", "The reason is empty.", "Say why this was not work.")
        with self._context.transaction() as tx:
            patient, held = sessions.waiting(self._context, tx, session_id)
            gone = replace(held.value, state="void", note=reason)
            tx.record(gone, entity=session_id, patient=patient, prev=held.heads)
        return Outcome(session_id, Changed.TIMER | Changed.TIME)

    def due_of(self, session_id: str) -> NoteDue:
        """What the drawer needs of one session: one's own, or anybody's for who may correct others' time."""
        with self._context.reading() as reader:
            session = sessions.session_of(reader, session_id)[1].value
            if session.person != self._context.person:
                require(self._context, Verb.CORRECT_OTHERS_TIME)
            if session.state not in ("stopped", "parked"):
                raise Refusal("session_not_stopped", "This timer still runs, or its note is written.",
                              "Let it be stopped where it runs, then look again.")  # fmt: skip
            return lines.note_due(reader, session_id)

    def note_due(self) -> tuple[NoteDue, ...]:
        """Stopped sessions of this person that wait for their note, oldest first."""
        with self._context.reading() as reader:
            found = timers.note_due(reader.connection, self._context.person)
            return tuple(lines.note_due(reader, session_id) for session_id in found)
