"""The rules against hand-written cases, thresholds to the second, and files that are malformed."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ccm_desktop.domain.billing.assessment import Decision, assess
from ccm_desktop.domain.billing.facts import CarePlan, Condition, Consent, DecisionMaking, Enrolment, Entry, Practice
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.interop.assess_facts import run_assess, run_what_if
from tests.domain.billing_samples import BOOK, CLOSING, OPENING, RULES, ZONE, facts

CASES = Path(__file__).resolve().parents[3] / "shared" / "data" / "billing_cases"


def case_files() -> list[Path]:
    return sorted(CASES.glob("*.json"))


@pytest.mark.skipif(not CASES.is_dir(), reason=f"no case files at {CASES}")
def test_the_case_files_are_there() -> None:
    assert {path.stem[0] for path in case_files()} >= set("ABCDEFGH")
    assert len(case_files()) == 95


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
    assert codes(assess(facts(worked(0, at + 1), complex_mdm=mdm), RULES)) == units
    assert codes(assess(facts(worked(0, at - 1), complex_mdm=mdm), RULES)) != units


def test_complexity_is_of_the_month() -> None:
    for on, complex_month in ((date(2026, 10, 1), True), (date(2026, 10, 31), True), (date(2026, 9, 30), False)):
        decision = assess(facts(worked(0, 6000), complex_mdm=DecisionMaking("high", "dr", "practitioner", on)), RULES)
        assert ("99487" in codes(decision)) == complex_month
        assert ("W_MDM_OTHER_MONTH" in decision.warnings) != complex_month


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
        assess(facts(worked(0, 1500), month=Month(2027, 1)), RULES)


def test_time_is_split_at_the_practices_midnight() -> None:
    over = Entry("e", "p", "clinical_staff", CLOSING - 900, CLOSING + 900)
    assert assess(facts(over), RULES).counted_seconds == 900
    assert assess(facts(over, month=Month(2026, 11)), RULES).counted_seconds == 900


def test_the_hour_that_happens_twice_counts_twice() -> None:
    november = Month(2026, 11)
    opening, _ = november.bounds(ZONE)
    entry = Entry("e", "p", "clinical_staff", opening + 3600 * 1, opening + 3600 * 3)  # 1:00 EDT to 2:00 EST
    assert assess(facts(entry, month=november), RULES).counted_seconds == 7200


@pytest.mark.parametrize(
    ("zone", "month", "begins", "hours"),
    [("Asia/Kolkata", Month(2026, 10), "2026-09-30T18:30:00+00:00", 744),
     ("Asia/Kathmandu", Month(2026, 10), "2026-09-30T18:15:00+00:00", 744),
     ("Australia/Adelaide", Month(2026, 10), "2026-09-30T14:30:00+00:00", 743),
     ("Australia/Adelaide", Month(2026, 4), "2026-03-31T13:30:00+00:00", 721),
     ("Australia/Lord_Howe", Month(2026, 4), "2026-03-31T13:00:00+00:00", 720.5),
     ("America/St_Johns", Month(2026, 3), "2026-03-01T03:30:00+00:00", 743),
     ("America/New_York", Month(2026, 11), "2026-11-01T04:00:00+00:00", 721)],
)  # fmt: skip
def test_the_month_of_a_practice_begins_at_its_own_midnight(zone: str, month: Month, begins: str, hours: float) -> None:
    opening = int(datetime.fromisoformat(begins).timestamp())
    closing = opening + int(hours * 3600)
    around = (Entry("a", "p", "clinical_staff", opening - 700, opening + 700),
              Entry("b", "p", "clinical_staff", closing - 600, closing + 600))  # fmt: skip
    decision = assess(facts(*around, month=month, practice=Practice(ZoneInfo(zone))), RULES)
    assert (decision.counted_seconds, decision.codes) == (1300, (("99490", 1),))
    assert decision.service_date == month.last_day
    assert "W_MONTH_SPLIT" in decision.warnings


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
        (("entries", 0, "entered_at"), "later", "entries[0].entered_at: not a time"),
        (("practice", "policies"), {"moon": "full"}, "practice.policies: not known policies with known choices"),
        (("practice", "policies"), ["stop"], "practice.policies: not an object of policies and choices"),
        (("consent", "elements"), "all", "consent.elements: not a list of texts"),
        (("family_choice",), "best", "family_choice: not one of"),
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
    for run in (run_assess, run_what_if):
        with pytest.raises(BadInput) as refused:
            run(json.dumps([document]), BOOK)
        assert f"[0].{fault}" in str(refused.value)
