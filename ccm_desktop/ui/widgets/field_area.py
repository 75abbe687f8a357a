"""Fields in a room that may be too low for them."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class FieldArea(QScrollArea):
    """Scrolls; the field that has the keyboard stays in view when its room or what stands above it changes.

    A field takes the keyboard before its page is laid out, where a checklist leads from one section to another.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.verticalScrollBar().rangeChanged.connect(self._keep_in_view)

    def _keep_in_view(self) -> None:
        held = self.window().focusWidget()
        if self.isAncestorOf(held):
            self.ensureWidgetVisible(held)
