"""What a plan lacks: the sections and the signer's checklist tell the same, of whatever plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain.plan_sections import BY_KEY, INCOMPLETE, MISSING
from ccm_desktop.services.forms import (
    AllergySubstance,
    AssessmentResult,
    Barrier,
    Caregiver,
    CareTeamMember,
    ConditionAttestation,
    ConditionCode,
    EmergencyPlan,
    Form,
    GoalText,
    InterventionText,
    MedicationOrder,
    PlanReview,
    PlanSummary,
    PreventiveItem,
    SectionNote,
    SymptomToWatch,
)
from ccm_desktop.services.plan_assembly import build
from ccm_desktop.services.plan_requirements import doubtful, requirements, to_look_at
from ccm_desktop.services.plan_status import standing_on
from ccm_desktop.services.plan_views import CarePlanView

TODAY = date(2026, 11, 21)
PATIENT = "p"
TEXT = st.sampled_from(["", " ", "said"])
DAY = st.sampled_from(["", "2020-01-01", "2026-11-21", "2027-01-31"])
PROBLEMS = ("c0", "c1", "c2")
HYPERTENSION = ConditionCode("Hypertension", "I10", "", ("hypertension",), "yes")
ASTHMA = ConditionCode("Asthma", "J45.909", "", ("asthma",), "yes")
LINES: tuple[st.SearchStrategy[Any], ...] = (
    st.builds(GoalText, st.just("Walk"), st.sampled_from(["", *PROBLEMS]), measure=TEXT, target=TEXT, due_on=DAY,
              owner=TEXT),
    st.builds(InterventionText, st.just("Call"), condition=st.sampled_from(PROBLEMS), responsible=TEXT),
    st.builds(MedicationOrder, st.just("Lisinopril"), dose=st.sampled_from(["", "20"]),
              unit=st.sampled_from(["", "mg"])),
    st.just(AllergySubstance("Penicillin")),
    st.builds(CareTeamMember, st.just("Dr. Chu"), team_role=TEXT, phone=TEXT, email=TEXT, fax=TEXT),
    st.just(Barrier("No car")),
    st.builds(SymptomToWatch, st.just("Dizzy"), do=TEXT),
    st.builds(Caregiver, st.just("Rosa"), relation=TEXT),
    st.builds(PreventiveItem, st.just("Eye exam"), due_on=DAY, status=st.sampled_from(["active", "done"])),
    st.builds(AssessmentResult, area=st.sampled_from(["mood", "cognition"]),
              title=st.just("PHQ-9"), assessed_on=st.just("2026-11-01")),
)  # fmt: skip
SINGLES = st.tuples(
    st.builds(PlanSummary, TEXT, TEXT, TEXT),
    st.builds(EmergencyPlan, instructions=TEXT),
    st.builds(PlanReview, review_on=DAY),
)
NOTES = st.sets(st.sampled_from([key for key, section in BY_KEY.items() if section.none]))


def plan_of(conditions: Sequence[ConditionCode], *values: Any, unattested: int = 0) -> CarePlanView:
    """A plan of these problems, of which so many at the end are not attested, and of these lines."""
    forms: dict[type, dict[str, Form[Any]]] = {}
    for number, code in enumerate(conditions):
        forms.setdefault(ConditionCode, {})[f"c{number}"] = Form(f"c{number}", code)
        if number < len(conditions) - unattested:
            said = Form(f"c{number}", ConditionAttestation(True, "somebody"))
            forms.setdefault(ConditionAttestation, {})[f"c{number}"] = said
    for number, value in enumerate(values):
        single = isinstance(value, (PlanSummary, EmergencyPlan, PlanReview))
        entity = PATIENT if single else f"{type(value).__name__}{number}"
        forms.setdefault(type(value), {})[entity] = Form(entity, value)
    return standing_on(build(PATIENT, forms), TODAY)


def section(plan: CarePlanView, key: str) -> tuple[str, tuple[str, ...]]:
    return next((one.state, one.words) for one in plan.sections if one.key == key)


@given(
    st.lists(st.sampled_from([HYPERTENSION, ASTHMA]), max_size=3),
    st.integers(0, 3),
    st.lists(st.one_of(*LINES), max_size=12),
    SINGLES,
    NOTES,
)
def test_a_section_is_unfinished_exactly_where_the_checklist_or_the_look_twice_names_it(
    conditions: list[ConditionCode], unattested: int, lines: list[Any], singles: tuple[Any, ...], notes: set[str]
) -> None:
    noted = (SectionNote(key, "none_known") for key in sorted(notes))
    plan = plan_of(conditions, *lines, *singles, *noted, unattested=unattested)
    refused = {one.section for one in requirements(plan, TODAY, "given")}
    unfinished = {one.key for one in plan.sections if one.state in (INCOMPLETE, MISSING)}
    assert refused | to_look_at(plan, TODAY).keys() == unfinished
    assert {one.key for one in plan.sections if one.state == MISSING} <= refused


GOOD_GOAL = GoalText("Walk", "c0", "minutes", "", "30", "2027-01-31", owner="Patient")


@pytest.mark.parametrize(
    ("key", "words", "values"),
    [
        ("symptoms", "1 symptom to watch without what to do", [SymptomToWatch("Dizzy")]),
        ("medications", "1 medication without a unit", [MedicationOrder("Metformin", "500")]),
        ("preventive", "2 preventive items overdue",
         [PreventiveItem("Eye exam", "2025-03-01"), PreventiveItem("Foot exam", "2025-03-02")]),
        ("review", "overdue by 2516 days", [PlanReview("2020-01-01")]),
        ("team", "1 member without a role", [CareTeamMember("Dr. Chu", phone="555")]),
        ("team", "1 member without phone, e-mail or fax", [CareTeamMember("Dr. Chu", "Cardiologist")]),
        ("problems", "2 goals without an owner", [GoalText("Walk", "c0"), GoalText("Sleep", "c0")]),
    ],
)  # fmt: skip
def test_a_section_says_what_its_lines_lack(key: str, words: str, values: list[Any]) -> None:
    state, said = section(plan_of([HYPERTENSION, ASTHMA], *values), key)
    assert state == INCOMPLETE
    assert words in said


def test_what_is_sound_says_nothing() -> None:
    member = CareTeamMember("Dr. Chu", "Cardiologist", fax="555")
    goals = (GOOD_GOAL, GoalText("Breathe", "c1", "peak flow", "", "400", "2027-01-31", owner="Patient"))
    plan = plan_of([HYPERTENSION, ASTHMA], member, *goals, MedicationOrder("Metformin"),
                   PreventiveItem("Eye exam", "2025-03-01", status="done"), PlanReview("2026-11-21"))  # fmt: skip
    assert [section(plan, key) for key in ("team", "problems", "preventive", "review")] == [("complete", ())] * 4


def test_two_codes_of_one_family_are_one_condition() -> None:
    again = ConditionCode("Hypertensive heart disease", "I11.9", "", ("hypertension",), "yes")
    assert "fewer than two chronic conditions" in section(plan_of([HYPERTENSION, again]), "problems")[1]
    assert "fewer than two chronic conditions" in section(plan_of([HYPERTENSION]), "problems")[1]
    assert "fewer than two chronic conditions" not in section(plan_of([HYPERTENSION, ASTHMA]), "problems")[1]


def test_an_attestation_that_nobody_gave_counts_for_nothing() -> None:
    plan = plan_of([HYPERTENSION, ASTHMA], unattested=1)
    assert "1 problem not attested as chronic" in section(plan, "problems")[1]
    said: dict[str, Form[Any]] = {"c0": Form("c0", ConditionAttestation(True))}
    code: dict[str, Form[Any]] = {"c0": Form("c0", HYPERTENSION)}
    (problem,) = build(PATIENT, {ConditionCode: code, ConditionAttestation: said}).problems
    assert not problem.is_attested


def test_what_is_only_looked_at_twice_keeps_nobody_from_signing() -> None:
    plan = plan_of([HYPERTENSION], CareTeamMember("Dr. Chu"), MedicationOrder("Metformin"), unattested=1)
    found = to_look_at(plan, TODAY)
    assert found == {
        "problems": "Problems and goals: 1 problem not attested as chronic, fewer than two chronic conditions",
        "medications": "Medications: 1 medication not reconciled",
        "team": "Care team: 1 member without a role, 1 member without phone, e-mail or fax",
    }
    refused = {one.section: one.words for one in requirements(plan, TODAY, "given")}
    assert {"medications", "team"}.isdisjoint(refused)
    assert refused["problems"] == "Problem “Hypertension”: no goal"


def test_a_line_is_one_thing_to_mend_and_its_first_field_is_where_to_go() -> None:
    plan = plan_of([HYPERTENSION, ASTHMA], GoalText("Walk", "c0", "minutes"))
    found = next(one for one in requirements(plan, TODAY, "given") if one.entity.startswith("GoalText"))
    assert (found.section, found.field) == ("problems", "target")
    assert found.words.startswith("Goal “Walk”: ")


def test_a_code_that_can_be_none_is_looked_at_and_keeps_nobody_from_signing() -> None:
    forms: dict[type, dict[str, Form[Any]]] = {
        ConditionCode: {"c0": Form("c0", ConditionCode("Gout", snomed="38341004"))},
        MedicationOrder: {"m0": Form("m0", MedicationOrder("Lisinopril", "20", "mg", rxnorm="pill"))},
    }
    plan = standing_on(build(PATIENT, forms), TODAY)
    told = doubtful(plan, TODAY)
    assert any(words.startswith("Problem “Gout”: Not a SNOMED CT number") for words in told)
    assert any(words.startswith("Medication “Lisinopril”: Not an RxNorm number") for words in told)
    assert not [one for one in requirements(plan, TODAY, "given") if one.field in ("snomed", "rxnorm")]
