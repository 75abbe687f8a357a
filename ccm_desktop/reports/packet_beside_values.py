"""What is recorded beside the care plan, as an audit packet tells it: instructions, teach-backs, discharges.

Figures are those of the closing where the month is closed; whatever came later stands beside them with its day.
"""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.reports.packet_values import Moment, Recorded

Totals = tuple[tuple[str, int], ...]
"""How many lines of the section have which state; together they are all of them."""


@dataclass(frozen=True, slots=True)
class InstructionDecision:
    """What a practitioner decided, once."""

    choice: str
    why: str
    plan_said: str
    """What the plan said of it then; empty in older records."""
    replaced: bool
    """A later decision took its place."""
    by: str
    at: Moment
    op: str


@dataclass(frozen=True, slots=True)
class InstructionRecord:
    """Two instructions about one line of the plan, each with its source, and every decision (product.md A-42)."""

    kind: str
    """medication | goal | intervention"""
    plan_says: str
    plan_by: str
    plan_on: str
    other_says: str
    other_by: str
    other_on: str
    state: str
    decisions: tuple[InstructionDecision, ...]
    by: str
    at: Moment
    op: str


@dataclass(frozen=True, slots=True)
class InstructionSection:
    """Those that were raised, open or decided in the month."""

    totals: Totals
    lines: tuple[InstructionRecord, ...]


@dataclass(frozen=True, slots=True)
class TeachBackRecord:
    """Whether the patient could say an instruction back (product.md A-102)."""

    kind: str
    """symptom | medication | intervention"""
    instruction: str
    result: str
    words: str
    """The patient's."""
    state: str
    withdrawn: Recorded | None
    by: str
    at: Moment
    op: str


@dataclass(frozen=True, slots=True)
class TeachBackSection:
    """Every result of the month, withdrawn ones too."""

    totals: Totals
    lines: tuple[TeachBackRecord, ...]


@dataclass(frozen=True, slots=True)
class DischargeStep:
    """One thing that is to follow a discharge (rules.md 4.7, product.md A-43)."""

    step: str
    due_on: str
    state: str
    done_on: str
    words: str
    versions: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True)
class DischargeRecord:
    """A discharge and what followed it."""

    discharged_on: str
    facility: str
    destination: str
    medicines: str
    complexity: str
    """Of decision-making as it was expected: it sets the day of the visit."""
    followed_until: str
    """Last of its 30 days."""
    note: str
    state: str
    reason: str
    """Why it was withdrawn."""
    steps: tuple[DischargeStep, ...]
    versions: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True)
class TransitionSection:
    """Discharges whose 30 days touch the month; `steps` counts the steps of those that hold, by state."""

    totals: Totals
    steps: Totals
    lines: tuple[DischargeRecord, ...]


@dataclass(frozen=True, slots=True)
class SummaryCopy:
    """That the patient received a version of the monthly summary."""

    given_at: Moment
    how: str
    state: str
    withdrawn: Recorded | None
    by: str
    at: Moment
    op: str


@dataclass(frozen=True, slots=True)
class SummaryVersion:
    """A version of the patient's monthly summary that somebody approved (product.md A-103)."""

    version: str
    """Number and mark, as on the paper."""
    language: str
    gone_over: str
    """With the patient, and how."""
    lines: tuple[tuple[str, str], ...]
    """Part and text, as printed."""
    sha256: str
    digest_holds: bool
    """The digest fits the lines."""
    state: str
    withdrawn: Recorded | None
    given: tuple[SummaryCopy, ...]
    by: str
    at: Moment
    op: str


@dataclass(frozen=True, slots=True)
class SummarySection:
    """Every approved version of the month's summary, withdrawn ones too; `given` counts copies by state."""

    totals: Totals
    given: Totals
    lines: tuple[SummaryVersion, ...]
