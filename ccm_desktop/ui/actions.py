"""Every command of the window, once: its words, its shortcut, its menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of a menu."""

    key: str
    menu: str
    text: str
    shortcuts: str = ""
    """The first is the one to learn; others, after `; `, are alternates."""
    reserved: bool = False
    """Works in a text field too, even where the field has a use of its own for the keys."""


COMMANDS = (
    Command("import", "&File", "&Import FHIR files…", "Ctrl+I"),
    Command("import_folder", "&File", "Import FHIR f&older…", "Ctrl+Shift+O"),
    Command("backup", "&File", "&Back up…", ""),
    Command("verify", "&File", "Check the practice &file", ""),
    Command("people", "&File", "P&eople and sign-ins…"),
    Command("own_passphrase", "&File", "Change my &passphrase…"),
    Command("switch_user", "&File", "&Lock or switch user…", "Ctrl+L", reserved=True),
    Command("settings", "&File", "&Settings", "Ctrl+,", reserved=True),
    Command("quit", "&File", "&Quit", "Ctrl+Q"),
    Command("undo_plan", "&Edit", "&Undo last plan change", "Ctrl+Z"),
    Command("page_today", "&View", "Toda&y", "Ctrl+1", reserved=True),
    Command("page_panel", "&View", "&Panel", "Ctrl+2", reserved=True),
    Command("page_month", "&View", "&Month-end", "Ctrl+4", reserved=True),
    Command("page_program", "&View", "Pro&gram", "Ctrl+5", reserved=True),
    Command("back", "&View", "&Back", "Alt+Left"),
    Command("forward", "&View", "&Forward", "Alt+Right"),
    Command("next_region", "&View", "Next &region", "F6"),
    Command("previous_region", "&View", "Pre&vious region", "Shift+F6"),
    Command("light", "&View", "&Light", ""),
    Command("dark", "&View", "&Dark", ""),
    Command("larger", "&View", "Larger &text", "Ctrl++"),
    Command("smaller", "&View", "&Smaller text", "Ctrl+-"),
    Command("add_patient", "&Patient", "&Add patient…", "Ctrl+N"),
    Command("find", "&Patient", "&Find in panel", "Ctrl+F"),
    Command("go_to", "&Patient", "&Go to patient", "Ctrl+K", reserved=True),
    Command("capture", "&Patient", "&Quick task…", "Ctrl+Shift+K", reserved=True),
    Command("tab_1", "&Patient", "Summary", "Alt+1"),
    Command("tab_2", "&Patient", "Time", "Alt+2"),
    Command("tab_3", "&Patient", "Care plan", "Alt+3"),
    Command("tab_4", "&Patient", "Contacts", "Alt+4"),
    Command("tab_5", "&Patient", "Consent and enrolment", "Alt+5"),
    Command("start", "&Timer", "&Start or switch…", "Ctrl+T; F7", reserved=True),
    Command("start_here", "&Timer", "Start on the patient in &view", "Ctrl+Shift+T", reserved=True),
    Command("pause", "&Timer", "&Pause or resume", "Ctrl+Shift+P; F8", reserved=True),
    Command("finish", "&Timer", "&Finish…", "Ctrl+Shift+S; F9", reserved=True),
    Command("note", "&Timer", "&Write the note that is due…", "Ctrl+Shift+N"),
    Command("add_time", "&Timer", "&Add time by hand…", "Ctrl+Shift+I", reserved=True),
    Command("group_time", "&Timer", "&Group work for several patients…", "Ctrl+Shift+H"),
    Command("approvals", "&Timer", "Time awaiting app&roval…", "Ctrl+Shift+Y"),
    Command("end_of_day", "&Timer", "&End of day…", "Ctrl+Shift+D"),
    Command("fix_next", "&Month", "Fix &next exception (on Month-end also F8)", "Ctrl+Shift+X"),
    Command("close_month", "&Month", "Close or &reopen month…", ""),
    Command("preview", "&Month", "&Preview report", "Ctrl+P"),
    Command("save_pdf", "&Month", "&Save report as PDF…", "Ctrl+S"),
    Command("save_csv", "&Month", "Save table as &CSV…", "Ctrl+Shift+E"),
    Command("save_claims", "&Month", "Save claim &lines…", ""),
    Command("import_outcomes", "&Month", "&Import claim outcomes…", ""),
    Command("packet", "&Month", "&Audit packet…"),
    Command("pack", "&Month", "All reports of the &month…"),
    Command("shortcuts", "&Help", "&Keyboard shortcuts", "Ctrl+/"),
    Command("about", "&Help", "&About", ""),
)

_WITHOUT_PRACTICE = {"quit", "back", "forward", "next_region", "previous_region", "light", "dark", "larger", "smaller",
                     "about"}  # fmt: skip
"""What works before a practice is open."""


class Actions(QObject):
    """The actions, by key; menus are filled from the same table."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        self._reserved: set[str] = set()
        by_title = {title: window.menuBar().addMenu(title) for title in dict.fromkeys(c.menu for c in COMMANDS)}
        self.menus: tuple[QMenu, ...] = tuple(by_title.values())
        for command in COMMANDS:
            action = QAction(command.text, window)
            keys = QKeySequence.listFromString(command.shortcuts)
            action.setShortcuts(keys)
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            by_title[command.menu].addAction(action)
            window.addAction(action)  # its keys work while the menu bar is hidden
            self._actions[command.key] = action
            if command.reserved:
                self._reserved |= {sequence.toString() for sequence in keys}

    def wait_for_practice(self) -> None:
        """No practice is open yet: what needs one looks so, until it is bound."""
        for key, action in self._actions.items():
            action.setEnabled(key in _WITHOUT_PRACTICE)

    def bind(self, slots: Mapping[str, Callable[[], Any]]) -> None:
        """Let commands do something; the checked state that Qt brings along is dropped."""
        for key, slot in slots.items():
            self._actions[key].setEnabled(True)
            self._actions[key].triggered.connect(partial(_call, slot))

    def lend(self, keys: str, owner: str, borrower: str, *, lent: bool) -> None:
        """Let keys of one command do another for a while: F8 on Month-end is the next exception."""
        for key, has in ((owner, not lent), (borrower, lent)):
            mine = [shown for shown in self._actions[key].shortcuts() if shown != QKeySequence(keys)]
            self._actions[key].setShortcuts([*mine, QKeySequence(keys)] if has else mine)

    def __getitem__(self, key: str) -> QAction:
        return self._actions[key]

    def follow_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        """Watch the widget that has the keyboard: a text field must not keep our reserved keys for itself."""
        if old is not None:
            old.removeEventFilter(self)
        if new is not None:
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and QKeySequence(event.keyCombination()).toString() in self._reserved
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def _call(slot: Callable[[], Any], _checked: bool = False) -> None:
    slot()


def cheat_sheet() -> str:
    """All shortcuts as plain lines."""
    return "\n".join(
        f"{command.shortcuts.replace('; ', ' or '):<24}{command.text.replace('&', '').rstrip('…')}"
        for command in COMMANDS
        if command.shortcuts
    )
