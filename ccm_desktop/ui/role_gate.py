"""Keeps controls closed that the role of the person signed in may not use, and says why."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ui.desk import Desk


class RoleGate(QObject):
    """The services refuse in any case; this only spares people the try."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk

    def close(self, verb: Verb, *controls: QAction | QWidget) -> None:
        """Disable the controls, for good, where the role may not; the reason stands in the tooltip."""
        reason = self._desk.refusal(verb)
        if not reason:
            return
        for control in controls:
            control.setEnabled(False)
            control.setToolTip(reason)
            if isinstance(control, QWidget):
                control.setAccessibleDescription(reason)
                control.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Pages switch their buttons by what is on show, and know nothing of roles.
        if event.type() == QEvent.Type.EnabledChange and isinstance(watched, QWidget) and watched.isEnabled():
            watched.setEnabled(False)
        return super().eventFilter(watched, event)
