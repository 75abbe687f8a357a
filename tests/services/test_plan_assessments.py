"""Assessments as part of the care plan: versions hold them, signatures cover them, no key takes them back."""

from __future__ import annotations

from typing import cast

import pytest

from ccm_desktop.domain import word_diff
from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.plan_diff import ADDED, CHANGED, REMOVED
from ccm_desktop.services.assessments import NewAssessment
from ccm_desktop.services.forms import Form, SymptomToWatch
from ccm_desktop.services.plan_signing import PlanSigningService
from tests.services.conftest import Demo
from tests.services.month_world import MonthWorld
from tests.services.test_assessments import phq9
from tests.services.test_plan_signing import OfWhoeverIsSignedIn, look, ready, sign
from tests.services.test_plan_versions import the_change


def assess(demo: Demo, patient: str, new: NewAssessment) -> str:
    return demo.office.assessments.record(patient, new).value


def test_a_result_after_the_signature_is_a_change_that_the_next_signer_sees(world: MonthWorld) -> None:
    signing = cast(PlanSigningService, OfWhoeverIsSignedIn(world))
    patient = ready(world)
    assess(world.demo, patient, phq9(7))
    sign(world, signing, patient)
    world.become_maria()
    assert signing.standing(patient).state == "signed"
    assess(world.demo, patient, phq9(14))
    standing = signing.standing(patient)
    assert (standing.state, standing.is_genuine) == ("changed", True)
    (change,) = signing.evidence(patient).changes
    assert (change.section, change.kind, change.name) == ("Assessment", CHANGED, "Mood: PHQ-9")
    assert [(one.label, one.before, one.after) for one in change.differing][:2] == [
        ("Score", "7", "14"), ("Result", "Mild", "Moderate"),
    ]  # fmt: skip


def test_nothing_is_signed_over_a_result_that_came_after_the_look(world: MonthWorld) -> None:
    signing = cast(PlanSigningService, OfWhoeverIsSignedIn(world))
    patient = ready(world)
    world.become_elena()
    seen = look(world, signing, patient)
    assess(world.demo, patient, phq9(14))
    with pytest.raises(Refusal, match="changed since you looked"):
        signing.sign(patient, seen, "")


def test_a_version_keeps_the_results_of_its_day(demo: Demo) -> None:
    patient = demo.patient()
    first = assess(demo, patient, phq9(7))
    second = assess(demo, patient, phq9(14))
    demo.office.assessments.withdraw(demo.office.assessments.line(second), "Of another patient")
    plans, found = demo.office.care_plans, []
    for line in reversed(plans.view(patient).versions):
        held = plans.version(line.version_id).assessments
        found.append((line.what, [(one.result.entity, one.result.value.score) for one in held]))
    assert found == [
        ("Assessed: PHQ-9", [(first, "7")]),
        ("Assessed: PHQ-9", [(second, "14")]),
        ("Assessment withdrawn: PHQ-9", [(first, "7")]),
    ]  # fmt: skip


def test_the_plan_rests_on_the_latest_of_each_instrument_area_by_area(demo: Demo) -> None:
    patient = demo.patient()
    for new in (
        NewAssessment("environment", finding="Safe."), phq9(14), phq9(3, assessed_on="2026-10-01"),
        NewAssessment("cognition", title="MoCA", score="24/30"),
    ):  # fmt: skip
        assess(demo, patient, new)
    found = [one.result.value for one in demo.office.care_plans.view(patient).assessments]
    assert [(one.area, one.score or one.finding) for one in found] == [
        ("mood", "14"), ("cognition", "24/30"), ("environment", "Safe."),
    ]  # fmt: skip


def test_a_first_result_is_added_and_a_withdrawn_one_removed(demo: Demo) -> None:
    patient = demo.patient()
    entity = assess(demo, patient, phq9(7))
    assert the_change(demo.office.plan_versions.latest(patient)).kind == ADDED
    demo.office.assessments.withdraw(demo.office.assessments.line(entity), "Of another patient")
    assert the_change(demo.office.plan_versions.latest(patient)).kind == REMOVED


def test_answers_that_leave_the_score_as_it_was_are_a_change_too(demo: Demo) -> None:
    patient = demo.patient()
    entity = assess(demo, patient, phq9(3))
    swapped = NewAssessment(instrument="phq9", answers={**phq9(0).answers, "sleep": "3"})
    demo.office.assessments.correct(demo.office.assessments.line(entity), swapped, "Read the wrong line")
    change = the_change(demo.office.plan_versions.latest(patient))
    assert [(one.label, one.before, one.after) for one in change.differing] == [
        ("Interest", "Nearly every day", "Not at all"), ("Sleep", "Not at all", "Nearly every day"),
    ]  # fmt: skip
    assert [run.kind for run in change.differing[0].runs] == [word_diff.REMOVED, word_diff.ADDED]
    assert change.after.endswith(
        "Not at all, Not at all, Nearly every day, Not at all, Not at all, Not at all, "
        "Not at all, Not at all, Not at all"
    )  # as the note of a month that was signed says it


def test_the_undo_key_passes_an_assessment_by(demo: Demo) -> None:
    patient, plans = demo.patient(), demo.office.care_plans
    plans.save(patient, [Form("", SymptomToWatch("Chest pain", "Call 911"))], "Symptom")
    assess(demo, patient, phq9(7))
    assert plans.view(patient).undo == "Symptom"
    plans.undo(patient)
    plan = plans.view(patient)
    assert (plan.undo, plan.short["symptoms"]) == ("", ())
    assert [one.result.value.score for one in plan.assessments] == ["7"]


def test_an_earlier_result_is_not_restored(demo: Demo) -> None:
    patient = demo.patient()
    assess(demo, patient, phq9(7))
    assess(demo, patient, phq9(14))
    shown = demo.office.plan_versions.latest(patient)
    with pytest.raises(Refusal, match="not restored"):
        demo.office.plan_versions.restore(shown, the_change(shown).key)


def test_a_decision_between_two_corrections_is_a_version(demo: Demo) -> None:
    patient, service = demo.patient(), demo.office.assessments
    opened = service.line(assess(demo, patient, phq9(7)))
    service.correct(opened, phq9(8), "One more")
    service.correct(opened, phq9(9), "Two more")
    plan = demo.office.care_plans.view(patient)
    assert plan.conflicts == 1
    (conflict,) = demo.office.conflicts.open(patient)
    demo.office.conflicts.use(conflict, conflict.sides[1].version)
    decided = demo.office.care_plans.view(patient)
    assert (decided.conflicts, decided.versions[0].number) == (0, plan.versions[0].number + 1)
    assert decided.undo == ""
