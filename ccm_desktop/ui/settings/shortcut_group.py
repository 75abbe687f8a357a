"""The keys of every command: find one, press new keys, or give it back those it came with."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from ccm_desktop.domain.search import fold
from ccm_desktop.ui.actions import Actions
from ccm_desktop.ui.keymap import shown
from ccm_desktop.ui.settings.group import SettingsGroup
from ccm_desktop.ui.shortcuts.cheat_page import KeyLine, key_lines
from ccm_desktop.ui.shortcuts.recorder import KeyRecorder
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import button, label
from ccm_desktop.ui.widgets.rows_model import Column

_CAPTION = "Choose a command, go to the field below and press its new keys. They hold at once, on this computer."


class ShortcutGroup(SettingsGroup):
    """Anybody's own."""

    key, title = "shortcuts", "Shortcuts"

    def __init__(self, actions: Actions, theme: Theme) -> None:
        super().__init__("keys keyboard hotkey command " + _words(actions))
        self._actions = actions
        self.search_edit = QLineEdit()
        self.search_edit.setPlaceholderText("Find a command or keys")
        self.search_edit.setAccessibleName("Find a command or keys")
        self.search_edit.setClearButtonEnabled(True)
        self.table = DataTable("Keys of the commands", _COLUMNS, lambda line: line.command, theme)
        self.table.hide_first(("menu",))
        self.table.set_empty_text("No command has these words or keys.")
        self.command_label = label("", "settingTitle", wrap=True)
        self.recorder = KeyRecorder()
        self.none_button = button("No keys", "ban")
        self.default_button = button("Restore default", "arrow-back-up")
        self.reset_button = button("Restore all defaults", "refresh")
        self._lay_out()
        self._connect()

    def load(self) -> None:
        self._show_found()

    def _lay_out(self) -> None:
        self.column.addWidget(label(_CAPTION, "caption", wrap=True))
        self.column.addWidget(self.search_edit)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.command_label)
        self.column.addWidget(self.recorder)
        self.column.removeWidget(self.message)
        self.column.addWidget(self.message)  # beside the field it speaks of
        buttons = QHBoxLayout()
        for part in (self.none_button, self.default_button, self.reset_button):
            buttons.addWidget(part)
        buttons.addStretch(1)
        self.column.addLayout(buttons)

    def _connect(self) -> None:
        self.search_edit.textChanged.connect(self._show_found)
        self.search_edit.returnPressed.connect(self.table.setFocus)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(self._on_opened)
        self.recorder.recorded.connect(self._on_recorded)
        self.none_button.clicked.connect(self._on_none)
        self.default_button.clicked.connect(self._on_default)
        self.reset_button.clicked.connect(self._actions.reset_keys)
        self._actions.keys_changed.connect(self._show_found)

    def _show_found(self) -> None:
        wanted = fold(self.search_edit.text())
        lines = key_lines(self._actions.keymap, without=True)
        self.table.show_rows([line for line in lines if line.matches(wanted)])
        self._show_keys(self.table.current_row())
        self.reset_button.setEnabled(any(line.changed for line in lines))

    def _on_current(self, line: KeyLine | None) -> None:
        self.message.say("")
        self._show_keys(line)

    def _show_keys(self, line: KeyLine | None) -> None:
        for part in (self.recorder, self.none_button, self.default_button):
            part.setEnabled(line is not None)
        self.command_label.setText(f"Keys of “{line.words}”" if line else "")
        self.recorder.setAccessibleDescription(self.command_label.text())
        self.recorder.show_keys(self._actions.keymap.first(line.command) if line else "")
        if line is not None:
            self.default_button.setEnabled(line.changed)
            self.none_button.setEnabled(bool(line.keys))

    def _on_opened(self, _line: KeyLine) -> None:
        self.recorder.setFocus()

    def _on_recorded(self, keys: str) -> None:
        line = self.table.current_row()
        if isinstance(line, KeyLine):
            self._change(line, keys)

    def _on_none(self) -> None:
        self._on_recorded("")

    def _on_default(self) -> None:
        line = self.table.current_row()
        if isinstance(line, KeyLine):
            self._change(line, self._actions.keymap.default(line.command))

    def _change(self, line: KeyLine, keys: str) -> None:
        if refusal := self._actions.change_keys(line.command, keys):
            self.message.say(refusal)
        else:
            now = " or ".join(shown(one) for one in self._actions.keymap.keys(line.command))
            self.message.say(f"“{line.words}”: {now or 'no keys'}.", "ok")


def _words(actions: Actions) -> str:
    return " ".join(line.words for line in key_lines(actions.keymap, without=True))


_COLUMNS: tuple[Column[KeyLine], ...] = (
    Column("words", "Command", lambda line: line.words, 300),
    Column("keys", "Keys", lambda line: line.keys, 200),
    Column("changed", "Changed", lambda line: "yes" if line.changed else "", 80),
    Column("menu", "Menu", lambda line: line.menu, 140),
)
