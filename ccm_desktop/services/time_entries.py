"""Time by hand and its corrections: every change is a new fact with a reason, the original stays."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TypeVar

from ccm_desktop.domain import activities, programs
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.intervals import Span, without
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded, TimeReviewed, TimeSeparate
from ccm_desktop.models.queries import entries
from ccm_desktop.models.store import Transaction
from ccm_desktop.services import month_guard
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.time_checks import (
    lane_of,
    require_enrolled,
    require_free,
    require_own,
    require_standing,
    require_text,
)
from ccm_desktop.services.time_versions import keep_looked_at, replace_by, span_of, waits, with_addendum

T = TypeVar("T")
_APPROVED_LATE = "Approved after the month was closed"
_UNDONE = "Undone"


@dataclass(frozen=True, slots=True)
class NewTime:
    """Time entered by hand: instants in epoch seconds, end exclusive."""

    patient: str
    started_at: int
    ended_at: int
    activity: str
    note: str
    reason: str
    outcome: str = ""
    person: str = ""
    """Who worked; the person signed in when empty."""
    program: str = programs.CCM
    patients: int = 1
    """Over how many patients the work was shared out."""
    trims: tuple[str, ...] = ()
    """Entries that give up the seconds they share with this one."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """New values of an entry; None leaves a value as it is."""

    started_at: int | None = None
    ended_at: int | None = None
    activity: str | None = None
    outcome: str | None = None
    note: str | None = None
    """Said in addition: a dated paragraph under the note, which itself is never replaced.

    With another patient it is that patient's note.
    """
    patient: str | None = None
    """Another patient, when the work was logged on the wrong one."""
    program: str | None = None
    trims: tuple[str, ...] = ()
    """Entries that give up the seconds they share with this one."""


@dataclass(frozen=True, slots=True)
class TimedWork:
    """A stretch that a timer elsewhere measured, ready with its note."""

    patient: str
    started_at: int
    ended_at: int
    activity: str
    outcome: str
    note: str
    reason: str = ""
    """Why it comes late; needed when its month was closed meanwhile."""
    program: str = programs.CCM


class TimeEntryService:
    """Adds, amends, voids and approves time entries."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def add(self, new: NewTime) -> Outcome[str]:
        """Record work that no timer saw. It counts once somebody has approved it."""
        require(self._context, Verb.TRACK_TIME)
        require_text(new.reason, "reason", "Say why the timer did not record this.")
        require_text(new.note, "note", "Say in a few words what was done.")
        person = new.person or self._context.person
        require_own(self._context, person)
        with self._context.transaction() as tx:
            self._trim(tx, new.trims, (new.started_at, new.ended_at), new.reason)
            entry = TimeAdded(
                person, lane_of(tx, person), new.started_at, new.ended_at, new.activity, new.outcome,
                new.note, new.program, source="manual", reason=new.reason, patients=new.patients,
            )  # fmt: skip
            return Outcome(self._record(tx, new.patient, entry), Changed.TIME)

    def record_timed(self, work: TimedWork) -> Outcome[str]:
        """Record work that a timer measured and the person signed in finished with a note."""
        require(self._context, Verb.TRACK_TIME)
        require_text(work.note, "note", "Say in a few words what was done.")
        person = self._context.person
        with self._context.transaction() as tx:
            entry = TimeAdded(
                person, lane_of(tx, person), work.started_at, work.ended_at, work.activity, work.outcome, work.note,
                work.program, reason=work.reason,
            )  # fmt: skip
            return Outcome(self._record(tx, work.patient, entry), Changed.TIME)

    def _record(self, tx: Transaction, patient: str, entry: TimeAdded) -> str:
        activities.check(entry.activity, entry.outcome)
        programs.check(entry.program)
        require_enrolled(self._context, tx, patient, entry.started_at)
        require_free(self._context, tx, entry.person, span_of(entry))
        closed = month_guard.addenda(self._context, tx, patient, span_of(entry), entry.reason, "added")
        entry_id = new_id()
        tx.record(entry, entity=entry_id, patient=patient)
        month_guard.tag(tx, closed, patient, entry_id, entry.reason, "added")
        return entry_id

    def amend(self, entry_id: str, amendment: Amendment, reason: str) -> Outcome[str]:
        """Replace an entry by a corrected one; the original stays visible with the reason."""
        require(self._context, Verb.TRACK_TIME)
        require_text(reason, "reason", "Say why the entry is changed.")
        with self._context.transaction() as tx:
            found = require_standing(tx, entry_id)
            old = found.value
            require_own(self._context, old.person)
            new = replace(
                old,
                started_at=_either(amendment.started_at, old.started_at),
                ended_at=_either(amendment.ended_at, old.ended_at),
                activity=_either(amendment.activity, old.activity),
                outcome=_either(amendment.outcome, old.outcome),
                program=_either(amendment.program, old.program),
            )
            patient = amendment.patient or found.patient
            new = replace(new, note=self._note(tx, old.note, amendment.note or "", is_moved=patient != found.patient))
            if new == old and patient == found.patient:
                raise BadInput("nothing_changed", "Nothing is different from the entry as it is.",
                               "Change a value, or leave the entry alone.")  # fmt: skip
            self._trim(tx, amendment.trims, span_of(new), reason, instead_of=entry_id)
            (made,) = replace_by(self._context, tx, found, [(patient, new)], reason)
        return Outcome(made, Changed.TIME)

    def _note(self, tx: Transaction, note: str, said: str, *, is_moved: bool) -> str:
        # On another chart the note begins anew: the old one may name whose chart it stood in.
        return said.strip() or note if is_moved else with_addendum(self._context, tx, note, said)

    def void(self, entry_id: str, reason: str) -> Outcome[str]:
        """The entry counts no more; it stays visible, struck through."""
        require(self._context, Verb.TRACK_TIME)
        require_text(reason, "reason", "Say why the entry is void.")
        with self._context.transaction() as tx:
            found = require_standing(tx, entry_id)
            require_own(self._context, found.value.person)
            replace_by(self._context, tx, found, (), reason)
        return Outcome(entry_id, Changed.TIME)

    def undo(self, entry_id: str) -> Outcome[str]:
        """Take back the change that made this entry, or made it void, by one more version of what was before.

        Time that was added is void again. What has been changed since is refused: that change would be lost.
        """
        require(self._context, Verb.TRACK_TIME)
        with self._context.transaction() as tx:
            found = self._known(tx, entry_id)
            before = found if found.voided else self._known(tx, found.value.replaces or entry_id)
            stands = entries.replacing(tx.connection, before.entry_id)
            if before.voided and any(one.voided for one in stands):
                raise Refusal("changed_again", "This was changed again meanwhile.", "Look at the entry as it is now.")
            for one in stands or [] if before.voided else [found]:
                require_own(self._context, one.value.person)
                replace_by(self._context, tx, one, (), _UNDONE)
            return Outcome(self._restore(tx, before, stands) if before.voided else entry_id, Changed.TIME)

    def _restore(self, tx: Transaction, before: entries.Entry, gone: list[entries.Entry]) -> str:
        """One more version that says what `before` said, approved if that was."""
        require_own(self._context, before.value.person)
        after = gone[0].entry_id if gone else before.entry_id
        entry_id = self._record(tx, before.patient, replace(before.value, reason=_UNDONE, replaces=after))
        keep_looked_at(tx, before, entry_id)
        return entry_id

    def approve(self, entry_id: str) -> Outcome[str]:
        """Accept an entry made by hand, recovered after a crash, or of prior authorization."""
        require(self._context, Verb.APPROVE_TIME)
        with self._context.transaction() as tx:
            found = require_standing(tx, entry_id)
            if found.reviewed or not waits(found.value):
                return Outcome(entry_id, Changed.NOTHING)
            span = span_of(found.value)
            closed = month_guard.addenda(self._context, tx, found.patient, span, _APPROVED_LATE, "approved")
            tx.record(TimeReviewed(entry_id, self._context.person), entity=new_id(), patient=found.patient)
            month_guard.tag(tx, closed, found.patient, entry_id, _APPROVED_LATE, "approved")
        return Outcome(entry_id, Changed.TIME)

    def attest_separate(self, entry_id: str, separate: bool, reason: str) -> Outcome[str]:
        """Say whether time on the day of a visit was work apart from it, so that no minute counts twice.

        The newest word holds; the earlier ones stay on record.
        """
        require(self._context, Verb.PREPARE_MONTH)
        require_text(reason, "reason", "Say how it was apart from the visit, or why not.")
        with self._context.transaction() as tx:
            found = require_standing(tx, entry_id)
            span = span_of(found.value)
            closed = month_guard.addenda(self._context, tx, found.patient, span, reason, "attested")
            fact = TimeSeparate(entry_id, separate, reason.strip(), self._context.person)
            tx.record(fact, entity=new_id(), patient=found.patient)
            month_guard.tag(tx, closed, found.patient, entry_id, reason, "attested")
        return Outcome(entry_id, Changed.TIME)

    def _trim(self, tx: Transaction, others: Collection[str], span: Span, reason: str, *, instead_of: str = "") -> None:
        """The other entries give up the seconds of `span`, each by a version of its own.

        The entry `instead_of` which that span is recorded goes in the same commit: what is left may meet it.
        """
        for entry_id in others:
            found = require_standing(tx, entry_id)
            require_own(self._context, found.value.person)
            left = [
                (found.patient, replace(found.value, started_at=start, ended_at=end))
                for start, end in without(span_of(found.value), span)
            ]
            replace_by(self._context, tx, found, left, reason, without={instead_of})

    @staticmethod
    def _known(tx: Transaction, entry_id: str) -> entries.Entry:
        found = entries.one(tx.connection, entry_id)
        if found is None:
            raise BadInput("entry_unknown", "There is no such time entry.", "List the month to see the entries.")
        return found


def _either(new: T | None, old: T) -> T:
    return old if new is None else new
