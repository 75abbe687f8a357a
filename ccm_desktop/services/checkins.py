"""Symptom check-ins: who is asked how often, what was answered, and the work that amber and red make (A-48).

The questions are read from the plan as it is; what was asked is kept with the answers. The task is made in the commit
of the check-in and ends by words: what was done, or why nothing is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ccm_desktop.domain import checkins as rules
from ccm_desktop.domain.calendar import is_day, local_day
from ccm_desktop.domain.checkins import ANSWERS, GENERAL, LEVELS, RHYTHMS, STATES, Question
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.checkin import (
    CheckinAnswer,
    CheckinAnswered,
    CheckinSchedule,
    CheckinWithdrawn,
    schedule_entity,
)
from ccm_desktop.models.queries import checkins, tasks
from ccm_desktop.models.queries.checkins import CheckinRow, RhythmRow
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form, SymptomToWatch, TaskStatus
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import people_of
from ccm_desktop.services.review_causes import raise_dose, raise_symptom, withdraw
from ccm_desktop.services.tasks import NewTask, write_task

_CHANGED = Changed.TASKS | Changed.PATIENTS | Changed.CARE_PLAN
_MISTAKE = "Taken back with the check-in"


@dataclass(frozen=True, slots=True)
class Given:
    """A question as it was asked, and what was said."""

    question: Question
    answer: str = ""
    """A key of `ANSWERS`; empty for not answered."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class NewCheckin:
    """A check-in to be."""

    patient: str
    given: tuple[Given, ...]
    on: str = ""
    """The day of the answers (ISO); empty for today."""
    source: str = "typed"
    session: str = ""


@dataclass(frozen=True, slots=True)
class CheckinLine:
    """One that was answered; `at` in epoch seconds."""

    record_id: str
    answered_on: str
    level: str
    """A key of `LEVELS`."""
    words: str
    """The color with what is there."""
    given: tuple[Given, ...]
    by: str
    at: int
    source: str
    task: str
    """Entity of the task that it led to; empty for none."""
    is_open: bool
    """Nobody said yet what was done about it."""
    outcome: str
    """What was done, or why nothing is needed."""


@dataclass(frozen=True, slots=True)
class DueCheckin:
    """The next one of a patient."""

    patient_id: str
    name: str
    mrn: str
    owner: str
    """Person id of the patient's coordinator; empty for nobody's."""
    owner_name: str
    every_days: int
    due_on: str
    state: str
    """A key of `STATES`."""
    missed: int
    """Days of the rhythm that came without an answer."""
    last: str
    """Level of the last one; empty for none."""

    @property
    def nobodys(self) -> bool:
        """Nobody at work is the patient's coordinator."""
        return not self.owner_name

    @property
    def what(self) -> str:
        """In a list of work."""
        late = f", {self.missed} not answered" if self.missed > 1 else ""
        return f"Symptom check-in, {rhythm_words(self.every_days).lower()}{late}"


@dataclass(frozen=True, slots=True)
class CheckinSheet:
    """Everything about one patient."""

    patient_id: str
    name: str
    questions: tuple[Question, ...]
    schedule: Form[CheckinSchedule]
    due: DueCheckin | None
    """None where nothing is asked."""
    lines: tuple[CheckinLine, ...]
    """The newest first."""


class CheckinService:
    """Plans, lists, records and takes back."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def sheet(self, patient: str) -> CheckinSheet:
        """What is asked of a patient, when, and what was answered."""
        with self._context.reading() as reader:
            who = who_is(reader, patient)
            found = self._due_of(reader, checkins.rhythms(reader.connection, patient))
            return CheckinSheet(
                patient, f"{who.family}, {who.given}", questions_of(reader, patient), schedule_of(reader, patient),
                found[0] if found else None, lines_of(reader, patient),
            )  # fmt: skip

    def due(self, *, later: bool = False) -> tuple[DueCheckin, ...]:
        """Of everybody enrolled, by day; `later`: those that are not due yet or paused too."""
        with self._context.reading() as reader:
            return due_checkins(self._context, reader, later=later)

    def plan(self, form: Form[CheckinSchedule]) -> Outcome[Form[CheckinSchedule]]:
        """Keep how often the patient is asked; returns the form as it stands, for an undo."""
        require(self._context, Verb.CARE)
        patient, new = form.entity, form.value
        with self._context.transaction() as tx:
            who_is(tx, patient)
            today = self._today(tx)
            value = _checked(new, today)
            before = tx.held(CheckinSchedule, schedule_entity(patient))
            if before is not None and before.value.paused and not value.paused and value.every_days:
                first = date.fromisoformat(value.first_on)
                value = replace(value, first_on=rules.again_from(value.every_days, first, today).isoformat())
            tx.record(value, entity=schedule_entity(patient), patient=patient, prev=form.heads)
            return Outcome(schedule_of(tx, patient), _CHANGED)

    def record(self, new: NewCheckin) -> Outcome[str]:
        """Keep what was answered and do what it leads to; returns its id."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            record = write_checkin(self._context, tx, new)
        return Outcome(record, _CHANGED)

    def line(self, record: str) -> CheckinLine:
        """One that stands."""
        with self._context.reading() as reader:
            row = checkins.one(reader.connection, record)
            for one in lines_of(reader, row.patient) if row is not None else ():
                if one.record_id == record:
                    return one
        raise _gone()

    def withdraw(self, record: str, reason: str = "Taken back at once") -> Outcome[None]:
        """It was recorded by mistake: what it led to goes with it, unless somebody saw to it meanwhile."""
        require(self._context, Verb.CARE)
        if not reason.strip():
            raise BadInput("reason_missing", "The reason is empty.", "Say why it does not hold.")
        with self._context.transaction() as tx:
            row = checkins.one(tx.connection, record)
            if row is None or row.withdrawn:
                raise _gone()
            for about in (row.id, _dose(row.id)):
                withdraw(tx, row.patient, about, _MISTAKE)
            held = tx.held(TaskStatus, row.led_to) if row.led_to else None
            if held is not None and held.value.status == "open":
                tx.record(TaskStatus("dropped", _MISTAKE), entity=row.led_to, patient=row.patient, prev=held.heads)
            fact = CheckinWithdrawn(record, reason.strip(), self._context.person)
            tx.record(fact, entity=new_id(), patient=row.patient)
        return Outcome(None, _CHANGED)

    def _due_of(self, reader: Reader, rows: Iterable[RhythmRow]) -> tuple[DueCheckin, ...]:
        return _due(reader, rows, self._today(reader))

    def _today(self, reader: Reader) -> date:
        return local_day(self._context.clock.now(), self._context.zone_of(reader))


def write_checkin(context: Context, tx: Transaction, new: NewCheckin) -> str:
    """Record one within a transaction of the caller; returns its id."""
    who_is(tx, new.patient)
    today = local_day(context.clock.now(), context.zone_of(tx))
    answered = _answered_on(new.on, today)
    given = {one.question.key: one for one in new.given}
    _check_given(tx, new.patient, given.values())
    questions = rules.merged((one.question for one in new.given), questions_of(tx, new.patient))
    answers = {key: one.answer for key, one in given.items()}
    found, record = rules.score(questions, answers), new_id()
    task = ""
    if found.level in (rules.AMBER, rules.RED):
        task = write_task(tx, NewTask(
            rules.work_words(found), new.patient, rules.work_due(found.level, today).isoformat(),
            priority="high" if found.level == rules.RED else "normal", source=rules.SOURCE, reference=record,
        ))  # fmt: skip
    kept = tuple(
        CheckinAnswer(one.key, one.ask, one.do, one.urgency, answers.get(one.key, ""),
                      given[one.key].words.strip() if one.key in given else "")
        for one in questions
    )  # fmt: skip
    fact = CheckinAnswered(
        answered.isoformat(), kept, found.level, context.person, new.source,
        new.session, task,
    )  # fmt: skip
    tx.record(fact, entity=record, patient=new.patient)
    if words := rules.asks_review(found, answers):
        raise_symptom(context, tx, new.patient, record, words)
    if answers.get(rules.MEDICINE) == rules.YES:
        raise_dose(context, tx, new.patient, _dose(record), "Check-in: medicine was missed")
    return record


def questions_of(reader: Reader, patient: str) -> tuple[Question, ...]:
    """The signs of the plan as it is, then what everybody is asked.

    Of a sign that two people changed at once the more pressing version is asked.
    """
    found = []
    for row in checkins.signs(reader.connection, patient):
        one = Question(row.id, row.sign, row.do, row.urgency or "call")
        held = reader.held(SymptomToWatch, row.id) if row.heads > 1 else None
        for other in held.others if held is not None else ():
            before = Question(row.id, other.sign, other.do, other.urgency or "call")
            one = before if before.is_pressing and not one.is_pressing else one
        found.append(one)
    return (*found, *GENERAL)


def schedule_of(reader: Reader, patient: str) -> Form[CheckinSchedule]:
    """How often a patient is asked, opened for editing. Its entity is the patient."""
    held = reader.held(CheckinSchedule, schedule_entity(patient))
    return Form(patient, held.value, held.heads, held.others) if held else Form(patient, CheckinSchedule())


def lines_of(reader: Reader, patient: str) -> tuple[CheckinLine, ...]:
    """Those that stand, the newest first, within a view of the file."""
    names = {person.id: person.title for person in people_of(reader)}
    ended = {row.id: row for row in tasks.tasks(reader.connection, open_only=False, patient=patient)}
    return tuple(
        _line(row, names.get(row.person, ""), ended.get(row.led_to))
        for row in checkins.of_patient(reader.connection, patient) if not row.withdrawn
    )  # fmt: skip


def due_checkins(context: Context, reader: Reader, *, later: bool = False) -> tuple[DueCheckin, ...]:
    """Of everybody enrolled, by day, within a view of the file."""
    today = local_day(context.clock.now(), context.zone_of(reader))
    found = _due(reader, checkins.rhythms(reader.connection), today)
    shown = (one for one in found if later or one.state in (rules.OVERDUE, rules.DUE))
    return tuple(sorted(shown, key=lambda one: (one.state == rules.PAUSED, one.due_on, one.name)))


def is_due(context: Context, reader: Reader, patient: str) -> bool:
    """Whether the patient is to be asked by today, within a view of the file."""
    today = local_day(context.clock.now(), context.zone_of(reader))
    found = _due(reader, checkins.rhythms(reader.connection, patient), today)
    return any(one.state in (rules.OVERDUE, rules.DUE) for one in found)


def rhythm_words(every_days: int) -> str:
    """`Every two weeks`."""
    if every_days == 1:
        return "Every day"
    return RHYTHMS.get(every_days, f"Every {every_days} days")


def _due(reader: Reader, rows: Iterable[RhythmRow], today: date) -> tuple[DueCheckin, ...]:
    names = {person.id: person.title for person in people_of(reader) if person.active}
    found = []
    for row in filter(None, (_until_decided(reader, row) for row in rows)):
        day = rules.next_due(row.every_days, date.fromisoformat(row.first_on), row.answered_on)
        state = rules.PAUSED if row.paused else rules.state(day, today)
        late = 0 if row.paused else rules.missed(row.every_days, day, today)
        found.append(DueCheckin(
            row.patient, f"{row.family}, {row.given}", row.mrn, row.coordinator, names.get(row.coordinator, ""),
            row.every_days, day.isoformat(), state, late, row.level,
        ))  # fmt: skip
    return tuple(found)


def _until_decided(reader: Reader, row: RhythmRow) -> RhythmRow | None:
    """Of rhythms that two computers said differently the closest one holds: nobody falls silent meanwhile."""
    if row.heads < 2:
        return row
    form = schedule_of(reader, row.patient)
    asked = [one for one in (form.value, *form.others) if one.every_days]
    if not asked:
        return None
    closest = min(asked, key=lambda one: (one.paused, one.every_days, one.first_on))
    return row._replace(every_days=closest.every_days, first_on=closest.first_on, paused=closest.paused)


def _line(row: CheckinRow, by: str, task: tasks.TaskRow | None) -> CheckinLine:
    given = tuple(
        Given(Question(one["question"], one["ask"], one["do"], one["urgency"]), one["answer"], one["words"])
        for one in row.answers
    )
    found = rules.score((one.question for one in given), {one.question.key: one.answer for one in given})
    there = "; ".join(one.ask for one in found.present)
    words = replace(found, level=row.level).words if row.level in LEVELS else row.level
    is_open = task is not None and task.status in ("open", "")
    return CheckinLine(
        row.id, row.answered_on, row.level, f"{words}: {there}" if there else words, given, by, row.at // 1000,
        row.source, row.led_to, is_open, task.outcome if task is not None and not is_open else "",
    )  # fmt: skip


def _checked(new: CheckinSchedule, today: date) -> CheckinSchedule:
    """As it is kept: where nothing is asked, nothing is paused."""
    if not new.every_days:
        return CheckinSchedule(why=new.why.strip())
    if not rules.LEAST_DAYS <= new.every_days <= rules.MOST_DAYS:
        raise BadInput("checkin_rhythm", "This is no rhythm for check-ins.",
                       f"Choose from every {rules.LEAST_DAYS} to every {rules.MOST_DAYS} days.")  # fmt: skip
    first = new.first_on or today.isoformat()
    if not is_day(first):
        raise BadInput("date_unreadable", "The first day is not a date.", "Write it like 2026-10-05.")
    return replace(new, first_on=first, why=new.why.strip() if new.paused else "")


def _answered_on(text: str, today: date) -> date:
    if text and not is_day(text):
        raise BadInput("date_unreadable", "The day of the answers is not a date.", "Write it like 2026-10-05.")
    day = date.fromisoformat(text) if text else today
    if day > today:
        raise BadInput("checkin_in_future", "The day of the answers is still to come.", "Use the day of the answers.")
    return day


def _check_given(reader: Reader, patient: str, given: Iterable[Given]) -> None:
    said = False
    general = {one.key for one in GENERAL}
    for one in given:
        if one.answer not in ("", *ANSWERS):
            raise BadInput("checkin_answer", "An answer is not understood.", f"Use one of: {', '.join(ANSWERS)}.")
        key = one.question.key
        if key not in general and reader.patient_of(SymptomToWatch, key) != patient:
            raise BadInput("checkin_question", "A question is not one of this patient's plan.",
                           "Open the check-in again.")  # fmt: skip
        said = said or bool(one.answer)
    if not said:
        raise BadInput("checkin_empty", "No question is answered.", "Answer at least one: yes, a little or no.")


def _dose(record: str) -> str:
    """What the cause about missed medicine is about, beside that about signs."""
    return f"{record}:{rules.MEDICINE}"


def _gone() -> Refusal:
    return Refusal("checkin_gone", "There is no such check-in any more.", "Look at the list again.")


__all__ = ["ANSWERS", "LEVELS", "RHYTHMS", "STATES", "CheckinLine", "CheckinService", "CheckinSheet", "DueCheckin"]
