"""What the standard elements of a resource do not give back, beside them: one extension a resource, a part a field.

The exporter reads its own resources as any other program would and keeps only the fields that come back otherwise.
"""

from __future__ import annotations

import base64
import binascii
import math
import uuid
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args, get_type_hints

import msgspec

from ccm_desktop.domain.instruments.instrument import AREAS, WHO_ANSWERED
from ccm_desktop.interop import fhir_terms as t
from ccm_desktop.interop import fhir_values as v
from ccm_desktop.interop.fhir_shape import is_exact
from ccm_desktop.interop.fhir_source import Record, Unusable
from ccm_desktop.ledger.payload import kind_of
from ccm_desktop.ledger.payloads import assessment, care_plan, clinical, plan_sections

WORDS: dict[tuple[type[Any], str], frozenset[str]] = {
    (cls, name): frozenset(words.split())
    for cls, name, words in (
        (clinical.ConditionCode, "chronic", "yes review no unknown"),
        (clinical.ConditionStatus, "status", "active resolved inactive"),
        (care_plan.GoalStatus, "status", "active on_track off_track achieved ended"),
        (care_plan.InterventionStatus, "status", "active done ended"),
        (clinical.MedicationStatus, "status", "active stopped"),
        (clinical.AllergyStatus, "status", "active resolved"),
        (clinical.ObservationRecord, "category", "vital lab"),
        (clinical.CareTeamMember, "status", "active"),
        (plan_sections.Barrier, "kind", "transport cost language memory understanding access home other"),
        (plan_sections.Barrier, "status", "active solved"),
        (plan_sections.SymptomToWatch, "urgency", "call same_day emergency"),
        (plan_sections.SymptomToWatch, "status", "active"),
        (plan_sections.CommunityResource, "status", "active"),
        (plan_sections.PreventiveItem, "status", "active done declined not_applicable"),
        (plan_sections.AdvanceDirectives, "directives", "none discussed on_file declined"),
        (plan_sections.Caregiver, "status", "active"),
        (plan_sections.GoalProgress, "status", "active"),
        (plan_sections.MedicationReview, "taking", "yes no confused cost out"),
        (plan_sections.MedicationReview, "source", "patient caregiver bottles pharmacy discharge_list"),
        (plan_sections.SectionNote, "state", "none_known not_applicable"),
        (assessment.AssessmentResult, "area", " ".join(AREAS)),
        (assessment.AssessmentResult, "answered_by", " ".join(WHO_ANSWERED)),
        (assessment.AssessmentStanding, "standing", "holds"),
    )
}
"""Fields with a fixed list of words: a file may not bring others. Empty is always possible, *removed* never."""
LINKS = frozenset({"condition", "goal"})
"""Fields that name another item: a reference says it, and where that item stays behind nothing does."""
_LONGEST_INTEGER = 2**31
_MOST = 2**53
"""JSON carries no larger whole number through every program."""


def own_kind(resource: dict[str, Any]) -> str:
    """Which item of a plan a resource of this program is; empty for those of others."""
    for tag in v.items(next(v.items(resource.get("meta")), {}).get("tag")):
        if tag.get("system") == t.KIND:
            return v.text(tag.get("code"))
    return ""


def own_entity(resource: dict[str, Any]) -> str:
    """The item's id in the practice that exported it; empty for resources of others."""
    for identifier in v.items(resource.get("identifier")):
        if identifier.get("system") == t.ITEM:
            try:
                return uuid.UUID(v.text(identifier.get("value"))).hex
            except ValueError:
                return ""
    return ""


def is_withheld(resource: dict[str, Any]) -> bool:
    """Whether an item of this program's says that no caregiver gets it."""
    said = (one for one in v.items(resource.get("extension")) if one.get("url") == t.WITHHELD)
    return bool(own_kind(resource)) and any(one.get("valueBoolean") is True for one in said)


def withheld(record: Record) -> Record:
    """What keeps that of an item; a file may say so, and never takes it back."""
    key = f"{record.source_key}/sharing"
    sharing = plan_sections.Sharing(withheld=True)
    return Record(key, record.patient_key, (sharing,), plan_sections.sharing_entity(record.entity), record.patient)


def keep(resource: dict[str, Any], read: Any, value: Any) -> None:
    """Lay into the resource what of `value` a reader of its standard elements gets otherwise."""
    name = kind_of(type(value)).name
    parts: list[dict[str, Any]] = []
    for field in fields(value):
        wanted = getattr(value, field.name)
        if field.name not in LINKS and wanted != getattr(read, field.name):
            parts += _written(f"{name}.{field.name}", wanted)
    if parts:
        found: list[dict[str, Any]] = resource.setdefault("extension", [])
        held = next((one for one in found if one["url"] == t.KEPT), None)
        if held is None:
            found.append({"url": t.KEPT, "extension": parts})
        else:
            held["extension"] += parts


def restored(resource: dict[str, Any], values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values with the fields that were kept beside them; raises Unusable where one is no such value."""
    parts: dict[str, list[Any]] = {}
    for held in v.items(resource.get("extension")):
        if held.get("url") == t.KEPT:
            for part in v.items(held.get("extension")):
                parts.setdefault(v.text(part.get("url")), []).extend(_read(part))
    return tuple(_restored(value, parts) for value in values) if parts else values


def _restored(value: Any, parts: dict[str, list[Any]]) -> Any:
    name, hints = kind_of(type(value)).name, _hints(type(value))
    found = {
        field.name: _typed(type(value), field.name, parts[f"{name}.{field.name}"], hints[field.name])
        for field in fields(value)
        if f"{name}.{field.name}" in parts and field.name not in LINKS
    }
    return replace(value, **found) if found else value


def _typed(cls: type[Any], name: str, found: list[Any], hint: Any) -> Any:
    is_list = getattr(hint, "__origin__", None) is tuple
    if not is_list and len(found) != 1:
        raise _unfit()
    try:
        if is_list and is_dataclass(get_args(hint)[0]):
            found = [msgspec.json.decode(v.text(one)) for one in found]
        value = msgspec.convert(found if is_list else found[0], hint)
    except msgspec.DecodeError as error:
        raise _unfit() from error
    if isinstance(value, (int, float)) and (not math.isfinite(value) or (hint is int and abs(value) > _MOST)):
        raise _unfit()
    if isinstance(value, str) and value and value not in WORDS.get((cls, name), (value,)):
        raise _unfit()
    return value


def _unfit() -> Unusable:
    return Unusable("a field kept by this program is not in its form")


def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _written(url: str, value: Any) -> list[dict[str, Any]]:
    if isinstance(value, tuple):
        return [{"url": url, **_element(one)} for one in value] or [{"url": url, "valueCode": "empty"}]
    return [{"url": url, **_element(value)}]


def _element(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, int) and abs(value) < _LONGEST_INTEGER:
        return {"valueInteger": value}
    if isinstance(value, (int, float)):
        return {"valueDecimal": value}
    if is_dataclass(value):
        return {"valueString": msgspec.json.encode(value).decode()}
    if not value:
        return {"valueCode": "none"}
    words = str(value)
    if is_exact(words):
        return {"valueString": words}
    # What FHIR forbids in a string, or strips from it, still comes back as it was.
    return {"valueBase64Binary": base64.b64encode(words.encode()).decode()}


def _read(part: dict[str, Any]) -> list[Any]:
    if "valueCode" in part:
        return [] if part["valueCode"] == "empty" else [""]
    if "valueBase64Binary" in part:
        try:
            return [base64.b64decode(v.text(part["valueBase64Binary"]), validate=True).decode()]
        except (binascii.Error, UnicodeDecodeError) as error:
            raise _unfit() from error
    if isinstance(part.get("valueString"), str):
        return [v.text(part["valueString"])]
    return [part[name] for name in ("valueBoolean", "valueInteger", "valueDecimal") if name in part][:1]
