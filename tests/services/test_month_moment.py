"""October is judged by what was recorded by October 31: later conditions, risk and assignments do not reach back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ccm_desktop.domain.billing.assessment import Decision
from ccm_desktop.domain.calendar import Month
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.clinical import ConditionAttestation, ConditionCode, ConditionStatus
from ccm_desktop.ledger.payloads.patient import InitiatingVisit, PatientAssignment, PatientRisk
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.services.claims import ClaimsService
from ccm_desktop.services.context import PRACTICE
from ccm_desktop.services.forms import Form, GoalText, InterventionText, PlanReview
from ccm_desktop.services.month_facts import assessed
from ccm_desktop.services.month_views import ExceptionLine
from tests.services.month_world import NOTE, OCTOBER, MonthWorld, at

NOVEMBER = Month(2026, 11)
BILLED = (("99490", 1),)


def decision(world: MonthWorld, patient: str, month: Month = OCTOBER) -> Decision:
    context = world.office.context
    with context.reading() as reader:
        (found,) = assessed(context, reader, month, patient)
    return found.decision


def codes_listed(world: MonthWorld, patient: str, month: Month = OCTOBER) -> set[str]:
    return {one.code for one in world.office.month_desk.desk(month).exceptions if one.patient_id == patient}


def exceptions(world: MonthWorld, patient: str) -> list[ExceptionLine]:
    return [one for one in world.office.month_desk.desk(OCTOBER).exceptions if one.patient_id == patient]


def diagnoses(world: MonthWorld, patient: str) -> tuple[str, ...]:
    (line,) = (x for x in ClaimsService(world.office.context).lines(OCTOBER).lines if x.patient_id == patient)
    return line.diagnoses


def on(world: MonthWorld, day: int, month: int) -> None:
    world.demo.clock.wall = datetime(2026, month, day, 15, 0, tzinfo=UTC)


def conditions(world: MonthWorld, patient: str) -> list[str]:
    return [problem.code.entity for problem in world.office.care_plans.view(patient).problems]


def revise(world: MonthWorld, patient: str, value: object, entity: str = "") -> None:
    with world.office.context.transaction() as tx:
        tx.revise(value, entity=entity or patient, patient=patient)


def practitioner(world: MonthWorld, name: str = "Otto Weiss") -> str:
    return world.office.people.add(PersonProfile(name, "MD", "practitioner", "practitioner")).value


class TestConditions:
    """Attested, resolved or coded anew."""

    def test_attested_after_the_month_does_not_count_for_it_and_says_so(self, world: MonthWorld) -> None:
        patient = world.billable()
        first, _ = conditions(world, patient)
        on(world, 20, 10)
        world.demo.attest(patient, {first: False}, "")
        on(world, 2, 11)
        world.demo.attest(patient, {first: True}, "")
        found = decision(world, patient)
        assert found.blockers == ("B_CONDITIONS_UNDER_2",)
        assert "W_CONDITIONS_AFTER_MONTH" in found.warnings
        assert codes_listed(world, patient) >= {"E07", "E24"}
        assert decision(world, patient, NOVEMBER).blockers == ("B_TIME_UNDER_20",)

    def test_first_attested_in_the_days_after_the_month_counts_with_a_warning(self, world: MonthWorld) -> None:
        patient = world.billable()
        third = world.demo.problem(patient, "Heart failure", "I50.9")
        first, _ = [one for one in conditions(world, patient) if one != third]
        on(world, 20, 10)
        revise(world, patient, ConditionStatus("resolved"), first)
        assert decision(world, patient).blockers == ("B_CONDITIONS_UNDER_2",)
        on(world, 2, 11)
        world.demo.attest(patient, {third: True}, "")
        found = decision(world, patient)
        assert found.codes == BILLED
        assert "W_CONDITIONS_AFTER_MONTH" in found.warnings
        on(world, 3, 11)
        world.demo.attest(patient, {third: False}, "")
        assert decision(world, patient).codes == BILLED, "a second change of mind does not reach back"

    @pytest.mark.parametrize(("onset", "counts"), [("2026-10-31", True), ("2026-11-01", False), ("", False)])
    def test_entered_late_it_counts_only_if_the_patient_had_it_then(
        self, world: MonthWorld, onset: str, counts: bool
    ) -> None:
        patient = world.billable()
        first, _ = conditions(world, patient)
        on(world, 20, 10)
        revise(world, patient, ConditionStatus("resolved"), first)
        on(world, 2, 11)
        late = new_id()
        code = ConditionCode("Heart failure", "I50.9", families=("heart_failure",), chronic="yes", onset_on=onset)
        revise(world, patient, code, late)
        revise(world, patient, ConditionStatus(), late)
        revise(world, patient, ConditionAttestation(True, world.elena), late)
        found = decision(world, patient)
        assert found.codes == (BILLED if counts else ())
        assert ("W_CONDITIONS_AFTER_MONTH" in found.warnings) or not counts

    @pytest.mark.parametrize("what", ["resolved", "not expected to last", "coded anew"])
    def test_what_changes_after_the_month_changes_nothing_silently(self, world: MonthWorld, what: str) -> None:
        patient = world.billable()
        first, _ = conditions(world, patient)
        on(world, 2, 11)
        revise(world, patient, {
            "resolved": ConditionStatus("resolved", "2026-11-01"),
            "not expected to last": ConditionAttestation(False, world.elena),
            # The family of the other condition: one condition less.
            "coded anew": ConditionCode("Type 2 diabetes", "E11.9", families=("diabetes",), chronic="yes"),
        }[what], first)  # fmt: skip
        found = decision(world, patient)
        assert found.codes == BILLED
        assert "W_CONDITIONS_AFTER_MONTH" in found.warnings
        assert "E24" in codes_listed(world, patient)
        later = "W_CONDITIONS_AFTER_MONTH" in decision(world, patient, NOVEMBER).warnings
        assert not later

    def test_resolved_within_the_month_counts(self, world: MonthWorld) -> None:
        patient = world.billable()
        first, _ = conditions(world, patient)
        on(world, 31, 10)
        revise(world, patient, ConditionStatus("resolved"), first)
        on(world, 2, 11)
        found = decision(world, patient)
        assert found.blockers == ("B_CONDITIONS_UNDER_2",)
        assert found.facts.changed_after == ()

    def test_the_month_ends_at_the_practices_midnight(self, world: MonthWorld) -> None:
        patient = world.billable()
        first, _ = conditions(world, patient)
        world.demo.clock.wall = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)  # midnight in New York
        revise(world, patient, ConditionStatus("resolved"), first)
        assert decision(world, patient).codes == BILLED
        other = world.billable("Baker", 6)
        first, _ = conditions(world, other)
        world.demo.clock.wall = datetime(2026, 11, 1, 3, 59, 59, tzinfo=UTC)
        revise(world, other, ConditionStatus("resolved"), first)
        assert decision(world, other).codes == ()

    def test_the_claim_names_the_diagnoses_of_the_month(self, world: MonthWorld) -> None:
        patient = world.billable()
        first, _ = conditions(world, patient)
        on(world, 2, 11)
        revise(world, patient, ConditionCode("Heart failure", "I50.9", families=("heart_failure",)), first)
        (line,) = ClaimsService(world.office.context).lines(OCTOBER).lines
        assert sorted(line.diagnoses) == ["E11.9", "I10"]

    def test_entered_late_as_resolved_it_was_never_one_of_the_month(self, world: MonthWorld) -> None:
        patient = world.billable()
        first, _ = conditions(world, patient)
        on(world, 20, 10)
        revise(world, patient, ConditionStatus("resolved"), first)
        on(world, 2, 11)
        old = new_id()
        code = ConditionCode(
            "Heart failure", "I50.9", families=("heart_failure",), chronic="yes", onset_on="2010-01-01"
        )
        revise(world, patient, code, old)
        revise(world, patient, ConditionStatus("resolved", "2012-01-01"), old)
        revise(world, patient, ConditionAttestation(True, world.elena), old)
        assert decision(world, patient).blockers == ("B_CONDITIONS_UNDER_2",)

    def test_the_last_day_of_the_month_is_the_practices_east_of_greenwich_too(self, world: MonthWorld) -> None:
        patient = world.billable()
        first, _ = conditions(world, patient)
        revise(world, "", replace(world.office.context.practice(), time_zone="Pacific/Guam"), PRACTICE)
        on(world, 20, 10)
        revise(world, patient, ConditionStatus("resolved"), first)
        on(world, 2, 11)
        late = new_id()
        code = ConditionCode(
            "Heart failure", "I50.9", families=("heart_failure",), chronic="yes", onset_on="2026-10-31"
        )
        revise(world, patient, code, late)
        revise(world, patient, ConditionAttestation(True, world.elena), late)
        assert decision(world, patient).codes == BILLED

    def test_a_claim_keeps_the_first_two_of_three_diagnoses_when_one_is_resolved_later(self, world: MonthWorld) -> None:
        patient = world.billable()
        world.demo.attest(patient, {world.demo.problem(patient, "Heart failure", "I50.9"): True}, "")
        on(world, 2, 11)
        (before,) = ClaimsService(world.office.context).lines(OCTOBER).lines
        assert len(before.diagnoses) == 2
        for condition in conditions(world, patient):
            revise(world, patient, ConditionStatus("resolved", "2026-11-01"), condition)
            (line,) = ClaimsService(world.office.context).lines(OCTOBER).lines
            assert line.diagnoses == before.diagnoses

    def test_said_late_it_neither_leads_the_claim_nor_hides_behind_an_earlier_acceptance(
        self, world: MonthWorld
    ) -> None:
        patient = world.billable()
        on(world, 20, 10)
        with world.office.context.reading() as reader:
            codes = {one: reader.held(ConditionCode, one) for one in conditions(world, patient)}
        for condition, held in codes.items():
            assert held
            revise(world, patient, replace(held.value, onset_on="2015-01-01"), condition)
        on(world, 2, 11)
        before = diagnoses(world, patient)
        self.late(world, patient, "I50.9")
        (found,) = [one for one in exceptions(world, patient) if one.code == "E24"]
        assert found.detail.endswith("; this month counts E11.9, I10, I50.9")
        world.office.month_exceptions.accept(OCTOBER, found.finding_id, "In the hospital's letter.")
        (found,) = [one for one in exceptions(world, patient) if one.code == "E24"]
        assert found.accepted
        self.late(world, patient, "J44.9")
        (found,) = [one for one in exceptions(world, patient) if one.code == "E24"]
        assert found.accepted is None
        assert diagnoses(world, patient) == before

    def late(self, world: MonthWorld, patient: str, icd10: str) -> None:
        late = new_id()
        code = ConditionCode(icd10, icd10, families=(icd10,), chronic="yes", onset_on="1990-01-01")
        revise(world, patient, code, late)
        revise(world, patient, ConditionAttestation(True, world.elena), late)


class TestRisk:
    """Attested in the month, or not for it."""

    def test_attested_after_the_month(self, world: MonthWorld) -> None:
        patient = world.billable()
        on(world, 20, 10)
        revise(world, patient, PatientRisk(False, "Stable", world.elena))
        on(world, 2, 11)
        revise(world, patient, PatientRisk(True, "A fall in November", world.elena))
        found = decision(world, patient)
        assert found.blockers == ("B_CONDITIONS_UNDER_2",)
        assert "W_RISK_AFTER_MONTH" in found.warnings

    def test_withdrawn_after_the_month(self, world: MonthWorld) -> None:
        patient = world.billable()
        on(world, 2, 11)
        revise(world, patient, PatientRisk(False, "Stable", world.elena))
        found = decision(world, patient)
        assert found.codes == BILLED
        assert "W_RISK_AFTER_MONTH" in found.warnings


class TestAssignment:
    """The practitioner and the coordinator of the month."""

    def test_a_handover_after_the_month_leaves_it_with_who_had_it(self, world: MonthWorld) -> None:
        patient, otto = world.billable(), practitioner(world)
        on(world, 2, 11)
        revise(world, patient, PatientAssignment(otto, otto))
        found = decision(world, patient)
        assert (found.facts.billing_practitioner, found.codes) == (world.elena, BILLED)
        assert "W_PRACTITIONER_AFTER_MONTH" in found.warnings
        (line,) = world.office.month_end.board(OCTOBER).lines
        assert (line.practitioner, line.coordinator) == ("Elena Reyes, MD", "Maria Ortiz, RN")
        (open_point,) = [one for one in world.office.month_desk.desk(OCTOBER).exceptions if one.code == "E24"]
        assert open_point.owner == "Otto Weiss, MD", "who coordinates today mends what is open"

    def test_a_handover_within_the_month_counts(self, world: MonthWorld) -> None:
        patient, otto = world.billable(), practitioner(world)
        on(world, 30, 10)
        revise(world, patient, PatientAssignment(world.me, otto))
        on(world, 2, 11)
        found = decision(world, patient)
        assert found.facts.billing_practitioner == otto
        assert found.blockers == ("B_CONSENT_NEW_PRACTITIONER",)
        assert found.facts.changed_after == ()

    def test_where_nobody_was_named_the_first_named_later_bills_with_a_warning(self, world: MonthWorld) -> None:
        patient, otto = world.billable(), practitioner(world)
        on(world, 20, 10)
        revise(world, patient, PatientAssignment(world.me, world.me))
        assert decision(world, patient).facts.billing_practitioner == world.elena, "the practice's own"
        revise(world, "", replace(world.office.context.practice(), billing_practitioner=world.me), PRACTICE)
        assert decision(world, patient).blockers[0] == "B_BILLER_NOT_PRACTITIONER"
        on(world, 2, 11)
        assert "E25" in codes_listed(world, patient)
        revise(world, patient, PatientAssignment(world.me, world.elena))
        found = decision(world, patient)
        assert (found.facts.billing_practitioner, found.codes) == (world.elena, BILLED)
        assert "W_PRACTITIONER_AFTER_MONTH" in found.warnings
        revise(world, patient, PatientAssignment(world.me, otto))
        assert decision(world, patient).facts.billing_practitioner == world.elena

    def test_another_practitioner_of_the_practice_named_after_the_month_warns(self, world: MonthWorld) -> None:
        patient, otto = world.billable(), practitioner(world)
        on(world, 20, 10)
        revise(world, patient, PatientAssignment(world.me))
        on(world, 2, 11)
        assert decision(world, patient).facts.changed_after == ()
        world.office.people.name_biller(otto)
        found = decision(world, patient)
        assert (found.facts.billing_practitioner, found.codes) == (world.elena, BILLED)
        assert "W_PRACTITIONER_AFTER_MONTH" in found.warnings

    def test_a_closed_month_signed_by_its_practitioner_is_not_withdrawn_by_a_handover(self, signed: MonthWorld) -> None:
        patient, _ = signed.patients
        otto = practitioner(signed)
        revise(signed, patient, PatientAssignment(signed.me, otto))
        queue = signed.office.month_desk.desk(OCTOBER).queue
        assert {line.state for line in queue.lines} == {"signed"}


class TestTwoEnrolments:
    """Ended on October 10 and begun again on October 20."""

    def again(self, world: MonthWorld) -> str:
        patient = world.ready()
        world.office.enrolment.end(patient, "2026-10-10", "Moves away")
        on(world, 21, 10)
        world.office.enrolment.enrol(patient, started_on="2026-10-20")
        for day in (9, 15, 21):
            world.work(patient, at(day, 13), 600, note=f"{NOTE} Day {day}.")
        return patient

    def test_both_are_judged(self, world: MonthWorld) -> None:
        patient = self.again(world)
        found = decision(world, patient)
        assert (found.counted_seconds, found.codes) == (1200, BILLED)
        outside = [one.detail for one in world.office.month_desk.desk(OCTOBER).exceptions if one.code == "E09"]
        assert outside == ["Oct 15 9:00 AM–9:10 AM: Outside the days of the enrollment"]

    def test_a_month_between_two_enrolments_is_no_month_of_the_programme(self, world: MonthWorld) -> None:
        patient = world.ready()
        world.office.enrolment.end(patient, "2026-09-30", "Moves away")
        on(world, 2, 11)
        world.office.enrolment.enrol(patient, started_on="2026-11-01")
        context = world.office.context
        with context.reading() as reader:
            assert list(assessed(context, reader, OCTOBER, patient)) == []


class TestVisit:
    """One register for all enrolments: the visit of a later one stands over that of an earlier one."""

    def again(self, world: MonthWorld) -> str:
        """New in October, seen on the 1st; gone on November 2, back on the 10th with a visit of that day."""
        patient = world.ready()
        world.office.enrolment.end(patient, "2026-10-01", "Moves away")
        world.office.enrolment.enrol(patient, started_on="2026-10-02", new_patient=True)
        world.demo.visit(patient, InitiatingVisit("99214", "2026-10-01", world.elena, True, True))
        world.work(patient, at(5), 1500)
        assert decision(world, patient).codes == BILLED
        on(world, 12, 11)
        world.office.enrolment.end(patient, "2026-11-02", "Moves away again")
        world.office.enrolment.enrol(patient, started_on="2026-11-10", new_patient=True)
        world.demo.visit(patient, InitiatingVisit("99214", "2026-11-10", world.elena, True, True))
        return patient

    def test_a_visit_of_a_later_enrolment_takes_none_from_an_earlier_month(self, world: MonthWorld) -> None:
        patient = self.again(world)
        found = decision(world, patient)
        assert (found.codes, str(found.facts.enrolment.visit_on)) == (BILLED, "2026-10-01")
        assert str(decision(world, patient, NOVEMBER).facts.enrolment.visit_on) == "2026-11-10"

    def test_taken_back_it_serves_no_month(self, world: MonthWorld) -> None:
        patient = self.again(world)
        world.demo.visit(patient, InitiatingVisit())
        assert decision(world, patient).blockers == ("B_INIT_VISIT_MISSING",)


def test_a_copy_of_the_plan_given_after_the_month_does_not_satisfy_it(world: MonthWorld) -> None:
    patient = world.billable()
    connection = world.office.context.store.vault.connection
    given = connection.execute("SELECT given_at FROM plan_copy WHERE patient = ?", (patient,)).fetchall()
    assert len(given) == 1
    late = world.demo.enrolled("Late", "Lena")
    world.office.enrolment.record_consent(late, world.demo.consent())
    world.work(late, at(14, 16), 1500, note=f"{NOTE} Late.")
    plan_of(world, late)
    on(world, 2, 11)
    version = world.office.care_plans.view(late).versions[0].version_id
    world.office.care_plans.copy_given(late, version, "mailed")
    assert "B_CARE_PLAN_COPY_NOT_GIVEN" in decision(world, late).blockers
    assert "E06" in codes_listed(world, late)
    assert "B_CARE_PLAN_COPY_NOT_GIVEN" not in decision(world, late, NOVEMBER).blockers


def plan_of(world: MonthWorld, patient: str) -> None:
    plans = world.office.care_plans
    condition = plans.view(patient).problems[0].code.entity
    (goal,) = plans.save(
        patient, (Form("", GoalText("BP below 130/80", condition, measure="BP", target="<130/80")),)
    ).value
    plans.save(patient, (Form("", InterventionText("Call weekly", goal)), Form(patient, PlanReview("2027-03-01"))))


class TestConsentEnteredLate:
    """Given on September 15, entered when it was remembered."""

    def test_it_is_an_exception_of_the_month_in_which_it_was_entered(self, world: MonthWorld) -> None:
        patient = world.demo.enrolled()
        world.office.enrolment.record_consent(patient, world.demo.consent(at=at(15, month=9)))
        world.work(patient, at(14, 16), 1500)
        (one,) = [e for e in world.office.month_desk.desk(OCTOBER).exceptions if e.code == "E23"]
        assert (one.severity, one.detail, one.owner) == (
            "review", "Consent entered 29 days after it was given", "Maria Ortiz, RN",
        )  # fmt: skip
        assert (one.fix.page, one.fix.label) == ("consent", "Open consent")

    def test_entered_at_once_it_is_none(self, world: MonthWorld) -> None:
        patient = world.billable()
        assert "E23" not in codes_listed(world, patient)
