"""A line of the plan as it was opened: the registers it edits, with the versions they showed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ccm_desktop.services.forms import ConditionAttestation, ConditionCode, Form

_NEW, _SERIAL = ":new:", "#"


@dataclass(frozen=True, slots=True)
class Opened:
    """A line of the plan."""

    title: str
    forms: tuple[Form[Any], ...]
    removable: bool = False
    """It can be taken out of the plan; it stays in the history."""
    about: str = ""
    """What a new line will belong to, or where its words come from."""
    parent: str = ""
    """Entity that a new line will belong to."""
    serial: int = 0
    """Tells new lines under the same apart: one may be on its way into the plan while the next is typed."""
    to_attest: Form[ConditionAttestation] | None = None
    """As it was shown, of a problem that nobody attested yet."""

    @property
    def is_new(self) -> bool:
        """Whether the line is in no plan yet."""
        return not self.forms[0].entity

    @property
    def is_problem(self) -> bool:
        """Whether the line is a problem, which can be attested."""
        return isinstance(self.forms[0].value, ConditionCode)

    @property
    def place(self) -> str:
        """Names the line, so that what was typed into it finds it again."""
        kind = type(self.forms[0].value).__name__
        if not self.is_new:
            return f"{kind}:{self.forms[0].entity}"
        return f"{kind}{_NEW}{self.parent}{f'{_SERIAL}{self.serial}' if self.serial else ''}"


def parent_in(place: str) -> tuple[str, int]:
    """What the new line of that place will belong to, and its serial; nothing for a line of the plan."""
    parent, _, serial = place.partition(_NEW)[2].partition(_SERIAL)
    return parent, int(serial or 0)


def in_plan(opened: Opened | None, kinds: tuple[type, ...]) -> str:
    """Entity of an opened line that stands in the plan and is of one of these kinds; empty for any other."""
    form = opened.forms[0] if opened is not None else None
    return form.entity if form is not None and isinstance(form.value, kinds) else ""
