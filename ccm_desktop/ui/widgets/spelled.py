"""Names the fields whose spelling is checked; `ui.spelling` looks after them once they have the keyboard."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

STAFF, PATIENT, NOBODY = "staff", "patient", ""
"""Whose words they are: a patient's are checked only where they are expected in English; names are nobody's."""
_WHOSE = "spelling"


def check_spelling(edit: QPlainTextEdit | QLineEdit, whose: str = STAFF) -> None:
    """What is typed there is sentences."""
    edit.setProperty(_WHOSE, whose)


def whose_words(edit: QPlainTextEdit | QLineEdit) -> str:
    """`STAFF` or `PATIENT`; `NOBODY` for a field that is not checked."""
    return str(edit.property(_WHOSE) or NOBODY)
