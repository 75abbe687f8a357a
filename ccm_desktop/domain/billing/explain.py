"""Every key of a decision in words, with the rule it rests on and the place where it is mended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A key in plain words."""

    text: str
    cite: str
    fix: str = ""
    """consent | conditions | care_plan | time | enrolment; empty when there is nothing to mend."""


REASONS: dict[str, Words] = {
    "CLINICAL_STAFF_CCM": Words("Counts: clinical staff time on CCM work", "CPT 99490; 42 CFR 410.26(b)(5)"),
    "PRACTITIONER_CCM": Words("Counts: practitioner's own time on CCM work", "CPT 99491; CMS CCM FAQ 2022"),
    "X_INVALID_ENTRY": Words("Not counted: ends at or before its start", "rules 5.3", "time"),
    "X_OTHER_MONTH": Words("Not counted: lies in another month", "rules 5.3: no rollover", "time"),
    "X_NONHUMAN": Words("Not counted: automated, no person's time", "rules 5.2"),
    "X_NONCLINICAL": Words("Not counted: non-clinical work", "CMS CCM FAQ 2022", "time"),
    "X_OUTSIDE_US": Words("Not counted: done outside the United States", "rules 5.2"),
    "X_USED_ELSEWHERE": Words("Not counted: used for another program", "CMS CCM FAQ 2022: never counted twice"),
    "X_NOT_PERFORMED": Words("Not counted: supervising or signing only", "rules 5.2"),
    "X_UNREVIEWED": Words("Not counted yet: entered by hand or recovered, not approved", "rules 5.4", "time"),
    "X_UNANSWERED": Words("Not counted: the call was not answered (practice policy)", "rules 5.2"),
    "X_SAME_DAY_EM": Words("Not counted yet: same day as a visit, not attested as separate", "rules 5.2", "time"),
    "X_SHARED_TIME": Words("Not counted: the other patients' share of group work", "rules 5.2"),
    "X_INPATIENT": Words("Not counted: patient was in hospital", "rules 2"),
    "X_PRECONSENT": Words("Not counted: before consent was given", "MLN909188: consent before service", "consent"),
    "X_AFTER_REVOCATION": Words("Not counted: after consent was withdrawn", "rules 3", "consent"),
    "X_OVERLAP": Words("Not counted: these seconds count once already", "rules 5.2: count once"),
}
BLOCKERS: dict[str, Words] = {
    "B_CONSENT_MISSING": Words("No documented consent", "MLN909188", "consent"),
    "B_CONSENT_NEW_PRACTITIONER": Words("Consent names another billing practitioner", "rules 3", "consent"),
    "B_CONSENT_REVOKED": Words("Consent was withdrawn before this month", "rules 3", "consent"),
    "B_CONSENT_AFTER_SERVICE": Words("All time lies before consent", "MLN909188", "consent"),
    "B_CONDITIONS_UNDER_2": Words("Fewer than two attested chronic conditions with risk", "rules 2", "conditions"),
    "B_CARE_PLAN_MISSING": Words("No current care plan", "rules 4.5", "care_plan"),
    "B_CARE_PLAN_NOT_ELECTRONIC": Words("Care plan is not electronic", "rules 4.5", "care_plan"),
    "B_CARE_PLAN_COPY_NOT_GIVEN": Words("No proof that a copy of the plan was given", "rules 4.6", "care_plan"),
    "B_INIT_VISIT_MISSING": Words("No initiating visit by the billing practitioner", "rules 2", "enrolment"),
    "B_DUP_CCM_OTHER_PRACTITIONER": Words("Another practice has billed CCM this month", "rules 1.5", "enrolment"),
    "B_FAMILY_ALREADY_BILLED": Words("Another code family is claimed already this month", "rules 5.6", "time"),
    "B_TIME_UNDER_20": Words("Counted time is short of the first threshold", "rules 1.2", "time"),
}
WARNINGS: dict[str, Words] = {
    "W_MONTH_SPLIT": Words("An entry is cut at the month's edge", "rules 5.3"),
}


def words(key: str) -> Words:
    """The words of any key of a decision."""
    return REASONS.get(key) or BLOCKERS.get(key) or WARNINGS.get(key) or Words(key, "")
