"""What rooms that are joined to a patient's chart need of it."""

from __future__ import annotations

from typing import Any, Protocol

from ccm_desktop.ui.gateway import Task
from ccm_desktop.ui.widgets.parts import Message


class Named(Protocol):
    """Who is on show."""

    name: str


class Chart(Protocol):
    """The chart on show."""

    patient: str

    @property
    def banner(self) -> Named:
        """The name above every tab."""

    def send(self, command: Any, words: str, message: Message | None = None) -> Task:
        """Run a command of the patient on show."""
