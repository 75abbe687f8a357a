"""Typed into a form beside a plan and not recorded: kept on this device for who typed it and for that patient alone."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.services.coordination import NewCoordination
from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.services.plan_drafts import PlanDraft
from tests.services.conftest import Demo
from tests.services.test_plan_drafts import HOSTILE

ENTRY = NewCoordination("Shore Cardiology", "from_us", "referral", "Referred for palpitations", "2026-10-14")


def draft(words: str, place: str = "coordination") -> FormDraft:
    return FormDraft(place, "new:", {"with": "Shore Cardiology", "about": words}, "Shore Cardiology")


@pytest.mark.parametrize("words", ["30 min", HOSTILE, "half \ud800 a character"])
def test_it_comes_back_as_it_was_typed_after_the_program_ended(demo: Demo, words: str) -> None:
    patient, other = demo.patient(), demo.patient("Adams", "Ann")
    count = partial(demo.office.context.store.vault.connection.execute, "SELECT count(*) FROM op")
    ops = count().fetchone()
    at = demo.office.form_drafts.keep(patient, draft("half of it")).value
    demo.office.form_drafts.keep(patient, draft(words))
    assert count().fetchone() == ops, "it is no part of the record"
    demo.opened.close()
    demo.reopen()
    (found,) = demo.office.form_drafts.of(patient)
    typed = {"with": "Shore Cardiology", "about": words.replace("\ud800", "?")}
    assert found == replace(draft(""), typed=typed, at=at)
    assert demo.office.form_drafts.of(other) == ()


def test_it_is_of_who_typed_it_alone(demo: Demo) -> None:
    patient, me = demo.patient(), demo.office.context.person
    demo.office.form_drafts.keep(patient, draft("mine"))
    demo.office.context.person = demo.biller
    assert demo.office.form_drafts.of(patient) == ()
    assert demo.office.form_drafts.places() == (frozenset(), frozenset())
    demo.office.form_drafts.drop(patient, "coordination")
    demo.office.context.person = me
    assert len(demo.office.form_drafts.of(patient)) == 1


def test_where_something_waits_is_told_of_plans_and_forms_apart(demo: Demo) -> None:
    patient, other = demo.patient(), demo.patient("Adams", "Ann")
    demo.office.form_drafts.keep(patient, draft("one"))
    demo.office.form_drafts.keep(other, draft("two", "teach_back"))
    demo.office.plan_drafts.keep(patient, PlanDraft("goal:new:", "Goal", (), {}))
    plans = frozenset({(patient, "goal:new:")})
    forms = frozenset({(patient, "coordination"), (other, "teach_back")})
    assert demo.office.form_drafts.places() == (plans, forms)
    demo.office.form_drafts.drop(other, "teach_back")
    assert demo.office.form_drafts.places() == (plans, frozenset({(patient, "coordination")}))


def test_what_records_it_forgets_it_in_the_same_commit_and_a_refusal_keeps_it(demo: Demo) -> None:
    patient, office = demo.patient(), demo.office
    kept = office.form_drafts
    kept.keep(patient, draft("Referred"))
    kept.keep(patient, draft("Better", "teach_back"))
    with pytest.raises(BadInput):
        kept.record(patient, "coordination", lambda: office.coordination.record(patient, replace(ENTRY, about="")))
    assert len(kept.of(patient)) == 2
    outcome = kept.record(patient, "coordination", lambda: office.coordination.record(patient, ENTRY))
    assert [one.entry_id for one in office.coordination.log(patient)] == [outcome.value]
    assert [one.place for one in kept.of(patient)] == ["teach_back"]


def test_a_command_that_is_one_commit_of_its_own_is_part_of_it(demo: Demo) -> None:
    """A quick finding records plan, task and finding together; the draft goes with them or nothing does."""
    patient, office = demo.patient(), demo.office
    office.form_drafts.keep(patient, draft("x"))

    def and_fail() -> None:
        office.quick_findings.record(patient, "transport")
        raise BadInput("late", "It fails after all.", "Try again.")

    with pytest.raises(BadInput):
        office.form_drafts.record(patient, "coordination", and_fail)  # type: ignore[arg-type]
    assert office.quick_findings.of(patient) == ()
    assert len(office.form_drafts.of(patient)) == 1
    office.form_drafts.record(patient, "coordination", lambda: office.quick_findings.record(patient, "transport"))
    assert len(office.quick_findings.of(patient)) == 1
    assert office.form_drafts.of(patient) == ()
