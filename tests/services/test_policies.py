"""The practice's billing policies: who may set them, with what, and what an older program makes of them."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from ccm_desktop.domain.billing.policies import GROUPS, POLICIES, Policies
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.payloads.practice import PersonProfile, PolicyChoice
from ccm_desktop.services.office import Office
from ccm_desktop.services.policies import PolicyLine
from tests.services.conftest import Demo


def line(office: Office, key: str) -> PolicyLine:
    return next(one for one in office.policies.lines() if one.policy.key == key)


def choose(office: Office, key: str, choice: str, reason: str = "") -> None:
    form = line(office, key).form
    office.policies.choose(replace(form, value=PolicyChoice(key, choice, reason)))


def test_every_policy_has_its_field_words_and_citation() -> None:
    assert {policy.key for policy in POLICIES} == {field.name for field in fields(Policies)}
    for policy in POLICIES:
        assert policy.default in policy.choices
        assert policy.question
        assert policy.cite
        assert policy.group in GROUPS
        assert len(policy.choices) > 1


def test_a_new_practice_goes_by_the_conservative_defaults(office: Office) -> None:
    assert office.policies.in_force() == Policies()
    assert all(one.is_default for one in office.policies.lines())


def test_the_lead_chooses_with_a_reason(office: Office) -> None:
    choose(office, "unanswered_calls", "voicemail", "Our contractor confirmed it in writing.")
    assert office.policies.in_force() == Policies(unanswered_calls="voicemail")
    found = line(office, "unanswered_calls")
    assert (found.form.value.reason, found.form.by) == ("Our contractor confirmed it in writing.", "Maria Ortiz, RN")
    assert not found.is_default
    choose(office, "unanswered_calls", "none")
    assert office.policies.in_force() == Policies()


def test_a_choice_that_is_not_conservative_needs_a_reason(office: Office) -> None:
    with pytest.raises(BadInput, match="no reason"):
        choose(office, "unanswered_calls", "all", " ")
    assert office.policies.in_force() == Policies()


@pytest.mark.parametrize(("key", "choice"), [("unanswered_calls", "sometimes"), ("tea_time", "yes")])
def test_what_does_not_exist_is_refused(office: Office, key: str, choice: str) -> None:
    form = line(office, "unanswered_calls").form
    with pytest.raises(BadInput):
        office.policies.choose(replace(form, value=PolicyChoice(key, choice, "Because.")))


def test_a_choice_cannot_go_under_another_policys_name(office: Office) -> None:
    form = line(office, "unanswered_calls").form
    with pytest.raises(BadInput, match="another policy"):
        office.policies.choose(replace(form, value=PolicyChoice("after_revocation", "stop")))


def test_only_the_lead_chooses(demo: Demo) -> None:
    nurse = demo.office.people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value
    demo.office.context.person = nurse
    assert not demo.office.policies.may_choose()
    with pytest.raises(Refusal, match="Only the practice lead"):
        choose(demo.office, "unanswered_calls", "voicemail", "I think so.")
    assert demo.office.policies.in_force() == Policies()


def test_two_people_choosing_at_once_are_both_kept(office: Office) -> None:
    form = line(office, "after_revocation").form
    for choice in ("stop", "month_end"):
        office.policies.choose(replace(form, value=PolicyChoice("after_revocation", choice, "Why not.")))
    assert len(line(office, "after_revocation").form.others) == 1
    assert office.policies.in_force() == Policies()  # until somebody decides, the conservative one holds


def test_a_choice_of_a_newer_program_leaves_the_default_in_force(office: Office) -> None:
    with office.context.transaction() as tx:
        tx.record(PolicyChoice("after_revocation", "ask_me"), entity="policy:after_revocation")
        tx.record(PolicyChoice("moon_phase", "full"), entity="policy:moon_phase")
    assert office.policies.in_force() == Policies()
