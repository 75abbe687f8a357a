"""What would come of time before it is saved: what it overlaps, and where the month would stand."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ccm_desktop.domain.billing.assessment import Decision, assess
from ccm_desktop.domain.billing.exclusions import waits_for_approval
from ccm_desktop.domain.billing.facts import Entry
from ccm_desktop.domain.calendar import Month, from_epoch, local_day
from ccm_desktop.domain.corrections import LATE_AFTER_SECONDS
from ccm_desktop.domain.intervals import Span, overlaps, without
from ccm_desktop.ledger.payloads.patient import PatientIdentity
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded
from ccm_desktop.models.queries import entries, timers
from ccm_desktop.models.store import Reader
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_standing import standing_of
from ccm_desktop.services.month_time import decision_on
from ccm_desktop.services.time_checks import lane_of
from ccm_desktop.services.time_versions import span_of, still_approved
from ccm_desktop.services.time_views import Threshold

_NEW = "new"


@dataclass(frozen=True, slots=True)
class Draft:
    """Time as it is being typed; instants in epoch seconds, end exclusive."""

    patient: str
    started_at: int
    ended_at: int
    activity: str
    outcome: str
    program: str
    entry: str = ""
    """The entry that would be amended."""
    trims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OverlapLine:
    """Other time of the same person that shares seconds with the draft."""

    entry_id: str
    """Empty for timed work without its note: that cannot be trimmed yet."""
    patient: str
    activity: str
    started_at: int
    ended_at: int


@dataclass(frozen=True, slots=True)
class TimePreview:
    """What saving would do."""

    month: Month
    before_seconds: int
    after_seconds: int
    """Once somebody has approved it, where that is needed."""
    next: Threshold | None
    """After saving."""
    overlaps: tuple[OverlapLine, ...]
    free: Span | None
    """The longest part of the draft that is on nobody yet; None when there is none."""
    waits: bool
    late: bool
    closed_revision: int
    """Revision of the closing that this would be an addendum to; 0 for an open month."""


class TimePreviewService:
    """Answers the forms while somebody types; reads only."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def preview(self, draft: Draft) -> TimePreview:
        """What would come of the draft."""
        with self._context.reading() as reader:
            replaced = entries.one(reader.connection, draft.entry) if draft.entry else None
            person = replaced.value.person if replaced else self._context.person
            found = self._overlaps(reader, draft, person)
            month = Month.of(local_day(from_epoch(draft.started_at), self._context.zone_of(reader)))
            new = _as_recorded(reader, draft, person, replaced)
            decision = decision_on(self._context, reader, draft.patient, month)
            after = None if decision is None else _with(decision, new, {draft.entry, *draft.trims}, found)
            revision = standing_of(reader, month).revision
        span = (draft.started_at, draft.ended_at)
        free = without(span, *((line.started_at, line.ended_at) for line in found))
        approved = bool(replaced and replaced.reviewed and still_approved(replaced.value, new))
        step = after.next if after else None
        return TimePreview(
            month,
            decision.counted_seconds if decision else 0,
            after.counted_seconds if after else 0,
            None if step is None else Threshold(*step),
            tuple(line for line in found if line.entry_id not in draft.trims),
            max(free, key=lambda part: part[1] - part[0], default=None),
            waits_for_approval(new.source, new.activity) and not approved,
            self._context.now() - draft.ended_at > LATE_AFTER_SECONDS,
            revision,
        )

    def _overlaps(self, reader: Reader, draft: Draft, person: str) -> tuple[OverlapLine, ...]:
        span = (draft.started_at, draft.ended_at)
        found = [
            OverlapLine(one.entry_id, _name(reader, one.patient), one.value.activity, *span_of(one.value))
            for one in entries.of_person(reader.connection, person, *span)
            if one.entry_id != draft.entry
        ]
        found += [
            OverlapLine("", "", "", *other)
            for other in timers.unwritten(reader.connection, person, self._context.now())
            if overlaps(span, other)
        ]
        return tuple(sorted(found, key=lambda line: line.started_at))


def _as_recorded(reader: Reader, draft: Draft, person: str, replaced: entries.Entry | None) -> TimeAdded:
    span = (draft.started_at, draft.ended_at)
    if replaced is None:
        lane = lane_of(reader, person)
        return TimeAdded(person, lane, *span, draft.activity, draft.outcome, program=draft.program, source="manual")
    old = replaced.value
    within = old.started_at <= span[0] and span[1] <= old.ended_at
    return replace(
        old, started_at=span[0], ended_at=span[1], activity=draft.activity, outcome=draft.outcome,
        program=draft.program, source=old.source if within else "manual",
    )  # fmt: skip


def _with(decision: Decision, new: TimeAdded, gone: set[str], found: tuple[OverlapLine, ...]) -> Decision:
    """The decision as if the draft stood, approved, and the trimmed entries had given way."""
    facts = decision.facts
    trimmed = {line.entry_id for line in found} & gone
    span = span_of(new)
    kept = [entry for entry in facts.entries if entry.id not in gone]
    for entry in facts.entries:
        if entry.id in trimmed:
            kept += [entry._replace(id=f"{entry.id}{n}", start=a, end=b)
                     for n, (a, b) in enumerate(without((entry.start, entry.end), span))]  # fmt: skip
    return assess(replace(facts, entries=(*kept, drafted(_NEW, new, reviewed=True))), decision.rules)


def drafted(entry_id: str, new: TimeAdded, *, reviewed: bool) -> Entry:
    """What is not recorded yet, as the rules see it."""
    return Entry(
        entry_id, new.person, new.lane, *span_of(new), new.program, new.activity, new.outcome, new.source, reviewed,
        new.location, new.patients, new.same_day_em_separate,
    )  # fmt: skip


def _name(reader: Reader, patient: str) -> str:
    held = reader.held(PatientIdentity, patient)
    return f"{held.value.family}, {held.value.given}" if held else ""
