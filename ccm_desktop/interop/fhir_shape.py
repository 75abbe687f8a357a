"""Small builders of FHIR R4 values: what is empty is left out, what FHIR forbids in a text is made visible."""

from __future__ import annotations

import re
import uuid
from typing import Any

from ccm_desktop.domain.calendar import is_day
from ccm_desktop.interop import fhir_terms as t

_ENTITY = re.compile(r"[0-9a-f]{32}")
_CODE = re.compile(r"[^\s]+(\s[^\s]+)*")
_NUMBER = re.compile(r"(0|[1-9]\d{0,8})(\.\d{1,4})?")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""R4, string: no characters below 32 but tab, line feed and carriage return."""


def text(words: str) -> str:
    """As a FHIR string: a forbidden character becomes the sign for one that cannot be shown."""
    return _FORBIDDEN.sub("\ufffd", words).strip()


def is_exact(words: str) -> bool:
    """Whether a FHIR string gives these words back as they are."""
    return bool(words) and text(words) == words


def uuid_of(entity: str, part: str = "") -> str:
    """The same UUID for the same item everywhere; `part` where one item is several resources."""
    if _ENTITY.fullmatch(entity) and not part:
        return str(uuid.UUID(entity))
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{t.OWN}:{entity}:{part}"))


def reference(target: str, display: str = "") -> dict[str, Any]:
    """To a resource of the same bundle, by its UUID; or to somebody known by name only."""
    return pruned({"reference": f"urn:uuid:{target}" if target else "", "display": text(display)})


def coding(system: str, code: str, display: str = "") -> dict[str, Any]:
    """One code; nothing where it could be none."""
    if not _CODE.fullmatch(code) or not is_exact(code):
        return {}
    return pruned({"system": system, "code": code, "display": display})


def concept(words: str, *codings: dict[str, Any]) -> dict[str, Any]:
    """Words and codes."""
    return pruned({"coding": list(codings), "text": text(words)})


def day(on: str) -> str:
    """An ISO date; nothing where it is none."""
    return on if is_day(on) else ""


def number(words: str) -> int | float | None:
    """A decimal that is written as FHIR would write it; None for everything else."""
    if _NUMBER.fullmatch(words) is None:
        return None
    return float(words) if "." in words else int(words)


def telecom(system: str, value: str) -> dict[str, Any]:
    """A phone number, an address for mail; nothing where there is none."""
    return {"system": system, "value": text(value)} if text(value) else {}


def note(words: str, author: str = "") -> dict[str, Any]:
    """An annotation, by the resource with that UUID."""
    if not text(words):
        return {}
    return pruned({"authorReference": reference(author) if author else {}, "text": text(words)})


def extension(url: str, **value: Any) -> dict[str, Any]:
    """An extension; nothing where its value is empty."""
    found = pruned(value)
    return {"url": url, **found} if found else {}


def pruned(value: dict[str, Any]) -> dict[str, Any]:
    """Without empty texts, lists and objects, however deep: FHIR knows none. False and 0 stay."""
    found = {key: _pruned(one) for key, one in value.items()}
    return {key: one for key, one in found.items() if not _is_empty(one)}


def _pruned(value: Any) -> Any:
    if isinstance(value, dict):
        return pruned(value)
    if isinstance(value, list):
        return [one for one in map(_pruned, value) if not _is_empty(one)]
    return value


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, (str, list, dict)) and not value)
