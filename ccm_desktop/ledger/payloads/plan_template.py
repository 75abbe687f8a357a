"""Care-plan templates of the practice's own."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.plan_template import PlanTemplate
from ccm_desktop.ledger.payload import payload, upcast


@payload("practice.plan_template", register="plan_template", version=2)
@dataclass(frozen=True, slots=True)
class PracticeTemplate:
    """One template, entity `plan_template:<key>`. Its versions stay in the ledger: plans name the one they used."""

    template: PlanTemplate
    based_on: str = ""
    """Name of the template that it was begun from, `key@version`."""
    retired: bool = False
    """No longer offered; what was inserted from it stays."""


upcast("practice.plan_template", dict)  # version 1 had no owners, ranges, urgencies and due items


@payload("plan.template_compared")
@dataclass(frozen=True, slots=True)
class TemplateCompared:
    """Somebody put the plan beside this version of a template, and left of its own lines what they left."""

    template: str
    """`key@version`"""
    saved: str = ""
    """Entity of the plan version that it led to, and is taken back with; empty for a plan that was kept as it is."""
