"""Joins the checklist after a discharge to the chart: loads what it shows, sends what it asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.services.forms import Form
from ccm_desktop.services.office import Office
from ccm_desktop.services.people import Person
from ccm_desktop.services.transitions import Discharge, StepLine, Transition, TransitionStep
from ccm_desktop.ui.chart import Chart, Whom, on_show
from ccm_desktop.ui.chart_commands import ChartCommands
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.kept_form import FormDrafts, KeptForm, Name
from ccm_desktop.ui.transitions.form import DischargeForm
from ccm_desktop.ui.transitions.step_form import StepForm
from ccm_desktop.ui.transitions.strip import TransitionStrip

T = TypeVar("T")
Found = tuple[tuple[Transition, ...], tuple[Person, ...]]
_NEW = Form("", Discharge("", ""))


class TransitionsJoin(ChartCommands):
    """Discharges of the patient on show."""

    def __init__(self, desk: Desk, page: Chart, strip: TransitionStrip, drafts: FormDrafts) -> None:
        super().__init__(desk, page, strip)
        self._strip = strip
        self.form, self.step_form = DischargeForm(desk), StepForm(desk)
        self._discharge = KeptForm(
            desk, self, page, self.form, drafts, Name("discharge", "discharge"), self._on_discharge_again
        )
        self._step = KeptForm(
            desk, self, page, self.step_form, drafts, Name("transition_step", "step after the discharge"),
            self._on_step_again,
        )  # fmt: skip
        self.kept = (self._discharge, self._step)
        strip.new_pressed.connect(self.begin)
        strip.correct_pressed.connect(self._on_correct)
        strip.step_pressed.connect(self._on_step)
        strip.done_pressed.connect(self._on_done)
        strip.take_pressed.connect(self._on_take)
        strip.same_pressed.connect(self._on_same)
        strip.apart_pressed.connect(self._on_apart)
        strip.undo_pressed.connect(self._on_undo)
        strip.withdrawal_said.connect(self._on_withdrawal)
        self.form.saved.connect(self._on_saved)
        self.step_form.saved.connect(self._on_settled)

    def load(self) -> None:
        """Ask for the patient on show."""
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(self._desk.office.transitions.of, patient))
        task.succeeded.connect(partial(self._on_loaded, patient))
        task.failed.connect(self._strip.message.show_problem)

    def leave(self) -> None:
        """Another patient comes: nothing of this one may be written into their chart."""
        self._strip.clear()

    def begin(self) -> None:
        """A new discharge; the day is left to whoever knows it."""
        self._open(_NEW)

    def _open(self, form: Form[Discharge]) -> None:
        if self._discharge.reopen():
            return
        self._with_people(partial(self._on_people, form))

    def _with_people(self, then: Callable[[Whom, tuple[Person, ...]], None]) -> None:
        task = self._desk.gateway.ask(self._desk.office.people.everybody)
        task.succeeded.connect(partial(self._if_still_here, on_show(self._page), then))
        task.failed.connect(self._strip.message.show_problem)

    def _if_still_here(self, whom: Whom, then: Callable[[Whom, T], None], found: T) -> None:
        if self.is_on_show(whom):
            then(whom, found)

    def _on_people(self, form: Form[Discharge], whom: Whom, people: tuple[Person, ...]) -> None:
        self._discharge.open(partial(self.form.open, whom.patient, whom.name, people, form))

    def _on_correct(self, found: Transition) -> None:
        self._open(found.discharge)

    def _on_step(self, line: StepLine) -> None:
        if not self._step.reopen():
            self._with_people(partial(self._on_step_people, line))

    def _on_step_people(self, line: StepLine, _whom: Whom, people: tuple[Person, ...]) -> None:
        self._step.open(partial(self.step_form.open, line, people))

    def _on_discharge_again(self, draft: FormDraft) -> None:
        self._read(partial(self._on_discharge_read, draft))

    def _on_discharge_read(self, draft: FormDraft, whom: Whom, found: Found) -> None:
        """Kept with what was known when it was typed: what somebody else changed since is not replaced unseen."""
        (transitions, people), (entity, *heads) = found, draft.subject.split(" ")
        known = (replace(one.discharge, heads=tuple(heads)) for one in transitions if one.discharge_id == entity)
        form = next(known, _NEW)
        self._discharge.resume(draft, partial(self.form.open, whom.patient, whom.name, people, form))

    def _on_step_again(self, draft: FormDraft) -> None:
        self._read(partial(self._on_step_read, draft))

    def _on_step_read(self, draft: FormDraft, _whom: Whom, found: Found) -> None:
        (transitions, people), (entity, *heads) = found, draft.subject.split(" ")
        lines = (line for one in transitions for line in one.steps if line.key == entity)
        for line in lines:  # one at most; a step never leaves its discharge
            known = replace(line, form=replace(line.form, heads=tuple(heads)))
            self._step.resume(draft, partial(self.step_form.open, known, people))

    def _read(self, then: Callable[[Whom, Found], None]) -> None:
        whom = on_show(self._page)
        task = self._desk.gateway.ask(partial(_gather, self._desk.office, whom.patient))
        task.succeeded.connect(partial(self._if_still_here, whom, then))
        task.failed.connect(self._strip.message.show_problem)

    def _on_loaded(self, patient: str, found: tuple[Transition, ...]) -> None:
        if patient == self._page.patient:
            self._strip.show_transitions(found)

    def _on_saved(self, patient: str, form: Form[Discharge]) -> None:
        service, whom = self._desk.office.transitions, self._discharge.whom
        if form.entity:
            self._discharge.send(partial(service.correct, form), partial(self._on_corrected, whom))
        else:
            self._discharge.send(partial(service.record, patient, form.value), partial(self._on_recorded, whom))

    def _on_recorded(self, whom: Whom, outcome: Outcome[str]) -> None:
        if self.is_on_show(whom):
            self._strip.bring_keyboard()
            self.load()
        self._offer(whom, "Discharge recorded.", partial(self._desk.office.transitions.withdraw, outcome.value))

    def _on_corrected(self, whom: Whom, _outcome: object) -> None:
        self._page.say(whom.told("Corrected; the history keeps both."))

    def _on_settled(self, line: StepLine, value: TransitionStep) -> None:
        whom = self._step.whom
        self._step.send(
            partial(self._desk.office.transitions.settle, line, value), partial(self._on_kept, whom, line)
        )  # fmt: skip

    def _on_done(self, line: StepLine) -> None:
        whom = on_show(self._page)
        task = self.send(whom, partial(self._desk.office.transitions.done, line), self._strip.message.show_problem)
        task.succeeded.connect(partial(self._on_kept, whom, line))

    def _on_take(self, line: StepLine) -> None:
        whom = on_show(self._page)
        task = self.send(whom, partial(self._desk.office.transitions.take, line), self._strip.message.show_problem)
        task.succeeded.connect(partial(self._on_kept, whom, line))

    def _on_same(self, found: Transition) -> None:
        whom = on_show(self._page)
        command = partial(self._desk.office.transitions.same, found.discharge_id, found.twins[0].entity)
        task = self.send(whom, command, self._strip.message.show_problem)
        task.succeeded.connect(partial(self._on_joined, whom))

    def _on_joined(self, whom: Whom, outcome: Outcome[str]) -> None:
        undo = partial(self._desk.office.transitions.restore, outcome.value)
        self._offer(whom, "One discharge now; what is ticked on either record counts.", undo)

    def _on_apart(self, found: Transition) -> None:
        whom, are_two = on_show(self._page), bool(found.twins)
        other = (found.twins or found.apart)[0].entity
        say = partial(self._desk.office.transitions.apart, found.discharge_id, other)
        task = self.send(whom, partial(say, are_two=are_two), self._strip.message.show_problem)
        task.succeeded.connect(partial(self._on_said_apart, whom, are_two, partial(say, are_two=not are_two)))

    def _on_said_apart(self, whom: Whom, are_two: bool, undo: Callable[[], Outcome[None]], _outcome: object) -> None:
        self._offer(whom, "Two discharges; that is not asked again." if are_two else "It is asked again.", undo)

    def _on_undo(self, line: StepLine) -> None:
        command = partial(self._desk.office.transitions.put_back, line)
        self.send(on_show(self._page), command, self._strip.message.show_problem)

    def _on_kept(self, whom: Whom, before: StepLine, outcome: Outcome[StepLine]) -> None:
        undo = partial(self._desk.office.transitions.settle, outcome.value, before.form.value)
        self._offer(whom, f"{before.title}: kept.", undo)

    def _on_withdrawal(self, found: Transition, why: str) -> None:
        whom = on_show(self._page)
        command = partial(self._desk.office.transitions.withdraw, found.discharge_id, why)
        task = self.send(whom, command, self._on_refused)
        task.succeeded.connect(partial(self._on_withdrawn, whom, found.discharge_id))

    def _on_withdrawn(self, whom: Whom, discharge: str, _outcome: object) -> None:
        if self.is_on_show(whom):
            self._strip.ask.finish()
        self._offer(whom, "Discharge withdrawn.", partial(self._desk.office.transitions.restore, discharge))

    def _offer(self, whom: Whom, words: str, undo: Callable[[], Outcome[Any]]) -> None:
        self.offer_undo(whom, words, undo, self._strip.message.show_problem)

    def _on_refused(self, problem: object) -> None:
        self._strip.ask.refuse(str(problem))


def _gather(office: Office, patient: str) -> Found:
    """Runs on the database thread."""
    return office.transitions.of(patient), office.people.everybody()
