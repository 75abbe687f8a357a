"""The fields of one line, with what is not sound beside each, and what they mean to the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from ccm_desktop.services.forms import Form, MedicationOrder, MedicationReview, MedicationStatus
from ccm_desktop.services.medication_tasks import asks_for_task
from ccm_desktop.services.plan_drafts import Texts
from ccm_desktop.services.plan_homes import Homes, home_of
from ccm_desktop.services.plan_marks import marks, past_when_written
from ccm_desktop.services.plan_parts import CHOICES, STATES
from ccm_desktop.ui.care_plan.detail_words import other_words
from ccm_desktop.ui.care_plan.field_editors import FieldEditor, HomeEditor, make
from ccm_desktop.ui.care_plan.fields import FIELDS, HOMES
from ccm_desktop.ui.care_plan.heard_days import HeardDays
from ccm_desktop.ui.care_plan.opened import Opened
from ccm_desktop.ui.widgets.layout_items import items_in
from ccm_desktop.ui.widgets.parts import label

_NOTHING_CHOSEN = "Choose a line of the plan to edit it."

Kinds = tuple[type[Any], ...]
_NOWHERE = Homes()
_GROUPS = {MedicationReview: "Reconciliation", MedicationOrder: "Order", MedicationStatus: "State"}


class FormBody(QWidget):
    """Made once for all lines of a kind, and filled for each: to make fields takes longer than to read a plan.

    Signals:
        edited: something was typed or chosen.
    """

    edited = Signal()

    def __init__(self, today: Callable[[], date], kinds: Kinds, day_of: Callable[[int], date]) -> None:
        """`day_of`: the practice's day of an instant in epoch seconds."""
        super().__init__()
        self._today, self._day_of = today, day_of
        self.opened: Opened | None = None
        self.unchanged: Texts = {}
        self._tasks: Mapping[str, str] = {}
        self._homes = _NOWHERE
        self._days = HeardDays(today)
        self._editors: dict[tuple[int, str], FieldEditor] = {}
        self._others: dict[int, QLabel] = {}
        self.column = QVBoxLayout(self)
        self._title_label, self._about_label = label("", "groupTitle", wrap=True), label("", "caption", wrap=True)
        self.column.addWidget(self._title_label)
        self.column.addWidget(self._about_label)
        self.task_check = QCheckBox("Make a task of it", self)
        self.task_check.setAccessibleName("Make a task of it")
        self.task_label = label("", "caption", wrap=True)
        for part in (self.task_check, self.task_label):
            part.setParent(self)
            part.hide()
        for place, kind in sorted(enumerate(kinds), key=_rank):
            self._add_form(place, kind, titled=len(kinds) > 1)
        if not kinds:
            self.column.addWidget(label(_NOTHING_CHOSEN, "", wrap=True))
        self.column.addStretch(1)

    def show_line(
        self, title: str, opened: Opened | None, tasks: Mapping[str, str], homes: Homes = _NOWHERE
    ) -> None:  # fmt: skip
        """Fill it for a line of its kind: nothing of the line before is left. `homes`: what it can belong to."""
        self.opened, self._tasks, self._homes = opened, tasks, homes
        _say(self._title_label, title)
        self.task_check.setChecked(False)
        forms = opened.forms if opened else ()
        for (place, name), editor in self._editors.items():
            value = forms[place].value
            if isinstance(editor, HomeEditor):
                editor.offer(homes.choices(type(value)))
            editor.open(home_of(value) if isinstance(editor, HomeEditor) else getattr(value, name))
        for place, others_label in self._others.items():
            _say(others_label, "\n".join(f"Also: {other_words(other, homes)}" for other in forms[place].others))
        self.unchanged = self.texts()
        self._days.begin()
        self._look()

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
        parts = [item.widget() for item in items_in(self.column)]
        inside = [one for part in parts if part is not None for one in (part, *part.findChildren(QWidget))]
        here = [one for one in inside if one.window() is self.window()]  # the list of a box is a window of its own
        return [one for one in here if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None]

    def focused(self) -> str:
        """Name of the field that has the keyboard; empty for none."""
        has = self.window().focusWidget()
        return next((name for (_, name), one in self._editors.items()
                     if one.widget is has or one.widget.isAncestorOf(has)), "")  # fmt: skip

    def _add_form(self, place: int, kind: type[Any], *, titled: bool) -> None:
        if kind in _GROUPS and titled:
            self.column.addWidget(label(_GROUPS[kind], "sectionTitle"))
        for spec in FIELDS[kind]:
            choices = CHOICES.get((kind, spec[0])) or STATES.get((kind, spec[0]), {})
            editor = make(spec, choices, self._today)
            editor.edited.connect(self._on_edited)
            self._editors[place, spec[0]] = editor
            self.column.addWidget(editor.box)
            if spec[0] == "discrepancy":
                self.column.addWidget(self.task_check)
                self.column.addWidget(self.task_label)
        self._others[place] = label("", "fieldError", wrap=True)
        self.column.addWidget(self._others[place])

    def _value(self, place: int) -> Any:
        """The value of a form; a field that nobody touched keeps what it held, whatever its editor can show."""
        assert self.opened is not None
        value = self.opened.forms[place].value
        new = {name: self._editors[at, name] for at, name in self.typed() if at == place}
        for editor in new.values():
            if isinstance(editor, HomeEditor):
                value = self._homes.moved(value, editor.value())
        return replace(value, **{name: one.value() for name, one in new.items() if not isinstance(one, HomeEditor)})

    def _on_edited(self) -> None:
        for place, form in enumerate(self.opened.forms if self.opened else ()):
            self._days.offer(place, type(form.value), self._editors, self.unchanged)
        self._look()
        self.edited.emit()

    def _look(self) -> None:
        """Marks, and whether what was found is somebody's task."""
        today, opened = self._today(), self.opened
        moved = any(name in HOMES for _, name in self.typed())
        _say(self._about_label, opened.about if opened and not (opened.is_new and moved) else "")
        state = next((editor.text() for (_, name), editor in self._editors.items() if name == "status"), "")
        for place, form in enumerate(opened.forms if opened else ()):
            value = self._value(place)
            found = {**marks(value, today), **past_when_written(value, state, self._written(place, today))}
            for name, _, _ in FIELDS[type(form.value)]:
                self._editors[place, name].mark(found.get(name, ""))
            if isinstance(value, MedicationReview):
                self._offer_task(form, value)

    def _written(self, place: int, today: date) -> date:
        """The day on which the due day of a form was written: what was typed is written now."""
        assert self.opened is not None
        typed = self.opened.is_new or (place, "due_on") in self.typed()
        return today if typed else self._day_of(self.opened.forms[place].at)

    def _offer_task(self, form: Form[Any], review: MedicationReview) -> None:
        open_task = self._tasks.get(form.entity, "")
        offered = not open_task and asks_for_task(form.value, review)
        if offered and not self.task_check.isVisibleTo(self):
            self.task_check.setChecked(True)
        self.task_check.setVisible(offered)
        self.task_label.setText(f"A task is open: {open_task}" if open_task else "")
        self.task_label.setVisible(bool(open_task))


def kinds_of(opened: Opened | None) -> Kinds:
    """What a line consists of: lines of the same kinds have the same fields."""
    return tuple(type(form.value) for form in opened.forms) if opened else ()


def _say(where: QLabel, words: str) -> None:
    where.setText(words)
    where.setVisible(bool(words))


def _rank(place: tuple[int, type[Any]]) -> bool:
    """What is asked in every reconciliation stands first."""
    return place[1] is not MedicationReview
