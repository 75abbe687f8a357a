"""Signing October: who may, in which order, only what was shown, and what withdraws a signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.payloads.patient import PatientAssignment
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.services.forms import Form, GoalText
from ccm_desktop.services.month_views import QueueLine, Sentence
from ccm_desktop.services.time_entries import Amendment
from tests.services.conftest import PASSPHRASE
from tests.services.month_world import ELENA, NOTE, OCTOBER, MonthWorld, at


def line(world: MonthWorld, patient: str, role: str = "practitioner") -> QueueLine:
    queue = world.office.month_desk.desk(OCTOBER, role).queue
    return next(one for one in queue.lines if one.patient_id == patient)


def evidence(world: MonthWorld, patient: str, role: str = "coordinator") -> str:
    """Its token, after a look that is long enough."""
    token = world.office.month_signing.evidence(patient, OCTOBER, role).seen
    world.demo.clock.advance(2)
    return token


def bill_under_another(world: MonthWorld, patient: str) -> None:
    """Another practitioner takes the patient over, with a consent of his own from before October."""
    office = world.office
    otto = office.people.add(PersonProfile("Otto Weiss", "MD", "practitioner", "practitioner")).value
    with office.context.transaction() as tx:
        tx.revise(PatientAssignment(world.me, otto), entity=patient, patient=patient)
    office.enrolment.record_consent(
        patient, replace(world.demo.consent(), practitioner=otto, at=at(16, month=9))
    )  # fmt: skip


class TestSigning:
    """The order, the roles, and the token."""

    def test_first_the_note_then_the_coordinator_then_the_practitioner(self, world: MonthWorld) -> None:
        patient = world.billable()
        assert line(world, patient, "coordinator").state == "note_missing"
        with pytest.raises(Refusal) as refused:
            world.sign(patient)
        assert refused.value.code == "sign_note_missing"
        world.office.month_notes.keep_proposed(patient, OCTOBER)
        assert line(world, patient, "coordinator").state == "to_sign"
        assert line(world, patient).state == "waiting"
        world.become_elena()
        with pytest.raises(Refusal) as refused:
            world.sign(patient, "practitioner")
        assert refused.value.code == "sign_waiting"
        world.become_maria()
        world.sign(patient)
        assert line(world, patient, "coordinator").state == "signed"
        assert line(world, patient).state == "to_sign"

    def test_a_lead_who_is_no_practitioner_does_not_sign_as_one(self, world: MonthWorld) -> None:
        patient = world.billable()
        world.office.month_notes.keep_proposed(patient, OCTOBER)
        world.sign(patient)
        with pytest.raises(Refusal) as refused:
            world.sign(patient, "practitioner")
        assert refused.value.code == "role_may_not"
        assert line(world, patient).state == "to_sign"

    def test_a_signature_freezes_ids_seconds_codes_and_rules(self, signed: MonthWorld) -> None:
        patient, _ = signed.patients
        found = signed.office.context.store.vault.connection.execute(
            "SELECT entries, voids, staff_seconds, practitioner_seconds, codes, rules, fee_table"
            " FROM month_signature WHERE patient = ? ORDER BY rid",
            (patient,),
        ).fetchall()
        entry = signed.lines(patient)[0].entry_id
        said = (f'["{entry}"]', "[]", 1500, 0, '[["99490",1]]', "2026.1", "national-nonfacility-2026")
        assert found == [said, said]

    def test_the_signer_sees_what_makes_the_month_complex(self, world: MonthWorld) -> None:
        patient = world.billable()
        assert world.office.month_signing.evidence(patient, OCTOBER, "practitioner").complexity == ""
        world.demo.complex(patient, on="2026-10-14", why="Three drugs changed after a fall.")
        assert world.office.month_signing.evidence(patient, OCTOBER, "practitioner").complexity == (
            "high decision-making on 2026-10-14, Elena Reyes, MD: Three drugs changed after a fall."
        )

    def test_without_having_seen_the_evidence_nothing_is_signed(self, world: MonthWorld) -> None:
        patient = world.billable()
        world.office.month_notes.keep_proposed(patient, OCTOBER)
        for token, code in (("", "evidence_not_seen"), ("0" * 64, "evidence_changed")):
            with pytest.raises(Refusal) as refused:
                world.office.month_signing.sign(patient, OCTOBER, "coordinator", token, PASSPHRASE)
            assert refused.value.code == code

    def test_what_flashed_by_is_not_signed(self, world: MonthWorld) -> None:
        patient = world.billable()
        world.office.month_notes.keep_proposed(patient, OCTOBER)
        token = world.office.month_signing.evidence(patient, OCTOBER, "coordinator").seen
        world.demo.clock.advance(0.9)
        with pytest.raises(Refusal) as refused:
            world.office.month_signing.sign(patient, OCTOBER, "coordinator", token, PASSPHRASE)
        assert refused.value.code == "evidence_too_short"
        world.demo.clock.advance(0.1)
        assert world.office.month_signing.sign(patient, OCTOBER, "coordinator", token, PASSPHRASE).value

    def test_something_other_than_what_was_shown_is_not_signed(self, world: MonthWorld) -> None:
        patient = world.billable()
        world.office.month_notes.keep_proposed(patient, OCTOBER)
        token = evidence(world, patient)
        world.work(patient, at(8), 60, note="One more minute about the walker and its brakes.")
        with pytest.raises(Refusal) as refused:
            world.office.month_signing.sign(patient, OCTOBER, "coordinator", token, PASSPHRASE)
        assert refused.value.code == "evidence_changed"

    def test_one_patients_token_does_not_sign_another(self, world: MonthWorld) -> None:
        first, second = world.billable("Adams"), world.billable("Baker", 6)
        for patient in (first, second):
            world.office.month_notes.keep_proposed(patient, OCTOBER)
        with pytest.raises(Refusal, match="changed"):
            world.office.month_signing.sign(second, OCTOBER, "coordinator", evidence(world, first), PASSPHRASE)

    def test_a_wrong_passphrase_signs_nothing(self, world: MonthWorld) -> None:
        patient = world.billable()
        world.office.month_notes.keep_proposed(patient, OCTOBER)
        token = evidence(world, patient)
        with pytest.raises(BadInput):
            world.office.month_signing.sign(patient, OCTOBER, "coordinator", token, "not the passphrase")
        assert line(world, patient, "coordinator").state == "to_sign"

    def test_a_month_without_codes_or_signed_already_is_not_signed(self, signed: MonthWorld) -> None:
        patient, _ = signed.patients
        with pytest.raises(Refusal) as refused:
            signed.sign(patient)
        assert refused.value.code == "signed_already"
        short = signed.ready("Short")
        signed.work(short, at(9), 600)
        signed.office.month_notes.keep_proposed(short, OCTOBER)
        with pytest.raises(Refusal) as refused:
            signed.sign(short)
        assert refused.value.code == "nothing_to_sign"

    def test_the_last_signature_is_taken_back_and_stays_visible(self, world: MonthWorld) -> None:
        patient = world.billable()
        with pytest.raises(Refusal):
            world.office.month_signing.undo_last()
        world.office.month_notes.keep_proposed(patient, OCTOBER)
        world.sign(patient)
        assert world.office.month_signing.undo_last().value == patient
        assert line(world, patient, "coordinator").state == "to_sign"
        (taken,) = world.office.month_signing.evidence(patient, OCTOBER, "coordinator").signatures
        assert taken.state == "taken_back"
        world.sign(patient)
        assert line(world, patient, "coordinator").state == "signed"

    def test_nobody_takes_back_what_another_signed(self, world: MonthWorld) -> None:
        patient = world.billable()
        world.office.month_notes.keep_proposed(patient, OCTOBER)
        world.sign(patient)
        world.office.context.person = world.elena
        with pytest.raises(Refusal) as refused:
            world.office.month_signing.undo_last()
        world.office.context.person = world.me
        assert refused.value.code == "nothing_signed"
        assert line(world, patient, "coordinator").state == "signed"

    def test_only_the_billing_practitioner_signs_as_one(self, world: MonthWorld) -> None:
        patient = world.billable()
        world.office.month_notes.keep_proposed(patient, OCTOBER)
        world.sign(patient)
        bill_under_another(world, patient)
        world.become_elena()
        with pytest.raises(Refusal) as refused:
            world.sign(patient, "practitioner", ELENA)
        assert refused.value.code == "not_the_biller"
        assert line(world, patient).state == "to_sign"

    @pytest.mark.parametrize("call", ["evidence", "hold", "note", "choice"])
    def test_no_patient_is_not_everybody(self, signed: MonthWorld, call: str) -> None:
        office = signed.office
        calls: dict[str, Callable[[], object]] = {
            "evidence": lambda: office.month_signing.evidence("", OCTOBER, "coordinator"),
            "hold": lambda: office.month_signing.hold("", OCTOBER, "Asks about hospice"),
            "note": lambda: office.month_notes.open("", OCTOBER),
            "choice": lambda: office.code_choice.compare("", OCTOBER),
        }
        with pytest.raises(Refusal):
            calls[call]()

    def test_an_unknown_role_is_refused(self, world: MonthWorld) -> None:
        with pytest.raises(BadInput):
            world.office.month_signing.evidence(world.billable(), OCTOBER, "janitor")


class TestWithdrawn:
    """Whatever changes after a signature asks for a new one, and says why."""

    def reasons(self, signed: MonthWorld, patient: str) -> tuple[str, ...]:
        found = line(signed, patient)
        assert found.state == "needs_re_sign"
        return found.reasons

    def test_a_later_entry_is_late_and_neither_added_nor_dropped(self, signed: MonthWorld) -> None:
        patient, other = signed.patients
        entry = signed.work(patient, at(9), 300, note="Spoke with the pharmacist about blister packs.")
        assert self.reasons(signed, patient) == ("The entry of Oct 9, 11:00 AM was added after the signature.",)
        assert line(signed, patient).late == (entry,)
        assert line(signed, other).state == "signed"

    def test_a_void(self, signed: MonthWorld) -> None:
        patient, _ = signed.patients
        extra = signed.work(patient, at(9), 300)
        signed.sign_all(patient)
        signed.office.time.void(extra, "Logged twice")
        assert self.reasons(signed, patient) == ("The entry of Oct 9, 11:00 AM was voided after the signature.",)

    def test_an_amendment_is_one_reason(self, signed: MonthWorld) -> None:
        patient, _ = signed.patients
        (entry,) = signed.lines(patient)
        signed.office.time.amend(entry.entry_id, Amendment(note=f"{NOTE} And the walker."), "Forgot the walker")
        (reason,) = self.reasons(signed, patient)
        assert reason.endswith("was amended after the signature.")

    def test_the_note(self, signed: MonthWorld) -> None:
        patient, _ = signed.patients
        view = signed.office.month_notes.open(patient, OCTOBER)
        signed.office.month_notes.save(view, (*view.saved, Sentence("findings", "Sleeps better.", (patient,))))
        assert self.reasons(signed, patient) == ("The month note was changed after the signature.",)

    def test_the_plan_of_that_month_but_not_of_the_next(self, signed: MonthWorld) -> None:
        patient, _ = signed.patients
        goal = (Form("", GoalText("Walk daily", target="20 minutes")),)
        signed.office.care_plans.save(patient, goal)
        assert line(signed, patient).state == "signed", "a version of November changes nothing in October"
        signed.demo.clock.wall = signed.demo.clock.wall.replace(month=10, day=30)
        signed.office.care_plans.save(patient, goal)
        signed.demo.clock.wall = signed.demo.clock.wall.replace(month=11, day=2)
        assert "The care plan was changed after the signature." in self.reasons(signed, patient)

    def test_a_changed_outcome(self, signed: MonthWorld) -> None:
        patient, _ = signed.patients
        signed.office.other_services.note(patient, "99214", "2026-10-05", "same_practitioner", "billed")
        desk = signed.office.month_desk.desk(OCTOBER)
        changed = [one for one in desk.exceptions if one.code == "E13" and one.patient_id == patient]
        assert {one.detail for one in changed} == {"What the month supports has changed since the signature."}

    def test_another_billing_practitioner(self, signed: MonthWorld) -> None:
        patient, other = signed.patients
        signed.demo.clock.wall = signed.demo.clock.wall.replace(month=10, day=30)
        bill_under_another(signed, patient)
        signed.demo.clock.wall = signed.demo.clock.wall.replace(month=11, day=2)
        assert line(signed, patient).codes == (("99490", 1),)
        said = "The month is billed under another practitioner than the one who signed."
        assert self.reasons(signed, patient) == (said,)
        assert line(signed, patient, "coordinator").state == "signed"
        assert line(signed, other).state == "signed"
        with pytest.raises(Refusal, match="neither signed for nor on hold"):
            signed.close()

    def test_it_keeps_the_month_from_closing(self, signed: MonthWorld) -> None:
        patient, _ = signed.patients
        signed.work(patient, at(9), 300, note="Spoke with the pharmacist about blister packs.")
        with pytest.raises(Refusal, match="neither signed for nor on hold"):
            signed.close()
        signed.sign_all(patient)
        assert signed.close() == 1


class TestQueue:
    """No flags first; the counter tells signed, all and held."""

    def test_order_and_counter(self, world: MonthWorld) -> None:
        flagged, plain, held = world.billable("Adams"), world.billable("Baker", 6), world.billable("Clark", 7)
        world.work(flagged, at(12), 46 * 60, note="A long home safety review with daughter and pharmacist.")
        world.office.month_signing.hold(held, OCTOBER, "Asks about hospice")
        for patient in (flagged, plain):
            world.office.month_notes.keep_proposed(patient, OCTOBER)
        world.sign(plain)
        queue = world.office.month_desk.desk(OCTOBER, "coordinator").queue
        assert [one.patient_id for one in queue.lines] == [plain, held, flagged]
        assert queue.words == "1 of 3 · 1 held"
        assert queue.lines[1].reasons == ("Asks about hospice",)
        assert any("46:00 in one entry" in flag for flag in queue.lines[2].flags)

    def test_a_hold_needs_a_reason_and_can_be_released(self, world: MonthWorld) -> None:
        patient = world.billable()
        with pytest.raises(BadInput):
            world.office.month_signing.hold(patient, OCTOBER, "  ")
        world.office.month_signing.hold(patient, OCTOBER, "Asks about hospice")
        assert world.office.month_end.board(OCTOBER).totals.held == 1
        world.office.month_signing.release(patient, OCTOBER)
        assert world.office.month_end.board(OCTOBER).totals.billable == 1

    def test_who_may_not_prepare_may_not_hold(self, world: MonthWorld) -> None:
        patient = world.billable()
        profile = world.office.people.open(world.me)
        with world.office.context.transaction() as tx:
            elena = world.office.people.open(world.elena)
            tx.record(replace(elena.value, role="lead"), entity=world.elena, prev=elena.heads)
            tx.record(replace(profile.value, role="biller"), entity=world.me, prev=profile.heads)
        with pytest.raises(Refusal):
            world.office.month_signing.hold(patient, OCTOBER, "Asks about hospice")
        with pytest.raises(Refusal):
            world.office.month_notes.keep_proposed(patient, OCTOBER)

    def test_evidence_is_one_screen_of_everything(self, world: MonthWorld) -> None:
        patient = world.billable(note="Called patient")
        world.office.month_notes.keep_proposed(patient, OCTOBER)
        shown = world.office.month_signing.evidence(patient, OCTOBER, "coordinator")
        assert (shown.codes, shown.staff_seconds, shown.plan_version > 0) == ((("99490", 1),), 1500, True)
        assert shown.copy_given_at is not None
        assert shown.consent_at is not None
        assert len(shown.conditions) == 2
        assert [entry.seconds for entry in shown.entries] == [1500]
        assert any("contact only" in flag for flag in shown.flags)
