"""Versions beside each other on a real file, and one line of an earlier one taken up again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.plan_diff import ADDED, CHANGED, MOVED, REMOVED, PlanChange
from ccm_desktop.services import plan_moves
from ccm_desktop.services.forms import (
    Barrier,
    EmergencyPlan,
    Form,
    GoalStatus,
    GoalText,
    InterventionText,
    MedicationOrder,
    PlanReview,
    SymptomToWatch,
)
from ccm_desktop.services.plan_signing import PlanSigningService
from ccm_desktop.services.plan_versions import PlanComparison
from tests.services.conftest import Demo
from tests.services.month_world import MonthWorld
from tests.services.test_care_plans import goals_of, plan_of, with_goal
from tests.services.test_plan_signing import OfWhoeverIsSignedIn, ready, sign

DAY = 86_400


def changed(comparison: PlanComparison) -> dict[str, str]:
    return {line.section: line.kind for line in comparison.changes}


def the_change(comparison: PlanComparison) -> PlanChange:
    (line,) = comparison.changes
    return line


def retarget(demo: Demo, patient: str, target: str) -> None:
    text = goals_of(demo, patient)[0].text
    demo.office.care_plans.save(patient, [replace(text, value=replace(text.value, target=target))], "Target")


def test_without_a_signature_the_last_save_is_shown(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    retarget(demo, patient, "below 120/80")
    found = demo.office.plan_versions.latest(patient)
    assert (found.before.number, found.after.number, found.signed) == (2, 3, "")
    line = the_change(found)
    assert (line.kind, [(p.label, p.before, p.after) for p in line.differing]) == (
        CHANGED, [("Target", "below 130/80", "below 120/80")],
    )  # fmt: skip


def test_a_plan_without_a_version_has_nothing_to_compare(demo: Demo) -> None:
    found = demo.office.plan_versions.latest(demo.patient())
    assert (found.versions, found.changes) == ((), ())


def test_the_first_version_is_compared_with_the_empty_plan(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    versions = plan_of(demo, patient).versions
    found = demo.office.plan_versions.between(patient, "", versions[0].version_id)
    assert changed(found) == {"Problem": ADDED, "Goal": ADDED}


def test_a_goal_taken_to_another_problem_is_moved_with_all_that_serves_it(demo: Demo) -> None:
    patient, _, goal = with_goal(demo)
    demo.office.care_plans.save(patient, [Form("", InterventionText("Home log", goal=goal))])
    other = demo.problem(patient, "Type 2 diabetes", "E11.9")
    text = goals_of(demo, patient)[0].text
    demo.office.care_plans.save(patient, [replace(text, value=replace(text.value, condition=other))])
    line = the_change(demo.office.plan_versions.latest(patient))
    assert (line.kind, line.section) == (MOVED, "Goal")
    assert [(p.before, p.after) for p in line.differing] == [("Essential hypertension", "Type 2 diabetes")]


def test_a_problem_that_was_moved_is_told_as_moved_and_nothing_else(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    other = demo.problem(patient, "Type 2 diabetes", "E11.9")
    edit = plan_moves.shifted(plan_of(demo, patient), other, -1)
    demo.office.care_plans.save(patient, edit.forms, edit.what)
    line = the_change(demo.office.plan_versions.latest(patient))
    assert (line.kind, line.section) == (MOVED, "Problem")


def test_what_changed_since_a_day_leaves_out_what_was_there_that_morning(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    demo.clock.advance(3 * DAY)
    demo.office.care_plans.save(patient, [Form("", MedicationOrder("Lisinopril", "20", "mg"))])
    today = demo.clock.now().date()
    assert changed(demo.office.plan_versions.since(patient, today)) == {"Medication": ADDED}
    assert set(changed(demo.office.plan_versions.since(patient, date(2020, 1, 1)))) == {"Problem", "Goal", "Medication"}


def test_what_i_changed_today_leaves_out_what_others_changed(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    demo.clock.advance(1 * DAY)
    retarget(demo, patient, "below 120/80")
    me, demo.office.context.person = demo.office.context.person, demo.biller
    demo.office.care_plans.save(patient, [Form("", MedicationOrder("Lisinopril", "20", "mg"))])
    assert changed(demo.office.plan_versions.mine_today(patient)) == {"Medication": ADDED}
    demo.office.context.person = me
    assert changed(demo.office.plan_versions.mine_today(patient)) == {"Goal": CHANGED}
    demo.clock.advance(1 * DAY)
    assert changed(demo.office.plan_versions.mine_today(patient)) == {}


def test_a_changed_line_is_restored_as_a_new_version(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    retarget(demo, patient, "below 120/80")
    found = demo.office.plan_versions.latest(patient)
    demo.office.plan_versions.restore(found, the_change(found).key)
    newest = plan_of(demo, patient).versions[0]
    assert (newest.number, newest.what) == (4, "Goal restored from version 2")
    assert goals_of(demo, patient)[0].text.value.target == "below 130/80"
    assert demo.office.plan_versions.between(patient, found.before.version_id, newest.version_id).changes == ()


@pytest.mark.parametrize("added", [True, False])
def test_what_came_goes_and_what_went_comes_back(demo: Demo, added: bool) -> None:
    patient, _, goal = with_goal(demo)
    text, status = goals_of(demo, patient)[0].text, goals_of(demo, patient)[0].status
    if added:
        demo.office.care_plans.save(patient, [Form("", replace(text.value, description="Walk daily"))])
    else:
        demo.office.care_plans.save(patient, [Form(goal, GoalStatus("ended"), status.heads)])
    found = demo.office.plan_versions.latest(patient)
    assert the_change(found).kind == (ADDED if added else REMOVED)
    demo.office.plan_versions.restore(found, the_change(found).key)
    assert [one.text.value.description for one in goals_of(demo, patient)] == ["Blood pressure at home"]


def test_a_line_somebody_changed_since_is_not_restored_over(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    retarget(demo, patient, "below 120/80")
    found = demo.office.plan_versions.latest(patient)
    retarget(demo, patient, "below 125/80")
    with pytest.raises(Refusal) as refused:
        demo.office.plan_versions.restore(found, the_change(found).key)
    assert refused.value.code == "line_changed_since"
    assert (plan_of(demo, patient).versions[0].number, goals_of(demo, patient)[0].text.value.target) == (
        4, "below 125/80",
    )  # fmt: skip


def test_a_line_as_it_was_has_nothing_to_restore(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    found = demo.office.plan_versions.latest(patient)
    same = next(line for line in found.lines if line.section == "Problem")
    with pytest.raises(BadInput) as refused:
        demo.office.plan_versions.restore(found, same.key)
    assert refused.value.code == "line_unchanged"


def test_a_version_of_another_patient_is_refused(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    strange = demo.patient("Baker", "Ann")
    demo.office.care_plans.save(strange, [Form(strange, PlanReview("2027-01-14"))])
    with pytest.raises(BadInput) as refused:
        demo.office.plan_versions.between(patient, "", plan_of(demo, strange).versions[0].version_id)
    assert refused.value.code == "version_unknown"


def test_a_goal_is_compared_by_what_it_is_not_by_where_its_words_came_from(demo: Demo) -> None:
    patient, problem, _ = with_goal(demo)
    (marked,) = demo.office.care_plans.save(patient, [Form("", GoalText("Walk", problem, template="copd@1"))]).value
    text = next(one.text for one in goals_of(demo, patient) if one.text.entity == marked)
    demo.office.care_plans.save(patient, [replace(text, value=replace(text.value, description="Walk daily"))])
    line = the_change(demo.office.plan_versions.latest(patient))
    assert [pair.label for pair in line.differing] == ["Description"]


def test_a_month_that_was_signed_is_no_signature_on_the_plan(signed: MonthWorld) -> None:
    patient = signed.patients[0]
    plans, versions = signed.office.care_plans, signed.office.plan_versions
    for drug in ("Lisinopril", "Metformin"):
        plans.save(patient, [Form("", MedicationOrder(drug))])
    assert signed.office.plan_signing.standing(patient).words == "Not signed yet"
    found = versions.latest(patient)
    assert (found.signed, found.has_changed_since_signed) == ("", False)
    assert [line.after for line in found.changes] == ["Metformin"]  # what the last save changed


def test_every_section_of_the_plan_is_compared_and_restored(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    plans, versions = demo.office.care_plans, demo.office.plan_versions
    before = plan_of(demo, patient).versions[0].version_id
    plans.save(patient, [
        Form("", SymptomToWatch("Swollen legs", "Call us")),
        Form("", Barrier("No car")),
        Form(patient, EmergencyPlan(instructions="Call 911")),
    ])  # fmt: skip
    plans.note_section(patient, "allergies", "none_known", "Asked by phone")
    found = versions.between(patient, before, plan_of(demo, patient).versions[0].version_id)
    assert {line.section: line.kind for line in found.changes} == dict.fromkeys(
        ("Symptom to watch", "Barrier", "After hours", "Allergies"), ADDED
    )
    for line in found.changes:
        versions.restore(found, line.key)
    assert versions.between(patient, before, plan_of(demo, patient).versions[0].version_id).changes == ()


def test_a_plan_signed_by_itself_is_what_later_changes_are_shown_against(world: MonthWorld) -> None:
    patient = ready(world)
    sign(world, cast(PlanSigningService, OfWhoeverIsSignedIn(world)), patient)
    world.become_maria()
    signed = world.office.care_plans.view(patient).versions[0].version_id
    assert not world.office.plan_versions.latest(patient).has_changed_since_signed
    for drug in ("Metformin", "Aspirin"):
        world.office.care_plans.save(patient, [Form("", MedicationOrder(drug))])
    found = world.office.plan_versions.latest(patient)
    assert (found.signed, found.before.version_id, found.has_changed_since_signed) == (signed, signed, True)
    assert [line.after for line in found.changes] == ["Aspirin", "Metformin"]


def test_a_symptom_and_a_barrier_that_belong_to_something_else_now_are_told_as_moved(demo: Demo) -> None:
    patient, problem, goal = with_goal(demo)
    plans = demo.office.care_plans
    sign, barrier = plans.save(patient, [Form("", SymptomToWatch("Dizzy")), Form("", Barrier("No car"))]).value
    before = plans.view(patient).versions[0].version_id
    held = {form.entity: form for items in plans.view(patient).short.values() for form in items}
    plans.save(patient, [
        replace(held[sign], value=replace(held[sign].value, condition=problem)),
        replace(held[barrier], value=replace(held[barrier].value, goal=goal)),
    ])  # fmt: skip
    found = plans.compare(before, plans.view(patient).versions[0].version_id)
    assert {(line.section, line.kind) for line in found} == {("Symptom to watch", MOVED), ("Barrier", MOVED)}
