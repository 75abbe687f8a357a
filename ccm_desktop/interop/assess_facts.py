"""The JSON of `ccm assess`: facts in, decisions out, a malformed file refused with the path of its fault."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from ccm_desktop.domain.billing.assessment import Decision, Units, assess
from ccm_desktop.domain.billing.explain import words
from ccm_desktop.domain.billing.facts import (
    CarePlan,
    Condition,
    Consent,
    DecisionMaking,
    Enrolment,
    Entry,
    Facts,
    Practice,
    Service,
)
from ccm_desktop.domain.billing.fees import fee_words
from ccm_desktop.domain.billing.policies import Policies
from ccm_desktop.domain.billing.rule_book import RuleBook
from ccm_desktop.domain.billing.what_if import NOT_BILLED, Alternative, what_if
from ccm_desktop.domain.calendar import Month, from_epoch, time_zone, to_epoch
from ccm_desktop.domain.errors import BadInput, Problem

T = TypeVar("T")
MISSING: Any = object()


def run_assess(text: str, rules: RuleBook) -> str:
    """Decide one set of facts, or an array of them; JSON in, JSON out."""
    return _answer(text, lambda facts: decision_to_json(assess(facts, rules.for_month(facts.month))))


def run_what_if(text: str, rules: RuleBook) -> str:
    """Every family of codes for one set of facts, or for each of an array; JSON in, JSON out."""
    return _answer(text, lambda facts: what_if_to_json(facts, rules))


def one_month(text: str) -> Facts:
    """The facts of one patient-month; an array is refused."""
    return facts_from(_Node(_parsed(text), ""))


def _answer(text: str, decide: Callable[[Facts], object]) -> str:
    data = _parsed(text)
    if isinstance(data, list):
        # All of it is read before any is decided: a fault in the last leaves nothing half-done.
        facts = [facts_from(_Node(item, f"[{place}]")) for place, item in enumerate(data)]
        answer: object = [decide(one) for one in facts]
    else:
        answer = decide(facts_from(_Node(data, "")))
    return json.dumps(answer, ensure_ascii=False, indent=1)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f"line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else "nesting"
        raise BadInput("facts_unreadable", f"The file is not JSON ({where}).", "Correct the file.") from error


class _Node:
    """A place in the document; every fault names it, never the value."""

    def __init__(self, value: Any, path: str) -> None:
        self.value, self.path = value, path

    def fault(self, what: str) -> BadInput:
        path = self.path or "the document"
        return BadInput("facts_malformed", f"{path}: {what}.", "See the contract of `ccm assess`.")

    def child(self, key: str, default: Any = MISSING) -> _Node:
        if not isinstance(self.value, dict):
            raise self.fault("not an object")
        if key not in self.value and default is MISSING:
            raise _Node(None, self._path(key)).fault("missing")
        return _Node(self.value.get(key, default), self._path(key))

    def items(self, key: str) -> list[_Node]:
        node = self.child(key, [])
        if not isinstance(node.value, list):
            raise node.fault("not a list")
        return [_Node(item, f"{node.path}[{place}]") for place, item in enumerate(node.value)]

    def get(self, key: str, kind: type[T], default: Any = MISSING) -> T:
        node = self.child(key, default)
        if node.value is default and default is not MISSING:
            return node.value  # type: ignore[no-any-return]
        if not isinstance(node.value, kind) or (kind is int and isinstance(node.value, bool)):
            raise node.fault(f"not a {_KINDS[kind]}")
        return node.value

    def optional(self, key: str, read: Callable[[_Node], T]) -> T | None:
        node = self.child(key, None)
        return None if node.value is None else read(node)

    def instant(self) -> int:
        return to_epoch(self._parsed(datetime.fromisoformat, "time"))

    def day(self) -> date:
        found: date = self._parsed(date.fromisoformat, "date")
        return found

    def _parsed(self, parse: Callable[[str], Any], what: str) -> Any:
        try:
            value = parse(self.value)
            if what == "time" and value.tzinfo is None:
                raise self.fault("a time without offset")
        except (ValueError, TypeError, OverflowError) as error:
            raise self.fault(f"not a {what}") from error
        else:
            return value

    def _path(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


_KINDS: dict[type, str] = {str: "text", bool: "true or false", int: "number", dict: "object"}


def facts_from(node: _Node) -> Facts:
    """Facts in the form of the contract."""
    practice, patient = node.child("practice"), node.child("patient")
    return Facts(
        case_id=node.get("case_id", str, ""),
        month=_known(node.child("month"), Month.parse, "a month like 2026-10"),
        practice=Practice(
            _known(practice.child("timezone"), time_zone, "a known time zone"),
            practice.get("fee_schedule", str, "national-nonfacility-2026"),
            practice.get("setting", str, "office"),
            _policies(practice.child("policies", {})),
        ),
        billing_practitioner=node.get("billing_practitioner", str),
        conditions=tuple(
            Condition(c.get("icd10", str), c.get("expected_12_months", bool)) for c in patient.items("conditions")
        ),
        significant_risk=patient.get("significant_risk", bool),
        enrolment=_enrolment(node.child("enrolment")),
        consent=_consent(node.child("consent")),
        care_plan=_care_plan(node.child("care_plan")),
        entries=tuple(_entry(e) for e in node.items("entries")),
        died_at=patient.optional("died_at", _Node.instant),
        inpatient=tuple(
            (stay.child("from").instant(), stay.child("to").instant()) for stay in patient.items("inpatient")
        ),
        complex_mdm=node.optional("complex_mdm", _decision_making),
        other_services=tuple(_service(s) for s in node.items("other_services")),
        in_guide=patient.get("in_guide", bool, False),
        family_choice=_one_of(node.child("family_choice", ""), ("", "staff", "practitioner", "complex", NOT_BILLED)),
        earlier=_earlier(node.child("enrolment")),
        biller_is_practitioner=practice.get("biller_is_practitioner", bool, True),
    )


def _policies(node: _Node) -> Policies:
    if not isinstance(node.value, dict) or not all(isinstance(choice, str) for choice in node.value.values()):
        raise node.fault("not an object of policies and choices")
    choices: dict[str, str] = node.value
    return _known(node, lambda _: Policies.of(choices), "known policies with known choices")


def _known(node: _Node, parse: Callable[[str], T], what: str) -> T:
    try:
        return parse(node.value)
    except (Problem, AttributeError, TypeError) as error:
        raise node.fault(f"not {what}") from error


def _earlier(node: _Node) -> tuple[Enrolment, ...]:
    """Enrolments that ended before; the visit is the patient's."""
    return tuple(_enrolment(one, node.child("initiating_visit", None)) for one in node.items("earlier"))


def _enrolment(node: _Node, visit: _Node | None = None) -> Enrolment:
    visit = visit or node.child("initiating_visit", None)
    seen = node.optional("last_seen_on", _Node.day)
    started, ended = node.optional("started_on", _Node.day), node.optional("ended_on", _Node.day)
    new_patient = node.get("new_patient", bool, False)
    if visit.value is None:
        return Enrolment(started, ended, new_patient, seen)
    return Enrolment(
        started, ended, new_patient, seen, visit.get("code", str), visit.optional("on", _Node.day),
        visit.get("by", str, ""), visit.get("face_to_face", bool, False), visit.get("ccm_discussed", bool, False),
        visit.get("telehealth", bool, False), visit.get("same_group", bool, False),
    )  # fmt: skip


def _consent(node: _Node) -> Consent:
    return Consent(
        status=_one_of(node.child("status"), ("none", "given", "declined")),
        at=node.optional("at", _Node.instant),
        documented=node.get("documented", bool, False),
        practitioner=node.get("practitioner", str, None) or "",
        revoked_at=node.optional("revoked_at", _Node.instant),
        program=node.get("program", str, "CCM"),
        elements=node.optional("elements", _texts),
    )


def _texts(node: _Node) -> tuple[str, ...]:
    if not isinstance(node.value, list) or not all(isinstance(item, str) for item in node.value):
        raise node.fault("not a list of texts")
    return tuple(node.value)


def _care_plan(node: _Node) -> CarePlan:
    return CarePlan(
        _one_of(node.child("status"), ("none", "draft", "current")),
        node.get("electronic", bool, True),
        node.optional("copy_given_at", _Node.instant),
        node.get("substantially_revised", bool, False),
    )


def _entry(node: _Node) -> Entry:
    return Entry(
        id=node.get("id", str),
        person=node.get("person", str),
        role=_one_of(node.child("role"), ("clinical_staff", "practitioner", "non_clinical", "machine")),
        start=node.child("start").instant(),
        end=node.child("end").instant(),
        program=node.get("program", str, "CCM"),
        activity=node.get("activity", str),
        outcome=node.get("outcome", str, None) or "",
        source=_one_of(node.child("source", "timer"), ("timer", "manual", "recovered", "import")),
        reviewed=node.get("reviewed", bool, False),
        location=node.get("location", str, "us"),
        patients=_at_least_one(node),
        same_day_em_separate=node.get("same_day_em_separate", bool, None),
        entered_at=node.optional("entered_at", _Node.instant),
    )


def _at_least_one(node: _Node) -> int:
    patients = node.get("patients", int, 1)
    if patients < 1:
        raise node.child("patients").fault("less than 1")
    return patients


def _decision_making(node: _Node) -> DecisionMaking:
    return DecisionMaking(
        _one_of(node.child("level"), ("straightforward", "low", "moderate", "high")), node.get("by", str),
        node.get("role", str, "practitioner"), node.optional("on", _Node.day),
    )  # fmt: skip


def _service(node: _Node) -> Service:
    return Service(
        node.get("code", str), node.child("on").day(),
        _one_of(node.child("by"), ("same_practitioner", "same_practice", "other_practice")),
        _one_of(node.child("status"), ("billed", "planned", "claimed_by_us")),
    )  # fmt: skip


def _one_of(node: _Node, allowed: tuple[str, ...]) -> str:
    if node.value not in allowed:
        raise node.fault(f"not one of {', '.join(allowed)}")
    return str(node.value)


def decision_to_json(decision: Decision) -> Mapping[str, object]:
    """A decision in the form of the contract."""
    facts, step = decision.facts, decision.next
    elapsed = decision.elapsed_seconds
    return {
        "case_id": facts.case_id,
        "month": str(facts.month),
        "codes": _units(decision.codes),
        "blockers": list(decision.blockers),
        "exclusions": list(decision.exclusions),
        "warnings": list(decision.warnings),
        "seconds": {
            "elapsed": elapsed,
            "staff": decision.staff_seconds,
            "practitioner": decision.practitioner_seconds,
            "counted": decision.counted_seconds,
            "excluded": elapsed - decision.counted_seconds,
        },
        "next": None if step is None else {"code": step[0], "short_by_seconds": step[2]},
        "alternatives": [
            {"family": family, "codes": _units(units), "fee": str(fee)} for family, units, fee in decision.alternatives
        ],
        "fee": {
            "schedule": decision.fee_schedule,
            "total": str(decision.fee),
            "words": fee_words(decision.fee_schedule),
        },
        "service_date": decision.service_date.isoformat() if decision.service_date else None,
        "place_of_service": decision.place_of_service,
        "rules": decision.rules.version,
        "why": [
            {
                "entry": piece.entry, "from": _utc(piece.start), "to": _utc(piece.end), "seconds": piece.seconds,
                "counted": piece.counted, "reason": piece.reason, "words": words(piece.reason).text,
                "cites": [words(piece.reason).cite],
            }
            for piece in decision.pieces
        ],
    }  # fmt: skip


def what_if_to_json(facts: Facts, rules: RuleBook) -> Mapping[str, object]:
    """All families of codes side by side."""
    set_ = rules.for_month(facts.month)
    return {
        "case_id": facts.case_id,
        "month": str(facts.month),
        "rules": set_.version,
        "schedule": set_.schedule(facts.practice.fee_schedule),
        "fee_words": fee_words(set_.schedule(facts.practice.fee_schedule)),
        "alternatives": [_alternative(found) for found in what_if(facts, set_)],
    }


def _alternative(found: Alternative) -> Mapping[str, object]:
    ahead = found.next
    return {
        "family": found.family,
        "label": found.label,
        "lawful": found.lawful,
        "billed": found.billed,
        "codes": _units(found.units),
        "fee": str(found.fee),
        "seconds": found.seconds,
        "needs": [{"key": key, "words": words(key).text, "cite": words(key).cite} for key in found.needs],
        "next": None if ahead is None else {
            "code": ahead.code, "at_seconds": ahead.threshold, "short_by_seconds": ahead.short_by,
            "fee": str(ahead.fee),
        },
    }  # fmt: skip


def _units(units: Units) -> list[dict[str, object]]:
    return [{"code": code, "units": count} for code, count in units]


def _utc(seconds: int) -> str:
    return from_epoch(seconds).isoformat().replace("+00:00", "Z")
