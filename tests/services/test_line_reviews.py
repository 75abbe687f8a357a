"""A plan reviewed line by line on a real file: each answer is kept at once, left and taken up, undone, finished."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ccm_desktop.domain.errors import BadInput, Problem, Refusal
from ccm_desktop.services import plan_moves
from ccm_desktop.services.forms import Barrier, Form, GoalText, InterventionText
from ccm_desktop.services.line_reviews import PlanPass, ReviewedLine
from ccm_desktop.services.plan_moves import Edit
from ccm_desktop.services.plan_standing import goals_of, interventions_of
from ccm_desktop.services.plan_views import CarePlanView
from ccm_desktop.ui.care_plan.rows import rows_of
from tests.services.conftest import Demo

DAY = 86_400


@pytest.fixture
def patient(demo: Demo) -> str:
    """Two problems; the first has two goals, of which one has an intervention; a barrier; one of the problem."""
    patient = demo.patient()
    pressure = demo.problem(patient, "Essential hypertension", "I10")
    demo.problem(patient, "Type 2 diabetes", "E11.9")
    save = demo.office.care_plans.save
    walk, _ = save(patient, [Form("", GoalText("Walk", pressure)), Form("", GoalText("Less salt", pressure))]).value
    save(patient, [Form("", InterventionText("Call weekly", walk, pressure))])
    save(patient, [Form("", InterventionText("Home log", condition=pressure)), Form("", Barrier("No car"))])
    return patient


def plan_of(demo: Demo, patient: str) -> CarePlanView:
    return demo.office.care_plans.view(patient)


def found(demo: Demo, patient: str) -> PlanPass:
    return demo.office.line_reviews.of(patient)


def line(demo: Demo, patient: str, name: str) -> ReviewedLine:
    (one,) = (one for one in found(demo, patient).lines if one.name == name)
    return one


def answers(demo: Demo, patient: str) -> dict[str, str]:
    return {one.name: one.said.said if one.said else "" for one in found(demo, patient).lines}


def keep_all(demo: Demo, patient: str) -> None:
    for one in found(demo, patient).lines:
        if one.said is None:
            demo.office.line_reviews.keep(patient, one)


ALL = ("Essential hypertension", "Type 2 diabetes", "Walk", "Less salt", "No car", "Call weekly", "Home log")


def test_lines_come_as_problems_goals_barriers_interventions(demo: Demo, patient: str) -> None:
    lines = found(demo, patient).lines
    assert [one.kind for one in lines] == ["problem"] * 2 + ["goal"] * 2 + ["barrier"] + ["intervention"] * 2
    assert tuple(one.name for one in lines) == ALL
    assert [one.under for one in lines] == ["", "", "Essential hypertension", "Essential hypertension", "", "Walk",
                                            "Essential hypertension"]  # fmt: skip


def test_a_line_says_who_changed_it_last_and_when(demo: Demo, patient: str) -> None:
    demo.clock.advance(3 * DAY)
    goal = next(one for one in goals_of(plan_of(demo, patient)) if one.text.value.description == "Walk")
    demo.office.context.person = demo.biller
    demo.office.care_plans.save(patient, [replace(goal.status, value=replace(goal.status.value, status="on_track"))])
    assert line(demo, patient, "Walk").changed == (demo.now, "Elena Reyes, MD")
    assert line(demo, patient, "Less salt").changed[0] == demo.now - 3 * DAY


def test_what_is_kept_changes_no_plan_and_is_known_after_the_program_was_closed(demo: Demo, patient: str) -> None:
    before = plan_of(demo, patient)
    demo.office.line_reviews.keep(patient, line(demo, patient, "Walk"))
    after = plan_of(demo, patient)
    assert (after.versions, after.looked_at) == (before.versions, 1)
    assert after.looked[line(demo, patient, "Walk").entity].on.isoformat() == "2026-10-14"
    demo.opened.close()
    demo.reopen()
    assert answers(demo, patient) == dict.fromkeys(ALL, "") | {"Walk": "kept"}


def test_progress_of_a_goal_is_an_entry_of_the_plan_and_of_another_line_a_word_of_the_review(
    demo: Demo, patient: str
) -> None:
    demo.office.line_reviews.note(patient, line(demo, patient, "Walk"), "  15 minutes,\ndaily ")
    (goal,) = (one for one in goals_of(plan_of(demo, patient)) if one.progress)
    assert (goal.progress[0].value.note, goal.progress[0].value.noted_on) == ("15 minutes, daily", "2026-10-14")
    versions = plan_of(demo, patient).versions
    assert versions[0].what == "Progress of Goal “Walk” noted"
    demo.office.line_reviews.note(patient, line(demo, patient, "No car"), "The daughter drives until March")
    assert plan_of(demo, patient).versions == versions
    noted = {one.name: (one.progress, one.progress_on) for one in found(demo, patient).lines if one.progress}
    assert noted == {
        "Walk": ("15 minutes, daily", "2026-10-14"), "No car": ("The daughter drives until March", "2026-10-14"),
    }  # fmt: skip


def test_a_closed_line_stays_in_its_place_until_the_review_is_over(demo: Demo, patient: str) -> None:
    reviews = demo.office.line_reviews
    reviews.close(patient, line(demo, patient, "Type 2 diabetes"), "resolved", "A1c 5.4 without medicine for a year")
    reviews.close(patient, line(demo, patient, "No car"), "solved", "The county drives")
    reviews.close(patient, line(demo, patient, "Less salt"), "achieved", "Log under 1,500 mg")
    reviews.close(patient, line(demo, patient, "Call weekly"), "done", "He calls himself")
    assert tuple(one.name for one in found(demo, patient).lines) == ALL
    assert [one.value.status for one in (line(demo, patient, "Type 2 diabetes").state,)] == ["resolved"]
    plan = plan_of(demo, patient)
    assert [one.code.value.display for one in plan.problems] == ["Essential hypertension"]
    assert [one.text.value.description for one in interventions_of(plan)] == ["Home log"]
    assert plan.versions[0].what == "Intervention “Call weekly” done: He calls himself"
    with pytest.raises(Refusal) as refused:
        reviews.keep(patient, line(demo, patient, "Call weekly"))
    assert refused.value.code == "line_closed"
    keep_all(demo, patient)
    reviews.finish(patient, found(demo, patient).review)
    assert tuple(one.name for one in found(demo, patient).lines) == ("Essential hypertension", "Walk", "Home log")


def test_a_goal_that_ends_takes_what_serves_it_along(demo: Demo, patient: str) -> None:
    demo.office.line_reviews.close(patient, line(demo, patient, "Walk"), "ended", "Hip surgery")
    assert {name for name, said in answers(demo, patient).items() if said == "closed"} == {"Walk", "Call weekly"}
    assert plan_of(demo, patient).versions[0].what == "Goal “Walk” ended: Hip surgery"
    demo.office.line_reviews.take_back(patient)
    assert set(answers(demo, patient).values()) == {""}
    assert "Call weekly" in {one.text.value.description for one in interventions_of(plan_of(demo, patient))}


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda reviews, patient, one: reviews.note(patient, one, " \n"), "progress_missing"),
        (lambda reviews, patient, one: reviews.note(patient, one, "x" * 301), "progress_missing"),
        (lambda reviews, patient, one: reviews.close(patient, one, "ended", " "), "closing_reason"),
        (lambda reviews, patient, one: reviews.close(patient, one, "solved", "Why not"), "closing_unknown"),
    ],
)
def test_what_says_nothing_is_refused_and_leaves_nothing(
    demo: Demo, patient: str, act: Callable[..., object], code: str
) -> None:
    before = plan_of(demo, patient)
    with pytest.raises(BadInput) as refused:
        act(demo.office.line_reviews, patient, line(demo, patient, "Walk"))
    assert (refused.value.code, plan_of(demo, patient)) == (code, before)


def test_nothing_is_said_of_words_that_were_not_shown(demo: Demo, patient: str) -> None:
    shown = line(demo, patient, "Walk")
    text = shown.form
    demo.office.care_plans.save(patient, [replace(text, value=replace(text.value, target="daily"))])
    before = answers(demo, patient)
    with pytest.raises(Refusal) as refused:
        demo.office.line_reviews.keep(patient, shown)
    assert (refused.value.code, answers(demo, patient)) == ("line_changed_since", before)


def test_a_line_that_two_people_changed_is_changed_first(demo: Demo, patient: str) -> None:
    text = line(demo, patient, "Walk").form
    for target in ("daily", "weekly"):
        demo.office.care_plans.save(patient, [replace(text, value=replace(text.value, target=target))])
    with pytest.raises(Refusal) as refused:
        demo.office.line_reviews.keep(patient, line(demo, patient, "Walk"))
    assert refused.value.code == "line_undecided"


def test_an_edit_of_the_line_is_what_was_said_of_it_and_of_another_line_says_nothing(demo: Demo, patient: str) -> None:
    reviews, one = demo.office.line_reviews, line(demo, patient, "Walk")
    other = line(demo, patient, "Less salt").form
    edit = Edit((replace(other, value=replace(other.value, target="below 2 g")),), "Goal “Less salt” changed")
    reviews.change(patient, one.entity, edit)
    assert set(answers(demo, patient).values()) == {""}
    edit = Edit((replace(one.form, value=replace(one.form.value, target="daily")),), "Goal “Walk” changed")
    reviews.change(patient, one.entity, edit)
    assert answers(demo, patient)["Walk"] == "changed"
    reviews.change(patient, line(demo, patient, "Home log").entity,
                   plan_moves.removed(plan_of(demo, patient), line(demo, patient, "Home log").form))  # fmt: skip
    assert answers(demo, patient)["Home log"] == "closed"
    demo.office.care_plans.undo(patient)
    demo.office.care_plans.undo(patient)
    assert set(answers(demo, patient).values()) == {""}
    demo.office.care_plans.redo(patient)
    assert answers(demo, patient)["Walk"] == "changed"


def test_answers_are_taken_back_from_the_last_to_the_first_and_only_ones_own(demo: Demo, patient: str) -> None:
    reviews, me = demo.office.line_reviews, demo.office.context.person
    reviews.keep(patient, line(demo, patient, "Walk"))
    reviews.note(patient, line(demo, patient, "Less salt"), "Reads labels")
    reviews.keep(patient, line(demo, patient, "No car"))
    demo.office.context.person = demo.biller
    reviews.keep(patient, line(demo, patient, "Home log"))
    demo.office.context.person = me
    names = {one.entity: one.name for one in found(demo, patient).lines}
    assert [names[reviews.take_back(patient).value] for _ in range(3)] == ["No car", "Less salt", "Walk"]
    assert answers(demo, patient) == dict.fromkeys(ALL, "") | {"Home log": "kept"}
    assert [goal.progress for goal in goals_of(plan_of(demo, patient))] == [(), ()]
    with pytest.raises(Refusal) as refused:
        reviews.take_back(patient)
    assert refused.value.code == "nothing_said"


def test_a_review_of_every_line_that_changed_nothing_says_so_for_auditors(demo: Demo, patient: str) -> None:
    keep_all(demo, patient)
    told = demo.office.line_reviews.finish(patient, found(demo, patient).review, more="With  his wife").value
    plan = plan_of(demo, patient)
    said = "7 lines looked at one by one on 10/14/2026: 7 kept. With his wife"
    assert (told, plan.versions[0].what) == (f"Reviewed, {said}", f"Reviewed, {said}")
    review = plan.review.value
    assert (review.reviewed_on, review.review_on, review.no_change) == ("2026-10-14", "2027-01-12", said)
    assert (plan.looked_at, set(answers(demo, patient).values())) == (0, {""})
    assert {one.last.said for one in found(demo, patient).lines if one.last} == {"kept"}
    demo.office.care_plans.undo(patient)
    assert set(answers(demo, patient).values()) == {"kept"}


def test_a_review_a_month_later_that_says_the_same_keeps_its_words(demo: Demo, patient: str) -> None:
    for _ in range(2):
        keep_all(demo, patient)
        demo.office.line_reviews.finish(patient, found(demo, patient).review)
        demo.clock.advance(30 * DAY)
    assert plan_of(demo, patient).review.value.no_change == "7 lines looked at one by one on 11/13/2026: 7 kept"


def test_a_review_that_changed_a_line_does_not_say_that_nothing_changed(demo: Demo, patient: str) -> None:
    demo.office.line_reviews.close(patient, line(demo, patient, "No car"), "solved", "The county drives")
    keep_all(demo, patient)
    demo.office.line_reviews.finish(patient, found(demo, patient).review, "2026-11-14")
    plan = plan_of(demo, patient)
    assert (plan.review.value.no_change, plan.review.value.review_on) == ("", "2026-11-14")
    assert plan.versions[0].what == "Reviewed, 7 lines looked at one by one on 10/14/2026: 6 kept, 1 closed"


def test_a_review_with_a_line_left_out_is_none(demo: Demo, patient: str) -> None:
    for one in found(demo, patient).lines[1:]:
        demo.office.line_reviews.keep(patient, one)
    with pytest.raises(Refusal) as refused:
        demo.office.line_reviews.finish(patient, found(demo, patient).review)
    assert str(refused.value).startswith("1 line was not looked at yet.")
    assert plan_of(demo, patient).review.value.reviewed_on == ""
    empty = demo.patient("Baker", "Eugene")
    with pytest.raises(Refusal) as refused:
        demo.office.line_reviews.finish(empty, found(demo, empty).review)
    assert str(refused.value).startswith("The plan has no line to review.")


def test_a_review_that_was_left_is_gone_on_with_for_two_weeks(demo: Demo, patient: str) -> None:
    demo.office.line_reviews.keep(patient, line(demo, patient, "Walk"))
    demo.clock.advance(14 * DAY)
    assert answers(demo, patient)["Walk"] == "kept"
    demo.clock.advance(DAY)
    assert answers(demo, patient)["Walk"] == ""
    last = line(demo, patient, "Walk").last
    assert last is not None
    assert last.on.isoformat() == "2026-10-14"


def test_when_a_problem_was_reviewed_last_stands_with_its_fields(demo: Demo, patient: str) -> None:
    demo.office.line_reviews.keep(patient, line(demo, patient, "Type 2 diabetes"))
    first, second = rows_of(plan_of(demo, patient), "problems")
    assert first.opened is not None
    assert second.opened is not None
    assert "Reviewed" not in first.opened.about
    assert second.opened.about.endswith(" Reviewed 10/14/2026 by Maria Ortiz, RN: kept.")


def test_a_line_that_comes_meanwhile_is_looked_at_too(demo: Demo, patient: str) -> None:
    keep_all(demo, patient)
    demo.office.care_plans.save(patient, [Form("", Barrier("Stairs"))])
    assert not found(demo, patient).is_whole
    assert answers(demo, patient)["Stairs"] == ""


def test_only_who_cares_reviews(demo: Demo, patient: str) -> None:
    one = line(demo, patient, "Walk")
    demo.office.context.person = "nobody"
    for act in (
        lambda: demo.office.line_reviews.keep(patient, one),
        lambda: demo.office.line_reviews.note(patient, one, "Walks"),
        lambda: demo.office.line_reviews.close(patient, one, "ended", "Why"),
        lambda: demo.office.line_reviews.take_back(patient),
    ):
        with pytest.raises(Problem):
            act()


def test_a_line_that_somebody_wrote_anew_was_not_looked_at_in_its_new_words(demo: Demo, patient: str) -> None:
    keep_all(demo, patient)
    plan = plan_of(demo, patient)
    demo.office.care_plans.save(patient, plan_moves.shifted(plan, plan.problems[0].goals[0].text.entity, 1).forms)
    assert found(demo, patient).is_whole, "its place says nothing"
    one = line(demo, patient, "Walk").form
    demo.office.care_plans.save(patient, [replace(one, value=replace(one.value, target="10 miles"))])
    assert [name for name, said in answers(demo, patient).items() if not said] == ["Walk"]
    with pytest.raises(Refusal, match="1 line was not"):
        demo.office.line_reviews.finish(patient, found(demo, patient).review)
    before = line(demo, patient, "Walk").last
    assert before is not None
    assert before.said == "kept"
    demo.office.care_plans.undo(patient)
    assert found(demo, patient).is_whole, "it says again what was looked at"


def test_what_was_said_on_the_day_of_a_review_is_of_no_review_after_it(demo: Demo, patient: str) -> None:
    for more in ("", "Once more"):
        keep_all(demo, patient)
        demo.office.line_reviews.finish(patient, found(demo, patient).review, more=more)
    demo.clock.advance(10 * DAY)
    assert set(answers(demo, patient).values()) == {""}
