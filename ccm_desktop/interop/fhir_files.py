"""Finds FHIR R4 resources in files: bundles of every kind, single resources, bulk NDJSON, folders of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.progress import Progress

BUNDLES = ("transaction", "collection", "searchset", "document", "batch", "message", "history")
_SUFFIXES = (".json", ".ndjson", ".jsonl")
_MOST = 1024**3
_decode = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class Located:
    """A resource and where it stood; `place` is a line or a path, never a value."""

    resource: dict[str, Any]
    full_url: str
    file: str
    place: str


def fhir_files(path: Path) -> list[Path]:
    """The files to read; raises BadInput when there is nothing to import."""
    if path.is_dir():
        found = sorted(p for p in path.rglob("*") if p.suffix.lower() in _SUFFIXES and p.is_file())
        if not found:
            raise BadInput(
                "import_empty",
                f"{path.name} holds no FHIR files.",
                "Choose a folder with .json or .ndjson files.",
            )
        return found
    if not path.is_file():
        raise BadInput("import_missing", f"There is no file or folder named {path.name}.", "Check the path.")
    return [path]


def resources(files: list[Path], progress: Progress) -> Iterator[list[Located]]:
    """The resources of one file after the other; a malformed file ends everything."""
    total = sum(file.stat().st_size for file in files)
    done = 0
    for file in files:
        if file.stat().st_size > _MOST:
            raise BadInput("import_too_large", f"{file.name} is larger than 1 GB.", "Export it in parts.")
        found = _ndjson(file) if file.suffix.lower() in (".ndjson", ".jsonl") else _document(file)
        yield found
        done += file.stat().st_size
        progress.report(done, total)


def _ndjson(file: Path) -> list[Located]:
    found = []
    for number, line in enumerate(_text(file).split(b"\n"), start=1):
        if line.strip():
            resource = _parsed(line, file.name, f"line {number}")
            if not isinstance(resource, dict):
                raise _malformed(file.name, f"line {number}", "is not a FHIR resource")
            found.append(Located(resource, "", file.name, f"line {number}"))
    return found


def _document(file: Path) -> list[Located]:
    content = _parsed(_text(file), file.name, "")
    if not isinstance(content, dict) or not isinstance(content.get("resourceType"), str):
        raise _malformed(file.name, "line 1", "is not a FHIR resource or bundle")
    if content["resourceType"] != "Bundle":
        return [Located(content, "", file.name, content["resourceType"])]
    if content.get("type") not in BUNDLES:
        raise _malformed(file.name, "Bundle.type", "is not a kind of bundle that can be imported")
    entries = content.get("entry", [])
    if not isinstance(entries, list):
        raise _malformed(file.name, "Bundle.entry", "is not a list")
    found = []
    for number, entry in enumerate(entries):
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
            url = entry.get("fullUrl")
            found.append(Located(entry["resource"], url if isinstance(url, str) else "", file.name, f"entry[{number}]"))
    return found


def _text(file: Path) -> bytes:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadInput("import_unreadable", f"{file.name} cannot be read.", "Check that you may read it.") from error
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _malformed(file.name, "line 1", "is not written in UTF-8")
    return content.removeprefix(b"\xef\xbb\xbf")


def _parsed(content: bytes, name: str, place: str) -> Any:
    try:
        return _decode(content)
    except RecursionError as error:
        raise _malformed(name, place or "line 1", "is nested too deeply") from error
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    # Slow but exact: where does it stop being JSON? Also accepts what msgspec is stricter about.
    try:
        return json.loads(content)
    except json.JSONDecodeError as error:
        where = f"{place}, column {error.colno}" if place else f"line {error.lineno}, column {error.colno}"
        raise _malformed(name, where, "is not JSON") from error
    except UnicodeDecodeError as error:
        raise _malformed(name, place or f"byte {error.start}", "is not written in UTF-8") from error
    except (RecursionError, ValueError) as error:
        raise _malformed(name, place or "line 1", "is not JSON that can be read") from error


def _malformed(name: str, place: str, reason: str) -> BadInput:
    return BadInput("import_malformed", f"{name}, {place}: {reason}.", "Nothing was imported. Export the file again.")
