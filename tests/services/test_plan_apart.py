"""What two computers do to one plan, brought together: nothing that holds is ever out of sight."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.ledger import payload
from ccm_desktop.ledger.payload import kind_of
from ccm_desktop.models import refold
from ccm_desktop.services import plan_moves
from ccm_desktop.services.conflicts import Conflict
from ccm_desktop.services.forms import (
    Barrier,
    Form,
    GoalProgress,
    GoalStatus,
    GoalText,
    InterventionText,
    MedicationOrder,
    MedicationReview,
    PlanSummary,
    SectionNote,
)
from ccm_desktop.services.plan_changes import plan_lines
from ccm_desktop.services.plan_copies import GivenCopy, give_copy
from ccm_desktop.services.plan_printing import PaperChoice
from ccm_desktop.services.plan_standing import goals_of, interventions_of
from ccm_desktop.services.plan_views import CarePlanView
from ccm_desktop.ui.care_plan.rows import Row, rows_of
from tests.fakes import FakeClock
from tests.services import test_exchange
from tests.services.conftest import Demo
from tests.services.test_exchange import PATIENT, Two

template = test_exchange.template


@pytest.fixture
def two(tmp_path: Path, clock: FakeClock, template: Path) -> Iterator[Two]:
    two = Two(tmp_path, clock, template)
    yield two
    two.close()


def plan(demo: Demo) -> CarePlanView:
    return demo.office.care_plans.view(PATIENT[0])


def keep(demo: Demo, edit: plan_moves.Edit) -> None:
    assert edit.forms
    demo.office.care_plans.save(PATIENT[0], edit.forms, edit.what)


def add(demo: Demo, value: object) -> str:
    return demo.office.care_plans.save(PATIENT[0], [Form("", value)]).value[0]


def on_screen(rows: tuple[Row, ...]) -> str:
    return " ".join(f"{row.spoken} {on_screen(row.rows)}" for row in rows)


def everywhere(demo: Demo) -> dict[str, str]:
    """The plan as the editor, a comparison, the patient's copy and another system have it."""
    shown = plan(demo)
    paper = demo.office.plan_printing.paper(PATIENT[0], PaperChoice()).render(Unobserved())
    file = demo.office.plan_exports.plan(PATIENT[0], "Lakeside Hospital").render(Unobserved())
    return {
        "editor": on_screen(rows_of(shown, "problems")),
        "compared": " ".join(words for _, words in plan_lines(shown)),
        "paper": " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages).split()),
        "file": json.dumps(json.loads(file)),
    }


def test_what_was_added_under_a_goal_or_problem_that_went_elsewhere_is_shown_unattached(two: Two) -> None:
    goal = goals_of(plan(two.a))[0].text
    problem = plan(two.a).problems[0].code
    add(two.a, InterventionText("Walk with the dog", goal.entity))
    two.carry(two.a, two.b)
    edit = plan_moves.removed(plan(two.a), goal)
    assert edit.what == "Remove Goal “Walk” with 1 intervention"
    keep(two.a, edit)
    keep(two.a, plan_moves.removed(plan(two.a), problem))
    add(two.b, InterventionText("Walk with the neighbor", goal.entity))
    add(two.b, InterventionText("Weigh every day", condition=problem.entity))
    add(two.b, GoalText("Breathe easily", problem.entity))
    two.both_ways()
    for demo in (two.a, two.b):
        shown = plan(demo)
        assert [one.text.value.description for one in shown.unattached_interventions] == [
            "Walk with the neighbor", "Weigh every day",
        ]  # fmt: skip
        for where, text in everywhere(demo).items():
            for words in ("Walk with the neighbor", "Weigh every day", "Breathe easily"):
                assert words in text, where
        assert "Walk with the dog" not in everywhere(demo)["editor"]
        assert "under no goal: Walk with the neighbor" in everywhere(demo)["editor"]
        assert {one.text.entity for one in interventions_of(shown)} >= {
            one.text.entity for one in shown.unattached_interventions
        }
    loose = plan(two.a).unattached_interventions[0].text.entity
    keep(two.a, plan_moves.served(plan(two.a), loose, goals_of(plan(two.a))[0].text.entity))
    assert loose not in {one.text.entity for one in plan(two.a).unattached_interventions}


@contextmanager
def newer_program(*classes: type) -> Iterator[None]:
    """As long as it lasts, these payloads are of a version that this program does not know."""
    kinds: list[payload.Kind[Any]] = [kind_of(cls) for cls in classes]
    with pytest.MonkeyPatch.context() as patch:
        for kind in kinds:
            later = replace(kind, version=kind.version + 1, upcasts=(*kind.upcasts, dict))
            patch.setitem(payload._KINDS, kind.name, later)
            patch.setitem(payload._BY_TYPE, kind.type, later)
        yield


@pytest.fixture
def newer(two: Two) -> Iterator[Two]:
    """On the second computer a newer program wrote another target, and a goal that only it can read."""
    with newer_program(GoalText):
        test_exchange.set_target(two.b, "60 min × 7")
        add(two.b, GoalText("Swim"))
        from_b = two.package(two.b)
    assert two.a.office.exchange.bring_in(from_b).value.parked == 2
    yield two
    refold.rebuild(two.b.office.context.store.vault)  # the second goes back to this program


def test_of_what_a_newer_program_wrote_the_last_that_is_understood_is_shown_and_marked(newer: Two) -> None:
    shown = plan(newer.a)
    (goal,) = goals_of(shown)
    assert (goal.text.value.target, goal.text.is_newer, shown.newer) == ("15 min × 3", True, 2)
    assert "Walk — 15 min × 3" in on_screen(rows_of(shown, "problems"))
    (row,) = (row for row in rows_of(shown, "problems") if "Walk" in row.words)
    assert "changed by a newer program: update this computer to see it" in row.words
    of_b = newer.a.office.care_plans.version(shown.versions[0].version_id)
    assert ([one.text.value.target for one in goals_of(of_b)], of_b.newer) == (["15 min × 3"], 2)
    (line,) = (words for section, words in plan_lines(of_b) if section == "Goal")
    assert "Walk" in line


REFUSED: dict[str, Callable[[Two], object]] = {
    "its words": lambda two: test_exchange.set_target(two.a, "20 min"),
    "its state": lambda two: keep(two.a, plan_moves.removed(plan(two.a), goals_of(plan(two.a))[0].text)),
    "restored": lambda two: restore(two.a),
}


def restore(demo: Demo) -> None:
    versions = demo.office.plan_versions
    first, *_, last = reversed([line.version_id for line in plan(demo).versions])
    shown = versions.between(PATIENT[0], first, last)
    versions.restore(shown, next(line.key for line in shown.lines if line.section == "Goal"))


@pytest.mark.parametrize("way", REFUSED)
def test_what_a_newer_program_wrote_is_not_written_over(newer: Two, way: str) -> None:
    before = test_exchange.rows(newer.a)
    with pytest.raises(Refusal) as refused:
        REFUSED[way](newer)
    assert refused.value.code == "line_newer"
    assert test_exchange.rows(newer.a) == before
    add(newer.a, GoalText("Sleep"))  # other lines go on


def test_nothing_is_handed_out_or_signed_that_lacks_what_a_newer_program_wrote(newer: Two) -> None:
    office = newer.a.office
    for hand_out in (
        lambda: office.plan_printing.paper(PATIENT[0], PaperChoice()),
        lambda: office.plan_exports.plan(PATIENT[0], "Lakeside Hospital"),
        lambda: give_copy(office.context, PATIENT[0], GivenCopy("")),
    ):
        with pytest.raises(Refusal) as refused:
            hand_out()
        assert refused.value.code == "plan_newer"
    assert "newer" in [one.section for one in office.plan_signing.missing(PATIENT[0])]


def test_an_undo_does_not_write_over_what_a_newer_program_wrote(two: Two) -> None:
    goal = goals_of(plan(two.a))[0]
    two.a.office.care_plans.save(PATIENT[0], [replace(goal.status, value=GoalStatus("on_track"))], "State")
    two.carry(two.a, two.b)
    with newer_program(GoalStatus):
        status = goals_of(plan(two.b))[0].status
        two.b.office.care_plans.save(PATIENT[0], [replace(status, value=GoalStatus("off_track"))], "State")
        from_b = two.package(two.b)
    two.a.office.exchange.bring_in(from_b)
    with pytest.raises(Refusal) as refused:
        two.a.office.care_plans.undo(PATIENT[0])
    assert refused.value.code == "line_newer"
    refold.rebuild(two.b.office.context.store.vault)


def test_what_a_patient_has_once_is_a_line_of_its_own(two: Two) -> None:
    with newer_program(PlanSummary):
        test_exchange.say(two.b, "Written by a newer program")
        from_b = two.package(two.b)
    two.a.office.exchange.bring_in(from_b)
    with pytest.raises(Refusal):
        test_exchange.say(two.a, "Over it")
    review = plan(two.a).review
    two.a.office.care_plans.save(PATIENT[0], [replace(review, value=replace(review.value, review_on="2027-03-01"))])
    assert plan(two.a).newer == 1
    refold.rebuild(two.b.office.context.store.vault)


def ended(demo: Demo, form: Form[Any]) -> None:
    keep(demo, plan_moves.removed(plan(demo), form))


def test_a_line_taken_out_here_and_changed_there_stays_in_sight_until_somebody_decides(two: Two) -> None:
    """Words and state are two registers, so neither side alone is a conflict (sync.md 3.7: archive vs edit)."""
    ended(two.a, goals_of(plan(two.a))[0].text)
    test_exchange.set_target(two.b, "10 min × 5")
    two.both_ways()
    for demo in (two.a, two.b):
        (goal,) = goals_of(plan(demo))
        assert (goal.text.value.target, goal.status.value.status, plan(demo).conflicts) == ("10 min × 5", "active", 1)
        (row,) = (row for row in rows_of(plan(demo), "problems") if "Walk" in row.words)
        assert "taken out elsewhere while it was changed: keep it or take it out" in row.words
        assert "keep or take out?" in row.status
        assert "keep or take out?" in row.spoken
        with pytest.raises(Refusal) as refused:
            demo.office.plan_printing.paper(PATIENT[0], PaperChoice())
        assert refused.value.code == "plan_undecided"
    ended(two.a, goals_of(plan(two.a))[0].text)  # having seen the change
    assert (goals_of(plan(two.a)), plan(two.a).conflicts) == ((), 0)
    two.both_ways()
    assert (goals_of(plan(two.b)), plan(two.b).conflicts) == ((), 0)


def test_a_line_kept_after_that_holds_on_both(two: Two) -> None:
    ended(two.a, goals_of(plan(two.a))[0].text)
    test_exchange.set_target(two.b, "10 min × 5")
    two.both_ways()
    (goal,) = goals_of(plan(two.b))
    two.b.office.care_plans.save(PATIENT[0], [goal.status], "Kept")
    two.both_ways()
    for demo in (two.a, two.b):
        (goal,) = goals_of(plan(demo))
        assert (goal.text.value.target, goal.status.value.status, plan(demo).conflicts) == ("10 min × 5", "active", 0)


def unseen(two: Two, demo: Demo | None = None) -> Conflict:
    """Ended here, reworded there, both together again; as `Resolve changes` lists it."""
    ended(two.a, goals_of(plan(two.a))[0].text)
    two.a.clock.advance(60)
    two.b.office.context.person = two.b.biller  # who cares on the other computer
    test_exchange.set_target(two.b, "10 min × 5")
    two.both_ways()
    (one,) = (demo or two.a).office.conflicts.open(PATIENT[0])
    return one


def test_it_is_listed_among_the_changes_to_resolve_with_both_sides(two: Two) -> None:
    one = unseen(two)
    assert (one.title, one.name, one.labels) == ("Goal", "Walk", ("Target", "Status"))
    assert one.before == ("15 min × 3", "active")
    reworded, taken_out = one.sides
    assert (reworded.words, reworded.who, reworded.here) == (("10 min × 5", "active"), "Elena Reyes, MD", False)
    assert (taken_out.words, taken_out.who, taken_out.here) == (("15 min × 3", "ended"), "Maria Ortiz, RN", True)
    assert (one.keeps_both, one.writable) == (False, False)
    for demo in (two.a, two.b):
        assert [len(demo.office.conflicts.open(whose)) for whose in ("", PATIENT[0])] == [1, 1]
        assert demo.office.charts.header(PATIENT[0]).to_resolve == 1


@pytest.mark.parametrize(("side", "status"), [(0, "active"), (1, "")])
def test_it_is_decided_there_once_and_the_decision_says_by_whom(two: Two, side: int, status: str) -> None:
    one = unseen(two)
    two.a.clock.advance(60)
    two.a.office.conflicts.use(one, one.sides[side].version)
    version = plan(two.a).versions[0]
    assert (version.what, version.by) == ("Changes resolved", "Maria Ortiz, RN")
    two.both_ways()
    for demo in (two.a, two.b):
        found = goals_of(plan(demo))
        assert [goal.status.value.status for goal in found] == ([status] if status else [])
        assert [goal.text.value.target for goal in found] == (["10 min × 5"] if status else [])
        assert (demo.office.conflicts.open(), plan(demo).conflicts) == ((), 0)
        assert demo.office.charts.header(PATIENT[0]).to_resolve == 0


def test_decided_on_the_line_it_is_listed_no_more_and_says_by_whom(two: Two) -> None:
    unseen(two)
    ended(two.a, goals_of(plan(two.a))[0].text)
    assert two.a.office.conflicts.open() == ()
    assert plan(two.a).versions[0].by == "Maria Ortiz, RN"


def test_words_that_came_after_it_was_shown_are_decided_by_nobody(two: Two) -> None:
    one = unseen(two)
    test_exchange.set_target(two.b, "5 min")
    two.carry(two.b, two.a)
    with pytest.raises(Refusal) as refused:
        two.a.office.conflicts.use(one, one.sides[1].version)
    assert refused.value.code == "decided_meanwhile"
    assert plan(two.a).conflicts == 1


def test_a_decision_about_it_that_is_taken_back_is_asked_again(two: Two) -> None:
    one = unseen(two)
    decided = two.a.office.conflicts.use(one, one.sides[1].version).value
    assert goals_of(plan(two.a)) == ()
    two.a.office.conflicts.undo(decided)
    assert len(goals_of(plan(two.a))) == 1
    (again,) = two.a.office.conflicts.open()
    assert {words for side in again.sides for words in side.words} >= {"active", "ended"}


def noted_under_a_line(demo: Demo, kind: str) -> tuple[str, str]:
    """The entity of a line, and of what was just noted under it."""
    if kind == "progress":
        line = goals_of(plan(demo))[0].text.entity
        return line, add(demo, GoalProgress(line, "2026-10-12", "20 min", "Dizzy after it"))
    line = plan(demo).medications[0].order.entity
    review = MedicationReview("confused", "Takes it twice")
    demo.office.care_plans.save(PATIENT[0], [Form(line, review, plan(demo).medications[0].review.heads)], "Review")
    return line, line


@pytest.fixture
def noted(two: Two, request: pytest.FixtureRequest) -> Conflict:
    """A line was taken out on one computer, while something was noted under it on the other."""
    add(two.a, MedicationOrder("Lisinopril", "20", "mg"))
    two.carry(two.a, two.b)
    two.a.clock.advance(60)  # a version of the same second would be looked at, too
    ended(two.a, goals_of(plan(two.a))[0].text if request.param == "progress" else plan(two.a).medications[0].order)
    two.a.clock.advance(60)
    noted_under_a_line(two.b, request.param)
    two.both_ways()
    for demo in (two.a, two.b):
        (one,) = demo.office.conflicts.open(PATIENT[0])
        assert (demo.office.charts.header(PATIENT[0]).to_resolve, plan(demo).conflicts) == (1, 1)
    return one


@pytest.mark.parametrize(
    ("noted", "said"),
    [
        ("progress", {"Goal", "Walk", "20 min", "Dizzy after it"}),
        ("review", {"Medication", "Lisinopril", "confused", "Takes it twice"}),
    ],
    indirect=["noted"],
)
@pytest.mark.parametrize("side", [0, 1])
def test_what_was_noted_under_a_line_that_went_elsewhere_stays_in_sight_until_somebody_decides(
    two: Two, noted: Conflict, said: set[str], side: int
) -> None:
    assert said <= {noted.title, noted.name, *noted.sides[0].words}
    assert noted.sides[1].words[-1] in ("ended", "stopped", "removed")
    rows = [row for key in ("problems", "medications") for row in rows_of(plan(two.a), key)]
    assert any("taken out elsewhere while it was changed" in f"{row.words} {row.rows}" for row in rows)
    two.a.office.conflicts.use(noted, noted.sides[side].version)
    two.both_ways()
    for demo in (two.a, two.b):
        lines = " ".join(words for _, words in plan_lines(plan(demo)))
        assert [text in lines for text in (noted.name, noted.sides[0].words[-2])] == [side == 0] * 2
        assert (plan(demo).conflicts, demo.office.conflicts.open()) == (0, ())


def test_what_was_noted_and_seen_or_taken_back_is_no_question(two: Two) -> None:
    for _ in range(2):
        add(two.a, MedicationOrder("Lisinopril", "20", "mg"))
    add(two.a, GoalText("Swim"))
    two.carry(two.a, two.b)
    seen, not_seen = plan(two.a).medications
    goal, other = (one.text for one in goals_of(plan(two.a)))
    review = MedicationReview("confused", "Takes it twice")
    add(two.b, GoalProgress(goal.entity, "2026-10-12", "20 min"))
    two.b.office.care_plans.save(PATIENT[0], [Form(seen.order.entity, review)])
    two.both_ways()
    for form in (goal, other, seen.order, not_seen.order):
        ended(two.a, form)
    for noted_again in (
        Form("", GoalProgress(other.entity, "2026-10-12", "20 min")), Form(not_seen.order.entity, review),
    ):  # fmt: skip
        two.b.office.care_plans.save(PATIENT[0], [noted_again])
        two.b.office.care_plans.undo(PATIENT[0])
    two.both_ways()
    assert [demo.office.conflicts.open() for demo in (two.a, two.b)] == [(), ()]


def test_another_note_under_it_after_it_was_shown_is_decided_by_nobody(two: Two) -> None:
    ended(two.a, goals_of(plan(two.a))[0].text)
    noted_under_a_line(two.b, "progress")
    two.both_ways()
    (one,) = two.a.office.conflicts.open(PATIENT[0])
    noted_under_a_line(two.b, "progress")
    two.carry(two.b, two.a)
    with pytest.raises(Refusal) as refused:
        two.a.office.conflicts.use(one, one.sides[1].version)
    assert refused.value.code == "decided_meanwhile"


def test_a_line_that_was_seen_when_it_was_taken_out_is_no_question(two: Two) -> None:
    test_exchange.set_target(two.b, "10 min × 5")
    two.both_ways()
    ended(two.a, goals_of(plan(two.a))[0].text)
    two.both_ways()
    assert [demo.office.conflicts.open() for demo in (two.a, two.b)] == [(), ()]


def test_what_was_typed_on_a_line_that_left_meanwhile_is_not_lost_when_it_is_saved(two: Two) -> None:
    """A draft taken up again, or a form that stood open: here, without a second computer."""
    (goal,) = goals_of(plan(two.a))
    ended(two.a, goal.text)
    typed = replace(goal.text, value=replace(goal.text.value, target="10 min × 5"))
    two.a.office.care_plans.save(PATIENT[0], [typed], "Target")
    (again,) = goals_of(plan(two.a))
    assert (again.text.value.target, plan(two.a).conflicts) == ("10 min × 5", 1)


def test_what_a_file_says_anew_of_a_line_that_was_taken_out_brings_it_not_back(two: Two) -> None:
    (goal,) = goals_of(plan(two.a))
    ended(two.a, goal.text)
    with two.a.office.context.transaction() as tx:
        tx.record(replace(goal.text.value, target="5 min"), entity=goal.text.entity, patient=PATIENT[0],
                  prev=goal.text.heads, origin="ehr#1")  # fmt: skip
    assert goals_of(plan(two.a)) == ()


@pytest.mark.parametrize("later", ["removed", "changed"])
def test_of_two_versions_of_a_short_line_the_one_that_stands_keeps_it_in_sight(two: Two, later: str) -> None:
    add(two.a, Barrier("No car"))
    two.carry(two.a, two.b)
    (form,) = plan(two.a).short["barriers"]
    steps = [(two.a, plan_moves.removed(plan(two.a), form)), (two.b, plan_moves.renamed(form, "No car on Mondays"))]
    for demo, edit in steps if later == "changed" else steps[::-1]:
        keep(demo, edit)
        two.a.clock.advance(60)
    two.both_ways()
    for demo in (two.a, two.b):
        assert len(plan(demo).short["barriers"]) == 1
        assert plan(demo).conflicts == 1


def test_of_two_states_the_one_that_stands_keeps_a_line_in_sight(two: Two) -> None:
    (goal,) = goals_of(plan(two.b))
    two.b.office.care_plans.save(PATIENT[0], [replace(goal.status, value=GoalStatus("on_track"))], "State")
    two.a.clock.advance(60)
    ended(two.a, goals_of(plan(two.a))[0].text)  # the later one
    two.both_ways()
    for demo in (two.a, two.b):
        (goal,) = goals_of(plan(demo))
        assert {goal.status.value.status, *(one.status for one in goal.status.others)} == {"on_track", "ended"}


def test_what_was_written_again_for_this_program_is_newer_no_more(two: Two) -> None:
    with newer_program(GoalText):
        test_exchange.set_target(two.b, "60 min × 7")
        (goal,) = goals_of(plan(two.b))
    with two.b.office.context.transaction() as tx:
        tx.record(replace(goal.text.value, target="30 min"), entity=goal.text.entity, patient=PATIENT[0],
                  prev=goal.text.heads)  # fmt: skip
    two.carry(two.b, two.a)
    (goal,) = goals_of(plan(two.a))
    assert (goal.text.value.target, goal.text.is_newer, plan(two.a).newer) == ("30 min", False, 0)
    refold.rebuild(two.b.office.context.store.vault)


def test_a_decision_and_an_empty_section_do_not_write_over_a_newer_program(two: Two) -> None:
    test_exchange.set_target(two.a, "20 min")
    test_exchange.set_target(two.b, "10 min")
    two.both_ways()
    with newer_program(GoalText, SectionNote):
        two.b.office.care_plans.note_section(PATIENT[0], "allergies", "none_known")
        two.b.office.conflicts.write(two.b.office.conflicts.open(PATIENT[0])[0], {"target": "60 min"})
        from_b = two.package(two.b)
    two.a.office.exchange.bring_in(from_b)
    (conflict,) = two.a.office.conflicts.open(PATIENT[0])
    for write in (
        lambda: two.a.office.conflicts.use(conflict, conflict.sides[0].version),
        lambda: two.a.office.care_plans.note_section(PATIENT[0], "allergies", "not_applicable"),
    ):
        with pytest.raises(Refusal) as refused:
            write()
        assert refused.value.code == "line_newer"
    refold.rebuild(two.b.office.context.store.vault)
