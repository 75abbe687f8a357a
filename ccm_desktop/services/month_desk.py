"""The month-end screen in one read: board, checklist, exceptions, near misses, open work and queue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ccm_desktop.domain import month_close
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.month_close import Readiness
from ccm_desktop.domain.month_signing import COORDINATOR, PRACTITIONER
from ccm_desktop.domain.permissions import Verb, only, who_may
from ccm_desktop.models.queries import month_end
from ccm_desktop.models.store import Reader
from ccm_desktop.services import local_words
from ccm_desktop.services.authority import roles_of
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_end import Judged, MonthEndService, judged
from ccm_desktop.services.month_exceptions import exception_lines
from ccm_desktop.services.month_open_work import near_misses, open_work, touches
from ccm_desktop.services.month_queue import flags_of, queue_of
from ccm_desktop.services.month_signatures import SignBook, sign_book
from ccm_desktop.services.month_standing import month_standing, standing_of
from ccm_desktop.services.month_views import ExceptionLine, MonthDesk, Queue, Step

_CHANGED_SINCE = "E13"


@dataclass(frozen=True, slots=True)
class Survey:
    """The desk and what it was made from, for the closing."""

    desk: MonthDesk
    judged: Judged
    book: SignBook
    readiness: Readiness


class MonthDeskService:
    """Reads the month-end screen."""

    def __init__(self, context: Context, month_end: MonthEndService) -> None:
        self._context = context
        self._month_end = month_end

    def desk(self, month: Month, role: str = PRACTITIONER) -> MonthDesk:
        """Everything, with the queue of that role.

        Of a closed month the board shows what was closed; the rest shows what is open today.
        """
        with self._context.reading() as reader:
            return survey(self._context, self._month_end, reader, month, role).desk


def survey(context: Context, boards: MonthEndService, reader: Reader, month: Month, role: str) -> Survey:
    """One assessment of every patient, looked at from all sides."""
    live = judged(context, reader, month, month_standing(context, reader, month))
    book = sign_book(context, reader, month)
    zone = context.zone_of(reader)
    holds = month_end.holds(reader.connection, str(month))
    is_closed = live.standing.state == "closed"
    exceptions = exception_lines(context, reader, month, live.found, book, settled=live.kept)
    if is_closed:  # what was accepted and what came later is told; nothing else is mended without reopening
        exceptions = tuple(line for line in exceptions if line.accepted or line.code == _CHANGED_SINCE)
    flags = flags_of(exceptions)
    queues = {
        asked: queue_of(reader, asked, live.found, book, holds, flags, zone) for asked in (COORDINATOR, PRACTITIONER)
    }
    work = open_work(context, reader, month, live.found, live.board, book, queues[COORDINATOR].lines)
    steps = _steps(context, reader, month, exceptions, queues)
    if is_closed:
        steps = tuple(replace(step, state="done", words="Done when it was closed.", count=0) for step in steps)
    ready = _readiness(context, reader, month, live, steps)
    desk = MonthDesk(
        board=boards.board_of(reader, month) if is_closed else live.board,
        standing=live.standing,
        steps=steps,
        exceptions=exceptions,
        near_misses=near_misses(live.board, work),
        open_work=work,
        queue=queues[role],
        close_refused=month_close.refusals(ready, {}),
        may_be_skipped=tuple(step.key for step in steps if step.state == "open"),
    )
    return Survey(desk, live, book, ready)


def _readiness(context: Context, reader: Reader, month: Month, live: Judged, steps: Iterable[Step]) -> Readiness:
    may = not roles_of(reader, context.person).isdisjoint(who_may(Verb.CLOSE_MONTH))
    return Readiness(
        refused_role="" if may else only(who_may(Verb.CLOSE_MONTH), Verb.CLOSE_MONTH.value),
        over=live.board.over,
        standing=standing_of(reader, month),
        earlier_open=_earlier_open(context, reader, month),
        steps=tuple((step.key, step.state, step.words) for step in steps),
    )


def _earlier_open(context: Context, reader: Reader, month: Month) -> str:
    """The latest month before, when it has work that nobody closed; months before all rules cannot be closed."""
    before, zone = month.previous, context.zone_of(reader)
    while context.rules.covers(before) and standing_of(reader, before).state != "closed":
        if month_end.has_entries(reader.connection, *before.bounds(zone)):
            return before.title
        before = before.previous  # without work: nobody closes it, and it must not hide the one before
    return ""


def _steps(
    context: Context, reader: Reader, month: Month, exceptions: Iterable[ExceptionLine], queues: dict[str, Queue]
) -> tuple[Step, ...]:
    opening, closing = month.bounds(context.zone_of(reader))
    sessions = [row for row in month_end.sessions(reader.connection) if _touches(row.segments, row.running_since,
                                                                               (opening, closing))]  # fmt: skip
    must = [line for line in exceptions if line.severity == "must" and line.open]
    reviews = [line for line in exceptions if line.severity == "review" and line.open]
    waiting = [line for line in queues[PRACTITIONER].lines if line.state not in ("signed", "held")]
    foreign = month_end.foreign_operations(reader.connection)
    backup = month_end.last_backup(reader.connection)
    today = local_words.iso_day(context.now(), context.zone_of(reader))
    fresh = backup is not None and local_words.iso_day(backup, context.zone_of(reader)) == today
    return (
        _step("timers", "Timers finished", len(sessions), "stops",
              ("timer session has no note yet.", "timer sessions have no note yet."),
              "Time without a note is not billed and would be missing from the closed month."),
        _step("devices", "Devices synced", 1 if foreign else 0, "open",
              ("check is due: has every other device exchanged since the month ended?", ""),
              "Work on a device that has not exchanged would come in as an addendum."),
        _step("must_fix", "Must-fix exceptions", len(must), "stops",
              ("exception must be fixed, or its patient put on hold.",
               "exceptions must be fixed, or their patients put on hold."),
              "Each of these would be found in an audit."),
        _step("reviews", "Exceptions looked at", len(reviews), "open",
              ("exception waits for “OK because…”.", "exceptions wait for “OK because…”."),
              "Somebody should have looked at what is unusual before it is billed."),
        _step("sign_off", "Sign-off", len(waiting), "stops",
              ("patient is neither signed for nor on hold.", "patients are neither signed for nor on hold."),
              "An unsigned note is not billable."),
        _step("backup", "Backup made today", 0 if fresh else 1, "open",
              ("backup is due: none was made today.", ""), "A closed month is worth a copy on another disk."),
    )  # fmt: skip


def _step(key: str, title: str, count: int, when_open: str, words: tuple[str, str], why: str) -> Step:
    if not count:
        return Step(key, title, "done", "Done.", 0, why)
    return Step(key, title, when_open, f"{count} {words[count > 1]}", count, why)


def _touches(segments: Iterable[tuple[int, int, str]], running_since: int | None, span: tuple[int, int]) -> bool:
    return touches(segments, span) or (running_since is not None and running_since < span[1])
