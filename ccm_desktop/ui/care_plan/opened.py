"""A line of the plan as it was opened: the registers it edits, with the versions they showed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ccm_desktop.services.forms import ConditionAttestation, ConditionCode, Form


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
        return f"{kind}:new:{self.parent}" if self.is_new else f"{kind}:{self.forms[0].entity}"


def in_plan(opened: Opened | None, kinds: tuple[type, ...]) -> str:
    """Entity of an opened line that stands in the plan and is of one of these kinds; empty for any other."""
    form = opened.forms[0] if opened is not None else None
    return form.entity if form is not None and isinstance(form.value, kinds) else ""
