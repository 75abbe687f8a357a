"""A plan's way to a signature over two computers, whose clocks disagree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ccm_desktop.ledger.payloads.practice import PersonProfile
from tests.fakes import FakeClock
from tests.services import test_exchange
from tests.services.conftest import Demo
from tests.services.test_exchange import PATIENT, Two, goal
from tests.services.test_plan_signing import GOAL, complete

template = test_exchange.template


@pytest.fixture
def two(tmp_path: Path, clock: FakeClock, template: Path) -> Iterator[Two]:
    """Their patient's plan can be signed."""
    two = Two(tmp_path, clock, template)
    walk = goal(two.a)
    complete(two.a, PATIENT[0])
    two.a.office.care_plans.save(PATIENT[0], [replace(walk, value=replace(GOAL, condition=walk.value.condition))])
    assert two.a.office.plan_signing.missing(PATIENT[0]) == ()
    two.carry(two.a, two.b)
    yield two
    two.close()


def way(demo: Demo) -> tuple[str, str]:
    found = demo.office.care_plans.view(PATIENT[0]).way
    return found.state, found.said


def test_a_return_from_a_computer_years_ahead_is_over_when_submitted_again(two: Two, clock: FakeClock) -> None:
    a, b = two.a.office, two.b.office
    otto = a.people.add(PersonProfile("Otto Weiss", "MD", "practitioner", "practitioner")).value
    a.plan_signing.submit(PATIENT[0], "First")
    two.carry(two.a, two.b)
    maria, b.context.person = b.context.person, otto
    clock.wall += timedelta(days=800)
    b.plan_signing.send_back(PATIENT[0], "Too low")
    b.context.person = maria
    two.carry(two.b, two.a)
    clock.wall -= timedelta(days=800)
    assert way(two.a) == way(two.b) == ("returned", "Too low")
    a.plan_signing.submit(PATIENT[0], "Second")
    two.carry(two.a, two.b)
    assert way(two.a) == way(two.b) == ("waiting", "Second")


def test_two_that_submit_apart_are_waited_for_in_one_way_on_both(two: Two, clock: FakeClock) -> None:
    two.a.office.plan_signing.submit(PATIENT[0], "Of A")
    clock.advance(60)
    two.b.office.plan_signing.submit(PATIENT[0], "Of B")
    two.both_ways()
    assert way(two.a) == way(two.b) == ("waiting", "Of B")
