"""What lines of a template are filled with: the problem they go under, and the value of every variable."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from ccm_desktop.services.plan_templates import TemplatePreview
from ccm_desktop.ui.widgets.fields import Field

_IN_A_ROW = 3


class TemplateValues(QWidget):
    """Fields in rows of three.

    Signals:
        edited: something else is typed or chosen.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edits: dict[str, QLineEdit] = {}
        self._fields: dict[str, Field] = {}
        self._labels: dict[str, str] = {}
        self._template = ""
        self.problem_box = QComboBox()
        self.problem_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.problem_box.setMinimumContentsLength(14)
        self.problem_box.activated.connect(self.edited)
        self._problem_field = Field("Under problem", self.problem_box)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for place in range(_IN_A_ROW):
            self._grid.setColumnStretch(place, 1)

    def show_preview(self, preview: TemplatePreview) -> None:
        """Fields of another template are made anew; each variable that cannot be put in says why."""
        if preview.template.name != self._template:
            self._build(preview)
        lacking = {label for labels in preview.unfilled.values() for label in labels}
        for key, field in self._fields.items():  # what only a baseline names may be left empty
            wanted = preview.values[key] or self._labels[key] in lacking
            field.set_error(preview.faults[key] if wanted else "")
        self._offer_problems(preview)

    def follow(self, before: QWidget) -> None:
        """Tab comes here from that: fields made later would stand behind the buttons."""
        for after in (self.problem_box, *self.edits.values()):
            QWidget.setTabOrder(before, after)
            before = after

    def empty(self) -> None:
        """No template is shown: what was typed for one patient is nobody else's."""
        self._template = ""

    def go_to(self, labels: Collection[str]) -> None:
        """The keyboard to the first of the fields of these labels."""
        edit = next((self.edits[key] for key, label in self._labels.items() if label in labels), None)
        if edit is not None:
            edit.setFocus(Qt.FocusReason.OtherFocusReason)
            edit.selectAll()

    def typed(self) -> dict[str, str]:
        """What stands in the fields, by key of the variable."""
        return {key: edit.text() for key, edit in self.edits.items()}

    def problem(self) -> str:
        """Entity of the problem; empty where none is chosen."""
        return str(self.problem_box.currentData() or "")

    def _build(self, preview: TemplatePreview) -> None:
        self._template = preview.template.name
        for old in self._fields.values():
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.edits, self._fields = {}, {}
        self._labels = {one.key: one.label for one in preview.template.variables}
        for one in preview.template.variables:
            edit = QLineEdit(preview.values[one.key])
            edit.textEdited.connect(self.edited)
            unit = f" ({one.unit})" if one.unit else ""
            self._fields[one.key] = Field(f"{one.label}{unit}", edit, required=not one.default)
            self.edits[one.key] = edit
        for place, part in enumerate((self._problem_field, *self._fields.values())):
            self._grid.addWidget(part, place // _IN_A_ROW, place % _IN_A_ROW, Qt.AlignmentFlag.AlignTop)

    def _offer_problems(self, preview: TemplatePreview) -> None:
        self.problem_box.clear()
        if not preview.problem:
            self.problem_box.addItem("Choose a problem", "")
        for entity, words in preview.problems:
            self.problem_box.addItem(words, entity)
        self.problem_box.setCurrentIndex(self.problem_box.findData(preview.problem))
