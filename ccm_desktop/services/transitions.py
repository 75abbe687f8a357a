"""Discharges and what follows them: who sees to each step, by when, and when it was done (A-43).

The days follow from the discharge, so that a corrected one moves them. Nothing here is time or a claim: minutes of
transitional care and of care management must be different ones (rules.md 1.5).
"""

from __future__ import annotations

from dataclasses import replace

from ccm_desktop.domain import transition as rules
from ccm_desktop.domain.calendar import is_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.transition import CHANGED, COMPLEXITIES, DESTINATIONS, STATES, STEPS
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.transition import Discharge, DischargesApart, TransitionStep, pair_entity
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import people_of
from ccm_desktop.services.transition_lines import (
    StepLine,
    Transition,
    one_transition,
    open_transitions,
    spoken,
    today_of,
    transitions_of,
)

_LONGEST = 300
_TWICE = "The same discharge, recorded twice"


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
            return one_transition(self._context, reader, discharge)

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
            before = one_transition(self._context, tx, form.entity)
            if not before.holds:
                raise Refusal("discharge_withdrawn", "This discharge was withdrawn meanwhile.", "Bring it back first.")
            given = replace(form.value, status="open", reason="", same_as="")
            value = _checked(self._context, tx, given, before.discharge.value)
            for line in before.steps:
                _check_done(line.form.value, value.discharged_on, today_of(self._context, tx))
            tx.record(value, entity=form.entity, patient=before.patient_id, prev=form.heads)
        return Outcome(None, Changed.TASKS)

    def withdraw(self, discharge: str, reason: str = "Taken back at once") -> Outcome[None]:
        """It was recorded by mistake: nothing of it is due any more."""
        return self._mark(discharge, "withdrawn", reason)

    def restore(self, discharge: str) -> Outcome[None]:
        """Undo: it holds after all."""
        return self._mark(discharge, "open", "")

    def same(self, discharge: str, other: str) -> Outcome[str]:
        """Two records are one discharge: what is ticked on either counts for it.

        The older record stays, on whichever computer this is said; returns the id of the other, for `restore`.
        """
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            found = one_transition(self._context, tx, discharge)
            twin = next((one for one in found.twins if one.entity == other), None)
            if twin is None:
                raise Refusal("discharge_not_same", "These are not two records of one patient that hold and are at "
                              "most a day apart.", "Correct the day first, or withdraw one.")  # fmt: skip
            kept, gone = sorted((found.discharge, twin), key=lambda form: form.entity)
            value = replace(gone.value, status="withdrawn", reason=_TWICE, same_as=kept.entity)
            tx.record(value, entity=gone.entity, patient=found.patient_id, prev=gone.heads)
            if tx.held(DischargesApart, pair_entity(discharge, other)) is not None:
                _say_apart(tx, found.patient_id, discharge, other, are_two=False)
        return Outcome(gone.entity, Changed.TASKS)

    def apart(self, discharge: str, other: str, *, are_two: bool = True) -> Outcome[None]:
        """Two records that look like one discharge are two, which nobody is asked again; or are asked about again."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            found = one_transition(self._context, tx, discharge)
            if other not in [one.entity for one in (found.twins if are_two else found.apart)]:
                raise Refusal("discharge_changed", "That is not asked of these two, or was said meanwhile.",
                              "Look at the list again.")  # fmt: skip
            _say_apart(tx, found.patient_id, discharge, other, are_two=are_two)
            for form in (one for one in (found.discharge, *found.twins) if one.entity in (discharge, other)):
                held = tx.held(Discharge, form.entity)
                if held is not None and held.value.same_as:  # folded by another computer meanwhile
                    tx.record(form.value, entity=form.entity, patient=found.patient_id, prev=form.heads)
        return Outcome(None, Changed.TASKS)

    def settle(self, line: StepLine, value: TransitionStep) -> Outcome[StepLine]:
        """Say what became of a step, or whose it is; returns the line as it stands, for `put_back`."""
        require(self._context, Verb.CARE)
        if value.status == "not_needed" and not value.words.strip():
            raise BadInput("reason_missing", "It is not said why it is not needed.", "Say why, in one line.")
        if value.status not in ("open", "done", "not_needed") or len(value.words) > _LONGEST:
            raise BadInput("step_unclear", "What became of the step is not understood.",
                           f"Say done or not needed, in at most {_LONGEST} characters.")  # fmt: skip
        with self._context.transaction() as tx:
            found = one_transition(self._context, tx, line.discharge.entity)
            if not found.holds:
                raise Refusal("discharge_withdrawn", "This discharge was withdrawn meanwhile.", "Look at it again.")
            day = value.done_on if value.status == "done" else ""
            kept = replace(value, discharge=line.form.value.discharge, step=line.step, words=value.words.strip(),
                           done_on=day)  # fmt: skip
            kept = replace(kept, evidence=_evidence(self._context, tx, found, kept))
            _check_done(kept, found.discharge.value.discharged_on, today_of(self._context, tx))
            _check_person(tx, kept.owner, line.form.value.owner)
            now = found.line(line.step)
            if now.form.value != kept or now.form.others:  # a key that was pressed twice says the same twice
                tx.record(kept, entity=line.form.entity, patient=found.patient_id, prev=line.form.heads)
            for one in now.elsewhere if kept.status == "open" else ():  # or it would tell again what is taken back
                undone = replace(one.value, status="open", done_on="", evidence="")
                tx.record(undone, entity=one.entity, patient=found.patient_id, prev=one.heads)
            after = one_transition(self._context, tx, found.discharge_id)
        return Outcome(after.line(line.step), Changed.TASKS)

    def done(self, line: StepLine, on: str = "", words: str = "") -> Outcome[StepLine]:
        """It was done on that day, today when none is said."""
        with self._context.reading() as reader:
            day = on or today_of(self._context, reader)
        before = line.form.value
        return self.settle(line, replace(before, status="done", done_on=day, words=words or before.words))

    def take(self, line: StepLine, record: str = "") -> Outcome[StepLine]:
        """A contact on record was this one: done on its day. The one that is offered when none is named."""
        with self._context.reading() as reader:
            found = one_transition(self._context, reader, line.discharge.entity)
            wanted = record or (line.offered.record if line.offered is not None else "")
            one = spoken(self._context, reader, found).get(wanted)
        if line.step != rules.CONTACT or one is None:
            raise Refusal("contact_gone", "There is no such contact after the discharge, or it was withdrawn.",
                          "Look at the list again, or say when and with whom by hand.")  # fmt: skip
        before = line.form.value
        words = before.words or " ".join(one.words.split())[:_LONGEST]
        value = replace(before, status="done", done_on=one.on, words=words, evidence=one.record)
        return self.settle(line, value)

    def put_back(self, line: StepLine) -> Outcome[StepLine]:
        """Undo: it is to be done again, by whom it was."""
        return self.settle(line, TransitionStep("", line.step, owner=line.form.value.owner))

    def _mark(self, discharge: str, status: str, reason: str) -> Outcome[None]:
        require(self._context, Verb.CARE)
        if status == "withdrawn" and not reason.strip():
            raise BadInput("reason_missing", "The reason is empty.", "Say why it does not hold.")
        with self._context.transaction() as tx:
            found = one_transition(self._context, tx, discharge)
            if found.holds is (status == "open"):
                raise Refusal("discharge_changed", "That was done meanwhile.", "Look at the list again.")
            form = found.discharge
            value = replace(form.value, status=status, reason=reason.strip(), same_as="")
            tx.record(value, entity=discharge, patient=found.patient_id, prev=form.heads)
        return Outcome(None, Changed.TASKS)


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
    if value.discharged_on > today_of(context, reader):
        raise BadInput("discharge_in_future", "The discharge lies in the future.", "Record it when it happened.")
    for text, choices in (
        (value.destination, DESTINATIONS), (value.medicines, CHANGED), (value.complexity, COMPLEXITIES),
    ):  # fmt: skip
        if text not in choices:
            raise BadInput("choice_unknown", "A word is not in its list.", f"Use one of: {', '.join(choices)}.")
    _check_person(reader, value.owner, before.owner if before is not None else "")
    return replace(value, facility=facility, note=note)


def _say_apart(tx: Transaction, patient: str, discharge: str, other: str, *, are_two: bool) -> None:
    """Over whatever was said of the two; in one order, so that two computers that say the same say the same."""
    older, newer = sorted((discharge, other))
    tx.revise(DischargesApart(older, newer, are_two), entity=pair_entity(older, newer), patient=patient)


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


def _evidence(context: Context, reader: Reader, found: Transition, value: TransitionStep) -> str:
    """What a step rests on; nothing where it was another day by now, or is not done."""
    if not value.evidence or value.status != "done":
        return ""
    one = spoken(context, reader, found).get(value.evidence)
    return value.evidence if one is None or one.on == value.done_on else ""


__all__ = ["CHANGED", "COMPLEXITIES", "DESTINATIONS", "STATES", "STEPS", "Discharge", "StepLine", "Transition",
           "TransitionService", "TransitionStep"]  # fmt: skip
