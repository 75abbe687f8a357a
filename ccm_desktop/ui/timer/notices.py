"""What has to be said under the timer bar: a disk that refuses, a clock that was set."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccm_desktop.services.timer_views import TimerView
from ccm_desktop.ui.announcing import announce
from ccm_desktop.ui.timer.view_model import TimerViewModel
from ccm_desktop.ui.widgets.parts import Message


class TimerNotices(QWidget):
    """Two messages; neither takes the keyboard from whoever types."""

    def __init__(self, view_model: TimerViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model = view_model
        self._seen: tuple[str, int] = ("", 0)
        """Session and change of the clock that somebody has taken note of."""
        self.fault_message, self.clock_message = Message(), Message()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 0)
        column.setSpacing(4)
        column.addWidget(self.fault_message)
        column.addWidget(self.clock_message)
        self.fault_message.acted.connect(view_model.save_again)
        self.clock_message.acted.connect(self._on_noted)
        view_model.changed.connect(self._show)
        self.hide()

    def _show(self, view: TimerView) -> None:
        if view.fault and view.fault != self.fault_message.text_label.text():
            announce(self, view.fault)
        if view.fault != self.fault_message.text_label.text():
            self.fault_message.say(view.fault, "error", "Try again" if view.fault else "")
        words = ""
        if view.clock_step_seconds and (view.session_id, view.clock_step_seconds) != self._seen:
            words = clock_words(view.clock_step_seconds)
        if words != self.clock_message.text_label.text():
            self.clock_message.say(words, "warn", "OK" if words else "")
            if words:
                announce(self, words)
        self.setVisible(bool(view.fault or words))

    def _on_noted(self) -> None:
        view = self._view_model.view
        self._seen = (view.session_id, view.clock_step_seconds)
        self._show(view)


def clock_words(step_seconds: int) -> str:
    """By how much the clock was set, and what that does."""
    size = abs(step_seconds)
    step = f"{'+' if step_seconds > 0 else '−'}{size // 3600}:{size % 3600 // 60:02}:{size % 60:02}"
    return f"Computer clock changed by {step}. Elapsed time is not affected; the entry is marked."
