"""Time by hand and its corrections: every change is a new fact with a reason, the original stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from ccm_desktop.domain import activities, timekeeping
from ccm_desktop.domain.billing.exclusions import waits_for_approval
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.patient import PatientProgram
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded, TimeReviewed, TimeVoided
from ccm_desktop.models.queries import entries, timers
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services import month_guard
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.local_words import iso_day

T = TypeVar("T")
_APPROVED_LATE = "Approved after the month was closed"


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
    program: str = "CCM"


@dataclass(frozen=True, slots=True)
class Amendment:
    """New values of an entry; None leaves a value as it is."""

    started_at: int | None = None
    ended_at: int | None = None
    activity: str | None = None
    outcome: str | None = None
    note: str | None = None
    patient: str | None = None
    """Another patient, when the work was logged on the wrong one."""


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


class TimeEntryService:
    """Adds, amends, voids and approves time entries."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def add(self, new: NewTime) -> Outcome[str]:
        """Record work that no timer saw. It counts once somebody has approved it."""
        require(self._context, Verb.TRACK_TIME)
        _require_text(new.reason, "reason", "Say why the timer did not record this.")
        _require_text(new.note, "note", "Say in a few words what was done.")
        activities.check(new.activity, new.outcome)
        person = new.person or self._context.person
        self._require_own(person)
        with self._context.transaction() as tx:
            self._require_enrolled(tx, new.patient, new.started_at)
            self._check_times(tx, person, new.started_at, new.ended_at, without="")
            span = (new.started_at, new.ended_at)
            closed = month_guard.addenda(self._context, tx, new.patient, span, new.reason, "added")
            entry = TimeAdded(
                person, _lane(tx, person), new.started_at, new.ended_at, new.activity, new.outcome,
                new.note, new.program, source="manual", reason=new.reason,
            )  # fmt: skip
            entry_id = new_id()
            tx.record(entry, entity=entry_id, patient=new.patient)
            month_guard.tag(tx, closed, new.patient, entry_id, new.reason, "added")
        return Outcome(entry_id, Changed.TIME)

    def record_timed(self, work: TimedWork) -> Outcome[str]:
        """Record work that a timer measured and the person signed in finished with a note."""
        require(self._context, Verb.TRACK_TIME)
        _require_text(work.note, "note", "Say in a few words what was done.")
        activities.check(work.activity, work.outcome)
        person = self._context.person
        with self._context.transaction() as tx:
            self._require_enrolled(tx, work.patient, work.started_at)
            self._check_times(tx, person, work.started_at, work.ended_at, without="")
            span = (work.started_at, work.ended_at)
            closed = month_guard.addenda(self._context, tx, work.patient, span, work.reason, "added")
            entry = TimeAdded(
                person, _lane(tx, person), work.started_at, work.ended_at, work.activity, work.outcome, work.note,
                reason=work.reason,
            )  # fmt: skip
            entry_id = new_id()
            tx.record(entry, entity=entry_id, patient=work.patient)
            month_guard.tag(tx, closed, work.patient, entry_id, work.reason, "added")
        return Outcome(entry_id, Changed.TIME)

    def amend(self, entry_id: str, amendment: Amendment, reason: str) -> Outcome[str]:
        """Replace an entry by a corrected one; the original stays visible with the reason."""
        require(self._context, Verb.TRACK_TIME)
        _require_text(reason, "reason", "Say why the entry is changed.")
        with self._context.transaction() as tx:
            found = self._standing(tx, entry_id)
            old = found.value
            self._require_own(old.person)
            new = replace(
                old,
                started_at=_either(amendment.started_at, old.started_at),
                ended_at=_either(amendment.ended_at, old.ended_at),
                activity=_either(amendment.activity, old.activity),
                outcome=_either(amendment.outcome, old.outcome),
                note=_either(amendment.note, old.note),
                reason=reason,
                replaces=entry_id,
            )
            patient = amendment.patient or found.patient
            _require_text(new.note, "note", "Say in a few words what was done.")
            activities.check(new.activity, new.outcome)
            self._require_enrolled(tx, patient, new.started_at)
            self._check_times(tx, new.person, new.started_at, new.ended_at, without=entry_id)
            new = replace(new, kept_gap_seconds=min(old.kept_gap_seconds, max(0, new.ended_at - new.started_at)))
            within = old.started_at <= new.started_at and new.ended_at <= old.ended_at
            if not within:
                # Time that no timer saw must be approved like any entry made by hand.
                new = replace(new, source="manual")
            new_entry = new_id()
            span = (old.started_at, old.ended_at), (new.started_at, new.ended_at)
            before = month_guard.addenda(self._context, tx, found.patient, span[0], reason, "amended")
            after = month_guard.addenda(self._context, tx, patient, span[1], reason, "amended")
            tx.record(TimeVoided(entry_id, reason, self._context.person), entity=new_id(), patient=found.patient)
            tx.record(new, entity=new_entry, patient=patient)
            month_guard.tag(tx, before, found.patient, entry_id, reason, "voided")
            month_guard.tag(tx, after, patient, new_entry, reason, "amended")
            if found.reviewed and within and _says_the_same(old, new) and patient == found.patient:
                tx.record(TimeReviewed(new_entry, found.reviewed_by), entity=new_id(), patient=patient)
        return Outcome(new_entry, Changed.TIME)

    def void(self, entry_id: str, reason: str) -> Outcome[str]:
        """The entry counts no more; it stays visible, struck through."""
        require(self._context, Verb.TRACK_TIME)
        _require_text(reason, "reason", "Say why the entry is void.")
        with self._context.transaction() as tx:
            found = self._standing(tx, entry_id)
            self._require_own(found.value.person)
            span = (found.value.started_at, found.value.ended_at)
            closed = month_guard.addenda(self._context, tx, found.patient, span, reason, "voided")
            tx.record(TimeVoided(entry_id, reason, self._context.person), entity=new_id(), patient=found.patient)
            month_guard.tag(tx, closed, found.patient, entry_id, reason, "voided")
        return Outcome(entry_id, Changed.TIME)

    def approve(self, entry_id: str) -> Outcome[str]:
        """Accept an entry made by hand, recovered after a crash, or of prior authorization."""
        require(self._context, Verb.APPROVE_TIME)
        with self._context.transaction() as tx:
            found = self._standing(tx, entry_id)
            if found.reviewed or not waits_for_approval(found.value.source, found.value.activity):
                return Outcome(entry_id, Changed.NOTHING)
            span = (found.value.started_at, found.value.ended_at)
            closed = month_guard.addenda(self._context, tx, found.patient, span, _APPROVED_LATE, "approved")
            tx.record(TimeReviewed(entry_id, self._context.person), entity=new_id(), patient=found.patient)
            month_guard.tag(tx, closed, found.patient, entry_id, _APPROVED_LATE, "approved")
        return Outcome(entry_id, Changed.TIME)

    def _require_own(self, person: str) -> None:
        """Whose time it is decides who may touch it."""
        if person != self._context.person:
            require(self._context, Verb.CORRECT_OTHERS_TIME)

    def _standing(self, tx: Transaction, entry_id: str) -> entries.Entry:
        found = entries.one(tx.connection, entry_id)
        if found is None:
            raise BadInput("entry_unknown", "There is no such time entry.", "List the month to see the entries.")
        if found.voided:
            raise Refusal("entry_void", "This entry is void already.", "Change the entry that replaced it.")
        return found

    def _require_enrolled(self, reader: Reader, patient: str, started_at: int) -> None:
        held = reader.held(PatientProgram, patient)
        spans = _enrolments(held.value) if held else []
        if not spans:
            raise Refusal("not_enrolled", "This patient is not enrolled.", "Enrol the patient first.")
        day = iso_day(started_at, self._context.zone_of(reader))
        if not any(first <= day <= last for first, last in spans):
            raise Refusal("not_enrolled_then", "This patient was not in the programme on that day.",
                          "Check the day, and when the enrolment ended.")  # fmt: skip

    def _check_times(self, tx: Transaction, person: str, start: int, end: int, without: str) -> None:
        timekeeping.check_entry(start, end, self._context.now())
        taken = [
            (other.value.started_at, other.value.ended_at)
            for other in entries.of_person(tx.connection, person, start, end)
            if other.entry_id != without
        ]
        taken += timers.unwritten(tx.connection, person, self._context.now())
        if any(begun < end and start < over for begun, over in taken):
            raise Refusal(
                "overlaps_own_time",
                "This overlaps other timed or entered work of the same person; minutes cannot count twice.",
                "Change the start or the end, or amend the other entry.",
            )


def _lane(reader: Reader, person: str) -> str:
    profile = reader.held(PersonProfile, person)
    if profile is None:
        raise BadInput("person_unknown", "This person is not in the practice.", "Choose somebody from the list.")
    return profile.value.lane


def _enrolments(program: PatientProgram) -> list[tuple[str, str]]:
    """First and last day of each, oldest first; work that led to the first belongs to it."""
    spans = [(one.started_on, one.ended_on) for one in program.earlier]
    if program.status in ("enrolled", "ended"):
        spans.append((program.started_on, program.ended_on or "9999-12-31"))
    return [("", last) if number == 0 else (first, last) for number, (first, last) in enumerate(spans)]


def _require_text(text: str, what: str, hint: str) -> None:
    if not text.strip():
        raise BadInput(f"{what}_missing", f"The {what} is empty.", hint)


def _says_the_same(old: TimeAdded, new: TimeAdded) -> bool:
    """Whether what was approved about an entry, besides its length, is as it was."""
    return (old.activity, old.outcome, old.source) == (new.activity, new.outcome, new.source)


def _either(new: T | None, old: T) -> T:
    return old if new is None else new
