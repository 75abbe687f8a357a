"""Tells of a bug in plain words, with a report that names places in the program and never a value."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from ccm_desktop.ui.widgets.parts import button, label


class CrashDialog(QDialog):
    """One for the whole window: a second bug while it is open adds to its report instead of a pile of dialogs."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("CCM Desktop")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.report_edit = QPlainTextEdit()
        self.report_edit.setReadOnly(True)
        self.report_edit.setTabChangesFocus(True)
        self.report_edit.setAccessibleName("Report")
        self.copy_button = button("Copy report", "copy")
        self.continue_button = button("Continue", role="primary")
        self.continue_button.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.continue_button)
        column = QVBoxLayout(self)
        column.addWidget(label("Something went wrong. What was saved is safe.", "groupTitle", wrap=True))
        column.addWidget(label("Copy the report and send it with a word on what you did last. It names no patient.",
                               wrap=True))  # fmt: skip
        column.addWidget(self.report_edit, 1)
        column.addLayout(buttons)
        self.copy_button.clicked.connect(self._on_copy)
        self.continue_button.clicked.connect(self.accept)

    def tell(self, report: str) -> None:
        """Show a report; the caller has taken every value out of it."""
        before = self.report_edit.toPlainText() if self.isVisible() else ""
        if report not in before:
            self.report_edit.setPlainText(f"{before}\n{report}".strip())
        self.open()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report_edit.toPlainText())
