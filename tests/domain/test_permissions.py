"""Roles and verbs: the table says all, and what it does not say is not allowed."""

from __future__ import annotations

import pytest

from ccm_desktop.domain.permissions import ROLES, Verb, may, only, who_may

MATRIX = {
    #                           lead coord nurse pract biller, as in security.md 3.13
    Verb.CARE: "                 yes  yes   yes   yes   no",
    Verb.TRACK_TIME: "           yes  yes   yes   yes   no",
    Verb.CORRECT_OTHERS_TIME: "  yes  no    no    no    no",
    Verb.APPROVE_TIME: "         yes  no    no    yes   no",
    Verb.IMPORT: "               yes  yes   no    no    no",
    Verb.PREPARE_MONTH: "        yes  yes   yes   yes   no",
    Verb.SIGN_NOTE: "            yes  yes   yes   yes   no",
    Verb.ATTEST_COMPLEXITY: "    no   no    no    yes   no",
    Verb.SIGN_MONTH: "           no   no    no    yes   no",
    Verb.SIGN_PLAN: "            no   no    no    yes   no",
    Verb.DECIDE_INSTRUCTION: "   no   no    no    yes   no",
    Verb.CLOSE_MONTH: "          yes  no    no    yes   no",
    Verb.REOPEN_MONTH: "         yes  no    no    no    no",
    Verb.REPORT: "               yes  yes   yes   yes   yes",
    Verb.SEND_PLANS: "           yes  yes   yes   yes   no",
    Verb.EXPORT_CLAIMS: "        yes  no    no    no    yes",
    Verb.REVIEW_CHARTS: "        yes  no    no    yes   no",
    Verb.BACK_UP: "              yes  yes   yes   yes   no",
    Verb.EXCHANGE: "             yes  yes   yes   yes   no",
    Verb.MANAGE_PEOPLE: "        yes  no    no    no    no",
    Verb.MANAGE_PRACTICE: "      yes  no    no    no    no",
}


@pytest.mark.parametrize("verb", list(Verb))
def test_the_table_says_who_may(verb: Verb) -> None:
    said = dict(zip(ROLES, MATRIX[verb].split(), strict=True))
    assert {role: "yes" if may(role, verb) else "no" for role in ROLES} == said
    assert who_may(verb)


@pytest.mark.parametrize("role", ["", "owner", "machine", "Lead"])
def test_an_unknown_role_may_nothing(role: str) -> None:
    assert not any(may(role, verb) for verb in Verb)


def test_a_refusal_names_who_may() -> None:
    assert only(("lead",), "close a month") == "Only the practice lead may close a month."
    assert only(("practitioner", "lead"), "sign") == "Only the practice lead or a practitioner may sign."
    assert only(("nurse", "lead", "biller"), "look") == "Only the practice lead, a nurse or a biller may look."
