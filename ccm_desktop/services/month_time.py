"""A patient's time in one month, entry by entry, with what the rules say of each second."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from ccm_desktop.domain.billing.assessment import Decision
from ccm_desktop.domain.billing.exclusions import Piece, own_visit_days
from ccm_desktop.domain.billing.explain import words
from ccm_desktop.domain.billing.ladder import Ladder, ladder
from ccm_desktop.domain.billing.membership import Interval
from ccm_desktop.domain.billing.rule_book import no_rules
from ccm_desktop.domain.calendar import Month, time_zone
from ccm_desktop.domain.timekeeping import clock_text
from ccm_desktop.ledger.payloads.patient import PatientIdentity
from ccm_desktop.models.queries import entries
from ccm_desktop.models.store import Reader
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_facts import assessed
from ccm_desktop.services.people import people_of
from ccm_desktop.services.time_lines import TimeLine
from ccm_desktop.services.time_views import MonthTime, Threshold

_PART_OF_VISIT = "Not counted: attested as part of the visit that day"
_NEVER_BESIDE_VISIT = "Not counted: time on the day of a visit, which the practice never counts"


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
    undecided = "Not in the program this month" if context.rules.covers(month) else no_rules(month)
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for piece in decision.pieces if decision else ():
        pieces[piece.entry].append(piece)
    opening, closing = month.bounds(time_zone(context.practice_of(reader).time_zone))
    found = entries.of_patient(reader.connection, patient, opening, closing)
    names = {person.id: person.title for person in people_of(reader)}
    versions = _versions(found)
    visits = own_visit_days(decision.facts, decision.rules) if decision else ()
    said = entries.separated(reader.connection, patient)
    lines = tuple(
        _traced(
            reader,
            entry,
            _beside_visits(
                _line(entry, pieces.get(entry.entry_id, []), names, versions, undecided, said.get(entry.entry_id)),
                visits, said.get(entry.entry_id), names,
            ),
        )
        for entry in reversed(found)
    )  # fmt: skip
    step = decision.next if decision else None
    return MonthTime(
        month=month,
        counted_seconds=decision.counted_seconds if decision else 0,
        logged_seconds=sum(line.seconds for line in lines if not line.voided),
        next=None if step is None else Threshold(*step),
        lines=lines,
        ladder=ladder(decision) if decision else Ladder(),
    )


def _beside_visits(
    line: TimeLine, visits: tuple[Interval, ...], said: entries.Separation | None, names: dict[str, str]
) -> TimeLine:
    """The line with the visit of its day, if any, and what was attested of it."""
    meets = any(line.started_at < end and start < line.ended_at for start, end in visits)
    if said is None:
        return replace(line, on_visit_day=meets)
    kind = "Apart from" if said.separate else "Part of"
    told = f"{kind} the visit, {names.get(said.person, said.person)}: {said.reason}"
    return replace(line, on_visit_day=meets, separate=said.separate, separate_words=told)


def _why(entry: entries.Entry, deciding: Piece | None, said: entries.Separation | None, undecided: str) -> str:
    """Why the entry counts or not, and how much of it lies in a kept gap."""
    if entry.voided:
        return "Void"
    why, kept = _reason(deciding, said, undecided), entry.value.kept_gap_seconds
    return f"{why}; {clock_text(kept)} of it in a kept gap" if kept else why


def _reason(deciding: Piece | None, said: entries.Separation | None, undecided: str) -> str:
    """What decided; what was attested of the day of a visit follows where it decides."""
    if deciding is None:
        return undecided
    if deciding.reason == "X_SAME_DAY_EM" and said is not None:
        return _PART_OF_VISIT if not said.separate else _NEVER_BESIDE_VISIT
    return words(deciding.reason).text


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
    entry: entries.Entry, pieces: list[Piece], names: dict[str, str], versions: dict[str, int], undecided: str,
    said: entries.Separation | None,
) -> TimeLine:  # fmt: skip
    value = entry.value
    counted = sum(p.seconds for p in pieces if p.counted)
    deciding = max((p for p in pieces if not p.counted), key=lambda p: p.seconds, default=None)
    if deciding is None:
        deciding = pieces[0] if pieces else None
    reason = words(deciding.reason) if deciding else None
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
        why=_why(entry, deciding, said, undecided),
        cite=reason.cite if reason and not entry.voided else "",
        entered_at=entry.entered_at,
        reviewed=entry.reviewed,
        voided=entry.voided,
        void_reason=entry.void_reason,
        replaces=value.replaces,
        replaced_by="",
        version=versions[entry.entry_id],
        program=value.program,
        patients=value.patients,
        kept_gap_seconds=value.kept_gap_seconds,
    )


def _traced(reader: Reader, entry: entries.Entry, line: TimeLine) -> TimeLine:
    """The line with the version that stands in its place and, where one lies on another patient, whose that is."""
    if entry.voided:
        later = entries.replacing(reader.connection, entry.entry_id)
        names = (_name(reader, one.patient) for one in later if one.patient != entry.patient)
        line = replace(line, replaced_by=later[0].entry_id if later else "", moved_to=next(names, ""))
    if entry.value.replaces:
        earlier = entries.one(reader.connection, entry.value.replaces)
        if earlier is not None and earlier.patient != entry.patient:
            line = replace(line, moved_from=_name(reader, earlier.patient))
    return line


def _name(reader: Reader, patient: str) -> str:
    held = reader.held(PatientIdentity, patient)
    return f"{held.value.family}, {held.value.given}" if held else ""
