"""The lines of the Today page: each kind of work as one line, and the order in which they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ccm_desktop.domain.calendar import from_epoch, local_day
from ccm_desktop.domain.checkins import OVERDUE
from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.models.queries.review_causes import SOURCE
from ccm_desktop.models.store import Held
from ccm_desktop.services import local_words
from ccm_desktop.services.checkins import DueCheckin
from ccm_desktop.services.coordination import CoordinationLine
from ccm_desktop.services.escalations import TARGETS, EscalationLine
from ccm_desktop.services.forms import Form, NextContact, PlanReview
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.services.plan_queue import ReturnedPlan
from ccm_desktop.services.review_causes import Asked
from ccm_desktop.services.tasks import TaskLine
from ccm_desktop.services.transition_lines import StepLine

REVIEW = "Review the care plan"


@dataclass(frozen=True, slots=True)
class TodayLine:
    """Something to do: a task, a planned contact, an escalation, an open loop, a step after a discharge, a review, a
    plan that came back without a signature."""

    key: str
    """Its kind and its id: `task:…`, `call:…`, `escalation:…`, `loop:…`, `step:…`, `review:…`, `returned:…`,
    `teach_back:…` or `checkin:…`."""
    patient_id: str
    name: str
    due_on: str
    due_time: str
    """`14:30` in the practice's time; empty for any time of the day."""
    overdue: bool
    status: Chip | None
    """The patient's chip in the panel; None without a patient."""
    what: str
    month_seconds: int | None
    whose: str
    """Name of a person, or of the role that an escalation goes to."""
    task: TaskLine | None = None
    contact: Form[NextContact] | None = None
    """The planned contact as it is shown, for a change from the list."""
    escalation: EscalationLine | None = None
    loop: CoordinationLine | None = None
    """An open loop of the coordination log that is due."""
    step: StepLine | None = None
    """What is to follow a discharge."""
    review: Form[PlanReview] | None = None
    """The review as it is shown, for "no change" from the list. Its day makes it due, or what asks for it, also as a
    task."""
    asked: bool = False
    """Something asks for the review and is nobody's task yet."""
    checkin: DueCheckin | None = None
    returned: ReturnedPlan | None = None
    """The plan came back without a signature."""
    to_repeat: int = 0
    """Teach-backs that did not succeed, of a patient with whom no contact is planned."""

    @property
    def ends_elsewhere(self) -> bool:
        """Where it is opened: by a decision, the questions of a check-in, a plan that goes to be signed again."""
        decides = self.escalation is not None and bool(self.escalation.decides)
        return decides or bool(self.to_repeat) or self.checkin is not None or self.returned is not None

    @property
    def is_reading(self) -> bool:
        """A reading outside its limit, on which somebody has to act."""
        return self.task is not None and self.task.is_reading


def order(line: TodayLine) -> tuple[object, ...]:
    """Overdue first; escalations, red check-ins and readings of the same day before all; then other readings.

    Then by day; without a time below those of its day.
    """
    task = line.task
    is_red = task is not None and (task.is_red or (task.is_reading and task.what.value.priority == "high"))
    presses = line.overdue or is_red
    calm = line.escalation is None and not is_red
    return (
        not presses, calm and presses, not line.is_reading and (calm or not presses), line.due_on == "",
        line.due_on, line.due_time == "", line.due_time, line.name, line.key,
    )  # fmt: skip


def of_task(
    task: TaskLine, panel: dict[str, PanelLine], reviews: Mapping[str, Form[PlanReview]]
) -> TodayLine:  # fmt: skip
    """A review that became a task is still done by reviewing the plan."""
    review = reviews.get(task.patient_id) if task.what.value.source == SOURCE else None
    what, line = task.what.value, panel.get(task.patient_id)
    return TodayLine(
        f"task:{task.task_id}", task.patient_id, task.name, what.due_on, what.due_time, task.overdue,
        line.status if line else None, what.title, line.counted_seconds if line else None, task.owner_name, task=task,
        review=review,
    )  # fmt: skip


def of_call(
    line: PanelLine, held: Held[NextContact], today: str, again: Mapping[str, frozenset[str]]
) -> TodayLine:  # fmt: skip
    """`again`: teach-backs that did not succeed, by patient; they return at this contact."""
    purpose = held.value.purpose or "Planned contact"
    what = f"Attempt {line.attempts + 1}: {purpose}" if line.attempts else purpose
    waiting = len(again.get(line.patient_id, ()))
    what += f" · {waiting} to go over again" if waiting else ""
    return TodayLine(
        f"call:{line.patient_id}", line.patient_id, line.name, line.next_contact_on, "", line.next_contact_on < today,
        line.status, what, line.counted_seconds,
        line.coordinator, contact=Form(line.patient_id, held.value, held.heads, held.others),
    )  # fmt: skip


def of_teach_backs(line: PanelLine, again: Mapping[str, frozenset[str]]) -> TodayLine:
    """No contact is planned at which they would return: they stand here until there is one (product A-102)."""
    count = len(again[line.patient_id])
    what = f"Teach-back: {count} to go over again at the next contact; none is planned"
    return TodayLine(
        f"teach_back:{line.patient_id}", line.patient_id, line.name, "", "", False, line.status, what,
        line.counted_seconds, line.coordinator, to_repeat=count,
    )  # fmt: skip


def of_returned(one: ReturnedPlan, line: PanelLine, zone: ZoneInfo) -> TodayLine:
    """From its day on: a signature waits for it."""
    day = local_day(from_epoch(one.at), zone).isoformat()
    what = f"Plan returned: {' '.join(one.why.split())} ({one.by})"
    return TodayLine(
        f"returned:{one.patient_id}", one.patient_id, line.name, day, "", False, line.status, what,
        line.counted_seconds, one.whose, returned=one,
    )  # fmt: skip


def of_loop(one: CoordinationLine, panel: dict[str, PanelLine]) -> TodayLine:
    entry, line = one.entry, panel.get(one.patient_id)
    return TodayLine(
        f"loop:{one.entry_id}", one.patient_id, one.name, entry.due_on, "", one.overdue, line.status if line else None,
        f"{entry.next_step} ({entry.counterparty})", line.counted_seconds if line else None, one.owner_name, loop=one,
    )  # fmt: skip


def of_checkin(one: DueCheckin, panel: dict[str, PanelLine]) -> TodayLine:
    line = panel.get(one.patient_id)
    return TodayLine(
        f"checkin:{one.patient_id}", one.patient_id, one.name, one.due_on, "", one.state == OVERDUE,
        line.status if line else None, one.what, line.counted_seconds if line else None, one.owner_name, checkin=one,
    )  # fmt: skip


def of_step(one: StepLine, panel: dict[str, PanelLine]) -> TodayLine:
    line = panel.get(one.patient_id)
    facility, maybe = one.discharge.value.facility, one.offered
    what = f"After discharge from {facility}: {one.title}"
    if maybe is not None:  # first what is news: the end of a long line is cut
        day = local_words.near_day(maybe.on)
        what = f"A {maybe.noun} on {day} may be the contact after discharge from {facility}"
    if one.twice:
        what = f"Recorded twice? {what}"
    return TodayLine(
        f"step:{one.key}", one.patient_id, one.name, one.due_on, "", one.overdue, line.status if line else None,
        what, line.counted_seconds if line else None, one.owner_name, step=one,
    )  # fmt: skip


def of_review(
    line: PanelLine, asked: Asked | None, due: str, review: Form[PlanReview], today: str
) -> TodayLine:  # fmt: skip
    return TodayLine(
        f"review:{line.patient_id}", line.patient_id, line.name, due, "", due < today, line.status,
        f"{REVIEW}: {asked.words}" if asked else REVIEW, line.counted_seconds, line.coordinator, review=review,
        asked=asked is not None,
    )  # fmt: skip


def of_escalation(one: EscalationLine, panel: dict[str, PanelLine], zone: ZoneInfo) -> TodayLine:
    due = from_epoch(one.due_at).astimezone(zone).isoformat()
    line = panel.get(one.patient_id)
    return TodayLine(
        f"escalation:{one.escalation_id}", one.patient_id, one.name, due[:10], due[11:16], one.overdue,
        line.status if line else None, f"Escalation: {one.reason}", line.counted_seconds if line else None,
        TARGETS[one.target], escalation=one,
    )  # fmt: skip
