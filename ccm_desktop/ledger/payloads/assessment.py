"""Assessments of the patient's needs: one entity each; a correction is a new version, a withdrawal says why."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One question as it was asked, and what was answered: instruments change, records do not."""

    question: str
    ask: str
    answer: str
    """Keys of the options, or the measured number."""
    words: str


@payload("assessment.result", register="result")
@dataclass(frozen=True, slots=True)
class AssessmentResult:
    """What was found."""

    area: str
    """function | mood | cognition | social | environment | caregiver | falls"""
    title: str
    """Of the instrument; of one entered by hand, its name; empty for a finding in words."""
    assessed_on: str
    instrument: str = ""
    """`key@version`; empty for words alone, and for a score that was entered by hand."""
    answers: tuple[GivenAnswer, ...] = ()
    score: str = ""
    """In figures, as text: a measured value keeps its decimals."""
    band: str = ""
    result: str = ""
    """The band and what stands out, in the words of that day."""
    positive: bool = False
    estimated: int = 0
    """Questions without an answer that the score was estimated over."""
    finding: str = ""
    """In the assessor's own words."""
    language: str = ""
    """In which it was asked."""
    answered_by: str = "patient"
    """patient | caregiver | staff"""
    correction: str = ""
    """Why this version replaces another; empty for the first."""

    @property
    def track(self) -> str:
        """What its results stand on one line with: those of one instrument, whatever its version."""
        if self.instrument:
            return f"{self.area}/{self.instrument.partition('@')[0]}"
        return f"{self.area}/by_hand/{self.title}" if self.title else f"{self.area}/words"


@payload("assessment.standing", register="standing")
@dataclass(frozen=True, slots=True)
class AssessmentStanding:
    """Whether the assessment holds."""

    standing: str = "holds"
    """holds | withdrawn"""
    withdrawn_because: str = ""
