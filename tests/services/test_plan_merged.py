"""What another computer changed in a plan without a question: told until it was seen, line by line, who and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ccm_desktop.domain.plan_diff import ADDED, CHANGED, REMOVED
from ccm_desktop.services import plan_moves
from ccm_desktop.services.forms import Barrier, Form
from ccm_desktop.services.plan_merged import Merged
from ccm_desktop.services.plan_standing import goals_of
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


def merged(demo: Demo) -> Merged:
    return demo.office.plan_merged.of(PATIENT[0]).value


def told(demo: Demo) -> list[tuple[str, str, str]]:
    return [(line.change.kind, line.change.section, line.change.name) for line in merged(demo).lines]


def retarget(demo: Demo, target: str) -> None:
    text = goals_of(demo.office.care_plans.view(PATIENT[0]))[0].text
    demo.office.care_plans.save(PATIENT[0], [replace(text, value=replace(text.value, target=target))], "Target")


def add(demo: Demo, words: str) -> None:
    demo.office.care_plans.save(PATIENT[0], [Form("", Barrier(words))], "Barrier added")


def test_whoever_comes_to_a_plan_for_the_first_time_has_missed_nothing(two: Two) -> None:
    retarget(two.b, "30 min")
    two.carry(two.b, two.a)
    assert merged(two.a).lines == ()


def test_what_came_in_is_told_with_who_where_and_when_until_it_was_seen(two: Two) -> None:
    assert merged(two.a).lines == ()
    retarget(two.b, "30 min")
    two.b.clock.advance(120)
    add(two.b, "No car")
    two.b.clock.advance(3600)
    two.carry(two.b, two.a)
    found = merged(two.a)
    goal, barrier = found.lines
    assert [(one.label, one.before, one.after) for one in goal.change.differing] == [
        ("Target", "15 min × 3", "30 min")
    ]  # fmt: skip
    assert (goal.change.kind, goal.who, goal.computer, goal.at) == (
        CHANGED, "Maria Ortiz, RN", "Front desk 2", two.a.now - 3720,
    )  # fmt: skip
    assert (barrier.change.kind, barrier.change.name, barrier.at) == (ADDED, "No car", two.a.now - 3600)
    assert merged(two.a).lines == found.lines  # to look at the plan is not to look at these
    two.a.office.plan_merged.seen(found)
    assert merged(two.a).lines == ()


def test_what_comes_while_the_list_is_read_still_waits(two: Two) -> None:
    merged(two.a)
    retarget(two.b, "30 min")
    two.carry(two.b, two.a)
    shown = merged(two.a)
    add(two.b, "No car")
    two.carry(two.b, two.a, "later")
    two.a.office.plan_merged.seen(shown)
    assert told(two.a) == [(ADDED, "Barrier", "No car")]


def test_what_one_did_oneself_or_a_colleague_here_is_no_merge(two: Two) -> None:
    merged(two.a)
    retarget(two.a, "20 min")
    me, two.a.office.context.person = two.a.office.context.person, two.a.biller
    add(two.a, "No car")
    two.a.office.context.person = me
    assert merged(two.a).lines == ()
    two.both_ways()
    assert merged(two.a).lines == ()
    assert len(two.b.office.care_plans.view(PATIENT[0]).short["barriers"]) == 1  # there it came in


def test_a_line_that_went_elsewhere_is_told_and_one_that_waits_to_be_decided_is_not(two: Two) -> None:
    add(two.a, "No car")
    two.carry(two.a, two.b)
    merged(two.a)
    plan = two.b.office.care_plans.view(PATIENT[0])
    edit = plan_moves.removed(plan, plan.short["barriers"][0])
    two.b.office.care_plans.save(PATIENT[0], edit.forms, edit.what)
    retarget(two.b, "30 min")
    retarget(two.a, "10 min")
    two.carry(two.b, two.a, "back")
    assert two.a.office.care_plans.view(PATIENT[0]).conflicts == 1
    assert told(two.a) == [(REMOVED, "Barrier", "No car")]


def test_each_person_sees_for_themselves(two: Two) -> None:
    me = two.a.office.context.person
    for person in (me, two.a.biller):
        two.a.office.context.person = person
        merged(two.a)
    add(two.b, "No car")
    two.carry(two.b, two.a)
    two.a.office.plan_merged.seen(merged(two.a))
    assert merged(two.a).lines == ()
    two.a.office.context.person = me
    assert told(two.a) == [(ADDED, "Barrier", "No car")]
