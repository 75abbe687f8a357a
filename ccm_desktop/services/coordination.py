"""The coordination log of a patient: entries, open loops and how they were closed.

Entries are facts: going on, correcting, closing and withdrawing each record something new. No time belongs to
them: minutes are the timer's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ccm_desktop.domain import coordination as rules
from ccm_desktop.domain.calendar import is_day
from ccm_desktop.domain.coordination import DIRECTIONS, STATES, SUBJECTS
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.open_work import OVERDUE, is_open
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.clinical import CareTeamMember
from ccm_desktop.ledger.payloads.coordination import CoordinationClosed, CoordinationLogged, CoordinationWithdrawn
from ccm_desktop.models.queries import coordination
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services import local_words
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import Person, people_of
from ccm_desktop.services.review_causes import follow_loop

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class NewCoordination:
    """An entry to be. Without a day it was today; without an owner the next step is of whoever writes it."""

    counterparty: str
    direction: str
    subject: str
    about: str
    happened_on: str = ""
    member: str = ""
    outcome: str = ""
    next_step: str = ""
    owner: str = ""
    due_on: str = ""


@dataclass(frozen=True, slots=True)
class CoordinationLine:
    """An entry in a list."""

    entry_id: str
    patient_id: str
    name: str
    mrn: str
    entry: CoordinationLogged
    state: str
    """A key of `domain.coordination.STATES`."""
    owner_name: str
    by: str
    at: int
    """Epoch seconds when it was written down."""
    closing: str = ""
    """Entity of the closing, where it is closed."""
    closed_how: str = ""
    closed_by: str = ""
    closed_at: int = 0
    withdrawn: str = ""
    """Why it was withdrawn."""
    nobodys: bool = False
    """Whoever was to see to it is here no more."""

    @property
    def first(self) -> str:
        """What closings and later entries name."""
        return self.entry.first or self.entry_id

    @property
    def direction(self) -> str:
        """Which way, in words; a newer program's by its own key."""
        return DIRECTIONS.get(self.entry.direction, self.entry.direction)

    @property
    def subject(self) -> str:
        """Of what kind, in words; a newer program's by its own key."""
        return SUBJECTS.get(self.entry.subject, self.entry.subject)

    @property
    def is_open(self) -> bool:
        """Something is still to come."""
        return is_open(self.state)

    @property
    def overdue(self) -> bool:
        """And it should have come by now."""
        return self.state == OVERDUE


@dataclass(frozen=True, slots=True)
class Counterparty:
    """Somebody of the care team to choose from."""

    member: str
    words: str
    outside: bool


class CoordinationService:
    """Records, lists and closes."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def log(self, patient: str) -> tuple[CoordinationLine, ...]:
        """Everything that was ever recorded about a patient, the newest first."""
        with self._context.reading() as reader:
            who_is(reader, patient)
            return all_lines(self._context, reader, patient)

    def open_loops(self, patient: str = "") -> tuple[CoordinationLine, ...]:
        """What is still to come, of a patient or of everybody, by when it is due."""
        with self._context.reading() as reader:
            return open_lines(self._context, reader, patient)

    def one(self, entry: str) -> CoordinationLine:
        """One entry, as it stands."""
        with self._context.reading() as reader:
            return _one(self._context, reader, entry)

    def counterparties(self, patient: str) -> tuple[Counterparty, ...]:
        """The care team of the plan, those outside the practice first."""
        with self._context.reading() as reader:
            found = [
                Counterparty(entity, _member_words(member), member.outside)
                for entity, member in members_of(reader, patient)
            ]
        return tuple(sorted(found, key=lambda one: (not one.outside, one.words.casefold())))

    def record(self, patient: str, new: NewCoordination, follows: CoordinationLine | None = None) -> Outcome[str]:
        """Write an entry; with `follows` it takes over that one's open loop. Returns its id."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            entry = write_coordination(self._context, tx, patient, new, follows)
        return Outcome(entry, Changed.TASKS)

    def correct(self, line: CoordinationLine, new: NewCoordination, reason: str) -> Outcome[str]:
        """Put a corrected entry in the place of the one shown; both stay on record."""
        require(self._context, Verb.CARE)
        _require_words(reason, "Say what was wrong.")
        with self._context.transaction() as tx:
            _require_standing(tx, line)
            value = _entry(self._context, tx, line.patient_id, new)
            kept = {"follows": line.entry.follows, "corrects": line.entry_id, "first": line.first,
                    "reason": reason.strip()}  # fmt: skip
            value = replace(value, **kept)
            _require_end(value)
            entry = new_id()
            tx.record(value, entity=entry, patient=line.patient_id)
            _ask_for_review(self._context, tx, line.patient_id)
        return Outcome(entry, Changed.TASKS)

    def close(self, line: CoordinationLine, how: str) -> Outcome[str]:
        """What was to come has come, or is not needed any more; `how` says which. Returns the id of the closing."""
        require(self._context, Verb.CARE)
        _require_words(how, "Say how it was closed.")
        with self._context.transaction() as tx:
            _require_open(self._context, tx, line)
            closing = new_id()
            fact = CoordinationClosed(line.first, how.strip(), self._context.person)
            tx.record(fact, entity=closing, patient=line.patient_id)
            _ask_for_review(self._context, tx, line.patient_id)
        return Outcome(closing, Changed.TASKS)

    def withdraw(self, entry: str, reason: str = "Taken back at once") -> Outcome[None]:
        """An entry was recorded by mistake."""
        require(self._context, Verb.CARE)
        _require_words(reason, "Say why it does not hold.")
        with self._context.transaction() as tx:
            line = _one(self._context, tx, entry)
            _require_standing(tx, line)
            if line.state in (rules.FOLLOWED, rules.CLOSED):
                raise Refusal("coordination_settled", "This entry was followed up or closed already.",
                              "Correct it, or take back what came after it.")  # fmt: skip
            self._take_back(tx, entry, line.patient_id, reason)
        return Outcome(None, Changed.TASKS)

    def reopen(self, closing: str, reason: str = "Taken back at once") -> Outcome[None]:
        """A loop was closed by mistake: it is open again."""
        require(self._context, Verb.CARE)
        _require_words(reason, "Say why it is open again.")
        with self._context.transaction() as tx:
            patient = coordination.closing_of(tx.connection, closing)
            if patient is None:
                raise Refusal("closing_gone", "This loop is open again already.", "Look at the list again.")
            self._take_back(tx, closing, patient, reason)
        return Outcome(None, Changed.TASKS)

    def _take_back(self, tx: Transaction, record: str, patient: str, reason: str) -> None:
        fact = CoordinationWithdrawn(record, reason.strip(), self._context.person)
        tx.record(fact, entity=new_id(), patient=patient)
        _ask_for_review(self._context, tx, patient)


def write_coordination(
    context: Context, tx: Transaction, patient: str, new: NewCoordination, follows: CoordinationLine | None = None
) -> str:  # fmt: skip
    """Record an entry within a transaction of the caller; returns its id."""
    value = _entry(context, tx, patient, new)
    if follows is not None:
        _require_open(context, tx, follows)
        if follows.patient_id != patient:
            raise BadInput("coordination_unknown", "There is no such entry of this patient.", "Choose one of the list.")
        value = replace(value, follows=follows.first)
        _require_end(value)
    entry = new_id()
    tx.record(value, entity=entry, patient=patient)
    _ask_for_review(context, tx, patient)
    return entry


def _ask_for_review(context: Context, tx: Transaction, patient: str) -> None:
    """Appointments among the open loops want a plan that is true; what is settled wants none."""
    lines = all_lines(context, tx, patient)
    still_open = {line.first: line.entry for line in lines if line.is_open}
    for first in {line.first for line in lines}:
        follow_loop(context, tx, patient, first, still_open.get(first))


def all_lines(context: Context, reader: Reader, patient: str) -> tuple[CoordinationLine, ...]:
    """A patient's log within a view of the file, the newest first."""
    return _lines(context, reader, coordination.log(reader.connection, patient))


def open_lines(context: Context, reader: Reader, patient: str = "") -> tuple[CoordinationLine, ...]:
    """Open loops within a view of the file."""
    return _lines(context, reader, coordination.open_loops(reader.connection, patient))


def members_of(reader: Reader, patient: str) -> tuple[tuple[str, CareTeamMember], ...]:
    """The care team of the plan, with the entity of each."""
    found = []
    for entity in coordination.team(reader.connection, patient):
        held = reader.held(CareTeamMember, entity)
        if held is not None and held.value.status == "active":
            found.append((entity, held.value))
    return tuple(found)


def _entry(context: Context, tx: Transaction, patient: str, new: NewCoordination) -> CoordinationLogged:
    """The fact that a form describes, in order."""
    who_is(tx, patient)
    today = local_words.iso_day(context.now(), context.zone_of(tx))
    happened = new.happened_on or today
    step = new.next_step.strip()
    owner = (new.owner or context.person) if step else ""
    _check(new, step, happened, today)
    if owner and not any(one.id == owner and one.active for one in people_of(tx)):
        raise BadInput("person_unknown", "There is nobody of that name in the practice.", "Choose one of the list.")
    if new.member and new.member not in {entity for entity, _ in members_of(tx, patient)}:
        raise BadInput("member_unknown", "This person is not of the patient's care team.",
                       "Choose somebody of the care team, or type the name.")  # fmt: skip
    return CoordinationLogged(
        new.counterparty.strip(), new.direction, new.subject, new.about.strip(), happened, context.person,
        new.member, new.outcome.strip(), step, owner, new.due_on if step else "",
    )  # fmt: skip


def _check(new: NewCoordination, step: str, happened: str, today: str) -> None:
    if not new.counterparty.strip():
        raise BadInput("counterparty_missing", "It is not said with whom.", "Choose somebody of the care team, "
                       "or type the name.")  # fmt: skip
    if new.direction not in DIRECTIONS or new.subject not in SUBJECTS:
        raise BadInput("coordination_kind", "The direction or the subject is not known.",
                       f"Use one of: {', '.join(DIRECTIONS)}; and one of: {', '.join(SUBJECTS)}.")  # fmt: skip
    if not new.about.strip():
        raise BadInput("coordination_empty", "It is not said what it was about.", "Say what was said or asked.")
    if max(map(len, (new.counterparty, new.about, new.outcome, new.next_step))) > _LONGEST:
        raise BadInput("text_too_long", "A text is too long.", f"Use at most {_LONGEST} characters.")
    if not is_day(happened):
        raise BadInput("date_unreadable", "The day is not a date.", "Write it like 2026-10-05.")
    if happened > today:
        raise BadInput("coordination_in_future", "The day lies in the future.", "Enter when it happened.")
    if step and not is_day(new.due_on):
        raise BadInput("due_missing", "The next step has no day.", "Say by when.")
    if not step and (new.due_on or new.owner):
        raise BadInput("next_step_missing", "There is a day or an owner, but no next step.", "Say what is to come.")


def _require_end(value: CoordinationLogged) -> None:
    """A loop is open until it is said how it was closed."""
    if value.follows and not (value.next_step or value.outcome):
        raise BadInput("outcome_missing", "The loop would end, and it is not said how.",
                       "Give the outcome, or the next step that is still to come.")  # fmt: skip


def _require_words(text: str, what: str) -> None:
    if not text.strip():
        raise BadInput("reason_missing", "The words are missing.", what)


def _require_standing(reader: Reader, line: CoordinationLine) -> None:
    row = coordination.entry(reader.connection, line.entry_id)
    if row is None:
        raise BadInput("coordination_unknown", "There is no such entry.", "Choose one from the list.")
    if row.corrected or row.withdrawn is not None:
        raise Refusal("coordination_changed", "This entry was corrected or withdrawn meanwhile.",
                      "Look at the list again.")  # fmt: skip


def _require_open(context: Context, reader: Reader, line: CoordinationLine) -> None:
    if not _one(context, reader, line.entry_id).is_open:
        raise Refusal("loop_not_open", "This loop is not open any more.", "Look at the list again.")


def _one(context: Context, reader: Reader, entry: str) -> CoordinationLine:
    row = coordination.entry(reader.connection, entry)
    if row is None:
        raise BadInput("coordination_unknown", "There is no such entry.", "Choose one from the list.")
    (line,) = _lines(context, reader, [row])
    return line


def _lines(context: Context, reader: Reader, rows: list[coordination.LogRow]) -> tuple[CoordinationLine, ...]:
    if not rows:
        return ()
    people = {person.id: person for person in people_of(reader)}
    today = local_words.iso_day(context.now(), context.zone_of(reader))
    return tuple(_line(row, people, today) for row in rows)


def _line(row: coordination.LogRow, people: dict[str, Person], today: str) -> CoordinationLine:
    entry = CoordinationLogged(
        row.counterparty, row.direction, row.subject, row.about, row.happened_on, row.by, row.member, row.outcome,
        row.next_step, row.owner, row.due_on, row.follows, row.corrects, row.first, row.reason,
    )  # fmt: skip
    state = rules.state(
        next_step=row.next_step, due_on=row.due_on, today=today, followed=row.followed,
        closed=row.closing is not None, corrected=row.corrected, withdrawn=row.withdrawn is not None,
    )  # fmt: skip
    owner = people.get(row.owner)
    return CoordinationLine(
        row.id, row.patient, f"{row.family}, {row.given}", row.mrn, entry, state, owner.title if owner else "",
        _title(people, row.by), row.at // 1000, row.closing or "", row.closed_how or "",
        _title(people, row.closed_by or ""), (row.closed_at or 0) // 1000, row.withdrawn or "",
        bool(row.next_step) and (owner is None or not owner.active),
    )  # fmt: skip


def _title(people: dict[str, Person], person: str) -> str:
    found = people.get(person)
    return found.title if found else ""


def _member_words(member: CareTeamMember) -> str:
    return ", ".join(part for part in (member.name, member.team_role, member.organization) if part)


__all__ = ["DIRECTIONS", "STATES", "SUBJECTS", "CoordinationLine", "CoordinationService", "Counterparty",
           "NewCoordination", "all_lines", "open_lines", "write_coordination"]  # fmt: skip
