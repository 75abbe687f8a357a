"""Meets new readings with the limits that hold, and makes the task of what lies outside (A-47)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from ccm_desktop.domain import reading_limits as rules
from ccm_desktop.domain.calendar import from_epoch, local_day
from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.reading_limits import Earlier, Limit, Outside
from ccm_desktop.domain.readings import KINDS, Measured, measured
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.reading import ReadingJudged, ReadingLimits, limits_entity
from ccm_desktop.models.queries import months, readings
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services import local_words
from ccm_desktop.services.context import Context
from ccm_desktop.services.tasks import READING, NewTask, write_task

_BACK = timedelta(days=max(slot.days for slots in rules.SLOTS.values() for slot in slots) + 2)
_LATE = rules.LATE_DAYS * 86_400


@dataclass(frozen=True, slots=True)
class New:
    """A reading that was recorded in this commit; `taken` in epoch seconds."""

    entity: str
    measured: Measured
    taken: int


def limits_of(reader: Reader, patient: str, kind: str) -> tuple[Limit, ...]:
    """What holds for this patient; with none, in the practice. Where two people set them apart, what each set."""
    rows = months.conditions(reader.connection, patient).get(patient, []) if patient else []
    families = {family for row in rows for family in row.families}
    practice = _sets(reader, kind, "")
    own = _sets(reader, kind, patient) if patient else [{}]
    found = (rules.in_force(kind, mine, ours, families) for mine in own for ours in practice)
    return tuple(dict.fromkeys(limit for limits in found for limit in limits))


def take_in(context: Context, tx: Transaction, patient: str, new: Sequence[New]) -> int:
    """Judge readings of a patient, oldest first; one task for all of a kind that lie outside. Returns how many do."""
    zone, count = context.zone_of(tx), 0
    for kind in dict.fromkeys(one.measured.kind for one in new):
        limits, outside = limits_of(tx, patient, kind), []
        for one in (one for one in new if one.measured.kind == kind):
            found = () if context.now() - one.taken > _LATE else _judged(tx, patient, one, limits, zone)
            if found:
                outside.append((one, found))
            else:
                _write(tx, patient, one, _verdict(context, one, limits))
        if outside:
            task = _task(context, tx, patient, outside)
            for one, found in outside:
                _write(tx, patient, one, "outside", _words(one, found), task)
            count += len(outside)
    return count


def _judged(
    tx: Transaction, patient: str, one: New, limits: Sequence[Limit], zone: ZoneInfo
) -> tuple[Outside, ...]:  # fmt: skip
    day = local_day(from_epoch(one.taken), zone)
    before = _before(tx, patient, one, zone) if any(limit.slot.days for limit in limits) else ()
    return rules.judge(one.measured.figures, day, limits, before)


def _before(tx: Transaction, patient: str, one: New, zone: ZoneInfo) -> tuple[Earlier, ...]:
    kind = KINDS[one.measured.kind]
    since = one.taken - int(_BACK.total_seconds())
    found = []
    for value, unit, at in readings.figures(tx.connection, patient, frozenset({kind.loinc, *kind.others}), since,
                                            one.taken):  # fmt: skip
        try:
            figure = measured(one.measured.kind, value, unit).figures[0]
        except Problem:  # an import brought something that nobody can compare
            continue
        found.append(Earlier(local_day(from_epoch(at), zone), figure))
    return tuple(found)


def _verdict(context: Context, one: New, limits: Sequence[Limit]) -> str:
    if context.now() - one.taken > _LATE:
        return "late"
    return "within" if limits else "no_limit"


def _task(context: Context, tx: Transaction, patient: str, outside: list[tuple[New, tuple[Outside, ...]]]) -> str:
    """The most urgent names it, the newest of those."""
    first, found = max(outside, key=lambda pair: (rules.urgency_of(pair[1]) == rules.SAME_DAY, pair[0].taken))
    zone, urgency = context.zone_of(tx), rules.urgency_of(found)
    due_on, due_time = rules.due(urgency, context.clock.now(), zone)
    taken = local_words.iso_day(first.taken, zone)
    day = f", taken {local_words.near_day(taken)}" if taken != local_words.iso_day(context.now(), zone) else ""
    more = f" (and {len(outside) - 1} more outside)" if len(outside) > 1 else ""
    priority = "high" if urgency == rules.SAME_DAY else "normal"
    return write_task(tx, NewTask(
        f"{_words(first, found)}{day}{more}", patient, due_on, due_time, priority=priority, source=READING,
        reference=first.entity,
    ))  # fmt: skip


def _words(one: New, found: Sequence[Outside]) -> str:
    kind = one.measured.kind
    return rules.told(KINDS[kind].title, one.measured.value, one.measured.unit, found, kind)


def _write(tx: Transaction, patient: str, one: New, verdict: str, words: str = "", task: str = "") -> None:
    tx.record(ReadingJudged(one.entity, verdict, words, task), entity=new_id(), patient=patient)


def _sets(reader: Reader, kind: str, patient: str) -> list[dict[str, str]]:
    """What was set; more than one until a person decides, the one on show first."""
    held = reader.held(ReadingLimits, limits_entity(kind, patient))
    return [dict(one.limits) for one in (held.value, *held.others)] if held is not None else [{}]
