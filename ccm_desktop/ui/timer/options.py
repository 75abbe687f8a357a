"""How the timer shows itself outside its bar: this person's choice on this computer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ccm_desktop.ui.layout_memory import LayoutMemory

WAYLAND = (
    "Your desktop (Wayland) decides this. Right-click the mini timer’s title or use the window menu ▸ Always on top."
)
YES_NO = {"yes": "Yes", "no": "No"}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; `default` is one of the keys of `choices`."""

    key: str
    title: str
    choices: Mapping[str, str]
    default: str
    caption: str = ""


def options(platform: str) -> tuple[Option, ...]:
    """What can be chosen; `platform` as `sys.platform` says it."""
    return (
        Option("notice", "Tell before the next code",
               {"0": "No", "60": "1 minute before", "120": "2 minutes before", "300": "5 minutes before"}, "120",
               "In bold beside the minutes, and spoken once by a screen reader; without a sound."),
        Option("mini_size", "Size of the mini timer", {"standard": "Standard", "compact": "Compact, one line"},
               "standard", "Ctrl+Shift+M shows it while a timer runs, and brings the keyboard to it."),
        Option("mini_names", "Name in the mini timer",
               {"short": "Short: Castillo-R., M. ·433", "initials": "Initials only", "none": "None (screen sharing)"},
               "short", "Everybody who sees your screen can read it."),
        Option("mini_on_top", "Mini timer above other windows", YES_NO, "yes"),
        Option("mini_appears", "Mini timer when the main window is minimized", YES_NO, "yes",
               "It appears by itself while a timer runs, and goes when the window comes back."),
        Option("tray", "Timer in the notification area", YES_NO, "no" if platform.startswith("linux") else "yes",
               "Only while a timer runs or is paused; without a name."),
        Option("reminders", "Reminders", YES_NO, "yes",
               "At most one in 30 minutes, only while another program is in front, and never with a name."),
        Option("day_end", "End of the working day", {str(hour): f"{hour - 12}:00 PM" for hour in range(15, 22)}, "18",
               "A timer that still runs after it is reminded of; nothing else is."),
    )  # fmt: skip


class TimerOptions(QObject):
    """The choices in force.

    Signals:
        changed: one of them is another now.
    """

    changed = Signal()

    def __init__(self, memory: LayoutMemory, platform: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self.known = {option.key: option for option in options(platform)}

    def value(self, key: str) -> str:
        """The choice in force; one that is not known any more is the default."""
        option = self.known[key]
        found = self._memory.text(f"timer/{key}", option.default)
        return found if found in option.choices else option.default

    def is_on(self, key: str) -> bool:
        """Whether a yes-or-no option says yes."""
        return self.value(key) == "yes"

    def choose(self, key: str, value: str) -> None:
        """From now on and at the next start."""
        self._memory.remember(f"timer/{key}", value)
        self.changed.emit()
