"""Care teams, goals, services and care plans of FHIR."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ccm_desktop.interop import fhir_terms as t
from ccm_desktop.interop import fhir_values as v
from ccm_desktop.interop.fhir_kept import is_withheld, own_kind, restored, withheld
from ccm_desktop.interop.fhir_source import Record, Source, Unusable
from ccm_desktop.ledger.payloads.care_plan import (
    GoalStatus,
    GoalText,
    InterventionStatus,
    InterventionText,
)
from ccm_desktop.ledger.payloads.clinical import CareTeamMember, ConditionCode, ConditionStatus

_LIVE = frozenset({"proposed", "planned", "accepted", "active", "on-hold", "draft", "unknown", ""})
_OVER = frozenset({"completed", "cancelled", "stopped", "entered-in-error", "revoked"})
_ACHIEVED = {
    "achieved": "achieved", "sustaining": "achieved", "improving": "on_track", "worsening": "off_track",
    "not-achieved": "off_track", "no-progress": "off_track", "not-attainable": "off_track",
}  # fmt: skip


def read_care_team(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    """Each member by itself; the patient is no member of the own team."""
    patient = source.patient(resource)
    active = v.text(resource.get("status")) in ("", "active", "proposed")
    for participant in v.items(resource.get("participant")):
        member = next(v.items(participant.get("member")), {})
        member_key = source.key(member)
        name = source.name(member)
        body = source.bodies.get(member_key, {})
        kind = own_kind(body)
        if not name or member_key.startswith("Patient/") or (kind and kind != "member"):
            continue
        role, _ = v.concept(participant.get("role"))
        value = CareTeamMember(
            name, role, v.telecom(body, "phone"), source.name(next(v.items(participant.get("onBehalfOf")), {})),
            "active" if active else "removed", False, v.telecom(body, "email"), v.telecom(body, "fax"),
        )  # fmt: skip
        record = Record(
            f"{key}/{member_key or name}", patient, restored(body, (value,)) if kind else (value,),
            source.entity(member_key) if kind else "",
        )  # fmt: skip
        yield record
        if is_withheld(body):
            yield withheld(record)


def read_goal(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    """A goal with its target and the condition it belongs to."""
    patient = source.patient(resource)
    description, _ = v.concept(resource.get("description"))
    if not description:
        raise Unusable("no description")
    target = next(v.items(resource.get("target")), {})
    measure, _ = v.concept(target.get("measure"))
    barriers = (
        v.concept(found.get("valueCodeableConcept"))[0]
        for found in v.items(resource.get("extension")) if found.get("url") == t.GOAL_BARRIER
    )  # fmt: skip
    status = v.text(resource.get("lifecycleStatus") or resource.get("status"))
    yield Record(key, patient, (
        GoalText(
            description, condition_of(resource, "addresses", source), measure, _note_of(resource, t.BASELINE),
            _target(target), v.day(target.get("dueDate")), _said_by_patient(resource, source),
            "; ".join(filter(None, barriers)), owner=_note_of(resource, t.OWNER),
        ),
        GoalStatus(_goal_status(resource, status)),
    ))  # fmt: skip


def _goal_status(resource: dict[str, Any], status: str) -> str:
    """What is no longer sought has ended here, unless this program says that it was reached."""
    achieved = v.first_code(resource.get("achievementStatus"))
    if status in _LIVE:
        return _ACHIEVED.get(achieved, "active")
    return "achieved" if achieved == "achieved" and own_kind(resource) else "ended"


def _note_of(resource: dict[str, Any], label: str) -> str:
    """What this program wrote into a note of its own with that label."""
    notes = (v.text(note.get("text")) for note in v.items(resource.get("note")) if "authorReference" not in note)
    said = (text.removeprefix(f"{label}: ") for text in notes if text.startswith(f"{label}: "))
    return next(said, "") if own_kind(resource) else ""


def _target(target: dict[str, Any]) -> str:
    """What is to be reached: `< 140 mmHg`, `70–130 mg/dL`, or in words."""
    number, unit = v.quantity(target.get("detailQuantity"))
    if number:
        comparator = v.text(next(v.items(target.get("detailQuantity")), {}).get("comparator"))
        return f"{comparator} {number} {unit}".strip()
    span = next(v.items(target.get("detailRange")), {})
    low, high = v.quantity(span.get("low")), v.quantity(span.get("high"))
    number, unit = "–".join(filter(None, (low[0], high[0]))), low[1] or high[1]
    words, _ = v.concept(target.get("detailCodeableConcept"))
    return f"{number} {unit}".strip() or words or v.text(target.get("detailString"))


def _said_by_patient(resource: dict[str, Any], source: Source) -> str:
    notes = (
        v.text(note.get("text")) for note in v.items(resource.get("note"))
        if source.key(next(v.items(note.get("authorReference")), {})).startswith("Patient/")
    )  # fmt: skip
    return "\n".join(filter(None, notes))


def read_service(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    """What is done for the patient, where a plan refers to it or it is planned itself; other orders are not used."""
    planned = key in source.planned or v.text(resource.get("intent")) in ("plan", "proposal")
    words, _ = v.concept(resource.get("code"))
    if not planned or not words:
        return
    text = InterventionText(
        words, goal_of(resource, source), condition_of(resource, "reasonReference", source),
        performer_of(resource, source), v.timing(resource.get("occurrenceTiming")), due_of(resource),
    )  # fmt: skip
    over = v.text(resource.get("status")) in _OVER
    yield Record(key, source.patient(resource), (text, InterventionStatus("ended" if over else "active")))


def goal_of(resource: dict[str, Any], source: Source) -> str:
    """The goal that a resource says it is for."""
    goals = (
        source.key(next(v.items(found.get("valueReference")), {}))
        for found in v.items(resource.get("extension")) if found.get("url") == t.PERTAINS_TO_GOAL
    )  # fmt: skip
    return source.entity(next(goals, ""))


def performer_of(resource: dict[str, Any], source: Source) -> str:
    """Who does it."""
    named = source.name(next(v.items(resource.get("performer")), {}))
    return named or v.concept(resource.get("performerType"))[0]


def due_of(resource: dict[str, Any]) -> str:
    """By when a service is done."""
    repeat = next(v.items(next(v.items(resource.get("occurrenceTiming")), {}).get("repeat")), {})
    bounds = next(v.items(repeat.get("boundsPeriod")), {})
    period = next(v.items(resource.get("occurrencePeriod")), {})
    return v.day(resource.get("occurrenceDateTime") or period.get("end") or bounds.get("end"))


def read_care_plan(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    """The activities of a plan become interventions for the condition it addresses."""
    patient = source.patient(resource)
    live = v.text(resource.get("status")) in _LIVE
    condition = condition_of(resource, "addresses", source)
    for reference in v.items(resource.get("addresses")):
        name = v.text(reference.get("display"))
        if name and not source.key(reference):  # some systems tell a condition by its name only
            named = f"{key}/addresses/{name}"
            condition = condition or source.entity(named)
            yield Record(named, patient, (ConditionCode(name), ConditionStatus("active" if live else "inactive")))
    goals = [source.key(g) for g in v.items(resource.get("goal"))]
    for number, activity in enumerate(v.items(resource.get("activity"))):
        detail = next(v.items(activity.get("detail")), {})
        words, _ = v.concept(detail.get("code"))
        words = words or v.text(detail.get("description"))
        if not words:
            continue
        done = v.text(detail.get("status")) in _OVER
        goal = next((source.key(g) for g in v.items(detail.get("goal"))), goals[0] if len(goals) == 1 else "")
        text = InterventionText(
            words, source.entity(goal), condition, v.text(next(v.items(detail.get("performer")), {}).get("display")),
            v.text(detail.get("scheduledString")),
        )  # fmt: skip
        status = InterventionStatus("ended" if done or not live else "active", float(number))
        yield Record(f"{key}/activity/{number}", patient, (text, status))


def condition_of(resource: dict[str, Any], name: str, source: Source) -> str:
    """The condition that one of the references of that element names."""
    for reference in v.items(resource.get(name)):
        key = source.key(reference)
        if key.startswith("Condition/"):
            return source.entity(key)
    return ""
