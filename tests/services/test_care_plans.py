"""Care plans on a real file: versions, conflicts, undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count

import pytest

from ccm_desktop.domain.calendar import local_day
from ccm_desktop.domain.errors import BadInput, Problem, Refusal
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.forms import (
    AllergyStatus,
    AllergySubstance,
    CareTeamMember,
    Form,
    GoalStatus,
    GoalText,
    InterventionText,
    MedicationOrder,
    MedicationStatus,
    PlanReview,
    PlanSummary,
)
from ccm_desktop.services.plan_views import CarePlanView, GoalView
from tests.services.conftest import Demo
from tests.services.whole_plan import fill

TARGET = GoalText("Blood pressure at home", measure="Home readings", target="below 130/80")


def plan_of(demo: Demo, patient: str) -> CarePlanView:
    return demo.office.care_plans.view(patient)


def goals_of(demo: Demo, patient: str) -> list[GoalView]:
    plan = plan_of(demo, patient)
    return [goal for problem in plan.problems for goal in problem.goals] + list(plan.unattached_goals)


def with_goal(demo: Demo) -> tuple[str, str, str]:
    """A patient with a problem and a goal for it."""
    patient = demo.patient()
    problem = demo.problem(patient, "Essential hypertension", "I10")
    goal = replace(TARGET, condition=problem)
    (entity,) = demo.office.care_plans.save(patient, [Form("", goal)], "Goal added").value
    return patient, problem, entity


def current(demo: Demo) -> tuple[str, str]:
    """A patient with all that a current plan needs, and the goal."""
    patient, _, goal = with_goal(demo)
    demo.office.care_plans.save(patient, [Form("", InterventionText("Home log", goal=goal))])
    review = plan_of(demo, patient).review
    demo.office.care_plans.save(patient, [replace(review, value=PlanReview("2027-01-14"))])
    return patient, goal


def steps_of_reading(demo: Demo, patient: str) -> int:
    """Hundreds of steps that the file takes to answer."""
    steps, connection = count(), demo.office.context.store.vault.connection
    connection.set_progress_handler(lambda: next(steps) < 0, 100)
    plan_of(demo, patient)
    connection.set_progress_handler(None, 0)
    return next(steps)


def test_reading_a_plan_takes_no_more_work_among_many_others(demo: Demo) -> None:
    patient, _ = current(demo)
    alone = steps_of_reading(demo, patient)
    with demo.office.context.transaction() as tx:
        for number in range(500):
            entity = new_id()
            tx.record(TARGET, entity=entity, patient=f"other {number}")
            tx.record(GoalStatus(), entity=entity, patient=f"other {number}")
    assert alone <= steps_of_reading(demo, patient) <= alone + 2


def test_a_patient_without_a_plan_has_an_empty_draft(demo: Demo) -> None:
    plan = plan_of(demo, demo.patient())
    assert (plan.status, plan.problems, plan.versions, plan.conflicts) == ("draft", (), (), 0)
    assert {"a problem", "a review date", "the section Allergies"} < set(plan.missing)
    assert {"the section Problems and goals", "the section Review"}.isdisjoint(plan.missing), "said once"


def test_every_save_is_a_version_with_its_author_and_words(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    newest, first = plan_of(demo, patient).versions
    assert (newest.number, newest.what, newest.by) == (2, "Goal added", "Maria Ortiz, RN")
    assert (first.number, first.what) == (1, "Added problem Essential hypertension")


def test_a_plan_becomes_current_when_nothing_is_missing(demo: Demo) -> None:
    patient, _ = current(demo)
    plan = plan_of(demo, patient)
    unwritten = ("Summary", "Symptoms to watch", "Medications", "Allergies", "Care team", "After hours")
    assert (plan.missing, plan.status) == (tuple(f"the section {title}" for title in unwritten), "draft")
    assert [version.status for version in plan.versions] == ["current", "draft", "draft", "draft"]  # a month may rest
    fill(demo, patient)
    plan = plan_of(demo, patient)
    assert (plan.missing, plan.status) == ((), "current")


def test_a_plan_whose_review_is_past_is_current_no_more_and_its_versions_stay(demo: Demo) -> None:
    patient, _ = current(demo)
    fill(demo, patient)
    versions = plan_of(demo, patient).versions
    today = local_day(demo.office.context.clock.now(), demo.office.context.zone())
    demo.clock.advance((date(2027, 1, 14) - today).days * 86_400)
    assert plan_of(demo, patient).status == "current"
    demo.clock.advance(86_400)
    plan = plan_of(demo, patient)
    assert (plan.status, plan.missing) == ("overdue", ())
    assert next(one for one in plan.sections if one.key == "review").words == ("overdue by 1 day",)
    assert plan.versions == versions


def test_items_are_saved_and_shown_where_they_belong(demo: Demo) -> None:
    patient, problem, goal = with_goal(demo)
    demo.office.care_plans.save(
        patient,
        [
            Form("", InterventionText("Home log", goal=goal)),
            Form("", InterventionText("Low-salt diet", condition=problem)),
            Form("", MedicationOrder("Lisinopril", "20", "mg", frequency="once a day")),
            Form("", AllergySubstance("Penicillin", "rash")),
            Form("", CareTeamMember("Dr. Chu", "Cardiologist")),
            Form("", PlanSummary(patient_goal="I want to stop feeling dizzy.")),
        ],
    )
    plan = plan_of(demo, patient)
    (shown,) = plan.problems
    assert [i.text.value.description for i in shown.goals[0].interventions] == ["Home log"]
    assert [i.text.value.description for i in shown.interventions] == ["Low-salt diet"]
    assert [m.order.value.drug for m in plan.medications] == ["Lisinopril"]
    assert [a.substance.value.substance for a in plan.allergies] == ["Penicillin"]
    assert [m.value.name for m in plan.team] == ["Dr. Chu"]
    assert plan.summary.value.patient_goal == "I want to stop feeling dizzy."


def test_a_save_announces_the_plan_and_returns_new_items_in_order(demo: Demo) -> None:
    patient = demo.patient()
    forms = [Form("", MedicationOrder("Aspirin")), Form("", MedicationOrder("Metformin"))]
    outcome = demo.office.care_plans.save(patient, forms)
    assert Changed.CARE_PLAN in outcome.changed
    drugs = {m.order.entity: m.order.value.drug for m in plan_of(demo, patient).medications}
    assert [drugs[entity] for entity in outcome.value] == ["Aspirin", "Metformin"]


def test_a_removed_item_leaves_the_plan_and_stays_in_the_earlier_version(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    before = plan_of(demo, patient).versions[0].version_id
    status = goals_of(demo, patient)[0].status
    demo.office.care_plans.save(patient, [replace(status, value=GoalStatus("ended"))])
    assert goals_of(demo, patient) == []
    then = demo.office.care_plans.version(before)
    assert [goal.text.value.description for goal in then.problems[0].goals] == ["Blood pressure at home"]


def test_a_saved_version_never_changes(demo: Demo) -> None:
    patient, _ = current(demo)
    saved = plan_of(demo, patient)
    text = goals_of(demo, patient)[0].text
    demo.office.care_plans.save(patient, [replace(text, value=replace(text.value, target="below 140/90"))])
    then = demo.office.care_plans.version(saved.versions[0].version_id)
    assert then.problems == saved.problems
    assert then.review == saved.review
    assert plan_of(demo, patient).versions[1:] == saved.versions


def test_a_stale_form_keeps_both_versions_until_somebody_decides(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    opened = goals_of(demo, patient)[0].text
    mine, theirs = (replace(opened.value, target=target) for target in ("below 135/85", "below 140/90"))
    demo.office.care_plans.save(patient, [replace(opened, value=theirs)])
    demo.office.care_plans.save(patient, [replace(opened, value=mine)])
    both = goals_of(demo, patient)[0].text
    assert {both.value.target, *(other.target for other in both.others)} == {"below 135/85", "below 140/90"}
    assert plan_of(demo, patient).conflicts == 1
    demo.office.care_plans.save(patient, [replace(both, value=mine)])
    decided = goals_of(demo, patient)[0].text
    assert (decided.value.target, decided.others) == ("below 135/85", ())
    assert plan_of(demo, patient).conflicts == 0


def test_a_plan_with_an_open_conflict_is_a_draft(demo: Demo) -> None:
    patient, _ = current(demo)
    opened = goals_of(demo, patient)[0].text
    for target in ("below 135/85", "below 140/90"):
        value = replace(opened.value, target=target)
        demo.office.care_plans.save(patient, [replace(opened, value=value)])
    assert plan_of(demo, patient).versions[0].status == "draft"
    assert "a decision on changes made at the same time" in plan_of(demo, patient).missing


def test_undo_brings_the_earlier_text_back_and_redo_the_later_one(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    text = goals_of(demo, patient)[0].text
    demo.office.care_plans.save(patient, [replace(text, value=replace(text.value, target="below 140/90"))])
    demo.office.care_plans.undo(patient)
    assert goals_of(demo, patient)[0].text.value.target == "below 130/80"
    demo.office.care_plans.redo(patient)
    assert goals_of(demo, patient)[0].text.value.target == "below 140/90"
    assert [version.number for version in plan_of(demo, patient).versions] == [5, 4, 3, 2, 1]


def test_undo_of_a_removal_brings_the_item_back(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    status = goals_of(demo, patient)[0].status
    demo.office.care_plans.save(patient, [replace(status, value=GoalStatus("ended"))])
    demo.office.care_plans.undo(patient)
    assert [goal.text.value.description for goal in goals_of(demo, patient)] == ["Blood pressure at home"]


@pytest.mark.parametrize(
    "born",
    [
        [Form("", MedicationOrder("Lisinopril"))],
        [Form("", AllergySubstance("Penicillin"))],
        [Form("", CareTeamMember("Dr. Chu"))],
        [Form("", GoalText("Walk every day"))],
        [Form("", PlanSummary("Doing well"))],
    ],
    ids=lambda forms: type(forms[0].value).__name__,
)
def test_undo_takes_a_new_item_out_and_redo_brings_it_back(demo: Demo, born: list[Form[object]]) -> None:
    patient, _, _ = with_goal(demo)
    before = plan_of(demo, patient).versions[0].version_id
    demo.office.care_plans.save(patient, born)
    after = plan_of(demo, patient).versions[0].version_id
    demo.office.care_plans.undo(patient)
    undone = plan_of(demo, patient).versions[0].version_id
    assert demo.office.care_plans.compare(before, undone) == ()
    demo.office.care_plans.redo(patient)
    again = plan_of(demo, patient).versions[0].version_id
    assert demo.office.care_plans.compare(after, again) == ()


def test_undo_of_a_stale_save_leaves_the_other_version_alone(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    opened = goals_of(demo, patient)[0].text
    for target in ("below 140/90", "below 135/85"):
        demo.office.care_plans.save(patient, [replace(opened, value=replace(opened.value, target=target))], target)
    demo.office.care_plans.undo(patient)
    left = goals_of(demo, patient)[0].text
    assert (left.value.target, left.others) == ("below 140/90", ())


def test_undo_leaves_alone_what_the_last_save_did_not_touch(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    context = demo.office.context
    with context.transaction() as tx:  # as an import would
        tx.record(MedicationOrder("Imported drug"), entity="imported", patient=patient)
    demo.office.care_plans.save(patient, [Form("", AllergySubstance("Penicillin"))])
    demo.office.care_plans.undo(patient)
    plan = plan_of(demo, patient)
    assert [m.order.value.drug for m in plan.medications] == ["Imported drug"]
    assert plan.allergies == ()


def test_undo_takes_back_one_save_also_of_several_in_one_commit(demo: Demo) -> None:
    patient = demo.patient()
    with demo.office.context.together():
        for drug in ("Metformin", "Lisinopril"):
            demo.office.care_plans.save(patient, [Form("", MedicationOrder(drug))])
    demo.office.care_plans.undo(patient)
    assert [m.order.value.drug for m in plan_of(demo, patient).medications] == ["Metformin"]


def test_undo_keeps_what_somebody_attested(demo: Demo) -> None:
    patient = demo.patient()
    problem = demo.problem(patient, "Essential hypertension", "I10")
    demo.attest(patient, {problem: True}, risk="")
    demo.office.care_plans.save(patient, [Form("", AllergySubstance("Penicillin"))])
    demo.office.care_plans.undo(patient)
    assert plan_of(demo, patient).problems[0].attestation is not None


def test_undo_before_any_save_is_refused(demo: Demo) -> None:
    with pytest.raises(Refusal) as refused:
        demo.office.care_plans.undo(demo.patient())
    assert refused.value.code == "nothing_to_undo"


def test_two_versions_are_compared_line_by_line(demo: Demo) -> None:
    patient, _, _ = with_goal(demo)
    text, medication = goals_of(demo, patient)[0].text, MedicationOrder("Lisinopril", "20", "mg")
    (drug,) = demo.office.care_plans.save(patient, [Form("", medication)]).value
    first = plan_of(demo, patient).versions[0].version_id
    demo.office.care_plans.save(
        patient,
        [
            replace(text, value=replace(text.value, target="below 140/90")),
            Form(drug, MedicationStatus("stopped")),
            Form("", AllergySubstance("Penicillin", "rash")),
        ],
    )
    second = plan_of(demo, patient).versions[0].version_id
    goal = "Blood pressure at home · Home readings · below "
    found = demo.office.care_plans.compare(first, second)
    assert {(line.kind, line.section, line.before, line.after) for line in found} == {
        ("changed", "Goal", f"{goal}130/80", f"{goal}140/90"),
        ("removed", "Medication", "Lisinopril · 20 · mg", ""),
        ("added", "Allergy", "", "Penicillin · rash"),
    }


def test_a_copy_given_stands_beside_its_version(demo: Demo) -> None:
    patient, _ = current(demo)
    version = plan_of(demo, patient).versions[0].version_id
    demo.office.care_plans.copy_given(patient, version, "printed", "daughter")
    assert plan_of(demo, patient).versions[0].copies == ("Printed to daughter on Oct 14, 2026",)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (GoalText("  "), "description_missing"),
        (MedicationOrder(""), "drug_missing"),
        (AllergySubstance(""), "substance_missing"),
        (CareTeamMember(" "), "name_missing"),
        (GoalText("Walk", due_on="soon"), "date_unreadable"),
        (PlanReview("13/45/2026"), "date_unreadable"),
    ],
)
def test_an_item_without_its_name_or_with_a_strange_date_leaves_no_version(
    demo: Demo, value: object, code: str
) -> None:
    patient = demo.patient()
    with pytest.raises(BadInput) as refused:
        demo.office.care_plans.save(patient, [Form("", AllergyStatus()), Form("", value)])
    assert refused.value.code == code
    assert plan_of(demo, patient).versions == ()


def test_an_unknown_version_patient_or_way_of_giving_is_refused(demo: Demo) -> None:
    plans = demo.office.care_plans
    patient, _ = current(demo)
    version = plan_of(demo, patient).versions[0].version_id
    other = demo.patient("Baker", "Eugene")
    for call in (
        lambda: plans.view("nobody"),
        lambda: plans.version("none"),
        lambda: plans.compare(version, "none"),
        lambda: plans.copy_given(patient, version, "pigeon"),
        lambda: plans.copy_given(other, version, "printed"),
        lambda: plans.save("nobody", [Form("", GoalText("Walk"))]),
    ):
        with pytest.raises(Problem) as refused:
            call()
        assert refused.value.next_step


def test_two_codes_of_one_family_are_told_apart_in_the_plan(demo: Demo) -> None:
    patient = demo.patient()
    for code in ("I10", "I15.9"):
        demo.problem(patient, f"Hypertension {code}", code)
    assert len(plan_of(demo, patient).problems) == 2
