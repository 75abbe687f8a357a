"""What is written down before the clock of a call runs: kept for one's next call with the patient."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.office import Office
from ccm_desktop.ui.gateway import Task


class NotedAhead:
    """Knows what of it is on record, and sends what is not."""

    def __init__(self, office: Office, send: Callable[[Callable[[], Outcome[Any]]], Task]) -> None:
        self._office, self._send = office, send
        self._kept = ""

    def forget(self) -> None:
        """Another patient, or the call is on record."""
        self._kept = ""

    def found(self, ahead: str) -> None:
        """This is what was read, or typed since."""
        self._kept = ahead

    def keep(self, patient: str, note: str) -> None:
        """Put it on record, unless it is."""
        if patient and note.strip() != self._kept.strip():
            self._kept = note
            self._send(partial(self._office.calls.note_ahead, patient, note))

    def into(self, note: str) -> str:
        """The note of the call that begins with it; a crash between the two commands leaves it in both places."""
        return note if note.startswith(self._kept) else f"{self._kept}\n{note}".strip()
