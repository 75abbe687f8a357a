"""Where Medicare leaves a choice, the practice makes it: each with its question, choices and citation.

The defaults are the conservative ones. A choice never overrules a rule; it only settles what the sources
leave open (rules.md 5.2, 5.6, 9).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from ccm_desktop.domain.errors import BadInput


@dataclass(frozen=True, slots=True)
class Policies:
    """What the practice chose; every field holds the key of a choice of the `Policy` of that name."""

    unanswered_calls: str = "none"
    after_revocation: str = "stop"
    consent_in_call: str = "from_consent"
    same_day_visit: str = "hold"
    prior_authorization: str = "review"
    practitioner_as_staff: str = "yes"
    practitioner_only_month: str = "practitioner"
    complex_month: str = "complex"
    units_99437: str = "capped"
    units_99489: str = "capped"
    visit_by_telehealth: str = "no"
    visit_by_group_member: str = "no"
    apcm_elsewhere: str = "warn"
    apcm_behavioral_addon: str = "warn"
    with_99091: str = "warn"
    with_99483: str = "warn"
    with_e_visits: str = "warn"
    with_team_conference: str = "warn"
    with_prolonged: str = "warn"
    with_guide: str = "warn"
    no_contact: str = "warn"
    consent_reminder: str = "never"
    service_date: str = "earliest"
    away_minutes: str = "5"

    @classmethod
    def of(cls, chosen: Mapping[str, str]) -> Policies:
        """The defaults, but for what was chosen; raises BadInput for a choice that does not exist."""
        for key, choice in chosen.items():
            check(key, choice)
        return cls(**chosen)


CONSERVATIVE = Policies()
"""What holds where a practice chose nothing."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One question that the sources leave to the practice."""

    key: str
    """The field of `Policies`."""
    group: str
    """Heading under which a page lists it: time | timer | consent | codes | visit | same_month | documents."""
    question: str
    choices: Mapping[str, str]
    """Choice and its words."""
    cite: str
    """What the sources say, and where."""

    @property
    def default(self) -> str:
        """The conservative choice."""
        return _DEFAULTS[self.key]


GROUPS: Mapping[str, str] = MappingProxyType({
    "time": "Which time counts",
    "timer": "The timer",
    "consent": "Consent",
    "codes": "Choice of codes",
    "visit": "Initiating visit",
    "same_month": "Other services of the same month",
    "documents": "Documents and reminders",
})  # fmt: skip
_DEFAULTS: Mapping[str, str] = MappingProxyType({field.name: str(field.default) for field in fields(Policies)})
_BESIDE = {"warn": "Bill, and warn that the minutes must be separate", "block": "Do not bill care management"}

POLICIES: tuple[Policy, ...] = (
    Policy(
        "unanswered_calls", "time", "Does time on calls that nobody answered count?",
        {"none": "No", "voicemail": "Only where a message was left", "all": "Yes"},
        "CMS is silent on the seconds; Noridian Q&A 2017 is adverse without contact (rules 5.2)",
    ),
    Policy(
        "same_day_visit", "time", "Does time on the day of a visit with the billing practitioner count?",
        {"hold": "Only once somebody attests that it is separate", "exclude": "Never",
         "count": "Yes, with a warning, unless somebody says that it is not separate"},
        "CPT bars staff time on that day; CMS FAQ: never counted twice (rules 5.2, 9.3)",
    ),
    Policy(
        "prior_authorization", "time", "Does time on prior authorizations count?",
        {"review": "Once the entry is approved", "exclude": "No", "count": "Yes, with a warning"},
        "Unresolved; AAFP Q&A (rules 5.2, 9.6)",
    ),
    Policy(
        "away_minutes", "timer", "After how long without a key or a click does work at the desk stop counting?",
        {str(minutes): f"{minutes} minutes" for minutes in range(3, 16)},
        "No rule names a limit; time that nobody saw counts only once a person says what it was (rules 5.2)",
    ),
    Policy(
        "after_revocation", "consent", "Does time after consent was withdrawn count, to the end of that month?",
        {"stop": "No", "month_end": "Yes, with a warning"},
        "CMS: withdrawal takes effect at the end of the month; minutes after it are ambiguous (rules 3, 9.4)",
    ),
    Policy(
        "consent_in_call", "consent", "When consent is given in the middle of a call, what of that call counts?",
        {"from_consent": "The time from consent on", "next_entry": "Nothing of that call"},
        "Consent comes before service (MLN909188); a call cut by it is left to policy (rules 3)",
    ),
    Policy(
        "consent_reminder", "consent", "Remind of consent that is older than a year?",
        {"never": "No", "yearly": "Yes, a warning"},
        "Once only (MLN909188); one contractor said yearly, which is not CMS policy (rules 3)",
    ),
    Policy(
        "practitioner_as_staff", "codes", "May the practitioner's own time be billed under the staff codes?",
        {"yes": "Yes, with a warning", "no": "No"},
        "CMS CCM FAQ: it may be counted, if not used for 99491 or 99437 (rules 5.1, 9.2)",
    ),
    Policy(
        "practitioner_only_month", "codes", "Which codes for a month of the practitioner's own time alone?",
        {"practitioner": "99491 and 99437", "higher": "Whichever pays more"},
        "Not settled by CPT or CMS (rules 5.6 S2, 9.2)",
    ),
    Policy(
        "complex_month", "codes", "Which codes for a month attested as complex, with 60 minutes or more?",
        {"complex": "99487 and 99489", "higher": "Whichever pays more"},
        "CPT and CMS do not say that such a month must be billed as complex (rules 5.6, 9.1)",
    ),
    Policy(
        "units_99437", "codes", "How many units of 99437 may a month have?",
        {"capped": "As many as the medically unlikely edit lets pass", "all": "All that the time supports"},
        "CPT states no cap; CMS unit edit 2 (rules 1.1, 9.7)",
    ),
    Policy(
        "units_99489", "codes", "How many units of 99489 may a month have?",
        {"capped": "As many as the medically unlikely edit lets pass", "all": "All that the time supports"},
        "CPT states no cap; CMS unit edit 10 (rules 1.1, 9.7)",
    ),
    Policy(
        "visit_by_telehealth", "visit", "May the initiating visit be by video?",
        {"no": "No", "yes": "Yes"}, "Face to face (CMS CCM FAQ); telehealth not settled (rules 2, 9.8)",
    ),
    Policy(
        "visit_by_group_member", "visit", "May another practitioner of the group make the initiating visit?",
        {"no": "No", "yes": "Yes"}, "CMS: the billing practitioner; a substitute is not settled (rules 2, 9.8)",
    ),
    Policy(
        "apcm_elsewhere", "same_month", "Another practice bills advanced primary care (APCM) in the month:",
        {"warn": "Bill, and warn to ask who owns primary care", "block": "Do not bill care management"},
        "The bar is by practitioner and practice, 89 FR 97896 (rules 1.5, 9.11)",
    ),
    Policy(
        "apcm_behavioral_addon", "same_month", "G0570 and 99484 are both noted in a month:",
        {"warn": "Warn", "allow": "Accept"}, "Supplement or substitute is unresolved (rules 9.10)",
    ),
    Policy("with_99091", "same_month", "99091 (data review) in the same month:", _BESIDE,
           "CPT bars shared time; separate time is generally accepted (rules 1.5, 9.9)"),
    Policy("with_99483", "same_month", "99483 (cognitive assessment) in the same month:", _BESIDE,
           "Never the same minutes; check NCCI (rules 1.5, 9.9)"),
    Policy("with_e_visits", "same_month", "E-visits (99421-99423, 98970-98972) in the same month:", _BESIDE,
           "Never the same minutes; check NCCI (rules 1.5, 9.9)"),
    Policy("with_team_conference", "same_month", "Team conferences (99366-99368) in the same month:", _BESIDE,
           "Never the same minutes; check NCCI (rules 1.5)"),
    Policy("with_prolonged", "same_month", "Prolonged services (99358, 99359) in a month that is not complex:", _BESIDE,
           "Not payable by Medicare; never with complex care management (rules 1.5)"),
    Policy("with_guide", "same_month", "The patient is in GUIDE or another model that includes care management:",
           _BESIDE, "Model terms decide; care management may be part of its payment (rules 1.5)"),
    Policy(
        "no_contact", "documents", "Warn of a month in which nobody was reached?",
        {"warn": "Yes", "silent": "No"}, "No rule asks for live contact each month (rules 4)",
    ),
    Policy(
        "service_date", "documents", "Which date of service stands on the claim?",
        {"earliest": "A base code alone: the day its time was met; else the last day of the month",
         "month_end": "The last day of the month"},
        "The day the minimum was met or any later day of the month (CMS, rules 5.5)",
    ),
)  # fmt: skip


def policy(key: str) -> Policy:
    """The policy of that key; raises BadInput when there is none."""
    found = next((one for one in POLICIES if one.key == key), None)
    if found is None:
        raise BadInput("policy_unknown", "There is no such policy.", "Use a policy of the list.")
    return found


def check(key: str, choice: str) -> None:
    """Refuse a policy or a choice that does not exist."""
    choices = policy(key).choices
    if choice not in choices:
        raise BadInput(
            "policy_choice_unknown", "That is no choice of this policy.", f"Use one of: {', '.join(choices)}."
        )
