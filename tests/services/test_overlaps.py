"""Parting overlapping entries through amendments: originals stay, and everybody's own time stands once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.services.time_entries import Amendment
from tests.services.month_world import OCTOBER, MonthWorld, at


@pytest.fixture
def two(world: MonthWorld) -> tuple[str, str, str]:
    """A patient on whom Maria (15:00–15:25) and Elena (15:20–15:40) worked at once; patient and entries."""
    patient = world.ready()
    first = world.work(patient, at(5), 1500)
    return patient, first, world.work(patient, at(5, 15, 20), 1200, person=world.elena, note="Called the cardiologist.")


def standing(world: MonthWorld, patient: str) -> list[tuple[int, int]]:
    return sorted((line.started_at, line.ended_at) for line in world.lines(patient) if not line.voided)


def test_both_are_shown_with_every_way(world: MonthWorld, two: tuple[str, str, str]) -> None:
    _, first, second = two
    shown = world.office.overlaps.open((second, first))
    assert (shown.earlier.entry_id, shown.later.entry_id, shown.seconds) == (first, second, 300)
    assert (shown.earlier.who, shown.later.who) == ("Maria Ortiz, RN", "Elena Reyes, MD")
    assert not shown.same_person
    assert [way.key for way in shown.settlements] == [
        "trim_earlier", "trim_later", "all_to_earlier", "all_to_later"]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "left"),
    [
        ("trim_earlier", [(at(5), at(5, 15, 20)), (at(5, 15, 20), at(5, 15, 40))]),
        ("trim_later", [(at(5), at(5, 15, 25)), (at(5, 15, 25), at(5, 15, 40))]),
        ("all_to_earlier", [(at(5), at(5, 15, 25))]),
        ("all_to_later", [(at(5, 15, 20), at(5, 15, 40))]),
    ],
)
def test_each_way_leaves_no_second_twice(
    world: MonthWorld, two: tuple[str, str, str], key: str, left: list[tuple[int, int]]
) -> None:
    patient, *both = two
    codes = {line.code for line in world.office.month_desk.desk(OCTOBER).exceptions}
    assert "E04" in codes
    world.office.overlaps.settle(world.office.overlaps.open(both), key, "Agreed with Dr. Reyes")
    assert standing(world, patient) == left
    assert {line.void_reason for line in world.lines(patient) if line.voided} == {"Agreed with Dr. Reyes"}
    assert "E04" not in {line.code for line in world.office.month_desk.desk(OCTOBER).exceptions}


def test_what_was_changed_meanwhile_is_not_parted(world: MonthWorld, two: tuple[str, str, str]) -> None:
    patient, first, second = two
    shown = world.office.overlaps.open((first, second))
    world.office.time.amend(first, Amendment(ended_at=at(5, 15, 22)), "Shorter")
    before = standing(world, patient)
    with pytest.raises(Refusal, match="changed meanwhile"):
        world.office.overlaps.settle(shown, "trim_later", "Agreed")
    assert standing(world, patient) == before
    with pytest.raises(Refusal, match="changed meanwhile"):
        world.office.overlaps.open((first, second))


def test_a_way_and_a_reason_are_needed(world: MonthWorld, two: tuple[str, str, str]) -> None:
    patient, *both = two
    shown = world.office.overlaps.open(both)
    with pytest.raises(BadInput, match="not chosen how"):
        world.office.overlaps.settle(shown, "", "Agreed")
    with pytest.raises(BadInput, match="The reason is empty"):
        world.office.overlaps.settle(shown, "trim_later", " ")
    assert len(standing(world, patient)) == 2


def test_one_persons_time_is_not_moved_into_a_third_entry(world: MonthWorld) -> None:
    """Maria's entries of three patients: trimming the second back must not hide that it still meets the third."""
    one, other, third = world.ready("Adams"), world.ready("Baker"), world.ready("Cole")
    first, second = world.work(one, at(5), 1200), world.work(other, at(5, 15, 10), 1800)
    world.work(third, at(5, 15, 30), 1200)
    shown = world.office.overlaps.open((first, second))
    assert shown.same_person
    with pytest.raises(Refusal, match="overlaps other timed or entered work"):
        world.office.overlaps.settle(shown, "trim_later", "Order of the calls")
    world.office.overlaps.settle(shown, "trim_earlier", "Order of the calls")
    assert standing(world, one) == [(at(5), at(5, 15, 10))]


def test_somebody_elses_time_is_for_the_lead(world: MonthWorld, two: tuple[str, str, str]) -> None:
    patient, *both = two
    shown = world.office.overlaps.open(both)
    me = world.office.people.open(world.me)
    with world.office.context.transaction() as tx:
        elena = world.office.people.open(world.elena)
        tx.record(replace(elena.value, role="lead"), entity=world.elena, prev=elena.heads)
        tx.record(replace(me.value, role="coordinator"), entity=world.me, prev=me.heads)
    with pytest.raises(Refusal, match="somebody else's time"):
        world.office.overlaps.settle(shown, "trim_later", "Hers")
    world.office.overlaps.settle(shown, "trim_earlier", "Mine")
    assert len(standing(world, patient)) == 2


def test_two_entries_are_needed(world: MonthWorld, two: tuple[str, str, str]) -> None:
    with pytest.raises(BadInput, match="Two entries are needed"):
        world.office.overlaps.open(two[1:2])
