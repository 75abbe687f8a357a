"""The Today page: what is due for one person or everybody, how the month stands, and what is best done next.

The panel's lines are judged once, by the panel; this only counts them, so that nothing is decided twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ccm_desktop.domain.calendar import local_day, workdays_left
from ccm_desktop.domain.timekeeping import clock_text
from ccm_desktop.models.queries import tasks as open_work
from ccm_desktop.models.queries import teach_backs
from ccm_desktop.models.queries.review_causes import SOURCE
from ccm_desktop.models.store import Held, Reader
from ccm_desktop.services import escalations, tasks, today_lines
from ccm_desktop.services.call_session import session_of_call
from ccm_desktop.services.checkins import DueCheckin, due_checkins
from ccm_desktop.services.context import Context
from ccm_desktop.services.coordination import CoordinationLine, open_lines
from ccm_desktop.services.escalations import EscalationService
from ccm_desktop.services.forms import Form, NextContact, PlanReview
from ccm_desktop.services.left_work import LeftWork, left_work
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.services.people import people_of
from ccm_desktop.services.plan_queue import PlanToSign, ReturnedPlan, on_the_way
from ccm_desktop.services.review_causes import Asked, asked_of
from ccm_desktop.services.tasks import TaskLine
from ccm_desktop.services.timer import TimerService
from ccm_desktop.services.timer_views import NoteDue
from ccm_desktop.services.today_cards import TodayCard, cards, is_close
from ccm_desktop.services.today_lines import TodayLine
from ccm_desktop.services.transition_lines import StepLine, Transition, open_transitions
from ccm_desktop.services.week_ahead import Ahead, review_day, week_ahead

BEST_SHOWN = 3
_OUT = frozenset({"ended", "declined", "not_eligible"})


@dataclass(frozen=True, slots=True)
class NextBest:
    """A patient nearly at a threshold, with the work that is really open; none is said, too."""

    patient_id: str
    name: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class OpenFlag:
    """A sign of danger that has no outcome yet, of anybody's call: it concerns everybody until it has one."""

    flag_id: str
    patient_id: str
    name: str
    title: str
    raised_at: int
    """Epoch seconds."""
    by: str
    """Name of who raised it."""
    in_call: bool
    """Whether Call mode shows it: then its outcome is said there."""


@dataclass(frozen=True, slots=True)
class TodayView:
    """Everything on the page."""

    cards: tuple[TodayCard, ...]
    lines: tuple[TodayLine, ...]
    due: int
    overdue: int
    unfiled: int
    notes: tuple[NoteDue, ...]
    best: tuple[NextBest, ...]
    workdays_left: int
    flags: tuple[OpenFlag, ...]
    """Oldest first."""
    ahead: tuple[Ahead, ...]
    to_sign: tuple[PlanToSign, ...] | None
    """Care plans that wait for a signature, the longest waiting first; None for whoever may not sign them."""
    loops: int = 0
    """Open loops of the coordination log, whenever they are due, and how many of them are late."""
    loops_overdue: int = 0
    left: tuple[LeftWork, ...] = ()
    """What this person left half done on this computer, whosever patients the page is about."""


class TodayService:
    """Gathers the page."""

    def __init__(self, context: Context, timer: TimerService) -> None:
        self._context, self._timer = context, timer
        self._escalations = EscalationService(context)

    def view(self, panel: Sequence[PanelLine], *, everybody: bool = False) -> TodayView:
        """From the panel's lines as they stand, and what is due of tasks, contacts and escalations."""
        me, notes, by_id = self._context.person, self._timer.note_due(), {line.patient_id: line for line in panel}
        with self._context.reading() as reader:
            found = tasks.lines_of(self._context, reader)
            raised = escalations.lines_of(self._context, reader) if everybody else self._escalations.mine()
            zone = self._context.zone_of(reader)
            day = local_day(self._context.clock.now(), zone)
            today, left = day.isoformat(), workdays_left(day, self._context.month())
            mine = [line for line in panel if line.program_status == "enrolled"
                    and (everybody or line.coordinator_id == me)]  # fmt: skip
            loops = _loops_of(open_lines(self._context, reader), me, everybody)
            asking = _asking(due_checkins(self._context, reader), me, everybody)
            to_sign, returned = on_the_way(reader, me, everybody)
            flags, again = self._flags(reader, panel), teach_backs.to_repeat(reader.connection)
            asked = asked_of(reader, without_tasks=True)
            steps = _steps(open_transitions(self._context, reader), me, everybody)
            ahead = week_ahead(mine, _whose(found, me, everybody), loops, asked, steps, day)
            planned = _planned(reader, mine, today)
            reviews = _reviews(reader, mine, asked, today)
            by_task = _task_reviews(reader, found)
            left_behind = left_work(reader, me, {patient: line.name for patient, line in by_id.items()})
        due = [one for one in _whose(found, me, everybody) if _is_now(one, today)]
        lines = [
            *(today_lines.of_escalation(one, by_id, zone) for one in raised),
            *(today_lines.of_task(one, by_id, by_task) for one in due),
            *(today_lines.of_call(line, held, today, again) for line, held in planned),
            *(today_lines.of_loop(one, by_id) for one in loops if one.entry.due_on <= today),
            *(today_lines.of_step(one, by_id) for one in steps if one.shows_from <= today),
            *(today_lines.of_checkin(one, by_id) for one in asking),
            *_returned(returned, by_id, zone),
            *(today_lines.of_teach_backs(line, again) for line in _unplanned(mine) if line.patient_id in again),
        ]
        best = _best(mine, Counter(one.patient_id for one in lines), today)
        lines = sorted((*lines, *reviews), key=today_lines.order)
        return TodayView(
            cards(mine, notes, left, everybody), tuple(lines), len(lines), sum(one.overdue for one in lines),
            sum(not one.patient_id for one in found), notes, best, left, flags, ahead,
            to_sign, len(loops), sum(one.overdue for one in loops), left_behind,
        )  # fmt: skip

    def _flags(self, reader: Reader, panel: Sequence[PanelLine]) -> tuple[OpenFlag, ...]:
        rows = open_work.flags(reader.connection, open_only=True)
        if not rows:
            return ()
        names = {line.patient_id: line.name for line in panel}
        people = {one.id: one.name for one in people_of(reader)}
        return tuple(
            OpenFlag(
                row.id, row.patient, names.get(row.patient, ""), row.title, row.raised_at, people.get(row.person, ""),
                session_of_call(self._context, reader, row.patient) == row.session,
            ) for row in rows
        )  # fmt: skip


def _whose(lines: Iterable[TaskLine], me: str, everybody: bool) -> list[TaskLine]:
    """One's own, and what nobody has filed; those of whoever has left are everybody's."""
    return [one for one in lines if everybody or one.owner == me or one.nobodys or not one.patient_id]


def _loops_of(lines: Iterable[CoordinationLine], me: str, everybody: bool) -> list[CoordinationLine]:
    """One's own; those of whoever has left are everybody's."""
    return [one for one in lines if everybody or one.nobodys or one.entry.owner == me]


def _asking(lines: Iterable[DueCheckin], me: str, everybody: bool) -> list[DueCheckin]:
    """One's own check-ins; those of whoever has left are everybody's."""
    return [one for one in lines if everybody or one.nobodys or one.owner == me]


def _planned(reader: Reader, panel: Iterable[PanelLine], today: str) -> list[tuple[PanelLine, Held[NextContact]]]:
    """Contacts whose day has come."""
    due = (line for line in panel if line.next_contact_on and line.next_contact_on <= today)
    found = [(line, reader.held(NextContact, line.patient_id)) for line in due]
    return [(line, held) for line, held in found if held is not None]


def _unplanned(panel: Iterable[PanelLine]) -> list[PanelLine]:
    return [line for line in panel if not line.next_contact_on]


def _is_now(task: TaskLine, today: str) -> bool:
    what = task.what.value
    if task.is_reading:  # a reading outside its limit is work from the moment it comes in
        return True
    return what.due_on <= today if what.due_on else what.kind != "visit"


def _returned(plans: Iterable[ReturnedPlan], panel: dict[str, PanelLine], zone: ZoneInfo) -> list[TodayLine]:
    """Those of whoever is or may be in the program: nobody signs a plan for one who has left it."""
    lines = [(one, panel.get(one.patient_id)) for one in plans]
    return [today_lines.of_returned(one, line, zone) for one, line in lines if line and line.program_status not in _OUT]


def _steps(open_: Iterable[Transition], me: str, everybody: bool) -> list[StepLine]:
    """What is open after discharges; of whoever has left it is everybody's."""
    lines = (line for one in open_ for line in one.steps if line.is_open)
    return [line for line in lines if everybody or line.owner == me or line.nobodys]


def _reviews(
    reader: Reader, panel: Iterable[PanelLine], asked: Mapping[str, Asked], today: str
) -> list[TodayLine]:  # fmt: skip
    """One a patient."""
    found = []
    for line in panel:
        causes = asked.get(line.patient_id)
        day = review_day(line, causes)
        if day and day <= today:
            found.append(today_lines.of_review(line, causes, day, _review(reader, line.patient_id), today))
    return found


def _task_reviews(reader: Reader, found: Iterable[TaskLine]) -> dict[str, Form[PlanReview]]:
    """By patient, of reviews that became a task."""
    return {one.patient_id: _review(reader, one.patient_id) for one in found if one.what.value.source == SOURCE}


def _review(reader: Reader, patient: str) -> Form[PlanReview]:
    held = reader.held(PlanReview, patient)
    return Form(patient, held.value, held.heads, held.others) if held else Form(patient, PlanReview())


def _best(lines: Iterable[PanelLine], working: Counter[str], today: str) -> tuple[NextBest, ...]:
    """Nearest to a threshold first, among them those with open work: time is never stretched for its own sake."""
    found = []
    for line in lines:
        if line.next is not None and is_close(line) and line.status.key not in ("blocked", "running"):
            why = _open_work(line, working, today)
            words = f"{clock_text(line.next.short_by_seconds)} to {line.next.at_seconds // 60} minutes"
            one = NextBest(line.patient_id, line.name, words, why or "Nothing is open: leave it be")
            found.append((not why, line.next.short_by_seconds, line.name, one))
    return tuple(one for *_, one in sorted(found, key=lambda item: item[:3])[:BEST_SHOWN])


def _open_work(line: PanelLine, working: Counter[str], today: str) -> str:
    if line.note_due:
        return "A note is due"
    if working[line.patient_id]:
        return "Due today"
    if line.plan_review_on and line.plan_review_on <= today:
        return "Care plan review is due"
    return ""
