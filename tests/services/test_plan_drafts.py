"""Typed and not saved: kept on this device for who typed it, with the versions it was typed over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.services.forms import Barrier, Form, GoalText, MedicationOrder, MedicationReview
from ccm_desktop.services.plan_drafts import PlanDraft
from tests.services.conftest import Demo

HOSTILE = (
    "\u202e\u0646\u0635 <b>bold</b> & \n\t{x} %s \x00 '; DROP TABLE op; -- \U0001f469\u200d\u2695\ufe0f "
    + "long " * 2_000
)


def goal(demo: Demo, patient: str) -> Form[GoalText]:
    if not demo.office.care_plans.view(patient).unattached_goals:
        demo.office.care_plans.save(patient, [Form("", GoalText("Walk", target="15 min"))])
    return demo.office.care_plans.view(patient).unattached_goals[0].text


def typed(form: Form[GoalText], target: str) -> PlanDraft:
    return PlanDraft(form.entity, "Goal", (form,), {(0, "target"): target}, "For Hypertension")


@pytest.mark.parametrize("text", ["30 min", HOSTILE, "half \ud800 a character"])
def test_it_comes_back_as_it_was_typed_after_the_program_ended(demo: Demo, text: str) -> None:
    patient = demo.patient()
    draft = typed(goal(demo, patient), text)
    at = demo.office.plan_drafts.keep(patient, draft).value
    demo.opened.close()
    demo.reopen()
    (found,) = demo.office.plan_drafts.of(patient)
    whole = text.replace("\ud800", "?")
    assert found == replace(draft, at=at, texts={(0, "target"): whole}, forms=found.forms)
    assert [(one.entity, one.value, one.heads) for one in found.forms] == [
        (one.entity, one.value, one.heads) for one in draft.forms
    ]


def test_the_last_of_a_line_stands_and_a_save_forgets_it_in_its_commit(demo: Demo) -> None:
    patient = demo.patient()
    form = goal(demo, patient)
    for words in ("30 m", "30 min"):
        demo.office.plan_drafts.keep(patient, typed(form, words))
    assert [one.texts[0, "target"] for one in demo.office.plan_drafts.of(patient)] == ["30 min"]
    value = replace(form.value, target="30 min")
    demo.office.care_plans.save(patient, [replace(form, value=value)], place=form.entity)
    assert demo.office.plan_drafts.of(patient) == ()


def test_a_save_that_is_refused_forgets_nothing(demo: Demo) -> None:
    patient = demo.patient()
    form = goal(demo, patient)
    demo.office.plan_drafts.keep(patient, typed(form, "30 min"))
    with pytest.raises(Exception, match="empty"):
        demo.office.care_plans.save(patient, [Form("", GoalText(" "))], place=form.entity)
    assert len(demo.office.plan_drafts.of(patient)) == 1


def test_what_somebody_saved_meanwhile_is_not_overwritten(demo: Demo) -> None:
    patient = demo.patient()
    form = goal(demo, patient)
    demo.office.plan_drafts.keep(patient, typed(form, "30 min"))
    demo.office.care_plans.save(patient, [replace(form, value=replace(form.value, target="45 min"))])
    (kept,) = demo.office.plan_drafts.of(patient)
    mine = replace(kept.forms[0], value=replace(kept.forms[0].value, target=kept.texts[0, "target"]))
    demo.office.care_plans.save(patient, [mine], place=kept.place)
    both = goal(demo, patient)
    assert {both.value.target, *(other.target for other in both.others)} == {"30 min", "45 min"}


def test_another_person_on_this_computer_does_not_see_it(demo: Demo) -> None:
    patient = demo.patient()
    demo.office.plan_drafts.keep(patient, typed(goal(demo, patient), "30 min"))
    me, demo.office.context.person = demo.office.context.person, demo.biller
    assert demo.office.plan_drafts.of(patient) == ()
    demo.office.context.person = me
    demo.office.plan_drafts.drop(patient, "another place")
    assert len(demo.office.plan_drafts.of(patient)) == 1


def test_a_draft_is_no_part_of_the_record(demo: Demo) -> None:
    patient = demo.patient()
    form = goal(demo, patient)
    before = demo.office.care_plans.view(patient).versions
    ops = demo.office.context.store.vault.connection.execute("SELECT count(*) FROM op").fetchone()
    demo.office.plan_drafts.keep(patient, typed(form, "30 min"))
    assert demo.office.context.store.vault.connection.execute("SELECT count(*) FROM op").fetchone() == ops
    assert demo.office.care_plans.view(patient).versions == before


def test_a_medication_that_is_not_taken_becomes_one_task_in_the_same_save(demo: Demo) -> None:
    patient, plans = demo.patient(), demo.office.care_plans
    (drug,) = plans.save(patient, [Form("", MedicationOrder("Metformin"))]).value
    for taking, expected in (("yes", []), ("cost", ["Metformin: cannot afford it"]),
                             ("out", ["Metformin: cannot afford it"])):  # fmt: skip
        review = plans.view(patient).medications[0].review
        value = MedicationReview(taking, reconciled_on="2026-10-14")
        plans.save(patient, [replace(review, value=value, entity=drug)], follow_up=True)
        assert [line.what.value.title for line in demo.office.tasks.list(patient=patient)] == expected
    assert plans.view(patient).tasks == {drug: "Metformin: cannot afford it"}


@pytest.mark.parametrize(("review", "title"), [
    (MedicationReview("yes", "Takes half\n a tablet"), "Metformin: differs from the order: Takes half a tablet"),
    (MedicationReview("", "Takes half"), "Metformin: differs from the order: Takes half"),
    (MedicationReview("cost", "Takes half"), "Metformin: cannot afford it"),
    (MedicationReview("yes", "x" * 500), f"Metformin: differs from the order: {'x' * 119}…"),
    (MedicationReview("yes", "  "), ""),
])  # fmt: skip
def test_what_differs_from_the_order_becomes_a_task(demo: Demo, review: MedicationReview, title: str) -> None:
    patient, plans = demo.patient(), demo.office.care_plans
    (drug,) = plans.save(patient, [Form("", MedicationOrder("Metformin"))]).value
    plans.save(patient, [Form(drug, review)], follow_up=True)
    assert [line.what.value.title for line in demo.office.tasks.list(patient=patient)] == ([title] if title else [])


def test_undo_of_that_save_drops_the_task_unless_somebody_saw_to_it(demo: Demo) -> None:
    patient, plans = demo.patient(), demo.office.care_plans
    (drug,) = plans.save(patient, [Form("", MedicationOrder("Metformin"))]).value
    plans.save(patient, [Form(drug, MedicationReview("out"))], follow_up=True)
    plans.undo(patient)
    assert demo.office.tasks.list(patient=patient) == ()
    plans.redo(patient)
    (line,) = demo.office.tasks.list(patient=patient)
    demo.office.tasks.done(line, "Refilled")
    plans.undo(patient)
    (line,) = demo.office.tasks.list(patient=patient, open_only=False)
    assert (line.status.value.status, line.status.value.outcome) == ("done", "Refilled")


def test_without_follow_up_there_is_no_task(demo: Demo) -> None:
    patient, plans = demo.patient(), demo.office.care_plans
    (drug,) = plans.save(patient, [Form("", MedicationOrder("Metformin"))]).value
    plans.save(patient, [Form(drug, MedicationReview("out")), Form("", Barrier("Cost"))])
    assert demo.office.tasks.list(patient=patient) == ()
