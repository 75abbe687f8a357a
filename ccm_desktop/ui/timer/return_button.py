"""`Save and return to Castillo-Ramírez, María`: to the work that this one interrupted."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from ccm_desktop.services.timer_views import TimerView
from ccm_desktop.ui.icons import set_icon
from ccm_desktop.ui.timer.view_model import TimerViewModel


class ReturnButton(QPushButton):
    """There while something is parked and nothing else runs."""

    def __init__(self, view_model: TimerViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = ""
        """The session interrupted last."""
        self.setAutoDefault(True)
        set_icon(self, "arrows-exchange")
        view_model.changed.connect(self._show)
        self._show(view_model.view)

    def _show(self, view: TimerView) -> None:
        there = bool(view.parked) and view.state == "idle"
        self.session = view.parked[0].session_id if there else ""
        words = f"Save and return to {view.parked[0].patient_name}" if there else ""
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(words)
        self.setVisible(there)
