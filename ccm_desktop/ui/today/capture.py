"""Quick task (Ctrl+Shift+K): a line over whatever is on show; Enter keeps it, for the patient in view or unfiled."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.keyboard import KeyboardPlace
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys

_WIDTH, _TOP, _BASE_PX = 560, 56, 13


class Capture(QFrame):
    """A small panel over the window; Esc leaves everything as it was.

    Signals:
        kept: the words for the toast.
    """

    kept = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._over = desk, parent
        self._patient = self._name = ""
        self._before = KeyboardPlace()
        self.setObjectName("startPalette")
        self.setAccessibleName("Quick task")
        self.title_edit = QLineEdit()
        self.title_edit.setPlaceholderText("What is to be done?")
        self.due_field = DateField("Due", desk.today)
        self.patient_box = QCheckBox()
        self.message = Message()
        self.save_button = button("Keep", role="primary", shortcut="Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        self._lay_out()
        self.title_edit.returnPressed.connect(self._on_save)
        self.due_field.edit.returnPressed.connect(self._on_save)
        self.save_button.clicked.connect(self._on_save)
        self.cancel_button.clicked.connect(self.dismiss)
        on_keys(self, "Esc", self.dismiss)
        self.hide()

    def open(self, patient: str, name: str) -> None:
        """Show it; without a patient in view the task is unfiled."""
        if not self.isVisible():
            self._before.note()
        self._patient, self._name = patient, name
        self.patient_box.setText(f"For {name}" if patient else "Unfiled: no patient is in view")
        self.patient_box.setChecked(bool(patient))
        self.patient_box.setEnabled(bool(patient))
        self.title_edit.clear()
        self.due_field.edit.setText("today")
        self.message.say("")
        self._place()
        self.show()
        self.raise_()
        self.title_edit.setFocus()

    def dismiss(self) -> None:
        """Go away without a change."""
        self.hide()
        self._before.give_back()

    def _lay_out(self) -> None:
        what, row, column = Field("Task", self.title_edit), QHBoxLayout(), QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        row.addWidget(self.due_field)
        row.addStretch(1)
        row.addWidget(self.save_button)
        row.addWidget(self.cancel_button)
        for part in (label("Quick task", "paletteTitle"), what, self.patient_box, self.message):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(label("Enter keeps · Esc leaves", "caption"))

    def _place(self) -> None:
        scale = max(1.0, self.fontInfo().pixelSize() / _BASE_PX)
        width = min(round(_WIDTH * scale), self._over.width() - 24)
        height = min(self.sizeHint().height(), self._over.height() - 24)
        self.setGeometry((self._over.width() - width) // 2, min(_TOP, self._over.height() - 12 - height), width, height)

    def _on_save(self) -> None:
        if not self.due_field.is_sound():
            return  # said beside the field
        patient = self._patient if self.patient_box.isChecked() else ""
        command = partial(self._desk.office.tasks.capture, self.title_edit.text(), patient, self.due_field.iso())
        task = self._desk.gateway.send(command)
        task.failed.connect(self._on_refused)
        task.succeeded.connect(
            partial(self._on_kept, f"Task kept for {self._name}." if patient else "Task kept, unfiled.")
        )

    def _on_kept(self, words: str, _outcome: object) -> None:
        self.dismiss()
        self.kept.emit(words)

    def _on_refused(self, problem: object) -> None:
        self.message.show_problem(problem)
        self._place()
