"""How the timer shows itself outside its bar."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt

from ccm_desktop.ui.settings.group import SettingsGroup
from ccm_desktop.ui.settings.rows import ChoiceRow
from ccm_desktop.ui.timer.options import WAYLAND, TimerOptions

_SECTIONS = {
    "Timer bar": ("notice",),
    "Mini timer": ("mini_size", "mini_names", "mini_on_top", "mini_appears"),
    "Notification area and reminders": ("tray", "reminders", "day_end"),
}


class TimerGroup(SettingsGroup):
    """Anybody's own; `platform` is what carries our windows."""

    key, title = "timer", "Timer"

    def __init__(self, options: TimerOptions, platform: str) -> None:
        super().__init__("mini timer tray reminders notifications threshold notice screen sharing")
        self._options = options
        wayland = platform.startswith("wayland")
        for title, keys in _SECTIONS.items():
            rows = []
            for key in keys:
                option = options.known[key]
                caption = WAYLAND if wayland and key == "mini_on_top" else option.caption
                row = ChoiceRow(key, option.title, option.choices, caption, option.default)
                row.chosen.connect(partial(options.choose, key))
                rows.append(row)
            self.add_section(title, list(rows))
        if wayland:
            self.rows["mini_on_top"].lock(WAYLAND)
        self.column.addStretch(1)
        # Queued: while a box is still handling a choice it is not filled anew.
        options.changed.connect(self.load, Qt.ConnectionType.QueuedConnection)

    def load(self) -> None:
        for key, row in self.rows.items():
            row.set_value(self._options.value(key))
