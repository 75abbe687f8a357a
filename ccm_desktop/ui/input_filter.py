"""One look at every key and click of the program: urgent keys are never swallowed, and somebody is there."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication

from ccm_desktop.ui.shortcuts.recorder import KeyRecorder

_AT_MOST_EVERY_SECONDS = 1.0
_INPUT = (QKeyEvent, QMouseEvent)
_PRESSES = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress}


class InputFilter(QObject):
    """Filters the events of the whole application until `stop`.

    A field or a list that has a use of its own for a key takes it before the menus see it
    (`ShortcutOverride`); the reserved ones are taken from it, and an open list or menu closes for them.

    Signals:
        touched: a key or a mouse button was pressed in a window of ours; at most once a second.
    """

    touched = Signal()

    def __init__(
        self, app: QApplication, is_reserved: Callable[[str], bool], seconds: Callable[[], float] = monotonic
    ) -> None:
        super().__init__(app)
        self._app, self._is_reserved, self._seconds = app, is_reserved, seconds
        self._told = -_AT_MOST_EVERY_SECONDS
        app.installEventFilter(self)

    def rest(self, resting: bool) -> None:
        """Do not look while a page is made: a thousand widgets tell of themselves, and nobody can press a key.

        Keys and clicks come by the event loop, which waits for the page. To be asked of every event takes a third of
        the time in which a page is there.
        """
        if resting:
            self._app.removeEventFilter(self)
        else:
            self._app.installEventFilter(self)

    def stop(self) -> None:
        """Look no longer."""
        self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, _INPUT):  # asking every event of the program for its type takes ten times as long
            return False
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride:
            return self._keep_reserved(watched, event)
        if kind in _PRESSES:
            self._note()
        return False

    def _keep_reserved(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or isinstance(watched, KeyRecorder):
            return False
        if not self._is_reserved(QKeySequence(event.keyCombination()).toString()):
            return False
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()  # in front of it only its own keys are heard
        event.ignore()
        return True

    def _note(self) -> None:
        now = self._seconds()
        if now - self._told >= _AT_MOST_EVERY_SECONDS:
            self._told = now
            self.touched.emit()
