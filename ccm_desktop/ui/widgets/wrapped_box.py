"""A tick with words that wrap: a plain one would make its form as wide as its sentence."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QHBoxLayout, QWidget

from ccm_desktop.ui.widgets.parts import label


class WrappedBox(QWidget):
    """`box` is the tick; a click on the words ticks, too."""

    def __init__(self, words: str, box: QAbstractButton | None = None) -> None:
        super().__init__()
        self.box = box or QCheckBox()
        self.box.setAccessibleName(words)
        self.words_label = label(words, wrap=True)
        self.words_label.setBuddy(self.box)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words_label, 1)
        self.setFocusProxy(self.box)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.box.click()
