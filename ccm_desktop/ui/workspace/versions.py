"""Versions in the list of time: the one that stands, and its originals below it when they are unfolded."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject

from ccm_desktop.services.time_lines import TimeLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.data_table import DataTable


class Versions(QObject):
    """Folds what was replaced under what replaced it; nothing is ever left out of both."""

    def __init__(self, table: DataTable) -> None:
        super().__init__(table)
        self._table = table
        self._lines: dict[str, TimeLine] = {}
        self._open: set[str] = set()

    def show_lines(self, lines: Sequence[TimeLine]) -> None:
        """All entries of the month, newest first."""
        self._lines = {line.entry_id: line for line in lines}
        self._show()

    def day(self, line: TimeLine, zone: ZoneInfo) -> str:
        """The day, with a sign where older versions can be unfolded, and set in where it is one."""
        day = figures.instant_day(line.started_at, zone)
        if self._is_original(line):
            return f"└ {day}"
        if not self._below(line):
            return day
        return f"▾ {day}" if line.entry_id in self._open else f"▸ {day}"

    def unfold(self) -> None:
        """Show what the current entry replaced."""
        line = self._table.current_row()
        if isinstance(line, TimeLine) and self._below(line):
            self._open.add(line.entry_id)
            self._show()

    def fold(self) -> None:
        """Hide the originals of the current entry again; from an original, go back to its entry."""
        line = self._table.current_row()
        if not isinstance(line, TimeLine):
            return
        head = self._head(line)
        self._open.discard(head.entry_id)
        self._show()
        self._table.select_key(head.entry_id)

    def unfold_to(self, entry: str) -> None:
        """See to it that an entry can be seen."""
        line = self._lines.get(entry)
        if line is not None and self._is_original(line):
            self._open.add(self._head(line).entry_id)
            self._show()

    def _is_original(self, line: TimeLine) -> bool:
        return line.voided and line.replaced_by in self._lines

    def _head(self, line: TimeLine) -> TimeLine:
        while self._is_original(line):
            line = self._lines[line.replaced_by]
        return line

    def _below(self, line: TimeLine) -> list[TimeLine]:
        """The versions before this one, newest first."""
        found = []
        before = self._lines.get(line.replaces)
        while before is not None and before.replaced_by == line.entry_id:
            found.append(before)
            line, before = before, self._lines.get(before.replaces)
        return found

    def _show(self) -> None:
        rows: list[TimeLine] = []
        for line in self._lines.values():
            if self._is_original(line):
                continue
            rows.append(line)
            if line.entry_id in self._open:
                rows += self._below(line)
        self._table.show_rows(rows)
