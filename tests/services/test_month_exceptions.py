"""Exceptions, open work and near misses of October on a real file."""

from __future__ import annotations

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.clinical import EncounterRecord
from ccm_desktop.ledger.payloads.patient import PatientAssignment
from ccm_desktop.services.escalations import NewEscalation
from ccm_desktop.services.forms import Form, MedicationOrder, PlanReview, PlanSummary
from ccm_desktop.services.instructions import NewInstruction
from ccm_desktop.services.month_open_work import touches
from ccm_desktop.services.month_views import ExceptionLine, OpenWorkLine
from ccm_desktop.services.tasks import NewTask
from tests.services.month_world import NOTE, OCTOBER, MonthWorld, at

VOICEMAIL = {"activity": "call_patient", "outcome": "voicemail"}


def found(world: MonthWorld, code: str) -> list[ExceptionLine]:
    return [one for one in world.office.month_desk.desk(OCTOBER).exceptions if one.code == code]


def open_work(world: MonthWorld, kind: str) -> list[OpenWorkLine]:
    return [one for one in world.office.month_desk.desk(OCTOBER).open_work if one.kind == kind]


def test_a_month_in_order_has_no_exceptions(signed: MonthWorld) -> None:
    assert signed.office.month_desk.desk(OCTOBER).exceptions == ()


def test_a_row_says_what_whose_and_where_it_is_mended(world: MonthWorld) -> None:
    patient = world.billable("Adams")
    with world.office.context.transaction() as tx:
        tx.revise(PatientAssignment(world.me, world.elena), entity=patient, patient=patient)
    entry = world.work(patient, at(9), 120, note="")
    (row,) = found(world, "E01")
    assert (row.severity, row.patient, row.owner, row.age_days) == ("must", "Adams, María", "Maria Ortiz, RN", 5)
    assert row.detail == "Oct 9 11:00 AM–11:02 AM: Entry without a note"
    assert (row.fix.page, row.fix.field, row.fix.entity, row.fix.label) == ("time", "note", entry, "Write note")


def test_a_stopped_session_waits_for_its_note(world: MonthWorld) -> None:
    patient = world.billable("Adams")
    world.office.timer.start(patient)
    for _ in range(30):
        world.demo.clock.advance(0.5)
        world.office.timer.tick()
    world.office.timer.stop()
    (row,) = found(world, "E01")
    assert row.detail.endswith("0:15 without a note")
    assert [one.words for one in open_work(world, "note_due")] == ["0:15 waits for its note"]
    steps = {step.key: step for step in world.office.month_desk.desk(OCTOBER).steps}
    assert (steps["timers"].state, steps["timers"].count) == ("stops", 1)


def test_own_overlap_over_two_patients_is_one_exception(world: MonthWorld) -> None:
    first, second = world.billable("Adams"), world.billable("Baker", 6)
    world.work(second, at(5, 15, 20), 600)
    (row,) = found(world, "E03")
    assert row.patient_id == first
    assert "2 entries of one person at once, 2 patients" in row.detail
    shown = world.office.month_signing.evidence(second, OCTOBER, "coordinator")
    assert any("Overlap, own time" in flag for flag in shown.flags)


def test_entries_outside_the_programme_are_not_lost_from_sight(world: MonthWorld) -> None:
    world.billable("Adams")
    outside = world.demo.attested("Baker")
    world.work(outside, at(9), 300, note="Prepared the enrollment call with the daughter.")
    (row,) = found(world, "E09")
    assert (row.patient_id, row.patient) == (outside, "Baker, María")


def test_missing_consent_plan_and_conditions_lead_to_their_places(world: MonthWorld) -> None:
    patient = world.billable("Adams")
    world.office.enrolment.revoke_consent(patient, at(20, month=9), "Moved away")
    (row,) = found(world, "E05")
    assert (row.fix.page, row.severity) == ("consent", "must")
    assert row.detail.endswith("25:00 logged")


def test_two_versions_of_a_plan_wait_for_a_decision(world: MonthWorld) -> None:
    patient = world.billable("Adams")
    for text in ("One", "Two"):
        with world.office.context.transaction() as tx:
            tx.record(PlanSummary(text), entity=patient, patient=patient)
    (row,) = found(world, "E08")
    assert (row.patient_id, row.severity, row.fix.page) == (patient, "must", "care_plan")


def test_the_same_note_for_three_patients_is_shown_but_not_for_two(world: MonthWorld) -> None:
    first, second = world.billable("Adams"), world.billable("Baker", 6)
    for number, patient in enumerate((first, second)):
        world.work(patient, at(9, 15 + number), 300, note="Reviewed the pill box with the daughter.")
        world.work(
            patient, at(10, 15 + number), 30, note="Left voicemail", activity="call_patient", outcome="voicemail"
        )
    assert not found(world, "E15")
    third = world.billable("Clark", 7)
    world.work(third, at(9, 18), 300, note="Reviewed the pill box with the daughter.")
    world.work(third, at(10, 18), 30, note="Left voicemail", **VOICEMAIL)
    (row,) = found(world, "E15")
    assert "3 entries of 3 patients have the same note" in row.detail


class TestAccepting:
    """`OK because…` keeps person, time and text, and lapses when the facts change."""

    def long_entry(self, world: MonthWorld) -> tuple[str, ExceptionLine]:
        patient = world.billable("Adams")
        world.work(patient, at(9), 46 * 60, note="A long home safety review with daughter and pharmacist.")
        (row,) = found(world, "E10")
        return patient, row

    def test_it_keeps_who_when_and_why(self, world: MonthWorld) -> None:
        _, row = self.long_entry(world)
        assert row.open
        world.office.month_exceptions.accept(OCTOBER, row.finding_id, " A home visit by phone ")
        (row,) = found(world, "E10")
        assert not row.open
        assert row.accepted is not None
        assert (row.accepted.by, row.accepted.at, row.accepted.reason) == (
            "Maria Ortiz, RN", world.demo.now, "A home visit by phone",
        )  # fmt: skip

    def test_it_lapses_when_the_facts_change(self, world: MonthWorld) -> None:
        patient = world.billable("Adams", seconds=1100)
        (row,) = found(world, "E16")
        world.office.month_exceptions.accept(OCTOBER, row.finding_id, "Nothing is left to do")
        assert not found(world, "E16")[0].open
        world.work(patient, at(9), 30)
        (row,) = found(world, "E16")
        assert row.open
        assert row.accepted is None

    def test_several_are_accepted_together_or_none(self, world: MonthWorld) -> None:
        names = ("Adams", "Baker")
        for day, family in enumerate(names, start=5):
            world.billable(family, day, 46 * 60)
        first, second = (row.finding_id for row in found(world, "E10"))
        accept = world.office.month_exceptions.accept_all
        for wrong in ({first: "Home visit", "E10:nobody:nothing": "Home visit"}, {first: "Home visit", second: " "}):
            with pytest.raises(BadInput):
                accept(OCTOBER, wrong)
            assert all(row.open for row in found(world, "E10"))
        assert accept(OCTOBER, {first: " Home visit ", second: "Family call"}).value == len(names)
        said = {row.finding_id: row.accepted.reason for row in found(world, "E10") if row.accepted}
        assert said == {first: "Home visit", second: "Family call"}

    def test_what_must_be_fixed_is_not_accepted(self, world: MonthWorld) -> None:
        patient = world.billable("Adams")
        world.work(patient, at(9), 60, note="")
        (row,) = found(world, "E01")
        with pytest.raises(Refusal) as refused:
            world.office.month_exceptions.accept(OCTOBER, row.finding_id, "No time")
        assert refused.value.code == "exception_must_be_fixed"

    def test_taken_back_it_is_open_again_and_may_be_said_anew(self, world: MonthWorld) -> None:
        _, row = self.long_entry(world)
        service = world.office.month_exceptions
        service.accept(OCTOBER, row.finding_id, "One long call")
        world.demo.clock.advance(1)
        service.take_back(OCTOBER, row.finding_id)
        (again,) = found(world, "E10")
        assert (again.accepted, again.open) == (None, True)
        world.demo.clock.advance(1)
        service.accept(OCTOBER, row.finding_id, "Really one call")
        (again,) = found(world, "E10")
        assert again.accepted is not None
        assert again.accepted.reason == "Really one call"

    def test_without_a_reason_or_for_nothing_it_is_refused(self, world: MonthWorld) -> None:
        _, row = self.long_entry(world)
        with pytest.raises(BadInput):
            world.office.month_exceptions.accept(OCTOBER, row.finding_id, "")
        with pytest.raises(BadInput) as refused:
            world.office.month_exceptions.accept(OCTOBER, "E10:nobody:nothing", "Because")
        assert refused.value.code == "exception_unknown"


class TestOpenWork:
    """What can honestly still be done: only what is really open."""

    def test_nothing_is_made_up(self, signed: MonthWorld) -> None:
        desk = signed.office.month_desk.desk(OCTOBER)
        assert desk.open_work == ()
        assert desk.near_misses == ()

    def test_near_misses_say_how_short_and_what_is_open(self, world: MonthWorld) -> None:
        idle, busy = world.billable("Adams", seconds=1150), world.billable("Baker", 6, 1020)
        world.office.contacts.record(busy, channel="phone", outcome="no_answer", note="", at=at(13))
        exactly = world.billable("Clark", 7, 1019)
        misses = world.office.month_desk.desk(OCTOBER).near_misses
        assert [(miss.patient_id, miss.words, miss.open_work) for miss in misses] == [
            (busy, "3:00 to 20", 1),
            (idle, "0:50 to 20", 0),
        ]
        assert exactly

    def test_tasks_that_are_due_and_escalations_without_an_answer(self, world: MonthWorld) -> None:
        patient = world.billable("Adams")
        for title, due in (("Refill", "2026-10-14"), ("Later", "2026-11-30"), ("Any day", "")):
            world.office.tasks.add(NewTask(title, patient, due))
        raised = world.office.escalations.raise_one(NewEscalation(patient, "urgent", "Ankles swollen", "nurse")).value
        assert [one.words for one in open_work(world, "task")] == ["Task was due Oct 14, 2026: Refill"]
        (one,) = open_work(world, "escalation")
        assert (one.words, one.fix.entity) == ("Escalation without an answer: Ankles swollen", raised)
        world.office.escalations.act(raised, "Seen")
        assert open_work(world, "escalation") == []

    def test_overdue_review_and_copy_not_given(self, world: MonthWorld) -> None:
        patient = world.billable("Adams")
        assert not open_work(world, "plan_copy")
        plans = world.office.care_plans
        review = plans.view(patient).review
        plans.save(patient, (type(review)(review.entity, type(review.value)("2026-10-14"), review.heads),))
        assert [one.patient_id for one in open_work(world, "plan_review")] == [patient]
        (copy,) = open_work(world, "plan_copy")
        assert (copy.fix.page, copy.words.startswith("Copy of care plan version")) == ("care_plan", True)

    def test_contacts_approvals_and_discharges(self, world: MonthWorld) -> None:
        patient = world.billable("Adams")
        world.office.contacts.record(patient, channel="phone", outcome="voicemail", note="", at=at(13))
        assert [one.kind for one in open_work(world, "unanswered")] == ["unanswered"]
        world.office.contacts.record(patient, channel="phone", outcome="reached", note="", at=at(14, 14),
                                     next_on="2026-10-13")  # fmt: skip
        assert not open_work(world, "unanswered")
        assert [one.words for one in open_work(world, "next_contact")] == ["Contact was planned for Oct 13, 2026"]
        world.work(patient, at(9), 300, source="manual")
        assert len(open_work(world, "not_approved")) == 1
        with world.office.context.transaction() as tx:
            tx.record(EncounterRecord("IMP", at(10), at(11), True), entity=new_id(), patient=patient)
        assert len(open_work(world, "discharge")) == 1
        world.work(patient, at(12), 300, note=f"{NOTE} After the discharge.")
        assert not open_work(world, "discharge")

    def test_notes_missing_and_unsigned(self, world: MonthWorld) -> None:
        patient = world.billable("Adams")
        assert [one.patient_id for one in open_work(world, "note_missing")] == [patient]
        world.office.month_notes.keep_proposed(patient, OCTOBER)
        assert not open_work(world, "note_missing")
        assert [one.patient_id for one in open_work(world, "note_unsigned")] == [patient]


@pytest.mark.parametrize(
    ("segments", "lies_in_it"),
    [
        (((90, 100, "t"),), False),
        (((90, 101, "t"),), True),
        (((199, 210, "t"),), True),
        (((200, 210, "t"),), False),
        (((10, 20, "t"), (150, 160, "t")), True),
        ((), False),
    ],
)
def test_a_note_is_due_in_the_month_of_its_work(segments: tuple[tuple[int, int, str], ...], lies_in_it: bool) -> None:
    assert touches(segments, (100, 200)) is lies_in_it


def test_a_plan_nobody_looked_at_is_said_and_stops_nothing(world: MonthWorld) -> None:
    patient = world.billable("Adams")
    assert not found(world, "E26")
    form = world.office.care_plans.view(patient).review
    with world.office.context.transaction() as tx:
        tx.record(PlanReview("2026-09-30", "2026-03-01"), entity=patient, patient=patient, prev=form.heads)
    world.at_month_end()
    (row,) = found(world, "E26")
    assert (row.severity, row.detail, row.open) == ("info", "Review overdue by 31 days", False)
    assert (row.fix.page, row.fix.label) == ("care_plan", "Review plan")


def test_an_instruction_nobody_decided_is_seen_before_a_month_is_signed(world: MonthWorld) -> None:
    patient, office = world.billable("Adams"), world.office
    (drug,) = office.care_plans.save(patient, [Form("", MedicationOrder("Metoprolol", "25", "mg"))]).value
    raised = office.instructions.raise_one(patient, NewInstruction(drug, "50 mg", "Dr. Chen")).value
    (row,) = found(world, "E27")
    words = "Nobody has decided: “Metoprolol 25 mg” or “50 mg” (Dr. Chen)"
    assert (row.patient_id, row.severity, row.detail, row.open) == (patient, "review", words, True)
    assert (row.fix.page, row.fix.field) == ("care_plan", "instructions")
    evidence = office.month_signing.evidence(patient, OCTOBER, "practitioner")
    assert f"Two instructions differ: {words}" in evidence.flags
    world.demo.office.context.person = world.elena
    office.instructions.decide(office.instructions.one(raised), "keep", "Pulse 48")
    assert not found(world, "E27")


def test_what_was_said_after_the_month_is_no_part_of_it(world: MonthWorld) -> None:
    patient = world.billable("Adams")
    (drug,) = world.office.care_plans.save(patient, [Form("", MedicationOrder("Metoprolol"))]).value
    world.at_month_end()
    world.office.instructions.raise_one(patient, NewInstruction(drug, "50 mg", "Dr. Chen"))
    assert not found(world, "E27")
