"""Undo and redo of a plan: step by step, in the history, across restarts, and never over somebody else's change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.forms import (
    Barrier,
    Form,
    GoalProgress,
    GoalStatus,
    GoalText,
    InterventionText,
    MedicationOrder,
    MedicationReview,
)
from tests.services.conftest import Demo
from tests.services.month_world import MonthWorld


def plans(demo: Demo) -> CarePlanService:
    return demo.office.care_plans


def barriers(demo: Demo, patient: str) -> list[str]:
    return sorted(one.value.description for one in plans(demo).view(patient).short["barriers"])


def add(demo: Demo, patient: str, *words: str) -> None:
    for one in words:
        plans(demo).save(patient, [Form("", Barrier(one))], f"{one} added")


def test_undo_goes_back_step_by_step_and_redo_forward_again(demo: Demo) -> None:
    patient = demo.patient()
    add(demo, patient, "Cost", "Language", "Transport")
    for left in (["Cost", "Language"], ["Cost"]):
        plans(demo).undo(patient)
        assert barriers(demo, patient) == left
    for left in (["Cost", "Language"], ["Cost", "Language", "Transport"]):
        plans(demo).redo(patient)
        assert barriers(demo, patient) == left
    assert [one.what for one in plans(demo).view(patient).versions[:4]] == [
        "Redo: Transport added", "Redo: Language added", "Undo: Language added", "Undo: Transport added",
    ]  # fmt: skip


def test_what_comes_next_is_said_before_it_is_done(demo: Demo) -> None:
    patient = demo.patient()
    add(demo, patient, "Cost", "Language")
    assert (plans(demo).view(patient).undo, plans(demo).view(patient).redo) == ("Language added", "")
    assert plans(demo).undo(patient).value == "Language added"
    assert (plans(demo).view(patient).undo, plans(demo).view(patient).redo) == ("Cost added", "Language added")


def test_both_survive_a_restart_and_another_patient(demo: Demo) -> None:
    patient, other = demo.patient(), demo.patient("Baker")
    add(demo, patient, "Cost", "Language")
    plans(demo).undo(patient)
    add(demo, other, "Home")
    demo.opened.close()
    demo.reopen()
    plans(demo).redo(patient)
    assert barriers(demo, patient) == ["Cost", "Language"]
    plans(demo).undo(patient)
    plans(demo).undo(patient)
    assert barriers(demo, patient) == []
    assert barriers(demo, other) == ["Home"]


def test_the_same_text_is_taken_back_change_by_change(demo: Demo) -> None:
    patient = demo.patient()
    plans(demo).save(patient, [Form("", MedicationOrder("Metformin", "1"))])
    for dose in ("2", "3"):
        order = plans(demo).view(patient).medications[0].order
        plans(demo).save(patient, [replace(order, value=replace(order.value, dose=dose))])
    seen = []
    for step in (plans(demo).undo, plans(demo).undo, plans(demo).redo, plans(demo).redo):
        step(patient)
        seen.append(plans(demo).view(patient).medications[0].order.value.dose)
    assert seen == ["2", "1", "2", "3"]


def test_an_edit_ends_what_could_be_brought_back(demo: Demo) -> None:
    patient = demo.patient()
    add(demo, patient, "Cost")
    plans(demo).undo(patient)
    add(demo, patient, "Home")
    with pytest.raises(Refusal) as refused:
        plans(demo).redo(patient)
    assert refused.value.code == "nothing_to_redo"


def test_what_somebody_else_changed_since_is_not_overwritten(demo: Demo) -> None:
    patient = demo.patient()
    add(demo, patient, "Cost")
    (mine,) = plans(demo).view(patient).short["barriers"]
    me, demo.office.context.person = demo.office.context.person, demo.biller
    plans(demo).save(patient, [replace(mine, value=replace(mine.value, answer="Asked the plan"))])
    demo.office.context.person = me
    with pytest.raises(Refusal) as refused:
        plans(demo).undo(patient)
    assert refused.value.code == "plan_changed_since"
    assert plans(demo).view(patient).short["barriers"][0].value.answer == "Asked the plan"
    assert len(plans(demo).view(patient).versions) == 2


def test_the_same_words_by_somebody_else_are_theirs(demo: Demo) -> None:
    patient = demo.patient()
    add(demo, patient, "Cost")
    (mine,) = plans(demo).view(patient).short["barriers"]
    me, demo.office.context.person = demo.office.context.person, demo.biller
    plans(demo).save(patient, [mine])
    demo.office.context.person = me
    with pytest.raises(Refusal):
        plans(demo).undo(patient)


def test_words_that_somebody_else_brought_back_are_theirs_too(demo: Demo) -> None:
    patient, me = demo.patient(), demo.office.context.person
    add(demo, patient, "Cost")
    for who, answer in ((me, "Asked the plan"), (demo.biller, "Asked the pharmacy")):
        demo.office.context.person = who
        (shown,) = plans(demo).view(patient).short["barriers"]
        plans(demo).save(patient, [replace(shown, value=replace(shown.value, answer=answer))])
    plans(demo).undo(patient)
    demo.office.context.person = me
    with pytest.raises(Refusal):
        plans(demo).undo(patient)
    assert plans(demo).view(patient).short["barriers"][0].value.answer == "Asked the plan"


def test_a_decided_conflict_is_open_again(demo: Demo) -> None:
    patient = demo.patient()
    (goal,) = plans(demo).save(patient, [Form("", GoalText("Walk"))]).value
    (opened,) = (one.text for one in plans(demo).view(patient).unattached_goals)
    for target in ("15 min", "30 min"):
        plans(demo).save(patient, [replace(opened, value=replace(opened.value, target=target))])
    (both,) = (one.text for one in plans(demo).view(patient).unattached_goals)
    plans(demo).save(patient, [both], "Decided")
    plans(demo).undo(patient)
    (again,) = (one.text for one in plans(demo).view(patient).unattached_goals)
    assert again.entity == goal
    assert {again.value.target, *(other.target for other in again.others)} == {"15 min", "30 min"}


def test_of_three_versions_side_by_side_two_stay(demo: Demo) -> None:
    patient = demo.patient()
    plans(demo).save(patient, [Form("", GoalText("Walk"))])
    (opened,) = (one.text for one in plans(demo).view(patient).unattached_goals)
    for target in ("15 min", "30 min", "45 min"):
        plans(demo).save(patient, [replace(opened, value=replace(opened.value, target=target))])
    plans(demo).undo(patient)
    (left,) = (one.text for one in plans(demo).view(patient).unattached_goals)
    assert {left.value.target, *(other.target for other in left.others)} == {"15 min", "30 min"}


def test_saves_of_the_day_before_are_left_to_compare(demo: Demo) -> None:
    patient = demo.patient()
    add(demo, patient, "Cost")
    demo.clock.advance(24 * 3600 + 1)
    with pytest.raises(Refusal) as refused:
        plans(demo).undo(patient)
    assert refused.value.code == "nothing_to_undo"


def test_a_first_review_of_a_medication_is_taken_back(demo: Demo) -> None:
    patient = demo.patient()
    (drug,) = plans(demo).save(patient, [Form("", MedicationOrder("Metformin"))]).value
    plans(demo).save(patient, [Form(drug, MedicationReview("out", reconciled_on="2026-10-14"))])
    plans(demo).undo(patient)
    assert plans(demo).view(patient).medications[0].review.value == MedicationReview()
    plans(demo).redo(patient)
    assert plans(demo).view(patient).medications[0].review.value.taking == "out"


@pytest.mark.parametrize("hangs_on", ["an intervention", "its state", "a progress"])
def test_a_line_that_somebody_else_built_on_is_not_taken_back(world: MonthWorld, hangs_on: str) -> None:
    patient = world.demo.enrolled()
    (goal,) = world.office.care_plans.save(patient, [Form("", GoalText("Walk daily"))], "Goal added").value
    forms: dict[str, Form[Any]] = {
        "an intervention": Form("", InterventionText("Call cardiology", goal=goal)),
        "its state": Form(goal, GoalStatus("achieved")),
        "a progress": Form("", GoalProgress(goal, "2026-10-21", "10 min")),
    }
    world.become_elena()
    world.office.care_plans.save(patient, [forms[hangs_on]])
    world.become_maria()
    with pytest.raises(Refusal) as refused:
        world.office.care_plans.undo(patient)
    assert refused.value.code == "plan_changed_since"
    assert [one.text.entity for one in world.office.care_plans.view(patient).unattached_goals] == [goal]


def test_a_medication_that_somebody_else_reconciled_is_not_taken_back(world: MonthWorld) -> None:
    patient = world.demo.patient()
    (drug,) = world.office.care_plans.save(patient, [Form("", MedicationOrder("Warfarin"))], "Added").value
    world.become_elena()
    world.office.care_plans.save(patient, [Form(drug, MedicationReview("confused", discrepancy="Twice a day"))])
    world.become_maria()
    with pytest.raises(Refusal):
        world.office.care_plans.undo(patient)
    (line,) = world.office.care_plans.view(patient).medications
    assert line.review.value.taking == "confused"


def test_only_the_save_that_is_named_is_taken_back(demo: Demo) -> None:
    patient = demo.patient()
    add(demo, patient, "Cost", "Language")
    with pytest.raises(Refusal) as refused:
        plans(demo).undo(patient, "Cost added")
    assert (refused.value.code, barriers(demo, patient)) == ("saved_since", ["Cost", "Language"])
    plans(demo).undo(patient, "Language added")
    assert barriers(demo, patient) == ["Cost"]


def test_a_conflict_that_was_brought_back_goes_as_a_whole(demo: Demo) -> None:
    patient, plans = demo.patient(), demo.office.care_plans

    def shown() -> set[str]:
        (line,) = plans.view(patient).short["barriers"]
        return {line.value.description, *(one.description for one in line.others)}

    plans.save(patient, [Form("", Barrier("No car"))])
    (opened,) = plans.view(patient).short["barriers"]
    me, demo.office.context.person = demo.office.context.person, demo.biller
    plans.save(patient, [replace(opened, value=Barrier("No bus"))])
    demo.office.context.person = me
    plans.save(patient, [replace(opened, value=Barrier("No license"))])
    found = [shown()]
    for step in (plans.undo, plans.redo, plans.undo, plans.redo):
        step(patient)
        found.append(shown())
    both, theirs = {"No bus", "No license"}, {"No bus"}
    assert found == [both, theirs, both, theirs, both]
