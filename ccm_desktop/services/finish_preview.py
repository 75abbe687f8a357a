"""Whether stopped work will count once its note is written, by the rules and with their reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from ccm_desktop.domain.activities import CALLS
from ccm_desktop.domain.billing.assessment import assess
from ccm_desktop.domain.billing.explain import words
from ccm_desktop.domain.billing.facts import Entry
from ccm_desktop.domain.billing.requirements import lacking
from ccm_desktop.domain.calendar import Month, from_epoch, local_day
from ccm_desktop.domain.timer.segments import by_days
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded, TimerSession
from ccm_desktop.models.store import Reader
from ccm_desktop.services import timer_sessions as sessions
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_time import decision_on
from ccm_desktop.services.time_checks import lane_of
from ccm_desktop.services.time_preview import drafted


@dataclass(frozen=True, slots=True)
class FinishPreview:
    """What saving the note would make of the session."""

    seconds: int
    counted_seconds: int
    why: str = ""
    """Why the most of what does not count does not; empty when all of it counts."""
    lacking: tuple[str, ...] = ()
    """What the month waits for before any of its time can be billed, such as consent."""


class FinishPreviewService:
    """Answers the finish drawer; reads only."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def preview(self, session_id: str, outcome: str) -> FinishPreview:
        """Would it count, saved with this outcome?"""
        with self._context.reading() as reader:
            patient, held = sessions.session_of(reader, session_id)
            counted, why, waits = 0, defaultdict[str, int](int), dict[str, None]()
            by_month = self._by_month(reader, replace(held.value, outcome=outcome))
            for month, new in by_month.items():
                decision = decision_on(self._context, reader, patient, month)
                if decision is None:
                    why["Not counted: no rules for this patient and month"] += sum(one.end - one.start for one in new)
                    continue
                facts = decision.facts
                after = assess(replace(facts, entries=(*facts.entries, *new)), decision.rules)
                waits.update(dict.fromkeys(words(key).text for key in lacking(after.evidence)))
                named = {one.id for one in new}
                for piece in (piece for piece in after.pieces if piece.entry in named):
                    counted += piece.seconds if piece.counted else 0
                    if not piece.counted:
                        why[words(piece.reason).text] += piece.seconds
            total = sum(one.end - one.start for new in by_month.values() for one in new)
        return FinishPreview(total, counted, max(why, key=lambda reason: why[reason], default=""), tuple(waits))

    def _by_month(self, reader: Reader, session: TimerSession) -> dict[Month, list[Entry]]:
        """The entries that the note would make of it."""
        zone, lane = self._context.zone_of(reader), lane_of(reader, session.person)
        found: dict[Month, list[Entry]] = {}
        for begun, over, activity in session.segments:
            outcome = session.outcome if activity in CALLS else ""
            for start, end in by_days(begun, over, zone):
                entry = TimeAdded(
                    session.person, lane, start, end, activity, outcome, program=session.program, source=session.source
                )
                month = Month.of(local_day(from_epoch(start), zone))
                found.setdefault(month, []).append(drafted(f"new {start}", entry, reviewed=False))
        return found
