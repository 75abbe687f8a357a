"""The away bar under the timer: time that nobody saw waits here for one answer, and counts nothing."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from ccm_desktop.services.timer_views import TimerView
from ccm_desktop.ui import figures
from ccm_desktop.ui.announcing import announce
from ccm_desktop.ui.timer.gap_words import QUESTIONS, told
from ccm_desktop.ui.timer.view_model import TimerViewModel
from ccm_desktop.ui.widgets.parts import button, label

_ROOM_FOR_ONE_LINE = 150
"""In characters of average width; narrower, the answers stand under the question, in fewer words."""
_SHORT = ("Keep", "Remove", "Part…", "Other patient…")


class AwayBar(QFrame):
    """Takes no focus when it comes up: typing goes on, the answer is one key.

    Signals:
        split_asked: part of the oldest gap was work.
        move_asked: the oldest gap was work for another patient.
        finish_asked: the question whether work goes on was answered with no.
    """

    split_asked = Signal()
    move_asked = Signal()
    finish_asked = Signal()

    def __init__(self, view_model: TimerViewModel, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model, self._zone = view_model, zone
        self.setObjectName("awayBar")
        self.words_label = label("", wrap=True)
        self.keep_button = button("Same work — keep", "check", shortcut="Alt+K")
        self.remove_button = button("Not working — remove", "x", shortcut="Alt+R")
        self.split_button = button("Part of it…", "arrows-exchange", shortcut="Alt+S")
        self.move_button = button("Another patient…", "users", shortcut="Alt+A")
        self.yes_button = button("Yes", "check", shortcut="Alt+K")
        self.finish_button = button("Finish", "player-stop")
        self._is_narrow = False
        self._answers = (self.keep_button, self.remove_button, self.split_button, self.move_button)
        self._lay_out()
        view_model.changed.connect(self._show)
        self.keep_button.clicked.connect(self.keep)
        self.yes_button.clicked.connect(self.keep)
        self.remove_button.clicked.connect(self.remove)
        self.split_button.clicked.connect(self.split)
        self.move_button.clicked.connect(self.move_to_other)
        self.finish_button.clicked.connect(self.finish_asked)
        self.hide()

    def keep(self) -> None:
        """Alt+K: it was the same work, or it still is."""
        self._view_model.answer_first_gap("kept")

    def remove(self) -> None:
        """Alt+R: it was not work."""
        if self._view_model.view.gaps:
            self._view_model.answer_first_gap("removed")

    def split(self) -> None:
        """Alt+S."""
        if self._view_model.view.gaps:
            self.split_asked.emit()

    def move_to_other(self) -> None:
        """Alt+A."""
        if self._view_model.view.gaps:
            self.move_asked.emit()

    def _lay_out(self) -> None:
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 4, 12, 4)
        self._grid.setHorizontalSpacing(10)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        for press in (*self._answers, self.yes_button, self.finish_button):
            row.addWidget(press)
        row.addStretch()
        self._grid.addWidget(self.words_label, 0, 0)
        self._grid.setColumnStretch(0, 1)
        self._fold(narrow=False)

    def _fold(self, *, narrow: bool) -> None:
        self._is_narrow = narrow
        self._grid.addWidget(self._row, 1 if narrow else 0, 0 if narrow else 1)
        for press, short in zip(self._answers, _SHORT, strict=True):
            press.setText(short if narrow else press.accessibleName())
        self.words_label.setText(self._words(self._view_model.view))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fold(narrow=self.width() // self.fontMetrics().averageCharWidth() < _ROOM_FOR_ONE_LINE)

    def _show(self, view: TimerView) -> None:
        words = self._words(view)
        for press in self._answers:
            press.setVisible(bool(view.gaps))
        for press in (self.yes_button, self.finish_button):
            press.setVisible(bool(view.question) and not view.gaps)
        if words and words != self.accessibleName():
            announce(self, words)
        self.words_label.setText(words)
        self.setAccessibleName(words or "Away time")
        self.setVisible(bool(words))

    def _words(self, view: TimerView) -> str:
        if view.gaps:
            count = f"1 of {len(view.gaps)}: " if len(view.gaps) > 1 else ""
            asked = "" if self._is_narrow else " What were you doing?"
            return f"{count}{told(view.gaps[0], self._zone)}, not counted.{asked}"
        if view.question:
            return QUESTIONS[view.question]
        if view.away_since:
            return f"Away since {figures.clock(view.away_since, self._zone)}. Not counted until you are back."
        return ""
