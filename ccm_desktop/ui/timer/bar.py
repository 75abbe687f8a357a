"""The timer bar: on every screen, the only place that says who is being timed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ccm_desktop.domain.activities import ACTIVITIES
from ccm_desktop.services.timer_views import NoteDue, TimerView
from ccm_desktop.ui import figures
from ccm_desktop.ui.announcing import announce
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.icons import set_icon
from ccm_desktop.ui.timer.parked_button import ParkedButton
from ccm_desktop.ui.timer.thresholds import ThresholdWatch
from ccm_desktop.ui.timer.view_model import TimerViewModel
from ccm_desktop.ui.widgets.elided_label import ElidedLabel
from ccm_desktop.ui.widgets.ladder_bar import LadderBar
from ccm_desktop.ui.widgets.parts import DEFAULT_KEYS

_ROOM_FOR_MONTH, _ROOM_FOR_WORDS = 150, 110
"""In characters of average width."""


class TimerBar(QFrame):
    """Teal while running, amber while paused, a quiet strip when nothing runs.

    Signals:
        switch_requested: open the start palette.
        note_requested: open the finish drawer on this session.
    """

    switch_requested = Signal()
    note_requested = Signal(str)

    def __init__(self, view_model: TimerViewModel, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model, self._zone = view_model, desk.zone
        self._one_line = False
        self.setObjectName("timerBar")
        self.setAccessibleName("Timer")
        self.elapsed_label = _label("timerElapsed")
        self.patient_label = ElidedLabel("", "timerPatient")
        self.activity_label = ElidedLabel("", "timerActivity")
        self.month_label = _label("timerMonth")
        self.ladder_bar = LadderBar(desk.theme, ink="#FFFFFF")
        self.thresholds = ThresholdWatch(self)
        self.parked_button = ParkedButton(view_model)
        self.switch_button = _button("Start timer", "player-play", "Ctrl+T")
        self.pause_button = _button("Pause", "player-pause", "Ctrl+Shift+P")
        self.finish_button = _button("Finish", "player-stop", "Ctrl+Shift+S")
        self.finish_button.setProperty("role", "primary")
        self.note_button = _button("Write note", "pencil", "")
        self._lay_out()
        self._connect()
        self._show(TimerView("idle"))
        self._show_due(())

    def refresh(self) -> None:
        """Draw anew after the scheme changed."""
        self._show(self._view_model.view)

    def be_one_line(self, *, one_line: bool) -> None:
        """The mini timer says the rest: give the page the second line."""
        if one_line != self._one_line:
            self._one_line = one_line
            self.setProperty("oneLine", one_line)
            for part in (self, *self.findChildren(QWidget)):
                part.style().unpolish(part)
                part.style().polish(part)
            margin = 4 if one_line else 6
            self._row.setContentsMargins(16, margin, 12, margin)
            self._give_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_up()

    def _give_up(self) -> None:
        """Narrow windows keep who is timed: first the month goes, then the words beside the icons.

        What is wrong with the saving takes the room of the month, and is there in every window.
        """
        characters = self.width() // self.fontMetrics().averageCharWidth()
        active, fault = self._view_model.view.state != "idle", self._view_model.view.fault
        self.activity_label.setVisible(active and (bool(fault) or not self._one_line))
        has_room = active and not fault and characters > _ROOM_FOR_MONTH
        self.month_label.setVisible(has_room)
        self.ladder_bar.setVisible(has_room and bool(self._view_model.view.ladder.steps))
        words = not active or characters > _ROOM_FOR_WORDS
        for press in (self.switch_button, self.pause_button):
            press.setText(press.accessibleName() if words else "")
        self.parked_button.be_short(short=not words)

    def _lay_out(self) -> None:
        who = QVBoxLayout()
        who.setSpacing(0)
        who.addWidget(self.patient_label)
        who.addWidget(self.activity_label)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(10)
        row.addWidget(self.elapsed_label)
        row.addLayout(who, 1)
        month = QVBoxLayout()
        month.setSpacing(2)
        month.addStretch(1)
        month.addWidget(self.month_label)
        month.addWidget(self.ladder_bar)
        month.addStretch(1)
        row.addLayout(month)
        for button in (self.note_button, self.parked_button, self.switch_button, self.pause_button, self.finish_button):
            row.addWidget(button)

    def _connect(self) -> None:
        self._view_model.changed.connect(self._show)
        self._view_model.ticked.connect(self._show_elapsed)
        self._view_model.note_due.connect(self._show_due)
        self.thresholds.noticed.connect(self._announce)
        self.thresholds.reached.connect(self._view_model.load)
        self.switch_button.clicked.connect(self.switch_requested)
        self.pause_button.clicked.connect(self._on_pause_clicked)
        self.finish_button.clicked.connect(self._on_finish_clicked)
        self.note_button.clicked.connect(self._on_note_clicked)

    def _show(self, view: TimerView) -> None:
        active = view.state != "idle"
        for widget in (self.elapsed_label, self.pause_button, self.finish_button):
            widget.setVisible(active)
        paused = view.state == "paused"
        _relabel(self.pause_button, "Resume" if paused else "Pause", "player-play" if paused else "player-pause")
        _relabel(self.switch_button, "Switch" if active else "Start timer",
                 "arrows-exchange" if active else "player-play")  # fmt: skip
        if active:
            mrn = f" · MRN {figures.mrn(view.mrn)}" if view.mrn else ""
            identity = f"DOB {figures.day(view.birth_on)}{mrn}"
            self.patient_label.setText(f"{view.patient_name}   {identity}")
            since = figures.clock(view.paused_since, self._zone) if paused else ""
            state = f"PAUSED since {since} · not counting · " if paused else ""
            gap = f" · {figures.minutes(view.gap_seconds)} away, not counted" if view.gap_seconds else ""
            words = f"{state}{ACTIVITIES.get(view.activity, view.activity)}{gap}"
            self.activity_label.setText(view.fault or words)
            if view.fault and self.property("state") != "fault":
                self._announce(view.fault)
            self.thresholds.follow(view.session_id, view.ladder, view.elapsed_seconds)
        else:
            self.patient_label.setText("No timer is running")
        self._give_up()
        self._show_elapsed(view.elapsed_seconds)
        self.setProperty("state", "fault" if view.fault else view.state)
        for part in (self, *self.findChildren(QLabel), *self.findChildren(QPushButton)):
            part.style().unpolish(part)
            part.style().polish(part)
        self._tint(active)

    def _tint(self, active: bool) -> None:
        """Icons follow the words: white on the coloured bar, dark on the white button."""
        for press in (self.note_button, self.parked_button, self.switch_button, self.pause_button):
            set_icon(press, str(press.property("iconName")), QColor("#FFFFFF") if active else None)
        set_icon(self.finish_button, "player-stop", QColor("#0B4F48"))

    def _show_elapsed(self, seconds: int) -> None:
        self.elapsed_label.setText(figures.minutes(seconds))
        self.elapsed_label.setAccessibleName(f"Elapsed {figures.spoken_minutes(seconds)}")
        self._show_month(seconds)

    def _show_month(self, seconds: int) -> None:
        """Where the month stands with what is running: that part is hatched, and bold two minutes before a code."""
        view = self._view_model.view
        if view.state == "idle":
            return
        words = self.thresholds.advance(seconds)
        self.month_label.setText(words)
        font = self.month_label.font()
        font.setBold(self.thresholds.is_near(seconds))
        self.month_label.setFont(font)
        self.ladder_bar.show_ladder(replace(view.ladder, waiting=view.ladder.waiting + seconds))
        self._give_up()

    def _show_due(self, due: tuple[NoteDue, ...]) -> None:
        self.note_button.setVisible(bool(due))
        if due:
            total = figures.minutes(sum(session.seconds for session in due))
            self.note_button.setText(f"Write note ({len(due)})")
            self.note_button.setToolTip(f"{len(due)} stopped, {total} not counted until the note is written")

    def _announce(self, words: str) -> None:
        """Polite: a screen reader says it when it has finished its sentence."""
        announce(self, words)

    def _on_pause_clicked(self) -> None:
        self._view_model.pause_or_resume()

    def _on_finish_clicked(self) -> None:
        self._view_model.stop()

    def _on_note_clicked(self) -> None:
        if self._view_model.due:
            self.note_requested.emit(self._view_model.due[0].session_id)


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    return label


def _button(text: str, icon: str, shortcut: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(True)
    set_icon(button, icon)
    button.setAccessibleName(text)
    button.setToolTip(f"{text} ({shortcut})" if shortcut else text)
    button.setProperty(DEFAULT_KEYS, shortcut)
    return button


def _relabel(button: QPushButton, text: str, icon: str) -> None:
    button.setText(text)
    button.setAccessibleName(text)
    set_icon(button, icon)
