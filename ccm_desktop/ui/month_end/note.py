"""The month note beside its evidence: each sentence leads to what it rests on, and may be edited."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ccm_desktop.services.month_views import MonthNoteView, Sentence
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.month_end.words import PARTS
from ccm_desktop.ui.widgets.elided_label import ElidedLabel
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys
from ccm_desktop.ui.widgets.spelled import check_spelling


class NoteBox(QWidget):
    """Shows the note; while it is edited, the sentence in hand stands in a field below.

    Signals:
        editing_changed: whether the text is being edited.
        source_asked: the `Sentence` whose source is to be shown.
        saved: the `MonthNoteView` as it was opened, and its sentences.
    """

    source_asked = Signal(object)
    editing_changed = Signal(bool)
    saved = Signal(object, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = desk.zone
        self.view: MonthNoteView | None = None
        self._draft: list[Sentence] = []
        self._locked = False
        self.state_label = ElidedLabel("", "caption")
        self.edit_button = button("Edit note", "pencil", shortcut="E")
        self.message = Message()
        self.list = QListWidget()
        self.list.setAccessibleName("Month note")
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.edit_area = QWidget()
        self.version_box, self.part_box = QComboBox(), QComboBox()
        self.version_box.setAccessibleName("Text to start from")
        self.part_box.setAccessibleName("Part of the note")
        for key, text in PARTS.items():
            self.part_box.addItem(text, key)
        self.text_edit = QPlainTextEdit()
        self.text_edit.setAccessibleName("Sentence")
        self.text_edit.setTabChangesFocus(True)
        check_spelling(self.text_edit)
        self.text_edit.setFixedHeight(self.text_edit.fontMetrics().lineSpacing() * 3 + 12)
        self.add_button, self.remove_button = button("Add sentence", "plus"), button("Take out", "trash")
        self.save_button = button("Save note", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        self._lay_out()
        self._connect()

    @property
    def editing(self) -> bool:
        """Whether somebody is at work on the text."""
        return self.edit_area.isVisibleTo(self)

    def show_note(self, view: MonthNoteView, *, locked: bool) -> None:
        """Show what is saved, or what would be composed; an edit under way is left alone."""
        if self.editing and self.view is not None and self.view.patient_id == view.patient_id:
            return
        self.view, self._locked = view, locked
        self._open_edit(False)
        self.edit_button.setVisible(not locked)
        self.edit_button.setText("Edit note" if view.saved else "Check and save note")
        self.edit_button.setAccessibleName(self.edit_button.text())
        self._draft = list(view.saved or view.proposed)
        self._fill(0)
        self.state_label.setText(_state(view, self._zone))
        self.message.say(_warning(view), "warn")

    def clear(self) -> None:
        """Nobody is chosen."""
        self.view = None
        self._open_edit(False)
        self.list.clear()
        self.state_label.setText("")
        self.message.say("")

    def start_edit(self) -> None:
        """Open the sentence in hand for typing; remembers which versions the text starts from."""
        if self.view is None or self._locked or self.editing:
            return
        self._show_versions(self.view)
        self._open_edit(True)
        self.edit_button.hide()
        self._on_row(self.list.currentRow())
        self.text_edit.setFocus()

    def stop_edit(self) -> None:
        """Drop the draft, or it was saved."""
        self._open_edit(False)
        if self.view is not None:
            self.show_note(self.view, locked=self._locked)
        self.list.setFocus()

    def _open_edit(self, editing: bool) -> None:
        self.edit_area.setVisible(editing)
        self.editing_changed.emit(editing)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("Month note", "groupTitle"))
        head.addWidget(self.state_label, 1)
        head.addWidget(self.edit_button)
        tools, verbs = QHBoxLayout(), QHBoxLayout()
        for part in (self.version_box, self.part_box, self.add_button, self.remove_button):
            tools.addWidget(part)
        tools.addStretch(1)
        verbs.addStretch(1)
        verbs.addWidget(self.save_button)
        verbs.addWidget(self.cancel_button)
        area = QVBoxLayout(self.edit_area)
        area.setContentsMargins(0, 0, 0, 0)
        area.addLayout(tools)
        area.addWidget(self.text_edit)
        area.addLayout(verbs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.message)
        column.addWidget(self.list, 1)
        column.addWidget(self.edit_area)
        self.edit_area.hide()

    def _connect(self) -> None:
        self.edit_button.clicked.connect(self.start_edit)
        self.list.currentRowChanged.connect(self._on_row)
        self.list.itemClicked.connect(self._on_item)
        self.list.itemActivated.connect(self._on_item)
        self.text_edit.textChanged.connect(self._on_typed)
        self.part_box.activated.connect(self._on_part)
        self.version_box.activated.connect(self._on_version)
        self.add_button.clicked.connect(self._on_add)
        self.remove_button.clicked.connect(self._on_remove)
        self.save_button.clicked.connect(self._on_save)
        self.cancel_button.clicked.connect(self.stop_edit)
        on_keys(self.edit_area, "Ctrl+Enter", self._on_save)
        on_keys(self.edit_area, "Esc", self.stop_edit)
        on_keys(self.list, "F2", self.start_edit)

    def _fill(self, row: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for sentence in self._draft:
            self.list.addItem(_item(sentence))
        self.list.setCurrentRow(min(row, len(self._draft) - 1))
        self.list.blockSignals(False)
        self._on_row(self.list.currentRow())

    def _show_versions(self, view: MonthNoteView) -> None:
        self.version_box.clear()
        if view.saved:
            self.version_box.addItem("Saved text", view.saved)
        for number, other in enumerate(view.others, 1):
            self.version_box.addItem(f"Other version {number}", other)
        self.version_box.addItem("Composed from today's records", view.proposed)

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self._draft):
            self.text_edit.blockSignals(True)
            self.text_edit.setPlainText(self._draft[row].text)
            self.text_edit.blockSignals(False)
            self.part_box.setCurrentIndex(self.part_box.findData(self._draft[row].part))

    def _on_item(self, item: QListWidgetItem) -> None:
        if not self.editing:
            self.source_asked.emit(self._draft[self.list.row(item)])

    def _on_typed(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._draft):
            self._draft[row] = replace(self._draft[row], text=self.text_edit.toPlainText())
            self.list.item(row).setText(_words(self._draft[row]))

    def _on_part(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._draft):
            self._draft[row] = replace(self._draft[row], part=str(self.part_box.currentData()))
            self.list.item(row).setText(_words(self._draft[row]))

    def _on_version(self) -> None:
        self._draft = list(self.version_box.currentData())
        self._fill(0)

    def _on_add(self) -> None:
        row = self.list.currentRow() + 1
        self._draft.insert(row, Sentence(str(self.part_box.currentData()), "", ()))
        self._fill(row)
        self.text_edit.setFocus()

    def _on_remove(self) -> None:
        row = self.list.currentRow()
        if len(self._draft) > 1:
            del self._draft[row]
            self._fill(row)

    def _on_save(self) -> None:
        if self.view is not None:
            self.saved.emit(self.view, tuple(self._draft))


def _state(view: MonthNoteView, zone: ZoneInfo) -> str:
    if not view.saved:
        return "Composed, not saved"
    newer = "" if view.is_current else " · newer records are not in it"
    return f"Saved by {view.saved_by}, {figures.instant(view.saved_at, zone)}{newer}"


def _warning(view: MonthNoteView) -> str:
    if view.others:
        return "Two versions of this note were written at once. Edit it, choose a text and save: that decides."
    if view.contact_only:
        return "Contact only: the entries tell of no intervention and no outcome. An auditor would not count this."
    return ""


def _words(sentence: Sentence) -> str:
    return f"{PARTS.get(sentence.part, sentence.part)}: {sentence.text}"


def _item(sentence: Sentence) -> QListWidgetItem:
    item = QListWidgetItem(_words(sentence))
    if sentence.sources:
        item.setToolTip("Enter shows what this rests on")
    return item
