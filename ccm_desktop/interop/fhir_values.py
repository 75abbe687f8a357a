"""Small tolerant readers of FHIR values: real files break the rules in small ways all the time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ccm_desktop.domain.calendar import Month, midnight

SNOMED = "http://snomed.info/sct"
ICD10 = "http://hl7.org/fhir/sid/icd-10-cm"
LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
_PERIODS = {"s": "second", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year"}


def items(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a list, or the one object where a list was meant."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item


def text(value: Any) -> str:
    """A string; numbers become text, anything else nothing."""
    if isinstance(value, str):
        # Half a surrogate pair is valid JSON, but no text that could be stored.
        return (value if value.isascii() else value.encode("utf-8", "replace").decode()).strip()
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


def concept(value: Any) -> tuple[str, dict[str, str]]:
    """Words and codes (by system) of a CodeableConcept, or of the first of several."""
    for found in items(value):
        codes: dict[str, str] = {}
        words = text(found.get("text"))
        for coding in items(found.get("coding")):
            code = text(coding.get("code"))
            if code:
                codes.setdefault(text(coding.get("system")), code)
            words = words or text(coding.get("display"))
        if words or codes:
            return words or next(iter(codes.values())), codes
    return "", {}


def first_code(value: Any) -> str:
    """The first code of a CodeableConcept, Coding or list of either."""
    for found in items(value):
        if text(found.get("code")):
            return text(found.get("code"))
        for coding in items(found.get("coding")):
            if text(coding.get("code")):
                return text(coding.get("code"))
    return text(value) if isinstance(value, str) else ""


def day(value: Any, zone: ZoneInfo | None = None) -> str:
    """An ISO date; a year or month alone becomes its first day; nonsense becomes nothing.

    An instant with its own offset becomes the day that it was in `zone`.
    """
    raw = text(value)
    if zone is not None and len(raw) > 10:
        at = _instant(raw)
        if at is not None and at.tzinfo is not None:
            return at.astimezone(zone).date().isoformat()
    raw = raw[:10]
    if len(raw) in (4, 7):
        raw += "-01" * ((10 - len(raw)) // 3)
    try:
        return date.fromisoformat(raw).isoformat()
    except ValueError:
        return ""


def instant(value: Any, zone: ZoneInfo) -> int | None:
    """Epoch seconds; a time without zone is taken as the practice's."""
    raw = text(value)
    at = _instant(raw if len(raw) > 10 else day(raw) + "T00:00:00")
    if at is None:
        return None
    try:
        return int((at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC).timestamp())
    except (OverflowError, ValueError):
        return None


def instant_after(value: Any, zone: ZoneInfo) -> int | None:
    """Epoch seconds at which a period is over: FHIR counts the last day, month or year as a whole."""
    raw = text(value)
    first = day(raw) if len(raw) <= 10 else ""
    if not first:
        return instant(raw, zone)
    last = date.fromisoformat(first)
    try:
        if len(raw) == 10:
            return midnight(last + timedelta(days=1), zone)
        month = Month.of(last)
        return midnight((Month(month.year + 1, 1) if len(raw) == 4 else month.next).first_day, zone)
    except (OverflowError, ValueError):
        return None


def _instant(raw: str) -> datetime | None:
    try:
        return datetime.fromisoformat(raw)
    except ValueError:
        return None


def quantity(value: Any) -> tuple[str, str]:
    """Number and unit of a Quantity."""
    for found in items(value):
        number = found.get("value")
        if isinstance(number, float):
            number = f"{number:.4f}".rstrip("0").rstrip(".")
        return text(number), text(found.get("unit")) or text(found.get("code"))
    return "", ""


def telecom(resource: dict[str, Any], system: str) -> str:
    """The first phone number, fax number or address for mail."""
    return next((text(t.get("value")) for t in items(resource.get("telecom")) if t.get("system") == system), "")


def human_name(value: Any) -> tuple[str, str]:
    """Family and given names: the official name, else the first."""
    names = list(items(value))
    names.sort(key=lambda name: name.get("use") not in ("official", "usual"))
    for name in names:
        family = text(name.get("family"))
        raw = name.get("given")
        given = " ".join(filter(None, map(text, raw if isinstance(raw, list) else [raw])))
        if family or given:
            return family, given
        whole = text(name.get("text"))
        if whole:
            first, _, last = whole.rpartition(" ")
            return last, first
    return "", ""


def timing(value: Any) -> str:
    """How often, in words: `2× every day`."""
    found = next(items(value), {})
    words, _ = concept(found.get("code"))
    repeat = next(items(found.get("repeat")), {})
    if words or not repeat:
        return words
    times = text(repeat.get("frequency")) or "1"
    period = text(repeat.get("period")).removesuffix(".0") or "1"
    unit = _PERIODS.get(text(repeat.get("periodUnit")), "")
    if not unit:
        return ""
    return f"{times}× every {unit}" if period == "1" else f"{times}× every {period} {unit}s"
