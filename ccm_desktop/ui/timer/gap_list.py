"""Gaps of a session that is over: each with its answers, above the note."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout

from ccm_desktop.services.timer_views import GapLine, NoteDue
from ccm_desktop.ui.timer.gap_words import DECIDED, told
from ccm_desktop.ui.widgets.parts import button, label

_ANSWERS = (
    ("kept", "Keep", "It was the same work"),
    ("removed", "Remove", "It was not work"),
    ("split", "Part of it…", "Some of it was work"),
    ("moved", "Another patient…", "It was work for somebody else"),
)


class GapList(QFrame):
    """What is pending asks; what is kept or removed can still be changed.

    Signals:
        asked: the gap, and the answer: kept | removed | split | moved.
    """

    asked = Signal(object, str)

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone
        self._presses: list[QPushButton] = []
        self._first: QPushButton | None = None
        self.setObjectName("gapList")
        self.setAccessibleName("Time that nobody saw")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 6, 8, 6)

    def show_gaps(self, due: NoteDue) -> None:
        """Of that session; hidden when there are none."""
        while (item := self._column.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        gaps = [gap for gap in due.gaps if gap.kind not in ("crash", "reboot", "clock")]
        self._presses.clear()
        self._first = None
        for gap in gaps:
            row = self._row(gap)
            self._column.addWidget(row)
            row.show()
        self._come_first()
        self.setVisible(bool(gaps))

    def has_keyboard(self) -> bool:
        """Whether an answer was just given by key."""
        return any(press.hasFocus() for press in self._presses)

    def _come_first(self) -> None:
        """What is made last would come last by Tab: the answers go where the list stands in its form."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # or it would be no place to put them after
        for before, after in pairwise((self, *self._presses)):
            self.setTabOrder(before, after)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def take_keyboard(self) -> None:
        """To the first answer that is waited for."""
        if self._first is not None:
            self._first.setFocus()

    def _row(self, gap: GapLine) -> QFrame:
        row = QFrame()
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 4)
        state = DECIDED.get(gap.decision, "not counted yet")
        grid.addWidget(label(f"{told(gap, self._zone)}: {state}", wrap=True), 0, 0, 1, 2)
        answers = [] if gap.decision in ("split", "moved") else [one for one in _ANSWERS if one[0] != gap.decision]
        if gap.decision != "pending":
            answers = [one for one in answers if one[0] in ("kept", "removed")]
        for place, (key, words, meaning) in enumerate(answers):
            press = button(words)
            press.setAccessibleName(f"{words.rstrip('…')}: {told(gap, self._zone)}")
            press.setToolTip(meaning)
            press.clicked.connect(partial(self._ask, gap, key))
            self._presses.append(press)
            if self._first is None and gap.decision == "pending":
                self._first = press
            grid.addWidget(press, 1 + place // 2, place % 2)
        return row

    def _ask(self, gap: GapLine, answer: str, _checked: bool = False) -> None:
        self.asked.emit(gap, answer)
