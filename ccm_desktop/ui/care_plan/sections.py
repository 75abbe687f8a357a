"""The sections of the plan and how far each is: a list at the left, a box above where the window is narrow."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QBoxLayout, QComboBox, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from ccm_desktop.domain.plan_sections import COMPLETE, EMPTY, INCOMPLETE, MISSING, SectionStanding, percent
from ccm_desktop.ui.care_plan.rows import VERSIONS
from ccm_desktop.ui.icons import icon
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.parts import label

_KEY = Qt.ItemDataRole.UserRole
_ICONS = {
    COMPLETE: ("circle-check", "ok_fg", "complete"), INCOMPLETE: ("circle-half", "warn_fg", "incomplete"),
    MISSING: ("alert-triangle", "error_fg", "required and missing"), EMPTY: ("circle-dashed", "text2", "empty"),
    "edited": ("pencil", "info_fg", "typed and not saved"), VERSIONS: ("history", "text2", ""),
}  # fmt: skip
_LIST_WIDTH = 212


class Sections(QWidget):
    """Which section is shown, and how far all are.

    Signals:
        chosen: key of a section.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[tuple[str, str, str, str]] = []
        self.list, self.box = QListWidget(), QComboBox()
        self.list.setObjectName("sectionList")
        self.list.setAccessibleName("Sections of the care plan")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.box.setAccessibleName("Section of the care plan")
        self.complete_label = label("", "caption", wrap=True)
        self.list.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.addWidget(self.box, 3)
        self._parts.addWidget(self.list, 1)
        self._parts.addWidget(self.complete_label, 2)
        self.list.currentRowChanged.connect(self._on_row)
        self.box.activated.connect(self._on_row)
        theme.changed.connect(self._draw)

    def hold(self, press: QWidget) -> None:
        """A button that stands beside the box."""
        self._parts.insertWidget(2, press)

    @property
    def current(self) -> str:
        """Key of the section on show."""
        row = self.list.currentRow()
        return self._rows[row][0] if 0 <= row < len(self._rows) else ""

    def show_sections(self, found: Sequence[SectionStanding], edited: Collection[str], versions: int) -> None:
        """How far each is; `edited`: sections in which something is typed and not saved."""
        self._rows = [(one.key, *_words(one, edited=one.key in edited)) for one in found]
        self._rows.append((VERSIONS, VERSIONS, f"Versions ({versions})", f"Versions, {versions}"))
        missing = sum(1 for one in found if one.state == MISSING)
        lacking = f"{missing} required missing" if missing else "Nothing required is missing"
        self.complete_label.setText(f"{percent(tuple(found))} % complete · {lacking}")
        self._draw()

    def choose(self, key: str) -> None:
        """Show that section."""
        self.list.setCurrentRow(next((n for n, row in enumerate(self._rows) if row[0] == key), 0))

    def mark_current(self, key: str) -> None:
        """That section is on show."""
        for part in (self.list, self.box):
            part.blockSignals(True)
        self.choose(key)
        self.box.setCurrentIndex(self.list.currentRow())
        for part in (self.list, self.box):
            part.blockSignals(False)

    def adapt(self, *, compact: bool) -> None:
        """A list where there is room for it."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._parts.setDirection(across if compact else down)
        self._parts.setStretchFactor(self.complete_label, 2 if compact else 0)
        self.list.setVisible(not compact)
        self.box.setVisible(compact)
        if compact:
            self.setMaximumWidth(16_777_215)
        else:
            self.setFixedWidth(self._theme.px(_LIST_WIDTH))

    def _draw(self) -> None:
        """The words and icons anew; the section in hand stays."""
        at = max(0, self.list.currentRow())
        size = self.list.fontMetrics().height()
        for part in (self.list, self.box):
            part.blockSignals(True)
            part.clear()
            part.setIconSize(QSize(size, size))
        for key, state, words, spoken in self._rows:
            name, token, _ = _ICONS[state]
            drawn = icon(name, QColor(getattr(self._theme.tokens, token)), size)
            item = QListWidgetItem(drawn, words)
            item.setData(_KEY, key)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            item.setToolTip(spoken)
            self.list.addItem(item)
            self.box.addItem(drawn, words)
            self.box.setItemData(self.box.count() - 1, spoken, Qt.ItemDataRole.AccessibleTextRole)
        self.list.setCurrentRow(min(at, self.list.count() - 1))
        self.box.setCurrentIndex(self.list.currentRow())
        for part in (self.list, self.box):
            part.blockSignals(False)

    def _on_row(self, row: int) -> None:
        if not 0 <= row < len(self._rows):
            return
        if self.list.currentRow() != row:
            self.list.setCurrentRow(row)  # comes back here
            return
        self.box.setCurrentIndex(row)
        self.chosen.emit(self._rows[row][0])


def _words(one: SectionStanding, *, edited: bool) -> tuple[str, str, str]:
    """State to draw, what is written, and what is said."""
    state = "edited" if edited else one.state
    written = f"{one.title} ({one.items})" if one.items > 1 else one.title
    items = f"{one.items} item{'' if one.items == 1 else 's'}" if one.items else ""
    said = (one.title, items, _ICONS[state][2], "; ".join(one.words))
    return state, written, ", ".join(part for part in said if part)
