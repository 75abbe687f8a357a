"""Discharges with their steps as a list shows them: read, with what was recorded elsewhere and may be the contact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from ccm_desktop.domain import transition as rules
from ccm_desktop.domain.calendar import local_day
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.open_work import OVERDUE, is_open
from ccm_desktop.domain.transition import STEPS
from ccm_desktop.ledger.payloads.transition import Discharge, DischargesApart, TransitionStep, pair_entity, step_entity
from ccm_desktop.models.queries import transitions
from ccm_desktop.models.store import Reader
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.people import Person, people_of
from ccm_desktop.services.transition_contacts import PossibleContact, contacts_since, likeliest


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
    offered: PossibleContact | None = None
    """Of an open contact step: what may have been this contact, for `take`."""
    rests_on: PossibleContact | None = None
    """The contact that was taken for it, as long as nobody withdrew it."""
    twice: bool = False
    """The discharge may be on record twice."""
    elsewhere: tuple[Form[TransitionStep], ...] = ()
    """What other records of the same discharge say became of it; `form` is the one that tells."""

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
    def rests_on_nothing(self) -> bool:
        """The contact that was taken for it does not stand any more."""
        return bool(self.form.value.evidence) and self.rests_on is None

    @property
    def is_open(self) -> bool:
        """Somebody has to see to it."""
        return is_open(self.state)

    @property
    def overdue(self) -> bool:
        """And should have by now."""
        return self.state == OVERDUE


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
    also: tuple[Form[Discharge], ...] = ()
    """Other records of it, as somebody said; what was ticked there counts here."""
    twins: tuple[Form[Discharge], ...] = ()
    """Others that hold and may be the same, as when two computers recorded it apart."""
    apart: tuple[Form[Discharge], ...] = ()
    """Others that hold, look like it, and are another one, as somebody said: nobody is asked again."""

    def line(self, step: str) -> StepLine:
        """One of its steps."""
        return next(one for one in self.steps if one.step == step)

    @property
    def holds(self) -> bool:
        """Nobody withdrew it."""
        return self.discharge.value.status == "open"

    @property
    def is_open(self) -> bool:
        """Something is still to be done."""
        return self.holds and any(one.is_open for one in self.steps)


def open_transitions(context: Context, reader: Reader) -> tuple[Transition, ...]:
    """Of everybody, within a view of the file."""
    found = _read(context, reader, transitions.discharges(reader.connection))
    return tuple(one for one in found if one.is_open)


def one_transition(context: Context, reader: Reader, discharge: str) -> Transition:
    """One discharge within a view of the file."""
    found = _read(context, reader, transitions.discharges(reader.connection, discharge=discharge))
    if not found:
        raise BadInput("discharge_unknown", "There is no such discharge.", "Choose one from the list.")
    return found[0]


def transitions_of(context: Context, reader: Reader, patient: str) -> tuple[Transition, ...]:
    """Of one patient within a view of the file, the newest first."""
    return _read(context, reader, transitions.discharges(reader.connection, patient=patient))


def _read(context: Context, reader: Reader, rows: list[transitions.DischargeRow]) -> tuple[Transition, ...]:
    if not rows:
        return ()
    people = {person.id: person for person in people_of(reader)}
    names = {key: person.title for key, person in people.items()}
    today = today_of(context, reader)
    of_patient = {patient: _discharges(reader, patient, names) for patient in {row.patient for row in rows}}
    return tuple(
        _with_contact(context, reader, _transition(reader, row, of_patient[row.patient], people, today), names)
        for row in rows
    )


def _discharges(reader: Reader, patient: str, names: dict[str, str]) -> dict[str, Form[Discharge]]:
    """All records of a patient, withdrawn ones too, by id, the oldest first."""
    found: dict[str, Form[Discharge]] = {}
    for row in reversed(transitions.discharges(reader.connection, patient=patient)):
        held = reader.held(Discharge, row.id)
        assert held is not None
        found[row.id] = Form(row.id, held.value, held.heads, held.others, names.get(held.by, ""), held.at_ms // 1000)
    values = alone({key: form.value for key, form in found.items()}, partial(_said_apart, reader))
    return {key: replace(form, value=values[key]) for key, form in found.items()}


def alone(values: Mapping[str, Discharge], are_two: Callable[[str, str], bool]) -> dict[str, Discharge]:
    """All records of a patient, each that is not folded into another one after all as holding by itself."""
    left = rules.left_alone({key: (value.status, value.same_as) for key, value in values.items()}, are_two)
    return {
        key: replace(value, status="open", reason="", same_as="") if key in left else value
        for key, value in values.items()
    }


def _said_apart(reader: Reader, discharge: str, other: str) -> bool:
    """Whether everybody who was asked says that they are two; where that differs it is asked again."""
    held = reader.held(DischargesApart, pair_entity(discharge, other))
    return held is not None and all(value.apart for value in (held.value, *held.others))


def _is_asked(reader: Reader, discharge: str, other: str) -> bool:
    """Nobody said that they are two, or somebody else said meanwhile that they are one."""
    pair = ((discharge, other), (other, discharge))
    said_same = any(held.value.same_as == two for one, two in pair if (held := reader.held(Discharge, one)))
    return said_same or not _said_apart(reader, discharge, other)


def _alike(forms: dict[str, Form[Discharge]], discharge: str) -> tuple[Form[Discharge], ...]:
    """Others that hold and look like it."""
    mine = forms[discharge].value
    if mine.status != "open":
        return ()
    left = date.fromisoformat(mine.discharged_on)
    return tuple(
        form for key, form in forms.items() if key != discharge and form.value.status == "open"
        and rules.may_be_same(left, date.fromisoformat(form.value.discharged_on))
    )  # fmt: skip


def _with_contact(context: Context, reader: Reader, found: Transition, names: dict[str, str]) -> Transition:
    """What was recorded elsewhere and may be the contact, or is what it rests on."""
    line = found.line(rules.CONTACT)
    if not found.holds or not (line.is_open or line.form.value.evidence):
        return found
    left = found.discharge.value.discharged_on
    spoken = contacts_since(context, reader, found.patient_id, left, names)
    taken = next((one for one in spoken if one.record == line.form.value.evidence), None)
    offered = likeliest(spoken, left, line.due_on) if line.is_open else None
    shown = replace(line, offered=offered, rests_on=taken)
    return replace(found, steps=tuple(shown if one is line else one for one in found.steps))


def spoken(context: Context, reader: Reader, found: Transition) -> dict[str, PossibleContact]:
    """By record, every contact that may be the one after this discharge."""
    left = found.discharge.value.discharged_on
    return {one.record: one for one in contacts_since(context, reader, found.patient_id, left, {})}


def _transition(
    reader: Reader, row: transitions.DischargeRow, forms: dict[str, Form[Discharge]], people: dict[str, Person],
    today: str,
) -> Transition:  # fmt: skip
    names = {key: person.title for key, person in people.items()}
    form, alike = forms[row.id], _alike(forms, row.id)
    twins = tuple(one for one in alike if _is_asked(reader, row.id, one.entity))
    apart, value = tuple(one for one in alike if one not in twins), form.value
    same_as = {key: one.value.same_as for key, one in forms.items()}
    also = tuple(one for key, one in forms.items() if key != row.id and rules.stands_for(same_as, key) == row.id)
    records = (row.id, *(one.entity for one in also))
    said = {step: [_step_form(reader, one, step, names) for one in records] for step in STEPS}
    told = {step: found.pop(rules.telling([(one.value.status, one.value.done_on) for one in found]))
            for step, found in said.items()}  # fmt: skip
    visit, left = told[rules.VISIT].value, date.fromisoformat(value.discharged_on)
    visited = date.fromisoformat(visit.done_on) if visit.status == "done" else None
    due = rules.due_days(left, value.complexity, visited)
    name, lines = f"{row.family}, {row.given}", []
    for step, step_form in told.items():
        one, by_when = step_form.value, due[step].isoformat()
        owner = one.owner or value.owner or row.coordinator or row.by
        lines.append(StepLine(
            step_entity(row.id, step), step, by_when, rules.state(one.status, one.done_on, by_when, today), owner,
            names.get(owner, ""), owner not in people or not people[owner].active, step_form.by, step_form, form,
            row.patient, name, row.mrn, twice=bool(twins),
            elsewhere=tuple(other for other in said[step] if other.value.status != "open"),
        ))  # fmt: skip
    last = rules.last_day(left).isoformat()
    return Transition(row.id, row.patient, name, row.mrn, form, last, tuple(lines), also, twins, apart)


def _step_form(reader: Reader, discharge: str, step: str, names: dict[str, str]) -> Form[TransitionStep]:
    entity = step_entity(discharge, step)
    held = reader.held(TransitionStep, entity)
    if held is None:
        return Form(entity, TransitionStep(discharge, step))
    return Form(entity, held.value, held.heads, held.others, names.get(held.by, ""), held.at_ms // 1000)


def today_of(context: Context, reader: Reader) -> str:
    """The practice's day, ISO."""
    return local_day(context.clock.now(), context.zone_of(reader)).isoformat()
