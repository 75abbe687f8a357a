"""Escalations: a problem goes to somebody who must decide, in time, and what became of it is on record."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain import escalation as rules
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.escalation import LEVELS, STATES, TARGETS, Progress
from ccm_desktop.domain.permissions import Verb, only
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.task import EscalationActed, EscalationRaised, EscalationRead
from ccm_desktop.models.queries import tasks
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.authority import require, roles_of
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import people_of
from ccm_desktop.services.review_causes import raise_symptom

INSTRUCTION = "instruction"
"""Protocol of an escalation that asks which of two instructions holds."""


@dataclass(frozen=True, slots=True)
class NewEscalation:
    """An escalation to be; `due_at` in epoch seconds, by its level when None."""

    patient: str
    level: str
    reason: str
    target: str
    due_at: int | None = None
    protocol: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True)
class EscalationLine:
    """An escalation in a list; instants in epoch seconds."""

    escalation_id: str
    patient_id: str
    name: str
    mrn: str
    level: str
    reason: str
    target: str
    raised_at: int
    raised_by: str
    due_at: int
    read_at: int | None
    read_by: str
    acted_at: int | None
    acted_by: str
    outcome: str
    state: str
    """A key of `domain.escalation.STATES`."""
    for_me: bool
    """Whether the person signed in may act on it."""
    decides: str = ""
    """Entity of the two instructions that it asks about: it is answered by deciding those."""
    is_danger: bool = False
    """A sign of danger led to it: what was done at once is on record, somebody is still to answer."""

    @property
    def overdue(self) -> bool:
        """Nobody acted on it in time, and nobody has yet."""
        return self.state == "overdue"


class EscalationService:
    """Raises escalations and records who read and who acted."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def list(self, *, patient: str = "", open_only: bool = True) -> tuple[EscalationLine, ...]:
        """By when they are due."""
        with self._context.reading() as reader:
            return lines_of(self._context, reader, patient=patient, open_only=open_only)

    def mine(self) -> tuple[EscalationLine, ...]:
        """What concerns the person signed in: open ones for their role; for the lead, all that are overdue too."""
        with self._context.reading() as reader:
            roles = roles_of(reader, self._context.person)
            lines = lines_of(self._context, reader)
        return tuple(line for line in lines if line.target in roles or ("lead" in roles and line.overdue))

    def raise_one(self, new: NewEscalation) -> Outcome[str]:
        """Hand a problem to a role; returns the id."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            escalation = write_escalation(self._context, tx, new)
        return Outcome(escalation, Changed.TASKS)

    def read(self, escalation: str) -> Outcome[None]:
        """Somebody who may act has seen it; a second time changes nothing."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            line = self._open(tx, escalation)
            if line.read_at is None:
                tx.record(EscalationRead(escalation, self._context.person), entity=new_id(), patient=line.patient_id)
        return Outcome(None, Changed.TASKS)

    def act(self, escalation: str, outcome: str) -> Outcome[None]:
        """Somebody decided; `outcome` says what."""
        require(self._context, Verb.CARE)
        if not outcome.strip():
            raise BadInput("outcome_missing", "The outcome is empty.", "Say what was decided or done.")
        with self._context.transaction() as tx:
            line = self._open(tx, escalation)
            if line.decides:
                raise Refusal("decide_instruction", "Two instructions differ: a practitioner says which holds.",
                              "Open the care plan, Different instructions, and decide there.")  # fmt: skip
            write_answer(self._context, tx, line, outcome.strip())
        return Outcome(None, Changed.TASKS)

    def _open(self, reader: Reader, escalation: str) -> EscalationLine:
        found = lines_of(self._context, reader, escalation=escalation, open_only=False)
        if not found:
            raise BadInput("escalation_unknown", "There is no such escalation.", "Choose one from the list.")
        (line,) = found
        if line.acted_at is not None:
            raise Refusal("escalation_settled", "Somebody has acted on this already.", "Raise another if it goes on.")
        if not line.for_me:
            roles = {line.target, "practitioner", "lead"}
            raise Refusal("role_may_not", only(roles, "answer this escalation"), "Ask one of them to do it.")
        return line


def write_escalation(context: Context, tx: Transaction, new: NewEscalation) -> str:
    """Record an escalation within a transaction of the caller; returns its id."""
    who_is(tx, new.patient)
    if new.level not in LEVELS or new.target not in TARGETS:
        raise BadInput("escalation_unclear", "The level or the role of the escalation is not known.",
                       f"Use one of: {', '.join(LEVELS)}; and one of: {', '.join(TARGETS)}.")  # fmt: skip
    if not new.reason.strip():
        raise BadInput("reason_missing", "The escalation has no reason.", "Say what was found and what is asked.")
    due = new.due_at
    if due is None:
        due = rules.due_at(new.level, context.clock.now(), context.zone_of(tx))
    if due < context.now():
        raise BadInput("due_in_past", "The escalation would be overdue at once.", "Choose a later time.")
    escalation = new_id()
    raised = EscalationRaised(
        new.level, new.reason.strip(), new.target, due, context.person, new.protocol, new.session
    )  # fmt: skip
    tx.record(raised, entity=escalation, patient=new.patient)
    if new.protocol != INSTRUCTION:
        raise_symptom(context, tx, new.patient, escalation, new.reason)
    return escalation


def write_answer(context: Context, tx: Transaction, line: EscalationLine, outcome: str) -> None:
    """Record an answer within a transaction of the caller. Acting is reading, too."""
    me = context.person
    if line.read_at is None:
        tx.record(EscalationRead(line.escalation_id, me), entity=new_id(), patient=line.patient_id)
    tx.record(EscalationActed(line.escalation_id, me, outcome), entity=new_id(), patient=line.patient_id)


def lines_of(
    context: Context, reader: Reader, *, patient: str = "", escalation: str = "", open_only: bool = True,
    span: tuple[int, int] | None = None,
) -> tuple[EscalationLine, ...]:  # fmt: skip
    """Escalations within a view of the file."""
    names = {person.id: person.title for person in people_of(reader)}
    roles, now = roles_of(reader, context.person), context.now()
    rows = tasks.escalations(
        reader.connection, open_only=open_only, patient=patient, escalation=escalation, span=span
    )  # fmt: skip
    return tuple(_line(row, names, roles, now) for row in rows)


def _line(row: tasks.EscalationRow, names: dict[str, str], roles: frozenset[str], now: int) -> EscalationLine:
    progress = Progress(row.raised_at, row.due_at, row.read_at, row.acted_at)
    return EscalationLine(
        row.id, row.patient, f"{row.family}, {row.given}", row.mrn, row.level, row.reason, row.target, row.raised_at,
        names.get(row.person, ""), row.due_at, row.read_at, names.get(row.read_by or "", ""), row.acted_at,
        names.get(row.acted_by or "", ""), row.outcome or "", progress.state(now),
        not roles.isdisjoint({row.target, "practitioner", "lead"}),
        row.session if row.protocol == INSTRUCTION else "", row.protocol not in ("", INSTRUCTION),
    )  # fmt: skip


__all__ = ["LEVELS", "STATES", "TARGETS", "EscalationLine", "EscalationService", "NewEscalation", "write_escalation"]
