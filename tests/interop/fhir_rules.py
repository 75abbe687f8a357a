"""What FHIR R4 demands of a bundle, asked of two published sets of definitions and of the text of the standard.

* `fhirkit`: every element of the R4 specification: unknown ones, cardinality, types, choices of type.
* `fhir.resources` (R4B, the same elements here): cardinality again, and the codes of every required binding.
* Here, by hand: invariants that neither of them knows, references that lead nowhere, narrative that is no XHTML,
  and what the MCC eCare plan asks for, of which there are no definitions to test against.

None of it knows the exporter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import fhirkit
from fhir.resources.R4B import get_fhir_model_class
from pydantic import BaseModel, ValidationError

_XHTML = "{http://www.w3.org/1999/xhtml}"
_STRING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REQUIRED: dict[tuple[str, ...], frozenset[str]] = {
    ("Condition", "clinicalStatus"): frozenset("active recurrence relapse inactive remission resolved".split()),
    ("Condition", "verificationStatus"): frozenset("unconfirmed confirmed refuted entered-in-error".split()),
    ("AllergyIntolerance", "clinicalStatus"): frozenset("active inactive resolved".split()),
    ("AllergyIntolerance", "verificationStatus"): frozenset("unconfirmed confirmed refuted".split()),
}
"""Required bindings of whole concepts, which are no plain codes."""


def faults(bundle: dict[str, Any]) -> list[str]:
    """Everything that is wrong with a bundle; empty for a sound one."""
    found = [str(issue) for issue in fhirkit.validate(bundle)]
    resources = [entry["resource"] for entry in bundle["entry"]]
    for resource in resources:
        found += _by_definitions(resource)
        found += _by_invariants(resource)
        found += _narrative(resource)
    return [*found, *_bundle(bundle), *_references(bundle), *_texts(bundle, "Bundle")]


def _by_definitions(resource: dict[str, Any]) -> Iterator[str]:
    kind = resource["resourceType"]
    try:
        model = get_fhir_model_class(kind).model_validate(resource)
    except ValidationError as error:
        yield from (f"{kind}.{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        return
    yield from _codes(model, kind)


def _codes(model: Any, place: str) -> Iterator[str]:
    """Codes that are not among those that the definition names; also in the parts of the resource."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name, None)
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        allowed = extra.get("enum_values")
        for one in value if isinstance(value, list) else [value]:
            if one is None:
                continue
            # What the published classes list as examples of a string type is no binding.
            if isinstance(allowed, list) and isinstance(one, str) and one not in allowed:
                yield f"{place}.{name}: {one} is no code of its value set"
            if isinstance(one, BaseModel):
                yield from _codes(one, f"{place}.{name}")


def _code(concept: Any) -> str:
    return str(concept["coding"][0]["code"]) if concept and concept.get("coding") else ""


def _by_invariants(r: dict[str, Any]) -> Iterator[str]:
    kind = r["resourceType"]
    for name, allowed in ((key[1], codes) for key, codes in _REQUIRED.items() if key[0] == kind):
        if name in r and _code(r[name]) not in allowed:
            yield f"{kind}.{name}: {_code(r[name])} is no code of its value set"
    for url in (one["url"] for one in r.get("extension", [])):
        if ":" not in url:
            yield f"{kind}.extension: {url} is not absolute"
    yield from {
        "Goal": _goal, "Condition": _condition, "AllergyIntolerance": _allergy, "Consent": _consent,
        "Composition": _composition, "List": _list, "CareTeam": _team, "Patient": _patient,
        "Observation": _observation, "Organization": _organization,
        "CarePlan": _care_plan, "RelatedPerson": _related_person, "Procedure": _procedure,
    }.get(kind, _fine)(r)  # fmt: skip


def _fine(_resource: dict[str, Any]) -> Iterator[str]:
    return iter(())


def _care_plan(r: dict[str, Any]) -> Iterator[str]:
    """Of the MCC eCare plan, and the invariants of R4 that are about its parts."""
    codes = {coding.get("code") for one in r.get("category", []) for coding in one.get("coding", [])}
    if not {"assess-plan", "734163000"} <= codes:
        yield "MCC: a care plan is of category assess-plan, and a care plan of SNOMED CT"
    for name in ("author", "careTeam"):
        if name not in r:
            yield f"MCC: a care plan has its {name}"
    period = r.get("period", {})
    if period.get("start", "") > period.get("end", "9999-12-31"):
        yield "per-1: a period does not end before it starts"
    for activity in r.get("activity", []):
        if ("detail" in activity) == ("reference" in activity):
            yield "cpl-3: an activity has a detail or a reference"


def _related_person(r: dict[str, Any]) -> Iterator[str]:
    if not {"name", "relationship"} & set(r):
        yield "us-core-14: a related person has a name, or is somebody to the patient"
    if not {"name", "telecom"} & set(r):
        yield "a related person can be told or reached"


def _procedure(r: dict[str, Any]) -> Iterator[str]:
    if "code" not in r:
        yield "US Core: a procedure has a code"
    if r["status"] == "completed" and "performedDateTime" not in r:
        yield "us-core-7: what was performed says when"


def _goal(r: dict[str, Any]) -> Iterator[str]:
    achieved = _code(r.get("achievementStatus"))
    if r["lifecycleStatus"] == "active" and not achieved:
        yield "MCC: a goal that is sought says how far it is"
    if r["lifecycleStatus"] == "active" and achieved in ("achieved", "not-attainable"):
        yield "a goal that was reached is no longer sought"
    for target in r.get("target", []):
        if any(name.startswith("detail") for name in target) and "measure" not in target:
            yield "gol-1: a target's detail needs its measure"
        low, high = (target.get("detailRange", {}).get(end, {}).get("value") for end in ("low", "high"))
        if low is not None and high is not None and Decimal(str(low)) > Decimal(str(high)):
            yield "rng-2: low is above high"


def _condition(r: dict[str, Any]) -> Iterator[str]:
    if "clinicalStatus" not in r:
        yield "con-3: a problem has a clinical status"
    if "abatementDateTime" in r and _code(r["clinicalStatus"]) not in ("inactive", "resolved", "remission"):
        yield "con-4: what has abated is not active"


def _allergy(r: dict[str, Any]) -> Iterator[str]:
    if "clinicalStatus" not in r:
        yield "ait-1: an allergy has a clinical status"


def _consent(r: dict[str, Any]) -> Iterator[str]:
    if "policy" not in r and "policyRule" not in r:
        yield "ppc-1: a consent needs a policy"
    if _code(r["scope"]) == "adr" and "patient" not in r:
        yield "ppc-3: an advance directive needs its patient"


def _composition(r: dict[str, Any]) -> Iterator[str]:
    verified = [one for one in r.get("attester", []) if one["mode"] in ("professional", "legal")]
    if (r["status"] == "final") != bool(verified):
        yield "a composition is final where somebody verified it, and nowhere else"
    if any("party" not in one or "time" not in one for one in verified):
        yield "an attester is somebody, and attests at some time"
    for section in r.get("section", []):
        if not {"text", "entry", "section"} & set(section):
            yield "cmp-1: a section needs text, entries or sections"
        if "emptyReason" in section and "entry" in section:
            yield "cmp-2: a section with entries is not empty"


def _list(r: dict[str, Any]) -> Iterator[str]:
    if "emptyReason" in r and "entry" in r:
        yield "lst-1: a list with entries is not empty"


def _team(r: dict[str, Any]) -> Iterator[str]:
    for one in r.get("participant", []):
        if "onBehalfOf" in one and "member" not in one:
            yield "ctm-1: on behalf of somebody needs a member"


def _patient(r: dict[str, Any]) -> Iterator[str]:
    for contact in r.get("contact", []):
        if not {"name", "telecom", "address", "organization"} & set(contact):
            yield "pat-1: a contact needs details"


def _observation(r: dict[str, Any]) -> Iterator[str]:
    if "dataAbsentReason" in r and any(name.startswith("value") for name in r):
        yield "obs-6: a value is not absent"


def _organization(r: dict[str, Any]) -> Iterator[str]:
    if not {"name", "identifier"} & set(r):
        yield "org-1: an organization needs a name or an identifier"


def _narrative(r: dict[str, Any]) -> Iterator[str]:
    """txt-1 and txt-2: well-formed XHTML of plain elements only, with something to read."""
    texts = [r["text"]] if "text" in r else []
    if not texts:
        yield f"dom-6: {r['resourceType']} has no narrative"
    texts += [section["text"] for section in r.get("section", []) if "text" in section]
    for text in texts:
        try:
            div = ET.fromstring(text["div"])
        except ET.ParseError as error:
            yield f"{r['resourceType']}.text: {error}"
            continue
        if {one.tag for one in div.iter()} - {f"{_XHTML}{name}" for name in ("div", "p", "br")}:
            yield f"txt-1: {r['resourceType']}.text has other elements than it may"
        if any(one.attrib for one in div.iter()):
            yield f"txt-1: {r['resourceType']}.text has attributes"
        if not "".join(div.itertext()).strip():
            yield f"txt-2: {r['resourceType']}.text says nothing"


def _bundle(bundle: dict[str, Any]) -> Iterator[str]:
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    if len(set(urls)) != len(urls):
        yield "bdl-7: two entries of one address"
    for entry in bundle["entry"]:
        if entry["fullUrl"] != f"urn:uuid:{entry['resource']['id']}":
            yield "the address of an entry is not that of its resource"
    if bundle["type"] == "document":
        if "identifier" not in bundle or "timestamp" not in bundle:
            yield "bdl-9, bdl-10: a document has an identifier and a date"
        if bundle["entry"][0]["resource"]["resourceType"] != "Composition":
            yield "bdl-11: a document begins with its composition"
    elif any(entry["resource"]["resourceType"] == "Composition" for entry in bundle["entry"]):
        yield "a collection needs no composition"


def _references(bundle: dict[str, Any]) -> Iterator[str]:
    """Every reference leads to an entry, and what a document holds is reached from its composition."""
    there = {entry["fullUrl"] for entry in bundle["entry"]}
    found = {entry["fullUrl"]: set(_named(entry["resource"])) for entry in bundle["entry"]}
    yield from (f"{target} is not in the bundle" for named in found.values() for target in named - there)
    if bundle["type"] == "document":
        ahead = [bundle["entry"][0]["fullUrl"]]
        reached = set(ahead)
        while ahead:
            new = (found[ahead.pop()] & there) - reached
            reached |= new
            ahead += new
        # A provenance may be there as well: it points at what it tells of.
        pointing = {url for url, named in found.items() if named & reached}
        yield from (f"{url} is not reached" for url in there - reached - pointing)


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for one in value.values():
            yield from _named(one)
    elif isinstance(value, list):
        for one in value:
            yield from _named(one)


def _texts(value: Any, place: str) -> Iterator[str]:
    """R4, string: never empty, never with control characters."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _texts(one, f"{place}.{name}")
    elif isinstance(value, list):
        if not value:
            yield f"{place}: an empty list"
        for one in value:
            yield from _texts(one, place)
    elif isinstance(value, str) and (not value.strip() or _STRING.search(value)):
        yield f"{place}: no string of FHIR"
