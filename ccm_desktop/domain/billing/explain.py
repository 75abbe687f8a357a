"""Every key of a decision in words, with the source it rests on and the place where it is mended."""

from __future__ import annotations

from dataclasses import dataclass

_MLN = "CMS MLN909188 (June 2025)"
_FAQ = "CMS CCM FAQ (2022-08-16)"
_CPT = "CPT time rules for care management"
_PFS26 = "CY2026 physician fee schedule"
_POLICY = "Practice policy; not settled by CMS or CPT"


@dataclass(frozen=True, slots=True)
class Words:
    """A key in plain words."""

    text: str
    cite: str
    fix: str = ""
    """consent | conditions | care_plan | time | enrolment | visit | services | complexity; empty: nothing to mend."""


REASONS: dict[str, Words] = {
    "CLINICAL_STAFF_CCM": Words("Counts: clinical staff time on CCM work", "CPT 99490; 42 CFR 410.26(b)(5)"),
    "PRACTITIONER_CCM": Words("Counts: practitioner's own time on CCM work", f"CPT 99491; {_FAQ}"),
    "X_INVALID_ENTRY": Words(
        "Not counted: ends at or before its start", "42 CFR 424.5(a)(6): time must be shown", "time"
    ),
    "X_OTHER_MONTH": Words(
        "Not counted: lies in another month", f"{_FAQ}: calendar month, nothing carried over", "time"
    ),
    "X_NONHUMAN": Words("Not counted: automated, no person's time", f"{_FAQ}: clinical staff time"),
    "X_NONCLINICAL": Words("Not counted: non-clinical work", f"{_FAQ}: clinical staff time", "time"),
    "X_OUTSIDE_US": Words("Not counted: done outside the United States", "42 CFR 411.9"),
    "X_USED_ELSEWHERE": Words("Not counted: used for another program", f"{_FAQ}: no minute counted twice", "time"),
    "X_NOT_PERFORMED": Words("Not counted: supervising or signing only", f"{_FAQ}: time of care furnished"),
    "X_UNREVIEWED": Words(
        "Not counted yet: not approved (by hand, recovered or prior authorization)",
        "42 CFR 424.5(a)(6): time must be shown",
        "time",
    ),
    "X_PRIOR_AUTHORIZATION": Words("Not counted: prior authorization", _POLICY, "time"),
    "X_UNANSWERED": Words("Not counted: the call was not answered", f"{_POLICY}; Noridian Q&A 2017"),
    "X_SAME_DAY_EM": Words(
        "Not counted yet: same day as a visit, not attested as separate",
        f"{_FAQ}: no minute counted twice; {_CPT}",
        "time",
    ),
    "X_SHARED_TIME": Words("Not counted: the other patients' share of group work", f"{_FAQ}: time for the one patient"),
    "X_NOT_ENROLLED": Words(
        "Not counted: between two enrollments", f"{_FAQ}: time of care furnished in the program", "time"
    ),
    "X_INPATIENT": Words(
        "Not counted: patient was in hospital or a Part A nursing stay", f"{_FAQ}: community residents"
    ),
    "X_PRECONSENT": Words("Not counted: before consent was given", f"{_MLN}: consent before service", "consent"),
    "X_AFTER_REVOCATION": Words("Not counted: after consent was withdrawn", f"{_MLN}; {_POLICY}", "consent"),
    "X_AFTER_DEATH": Words(
        "Not counted: after the patient's death", "42 CFR 424.5(a)(1): service to a beneficiary", "time"
    ),
    "X_OVERLAP": Words("Not counted: these seconds count once already", f"{_CPT}: each minute once"),
}
BLOCKERS: dict[str, Words] = {
    "B_BILLER_NOT_PRACTITIONER": Words(
        "No practitioner is named who bills for this patient", f"{_MLN} p. 4: who may bill"
    ),
    "B_CONSENT_MISSING": Words("No documented consent", f"{_MLN}: consent before service", "consent"),
    "B_CONSENT_INCOMPLETE": Words("Consent lacks something the patient must be told", f"{_MLN}; {_FAQ}", "consent"),
    "B_CONSENT_NEW_PRACTITIONER": Words(
        "Consent names another billing practitioner", f"{_FAQ}: new consent for a new practitioner", "consent"
    ),
    "B_CONSENT_REVOKED": Words("Consent was withdrawn before this month", f"{_MLN}: right to stop", "consent"),
    "B_CONSENT_AFTER_SERVICE": Words("All time lies before consent", f"{_MLN}: consent before service", "consent"),
    "B_CONDITIONS_UNDER_2": Words(
        "Fewer than two attested chronic conditions with significant risk",
        f"{_MLN}: two conditions, 12 months, risk",
        "conditions",
    ),
    "B_CARE_PLAN_MISSING": Words("No current care plan", f"{_MLN}: comprehensive care plan", "care_plan"),
    "B_CARE_PLAN_NOT_ELECTRONIC": Words("Care plan is not electronic", f"{_MLN}: electronic care plan", "care_plan"),
    "B_CARE_PLAN_COPY_NOT_GIVEN": Words(
        "No proof that a copy of the plan was given by the end of the month",
        f"{_MLN}; NGS CERT findings 2024",
        "care_plan",
    ),
    "B_INIT_VISIT_MISSING": Words(
        "No initiating visit by the billing practitioner", f"{_FAQ}: new, or not seen within a year", "visit"
    ),
    "B_DUP_CCM_OTHER_PRACTITIONER": Words(
        "Another practitioner bills CCM this month", f"{_FAQ}: one practitioner a month; OIG A-07-17-05101", "services"
    ),
    "B_FAMILY_ALREADY_BILLED": Words(
        "Another code family is claimed already this month", f"{_CPT}: one family a month; replace the claim", "time"
    ),
    "B_NOT_BILLED_BY_CHOICE": Words("Somebody chose not to bill this month", "Choice of the practice", "time"),
    "B_TIME_UNDER_20": Words("Counted time is short of the first threshold", "CPT 99490, 99491: full time", "time"),
    "B_PCM_SAME_PRACTITIONER": Words(
        "The practice bills principal care management this month", f"{_FAQ}: not in one month", "services"
    ),
    "B_APCM_SAME_PRACTICE": Words(
        "The practice bills advanced primary care (APCM) this month", "89 FR 97896: APCM includes CCM", "services"
    ),
    "B_APCM_OTHER_PRACTICE": Words(
        "Another practice bills advanced primary care (APCM) this month", f"{_POLICY}; 89 FR 97896", "services"
    ),
    "B_CPO_G0181_G0182": Words(
        "The practice bills home health or hospice supervision this month", f"{_FAQ}: not in one period", "services"
    ),
    "B_CPO_99374_99380": Words("The practice bills care plan oversight this month", "CPT 99374-99380", "services"),
    "B_ESRD_SAME_PRACTITIONER": Words(
        "The practice bills monthly dialysis care this month", f"{_FAQ}: not in one period", "services"
    ),
    "B_99358_WITH_COMPLEX": Words(
        "Prolonged service is noted in a complex month", "CPT 99487: not with 99358 or 99359", "services"
    ),
    "B_PROLONGED_SAME_MONTH": Words("Prolonged service is noted this month", _POLICY, "services"),
    "B_99091_SAME_MONTH": Words("Data review (99091) is noted this month", _POLICY, "services"),
    "B_EVISIT_SAME_MONTH": Words("An e-visit is noted this month", _POLICY, "services"),
    "B_TEAM_CONFERENCE_SAME_MONTH": Words("A team conference is noted this month", _POLICY, "services"),
    "B_99483_SAME_MONTH": Words("Cognitive care planning (99483) is noted this month", _POLICY, "services"),
    "B_GUIDE_MODEL": Words("The patient is in a model that includes care management", _POLICY, "services"),
    "B_G0511_SAME_MONTH": Words(
        "The bundle G0511 is billed this month", "CMS RHC and FQHC rules: G0511 includes CCM", "services"
    ),
}
WARNINGS: dict[str, Words] = {
    "W_MONTH_SPLIT": Words("An entry is cut at the month's edge", f"{_FAQ}: calendar month"),
    "W_UNSUCCESSFUL_CONTACT": Words("Some calls were not answered", f"{_POLICY}; Noridian Q&A 2017", "time"),
    "W_SAME_DAY_EM": Words("Time on the day of a visit: is it separate?", f"{_FAQ}: no minute counted twice", "time"),
    "W_PRIOR_AUTHORIZATION": Words("Time on prior authorization: not settled", _POLICY, "time"),
    "W_LATE_ENTRY": Words(
        "An entry was written down more than a day later", "42 CFR 424.5(a)(6): label late entries", "time"
    ),
    "W_NO_CONTACT": Words("Nobody was reached this month", "No CMS rule asks for contact each month"),
    "W_DECEASED_DOS": Words("The patient has died: date of service not after death", "42 CFR 424.5(a)(1)"),
    "W_CONSENT_REVOKED_EOM": Words("Consent was withdrawn in this month", f"{_MLN}; {_POLICY}", "consent"),
    "W_CONSENT_OVER_A_YEAR": Words("Consent is older than a year", f"{_POLICY}; {_MLN}: once only", "consent"),
    "W_INIT_VISIT_AFTER_TIME": Words(
        "Time counts from before the initiating visit", f"{_FAQ}: visit comes first", "visit"
    ),
    "W_MDM_NOT_BY_BILLING_PRACT": Words(
        "Complexity is attested by somebody who does not bill: not complex",
        "CPT 99487; CMS CCM FAQ (2022-08-16)",
        "complexity",
    ),
    "W_MDM_OTHER_MONTH": Words(
        "Complexity is attested for another month: not complex", "CPT 99487: in the month", "complexity"
    ),
    "W_COMPLEX_TIME_UNDER_60": Words("Attested as complex, but short of 60 minutes", "CPT 99487: 60 minutes", "time"),
    "W_CHOICE_NOT_SUPPORTED": Words("The codes chosen are no longer supported; the rules decide", f"{_CPT}", "time"),
    "W_TIME_OVER_CAP": Words("More time than the codes can hold", "CMS unit edits (MUE), 2026-04-01"),
    "W_HIGH_UNITS": Words("As many units as the unit edit lets pass, or more", "CMS unit edits (MUE), 2026-04-01"),
    "W_PRACT_TIME_AS_STAFF": Words("Practitioner's time is billed under staff codes", f"{_FAQ}: may be counted so"),
    "W_ALT_CODESET": Words("Another code family would fit this time", "CPT and CMS do not say which; a person decides"),
    "W_BASE_ALREADY_CLAIMED": Words("A claim for this month is out already: replace it", f"{_CPT}: one claim a month"),
    "W_TWO_FAMILIES_CLAIMED": Words(
        "Two code families were claimed this month", f"{_CPT}: one family a month", "services"
    ),
    "W_COMPLEX_BLOCKED_BY_PRIOR_CLAIM": Words(
        "Complex codes would need the earlier claim replaced", f"{_CPT}: one family a month"
    ),
    "W_PCM_OTHER_PRACTITIONER": Words(
        "Another practice bills principal care management", f"{_FAQ}: may, for other conditions"
    ),
    "W_APCM_CONSENT_NEEDED": Words("Advanced primary care needs a consent of its own", "89 FR 97896", "consent"),
    "W_APCM_OTHER_PRACTICE": Words(
        "Another practice bills advanced primary care (APCM)", "89 FR 97896: ask who owns primary care"
    ),
    "W_APCM_ADDON_TWICE": Words("An APCM add-on and its older code are both noted", _PFS26),
    "W_APCM_ADDON_WITHOUT_BASE": Words("An APCM add-on is noted without its base code", _PFS26),
    "W_G0570_WITH_99484": Words("G0570 and 99484 are both noted", _POLICY),
    "W_TCM_SEPARATE_TIME": Words(
        "Transitional care this month: minutes must be separate", "CY2020 physician fee schedule"
    ),
    "W_RPM_SEPARATE_TIME": Words(
        "Remote monitoring this month: minutes must be separate", f"{_FAQ}: no minute counted twice"
    ),
    "W_RTM_SEPARATE_TIME": Words(
        "Remote therapy monitoring this month: minutes must be separate", f"{_FAQ}: no minute counted twice"
    ),
    "W_RPM_DEVICE_TWICE": Words("99445 and 99454 are alternatives in 30 days", _PFS26),
    "W_RPM_MANAGEMENT_TWICE": Words("99470 and 99457 are alternatives in a month", _PFS26),
    "W_BHI_SEPARATE_TIME": Words(
        "Behavioral health this month: own consent, separate minutes", "CMS behavioral health FAQ"
    ),
    "W_99091_SAME_MONTH": Words("Data review (99091) this month: minutes must be separate", _POLICY),
    "W_CPO_OTHER_PRACTITIONER": Words("Another practice bills care plan oversight", f"{_FAQ}: may"),
    "W_ESRD_OTHER_PRACTITIONER": Words("Another practice bills monthly dialysis care", f"{_FAQ}: may"),
    "W_PROLONGED_SAME_MONTH": Words("Prolonged service this month: Medicare does not pay it", _POLICY),
    "W_EVISIT_SAME_MONTH": Words("An e-visit this month: minutes must be separate", _POLICY),
    "W_TEAM_CONFERENCE_SAME_MONTH": Words("A team conference this month: minutes must be separate", _POLICY),
    "W_99483_SAME_MONTH": Words("Cognitive care planning (99483) this month: minutes must be separate", _POLICY),
    "W_GUIDE_MODEL": Words("The patient is in a model that may include care management", _POLICY),
    "W_G0506_TIME_SEPARATE": Words("G0506 is billed: its effort does not count here", f"{_FAQ}: not counted twice"),
    "W_G0506_REPEATED": Words("G0506 is noted more than once", f"{_FAQ}: once for a patient and practitioner"),
    "W_G0511_RETIRED": Words("G0511 has ended: report the single codes", "MLN Connects 2025-06-05: ended 2025-09-30"),
    "W_G0512_RETIRED": Words("G0512 has ended: report the single codes", "CMS: ended 2025-12-31"),
    "W_PLANNED_ELSEWHERE": Words(
        "Another practice plans a service that excludes CCM", f"{_FAQ}: one practitioner a month"
    ),
    "W_RHC_FQHC_CLAIM": Words(
        "Clinic of the RHC or FQHC program: institutional claim, national rate", "MLN Connects 2025-06-05"
    ),
    "W_CONDITIONS_AFTER_MONTH": Words(
        "Conditions were attested or changed after the month; a change of what was recorded by its end does not count",
        _POLICY,
        "conditions",
    ),
    "W_RISK_AFTER_MONTH": Words(
        "The risk was attested or changed after the month; a change of what was recorded by its end does not count",
        _POLICY,
        "conditions",
    ),
    "W_PRACTITIONER_AFTER_MONTH": Words(
        "The billing practitioner was named or changed after the month",
        f"{_FAQ}: one practitioner a month",
    ),
    "W_FEE_NOT_FACILITY": Words("Hospital-owned: the facility rate applies, not this table", "42 CFR 414.22(b)(5)"),
}
NEEDS: dict[str, Words] = {
    "N_TIME_SHORT": Words("Needs more time for its first code", "CPT 99490, 99491, 99487: full time", "time"),
    "N_COMPLEX_NOT_ATTESTED": Words(
        "Needs moderate or high decision-making by the billing practitioner",
        "CPT 99487; CMS CCM FAQ (2022-08-16)",
        "complexity",
    ),
}


def words(key: str) -> Words:
    """The words of any key of a decision; a key of a newer program stands for itself."""
    return REASONS.get(key) or BLOCKERS.get(key) or WARNINGS.get(key) or NEEDS.get(key) or Words(key, "")
