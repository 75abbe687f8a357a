"""Joins the coordination log to the workspace: loads what the tab shows, sends what it asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.coordination import CoordinationLine, Counterparty, NewCoordination
from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.services.office import Office
from ccm_desktop.services.people import Person
from ccm_desktop.ui.chart import Chart, Whom, on_show
from ccm_desktop.ui.chart_commands import ChartCommands
from ccm_desktop.ui.coordination import form as modes
from ccm_desktop.ui.coordination.form import CoordinationForm
from ccm_desktop.ui.coordination.tab import CoordinationTab
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.kept_form import FormDrafts, KeptForm, Name

Found = tuple[tuple[Counterparty, ...], tuple[Person, ...]]


class CoordinationJoin(ChartCommands):
    """Entries, closings and withdrawals of the patient on show.

    Signals:
        start_pressed: the timer on this patient id.
    """

    start_pressed = Signal(str)

    def __init__(self, desk: Desk, page: Chart, tab: CoordinationTab, drafts: FormDrafts) -> None:
        super().__init__(desk, page, tab)
        self._tab = tab
        self.form = CoordinationForm(desk)
        name = Name("coordination", "coordination entry")
        self.kept = KeptForm(desk, self, page, self.form, drafts, name, self._on_again)
        tab.new_pressed.connect(self.begin)
        tab.go_on_pressed.connect(partial(self._open, modes.GO_ON))
        tab.correct_pressed.connect(partial(self._open, modes.CORRECT))
        tab.closing_said.connect(self._on_closing)
        tab.withdrawal_said.connect(self._on_withdrawal)
        self.form.saved.connect(self._on_saved)
        self.form.start_pressed.connect(self.start_pressed)

    def load(self) -> None:
        """Ask for the patient on show."""
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(self._desk.office.coordination.log, patient))
        task.succeeded.connect(partial(self._on_loaded, patient))
        task.failed.connect(self._tab.message.show_problem)

    def leave(self) -> None:
        """Another patient comes: nothing of this one may be written into their log."""
        self._tab.clear()

    def begin(self) -> None:
        """An empty form."""
        self._open(modes.NEW, None)

    def _open(self, mode: str, line: CoordinationLine | None) -> None:
        if self.kept.reopen():
            return
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(_gather, self._desk.office, patient))
        task.succeeded.connect(partial(self._on_choices, patient, mode, line))
        task.failed.connect(self._tab.message.show_problem)

    def _on_choices(self, patient: str, mode: str, line: CoordinationLine | None, found: Found) -> None:
        if patient == self._page.patient:
            self.kept.open(self._fill(patient, found, mode, line))

    def _on_again(self, draft: FormDraft) -> None:
        patient, (mode, _, entry) = self._page.patient, draft.subject.partition(":")
        task = self._desk.gateway.ask(partial(_gather_again, self._desk.office, patient, entry))
        task.succeeded.connect(partial(self._on_read_again, patient, mode, draft))
        task.failed.connect(self._tab.message.show_problem)

    def _on_read_again(
        self, patient: str, mode: str, draft: FormDraft, found: tuple[Found, CoordinationLine | None]
    ) -> None:  # fmt: skip
        if patient != self._page.patient:
            return
        choices, line = found
        is_gone = mode != modes.NEW and line is None
        self.kept.resume(draft, self._fill(patient, choices, modes.NEW if is_gone else mode, line))
        if is_gone:  # the words are still theirs
            self.form.message.say(
                "The entry that this was about is not in the log any more: this is a new one.", "warn"
            )

    def _fill(
        self, patient: str, found: Found, mode: str, line: CoordinationLine | None
    ) -> Callable[[], None]:  # fmt: skip
        return partial(self.form.open, patient, self._page.banner.name, *found, mode, line)

    def _on_loaded(self, patient: str, lines: tuple[CoordinationLine, ...]) -> None:
        if patient == self._page.patient:
            self._tab.show_log(lines)

    def _on_saved(
        self, patient: str, mode: str, new: NewCoordination, line: CoordinationLine | None, reason: str
    ) -> None:  # fmt: skip
        service = self._desk.office.coordination
        if mode == modes.CORRECT and line is not None:
            command, words = partial(service.correct, line, new, reason), "Corrected; the history keeps both."
        else:
            command, words = partial(service.record, patient, new, line), "Logged."
        self.kept.send(command, partial(self._on_kept, self.kept.whom, words))

    def _on_kept(self, whom: Whom, words: str, outcome: Outcome[str]) -> None:
        if self.is_on_show(whom):
            self._tab.choose(outcome.value)
        self._offer(whom, words, partial(self._desk.office.coordination.withdraw, outcome.value))

    def _on_closing(self, line: CoordinationLine, how: str) -> None:
        whom = on_show(self._page)
        task = self.send(whom, partial(self._desk.office.coordination.close, line, how), self._on_refused)
        task.succeeded.connect(partial(self._on_closed, whom))

    def _on_closed(self, whom: Whom, outcome: Outcome[str]) -> None:
        self._finish_asking(whom)
        self._offer(whom, "Loop closed.", partial(self._desk.office.coordination.reopen, outcome.value))

    def _on_withdrawal(self, line: CoordinationLine, why: str) -> None:
        whom = on_show(self._page)
        task = self.send(whom, partial(self._desk.office.coordination.withdraw, line.entry_id, why), self._on_refused)
        task.succeeded.connect(partial(self._finish_asking, whom))

    def _offer(self, whom: Whom, words: str, undo: Callable[[], Outcome[Any]]) -> None:
        self.offer_undo(whom, words, undo, self._tab.message.show_problem)

    def _on_refused(self, problem: object) -> None:
        self._tab.ask.refuse(str(problem))

    def _finish_asking(self, whom: Whom, _outcome: object = None) -> None:
        if self.is_on_show(whom):
            self._tab.ask.finish()
            self._tab.table.setFocus()


def _gather(office: Office, patient: str) -> Found:
    """Runs on the database thread."""
    return office.coordination.counterparties(patient), office.people.everybody()


def _gather_again(office: Office, patient: str, entry: str) -> tuple[Found, CoordinationLine | None]:
    """Runs on the database thread."""
    line = next((one for one in office.coordination.log(patient) if entry and one.entry_id == entry), None)
    return _gather(office, patient), line
