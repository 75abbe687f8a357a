"""What a month is judged by: two enrolments of one month, the copy of the plan in time, who bills, what came later."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from ccm_desktop.domain.billing.assessment import Decision
from ccm_desktop.domain.billing.facts import CarePlan, Consent, Enrolment
from ccm_desktop.domain.calendar import midnight
from ccm_desktop.domain.month_exceptions.facts import MonthFacts, PatientMonth, Remark
from ccm_desktop.domain.month_exceptions.month import exceptions
from ccm_desktop.interop.assess_facts import one_month
from tests.domain.billing_samples import CLOSING, DAY, OPENING, ZONE, judge, work

SEEN = date(2025, 12, 1)
FIRST = Enrolment(date(2026, 1, 1), date(2026, 10, 10), last_seen_on=SEEN)
SECOND = Enrolment(date(2026, 10, 20), None, last_seen_on=SEEN)


def noon(day: int) -> int:
    return OPENING + (day - 1) * DAY + 12 * 3600


def found(decision: Decision, code: str) -> list[str]:
    return [f.text for f in exceptions(MonthFacts((PatientMonth("p", decision),))) if f.code == code]


class TestTwoEnrolments:
    """October 1 to 10, and again from October 20."""

    def test_time_of_both_counts_and_time_between_them_does_not(self) -> None:
        decision = judge(
            work(900, noon(9), "before"), work(600, noon(15), "between"), work(300, noon(21), "after"),
            enrolment=SECOND, earlier=(FIRST,),
        )  # fmt: skip
        assert {p.entry: p.reason for p in decision.pieces} == {
            "before": "CLINICAL_STAFF_CCM", "between": "X_NOT_ENROLLED", "after": "CLINICAL_STAFF_CCM",
        }  # fmt: skip
        assert decision.codes == (("99490", 1),)
        assert decision.fee == Decimal("66.13")

    def test_the_edges_are_midnights(self) -> None:
        end, start = midnight(date(2026, 10, 11), ZONE), midnight(date(2026, 10, 20), ZONE)
        decision = judge(
            work(60, end - 30, "ends"), work(60, start - 30, "starts"), enrolment=SECOND, earlier=(FIRST,)
        )  # fmt: skip
        assert [(p.start, p.end, p.counted) for p in decision.pieces] == [
            (end - 30, end, True), (end, end + 30, False), (start - 30, start, False), (start, start + 30, True),
        ]  # fmt: skip

    def test_only_what_lies_between_is_outside_the_enrolment(self) -> None:
        decision = judge(
            work(900, noon(9), "before"), work(600, noon(15), "between"), work(300, noon(21), "after"),
            enrolment=SECOND, earlier=(FIRST,),
        )  # fmt: skip
        listed = exceptions(MonthFacts((PatientMonth("p", decision),)))
        assert [f.subject for f in listed if f.code == "E09"] == ["between"]

    def test_an_enrolment_that_follows_without_a_day_between_leaves_no_gap(self) -> None:
        next_day = Enrolment(date(2026, 10, 11), None, last_seen_on=SEEN)
        across = midnight(date(2026, 10, 11), ZONE) - 600
        decision = judge(work(1200, across), enrolment=next_day, earlier=(FIRST,))
        assert decision.codes == (("99490", 1),)
        assert found(decision, "E09") == []

    @pytest.mark.parametrize("unseen", ["first", "second"])
    def test_each_needs_its_own_visit(self, unseen: str) -> None:
        first = Enrolment(FIRST.started_on, FIRST.ended_on, last_seen_on=None if unseen == "first" else SEEN)
        second = Enrolment(SECOND.started_on, None, last_seen_on=None if unseen == "second" else SEEN)
        decision = judge(work(1200, noon(9)), enrolment=second, earlier=(first,))
        assert decision.blockers == ("B_INIT_VISIT_MISSING",)


class TestCopyOfThePlan:
    """Given by the end of the month, or not given for it."""

    @pytest.mark.parametrize(("at", "blockers"), [(CLOSING - 1, ()), (CLOSING, ("B_CARE_PLAN_COPY_NOT_GIVEN",))])
    def test_given_after_the_month_does_not_satisfy_it(self, at: int, blockers: tuple[str, ...]) -> None:
        decision = judge(work(1200), care_plan=CarePlan("current", True, at))
        assert decision.blockers == blockers


class TestWhoBills:
    """Only a practitioner may."""

    def test_a_month_without_a_practitioner_is_blocked_and_says_so(self) -> None:
        decision = judge(work(1200), biller_is_practitioner=False)
        assert decision.blockers == ("B_BILLER_NOT_PRACTITIONER",)
        (text,) = found(decision, "E25")
        assert text.startswith("No practitioner is named who bills for this patient")


class TestWhatCameLater:
    """It changes nothing, and a person is told."""

    @pytest.mark.parametrize(
        ("key", "fix"),
        [("conditions", "conditions"), ("risk", "conditions"), ("practitioner", "enrolment")],
    )
    def test_is_a_warning_and_an_exception(self, key: str, fix: str) -> None:
        decision = judge(work(1200), changed_after=(key,))
        assert decision.codes == (("99490", 1),)
        assert [w for w in decision.warnings if w.endswith("_AFTER_MONTH")] == [f"W_{key.upper()}_AFTER_MONTH"]
        assert len(found(decision, "E24")) == 1

    def test_without_time_nobody_is_asked(self) -> None:
        assert found(judge(changed_after=("risk",)), "E24") == []


class TestConsentEnteredLate:
    """The record must be as old as the promise, or somebody says why it is not."""

    def consent(self, at: int, entered_at: int | None) -> Consent:
        return Consent("given", at, True, "dr", entered_at=entered_at, entered_by="rn-1")

    def texts(self, at: int, entered_at: int | None) -> list[str]:
        return found(judge(work(1200), consent=self.consent(at, entered_at)), "E23")

    def test_days_are_counted_from_the_day_it_was_given(self) -> None:
        assert self.texts(OPENING - 30 * DAY, OPENING + 10 * DAY) == ["Consent entered 40 days after it was given"]

    def test_three_days_are_no_delay_and_a_second_more_is(self) -> None:
        assert self.texts(OPENING, OPENING + 3 * DAY) == []
        assert self.texts(OPENING, OPENING + 3 * DAY + 1) == ["Consent entered 3 days after it was given"]

    def test_a_month_that_began_after_it_was_entered_asks_nothing(self) -> None:
        assert self.texts(OPENING - 60 * DAY, OPENING - 1) == []
        assert self.texts(OPENING - 60 * DAY, OPENING) == ["Consent entered 60 days after it was given"]

    def test_nothing_is_said_where_nobody_knows_when_it_was_entered(self) -> None:
        assert self.texts(OPENING - 60 * DAY, None) == []

    def test_it_belongs_to_who_entered_it(self) -> None:
        decision = judge(work(1200), consent=self.consent(OPENING - 30 * DAY, OPENING + 10 * DAY))
        (one,) = [f for f in exceptions(MonthFacts((PatientMonth("p", decision),))) if f.code == "E23"]
        assert (one.owner, one.since) == ("rn-1", OPENING + 10 * DAY)


def test_late_time_of_a_stranger_is_still_outside() -> None:
    remark = Remark("e", "q", "rn-1", noon(9), noon(9) + 60, noon(9), "timer", True, False)
    assert [f.code for f in exceptions(MonthFacts((), strangers=(remark,)))] == ["E09"]


def test_facts_of_a_file_may_tell_of_two_enrolments() -> None:
    words = {
        "month": "2026-10", "practice": {"timezone": "America/New_York", "biller_is_practitioner": True},
        "billing_practitioner": "dr", "patient": {"significant_risk": True, "conditions": []},
        "enrolment": {
            "started_on": "2026-10-20", "last_seen_on": "2025-12-01",
            "earlier": [{"started_on": "2026-01-01", "ended_on": "2026-10-10", "last_seen_on": "2025-12-01"}],
        },
        "consent": {"status": "none"}, "care_plan": {"status": "none"}, "entries": [],
    }  # fmt: skip
    read = one_month(json.dumps(words))
    assert (read.earlier, read.enrolment, read.biller_is_practitioner) == ((FIRST,), SECOND, True)
