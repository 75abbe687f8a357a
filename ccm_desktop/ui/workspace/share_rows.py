"""Rows of shares: a length, a patient, and for parts of an entry what was done; the rest stands below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.activities import ACTIVITIES, OUTCOMES
from ccm_desktop.domain.intervals import equal_shares
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.parts import button, label
from ccm_desktop.ui.widgets.patient_choice import PatientChoice
from ccm_desktop.ui.widgets.times import parse_duration


@dataclass(frozen=True, slots=True)
class Share:
    """One row as it was typed."""

    seconds: int
    patient: str
    activity: str
    outcome: str
    note: str


class ShareRow(QFrame):
    """One share.

    Signals:
        changed: its length or patient.
        removed: it is to go.
    """

    changed = Signal()
    removed = Signal(object)

    def __init__(self, lines: Sequence[PanelLine], *, with_notes: bool) -> None:
        super().__init__()
        self.length_edit, self.note_edit = QLineEdit(), QLineEdit()
        self.length_edit.setPlaceholderText("5:00")
        self.length_edit.setFixedWidth(self.fontMetrics().averageCharWidth() * 9)
        self.note_edit.setPlaceholderText("Note of this part; empty keeps the entry's")
        self.note_edit.setAccessibleName("Note of this part")
        self.patient_choice = PatientChoice()
        self.patient_choice.set_patients(lines)
        self.activity_box, self.outcome_box = QComboBox(), QComboBox()
        outcomes = {"": "No outcome", **OUTCOMES}
        for box, choices, name in (
            (self.activity_box, ACTIVITIES, "Activity of this part"),
            (self.outcome_box, outcomes, "Outcome of this part"),
        ):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
            for key, words in choices.items():
                box.addItem(words, key)
        self.remove_button = button("", "x")
        self.remove_button.setFixedWidth(self.fontMetrics().averageCharWidth() * 6)
        first, second = QHBoxLayout(), QHBoxLayout()
        for part, stretch in ((self.length_edit, 0), (self.patient_choice, 1), (self.remove_button, 0)):
            first.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 6)
        column.setSpacing(4)
        column.addLayout(first)
        if with_notes:
            for box in (self.activity_box, self.outcome_box):
                second.addWidget(box, 1)
            column.addLayout(second)
            column.addWidget(self.note_edit)
        self.length_edit.textEdited.connect(self._on_changed)
        self.patient_choice.chosen.connect(self._on_changed)
        self.remove_button.clicked.connect(self._on_removed)

    def number(self, place: int) -> None:
        """Which row it is, for who cannot see it."""
        self.length_edit.setAccessibleName(f"Length of part {place}")
        self.remove_button.setAccessibleName(f"Remove part {place}")
        self.remove_button.setToolTip(f"Remove part {place}")

    def seconds(self) -> int | None:
        """Its length; None while it cannot be read."""
        return parse_duration(self.length_edit.text())

    def _on_changed(self) -> None:
        self.changed.emit()

    def _on_removed(self) -> None:
        self.removed.emit(self)


class ShareRows(QWidget):
    """All shares of one whole, which they must be to the second."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[ShareRow] = []
        self._lines: tuple[PanelLine, ...] = ()
        self._whole = 0
        self._with_notes = False
        self._equal = True
        """Until somebody types a length, all rows are alike."""
        self.left_label = label("", "strong", wrap=True)
        self.add_button, self.equal_button = button("Add a part", "plus"), button("Equal parts")
        self._list = QVBoxLayout()
        actions = QHBoxLayout()
        actions.addWidget(self.add_button)
        actions.addWidget(self.equal_button)
        actions.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._list)
        column.addWidget(self.left_label)
        column.addLayout(actions)
        self.add_button.clicked.connect(self._on_add)
        self.equal_button.clicked.connect(self._on_equal)

    def set_patients(self, lines: tuple[PanelLine, ...]) -> None:
        """Who can be chosen."""
        self._lines = lines
        for row in self.rows:
            row.patient_choice.set_patients(lines)

    def begin(self, whole: int, rows: list[tuple[str, str, str]], *, with_notes: bool) -> None:
        """Start anew with rows of patient, name and activity that share `whole` seconds equally."""
        for row in self.rows:
            self._drop(row)
        self.rows, self._with_notes, self._equal, self._whole = [], with_notes, True, whole
        for patient, name, activity in rows:
            self._append(patient, name, activity)
        self._spread()

    def set_whole(self, seconds: int) -> None:
        """The real time became another."""
        self._whole = seconds
        self._spread()

    def shares(self) -> tuple[Share, ...]:
        """The rows as they were typed."""
        return tuple(
            Share(row.seconds() or 0, row.patient_choice.patient, str(row.activity_box.currentData()),
                  str(row.outcome_box.currentData()), row.note_edit.text())
            for row in self.rows
        )  # fmt: skip

    def problem(self) -> str:
        """What stands in the way; empty for nothing."""
        if any(not row.patient_choice.patient for row in self.rows):
            return "A part has no patient. Type a few letters of the name and press Enter."
        if any(not row.seconds() for row in self.rows):
            return "A part has no length. Write it like 5:00."
        return "" if self._left() == 0 else f"{self.left_label.text()} The parts must be the whole, to the second."

    def _append(self, patient: str = "", name: str = "", activity: str = "") -> ShareRow:
        row = ShareRow(self._lines, with_notes=self._with_notes)
        row.patient_choice.set_patient(patient, name)
        row.activity_box.setCurrentIndex(max(0, row.activity_box.findData(activity)))
        row.changed.connect(self._on_typed)
        row.removed.connect(self._on_removed)
        self.rows.append(row)
        self._list.addWidget(row)
        return row

    def _drop(self, row: ShareRow) -> None:
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _spread(self) -> None:
        for place, row in enumerate(self.rows, 1):
            row.number(place)
            row.remove_button.setEnabled(len(self.rows) > 2)
        if self._equal and self._whole:
            for row, seconds in zip(self.rows, equal_shares(self._whole, len(self.rows)), strict=True):
                row.length_edit.setText(figures.minutes(seconds))
        self._show_left()

    def _left(self) -> int:
        return self._whole - sum(row.seconds() or 0 for row in self.rows)

    def _show_left(self) -> None:
        left = self._left()
        whole = figures.minutes(self._whole)
        over = f"{figures.minutes(-left)} too much" if left < 0 else f"{figures.minutes(left)} left"
        self.left_label.setText(f"{over} of {whole}.")

    def _on_typed(self) -> None:
        sender = self.sender()
        if isinstance(sender, ShareRow) and sender.length_edit.isModified():
            self._equal = False
        self._show_left()

    def _on_add(self) -> None:
        row = self._append(activity=str(self.rows[0].activity_box.currentData()) if self.rows else "")
        self._spread()
        row.patient_choice.setFocus()

    def _on_equal(self) -> None:
        self._equal = True
        self._spread()

    def _on_removed(self, row: ShareRow) -> None:
        if len(self.rows) > 2:
            self.rows.remove(row)
            self._drop(row)
            self._spread()
