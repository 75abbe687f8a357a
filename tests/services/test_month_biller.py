"""Nobody bills by accident: a practice without a practitioner has no biller, and its claims wait for one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.ledger.payloads.patient import PatientAssignment
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.entrance import NewPractice
from ccm_desktop.services.vault import create_practice
from tests.fakes import FakeClock
from tests.services.conftest import PASSPHRASE, Demo
from tests.services.month_world import OCTOBER, MonthWorld, at

ELENA = PersonProfile("Elena Reyes", "MD", "practitioner", "practitioner")


def practice(first: PersonProfile, biller: PersonProfile | None = None) -> NewPractice:
    return NewPractice(PracticeProfile("Lakeside", "America/New_York"), first, biller, PASSPHRASE)


@pytest.fixture
def alone(tmp_path: Path, clock: FakeClock) -> Iterator[MonthWorld]:
    """A lead who is a nurse, and nobody else."""
    new = practice(PersonProfile("Maria Ortiz", "RN", "lead"))
    demo = Demo(create_practice(tmp_path / "practice", new, clock, QUICK_FOR_TESTS), clock)
    yield MonthWorld(demo)
    demo.opened.close()


def worked_for(world: MonthWorld) -> str:
    """A patient with time and a plan, enrolled while nobody bills."""
    patient = world.demo.enrolled()
    world.work(patient, at(14, 16), 1500)
    return patient


def codes(world: MonthWorld) -> set[str]:
    return {one.code for one in world.office.month_desk.desk(OCTOBER).exceptions}


def test_a_lead_who_is_no_practitioner_does_not_become_the_biller(alone: MonthWorld) -> None:
    assert alone.office.context.practice().billing_practitioner == ""


@pytest.mark.parametrize("role", ["lead", "practitioner"])
def test_a_first_user_who_is_one_bills(tmp_path: Path, clock: FakeClock, role: str) -> None:
    first = PersonProfile("Elena Reyes", "MD", role, "practitioner")
    opened = create_practice(tmp_path / "practice", practice(first), clock, QUICK_FOR_TESTS)
    assert opened.office.context.practice().billing_practitioner == opened.office.context.person
    opened.close()


def test_a_biller_who_is_none_is_refused_before_anything_is_made(tmp_path: Path, clock: FakeClock) -> None:
    new = practice(ELENA, PersonProfile("Ann", "RN", "coordinator"))
    with pytest.raises(BadInput) as refused:
        create_practice(tmp_path / "practice", new, clock, QUICK_FOR_TESTS)
    assert refused.value.code == "biller_no_practitioner"
    assert not (tmp_path / "practice").exists()


def test_claims_wait_until_somebody_is_named_and_the_exception_leads_there(alone: MonthWorld) -> None:
    worked_for(alone)
    (one,) = [e for e in alone.office.month_desk.desk(OCTOBER).exceptions if e.code == "E25"]
    assert (one.severity, one.fix.page, one.fix.field) == ("must", "practice", "billing_practitioner")
    assert alone.office.claims.lines(OCTOBER).lines == ()
    elena = alone.office.people.add(ELENA).value
    alone.office.people.name_biller(elena)
    assert "E25" not in codes(alone)
    (line,) = alone.office.month_end.board(OCTOBER).lines
    assert line.practitioner == "Elena Reyes, MD"


def test_patients_given_to_the_lead_by_earlier_versions_are_mended_by_the_same_act(alone: MonthWorld) -> None:
    """The practice named the lead, and so did every enrolment."""
    patient, me = worked_for(alone), alone.office.context.person
    form = alone.office.people.practice()
    with alone.office.context.transaction() as tx:
        tx.record(replace(form.value, billing_practitioner=me), entity=form.entity, prev=form.heads)
        tx.revise(PatientAssignment(me, me), entity=patient, patient=patient)
    assert "E25" in codes(alone)
    alone.at_month_end()
    alone.office.people.name_biller(alone.office.people.add(ELENA).value)
    assert "E25" not in codes(alone)
    assert "E24" in codes(alone), "named after the month, and said so"


def test_nobody_but_a_practitioner_is_named(alone: MonthWorld) -> None:
    with pytest.raises(BadInput) as refused:
        alone.office.people.name_biller(alone.office.context.person)
    assert refused.value.code == "biller_no_practitioner"
