"""Joins quick findings to the summary of a chart."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from ccm_desktop.domain.errors import Problem
from ccm_desktop.services.quick_findings import FindingLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.chart import Chart, Whom, on_show
from ccm_desktop.ui.chart_commands import ChartCommands
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.findings.quick import FindingSender, QuickFindings

_SHOWN = 3


class FindingsJoin(ChartCommands):
    """Sends what is pressed, and says what came up last.

    Signals:
        refused: a `Problem` of the patient on show.
        told: what came up last, in a line.
    """

    refused = Signal(object)
    told = Signal(str)

    def __init__(self, desk: Desk, page: Chart, buttons: QuickFindings) -> None:
        super().__init__(desk, page, buttons)
        self._sender = FindingSender(desk, self)
        self._sender.undo_offered.connect(self.undo_offered)
        self._sender.refused.connect(self._on_refused)
        buttons.pressed.connect(self._on_pressed)

    def load(self) -> None:
        """Ask what came up with the patient on show."""
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(self._desk.office.quick_findings.of, patient))
        task.succeeded.connect(partial(self._on_read, patient))
        task.failed.connect(partial(self._on_unread, patient))

    def leave(self) -> None:
        """Another patient comes: nothing of this one may stand under their name."""
        self.told.emit("")

    def _on_pressed(self, key: str) -> None:
        self._sender.record(on_show(self._page), key)

    def _on_refused(self, whom: Whom, problem: object) -> None:
        self.refuse(whom, self.refused.emit, problem)

    def _on_unread(self, patient: str, problem: object) -> None:
        if patient == self._page.patient:
            why = f" {problem}" if isinstance(problem, Problem) else ""
            self.told.emit(f"The last findings could not be read.{why}")

    def _on_read(self, patient: str, lines: tuple[FindingLine, ...]) -> None:
        if patient == self._page.patient:
            zone, today = self._desk.zone, self._desk.today()
            words = [f"{figures.dated(one.at, zone, today)} {one.title.lower()}" for one in lines[:_SHOWN]]
            self.told.emit(f"Last findings: {' · '.join(words)}" if words else "")
