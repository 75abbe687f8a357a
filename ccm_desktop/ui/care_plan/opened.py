"""A line of the plan as it was opened: the registers it edits, with the versions they showed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ccm_desktop.services.forms import Form


@dataclass(frozen=True, slots=True)
class NewProblem:
    """What is asked of a problem that is not in the plan yet."""

    display: str = ""
    icd10: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A line of the plan: the registers it edits, and what ends it."""

    title: str
    forms: tuple[Form[Any], ...]
    end: tuple[Form[Any], Any] | None = None
    """The register and value that take the line out of the plan; it stays in the history."""
    about: str = ""
    """What a new line will belong to."""

    @property
    def is_new(self) -> bool:
        """Whether the line is in no plan yet."""
        return self.title.startswith("New ")
