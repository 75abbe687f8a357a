"""Lines of a plan in a tree: found by what they name, walked by their kind, as wide as there is room."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from ccm_desktop.services.forms import ConditionCode
from ccm_desktop.ui.care_plan.opened import Opened
from ccm_desktop.ui.widgets.empty_state import EmptyState

OPENED = Qt.ItemDataRole.UserRole
"""What a line opens."""


class LineTree(QTreeWidget):
    """A tree whose items open lines of a plan."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty_state = EmptyState(self.viewport())

    def say_empty(self, words: str) -> None:
        """What stands there while there is no line."""
        self.empty_state.say(words)
        self.empty_state.setVisible(not self.topLevelItemCount())
        self._draw_empty()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()  # filled while it was hidden, it did not know its room
        self.empty_state.setGeometry(self.viewport().rect())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "empty_state"):
            self._draw_empty()

    def _draw_empty(self) -> None:
        shade = self.palette().color(QPalette.ColorRole.PlaceholderText).name()
        self.empty_state.set_colour(shade, 2 * self.fontMetrics().height())

    def items(self) -> list[QTreeWidgetItem]:
        """All lines, from top to bottom."""
        return self.findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive)

    def entity_in_hand(self) -> str:
        """Entity of the current line; empty for none."""
        return self.entity_of(self.currentItem())

    def choose(self, entity: str, otherwise: int = 0) -> None:
        """Make the line of that entity current; else the one at that place, or the last."""
        items = self.items()
        found = next((item for item in items if entity and self.entity_of(item) == entity), None)
        if found is None and self.topLevelItemCount():
            found = self.topLevelItem(max(0, min(otherwise, self.topLevelItemCount() - 1)))
        if found is not None:
            self.setCurrentItem(found)

    def opened_at(self, entity: str) -> Opened | None:
        """What the line of that entity opens; None when it is not on show."""
        return next((opened_of(item) for item in self.items() if self.entity_of(item) == entity), None)

    def near(self, cls: type) -> str:
        """Entity of the nearest line from the current one upwards that shows a value of `cls`."""
        item = self.currentItem()
        while item is not None:
            opened = opened_of(item)
            if opened is not None and isinstance(opened.forms[0].value, cls):
                return opened.forms[0].entity
            item = item.parent()
        return ""

    def near_problem(self) -> str:
        """Entity of the problem that the current line belongs to, else of the first."""
        firsts = [opened_of(self.topLevelItem(n)) for n in range(self.topLevelItemCount())]
        entities = [one.forms[0].entity for one in firsts if one and isinstance(one.forms[0].value, ConditionCode)]
        return self.near(ConditionCode) or next(iter(entities), "")

    def neighbour(self, step: int) -> str:
        """Entity of the next (1) or previous (-1) line of the same kind; empty at the end."""
        kind = self.kind_of(self.currentItem())
        like = [self.entity_of(item) for item in self.items() if self.kind_of(item) is kind]
        at = like.index(self.entity_in_hand()) if self.entity_in_hand() in like else -1
        return like[at + step] if at >= 0 and 0 <= at + step < len(like) else ""

    def folded(self) -> set[str]:
        """Entities of the lines that are folded up."""
        return {self.entity_of(item) for item in self.items() if item.childCount() and not item.isExpanded()}

    def entity_of(self, item: QTreeWidgetItem | None) -> str:
        """What the line names; empty for none."""
        opened = opened_of(item)
        return opened.forms[0].entity if opened else ""

    def kind_of(self, item: QTreeWidgetItem | None) -> type[Any] | None:
        """What the line holds."""
        opened = opened_of(item)
        return type(opened.forms[0].value) if opened else None

    def fit(self) -> None:
        """Whether there are states and days at all; narrow, the words have all the room."""
        sizes = [self.fontMetrics().horizontalAdvance(text) for text in ("00000000000000000", "00/00/0000  ")]
        roomy = self.viewport().width() > 2 * sum(sizes)
        for column, size in enumerate(sizes, start=1):
            self.setColumnWidth(column, max(size, min(self.sizeHintForColumn(column), 2 * size)))  # days are never cut
            self.setColumnHidden(column, not (roomy and any(item.text(column) for item in self.items())))
        self.scheduleDelayedItemsLayout()  # lines that went on below may have room in one line now


def opened_of(item: QTreeWidgetItem | None) -> Opened | None:
    """What a line opens."""
    opened = item.data(0, OPENED) if item is not None else None
    return opened if isinstance(opened, Opened) else None
