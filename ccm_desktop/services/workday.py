"""The end of a person's day: notes that are due, gaps nobody decided, and work that is on no patient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from ccm_desktop.domain.calendar import from_epoch, local_day, midnight
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.intervals import Span, union
from ccm_desktop.domain.workday import unassigned
from ccm_desktop.models.queries import entries, presence, timers
from ccm_desktop.models.store import Reader
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.presence import Presence
from ccm_desktop.services.timer import TimerService
from ccm_desktop.services.timer_views import NoteDue, ParkedLine

KEPT_SECONDS = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Workday:
    """What is left to do about a person's time today; instants in epoch seconds."""

    notes: tuple[NoteDue, ...]
    parked: tuple[ParkedLine, ...]
    """Interrupted work: at midnight it is stopped."""
    unassigned: tuple[Span, ...]
    timed_seconds: int
    """On any patient today."""

    @property
    def is_clear(self) -> bool:
        """Whether nothing is left."""
        return not self.notes and not self.unassigned and not self.parked


class WorkdayService:
    """Keeps presence on this device and shows the day. It never assigns a second by itself."""

    def __init__(self, context: Context, timer: TimerService) -> None:
        self._context = context
        self._timer = timer
        self._presence = Presence(context.clock)

    def note_input(self) -> None:
        """Somebody pressed a key or clicked; any thread, no database."""
        self._presence.note()

    def keep(self) -> Outcome[None]:
        """Write down what was seen, and forget what is older than a week."""
        seen = self._presence.take()
        if seen:
            with self._context.transaction() as tx:
                for start, end in seen:
                    presence.add(tx.connection, self._context.person, start, end)
                presence.forget(tx.connection, self._context.now() - KEPT_SECONDS)
        return Outcome(None, Changed.NOTHING)

    def today(self) -> Workday:
        """What is left of this day so far, in the practice's time zone."""
        self.keep()
        notes, parked = self._timer.note_due(), self._timer.view().parked
        with self._context.reading() as reader:
            span = self._day(reader)
            timed = self._timed(reader, span)
            person, connection = self._context.person, reader.connection
            left = unassigned(
                presence.of_person(connection, person, *span),
                [*timed, *((gap.start, gap.end) for due in notes for gap in due.gaps if gap.decision == "pending")],
                presence.of_person(connection, person, *span, dismissed=True),
            )
        return Workday(notes, parked, left, sum(min(end, span[1]) - max(start, span[0]) for start, end in union(timed)))

    def dismiss(self, start: int, end: int) -> Outcome[None]:
        """This stretch was no work for a patient; it is not shown again."""
        if start >= end:
            raise BadInput("end_before_start", "The end is not after the start.", "Choose a stretch from the list.")
        with self._context.transaction() as tx:
            presence.add(tx.connection, self._context.person, start, end, dismissed=True)
        return Outcome(None, Changed.TIMER)

    def _day(self, reader: Reader) -> Span:
        zone, now = self._context.zone_of(reader), self._context.now()
        today = local_day(from_epoch(now), zone)
        return midnight(today, zone), min(now, midnight(today + timedelta(days=1), zone))

    def _timed(self, reader: Reader, span: Span) -> list[Span]:
        """Time on any patient that touches the day, finished or not."""
        connection, person = reader.connection, self._context.person
        done = [(one.value.started_at, one.value.ended_at) for one in entries.of_person(connection, person, *span)]
        running = timers.unwritten(connection, person, self._context.now())
        return done + [(start, end) for start, end in running if start < span[1] and end > span[0]]
