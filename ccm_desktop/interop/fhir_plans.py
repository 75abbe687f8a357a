"""Care teams, goals and care plans of FHIR."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ccm_desktop.interop import fhir_values as v
from ccm_desktop.interop.fhir_source import Record, Source, Unusable
from ccm_desktop.ledger.ids import imported_id
from ccm_desktop.ledger.payloads.care_plan import (
    GoalStatus,
    GoalText,
    InterventionStatus,
    InterventionText,
)
from ccm_desktop.ledger.payloads.clinical import CareTeamMember

_LIVE = frozenset({"proposed", "planned", "accepted", "active", "on-hold", "draft", "unknown", ""})
_ACHIEVED = {
    "achieved": "achieved",
    "improving": "on_track",
    "worsening": "off_track",
    "not-achieved": "off_track",
}


def read_care_team(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    """Each member by itself; the patient is no member of the own team."""
    patient = source.patient(resource)
    active = v.text(resource.get("status")) in ("", "active", "proposed")
    for participant in v.items(resource.get("participant")):
        member = next(v.items(participant.get("member")), {})
        member_key = source.key(member)
        name = v.text(member.get("display")) or source.names.get(member_key, "")
        if not name or member_key.startswith("Patient/"):
            continue
        role, _ = v.concept(participant.get("role"))
        of = v.text(next(v.items(participant.get("onBehalfOf")), {}).get("display"))
        value = CareTeamMember(name, role, "", of, "active" if active else "removed")
        yield Record(f"{key}/{member_key or name}", patient, (value,))


def read_goal(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    """A goal with its target and the condition it belongs to."""
    patient = source.patient(resource)
    description, _ = v.concept(resource.get("description"))
    if not description:
        raise Unusable("no description")
    target = next(v.items(resource.get("target")), {})
    measure, _ = v.concept(target.get("measure"))
    number, unit = v.quantity(target.get("detailQuantity"))
    if not number:
        span = next(v.items(target.get("detailRange")), {})
        low, high = v.quantity(span.get("low")), v.quantity(span.get("high"))
        number, unit = "–".join(filter(None, (low[0], high[0]))), low[1] or high[1]
    words, _ = v.concept(target.get("detailCodeableConcept"))
    status = v.text(resource.get("lifecycleStatus") or resource.get("status"))
    achieved = v.first_code(resource.get("achievementStatus"))
    yield Record(key, patient, (
        GoalText(
            description, _condition(resource, source), measure, "", f"{number} {unit}".strip() or words,
            v.day(target.get("dueDate")),
        ),
        GoalStatus(_ACHIEVED.get(achieved, "active") if status in _LIVE else "ended"),
    ))  # fmt: skip


def read_care_plan(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    """The activities of a plan become interventions for the condition it addresses."""
    patient = source.patient(resource)
    live = v.text(resource.get("status")) in _LIVE
    condition = _condition(resource, source)
    goals = [source.key(g) for g in v.items(resource.get("goal"))]
    for number, activity in enumerate(v.items(resource.get("activity"))):
        detail = next(v.items(activity.get("detail")), {})
        words, _ = v.concept(detail.get("code"))
        words = words or v.text(detail.get("description"))
        if not words:
            continue
        done = v.text(detail.get("status")) in ("completed", "cancelled", "stopped", "entered-in-error")
        goal = next((source.key(g) for g in v.items(detail.get("goal"))), goals[0] if len(goals) == 1 else "")
        performer = v.text(next(v.items(detail.get("performer")), {}).get("display"))
        text = InterventionText(
            words,
            imported_id(goal) if goal else "",
            condition,
            performer,
            v.text(detail.get("scheduledString")),
        )
        status = InterventionStatus("ended" if done or not live else "active", float(number))
        yield Record(f"{key}/activity/{number}", patient, (text, status))


def _condition(resource: dict[str, Any], source: Source) -> str:
    for reference in v.items(resource.get("addresses")):
        key = source.key(reference)
        if key.startswith("Condition/"):
            return imported_id(key)
    return ""
