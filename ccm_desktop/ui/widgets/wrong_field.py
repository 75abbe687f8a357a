"""What is refused stands beside the field that is wrong, and the keyboard goes there."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt

from ccm_desktop.domain.errors import Problem
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import Message

_THIS = "This day"


class WrongField:
    """Of one form; `fields` by the code of the `Problem`. What is of no field stands in the form's message."""

    def __init__(self, message: Message, fields: Mapping[str, Field | DateField]) -> None:
        self._message, self._fields = message, fields
        self._marked: Field | DateField | None = None

    def show(self, problem: object) -> None:
        """Say it where it is mended."""
        self.clear()
        field = self._fields.get(problem.code) if isinstance(problem, Problem) else None
        if field is None:
            self._message.show_problem(problem)
        else:
            self._message.say("")
            lacking = field.lacks(_THIS) if isinstance(field, DateField) and not field.edit.text().strip() else ""
            self._mark(field, lacking or str(problem))

    def first_unsound(self, *dates: DateField) -> bool:
        """Whether a date is missing or not understood, which stands beside it: the keyboard goes there."""
        wrong = next((one for one in dates if one.is_missing() or not one.is_sound()), None)
        if wrong is not None and wrong.is_missing():
            self._mark(wrong, wrong.lacks(_THIS))
        elif wrong is not None:
            wrong.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        return wrong is not None

    def clear(self) -> None:
        """Something is typed: the mark was about what stood there before."""
        if self._marked is not None:
            self._marked.set_error("")
        self._marked = None

    def _mark(self, field: Field | DateField, words: str) -> None:
        self._marked = field
        field.set_error(words)
        editor = field.edit if isinstance(field, DateField) else field.editor
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
