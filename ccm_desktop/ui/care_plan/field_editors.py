"""One editor for one field: the widget, what stands in it as it was typed, and the value that it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QVBoxLayout, QWidget

from ccm_desktop.domain.plan_sections import SECTIONS
from ccm_desktop.services.plan_homes import GONE_HOME
from ccm_desktop.ui.care_plan.fields import AHEAD, writer_of
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.spelled import NOBODY, check_spelling

_MOST_MONTHS, _LINES, _HOME_CHARACTERS = 120, 3, 12
NOTHING_SAID = "Not recorded yet"
"""In a list of choices of which none was made: nobody asked, or nobody wrote it down."""


class FieldEditor(QObject):
    """What all editors can do.

    Signals:
        edited: something was typed or chosen.
    """

    edited = Signal()

    def __init__(self, words: str, widget: QWidget, shown: QWidget | None = None) -> None:
        super().__init__(widget)
        self.widget = widget
        """What has the keyboard."""
        self.words = words
        self.mark_label = label("", "fieldMark", wrap=True)
        self.mark_label.hide()
        self.box = QWidget()
        column = QVBoxLayout(self.box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(shown or Field(words, widget))
        column.addWidget(self.mark_label)

    def open(self, value: Any) -> None:
        """Show what the plan holds of another line: nothing of the one before is left, and nobody edited it."""
        self.blockSignals(True)
        self._fill(value)
        self.blockSignals(False)

    def _fill(self, value: Any) -> None:
        raise NotImplementedError

    def text(self) -> str:
        """What stands in it, understood or not."""
        raise NotImplementedError

    def show(self, text: str) -> None:
        """Put it there as it was typed."""
        raise NotImplementedError

    def value(self) -> Any:
        """What it means to the plan."""
        return self.text().strip()

    def is_sound(self) -> bool:
        """Whether it is understood."""
        return True

    def select(self, start: int, length: int) -> None:
        """Mark some of its words, without the keyboard; nothing where there are no words."""

    def mark(self, words: str) -> None:
        """What is not sound, beside the field; a draft may keep it."""
        self.mark_label.setText(f"▲ {words}" if words else "")
        self.mark_label.setVisible(bool(words))
        self.widget.setAccessibleDescription(words)


class LineEditor(FieldEditor):
    """One line."""

    def __init__(self, words: str, whose: str = NOBODY) -> None:
        self._edit = QLineEdit()
        check_spelling(self._edit, whose)
        super().__init__(words, self._edit)
        self._edit.textChanged.connect(self.edited)

    def _fill(self, value: str) -> None:
        self._edit.setText(value)
        self._edit.setCursorPosition(0)

    def text(self) -> str:
        return self._edit.text()

    def show(self, text: str) -> None:
        self._edit.setText(text)

    def select(self, start: int, length: int) -> None:
        self._edit.setSelection(start, length)


class TextEditor(FieldEditor):
    """Several lines; Tab goes on."""

    def __init__(self, words: str, whose: str) -> None:
        self._edit = QPlainTextEdit()
        check_spelling(self._edit, whose)
        super().__init__(words, self._edit)
        self._edit.setTabChangesFocus(True)
        self._edit.textChanged.connect(self.edited)

    def _fill(self, value: str) -> None:
        self._edit.setPlainText(value)
        self._edit.setFixedHeight(self._edit.fontMetrics().lineSpacing() * _LINES + 14)

    def text(self) -> str:
        return self._edit.toPlainText()

    def show(self, text: str) -> None:
        self._edit.setPlainText(text)

    def select(self, start: int, length: int) -> None:
        cursor = self._edit.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        self._edit.setTextCursor(cursor)


class DayEditor(FieldEditor):
    """A day as people type it."""

    def __init__(self, words: str, today: Callable[[], date], *, past: bool = False) -> None:
        self._field = DateField(words, today, past=past)
        super().__init__(words, self._field.edit, self._field)
        self._field.edit.textChanged.connect(self.edited)

    def _fill(self, value: str) -> None:
        self._field.set_iso(value)

    def text(self) -> str:
        return self._field.edit.text()

    def show(self, text: str) -> None:
        self._field.edit.setText(text)

    def value(self) -> str:
        return self._field.iso()

    def is_sound(self) -> bool:
        return self._field.is_sound()

    def mark(self, words: str) -> None:
        if self.is_sound():  # else the field itself says what is wrong, to eyes and ears
            super().mark(words)


class ChoiceEditor(FieldEditor):
    """One of a fixed list, in readable words; what an import brought stays choosable."""

    def __init__(self, words: str, choices: Mapping[str, str]) -> None:
        self._box = QComboBox()
        if "active" not in choices:
            self._box.addItem(NOTHING_SAID, "")
        for key, called in choices.items():
            self._box.addItem(called, key)
        self._known = self._box.count()
        super().__init__(words, self._box)
        self._box.currentIndexChanged.connect(self.edited)

    def _fill(self, value: str) -> None:
        while self._box.count() > self._known:  # what an import brought to another line
            self._box.removeItem(self._known)
        self.show(value)

    def text(self) -> str:
        return str(self._box.currentData())

    def show(self, text: str) -> None:
        if self._box.findData(text) < 0:
            self._box.addItem(self._called(text), text)
        self._box.setCurrentIndex(self._box.findData(text))

    def _called(self, text: str) -> str:
        """What is in no list, in words."""
        return text.replace("_", " ") or NOTHING_SAID


class HomeEditor(ChoiceEditor):
    """What a line belongs to: the list is that of its plan."""

    def __init__(self, words: str) -> None:
        super().__init__(words, {})
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._box.setMinimumContentsLength(_HOME_CHARACTERS)

    def offer(self, choices: Mapping[str, str]) -> None:
        """What can be chosen, before a line is opened."""
        self.blockSignals(True)
        self._box.clear()
        for entity, called in choices.items():
            self._box.addItem(called, entity)
        self._known = self._box.count()
        self.blockSignals(False)

    def _called(self, text: str) -> str:
        return GONE_HOME if text else NOTHING_SAID


class TickEditor(FieldEditor):
    """Yes or no."""

    def __init__(self, words: str) -> None:
        self._check = QCheckBox(words)
        self._check.setAccessibleName(words)
        super().__init__(words, self._check, self._check)
        self._check.toggled.connect(self.edited)

    def _fill(self, value: bool) -> None:
        self._check.setChecked(value)

    def text(self) -> str:
        return "yes" if self._check.isChecked() else ""

    def show(self, text: str) -> None:
        self._check.setChecked(bool(text))

    def value(self) -> bool:
        return self._check.isChecked()


class MonthsEditor(FieldEditor):
    """Every so many months; 0 does not repeat."""

    def __init__(self, words: str) -> None:
        self._box = QSpinBox()
        self._box.setSpecialValueText("Does not repeat")
        self._box.setPrefix("every ")
        self._box.setSuffix(" months")
        super().__init__(words, self._box)
        self._box.valueChanged.connect(self.edited)

    def _fill(self, value: int) -> None:
        self._box.setMinimumHeight(self._box.fontMetrics().height() + 12)
        self._box.setRange(0, max(_MOST_MONTHS, value))
        self._box.setValue(value)

    def text(self) -> str:
        return str(self._box.value())

    def show(self, text: str) -> None:
        self._box.setValue(int(text))

    def value(self) -> int:
        return self._box.value()


class SectionsEditor(FieldEditor):
    """Which sections of the plan a caregiver may have: nothing is permitted before it is ticked."""

    def __init__(self, words: str) -> None:
        self._group = QWidget()
        self._group.setAccessibleName(words)
        column = QVBoxLayout(self._group)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(words, "fieldLabel"))
        self.checks = {section.key: QCheckBox(section.title) for section in SECTIONS}
        self._unknown: tuple[str, ...] = ()
        for check in self.checks.values():
            check.setAccessibleName(f"May have {check.text()}")
            column.addWidget(check)
        self._group.setFocusProxy(next(iter(self.checks.values())))
        super().__init__(words, self._group, self._group)
        for check in self.checks.values():
            check.toggled.connect(self.edited)

    def _fill(self, value: tuple[str, ...]) -> None:
        self._unknown = tuple(key for key in value if key not in self.checks)
        for key, check in self.checks.items():
            check.setChecked(key in value)

    def text(self) -> str:
        return " ".join(self.value())

    def show(self, text: str) -> None:
        for key, check in self.checks.items():
            check.setChecked(key in text.split())

    def value(self) -> tuple[str, ...]:
        return (*(key for key, check in self.checks.items() if check.isChecked()), *self._unknown)


def make(spec: tuple[str, str, str], choices: Mapping[str, str], today: Callable[[], date]) -> FieldEditor:
    """The editor of a field of `fields.FIELDS`, empty."""
    name, words, kind = spec
    if kind == "day":
        return DayEditor(words, today, past=name not in AHEAD)
    if kind == "choice":
        return ChoiceEditor(words, choices)
    if kind in ("text", "line"):
        return (TextEditor if kind == "text" else LineEditor)(words, writer_of(name, kind))
    return {"tick": TickEditor, "months": MonthsEditor, "sections": SectionsEditor, "home": HomeEditor}[kind](words)
