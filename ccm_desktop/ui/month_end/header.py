"""The head of the month-end room: which month and its state, what can be made of it, and closing it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QMenu, QVBoxLayout, QWidget

from ccm_desktop.domain.calendar import Month
from ccm_desktop.services.month_views import MonthDesk, MonthStanding
from ccm_desktop.services.reporting import Rendering
from ccm_desktop.ui import standing
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.parts import PageHeader, button, keep_whole, label

_WORDS_FROM = 880
"""Below this width, in pixels of 100 % text, secondary buttons are icons."""


class MonthHeader(QWidget):
    """Title, month, documents, Close or Reopen, and why it cannot be closed.

    Signals:
        month_chosen: another month is in hand.
        preview_asked, save_asked: a callable that gathers a `Rendering`.
        close_pressed, reopen_pressed.
    """

    month_chosen = Signal()
    preview_asked = Signal(object)
    save_asked = Signal(object)
    close_pressed = Signal()
    reopen_pressed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.line = PageHeader("Month-end")
        self.month_box = QComboBox()
        self.month_box.setAccessibleName("Month")
        keep_whole(self.month_box)
        self.preview_button = button("Preview report", "printer", shortcut="Ctrl+P")
        self.export_button = button("Export", "download")
        self.export_menu = QMenu(self)
        self.export_button.setMenu(self.export_menu)
        self.reopen_button = button("Reopen month…", "key")
        self.close_button = button("&Close month…", "lock", role="primary")
        self.refused_label = label("", "caption", wrap=True)
        self.line.add_beside_title(self.month_box)
        for press in (self.preview_button, self.export_button, self.reopen_button, self.close_button):
            self.line.add(press)
        self.reopen_button.hide()
        self.refused_label.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.line)
        column.addWidget(self.refused_label)
        self.month_box.currentIndexChanged.connect(self.month_chosen)
        self.preview_button.clicked.connect(self.preview)
        self.close_button.clicked.connect(self.close_pressed)
        self.reopen_button.clicked.connect(self.reopen_pressed)

    def month(self) -> Month:
        """The month in hand."""
        found = self.month_box.currentData()
        return found if isinstance(found, Month) else self._desk.month()

    def show_months(self, standings: tuple[MonthStanding, ...]) -> None:
        """Which months there are; the one in hand stays in hand."""
        chosen = self.month_box.currentData()
        self.month_box.blockSignals(True)
        self.month_box.clear()
        for one in standings:
            self.month_box.addItem(f"{one.month.title} · {standing.state_words(one)}", one.month)
            if one.month == chosen:
                self.month_box.setCurrentIndex(self.month_box.count() - 1)
        self.month_box.blockSignals(False)

    def show_desk(self, desk: MonthDesk) -> None:
        """The state, and what can be done with the month."""
        now, totals = desk.standing, desk.board.totals
        self.line.counts_label.setText(f"{totals.enrolled} enrolled · rules {desk.board.rules_version}")
        self.month_box.setItemText(self.month_box.currentIndex(), f"{now.month.title} · {standing.state_words(now)}")
        stops = hard_refusals(desk)
        self.close_button.setVisible(now.state != "closed")
        self.close_button.setEnabled(not stops)
        self.close_button.setToolTip("\n".join(stops) or f"Close {now.month.title}: freeze its figures")
        self.close_button.setAccessibleDescription(" ".join(stops))
        self.refused_label.setText(f"Cannot be closed yet: {' '.join(stops)}")
        self.refused_label.setVisible(bool(stops) and now.state != "closed")
        self.reopen_button.setVisible(now.state == "closed" or now.lapsed)
        self._fill_export(now)

    def preview(self) -> None:
        """Look at the report before it is printed."""
        self.preview_asked.emit(partial(self._desk.office.reporting.month_report, self.month()))

    def save_pdf(self) -> None:
        """The same PDF, to a file."""
        self.save_asked.emit(partial(self._desk.office.reporting.month_report, self.month()))

    def save_csv(self) -> None:
        """The same table, for a spreadsheet."""
        self.save_asked.emit(partial(self._desk.office.reporting.month_csv, self.month()))

    def close_or_reopen(self) -> None:
        """What is offered: closing an open month, or reopening a closed one."""
        for press in (self.close_button, self.reopen_button):
            if press.isVisible() and press.isEnabled():
                press.click()
                return

    def fit(self, room: float) -> None:
        """`room` is the width in pixels of 100 % text."""
        for press, words in ((self.preview_button, "Preview report"), (self.export_button, "Export")):
            press.setText(words if room >= _WORDS_FROM else "")

    def _fill_export(self, now: MonthStanding) -> None:
        self.export_menu.clear()
        self.export_menu.addAction("Save report as PDF…", self.save_pdf)
        self.export_menu.addAction("Save table as CSV…", self.save_csv)
        for line in now.revisions:
            words = f"Preview rev {line.revision}" + (", superseded" if line.superseded else "")
            gather: Callable[[], Rendering] = partial(
                self._desk.office.reporting.month_report, now.month, line.revision
            )
            self.export_menu.addAction(words, partial(self.preview_asked.emit, gather))


def hard_refusals(desk: MonthDesk) -> tuple[str, ...]:
    """Why it cannot be closed, without the open steps for which the close form asks a reason."""
    passable = {step.words for step in desk.steps if step.key in desk.may_be_skipped}
    return tuple(words for words in desk.close_refused if words not in passable)
