"""Discharges and what follows them: who sees to each step, by when, and when it was done (A-43).

The days follow from the discharge, so that a corrected one moves them. Nothing here is time or a claim: minutes of
transitional care and of care management must be different ones (rules.md 1.5).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ccm_desktop.domain import transition as rules
from ccm_desktop.domain.calendar import is_day, local_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.transition import CHANGED, COMPLEXITIES, DESTINATIONS, STATES, STEPS
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.transition import Discharge, TransitionStep, step_entity
from ccm_desktop.models.queries import transitions
from ccm_desktop.models.store import Reader
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import Person, people_of

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a discharge in a list."""

    key: str
    step: str
    """A key of `domain.transition.STEPS`."""
    due_on: str
    state: str
    """A key of `domain.transition.STATES`."""
    owner: str
    owner_name: str
    nobodys: bool
    """Whose it was has left the practice."""
    by: str
    """Name of who recorded what became of it."""
    form: Form[TransitionStep]
    discharge: Form[Discharge]
    patient_id: str
    name: str
    mrn: str

    @property
    def title(self) -> str:
        """What is to be done, with what the discharge adds to it."""
        changed = self.step == rules.MEDICINES and self.discharge.value.medicines == "yes"
        return f"{STEPS[self.step]}{' (changed at discharge)' if changed else ''}"

    @property
    def shows_from(self) -> str:
        """The ISO day from which it is work of the day."""
        left, due = date.fromisoformat(self.discharge.value.discharged_on), date.fromisoformat(self.due_on)
        return rules.shows_from(self.step, left, due).isoformat()

    @property
    def is_open(self) -> bool:
        """Somebody has to see to it."""
        return self.state in (rules.OPEN, rules.OVERDUE)

    @property
    def overdue(self) -> bool:
        """And should have by now."""
        return self.state == rules.OVERDUE


@dataclass(frozen=True, slots=True)
class Transition:
    """A discharge with its steps, in the order in which they are due."""

    discharge_id: str
    patient_id: str
    name: str
    mrn: str
    discharge: Form[Discharge]
    last_day: str
    """Of the 30 days, as an ISO day."""
    steps: tuple[StepLine, ...]

    @property
    def holds(self) -> bool:
        """Nobody withdrew it."""
        return self.discharge.value.status == "open"

    @property
    def is_open(self) -> bool:
        """Something is still to be done."""
        return self.holds and any(one.is_open for one in self.steps)


class TransitionService:
    """Records discharges and what became of their steps."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def of(self, patient: str) -> tuple[Transition, ...]:
        """Of one patient, the newest first, with what was withdrawn and what is done."""
        with self._context.reading() as reader:
            who_is(reader, patient)
            return transitions_of(self._context, reader, patient)

    def open(self) -> tuple[Transition, ...]:
        """Of everybody, those with something still to be done."""
        with self._context.reading() as reader:
            return open_transitions(self._context, reader)

    def one(self, discharge: str) -> Transition:
        """One discharge, opened for a correction."""
        with self._context.reading() as reader:
            return _one(self._context, reader, discharge)

    def record(self, patient: str, new: Discharge) -> Outcome[str]:
        """The patient left a hospital; returns the id."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            who_is(tx, patient)
            value = _checked(self._context, tx, replace(new, status="open", reason=""))
            discharge = new_id()
            tx.record(value, entity=discharge, patient=patient)
        return Outcome(discharge, Changed.TASKS)

    def correct(self, form: Form[Discharge]) -> Outcome[None]:
        """Something of it was wrong; the days of its steps follow."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            before = _one(self._context, tx, form.entity)
            if not before.holds:
                raise Refusal("discharge_withdrawn", "This discharge was withdrawn meanwhile.", "Bring it back first.")
            value = _checked(self._context, tx, replace(form.value, status="open", reason=""), before.discharge.value)
            for line in before.steps:
                _check_done(line.form.value, value.discharged_on, _today(self._context, tx))
            tx.record(value, entity=form.entity, patient=before.patient_id, prev=form.heads)
        return Outcome(None, Changed.TASKS)

    def withdraw(self, discharge: str, reason: str = "Taken back at once") -> Outcome[None]:
        """It was recorded by mistake: nothing of it is due any more."""
        return self._mark(discharge, "withdrawn", reason)

    def restore(self, discharge: str) -> Outcome[None]:
        """Undo: it holds after all."""
        return self._mark(discharge, "open", "")

    def settle(self, line: StepLine, value: TransitionStep) -> Outcome[StepLine]:
        """Say what became of a step, or whose it is; returns the line as it stands, for `put_back`."""
        require(self._context, Verb.CARE)
        if value.status == "not_needed" and not value.words.strip():
            raise BadInput("reason_missing", "It is not said why it is not needed.", "Say why, in one line.")
        if value.status not in ("open", "done", "not_needed") or len(value.words) > _LONGEST:
            raise BadInput("step_unclear", "What became of the step is not understood.",
                           f"Say done or not needed, in at most {_LONGEST} characters.")  # fmt: skip
        with self._context.transaction() as tx:
            found = _one(self._context, tx, line.discharge.entity)
            if not found.holds:
                raise Refusal("discharge_withdrawn", "This discharge was withdrawn meanwhile.", "Look at it again.")
            day = value.done_on if value.status == "done" else ""
            kept = replace(value, discharge=found.discharge_id, step=line.step, words=value.words.strip(), done_on=day)
            _check_done(kept, found.discharge.value.discharged_on, _today(self._context, tx))
            _check_person(tx, kept.owner, line.form.value.owner)
            now = _step_of(found, line.step).form
            if now.value != kept or now.others:  # a key that was pressed twice says the same twice
                tx.record(kept, entity=line.form.entity, patient=found.patient_id, prev=line.form.heads)
            after = _one(self._context, tx, found.discharge_id)
        return Outcome(_step_of(after, line.step), Changed.TASKS)

    def done(self, line: StepLine, on: str = "", words: str = "") -> Outcome[StepLine]:
        """It was done on that day, today when none is said."""
        with self._context.reading() as reader:
            day = on or _today(self._context, reader)
        before = line.form.value
        return self.settle(line, replace(before, status="done", done_on=day, words=words or before.words))

    def put_back(self, line: StepLine) -> Outcome[StepLine]:
        """Undo: it is to be done again, by whom it was."""
        return self.settle(line, TransitionStep("", line.step, owner=line.form.value.owner))

    def _mark(self, discharge: str, status: str, reason: str) -> Outcome[None]:
        require(self._context, Verb.CARE)
        if status == "withdrawn" and not reason.strip():
            raise BadInput("reason_missing", "The reason is empty.", "Say why it does not hold.")
        with self._context.transaction() as tx:
            found = _one(self._context, tx, discharge)
            if found.holds is (status == "open"):
                raise Refusal("discharge_changed", "That was done meanwhile.", "Look at the list again.")
            form = found.discharge
            value = replace(form.value, status=status, reason=reason.strip())
            tx.record(value, entity=discharge, patient=found.patient_id, prev=form.heads)
        return Outcome(None, Changed.TASKS)


def transitions_of(context: Context, reader: Reader, patient: str) -> tuple[Transition, ...]:
    """Of one patient, within a view of the file: the newest first, withdrawn ones too."""
    return _read(context, reader, transitions.discharges(reader.connection, patient=patient))


def open_transitions(context: Context, reader: Reader) -> tuple[Transition, ...]:
    """Of everybody, within a view of the file."""
    return _read(context, reader, transitions.discharges(reader.connection))


def _step_of(found: Transition, step: str) -> StepLine:
    return next(one for one in found.steps if one.step == step)


def _one(context: Context, reader: Reader, discharge: str) -> Transition:
    found = _read(context, reader, transitions.discharges(reader.connection, discharge=discharge))
    if not found:
        raise BadInput("discharge_unknown", "There is no such discharge.", "Choose one from the list.")
    return found[0]


def _read(context: Context, reader: Reader, rows: list[transitions.DischargeRow]) -> tuple[Transition, ...]:
    if not rows:
        return ()
    people = {person.id: person for person in people_of(reader)}
    today = _today(context, reader)
    return tuple(_transition(reader, row, people, today) for row in rows)


def _transition(
    reader: Reader, row: transitions.DischargeRow, people: dict[str, Person], today: str
) -> Transition:  # fmt: skip
    held = reader.held(Discharge, row.id)
    assert held is not None
    names = {key: person.title for key, person in people.items()}
    form = Form(row.id, held.value, held.heads, held.others, names.get(held.by, ""), held.at_ms // 1000)
    left = date.fromisoformat(held.value.discharged_on)
    opened = {step: _step_form(reader, row.id, step, names) for step in STEPS}
    visit = opened[rules.VISIT].value
    complexity = held.value.complexity if held.value.complexity in COMPLEXITIES else rules.HIGH
    visited = date.fromisoformat(visit.done_on) if visit.status == "done" else None
    due = rules.due_days(left, complexity, visited)
    name, lines = f"{row.family}, {row.given}", []
    for step, step_form in opened.items():
        value = step_form.value
        owner = value.owner or held.value.owner or row.coordinator or row.by
        lines.append(StepLine(
            step_form.entity, step, due[step].isoformat(),
            rules.state(value.status, value.done_on, due[step].isoformat(), today), owner, names.get(owner, ""),
            owner not in people or not people[owner].active, step_form.by, step_form, form, row.patient, name, row.mrn,
        ))  # fmt: skip
    return Transition(row.id, row.patient, name, row.mrn, form, rules.last_day(left).isoformat(), tuple(lines))


def _step_form(reader: Reader, discharge: str, step: str, names: dict[str, str]) -> Form[TransitionStep]:
    entity = step_entity(discharge, step)
    held = reader.held(TransitionStep, entity)
    if held is None:
        return Form(entity, TransitionStep(discharge, step))
    return Form(entity, held.value, held.heads, held.others, names.get(held.by, ""), held.at_ms // 1000)


def _checked(
    context: Context, reader: Reader, value: Discharge, before: Discharge | None = None
) -> Discharge:  # fmt: skip
    facility, note = " ".join(value.facility.split()), value.note.strip()
    if not facility:
        raise BadInput("facility_missing", "It is not said from where.", "Name the hospital or facility.")
    if max(len(facility), len(note)) > _LONGEST:
        raise BadInput("text_too_long", "A text is too long.", f"Use at most {_LONGEST} characters.")
    if not is_day(value.discharged_on):
        raise BadInput("date_unreadable", "The day of the discharge is not a date.", "Write it like 2026-10-05.")
    if value.discharged_on > _today(context, reader):
        raise BadInput("discharge_in_future", "The discharge lies in the future.", "Record it when it happened.")
    for text, choices in (
        (value.destination, DESTINATIONS), (value.medicines, CHANGED), (value.complexity, COMPLEXITIES),
    ):  # fmt: skip
        if text not in choices:
            raise BadInput("choice_unknown", "A word is not in its list.", f"Use one of: {', '.join(choices)}.")
    _check_person(reader, value.owner, before.owner if before is not None else "")
    return replace(value, facility=facility, note=note)


def _check_done(value: TransitionStep, discharged_on: str, today: str) -> None:
    if value.status != "done":
        return
    if not is_day(value.done_on):
        raise BadInput("date_unreadable", "The day on which it was done is not a date.", "Write it like 2026-10-05.")
    if not discharged_on <= value.done_on <= today:
        raise BadInput("done_outside", f"{STEPS[value.step]}: the day lies before the discharge or in the future.",
                       "Enter the day on which it was done.")  # fmt: skip


def _check_person(reader: Reader, person: str, before: str) -> None:
    """Nobody new who is not there; whose it was stays so, gone or not, until somebody else is named."""
    if person not in ("", before) and not any(one.id == person and one.active for one in people_of(reader)):
        raise BadInput("person_unknown", "There is nobody of that name in the practice.", "Choose one of the list.")


def _today(context: Context, reader: Reader) -> str:
    return local_day(context.clock.now(), context.zone_of(reader)).isoformat()


__all__ = ["CHANGED", "COMPLEXITIES", "DESTINATIONS", "STATES", "STEPS", "Discharge", "StepLine", "Transition",
           "TransitionService", "TransitionStep", "open_transitions", "transitions_of"]  # fmt: skip
