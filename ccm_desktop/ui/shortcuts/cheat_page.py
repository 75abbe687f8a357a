"""Ctrl+/: every key on one page, searched, copied or printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication, QResizeEvent, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.search import fold
from ccm_desktop.ui.actions import COMMANDS, Actions, plain
from ccm_desktop.ui.keymap import FIXED, KeyMap, shown
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import PageHeader, button, on_keys
from ccm_desktop.ui.widgets.rows_model import Column

_WORDS_FROM = 760


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A command and its keys, as they are shown."""

    command: str
    words: str
    menu: str
    keys: str
    """Several are joined by `or`."""
    changed: bool = False

    def matches(self, wanted: str) -> bool:
        """Whether every word of the folded search stands in it."""
        text = fold(f"{self.words} {self.menu} {self.keys}")
        return all(word in text for word in wanted.split())


def key_lines(keymap: KeyMap, *, without: bool = False) -> list[KeyLine]:
    """Every command with keys; `without` also names those that have none."""
    return [
        KeyLine(command.key, plain(command), command.menu.replace("&", "").replace("/", " ▸ "),
                " or ".join(shown(keys) for keys in keymap.keys(command.key)), keymap.is_changed(command.key))
        for command in COMMANDS
        if without or keymap.keys(command.key)
    ]  # fmt: skip


def fixed_lines() -> list[KeyLine]:
    """The keys of forms and fields, which nobody changes."""
    return [KeyLine(f"fixed {keys}", words, "Forms and fields", shown(keys)) for keys, words in FIXED.items()]


def as_text(lines: Sequence[KeyLine]) -> str:
    """Plain lines for paper and for the clipboard."""
    return "\n".join(f"{line.keys:<28}{line.words} ({line.menu})" for line in lines)


class CheatPage(QWidget):
    """The list of keys.

    Signals:
        closed: back to the page before.
        change_asked: to where keys are changed.
        said: something was done, in words.
    """

    closed = Signal()
    change_asked = Signal()
    said = Signal(str)

    def __init__(self, actions: Actions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keymap, self._theme = actions.keymap, theme
        self._lines: list[KeyLine] = []
        self._printer: QPrinter | None = None
        self._dialog: QPrintDialog | None = None
        self.header = PageHeader("Keyboard shortcuts")
        self.search_edit = QLineEdit()
        self.search_edit.setPlaceholderText("Find a command or keys")
        self.search_edit.setAccessibleName("Find a command or keys")
        self.search_edit.setClearButtonEnabled(True)
        self.change_button = button("Change keys…", "pencil")
        self.copy_button = button("Copy as text", "copy")
        self.print_button = button("Print…", "printer")
        self.close_button = button("Close", "chevron-left", shortcut="Esc")
        self.table = DataTable("Keyboard shortcuts", _COLUMNS, lambda line: line.command, theme)
        self.table.hide_first(("menu",))
        self.table.set_empty_text("No command has these words or keys.")
        for part in (self.change_button, self.copy_button, self.print_button, self.close_button):
            self.header.add(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.header)
        column.addWidget(self.search_edit)
        column.addWidget(self.table, 1)
        self._connect()
        actions.keys_changed.connect(self.load)

    def open(self) -> None:
        """Come into view with everything listed."""
        self.search_edit.clear()
        self.load()
        self.search_edit.setFocus()

    def load(self) -> None:
        """List the keys of now."""
        self._lines = key_lines(self._keymap) + fixed_lines()
        self._show_found()

    def text(self) -> str:
        """What is listed, as plain lines."""
        return as_text(self.table.rows_model.rows)

    def print(self) -> None:
        """Ask for the printer and print what is listed."""
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._printer.setDocName("CCM keyboard shortcuts")
        self._dialog = QPrintDialog(self._printer, self)
        self._dialog.accepted.connect(self._on_printer_chosen)
        QDialog.open(self._dialog)

    def _connect(self) -> None:
        self.search_edit.textChanged.connect(self._show_found)
        self.search_edit.returnPressed.connect(self.table.setFocus)
        self.change_button.clicked.connect(self.change_asked)
        self.copy_button.clicked.connect(self._on_copy)
        self.print_button.clicked.connect(self.print)
        self.close_button.clicked.connect(self.closed)
        on_keys(self, "Esc", self.close_button.click)
        self.setFocusProxy(self.search_edit)

    def _show_found(self) -> None:
        wanted = fold(self.search_edit.text())
        found = [line for line in self._lines if line.matches(wanted)]
        self.table.show_rows(found)
        self.header.counts_label.setText(f"{len(found)} of {len(self._lines)}")

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        self.said.emit("The list is on the clipboard.")

    def _on_printer_chosen(self) -> None:
        if self._printer is not None:
            sheet = QTextDocument()
            sheet.setDefaultFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
            sheet.setPlainText(f"CCM Desktop: keyboard shortcuts\n\n{self.text()}")
            sheet.print_(self._printer)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "table"):
            self._adapt()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._adapt()

    def _adapt(self) -> None:
        """In a narrow window the buttons keep their icons."""
        wide = self.width() >= _WORDS_FROM * self._theme.scale
        for press in (self.change_button, self.copy_button, self.print_button, self.close_button):
            press.setText(press.accessibleName() if wide else "")


_COLUMNS: tuple[Column[KeyLine], ...] = (
    Column("keys", "Keys", lambda line: line.keys, 220),
    Column("words", "Command", lambda line: line.words, 360),
    Column("menu", "Menu", lambda line: line.menu, 200),
)
