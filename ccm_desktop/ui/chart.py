"""What rooms that are joined to a patient's chart need of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Named(Protocol):
    """Who is on show."""

    name: str


class Chart(Protocol):
    """The chart on show."""

    patient: str

    @property
    def banner(self) -> Named:
        """The name above every tab."""

    def say(self, words: str) -> None:
        """Words for the toast."""


@dataclass(frozen=True, slots=True)
class Whom:
    """A patient as somebody had them in hand; whoever is on show by now."""

    patient: str
    name: str = ""

    def told(self, words: str) -> str:
        """Words that outlive the chart: they name the patient."""
        return f"{self.name}: {words}" if self.name else words


def on_show(chart: Chart) -> Whom:
    """Who is in hand at this moment."""
    return Whom(chart.patient, chart.banner.name)
