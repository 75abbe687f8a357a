"""Every command of the window, once: its words, its shortcut, its menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QMenu, QWidget

from ccm_desktop.domain.activities import ACTIVITIES
from ccm_desktop.ui.keymap import KeyMap, shown
from ccm_desktop.ui.layout_memory import LayoutMemory
from ccm_desktop.ui.widgets.parts import DEFAULT_KEYS, KEYS


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of a menu."""

    key: str
    menu: str
    """Its title; after a `/`, that of the submenu."""
    text: str
    shortcuts: str = ""
    """The first is the one to learn; others, after `; `, are alternates."""
    reserved: bool = False
    """Works in a text field too, even where the field has a use of its own for the keys."""


COMMANDS = (
    Command("import", "&File", "&Import FHIR files…", "Ctrl+I"),
    Command("import_folder", "&File", "Import FHIR f&older…", "Ctrl+Shift+O"),
    Command("import_plan", "&File", "Import &a care plan…"),
    Command("backup", "&File", "&Back up…", ""),
    Command("verify", "&File", "Check the practice &file", ""),
    Command("export_changes", "&File", "E&xport changes…"),
    Command("bring_in_changes", "&File", "Bring i&n changes…"),
    Command("for_another", "&File", "Set &up another computer…"),
    Command("people", "&File", "P&eople and sign-ins…"),
    Command("own_passphrase", "&File", "Change my &passphrase…"),
    Command("switch_user", "&File", "&Lock or switch user…", "Ctrl+L", reserved=True),
    Command("settings", "&File", "&Settings", "Ctrl+,", reserved=True),
    Command("quit", "&File", "&Quit", "Ctrl+Q"),
    Command("undo_plan", "&Edit", "&Undo plan change", "Ctrl+Z"),
    Command("redo_plan", "&Edit", "&Redo plan change", "Ctrl+Y; Ctrl+Shift+Z"),
    Command("page_today", "&View", "Toda&y", "Ctrl+1", reserved=True),
    Command("page_panel", "&View", "&Panel", "Ctrl+2", reserved=True),
    Command("page_call", "&View", "C&all mode", "Ctrl+3", reserved=True),
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
    Command("find", "&Patient", "&Find here or in the panel", "Ctrl+F"),
    Command("go_to", "&Patient", "&Go to patient", "Ctrl+K", reserved=True),
    Command("capture", "&Patient", "&Quick task…", "Ctrl+Shift+K", reserved=True),
    Command("print_plans", "&Patient", "Care plans of the patients s&hown…"),
    Command("export_plan", "&Patient", "E&xport for another system…"),
    Command("review_plan", "&Patient", "Review the plan line b&y line…", "Alt+Shift+L"),
    Command("resolve", "&Patient", "Resol&ve changes…"),
    Command("plans_to_sign", "&Patient", "P&lans to sign…", "Ctrl+Shift+W"),
    Command("open_loops", "&Patient", "&Open loops…", "Alt+Shift+O"),
    Command("due_items", "&Patient", "Refills and care ga&ps…", "Alt+Shift+G"),
    Command("readings", "&Patient", "Rea&dings…", "Alt+Shift+R"),
    Command("checkin", "&Patient", "Symptom &check-in…", "Alt+Shift+C"),
    Command("tab_1", "&Patient", "Summary", "Alt+1"),
    Command("tab_2", "&Patient", "Time", "Alt+2"),
    Command("tab_3", "&Patient", "Care plan", "Alt+3"),
    Command("tab_4", "&Patient", "Contacts", "Alt+4"),
    Command("tab_5", "&Patient", "Consent and enrollment", "Alt+5"),
    Command("tab_6", "&Patient", "Coordination", "Alt+6"),
    Command("start", "&Timer", "&Start or switch…", "Ctrl+T; F7", reserved=True),
    Command("start_here", "&Timer", "Start on the patient in &view", "Ctrl+Shift+T", reserved=True),
    Command("pause", "&Timer", "&Pause or resume", "Ctrl+Shift+P; F8", reserved=True),
    Command("finish", "&Timer", "&Finish…", "Ctrl+Shift+S; F9", reserved=True),
    Command("activity", "&Timer", "&Change activity…", "Ctrl+Shift+A", reserved=True),
    *(
        Command(f"activity_{n}", "&Timer/Set activit&y", words, f"Alt+Shift+{n}")
        for n, words in enumerate(list(ACTIVITIES.values())[:9], start=1)
    ),
    Command("park", "&Timer", "Par&k for later today", "Ctrl+Shift+J"),
    Command("resume_parked", "&Timer", "Ret&urn to the last parked", "Ctrl+Shift+R"),
    Command("gap_keep", "&Timer/Away t&ime", "&Keep: it was the same work", "Alt+K", reserved=True),
    Command("gap_remove", "&Timer/Away t&ime", "&Remove: it was not work", "Alt+R", reserved=True),
    Command("gap_split", "&Timer/Away t&ime", "&Split: part of it was work…", "Alt+S", reserved=True),
    Command("gap_move", "&Timer/Away t&ime", "&Another patient's…", "Alt+A", reserved=True),
    Command("recover", "&Timer", "After a cras&h…"),
    Command("mini", "&Timer", "&Mini timer", "Ctrl+Shift+M", reserved=True),
    Command("note", "&Timer", "&Write the note…", "Ctrl+Shift+N"),
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
    Command("month_summary", "&Month", "Patient's s&ummary of the month…", "Alt+Shift+S"),
    Command("packet", "&Month", "&Audit packet…"),
    Command("pack", "&Month", "All reports of the &month…"),
    Command("shortcuts", "&Help", "&Keyboard shortcuts", "Ctrl+/"),
    Command("about", "&Help", "&About", ""),
)

_WITHOUT_PRACTICE = {"quit", "back", "forward", "next_region", "previous_region", "light", "dark", "larger", "smaller",
                     "about"}  # fmt: skip
"""What works before a practice is open."""


class Actions(QObject):
    """The actions, by key; menus are filled from the same table.

    Signals:
        keys_changed: a person gave commands other keys.
    """

    keys_changed = Signal()

    def __init__(self, window: QMainWindow, memory: LayoutMemory) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._reserved: set[str] = set()
        self._loans: dict[tuple[str, str, str], bool] = {}
        by_title = _menus(window)
        self.menus: tuple[QMenu, ...] = tuple(menu for title, menu in by_title.items() if "/" not in title)
        self.keymap = KeyMap(
            {command.key: command.shortcuts for command in COMMANDS},
            {command.key: plain(command) for command in COMMANDS},
            {f"Alt+{_mnemonic(menu.title())}": menu.title().replace("&", "") for menu in self.menus},
            memory,
        )
        for command in COMMANDS:
            action = QAction(command.text, window)
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setAutoRepeat(False)  # one press is one command: a key held down must not answer twice
            menu, outer = by_title[command.menu], by_title[command.menu.partition("/")[0]]
            if menu is not outer and menu.isEmpty():
                outer.addMenu(menu)
            menu.addAction(action)
            window.addAction(action)  # its keys work while the menu bar is hidden
            self._actions[command.key] = action
        self._give_keys()

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
        self._loans[keys, owner, borrower] = lent
        self._give_keys()

    def change_keys(self, command: str, keys: str) -> str:
        """Give a command other keys (empty for none); what speaks against it, in words, and then nothing changes."""
        refusal = self.keymap.refusal(command, keys) if keys else ""
        if not refusal:
            self.keymap.give(command, keys)
            self._tell_keys()
        return refusal

    def reset_keys(self) -> None:
        """Every command has the keys it came with."""
        self.keymap.reset()
        self._tell_keys()

    def is_reserved(self, keys: str) -> bool:
        """Whether these keys work in a text field too."""
        return keys in self._reserved

    def name_keys(self, root: QWidget) -> None:
        """Let the tooltips of buttons say the keys their commands have now."""
        for button in root.findChildren(QAbstractButton):
            if command := self.keymap.by_default(str(button.property(DEFAULT_KEYS) or "")):
                keys, words = shown(self.keymap.first(command)), button.accessibleName() or button.text()
                button.setProperty(KEYS, keys)
                button.setToolTip(f"{words} ({keys})" if keys else words)

    def __getitem__(self, key: str) -> QAction:
        return self._actions[key]

    def _tell_keys(self) -> None:
        self._give_keys()
        self.name_keys(self._window)
        self.keys_changed.emit()

    def _give_keys(self) -> None:
        self._reserved.clear()
        for command in COMMANDS:
            keys = self._keys_now(command.key)
            self._actions[command.key].setShortcuts([QKeySequence(one) for one in keys])
            if command.reserved:
                self._reserved.update(keys)

    def _keys_now(self, command: str) -> list[str]:
        keys = list(self.keymap.keys(command))
        for (lent_keys, owner, borrower), lent in self._loans.items():
            if lent and self.keymap.owner(lent_keys) == owner:
                if command == owner:
                    keys.remove(lent_keys)
                elif command == borrower:
                    keys.append(lent_keys)
        return keys


def plain(command: Command) -> str:
    """Its words without the marks of a menu."""
    return command.text.replace("&", "").rstrip("…")


def _menus(window: QMainWindow) -> dict[str, QMenu]:
    """The menus by the titles that commands name; a submenu waits to be put where its first command is."""
    found: dict[str, QMenu] = {}
    for command in COMMANDS:
        title, _, inner = command.menu.partition("/")
        if title not in found:
            found[title] = window.menuBar().addMenu(title)
        if inner and command.menu not in found:
            found[command.menu] = QMenu(inner, found[title])
    return found


def _mnemonic(title: str) -> str:
    return title[title.index("&") + 1].upper()


def _call(slot: Callable[[], Any], _checked: bool = False) -> None:
    slot()
