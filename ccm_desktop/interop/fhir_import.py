"""FHIR R4 resources become payloads of the ledger; what cannot be used is counted, not fatal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from ccm_desktop.domain.progress import Progress
from ccm_desktop.interop import fhir_values as v
from ccm_desktop.interop.code_maps import CodeMap
from ccm_desktop.interop.fhir_clinical import READERS, Reader
from ccm_desktop.interop.fhir_files import Located, fhir_files, resources
from ccm_desktop.interop.fhir_source import ImportReport, Record, Rejected, Source, Unusable


def read_fhir(
    path: Path, *, zone: ZoneInfo, code_map: CodeMap, progress: Progress
) -> tuple[ImportReport, Iterator[Record]]:
    """The report, filled while the records are drawn; raises BadInput for a malformed file."""
    report = ImportReport()
    source = Source(zone, code_map, report)
    return report, _records(fhir_files(path), source, progress)


def _records(files: list[Path], source: Source, progress: Progress) -> Iterator[Record]:
    done: set[str] = set()
    for located in resources(files, progress):
        for one in located:
            _note_identity(one, source)
        for one in located:
            kind = v.text(one.resource.get("resourceType"))
            source.report.seen[kind or "(none)"] += 1
            reader = READERS.get(kind)
            if reader is None:
                source.report.unknown_types[kind or "(none)"] += 1
                continue
            key = _key_of(one)
            if key in done:
                continue
            done.add(key)
            yield from _read(reader, key, one, source)


def _read(reader: Reader, key: str, one: Located, source: Source) -> Iterator[Record]:
    kind = v.text(one.resource.get("resourceType"))
    try:
        found = list(reader(one.resource, key, source))
    except Unusable as error:
        source.report.rejected.append(Rejected(one.file, f"{one.place}.{kind}", str(error)))
    except (AttributeError, KeyError, TypeError, ValueError):
        source.report.rejected.append(Rejected(one.file, f"{one.place}.{kind}", "not in the form FHIR describes"))
    else:
        if found:
            source.report.used[kind] += 1
        yield from found


def _key_of(one: Located) -> str:
    kind, identity = v.text(one.resource.get("resourceType")), v.text(one.resource.get("id"))
    return f"{kind}/{identity or one.full_url.rpartition(':')[2] or f'{one.file}/{one.place}'}"


def _note_identity(one: Located, source: Source) -> None:
    key = _key_of(one)
    if one.full_url:
        source.keys[one.full_url] = key
    kind = v.text(one.resource.get("resourceType"))
    if kind in ("Practitioner", "RelatedPerson", "Patient"):
        family, given = v.human_name(one.resource.get("name"))
        source.names[key] = f"{given} {family}".strip()
    elif kind == "Organization":
        source.names[key] = v.text(one.resource.get("name"))
    elif kind == "Medication":
        source.bodies[key] = one.resource
    for identifier in v.items(one.resource.get("identifier")):
        source.keys[f"{v.text(identifier.get('system'))}|{v.text(identifier.get('value'))}"] = key
