"""Joins quick findings to the summary of a chart."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ccm_desktop.services.quick_findings import FindingLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.chart import Chart
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.findings.quick import FindingSender, QuickFindings

_SHOWN = 3


class FindingsJoin(QObject):
    """Sends what is pressed, and says what came up last.

    Signals:
        undo_offered: words for the toast, and what takes the finding back.
        refused: a `Problem`.
        told: what came up last, in a line.
    """

    undo_offered = Signal(str, object)
    refused = Signal(object)
    told = Signal(str)

    def __init__(self, desk: Desk, page: Chart, buttons: QuickFindings) -> None:
        super().__init__(buttons)
        self._desk, self._page = desk, page
        self._sender = FindingSender(desk, self)
        self._sender.undo_offered.connect(self.undo_offered)
        self._sender.refused.connect(self.refused)
        buttons.pressed.connect(self._on_pressed)

    def load(self) -> None:
        """Ask what came up with the patient on show."""
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(self._desk.office.quick_findings.of, patient))
        task.succeeded.connect(partial(self._on_read, patient))

    def _on_pressed(self, key: str) -> None:
        self._sender.record(self._page.patient, key)

    def _on_read(self, patient: str, lines: tuple[FindingLine, ...]) -> None:
        if patient == self._page.patient:
            zone, today = self._desk.zone, self._desk.today()
            words = [f"{figures.dated(one.at, zone, today)} {one.title.lower()}" for one in lines[:_SHOWN]]
            self.told.emit(f"Last findings: {' · '.join(words)}" if words else "")
