"""Frozen rows of assessments, for screens, documents, exports, and whoever asks how complete a plan is."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.call_script import Protocol
from ccm_desktop.domain.instruments.instrument import Instrument
from ccm_desktop.domain.instruments.scoring import Subject
from ccm_desktop.services.forms import AssessmentResult, AssessmentStanding, Form


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """One assessment, with the versions that a correction or withdrawal replaces."""

    assessment_id: str
    patient_id: str
    result: Form[AssessmentResult]
    standing: Form[AssessmentStanding]
    earlier: tuple[tuple[AssessmentResult, str, int], ...] = ()
    """Versions that were corrected, newest first: what they said, who wrote them, when (epoch seconds)."""

    @property
    def holds(self) -> bool:
        """Nobody withdrew it."""
        return self.standing.value.standing == "holds"

    @property
    def in_conflict(self) -> bool:
        """Two people changed it at the same time."""
        return bool(self.result.others or self.standing.others)

    @property
    def words(self) -> str:
        """`14 · Moderate`, or the first words of a finding."""
        value = self.result.value
        parts = [part for part in (value.score, value.result) if part]
        return " · ".join(parts) or value.finding.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One score on a line."""

    on: str
    score: float
    positive: bool


@dataclass(frozen=True, slots=True)
class AssessmentTrack:
    """All results of one instrument, or all findings in words, of one area."""

    key: str
    """`mood/phq9`, `cognition/by_hand/MoCA`, `caregiver/words`: names the track while the patient is on show."""
    area: str
    title: str
    latest: AssessmentLine
    trend: tuple[TrendPoint, ...]
    """Oldest first."""
    span: tuple[float, float]
    """Lowest and highest score that the line is drawn in."""
    change: str
    """How the latest score stands to the one before, in words; empty without two."""
    due_on: str
    overdue: bool
    lines: tuple[AssessmentLine, ...]
    """Newest first, the withdrawn ones included."""


@dataclass(frozen=True, slots=True)
class AreaAssessments:
    """One area of a systematic needs assessment."""

    area: str
    title: str
    latest: AssessmentLine | None
    """The newest that holds, of whatever instrument; None when the area was never assessed."""
    due_on: str
    """When the first of its tracks is due again; empty when there is none."""
    overdue: bool
    tracks: tuple[AssessmentTrack, ...]


@dataclass(frozen=True, slots=True)
class AssessmentsView:
    """Every area, in the order of `domain.instruments.instrument.AREAS`."""

    patient_id: str
    areas: tuple[AreaAssessments, ...]
    withdrawn: tuple[AssessmentLine, ...]
    """Those of which a track has nothing left that holds."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Keys of the areas that were never assessed."""
        return tuple(area.area for area in self.areas if area.latest is None)

    @property
    def due(self) -> tuple[str, ...]:
        """Keys of the areas in which something is due again."""
        return tuple(area.area for area in self.areas if area.overdue)


@dataclass(frozen=True, slots=True)
class AssessmentSheet:
    """What a form opens with."""

    patient_id: str
    subject: Subject
    language: str
    """In which the patient prefers to be asked; empty when it is not on file."""
    instruments: tuple[Instrument, ...]
    protocols: tuple[Protocol, ...]
    latest: tuple[tuple[str, str], ...]
    """Key of a track, and its last result in words."""
