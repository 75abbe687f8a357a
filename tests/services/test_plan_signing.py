"""A care plan on its way to a signature: what it must have, who signs, only what was shown."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from pypdf import PdfReader

from ccm_desktop.domain.calendar import from_epoch, local_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.plan_number import marked
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.services.forms import (
    CareTeamMember,
    EmergencyPlan,
    Form,
    GoalText,
    InterventionText,
    MedicationOrder,
    PlanReview,
    PlanSummary,
    PreventiveItem,
    SymptomToWatch,
)
from ccm_desktop.services.plan_printing import PaperChoice
from ccm_desktop.services.plan_signing import PlanSigningService
from ccm_desktop.services.signing import SigningService
from tests.services.conftest import Demo
from tests.services.month_world import ELENA, MonthWorld

GOAL = GoalText("Blood pressure at home", measure="Home readings", target="below 130/80", due_on="2027-01-31",
                owner="Patient")  # fmt: skip


class OfWhoeverIsSignedIn:
    """The service of the office that is open now: another person unlocks another one."""

    def __init__(self, world: MonthWorld) -> None:
        self._world = world

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world.office.plan_signing, name)


@pytest.fixture
def signing(world: MonthWorld) -> PlanSigningService:
    return cast(PlanSigningService, OfWhoeverIsSignedIn(world))


def ready(world: MonthWorld) -> str:
    """A patient whose plan can be signed."""
    patient = world.demo.enrolled()
    complete(world.demo, patient)
    return patient


def complete(demo: Demo, patient: str) -> None:
    """Write what a signature asks for."""
    demo.office.enrolment.record_consent(patient, demo.consent())
    plans = demo.office.care_plans
    for number, problem in enumerate(plans.view(patient).problems):
        (goal,) = plans.save(patient, [Form("", replace(GOAL, condition=problem.code.entity))]).value
        plans.save(patient, [Form("", InterventionText(f"Home log {number}", goal=goal, responsible="Patient"))])
    plans.save(patient, [
        Form("", PlanSummary("Two conditions", "Stable", "Walk again")),
        Form("", SymptomToWatch("Chest pain", "Call 911", "emergency")),
        Form("", MedicationOrder("Lisinopril", "20", "mg")),
        Form("", CareTeamMember("Dr. Chu", "Cardiologist")),
        Form("", EmergencyPlan(instructions="Call the nurse line")),
        Form("", PlanReview("2027-01-31")),
    ])  # fmt: skip
    plans.note_section(patient, "allergies", "none_known")


def look(world: MonthWorld, signing: PlanSigningService, patient: str) -> str:
    token = signing.evidence(patient).seen
    world.demo.clock.advance(2)
    return token


def sign(world: MonthWorld, signing: PlanSigningService, patient: str) -> str:
    world.become_elena()
    return signing.sign(patient, look(world, signing, patient), ELENA).value


def signed_as(world: MonthWorld, patient: str) -> tuple[int, bool] | None:
    """The version that is signed as the plan says it, and whether it changed since."""
    signed = world.office.care_plans.view(patient).way.signed
    return (signed.number, signed.is_changed) if signed is not None else None


def test_the_whole_way(world: MonthWorld, signing: PlanSigningService) -> None:
    patient = ready(world)
    assert signing.missing(patient) == ()
    assert (signing.standing(patient).state, signing.queue()) == ("never", ())
    assert signed_as(world, patient) is None
    signing.submit(patient, "New goal for blood pressure")
    (line,) = signing.queue()
    assert (line.patient_id, line.words) == (patient, "New goal for blood pressure")
    sign(world, signing, patient)
    standing = signing.standing(patient)
    assert (standing.state, standing.signed_by, standing.is_genuine) == ("signed", "Elena Reyes, MD", True)
    assert signed_as(world, patient) == (standing.signed_number, False)
    assert signing.queue() == ()


def test_an_edit_after_the_signature_is_said_and_shown_to_the_next_signer(
    world: MonthWorld, signing: PlanSigningService
) -> None:
    patient = ready(world)
    sign(world, signing, patient)
    world.become_maria()
    world.office.care_plans.save(patient, [Form("", SymptomToWatch("Swollen legs", "Call us"))])
    standing = signing.standing(patient)
    assert (standing.state, standing.is_genuine) == ("changed", True)
    assert signed_as(world, patient) == (standing.signed_number, True)
    assert [change.after for change in signing.evidence(patient).changes] == ["Swollen legs · Call us · Call us"]
    signing.submit(patient)
    sign(world, signing, patient)
    assert signing.standing(patient).state == "signed"


LACKS: dict[str, Callable[[MonthWorld, str], object]] = {
    "a goal without a measure": lambda world, patient: add(world, patient, replace(GOAL, measure="")),
    "a goal without an owner": lambda world, patient: add(world, patient, replace(GOAL, owner="")),
    "a goal without a date": lambda world, patient: add(world, patient, replace(GOAL, due_on="")),
    "a dose without a unit": lambda world, patient: add(world, patient, MedicationOrder("Metformin", "500")),
    "a due item of the past": lambda world, patient: add(world, patient, PreventiveItem("Eye exam", "2020-01-01")),
    "an intervention of nobody": lambda world, patient: add(world, patient, InterventionText("Call")),
    "a sign without what to do": lambda world, patient: add(world, patient, SymptomToWatch("Dizzy")),
    "a problem without a goal": lambda world, patient: world.demo.problem(patient, "Asthma", "J45.909"),
    "no outcome expected": lambda world, patient: summary(world, patient, PlanSummary("Two conditions", "", "Walk")),
}


def add(world: MonthWorld, patient: str, value: object) -> None:
    if isinstance(value, InterventionText):
        problem = world.office.care_plans.view(patient).problems[0].code.entity
        value = replace(value, condition=problem)
    world.office.care_plans.save(patient, [Form("", value)])


def summary(world: MonthWorld, patient: str, value: PlanSummary) -> None:
    held = world.office.care_plans.view(patient).summary
    world.office.care_plans.save(patient, [replace(held, value=value)])


@pytest.mark.parametrize("lack", LACKS)
def test_a_draft_may_lack_what_a_signature_may_not(
    world: MonthWorld, signing: PlanSigningService, lack: str
) -> None:  # fmt: skip
    patient = ready(world)
    LACKS[lack](world, patient)
    (missing,) = signing.missing(patient)
    assert missing.section
    with pytest.raises(Refusal) as refused:
        signing.submit(patient)
    assert refused.value.code == "plan_not_ready"
    with pytest.raises(Refusal) as refused:
        sign(world, signing, patient)
    assert refused.value.code == "plan_not_ready"
    assert signing.standing(patient).state == "never"


def test_an_unknown_drug_is_shown_to_the_signer_and_keeps_nobody_from_signing(
    world: MonthWorld, signing: PlanSigningService
) -> None:
    patient = ready(world)
    add(world, patient, MedicationOrder("Lisinoprill", "10", "mg"))
    add(world, patient, MedicationOrder("Zzyzxumab", "1", "mg", rxnorm="123"))
    assert signing.evidence(patient).doubtful == (
        "Medications: 3 medications not reconciled",
        "Care team: 1 member without phone, e-mail or fax",
        "Medication “Lisinoprill”: Not among the known drug names: check the spelling. Lisinopril?",
    )
    assert signing.missing(patient) == ()
    sign(world, signing, patient)
    assert signing.standing(patient).state == "signed"


def test_a_patient_without_consent_has_no_signed_plan(world: MonthWorld, signing: PlanSigningService) -> None:
    patient = ready(world)
    world.office.enrolment.revoke_consent(patient, world.demo.now, "Does not want it any more")
    assert [one.section for one in signing.missing(patient)] == ["consent"]


class TestOnlyWhatWasShown:
    """Never: signing blind."""

    def test_not_without_looking(self, world: MonthWorld, signing: PlanSigningService) -> None:
        patient = ready(world)
        world.become_elena()
        with pytest.raises(Refusal) as refused:
            signing.sign(patient, "", ELENA)
        assert refused.value.code == "evidence_not_seen"

    def test_not_at_a_glance(self, world: MonthWorld, signing: PlanSigningService) -> None:
        patient = ready(world)
        world.become_elena()
        token = signing.evidence(patient).seen
        with pytest.raises(Refusal) as refused:
            signing.sign(patient, token, ELENA)
        assert refused.value.code == "evidence_too_short"

    def test_not_what_changed_after_the_look(self, world: MonthWorld, signing: PlanSigningService) -> None:
        patient = ready(world)
        world.become_elena()
        token = look(world, signing, patient)
        world.office.care_plans.save(patient, [Form("", SymptomToWatch("Swollen legs", "Call us"))])
        with pytest.raises(Refusal) as refused:
            signing.sign(patient, token, ELENA)
        assert refused.value.code == "plan_changed"
        assert signing.standing(patient).state == "never"

    def test_not_with_the_token_of_another_patient(self, world: MonthWorld, signing: PlanSigningService) -> None:
        first, second = ready(world), ready(world)
        world.become_elena()
        with pytest.raises(Refusal) as refused:
            signing.sign(second, look(world, signing, first), ELENA)
        assert refused.value.code == "plan_changed"

    def test_not_by_a_nurse_or_lead(self, world: MonthWorld, signing: PlanSigningService) -> None:
        patient = ready(world)
        with pytest.raises(Refusal) as refused:
            signing.sign(patient, look(world, signing, patient), ELENA)
        assert refused.value.code == "role_may_not"

    def test_not_twice(self, world: MonthWorld, signing: PlanSigningService) -> None:
        patient = ready(world)
        sign(world, signing, patient)
        with pytest.raises(Refusal) as refused:
            sign(world, signing, patient)
        assert refused.value.code == "plan_signed"


class TestReturned:
    """Not signed, with words."""

    def test_the_words_stay_with_the_plan_until_it_is_submitted_again(
        self, world: MonthWorld, signing: PlanSigningService
    ) -> None:
        patient = ready(world)
        signing.submit(patient)
        world.become_elena()
        signing.send_back(patient, "The target is too low for her age")
        standing = signing.standing(patient)
        assert (standing.state, standing.reason) == ("returned", "The target is too low for her age")
        assert signing.queue() == ()
        world.become_maria()
        signing.submit(patient)
        assert signing.standing(patient).state == "waiting"

    @pytest.mark.parametrize("back", [timedelta(hours=2), timedelta(days=400)])
    def test_a_clock_set_back_keeps_no_plan_returned(
        self, world: MonthWorld, signing: PlanSigningService, back: timedelta
    ) -> None:
        patient = ready(world)
        signing.submit(patient)
        world.become_elena()
        world.demo.clock.wall += back
        signing.send_back(patient, "The target is too low for her age")
        world.become_maria()
        world.demo.clock.wall -= back
        signing.submit(patient, "Higher now")
        assert (signing.standing(patient).state, signing.standing(patient).reason) == ("waiting", "Higher now")
        assert world.office.care_plans.view(patient).way.state == "waiting"
        assert [line.words for line in signing.queue()] == ["Higher now"]

    def test_nothing_that_does_not_wait_is_returned(self, world: MonthWorld, signing: PlanSigningService) -> None:
        patient = ready(world)
        world.become_elena()
        with pytest.raises(Refusal) as refused:
            signing.send_back(patient, "No")
        assert refused.value.code == "plan_not_waiting"

    def test_without_words_nothing_is_returned(self, world: MonthWorld, signing: PlanSigningService) -> None:
        patient = ready(world)
        signing.submit(patient)
        world.become_elena()
        with pytest.raises(BadInput):
            signing.send_back(patient, "  ")
        assert signing.standing(patient).state == "waiting"

    def test_a_signature_is_taken_back_by_its_signer_only(self, world: MonthWorld, signing: PlanSigningService) -> None:
        patient = ready(world)
        signing.submit(patient)
        signature = sign(world, signing, patient)
        world.become_maria()
        with pytest.raises(Refusal):
            signing.withdraw(patient, signature)
        world.become_elena()
        signing.withdraw(patient, signature)
        assert signing.standing(patient).state == "waiting"
        assert signed_as(world, patient) is None

    def test_another_practitioner_does_not_take_it_back(self, world: MonthWorld, signing: PlanSigningService) -> None:
        patient = ready(world)
        signature = sign(world, signing, patient)
        world.become_maria()
        otto = world.office.people.add(PersonProfile("Otto Weiss", "MD", "practitioner", "practitioner")).value
        world.office.context.person = otto
        with pytest.raises(Refusal) as refused:
            signing.withdraw(patient, signature)
        assert refused.value.code == "not_your_signature"

    def test_a_nurse_or_lead_returns_nothing(self, world: MonthWorld, signing: PlanSigningService) -> None:
        patient = ready(world)
        signing.submit(patient)
        with pytest.raises(Refusal) as refused:
            signing.send_back(patient, "Not now")
        assert refused.value.code == "role_may_not"

    def test_nothing_is_submitted_twice(self, world: MonthWorld, signing: PlanSigningService) -> None:
        patient = ready(world)
        signing.submit(patient)
        with pytest.raises(Refusal) as refused:
            signing.submit(patient)
        assert refused.value.code == "plan_waiting"


def came_in(world: MonthWorld, patient: str) -> None:
    """A medication that no save made: as an import or another device brings it."""
    with world.office.context.transaction() as tx:
        tx.record(MedicationOrder("Warfarin", "5", "mg"), entity=new_id(), patient=patient)


class TestWhatNoSaveMade:
    """A signature covers all that was shown, however it came into the plan."""

    def test_it_comes_between_looking_and_signing(self, world: MonthWorld, signing: PlanSigningService) -> None:
        patient = ready(world)
        world.become_elena()
        token = look(world, signing, patient)
        came_in(world, patient)
        with pytest.raises(Refusal) as refused:
            signing.sign(patient, token, ELENA)
        assert refused.value.code == "plan_changed"
        assert signing.standing(patient).state == "never"

    def test_it_comes_after_the_signature(self, world: MonthWorld, signing: PlanSigningService) -> None:
        patient = ready(world)
        sign(world, signing, patient)
        came_in(world, patient)
        standing = signing.standing(patient)
        assert (standing.state, standing.is_genuine) == ("changed", True)

    def test_it_is_part_of_the_version_that_is_signed(self, world: MonthWorld, signing: PlanSigningService) -> None:
        patient = ready(world)
        came_in(world, patient)
        sign(world, signing, patient)
        standing = signing.standing(patient)
        signed = world.office.care_plans.version(standing.signed_version)
        assert {one.order.value.drug for one in signed.medications} == {"Lisinopril", "Warfarin"}
        assert (standing.state, standing.is_genuine) == ("signed", True)
        with pytest.raises(Refusal) as refused:
            world.office.care_plans.undo(patient)
        assert (refused.value.code, signing.standing(patient).state) == ("nothing_to_undo", "signed")


def test_the_copy_of_a_signed_version_says_who_signed_and_no_other_does(
    world: MonthWorld, signing: PlanSigningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = ready(world)

    def copy() -> str:
        paper = world.office.plan_printing.paper(patient, PaperChoice()).render(Unobserved())
        return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages).split())

    assert "Signed electronically" not in copy()
    sign(world, signing, patient)
    standing = signing.standing(patient)
    on = local_day(from_epoch(standing.signed_at), world.office.context.zone())
    day = f"{on:%B} {on.day}, {on.year}"
    plan = marked(standing.signed_version, standing.signed_number)
    said = f"Signed electronically by Elena Reyes, MD on {day} (plan {plan}, {standing.fingerprint})"
    assert said in copy()
    with monkeypatch.context() as forged:
        forged.setattr(SigningService, "verify", lambda *_: False)
        assert "Signed electronically" not in copy()
    world.become_maria()
    world.office.care_plans.save(patient, [Form("", SymptomToWatch("Swollen legs", "Call us"))])
    assert "Signed electronically" not in copy()


def exported(world: MonthWorld, patient: str) -> tuple[str, list[Any], str]:
    """Of the plan as it leaves now: status and attesters of its Composition, and since when the plan is."""
    rendering = world.office.plan_exports.plan(patient, "Riverside Hospital")
    page, *rest = (one["resource"] for one in json.loads(rendering.render(Unobserved()))["entry"])
    (plan,) = (one for one in rest if one["resourceType"] == "CarePlan")
    return page["status"], page.get("attester", []), plan["period"]["start"]


def test_an_export_names_the_signer_of_exactly_the_version_that_leaves(
    world: MonthWorld, signing: PlanSigningService
) -> None:
    patient = ready(world)
    began = local_day(world.demo.clock.now(), world.office.context.zone()).isoformat()
    assert exported(world, patient) == ("preliminary", [], began)
    sign(world, signing, patient)
    at = signing.standing(patient).signed_at
    status, (attester,), _ = exported(world, patient)
    assert (status, attester["mode"], attester["party"]["display"]) == ("final", "professional", "Elena Reyes, MD")
    assert attester["time"] == from_epoch(at).strftime("%Y-%m-%dT%H:%M:%SZ")
    world.demo.clock.advance(3 * 86400)
    add(world, patient, SymptomToWatch("Swollen legs", "Call us"))
    assert exported(world, patient) == ("preliminary", [], began)
    signature = sign(world, signing, patient)
    assert exported(world, patient)[0] == "final"
    signing.withdraw(patient, signature)
    assert exported(world, patient)[:2] == ("preliminary", [])


def test_a_plan_that_comes_back_says_why_it_was_returned_and_what_changed_since(world: MonthWorld) -> None:
    patient = ready(world)
    world.office.plan_signing.submit(patient)
    world.become_elena()
    assert world.office.plan_signing.evidence(patient).returned is None
    world.office.plan_signing.send_back(patient, "The target is too low")
    world.become_maria()
    world.office.plan_signing.submit(patient)
    world.become_elena()
    again = world.office.plan_signing.evidence(patient).returned
    assert again is not None
    assert (again.words, again.changed) == ("The target is too low", 0)
    assert "Reyes" in again.by
    world.become_maria()
    add(world, patient, SymptomToWatch("Swollen legs", "Call us", "call"))
    world.become_elena()
    shown = world.office.plan_signing.evidence(patient)
    assert shown.returned is not None
    assert shown.returned.changed == 1
    world.demo.clock.advance(2)
    world.office.plan_signing.sign(patient, shown.seen, ELENA)
    assert world.office.plan_signing.evidence(patient).returned is None
