"""What the readers of single FHIR resources share: identities, names, and the report they fill."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.interop import fhir_values as v
from ccm_desktop.interop.code_maps import CodeMap
from ccm_desktop.ledger.ids import imported_id


@dataclass(frozen=True, slots=True)
class Record:
    """One thing to store: its foreign identity, whose it is, and the registers it fills."""

    source_key: str
    """`Type/id`; empty-handed resources are named by their place in the bundle."""
    patient_key: str
    values: tuple[object, ...]
    entity: str = ""
    """The item that it fills; what this program exported keeps its own."""
    patient: str = ""
    """Entity of the patient; empty for what is nobody's."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A resource that could not be used."""

    file: str
    place: str
    reason: str


@dataclass
class ImportReport:
    """What an import saw; counts and places only, no patient's data."""

    seen: Counter[str] = field(default_factory=Counter)
    used: Counter[str] = field(default_factory=Counter)
    unknown_types: Counter[str] = field(default_factory=Counter)
    unmapped_codes: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)
    mrn_of: dict[str, str] = field(default_factory=dict)
    """`Patient/id` to who assigned the medical record number: a number means nothing without it."""


class Unusable(Exception):
    """This resource lacks what is needed; the message says what, never a value."""


def two_people() -> BadInput:
    """One id, and two people behind it: nothing may be filed under it."""
    return BadInput(
        "import_two_people",
        "Two different people carry one id, so this may be the export of another system.",
        "Nothing was imported. If it is one person, correct the name or the date of birth in the panel first.",
    )


@dataclass
class Source:
    """What readers of single resources may ask."""

    zone: ZoneInfo
    code_map: CodeMap
    report: ImportReport
    keys: dict[str, str] = field(default_factory=dict)
    """fullUrl and identifier to `Type/id`."""
    names: dict[str, str] = field(default_factory=dict)
    """`Type/id` of people and medications to their name."""
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    """`Type/id` of resources that others say something through: medications, people, outlooks."""
    own: dict[str, str] = field(default_factory=dict)
    """`Type/id` of what this program exported to the item's entity."""
    planned: set[str] = field(default_factory=set)
    """`Type/id` of what the activities of a plan refer to."""
    outcomes: dict[str, str] = field(default_factory=dict)
    """`Type/id` of an activity to that of what came of it."""

    def entity(self, key: str) -> str:
        """The item that a resource stands for here; empty for no resource."""
        return self.own.get(key) or (imported_id(key) if key else "")

    def key(self, reference: Any) -> str:
        """`Type/id` of what a Reference points to, as far as it can be told."""
        raw = v.text(reference.get("reference")) if isinstance(reference, dict) else v.text(reference)
        if not raw and isinstance(reference, dict):
            named = next(v.items(reference.get("identifier")), {})
            raw = f"{v.text(named.get('system'))}|{v.text(named.get('value'))}"
        raw = raw.partition("/_history/")[0]
        if raw in self.keys:
            return self.keys[raw]
        if "?" in raw:
            return self.keys.get(raw.partition("?")[2].removeprefix("identifier="), "")
        return "/".join(raw.rstrip("/").split("/")[-2:]) if "/" in raw else ""

    def name(self, reference: Any) -> str:
        """Of whom a Reference points to."""
        return (v.text(reference.get("display")) if isinstance(reference, dict) else "") or self.names.get(
            self.key(reference), ""
        )

    def patient(self, resource: dict[str, Any]) -> str:
        """`Patient/id` of the subject."""
        for name in ("subject", "patient"):
            found = self.key(next(v.items(resource.get(name)), {}))
            if found.startswith("Patient/"):
                return found
        raise Unusable("no patient")
