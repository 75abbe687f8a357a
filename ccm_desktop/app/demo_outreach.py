"""What is on the invented team's desks today: tasks, a patient nobody reaches, escalations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from ccm_desktop.app import demo_script as script
from ccm_desktop.app.demo_months import Stage
from ccm_desktop.domain.calendar import to_epoch
from ccm_desktop.services.escalations import NewEscalation
from ccm_desktop.services.tasks import NewTask
from ccm_desktop.services.transitions import Discharge

NURSE = 2
_TASKS = (
    ("Ask the pharmacy for the fill history", -1, "", "task"),
    ("Monthly call: blood pressure log", 0, "10:30", "call"),
    ("Medication reconciliation after the cardiologist's visit", 0, "13:00", "call"),
    ("Refill: lisinopril runs out this week", 0, "", "task"),
    ("Arrange transport for the eye examination", 1, "", "task"),
    ("Ask the daughter how the nights are", 0, "15:30", "call"),
)
"""Title, workdays from today, time, kind."""
_FIRST_TASK, _CAME_HOME, _UNREACHED, _SWOLLEN, _DIZZY, _ANSWERED_ONES = 5, 14, 20, 24, 27, 31
"""Places among the patients of the running month, so that the screens always tell the same story."""
Scene = tuple[datetime, Callable[[], None]]


class Desks:
    """Puts work on the desks."""

    def __init__(self, stage: Stage, patients: dict[int, str], now: datetime) -> None:
        self._stage, self._office, self._ids, self._now = stage, stage.office, patients, now

    def scenes(self, people: tuple[script.DemoPatient, ...]) -> Iterator[Scene]:
        """Everything with its moment; what has not happened yet is for the caller to leave out."""
        enrolled = [person for person in people if person.enrolled_on is not None]
        morning = self._now - timedelta(minutes=40)
        for place, task in enumerate(_TASKS):
            if len(enrolled) > _FIRST_TASK + place:
                yield morning, partial(self._task, enrolled[_FIRST_TASK + place], morning, *task)
        yield morning, partial(self._capture, morning)
        if len(enrolled) > _CAME_HOME:
            yield morning, partial(self._came_home, enrolled[_CAME_HOME], morning)
        if len(enrolled) > _ANSWERED_ONES:
            yield from self._unreached(enrolled[_UNREACHED])
            yield from self._escalations(enrolled)

    def _task(
        self, person: script.DemoPatient, at: datetime, title: str, days: int, due_time: str, kind: str
    ) -> None:  # fmt: skip
        self._stage.act(person.coordinator, at)
        due = at.astimezone(script.ZONE).date() + timedelta(days=days)
        patient = self._ids[person.number]
        self._office.tasks.add(NewTask(title, patient, due.isoformat(), due_time, kind))

    def _capture(self, at: datetime) -> None:
        self._stage.act(script.LEAD, at)
        self._office.tasks.capture("Call back the lady who asked about the foot clinic")

    def _came_home(self, person: script.DemoPatient, at: datetime) -> None:
        """The hospital's letter came this morning."""
        self._stage.act(person.coordinator, at)
        left = at.astimezone(script.ZONE).date() - timedelta(days=1)
        new = Discharge("Mercy Hospital", left.isoformat(), "home_health", "yes", "high")
        self._office.transitions.record(self._ids[person.number], new)

    def _unreached(self, person: script.DemoPatient) -> Iterator[Scene]:
        """Three attempts on three days, the last of them this morning."""
        today = self._now.astimezone(script.ZONE).date()
        for days, hour in ((4, 14), (2, 16), (0, 8)):
            at = _local(today - timedelta(days=days), hour, 20)
            yield at, partial(self._attempt, person, at)

    def _attempt(self, person: script.DemoPatient, at: datetime) -> None:
        self._stage.act(person.coordinator, at)
        self._office.contacts.record(
            self._ids[person.number], channel="phone", outcome="no_answer", note="Rang out.", at=to_epoch(at)
        )

    def _escalations(self, people: list[script.DemoPatient]) -> Iterator[Scene]:
        """One overdue for the lead to see, one read by the practitioner, and one that was answered."""
        for place, level, reason, target, ago in (
            (_SWOLLEN, "urgent", "Weight up 5 lb since Friday, ankles swollen", "practitioner", timedelta(hours=2)),
            (_DIZZY, "urgent", "Dizzy on standing twice, home readings 104/60", "nurse", timedelta(minutes=35)),
            (_ANSWERED_ONES, "routine", "Asks whether the water tablet can be taken at noon", "practitioner",
             timedelta(hours=3)),
        ):  # fmt: skip
            at = self._now - ago
            yield at, partial(self._raise, people[place], at, level, reason, target)

    def _raise(self, person: script.DemoPatient, at: datetime, level: str, reason: str, target: str) -> None:
        self._stage.act(person.coordinator, at)
        escalations = self._office.escalations
        raised = escalations.raise_one(NewEscalation(self._ids[person.number], level, reason, target)).value
        if target == "nurse":
            self._stage.act(NURSE, at + timedelta(minutes=4))
            escalations.read(raised)
        if level == "routine":
            self._stage.act(script.PRACTITIONER, at + timedelta(minutes=30))
            escalations.act(raised, "Yes, at noon; told the patient's wife")


def _local(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), script.ZONE).astimezone(UTC)
