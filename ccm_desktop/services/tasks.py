"""Tasks: what the team has to do, for a patient or not yet filed under one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ccm_desktop.domain.calendar import is_day
from ccm_desktop.domain.checkins import SOURCE as CHECKIN
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.ledger.payloads.task import TaskAssignee, TaskStatus, TaskWhat
from ccm_desktop.models.queries import tasks
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services import local_words
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import Person, people_of

KINDS = {"task": "Task", "call": "Call", "letter": "Letter", "visit": "At the next visit", "finding": "From a call"}
PRIORITIES = {"high": "High", "normal": "Normal"}
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_LONGEST_TITLE = 300
READING = "reading"
"""Source of a task that a reading outside its limit made: it does not end without words (A-47)."""


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be. Without a patient it is unfiled.

    Without an assignee it is the patient's coordinator's; where there is none, whose who wrote it last.
    """

    title: str
    patient: str = ""
    due_on: str = ""
    due_time: str = ""
    kind: str = "task"
    priority: str = "normal"
    assignee: str = ""
    source: str = "hand"
    reference: str = ""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task in a list, with the versions that a change from the list replaces."""

    task_id: str
    patient_id: str
    """Empty for an unfiled task."""
    name: str
    mrn: str
    owner: str
    """Person id of whose it is."""
    owner_name: str
    overdue: bool
    what: Form[TaskWhat]
    status: Form[TaskStatus]
    nobodys: bool = False
    """Whose it is works here no more."""

    @property
    def in_conflict(self) -> bool:
        """Two people changed it at the same time."""
        return bool(self.what.others or self.status.others)

    @property
    def needs_words(self) -> bool:
        """It ends with what was done, as a reading outside its limit and an amber or red check-in do."""
        return self.what.value.source in (READING, CHECKIN)

    @property
    def is_reading(self) -> bool:
        """A reading outside its limit."""
        return self.what.value.source == READING

    @property
    def is_red(self) -> bool:
        """A check-in with a sign for which the plan says 911 or the same day: it is not put off."""
        return self.what.value.source == CHECKIN and self.what.value.priority == "high"


class TaskService:
    """Adds, lists and ends tasks. A change takes the forms of the `TaskLine` that the person saw."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def list(self, *, patient: str = "", owner: str = "", open_only: bool = True) -> tuple[TaskLine, ...]:
        """By day and time; with `owner`, that person's and all that nobody has filed."""
        with self._context.reading() as reader:
            lines = lines_of(self._context, reader, patient=patient, open_only=open_only)
        return tuple(line for line in lines if not owner or owner == line.owner or not line.patient_id)

    def one(self, task: str) -> TaskLine:
        """One task, opened for editing."""
        with self._context.reading() as reader:
            return _one(self._context, reader, task)

    def unfiled(self) -> int:
        """How many open tasks belong to no patient; none should at the end of the day."""
        with self._context.reading() as reader:
            return tasks.unfiled(reader.connection)

    def add(self, new: NewTask) -> Outcome[str]:
        """Make a task; returns its id."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            task = write_task(tx, new)
        return Outcome(task, Changed.TASKS)

    def capture(self, title: str, patient: str = "", due_on: str = "") -> Outcome[str]:
        """A thought caught in passing: due today unless said otherwise, for the patient in view or unfiled."""
        with self._context.reading() as reader:
            today = local_words.iso_day(self._context.now(), self._context.zone_of(reader))
        return self.add(
            NewTask(title, patient, due_on or today, assignee="" if patient else self._context.person, source="capture")
        )

    def done(self, line: TaskLine, outcome: str = "") -> Outcome[TaskLine]:
        """It is done; returns the line as it stands, for `reopen`."""
        return self._settle(line, TaskStatus("done", outcome))

    def drop(self, line: TaskLine, why: str) -> Outcome[TaskLine]:
        """It is not done and no longer needed; that has a reason."""
        if not why.strip():
            raise BadInput("reason_missing", "The reason is empty.", "Say why it is not needed.")
        return self._settle(line, TaskStatus("dropped", why))

    def reopen(self, line: TaskLine) -> Outcome[TaskLine]:
        """Undo: it is open again."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            held = tx.held(TaskStatus, line.task_id)
            if held is not None and held.value.status == "filed":
                raise Refusal("task_filed", "This task was filed under a patient.", "Change the one of the patient.")
            tx.record(TaskStatus(), entity=line.task_id, patient=line.patient_id, prev=line.status.heads)
            return Outcome(_one(self._context, tx, line.task_id), Changed.TASKS)

    def change(self, line: TaskLine, what: TaskWhat) -> Outcome[TaskLine]:
        """Other words, another day or time: also how a task is snoozed."""
        require(self._context, Verb.CARE)
        check(what)
        if line.is_red and (not what.due_on or what.due_on > line.what.value.due_on):
            raise Refusal("checkin_red", "A red check-in is not put off.",
                          "Say what was done, escalate it, or give it to somebody.")  # fmt: skip
        with self._context.transaction() as tx:
            _require_open(tx, line.task_id)
            tx.record(what, entity=line.task_id, patient=line.patient_id, prev=line.what.heads)
            return Outcome(_one(self._context, tx, line.task_id), Changed.TASKS)

    def snooze(self, line: TaskLine, due_on: str, due_time: str = "") -> Outcome[TaskLine]:
        """Another day or time."""
        return self.change(line, replace(line.what.value, due_on=due_on, due_time=due_time))

    def assignee(self, task: str) -> Form[TaskAssignee]:
        """Whose task it is, opened for editing."""
        with self._context.reading() as reader:
            held = reader.held(TaskAssignee, task)
        return Form(task, held.value, held.heads, held.others) if held else Form(task, TaskAssignee())

    def assign(self, form: Form[TaskAssignee]) -> Outcome[None]:
        """Give a task to somebody; nobody named is the patient's coordinator."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            line = _one(self._context, tx, form.entity)
            _check_person(tx, form.value.assignee)
            tx.record(form.value, entity=form.entity, patient=line.patient_id, prev=form.heads)
        return Outcome(None, Changed.TASKS)

    def give(self, task: str, person: str) -> Outcome[str]:
        """Give a task to somebody from a list; returns to whom it was given before, for another `give`."""
        form = self.assignee(task)
        kept = self.assign(replace(form, value=TaskAssignee(person)))
        return Outcome(form.value.assignee, kept.changed)

    def file(self, line: TaskLine, patient: str) -> Outcome[str]:
        """Put an unfiled task under a patient: it becomes another task, and the old one says which."""
        require(self._context, Verb.CARE)
        if line.patient_id:
            raise Refusal("task_filed", "This task belongs to a patient already.", "Drop it and add another.")
        with self._context.transaction() as tx:
            _require_open(tx, line.task_id)
            what = line.what.value
            task = write_task(tx, NewTask(
                what.title, patient, what.due_on, what.due_time, what.kind, what.priority, source=what.source,
                reference=line.task_id,
            ))  # fmt: skip
            tx.record(TaskStatus("filed", became=task), entity=line.task_id, prev=line.status.heads)
        return Outcome(task, Changed.TASKS)

    def _settle(self, line: TaskLine, status: TaskStatus) -> Outcome[TaskLine]:
        require(self._context, Verb.CARE)
        if line.needs_words and not status.outcome.strip():
            raise BadInput("outcome_missing", "It is not said what was done.",
                           "Say what was done, in one line.")  # fmt: skip
        with self._context.transaction() as tx:
            _require_open(tx, line.task_id)
            tx.record(status, entity=line.task_id, patient=line.patient_id, prev=line.status.heads)
            return Outcome(_one(self._context, tx, line.task_id), Changed.TASKS)


def write_task(tx: Transaction, new: NewTask) -> str:
    """Record a task within a transaction of the caller; returns its id."""
    what = TaskWhat(
        new.title.strip(), new.kind, new.due_on, new.due_time, new.priority, new.source, new.reference
    )  # fmt: skip
    check(what)
    if new.patient:
        who_is(tx, new.patient)
    _check_person(tx, new.assignee)
    task = new_id()
    tx.record(what, entity=task, patient=new.patient)
    tx.record(TaskStatus(), entity=task, patient=new.patient)
    if new.assignee:
        tx.record(TaskAssignee(new.assignee), entity=task, patient=new.patient)
    return task


def check(what: TaskWhat) -> None:
    """Refuse a task without words, or whose day or time is none."""
    if not what.title.strip():
        raise BadInput("task_empty", "The task has no words.", "Say what is to be done.")
    if len(what.title) > _LONGEST_TITLE:
        raise BadInput("task_too_long", "The task is too long for a list.", f"Use at most {_LONGEST_TITLE} characters.")
    if what.due_on and not is_day(what.due_on):
        raise BadInput("date_unreadable", "The day of the task is not a date.", "Write it like 2026-10-05.")
    if what.due_time and (not what.due_on or _TIME.fullmatch(what.due_time) is None):
        raise BadInput("time_unreadable", "The time of the task is not a time of a day.",
                       "Give the day, and write the time like 14:30.")  # fmt: skip
    if what.kind not in KINDS or what.priority not in PRIORITIES:
        raise BadInput("task_kind_unknown", "The kind or priority of the task is not known.",
                       f"Use one of: {', '.join(KINDS)}; {', '.join(PRIORITIES)}.")  # fmt: skip


def lines_of(
    context: Context, reader: Reader, *, patient: str = "", task: str = "", open_only: bool = True
) -> tuple[TaskLine, ...]:  # fmt: skip
    """Tasks within a view of the file."""
    people = {person.id: person for person in people_of(reader)}
    zone = context.zone_of(reader)
    now = f"{local_words.iso_day(context.now(), zone)} {context.clock.now().astimezone(zone):%H:%M}"
    rows = tasks.tasks(reader.connection, open_only=open_only, patient=patient, task=task)
    return tuple(_line(reader, row, people, now) for row in rows)


def _one(context: Context, reader: Reader, task: str) -> TaskLine:
    found = lines_of(context, reader, task=task, open_only=False)
    if not found:
        raise BadInput("task_unknown", "There is no such task.", "Choose one from the list.")
    return found[0]


def _line(reader: Reader, row: tasks.TaskRow, people: Mapping[str, Person], now: str) -> TaskLine:
    owner = row.assignee or row.coordinator or row.what_by
    whose = people.get(owner)
    what = TaskWhat(row.title, row.kind, row.due_on, row.due_time, row.priority, row.source, row.reference)
    due = f"{row.due_on} {row.due_time or '24:00'}"
    return TaskLine(
        row.id, row.patient, f"{row.family}, {row.given}" if row.patient else "", row.mrn, owner,
        whose.title if whose else "", bool(row.due_on) and due < now and row.status in ("open", ""),
        _shown(reader, row.id, what, (row.what_op, row.what_heads)),
        _shown(reader, row.id, TaskStatus(row.status or "open", row.outcome, row.became),
               (row.status_op, row.status_heads)),
        whose is None or not whose.active,
    )  # fmt: skip


def _shown(reader: Reader, task: str, value: TaskWhat | TaskStatus, head: tuple[str, int]) -> Form[Any]:
    """The register as the row has it; where several people wrote it, all of what they wrote."""
    op, heads = head
    if heads <= 1:
        return Form(task, value, (op,) if heads else ())
    held = reader.held(type(value), task)
    assert held is not None
    return Form(task, held.value, held.heads, held.others)


def _require_open(reader: Reader, task: str) -> None:
    held = reader.held(TaskStatus, task)
    if held is None:
        raise BadInput("task_unknown", "There is no such task.", "Choose one from the list.")
    if held.value.status != "open":
        raise Refusal("task_not_open", "This task is not open any more.", "Reopen it first.")


def _check_person(reader: Reader, person: str) -> None:
    if person:
        held = reader.held(PersonProfile, person)
        if held is None or not held.value.active:
            raise BadInput("person_unknown", "There is nobody of that name in the practice.", "Choose one of the list.")
