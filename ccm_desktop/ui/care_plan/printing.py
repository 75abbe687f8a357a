"""From "Print…" and "Copy given…" to papers and records; what was chosen for one patient is never used for another."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from ccm_desktop.services import plan_copies
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.plan_copies import GivenCopy
from ccm_desktop.services.plan_printing import PaperChoice, PaperOffer
from ccm_desktop.ui.care_plan.copy_form import CopyForm
from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.care_plan.print_form import PrintForm
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Task
from ccm_desktop.ui.widgets.parts import Message


class Named(Protocol):
    """Says whose workspace it is."""

    name: str


class Page(Protocol):
    """What printing needs of the workspace."""

    patient: str

    @property
    def banner(self) -> Named:
        """The patient's name stands there."""


class PlanPrinting(QObject):
    """Opens the forms with what is on file at that moment.

    Signals:
        side_asked: a form for the side panel, or None to close it.
        preview_asked, save_asked: a callable that gathers a `Rendering` on the database thread.
        undo_offered: a sentence, and what takes it back.
        said: words for the toast.
    """

    side_asked = Signal(object)
    preview_asked = Signal(object)
    save_asked = Signal(object)
    undo_offered = Signal(str, object)
    said = Signal(str)

    def __init__(self, desk: Desk, page: Page, editor: CarePlanEditor) -> None:
        super().__init__(editor)
        self._desk, self._page, self._editor = desk, page, editor
        editor.print_button.clicked.connect(self.open)
        editor.copy_button.clicked.connect(self.open_copy)

    @cached_property
    def form(self) -> PrintForm:
        """Made when something is first printed."""
        made = PrintForm()
        made.preview_asked.connect(self._on_preview)
        made.calendar_asked.connect(self._on_calendar)
        made.copy_asked.connect(self.open_copy)
        made.closed.connect(self._close)
        return made

    @cached_property
    def copy_form(self) -> CopyForm:
        """Made when a copy is first recorded."""
        made = CopyForm(self._desk)
        made.saved.connect(self._on_given)
        made.closed.connect(self._close)
        return made

    def open(self) -> None:
        """What can be printed for the patient on show."""
        self._ask_offer().succeeded.connect(self._on_offer)

    def open_copy(self) -> None:
        """Record that a copy was given."""
        self._ask_offer().succeeded.connect(self._on_copy_offer)

    def _ask_offer(self) -> Task:
        task = self._desk.gateway.ask(partial(self._desk.office.plan_printing.offer, self._page.patient))
        task.failed.connect(self._editor.message.show_problem)
        return task

    def _on_offer(self, offer: PaperOffer) -> None:
        if offer.patient == self._page.patient:
            self.side_asked.emit(self.form)
            self.form.open(self._page.banner.name, offer)

    def _on_copy_offer(self, offer: PaperOffer) -> None:
        if offer.patient != self._page.patient:
            return
        printed = self.form.offer is not None and self.form.offer.patient == offer.patient
        choice = self.form.choice() if printed else PaperChoice()
        self.side_asked.emit(self.copy_form)
        self.copy_form.open(self._page.banner.name, offer, choice.caregiver, choice.language)

    def _on_preview(self, choice: PaperChoice) -> None:
        if self.form.offer is not None:
            self.preview_asked.emit(partial(self._desk.office.plan_printing.paper, self.form.offer.patient, choice))

    def _on_calendar(self, language: str, by_name: bool) -> None:
        if self.form.offer is not None:
            calendar = self._desk.office.plan_printing.calendar
            self.save_asked.emit(partial(calendar, self.form.offer.patient, language, by_name=by_name))

    def _on_given(self, copy: GivenCopy) -> None:
        """For whom the form was opened, whoever is in view by now."""
        form, patient, name = self.copy_form, self.copy_form.patient, self.copy_form.who_label.text()
        version, how = form.version_box.currentText(), form.how_box.currentText().lower()
        words = f"Recorded for {name}: {version} to {_inside(form.whom_box.currentText())}, {how}."
        task = self._desk.gateway.send(partial(plan_copies.give_copy, self._desk.office.context, patient, copy))
        task.succeeded.connect(partial(self._on_recorded, patient, name, words))
        task.failed.connect(partial(self._on_refused, patient, name, form.message))

    def _on_recorded(self, patient: str, name: str, words: str, outcome: Outcome[str]) -> None:
        """Words that outlive the chart: they name the patient."""
        if self.copy_form.patient == patient and self.copy_form.isVisible():
            self._close()
        self.undo_offered.emit(words, partial(self._withdraw, patient, name, outcome.value))

    def _withdraw(self, patient: str, name: str, copy: str) -> None:
        task = self._desk.gateway.send(partial(plan_copies.withdraw_copy, self._desk.office.context, patient, copy))
        task.failed.connect(partial(self._on_refused, patient, name, self._editor.message))

    def _on_refused(self, patient: str, name: str, message: Message, problem: object) -> None:
        if patient == (self.copy_form.patient if message is self.copy_form.message else self._page.patient):
            message.show_problem(problem)
        else:
            self.said.emit(f"{name}: {problem}")

    def _close(self) -> None:
        self.side_asked.emit(None)


def _inside(whom: str) -> str:
    """As it stands within a sentence."""
    return "the patient" if whom == "The patient" else whom
