"""FHIR R4 resources become payloads of the ledger; what cannot be used is counted, not fatal."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ccm_desktop.domain.identity import Who, may_be_one_person
from ccm_desktop.domain.progress import Progress
from ccm_desktop.interop import fhir_values as v
from ccm_desktop.interop.code_maps import CodeMap
from ccm_desktop.interop.fhir_clinical import READERS, Reader
from ccm_desktop.interop.fhir_files import Located, fhir_files, resources
from ccm_desktop.interop.fhir_kept import is_withheld, own_entity, own_kind, restored, withheld
from ccm_desktop.interop.fhir_own import OWN_READERS
from ccm_desktop.interop.fhir_source import ImportReport, Record, Rejected, Source, Unusable, two_people

_NOBODY = Who("", "", "")
_BODIES = frozenset({"Medication", "Practitioner", "RelatedPerson", "Organization", "ClinicalImpression", "Procedure"})


def read_fhir(
    path: Path, *, zone: ZoneInfo, code_map: CodeMap, progress: Progress
) -> tuple[ImportReport, Iterator[Record]]:
    """The report, filled while the records are drawn; raises BadInput for a malformed file."""
    report = ImportReport()
    source = Source(zone, code_map, report)
    return report, _records(fhir_files(path), source, progress)


def _records(files: list[Path], source: Source, progress: Progress) -> Iterator[Record]:
    done: dict[str, Who] = {}
    for located in resources(files, progress):
        for one in located:
            note_identity(one, source)
        for one in located:
            note_activities(one, source)
        for one in located:
            kind = v.text(one.resource.get("resourceType"))
            source.report.seen[kind or "(none)"] += 1
            reader = reader_of(one.resource)
            if reader is None:
                source.report.unknown_types[kind or "(none)"] += 1
                continue
            key = key_of(one)
            who = _who(one) if kind == "Patient" else _NOBODY
            if key in done:
                if not may_be_one_person(who, done[key]):
                    raise two_people()
                continue
            done[key] = who
            yield from _read(reader, key, one, source)


def reader_of(resource: dict[str, Any]) -> Reader | None:
    """Who reads a resource: what this program exported says of itself which item of a plan it is."""
    kind = v.text(resource.get("resourceType"))
    return OWN_READERS.get((kind, own_kind(resource))) or READERS.get(kind)


def _who(one: Located) -> Who:
    return Who(*v.human_name(one.resource.get("name")), v.day(one.resource.get("birthDate")))


def _read(reader: Reader, key: str, one: Located, source: Source) -> Iterator[Record]:
    kind = v.text(one.resource.get("resourceType"))
    try:
        found = [_placed(record, one.resource, source) for record in reader(one.resource, key, source)]
    except Unusable as error:
        source.report.rejected.append(Rejected(one.file, f"{one.place}.{kind}", str(error)))
    except (AttributeError, KeyError, TypeError, ValueError):
        source.report.rejected.append(Rejected(one.file, f"{one.place}.{kind}", "not in the form FHIR describes"))
    else:
        if found:
            source.report.used[kind] += 1
        yield from found
        if found and is_withheld(one.resource):
            yield withheld(found[0])


def _placed(record: Record, resource: dict[str, Any], source: Source) -> Record:
    """With its item, its patient, and what the resource keeps beside its standard elements."""
    return replace(
        record,
        values=restored(resource, record.values),
        entity=record.entity or source.entity(record.source_key),
        patient=source.entity(record.patient_key),
    )


def key_of(one: Located) -> str:
    """`Type/id`; what has no name of its own is known by its content, never by its place in a file."""
    kind, identity = v.text(one.resource.get("resourceType")), v.text(one.resource.get("id"))
    identity = identity or re.split("[:/]", one.full_url)[-1]
    if not identity:
        identity = hashlib.sha256(json.dumps(one.resource, sort_keys=True).encode()).hexdigest()
    return f"{kind}/{identity}"


def note_identity(one: Located, source: Source) -> None:
    """What other resources will ask of this one."""
    key = key_of(one)
    if one.full_url:
        source.keys[one.full_url] = key
    kind = v.text(one.resource.get("resourceType"))
    if kind in ("Practitioner", "RelatedPerson", "Patient"):
        family, given = v.human_name(one.resource.get("name"))
        source.names[key] = f"{given} {family}".strip()
    elif kind == "Organization":
        source.names[key] = v.text(one.resource.get("name"))
    if kind in _BODIES:
        source.bodies[key] = one.resource
    if own := own_entity(one.resource):
        source.own[key] = own
    for identifier in v.items(one.resource.get("identifier")):
        value = v.text(identifier.get("value"))
        if value:
            source.keys[f"{v.text(identifier.get('system'))}|{value}"] = key


def note_activities(one: Located, source: Source) -> None:
    """What a plan refers to belongs to it, whatever else the file holds."""
    if v.text(one.resource.get("resourceType")) == "CarePlan":
        for activity in v.items(one.resource.get("activity")):
            asked = source.key(next(v.items(activity.get("reference")), {}))
            source.planned.add(asked)
            source.outcomes[asked] = source.key(next(v.items(activity.get("outcomeReference")), {}))
