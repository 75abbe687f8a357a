"""Inserting from a template: choose it, fill its variables, see what the plan has already, tick, insert."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ccm_desktop.domain.search import fold
from ccm_desktop.services.plan_templates import Chosen, TemplateChoice, TemplatePreview
from ccm_desktop.ui.care_plan.template_lines import TemplateLines
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys

_KEY = Qt.ItemDataRole.UserRole
_IN_A_ROW = 3


class InsertTemplate(QWidget):
    """Stands in the place of the plan until lines are inserted or given up.

    Signals:
        inserted: what was `Chosen`; the form stays until told.
        closed: Esc or Cancel.
    """

    inserted = Signal(object)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._patient = ""
        self._preview: TemplatePreview | None = None
        self._asked = 0
        self.value_edits: dict[str, QLineEdit] = {}
        self._value_fields: list[Field] = []
        self.search_edit = QLineEdit()
        self.search_edit.setPlaceholderText("Find a template")
        self.search_edit.setAccessibleName("Find a template")
        self.search_edit.setClearButtonEnabled(True)
        self.choices = QListWidget()
        self.choices.setAccessibleName("Templates, those that fit the patient first")
        self.choices.setWordWrap(True)
        self.nothing_label = label("No template has these words.", "caption", wrap=True)
        self.title_label, self.source_label = label("", "groupTitle", wrap=True), label("", "caption", wrap=True)
        self.problem_box = QComboBox()
        self.problem_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.problem_box.setMinimumContentsLength(14)
        self.problem_field = Field("Under problem", self.problem_box)
        self.fields = QGridLayout()
        self.lines = TemplateLines()
        self.message = Message()
        self.insert_button = button("Insert", "check", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        self._lay_out()
        self._connect()

    def open(self, patient: str) -> None:
        """Offer what fits that patient."""
        self._patient, self._preview = patient, None
        self.message.say("")
        self.search_edit.clear()
        self.lines.empty()
        task = self._desk.gateway.ask(partial(self._desk.office.plan_templates.choices, patient))
        task.succeeded.connect(self._on_choices)
        task.failed.connect(self.message.show_problem)
        self.search_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def look(self) -> None:
        """Show the template in hand beside the plan as it is now, with what was typed."""
        key = self._key_in_hand()
        if not key:
            return
        same = self._preview is not None and self._preview.template.key == key
        values = self._typed() if same else {}
        problem = str(self.problem_box.currentData() or "") if same else ""
        self._asked += 1
        query = partial(self._desk.office.plan_templates.preview, self._patient, key, values, problem)
        task = self._desk.gateway.ask(query)
        task.succeeded.connect(partial(self._on_preview, self._asked))
        task.failed.connect(self.message.show_problem)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        for part in (self.search_edit, self.nothing_label):
            left.addWidget(part)
        left.addWidget(self.choices, 1)
        self.nothing_label.hide()
        self.fields.setContentsMargins(0, 0, 0, 0)
        for place in range(_IN_A_ROW):
            self.fields.setColumnStretch(place, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.message, 1)
        buttons.addStretch(0)
        buttons.addWidget(self.insert_button)
        buttons.addWidget(self.cancel_button)
        right = QVBoxLayout()
        for words in (self.title_label, self.source_label):
            right.addWidget(words)
        right.addLayout(self.fields)
        right.addWidget(self.lines, 1)
        right.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(left, 2)
        row.addLayout(right, 7)

    def _connect(self) -> None:
        self.search_edit.textChanged.connect(self._on_search)
        self.choices.currentItemChanged.connect(self._on_row)
        self.choices.itemActivated.connect(self.lines.setFocus)
        self.problem_box.activated.connect(self.look)
        self.lines.ticked.connect(self._on_ticked)
        self.insert_button.clicked.connect(self._on_insert)
        self.cancel_button.clicked.connect(self.closed)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            on_keys(self, keys, self.insert_button.click)
        on_keys(self, "Esc", self.closed.emit)
        on_keys(self.search_edit, "Down", self.choices.setFocus)

    def _on_choices(self, choices: tuple[TemplateChoice, ...]) -> None:
        self.choices.blockSignals(True)
        self.choices.clear()
        for one in choices:
            marks = [words for words, holds in (("fits", one.fits), ("our practice", one.is_own)) if holds]
            item = QListWidgetItem(" · ".join((one.template.title, *marks)))
            item.setData(_KEY, one.template.key)
            item.setData(_KEY + 1, fold(" ".join((one.template.title, *one.template.families, *one.template.icd10))))
            self.choices.addItem(item)
        self.choices.blockSignals(False)
        self.choices.setCurrentRow(0)

    def _on_search(self, text: str) -> None:
        wanted = fold(text).split()
        shown = []
        for place in range(self.choices.count()):
            item = self.choices.item(place)
            item.setHidden(not all(word in item.data(_KEY + 1) for word in wanted))
            if not item.isHidden():
                shown.append(item)
        self.nothing_label.setVisible(not shown)
        if shown and self.choices.currentItem() not in shown:
            self.choices.setCurrentItem(shown[0])

    def _on_row(self, _current: object, _previous: object) -> None:
        self.look()

    def _on_preview(self, asked: int, preview: TemplatePreview) -> None:
        if asked != self._asked or preview.patient != self._patient:
            return  # something else was typed or chosen since
        before, self._preview = self._preview, preview
        self.message.say("")
        self.title_label.setText(preview.template.title)
        self.source_label.setText(f"Version {preview.template.version}. Follows: {preview.template.source}")
        if before is None or before.template != preview.template:
            self._build_fields(preview)
        self._offer_problems(preview)
        self.lines.show_preview(preview)

    def _build_fields(self, preview: TemplatePreview) -> None:
        for old in self._value_fields:
            self.fields.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.value_edits, self._value_fields = {}, []
        for one in preview.template.variables:
            edit = QLineEdit(one.default)
            edit.textEdited.connect(self.look)
            unit = f" ({one.unit})" if one.unit else ""
            self._value_fields.append(Field(f"{one.label}{unit}", edit, required=not one.default))
            self.value_edits[one.key] = edit
        for place, part in enumerate((self.problem_field, *self._value_fields)):
            self.fields.addWidget(part, place // _IN_A_ROW, place % _IN_A_ROW, Qt.AlignmentFlag.AlignBottom)

    def _offer_problems(self, preview: TemplatePreview) -> None:
        self.problem_box.clear()
        if not preview.problem:
            self.problem_box.addItem("Choose a problem", "")
        for entity, words in preview.problems:
            self.problem_box.addItem(words, entity)
        self.problem_box.setCurrentIndex(self.problem_box.findData(preview.problem))

    def _on_ticked(self) -> None:
        count = len(self.lines.chosen())
        self.insert_button.setEnabled(bool(count))
        self.insert_button.setText(f"Insert {count} line{'' if count == 1 else 's'}" if count else "Insert")
        self.insert_button.setAccessibleName(self.insert_button.text())

    def _on_insert(self) -> None:
        if self._preview is not None:
            problem = str(self.problem_box.currentData() or "")
            self.inserted.emit(Chosen(self._preview.template.name, self.lines.chosen(), self._typed(), problem))

    def _typed(self) -> dict[str, str]:
        return {key: edit.text() for key, edit in self.value_edits.items()}

    def _key_in_hand(self) -> str:
        return str(self.choices.currentItem().data(_KEY)) if self.choices.currentRow() >= 0 else ""
