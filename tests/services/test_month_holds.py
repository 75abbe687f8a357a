"""Holding several patients back at once: all or none, and never over somebody else's hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.services.month_holds import HoldChange, holding, releasing
from tests.services.month_world import OCTOBER, MonthWorld


def held(world: MonthWorld) -> dict[str, str]:
    return {line.patient_id: line.held for line in world.office.month_end.board(OCTOBER).lines if line.held}


def test_several_are_held_with_one_reason_and_released_together(world: MonthWorld) -> None:
    first, second, third = world.billable("Adams"), world.billable("Baker"), world.billable("Cole")
    holds = world.office.month_holds
    before = dict.fromkeys((first, second), "")
    assert holds.change(OCTOBER, holding(" Insurance unclear ", before)).value == 2
    assert held(world) == {first: "Insurance unclear", second: "Insurance unclear"}
    board = world.office.month_end.board(OCTOBER)
    assert [line.patient_id for line in board.lines if line.codes] == [third]
    assert holds.change(OCTOBER, releasing(dict(holds.shown(OCTOBER)))).value == 2
    assert held(world) == {}


def test_the_way_back_brings_each_reason_back(world: MonthWorld) -> None:
    first, second = world.billable("Adams"), world.billable("Baker")
    holds = world.office.month_holds
    world.office.month_signing.hold(first, OCTOBER, "Hospice?")
    changes = {first: HoldChange("Hospice?", "Moved away"), second: HoldChange("", "Moved away")}
    holds.change(OCTOBER, changes)
    holds.change(OCTOBER, {patient: change.undone for patient, change in changes.items()})
    assert held(world) == {first: "Hospice?"}


def test_a_hold_made_meanwhile_is_not_replaced_unseen(world: MonthWorld) -> None:
    first, second = world.billable("Adams"), world.billable("Baker")
    changes = holding("Insurance unclear", dict.fromkeys((first, second), ""))
    world.office.month_signing.hold(second, OCTOBER, "Hospice?")
    with pytest.raises(Refusal, match="held or released one of them meanwhile"):
        world.office.month_holds.change(OCTOBER, changes)
    assert held(world) == {second: "Hospice?"}


def test_all_or_none(world: MonthWorld) -> None:
    first, stranger = world.billable("Adams"), world.demo.patient("Nobody", "Bo")
    with pytest.raises(Refusal, match="not in the program"):
        world.office.month_holds.change(OCTOBER, holding("Moved", dict.fromkeys((first, stranger), "")))
    assert held(world) == {}


def test_what_a_hold_needs(world: MonthWorld) -> None:
    patient = world.billable("Adams")
    with pytest.raises(BadInput, match="The reason is empty"):
        holding("  ", {patient: ""})
    with pytest.raises(BadInput, match="No patient is chosen"):
        world.office.month_holds.change(OCTOBER, {})


def test_a_closed_month_takes_no_hold(closed: MonthWorld) -> None:
    first, _ = closed.patients
    with pytest.raises(Refusal, match="October 2026 is closed"):
        closed.office.month_holds.change(OCTOBER, {first: HoldChange("", "Too late")})


def test_who_may_not_prepare_may_not_hold(world: MonthWorld) -> None:
    patient = world.billable("Adams")
    people = world.office.people
    form = people.open(world.elena)
    people.save(replace(form, value=replace(form.value, role="biller", lane="clinical_staff")))
    world.become_elena()
    with pytest.raises(Refusal, match="may prepare a month"):
        world.office.month_holds.change(OCTOBER, {patient: HoldChange("", "Moved")})
