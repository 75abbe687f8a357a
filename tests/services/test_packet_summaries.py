"""The patient's monthly summary in the audit packet: approved, given, and as the closing held both."""

from __future__ import annotations

from typing import Any

from ccm_desktop.services.month_summaries import MonthSummaryService
from tests.services.month_world import OCTOBER, MonthWorld
from tests.services.test_packet_beside_plan import on, sections


def approve(world: MonthWorld, patient: str) -> str:
    service: MonthSummaryService = world.office.month_summaries
    return service.approve(patient, OCTOBER, service.open(patient, OCTOBER).seen, "phone").value


def told(world: MonthWorld, patient: str) -> tuple[Any, str]:
    """The section as data, and the paper."""
    found, words = sections(world, patient)
    return found["summaries"], words


def test_what_was_approved_and_given_is_told_with_its_digest(world: MonthWorld) -> None:
    patient = world.billable()
    on(world, 11, 2)
    found, words = told(world, patient)
    assert found == {"totals": [], "given": [], "lines": []}
    assert "No summary of this month was approved." in words
    approve(world, patient)
    world.demo.clock.advance(60)
    record = world.office.month_summaries.give(patient, OCTOBER, how="portal").value
    found, words = told(world, patient)
    (version,) = found["lines"]
    assert found["totals"] == [["Holds", 1]]
    assert found["given"] == [["Holds", 1]]
    assert version["digest_holds"] is True
    assert version["gone_over"] == "Gone over with the patient by phone"
    assert ["did", "My care team worked on my care plan: October 5."] in version["lines"]
    assert version["given"][0]["how"] == "Portal"
    assert version["given"][0]["given_at"]["utc"] == "2026-11-02T15:01:00Z"
    assert f"Digest {version['sha256']}" in words
    assert "It is no copy of the care plan" in words
    world.office.month_summaries.withdraw(patient, record, "Came back in the mail")
    found, words = told(world, patient)
    assert found["given"] == [["Withdrawn", 1]]
    assert found["lines"][0]["given"][0]["withdrawn"]["text"] == "Came back in the mail"


def test_a_closed_month_says_what_came_after_its_closing(world: MonthWorld) -> None:
    patient = world.billable()
    on(world, 11, 2)
    approve(world, patient)
    world.sign_all(patient)
    world.close()
    world.demo.clock.advance(3600)
    world.office.month_summaries.give(patient, OCTOBER)
    found, _ = told(world, patient)
    assert found["totals"] == [["Holds", 1]], "the closing knew the approval"
    assert found["given"] == [["Recorded after the month was closed", 1]]
