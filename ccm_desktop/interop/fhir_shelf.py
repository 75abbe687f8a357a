"""What an export is made of while it grows: resources, whose values each carries, the sections they stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from ccm_desktop.interop import fhir_shape as s
from ccm_desktop.interop import fhir_terms as t
from ccm_desktop.interop.fhir_narrative import narrative
from ccm_desktop.ledger.payloads.care_plan import GoalStatus, GoalText, InterventionStatus, InterventionText
from ccm_desktop.ledger.payloads.clinical import ConditionCode, ConditionStatus
from ccm_desktop.ledger.payloads.plan_sections import Sharing

P = TypeVar("P")
_PLACED: Mapping[type[Any], type[Any]] = {
    ConditionCode: ConditionStatus, GoalText: GoalStatus, InterventionText: InterventionStatus,
}  # fmt: skip
"""Items whose place among their like people decide, with what says it; problems of one place stand by name."""


@dataclass(frozen=True, slots=True)
class Attester:
    """Who signed exactly the version that goes out."""

    name: str
    """As printed, at the time of signing."""
    npi: str
    at: int
    """Epoch seconds."""


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A patient's plan with frozen values; what was removed, or is nobody's business elsewhere, is not in it."""

    patient: str
    values: Mapping[type[Any], Mapping[str, Any]]
    """By payload type and entity; those that a patient has one of have the patient as entity."""
    practice: str
    practice_phone: str
    practice_address: str
    practitioner: str
    """Who answers for the patient, by name; empty where nobody is assigned."""
    npi: str
    current: bool
    """The plan is complete enough to be in force; else it is a draft."""
    version: str
    """Entity of the saved version; empty for one that was never saved."""
    number: int
    saved_by: str
    saved_at: int
    """Epoch seconds, as all instants."""
    made_at: int
    zone: ZoneInfo
    begun_on: str = ""
    """Day of the plan's first version; empty where there is none."""
    attester: Attester | None = None
    """None where nobody signed that version, or the signature does not prove it."""

    def of(self, cls: type[P]) -> Iterator[tuple[str, P]]:
        """Items of one kind, in the order of the plan, then of their ids: the same plan is the same file."""
        return iter(sorted(self.values.get(cls, {}).items(), key=partial(self._place, cls)))

    def _place(self, cls: type[Any], item: tuple[str, Any]) -> tuple[float, str, str]:
        entity, value = item
        position: float = self.one(_PLACED[cls], entity).position if cls in _PLACED else 0.0
        return position, value.display.casefold() if isinstance(value, ConditionCode) else "", entity

    def one(self, cls: type[P], entity: str) -> P:
        """One register, or what it is before anybody wrote it."""
        found: P | None = self.values.get(cls, {}).get(entity)
        return cls() if found is None else found


@dataclass(slots=True)
class Shelf:
    """Resources in the order in which they stand in the file."""

    record: PlanRecord
    resources: list[dict[str, Any]] = field(default_factory=list)
    carriers: dict[tuple[type[Any], str], dict[str, Any]] = field(default_factory=dict)
    """By payload type and entity: the resource that carries the value."""
    sections: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    """By key of the section of the plan: UUID and words of each item."""

    outcomes: dict[str, str] = field(default_factory=dict)
    """By UUID of what the plan asks for: UUID of what was done of it."""

    @property
    def patient(self) -> dict[str, Any]:
        """A reference to the patient."""
        return s.reference(s.uuid_of(self.record.patient))

    def item(
        self, kind: str, entity: str, classes: Iterable[type[Any]], resource: dict[str, Any], words: str,
        *, section: str = "", part: str = "",
    ) -> str:  # fmt: skip
        """Put an item of the plan on the shelf; returns the UUID by which others refer to it."""
        tag = {"system": t.KIND, "code": kind, "display": t.KINDS[kind]}
        known = {"system": t.ITEM, "value": s.uuid_of(entity)}
        if not part and self.record.one(Sharing, entity).withheld:
            resource["extension"] = [*resource.get("extension", []), {"url": t.WITHHELD, "valueBoolean": True}]
        resource = {**resource, "identifier": [known, *resource.get("identifier", [])], "meta": {"tag": [tag]}}
        uuid, stored = self._put(resource, entity, part, words)
        for cls in classes:
            self.carriers[cls, entity] = stored
        if section:
            self.sections[section].append((uuid, words))
        return uuid

    def beside(self, name: str, resource: dict[str, Any], words: str) -> str:
        """Put something on the shelf that is no item: the practice, the team, who wrote it."""
        return self._put(resource, self.record.patient, name, words)[0]

    def _put(self, resource: dict[str, Any], entity: str, part: str, words: str) -> tuple[str, dict[str, Any]]:
        uuid = s.uuid_of(entity, part)
        kind = resource.pop("resourceType")
        stored = {"resourceType": kind, "id": uuid, "text": narrative([words]), **s.pruned(resource)}
        self.resources.append(stored)
        return uuid, stored
