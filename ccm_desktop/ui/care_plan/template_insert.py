"""From a template: choose it, fill its variables, see what the plan has already, choose line by line, insert."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget

from ccm_desktop.domain.search import fold
from ccm_desktop.services.plan_templates import Chosen, TemplateChoice, TemplatePreview
from ccm_desktop.ui.care_plan.template_lines import UPDATE, TemplateLines
from ccm_desktop.ui.care_plan.template_standing import TemplateStanding
from ccm_desktop.ui.care_plan.template_values import TemplateValues
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys

_KEY = Qt.ItemDataRole.UserRole


class InsertTemplate(QWidget):
    """Stands in the place of the plan until lines are inserted or given up.

    Signals:
        inserted: what was `Chosen`; the form stays until told.
        kept: name of the template, `key@version`, beside which the plan stays as it is.
        closed: Esc or Cancel.
    """

    inserted = Signal(object)
    kept = Signal(str)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._patient = self._wanted = ""
        self._preview: TemplatePreview | None = None
        self._asked = 0
        self.search_edit = QLineEdit()
        self.search_edit.setPlaceholderText("Find a template")
        self.search_edit.setAccessibleName("Find a template")
        self.search_edit.setClearButtonEnabled(True)
        self.choices = QListWidget()
        self.choices.setAccessibleName("Templates, those that fit the patient first")
        self.choices.setWordWrap(True)
        self.nothing_label = label("No template has these words.", "caption", wrap=True)
        self.title_label, self.source_label = label("", "groupTitle", wrap=True), label("", "caption", wrap=True)
        self.fields, self.lines, self.standing = TemplateValues(), TemplateLines(), TemplateStanding(desk.theme)
        self.message = Message()
        self.insert_button = button("Insert", "check", role="primary", shortcut="Ctrl+Enter")
        self.insert_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a refused click leaves the keyboard where it was
        self.keep_button = button("Keep the plan as it is")
        self.cancel_button = button("Cancel", shortcut="Esc")
        self._lay_out()
        self._connect()

    def open(self, patient: str, key: str = "") -> None:
        """Offer what fits that patient, or the template of that key first."""
        self._patient, self._preview, self._wanted = patient, None, key
        self.message.say("")
        self.search_edit.clear()
        self.lines.empty()
        self.fields.empty()
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
        values, problem = (self.fields.typed(), self.fields.problem()) if same else ({}, "")
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
        buttons = QHBoxLayout()
        buttons.addWidget(self.message, 1)
        buttons.addStretch(0)
        buttons.addWidget(self.insert_button)
        buttons.addWidget(self.keep_button)
        buttons.addWidget(self.cancel_button)
        right = QVBoxLayout()
        for words in (self.title_label, self.source_label):
            right.addWidget(words)
        right.addWidget(self.fields)
        right.addWidget(self.lines, 1)
        right.addWidget(self.standing)
        right.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(left, 2)
        row.addLayout(right, 7)

    def _connect(self) -> None:
        self.search_edit.textChanged.connect(self._on_search)
        self.choices.currentItemChanged.connect(self._on_row)
        self.choices.itemActivated.connect(self._go_to_lines)
        self.fields.edited.connect(self.look)
        self.lines.ticked.connect(self._on_ticked)
        self.lines.line_changed.connect(self._on_line)
        self.standing.chosen.connect(self.lines.choose)
        self.keep_button.clicked.connect(self._on_keep)
        self.insert_button.clicked.connect(self._on_insert)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self.insert_button.click)
        on_keys(self, "Esc", self.closed.emit)
        on_keys(self.search_edit, "Down", self.choices.setFocus)

    def _on_choices(self, choices: tuple[TemplateChoice, ...]) -> None:
        self.choices.blockSignals(True)
        self.choices.clear()
        for one in choices:
            marks = [words for words, holds in (("updated", one.is_newer), ("fits", one.fits),
                                                ("our practice", one.is_own)) if holds]  # fmt: skip
            item = QListWidgetItem(" · ".join((one.template.title, *marks)))
            item.setData(_KEY, one.template.key)
            item.setData(_KEY + 1, fold(" ".join((one.template.title, *one.template.families, *one.template.icd10))))
            self.choices.addItem(item)
        self.choices.blockSignals(False)
        keys = [one.template.key for one in choices]
        self.choices.setCurrentRow(keys.index(self._wanted) if self._wanted in keys else 0)
        if self._wanted in keys:
            self._go_to_lines()

    def _go_to_lines(self) -> None:
        """The keyboard to the lines, and in a low window the page to them."""
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)
        above: QWidget | None = self
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self.lines)

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
        self._preview = preview
        self.message.say("")
        self.title_label.setText(preview.template.title)
        self.source_label.setText(_source_words(preview))
        self.keep_button.setVisible(bool(preview.had))
        self.fields.show_preview(preview)
        self.fields.follow(self.choices)
        self.lines.show_preview(preview)

    def _on_ticked(self) -> None:
        new, updated = len(self.lines.chosen()), len(self.lines.chosen(UPDATE))
        told = [f"insert {new}"] if new else []
        told += [f"update {updated}"] if updated else []
        self.insert_button.setEnabled(bool(told))
        noun = "line" if new + updated == 1 else "lines"
        words = f"{' and '.join(told)} {noun}" if told else "insert"
        self.insert_button.setText(f"{words[:1].upper()}{words[1:]}")
        self.insert_button.setAccessibleName(self.insert_button.text())

    def _on_insert(self) -> None:
        shown = self._preview
        if shown is not None:
            forms = {line: shown.updates[line].form for line in self.lines.chosen(UPDATE)}
            typed, problem = self.fields.typed(), self.fields.problem()
            wanted = (*self.lines.chosen(), *forms)
            self.fields.go_to([label for line in wanted for label in shown.unfilled.get(line, ())])
            self.inserted.emit(Chosen(shown.template.name, self.lines.chosen(), typed, problem, forms))

    def _on_keep(self) -> None:
        if self._preview is not None:
            self.kept.emit(self._preview.template.name)

    def _on_line(self) -> None:
        held, shown = self.lines.in_hand(), self._preview
        self.standing.setVisible(held is not None and shown is not None and len(shown.new) < len(shown.lines))
        if held is not None and shown is not None:
            self.standing.show_line(*held, shown.updates.get(held[0].line.id))

    def _key_in_hand(self) -> str:
        return str(self.choices.currentItem().data(_KEY)) if self.choices.currentRow() >= 0 else ""


def _source_words(preview: TemplatePreview) -> str:
    template = preview.template
    if preview.had:
        return (f"Version {template.version}; the plan has lines of version {preview.had}, and what differs is set to "
                f"Update. Follows: {template.source}")  # fmt: skip
    return f"Version {template.version}. Follows: {template.source}"
