"""Short messages at the foot of the window that go away by themselves; two at a time, one action each.

They stand over the status bar, right of its first words. Where they need more height than it has it grows for as long,
so that they stand over nothing of the page, the rail and a form at the side; who has no place waits for one.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ccm_desktop.ui.announcing import announce
from ccm_desktop.ui.status_bar import StatusBar
from ccm_desktop.ui.widgets.parts import button, label

_SHOWN_MS, _SHOWN_WITH_ACTION_MS = 5_000, 10_000
_AT_MOST = 2
_MARGIN, _GAP, _EDGE = 12, 8, 1
_WIDEST, _LINE_PX = 720, 17
_SPARE = 6
"""Of the empty edge below every page."""
_LEAST_MS, _SHARE = 2_000, 8
"""A toast that comes back stays so long at least; two at once may take an eighth of the window's height."""
_MOVES = {QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize}
_SAVED_CHARACTERS = 20


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
        row.setContentsMargins(10, 1, 4, 1)
        self._words = label(text, wrap=True)
        row.addWidget(self._words, 1)
        self._left = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_WITH_ACTION_MS if act else _SHOWN_MS)
        self._timer.timeout.connect(self._on_time_over)
        if act is not None:
            self.action_button = button(action, role="link")
            self.action_button.clicked.connect(self._on_action)
            row.addWidget(self.action_button)
        self._timer.start()

    def whole_width(self) -> int:
        """Room for the sentence in one line."""
        return (
            self._words.fontMetrics().horizontalAdvance(self.text)
            + self.sizeHint().width()
            - (self._words.sizeHint().width())
            + _GAP
        )

    def step_back(self) -> None:
        """Wait out of sight, with the time that is left."""
        self._left = max(_LEAST_MS, self._timer.remainingTime())
        self._timer.stop()
        self.hide()

    def come_back(self) -> None:
        """Be on show for the rest of its time."""
        self.show()
        self._timer.start(self._left)

    def is_held(self) -> bool:
        """Whether the mouse or the keyboard is on it."""
        return self.underMouse() or self.isAncestorOf(self.window().focusWidget())

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        if self.isVisible():
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
    """Puts toasts over the status bar of a window, beside what says whether all is saved. A third waits, or the oldest
    for it: none is lost. While long work is told there, with its Cancel, they stand above it."""

    def __init__(self, over: QWidget, foot: StatusBar) -> None:
        super().__init__(over)
        self._over, self._foot = over, foot
        self._shown: list[Toast] = []
        self._waiting: list[Toast] = []
        for part in (foot.saved_label, foot.task_strip):
            part.installEventFilter(self)

    @property
    def texts(self) -> list[str]:
        """What is on show, oldest first."""
        return [toast.text for toast in self._shown]

    def say(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Show a sentence for a while, and speak it; `act` runs when its button is pressed."""
        for old in [toast for toast in (*self._waiting, *self._shown) if toast.text == text]:
            self._forget(old)
        if len(self._shown) >= _AT_MOST:
            self._make_wait()
        toast = Toast(text, action, act, self._over)
        toast.gone.connect(self._drop)
        self._shown.append(toast)
        toast.show()
        self.place()
        announce(toast, text)

    def say_with(self, action: str, text: str, act: Callable[[], object]) -> None:
        """The same for who hands over the words with what the button does."""
        self.say(text, action, act)

    def take_back(self, text: str) -> None:
        """That sentence is not true any more: what it offered to undo was undone by a key."""
        for toast in [toast for toast in (*self._shown, *self._waiting) if toast.text == text]:
            self._drop(toast)

    def place(self) -> None:
        """Stay at the foot when the window changes; where there is little height, one at a time."""
        needed = self._arrange()
        while needed > self._over.height() // _SHARE and len(self._shown) > 1 and self._make_wait():
            needed = self._arrange()
        self._foot.grow(needed if needed > _SPARE else 0)

    def _arrange(self) -> int:
        """The newest first, the other beside it or above; returns what they need above the line of the bar."""
        working = self._foot.task_strip.isVisibleTo(self._over)
        saved, line = self._foot.saved_label, self._foot.line_height()
        bottom = self._over.height() - _EDGE - (line if working else 0)
        words = saved.fontMetrics().averageCharWidth() * _SAVED_CHARACTERS  # shorter ones are for a moment
        start = _MARGIN if working else max(saved.geometry().right(), words) + 2 * _GAP
        end, left, top = self._over.width() - _MARGIN, start, bottom
        for toast in reversed(self._shown):
            width = min(toast.whole_width(), _WIDEST * toast.fontMetrics().height() // _LINE_PX, end - start)
            if left + width > end:
                left, bottom = start, top - _GAP
            height = max(toast.heightForWidth(width), toast.minimumSizeHint().height())
            toast.setGeometry(left, bottom - height, width, height)
            toast.raise_()
            left, top = left + width + _GAP, min(top, bottom - height)
        return self._over.height() - top - line if self._shown else 0

    def _make_wait(self) -> bool:
        """The oldest steps back, unless somebody is about to answer it."""
        oldest = next((toast for toast in self._shown if not toast.is_held()), None)
        if oldest is None:
            return False
        self._shown.remove(oldest)
        self._waiting.append(oldest)
        oldest.step_back()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What stands in the status bar has another size, or long work begins or ends there."""
        if event.type() in _MOVES and self._shown:
            self.place()
        return super().eventFilter(watched, event)

    def _drop(self, toast: Toast) -> None:
        """It was answered or its time is over: who waits has the place, the newest first."""
        if self._forget(toast):
            if self._waiting and len(self._shown) < _AT_MOST:
                back = self._waiting.pop()
                self._shown.insert(0, back)
                back.come_back()
            self.place()

    def _forget(self, toast: Toast) -> bool:
        for place in (self._shown, self._waiting):
            if toast in place:
                place.remove(toast)
                toast.hide()
                toast.deleteLater()
                return True
        return False
