"""From "Print…" and "Copy given…" to papers and records; what was chosen for one patient is never used for another."""

from __future__ import annotations

from functools import cached_property, partial

from PySide6.QtCore import Signal

from ccm_desktop.services import plan_copies
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.services.plan_copies import GivenCopy
from ccm_desktop.services.plan_printing import PaperChoice, PaperOffer
from ccm_desktop.ui.care_plan.copy_form import CopyForm
from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.care_plan.print_form import PrintForm
from ccm_desktop.ui.chart import Chart, Whom
from ccm_desktop.ui.chart_commands import ChartCommands
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Task
from ccm_desktop.ui.kept_form import FormDrafts, KeptForm, Name


class PlanPrinting(ChartCommands):
    """Opens the forms with what is on file at that moment.

    Signals:
        side_asked: a form for the side panel, or None to close it.
        preview_asked, save_asked: a callable that gathers a `Rendering` on the database thread.
    """

    side_asked = Signal(object)
    preview_asked = Signal(object)
    save_asked = Signal(object)

    def __init__(self, desk: Desk, page: Chart, editor: CarePlanEditor, drafts: FormDrafts) -> None:
        super().__init__(desk, page, editor)
        self._editor = editor
        self.copy_form = CopyForm(desk)
        name = Name("copy", "copy given")
        self.kept = KeptForm(desk, self, page, self.copy_form, drafts, name, self._on_copy_again)
        self.copy_form.saved.connect(self._on_given)
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

    def open(self) -> None:
        """What can be printed for the patient on show."""
        self._ask_offer().succeeded.connect(self._on_offer)

    def open_copy(self) -> None:
        """Record that a copy was given."""
        if not self.kept.reopen():
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
        self.kept.open(
            partial(self.copy_form.open, self._page.banner.name, offer, choice.caregiver, choice.language)
        )  # fmt: skip

    def _on_copy_again(self, draft: FormDraft) -> None:
        self._ask_offer().succeeded.connect(partial(self._on_offer_again, draft))

    def _on_offer_again(self, draft: FormDraft, offer: PaperOffer) -> None:
        if offer.patient == self._page.patient:
            self.kept.resume(draft, partial(self.copy_form.open, self._page.banner.name, offer))
            self.copy_form.ask_again(draft.typed)

    def _on_preview(self, choice: PaperChoice) -> None:
        if self.form.offer is not None:
            self.preview_asked.emit(partial(self._desk.office.plan_printing.paper, self.form.offer.patient, choice))

    def _on_calendar(self, language: str, by_name: bool) -> None:
        if self.form.offer is not None:
            calendar = self._desk.office.plan_printing.calendar
            self.save_asked.emit(partial(calendar, self.form.offer.patient, language, by_name=by_name))

    def _on_given(self, copy: GivenCopy) -> None:
        """For whom the form was opened, whoever is in view by now."""
        form, whom = self.copy_form, self.kept.whom
        version, how = form.version_box.currentText(), form.how_box.currentText().lower()
        words = f"Recorded for {whom.name}: {version} to {_inside(form.whom_box.currentText())}, {how}."
        command = partial(plan_copies.give_copy, self._desk.office.context, whom.patient, copy)
        self.kept.send(command, partial(self._on_recorded, whom, words))

    def _on_recorded(self, whom: Whom, words: str, outcome: Outcome[str]) -> None:
        """Words that outlive the chart: they name the patient."""
        self.undo_offered.emit(words, partial(self._withdraw, whom, outcome.value))

    def _withdraw(self, whom: Whom, copy: str) -> None:
        command = partial(plan_copies.withdraw_copy, self._desk.office.context, whom.patient, copy)
        self.send(whom, command, self._editor.message.show_problem)

    def _close(self) -> None:
        self.side_asked.emit(None)


def _inside(whom: str) -> str:
    """As it stands within a sentence."""
    return "the patient" if whom == "The patient" else whom
