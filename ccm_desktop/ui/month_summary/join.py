"""Joins the patient's monthly summary to the chart: the form is of the month on show in the Time tab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from ccm_desktop.domain.calendar import Month
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.services.summary_views import SummaryView
from ccm_desktop.ui.chart import Chart, Whom
from ccm_desktop.ui.chart_commands import ChartCommands
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.kept_form import FormDrafts, KeptForm, Name
from ccm_desktop.ui.month_summary.form import SummaryForm
from ccm_desktop.ui.widgets.parts import Message

_TOLD_BY = Changed.MONTH | Changed.TIME | Changed.CARE_PLAN | Changed.CONTACTS | Changed.TASKS | Changed.PATIENTS
"""What a summary is composed from."""


class MonthTab(Protocol):
    """What is asked of the tab of the month's work."""

    summary_button: QPushButton
    message: Message

    def month(self) -> Month:
        """The month on show."""


class SummaryJoin(ChartCommands):
    """Opens the form and sends what it says.

    Signals:
        preview_asked: a callable that gathers a `Rendering` on the database thread.
    """

    preview_asked = Signal(object)

    def __init__(self, desk: Desk, page: Chart, tab: MonthTab, drafts: FormDrafts) -> None:
        super().__init__(desk, page, tab.summary_button)
        self._tab = tab
        self._under_way = 0
        """Approvals and givings that are not answered yet."""
        self.form = SummaryForm(desk)
        name = Name("month_summary", "own words of a monthly summary", over=True)
        self.kept = KeptForm(desk, self, page, self.form, drafts, name, self._on_again)
        tab.summary_button.clicked.connect(self.begin)
        form = self.form
        form.said.connect(self._on_said)
        form.turned.connect(self._on_turned)
        form.language_chosen.connect(self._on_language)
        form.preview_asked.connect(self._on_preview)
        form.approve_pressed.connect(self._on_approve)
        form.give_pressed.connect(self._on_give)
        desk.gateway.changed.connect(self._on_changed)

    def begin(self) -> None:
        """Of the month on show; what is typed and not saved comes first."""
        month = self._tab.month()
        if not self.kept.reopen(str(month)):
            self._read(month, self._open)

    def _open(self, view: SummaryView) -> None:
        self.kept.open(partial(self.form.open, self._page.banner.name, view), str(view.month))

    def _on_again(self, draft: FormDraft) -> None:
        month = Month.parse(draft.subject.partition("\n")[0])
        self._read(month, partial(self._resume, draft))

    def _resume(self, draft: FormDraft, view: SummaryView) -> None:
        """Kept with the versions that were seen: what somebody else wrote since is not replaced unseen."""
        known = replace(view, heads=tuple(draft.subject.partition("\n")[2].split()))
        self.kept.resume(draft, partial(self.form.open, self._page.banner.name, known))

    def _read(self, month: Month, then: Callable[[SummaryView], None]) -> None:
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(self._desk.office.month_summaries.open, patient, month))
        task.succeeded.connect(partial(self._on_read, then))
        task.failed.connect(partial(self.refuse, Whom(patient), self._tab.message.show_problem))

    def _on_read(self, then: Callable[[SummaryView], None], view: SummaryView) -> None:
        if view.patient_id == self._page.patient:
            then(view)

    def _on_changed(self, changed: Changed) -> None:
        view = self.form.view
        if view is not None and changed & _TOLD_BY and self.form.isVisible():
            self._read(view.month, self._refresh)

    def _refresh(self, view: SummaryView) -> None:
        """The form may be another patient's or month's by now; what is typed stays, with the versions it knew."""
        shown = self.form.view
        if shown is None or (shown.patient_id, shown.month) != (view.patient_id, view.month):
            return
        if self.form.is_typed and shown.words != view.words:
            view = replace(view, heads=shown.heads)
        is_stale = not self.form.is_typed and shown.words != view.words
        if is_stale and self.form.isVisible():
            self.kept.begin(partial(self.form.open, self._page.banner.name, view), str(view.month))
        else:
            self.form.show_view(view)
        self.form.set_busy(busy=self._under_way > 0)

    def _on_said(self, words: str) -> None:
        view = self.form.view
        if view is not None:
            command = partial(self._desk.office.month_summaries.say, view, words)
            self.kept.send(command, partial(self._on_words_kept, self.kept.whom, view, words.strip()), closes=False)

    def _on_words_kept(self, whom: Whom, view: SummaryView, words: str, outcome: Outcome[str]) -> None:
        """At once, so that nothing typed from here on is about the words of before."""
        shown = self.form.view
        if self.is_on_show(whom) and shown is not None and shown.month == view.month:
            kept = replace(shown, words=words, heads=(outcome.value,))
            self.kept.begin(partial(self.form.open, whom.name, kept), str(view.month))
        self._page.say(whom.told("Words of the summary saved."))

    def _on_turned(self, key: str, out: bool) -> None:
        self._edit(lambda view: self._desk.office.month_summaries.leave_out(view, key, out=out))

    def _on_language(self, language: str) -> None:
        self._edit(lambda view: self._desk.office.month_summaries.choose_language(view, language))

    def _edit(self, change: Callable[[SummaryView], Outcome[Any]]) -> None:
        """The list is shown anew whatever came of it."""
        view = self.form.view
        if view is not None:
            whom = Whom(view.patient_id, self._page.banner.name)
            task = self.send(whom, partial(change, view), self.form.message.show_problem)
            task.failed.connect(partial(self._show_again, view))

    def _show_again(self, view: SummaryView, _problem: object) -> None:
        if self.form.view is view:
            self.form.show_view(view)

    def _on_preview(self, size: int) -> None:
        view = self.form.view
        if view is not None:
            paper = self._desk.office.month_summaries.paper
            self.preview_asked.emit(partial(paper, view.patient_id, view.month, size))

    def _on_approve(self, gone_over: str) -> None:
        view = self.form.view
        if view is not None:
            approve = self._desk.office.month_summaries.approve
            command = partial(approve, view.patient_id, view.month, view.seen, gone_over)
            self._record(view, command, f"Summary of {view.month.title} approved.")

    def _on_give(self, version: str, how: str, at: int | None) -> None:
        view = self.form.view
        if view is not None:
            give = self._desk.office.month_summaries.give
            command = partial(give, view.patient_id, view.month, version, how, at)
            self._record(view, command, f"Recorded: summary of {view.month.title} given.")

    def _record(self, view: SummaryView, command: Callable[[], Outcome[str]], words: str) -> None:
        whom = Whom(view.patient_id, self._page.banner.name)
        self._under_way += 1
        self.form.set_busy(busy=True)
        task = self.send(whom, command, self.form.message.show_problem)
        task.finished.connect(self._on_answered)
        task.succeeded.connect(partial(self._on_recorded, whom, words))
        task.failed.connect(self._on_not_recorded)

    def _on_answered(self, _task: object) -> None:
        """What was recorded is pressed again only once it is seen: the list is read anew after every change."""
        self._under_way -= 1

    def _on_recorded(self, whom: Whom, words: str, outcome: Outcome[str]) -> None:
        undo = partial(self._desk.office.month_summaries.withdraw, whom.patient, outcome.value)
        self.offer_undo(whom, words, undo, self.form.message.show_problem)

    def _on_not_recorded(self, _problem: object) -> None:
        self.form.set_busy(busy=False)
