"""The clock of the call: how long, how far to the next code, what is being done, and what was done so far."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout

from ccm_desktop.domain.activities import ACTIVITIES
from ccm_desktop.services.call_desk import CallDesk
from ccm_desktop.services.timer_views import TimerView
from ccm_desktop.ui import figures
from ccm_desktop.ui.icons import set_icon
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.elided_label import ElidedLabel
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.parts import button, label

_BESIDE_FROM = 560
_WORDS = {
    "": ("Start and call", "phone", "Ctrl+Shift+T"),
    "running": ("Pause", "player-pause", "Ctrl+Shift+P"),
    "paused": ("Go on", "player-play", "Ctrl+Shift+P"),
    "parked": ("Go on with the call", "player-play", "Ctrl+Shift+T"),
    "stopped": ("Resume the clock", "player-play", "Ctrl+R"),
}


class CallClock(QFrame):
    """Never starts by itself.

    Signals:
        pressed: the one button, by the state of the session (empty when there is none).
        activity_chosen: key of an activity.
    """

    pressed = Signal(str)
    activity_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("card")
        self.state = ""
        self._closed = 0
        self.elapsed_label = label("0:00", "timerElapsed")
        self.month_label, self.segments_label = label("", "groupTitle"), ElidedLabel("", "caption")
        self.activity_box = QComboBox()
        self.activity_box.setAccessibleName("Activity")
        for place, (key, words) in enumerate(ACTIVITIES.items(), 1):
            self.activity_box.addItem(f"{words}   Alt+Shift+{place}" if place <= 9 else words, key)
        self.press_button = button("Start and call", "phone", role="primary")
        self._lay_out()
        self.press_button.clicked.connect(self._on_pressed)
        self.activity_box.activated.connect(self._on_activity)

    def show_desk(self, desk: CallDesk, timer: TimerView) -> None:
        """The session of the call, or none yet; the ladder as the timer sees it while it runs."""
        session = desk.session
        live = session is not None and session.session_id == timer.session_id and timer.state != "idle"
        self.state = (timer.state if live else session.state) if session else ""
        self._closed = session.seconds if session else 0
        self.show_elapsed(timer.elapsed_seconds if live else self._closed)
        month, step = (timer.month_seconds, timer.next) if live else (desk.month_seconds, desk.next)
        ladder = figures.to_threshold(step) if step else "no further code"
        self.month_label.setText(f"Month {figures.minutes(month)} · {ladder}")
        activity = timer.activity if live else session.activity if session else "call_patient"
        self.activity_box.setCurrentIndex(self.activity_box.findData(activity))
        self.activity_box.setEnabled(self.state == "running")
        self.segments_label.setText(self._so_far(desk, activity))
        self._show_button()

    def show_elapsed(self, seconds: int) -> None:
        """Once a second while it runs."""
        self.elapsed_label.setText(figures.minutes(seconds))
        self.elapsed_label.setAccessibleName(f"{figures.spoken_minutes(seconds)} on this call")

    def _so_far(self, desk: CallDesk, activity: str) -> str:
        if desk.session is None:
            return "The clock stands still until you start it."
        parts = [f"{ACTIVITIES.get(key, key)} {figures.minutes(seconds)}" for key, seconds in desk.session.segments]
        if self.state == "running":
            parts.append(f"{ACTIVITIES.get(activity, activity)} now")
        words = {"paused": "Paused, not counting. ", "parked": "Put aside. ", "stopped": "Stopped. "}
        return words.get(self.state, "") + " → ".join(parts)

    def _show_button(self) -> None:
        words, icon, keys = _WORDS[self.state]
        self.press_button.setText(words)
        self.press_button.setAccessibleName(words)
        self.press_button.setToolTip(f"{words} ({keys})")
        self.press_button.setProperty("role", "" if self.state in ("running", "stopped") else "primary")
        self.press_button.style().unpolish(self.press_button)
        self.press_button.style().polish(self.press_button)
        tokens = self._theme.tokens
        plain = self.press_button.property("role") != "primary"
        set_icon(self.press_button, icon, QColor(tokens.text if plain else tokens.on_accent))

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.month_label)
        words.addWidget(self.segments_label)
        left = QHBoxLayout()
        left.addWidget(self.elapsed_label)
        left.addLayout(words, 1)
        right = QHBoxLayout()
        right.addWidget(self.activity_box, 1)
        right.addWidget(self.press_button)
        folding = Folding(_BESIDE_FROM)
        folding.row.addLayout(left, 1)
        folding.row.addLayout(right)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.addWidget(folding, 1)

    def _on_pressed(self) -> None:
        self.pressed.emit(self.state)

    def _on_activity(self) -> None:
        self.activity_chosen.emit(str(self.activity_box.currentData()))
