"""Editing one of the practice's own templates: what it fits, its variables, its lines."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.plan_template import LINE_KINDS
from ccm_desktop.services.forms import Form, PracticeTemplate
from ccm_desktop.ui.settings.edited_rows import EditedRows
from ccm_desktop.ui.settings.template_rows import COLUMNS, HAS, Row, lacking, rows_of, variable_row, with_rows
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Card, Message, button, label, on_keys

_KIND = Qt.ItemDataRole.UserRole
_VARIABLES = ("Name in braces", "What it is", "Usual value", "Unit", "Lowest", "Highest")
_HINT = (
    "F2 or typing edits a cell. A variable such as {target_sbp} in the words is asked for when lines are inserted; one "
    "that has a unit takes a figure, or a range of two, from the lowest to the highest that you give."
)
_WIDTHS = (13, 36, 15, 20, 8, 15, 14, 14)
"""Of the lines' columns, in letters."""
_ADDS = {"goal": "+ Goal", "step": "+ Intervention", "action": "+ For the problem", "watch": "+ Watch for",
         "due": "+ Due item", "education": "+ Explain"}  # fmt: skip


class TemplateForm(Card):
    """Nothing is kept before Save.

    Signals:
        saved: a `Form[PracticeTemplate]`; the form stays until told.
        closed: Esc or Cancel.
    """

    saved = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__("Template")
        self._form: Form[PracticeTemplate] | None = None
        self.title_edit, self.source_edit = QLineEdit(), QLineEdit()
        self.families_edit, self.codes_edit = QLineEdit(), QLineEdit()
        self.variables, self.lines = EditedRows("Variables", _VARIABLES), EditedRows("Lines", COLUMNS, lacking)
        self.add_buttons = {kind: button(words) for kind, words in _ADDS.items()}
        self.remove_button = button("Remove line", "trash")
        self.up_button = button("Move up", shortcut="Alt+Up")
        self.down_button = button("Move down", shortcut="Alt+Down")
        self.add_variable_button, self.remove_variable_button = button("+ Variable"), button("Remove variable", "trash")
        self.message = Message()
        self.save_button = button("Save", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        self._lay_out()
        self._connect()

    def open(self, form: Form[PracticeTemplate]) -> None:
        """Edit it."""
        self._form = form
        template = form.value.template
        self.title_edit.setText(template.title)
        self.source_edit.setText(template.source)
        self.families_edit.setText(", ".join(template.families))
        self.codes_edit.setText(", ".join(template.icd10))
        for edit in (self.title_edit, self.source_edit, self.families_edit, self.codes_edit):
            edit.setCursorPosition(0)
        for table in (self.variables, self.lines):
            table.clear()
        for one in template.variables:
            self.variables.insert(variable_row(one), range(len(_VARIABLES)))
        for row in rows_of(template):
            _add_line(self.lines, row)
        self._fit()
        also = f" {form.by} and somebody else changed it at the same time: saving decides." if form.others else ""
        self.message.say(also.strip(), "warn")
        self.title_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> Form[PracticeTemplate]:
        """The form as it stands; refuses lines that do not belong together."""
        if self._form is None:
            raise BadInput("plan_template_none", "No template is open.", "Choose one from the list.")
        template = replace(
            self._form.value.template,
            title=self.title_edit.text().strip(),
            source=self.source_edit.text().strip(),
            families=_parts(self.families_edit.text()),
            icd10=_parts(self.codes_edit.text().upper()),
        )
        template = with_rows(template, self.lines.rows(), self.variables.rows())
        return replace(self._form, value=replace(self._form.value, template=template))

    def _lay_out(self) -> None:
        for left, right in (
            (Field("Title", self.title_edit, required=True),
             Field("Guideline that it follows, with its year", self.source_edit, required=True)),
            (Field("Fits conditions (families, with commas)", self.families_edit),
             Field("Fits ICD-10-CM codes that begin with", self.codes_edit)),
        ):  # fmt: skip
            row = QHBoxLayout()
            row.addWidget(left, 1)
            row.addWidget(right, 1)
            self.body.addLayout(row)
        self.body.addWidget(label(_HINT, "caption", wrap=True))
        self.body.addWidget(self.lines, 3)
        self.body.addLayout(_row(*self.add_buttons.values()))
        self.body.addLayout(_row(self.up_button, self.down_button, self.remove_button))
        self.body.addWidget(self.variables, 1)
        self.body.addLayout(_row(self.add_variable_button, self.remove_variable_button))
        self.body.addWidget(self.message)
        self.body.addLayout(_row(self.save_button, self.cancel_button))

    def _connect(self) -> None:
        for kind, press in self.add_buttons.items():
            press.clicked.connect(partial(self._on_add, kind))
        self.add_variable_button.clicked.connect(self._on_add_variable)
        self.remove_button.clicked.connect(self.lines.remove_current)
        self.remove_variable_button.clicked.connect(self.variables.remove_current)
        self.up_button.clicked.connect(partial(self._on_move, -1))
        self.down_button.clicked.connect(partial(self._on_move, 1))
        self.save_button.clicked.connect(self._on_save)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self.lines, "Alt+Up", self.up_button.click)
        on_keys(self.lines, "Alt+Down", self.down_button.click)
        on_keys(self, "Ctrl+Enter", self.save_button.click)
        on_keys(self, "Esc", self.closed.emit)

    def _fit(self) -> None:
        letter, line = self.fontMetrics().averageCharWidth(), self.fontMetrics().height()
        for table, widths, rows in ((self.lines, _WIDTHS, 16), (self.variables, (20, 40, 20, 10, 10, 10), 7)):
            table.setMinimumHeight(rows * line)
            for column, width in enumerate(widths):
                table.setColumnWidth(column, width * letter)

    def _on_add(self, kind: str, _checked: bool = False) -> None:
        place = _add_line(self.lines, (kind, *("" for _ in COLUMNS[1:])), self.lines.current_row() + 1)
        self.lines.setFocus()
        self.lines.go_to(place, 1)

    def _on_add_variable(self) -> None:
        place = self.variables.insert(("",) * len(_VARIABLES), range(len(_VARIABLES)))
        self.variables.setFocus()
        self.variables.go_to(place, 0)

    def _on_move(self, step: int, _checked: bool = False) -> None:
        self.lines.move_current(step)

    def _on_save(self) -> None:
        self.save_button.setFocus()  # takes what is still being typed out of its cell
        try:
            form = self.typed()
        except BadInput as problem:
            self.message.show_problem(problem)
            return
        self.saved.emit(form)


def _add_line(table: EditedRows, row: Row, place: int | None = None) -> int:
    return table.insert((LINE_KINDS[row[0]], *row[1:]), HAS[row[0]], place, row[0])


def _row(*parts: QWidget) -> QHBoxLayout:
    made = QHBoxLayout()
    for part in parts:
        made.addWidget(part)
    made.addStretch(1)
    return made


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
