"""What was typed into lines of a plan and not saved: kept until the line is opened again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ccm_desktop.ui.care_plan.opened import Opened

Texts = Mapping[tuple[int, str], str]
"""By place of the form and name of the field."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A line as it was opened, and its fields as they were left."""

    opened: Opened
    texts: Texts


class Drafts:
    """Of every patient since the program was started; gone with it, as it may name what was never recorded.

    A draft keeps the versions its form showed: if somebody else saved since, both stay to decide.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], Draft] = {}

    def keep(self, patient: str, draft: Draft) -> None:
        """Put it by."""
        self._kept[_key(patient, draft.opened)] = draft

    def take(self, patient: str, opened: Opened) -> Draft | None:
        """Take it up again."""
        return self._kept.pop(_key(patient, opened), None)


def _key(patient: str, opened: Opened) -> tuple[str, str, str]:
    return patient, opened.forms[0].entity if opened.forms else "", opened.title
