"""The end of the day: notes, gaps and interrupted work that wait, and work that is on no patient.

Nothing is assigned by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.domain.timer.gaps import UNSEEN
from ccm_desktop.services.timer_views import GapLine, NoteDue, ParkedLine
from ccm_desktop.services.workday import Workday
from ccm_desktop.ui import figures
from ccm_desktop.ui.timer.gap_words import told
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys

_UNASSIGNED = "You were at work here while no time was on anybody. Only what was work for a patient counts."


class EndOfDay(QWidget):
    """A sheet in the side panel.

    Signals:
        note_asked: a session whose note is to be written now.
        gap_decided: session, gap and answer: kept | removed.
        resume_asked, finish_asked: an interrupted session.
        time_asked: start and end of a stretch that was work for somebody.
        dismissed: start and end of a stretch that was none.
        leave_asked: close or lock, as it was meant before the sheet came.
        closed: back to work.
    """

    note_asked = Signal(str)
    gap_decided = Signal(str, str, str)
    resume_asked = Signal(str)
    finish_asked = Signal(str)
    time_asked = Signal(int, int)
    dismissed = Signal(int, int)
    leave_asked = Signal()
    closed = Signal()

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.title_label = label("End of day", "groupTitle")
        self.total_label = label("", "caption", wrap=True)
        self.message = Message()
        self.leave_button = button("Close now", role="primary")
        self.stay_button = button("Back to work", shortcut="Esc")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        buttons = QHBoxLayout()
        buttons.addWidget(self.leave_button, 1)
        buttons.addWidget(self.stay_button)
        column = QVBoxLayout(self)
        for part in (self.title_label, self.total_label, self.message):
            column.addWidget(part)
        column.addLayout(self._rows)
        column.addLayout(buttons)
        column.addStretch(1)
        self.leave_button.clicked.connect(self.leave_asked)
        self.stay_button.clicked.connect(self.closed)
        on_keys(self, "Esc", self.closed.emit)

    def open(self, day: Workday, *, leaving: str = "") -> None:
        """Show what is left; `leaving` names what goes on afterwards, such as “Close now”."""
        self.leave_button.setVisible(bool(leaving))
        self.leave_button.setText(leaving)
        self.leave_button.setAccessibleName(leaving)
        self.show_day(day)
        first = self.findChild(QFrame, "endOfDayItem")
        place = first.focusProxy() if first is not None else None
        (place or self.stay_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_day(self, day: Workday) -> None:
        """The same sheet after something was done."""
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.setObjectName("")
                widget.hide()
                widget.deleteLater()
        loose = sum(end - start for start, end in day.unassigned)
        self.total_label.setText(
            f"{figures.minutes(day.timed_seconds)} on patients today, {figures.minutes(loose)} on nobody."
        )
        self.message.say("Nothing is left to do. Have a good evening." if day.is_clear else "", "ok")
        self._show_waiting(day)
        if day.unassigned:
            self._head("Work on no patient", _UNASSIGNED)
        for start, end in day.unassigned:
            self._rows.addWidget(self._stretch(start, end))

    def _show_waiting(self, day: Workday) -> None:
        if day.notes:
            self._head("Notes to write", "Their time counts once the note is written.")
        for due in day.notes:
            self._rows.addWidget(self._note(due))
            for gap in due.gaps:
                if gap.decision == "pending" and gap.kind not in UNSEEN:
                    self._rows.addWidget(self._gap(due, gap))
        if day.parked:
            self._head("Interrupted", "At midnight it is stopped, and its note is due.")
        for line in day.parked:
            self._rows.addWidget(self._parked(line))

    def _head(self, title: str, hint: str) -> None:
        self._rows.addWidget(label(title, "strong"))
        self._rows.addWidget(label(hint, "caption", wrap=True))

    def _note(self, due: NoteDue) -> QFrame:
        words = f"{figures.clock(due.started_at, self._zone)}, {figures.minutes(due.seconds)}"
        return _item(due.patient_name, words, (("Write note", partial(self.note_asked.emit, due.session_id)),))

    def _gap(self, due: NoteDue, gap: GapLine) -> QFrame:
        """Kept or removed here; parts and other patients in the drawer, with the note."""
        decide = partial(self.gap_decided.emit, due.session_id, gap.gap_id)
        actions = (("Keep", partial(decide, "kept")), ("Remove", partial(decide, "removed")))
        return _item(told(gap, self._zone), "not counted until you say what it was", actions)

    def _parked(self, line: ParkedLine) -> QFrame:
        words = f"interrupted {figures.clock(line.parked_at, self._zone)}, {figures.minutes(line.seconds)}"
        actions = (
            ("Resume", partial(self.resume_asked.emit, line.session_id)),
            ("Finish…", partial(self.finish_asked.emit, line.session_id)),
        )
        return _item(line.patient_name, words, actions)

    def _stretch(self, start: int, end: int) -> QFrame:
        span = f"{figures.clock(start, self._zone)}–{figures.clock(end, self._zone)}"
        actions = (
            ("Add time…", partial(self.time_asked.emit, start, end)),
            ("Dismiss", partial(self.dismissed.emit, start, end)),
        )
        return _item(span, figures.minutes(end - start), actions)


def _item(title: str, words: str, actions: tuple[tuple[str, Callable[[], Any]], ...]) -> QFrame:
    frame = QFrame()
    frame.setObjectName("endOfDayItem")
    grid = QGridLayout(frame)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.addWidget(label(title, "", wrap=True), 0, 0)
    grid.addWidget(label(words, "caption", wrap=True), 1, 0)
    grid.setColumnStretch(0, 1)
    for place, (text, act) in enumerate(actions, 1):
        press = button(text)
        press.setAccessibleName(f"{text} {title}, {words}")
        press.clicked.connect(partial(_call, act))
        grid.addWidget(press, 0, place, 2, 1)
        if place == 1:
            frame.setFocusProxy(press)
    return frame


def _call(act: Callable[[], Any], _checked: bool = False) -> None:
    act()
