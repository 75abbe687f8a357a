"""A month of the programme, as frozen rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import dropwhile

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import Checked, ClaimLine
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.programme import Figures
from ccm_desktop.services.claims import ClaimRow
from ccm_desktop.services.programme_selection import Choices, Selection


@dataclass(frozen=True, slots=True)
class Listed:
    """A patient behind a figure."""

    patient_id: str
    name: str
    mrn: str
    counted_seconds: int
    counted_in: bool
    """Whether the patient is part of the figure, or only of what it is a part of."""
    why: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure in words, what it means, and the patients behind it."""

    key: str
    title: str
    value: str
    detail: str
    definition: str
    patients: tuple[Listed, ...]
    """Those missing from the figure first, because there is something to do."""


@dataclass(frozen=True, slots=True)
class Band:
    """One bar of the distribution."""

    label: str
    patients: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """A month of the trend."""

    month: Month
    enrolled: int
    supported: int
    """Patients whose time and evidence support a code."""
    billed: int
    """Patients a claim of whose month went out."""
    lines: tuple[ClaimLine, ...]
    checked: Mapping[str, Checked]
    """How each check of the chart went."""
    over: bool
    """Whether the month has ended in the practice's time zone."""


@dataclass(frozen=True, slots=True)
class ProgrammeMonth:
    """Everything the page and the paper show of one month."""

    month: Month
    figures: Figures
    tiles: tuple[Tile, ...]
    bands: tuple[Band, ...]
    claims: tuple[ClaimRow, ...]
    point: MonthPoint
    failing: Mapping[str, tuple[Listed, ...]]
    """Patients behind each check of the chart."""
    rules_version: str
    state: str
    """Where the month stands, as documents say it: of a closed month all figures are those of the closing."""
    selection: Selection
    choices: Choices
    """What the figures can be narrowed to."""

    def listed(self, key: str) -> tuple[Listed, ...]:
        """Patients behind a tile, or a bar (`band:20–39`, also `band:20-39`) or a check (`check:time`)."""
        wanted = key.replace("-", "–")
        lists = {tile.key: tile.patients for tile in self.tiles}
        lists.update({f"band:{band.label}": band.patients for band in self.bands})
        lists.update({f"check:{check}": patients for check, patients in self.failing.items()})
        if wanted not in lists:
            raise BadInput("figure_unknown", "There is no figure of that name.", f"Use one of: {', '.join(lists)}.")
        return lists[wanted]


def since_first_enrolment(points: Iterable[MonthPoint]) -> tuple[MonthPoint, ...]:
    """The months of a trend, without those before anybody was enrolled."""
    return tuple(dropwhile(lambda point: not point.enrolled, points))
