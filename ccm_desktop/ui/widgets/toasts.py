"""Short messages at the bottom left that go away by themselves."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ccm_desktop.ui.widgets.parts import label

_SHOWN_MS = 6000


class Toast(QFrame):
    """One sentence above the status bar; a newer one takes its place."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("toast")
        self.text_label = label("", wrap=True)
        row = QHBoxLayout(self)
        row.addWidget(self.text_label)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence for a while."""
        self.text_label.setText(text)
        self.setAccessibleName(text)
        self.setFixedWidth(min(480, max(240, self._over.width() - 40)))
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        self._timer.start()

    def place(self) -> None:
        """Stay at the bottom left when the window changes."""
        self.move(16, self._over.height() - self.height() - 40)
