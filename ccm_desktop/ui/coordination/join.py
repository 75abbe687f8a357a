"""Joins the coordination log to the workspace: loads what the tab shows, sends what it asks."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.coordination import CoordinationLine, Counterparty, NewCoordination
from ccm_desktop.services.office import Office
from ccm_desktop.services.people import Person
from ccm_desktop.ui.chart import Chart
from ccm_desktop.ui.coordination import form as modes
from ccm_desktop.ui.coordination.form import CoordinationForm
from ccm_desktop.ui.coordination.tab import CoordinationTab
from ccm_desktop.ui.desk import Desk

Found = tuple[tuple[CoordinationLine, ...], tuple[Counterparty, ...], tuple[Person, ...]]


class CoordinationJoin(QObject):
    """Entries, closings and withdrawals of the patient on show.

    Signals:
        side_asked: the form for the side panel, or None to close it.
        undo_offered: words for the toast, and what takes the change back.
        start_pressed: the timer on this patient id.
    """

    side_asked = Signal(object)
    undo_offered = Signal(str, object)
    start_pressed = Signal(str)

    def __init__(self, desk: Desk, page: Chart, tab: CoordinationTab) -> None:
        super().__init__(tab)
        self._desk, self._page, self._tab = desk, page, tab
        self.form = CoordinationForm(desk)
        self._team: tuple[Counterparty, ...] = ()
        self._people: tuple[Person, ...] = ()
        tab.new_pressed.connect(self.begin)
        tab.go_on_pressed.connect(partial(self._open, modes.GO_ON))
        tab.correct_pressed.connect(partial(self._open, modes.CORRECT))
        tab.closing_said.connect(self._on_closing)
        tab.withdrawal_said.connect(self._on_withdrawal)
        self.form.saved.connect(self._on_saved)
        self.form.start_pressed.connect(self.start_pressed)
        self.form.closed.connect(self._close)

    def load(self) -> None:
        """Ask for the patient on show."""
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(_gather, self._desk.office, patient))
        task.succeeded.connect(partial(self._on_loaded, patient))
        task.failed.connect(self._tab.message.show_problem)

    def leave(self) -> None:
        """Another patient comes: nothing of this one may be written into their log."""
        self._tab.clear()
        self._team = ()
        if self.form.isVisible():
            self._close()

    def begin(self) -> None:
        """An empty form."""
        self._open(modes.NEW, None)

    def _open(self, mode: str, line: CoordinationLine | None) -> None:
        self.side_asked.emit(self.form)
        self.form.open(self._page.patient, self._page.banner.name, self._team, self._people, mode, line)

    def _on_loaded(self, patient: str, found: Found) -> None:
        if patient == self._page.patient:
            lines, self._team, self._people = found
            self._tab.show_log(lines)

    def _on_saved(
        self, patient: str, mode: str, new: NewCoordination, line: CoordinationLine | None, reason: str
    ) -> None:  # fmt: skip
        service = self._desk.office.coordination
        if mode == modes.CORRECT and line is not None:
            command, words = partial(service.correct, line, new, reason), "Corrected; the history keeps both."
        else:
            command, words = partial(service.record, patient, new, line), "Logged."
        task = self._page.send(command, "", self.form.message)
        task.succeeded.connect(partial(self._on_kept, words))

    def _on_kept(self, words: str, outcome: Outcome[str]) -> None:
        self._close()
        self._tab.choose(outcome.value)
        self._offer(words, partial(self._desk.office.coordination.withdraw, outcome.value))

    def _on_closing(self, line: CoordinationLine, how: str) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.coordination.close, line, how))
        task.failed.connect(self._on_refused)
        task.succeeded.connect(self._on_closed)

    def _on_closed(self, outcome: Outcome[str]) -> None:
        self._finish_asking()
        self._offer("Loop closed.", partial(self._desk.office.coordination.reopen, outcome.value))

    def _on_withdrawal(self, line: CoordinationLine, why: str) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.coordination.withdraw, line.entry_id, why))
        task.failed.connect(self._on_refused)
        task.succeeded.connect(self._finish_asking)

    def _offer(self, words: str, undo: Any) -> None:
        self.undo_offered.emit(words, partial(self._page.send, undo, "Taken back.", self._tab.message))

    def _on_refused(self, problem: object) -> None:
        self._tab.ask.refuse(str(problem))

    def _finish_asking(self, _outcome: object = None) -> None:
        self._tab.ask.finish()
        self._tab.table.setFocus()

    def _close(self) -> None:
        self.side_asked.emit(None)


def _gather(office: Office, patient: str) -> Found:
    """Runs on the database thread."""
    service = office.coordination
    return service.log(patient), service.counterparties(patient), office.people.everybody()
