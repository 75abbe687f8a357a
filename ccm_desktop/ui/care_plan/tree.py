"""The lines of a section as a tree: problems, their goals, what serves them; shorter lists are flat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidgetItem, QWidget

from ccm_desktop.services.forms import GoalProgress
from ccm_desktop.services.plan_drafts import PlanDraft
from ccm_desktop.ui.care_plan.inline_edit import InlineEdit, InlineText, name_field, name_text
from ccm_desktop.ui.care_plan.line_tree import OPENED, LineTree, opened_of
from ccm_desktop.ui.care_plan.new_lines import sibling
from ccm_desktop.ui.care_plan.opened import Opened
from ccm_desktop.ui.care_plan.rows import Row
from ccm_desktop.ui.care_plan.unsaved import PlanDrafts

_VERSION = OPENED + 1
_ALT, _CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PlanTree(LineTree):
    """Lines of one section. Keys: Enter and F2 write in place, Alt+Up and Down move, Del takes out, Ctrl+D copies,
    Ins adds the next.

    Signals:
        chosen: what the current line opens, or None.
        fields_asked: the line is to be edited in its fields.
        version_chosen: id of the version before (empty for the first) and id of the one pressed.
        written: what a line opens, and its new words.
        move_asked: entity, and one place up (-1) or down (1).
        drop_asked: entity, the entity it was dropped on, and whether above (-1), on (0) or below (1) that.
        remove_asked, copy_asked: the form that names the line.
        add_asked: the line that most likely comes next is wanted.
        settled: nothing is being written any more; a plan that came meanwhile can be shown.
    """

    chosen = Signal(object)
    fields_asked = Signal()
    version_chosen = Signal(str, str)
    written = Signal(object, str)
    move_asked = Signal(str, int)
    drop_asked = Signal(str, str, int)
    remove_asked = Signal(object)
    copy_asked = Signal(object)
    add_asked = Signal()
    settled = Signal()

    def __init__(self, drafts: PlanDrafts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self.patient, self.may_edit = "", True
        self.wanted = ""
        """Entity of the line to go to as soon as the tree has it."""
        self.setAccessibleName("Care plan")
        self.setHeaderLabels(["Line", "Status", "Due"])
        self.setWordWrap(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setStretchLastSection(False)
        self.inline = InlineEdit(OPENED, self._draft_of, self)
        self.setItemDelegateForColumn(0, self.inline)
        self.inline.began.connect(self._on_began)
        self.inline.wrote.connect(self.written)
        self.inline.left.connect(self._on_left)
        self.inline.another_asked.connect(self._on_another)
        self.inline.ended.connect(self.settled, Qt.ConnectionType.QueuedConnection)
        self.currentItemChanged.connect(self._on_current)
        self.itemClicked.connect(self._on_clicked)
        self.itemDoubleClicked.connect(self.write)

    def show_rows(self, rows: Sequence[Row], *, quietly: bool = False) -> None:
        """Fill the tree; the line in hand stays in hand, or the one just added. Quietly: it is not opened anew."""
        held, folded, at = self.entity_in_hand(), self.folded(), self.currentIndex().row()
        self.blockSignals(True)
        self.clear()
        for row in rows:
            self._add(None, row)
        self.expandAll()
        for item in self.items():
            if self.entity_of(item) in folded:
                item.setExpanded(False)
        self.fit()
        if self.wanted and self.opened_at(self.wanted) is not None:
            held, self.wanted = self.wanted, ""
        self.choose(held, at)
        self.blockSignals(False)
        if not quietly:
            self._on_current(self.currentItem(), None)

    def write(self) -> None:
        """Write the words of the current line where they stand; the rest of it is in its fields."""
        item, opened = self.currentItem(), opened_of(self.currentItem())
        version = item.data(0, _VERSION) if item is not None else None
        if version is not None:
            self.version_chosen.emit(*version)
        if item is None or opened is None:
            return
        draft = self._draft_of(opened.place)
        elsewhere = draft is not None and set(draft.texts) != {(0, name_field(opened))}
        if not self.may_edit or elsewhere or isinstance(opened.forms[0].value, GoalProgress) or opened.forms[0].others:
            self.fields_asked.emit()
        else:
            self.editItem(item, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.inline.writing:  # a message above took its room
            self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held, opened = event.key(), event.modifiers(), opened_of(self.currentItem())
        if key in _ENTER or key == Qt.Key.Key_F2:
            self.write()
        elif not self.may_edit or self.inline.writing:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Insert and not held & ~Qt.KeyboardModifier.KeypadModifier:
            self.add_asked.emit()
        elif opened is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and held & _ALT:
            self.move_asked.emit(opened.forms[0].entity, -1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Delete:
            self.remove_asked.emit(opened.forms[0])
        elif key == Qt.Key.Key_D and held & _CTRL:
            self.copy_asked.emit(opened.forms[0])
        elif key == Qt.Key.Key_Asterisk:
            self.expandAll()
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Nothing moves by itself: the plan says where lines stand."""
        onto, where = self.itemAt(event.position().toPoint()), self.dropIndicatorPosition()
        place = QAbstractItemView.DropIndicatorPosition
        side = {place.AboveItem: -1, place.BelowItem: 1}.get(where, 0)
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if self.may_edit and onto is not None and self.entity_in_hand() and self.entity_of(onto):
            self.drop_asked.emit(self.entity_in_hand(), self.entity_of(onto), side)

    def _add(self, parent: QTreeWidgetItem | None, row: Row) -> QTreeWidgetItem:
        item = QTreeWidgetItem([row.words, row.status, row.due])
        unsaved = row.opened is not None and self._draft_of(row.opened.place) is not None
        if unsaved:
            item.setText(1, "not saved yet")
        item.setData(0, OPENED, row.opened)
        item.setData(0, _VERSION, row.version)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{row.spoken}, not saved yet" if unsaved else row.spoken)
        item.setToolTip(0, row.words)
        item.setToolTip(1, item.text(1))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        font = item.font(0)
        font.setBold(row.bold)
        item.setFont(0, font)
        if parent is None:
            self.addTopLevelItem(item)
        else:
            parent.addChild(item)
        for below in row.rows:
            self._add(item, below)
        return item

    def _draft_of(self, place: str) -> PlanDraft | None:
        return self._drafts.of(self.patient, place)

    def _on_clicked(self, item: QTreeWidgetItem) -> None:
        self._on_current(item, None)  # back from a new line to the line that was current all the time

    def _on_current(self, item: QTreeWidgetItem | None, _previous: QTreeWidgetItem | None) -> None:
        self.chosen.emit(opened_of(item))

    def _on_began(self, text: InlineText) -> None:
        text.textChanged.connect(self._keep_written)

    def _keep_written(self) -> None:
        """What is being written in a line is a draft."""
        text = self.inline.text
        if text is None:
            return
        opened, words = text.opened, text.toPlainText()
        if words == getattr(opened.forms[0].value, name_field(opened)):
            self._drafts.forget(self.patient, opened.place)
        else:
            typed = {(0, name_field(opened)): words}
            self._drafts.keep(self.patient, PlanDraft(opened.place, opened.title, opened.forms, typed, opened.about))

    def _on_left(self, opened: Opened) -> None:
        self._drafts.forget(self.patient, opened.place)
        if opened.is_new:
            self.settled.emit()

    def _on_another(self, opened: Opened, words: str) -> None:
        """An empty line of the same kind under the same; the one before says what was written until the plan comes."""
        new, item = sibling(opened), self.currentItem()
        while self._draft_of(new.place) is not None:  # the one before keeps its own until it is in the plan
            new = replace(new, serial=new.serial + 1)
        if item is not None:
            name = name_text(opened)
            item.setText(0, item.text(0).replace(name, words, 1) if name else words)
        added = self._add(item.parent() if item is not None else None, Row("", opened=new, spoken=new.title))
        self.setCurrentItem(added)
        self.editItem(added, 0)
