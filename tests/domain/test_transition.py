"""What is due after a discharge: two business days, seven or fourteen calendar days, thirty days in all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ccm_desktop.domain import coordination, open_work
from ccm_desktop.domain import transition as rules

# The eleven federal holidays of 5 U.S.C. 6103 as they are observed, from the calendars of the years.
HOLIDAYS = {
    date.fromisoformat(day)
    for day in (
        "2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-03", "2026-09-07",
        "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25",
        "2027-01-01", "2027-01-18", "2027-02-15", "2027-05-31", "2027-06-18", "2027-07-05", "2027-09-06",
        "2027-10-11", "2027-11-11", "2027-11-25", "2027-12-24", "2027-12-31",
    )
}  # fmt: skip


@pytest.mark.parametrize(
    ("discharged", "contact"),
    [
        ("2026-10-14", "2026-10-16"),  # Wednesday: Thursday, Friday
        ("2026-10-15", "2026-10-19"),  # Thursday: Friday, Monday
        ("2026-10-16", "2026-10-20"),  # Friday: Monday, Tuesday
        ("2026-10-17", "2026-10-20"),  # Saturday
        ("2026-10-18", "2026-10-20"),  # Sunday
        ("2026-10-09", "2026-10-14"),  # Friday before Columbus Day
        ("2026-11-24", "2026-11-27"),  # Tuesday before Thanksgiving: Wednesday, Friday
        ("2026-12-24", "2026-12-29"),  # Christmas Day is a Friday
        ("2026-07-02", "2026-07-07"),  # the Fourth is kept on Friday
        ("2027-12-30", "2028-01-04"),  # New Year 2028 is a Saturday, kept on Friday, December 31
    ],
)
def test_the_contact_is_due_on_the_second_business_day_after(discharged: str, contact: str) -> None:
    due = rules.due_days(date.fromisoformat(discharged), rules.MODERATE)
    assert due[rules.CONTACT].isoformat() == contact


def test_every_day_of_two_years_has_two_business_days_between() -> None:
    day = date(2026, 1, 1)
    while day < date(2027, 12, 20):
        due = rules.due_days(day, rules.HIGH)[rules.CONTACT]
        between = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
        business = [one for one in between if one.weekday() < 5 and one not in HOLIDAYS]
        assert len(business) == 2
        assert business[-1] == due
        day += timedelta(days=1)


def test_visits_are_counted_in_calendar_days() -> None:
    left = date(2026, 12, 20)
    assert rules.due_days(left, rules.HIGH)[rules.VISIT] == date(2026, 12, 27)
    assert rules.due_days(left, rules.MODERATE)[rules.VISIT] == date(2027, 1, 3)


def test_medicines_are_reconciled_by_the_visit() -> None:
    left = date(2026, 10, 14)
    assert rules.due_days(left, rules.HIGH)[rules.MEDICINES] == date(2026, 10, 21)
    assert rules.due_days(left, rules.HIGH, date(2026, 10, 19))[rules.MEDICINES] == date(2026, 10, 19)


def test_the_thirty_days_begin_on_the_day_of_the_discharge() -> None:
    assert rules.last_day(date(2026, 10, 1)) == date(2026, 10, 30)
    assert rules.last_day(date(2026, 10, 14)) == date(2026, 11, 12)


def test_what_is_due_today_is_not_late_yet_and_late_work_says_so() -> None:
    due = "2026-10-16"
    assert rules.state("open", "", due, "2026-10-16") == open_work.OPEN
    assert rules.state("open", "", due, "2026-10-17") == open_work.OVERDUE
    assert rules.state("done", "2026-10-16", due, "2026-10-30") == rules.DONE
    assert rules.state("done", "2026-10-17", due, "2026-10-30") == rules.LATE
    assert rules.state("not_needed", "", due, "2026-10-30") == rules.NOT_NEEDED


def test_a_contact_is_work_at_once_and_a_visit_five_days_before() -> None:
    left, due = date(2026, 10, 14), date(2026, 10, 28)
    assert rules.shows_from(rules.CONTACT, left, date(2026, 10, 16)) == left
    assert rules.shows_from(rules.VISIT, left, due) == date(2026, 10, 23)


@pytest.mark.parametrize(
    ("channel", "outcome", "counts"),
    [
        ("phone", "reached", True), ("phone", "caregiver", True), ("visit", "reached", True),
        ("message", "reached", True), ("letter", "reached", False), ("phone", "voicemail", False),
        ("phone", "busy", False), ("phone", "no_answer", False),
    ],
)  # fmt: skip
def test_a_contact_is_interactive_when_somebody_was_spoken_to(channel: str, outcome: str, *, counts: bool) -> None:
    assert rules.is_interactive(channel, outcome) is counts


@pytest.mark.parametrize(
    ("counterparty", "is_theirs"),
    [
        ("Patient", True), ("the patient", True), ("Paciente", True), ("Patient (María)", False),
        ("Patient María Castillo", True), ("Maria Castillo", True), ("Castillo, María", True), ("Mrs. Castillo", False),
        ("Caregiver", True), ("Ann Castillo", True), ("daughter", True), ("Daughter of a neighbor", False),
        ("Patient transport", False), ("Dr. Castillo", False), ("María", False), ("Mercy Hospital", False), ("", False),
    ],
)  # fmt: skip
def test_an_exchange_is_with_the_patient_by_name_or_word(counterparty: str, *, is_theirs: bool) -> None:
    caregivers = [("Ann Castillo", "Daughter"), ("", "")]
    assert rules.is_with_patient(counterparty, "María", "Castillo", caregivers) is is_theirs


@pytest.mark.parametrize(
    ("days", "taken"),
    [
        ([], ""),
        (["2026-10-13"], ""),
        (["2026-10-14"], "2026-10-14"),
        (["2026-10-14", "2026-10-15"], "2026-10-15"),
        (["2026-10-16", "2026-10-15"], "2026-10-15"),
        (["2026-10-14", "2026-10-17"], "2026-10-14"),
        (["2026-10-20", "2026-10-19"], "2026-10-19"),
    ],
)
def test_the_first_in_time_is_the_likeliest_and_the_day_of_the_discharge_comes_second(
    days: list[str], taken: str
) -> None:
    assert rules.likeliest(days, "2026-10-14", "2026-10-16") == taken


@pytest.mark.parametrize(
    ("said", "tells"),
    [
        ([("open", ""), ("open", "")], 0),
        ([("open", ""), ("done", "2026-10-16")], 1),
        ([("done", "2026-10-17"), ("done", "2026-10-16")], 1),
        ([("done", "2026-10-16"), ("done", "2026-10-16")], 0),
        ([("not_needed", ""), ("done", "2026-10-30")], 1),
        ([("open", ""), ("not_needed", "")], 1),
    ],
)
def test_of_two_records_of_a_step_what_is_ticked_stays_ticked(said: list[tuple[str, str]], tells: int) -> None:
    assert rules.telling(said) == tells


def test_discharges_a_day_apart_may_be_one() -> None:
    days = [date(2026, 10, day) for day in (13, 14, 15)]
    assert [rules.may_be_same(days[1], day) for day in days] == [True, True, True]
    assert not rules.may_be_same(days[0], days[2])


def test_a_loop_and_a_step_are_open_and_late_by_one_rule() -> None:
    today = "2026-10-16"
    for due in ("2026-10-15", today, "2026-10-17"):
        loop = coordination.state(next_step="Visit", due_on=due, today=today, followed=False, closed=False,
                                  corrected=False, withdrawn=False)  # fmt: skip
        assert loop == rules.state("open", "", due, today) == ("overdue" if due < today else "open")
        assert open_work.is_open(loop)
    ended = [state for state in {*coordination.STATES, *rules.STATES} if not open_work.is_open(state)]
    assert sorted(ended) == ["closed", "corrected", "done", "followed", "late", "not_needed", "noted", "withdrawn"]
