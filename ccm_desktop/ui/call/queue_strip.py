"""The strip above a call that says where in which list it is, with the ways to its neighbours."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ccm_desktop.ui.call.queue import CallQueue
from ccm_desktop.ui.widgets.parts import button, label


class QueueStrip(QWidget):
    """Hidden when call mode was not entered from a list.

    Signals:
        stepped: -1 or 1.
    """

    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.words_label = label("", "groupTitle")
        self.back_button, self.next_button = button("", "chevron-left"), button("", "chevron-right")
        self.back_button.setAccessibleName("Patient before in the list")
        self.next_button.setAccessibleName("Next patient in the list, without finishing")
        for press in (self.back_button, self.next_button):
            press.setToolTip(press.accessibleName())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words_label)
        row.addWidget(self.back_button)
        row.addWidget(self.next_button)
        row.addStretch(1)
        self.back_button.clicked.connect(self._on_back)
        self.next_button.clicked.connect(self._on_next)
        self.hide()

    def show_queue(self, queue: CallQueue | None) -> None:
        """Where in which list."""
        self.setVisible(queue is not None)
        if queue is not None:
            self.words_label.setText(queue.words)
            self.back_button.setEnabled(queue.step(-1) is not None)
            self.next_button.setEnabled(queue.step(1) is not None)

    def _on_back(self) -> None:
        self.stepped.emit(-1)

    def _on_next(self) -> None:
        self.stepped.emit(1)
