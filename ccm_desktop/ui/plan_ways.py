"""From a list to the very line of a patient's care plan, with the form that answers what waits there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ccm_desktop.ui.workspace.page import WorkspacePage

_PLAN_TAB = 2


class _Rooms(Protocol):
    @property
    def open_patient(self) -> Callable[[str, int], None]:
        """Shows a patient's workspace with that tab."""

    @property
    def workspace(self) -> WorkspacePage:
        """Made at the first visit."""


def open_instruction(rooms: _Rooms, patient: str, instruction: str) -> None:
    """The two instructions, with their line in hand."""
    rooms.open_patient(patient, _PLAN_TAB)
    rooms.workspace.beside.instructions.open_at(instruction)


def open_teaching(rooms: _Rooms, patient: str) -> None:
    """The first line that is to be gone over again."""
    rooms.open_patient(patient, _PLAN_TAB)
    rooms.workspace.beside.teaching.open_next()
