"""The lines of a template beside what the plan has of them, each with a choice: skip, insert, update what stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

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

from ccm_desktop.domain.plan_sections import BY_KEY
from ccm_desktop.domain.plan_template import LINE_KINDS, TemplateLine, normalized
from ccm_desktop.domain.template_comparison import Difference
from ccm_desktop.services.forms import SymptomToWatch
from ccm_desktop.services.plan_parts import CHOICES
from ccm_desktop.services.plan_templates import LineUpdate, TemplatePreview
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.parts import on_keys

SKIP, UPDATE, ADD = "skip", "update", "add"
_DONE = {SKIP: "skipped", UPDATE: "updated", ADD: "added anyway"}
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
        room = max(self._tree.columnWidth(index.column()) - before - 2 * metrics.averageCharWidth(), 1)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        needed = metrics.boundingRect(QRect(0, 0, room, 10_000), Qt.TextFlag.TextWordWrap, text)
        return QSize(base.width(), max(base.height(), needed.height() + metrics.height() // 2))


class TemplateLines(QTreeWidget):
    """Goals with what serves them, then what serves the problem as a whole.

    Signals:
        ticked: another set of lines is chosen.
        line_changed: another line is in hand, or another choice for it.
    """

    ticked = Signal()
    line_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._choices: dict[str, str] = {}
        self._updates: Mapping[str, LineUpdate] = {}
        self._unfilled: Mapping[str, tuple[str, ...]] = {}
        self._days: Mapping[str, str] = {}
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
        self.currentItemChanged.connect(self.line_changed)
        for keys, choice in (("U", UPDATE), ("S", SKIP), ("A", ADD)):
            on_keys(self, keys, partial(self.choose, choice))

    def show_preview(self, preview: TemplatePreview) -> None:
        """Fill it; choices stay while it is the same template.

        What is new is inserted and what exists is left. Beside lines of an older version of the template, those
        lines are updated and nothing is inserted: what is not there was perhaps left out on purpose.
        """
        same = preview.template.name == self._template
        held = self._line_in_hand() if same else ""
        before = self._choices if same else _first_choices(preview)
        self._template, self._updates, self._unfilled = preview.template.name, preview.updates, preview.unfilled
        self._days = preview.days
        self.blockSignals(True)
        self.clear()
        self._items = {}
        self._choices = {one.line.id: self._possible(one, before.get(one.line.id, SKIP)) for one in preview.lines}
        for one in preview.lines:
            self._add(one)
        self.expandAll()
        self._fit()
        item = self._items.get(held) or self.topLevelItem(0)
        if item is not None:
            self.setCurrentItem(item)
        self.blockSignals(False)
        self.ticked.emit()
        self.line_changed.emit()

    def empty(self) -> None:
        """No template is shown."""
        self.clear()
        self._items, self._choices, self._template = {}, {}, ""
        self.ticked.emit()
        self.line_changed.emit()

    def chosen(self, choice: str = ADD) -> tuple[str, ...]:
        """Ids of the lines to insert, or of those to update, in order."""
        return tuple(key for key, made in self._choices.items() if made == choice)

    def in_hand(self) -> tuple[Difference, str] | None:
        """The line in hand and the choice for it."""
        item = self.currentItem()
        one = item.data(0, _DIFFERENCE) if item is not None else None
        return (one, self._choices[one.line.id]) if isinstance(one, Difference) else None

    def choose(self, choice: str) -> None:
        """For the line in hand; an update only where there is something to change."""
        held = self.in_hand()
        if held is not None and self._possible(held[0], choice) == choice:
            self._set(held[0], choice)

    def _possible(self, one: Difference, choice: str) -> str:
        return SKIP if choice == UPDATE and one.line.id not in self._updates else choice

    def _set(self, one: Difference, choice: str) -> None:
        self.blockSignals(True)
        self._mark(one, choice)
        if one.state == "new":  # what serves a goal comes and goes with it
            for key in self._items:
                step = self._items[key].data(0, _DIFFERENCE)
                if key.startswith(f"{one.line.id}.") and step.state == "new":
                    self._mark(step, choice)
        self.blockSignals(False)
        self.ticked.emit()
        self.line_changed.emit()

    def _mark(self, one: Difference, choice: str) -> None:
        item = self._items[one.line.id]
        self._choices[one.line.id] = choice
        item.setCheckState(0, _CLEAR if choice == SKIP else _TICKED)
        words = self._state(one, choice)
        item.setText(_STATE_COLUMN, words)
        item.setToolTip(_STATE_COLUMN, words)
        spoken = f"{LINE_KINDS[one.line.kind]}: {item.text(0)}. {item.text(1)}. {words}"
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)

    def _state(self, one: Difference, choice: str) -> str:
        lacking = self._unfilled.get(one.line.id, ())
        missing = f"⚠ Fill in {' and '.join(f'“{label}”' for label in lacking)}. " if lacking else ""
        return f"{missing}{_standing(one)}{_DONE[choice] if one.item else ''}"

    def _add(self, one: Difference) -> None:
        item = QTreeWidgetItem([_words(one.line), _when(one.line, self._days.get(one.line.id, "")), ""])
        item.setData(0, _DIFFERENCE, one)
        item.setToolTip(0, f"Find out: {one.line.baseline}" if one.line.baseline else _words(one.line))
        self._items[one.line.id] = item
        self._mark(one, self._choices[one.line.id])
        parent = self._items.get(one.line.goal)
        if parent is None:
            self.addTopLevelItem(item)
        else:
            parent.addChild(item)

    def _on_changed(self, item: QTreeWidgetItem, column: int) -> None:
        """The box: what stands is updated where it differs, else added again."""
        one = item.data(0, _DIFFERENCE)
        if column == 0 and isinstance(one, Difference):
            ticked = item.checkState(0) == _TICKED
            self._set(one, SKIP if not ticked else UPDATE if one.line.id in self._updates else ADD)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _line_in_hand(self) -> str:
        held = self.in_hand()
        return held[0].line.id if held else ""

    def _fit(self) -> None:
        """Whom and when, and what exists, take at most a quarter of the width each."""
        width = min(26 * self.fontMetrics().averageCharWidth(), self.viewport().width() // 4)
        for column in (1, _STATE_COLUMN):
            self.setColumnWidth(column, width)
        self.setMinimumHeight(self.fontMetrics().height() * 6)
        self.scheduleDelayedItemsLayout()


def _first_choices(preview: TemplatePreview) -> dict[str, str]:
    if preview.had:
        return {line: UPDATE for line, one in preview.updates.items() if one.is_outdated}
    return dict.fromkeys(preview.new, ADD)


def _words(line: TemplateLine) -> str:
    if line.kind == "goal":
        target = f" — {line.target}" if line.target not in line.description else ""
        return f"Goal: {line.description}{target}"
    if line.kind == "due":
        return f"Due item: {line.description}"
    return line.words if line.kind in ("watch", "education") else f"• {line.description}"


def _when(line: TemplateLine, due_on: str) -> str:
    """Who does it and how often; where it goes, how fast a sign asks for help, the day that a due item gets."""
    if line.kind == "watch":
        return f"{BY_KEY['symptoms'].title}: {CHOICES[SymptomToWatch, 'urgency'][line.urgency]}"
    if line.kind == "goal":
        return _joined(line.owner, f"due {figures.day(due_on)}")
    if line.kind == "due":
        every = f"every {line.every_months} months" if line.every_months else "once"
        day = f"due {figures.day(due_on)}" if due_on else "its day is typed in the plan"
        return f"{BY_KEY['preventive'].title}: {_joined(day, every)}"
    return _joined(line.responsible, line.frequency)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _standing(one: Difference) -> str:
    if one.item is None:
        return "New"
    if one.is_elsewhere:
        return "Exists as an intervention: "
    if one.state == "exists":
        return "Exists: "
    told = (one.item.target, one.item.responsible, one.item.frequency, one.item.do)
    also = _joined(*told)
    other = normalized(one.item.description) != normalized(one.line.description)
    name = f" as “{one.item.description}”" if other else ""
    return f"Exists{name}{f' ({also})' if also else ''}: "
