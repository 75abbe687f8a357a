"""The fields of one line, with what is not sound beside each, and what they mean to the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ccm_desktop.services.forms import Form, MedicationOrder, MedicationReview, MedicationStatus
from ccm_desktop.services.medication_tasks import NOT_TAKEN
from ccm_desktop.services.plan_drafts import Texts
from ccm_desktop.services.plan_marks import marks
from ccm_desktop.services.plan_parts import CHOICES, STATES
from ccm_desktop.ui.care_plan.detail_words import other_words
from ccm_desktop.ui.care_plan.field_editors import FieldEditor, make
from ccm_desktop.ui.care_plan.fields import FIELDS
from ccm_desktop.ui.care_plan.opened import Opened
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.parts import label

NOTHING_CHOSEN = "Choose a line of the plan to edit it."


_GROUPS = {MedicationReview: "Reconciliation", MedicationOrder: "Order", MedicationStatus: "State"}


class FormBody(QWidget):
    """Built anew for each line.

    Signals:
        edited: something was typed or chosen.
    """

    edited = Signal()

    def __init__(self, desk: Desk, title: str, opened: Opened | None, tasks: Mapping[str, str]) -> None:
        super().__init__()
        self._desk, self.opened, self._tasks = desk, opened, tasks
        self._editors: dict[tuple[int, str], FieldEditor] = {}
        self.column = QVBoxLayout(self)
        if title:
            self.column.addWidget(label(title, "groupTitle", wrap=True))
        if opened is not None and opened.about:
            self.column.addWidget(label(opened.about, "caption", wrap=True))
        self.task_check = QCheckBox("Make a task of it", self)
        self.task_check.setAccessibleName("Make a task of it")
        self.task_label = label("", "caption", wrap=True)
        for part in (self.task_check, self.task_label):
            part.setParent(self)
            part.hide()
        shown = sorted(enumerate(opened.forms if opened else ()), key=_rank)
        for place, form in shown:
            self._add_form(place, form)
        self.unchanged = self.texts()
        self._look()

    def say(self, lines: Sequence[str]) -> None:
        """Words instead of fields, at the top."""
        for text in lines:
            self.column.addWidget(label(text, "", wrap=True))
        self.column.addStretch(1)

    def texts(self) -> Texts:
        """What stands in the fields, understood or not."""
        return {key: editor.text() for key, editor in self._editors.items()}

    def typed(self) -> Texts:
        """Of that, what is not as it was when the line was opened."""
        return {key: text for key, text in self.texts().items() if text != self.unchanged.get(key)}

    def show_texts(self, texts: Texts) -> None:
        """Put back what was typed."""
        for key, text in texts.items():
            if key in self._editors:
                self._editors[key].show(text)

    def changed(self) -> tuple[Form[Any], ...]:
        """Forms to keep: those that say something new, and those that decide between concurrent versions."""
        if self.opened is None:
            return ()
        found = [(form, replace(form, value=self._value(place))) for place, form in enumerate(self.opened.forms)]
        return tuple(now for was, now in found if now.value != was.value or was.others or self.opened.is_new)

    def follows_up(self) -> bool:
        """Whether a task is to be made."""
        return self.task_check.isVisibleTo(self) and self.task_check.isChecked()

    def unsound(self) -> FieldEditor | None:
        """The first field that is not understood."""
        return next((editor for editor in self._editors.values() if not editor.is_sound()), None)

    def editor(self, name: str) -> FieldEditor | None:
        """The field of that name."""
        return next((editor for (_, field), editor in self._editors.items() if field == name), None)

    def first(self) -> FieldEditor | None:
        """The first field."""
        return next(iter(self._editors.values()), None)

    def in_order(self) -> list[QWidget]:
        """What takes the keyboard, from top to bottom."""
        items = (self.column.itemAt(place) for place in range(self.column.count()))
        parts = [item.widget() for item in items if item is not None]
        inside = [one for part in parts if part is not None for one in (part, *part.findChildren(QWidget))]
        here = [one for one in inside if one.window() is self.window()]  # the list of a box is a window of its own
        return [one for one in here if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None]

    def focused(self) -> str:
        """Name of the field that has the keyboard; empty for none."""
        has = self.window().focusWidget()
        return next((name for (_, name), one in self._editors.items()
                     if one.widget is has or one.widget.isAncestorOf(has)), "")  # fmt: skip

    def _add_form(self, place: int, form: Form[Any]) -> None:
        if type(form.value) in _GROUPS and len(self.opened.forms if self.opened else ()) > 1:
            self.column.addWidget(label(_GROUPS[type(form.value)], "sectionTitle"))
        for spec in FIELDS[type(form.value)]:
            field = (type(form.value), spec[0])
            choices = CHOICES.get(field) or STATES.get(field, {})
            editor = make(spec, getattr(form.value, spec[0]), choices, self._desk.today)
            editor.edited.connect(self._on_edited)
            self._editors[place, spec[0]] = editor
            self.column.addWidget(editor.box)
            if spec[0] == "taking":
                self.column.addWidget(self.task_check)
                self.column.addWidget(self.task_label)
        for other in form.others:
            self.column.addWidget(label(f"Also: {other_words(other)}", "fieldError", wrap=True))

    def _value(self, place: int) -> Any:
        """The value of a form; a field that nobody touched keeps what it held, whatever its editor can show."""
        assert self.opened is not None
        typed = self.typed()
        new = {name: self._editors[at, name].value() for at, name in typed if at == place}
        return replace(self.opened.forms[place].value, **new)

    def _on_edited(self) -> None:
        self._look()
        self.edited.emit()

    def _look(self) -> None:
        """Marks, and whether what was found is somebody's task."""
        today = self._desk.today()
        for place, form in enumerate(self.opened.forms if self.opened else ()):
            value = self._value(place)
            found = marks(value, today)
            for name, _, _ in FIELDS[type(form.value)]:
                self._editors[place, name].mark(found.get(name, ""))
            if isinstance(value, MedicationReview):
                self._offer_task(form, value)

    def _offer_task(self, form: Form[Any], review: MedicationReview) -> None:
        open_task = self._tasks.get(form.entity, "")
        differs = review.taking in NOT_TAKEN
        offered = differs and not open_task and review.taking != form.value.taking
        if offered and not self.task_check.isVisibleTo(self):
            self.task_check.setChecked(True)
        self.task_check.setVisible(offered)
        self.task_label.setText(f"A task is open: {open_task}" if open_task else "")
        self.task_label.setVisible(bool(open_task))


def _rank(place: tuple[int, Form[Any]]) -> bool:
    """What is asked in every reconciliation stands first."""
    return not isinstance(place[1].value, MedicationReview)
