"""Who may do what: one table of roles and verbs. What does not stand in it is not allowed.

Follows security.md 3.13, except that in the small practices this program is for the lead works with
patients like everybody else. On one shared file roles are kept by the program, not by keys: whoever
opens the file could read all of it.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

ROLES = {
    "lead": "Practice lead",
    "coordinator": "Care coordinator",
    "nurse": "Nurse",
    "practitioner": "Practitioner",
    "biller": "Biller",
}
"""Role and what it is called."""


class Verb(StrEnum):
    """What a person may want to do; the value completes “Only … may”."""

    CARE = "add patients, change care plans, and record enrollment, consent and contacts"
    TRACK_TIME = "run the timer and add time"
    CORRECT_OTHERS_TIME = "add, amend or void somebody else's time"
    APPROVE_TIME = "approve time entered by hand"
    IMPORT = "import patients"
    PREPARE_MONTH = "prepare a month"
    SIGN_NOTE = "sign a month note as its author"
    ATTEST_COMPLEXITY = "attest complex decision-making, or take it back"
    SIGN_MONTH = "sign a month as the practitioner"
    SIGN_PLAN = "sign a care plan, or return it"
    DECIDE_INSTRUCTION = "decide which of two instructions holds"
    CLOSE_MONTH = "close a month"
    REOPEN_MONTH = "reopen a closed month"
    REPORT = "make reports and print what was done for patients"
    SEND_PLANS = "write care plans for another system"
    EXPORT_CLAIMS = "export claim lines and lists, or record what became of claims"
    REVIEW_CHARTS = "draw an audit sample, review its charts, or resolve somebody else's finding"
    BACK_UP = "back up the practice"
    EXCHANGE = "exchange changes with another computer of the practice"
    MANAGE_PEOPLE = "add people, give sign-ins and change roles"
    MANAGE_PRACTICE = "change the practice's settings"


_CLINICAL = frozenset(
    {
        Verb.CARE, Verb.TRACK_TIME, Verb.PREPARE_MONTH, Verb.SIGN_NOTE, Verb.REPORT, Verb.SEND_PLANS,
        Verb.BACK_UP, Verb.EXCHANGE,
    }
)  # fmt: skip
_TABLE: dict[str, frozenset[Verb]] = {
    "coordinator": _CLINICAL | {Verb.IMPORT},
    "nurse": _CLINICAL,
    "practitioner": _CLINICAL | {Verb.APPROVE_TIME, Verb.ATTEST_COMPLEXITY, Verb.SIGN_MONTH, Verb.SIGN_PLAN,
                                  Verb.DECIDE_INSTRUCTION, Verb.CLOSE_MONTH, Verb.REVIEW_CHARTS},
    "biller": frozenset({Verb.REPORT, Verb.EXPORT_CLAIMS}),
    "lead": _CLINICAL
    | {
        Verb.CORRECT_OTHERS_TIME, Verb.APPROVE_TIME, Verb.IMPORT, Verb.CLOSE_MONTH, Verb.REOPEN_MONTH,
        Verb.EXPORT_CLAIMS, Verb.REVIEW_CHARTS, Verb.MANAGE_PEOPLE, Verb.MANAGE_PRACTICE,
    },
}  # fmt: skip


def may(role: str, verb: Verb) -> bool:
    """Whether a role may; an unknown role may nothing."""
    return verb in _TABLE.get(role, frozenset())


def who_may(verb: Verb) -> tuple[str, ...]:
    """The roles that may, in the order of `ROLES`."""
    return tuple(role for role in ROLES if may(role, verb))


def only(roles: Collection[str], to: str) -> str:
    """“Only the practice lead or a practitioner may close a month.”"""
    names = ["the practice lead" if role == "lead" else f"a {ROLES[role].lower()}" for role in ROLES if role in roles]
    listed = " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"Only {listed} may {to}."
