"""Beside the list: what is best done next, and stopped work that waits for its note."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.services.today import NextBest
from ccm_desktop.services.views import NoteDue
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.elided_label import ElidedLabel
from ccm_desktop.ui.widgets.parts import button, label

Act = tuple[str, str, Callable[[], object]]
"""Words of a button, what a screen reader says, and what it does."""


class Beside(QWidget):
    """Two short lists of cards.

    Signals:
        start_asked: the timer on this patient.
        opened: this patient's workspace.
        note_asked: the note of this session.
    """

    start_asked = Signal(str)
    opened = Signal(str)
    note_asked = Signal(str)

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._shown: tuple[object, ...] = ()
        self.cards: list[QFrame] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def show_lists(self, best: tuple[NextBest, ...], notes: tuple[NoteDue, ...]) -> None:
        """Show them anew, unless they are as before: a button under the mouse stays."""
        if self._shown == (best, notes):
            return
        self._shown = (best, notes)
        self._clear()
        self._column.addWidget(label("Next best actions", "groupTitle"))
        for one in best:
            self._card(one.name, f"{one.words} · {one.why}", (
                ("Start", f"Start the timer on {one.name}", partial(self.start_asked.emit, one.patient_id)),
                ("Open", f"Open {one.name}", partial(self.opened.emit, one.patient_id)),
            ))  # fmt: skip
        if not best:
            self._column.addWidget(label("Nobody is within 3 minutes of a threshold.", "caption", wrap=True))
        self._column.addWidget(label(f"Needs a note ({len(notes)})" if notes else "Needs a note", "groupTitle"))
        for note in notes:
            words = f"{figures.minutes(note.seconds)} · {figures.instant(note.started_at, self._zone)}"
            self._card(note.patient_name, words, (
                ("Write", f"Write the note for {note.patient_name}", partial(self.note_asked.emit, note.session_id)),
            ))  # fmt: skip
        if not notes:
            self._column.addWidget(label("All notes are written.", "caption", wrap=True))
        self._column.addStretch(1)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as words that fold need at this width: a layout that aligns its items does not ask for that."""
        self.setMinimumHeight(max(0, self._column.totalHeightForWidth(self.width())))

    def _card(self, title: str, words: str, acts: tuple[Act, ...]) -> None:
        card = QFrame()
        card.setObjectName("card")
        column, row = QVBoxLayout(card), QHBoxLayout()
        column.setContentsMargins(10, 6, 10, 6)
        column.setSpacing(2)
        column.addWidget(ElidedLabel(title, "strong"))
        column.addWidget(label(words, "caption", wrap=True))
        for text, spoken, act in acts:
            made = button(text)
            made.setAccessibleName(spoken)
            made.clicked.connect(partial(_call, act))
            row.addWidget(made)
        row.addStretch(1)
        column.addLayout(row)
        self._column.addWidget(card)
        self.cards.append(card)

    def _clear(self) -> None:
        self.cards.clear()
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _call(act: Callable[[], object], _checked: bool = False) -> None:
    act()
