"""What stands between a month and a claim, other than time: consent, conditions, care plan, first visit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ccm_desktop.domain.billing.evidence import Evidence
from ccm_desktop.domain.billing.exclusions import revoked_at
from ccm_desktop.domain.billing.facts import Enrolment, Facts
from ccm_desktop.domain.billing.membership import enrolments
from ccm_desktop.domain.consent import ELEMENTS


def lacking(evidence: Evidence) -> Iterator[str]:
    """Keys of what is missing; each can be mended by itself."""
    facts = evidence.facts
    if not facts.biller_is_practitioner:
        yield "B_BILLER_NOT_PRACTITIONER"
    yield from _consent(evidence)
    families = {c.family or c.icd10 for c in facts.conditions if c.expected_12_months}
    if len(families) < evidence.rules.minimum_conditions or not facts.significant_risk:
        yield "B_CONDITIONS_UNDER_2"
    if facts.care_plan.status != "current":
        yield "B_CARE_PLAN_MISSING"
    elif not facts.care_plan.electronic:
        yield "B_CARE_PLAN_NOT_ELECTRONIC"
    elif not _copy_in_time(facts):
        yield "B_CARE_PLAN_COPY_NOT_GIVEN"
    # Each enrolment of the month is a beginning of its own.
    if not all(_seen_before(evidence, one) or _initiating_visit(evidence, one) for one in enrolments(facts)):
        yield "B_INIT_VISIT_MISSING"


def _copy_in_time(facts: Facts) -> bool:
    """What was given after the month's end does not satisfy the month."""
    given = facts.care_plan.copy_given_at
    return given is not None and given < facts.month.bounds(facts.practice.zone)[1]


def _consent(evidence: Evidence) -> Iterator[str]:
    facts, consent = evidence.facts, evidence.facts.consent
    revoked = revoked_at(facts)
    if consent.status != "given" or consent.at is None or not consent.documented or consent.program != "CCM":
        yield "B_CONSENT_MISSING"
    elif consent.practitioner != facts.billing_practitioner:
        yield "B_CONSENT_NEW_PRACTITIONER"
    elif revoked is not None and revoked <= facts.month.bounds(facts.practice.zone)[0]:
        yield "B_CONSENT_REVOKED"
    elif consent.elements is not None and not ELEMENTS.keys() <= set(consent.elements):
        yield "B_CONSENT_INCOMPLETE"
    elif evidence.counted == 0 and any(p.reason == "X_PRECONSENT" for p in evidence.pieces):
        yield "B_CONSENT_AFTER_SERVICE"


def _seen_before(evidence: Evidence, enrolment: Enrolment) -> bool:
    """An established patient seen within the year before CCM began needs no initiating visit (rules.md 2)."""
    seen, started = enrolment.last_seen_on, enrolment.started_on
    if enrolment.new_patient or seen is None or started is None:
        return False
    return started - seen <= timedelta(days=evidence.rules.seen_within_days)


def _initiating_visit(evidence: Evidence, visit: Enrolment) -> bool:
    facts = evidence.facts
    policies = facts.practice.policies
    by_biller = visit.visit_by == facts.billing_practitioner
    by_group = visit.visit_by_group_member and policies.visit_by_group_member == "yes"
    by_video = visit.visit_by_telehealth and policies.visit_by_telehealth == "yes"
    in_person = visit.visit_face_to_face and not visit.visit_by_telehealth
    return (
        visit.visit_code in evidence.rules.initiating_visit_codes
        and (by_biller or by_group)
        and (in_person or by_video)
        and visit.visit_ccm_discussed
        and _in_time(facts, visit, evidence.rules.seen_within_days)
    )


def _in_time(facts: Facts, visit: Enrolment, within_days: int) -> bool:
    """The visit lies neither after this month nor more than a year before CCM began."""
    if visit.visit_on is None:
        return True
    old = visit.started_on is not None and visit.started_on - visit.visit_on > timedelta(days=within_days)
    return visit.visit_on <= facts.month.last_day and not old
