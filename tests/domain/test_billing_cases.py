"""The rules against hand-written cases, thresholds, and a naive evaluator that counts second by second."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccm_desktop.domain.billing.assessment import Decision, assess
from ccm_desktop.domain.billing.facts import (
    CarePlan,
    Condition,
    Consent,
    DecisionMaking,
    Enrolment,
    Entry,
    Facts,
    Practice,
)
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.interop.assess_facts import run_assess
from ccm_desktop.interop.rule_files import load_rules

BOOK = load_rules()
RULES = BOOK.for_month(Month(2026, 10))
ZONE = ZoneInfo("America/New_York")
MONTH = Month(2026, 10)
OPENING, CLOSING = MONTH.bounds(ZONE)
CASES = Path(__file__).resolve().parents[3] / "shared" / "data" / "billing_cases"


def case_files() -> list[Path]:
    return sorted(CASES.glob("*.json"))


@pytest.mark.skipif(not CASES.is_dir(), reason=f"no case files at {CASES}")
def test_the_case_files_are_there() -> None:
    assert {path.stem[0] for path in case_files()} >= set("ABCD")
    assert len([path for path in case_files() if path.stem[0] in "ABCD"]) == 44


@pytest.mark.parametrize("path", case_files(), ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    answer, expected = json.loads(run_assess(json.dumps(case["facts"]), BOOK)), case["expect"]
    assert {code["code"]: code["units"] for code in answer["codes"]} == expected["codes"]
    assert sorted(answer["blockers"]) == sorted(expected["blockers"])
    assert sorted(answer["exclusions"]) == sorted(expected["exclusions"])
    assert set(answer["warnings"]) >= set(expected["warnings_at_least"])
    if expected.get("counted_seconds") is not None:
        assert answer["seconds"]["counted"] == expected["counted_seconds"]
    if "X_OTHER_MONTH" not in answer["exclusions"]:
        assert sum(why["seconds"] for why in answer["why"]) == answer["seconds"]["elapsed"]


def facts(*entries: Entry, **changes: object) -> Facts:
    plain = Facts(
        "x", MONTH, Practice(ZONE), "dr", (Condition("I10", True), Condition("E11.9", True)), True,
        Enrolment(date(2026, 1, 1), last_seen_on=date(2025, 12, 1)), Consent("given", 1, True, "dr"),
        CarePlan("current", True, 1), entries,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


def worked(start: int, end: int, name: str = "e", role: str = "clinical_staff") -> Entry:
    return Entry(name, "p", role, OPENING + start, OPENING + end)


def codes(decision: Decision) -> dict[str, int]:
    return dict(decision.codes)


STAFF_STEPS = ((1200, {"99490": 1}), (2400, {"99490": 1, "99439": 1}), (3600, {"99490": 1, "99439": 2}))
OWN_STEPS = ((1800, {"99491": 1}), (3600, {"99491": 1, "99437": 1}), (5400, {"99491": 1, "99437": 2}))
COMPLEX_STEPS = tuple((3600 + n * 1800, {"99487": 1, **({"99489": n} if n else {})}) for n in range(11))


@pytest.mark.parametrize(("role", "steps"), [("clinical_staff", STAFF_STEPS), ("practitioner", OWN_STEPS)])
def test_every_threshold_is_exact_to_the_second(role: str, steps: tuple[tuple[int, dict[str, int]], ...]) -> None:
    before: dict[str, int] = {}
    for at, units in steps:
        if role == "clinical_staff" or before:
            assert codes(assess(facts(worked(0, at - 1, role=role)), RULES)) == before
        assert codes(assess(facts(worked(0, at, role=role)), RULES)) == units
        assert codes(assess(facts(worked(0, at + 1, role=role)), RULES)) == units
        before = units


@pytest.mark.parametrize(("at", "units"), COMPLEX_STEPS)
def test_complex_thresholds_are_exact_to_the_second(at: int, units: dict[str, int]) -> None:
    mdm = DecisionMaking("moderate", "dr", "practitioner")
    assert codes(assess(facts(worked(0, at), complex_mdm=mdm), RULES)) == units
    assert codes(assess(facts(worked(0, at - 1), complex_mdm=mdm), RULES)) != units


def test_complexity_is_never_inferred() -> None:
    by_staff = DecisionMaking("high", "rn", "clinical_staff")
    assert "99487" not in codes(assess(facts(worked(0, 6000)), RULES))
    assert "99487" not in codes(assess(facts(worked(0, 6000), complex_mdm=by_staff), RULES))


@pytest.mark.parametrize(
    ("changes", "blocker"),
    [
        ({"consent": Consent()}, "B_CONSENT_MISSING"),
        ({"consent": Consent("given", 1, False, "dr")}, "B_CONSENT_MISSING"),
        ({"consent": Consent("declined", 1, True, "dr")}, "B_CONSENT_MISSING"),
        ({"consent": Consent("given", 1, True, "other")}, "B_CONSENT_NEW_PRACTITIONER"),
        ({"consent": Consent("given", CLOSING, True, "dr")}, "B_CONSENT_AFTER_SERVICE"),
        ({"consent": Consent("given", 1, True, "dr", OPENING)}, "B_CONSENT_REVOKED"),
        ({"conditions": (Condition("I10", True),)}, "B_CONDITIONS_UNDER_2"),
        ({"conditions": (Condition("I10", True), Condition("E11", False))}, "B_CONDITIONS_UNDER_2"),
        ({"conditions": (Condition("E11.9", True, "Diabetes"), Condition("E11.2", True, "Diabetes"))},
         "B_CONDITIONS_UNDER_2"),
        ({"significant_risk": False}, "B_CONDITIONS_UNDER_2"),
        ({"care_plan": CarePlan("draft", True, 1)}, "B_CARE_PLAN_MISSING"),
        ({"care_plan": CarePlan("current", False, 1)}, "B_CARE_PLAN_NOT_ELECTRONIC"),
        ({"care_plan": CarePlan("current", True, None)}, "B_CARE_PLAN_COPY_NOT_GIVEN"),
        ({"enrolment": Enrolment(date(2026, 1, 1), new_patient=True)}, "B_INIT_VISIT_MISSING"),
    ],
)  # fmt: skip
def test_each_guard_blocks_by_itself(changes: dict[str, object], blocker: str) -> None:
    assert assess(facts(worked(0, 1500)), RULES).codes
    decision = assess(facts(worked(0, 1500), **changes), RULES)
    assert decision.blockers == (blocker,)
    assert decision.codes == ()


def test_a_month_outside_the_tables_is_refused_not_guessed() -> None:
    with pytest.raises(Refusal):
        assess(replace(facts(worked(0, 1500)), month=Month(2027, 1)), RULES)


def test_time_is_split_at_the_practices_midnight() -> None:
    over = Entry("e", "p", "clinical_staff", CLOSING - 900, CLOSING + 900)
    assert assess(facts(over), RULES).counted_seconds == 900
    assert assess(replace(facts(over), month=Month(2026, 11)), RULES).counted_seconds == 900


def test_the_hour_that_happens_twice_counts_twice() -> None:
    november = Month(2026, 11)
    opening, _ = november.bounds(ZONE)
    entry = Entry("e", "p", "clinical_staff", opening + 3600 * 1, opening + 3600 * 3)  # 1:00 EDT to 2:00 EST
    assert assess(replace(facts(entry), month=november), RULES).counted_seconds == 7200


ROLES = st.sampled_from(("clinical_staff", "practitioner", "non_clinical", "machine"))
ENTRIES = st.lists(
    st.builds(
        lambda start, length, name, role, outcome, source, reviewed, program: Entry(
            f"t{name}", "p", role, OPENING - 300 + start, OPENING - 300 + start + length, program, "call_patient",
            outcome, source, reviewed,
        ),
        st.integers(0, 900), st.integers(-5, 400), st.integers(0, 99), ROLES,
        st.sampled_from(("", "reached", "voicemail")), st.sampled_from(("timer", "manual")), st.booleans(),
        st.sampled_from(("CCM", "CCM", "RPM")),
    ),
    max_size=7, unique_by=lambda entry: entry.id,
)  # fmt: skip
STAYS = st.lists(
    st.tuples(st.integers(-200, 800), st.integers(1, 300)).map(lambda s: (OPENING + s[0], OPENING + s[0] + s[1])),
    max_size=2,
).map(tuple)
GIVEN = st.one_of(st.just(1), st.integers(OPENING - 100, OPENING + 700))
REVOKED = st.one_of(st.none(), st.integers(OPENING + 1, OPENING + 900))


def naive(found: Facts) -> tuple[int, int]:
    """Counts one second after the other, knowing nothing of intervals: staff, practitioner."""
    staff: set[int] = set()
    own: set[int] = set()
    for e in found.entries:
        if e.role not in ("clinical_staff", "practitioner") or e.program != "CCM" or e.outcome == "voicemail":
            continue
        if e.source == "manual" and not e.reviewed:
            continue
        for second in range(e.start, e.end):
            inside = OPENING <= second < CLOSING
            stayed = any(a <= second < b for a, b in found.inpatient)
            before = found.consent.at is not None and second < found.consent.at
            after = found.consent.revoked_at is not None and second >= found.consent.revoked_at
            if inside and not stayed and not before and not after:
                (own if e.role == "practitioner" else staff).add(second)
    return len(staff), len(own - staff)


@settings(max_examples=400, deadline=None)
@given(ENTRIES, STAYS, GIVEN, REVOKED)
def test_a_naive_evaluator_counts_the_same(
    entries: list[Entry], stays: tuple[tuple[int, int], ...], given_at: int, revoked: int | None
) -> None:
    if revoked is not None and revoked < given_at:
        revoked = None
    found = facts(*entries, inpatient=stays, consent=Consent("given", given_at, True, "dr", revoked))
    decision = assess(found, RULES)
    assert (decision.staff_seconds, decision.practitioner_seconds) == naive(found)
    doubled = assess(replace(found, entries=(*entries, *(e._replace(id=e.id + "x") for e in entries))), RULES)
    assert doubled.counted_seconds == decision.counted_seconds
    per_entry: dict[str, int] = defaultdict(int)
    for piece in decision.pieces:
        per_entry[piece.entry] += piece.seconds
    for e in entries:
        inside = max(0, min(e.end, CLOSING) - max(e.start, OPENING))
        assert per_entry[e.id] == inside or e.end <= OPENING


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("entries", 0, "start"), "yesterday", "entries[0].start: not a time"),
        (("entries", 0, "start"), "2026-10-01T10:00:00", "entries[0].start: a time without offset"),
        (("entries", 0, "role"), "wizard", "entries[0].role: not one of"),
        (("month",), "2026-13", "month: not a month like 2026-10"),
        (("practice", "timezone"), "Mars/Base", "practice.timezone: not a known time zone"),
        (("patient", "conditions"), {}, "patient.conditions: not a list"),
        (("consent",), None, "consent: not an object"),
        (("entries", 0, "patients"), 0, "entries[0].patients: less than 1"),
    ],
)
def test_malformed_facts_name_the_path(path: tuple[object, ...], value: object, fault: str) -> None:
    entry = {"id": "t", "person": "p", "role": "clinical_staff", "start": "2026-10-01T10:00:00Z",
             "end": "2026-10-01T10:20:00Z", "activity": "call_patient"}  # fmt: skip
    document: dict[str, object] = {
        "month": "2026-10", "practice": {"timezone": "America/New_York"}, "billing_practitioner": "dr",
        "patient": {"conditions": [], "significant_risk": True}, "enrolment": {}, "consent": {"status": "none"},
        "care_plan": {"status": "none"}, "entries": [entry],
    }  # fmt: skip
    run_assess(json.dumps(document), BOOK)
    at: object = document
    for step in path[:-1]:
        at = at[step]  # type: ignore[index]
    at[path[-1]] = value  # type: ignore[index]
    with pytest.raises(BadInput) as refused:
        run_assess(json.dumps(document), BOOK)
    assert fault in str(refused.value)
