"""The status bar: what is saved, long work with Cancel, the month, and who works; shortened before anything is cut."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ccm_desktop.ui.widgets.elided_label import ElidedLabel
from ccm_desktop.ui.widgets.task_strip import TaskStrip


class StatusBar(QFrame):
    """One line at the foot of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.setAccessibleName("Status")
        self.saved_label = ElidedLabel("", "statusText")
        self.task_strip = TaskStrip()
        self.zone_label = ElidedLabel("", "statusText")
        self.zone_label.hide()
        self.month_label, self.user_label = ElidedLabel("", "statusText"), ElidedLabel("", "statusText")
        self._row = row = QHBoxLayout(self)
        self._above = 0
        self.grow(0)
        row.setSpacing(16)
        row.addWidget(self.saved_label)
        row.addWidget(self.task_strip)
        row.addStretch(1)
        row.addWidget(self.zone_label)
        row.addWidget(self.month_label)
        row.addWidget(self.user_label)

    def grow(self, above: int) -> None:
        """So much room above its line, for what stands over it for a while."""
        self._above = above
        self._row.setContentsMargins(12, 3 + above, 12, 3)

    def line_height(self) -> int:
        """What its one line needs."""
        return self.sizeHint().height() - self._above

    def say_zone(self, words: str) -> None:
        """In which time zone the times are, where that needs to be said."""
        self.zone_label.setText(words)
        self.zone_label.setVisible(bool(words))
