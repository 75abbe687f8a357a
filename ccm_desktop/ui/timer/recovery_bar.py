"""After a short crash, one line under the timer instead of a sheet (ux.md 5.4)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ccm_desktop.services.timer_recovery import RecoveryChoice
from ccm_desktop.services.timer_views import RecoveryLine, TimerView
from ccm_desktop.ui import figures
from ccm_desktop.ui.announcing import announce
from ccm_desktop.ui.timer.view_model import TimerViewModel
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.parts import button, label

_ONE_LINE_FROM = 900


class RecoveryBar(Folding):
    """Takes no focus when it comes up, and resumes nothing by itself.

    What it does not offer, such as that it was no work at all, is on the sheet: Timer ▸ After a crash.
    """

    def __init__(self, view_model: TimerViewModel, parent: QWidget | None = None) -> None:
        super().__init__(_ONE_LINE_FROM, parent)
        self._view_model = view_model
        self._line: RecoveryLine | None = None
        self.setObjectName("recoveryBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words_label = label("", wrap=True)
        self.resume_button = button("Resume", "player-play")
        self.resume_button.setToolTip("Go on now; the gap does not count")
        self.keep_button = button("Keep gap", "check")
        self.keep_button.setToolTip("The work went on: the gap counts, and the note is due")
        self.finish_button = button("Finish", "player-stop")
        self.finish_button.setToolTip("It ended there; the note is due")
        self._lay_out()
        self.resume_button.clicked.connect(self._resume)
        self.keep_button.clicked.connect(self._keep)
        self.finish_button.clicked.connect(self._finish)
        view_model.changed.connect(self._show)
        self.hide()

    def _lay_out(self) -> None:
        presses = QHBoxLayout()
        for press in (self.resume_button, self.keep_button, self.finish_button):
            presses.addWidget(press)
        presses.addStretch()
        self.row.setContentsMargins(16, 4, 12, 4)
        self.row.addWidget(self.words_label, 1)
        self.row.addLayout(presses)

    def _show(self, view: TimerView) -> None:
        self._line = next((line for line in view.recovery if line.short), None)
        words = recovered_words(self._line) if self._line else ""
        if words and words != self.accessibleName():
            announce(self, words)
        self.words_label.setText(words)
        self.setAccessibleName(words or "After a crash")
        self.setVisible(bool(words))

    def _resume(self) -> None:
        if self._line is not None:
            self._view_model.resume_recovered(self._line.session_id)

    def _keep(self) -> None:
        if self._line is not None:
            self._view_model.recover(self._line.session_id, RecoveryChoice("until", self._line.back_at))

    def _finish(self) -> None:
        if self._line is not None:
            self._view_model.recover(self._line.session_id, RecoveryChoice("stop"))


def recovered_words(line: RecoveryLine) -> str:
    """`The program was restarted. Castillo-Ramírez, María: 12:47 kept, 0:48 gap not counted.`"""
    kept, gap = figures.minutes(line.earned_seconds), figures.minutes(line.back_at - line.last_seen_at)
    return f"The program was restarted. {line.patient_name}: {kept} kept, {gap} gap not counted."
