"""The rail: one entry a page, with its count; icons alone where the window is small."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from ccm_desktop.ui.icons import set_icon

_WIDE, _ICONS_ONLY, _MARGIN = 168, 48, 6
_AT_FOOT = frozenset({"people", "settings"})
"""Pages about the program itself stand apart from those of the work (ux.md 3.1)."""


class Rail(QFrame):
    """Says which pages there are and which is on show.

    Signals:
        chosen: key of a page.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName("Pages")
        self._entries: dict[str, QToolButton] = {}
        self._titles: dict[str, str] = {}
        self._badges: dict[str, str] = {}
        self._icons_only = False
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_MARGIN, 10, _MARGIN, 10)
        self._column.setSpacing(4)
        self._column.addStretch(1)
        self._above_foot = 0

    def add(self, key: str, title: str, icon: str) -> None:
        """An entry below those there are, or at the foot."""
        entry = QToolButton()
        entry.setCheckable(True)
        entry.setProperty("page", key)
        set_icon(entry, icon)
        entry.clicked.connect(self._on_clicked)
        self._group.addButton(entry)
        at_foot = key in _AT_FOOT
        self._column.insertWidget(self._column.count() if at_foot else self._above_foot, entry)
        self._above_foot += not at_foot
        self._entries[key], self._titles[key] = entry, title
        self._label(key)

    @property
    def is_empty(self) -> bool:
        """Whether there is no page to go to."""
        return not self._entries

    def title(self, key: str) -> str:
        """What a page is called; empty for one without an entry."""
        return self._titles.get(key, "")

    def set_badge(self, key: str, text: str) -> None:
        """A count beside a page's name."""
        self._badges[key] = text
        self._label(key)

    def mark(self, key: str) -> None:
        """That page is on show; a page without an entry leaves the one before marked as where it was opened."""
        if key in self._entries:
            self._entries[key].setChecked(True)

    def adapt(self, *, icons_only: bool, scale: float) -> None:
        """Fit the window and the text size."""
        self._icons_only = icons_only
        width = round((_ICONS_ONLY if icons_only else _WIDE) * scale)
        self.setFixedWidth(width)
        for key, entry in self._entries.items():
            entry.setFixedWidth(width - 2 * _MARGIN)
            self._label(key)

    def _label(self, key: str) -> None:
        entry, title, badge = self._entries[key], self._titles[key], self._badges.get(key, "")
        entry.setText(f"{title}  {badge}" if badge else title)
        entry.setAccessibleName(f"{title}, {badge}" if badge else title)
        entry.setToolTip(entry.text())
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        entry.setToolButtonStyle(alone if self._icons_only else beside)

    def _on_clicked(self) -> None:
        pressed = self._group.checkedButton()
        if pressed is not None:
            self.chosen.emit(str(pressed.property("page")))
