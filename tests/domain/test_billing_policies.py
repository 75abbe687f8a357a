"""Each policy of the practice: what the conservative choice does, and what the others do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ccm_desktop.domain.billing.facts import Consent, DecisionMaking, Enrolment, Service
from ccm_desktop.domain.billing.policies import POLICIES, Policies
from ccm_desktop.domain.errors import BadInput
from tests.domain.billing_samples import DAY, NOON_9TH, OPENING, judge, work

VISIT = Service("99214", date(2026, 10, 9), "same_practitioner", "billed")
MDM = DecisionMaking("high", "dr", "practitioner")


@pytest.mark.parametrize(
    ("choice", "outcome", "seconds"),
    [("none", "voicemail", 0), ("none", "no_answer", 0), ("voicemail", "voicemail", 1500), ("voicemail", "busy", 0),
     ("all", "no_answer", 1500), ("all", "wrong_number", 1500)],
)  # fmt: skip
def test_unanswered_calls(choice: str, outcome: str, seconds: int) -> None:
    decision = judge(work(1500, outcome=outcome), policies={"unanswered_calls": choice})
    assert decision.counted_seconds == seconds
    assert "W_UNSUCCESSFUL_CONTACT" in decision.warnings


@pytest.mark.parametrize(
    ("choice", "attested", "seconds"),
    [("hold", None, 0), ("hold", False, 0), ("hold", True, 1500), ("exclude", True, 0), ("count", None, 1500),
     ("count", False, 0)],
)  # fmt: skip
def test_the_day_of_a_visit(choice: str, attested: bool | None, seconds: int) -> None:
    entry = work(1500, same_day_em_separate=attested)
    decision = judge(entry, policies={"same_day_visit": choice}, other_services=(VISIT,))
    assert decision.counted_seconds == seconds
    assert ("W_SAME_DAY_EM" in decision.warnings) == (seconds == 0 or choice == "count")


def test_an_entry_over_midnight_is_held_by_a_visit_on_either_day() -> None:
    late = work(1500, at=OPENING + 8 * DAY - 700)
    assert judge(late, other_services=(VISIT,)).counted_seconds == 0
    assert judge(late, other_services=(replace(VISIT, on=date(2026, 10, 8)),)).counted_seconds == 0
    assert judge(late, other_services=(replace(VISIT, on=date(2026, 10, 10)),)).counted_seconds == 1500


@pytest.mark.parametrize("service", [replace(VISIT, status="planned"), replace(VISIT, by="other_practice"),
                                     replace(VISIT, by="same_practice"), replace(VISIT, code="99457")])  # fmt: skip
def test_no_other_service_holds_the_day(service: Service) -> None:
    assert judge(work(1500), other_services=(service,)).counted_seconds == 1500


@pytest.mark.parametrize(
    ("choice", "reviewed", "seconds", "reason"),
    [("review", False, 0, "X_UNREVIEWED"), ("review", True, 1500, ""), ("exclude", True, 0, "X_PRIOR_AUTHORIZATION"),
     ("count", False, 1500, "")],
)  # fmt: skip
def test_prior_authorization(choice: str, reviewed: bool, seconds: int, reason: str) -> None:
    entry = work(1500, activity="prior_authorization", reviewed=reviewed)
    decision = judge(entry, policies={"prior_authorization": choice})
    assert (decision.counted_seconds, decision.exclusions) == (seconds, (reason,) if reason else ())
    assert "W_PRIOR_AUTHORIZATION" in decision.warnings


@pytest.mark.parametrize(("choice", "seconds"), [("stop", 600), ("month_end", 1500)])
def test_after_revocation(choice: str, seconds: int) -> None:
    consent = Consent("given", 1, True, "dr", NOON_9TH + 600)
    decision = judge(work(1500), policies={"after_revocation": choice}, consent=consent)
    assert decision.counted_seconds == seconds
    assert "W_CONSENT_REVOKED_EOM" in decision.warnings


def test_no_policy_counts_time_of_the_month_after_revocation() -> None:
    consent = Consent("given", 1, True, "dr", OPENING)
    decision = judge(work(1500), policies={"after_revocation": "month_end"}, consent=consent)
    assert (decision.blockers, decision.counted_seconds) == (("B_CONSENT_REVOKED",), 0)


@pytest.mark.parametrize(("choice", "at", "seconds"),
                         [("from_consent", 300, 1200), ("next_entry", 300, 0), ("next_entry", 0, 1500)])  # fmt: skip
def test_consent_in_the_midst_of_a_call(choice: str, at: int, seconds: int) -> None:
    consent = Consent("given", NOON_9TH + at, True, "dr")
    assert judge(work(1500), policies={"consent_in_call": choice}, consent=consent).counted_seconds == seconds


@pytest.mark.parametrize(("choice", "codes"), [("yes", (("99490", 1),)), ("no", ())])
def test_practitioners_time_as_staff_time(choice: str, codes: tuple[tuple[str, int], ...]) -> None:
    both = (work(900), work(500, NOON_9TH + 3600, "own", "practitioner"))
    decision = judge(*both, policies={"practitioner_as_staff": choice})
    assert decision.codes == codes
    assert ("W_PRACT_TIME_AS_STAFF" in decision.warnings) == (choice == "yes")


@pytest.mark.parametrize(("choice", "codes"),
                         [("practitioner", (("99491", 1),)), ("higher", (("99490", 1), ("99439", 1)))])  # fmt: skip
def test_a_month_of_the_practitioners_own_time(choice: str, codes: tuple[tuple[str, int], ...]) -> None:
    decision = judge(work(2760, role="practitioner"), policies={"practitioner_only_month": choice})
    assert decision.codes == codes


@pytest.mark.parametrize(("choice", "codes"),
                         [("complex", (("99487", 1),)), ("higher", (("99490", 1), ("99439", 2)))])  # fmt: skip
def test_a_complex_month_of_60_minutes(choice: str, codes: tuple[tuple[str, int], ...]) -> None:
    assert judge(work(3600), policies={"complex_month": choice}, complex_mdm=MDM).codes == codes


@pytest.mark.parametrize(("choice", "units"), [("capped", 2), ("all", 3)])
def test_units_of_99437(choice: str, units: int) -> None:
    decision = judge(work(4 * 1800, role="practitioner"), policies={"units_99437": choice})
    assert dict(decision.codes)["99437"] == units
    assert ("W_HIGH_UNITS" in decision.warnings) == (choice == "all")
    assert "W_TIME_OVER_CAP" in decision.warnings


@pytest.mark.parametrize(("choice", "units"), [("capped", 10), ("all", 11)])
def test_units_of_99489(choice: str, units: int) -> None:
    decision = judge(work(3600 + 11 * 1800), policies={"units_99489": choice}, complex_mdm=MDM)
    assert dict(decision.codes)["99489"] == units
    assert "W_HIGH_UNITS" in decision.warnings


@pytest.mark.parametrize(
    ("policies", "changes", "done"),
    [({}, {"visit_by_telehealth": True}, False), ({"visit_by_telehealth": "yes"}, {"visit_by_telehealth": True}, True),
     ({}, {"visit_by": "dr-b", "visit_by_group_member": True}, False),
     ({"visit_by_group_member": "yes"}, {"visit_by": "dr-b", "visit_by_group_member": True}, True),
     ({"visit_by_group_member": "yes"}, {"visit_by": "dr-b"}, False),
     ({}, {"visit_face_to_face": False}, False), ({}, {"visit_ccm_discussed": False}, False),
     ({}, {"visit_code": "99211"}, False), ({}, {"visit_on": date(2024, 12, 1)}, False),
     ({}, {"visit_on": date(2026, 11, 1)}, False), ({}, {}, True)],
)  # fmt: skip
def test_the_initiating_visit(policies: dict[str, str], changes: dict[str, object], done: bool) -> None:
    visit = Enrolment(date(2026, 1, 5), None, True, None, "G0439", date(2026, 1, 5), "dr", True, True)
    decision = judge(work(1500), policies=policies, enrolment=replace(visit, **changes))  # type: ignore[arg-type]
    assert decision.blockers == (() if done else ("B_INIT_VISIT_MISSING",))


def test_contact_and_reminder_are_warnings_only() -> None:
    quiet = work(1500, outcome="", activity="care_plan")
    assert "W_NO_CONTACT" in judge(quiet).warnings
    assert "W_NO_CONTACT" not in judge(quiet, policies={"no_contact": "silent"}).warnings
    assert "W_NO_CONTACT" not in judge(work(1500)).warnings
    assert "W_CONSENT_OVER_A_YEAR" not in judge(work(1500)).warnings
    assert "W_CONSENT_OVER_A_YEAR" in judge(work(1500), policies={"consent_reminder": "yearly"}).warnings


@pytest.mark.parametrize(("choice", "day"), [("earliest", 9), ("month_end", 31)])
def test_date_of_service(choice: str, day: int) -> None:
    assert judge(work(1500), policies={"service_date": choice}).service_date == date(2026, 10, day)
    assert judge(work(2400), policies={"service_date": choice}).service_date == date(2026, 10, 31)


def test_every_choice_is_read_and_no_other() -> None:
    for policy in POLICIES:
        for choice in policy.choices:
            assert getattr(Policies.of({policy.key: choice}), policy.key) == choice
        with pytest.raises(BadInput):
            Policies.of({policy.key: "perhaps"})
    with pytest.raises(BadInput):
        Policies.of({"perhaps": "yes"})
