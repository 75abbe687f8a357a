"""Each kind of exception from facts alone: given where it is due, and not one step before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ccm_desktop.domain.billing.assessment import assess
from ccm_desktop.domain.billing.facts import (
    CarePlan,
    Condition,
    Consent,
    DecisionMaking,
    Enrolment,
    Entry,
    Facts,
    Practice,
    Service,
)
from ccm_desktop.domain.calendar import Month, midnight, time_zone
from ccm_desktop.domain.month_exceptions.facts import MonthFacts, PatientMonth, Remark, Session
from ccm_desktop.domain.month_exceptions.kinds import KINDS, Found
from ccm_desktop.domain.month_exceptions.month import exceptions
from ccm_desktop.interop.rule_files import load_rules

MONTH, ZONE = Month(2026, 11), time_zone("America/New_York")
RULES = load_rules().for_month(MONTH)
OPENING, CLOSING = MONTH.bounds(ZONE)
START = midnight(date(2026, 11, 5), ZONE) + 36_000
DONE = Facts(
    "p", MONTH, Practice(ZONE), "dr", (Condition("I10", True, "a"), Condition("E11.9", True, "b")), True,
    Enrolment(date(2026, 1, 1), last_seen_on=date(2025, 12, 1)), Consent("given", OPENING - 9_000, True, "dr"),
    CarePlan("current", True, OPENING - 8_000), (Entry("a", "rn", "clinical_staff", START, START + 1500),),
)  # fmt: skip


def found(facts: Facts, **more: object) -> list[Found]:
    return list(exceptions(MonthFacts((PatientMonth("p", assess(facts, RULES)),), **more)))  # type: ignore[arg-type]


def codes(facts: Facts, **more: object) -> list[str]:
    return [one.code for one in found(facts, **more)]


def with_entries(*entries: Entry) -> Facts:
    return replace(DONE, entries=(*DONE.entries, *entries))


def test_a_month_in_order_has_none() -> None:
    assert codes(DONE) == []


def test_every_kind_says_where_it_is_mended() -> None:
    assert all(kind.severity in ("must", "review", "info") and kind.page and kind.label for kind in KINDS.values())


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (replace(DONE, consent=Consent()), ["E05"]),
        (replace(DONE, care_plan=CarePlan("draft", True, OPENING)), ["E06"]),
        (replace(DONE, care_plan=CarePlan("current", True, None)), ["E06"]),
        (replace(DONE, conditions=DONE.conditions[:1]), ["E07"]),
        (replace(DONE, conditions=DONE.conditions[:1], entries=()), []),
        (replace(DONE, enrolment=Enrolment(date(2026, 1, 1), new_patient=True)), ["E20"]),
        (replace(DONE, other_services=(Service("99424", MONTH.first_day, "same_practitioner", "billed"),)), ["E21"]),
    ],
)
def test_what_blocks_is_an_exception_once_there_is_time(facts: Facts, expected: list[str]) -> None:
    assert codes(facts) == expected


def test_own_overlap_and_two_people_at_once() -> None:
    own = Entry("b", "rn", "clinical_staff", START + 1499, START + 1600)
    assert codes(with_entries(own)) == ["E03"]
    assert codes(with_entries(own._replace(start=START + 1500))) == []
    assert codes(with_entries(own._replace(person="ma"))) == ["E04"]


def test_a_run_of_overlaps_is_one_exception() -> None:
    more = [Entry(f"b{n}", "rn", "clinical_staff", START + 100 * n, START + 100 * n + 150) for n in range(1, 15)]
    (one,) = found(with_entries(*more))
    assert len(one.entries) == 15


@pytest.mark.parametrize(("seconds", "expected"), [(2700, []), (2701, ["E10"])])
def test_long_entries(seconds: int, expected: list[str]) -> None:
    long = Entry("b", "rn", "clinical_staff", START + 5000, START + 5000 + seconds)
    assert [code for code in codes(with_entries(long)) if code == "E10"] == expected


@pytest.mark.parametrize(("seconds", "expected"), [(500, []), (501, ["E12"])])
def test_more_than_a_quarter_by_hand(seconds: int, expected: list[str]) -> None:
    manual = Entry("b", "rn", "clinical_staff", START + 5000, START + 5000 + seconds, source="manual")
    assert codes(with_entries(manual)) == expected


def test_work_outside_the_days_of_the_enrolment() -> None:
    ended = replace(DONE, enrolment=replace(DONE.enrolment, ended_on=date(2026, 11, 4)))
    assert codes(ended) == ["E09"]
    assert codes(replace(DONE, enrolment=replace(DONE.enrolment, ended_on=date(2026, 11, 5)))) == []
    assert "E09" in codes(replace(DONE, enrolment=replace(DONE.enrolment, started_on=date(2026, 11, 6))))


def test_an_entry_over_the_change_of_clocks() -> None:
    change = midnight(date(2026, 11, 1), ZONE) + 2 * 3600
    across = Entry("b", "rn", "clinical_staff", change - 60, change + 60)
    assert codes(with_entries(across)) == ["E14"]


def test_the_day_of_a_visit_and_another_practitioner() -> None:
    visit = Service("99214", date(2026, 11, 5), "same_practitioner", "billed")
    assert "E17" in codes(replace(DONE, other_services=(visit,)))
    for said in (True, False):  # somebody decided
        entry = DONE.entries[0]._replace(same_day_em_separate=said)
        assert "E17" not in codes(replace(DONE, other_services=(visit,), entries=(entry,)))
    other = Entry("b", "dr-b", "practitioner", START + 5000, START + 5300)
    assert codes(with_entries(other)) == ["E19"]
    assert codes(with_entries(other._replace(person="dr"))) == []


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        (DecisionMaking("high", "dr", "practitioner", MONTH.first_day), []),
        (DecisionMaking("high", "dr-b", "practitioner", MONTH.first_day), ["E22"]),
        (DecisionMaking("high", "dr", "practitioner", date(2026, 10, 31)), ["E22"]),
    ],
)
def test_complexity_that_does_not_hold(decided: DecisionMaking, expected: list[str]) -> None:
    assert codes(replace(DONE, complex_mdm=decided)) == expected


@pytest.mark.parametrize(("seconds", "expected"), [(1019, []), (1020, ["E16"]), (1199, ["E16"]), (1200, [])])
def test_just_short(seconds: int, expected: list[str]) -> None:
    entry = DONE.entries[0]._replace(end=START + seconds)
    assert codes(replace(DONE, entries=(entry,))) == expected


def test_a_session_waits_for_its_note_and_for_an_answer_to_its_gaps() -> None:
    over = Session("s", "p", "rn", START, 600)
    gaps = ((START + 600, START + 900), (START + 1000, START + 1132))
    for session, expected in (
        (over, ["E01"]),
        (over._replace(note_due=False), []),
        (over._replace(gaps=gaps), ["E01", "E02"]),
        (over._replace(gaps=gaps, note_due=False), ["E02"]),
        (over._replace(gaps=gaps, seconds=0), ["E02"]),
    ):
        assert codes(DONE, sessions=(session,)) == expected
    (found,) = exceptions(MonthFacts((), (over._replace(gaps=gaps, note_due=False),)))
    assert (found.text, found.spans, found.owner) == ("7:12 not counted until somebody decides", gaps, "rn")
    assert KINDS["E02"].severity == "must"


def test_remarks_on_single_entries() -> None:
    plain = Remark("a", "p", "rn", START, START + 60, START + 60, "timer", True, False)
    for remark, expected in (
        (plain, []),
        (plain._replace(has_note=False), ["E01"]),
        (plain._replace(source="recovered"), ["E11"]),
        (plain._replace(source="manual", entered_at=START + 60 + 3 * 86_400), []),
        (plain._replace(source="manual", entered_at=START + 61 + 3 * 86_400), ["E12"]),
        (plain._replace(clock_unsure=True), ["E14"]),
    ):
        assert codes(DONE, remarks=(remark,)) == expected


def test_a_finding_keeps_its_name_and_changes_its_hash_with_its_facts() -> None:
    def at(seconds: int) -> Found:
        (one,) = found(replace(DONE, entries=(DONE.entries[0]._replace(end=START + seconds),)))
        return one

    assert at(1100).finding_id == at(1101).finding_id
    assert at(1100).fingerprint == at(1100).fingerprint
    assert at(1100).fingerprint != at(1101).fingerprint
