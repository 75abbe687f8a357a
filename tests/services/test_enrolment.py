"""Into the programme and out of it, on a real file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import Problem, Refusal
from ccm_desktop.ledger.payloads.clinical import ConditionAttestation
from ccm_desktop.ledger.payloads.patient import InitiatingVisit
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.time_entries import Amendment, NewTime
from tests.services.conftest import Demo

DAY = 86_400


def refusal(call: Callable[[], object]) -> Problem:
    with pytest.raises(Problem) as refused:
        call()
    assert refused.value.what
    assert refused.value.next_step
    return refused.value


def test_two_attested_conditions_and_risk_enrol(demo: Demo) -> None:
    patient = demo.attested()
    assert demo.office.enrolment.eligibility(patient).passed
    outcome = demo.office.enrolment.enrol(patient, last_seen_on="2026-09-01")
    assert Changed.PATIENTS in outcome.changed
    program = demo.office.enrolment.eligibility(patient).program.value
    assert (program.status, program.started_on, program.last_seen_on) == (
        "enrolled", "2026-10-14", "2026-09-01",
    )  # fmt: skip
    header = demo.office.charts.header(patient)
    assert (header.coordinator, header.practitioner) == ("Maria Ortiz, RN", "Elena Reyes, MD")


def test_an_attestation_that_came_without_its_attester_is_nobodys(demo: Demo) -> None:
    patient = demo.patient()
    found = [demo.problem(patient, "Essential hypertension", "I10"), demo.problem(patient, "Type 2 diabetes", "E11.9")]
    with demo.office.context.transaction() as tx:
        for condition in found:
            tx.record(ConditionAttestation(True), entity=condition, patient=patient)
    shown = demo.office.enrolment.eligibility(patient)
    assert {answer for _, _, answer in shown.conditions} == {None}
    demo.attest(patient, dict.fromkeys(found, True), "Frequent falls.")  # the same answer, in a person's name
    assert demo.office.enrolment.eligibility(patient).passed


def test_one_condition_is_not_enough(demo: Demo) -> None:
    patient = demo.patient()
    problem = demo.problem(patient, "Essential hypertension", "I10")
    demo.attest(patient, {problem: True}, "Frequent falls.")
    refused = refusal(lambda: demo.office.enrolment.enrol(patient))
    assert refused.code == "not_eligible"
    assert "two chronic conditions" in refused.what
    assert "significant risk" not in refused.what
    assert demo.office.enrolment.eligibility(patient).program.value.status == "candidate"


def test_two_codes_of_one_family_are_one_condition(demo: Demo) -> None:
    patient = demo.patient()
    found = {demo.problem(patient, f"Hypertension {code}", code): True for code in ("I10", "I15.9")}
    demo.attest(patient, found, "Frequent falls.")
    assert refusal(lambda: demo.office.enrolment.enrol(patient)).code == "not_eligible"


def test_conditions_without_risk_are_not_enough(demo: Demo) -> None:
    patient = demo.patient()
    found = {
        demo.problem(patient, "Essential hypertension", "I10"): True,
        demo.problem(patient, "Type 2 diabetes", "E11.9"): True,
    }
    demo.attest(patient, found, risk="")
    assert "significant risk" in refusal(lambda: demo.office.enrolment.enrol(patient)).what


def test_a_condition_attested_as_passing_does_not_count(demo: Demo) -> None:
    patient = demo.attested()
    (first, _, _), *_ = demo.office.enrolment.eligibility(patient).conditions
    demo.attest(patient, {first: False}, risk="")
    assert refusal(lambda: demo.office.enrolment.enrol(patient)).code == "not_eligible"


def test_a_refusal_names_no_condition_of_the_patient(demo: Demo) -> None:
    patient = demo.patient()
    problem = demo.problem(patient, "Essential hypertension", "I10")
    demo.attest(patient, {problem: True}, risk="")
    assert "ypertension" not in str(refusal(lambda: demo.office.enrolment.enrol(patient)))
    assert "Hypertension" in demo.office.enrolment.eligibility(patient).checks[0][1]


def test_attesting_the_same_again_records_nothing(demo: Demo) -> None:
    patient = demo.attested()
    connection = demo.office.context.store.vault.connection
    before = connection.execute("SELECT count(*) FROM op").fetchone()
    known = {i: bool(said) for i, _, said in demo.office.enrolment.eligibility(patient).conditions}
    demo.attest(patient, known, risk="")
    assert connection.execute("SELECT count(*) FROM op").fetchone() == before


def test_a_condition_of_somebody_else_is_not_attested(demo: Demo) -> None:
    patient, other = demo.patient("Castillo", "María"), demo.patient("Baker", "Eugene")
    problem = demo.problem(other, "Essential hypertension", "I10")
    refused = refusal(lambda: demo.attest(patient, {problem: True}, risk=""))
    assert refused.code == "condition_unknown"


def test_who_is_enrolled_is_not_enrolled_again(demo: Demo) -> None:
    patient = demo.enrolled()
    assert refusal(lambda: demo.office.enrolment.enrol(patient)).code == "is_enrolled"
    assert refusal(lambda: demo.office.enrolment.decline(patient, "No wish")).code == "is_enrolled"


def test_the_dead_are_not_enrolled(demo: Demo) -> None:
    patient = demo.patient("Castillo", "María", deceased_on="2026-10-01")
    assert refusal(lambda: demo.office.enrolment.enrol(patient)).code == "has_died"


def test_an_enrolment_ends_with_its_day_and_reason(demo: Demo) -> None:
    patient = demo.enrolled()
    demo.office.enrolment.end(patient, "2026-10-31", "Moved to another practice")
    program = demo.office.enrolment.eligibility(patient).program.value
    assert (program.status, program.ended_on, program.reason) == (
        "ended", "2026-10-31", "Moved to another practice",
    )  # fmt: skip
    months = demo.office.month_end
    assert [line.patient_id for line in months.board(Month(2026, 10)).lines] == [patient]
    assert months.board(Month(2026, 11)).lines == ()


def test_an_ended_enrolment_may_begin_again(demo: Demo) -> None:
    patient = demo.enrolled()
    demo.office.enrolment.end(patient, "2026-10-14", "Hospice")
    demo.clock.advance(40 * DAY)
    demo.office.enrolment.enrol(patient)
    program = demo.office.enrolment.eligibility(patient).program.value
    assert (program.status, program.started_on, program.ended_on, program.reason) == (
        "enrolled", "2026-11-23", "", "",
    )  # fmt: skip


@pytest.mark.parametrize("after", ["enrolled again", "declined", "enrolled and ended again"])
def test_months_of_an_earlier_enrolment_stay_what_they_were(demo: Demo, after: str) -> None:
    office = demo.office
    patient = demo.attested()
    office.enrolment.enrol(patient, last_seen_on="2026-09-01")
    entry = NewTime(patient, demo.now - 1800, demo.now - 600, "coordination", "Called.", "Away from the desk")
    office.time.approve(office.time.add(entry).value)
    office.enrolment.end(patient, "2026-10-14", "Hospice")
    before = office.month_end.board(Month(2026, 10))
    assert before.lines[0].counted_seconds == 1200
    demo.clock.advance(70 * DAY)
    if after == "declined":
        office.enrolment.decline(patient, "Cost")
    else:
        office.enrolment.enrol(patient, new_patient=True, last_seen_on="2024-09-01")
        if after != "enrolled again":
            office.enrolment.end(patient, "2026-12-23", "Moved")
            demo.clock.advance(40 * DAY)
            office.enrolment.decline(patient, "Cost")
    assert office.month_end.board(Month(2026, 10)).lines == before.lines
    assert office.month_end.board(Month(2026, 11)).lines == ()
    december = office.month_end.board(Month(2026, 12)).lines
    assert [line.patient_id for line in december] == ([] if after == "declined" else [patient])
    (line,) = office.charts.month(patient, Month(2026, 10)).lines
    office.time.amend(line.entry_id, Amendment(note="Called the daughter."), "Clearer")
    assert office.month_end.board(Month(2026, 10)).lines == before.lines


def test_a_candidate_may_decline_and_the_reason_is_kept(demo: Demo) -> None:
    patient = demo.attested()
    demo.office.enrolment.decline(patient, "Cost")
    program = demo.office.enrolment.eligibility(patient).program.value
    assert (program.status, program.reason) == ("declined", "Cost")


@pytest.mark.parametrize(
    ("on", "reason", "code"),
    [
        ("", "Moved", "end_missing"),
        ("10/31/2026", "Moved", "date_unreadable"),
        ("20261031", "Moved", "date_unreadable"),
        ("2026-10-13", "Moved", "end_before_start"),
        ("2026-10-31", "  ", "reason_missing"),
    ],
)
def test_an_end_without_its_day_or_reason_is_refused(demo: Demo, on: str, reason: str, code: str) -> None:
    patient = demo.enrolled()
    assert refusal(lambda: demo.office.enrolment.end(patient, on, reason)).code == code
    assert demo.office.enrolment.eligibility(patient).program.value.status == "enrolled"


def test_what_never_began_does_not_end(demo: Demo) -> None:
    patient = demo.attested()
    assert refusal(lambda: demo.office.enrolment.end(patient, "2026-10-31", "Moved")).code == "not_enrolled"


@pytest.mark.parametrize("field", ["started_on", "last_seen_on"])
def test_days_of_an_enrolment_are_real_and_past(demo: Demo, field: str) -> None:
    patient = demo.attested()
    enrol = demo.office.enrolment.enrol
    assert refusal(lambda: enrol(patient, **{field: "2026-10-15"})).code == "day_in_future"  # type: ignore[arg-type]
    assert refusal(lambda: enrol(patient, **{field: "yesterday"})).code == "date_unreadable"  # type: ignore[arg-type]


def test_the_initiating_visit_is_kept_and_lies_in_the_past(demo: Demo) -> None:
    patient = demo.attested()
    visit = InitiatingVisit("99214", "2026-10-01", demo.biller)
    demo.visit(patient, visit)
    assert demo.office.enrolment.eligibility(patient).visit.value == visit
    late = InitiatingVisit("99214", "2026-10-15", demo.biller)
    assert refusal(lambda: demo.visit(patient, late)).code == "day_in_future"


@pytest.mark.parametrize(
    ("code", "on", "code_of_refusal"),
    [("", "2026-10-01", "visit_incomplete"), ("99214", "", "visit_incomplete"),
     ("99211", "2026-10-01", "visit_code_unknown"), ("99214", "soon", "date_unreadable")],
)  # fmt: skip
def test_a_visit_that_begins_nothing_is_refused(demo: Demo, code: str, on: str, code_of_refusal: str) -> None:
    patient = demo.patient()
    assert refusal(lambda: demo.visit(patient, InitiatingVisit(code, on, demo.biller))).code == code_of_refusal
    stranger = InitiatingVisit("99214", "2026-10-01", "somebody")
    assert refusal(lambda: demo.visit(patient, stranger)).code == "person_unknown"
    assert demo.office.enrolment.eligibility(patient).visit.heads == ()


def test_a_visit_is_taken_back_and_stays_in_the_history(demo: Demo) -> None:
    patient = demo.attested()
    demo.visit(patient, InitiatingVisit("g0439", "2026-10-01", demo.biller))
    assert demo.office.enrolment.eligibility(patient).visit.value.visit_code == "G0439"
    demo.visit(patient, InitiatingVisit())
    with demo.office.context.reading() as reader:
        kinds = [op.header.k for op in reader.history(patient)]
    assert demo.office.enrolment.eligibility(patient).visit.value == InitiatingVisit()
    assert kinds.count("patient.initiating_visit") == 2


def test_two_forms_opened_at_once_show_as_two_versions_until_somebody_decides(demo: Demo) -> None:
    patient, enrolment = demo.attested(), demo.office.enrolment
    opened = enrolment.eligibility(patient)
    (condition, _, _), *_ = opened.conditions
    for day, risk, lasts in (("2026-10-01", "Falls.", True), ("2026-10-02", "Admissions.", False)):
        visit = InitiatingVisit("99214", day, demo.biller)
        enrolment.record_visit(replace(opened.visit, value=visit))
        enrolment.attest(opened, {condition: not lasts, opened.conditions[1][0]: lasts}, risk)
    found = enrolment.eligibility(patient)
    assert {found.visit.value.visit_on, found.visit.others[0].visit_on} == {"2026-10-01", "2026-10-02"}
    assert {found.risk.value.statement, found.risk.others[0].statement} == {"Falls.", "Admissions."}
    enrolment.record_visit(replace(found.visit, value=InitiatingVisit("99214", "2026-10-02", demo.biller)))
    enrolment.attest(found, {i: True for i, _, _ in found.conditions}, "Admissions.")
    decided = enrolment.eligibility(patient)
    assert (decided.visit.others, decided.risk.others, decided.passed) == ((), (), True)


def test_conditions_attested_both_ways_at_once_stay_both_until_somebody_decides(demo: Demo) -> None:
    patient = demo.patient()
    condition = demo.problem(patient, "Essential hypertension", "I10")
    opened = demo.office.enrolment.eligibility(patient)
    for answer in (True, False):
        demo.office.enrolment.attest_conditions(opened, {condition: answer})
    (form,) = demo.office.enrolment.eligibility(patient).attestations
    assert {form.value.expected_12_months, form.others[0].expected_12_months} == {True, False}
    demo.attest(patient, {condition: True}, risk="")
    (form,) = demo.office.enrolment.eligibility(patient).attestations
    assert (form.value.expected_12_months, form.others) == (True, ())


def test_nobody_asked_means_no_consent(demo: Demo) -> None:
    assert demo.office.enrolment.consent(demo.patient()).status == "none"


def test_a_consent_is_shown_with_names_and_every_element(demo: Demo) -> None:
    patient = demo.patient()
    demo.office.enrolment.record_consent(patient, demo.consent())
    state = demo.office.enrolment.consent(patient)
    assert (state.status, state.at, state.method) == ("given", demo.now, "verbal")
    assert (state.practitioner, state.obtained_by) == ("Elena Reyes, MD", "Maria Ortiz, RN")
    assert state.elements == (
        "services_and_availability", "cost_sharing", "one_practitioner", "right_to_stop",
    )  # fmt: skip
    assert state.given_by == "patient"


def test_a_refusal_and_a_withdrawal_are_shown_as_such(demo: Demo) -> None:
    first, second = demo.patient("Castillo", "María"), demo.patient("Baker", "Eugene")
    demo.office.enrolment.record_consent(first, demo.consent("declined"))
    assert demo.office.enrolment.consent(first).status == "declined"
    demo.office.enrolment.record_consent(second, demo.consent())
    demo.clock.advance(60)
    demo.office.enrolment.revoke_consent(second, demo.now, "Changed her mind")
    state = demo.office.enrolment.consent(second)
    assert (state.status, state.revoked_at) == ("revoked", demo.now)


def test_an_incomplete_consent_is_refused_and_leaves_none(demo: Demo) -> None:
    patient = demo.patient()
    half = replace(demo.consent(), elements=("cost_sharing",))
    refused = refusal(lambda: demo.office.enrolment.record_consent(patient, half))
    assert isinstance(refused, Refusal)
    assert demo.office.enrolment.consent(patient).status == "none"


def test_a_consent_names_people_of_the_practice(demo: Demo) -> None:
    patient, strange = demo.patient(), replace(demo.consent(), practitioner="somebody")
    assert refusal(lambda: demo.office.enrolment.record_consent(patient, strange)).code == "person_unknown"


def test_consent_at_the_moment_of_a_withdrawal_is_refused_aloud(demo: Demo) -> None:
    patient = demo.patient()
    demo.office.enrolment.record_consent(patient, demo.consent(at=demo.now - 60))
    demo.office.enrolment.revoke_consent(patient, demo.now, "")
    again = demo.consent(at=demo.now)
    refused = refusal(lambda: demo.office.enrolment.record_consent(patient, again))
    assert refused.code == "consent_same_moment"
    demo.clock.advance(1)
    demo.office.enrolment.record_consent(patient, demo.consent())
    assert demo.office.enrolment.consent(patient).status == "given"


@pytest.mark.parametrize(("offset", "code"), [(-120, "revocation_before_consent"), (120, "revocation_in_future")])
def test_a_withdrawal_lies_between_the_consent_and_now(demo: Demo, offset: int, code: str) -> None:
    patient = demo.patient()
    demo.office.enrolment.record_consent(patient, demo.consent())
    revoke = demo.office.enrolment.revoke_consent
    assert refusal(lambda: revoke(patient, demo.now + offset, "")).code == code


def test_consent_said_again_does_not_uncount_the_minutes_before(demo: Demo) -> None:
    patient = demo.enrolled()
    demo.office.enrolment.record_consent(patient, demo.consent(at=demo.now - 10 * DAY))
    work = NewTime(
        patient, demo.now - DAY, demo.now - DAY + 600, "care_plan", "Goals reviewed", "Timer was off",
    )  # fmt: skip
    entry = demo.office.time.add(work).value
    demo.office.time.approve(entry)
    demo.office.enrolment.record_consent(patient, demo.consent())
    assert demo.office.charts.month(patient).counted_seconds == 600


def test_a_later_refusal_does_not_block_an_earlier_month(demo: Demo) -> None:
    patient = demo.enrolled()
    demo.office.enrolment.record_consent(patient, demo.consent())
    before = demo.office.month_end.board(Month(2026, 10))
    demo.clock.advance(40 * DAY)
    demo.office.enrolment.record_consent(patient, demo.consent("declined"))
    assert demo.office.month_end.board(Month(2026, 10)).lines == before.lines


def test_an_unknown_patient_is_named_as_such_by_every_command(demo: Demo) -> None:
    enrolment, nobody = demo.office.enrolment, "nobody"
    for call in (
        lambda: demo.attest(nobody, {}, "Falls"),
        lambda: demo.visit(nobody, InitiatingVisit()),
        lambda: enrolment.enrol(nobody),
        lambda: enrolment.decline(nobody, "No"),
        lambda: enrolment.end(nobody, "2026-10-31", "No"),
        lambda: enrolment.record_consent(nobody, demo.consent()),
        lambda: demo.complex(nobody),
        lambda: demo.office.other_services.note(nobody, "G0506", "2026-10-03", "same_practice", "billed"),
    ):
        assert refusal(call).code == "patient_unknown"
