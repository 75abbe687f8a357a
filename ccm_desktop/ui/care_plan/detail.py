"""The form of one line of the plan, built from the fields of what it holds."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ccm_desktop.services.forms import Form
from ccm_desktop.ui.care_plan.drafts import Draft, Drafts, Texts
from ccm_desktop.ui.care_plan.opened import NewProblem, Opened
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys

_LABELS = {
    "description": "What", "measure": "Measure", "baseline": "Where it stands", "target": "Target",
    "due_on": "Due", "patient_words": "In the patient's words", "barriers": "Barriers",
    "responsible": "Who does it", "frequency": "How often", "drug": "Drug", "dose": "Dose", "unit": "Unit",
    "route": "Route", "directions": "Directions", "started_on": "Started", "substance": "Substance",
    "reaction": "Reaction", "severity": "Severity", "name": "Name", "team_role": "Role", "phone": "Phone",
    "organization": "Organization", "summary": "Summary", "prognosis": "Expected outcome",
    "patient_goal": "What matters most to the patient", "review_on": "Review due",
    "reviewed_on": "Last reviewed", "display": "Problem", "icd10": "ICD-10-CM", "onset_on": "Since",
    "status": "Status", "owner": "Who sees to it", "indication": "What it is for", "prescriber": "Prescribed by",
}  # fmt: skip
_LONG = frozenset({"summary", "prognosis", "patient_goal", "patient_words", "barriers", "directions"})
_DAYS = frozenset({"due_on", "review_on", "reviewed_on", "onset_on", "started_on"})
_STATUS = {
    "GoalStatus": ("active", "on_track", "off_track", "achieved", "ended"),
    "ConditionStatus": ("active", "resolved"),
}
Editor = QLineEdit | QPlainTextEdit | DateField | QComboBox
_NEW_PROBLEM = Opened("New problem", (Form("", NewProblem()),))


class DetailForm(QScrollArea):
    """Fields of the chosen line.

    Signals:
        saved: forms to keep and what was done, in words.
        problem_added: name and ICD-10 code of a new problem.
    """

    saved = Signal(object, str)
    problem_added = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._opened: Opened | None = None
        self._editors: dict[tuple[int, str], Editor] = {}
        self.patient = ""
        self._drafts = Drafts()
        self._unchanged: Texts = {}
        self.setObjectName("plain")
        self.setWidgetResizable(True)
        self.setAccessibleName("Details")
        self.setMinimumWidth(300)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            on_keys(self, keys, self._on_save)
        on_keys(self, "Esc", self._on_revert)
        self.open(None)

    def open(self, opened: Opened | None) -> None:
        """Show the fields of a line, with what was typed there and not saved."""
        self.put_by()
        draft = self._drafts.take(self.patient, opened) if opened else None
        opened = draft.opened if draft else opened
        self._build(opened.title if opened else "Details", opened)
        if draft:
            for key, text in draft.texts.items():
                _show(self._editors[key], text)
            self.message.say("Not saved yet. Ctrl+Enter saves, Esc takes back what you typed.", "info")

    def open_problem(self) -> None:
        """Ask for a new problem."""
        self.open(_NEW_PROBLEM)
        self.focus_first()

    def put_by(self) -> None:
        """Keep what was typed for when the line is opened again."""
        if self._opened is not None and self.is_dirty():
            self._drafts.keep(self.patient, Draft(self._opened, self._texts()))

    def is_dirty(self) -> bool:
        """Whether something typed is not saved."""
        return self._texts() != self._unchanged

    def mark_saved(self) -> None:
        """What is typed is in the plan now."""
        self._unchanged = self._texts()

    def focus_first(self) -> None:
        """Into the first field."""
        first = next(iter(self._editors.values()), None)
        if first is not None:
            first.setFocus()

    def editor(self, name: str) -> Editor:
        """The field of that name, for the keyboard and for tests."""
        return next(editor for (_, field), editor in self._editors.items() if field == name)

    def _build(self, title: str, opened: Opened | None) -> None:
        self._opened, self._editors = opened, {}
        body = QWidget()
        column = QVBoxLayout(body)
        column.addWidget(label(title, "groupTitle", wrap=True))
        if opened and opened.about:
            column.addWidget(label(opened.about, "caption", wrap=True))
        for place, form in enumerate(opened.forms if opened else ()):
            for name, value in self._shown(form.value):
                self._add_field(column, place, name, value)
            for other in form.others:
                column.addWidget(label(f"Also: {_words(other)}", "fieldError", wrap=True))
        if opened is None:
            column.addWidget(label("Choose a line of the plan to edit it.", "caption", wrap=True))
        self.message = Message()
        column.addWidget(self.message)
        column.addLayout(self._buttons())
        column.addStretch(1)
        self.save_button.setVisible(opened is not None)
        self.end_button.setVisible(opened is not None and opened.end is not None)
        self._unchanged = self._texts()
        self.setWidget(body)

    def _buttons(self) -> QHBoxLayout:
        self.save_button = button("Save", role="primary", shortcut="Ctrl+Enter")
        self.end_button = button("Take out of the plan", role="danger")
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button, 1)
        buttons.addWidget(self.end_button)
        self.save_button.clicked.connect(self._on_save)
        self.end_button.clicked.connect(self._on_end)
        return buttons

    def _shown(self, value: Any) -> list[tuple[str, str]]:
        names = [f.name for f in fields(value) if f.name in _LABELS]
        if "status" in names and type(value).__name__ not in _STATUS:
            names.remove("status")
        return [(name, str(getattr(value, name))) for name in names]

    def _add_field(self, column: QVBoxLayout, place: int, name: str, value: str) -> None:
        editor: Editor
        if name in _DAYS:
            editor = DateField(_LABELS[name], self._desk.today)
            editor.set_iso(value)
            column.addWidget(editor)
        elif name == "status":
            editor = QComboBox()
            for choice in dict.fromkeys((*_STATUS["GoalStatus"], value)):
                editor.addItem(choice.replace("_", " "), choice)
            editor.setCurrentIndex(editor.findData(value))
            column.addWidget(Field(_LABELS[name], editor))
        elif name in _LONG:
            editor = QPlainTextEdit(value)
            editor.setTabChangesFocus(True)
            editor.setMaximumHeight(self._desk.theme.px(72))
            column.addWidget(Field(_LABELS[name], editor))
        else:
            editor = QLineEdit(value)
            editor.setCursorPosition(0)
            column.addWidget(Field(_LABELS[name], editor))
        self._editors[place, name] = editor

    def _on_save(self) -> None:
        unsound = [e for e in self._editors.values() if isinstance(e, DateField) and not e.is_sound()]
        if unsound:
            self.message.say("A date is not understood. Write it like 11/21 or +2w.")
            return
        if self._opened is _NEW_PROBLEM:
            self.problem_added.emit(self._text(0, "display"), self._text(0, "icd10"))
        elif self._opened is not None:
            self._save_changed(self._opened)

    def _save_changed(self, opened: Opened) -> None:
        changed = []
        for place, form in enumerate(opened.forms):
            typed = {name: self._text(place, name) for at, name in self._editors if at == place}
            value = replace(form.value, **typed)
            if value != form.value or form.others or opened.is_new:
                changed.append(replace(form, value=value))
        if changed:
            added = f"{opened.title.removeprefix('New ').capitalize()} added"
            self.saved.emit(tuple(changed), added if opened.is_new else f"{opened.title} changed")
        else:
            self.message.say("Nothing was changed here.", "info")

    def _on_revert(self) -> None:
        if self._opened is not None and self.is_dirty():
            self._build(self._opened.title, self._opened)
            self.focus_first()

    def _on_end(self) -> None:
        if self._opened is not None and self._opened.end is not None:
            form, value = self._opened.end
            self.saved.emit((replace(form, value=value),), f"{self._opened.title} taken out of the plan")

    def _texts(self) -> Texts:
        return {(place, name): _typed(editor) for (place, name), editor in self._editors.items()}

    def _text(self, place: int, name: str) -> str:
        editor = self._editors[place, name]
        if isinstance(editor, DateField):
            return editor.iso()
        if isinstance(editor, QComboBox):
            return str(editor.currentData())
        return (editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()).strip()


def _typed(editor: Editor) -> str:
    """What stands in a field, understood or not."""
    if isinstance(editor, DateField):
        return editor.edit.text()
    if isinstance(editor, QComboBox):
        return str(editor.currentData())
    return editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()


def _show(editor: Editor, text: str) -> None:
    if isinstance(editor, DateField):
        editor.edit.setText(text)
    elif isinstance(editor, QComboBox):
        editor.setCurrentIndex(editor.findData(text))
    elif isinstance(editor, QPlainTextEdit):
        editor.setPlainText(text)
    else:
        editor.setText(text)


def _words(value: Any) -> str:
    """A concurrent version in one line."""
    return " · ".join(
        str(getattr(value, f.name)) for f in fields(value) if f.name in _LABELS and getattr(value, f.name)
    )
