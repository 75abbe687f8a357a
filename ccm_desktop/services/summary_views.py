"""The patient's monthly summary as frozen values for screens and commands."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.month_summary import SummaryLine


@dataclass(frozen=True, slots=True)
class ApprovedVersion:
    """A version that holds; instants in epoch seconds."""

    id: str
    called: str
    """`2-3f2a`, as on the paper."""
    language: str
    at: int
    signer: str
    gone_over: str
    """In words."""
    sha256: str
    lines: tuple[SummaryLine, ...]
    given: tuple[GivenRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenRecord:
    """That it was given."""

    id: str
    at: int
    how: str
    """In words."""
    by: str


@dataclass(frozen=True, slots=True)
class SummaryView:
    """The summary as it would be approved now, and what was approved and given before."""

    patient_id: str
    name: str
    month: Month
    language: str
    chosen: str
    """The language that a person chose for it; empty for the patient's own."""
    lines: tuple[SummaryLine, ...]
    """As they would be printed."""
    left_out: tuple[SummaryLine, ...]
    """Lines that somebody left out."""
    words: str
    """The care team's own."""
    heads: tuple[str, ...]
    """Versions of what was left out and added; more than one wait for a decision."""
    undecided: bool
    state: str
    """A key of `domain.month_summary.STATES`."""
    told: str
    """The state in words: which version, by whom, when, and that something changed since."""
    new: tuple[str, ...]
    gone: tuple[str, ...]
    """Lines by which an approved summary became a draft again."""
    seen: str
    """Digest of what is shown: approving names it."""
    current: str
    """Entity of the approved version that the summary is now, or was until it changed; empty for none."""
    versions: tuple[ApprovedVersion, ...]
    """The oldest first."""
    transcripts: tuple[tuple[str, str], ...]
    """Key of a line and the contact it rests on, where that has a transcript."""
    reading: str
    """How hard it is to read, in words for staff."""
    reading_is_warning: bool

    @property
    def left_out_keys(self) -> frozenset[str]:
        """Of the lines that somebody left out."""
        return frozenset(line.key for line in self.left_out)

    @property
    def given(self) -> tuple[tuple[ApprovedVersion, GivenRecord], ...]:
        """Everything that was given, the oldest first."""
        return tuple((version, one) for version in self.versions for one in version.given)
