"""The lines of a template beside what the plan has of them, each with a box to tick."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from ccm_desktop.domain.plan_template import LINE_KINDS, Difference, TemplateLine
from ccm_desktop.services.plan_templates import TemplatePreview

_DIFFERENCE = Qt.ItemDataRole.UserRole
_TICKED, _CLEAR = Qt.CheckState.Checked, Qt.CheckState.Unchecked
_STATE_COLUMN = 2


class _WholeText(QStyledItemDelegate):
    """Rows as high as their words: who chooses lines must be able to read them."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        base = super().sizeHint(option, index)
        metrics = self._tree.fontMetrics()
        before = 0
        if index.column() == 0:  # branches and the box
            depth = 2 if index.parent().isValid() else 1
            before = depth * self._tree.indentation() + 2 * metrics.height()
        room = max(self._tree.columnWidth(index.column()) - before - metrics.averageCharWidth(), 1)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        needed = metrics.boundingRect(QRect(0, 0, room, 10_000), Qt.TextFlag.TextWordWrap, text)
        return QSize(base.width(), max(base.height(), needed.height() + metrics.height() // 2))


class TemplateLines(QTreeWidget):
    """Goals with what serves them, then what serves the problem as a whole.

    Signals:
        ticked: another set of lines is chosen.
    """

    ticked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._template = ""
        self.setAccessibleName("Lines of the template")
        self.setHeaderLabels(["Insert", "Who and when", "In the plan"])
        self.setWordWrap(True)
        header = self.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        self.setItemDelegate(_WholeText(self))
        header.sectionResized.connect(self.scheduleDelayedItemsLayout)
        self.itemChanged.connect(self._on_changed)

    def show_preview(self, preview: TemplatePreview) -> None:
        """Fill it; ticks stay while it is the same template. What is new is ticked, what exists is not."""
        same = preview.template.name == self._template
        kept = set(self.chosen()) if same else set(preview.new)
        held = self._line_in_hand() if same else ""
        self._template = preview.template.name
        self.blockSignals(True)
        self.clear()
        self._items = {}
        for one in preview.lines:
            self._add(one, ticked=one.line.id in kept)
        self.expandAll()
        self._fit()
        item = self._items.get(held) or self.topLevelItem(0)
        if item is not None:
            self.setCurrentItem(item)
        self.blockSignals(False)
        self.ticked.emit()

    def empty(self) -> None:
        """No template is shown."""
        self.clear()
        self._items, self._template = {}, ""
        self.ticked.emit()

    def chosen(self) -> tuple[str, ...]:
        """Ids of the ticked lines, in order."""
        return tuple(key for key, item in self._items.items() if item.checkState(0) == _TICKED)

    def item_of(self, line: str) -> QTreeWidgetItem:
        """The row of a line."""
        return self._items[line]

    def _add(self, one: Difference, *, ticked: bool) -> None:
        item = QTreeWidgetItem([_words(one.line), _when(one.line), ""])
        item.setData(0, _DIFFERENCE, one)
        item.setCheckState(0, _TICKED if ticked else _CLEAR)
        item.setToolTip(0, f"Find out: {one.line.baseline}" if one.line.baseline else _words(one.line))
        self._say_state(item, one)
        self._items[one.line.id] = item
        parent = self._items.get(one.line.goal)
        if parent is None:
            self.addTopLevelItem(item)
        else:
            parent.addChild(item)

    def _say_state(self, item: QTreeWidgetItem, one: Difference) -> None:
        words = _state(one, ticked=item.checkState(0) == _TICKED)
        item.setText(_STATE_COLUMN, words)
        item.setToolTip(_STATE_COLUMN, words)
        spoken = f"{LINE_KINDS[one.line.kind]}: {item.text(0)}. {item.text(1)}. {words}"
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)

    def _on_changed(self, item: QTreeWidgetItem, column: int) -> None:
        one = item.data(0, _DIFFERENCE)
        if column != 0 or not isinstance(one, Difference):
            return
        self.blockSignals(True)
        self._say_state(item, one)
        if one.state == "new":  # what serves a goal comes and goes with it
            for step in (self._items[key] for key in self._items if key.startswith(f"{one.line.id}.")):
                if step.data(0, _DIFFERENCE).state == "new":
                    step.setCheckState(0, item.checkState(0))
        self.blockSignals(False)
        self.ticked.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _line_in_hand(self) -> str:
        item = self.currentItem()
        one = item.data(0, _DIFFERENCE) if item is not None else None
        return one.line.id if isinstance(one, Difference) else ""

    def _fit(self) -> None:
        """Whom and when, and what exists, take at most a quarter of the width each."""
        width = min(26 * self.fontMetrics().averageCharWidth(), self.viewport().width() // 4)
        for column in (1, _STATE_COLUMN):
            self.setColumnWidth(column, width)
        self.setMinimumHeight(self.fontMetrics().height() * 8)
        self.scheduleDelayedItemsLayout()


def _words(line: TemplateLine) -> str:
    if line.kind == "goal":
        target = f" — {line.target}" if line.target not in line.description else ""
        return f"Goal: {line.description}{target}"
    return line.description if line.kind in ("watch", "education") else f"• {line.description}"


def _when(line: TemplateLine) -> str:
    if line.kind == "goal":
        return f"Due in {line.weeks} weeks"
    return ", ".join(part for part in (line.responsible, line.frequency) if part)


def _state(one: Difference, *, ticked: bool) -> str:
    if one.item is None:
        return "New"
    then = "added anyway" if ticked else "skipped"
    if one.state == "exists":
        return f"Exists: {then}"
    told = (one.item.target, one.item.responsible, one.item.frequency)
    also = ", ".join(part for part in told if part)
    return f"Exists as “{one.item.description}”{f' ({also})' if also else ''}: {then}"
