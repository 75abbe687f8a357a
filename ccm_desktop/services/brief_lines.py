"""The five lines of a practitioner's brief: what, medicines, barriers, the decision asked for, what changed."""

from __future__ import annotations

from collections.abc import Sequence

from ccm_desktop.domain.instruments.instrument import AREAS
from ccm_desktop.reports.plan_documents import Change
from ccm_desktop.services.forms import AssessmentResult
from ccm_desktop.services.plan_parts import CHOICES
from ccm_desktop.services.plan_standing import goals_of
from ccm_desktop.services.plan_views import CarePlanView, MedicationView

_SHOWN = 3
_TAKING = next(words for (cls, field), words in CHOICES.items() if cls.__name__ == "MedicationReview"
               and field == "taking")  # fmt: skip
_CHANGED = {"new": "new", "ended": "ended", "changed": "changed", "reached": "reached"}


def lines(
    plan: CarePlanView, asked: Sequence[str], changes: Sequence[Change], *, is_first: bool
) -> tuple[tuple[str, str], ...]:  # fmt: skip
    """Title and words; of long lists the first three and how many more."""
    barriers = [one.value.description for one in plan.short["barriers"] if one.value.status == "active"]
    changed = [f"{_CHANGED[one.kind]}: {one.text}" for one in changes]
    return (
        ("What", _what(plan)),
        ("Medicines", _medicines(plan.medications)),
        ("Barriers", _few(barriers, "none found" if _asked(plan, "barriers") else "not asked yet")),
        ("Decision asked for", _few(list(asked), "none")),
        ("Plan this month", _few(changed, "first plan" if is_first else "unchanged")),
    )


def _what(plan: CarePlanView) -> str:
    problems = _few([one.code.value.display for one in plan.problems], "no problem written down")
    off = [one.text.value.description for one in goals_of(plan) if one.status.value.status == "off_track"]
    results = [_result(one.result.value) for one in plan.assessments if one.result.value.positive]
    stands_out = f" Stands out: {_few(results, '')}." if results else ""
    return f"{problems}. Off track: {_few(off, 'no goal')}.{stands_out}"


def _result(value: AssessmentResult) -> str:
    """`PHQ-9 14 (Moderate)`."""
    named = f"{value.title or AREAS.get(value.area, value.area)} {value.score}".strip()
    return f"{named} ({value.result})" if value.result else named


def _medicines(medications: Sequence[MedicationView]) -> str:
    troubled = []
    for one in medications:
        review = one.review.value
        if review.taking not in ("", "yes") or review.discrepancy:
            said = review.discrepancy or _TAKING.get(review.taking, review.taking).lower()
            troubled.append(f"{one.order.value.drug}: {said}")
    count = "1 medicine" if len(medications) == 1 else f"{len(medications)} medicines"
    unasked = sum(not one.review.value.taking for one in medications)
    left = f" {unasked} not gone over yet." if unasked else ""
    return f"{count}. {_few(troubled, '' if unasked else 'No trouble told')}".rstrip(". ") + f".{left}"


def _asked(plan: CarePlanView, section: str) -> bool:
    """Whether somebody said that there is nothing, or what there was is solved."""
    return bool(plan.short[section]) or (section in plan.notes and plan.notes[section].value.state != "open")


def _few(found: Sequence[str], nothing: str) -> str:
    more = f"; {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return "; ".join(found[:_SHOWN]) + more if found else nothing
