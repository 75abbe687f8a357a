"""Reviews of care plans on a real file: no change in words, the interval, how current a plan is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput, Problem, Refusal
from ccm_desktop.domain.plan_freshness import AGING, FRESH, STALE, Freshness
from ccm_desktop.ledger import payload
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.forms import Form, GoalText, InterventionText, PlanPolicy, PlanReview
from tests.services.conftest import Demo
from tests.services.month_world import MonthWorld
from tests.services.test_care_plans import current, plan_of

DAY = 86_400
WHY = "Targets met on every call; meds unchanged"


def reviewed(demo: Demo, patient: str, why: str = WHY, next_on: str = "") -> Outcome[tuple[str, ...]]:
    return demo.office.plan_reviews.no_change(plan_of(demo, patient).review, why, next_on)


def freshness_of(demo: Demo, patient: str) -> Freshness:
    return demo.office.plan_freshness.of(plan_of(demo, patient))


def test_a_review_without_a_change_is_a_version_with_its_words(demo: Demo) -> None:
    patient, _ = current(demo)
    reviewed(demo, patient)
    plan = plan_of(demo, patient)
    assert plan.review.value == PlanReview("2027-01-12", "2026-10-14", WHY)  # 90 days from October 14
    assert plan.versions[0].what == f"Reviewed, no change: {WHY}"


def test_the_next_review_may_be_said(demo: Demo) -> None:
    patient, _ = current(demo)
    reviewed(demo, patient, next_on="2026-11-01")
    assert plan_of(demo, patient).review.value.review_on == "2026-11-01"


@pytest.mark.parametrize(
    ("why", "next_on", "code"),
    [
        ("  \n ", "", "review_words_missing"),
        ("x" * 301, "", "review_words_long"),
        (WHY, "2026-10-14", "review_next"),
        (WHY, "soon", "review_next"),
    ],
)
def test_a_review_without_words_or_with_a_strange_day_leaves_no_version(
    demo: Demo, why: str, next_on: str, code: str
) -> None:
    patient, _ = current(demo)
    before = plan_of(demo, patient)
    with pytest.raises(BadInput) as refused:
        reviewed(demo, patient, why, next_on)
    assert refused.value.code == code
    assert plan_of(demo, patient) == before


def test_the_words_end_with_their_day(demo: Demo) -> None:
    patient, _ = current(demo)
    reviewed(demo, patient)
    form = plan_of(demo, patient).review
    demo.office.care_plans.save(patient, [replace(form, value=replace(form.value, review_on="2027-02-01"))])
    assert plan_of(demo, patient).review.value.no_change == WHY  # the same review, due another day
    form = plan_of(demo, patient).review
    demo.office.care_plans.save(patient, [replace(form, value=replace(form.value, reviewed_on="2026-10-15"))])
    assert plan_of(demo, patient).review.value.no_change == ""


def test_reviews_of_older_programs_stay_readable() -> None:
    old = b'{"~":"00","review_on":"2027-01-14","reviewed_on":"2026-10-12"}'
    assert payload.decode("plan.review", 1, old) == PlanReview("2027-01-14", "2026-10-12", "")


def test_the_practice_sets_its_interval(demo: Demo) -> None:
    patient, _ = current(demo)
    reviews = demo.office.plan_reviews
    assert reviews.policy().value.review_days == 90
    reviews.choose(replace(reviews.policy(), value=PlanPolicy(30)))
    reviewed(demo, patient)
    assert plan_of(demo, patient).review.value.review_on == "2026-11-13"


@pytest.mark.parametrize("days", [6, 367])
def test_an_interval_out_of_reason_is_refused(demo: Demo, days: int) -> None:
    with pytest.raises(BadInput) as refused:
        demo.office.plan_reviews.choose(Form("practice", PlanPolicy(days)))
    assert refused.value.code == "review_interval"


def test_only_the_lead_sets_it_and_only_who_cares_reviews(demo: Demo) -> None:
    patient, _ = current(demo)
    form = plan_of(demo, patient).review
    demo.office.context.person = demo.biller
    with pytest.raises(Problem):
        demo.office.plan_reviews.choose(Form("practice", PlanPolicy(30)))
    demo.office.context.person = "nobody"
    with pytest.raises(Problem):
        demo.office.plan_reviews.no_change(form, WHY)


def test_a_plan_grows_old_and_a_review_makes_it_fresh(demo: Demo) -> None:
    patient, _ = current(demo)
    assert freshness_of(demo, patient).level == FRESH
    demo.clock.advance(200 * DAY)
    found = freshness_of(demo, patient)
    assert (found.level, found.reasons[0].words) == (STALE, "Neither changed nor reviewed for 200 days")
    reviewed(demo, patient)
    assert [reason.words for reason in freshness_of(demo, patient).reasons] == [
        "1 goal without a word of progress for 6 months or more"
    ]


def test_words_that_stand_in_other_plans_are_counted_whatever_their_case(demo: Demo) -> None:
    patient, _ = current(demo)
    for family, words in (("Adams", "BLOOD pressure at  home."), ("Baker", "home log"), ("Cole", "Something else")):
        other = demo.patient(family)
        problem = demo.problem(other, "Essential hypertension", "I10")
        demo.office.care_plans.save(other, [Form("", GoalText(words, problem))])
    found = freshness_of(demo, patient)
    assert [(reason.level, reason.words) for reason in found.reasons] == [
        (AGING, "2 of 2 goals and interventions stand word for word in plans of 2 other patients")
    ]


def test_template_words_are_told_as_template_words_alone(demo: Demo) -> None:
    for family in ("Adams", "Baker"):
        patient = demo.patient(family)
        problem = demo.problem(patient, "Essential hypertension", "I10")
        (goal,) = demo.office.care_plans.save(
            patient, [Form("", GoalText("Walk", problem, template="hypertension@1"))]
        ).value
        demo.office.care_plans.save(patient, [Form("", InterventionText(f"Call {family}", goal))])
        demo.office.care_plans.save(patient, [Form(patient, PlanReview("2027-01-01"))])
    assert [reason.words for reason in freshness_of(demo, patient).reasons] == [
        "1 of 2 goals and interventions are template text"
    ]


def test_a_month_note_says_why_nothing_had_to_change(signed: MonthWorld) -> None:
    patient = signed.patients[0]
    form = signed.office.care_plans.view(patient).review
    signed.office.plan_reviews.no_change(form, WHY)
    proposed = signed.office.month_notes.open(patient, Month(2026, 11)).proposed
    said = next(sentence.text for sentence in proposed if sentence.part == "care_plan")
    assert said.endswith(f"no change: {WHY}.")


def test_two_reviews_at_once_are_not_decided_by_a_third(demo: Demo) -> None:
    patient, _ = current(demo)
    form = plan_of(demo, patient).review
    for words in ("Looked at with the daughter", "Looked at with the patient"):  # both from the same opened form
        demo.office.plan_reviews.no_change(form, words)
    both = plan_of(demo, patient)
    with pytest.raises(Refusal) as refused:
        reviewed(demo, patient)
    assert refused.value.code == "review_undecided"
    assert plan_of(demo, patient) == both
    assert {both.review.value.no_change, *(one.no_change for one in both.review.others)} == {
        "Looked at with the daughter", "Looked at with the patient",
    }  # fmt: skip
