"""What changed between the look and the signature is not signed, whatever it was; nor is who is on hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.ledger.payloads.clinical import ConditionAttestation
from ccm_desktop.ledger.payloads.patient import PatientRisk
from ccm_desktop.services.fee_tables import FeeSource
from ccm_desktop.services.forms import Form, GoalText
from ccm_desktop.services.instructions import NewInstruction
from ccm_desktop.services.month_views import Sentence
from ccm_desktop.services.time_entries import Amendment
from tests.fee_files import VALUES, gpci_file, row, rvu_file
from tests.services.conftest import PASSPHRASE
from tests.services.month_world import NOTE, OCTOBER, MonthWorld, at


def of_the_sign_off(world: MonthWorld) -> str:
    """A patient whose month note waits for the coordinator's signature, on October 14."""
    patient = world.billable()
    world.demo.problem(patient, "Chronic kidney disease", "N18.31")
    world.office.month_notes.keep_proposed(patient, OCTOBER)
    return patient


def time_added(world: MonthWorld, patient: str) -> None:
    world.work(patient, at(8), 60, note="One more minute about the walker and its brakes.")


def time_amended(world: MonthWorld, patient: str) -> None:
    (entry,) = world.lines(patient)
    world.office.time.amend(entry.entry_id, Amendment(note=f"{NOTE} And the walker."), "Forgot the walker")


def time_voided(world: MonthWorld, patient: str) -> None:
    world.office.time.void(world.lines(patient)[0].entry_id, "Logged twice")


def note_changed(world: MonthWorld, patient: str) -> None:
    view = world.office.month_notes.open(patient, OCTOBER)
    world.office.month_notes.save(view, (*view.saved, Sentence("findings", "Sleeps better.", (patient,))))


def plan_changed(world: MonthWorld, patient: str) -> None:
    world.office.care_plans.save(patient, (Form("", GoalText("Walk daily", target="20 minutes")),))


def copy_given(world: MonthWorld, patient: str) -> None:
    """Another copy, earlier than the one that was shown."""
    versions = world.office.care_plans.view(patient).versions
    version = next(one.version_id for one in versions if one.copies)
    now = world.demo.clock.wall
    world.demo.clock.wall = now.replace(month=9, day=15, hour=20)
    world.office.care_plans.copy_given(patient, version, "mailed")
    world.demo.clock.wall = now


def consent_withdrawn(world: MonthWorld, patient: str) -> None:
    """After all the time: seconds and codes stay what they were."""
    world.office.enrolment.revoke_consent(patient, world.demo.now, "Moves to her daughter")


def consent_renewed(world: MonthWorld, patient: str) -> None:
    """Withdrawn and given anew before all the time."""
    world.office.enrolment.revoke_consent(patient, at(1, 15), "Said no")
    world.office.enrolment.record_consent(patient, world.demo.consent(at=at(1, 16)))


def conditions_changed(world: MonthWorld, patient: str) -> None:
    """A third condition is attested: still two and more."""
    third = next(
        c.code.entity for c in world.office.care_plans.view(patient).problems if "kidney" in c.code.value.display
    )
    with world.office.context.transaction() as tx:
        tx.revise(ConditionAttestation(True, world.elena), entity=third, patient=patient)


def risk_restated(world: MonthWorld, patient: str) -> None:
    with world.office.context.transaction() as tx:
        tx.revise(PatientRisk(False, "No risk any more", world.elena), entity=patient, patient=patient)


def made_complex(world: MonthWorld, patient: str) -> None:
    """Short of 60 minutes, so that the codes stay what they were."""
    world.demo.complex(patient, on="2026-10-14", why="A fall.")


def put_on_hold(world: MonthWorld, patient: str) -> None:
    world.office.month_signing.hold(patient, OCTOBER, "Asks about hospice")


@pytest.mark.parametrize(
    "change",
    [
        time_added, time_amended, time_voided, note_changed, plan_changed, copy_given, consent_withdrawn,
        consent_renewed, conditions_changed, risk_restated, made_complex, put_on_hold,
    ],
)  # fmt: skip
def test_what_changed_since_the_look_is_not_signed(
    world: MonthWorld, change: Callable[[MonthWorld, str], None]
) -> None:
    patient = of_the_sign_off(world)
    token = world.office.month_signing.evidence(patient, OCTOBER, "coordinator").seen
    world.demo.clock.advance(2)
    change(world, patient)
    with pytest.raises(Refusal) as refused:
        world.office.month_signing.sign(patient, OCTOBER, "coordinator", token, PASSPHRASE)
    assert (refused.value.code, refused.value.what) == (
        "evidence_changed", "This has changed since you looked; nothing was signed.",
    )  # fmt: skip


def test_a_fee_that_changed_since_the_look_is_not_signed(world: MonthWorld, tmp_path: Path) -> None:
    """The practice's own table, and then the same table with other figures."""
    patient, office = of_the_sign_off(world), world.office
    dearer = [row(code, values=("2.00", "0.91", "0.24", "0.07")) if code == "99490" else row(code) for code in VALUES]
    for lines in (None, dearer):
        token = office.month_signing.evidence(patient, OCTOBER, "coordinator").seen
        world.demo.clock.advance(2)
        (tmp_path / "rvu.csv").write_bytes(rvu_file(lines))
        (tmp_path / "gpci.csv").write_bytes(gpci_file())
        source = FeeSource(tmp_path / "rvu.csv", tmp_path / "gpci.csv", "FL-04")
        office.fees.keep(office.fees.preview(source), use=True)
        with pytest.raises(Refusal) as refused:
            office.month_signing.sign(patient, OCTOBER, "coordinator", token, PASSPHRASE)
        assert refused.value.code == "evidence_changed"


def test_a_look_at_one_thing_and_a_change_of_another_patient_is_no_change(world: MonthWorld) -> None:
    patient, other = of_the_sign_off(world), world.billable("Baker", 6)
    token = world.office.month_signing.evidence(patient, OCTOBER, "coordinator").seen
    world.demo.clock.advance(2)
    time_added(world, other)
    put_on_hold(world, other)
    assert world.office.month_signing.sign(patient, OCTOBER, "coordinator", token, PASSPHRASE).value


def test_who_is_on_hold_is_not_signed_for(world: MonthWorld) -> None:
    patient = of_the_sign_off(world)
    put_on_hold(world, patient)
    with pytest.raises(Refusal) as refused:
        world.sign(patient)
    assert refused.value.code == "sign_held"
    assert "hospice" not in str(refused.value)
    world.office.month_signing.release(patient, OCTOBER)
    assert world.sign(patient)


def test_the_practitioner_does_not_sign_for_who_is_on_hold(world: MonthWorld) -> None:
    patient = of_the_sign_off(world)
    world.sign(patient)
    put_on_hold(world, patient)
    world.become_elena()
    with pytest.raises(Refusal) as refused:
        world.sign(patient, "practitioner")
    assert refused.value.code == "sign_held"


def instruction(world: MonthWorld, patient: str, says: str) -> str:
    """Somebody says the goal of the plan differently."""
    goal = next(one.goals[0] for one in world.office.care_plans.view(patient).problems if one.goals).text.entity
    return world.office.instructions.raise_one(patient, NewInstruction(goal, says, "Dr. Chen, cardiology")).value


@pytest.mark.parametrize("after_the_month", [False, True])
def test_an_instruction_that_came_since_the_look_is_told_and_shown(world: MonthWorld, after_the_month: bool) -> None:
    patient, signing = of_the_sign_off(world), world.office.month_signing
    if after_the_month:
        world.at_month_end()
    token = signing.evidence(patient, OCTOBER, "coordinator").seen
    world.demo.clock.advance(2)
    came = instruction(world, patient, "Below 120 systolic")
    for _ in range(2):  # pressed once more without a look
        with pytest.raises(Refusal) as refused:
            signing.sign(patient, OCTOBER, "coordinator", token, PASSPHRASE)
        assert refused.value.code == "evidence_changed"
        assert "an instruction came" in refused.value.what
        assert "120" not in str(refused.value), "a refusal may reach a log: it holds nothing of a patient"
        assert "Nothing was signed" in refused.value.what
    shown = signing.evidence(patient, OCTOBER, "coordinator")
    assert any("Below 120 systolic" in flag and "Dr. Chen" in flag for flag in shown.flags)
    world.demo.clock.advance(2)
    world.office.instructions.withdraw(world.office.instructions.one(came))
    with pytest.raises(Refusal) as refused:
        signing.sign(patient, OCTOBER, "coordinator", shown.seen, PASSPHRASE)
    assert refused.value.what == "This has changed since you looked; nothing was signed.", "it waits no more"
    assert world.sign(patient)


def test_an_instruction_that_was_shown_is_signed_over_and_one_of_somebody_else_is_no_change(world: MonthWorld) -> None:
    patient, other = of_the_sign_off(world), world.billable("Baker", 6)
    instruction(world, patient, "Below 120 systolic")
    token = world.office.month_signing.evidence(patient, OCTOBER, "coordinator").seen
    world.demo.clock.advance(2)
    instruction(world, other, "Below 110 systolic")
    assert world.office.month_signing.sign(patient, OCTOBER, "coordinator", token, PASSPHRASE).value
