"""Gathers what an audit packet tells of instructions, teach-backs and discharges.

Of a closed month every state and total is that of its closing: what was written later stands in the histories, with
its day, and changes none of them (docs/decisions/0006).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import partial

from ccm_desktop.domain import instructions as instruction_rules
from ccm_desktop.domain import teach_back as teach_back_rules
from ccm_desktop.domain import transition as rules
from ccm_desktop.domain.calendar import from_epoch, local_day
from ccm_desktop.domain.instructions import Decision
from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payloads.instruction import InstructionDecided, InstructionRaised
from ccm_desktop.ledger.payloads.teach_back import TeachBackRecorded, TeachBackWithdrawn
from ccm_desktop.ledger.payloads.transition import Discharge, DischargesApart, TransitionStep, pair_entity, step_entity
from ccm_desktop.models.queries import transitions
from ccm_desktop.reports.packet_beside_values import (
    DischargeRecord,
    DischargeStep,
    InstructionDecision,
    InstructionRecord,
    InstructionSection,
    TeachBackRecord,
    TeachBackSection,
    Totals,
    TransitionSection,
)
from ccm_desktop.reports.packet_values import Recorded
from ccm_desktop.services import local_words
from ccm_desktop.services.packet_scene import Scene
from ccm_desktop.services.transition_lines import alone

_HOLDS, _WITHDRAWN, _LATER = "Holds", "Withdrawn", "Recorded after the month was closed"
_OPEN, _DECIDED = "Open", "Decided"
_Decided = list[tuple[Op, InstructionDecided]]


def instruction_section(scene: Scene, patient: str) -> InstructionSection:
    """Those that were raised before the month ended, and were still open in it or were decided since it began."""
    decided: dict[str, _Decided] = {}
    for op, value in scene.facts(InstructionDecided, patient):
        decided.setdefault(value.instruction, []).append((op, value))
    lines = []
    for op, raised in scene.facts(InstructionRaised, patient):
        made = decided.get(op.header.e, [])
        if _is_before_end(scene, op) and _was_open(scene, made):
            scene.resting_on.extend((op, *(one for one, _ in made)))
            lines.append(_instruction(scene, op, raised, made))
    return InstructionSection(_totals(line.state for line in lines), tuple(lines))


def _was_open(scene: Scene, made: _Decided) -> bool:
    """In some moment of the month."""
    before = [(op, value) for op, value in made if op.header.ut < scene.span[0] * 1000]
    return instruction_rules.is_open(_rule_values(before)) or len(before) < len(made)


def _instruction(scene: Scene, op: Op, raised: InstructionRaised, made: _Decided) -> InstructionRecord:
    until = [(one, value) for one, value in made if scene.knows(one)]
    replaced = {before for _, value in until for before in value.over}
    standing = [value for one, value in until if one.header.e not in replaced]
    if instruction_rules.is_open(_rule_values(until)):
        state = _OPEN
    else:
        state = _WITHDRAWN if standing[-1].choice == instruction_rules.WITHDRAWN else _DECIDED
    return InstructionRecord(
        raised.kind, raised.plan_says, raised.plan_by, _day(raised.plan_on), raised.other_says, raised.other_by,
        _day(raised.other_on), state if scene.knows(op) else _LATER,
        tuple(
            InstructionDecision(instruction_rules.said(value.choice), value.why, value.plan_said,
                                any(one.header.e in later.over for _, later in made), scene.name(one.header.act),
                                scene.moment(one.header.ut // 1000), one.id)
            for one, value in made
        ),
        scene.name(op.header.act), scene.moment(op.header.ut // 1000), op.id,
    )  # fmt: skip


def _rule_values(made: _Decided) -> list[Decision]:
    return [Decision(op.header.e, value.choice, value.over, value.why) for op, value in made]


def teach_back_section(scene: Scene, patient: str) -> TeachBackSection:
    """Results that were recorded in the month."""
    gone = {value.record: (op, value) for op, value in scene.facts(TeachBackWithdrawn, patient)}
    lines = []
    for op, value in scene.facts(TeachBackRecorded, patient):
        if scene.span[0] * 1000 <= op.header.ut and _is_before_end(scene, op):
            taken = gone.get(op.header.e)
            scene.resting_on.extend((op, *((taken[0],) if taken else ())))
            result = teach_back_rules.told(value.result)
            lines.append(TeachBackRecord(
                value.kind, value.instruction, result, value.words,
                _WITHDRAWN if taken and scene.knows(taken[0]) else _HOLDS if scene.knows(op) else _LATER,
                scene.recorded(taken[0], taken[1].reason) if taken else None,
                scene.name(op.header.act), scene.moment(op.header.ut // 1000), op.id,
            ))  # fmt: skip
    return TeachBackSection(
        _totals(line.result if line.state == _HOLDS else line.state for line in lines), tuple(lines)
    )


def transition_section(scene: Scene, patient: str) -> TransitionSection:
    """Discharges whose 30 days touch the month, with what the closing held of them; the oldest first."""
    first, last = scene.month.first_day, scene.month.last_day
    ids = [row.id for row in transitions.discharges(scene.reader.connection, patient=patient)]
    then = {one: scene.held(Discharge, one) for one in ids}
    known = alone({one: held[1] for one, held in then.items() if held}, partial(_said_apart, scene))
    same_as = {one: known[one].same_as if one in known else "" for one in ids}
    found = []
    for discharge, held in then.items():
        value = known[discharge] if held else list(scene.versions(Discharge, discharge))[-1][1]
        left = date.fromisoformat(value.discharged_on)
        if left <= last and rules.last_day(left) >= first:
            records = [discharge, *(o for o in ids if o != discharge and rules.stands_for(same_as, o) == discharge)]
            found.append((left, discharge, _discharge(scene, records, value, known=held is not None)))
    lines = tuple(line for *_, line in sorted(found, key=lambda one: one[:2]))
    steps = _totals(step.state for line in lines if line.state == _HOLDS for step in line.steps)
    return TransitionSection(_totals(line.state for line in lines), steps, lines)


def _said_apart(scene: Scene, discharge: str, other: str) -> bool:
    held = scene.held(DischargesApart, pair_entity(discharge, other))
    return held is not None and held[1].apart


def _discharge(scene: Scene, records: list[str], value: Discharge, *, known: bool) -> DischargeRecord:
    """`records`: it, and others of which somebody said that they are the same: what was ticked there counts here."""
    left = date.fromisoformat(value.discharged_on)
    return DischargeRecord(
        local_words.day(left), value.facility, rules.DESTINATIONS.get(value.destination, value.destination),
        f"Medicines: {rules.CHANGED.get(value.medicines, value.medicines).lower()}",
        rules.COMPLEXITIES.get(value.complexity, value.complexity), local_words.day(rules.last_day(left)), value.note,
        (_HOLDS if value.status == "open" else _WITHDRAWN) if known else _LATER, value.reason,
        _steps(scene, records, value), _versions(scene, Discharge, records[:1]),
    )  # fmt: skip


def _steps(scene: Scene, records: list[str], value: Discharge) -> tuple[DischargeStep, ...]:
    now = {step: _told(scene, records, step) for step in rules.STEPS}
    visit = now[rules.VISIT]
    visited = date.fromisoformat(visit.done_on) if visit.status == "done" else None
    due = rules.due_days(date.fromisoformat(value.discharged_on), value.complexity, visited)
    today = _day_of_closing(scene).isoformat()
    return tuple(
        DischargeStep(
            rules.STEPS[step], local_words.day(due[step]),
            rules.STATES[rules.state(one.status, one.done_on, due[step].isoformat(), today)], _day(one.done_on),
            one.words, _versions(scene, TransitionStep, [step_entity(record, step) for record in records]),
        )
        for step, one in now.items()
    )  # fmt: skip


def _told(scene: Scene, records: list[str], step: str) -> TransitionStep:
    """What became of a step, by the record that tells."""
    found = []
    for record in records:
        held = scene.held(TransitionStep, step_entity(record, step))
        found.append(held[1] if held else TransitionStep(record, step))
    return found[rules.telling([(one.status, one.done_on) for one in found])]


def _day_of_closing(scene: Scene) -> date:
    """The day by which a step is late or not: of the closing, or today while the figures may change."""
    at = scene.until_ms // 1000 if scene.until_ms is not None else scene.context.now()
    return local_day(from_epoch(at), scene.zone)


def _versions(
    scene: Scene, cls: type[Discharge] | type[TransitionStep], entities: Iterable[str]
) -> tuple[Recorded, ...]:  # fmt: skip
    """Every version in words, the first one too: what the closing did not know has a later day."""
    found = [(op, value) for entity in entities for op, value in scene.versions(cls, entity)]
    scene.resting_on.extend(op for op, _ in found)
    return tuple(scene.recorded(op, _said(value)) for op, value in found)


def _said(value: Discharge | TransitionStep) -> str:
    if isinstance(value, TransitionStep):
        done = f" on {_day(value.done_on)}" if value.done_on else ""
        return f"{value.status.replace('_', ' ')}{done}{value.words and f': {value.words}'}"
    where = f"{value.facility}, {_day(value.discharged_on)}"
    return where if value.status == "open" else f"{where}, withdrawn: {value.reason}"


def _is_before_end(scene: Scene, op: Op) -> bool:
    return op.header.ut < scene.span[1] * 1000


def _totals(states: Iterable[str]) -> Totals:
    """In the order in which they are first met."""
    return tuple(Counter(states).items())


def _day(text: str) -> str:
    return local_words.day(date.fromisoformat(text)) if text else ""
