"""Causes for a review of a care plan: raised by what happens, answered by the review, taken back with it (A-44).

They are written in the commit of the event itself, so that an undo of it takes them too. A patient has one review to
do, however many causes ask for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ccm_desktop.domain import review_triggers as rules
from ccm_desktop.domain.calendar import local_day
from ccm_desktop.domain.review_triggers import Cause
from ccm_desktop.ledger.payloads.clinical import CareTeamMember
from ccm_desktop.ledger.payloads.coordination import CoordinationLogged
from ccm_desktop.ledger.payloads.review_cause import ReviewCause, cause_entity
from ccm_desktop.ledger.payloads.task import TaskStatus
from ccm_desktop.models.queries import review_causes
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.context import PRACTICE, Context
from ccm_desktop.services.forms import (
    ConditionCode,
    ConditionStatus,
    EmergencyPlan,
    Form,
    GoalStatus,
    GoalText,
    InterventionStatus,
    InterventionText,
    MedicationOrder,
    MedicationReview,
    MedicationStatus,
    PlanPolicy,
    PlanReview,
    PreventiveItem,
    SymptomToWatch,
)
from ccm_desktop.services.medication_tasks import NOT_TAKEN

_REVISED = (
    ConditionCode, ConditionStatus, EmergencyPlan, GoalStatus, GoalText, InterventionStatus, InterventionText,
    MedicationOrder, MedicationStatus, SymptomToWatch,
)  # fmt: skip
"""Who changes one of these has looked at what the plan asks for. A reconciliation, a note of progress, the
summary, which is written every month, or a telephone number is no review: who made one says so."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The review that a patient's plan waits for, with all that asks for it."""

    patient_id: str
    name: str
    mrn: str
    due_on: str
    """Of the most urgent cause."""
    causes: tuple[str, ...]
    about: tuple[str, ...] = ()
    """Entities of the causes."""

    @property
    def words(self) -> str:
        """The causes in one line."""
        return rules.asked_words(self.causes)


def asked_of(reader: Reader, patient: str = "", *, without_tasks: bool = False) -> Mapping[str, Asked]:
    """By patient, the most urgent first; one read for everybody. `without_tasks`: those that became no task."""
    found: dict[str, list[review_causes.CauseRow]] = defaultdict(list)
    for row in review_causes.open_causes(reader.connection, patient):
        if not (without_tasks and row.task):
            found[row.patient].append(row)
    return {
        key: Asked(key, f"{rows[0].family}, {rows[0].given}", rows[0].mrn, rows[0].due_on,
                   tuple(row.words for row in rows), tuple(row.id for row in rows))
        for key, rows in found.items()
    }  # fmt: skip


def raise_symptom(context: Context, tx: Transaction, patient: str, about: str, words: str) -> None:
    """Something was escalated, or a sign of danger was dealt with."""
    _settle(tx, patient, about, rules.symptom(words, _today(context, tx)), again=True)


def raise_dose(context: Context, tx: Transaction, patient: str, about: str, words: str) -> None:
    """A medicine is not taken as ordered."""
    _settle(tx, patient, about, rules.dose(words, _today(context, tx)), again=True)


def withdraw(tx: Transaction, patient: str, about: str, why: str) -> None:
    """What it comes from does not hold any more; an answered one stays answered."""
    _settle(tx, patient, about, None, why=why)


def follow_loop(context: Context, tx: Transaction, patient: str, first: str, entry: CoordinationLogged | None) -> None:
    """What an entry of the coordination log leaves open now; None for nothing any more."""
    cause, today = None, _today(context, tx)
    member = tx.held(CareTeamMember, entry.member) if entry is not None and entry.member else None
    role = member.value.team_role if member is not None else ""
    if entry is not None and rules.is_with_specialist(entry.subject, role):
        if entry.due_on < today.isoformat():
            return  # the day came: a review that nobody made is still to be made
        cause = rules.appointment(f"{entry.counterparty}: {entry.next_step}", entry.due_on, today)
    _settle(tx, patient, first, cause, why="The loop is not open any more")


def follow_save(
    context: Context, tx: Transaction, patient: str, saved: Iterable[tuple[str, Form[Any]]], what: str, *,
    follow_up: bool,
) -> None:  # fmt: skip
    """What a save of the plan answers, and then what it asks for; `saved`: entities with the forms as they came."""
    forms, today = tuple(saved), _today(context, tx)
    if any(_is_review(tx, form) for _, form in forms):
        _answer(tx, patient, what or "The plan was changed", today)
    for entity, form in forms:
        value = form.value
        if isinstance(value, PreventiveItem):
            stands = value.status == "active" and rules.names_specialist(value.what)
            cause = rules.appointment(value.what, value.due_on, today) if stands else None
            _settle(tx, patient, entity, cause, why="It is not due any more")
        elif follow_up and isinstance(value, MedicationReview) and _is_missed(tx, form):
            held = tx.held(MedicationOrder, entity)
            drug = held.value.drug.strip() if held else "A medication"
            raise_dose(context, tx, patient, entity, f"{drug}: {NOT_TAKEN[value.taking]}")


def _is_review(reader: Reader, form: Form[Any]) -> bool:
    before = reader.version(form.heads[0]) if form.heads else None
    if isinstance(form.value, PlanReview):
        said = before is not None and (before.reviewed_on, before.no_change)
        return bool(form.value.reviewed_on) and said != (form.value.reviewed_on, form.value.no_change)
    return isinstance(form.value, _REVISED) and not _is_moved(before, form.value)


def _is_moved(before: Any, after: Any) -> bool:
    """Another place among its like is all that is new; a line that nobody ended or moved has no state yet."""
    return hasattr(after, "position") and replace(after, position=0.0) == replace(before or type(after)(), position=0.0)


def _is_missed(reader: Reader, form: Form[Any]) -> bool:
    """A reconciliation that says so anew: another field of it may be written afterwards."""
    if form.value.taking not in NOT_TAKEN:
        return False
    before = reader.version(form.heads[0]) if form.heads else None
    said = (form.value.taking, form.value.reconciled_on)
    return not isinstance(before, MedicationReview) or (before.taking, before.reconciled_on) != said


def _answer(tx: Transaction, patient: str, how: str, today: date) -> None:
    for row in review_causes.open_causes(tx.connection, patient):
        if rules.is_answered(row.cause, row.due_on, today):
            held = tx.held(ReviewCause, row.id)
            assert held is not None
            tx.record(replace(held.value, state="answered", how=how), entity=row.id, patient=patient, prev=held.heads)
    _end_tasks(tx, patient, TaskStatus("done", how))


def _settle(
    tx: Transaction, patient: str, about: str, cause: Cause | None, *, again: bool = False, why: str = ""
) -> None:  # fmt: skip
    """Make what is on record agree; an answered cause is asked again only where something is new."""
    entity = cause_entity(about)
    held = tx.held(ReviewCause, entity)
    before = held.value if held is not None else None
    if cause is None:
        value = replace(before, state="withdrawn", how=why) if before and before.state == "open" else None
    elif cause.kind in _switched_off(tx):
        value = None
    else:
        value = ReviewCause(cause.kind, cause.words, cause.due_on, about)
        said = before and cause.repeats(before.cause, before.words, before.due_on)
        if before and said and (before.state == "open" or (before.state == "answered" and not again)):
            value = None
    if value is not None:
        tx.record(value, entity=entity, patient=patient, prev=held.heads if held else ())
    if cause is None and value is not None:
        _end_tasks(tx, patient, TaskStatus("dropped", why))


def _end_tasks(tx: Transaction, patient: str, ended: TaskStatus) -> None:
    """What causes became is ended with the last of them."""
    tasks = review_causes.open_tasks(tx.connection, patient)
    still = {row.id for row in review_causes.open_causes(tx.connection, patient)} if tasks else set()
    for task, causes in tasks:
        held = tx.held(TaskStatus, task)
        if held is not None and not causes & still:
            tx.record(ended, entity=task, patient=patient, prev=held.heads)


def _switched_off(reader: Reader) -> tuple[str, ...]:
    """What the practice wants no reviews for; of two choices at once the later holds."""
    held = reader.held(PlanPolicy, PRACTICE)
    return held.value.no_review_after if held else ()


def _today(context: Context, reader: Reader) -> date:
    return local_day(context.clock.now(), context.zone_of(reader))
