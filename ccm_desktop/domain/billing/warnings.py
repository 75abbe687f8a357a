"""What a person should look at before the claim goes out; nothing here blocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ccm_desktop.domain.billing.evidence import Evidence, Option, is_complex
from ccm_desktop.domain.billing.exclusions import PRIOR_AUTHORIZATION, UNANSWERED, own_visit_days, revoked_at, touches
from ccm_desktop.domain.calendar import from_epoch, local_day

_YEAR = 366 * 86_400
_TALKED = frozenset({"reached", "caregiver"})
LATER = {
    "conditions": "W_CONDITIONS_AFTER_MONTH",
    "risk": "W_RISK_AFTER_MONTH",
    "practitioner": "W_PRACTITIONER_AFTER_MONTH",
}
"""What was recorded after the month's end, by the part of the facts that it would have changed."""
_HOSPITAL = frozenset({"hospital_outpatient", "off_campus"})


def warnings(evidence: Evidence, option: Option | None) -> Iterator[str]:
    """Keys, each once; `option` is what would be billed if nothing blocked."""
    yield from _of_time(evidence)
    yield from _of_consent(evidence)
    yield from _of_codes(evidence, option)
    yield from _of_claims(evidence)
    yield from (key for key in evidence.neighbours(option) if key.startswith("W_"))
    yield from _of_practice(evidence)
    yield from (LATER[key] for key in evidence.facts.changed_after)


def _of_time(evidence: Evidence) -> Iterator[str]:
    facts, policies = evidence.facts, evidence.facts.practice.policies
    opening, closing = facts.month.bounds(facts.practice.zone)
    mine = [e for e in facts.entries if opening < e.end > e.start < closing]
    outcomes = {e.outcome for e in mine}
    if any(e.start < opening or e.end > closing for e in mine):
        yield "W_MONTH_SPLIT"
    if not UNANSWERED.isdisjoint(outcomes):
        yield "W_UNSUCCESSFUL_CONTACT"
    if _on_visit_day(evidence):
        yield "W_SAME_DAY_EM"
    if any(e.activity == PRIOR_AUTHORIZATION for e in mine):
        yield "W_PRIOR_AUTHORIZATION"
    late = evidence.rules.late_entry_seconds
    if any(e.entered_at is not None and e.entered_at - e.end > late for e in mine):
        yield "W_LATE_ENTRY"
    if evidence.counted and policies.no_contact == "warn" and _TALKED.isdisjoint(outcomes):
        yield "W_NO_CONTACT"
    if facts.died_at is not None and facts.died_at < closing:
        yield "W_DECEASED_DOS"


def _on_visit_day(evidence: Evidence) -> bool:
    """Whether time of a visit's day is held, or counted by the practice's policy."""
    if any(p.reason == "X_SAME_DAY_EM" for p in evidence.pieces):
        return True
    if evidence.facts.practice.policies.same_day_visit != "count":
        return False
    days = own_visit_days(evidence.facts, evidence.rules)
    return any(touches(e, days) for e in evidence.facts.entries if e.end > e.start)


def _of_consent(evidence: Evidence) -> Iterator[str]:
    facts, consent = evidence.facts, evidence.facts.consent
    opening, closing = facts.month.bounds(facts.practice.zone)
    revoked = revoked_at(facts)
    if revoked is not None and opening < revoked < closing:
        yield "W_CONSENT_REVOKED_EOM"
    old = consent.status == "given" and consent.at is not None and closing - consent.at > _YEAR
    if old and facts.practice.policies.consent_reminder == "yearly":
        yield "W_CONSENT_OVER_A_YEAR"
    visit = facts.enrolment.visit_on
    first = next((p.start for p in evidence.pieces if p.counted), None)
    if visit and first is not None and local_day(from_epoch(first), facts.practice.zone) < visit:
        begun = facts.enrolment.started_on
        if begun is None or visit >= begun - timedelta(days=evidence.rules.seen_within_days):
            yield "W_INIT_VISIT_AFTER_TIME"


def _of_complexity(evidence: Evidence) -> Iterator[str]:
    facts, family = evidence.facts, evidence.rules.complex
    if facts.complex_mdm is None or facts.complex_mdm.level not in ("moderate", "high"):
        return
    if not facts.complex_mdm.within(facts.month):
        yield "W_MDM_OTHER_MONTH"
    elif not is_complex(facts):
        yield "W_MDM_NOT_BY_BILLING_PRACT"
    elif evidence.seconds_for(family) < family.base_seconds:
        yield "W_COMPLEX_TIME_UNDER_60"


def _of_codes(evidence: Evidence, option: Option | None) -> Iterator[str]:
    facts = evidence.facts
    yield from _of_complexity(evidence)
    if facts.family_choice not in ("", "none") and (option is None or option.family.key != facts.family_choice):
        yield "W_CHOICE_NOT_SUPPORTED"
    if option is None:
        return
    family, units = option.family, dict(option.units)
    # The table's cap, also where the practice bills beyond it.
    table = evidence.rules.family_of(family.base) or family
    if option.seconds > table.last_step:
        yield "W_TIME_OVER_CAP"
    added = units.get(family.addon, 0)
    if added > table.addon_cap or (family.review_at_cap and added >= table.addon_cap):
        yield "W_HIGH_UNITS"
    if family.lane == "all" and evidence.practitioner and option.seconds > evidence.staff:
        yield "W_PRACT_TIME_AS_STAFF"
    if _another_set(evidence, option):
        yield "W_ALT_CODESET"


def _another_set(evidence: Evidence, option: Option) -> bool:
    """Another family pays more, or the fee table alone decided between staff and practitioner (S3)."""
    if evidence.claimed():
        return False
    others = [o for key, o in evidence.options.items() if key != option.family.key and o.units]
    by_fee = evidence.staff > 0 and option.family.key != "complex"
    return any(o.fee > option.fee or (by_fee and o.family.key != "complex") for o in others)


def _of_claims(evidence: Evidence) -> Iterator[str]:
    claimed = evidence.claimed()
    if not claimed:
        return
    yield "W_BASE_ALREADY_CLAIMED"
    if len(claimed) > 1:
        yield "W_TWO_FAMILIES_CLAIMED"
    complex_option = evidence.options.get("complex")
    if claimed[0].key != "complex" and complex_option is not None and complex_option.units:
        yield "W_COMPLEX_BLOCKED_BY_PRIOR_CLAIM"


def _of_practice(evidence: Evidence) -> Iterator[str]:
    practice = evidence.facts.practice
    if practice.setting in ("rhc", "fqhc"):
        yield "W_RHC_FQHC_CLAIM"
    if practice.setting in _HOSPITAL and "nonfacility" in practice.fee_schedule:
        yield "W_FEE_NOT_FACILITY"
