"""Part of it was work: a gap taken apart, with what is left always in view."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.timer.gaps import GapDecision, Piece
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.services.timer_views import GapLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.timer.gap_words import told
from ccm_desktop.ui.timer.view_model import TimerViewModel
from ccm_desktop.ui.widgets.parts import button, label, on_keys
from ccm_desktop.ui.widgets.times import parse_duration

_ANSWERS = (("kept", "Same work"), ("removed", "Not working"), ("moved", "Another patient"))


class _Row:
    """A length and what it was."""

    def __init__(self, number: int, patients: tuple[PanelLine, ...]) -> None:
        self.length_edit = QLineEdit()
        self.length_edit.setAccessibleName(f"Length of part {number}")
        self.length_edit.setPlaceholderText("mm:ss")
        self.answer_box, self.patient_box = QComboBox(), QComboBox()
        self.answer_box.setAccessibleName(f"What part {number} was")
        self.patient_box.setAccessibleName(f"Patient of part {number}")
        for key, words in _ANSWERS:
            self.answer_box.addItem(words, key)
        for patient in patients:
            self.patient_box.addItem(f"{patient.name}  {figures.day(patient.birth_on)}", patient.patient_id)
        self.patient_box.setPlaceholderText("Whose work it was")
        self.patient_box.setCurrentIndex(-1)  # time goes to nobody by their place in the alphabet
        self.answer_box.currentIndexChanged.connect(self._follow)
        self._follow()

    @property
    def seconds(self) -> int:
        return parse_duration(self.length_edit.text()) or 0

    def piece(self) -> Piece:
        answer = str(self.answer_box.currentData())
        return Piece(self.seconds, answer, str(self.patient_box.currentData() or "") if answer == "moved" else "")

    def _follow(self) -> None:
        self.patient_box.setVisible(self.answer_box.currentData() == "moved")


class GapSplitForm(QWidget):
    """Works on one gap of one session.

    Signals:
        closed: done, or never mind.
    """

    closed = Signal()

    def __init__(self, view_model: TimerViewModel, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model, self._zone = view_model, zone
        self._session, self._gap = "", None  # type: str, GapLine | None
        self._rows: list[_Row] = []
        self.setAccessibleName("Part of the gap")
        self.what_label, self.left_label = label("", "drawerWho", wrap=True), label("", "caption", wrap=True)
        self.message_label = label("", "fieldError", wrap=True)
        self.add_button = button("Another part", "plus", shortcut="Alt+N")
        self.save_button = button("Save parts", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        self._grid = QGridLayout()
        self._lay_out()
        self.add_button.clicked.connect(self._add_rest)
        self.save_button.clicked.connect(self._save)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self._save)
        on_keys(self, "Esc", self.closed.emit)
        on_keys(self, "Alt+N", self._add_rest)
        view_model.gap_decided.connect(self._on_decided)
        view_model.refused.connect(self._on_refused)

    def open(self, session: str, gap: GapLine) -> None:
        """Take up a gap: two parts, the first one's length is to be typed."""
        self._session, self._gap = session, gap
        self.what_label.setText(told(gap, self._zone))
        self.message_label.clear()
        while self._rows:
            row = self._rows.pop()
            for widget in (row.length_edit, row.answer_box, row.patient_box):
                self._grid.removeWidget(widget)
                widget.deleteLater()
        self._add()
        self._add()
        self._rows[1].answer_box.setCurrentIndex(1)
        self._rows[0].length_edit.setFocus()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for press in (self.save_button, self.cancel_button):
            row.addWidget(press)
        row.addStretch()
        column = QVBoxLayout(self)
        column.addWidget(self.what_label)
        column.addLayout(self._grid)
        for part in (self.left_label, self.add_button, self.message_label):
            column.addWidget(part)
        column.addLayout(row)
        column.addStretch()

    def _add(self) -> None:
        row = _Row(len(self._rows) + 1, self._view_model.enrolled())
        line = 2 * len(self._rows)
        self._grid.addWidget(row.length_edit, line, 0)
        self._grid.addWidget(row.answer_box, line, 1)
        self._grid.addWidget(row.patient_box, line + 1, 0, 1, 2)
        self._rows.append(row)
        row.length_edit.textEdited.connect(self._fill_last)
        row.length_edit.textChanged.connect(self._count)
        self._count()

    def _add_rest(self) -> None:
        self._add()
        self._rows[-1].length_edit.setText(figures.minutes(max(0, self._left())))
        self._rows[-1].length_edit.setFocus()

    def _fill_last(self) -> None:
        """The last part is what the others leave, while it was not typed itself."""
        last = self._rows[-1]
        if self._gap is not None and not last.length_edit.isModified() and self.sender() is not last.length_edit:
            rest = self._gap.seconds - sum(row.seconds for row in self._rows[:-1])
            last.length_edit.setText(figures.minutes(max(0, rest)))

    def _left(self) -> int:
        return self._gap.seconds - sum(row.seconds for row in self._rows) if self._gap else 0

    def _count(self) -> None:
        left = self._left()
        self.left_label.setText(f"{figures.minutes(left)} left" if left >= 0 else f"{figures.minutes(-left)} too much")

    def _save(self) -> None:
        if self._gap is not None:
            pieces = tuple(row.piece() for row in self._rows)
            self._view_model.decide_gap(self._session, self._gap.gap_id, GapDecision("split", pieces=pieces))

    def _on_decided(self) -> None:
        if self._gap is not None:
            self._gap = None
            self.closed.emit()

    def _on_refused(self, problem: Problem) -> None:
        if self._gap is not None and self.isVisible():
            self.message_label.setText(str(problem))
