"""A line of a plan that is not for caregivers: it and what would betray it is in no copy for them (A-100)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.ledger.payloads.plan_sections import sharing_entity
from ccm_desktop.services.forms import (
    Barrier,
    Form,
    GoalProgress,
    GoalText,
    InterventionText,
    PreventiveItem,
    Sharing,
    SymptomToWatch,
)
from ccm_desktop.services.plan_views import CarePlanView
from tests.services import test_exchange
from tests.services.conftest import Demo
from tests.services.plan_to_print import caregiver, medicine, with_plan
from tests.services.test_exchange import PATIENT, Two, goal
from tests.services.test_plan_papers import DAY, words

template, two = test_exchange.template, test_exchange.two
ALL = ("problems", "medications", "allergies", "team", "barriers", "symptoms", "preventive", "community")


def mark(demo: Demo, patient: str, line: str, *, withheld: bool = True) -> None:
    plan = demo.office.care_plans.view(patient)
    form = plan.sharing.get(line) or Form(sharing_entity(line), Sharing())
    demo.office.care_plans.save(patient, [replace(form, value=Sharing(withheld))], "Who may have it")


def depression(demo: Demo, patient: str) -> str:
    """A problem with all that can stand below it or speak of it."""
    plans = demo.office.care_plans
    problem = plans.add_problem(patient, "Depression", "F33.1").value
    (mood,) = plans.save(patient, [Form("", GoalText("Sleep through", problem, "Diary"))]).value
    plans.save(patient, [
        Form("", InterventionText("Talk weekly", mood, problem)),
        Form("", InterventionText("Therapy twice", "", problem)),
        Form("", GoalProgress(mood, "2026-10-12", "four hours")),
        Form("", SymptomToWatch("No will to live", "Call 988", "emergency", condition=problem)),
        Form("", PreventiveItem("Mood check", "2026-11-20", condition=problem)),
    ])  # fmt: skip
    medicine(demo, patient, "Sertraline", "50", "mg", "daily", "low mood")
    return problem


BETRAY = ("Depression", "Sleep through", "Talk weekly", "Therapy", "four hours", "No will", "Mood check",
          "low mood", "What it is for")  # fmt: skip


def test_a_marked_problem_takes_with_it_what_would_betray_it(demo: Demo) -> None:
    patient = with_plan(demo)
    problem = depression(demo, patient)
    who = caregiver(demo, patient, *ALL)
    before = words(demo, patient, "caregiver", who=who)
    for said in BETRAY:
        assert said in before
    mark(demo, patient, problem)
    text = words(demo, patient, "caregiver", who=who)
    for hidden in BETRAY:
        assert hidden not in text
    for said in ("ood pressure below 130/80", "Lisinopril", "Sertraline", "Chest pain", "Eye exam", "Penicillin"):
        assert said in text
    assert all(said in words(demo, patient) for said in BETRAY), "the patient's own copy has everything"
    mark(demo, patient, problem, withheld=False)
    assert all(said in words(demo, patient, "caregiver", who=who) for said in BETRAY)


def test_no_change_of_the_month_tells_of_what_is_withheld_now(demo: Demo) -> None:
    patient = with_plan(demo)
    problem = depression(demo, patient)
    who = caregiver(demo, patient, *ALL)
    demo.clock.advance(31 * DAY)  # November
    mark(demo, patient, problem)
    medicine(demo, patient, "Metformin", "500", "mg", "bid", "diabetes")
    text = words(demo, patient, "caregiver", who=who)
    assert "New: Metformin" in text
    for hidden in BETRAY:
        assert hidden not in text


LINES: dict[str, tuple[Callable[[CarePlanView], str], str]] = {
    "goal": (lambda plan: plan.problems[0].goals[0].text.entity, "lood pressure below 130/80"),
    "intervention": (lambda plan: plan.problems[0].goals[0].interventions[0].text.entity, "Check blood pressure"),
    "medication": (lambda plan: plan.medications[0].order.entity, "Lisinopril"),
    "allergy": (lambda plan: plan.allergies[0].substance.entity, "Penicillin"),
    "member": (lambda plan: plan.team[0].entity, "Ada Lin"),
    "symptom": (lambda plan: plan.short["symptoms"][0].entity, "Chest pain"),
    "barrier": (lambda plan: plan.short["barriers"][0].entity, "No car"),
    "resource": (lambda plan: plan.short["community"][0].entity, "Meals on Wheels"),
    "due item": (lambda plan: plan.short["preventive"][0].entity, "Eye exam"),
}


@pytest.mark.parametrize("line", LINES)
def test_every_kind_of_line_can_be_withheld_by_itself(demo: Demo, line: str) -> None:
    patient = with_plan(demo)
    who = caregiver(demo, patient, *ALL)
    find, said = LINES[line]
    assert said in words(demo, patient, "caregiver", who=who)
    mark(demo, patient, find(demo.office.care_plans.view(patient)))
    assert said not in words(demo, patient, "caregiver", who=who)
    assert said in words(demo, patient)


def test_a_section_of_which_nothing_is_left_is_not_said_to_be_empty(demo: Demo) -> None:
    patient = with_plan(demo)
    who = caregiver(demo, patient, "allergies", "medications")
    mark(demo, patient, demo.office.care_plans.view(patient).allergies[0].substance.entity)
    text = words(demo, patient, "caregiver", who=who)
    assert "Lisinopril" in text
    assert "llerg" not in text


def test_it_is_a_version_compared_undone_and_signed_like_every_edit(demo: Demo) -> None:
    patient = with_plan(demo)
    plans = demo.office.care_plans
    line = plans.view(patient).allergies[0].substance.entity
    before = plans.view(patient).versions[0].version_id
    mark(demo, patient, line)
    after = plans.view(patient).versions[0].version_id
    (change,) = plans.compare(before, after)
    assert (change.section, change.kind) == ("Allergy", "changed")
    assert "not for caregivers" in change.after
    plans.undo(patient)
    assert not plans.view(patient).sharing[line].value.withheld
    plans.redo(patient)
    assert plans.view(patient).sharing[line].value.withheld


def test_a_new_line_is_kept_with_its_mark_in_one_version(demo: Demo) -> None:
    patient = with_plan(demo)
    plans = demo.office.care_plans
    count = len(plans.view(patient).versions)
    line, _ = plans.save(patient, [Form("", Barrier("Drinks")), Form("", Sharing(withheld=True))]).value
    plan = plans.view(patient)
    assert (plan.sharing[line].value.withheld, len(plan.versions)) == (True, count + 1)


def test_where_two_computers_differ_the_stricter_word_holds_until_somebody_decides(two: Two) -> None:
    line = goal(two.a).entity
    mark(two.a, PATIENT[0], line)
    two.carry(two.a, two.b)
    mark(two.a, PATIENT[0], line, withheld=False)
    two.a.clock.advance(3600)
    two.b.office.care_plans.save(PATIENT[0], [Form("", Barrier("No car"))])
    mark_b = two.b.office.care_plans.view(PATIENT[0]).sharing[line]
    two.b.office.care_plans.save(PATIENT[0], [replace(mark_b, value=Sharing(withheld=False))])
    mark(two.b, PATIENT[0], line)
    two.both_ways()
    for demo in (two.a, two.b):
        form = demo.office.care_plans.view(PATIENT[0]).sharing[line]
        assert (form.value.withheld, [one.withheld for one in form.others]) == (True, [False])
        assert len(demo.office.conflicts.open()) == 1
    form = two.b.office.care_plans.view(PATIENT[0]).sharing[line]
    two.b.office.care_plans.save(PATIENT[0], [replace(form, value=Sharing(withheld=False), others=())])
    two.carry(two.b, two.a)
    assert not two.a.office.care_plans.view(PATIENT[0]).sharing[line].value.withheld


def test_the_mark_leaves_with_the_plan(demo: Demo) -> None:
    patient = with_plan(demo)
    problem = depression(demo, patient)
    mark(demo, patient, problem)
    mark(demo, patient, demo.office.care_plans.view(patient).team[0].entity)
    text = demo.office.plan_exports.plan(patient, "Lakeside Hospital").render(Unobserved())
    found: list[dict[str, Any]] = [entry["resource"] for entry in json.loads(text)["entry"]]
    marked = {
        one["resourceType"] for one in found
        if {"url": "urn:ccm-desktop:fhir:not-for-caregivers", "valueBoolean": True} in one.get("extension", [])
    }  # fmt: skip
    assert marked == {"Condition", "Practitioner"}


@pytest.mark.parametrize("how", ["resolved", "inactive", "removed"])
def test_a_marked_problem_that_is_over_still_takes_what_would_betray_it(demo: Demo, how: str) -> None:
    patient = with_plan(demo)
    problem = depression(demo, patient)
    who = caregiver(demo, patient, *ALL)
    mark(demo, patient, problem)
    (found,) = [one for one in demo.office.care_plans.view(patient).problems if one.code.entity == problem]
    over = replace(found.status, value=replace(found.status.value, status=how))
    demo.office.care_plans.save(patient, [over], "Over")
    assert "Sleep through" in words(demo, patient), "its goal was not ended with it"
    text = words(demo, patient, "caregiver", who=who)
    assert [hidden for hidden in BETRAY if hidden in text] == []


def test_what_serves_a_marked_goal_that_ended_stays_withheld(demo: Demo) -> None:
    patient = with_plan(demo)
    problem = depression(demo, patient)
    who = caregiver(demo, patient, *ALL)
    plan = demo.office.care_plans.view(patient)
    (goal,) = next(one for one in plan.problems if one.code.entity == problem).goals
    mark(demo, patient, goal.text.entity)
    ended = replace(goal.status, value=replace(goal.status.value, status="ended"))
    demo.office.care_plans.save(patient, [ended], "Over")
    assert "Talk weekly" in words(demo, patient)
    assert "Talk weekly" not in words(demo, patient, "caregiver", who=who)
