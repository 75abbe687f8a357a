"""Instructions that differ from the care plan: recorded with both sources, asked of a practitioner, decided in words.

They stand beside the plan and are no part of its versions: whatever is decided, the plan changes only when
somebody edits the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ccm_desktop.domain import instructions as rules
from ccm_desktop.domain.calendar import is_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.instructions import CHOICES, Decision, said
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.instruction import InstructionDecided, InstructionRaised
from ccm_desktop.models.queries import instructions
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services import escalations, local_words, tasks
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.escalations import NewEscalation, write_answer, write_escalation
from ccm_desktop.services.forms import GoalText, InterventionText, MedicationOrder, TaskStatus
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import people_of
from ccm_desktop.services.tasks import NewTask, write_task

PROTOCOL = escalations.INSTRUCTION
_CHANGED = Changed.TASKS | Changed.CARE_PLAN
_SHORT = 120


@dataclass(frozen=True, slots=True)
class NewInstruction:
    """What somebody else says about a line of the plan. `level`: how soon a practitioner is to decide."""

    line: str
    other_says: str
    other_by: str
    other_on: str = ""
    plan_by: str = ""
    plan_on: str = ""
    level: str = "same_day"


@dataclass(frozen=True, slots=True)
class PlanSide:
    """What the plan says of a line, and from whom it has that as far as the plan tells."""

    line: str
    kind: str
    says: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision; `at` in epoch seconds."""

    decision_id: str
    choice: str
    why: str
    by: str
    at: int
    plan_said: str = ""
    """What the plan said then; empty in older records."""


@dataclass(frozen=True, slots=True)
class InstructionLine:
    """Two instructions and what became of them; `at` in epoch seconds."""

    instruction_id: str
    patient_id: str
    raised: InstructionRaised
    by: str
    at: int
    open: bool
    decisions: tuple[DecisionLine, ...]
    """Oldest first; several that stand and differ leave it open."""
    standing: tuple[str, ...]
    """Ids of the decisions that nobody replaced."""
    plan_now: str
    """What the plan says of the line today."""

    @property
    def changed(self) -> bool:
        """The plan says something else than when it was raised."""
        return self.plan_now != self.raised.plan_says

    @property
    def decided(self) -> str:
        """The last decision in words; empty for none."""
        last = self.decisions[-1] if self.decisions else None
        return f"{said(last.choice)}, because {last.why}" if last else ""


class InstructionService:
    """Raises, lists and decides."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def of(self, patient: str) -> tuple[InstructionLine, ...]:
        """Of a patient: open ones first, then the newest."""
        with self._context.reading() as reader:
            who_is(reader, patient)
            return lines_of(reader, patient)

    def one(self, instruction: str) -> InstructionLine:
        """One, as it stands."""
        with self._context.reading() as reader:
            return _one(reader, instruction)

    def plan_side(self, line: str) -> PlanSide:
        """What the plan says of a medication, goal or intervention today."""
        with self._context.reading() as reader:
            return _plan_side(reader, line)

    def raise_one(self, patient: str, new: NewInstruction) -> Outcome[str]:
        """Record both instructions and ask a practitioner; returns the id."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            who_is(tx, patient)
            side = _plan_side(tx, new.line)
            if _patient_of(tx, new.line) != patient:
                raise _unknown_line()
            on = new.other_on or local_words.iso_day(self._context.now(), self._context.zone_of(tx))
            _check(new, on)
            instruction = new_id()
            plan_by, plan_on = new.plan_by.strip() or side.by, new.plan_on or side.on
            told = _told(side, plan_by, new)
            escalation = write_escalation(
                self._context, tx, NewEscalation(patient, new.level, told, "practitioner", None, PROTOCOL, instruction)
            )  # fmt: skip
            fact = InstructionRaised(
                new.line, side.kind, side.says, new.other_says.strip(), new.other_by.strip(), on, self._context.person,
                plan_by, plan_on, escalation,
            )  # fmt: skip
            tx.record(fact, entity=instruction, patient=patient)
        return Outcome(instruction, _CHANGED)

    def decide(self, line: InstructionLine, choice: str, why: str) -> Outcome[str]:
        """A practitioner says which holds. What changes the plan becomes a task, so that it is not forgotten."""
        require(self._context, Verb.DECIDE_INSTRUCTION)
        if choice not in CHOICES:
            raise BadInput("choice_missing", "It is not said which instruction holds.",
                           f"Choose one of: {', '.join(CHOICES)}.")  # fmt: skip
        with self._context.transaction() as tx:
            if _one(tx, line.instruction_id).plan_now != line.plan_now:
                raise Refusal("plan_line_changed", "The plan says something else by now.",
                              "Look at what it says today, then decide.")  # fmt: skip
            decision = self._decide(tx, line, choice, why)
            _drop_overruled(self._context, tx, line)
            if choice != rules.KEEP:
                today = local_words.iso_day(self._context.now(), self._context.zone_of(tx))
                title = f"Care plan: change “{_short(line.plan_now)}” as decided"
                write_task(tx, NewTask(title, line.patient_id, today, source="decision", reference=line.instruction_id))
        return Outcome(decision, _CHANGED)

    def withdraw(self, line: InstructionLine, why: str = "Taken back at once") -> Outcome[str]:
        """It was raised by mistake: nothing is left to decide."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            if not line.open or line.decisions:
                raise Refusal("instruction_decided", "This was decided already.", "The history keeps the decision.")
            return Outcome(self._decide(tx, line, rules.WITHDRAWN, why), _CHANGED)

    def _decide(self, tx: Transaction, line: InstructionLine, choice: str, why: str) -> str:
        if not why.strip():
            raise BadInput("reason_missing", "The reason is empty.", "Say why.")
        now = _one(tx, line.instruction_id)
        if now.standing != line.standing:
            raise Refusal("decided_meanwhile", "Somebody decided meanwhile.", "Look at it again.")
        decision = new_id()
        fact = InstructionDecided(
            line.instruction_id, choice, why.strip(), self._context.person, line.standing, line.plan_now
        )  # fmt: skip
        tx.record(fact, entity=decision, patient=line.patient_id)
        words = f"{said(choice)}: {why.strip()}"
        for asked in escalations.lines_of(self._context, tx, escalation=line.raised.escalation):
            write_answer(self._context, tx, asked, words)
        return decision


def _drop_overruled(context: Context, tx: Transaction, line: InstructionLine) -> None:
    """What earlier decisions asked for, unless somebody saw to it: a later one asks for its own."""
    for task in tasks.lines_of(context, tx, patient=line.patient_id):
        what, status = task.what.value, task.status
        if (what.source, what.reference) == ("decision", line.instruction_id) and not status.others:
            overruled = TaskStatus("dropped", "Decided otherwise since")
            tx.record(overruled, entity=task.task_id, patient=line.patient_id, prev=status.heads)


def lines_of(reader: Reader, patient: str) -> tuple[InstructionLine, ...]:
    """Within a view of the file: open ones first, then the newest."""
    found = _lines(reader, instructions.raised(reader.connection, patient=patient))
    return tuple(sorted(found, key=lambda line: (not line.open, -line.at, line.instruction_id)))


def undecided(reader: Reader, patient: str = "") -> tuple[InstructionLine, ...]:
    """Those that wait for a decision, of a patient or of the practice, oldest first."""
    return tuple(line for line in _lines(reader, instructions.raised(reader.connection, patient=patient)) if line.open)


def open_by_line(lines: Sequence[InstructionLine]) -> dict[str, str]:
    """By the line of the plan: what is said differently, and by whom."""
    return {one.raised.line: f"{one.raised.other_by}: {one.raised.other_says}" for one in lines if one.open}


def history_of(lines: Sequence[InstructionLine]) -> tuple[tuple[int, str], ...]:
    """When and what was decided, the newest first."""
    found = [(made.at, _history_words(one.raised, made)) for one in lines for made in one.decisions]
    return tuple(sorted(found, reverse=True))


def _one(reader: Reader, instruction: str) -> InstructionLine:
    found = _lines(reader, instructions.raised(reader.connection, instruction=instruction)) if instruction else ()
    if not found:
        raise BadInput("instruction_unknown", "There is no such instruction.", "Choose one from the list.")
    return found[0]


def _lines(reader: Reader, rows: Sequence[instructions.InstructionRow]) -> tuple[InstructionLine, ...]:
    if not rows:
        return ()
    names = {person.id: person.title for person in people_of(reader)}
    patient = rows[0].patient if len({row.patient for row in rows}) == 1 else ""
    made: dict[str, list[instructions.DecisionRow]] = {}
    for decision in instructions.decisions(reader.connection, patient):
        made.setdefault(decision.instruction, []).append(decision)
    return tuple(_line(reader, row, made.get(row.id, []), names) for row in rows)


def _line(
    reader: Reader, row: instructions.InstructionRow, made: Sequence[instructions.DecisionRow], names: dict[str, str]
) -> InstructionLine:  # fmt: skip
    decisions = [Decision(one.id, one.choice, one.over, one.why) for one in made]
    raised = InstructionRaised(
        row.line, row.kind, row.plan_says, row.other_says, row.other_by, row.other_on, row.person, row.plan_by,
        row.plan_on, row.escalation,
    )  # fmt: skip
    return InstructionLine(
        row.id, row.patient, raised, names.get(row.person, ""), row.at // 1000, rules.is_open(decisions),
        tuple(DecisionLine(one.id, one.choice, one.why, names.get(one.person, ""), one.at // 1000, one.plan_said)
              for one in made),
        tuple(sorted(one.id for one in rules.standing(decisions))), _says_now(reader, row),
    )  # fmt: skip


def _says_now(reader: Reader, row: instructions.InstructionRow) -> str:
    """What the plan says today; as it was raised, of a line that this program cannot read."""
    try:
        return _plan_side(reader, row.line).says
    except BadInput:
        return row.plan_says


def _plan_side(reader: Reader, line: str) -> PlanSide:
    order = reader.held(MedicationOrder, line)
    if order is not None:
        one = order.value
        says = " ".join(part for part in (one.drug, one.dose, one.unit, one.route, one.frequency) if part)
        return PlanSide(line, "medication", f"{says}. {one.directions}" if one.directions else says, one.prescriber,
                        one.started_on)  # fmt: skip
    goal = reader.held(GoalText, line)
    if goal is not None:
        target = f", target {goal.value.target}" if goal.value.target else ""
        return PlanSide(line, "goal", f"{goal.value.description}{target}", "", "")
    work = reader.held(InterventionText, line)
    if work is not None:
        often = f", {work.value.frequency}" if work.value.frequency else ""
        return PlanSide(line, "intervention", f"{work.value.description}{often}", work.value.responsible, "")
    raise _unknown_line()


def _patient_of(reader: Reader, line: str) -> str:
    found = (reader.patient_of(cls, line) for cls in (MedicationOrder, GoalText, InterventionText))
    return next((patient for patient in found if patient), "")


def _unknown_line() -> BadInput:
    return BadInput("line_unknown", "There is no such medication, goal or intervention in this patient's plan.",
                    "Choose a line of the plan first.")  # fmt: skip


def _check(new: NewInstruction, on: str) -> None:
    if not new.other_says.strip():
        raise BadInput("instruction_empty", "The other instruction is empty.", "Say what is to be done instead.")
    if not new.other_by.strip():
        raise BadInput("source_missing", "It is not said whose instruction it is.", "Give the name or the practice.")
    if not is_day(on) or (new.plan_on and not is_day(new.plan_on)):
        raise BadInput("date_unreadable", "A day is not a date.", "Write it like 2026-10-05.")


def _told(side: PlanSide, plan_by: str, new: NewInstruction) -> str:
    """What the practitioner is asked."""
    plan = f"The plan: {_short(side.says)}{_source(plan_by)}"
    return f"Two instructions. {plan}. {new.other_by.strip()}: {_short(new.other_says)}. Which holds?"


def both_words(raised: InstructionRaised, plan_said: str = "") -> str:
    """What the plan says, `plan_said` where that was another since, and what the other does."""
    return f"“{_short(plan_said or raised.plan_says)}” or “{_short(raised.other_says)}” ({raised.other_by})"


def _history_words(raised: InstructionRaised, made: DecisionLine) -> str:
    return f"Decided: {said(made.choice)}: {both_words(raised, made.plan_said)}, because {made.why} — {made.by}"


def _source(by: str) -> str:
    return f" ({by})" if by else ""


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHORT else f"{words[: _SHORT - 1]}…"
