"""Lines taken out, copied and moved: each one save, which one undo takes back."""

from __future__ import annotations

import pytest

from ccm_desktop.ledger import payload
from ccm_desktop.services import plan_moves
from ccm_desktop.services.forms import Barrier, ConditionStatus, Form, GoalText, InterventionText
from ccm_desktop.services.plan_moves import Edit
from ccm_desktop.services.plan_standing import interventions_of
from ccm_desktop.services.plan_views import CarePlanView
from tests.services.conftest import Demo


@pytest.fixture
def patient(demo: Demo) -> str:
    patient = demo.patient()
    problem = demo.problem(patient, "Essential hypertension", "I10")
    for name in ("A", "B", "C"):
        (goal,) = demo.office.care_plans.save(patient, [Form("", GoalText(name, problem))]).value
        demo.office.care_plans.save(patient, [Form("", InterventionText(f"do {name}", goal, problem))])
    return patient


def view(demo: Demo, patient: str) -> CarePlanView:
    return demo.office.care_plans.view(patient)


def order(demo: Demo, patient: str) -> str:
    return "".join(goal.text.value.description for goal in view(demo, patient).problems[0].goals)


def entity(demo: Demo, patient: str, name: str) -> str:
    goals = view(demo, patient).problems[0].goals
    return next(goal.text.entity for goal in goals if goal.text.value.description == name)


def keep(demo: Demo, patient: str, edit: Edit) -> None:
    assert edit.forms
    demo.office.care_plans.save(patient, edit.forms, edit.what)


@pytest.mark.parametrize(
    ("name", "step", "after"), [("A", 1, "BAC"), ("C", -1, "ACB"), ("B", 1, "ACB"), ("B", -1, "BAC")]
)
def test_a_goal_goes_one_place_up_or_down(demo: Demo, patient: str, name: str, step: int, after: str) -> None:
    keep(demo, patient, plan_moves.shifted(view(demo, patient), entity(demo, patient, name), step))
    assert order(demo, patient) == after
    demo.office.care_plans.undo(patient)
    assert order(demo, patient) == "ABC"


def test_what_is_new_stands_last_whatever_was_moved(demo: Demo, patient: str) -> None:
    for name, to in (("A", 2), ("C", 0), ("B", 2), ("A", 0)):
        keep(demo, patient, plan_moves.placed(view(demo, patient), entity(demo, patient, name), to))
    before = order(demo, patient)
    problem = view(demo, patient).problems[0].code.entity
    demo.office.care_plans.save(patient, [Form("", GoalText("D", problem))])
    assert order(demo, patient) == f"{before}D"


@pytest.mark.parametrize(("name", "step"), [("A", -1), ("C", 1)])
def test_beyond_the_ends_nothing_moves_and_it_is_said(demo: Demo, patient: str, name: str, step: int) -> None:
    edit = plan_moves.shifted(view(demo, patient), entity(demo, patient, name), step)
    assert edit.forms == ()
    assert edit.what.startswith("This is the")


def test_short_lists_stand_by_name(demo: Demo, patient: str) -> None:
    (barrier,) = demo.office.care_plans.save(patient, [Form("", Barrier("No car"))]).value
    assert plan_moves.shifted(view(demo, patient), barrier, 1) == Edit((), "These stand in the order of their names.")


def problems(demo: Demo, patient: str) -> list[str]:
    return [one.code.value.display for one in view(demo, patient).problems]


def test_problems_stand_by_name_until_somebody_moves_one(demo: Demo, patient: str) -> None:
    demo.problem(patient, "Asthma", "J45.909")
    diabetes = demo.problem(patient, "Type 2 diabetes", "E11.9")
    assert problems(demo, patient) == ["Asthma", "Essential hypertension", "Type 2 diabetes"]
    keep(demo, patient, plan_moves.shifted(view(demo, patient), diabetes, -1))
    assert problems(demo, patient) == ["Asthma", "Type 2 diabetes", "Essential hypertension"]
    keep(demo, patient, plan_moves.shifted(view(demo, patient), diabetes, -1))
    assert problems(demo, patient) == ["Type 2 diabetes", "Asthma", "Essential hypertension"]
    assert plan_moves.shifted(view(demo, patient), diabetes, -1) == Edit((), "This is the first.")
    assert view(demo, patient).versions[0].what == "Problem “Type 2 diabetes” moved"
    demo.office.care_plans.undo(patient)
    demo.office.care_plans.undo(patient)
    assert problems(demo, patient) == ["Asthma", "Essential hypertension", "Type 2 diabetes"]


def test_a_problem_that_was_moved_keeps_its_goals_and_its_state(demo: Demo, patient: str) -> None:
    diabetes = demo.problem(patient, "Type 2 diabetes", "E11.9")
    before = {one.code.entity: (one.goals, one.status.value.status) for one in view(demo, patient).problems}
    plan = view(demo, patient)
    first = plan.problems[0].code.entity
    assert plan_moves.place_of(plan, diabetes, first, after=False) == 0
    keep(demo, patient, plan_moves.placed(plan, diabetes, 0))
    after = {one.code.entity: (one.goals, one.status.value.status) for one in view(demo, patient).problems}
    assert (after, next(iter(after))) == (before, diabetes)


def test_states_of_problems_of_older_programs_stay_readable() -> None:
    old = b'{"~":"00","abated_on":"2026-10-12","status":"resolved"}'
    assert payload.decode("condition.status", 1, old) == ConditionStatus("resolved", "2026-10-12")


def test_an_intervention_serves_another_goal(demo: Demo, patient: str) -> None:
    plan = view(demo, patient)
    first, second = plan.problems[0].goals[:2]
    moved = first.interventions[0].text.entity
    keep(demo, patient, plan_moves.served(plan, moved, second.text.entity))
    goals = view(demo, patient).problems[0].goals
    assert [len(goal.interventions) for goal in goals] == [0, 2, 1]


@pytest.fixture
def second(demo: Demo, patient: str) -> str:
    return demo.problem(patient, "Type 2 diabetes", "E11.9")


def under(demo: Demo, patient: str) -> dict[str, list[str]]:
    """Names of the goals, by the problem that they stand under; those under none by an empty one."""
    plan = view(demo, patient)
    found = {one.code.value.display: one.goals for one in plan.problems} | {"": plan.unattached_goals}
    return {name: [goal.text.value.description for goal in goals] for name, goals in found.items()}


def test_a_goal_goes_under_another_problem_with_what_serves_it_and_one_undo_takes_it_back(
    demo: Demo, patient: str, second: str
) -> None:
    before, first = view(demo, patient), view(demo, patient).problems[0].code.entity
    keep(demo, patient, plan_moves.served(before, entity(demo, patient, "B"), second))
    after = view(demo, patient)
    assert len(after.versions) == len(before.versions) + 1
    assert after.versions[0].what == "Goal “B” moved to Problem “Type 2 diabetes”"
    assert under(demo, patient) == {"Essential hypertension": ["A", "C"], "Type 2 diabetes": ["B"], "": []}
    belongs = {one.text.value.description: one.text.value.condition for one in interventions_of(after)}
    assert belongs == {"do A": first, "do B": second, "do C": first}
    demo.office.care_plans.undo(patient)
    assert under(demo, patient) == {"Essential hypertension": ["A", "B", "C"], "Type 2 diabetes": [], "": []}
    assert {one.text.value.condition for one in interventions_of(view(demo, patient))} == {first}


def test_a_goal_that_was_written_before_its_problem_goes_under_it(demo: Demo, patient: str, second: str) -> None:
    (goal,) = demo.office.care_plans.save(patient, [Form("", GoalText("Walk"))]).value
    assert under(demo, patient)[""] == ["Walk"]
    keep(demo, patient, plan_moves.served(view(demo, patient), goal, second))
    assert (under(demo, patient)[""], under(demo, patient)["Type 2 diabetes"]) == ([], ["Walk"])


def test_what_two_people_changed_under_a_goal_waits_for_them_when_the_goal_moves(
    demo: Demo, patient: str, second: str
) -> None:
    goal = view(demo, patient).problems[0].goals[0]
    for words in ("do A daily", "do A weekly"):
        keep(demo, patient, plan_moves.renamed(goal.interventions[0].text, words))
    keep(demo, patient, plan_moves.served(view(demo, patient), goal.text.entity, second))
    (moved,) = next(one.goals for one in view(demo, patient).problems if one.code.entity == second)
    (both,) = moved.interventions
    assert {both.text.value.description, both.text.others[0].description} == {"do A daily", "do A weekly"}


def test_what_was_taken_out_of_a_goal_does_not_come_back_when_the_goal_moves(
    demo: Demo, patient: str, second: str
) -> None:
    goal = view(demo, patient).problems[0].goals[0]
    keep(demo, patient, plan_moves.removed(view(demo, patient), goal.interventions[0].text))
    keep(demo, patient, plan_moves.served(view(demo, patient), goal.text.entity, second))
    assert works(demo, patient) == {"do B", "do C"}


def test_an_intervention_serves_a_problem_as_a_whole(demo: Demo, patient: str, second: str) -> None:
    work = view(demo, patient).problems[0].goals[0].interventions[0].text
    keep(demo, patient, plan_moves.served(view(demo, patient), work.entity, second))
    found = next(one for one in view(demo, patient).problems if one.code.entity == second)
    assert [one.text.value.description for one in found.interventions] == ["do A"]
    assert view(demo, patient).problems[0].goals[0].interventions == ()


def test_a_line_stays_where_it_belongs_and_goes_under_nothing_that_left(demo: Demo, patient: str, second: str) -> None:
    plan = view(demo, patient)
    goal, first = plan.problems[0].goals[0].text, plan.problems[0].code.entity
    assert plan_moves.served(plan, goal.entity, first) == Edit((), "It belongs there already.")
    found = next(one.code for one in plan.problems if one.code.entity == second)
    keep(demo, patient, plan_moves.removed(plan, found))
    nowhere = plan_moves.served(view(demo, patient), goal.entity, second)
    assert nowhere == Edit((), "That stands under nothing in the plan.")


def test_taking_out_says_what_and_undo_brings_it_back(demo: Demo, patient: str) -> None:
    goal = view(demo, patient).problems[0].goals[1].text
    keep(demo, patient, plan_moves.removed(view(demo, patient), goal))
    assert order(demo, patient) == "AC"
    assert view(demo, patient).undo == "Remove Goal “B” with 1 intervention"
    demo.office.care_plans.undo(patient)
    assert order(demo, patient) == "ABC"
    assert view(demo, patient).versions[0].what == "Undo: Remove Goal “B” with 1 intervention"


def test_what_serves_a_goal_goes_with_it_in_one_save(demo: Demo, patient: str) -> None:
    plan = view(demo, patient)
    goal, problem = plan.problems[0].goals[1].text.entity, plan.problems[0].code.entity
    demo.office.care_plans.save(patient, [Form("", InterventionText("do B twice", goal, problem))])
    edit = plan_moves.removed(view(demo, patient), plan.problems[0].goals[1].text)
    assert (edit.what, len(edit.forms)) == ("Remove Goal “B” with 2 interventions", 3)
    keep(demo, patient, edit)
    assert works(demo, patient) == {"do A", "do C"}
    demo.office.care_plans.undo(patient)
    assert (order(demo, patient), works(demo, patient)) == ("ABC", {"do A", "do B", "do B twice", "do C"})
    assert [len(one.interventions) for one in view(demo, patient).problems[0].goals] == [1, 2, 1]


def works(demo: Demo, patient: str) -> set[str]:
    """Every intervention that is shown anywhere."""
    return {one.text.value.description for one in interventions_of(view(demo, patient))}


def test_what_hangs_under_a_problem_stays_when_it_is_taken_out_and_it_is_said(demo: Demo, patient: str) -> None:
    problem = view(demo, patient).problems[0].code
    demo.office.care_plans.save(patient, [Form("", InterventionText("for all", condition=problem.entity))])
    edit = plan_moves.removed(view(demo, patient), problem)
    assert edit.what == "Remove Problem “Essential hypertension”; 3 goals and 1 intervention stay"
    keep(demo, patient, edit)
    plan = view(demo, patient)
    assert (plan.problems, len(plan.unattached_goals)) == ((), 3)
    assert [one.text.value.description for one in plan.unattached_interventions] == ["for all"]
    assert works(demo, patient) == {"do A", "do B", "do C", "for all"}


def test_nothing_goes_with_a_goal_of_which_two_versions_wait_for_a_decision(demo: Demo, patient: str) -> None:
    goal = view(demo, patient).problems[0].goals[0]
    for words in ("do A daily", "do A weekly"):
        keep(demo, patient, plan_moves.renamed(goal.interventions[0].text, words))
    edit = plan_moves.removed(view(demo, patient), goal.text)
    assert (edit.forms, edit.what) == ((), "Two people changed a line that would go with it. Decide that first.")


def test_a_copy_and_another_name(demo: Demo, patient: str) -> None:
    demo.office.care_plans.save(patient, [Form("", Barrier("Cost", "cost"))])
    (barrier,) = view(demo, patient).short["barriers"]
    keep(demo, patient, plan_moves.copied(barrier))
    keep(demo, patient, plan_moves.renamed(barrier, "  Money  "))
    found = view(demo, patient).short["barriers"]
    assert [(one.value.description, one.value.kind) for one in found] == [("Cost", "cost"), ("Money", "cost")]
    assert plan_moves.renamed(barrier, "Cost").forms == ()


def test_a_line_that_two_changed_goes_under_no_other_goal_before_it_is_decided(demo: Demo, patient: str) -> None:
    work = view(demo, patient).problems[0].goals[0].interventions[0].text
    for words in ("do A daily", "do A weekly"):
        keep(demo, patient, plan_moves.renamed(work, words))
    edit = plan_moves.served(view(demo, patient), work.entity, entity(demo, patient, "B"))
    assert (edit.forms, edit.what) == ((), "Two people changed this line. Decide that first.")
    (both,) = (one for goal in view(demo, patient).problems[0].goals for one in goal.interventions
               if one.text.entity == work.entity)  # fmt: skip
    assert {both.text.value.description, both.text.others[0].description} == {"do A daily", "do A weekly"}
