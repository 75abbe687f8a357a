"""What a person typed into the fields of a form, as words that can be kept and put back on another day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit

_TICKED = "yes"


class Several(Protocol):
    """A field of more than one part, or one whose words mean something else tomorrow."""

    @property
    def typed_changed(self) -> SignalInstance:
        """Something else stands in it."""

    def typed(self) -> str:
        """What stands in it, understood or not; it means the same on another day."""

    def put_back(self, typed: str, /) -> None:
        """Show it again."""

    def in_words(self) -> str:
        """How a draft of it is spoken of; empty for nothing worth saying."""

    def setFocus(self, reason: Qt.FocusReason, /) -> None:
        """Take the keyboard."""


Typed = QComboBox | QLineEdit | QPlainTextEdit | QCheckBox | Several


def changed(one: Typed) -> SignalInstance:
    """Something else stands in it."""
    if isinstance(one, QComboBox):
        return one.editTextChanged if one.isEditable() else one.currentIndexChanged
    if isinstance(one, QCheckBox):
        return one.toggled
    return one.textChanged if isinstance(one, QLineEdit | QPlainTextEdit) else one.typed_changed


def read(fields: Mapping[str, Typed]) -> dict[str, str]:
    """What stands in all of them, by their names."""
    return {name: _value(one) for name, one in fields.items()}


def in_words(one: Typed) -> str:
    """How what was typed is spoken of; a choice alone says nothing."""
    if isinstance(one, QCheckBox) or (isinstance(one, QComboBox) and not one.isEditable()):
        return ""
    words = _value(one) if isinstance(one, QComboBox | QLineEdit | QPlainTextEdit) else one.in_words()
    return " ".join(words.split())


def put_back(one: Typed, value: str) -> None:
    """Show what stood in it."""
    if isinstance(one, QComboBox):
        if one.isEditable():
            one.setEditText(value)
        elif (place := one.findData(value)) >= 0:
            one.setCurrentIndex(place)
    elif isinstance(one, QCheckBox):
        one.setChecked(value == _TICKED)
    elif isinstance(one, QLineEdit):
        one.setText(value)
    elif isinstance(one, QPlainTextEdit):
        one.setPlainText(value)
    else:
        one.put_back(value)


def _value(one: Typed) -> str:
    """What was typed, or the key of what was chosen: the place of a choice may be another tomorrow."""
    if isinstance(one, QComboBox):
        return one.currentText() if one.isEditable() else str(one.currentData() or "")
    if isinstance(one, QCheckBox):
        return _TICKED if one.isChecked() else ""
    if isinstance(one, QLineEdit):
        return one.text()
    return one.toPlainText() if isinstance(one, QPlainTextEdit) else one.typed()
