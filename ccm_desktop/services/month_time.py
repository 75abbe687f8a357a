"""A patient's time in one month, entry by entry, with what the rules say of each second."""

from __future__ import annotations

from collections import defaultdict

from ccm_desktop.domain.billing.assessment import Decision
from ccm_desktop.domain.billing.exclusions import Piece
from ccm_desktop.domain.billing.explain import words
from ccm_desktop.domain.calendar import Month, time_zone
from ccm_desktop.domain.timekeeping import clock_text
from ccm_desktop.models.queries import entries
from ccm_desktop.models.store import Reader
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_facts import assessed
from ccm_desktop.services.people import people_of
from ccm_desktop.services.views import MonthTime, Threshold, TimeLine


def decision_on(context: Context, reader: Reader, patient: str, month: Month) -> Decision | None:
    """The decision on one patient; None when not in the programme that month, or without rules for it."""
    if not context.rules.covers(month):
        return None
    return next((found.decision for found in assessed(context, reader, month, patient)), None)


def month_time(context: Context, reader: Reader, patient: str, month: Month) -> MonthTime:
    """All entries of the month, void ones too, newest first."""
    return time_of(context, reader, patient, month, decision_on(context, reader, patient, month))


def time_of(context: Context, reader: Reader, patient: str, month: Month, decision: Decision | None) -> MonthTime:
    """The same for who has the decision already."""
    undecided = "Not in the programme this month" if context.rules.covers(month) else "No rules for this month yet"
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for piece in decision.pieces if decision else ():
        pieces[piece.entry].append(piece)
    opening, closing = month.bounds(time_zone(context.practice_of(reader).time_zone))
    found = entries.of_patient(reader.connection, patient, opening, closing)
    names = {person.id: person.title for person in people_of(reader)}
    replaced_by = {entry.value.replaces: entry.entry_id for entry in found if entry.value.replaces}
    versions = _versions(found)
    lines = tuple(
        _line(entry, pieces.get(entry.entry_id, []), names, replaced_by, versions, undecided)
        for entry in reversed(found)
    )
    step = decision.next if decision else None
    return MonthTime(
        month=month,
        counted_seconds=decision.counted_seconds if decision else 0,
        logged_seconds=sum(line.seconds for line in lines if not line.voided),
        next=None if step is None else Threshold(*step),
        lines=lines,
    )


def _versions(found: list[entries.Entry]) -> dict[str, int]:
    """Which version of its entry each one is, along the chain of amendments."""
    earlier = {entry.entry_id: entry.value.replaces for entry in found}
    versions: dict[str, int] = {}
    for entry_id in earlier:
        number, at = 1, earlier[entry_id]
        while at:
            number, at = number + 1, earlier.get(at, "")
        versions[entry_id] = number
    return versions


def _line(
    entry: entries.Entry, pieces: list[Piece], names: dict[str, str], replaced_by: dict[str, str],
    versions: dict[str, int], undecided: str,
) -> TimeLine:  # fmt: skip
    value = entry.value
    counted = sum(p.seconds for p in pieces if p.counted)
    deciding = max((p for p in pieces if not p.counted), key=lambda p: p.seconds, default=None)
    if deciding is None:
        deciding = pieces[0] if pieces else None
    reason = words(deciding.reason) if deciding else None
    why = "Void" if entry.voided else reason.text if reason else undecided
    if value.kept_gap_seconds and not entry.voided:
        why = f"{why}; {clock_text(value.kept_gap_seconds)} of it in a kept gap"
    return TimeLine(
        entry_id=entry.entry_id,
        started_at=value.started_at,
        ended_at=value.ended_at,
        seconds=value.ended_at - value.started_at,
        counted_seconds=counted,
        activity=value.activity,
        outcome=value.outcome,
        who=names.get(value.person, value.person),
        person_id=value.person,
        lane=value.lane,
        note=value.note,
        source=value.source,
        reason=value.reason,
        why=why,
        cite=reason.cite if reason and not entry.voided else "",
        entered_at=entry.entered_at,
        reviewed=entry.reviewed,
        voided=entry.voided,
        void_reason=entry.void_reason,
        replaces=value.replaces,
        replaced_by=replaced_by.get(entry.entry_id, ""),
        version=versions[entry.entry_id],
        kept_gap_seconds=value.kept_gap_seconds,
    )
