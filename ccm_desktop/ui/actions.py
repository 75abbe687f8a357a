"""Every command of the window, once: its words, its shortcut, its menu."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of a menu."""

    key: str
    menu: str
    text: str
    shortcut: str = ""


COMMANDS = (
    Command("import", "&File", "&Import FHIR files…", "Ctrl+I"),
    Command("import_folder", "&File", "Import FHIR f&older…", "Ctrl+Shift+O"),
    Command("backup", "&File", "&Back up…", ""),
    Command("verify", "&File", "Check the practice &file", ""),
    Command("quit", "&File", "&Quit", "Ctrl+Q"),
    Command("undo_plan", "&Edit", "&Undo last plan change", "Ctrl+Alt+Z"),
    Command("page_panel", "&View", "&Panel", "Ctrl+2"),
    Command("page_month", "&View", "&Month-end", "Ctrl+4"),
    Command("page_settings", "&View", "&Settings", "Ctrl+,"),
    Command("back", "&View", "&Back", "Alt+Left"),
    Command("next_region", "&View", "Next &region", "F6"),
    Command("light", "&View", "&Light", ""),
    Command("dark", "&View", "&Dark", ""),
    Command("larger", "&View", "Larger &text", "Ctrl++"),
    Command("smaller", "&View", "S&maller text", "Ctrl+-"),
    Command("find", "&Patient", "&Find in panel", "Ctrl+F"),
    Command("go_to", "&Patient", "&Go to patient", "Ctrl+K"),
    Command("add_patient", "&Patient", "&Add patient…", "Ctrl+N"),
    Command("tab_1", "&Patient", "Summary", "Alt+1"),
    Command("tab_2", "&Patient", "Time", "Alt+2"),
    Command("tab_3", "&Patient", "Care plan", "Alt+3"),
    Command("tab_4", "&Patient", "Contacts", "Alt+4"),
    Command("tab_5", "&Patient", "Consent and enrolment", "Alt+5"),
    Command("start", "&Timer", "&Start or switch…", "Ctrl+T"),
    Command("start_here", "&Timer", "Start on the patient in &view", "Ctrl+Shift+T"),
    Command("pause", "&Timer", "&Pause or resume", "Ctrl+Shift+P"),
    Command("finish", "&Timer", "&Finish…", "Ctrl+Shift+S"),
    Command("note", "&Timer", "&Write the note that is due…", "Ctrl+Shift+N"),
    Command("add_time", "&Timer", "&Add time by hand…", "Ctrl+Shift+I"),
    Command("preview", "&Month", "&Preview report", "Ctrl+P"),
    Command("save_pdf", "&Month", "&Save report as PDF…", "Ctrl+S"),
    Command("save_csv", "&Month", "Save table as &CSV…", "Ctrl+Shift+E"),
    Command("shortcuts", "&Help", "&Keyboard shortcuts", "Ctrl+/"),
    Command("about", "&Help", "&About", ""),
)


class Actions(QObject):
    """The actions, by key; menus are filled from the same table."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        menus = {name: window.menuBar().addMenu(name) for name in dict.fromkeys(c.menu for c in COMMANDS)}
        for command in COMMANDS:
            action = QAction(command.text, window)
            if command.shortcut:
                action.setShortcut(QKeySequence(command.shortcut))
                action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            menus[command.menu].addAction(action)
            self._actions[command.key] = action

    def __getitem__(self, key: str) -> QAction:
        return self._actions[key]


def cheat_sheet() -> str:
    """All shortcuts as plain lines."""
    return "\n".join(
        f"{command.shortcut:<16}{command.text.replace('&', '').rstrip('…')}" for command in COMMANDS if command.shortcut
    )
