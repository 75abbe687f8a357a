"""Form fields: label above, error below, dates as people type them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.calendar import Month
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.parts import label

_STEP = re.compile(r"\+(\d{1,3})([dwm])")
_US = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?")


class Field(QWidget):
    """An editor with its label above and its error below, tied to the editor for screen readers."""

    def __init__(self, text: str, editor: QWidget, *, required: bool = False) -> None:
        super().__init__()
        shown = f"{text} (required)" if required else text
        self.editor = editor
        self.name_label = label(shown, "fieldLabel", wrap=True)
        self.name_label.setBuddy(editor)
        self.error_label = label("", "fieldError", wrap=True)
        self.error_label.hide()
        editor.setAccessibleName(text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for part in (self.name_label, editor, self.error_label):
            column.addWidget(part)

    def set_error(self, text: str) -> None:
        """Say what is wrong under the field; empty for nothing."""
        self.error_label.setText(text)
        self.error_label.setVisible(bool(text))
        self.editor.setAccessibleDescription(text)


class DateField(QWidget):
    """Accepts 11/21, 11/21/2026, 2026-11-21, today, +3d, +2w, +1m; reads back what it understood.

    `past`: what is recorded has happened, so that in January 12/8 is last December's.
    """

    def __init__(self, text: str, today: Callable[[], date], *, required: bool = False, past: bool = False) -> None:
        super().__init__()
        self._today, self._past, self._required = today, past, required
        self.edit = QLineEdit()
        self.belong_to(None)
        self._field = Field(text, self.edit, required=required)
        self.read_label = label("", "caption")
        self.read_label.hide()
        self.edit.textChanged.connect(self._read_back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._field)
        column.addWidget(self.read_label)
        self.setFocusProxy(self.edit)

    def iso(self) -> str:
        """The date as ISO text; empty when the field is empty or not understood."""
        value = parse_day(self.edit.text(), self._today(), past=self._past, year=self._year)
        return value.isoformat() if value else ""

    def belong_to(self, month: Month | None) -> None:
        """Expect a day of that month: its year is meant, and the example is one of its days. None: of any."""
        self._year = month.year if month else 0
        self.example = f"{month.number}/21" if month else "11/21" if self._past else "11/21 or +2w"
        hint = "11/21 or today" if self._past else "11/21, today or +2w"
        self.edit.setPlaceholderText(self.example if month else hint)

    def set_error(self, text: str) -> None:
        """Say what is wrong under the field, until something else stands there; empty for nothing."""
        self._field.set_error(text)
        if not text:
            self._read_back()

    def is_sound(self) -> bool:
        """Whether the field is empty or understood."""
        return not self.edit.text().strip() or bool(self.iso())

    def is_missing(self) -> bool:
        """Whether nothing stands where a day must."""
        return self._required and not self.edit.text().strip()

    def lacks(self, what: str) -> str:
        """What keeps a day that must be there from being taken, in words; empty for nothing.

        `what` is the day's name. An empty field is no wrong date: its day is missing.
        """
        if self.iso():
            return ""
        said = "is not understood" if self.edit.text().strip() else "is missing"
        return f"{what} {said}. Write it like {self.example}."

    def set_iso(self, iso: str) -> None:
        """Show a date."""
        self.edit.setText(figures.day(iso) if iso else "")

    def clear(self) -> None:
        """Empty the field."""
        self.edit.clear()

    @property
    def typed_changed(self) -> SignalInstance:
        """Something else stands in it."""
        return self.edit.textChanged

    def typed(self) -> str:
        """The date with its year where one is understood: on another day `today` is another."""
        iso = self.iso()
        return figures.day(iso) if iso else self.edit.text()

    def put_back(self, typed: str) -> None:
        """Show what was typed."""
        self.edit.setText(typed)

    def in_words(self) -> str:
        """As it is typed."""
        return self.typed()

    def _read_back(self) -> None:
        iso = self.iso()
        typed = self.edit.text().strip()
        self._field.set_error("" if self.is_sound() else f"This is not a date. Write it like {self.example}.")
        self.read_label.setText(figures.day(iso) if iso and typed != figures.day(iso) else "")
        self.read_label.setVisible(bool(self.read_label.text()))


def under_label(control: QWidget) -> QWidget:
    """A button in a row of fields: it stands where their editors do, below an empty label."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    for part in (label(" ", "fieldLabel"), control):
        column.addWidget(part)
    return holder


def parse_day(text: str, today: date, *, past: bool = False, year: int = 0) -> date | None:
    """A date as people type it; two-digit years are of this century up to ten years ahead.

    Without a year it is of `year`, else of this one; where it must be `past`, of the year before if it lies ahead.
    """
    typed = text.strip().casefold()
    if typed == "today":
        return today
    step = _STEP.fullmatch(typed)
    if step:
        days = {"d": 1, "w": 7, "m": 30}[step[2]]
        return today + timedelta(days=int(step[1]) * days)
    written = _US.fullmatch(typed)
    try:
        if written is None:
            return date.fromisoformat(typed)
        if not written[3]:
            day = date(year or today.year, int(written[1]), int(written[2]))
            return day.replace(year=day.year - 1) if past and not year and day > today else day
        full = int(written[3])
        if len(written[3]) == 2:
            full += 2000 if 2000 + full <= today.year + 10 else 1900
        return date(full, int(written[1]), int(written[2]))
    except ValueError:
        return None
