"""What asks for a review: which words name a specialist, by when it is to be made, what a review answers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ccm_desktop.domain import review_triggers as rules
from ccm_desktop.domain.workdays import is_workday

WEDNESDAY = date(2026, 10, 14)


@pytest.mark.parametrize(
    ("words", "specialist"),
    [
        ("Eye exam", True), ("Dilated eye examination", True), ("Cardiology", True), ("See the cardiologist", True),
        ("Consultation", True), ("Optometry", True), ("Podiatry", True), ("Dentist", True), ("Specialist visit", True),
        ("Flu vaccine", False), ("A1c", False), ("Mammogram", False), ("Annual wellness visit", False),
        ("Example", False), ("Examined already", False), ("Psychiatry follow-up", True), ("Cardiologists' visit", True),
        ("Examen de la vista", True), ("Cardiología", True), ("Ver a la cardióloga", True), ("Cita con el especialista",
        True), ("Psiquiatra", True), ("Podólogo", True), ("Dentista", True), ("Fondo de ojo", True),
        ("Examen de sangre", False), ("Vacuna contra la gripe", False), ("Mamografía", False),
        ("207RC0000X", True), ("Visit, 207Q00000X", False), ("Consult 183500000X", False), ("Exam by 363L00000X", True),
    ],
)  # fmt: skip
def test_a_due_item_is_a_specialists_by_its_words(words: str, specialist: bool) -> None:
    assert rules.names_specialist(words) is specialist


@pytest.mark.parametrize(
    ("role", "specialist"),
    [
        ("207RC0000X", True), ("207N00000X", True), ("207X00000X", True), ("1223G0001X", True), ("152W00000X", True),
        ("213E00000X", True), ("2084P0800X", True), ("207Q00000X", False), ("207R00000X", False),
        ("208000000X", False), ("208D00000X", False), ("101Y00000X", False), ("363L00000X", None),
        ("363A00000X", None), ("Cardiologist", None), ("1234567890", None), ("", None),
    ],
)  # fmt: skip
def test_a_taxonomy_code_tells_a_specialist(role: str, specialist: bool | None) -> None:
    assert rules.coded_specialist(role) is specialist


@pytest.mark.parametrize(
    ("subject", "role", "is_one"),
    [
        ("follow_up", "", True), ("referral", "Pharmacist", True), ("referral", "183500000X", False),
        ("follow_up", "207RC0000X", True), ("test", "207RC0000X", False), ("follow_up", "363L00000X", True),
    ],
)  # fmt: skip
def test_a_loop_is_an_appointment_by_its_subject_unless_the_role_is_coded_otherwise(
    subject: str, role: str, *, is_one: bool
) -> None:
    assert rules.is_with_specialist(subject, role) is is_one


def test_symptoms_by_the_next_workday_doses_within_two() -> None:
    assert rules.symptom("Fell", WEDNESDAY).due_on == "2026-10-15"
    assert rules.dose("Lisinopril: has run out", WEDNESDAY).due_on == "2026-10-16"
    before_columbus = date(2026, 10, 9)  # a Friday; the Monday after it is a federal holiday
    assert rules.symptom("Fell", before_columbus).due_on == "2026-10-13"


@pytest.mark.parametrize(
    ("on", "due"),
    [
        ("2026-10-28", "2026-10-26"),
        ("2026-10-27", "2026-10-23"),  # over a weekend
        ("2026-11-12", "2026-11-09"),  # Veterans Day lies between
        ("2026-10-15", "2026-10-14"),  # tomorrow: not before today
        ("2026-10-14", "2026-10-14"),
    ],
)
def test_an_appointment_wants_its_review_two_workdays_before(on: str, due: str) -> None:
    cause = rules.appointment("Dr. Green: visit", on, WEDNESDAY)
    assert cause is not None
    assert cause.due_on == due
    assert cause.words.startswith("Dr. Green: visit on Oct ") or on.startswith("2026-11")


def test_no_appointment_of_the_past_or_without_a_day() -> None:
    for on in ("2026-10-13", "", "soon"):
        assert rules.appointment("Eye exam", on, WEDNESDAY) is None


def test_every_day_of_two_years_is_due_on_a_workday_between_today_and_the_appointment() -> None:
    for days in range(730):
        on = WEDNESDAY + timedelta(days=days)
        cause = rules.appointment("Eye exam", on.isoformat(), WEDNESDAY)
        assert cause is not None
        due = date.fromisoformat(cause.due_on)
        assert WEDNESDAY <= due <= on
        if due > WEDNESDAY:
            assert is_workday(due)
            assert sum(is_workday(due + timedelta(days=n)) for n in range((on - due).days)) == 2


def test_a_review_answers_for_appointments_of_two_weeks() -> None:
    assert rules.is_answered(rules.SPECIALIST, "2026-10-28", WEDNESDAY)
    assert not rules.is_answered(rules.SPECIALIST, "2026-10-29", WEDNESDAY)
    assert rules.is_answered(rules.SYMPTOM, "2026-12-31", WEDNESDAY)


def test_long_words_are_cut_where_one_sees_it() -> None:
    words = rules.symptom("x" * 500, WEDNESDAY).words
    assert (len(words), words[-1]) == (160, "…")
