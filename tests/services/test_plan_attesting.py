"""A problem is attested from the plan: it shows there, in what changed, and is never restored or doubled."""

from __future__ import annotations

import pytest

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.ledger.payloads.clinical import ConditionAttestation
from ccm_desktop.services.plan_changes import plan_lines
from ccm_desktop.services.plan_record import named
from ccm_desktop.services.plan_views import CarePlanView, ProblemView
from tests.services.conftest import Demo

SAID = "Lasts 12 months or until death: attested"


def plan_of(demo: Demo, patient: str) -> CarePlanView:
    return demo.office.care_plans.view(patient)


def problem_of(demo: Demo, patient: str) -> ProblemView:
    (problem,) = plan_of(demo, patient).problems
    return problem


@pytest.fixture
def patient(demo: Demo) -> str:
    """With one problem that nobody attested."""
    made = demo.patient()
    demo.problem(made, "Asthma", "J45.909")
    return made


def named_now(demo: Demo, patient: str) -> str:
    """The version that the plan is now."""
    with demo.office.context.transaction() as tx:
        return named(demo.office.context, tx, patient, "As it is")[0]


def test_it_is_in_the_plan_and_in_what_changed(demo: Demo, patient: str) -> None:
    before = named_now(demo, patient)
    assert not problem_of(demo, patient).is_attested
    assert not any(SAID in words for _, words in plan_lines(plan_of(demo, patient)))
    demo.office.enrolment.attest_problem(patient, problem_of(demo, patient).attestation_shown)
    problem = problem_of(demo, patient)
    assert problem.is_attested
    assert problem.attestation_shown.by == "Maria Ortiz, RN"
    assert any(SAID in words for name, words in plan_lines(plan_of(demo, patient)) if name == "Problem")
    (change,) = demo.office.care_plans.compare(before, named_now(demo, patient))
    assert (change.section, change.kind) == ("Problem", "changed")
    assert "attested" in change.after
    assert "attested" not in change.before


def test_an_attestation_is_not_restored_with_its_line(demo: Demo, patient: str) -> None:
    before = named_now(demo, patient)
    demo.office.enrolment.attest_problem(patient, problem_of(demo, patient).attestation_shown)
    shown = demo.office.plan_versions.between(patient, before, named_now(demo, patient))
    (line,) = (one for one in shown.lines if one.kind != "same")
    with pytest.raises(Exception, match="as it was"):
        demo.office.plan_versions.restore(shown, line.key)
    assert problem_of(demo, patient).is_attested


def test_twice_is_once(demo: Demo, patient: str) -> None:
    shown = problem_of(demo, patient).attestation_shown
    demo.office.enrolment.attest_problem(patient, shown)
    once = problem_of(demo, patient).attestation_shown
    demo.office.enrolment.attest_problem(patient, shown)
    assert problem_of(demo, patient).attestation_shown == once


def test_it_is_refused_where_somebody_said_since_that_it_will_not_last(demo: Demo, patient: str) -> None:
    shown = problem_of(demo, patient).attestation_shown
    demo.attest(patient, {shown.entity: False}, risk="")
    with pytest.raises(Refusal) as refused:
        demo.office.enrolment.attest_problem(patient, shown)
    assert refused.value.code == "attested_since"
    with demo.office.context.reading() as reader:
        held = reader.held(ConditionAttestation, shown.entity)
    assert held is not None
    assert (held.value.expected_12_months, held.others) == (False, ())


def test_it_is_refused_over_the_no_of_another_computer_that_the_screen_did_not_show(demo: Demo, patient: str) -> None:
    shown = problem_of(demo, patient).attestation_shown
    with demo.office.context.transaction() as tx:  # neither has seen the other, as two computers write
        for answer in (False, True):
            tx.record(ConditionAttestation(answer, demo.office.context.person), entity=shown.entity, patient=patient)
    with pytest.raises(Refusal) as refused:
        demo.office.enrolment.attest_problem(patient, shown)
    assert refused.value.code == "attested_since"
    with demo.office.context.reading() as reader:
        held = reader.held(ConditionAttestation, shown.entity)
    assert held is not None
    assert {one.expected_12_months for one in (held.value, *held.others)} == {True, False}, "both stay to be decided"
