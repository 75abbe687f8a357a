"""Gathers the time log, exceptions, concurrency and ledger proof of an audit packet."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter
from typing import TypeVar

from ccm_desktop.domain.activities import ACTIVITIES, OUTCOMES
from ccm_desktop.domain.month_exceptions.kinds import KINDS
from ccm_desktop.domain.timekeeping import LONGEST_ENTRY_SECONDS
from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payloads.month_close import MonthAddendum
from ccm_desktop.ledger.payloads.month_sign import ExceptionAccepted, MonthHold, month_entity
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded, TimeReviewed, TimeSeparate, TimeVoided
from ccm_desktop.models.queries import entries, packet
from ccm_desktop.reports.packet_document import (
    AcceptedException,
    ConcurrencySection,
    ExceptionSection,
    LedgerLine,
    LedgerSection,
    LogLine,
    LogSection,
    Overlap,
)
from ccm_desktop.reports.packet_values import Recorded
from ccm_desktop.services.packet_note import source_words
from ccm_desktop.services.packet_scene import Scene
from ccm_desktop.services.people import LANES

F = TypeVar("F", TimeVoided, TimeReviewed, TimeSeparate, MonthAddendum)


def log_section(scene: Scene, patient: str) -> LogSection:
    """Every version of every entry that touches the month, or once did."""
    touching = entries.of_patient(scene.reader.connection, patient, *scene.span)
    known = {entry.entry_id: entry for entry in touching}
    for entry in touching:  # versions that lay in another month
        before = entry.value.replaces
        while before and before not in known:
            earlier = entries.one(scene.reader.connection, before)
            if earlier is None or earlier.patient != patient:  # moved here from another chart
                break
            known[before], before = earlier, earlier.value.replaces
    written = {op.header.e: op for op, _ in scene.facts(TimeAdded, patient)}
    voids, reviews = _about(scene, TimeVoided, patient), _about(scene, TimeReviewed, patient)
    addenda, separate = _about(scene, MonthAddendum, patient), _about(scene, TimeSeparate, patient)
    replaced_by = {entry.value.replaces: entry.entry_id for entry in known.values() if entry.value.replaces}
    lines = []
    for entry in sorted(known.values(), key=lambda one: (one.value.started_at, one.entered_at, one.entry_id)):
        op = written[entry.entry_id]
        told = voids[entry.entry_id], reviews[entry.entry_id], addenda[entry.entry_id], separate[entry.entry_id]
        scene.resting_on.append(op)
        scene.resting_on.extend(about for group in told for about, _ in group)
        lines.append(
            _line(
                scene, entry, op, _number(entry, known), replaced_by.get(entry.entry_id, ""),
                tuple(scene.recorded(about, value.reason) for about, value in told[0]),
                tuple(scene.recorded(about, "") for about, _ in told[1]),
                tuple(scene.recorded(about, _visit_day(value)) for about, value in told[3]),
                "; ".join(f"After rev {value.revision}: {value.kind}, {value.reason}" for _, value in told[2]),
            )
        )  # fmt: skip
    return LogSection(tuple(lines))


def _about(scene: Scene, cls: type[F], patient: str) -> dict[str, list[tuple[Op, F]]]:
    """Facts about time entries, by entry."""
    found: dict[str, list[tuple[Op, F]]] = defaultdict(list)
    for op, value in scene.facts(cls, patient):
        found[value.entry].append((op, value))
    return found


def _visit_day(said: TimeSeparate) -> str:
    return f"{'separate from' if said.separate else 'part of'} the visit: {said.reason}"


def _number(entry: entries.Entry, known: dict[str, entries.Entry]) -> int:
    """Which version of its entry it is, along the chain of amendments."""
    number, at = 1, entry.value.replaces
    while at:
        number, at = number + 1, known[at].value.replaces if at in known else ""
    return number


def _line(
    scene: Scene, entry: entries.Entry, op: Op, version: int, replaced_by: str, voided: tuple[Recorded, ...],
    approved: tuple[Recorded, ...], visit_day: tuple[Recorded, ...], addendum: str,
) -> LogLine:  # fmt: skip
    value = entry.value
    return LogLine(
        id=entry.entry_id,
        version=version,
        start=scene.moment(value.started_at),
        end=scene.moment(value.ended_at),
        seconds=value.ended_at - value.started_at,
        who=scene.who(value.person),
        lane=LANES.get(value.lane, value.lane),
        activity=ACTIVITIES.get(value.activity, value.activity),
        program=value.program,
        outcome=OUTCOMES.get(value.outcome, value.outcome),
        narrative=value.note,
        source=source_words(entry),
        reason=value.reason,
        recorded_by=scene.name(op.header.act),
        recorded_at=scene.moment(op.header.ut // 1000),
        op=op.id,
        replaces=value.replaces,
        replaced_by=replaced_by,
        voided=voided,
        approved=approved,
        visit_day=visit_day,
        addendum=addendum,
    )


def exception_section(scene: Scene, patient: str) -> ExceptionSection:
    """What somebody accepted, whether the facts are still those, and what is open."""
    now = scene.exceptions.get(patient, [])
    standing = {(line.finding_id, line.accepted.at) for line in now if line.accepted}
    accepted = []
    for op, value in scene.facts(ExceptionAccepted, patient):
        if value.month != str(scene.month):
            continue
        scene.resting_on.append(op)
        code, at = value.finding.partition(":")[0], op.header.ut // 1000
        title = KINDS[code].title if code in KINDS else code
        holds = (value.finding, at) in standing
        accepted.append(
            AcceptedException(code, title, value.reason, scene.name(op.header.act), scene.moment(at), holds)
        )  # fmt: skip
    return ExceptionSection(tuple(accepted), tuple(f"{line.title}: {line.detail}" for line in now if line.open))


def concurrency_section(scene: Scene, patient: str) -> ConcurrencySection:
    """Everybody with time in the month against all their entries; other patients are never named."""
    by_person = packet.spans_by_person(scene.reader.connection, *scene.span, patient)
    overlaps = [
        overlap
        for person, spans in by_person.items()
        for own in spans if own[3] == patient
        for overlap in _overlaps(scene, person, spans, own)
    ]  # fmt: skip
    overlaps.sort(key=lambda one: (one.start.at, one.beside_start.at, one.entry))
    return ConcurrencySection(len(by_person), sum(map(len, by_person.values())), tuple(overlaps))


def _overlaps(scene: Scene, person: str, spans: list[packet.Span], own: packet.Span) -> Iterator[Overlap]:
    """Two entries of one patient are told once."""
    start, end, entry, patient = own
    first = bisect_left(spans, start - LONGEST_ENTRY_SECONDS, key=itemgetter(0))
    for other_start, other_end, other, whose in islice(spans, first, None):
        if other_start >= end:
            break
        together = min(end, other_end) - max(start, other_start)
        if other == entry or together <= 0 or (whose == patient and other < entry):
            continue
        beside = "This patient" if whose == patient else "Another patient"
        yield Overlap(scene.name(person), entry, scene.moment(start), scene.moment(end), beside,
                      scene.moment(other_start), scene.moment(other_end), together)  # fmt: skip


def ledger_section(scene: Scene, patient: str) -> LedgerSection:
    """Call it last: it lists every operation the other sections rest on, in the order of their slots."""
    scene.resting_on.extend(op for op, _ in scene.versions(MonthHold, month_entity(patient, str(scene.month))))
    head = packet.chain_head(scene.reader.connection)
    unique = {op.id: op for op in scene.resting_on}
    ordered = sorted(unique.values(), key=lambda op: (op.header.ut, op.header.dev, op.header.n))
    return LedgerSection(
        device=head.header.dev if head else "",
        head_slot=head.header.n if head else 0,
        head_sha256=head.digest.hex() if head else "",
        payloads_hold=all(op.holds_its_payload() for op in ordered),
        closing=_closing(scene, patient),
        operations=tuple(_operation(scene, op) for op in ordered),
    )


def _closing(scene: Scene, patient: str) -> str:
    frozen = scene.frozen(patient)
    if frozen is None:
        return ""
    closed, _ = frozen
    at, by = scene.moment(closed.closed_at).local, scene.name(closed.closed_by)
    return f"rev {closed.head.revision}, closed {at} by {by}, SHA-256 {closed.head.sha256}"


def _operation(scene: Scene, op: Op) -> LedgerLine:
    header = op.header
    return LedgerLine(op.id, header.k, header.dev, header.n, scene.name(header.act), scene.moment(header.ut // 1000),
                      header.dh)  # fmt: skip
