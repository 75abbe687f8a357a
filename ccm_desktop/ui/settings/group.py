"""A group of the settings page: rows under headings, found by their words.

A page of its own kind (people, devices) is a subclass with other content; `settings.place` lists all groups.
"""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ccm_desktop.domain.search import fold
from ccm_desktop.ui.settings.rows import SettingRow
from ccm_desktop.ui.widgets.parts import Message, label

NOT_LEAD = "Managed by your practice lead."


class SettingsGroup(QWidget):
    """What stands at the right when its name is chosen at the left."""

    key: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self._search_words = fold(f"{self.title} {words}")
        self.rows: dict[str, SettingRow] = {}
        self._sections: list[tuple[QLabel, list[SettingRow]]] = []
        self.message = Message()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 8, 8)
        self.column.setSpacing(6)
        self.column.addWidget(label(self.title, "groupTitle"))
        self.column.addWidget(self.message)

    def load(self) -> None:
        """Ask anew for what it shows; called whenever the group comes into view or the practice changed."""

    def add_section(self, title: str, rows: list[SettingRow]) -> None:
        """Rows under a heading; an empty heading is none."""
        heading = label(title, "sectionTitle", wrap=True)
        heading.setIndent(0)
        self.column.addWidget(heading)  # shown before it has a place, it would be a window for a moment
        heading.setVisible(bool(title))
        for row in rows:
            self.rows[row.key] = row
            self.column.addWidget(row)
        self._sections.append((heading, rows))

    def lock(self, reason: str) -> None:
        """Show all rows as somebody else's to change; an empty reason gives them back."""
        self.message.say(reason, "info")
        for row in self.rows.values():
            row.lock(reason)

    def refuse(self, key: str, problem: object) -> None:
        """Say below that row why its change was not taken."""
        self.rows[key].refuse(str(problem))

    def show_matching(self, text: str) -> int:
        """Show the rows that have the words, and say how many; a group without rows counts as one."""
        wanted = fold(text)
        if not self.rows:
            return int(all(word in self._search_words for word in wanted.split()))
        whole = bool(wanted) and all(word in self._search_words for word in wanted.split())
        count = 0
        for heading, rows in self._sections:
            shown = [row for row in rows if whole or row.matches(wanted)]
            for row in rows:
                row.setVisible(row in shown)
            heading.setVisible(bool(heading.text() and shown))
            count += len(shown)
        return count
