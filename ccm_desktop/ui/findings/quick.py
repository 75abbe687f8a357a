"""Four findings that one press records, and the way back (product A-38)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.escalation import TARGETS
from ccm_desktop.domain.quick_findings import FINDINGS
from ccm_desktop.services.changes import Outcome
from ccm_desktop.ui.chart import Whom
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.parts import button, label
from ccm_desktop.ui.widgets.wrapping import Wrapping


class QuickFindings(QWidget):
    """A button each, and one for a reading.

    Signals:
        pressed: key of a finding.
        readings_asked: a reading is to be typed.
    """

    pressed = Signal(str)
    readings_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        for key, one in FINDINGS.items():
            made = self.buttons[key] = button(one.title)
            made.setAccessibleName(f"Quick finding: {one.title}")
            made.setToolTip(f"Records the finding. {_leads_to(key)}.")
            made.clicked.connect(partial(self._on_clicked, key))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.readings_button = button("Reading…", "heart-rate-monitor", shortcut="Alt+Shift+R")
        self.readings_button.clicked.connect(self.readings_asked)
        column.addWidget(Wrapping(label("Came up:", "caption"), *self.buttons.values(), self.readings_button))

    def _on_clicked(self, key: str, _checked: bool = False) -> None:
        self.pressed.emit(key)


class FindingSender(QObject):
    """Sends a press, for the patient on show at that moment.

    Signals:
        undo_offered: words for the toast, and what takes all of it back.
        refused: the `Whom` it is about, and a `Problem`; also where a part of what was taken back must stay.
    """

    undo_offered = Signal(str, object)
    refused = Signal(object, object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk

    def record(self, whom: Whom, key: str) -> None:
        """One press; nothing while nobody is on show."""
        if whom.patient:
            task = self._desk.gateway.send(partial(self._desk.office.quick_findings.record, whom.patient, key))
            task.succeeded.connect(partial(self._on_recorded, whom, key))
            task.failed.connect(partial(self.refused.emit, whom))

    def _on_recorded(self, whom: Whom, key: str, outcome: Outcome[str]) -> None:
        said = whom.told(f"{FINDINGS[key].title} recorded. {_leads_to(key)}.")
        self.undo_offered.emit(said, partial(self._take_back, whom, outcome.value))

    def _take_back(self, whom: Whom, record: str) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.quick_findings.withdraw, record))
        task.failed.connect(partial(self.refused.emit, whom))
        task.succeeded.connect(partial(self._on_taken_back, whom))

    def _on_taken_back(self, whom: Whom, outcome: Outcome[Refusal | None]) -> None:
        if outcome.value is not None:
            self.refused.emit(whom, outcome.value)


def _leads_to(key: str) -> str:
    one = FINDINGS[key]
    if one.level:
        return f"It is escalated: {TARGETS[one.target].lower()}, the same day"
    return f"A task: {one.to_do[0].lower()}{one.to_do[1:]}"
