"""Fix next: from exception to exception, each opened where it is mended, with the way back on top."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ccm_desktop.services.month_views import ExceptionLine, MonthDesk
from ccm_desktop.ui.month_end.page import MonthEndPage
from ccm_desktop.ui.widgets.elided_label import ElidedLabel
from ccm_desktop.ui.widgets.parts import button


class FixStrip(QFrame):
    """`Exception 3 of 23 · Overlap`, and the two ways on.

    Signals:
        back_pressed, next_pressed.
    """

    back_pressed = Signal()
    next_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.setProperty("tone", "info")
        self.setAccessibleName("Exception being fixed")
        self.words_label = ElidedLabel()
        self.back_button = button("Back to list  Alt+←", "chevron-left", shortcut="Alt+Left")
        self.next_button = button("Next  F8", "chevron-right", shortcut="F8")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 10, 4)
        row.addWidget(self.words_label, 1)
        row.addWidget(self.back_button)
        row.addWidget(self.next_button)
        self.back_button.clicked.connect(self.back_pressed)
        self.next_button.clicked.connect(self.next_pressed)
        self.hide()

    def say(self, text: str) -> None:
        """Where on the way one is."""
        self.words_label.setText(text)
        self.setAccessibleName(text)
        self.show()


class Fixing(QObject):
    """Walks the open exceptions in the order in which the list showed them.

    Signals:
        place_asked: the `ExceptionLine` whose place is to be opened.
        ended: no exception is left on the way, or the list is on show again.
        active_changed: whether F8 means the next exception.
    """

    place_asked = Signal(object)
    ended = Signal()
    active_changed = Signal(bool)

    def __init__(self, page: MonthEndPage) -> None:
        super().__init__(page)
        self._page = page
        self._way: list[ExceptionLine] = []
        self._at = -1
        self.strip = FixStrip()
        self.strip.next_pressed.connect(self.next)
        self.strip.back_pressed.connect(self.ended)
        page.fix_asked.connect(self.begin)
        page.loaded.connect(self._on_desk)

    @property
    def active(self) -> bool:
        """Whether somebody is on the way."""
        return self._at >= 0

    def begin(self, line: ExceptionLine) -> None:
        """From that exception on."""
        self._way = self._page.exceptions.open_lines()
        self._at = self._way.index(line) if line in self._way else -1
        if self._at < 0:  # one that is looked at only, out of the way
            self._way, self._at = [line], 0
        self._page.stay_fresh = True
        self._go()

    def next(self) -> None:
        """The next that is still open; begins where nobody is on the way."""
        if not self.active:
            self._page.exceptions.fix_next()
            return
        rest = range(self._at + 1, len(self._way))
        found = next((n for n in rest if self._page.exceptions.is_open(self._way[n].finding_id)), -1)
        if found < 0:
            self._page.said.emit("That was the last exception of this list.")
            self.ended.emit()
            return
        self._at = found
        self._go()

    def stop(self) -> None:
        """The list is on show again."""
        self._at = -1
        self._page.stay_fresh = False
        self.strip.hide()
        self.active_changed.emit(False)

    def _go(self) -> None:
        self._say()
        self.active_changed.emit(True)
        self.place_asked.emit(self._way[self._at])

    def _say(self, fixed: str = "") -> None:
        line = self._way[self._at]
        self.strip.say(
            f"{fixed}Exception {self._at + 1} of {len(self._way)} · {line.title} · {line.patient}: {line.detail}"
        )

    def _on_desk(self, _desk: MonthDesk) -> None:
        if self.active and not self._page.exceptions.is_open(self._way[self._at].finding_id):
            self._say("Fixed ✓ · ")
