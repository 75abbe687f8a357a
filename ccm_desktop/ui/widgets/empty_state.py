"""What stands where there is nothing to list: an icon and a sentence that says what to do, never blank white."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ccm_desktop.ui.icons import pixmap
from ccm_desktop.ui.widgets.parts import label


class EmptyState(QWidget):
    """Fills the empty middle of a list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon_label = QLabel()
        self._icon_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text_label = label("", "emptyText", wrap=True)
        self.text_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self._icon_label)
        column.addWidget(self.text_label)
        column.addStretch(1)
        self.hide()

    def say(self, text: str) -> None:
        """Why it is empty and what to do."""
        self.text_label.setText(text)

    def set_colour(self, colour: str, size: int) -> None:
        """Draw the icon anew after the scheme or the text size changed."""
        self._icon_label.setPixmap(pixmap("clipboard-list", colour, size, self.devicePixelRatioF()))
