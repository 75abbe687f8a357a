"""What was changed on two computers: listed side by side, decided once, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ccm_desktop.domain.errors import Problem
from ccm_desktop.ledger.payload import _KINDS
from ccm_desktop.ledger.payloads.care_plan import GoalStatus
from ccm_desktop.ledger.payloads.month_close import MonthState
from ccm_desktop.services import conflict_words
from ccm_desktop.services.conflicts import Conflict
from ccm_desktop.services.plan_standing import goals_of
from tests.fakes import FakeClock
from tests.services import test_exchange
from tests.services.test_assessments import phq9
from tests.services.test_exchange import PATIENT, Two, goal, rows, set_target, sound

template = test_exchange.template


@pytest.fixture
def two(tmp_path: Path, clock: FakeClock, template: Path) -> Iterator[Two]:
    """One goal with another target on each computer, known to both."""
    two = Two(tmp_path, clock, template)
    set_target(two.a, "15 min × 4")
    clock.advance(3600)
    two.b.office.context.person = two.b.biller
    set_target(two.b, "10 min × 5")
    two.both_ways()
    yield two
    two.close()


def only(two: Two) -> Conflict:
    (one,) = two.a.office.conflicts.open(PATIENT[0])
    return one


def targets(two: Two) -> set[str]:
    form = goal(two.a)
    return {form.value.target, *(other.target for other in form.others)}


def test_sides_are_told_apart_by_person_computer_and_time(two: Two) -> None:
    one = only(two)
    assert (one.title, one.name, one.labels, one.before) == ("Goal", "Walk", ("Target",), ("15 min × 3",))
    sides = {side.words[0]: side for side in one.sides}
    assert sides["15 min × 4"].who == "Maria Ortiz, RN"
    assert sides["15 min × 4"].here
    assert sides["10 min × 5"].who == "Elena Reyes, MD"
    assert sides["10 min × 5"].computer == "Front desk 2"
    assert sides["10 min × 5"].at - sides["15 min × 4"].at == 3600
    assert one.patient == "Castillo, María"


def test_one_side_is_used_and_the_other_stays_in_the_history(two: Two) -> None:
    one = only(two)
    side = next(side for side in one.sides if side.here)
    two.a.office.conflicts.use(one, side.version)
    assert targets(two) == {"15 min × 4"}
    assert two.a.office.conflicts.open() == ()
    assert two.a.office.charts.header(PATIENT[0]).to_resolve == 0
    assert two.a.office.care_plans.view(PATIENT[0]).versions[0].what == "Changes resolved"
    two.carry(two.a, two.b)
    two.carry(two.b, two.a)
    assert goal(two.b).others == ()
    assert any(b"10 min" in op.payload_bytes for op in test_exchange.ops_of(two.a))


def test_what_is_written_replaces_both(two: Two) -> None:
    two.a.office.conflicts.write(only(two), {"target": " 10–15 min × 4 "})
    assert targets(two) == {"10–15 min × 4"}


@pytest.mark.parametrize("texts", [{}, {"target": "x", "measure": "y"}, {"measure": "y"}])
def test_only_the_fields_that_differ_are_written(two: Two, texts: dict[str, str]) -> None:
    with pytest.raises(Problem, match="cannot be written here"):
        two.a.office.conflicts.write(only(two), texts)
    assert len(targets(two)) == 2


def test_both_stay_as_two_goals_and_undo_ends_the_second(two: Two) -> None:
    def goals() -> list[str]:
        view = two.a.office.care_plans.view(PATIENT[0])
        found = [*(g for p in view.problems for g in p.goals), *view.unattached_goals]
        return sorted(g.text.value.target for g in found)

    decided = two.a.office.conflicts.keep_both(only(two)).value
    assert goals() == ["10 min × 5", "15 min × 4"]
    assert two.a.office.conflicts.open() == ()
    two.a.office.conflicts.undo(decided)
    assert len(goals()) == 1
    assert targets(two) == {"15 min × 4", "10 min × 5"}


@pytest.mark.parametrize("register", ["words", "state"])
def test_an_item_that_was_changed_since_is_not_taken_back_with_the_decision_that_made_it(
    two: Two, register: str
) -> None:
    decided = two.a.office.conflicts.keep_both(only(two)).value
    (added,) = (one for one in goals_of(two.a.office.care_plans.view(PATIENT[0])) if one.text.entity in decided.added)
    words = replace(added.text, value=replace(added.text.value, target="20 min × 7"))
    state = replace(added.status, value=replace(added.status.value, status="on_track"))
    two.a.office.care_plans.save(PATIENT[0], [words if register == "words" else state])
    before = rows(two.a)
    with pytest.raises(Problem, match="decided or changed meanwhile"):
        two.a.office.conflicts.undo(decided)
    assert rows(two.a) == before


def test_undo_brings_the_choice_back_under_the_names_of_those_who_wrote(two: Two) -> None:
    one = only(two)
    for side in one.sides:
        decided = two.a.office.conflicts.use(only(two), _version(two, side.words)).value
        two.a.clock.advance(60)
        two.a.office.conflicts.undo(decided)
        again = only(two)
        assert {(s.who, s.computer, s.at, s.words) for s in again.sides} == {
            (s.who, s.computer, s.at, s.words) for s in one.sides
        }
        assert again.before == one.before
    assert sound(two.a)


def _version(two: Two, words: tuple[str, ...]) -> str:
    return next(side.version for side in only(two).sides if side.words == words)


def test_a_decision_about_what_is_no_more_so_is_refused(two: Two) -> None:
    one = only(two)
    decided = two.a.office.conflicts.use(one, one.sides[0].version).value
    before = rows(two.a)
    for late in (
        lambda: two.a.office.conflicts.use(one, one.sides[1].version),
        lambda: two.a.office.conflicts.find(one.conflict_id),
        lambda: two.a.office.conflicts.find(""),
    ):
        with pytest.raises(Problem, match="decided or changed meanwhile"):
            late()
    assert rows(two.a) == before
    set_target(two.a, "20 min × 4")
    with pytest.raises(Problem, match="decided or changed meanwhile"):
        two.a.office.conflicts.undo(decided)
    assert targets(two) == {"20 min × 4"}


def test_different_decisions_on_both_are_a_conflict_again(two: Two) -> None:
    for demo, words in ((two.a, "15 min × 4"), (two.b, "10 min × 5")):
        (one,) = demo.office.conflicts.open()
        demo.office.conflicts.use(one, next(s.version for s in one.sides if s.words == (words,)))
    two.both_ways()
    assert targets(two) == {"15 min × 4", "10 min × 5"}


def test_a_biller_may_look_and_not_decide(two: Two) -> None:
    office = two.a.office
    profile = office.people.open(office.context.person)
    one = only(two)
    biller = office.people.add(replace(profile.value, name="Bo Lind", role="biller")).value
    office.context.person = biller
    with pytest.raises(Problem, match=r"Only .* may"):
        office.conflicts.use(one, one.sides[0].version)
    assert len(targets(two)) == 2


def test_a_status_is_chosen_and_not_written(two: Two) -> None:
    entity = goal(two.a).entity
    with two.a.office.context.transaction() as tx:
        for status in ("achieved", "off_track"):
            tx.record(GoalStatus(status), entity=entity, patient=PATIENT[0])
    one = next(one for one in two.a.office.conflicts.open() if one.title == "State of a goal")
    assert (one.name, one.writable, one.keeps_both) == ("Walk", False, False)
    assert {side.words for side in one.sides} == {("achieved",), ("off track",)}
    with pytest.raises(Problem, match="Only one version"):
        two.a.office.conflicts.keep_both(one)


def test_a_month_closed_on_both_is_listed_and_decided_at_month_end(two: Two) -> None:
    for demo, closing in ((two.a, "one"), (two.b, "two")):
        with demo.office.context.transaction() as tx:
            tx.record(MonthState("2026-09", "closed", 1, closing), entity="month-2026-09")
    two.both_ways()
    one = next(one for one in two.a.office.conflicts.open() if one.title == "Month")
    assert one.name == "2026-09"
    assert "Month-end" in one.elsewhere
    with pytest.raises(Problem, match="not decided here"):
        two.a.office.conflicts.use(one, one.sides[0].version)


def test_every_register_has_words() -> None:
    """A new one must say what it is called and where it is decided."""
    imported = {"encounter.record", "observation.record", "provider.profile", "device.name"}
    for kind in _KINDS.values():
        if kind.register and kind.name not in imported:
            assert kind.type in (conflict_words.PLAN | conflict_words.PATIENT | conflict_words.ELSEWHERE), kind.name


def test_equal_versions_are_one_side_and_a_decision_names_all(two: Two) -> None:
    """A third computer wrote what the first did."""
    one = only(two)
    mine = next(side for side in one.sides if side.here)
    with two.a.office.context.transaction() as tx:
        tx.record(mine.value, entity=one.entity, patient=PATIENT[0])
    again = only(two)
    assert sorted(side.words[0] for side in again.sides) == ["10 min × 5", "15 min × 4"]
    assert len(again.heads) == 3
    two.a.office.conflicts.use(again, again.sides[0].version)
    assert len(targets(two)) == 1
    assert two.a.office.conflicts.open() == ()


def test_a_result_withdrawn_here_and_corrected_there_waits_for_a_decision(
    tmp_path: Path, clock: FakeClock, template: Path
) -> None:
    two = Two(tmp_path, clock, template)
    here, there = (demo.office.assessments for demo in (two.a, two.b))
    entity = here.record(PATIENT[0], phq9(7)).value
    two.carry(two.a, two.b)
    here.withdraw(here.line(entity), "Of another patient")
    there.correct(there.line(entity), phq9(14), "Read the wrong line")
    two.both_ways()
    for demo in (two.a, two.b):
        assert demo.office.care_plans.view(PATIENT[0]).conflicts == 1
        (one,) = demo.office.conflicts.open(PATIENT[0])
        assert (one.title, one.name) == ("State of an assessment", "PHQ-9")
    holds = next(side for side in only(two).sides if side.value.standing == "holds")
    two.a.office.conflicts.use(only(two), holds.version)
    (standing,) = two.a.office.care_plans.view(PATIENT[0]).assessments
    assert standing.result.value.score == "14"
    assert sound(two.a)
    two.close()
