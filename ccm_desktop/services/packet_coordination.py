"""Gathers the exchanges with others of an audit packet."""

from __future__ import annotations

from datetime import date

from ccm_desktop.domain.coordination import DIRECTIONS, STATES, SUBJECTS
from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payloads.coordination import CoordinationClosed, CoordinationLogged, CoordinationWithdrawn
from ccm_desktop.reports.packet_document import CoordinationRecord, CoordinationSection
from ccm_desktop.services import local_words
from ccm_desktop.services.coordination import CoordinationLine, all_lines
from ccm_desktop.services.packet_scene import Scene


def coordination_section(scene: Scene, patient: str) -> CoordinationSection:
    """Everything that happened in the month; what was written or closed after it says when."""
    first, last = scene.month.first_day.isoformat(), scene.month.last_day.isoformat()
    written = {op.header.e: op for op, _ in scene.facts(CoordinationLogged, patient)}
    closings = {op.header.e: op for op, _ in scene.facts(CoordinationClosed, patient)}
    gone = {value.record: op for op, value in scene.facts(CoordinationWithdrawn, patient)}
    found = []
    for line in reversed(all_lines(scene.context, scene.reader, patient)):
        if first <= line.entry.happened_on <= last:
            about = (written[line.entry_id], closings.get(line.closing), gone.get(line.entry_id))
            scene.resting_on.extend(op for op in about if op is not None)
            found.append(_record(scene, line, written[line.entry_id], closings.get(line.closing)))
    return CoordinationSection(tuple(found))


def _record(scene: Scene, line: CoordinationLine, op: Op, closing: Op | None) -> CoordinationRecord:
    entry = line.entry
    due = f" ({line.owner_name}, by {_day(entry.due_on)})" if entry.next_step else ""
    return CoordinationRecord(
        on=_day(entry.happened_on),
        direction=DIRECTIONS.get(entry.direction, entry.direction),
        counterparty=entry.counterparty,
        subject=SUBJECTS.get(entry.subject, entry.subject),
        about=entry.about,
        outcome=entry.outcome,
        next_step=f"{entry.next_step}{due}",
        state=STATES[line.state],
        closed=scene.recorded(closing, line.closed_how) if closing else None,
        reason="; ".join(part for part in (entry.reason, line.withdrawn) if part),
        by=scene.name(op.header.act),
        at=scene.moment(op.header.ut // 1000),
        op=op.id,
    )


def _day(text: str) -> str:
    return local_words.day(date.fromisoformat(text))
