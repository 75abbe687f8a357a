"""Short messages at the bottom left that go away by themselves; at most two, one action each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ccm_desktop.ui.announcing import announce
from ccm_desktop.ui.widgets.parts import button, label

_SHOWN_MS, _SHOWN_WITH_ACTION_MS = 5_000, 10_000
_AT_MOST = 2
_MARGIN, _GAP = 12, 8
_NARROWEST, _WIDEST = 320, 480


class Toast(QFrame):
    """One sentence with at most one button; it stays while the mouse or the keyboard is on it.

    Signals:
        gone: it was answered or its time is over.
    """

    gone = Signal(object)

    def __init__(self, text: str, action: str, act: Callable[[], object] | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.setAccessibleName(text)
        self.text = text
        self._act = act
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(label(text, wrap=True), 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_WITH_ACTION_MS if act else _SHOWN_MS)
        self._timer.timeout.connect(self._on_time_over)
        if act is not None:
            self.action_button = button(action)
            self.action_button.clicked.connect(self._on_action)
            row.addWidget(self.action_button)
        self._timer.start()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()

    def _on_action(self) -> None:
        if self._act is not None:
            self._act()
        self.gone.emit(self)

    def _on_time_over(self) -> None:
        if self.isAncestorOf(self.window().focusWidget()):
            self._timer.start()
        else:
            self.gone.emit(self)


class Toasts(QObject):
    """Stacks toasts above the status bar of a window; a third pushes out the oldest."""

    def __init__(self, over: QWidget, *, above: QWidget) -> None:
        super().__init__(over)
        self._over, self._above = over, above
        self._shown: list[Toast] = []

    @property
    def texts(self) -> list[str]:
        """What is on show, oldest first."""
        return [toast.text for toast in self._shown]

    def say(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Show a sentence for a while, and speak it; `act` runs when its button is pressed."""
        for old in [toast for toast in self._shown if toast.text == text] or self._shown[: 1 - _AT_MOST]:
            self._drop(old)
        toast = Toast(text, action, act, self._over)
        toast.gone.connect(self._drop)
        self._shown.append(toast)
        toast.show()
        self.place()
        announce(toast, text)

    def say_with(self, action: str, text: str, act: Callable[[], object]) -> None:
        """The same for who hands over the words with what the button does."""
        self.say(text, action, act)

    def place(self) -> None:
        """Stay at the bottom left when the window changes."""
        bottom = self._above.y() - _MARGIN
        width = max(min(_NARROWEST, self._over.width() - 2 * _MARGIN), min(_WIDEST, self._over.width() // 3))
        for toast in reversed(self._shown):
            toast.resize(width, toast.heightForWidth(width))
            bottom -= toast.height()
            toast.move(_MARGIN, bottom)
            toast.raise_()
            bottom -= _GAP

    def _drop(self, toast: Toast) -> None:
        if toast in self._shown:
            self._shown.remove(toast)
            toast.hide()
            toast.deleteLater()
            self.place()
