"""Progress of long work in the status bar, with a way to cancel it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from ccm_desktop.ui.gateway import Task


class TaskStrip(QWidget):
    """Words, a bar and Cancel; hidden while nothing long runs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self.words_label, self.bar = QLabel(), QProgressBar()
        self.bar.setFixedWidth(160)
        self.bar.setAccessibleName("Progress")
        self.cancel_button = QPushButton("Cancel")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self.words_label, self.bar, self.cancel_button):
            row.addWidget(part)
        self.cancel_button.clicked.connect(self._on_cancel)
        self.hide()

    def follow(self, task: Task, words: str) -> None:
        """Show how far a task is."""
        self._task = task
        self.words_label.setText(words)
        self.bar.setRange(0, 0)
        self.show()
        task.progressed.connect(self._on_progress)
        task.finished.connect(self._on_finished)

    def _on_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, 1000)
        self.bar.setValue(1000 * done // max(total, 1))

    def _on_finished(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self.hide()

    def _on_cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self.words_label.setText("Stopping…")
