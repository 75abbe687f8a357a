"""The panel, the banner and the forms of a patient, on a real file."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.domain.search import matches, tokens
from ccm_desktop.ledger.payloads.clinical import AllergySubstance, EncounterRecord, MedicationOrder, ObservationRecord
from ccm_desktop.ledger.payloads.patient import InitiatingVisit, PatientAssignment, PatientContact, PatientIdentity
from ccm_desktop.services.forms import Form, GoalText, InterventionText, PlanReview
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.services.time_entries import NewTime
from ccm_desktop.services.time_views import Threshold
from tests.services.conftest import Demo
from tests.services.whole_plan import fill

DAY = 86_400


def line_of(demo: Demo, patient: str, month: Month | None = None) -> PanelLine:
    return next(line for line in demo.office.patients.panel(month) if line.patient_id == patient)


def with_everything(demo: Demo) -> str:
    """Enrolled, consented, visited, with a current plan of which a copy was given."""
    patient = demo.enrolled()
    office = demo.office
    visit = InitiatingVisit("99214", "2026-10-01", demo.biller)
    demo.visit(patient, visit)
    office.enrolment.record_consent(patient, demo.consent(at=demo.now - 10 * DAY))
    problem = office.care_plans.view(patient).problems[0].code.entity
    goal = GoalText("Blood pressure", condition=problem, target="below 130/80")
    (entity,) = office.care_plans.save(patient, [Form("", goal)]).value
    log = Form("", InterventionText("Home log", goal=entity))
    office.care_plans.save(patient, [log, Form("", PlanReview("2027-01-14"))])
    version = office.care_plans.view(patient).versions[0].version_id
    office.care_plans.copy_given(patient, version, "printed")
    return patient


def work(demo: Demo, patient: str, seconds: int, days_ago: int = 1) -> None:
    start = demo.now - days_ago * DAY
    new = NewTime(patient, start, start + seconds, "care_plan", "Goals reviewed", "Timer was off")
    demo.office.time.approve(demo.office.time.add(new).value)


def test_an_empty_practice_has_an_empty_panel(demo: Demo) -> None:
    assert demo.office.patients.panel() == ()


def test_a_new_patient_stands_in_the_panel_with_what_was_typed(demo: Demo) -> None:
    patient = demo.patient("Castillo", "María", birth_date="1946-05-04", sex="female", mrn="101433")
    line = line_of(demo, patient)
    assert (line.name, line.birth_on, line.mrn, line.phone) == (
        "Castillo, María", "1946-05-04", "101433", "(555) 014-2277",
    )  # fmt: skip
    assert (line.program_status, line.status.text) == ("not_eligible", "Not eligible")
    assert (line.counted_seconds, line.next, line.plan_status) == (0, None, "none")


def test_the_panel_is_sorted_by_name_and_finds_by_folded_words(demo: Demo) -> None:
    maria = demo.patient("Ramírez", "María", birth_date="1946-05-04")
    demo.patient("Baker", "Eugene")
    panel = demo.office.patients.panel()
    assert [line.name for line in panel] == ["Baker, Eugene", "Ramírez, María"]
    for typed in ("maria", "ramirez 5/4/46", "05041946", "2277 maria"):
        assert [line.patient_id for line in panel if matches(line.haystack, tokens(typed))] == [maria]


def test_two_chronic_families_make_a_candidate(demo: Demo) -> None:
    both, one = demo.patient("Castillo", "María"), demo.patient("Baker", "Eugene")
    for patient in (both, one):
        demo.problem(patient, "Essential hypertension", "I10")
    demo.problem(both, "Type 2 diabetes", "E11.9")
    demo.problem(one, "Secondary hypertension", "I15.9")
    (candidate,) = demo.office.patients.candidates()
    assert (candidate.patient_id, candidate.chronic_families) == (both, 2)
    assert sorted(candidate.conditions) == ["HTN", "T2DM"]
    assert line_of(demo, one).program_status == "not_eligible"


def test_the_dead_are_no_candidates(demo: Demo) -> None:
    patient = demo.patient("Castillo", "María", deceased_on="2026-10-01")
    demo.problem(patient, "Essential hypertension", "I10")
    demo.problem(patient, "Type 2 diabetes", "E11.9")
    assert demo.office.patients.candidates() == ()


def test_an_enrolled_patient_without_consent_is_blocked(demo: Demo) -> None:
    line = line_of(demo, demo.enrolled())
    assert (line.status.key, line.status.text) == ("blocked", "Blocked: consent")
    assert "B_CONSENT_MISSING" in line.blocked_by
    assert line.consent_at is None


def test_with_everything_in_place_only_time_is_missing(demo: Demo) -> None:
    patient = with_everything(demo)
    line = line_of(demo, patient)
    assert line.blocked_by == ()
    assert (line.status.text, line.next) == ("Not started", Threshold("99490", 1200, 1200))
    assert (line.plan_status, line.plan_review_on) == ("current", "2027-01-14")
    assert line.consent_at == demo.now - 10 * DAY


def test_counted_time_moves_the_chip_from_progress_to_close_to_billable(demo: Demo) -> None:
    patient = with_everything(demo)
    seen = []
    for days_ago, seconds in ((1, 600), (2, 450), (3, 150)):
        work(demo, patient, seconds, days_ago)
        line = line_of(demo, patient)
        seen.append((line.counted_seconds, line.status.text))
    assert seen == [(600, "In progress"), (1050, "2:30 to 20"), (1200, "Billable 99490")]
    assert line_of(demo, patient).next == Threshold("99439", 2400, 1200)


def test_a_withdrawn_consent_is_no_consent_in_the_list(demo: Demo) -> None:
    patient = with_everything(demo)
    demo.office.enrolment.revoke_consent(patient, demo.now, "Moves away")
    assert line_of(demo, patient).consent_at is None


def test_the_panel_of_another_month_counts_that_month(demo: Demo) -> None:
    patient = with_everything(demo)
    work(demo, patient, 600)
    demo.clock.advance(31 * DAY)
    assert line_of(demo, patient).counted_seconds == 0
    assert line_of(demo, patient, Month(2026, 10)).counted_seconds == 600


def test_time_that_waits_for_its_note_shows_as_such(demo: Demo) -> None:
    patient = with_everything(demo)
    timer = demo.office.timer
    timer.start(patient)
    assert line_of(demo, patient).status.key == "running"
    for _ in range(380):
        demo.clock.advance(0.5)
        timer.tick()
    timer.park()
    assert line_of(demo, patient).projected_seconds == 190
    timer.stop(timer.view().parked[0].session_id)
    line = line_of(demo, patient)
    assert (line.status.text, line.note_due) == ("Note due 3:10", True)
    assert (line.counted_seconds, line.projected_seconds) == (0, 190)


def test_attempts_contacts_and_the_next_call_stand_in_the_line(demo: Demo) -> None:
    patient = with_everything(demo)
    for days_ago in (3, 2, 1):
        demo.office.contacts.record(
            patient, channel="phone", outcome="voicemail", note="", at=demo.now - days_ago * DAY
        )
    line = line_of(demo, patient)
    assert (line.attempts, line.status.text) == (3, "Unable to reach · 3")
    assert (line.last_contact_at, line.last_contact_outcome) == (demo.now - DAY, "voicemail")
    demo.office.contacts.record(
        patient, channel="phone", outcome="reached", note="", at=demo.now - 40 * DAY, next_on="2026-10-14"
    )
    assert line_of(demo, patient).next_contact_on == "2026-10-14"


def test_patients_one_could_take_for_each_other_are_marked(demo: Demo) -> None:
    first, second = demo.patient("Castillo", "María"), demo.patient("castillo", "Maria")
    third = demo.patient("Castillo", "Marta")
    assert [line_of(demo, patient).same_name for patient in (first, second, third)] == [True, True, False]
    assert demo.office.charts.header(first).same_name_count == 2
    assert demo.office.charts.header(third).same_name_count == 1


def test_a_form_is_saved_and_read_back(demo: Demo) -> None:
    patient, patients = demo.patient(), demo.office.patients
    identity = patients.identity(patient)
    patients.save(replace(identity, value=replace(identity.value, mrn="77")))
    contact = patients.contact(patient)
    patients.save(replace(contact, value=PatientContact("(555) 010-0000", best_time="mornings")))
    assignment = patients.assignment(patient)
    patients.save(replace(assignment, value=PatientAssignment(demo.office.people.me().id, demo.biller)))
    header = demo.office.charts.header(patient)
    assert (header.mrn, header.phone, header.best_time) == ("77", "(555) 010-0000", "mornings")
    assert (header.coordinator, header.practitioner) == ("Maria Ortiz, RN", "Elena Reyes, MD")


def test_two_people_who_change_one_identity_both_keep_their_words(demo: Demo) -> None:
    patient, patients = demo.patient("Castillo", "María"), demo.office.patients
    opened = patients.identity(patient)
    for family in ("Castillo-Ramírez", "Castilla"):
        patients.save(replace(opened, value=replace(opened.value, family=family)))
    both = patients.identity(patient)
    names = {both.value.family, *(other.family for other in both.others)}
    assert names == {"Castillo-Ramírez", "Castilla"}
    patients.save(both)
    assert patients.identity(patient).others == ()


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        (PatientIdentity(" ", ""), "patient_name_missing"),
        (PatientIdentity("Castillo", "María", "05/04/1946"), "birth_date_unreadable"),
        (PatientIdentity("Castillo", "María", "1946-13-04"), "birth_date_unreadable"),
        (PatientIdentity("Castillo", "María", "19460504"), "birth_date_unreadable"),
        (PatientIdentity("Castillo", "María", deceased_on="last May"), "death_date_unreadable"),
    ],
)
def test_a_patient_without_a_name_or_with_a_strange_birthday_is_refused(
    demo: Demo, identity: PatientIdentity, code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        demo.office.patients.add(identity, PatientContact())
    assert refused.value.code == code
    assert "Castillo" not in str(refused.value)
    assert demo.office.patients.panel() == ()


def test_an_unknown_patient_is_named_as_such(demo: Demo) -> None:
    patients, charts = demo.office.patients, demo.office.charts
    for call in (
        lambda: patients.identity("nobody"),
        lambda: patients.contact("nobody"),
        lambda: patients.assignment("nobody"),
        lambda: patients.save(Form("nobody", PatientContact())),
        lambda: charts.header("nobody"),
        lambda: charts.summary("nobody"),
    ):
        with pytest.raises(BadInput) as refused:
            call()
        assert refused.value.code == "patient_unknown"


@pytest.mark.parametrize(("born", "age"), [("1946-10-14", 80), ("1946-10-15", 79), ("", None)])
def test_the_banner_says_the_age_in_full_years(demo: Demo, born: str, age: int | None) -> None:
    patient = demo.patient("Castillo", "María", birth_date=born)
    assert demo.office.charts.header(patient).age == age


def test_the_banner_follows_consent_and_plan(demo: Demo) -> None:
    patient = with_everything(demo)
    header = demo.office.charts.header(patient)
    assert (header.program_status, header.consent.status) == ("enrolled", "given")
    assert (header.plan_status, header.plan_version, header.plan_review_on) == ("draft", 4, "2027-01-14")
    assert line_of(demo, patient).blocked_by == ()  # a month rests on it all the same (rules.md 4.5)
    assert exported_status(demo, patient) == ("draft", "preliminary")
    fill(demo, patient)
    assert demo.office.charts.header(patient).plan_status == "current"
    assert exported_status(demo, patient) == ("active", "preliminary")  # final is what somebody signed
    demo.clock.advance(93 * DAY)
    assert demo.office.charts.header(patient).plan_status == "overdue"
    assert exported_status(demo, patient) == ("active", "preliminary")  # still the plan in force


def exported_status(demo: Demo, patient: str) -> tuple[str, str]:
    """What FHIR says of the plan, and of the page to read."""
    file = demo.office.plan_exports.plan(patient, "Lakeside Hospital").render(Unobserved())
    found = {one["resource"]["resourceType"]: one["resource"] for one in json.loads(file)["entry"]}
    return found["CarePlan"]["status"], found["Composition"]["status"]


def test_the_summary_gathers_what_one_needs_before_a_call(demo: Demo) -> None:
    patient = with_everything(demo)
    work(demo, patient, 600)
    demo.office.contacts.record(patient, channel="phone", outcome="reached", note="Well", next_on="2026-10-20")
    facts = [
        (MedicationOrder("Lisinopril", "20", "mg", frequency="once a day"), "drug"),
        (AllergySubstance("Penicillin", "rash"), "allergy"),
        (ObservationRecord("Blood pressure", "150/90", "mmHg", demo.now - 9 * DAY), "older"),
        (ObservationRecord("Blood pressure", "128/76", "mmHg", demo.now - 2 * DAY), "newer"),
        (EncounterRecord("AMB", demo.now - 5 * DAY, reason="Check-up"), "visit"),
    ]
    with demo.office.context.transaction() as tx:
        for value, entity in facts:
            tx.record(value, entity=entity, patient=patient)
    summary = demo.office.charts.summary(patient)
    assert summary.time.counted_seconds == 600
    assert [goal.text.value.description for goal in summary.open_goals] == ["Blood pressure"]
    assert [line.outcome for line in summary.last_contacts] == ["reached"]
    assert summary.next_contact_on == "2026-10-20"
    assert sorted(name for name, _ in summary.conditions) == ["Essential hypertension", "Type 2 diabetes"]
    assert summary.medications == ("Lisinopril 20 mg, once a day",)
    assert summary.allergies == ("Penicillin (rash)",)
    assert summary.readings == (("Blood pressure", "128/76 mmHg", demo.now - 2 * DAY),)
    assert summary.last_encounter == "Oct 9, 2026 · Check-up"


def test_hostile_names_pass_through_unharmed(demo: Demo) -> None:
    hostile = '=HYPERLINK("x") <b>\'; DROP TABLE patient;-- \u202e عمر 👵🏽\x00 ' + "x" * 300
    patient = demo.patient(hostile, "O'Ñeill")
    assert line_of(demo, patient).name == f"{hostile}, O'Ñeill"
    assert demo.office.charts.header(patient).name == f"{hostile}, O'Ñeill"
