"""The care plan: one entity per goal and intervention, and versions that name what they held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ccm_desktop.ledger.payload import payload, upcast


@payload("plan.summary", register="plan_summary")
@dataclass(frozen=True, slots=True)
class PlanSummary:
    """Entity: the patient. One plan per patient."""

    summary: str = ""
    prognosis: str = ""
    patient_goal: str = ""
    """What matters most, in the patient's own words."""


@payload("plan.review", register="plan_review", version=2)
@dataclass(frozen=True, slots=True)
class PlanReview:
    """When the plan was last reviewed and is due again."""

    review_on: str = ""
    reviewed_on: str = ""
    no_change: str = ""
    """Why that review changed nothing, in one line (rules.md 6.2); empty where it did, and before version 2."""


def _without_words(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "no_change": ""}


upcast("plan.review", _without_words)


@payload("goal.text", register="text", version=2)
@dataclass(frozen=True, slots=True)
class GoalText:
    """A measurable goal."""

    description: str
    condition: str = ""
    """Entity of the condition it belongs to."""
    measure: str = ""
    baseline: str = ""
    target: str = ""
    due_on: str = ""
    patient_words: str = ""
    barriers: str = ""
    template: str = ""
    """Template and version, `key@version`, whose words these still are; empty once a person changed them."""
    owner: str = ""
    """Who sees to it: the patient, a caregiver, a person of the practice."""


upcast("goal.text", dict)  # version 1 had no owner


@payload("goal.status", register="status")
@dataclass(frozen=True, slots=True)
class GoalStatus:
    """How far the goal is."""

    status: str = "active"
    """active | on_track | off_track | achieved | ended"""
    position: float = 0.0


@payload("intervention.text", register="text")
@dataclass(frozen=True, slots=True)
class InterventionText:
    """What is done, by whom, how often."""

    description: str
    goal: str = ""
    """Entity of the goal it serves; empty when it serves the condition as a whole."""
    condition: str = ""
    responsible: str = ""
    frequency: str = ""
    due_on: str = ""
    template: str = ""
    """As for a goal."""


@payload("intervention.status", register="status")
@dataclass(frozen=True, slots=True)
class InterventionStatus:
    """Whether the intervention goes on."""

    status: str = "active"
    """active | done | ended"""
    position: float = 0.0


@payload("plan.version", version=4)
@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A saved plan. It enumerates the operations it consists of, so it can never change."""

    number: int
    status: str
    """draft | current: whether it held what a month asks of a plan (`domain.care_plan.kept_status`)"""
    heads: tuple[str, ...]
    what: str = ""
    takes_back: str = ""
    """Entity of the version that this one took back (undo) or brought back (redo); empty for an edit."""
    undoable: bool = True
    """Whether a key takes it back; an assessment is withdrawn instead, with a reason."""
    as_of: int = 0
    """The instant whose plan it enumerates, epoch milliseconds, where nobody saved anything: it was made so that a
    signature, a copy or a paper rests on a version that holds what came in without a save. 0 for a save."""


upcast("plan.version", dict)  # version 1 did not say what it took back
upcast("plan.version", dict)  # version 2 did not hold assessments
upcast("plan.version", dict)  # version 3 did not say of what nobody saved


@payload("plan.copy_given", version=2)
@dataclass(frozen=True, slots=True)
class PlanCopyGiven:
    """The patient or caregiver received a copy: evidence that audits ask for."""

    version: str
    """Entity of the version."""
    given_at: int
    how: str
    to_whom: str = "patient"
    """patient, or the caregiver's name."""
    caregiver: str = ""
    """Entity of the caregiver; empty for the patient."""
    sections: tuple[str, ...] = ()
    """What the copy held for a caregiver, by key of section: what the patient permitted in that version."""
    permitted_on: str = ""
    language: str = ""
    """en | es"""


upcast("plan.copy_given", dict)  # version 1 named the caregiver only, not what they may have


@payload("plan.copy_withdrawn")
@dataclass(frozen=True, slots=True)
class PlanCopyWithdrawn:
    """It was recorded wrongly that a copy was given: no rule hears of it any more."""

    copy: str
    """Entity of the record."""
