"""Care plans out to other systems and in from them: nothing lost, nothing replaced, all or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.progress import Cancelled, Unobserved, at_once
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.month import DocumentMade
from ccm_desktop.ledger.payloads.patient import PatientContact, PatientIdentity, PatientProgram
from ccm_desktop.ledger.payloads.plan_sections import sharing_entity
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded
from ccm_desktop.models import refold
from ccm_desktop.models.queries import exchange
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services import packs
from ccm_desktop.services.assessments import Dealt, NewAssessment
from ccm_desktop.services.entrance import NewPractice
from ccm_desktop.services.forms import (
    AllergySubstance,
    Caregiver,
    CareTeamMember,
    ConditionCode,
    Form,
    GoalText,
    InterventionText,
    MedicationOrder,
    MedicationReview,
    PlanSummary,
    Sharing,
)
from ccm_desktop.services.office import Office
from ccm_desktop.services.plan_import_views import NEW
from ccm_desktop.services.plan_record import record_version
from ccm_desktop.services.plan_views import CarePlanView
from ccm_desktop.services.reporting import save
from ccm_desktop.services.vault import OpenPractice, create_practice
from tests.fakes import FakeClock
from tests.interop.fhir_rules import faults
from tests.interop.plan_samples import PATIENT, plan_of
from tests.services.test_assessments import phq9

Open = Callable[[str], Office]


@pytest.fixture
def practice(tmp_path: Path, clock: FakeClock) -> Iterator[Open]:
    opened: list[OpenPractice] = []

    def open_one(name: str) -> Office:
        new = NewPractice(PracticeProfile(name, "America/New_York"), PersonProfile("Ann", "RN", "lead"), None,
                          "correct horse battery")  # fmt: skip
        opened.append(create_practice(tmp_path / f"practice {len(opened)}", new, clock, QUICK_FOR_TESTS))
        return opened[-1].office

    yield open_one
    for one in opened:
        assert refold.verify(one.office.context.store.vault) == []
        one.close()


def plan_here(office: Office, seed: int, texts: list[str]) -> str:
    """A random plan in a practice, as if somebody had written it."""
    found = plan_of(seed, texts)
    patient = found[PatientIdentity][PATIENT]
    found[PatientIdentity][PATIENT] = replace(patient, deceased_on="")
    with office.context.transaction() as tx:
        for held in found.values():
            for entity, value in held.items():
                tx.record(value, entity=entity, patient=PATIENT)
        tx.record(PatientProgram(), entity=PATIENT, patient=PATIENT)
        record_version(tx, PATIENT, "Written")
    return PATIENT


def written(office: Office, patient: str, path: Path, bundle: str = "document") -> Path:
    rendering = office.plan_exports.plan(patient, "Riverside Hospital", bundle)
    content = rendering.render(Unobserved())
    saved = save(rendering, content, path)
    office.reporting.record(rendering, content, "saved")
    return saved.path


def plain(value: Any) -> Any:
    """A view without who, when, and which version: the words of every field, in the order of their ids."""
    if isinstance(value, Form):
        return (value.entity, value.value, value.others)
    if isinstance(value, CarePlanView):
        own = {"versions", "undo", "redo", "tasks"}  # of whoever wrote them, here
        return {name: plain(getattr(value, name)) for name in CarePlanView.__dataclass_fields__ if name not in own}
    if hasattr(value, "__dataclass_fields__"):
        return tuple(plain(getattr(value, name)) for name in value.__dataclass_fields__)
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    if hasattr(value, "items"):
        return {key: plain(one) for key, one in value.items()}
    return value


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], tuple[Office, Office, Path]]]:
    """Two empty practices a call."""
    opened: list[Any] = []
    clock = FakeClock()

    def make() -> tuple[Office, Office, Path]:
        for one in opened:
            one.close()
        opened.clear()
        folder = tmp_path_factory.mktemp("two")
        for name in ("Lakeside", "Riverside"):
            new = NewPractice(PracticeProfile(name, "America/New_York"), PersonProfile("Ann", "RN", "lead"), None,
                              "correct horse battery")  # fmt: skip
            opened.append(create_practice(folder / name, new, clock, QUICK_FOR_TESTS))
        return opened[0].office, opened[1].office, folder

    yield make
    for one in opened:
        one.close()


@given(seed=st.integers(0, 2**32), texts=st.lists(st.text(st.characters(codec="utf-8"), max_size=9), max_size=4))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_plan_taken_in_by_an_empty_practice_is_the_same_field_by_field(
    two: Callable[[], tuple[Office, Office, Path]], seed: int, texts: list[str]
) -> None:
    here, there, folder = two()
    patient = plan_here(here, seed, texts)
    path = written(here, patient, folder / "plan.json")
    assert faults(json.loads(path.read_text("utf-8"))) == []
    shown = there.plan_imports.take_in(there.plan_imports.read(path), NEW).value
    assert shown.skipped == ()
    assert plain(there.care_plans.view(patient)) == plain(here.care_plans.view(patient))
    assert there.patients.identity(patient).value == here.patients.identity(patient).value
    # The same file again, in either practice, has nothing new to say.
    for office in (there, here):
        before = office.context.store.vault.connection.execute("SELECT count(*) FROM op").fetchone()
        again = office.plan_imports.take_in(office.plan_imports.read(path)).value
        assert (again.count("added"), again.count("updated"), again.count("conflict")) == (0, 0, 0)
        assert office.context.store.vault.connection.execute("SELECT count(*) FROM op").fetchone() == before
    assert refold.verify(there.context.store.vault) == []


def small_plan(office: Office, **identity: str) -> str:
    """A patient with a problem, a goal, work for it, a drug and an allergy."""
    who = PatientIdentity("Castillo", "María", "1950-03-04", "female", **identity)
    patient = office.patients.add(who, PatientContact("(555) 014-2277")).value
    problem = office.care_plans.add_problem(patient, "Essential hypertension", "I10").value
    (goal,) = office.care_plans.save(patient, (
        Form("", GoalText("Blood pressure under control", problem, "Systolic at home", "", "< 130 mmHg", "2027-01-31",
                          "I want to dance at the wedding", "Salty meals", "", "Patient")),
    )).value  # fmt: skip
    office.care_plans.save(patient, (
        Form("", InterventionText("Walk after dinner", goal, problem, "Patient", "daily", "2027-01-31")),
        Form("", MedicationOrder("Lisinopril", "10", "mg", "by mouth", "once a day", "", "29046", "2026-01-02",
                                 "Blood pressure", "Dr. Reyes")),
        Form("", AllergySubstance("Penicillin", "Hives", "moderate", "high")),
        Form("", CareTeamMember("Jane Roe", "Dietitian", "(555) 014-1111", "Riverside", email="jane@x.example")),
        Form("", Caregiver("Rosa Castillo", "Daughter", "(555) 014-3333", ("medications",), "2026-01-02")),
        Form(patient, PlanSummary("Lives with her daughter.", "Good", "Dance at the wedding")),
    ))  # fmt: skip
    order = office.care_plans.view(patient).medications[0].order
    review = MedicationReview("cost", "Skips weekends", "", "Price", "", "2026-10-01", "patient")
    office.care_plans.save(patient, (Form(order.entity, review),))
    return patient


def test_what_other_programs_read_stands_in_the_standard_elements(practice: Open, tmp_path: Path) -> None:
    office = practice("Lakeside")
    patient = small_plan(office, mrn="100234", mbi="1EG4TE5MK73")
    bundle = json.loads(written(office, patient, tmp_path / "plan.json").read_text("utf-8"))
    assert faults(bundle) == []
    by_type: dict[str, list[Any]] = {}
    for entry in bundle["entry"]:
        by_type.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    (goal,), (drug,), (allergy,) = by_type["Goal"], by_type["MedicationRequest"], by_type["AllergyIntolerance"]
    assert goal["target"] == [{
        "measure": {"text": "Systolic at home"}, "dueDate": "2027-01-31",
        "detailQuantity": {"comparator": "<", "value": 130, "unit": "mmHg", "system": "http://unitsofmeasure.org",
                           "code": "mm[Hg]"},
    }]  # fmt: skip
    assert goal["note"][0]["text"] == "I want to dance at the wedding"
    assert drug["medicationCodeableConcept"]["coding"][0]["code"] == "29046"
    assert drug["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]["value"] == 10
    assert (drug["reasonCode"][0]["text"], drug["requester"]["display"]) == ("Blood pressure", "Dr. Reyes")
    assert allergy["reaction"][0]["severity"] == "moderate"
    (condition,) = by_type["Condition"]
    assert {c["code"] for c in condition["code"]["coding"]} == {"I10"}
    assert goal["addresses"] == [{"reference": f"urn:uuid:{condition['id']}"}]
    (plan,) = by_type["CarePlan"]
    assert {c["coding"][0]["code"] for c in plan["category"]} == {"734163000", "assess-plan"}
    assert not any("detail" in activity for activity in plan["activity"])  # the MCC plan refers, it never holds
    assert {i.get("system"): i["value"] for i in by_type["Patient"][0]["identifier"]}[
        "http://hl7.org/fhir/sid/us-mbi"] == "1EG4TE5MK73"  # fmt: skip


def test_no_minute_and_no_fee_leaves_with_a_plan(practice: Open, tmp_path: Path) -> None:
    office = practice("Lakeside")
    patient = small_plan(office)
    now = office.context.now()
    began = now - 7200
    time = TimeAdded("ann", "clinical_staff", began, began + 1234, "coordination", note="Called about zebras")
    with office.context.transaction() as tx:
        tx.record(time, entity=new_id(), patient=patient)
    text = written(office, patient, tmp_path / "plan.json").read_text("utf-8")
    assert not any(word in text for word in ("zebras", "1234", "99490"))


def test_an_export_is_recorded_with_version_hash_and_for_whom(practice: Open, tmp_path: Path) -> None:
    office = practice("Lakeside")
    patient = small_plan(office)
    written(office, patient, tmp_path / "plan.json")
    facts = made(office)
    assert [(f.document, f.plan_version, f.to_whom, len(f.sha256)) for f in facts] == [
        ("care_plan_fhir", office.care_plans.view(patient).versions[0].number, "Riverside Hospital", 64)
    ]


def made(office: Office) -> list[DocumentMade]:
    with office.context.reading() as reader:
        ids = [op.id for op in exchange.ops(reader.connection) if op is not None and op.header.k == "document.made"]
        facts = [reader.version(one) for one in ids]
    return [fact for fact in facts if isinstance(fact, DocumentMade)]


class Stops:
    """Cancels at the second report."""

    def __init__(self) -> None:
        self.reports = 0

    def report(self, done: int, total: int) -> None:
        self.reports += 1
        if self.reports > 1:
            raise Cancelled


def test_every_plan_goes_into_a_new_folder_or_nothing_does(practice: Open, tmp_path: Path) -> None:
    office = practice("Lakeside")
    for number in range(3):
        small_plan(office, mrn=f"MRN {number}")
    folder = tmp_path / "out"
    with pytest.raises(Cancelled):
        at_once(office.plan_exports.every_plan("Riverside", "document", Stops()))
    pack = at_once(office.plan_exports.every_plan("Riverside", "collection", Unobserved()))
    with pytest.raises(Cancelled):
        packs.write(pack, folder, Stops())
    assert sorted(tmp_path.glob("*out*")) + sorted(tmp_path.glob(".*")) == []
    assert made(office) == []
    packs.finish(office.context, packs.write(pack, folder, Unobserved()))
    files = sorted(folder.glob("*.json"))
    assert len(files) == len(made(office)) == 3
    assert not any("Castillo" in file.name for file in files)
    for file in files:
        assert faults(json.loads(file.read_text("utf-8"))) == []


def test_a_changed_item_and_an_edit_here_are_both_kept(practice: Open, tmp_path: Path) -> None:
    here, there = practice("Lakeside"), practice("Riverside")
    patient = small_plan(here)
    there.plan_imports.take_in(there.plan_imports.read(written(here, patient, tmp_path / "a.json")), NEW)
    (drug,) = there.care_plans.view(patient).medications
    there.care_plans.save(patient, (Form(drug.order.entity, replace(drug.order.value, dose="20"), drug.order.heads),))
    (drug,) = here.care_plans.view(patient).medications
    here.care_plans.save(patient, (Form(drug.order.entity, replace(drug.order.value, dose="40"), drug.order.heads),))
    file = there.plan_imports.read(written(here, patient, tmp_path / "b.json"))
    shown = there.plan_imports.preview(file)
    assert (shown.how, shown.count("conflict"), shown.count("added")) == ("known", 1, 0)
    there.plan_imports.take_in(file)
    (drug,) = there.care_plans.view(patient).medications
    assert {drug.order.value.dose, *(other.dose for other in drug.order.others)} == {"20", "40"}
    # Where nobody edited it here, the newer value of the source takes the place of its older one.
    (member,) = here.care_plans.view(patient).team
    here.care_plans.save(patient, (Form(member.entity, replace(member.value, phone="(555) 014-9999"), member.heads),))
    shown = there.plan_imports.take_in(there.plan_imports.read(written(here, patient, tmp_path / "c.json"))).value
    assert (shown.count("updated"), shown.count("conflict")) == (1, 0)
    (member,) = there.care_plans.view(patient).team
    assert (member.value.phone, member.others) == ("(555) 014-9999", ())


def test_what_is_not_for_caregivers_stays_so_in_another_practice(practice: Open, tmp_path: Path) -> None:
    here, there = practice("Lakeside"), practice("Riverside")
    patient = small_plan(here)
    plan = here.care_plans.view(patient)
    lines = {plan.medications[0].order.entity, plan.team[0].entity, plan.problems[0].goals[0].text.entity}
    here.care_plans.save(patient, [Form(sharing_entity(line), Sharing(withheld=True)) for line in lines])
    file = there.plan_imports.read(written(here, patient, tmp_path / "a.json"))
    assert there.plan_imports.take_in(file, NEW).value.skipped == ()
    shown = there.care_plans.view(patient).sharing
    assert {line for line, form in shown.items() if form.value.withheld} == lines
    again = there.plan_imports.take_in(there.plan_imports.read(tmp_path / "a.json")).value
    assert (again.count("added"), again.count("updated"), again.count("conflict")) == (0, 0, 0)
    # A file that does not say so takes nothing back.
    marks = here.care_plans.view(patient).sharing.values()
    here.care_plans.save(patient, [replace(form, value=Sharing()) for form in marks])
    there.plan_imports.take_in(there.plan_imports.read(written(here, patient, tmp_path / "b.json")))
    assert all(form.value.withheld for form in there.care_plans.view(patient).sharing.values())


def test_what_was_taken_out_here_does_not_come_back_with_a_file(practice: Open, tmp_path: Path) -> None:
    office = practice("Lakeside")
    patient = small_plan(office)
    path = written(office, patient, tmp_path / "plan.json")
    (allergy,) = office.care_plans.view(patient).allergies
    gone = replace(allergy.status.value, status="removed")
    office.care_plans.save(patient, (Form(allergy.substance.entity, gone, allergy.status.heads),))
    shown = office.plan_imports.take_in(office.plan_imports.read(path)).value
    assert shown.skipped == (("it was taken out of the plan here", 1),)
    assert office.care_plans.view(patient).allergies == ()


def test_one_undo_takes_an_import_back(practice: Open, tmp_path: Path) -> None:
    here, there = practice("Lakeside"), practice("Riverside")
    path = written(here, small_plan(here), tmp_path / "plan.json")
    patient = there.patients.add(PatientIdentity("Castillo", "María", "1950-03-04"), PatientContact()).value
    there.care_plans.add_problem(patient, "Asthma", "J45.909")
    there.plan_imports.take_in(there.plan_imports.read(path), patient)
    assert len(there.care_plans.view(patient).problems) == 2
    there.care_plans.undo(patient)
    view = there.care_plans.view(patient)
    assert [p.code.value.display for p in view.problems] == ["Asthma"]
    assert (view.medications, view.allergies) == ((), ())


def plan_file(folder: Path, *resources: dict[str, Any], **who: Any) -> Path:
    """A plan of Castillo, María as another program may write it."""
    patient = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Castillo", "given": ["María"]}],
               "birthDate": "1950-03-04", **who}  # fmt: skip
    entries = [{"resource": {"subject": {"reference": "Patient/p1"}, **one}} for one in resources]
    path = folder / "in.json"
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": patient}, *entries]}
    path.write_text(json.dumps(bundle), "utf-8")
    return path


def identified(system: str, value: str, assigner: str = "") -> dict[str, Any]:
    kind = {"coding": [{"code": "MR"}]} if "mrn" in system else {}
    return {"identifier": [{"system": system, "value": value, "type": kind, "assigner": {"display": assigner}}]}


@pytest.mark.parametrize(
    ("said", "how"),
    [
        (identified("http://hl7.org/fhir/sid/us-mbi", "1EG4TE5MK73"), "mbi"),
        (identified("urn:mrn", "100234", "Lakeside"), "mrn"),
        (identified("urn:mrn", "100234", "Riverside"), "unclear"),
        (identified("urn:mrn", "100234"), "unclear"),
        ({}, "unclear"),  # name and date of birth alone never decide
        ({**identified("http://hl7.org/fhir/sid/us-mbi", "1EG4TE5MK73"), "name": [{"family": "Baker"}],
          "birthDate": "1940-01-01"}, "unclear"),
    ],
)  # fmt: skip
def test_whose_plan_it_is(practice: Open, tmp_path: Path, said: dict[str, Any], how: str) -> None:
    office = practice("Lakeside")
    patient = small_plan(office, mrn="100234", mbi="1EG4TE5MK73")
    file = office.plan_imports.read(plan_file(tmp_path, **said))
    shown = office.plan_imports.preview(file)
    assert (shown.how, shown.patient) == (how, "" if how == "unclear" else patient)
    if how == "unclear":
        assert [one.patient for one in shown.candidates] == [patient]
        with pytest.raises(BadInput, match="whose plan"):
            office.plan_imports.take_in(file)
        assert office.plan_imports.preview(file, patient).how == "chosen"


def test_a_file_of_several_patients_or_of_none_is_no_plan(practice: Open, tmp_path: Path) -> None:
    office = practice("Lakeside")
    with pytest.raises(BadInput, match="2 patients"):
        office.plan_imports.read(
            plan_file(tmp_path, {"resourceType": "Patient", "id": "p2", "name": [{"text": "X Y"}]})
        )
    lone = tmp_path / "lone.json"
    lone.write_text(json.dumps({"resourceType": "Goal", "id": "g"}), "utf-8")
    with pytest.raises(BadInput, match="no patient"):
        office.plan_imports.read(lone)


def test_a_plan_as_epic_writes_it(practice: Open, tmp_path: Path) -> None:
    """Category 38717003; a condition told by its name only; goals in words; a service that the plan refers to."""
    office = practice("Lakeside")
    path = plan_file(
        tmp_path,
        {"resourceType": "CarePlan", "id": "c", "status": "active", "intent": "plan",
         "category": [{"coding": [{"system": "http://snomed.info/sct", "code": "38717003"}]}],
         "addresses": [{"display": "Heart failure"}],
         "activity": [{"reference": {"reference": "ServiceRequest/s"}}, {"detail": {"code": {"text": "Weigh daily"}}}]},
        {"resourceType": "Goal", "id": "g", "lifecycleStatus": "active", "description": {"text": "Weight stable"},
         "target": [{"measure": {"text": "Weight"}, "detailString": "within 3 lb of 180"}]},
        {"resourceType": "ServiceRequest", "id": "s", "status": "active", "intent": "order",
         "code": {"text": "Cardiac rehabilitation"}, "performer": [{"display": "Riverside Rehab"}]},
        {"resourceType": "ServiceRequest", "id": "t", "status": "active", "intent": "order", "code": {"text": "CBC"}},
        {"resourceType": "NutritionOrder", "id": "n"},
    )  # fmt: skip
    shown = office.plan_imports.take_in(office.plan_imports.read(path), NEW).value
    (line,) = office.patients.panel()
    view = office.care_plans.view(line.patient_id)
    assert [p.code.value.display for p in view.problems] == ["Heart failure"]
    assert [g.text.value.target for g in view.unattached_goals] == ["within 3 lb of 180"]
    assert [i.text.value.description for i in view.problems[0].interventions] == ["Weigh daily"]
    assert ("NutritionOrder is not used by this program", 1) in shown.skipped
    kinds = {kind.title: kind.added for kind in shown.kinds}
    assert kinds["Intervention"] == 2


@pytest.mark.parametrize("folder", ["betsy_ckd", "pnoelle_mcc"])
def test_plans_of_the_mcc_guide_come_in_whole(practice: Open, shared_data: Path, folder: str) -> None:
    source = shared_data / "public" / "mcc_handwritten" / folder
    office = practice("Lakeside")
    file = office.plan_imports.read(source)
    office.plan_imports.take_in(file, NEW)
    (line,) = office.patients.panel()
    view = office.care_plans.view(line.patient_id)
    resources = [
        entry["resource"] for path in sorted(source.glob("*.json"))
        for entry in json.loads(path.read_text("utf-8")).get("entry", [])
    ]  # fmt: skip
    goals = {r["id"]: r for r in resources if r["resourceType"] == "Goal"}
    shown = [g for p in view.problems for g in p.goals] + list(view.unattached_goals)
    live = {"proposed", "planned", "accepted", "active", "on-hold"}
    assert len(shown) == sum(r["lifecycleStatus"] in live for r in goals.values())
    assert any(g.text.value.target.startswith("<") for g in shown)  # a comparator is half of a target
    again = office.plan_imports.take_in(file).value
    assert (again.how, again.count("added"), again.count("updated"), again.count("conflict")) == ("known", 0, 0, 0)


@pytest.mark.parametrize(
    "parts",
    [
        {"goal.status.status": {"valueString": "removed"}}, {"goal.status.status": {"valueString": "banana"}},
        {"goal.status.position": {"valueDecimal": float("nan")}}, {"goal.status.position": {"valueString": "high"}},
        {"goal.text.owner": {"valueBase64Binary": "%%%"}}, {"goal.text.owner": {"valueInteger": 3}},
    ],
)  # fmt: skip
def test_a_field_kept_by_a_forger_is_refused_with_its_item(practice: Open, tmp_path: Path, parts: Any) -> None:
    office = practice("Lakeside")
    forged = {"extension": [{"url": "urn:ccm-desktop:fhir:kept",
                             "extension": [{"url": name, **value} for name, value in parts.items()]}]}  # fmt: skip
    goal = {"resourceType": "Goal", "id": "g", "lifecycleStatus": "active", "description": {"text": "Walk"}, **forged}
    file = office.plan_imports.read(plan_file(tmp_path, goal))
    assert file.skipped == (("a field kept by this program is not in its form", 1),)


def test_an_item_may_not_take_the_place_of_another(practice: Open, tmp_path: Path) -> None:
    """A file names the entity of an intervention, or of somebody else's goal, for its goal."""
    office = practice("Lakeside")
    patient, other = small_plan(office, mbi="1EG4TE5MK73"), small_plan(office)
    work = office.care_plans.view(patient).problems[0].goals[0].interventions[0].text.entity
    theirs = office.care_plans.view(other).problems[0].goals[0].text.entity
    before = [office.care_plans.view(one) for one in (patient, other)]
    goals = [
        {"resourceType": "Goal", "id": f"g{n}", "lifecycleStatus": "active", "description": {"text": "Walk"},
         "identifier": [{"system": "urn:ccm-desktop:fhir:item", "value": entity}]}
        for n, entity in enumerate((work, theirs))
    ]  # fmt: skip
    who = identified("http://hl7.org/fhir/sid/us-mbi", "1EG4TE5MK73")
    shown = office.plan_imports.take_in(office.plan_imports.read(plan_file(tmp_path, *goals, **who))).value
    reasons = {("it belongs to another patient here", 1), ("it is something else here", 1)}
    assert reasons < set(shown.skipped)
    assert [office.care_plans.view(one) for one in (patient, other)] == before


def test_who_may_not_is_told_so(practice: Open, tmp_path: Path) -> None:
    office = practice("Lakeside")
    patient = small_plan(office)
    path = written(office, patient, tmp_path / "plan.json")
    biller = office.people.add(PersonProfile("Bill", "", "biller", "non_clinical")).value
    office.context.person = biller
    with pytest.raises(Refusal):
        office.plan_exports.plan(patient, "Riverside")
    with pytest.raises(Refusal):
        office.plan_imports.read(path)


@pytest.mark.parametrize(("to_whom", "bundle"), [("", "document"), ("  ", "document"), ("R" * 101, "document"),
                                                 ("Riverside", "transaction")])  # fmt: skip
def test_for_whom_and_how_is_said_or_nothing_leaves(practice: Open, to_whom: str, bundle: str) -> None:
    office = practice("Lakeside")
    with pytest.raises(BadInput):
        office.plan_exports.plan(small_plan(office), to_whom, bundle)


def test_a_problem_the_sender_attested_is_pointed_out(practice: Open, tmp_path: Path) -> None:
    here, there = practice("Lakeside"), practice("Riverside")
    patient = small_plan(here)
    opened = here.enrolment.eligibility(patient)
    here.enrolment.attest(opened, {opened.conditions[0][0]: True}, "Two hospital stays")
    file = there.plan_imports.read(written(here, patient, tmp_path / "plan.json"))
    assert there.plan_imports.take_in(file, NEW).value.attested == 1
    (problem,) = there.care_plans.view(patient).problems
    assert problem.attestation is not None
    assert problem.attestation.value.attested_by == ""  # nobody here did
    assert isinstance(problem.code.value, ConditionCode)


def depressed(office: Office, patient: str) -> str:
    """A PHQ-9 of 15, nothing on the ninth question."""
    return office.assessments.record(patient, phq9(15)).value


def test_results_from_elsewhere_are_looked_at_here_too(practice: Open, tmp_path: Path) -> None:
    here, there = practice("Lakeside"), practice("Riverside")
    patient = small_plan(here)
    entity = depressed(here, patient)
    here.assessments.record(patient, NewAssessment("environment", finding="Safe."))
    path = written(here, patient, tmp_path / "plan.json")
    there.plan_imports.take_in(there.plan_imports.read(path), NEW)
    line = there.assessments.line(entity)
    assert (line.result.value, line.holds) == (here.assessments.line(entity).result.value, True)
    (task,) = there.tasks.list(patient=patient)
    assert task.what.value.title == "Look at imported results: mood, home environment"
    # The same file again says nothing new.
    there.plan_imports.take_in(there.plan_imports.read(path))
    assert len(there.tasks.list(patient=patient)) == 1
    # An undo withdraws what came, and says why.
    there.care_plans.undo(patient)
    assert there.care_plans.view(patient).assessments == ()
    assert there.assessments.line(entity).standing.value.withdrawn_because
    there.care_plans.redo(patient)
    assert there.assessments.line(entity).holds


def test_an_import_is_not_undone_over_a_later_correction(practice: Open, tmp_path: Path) -> None:
    here, there = practice("Lakeside"), practice("Riverside")
    patient = small_plan(here)
    entity = depressed(here, patient)
    there.plan_imports.take_in(there.plan_imports.read(written(here, patient, tmp_path / "plan.json")), NEW)
    there.assessments.correct(there.assessments.line(entity), phq9(14), "Counted again")
    assert there.care_plans.view(patient).undo.startswith("Imported")
    with pytest.raises(Refusal, match="changed again since"):
        there.care_plans.undo(patient)


def test_what_was_withdrawn_here_does_not_come_back_with_a_file(practice: Open, tmp_path: Path) -> None:
    office = practice("Lakeside")
    patient = small_plan(office)
    entity = depressed(office, patient)
    path = written(office, patient, tmp_path / "plan.json")
    office.assessments.withdraw(office.assessments.line(entity), "Of another patient")
    shown = office.plan_imports.take_in(office.plan_imports.read(path)).value
    assert shown.skipped == (("it was withdrawn here", 1),)
    withdrawn = json.loads(written(office, patient, tmp_path / "after.json").read_text("utf-8"))
    assert "PHQ-9" not in json.dumps(withdrawn)


@pytest.mark.parametrize("spoilt", [
    {"effectiveDateTime": "2031-01-01"}, {"effectiveDateTime": ""}, {"valueString": "high", "valueQuantity": {}},
    {"category": []},
])  # fmt: skip
def test_a_result_that_can_be_none_is_left_out_and_said(
    practice: Open, tmp_path: Path, spoilt: dict[str, Any]
) -> None:  # fmt: skip
    here, there = practice("Lakeside"), practice("Riverside")
    patient = small_plan(here)
    depressed(here, patient)
    path = written(here, patient, tmp_path / "plan.json")
    bundle = json.loads(path.read_text("utf-8"))
    for entry in bundle["entry"]:
        if entry["resource"].get("code", {}).get("text") == "PHQ-9":
            entry["resource"].update(spoilt)
    path.write_text(json.dumps(bundle), "utf-8")
    shown = there.plan_imports.take_in(there.plan_imports.read(path), NEW).value
    assert [number for _, number in shown.skipped] == [1]
    assert there.care_plans.view(patient).assessments == ()


def test_a_sign_of_danger_from_elsewhere_is_an_open_red_flag_until_somebody_says_its_outcome(
    practice: Open, tmp_path: Path
) -> None:
    here, there = practice("Lakeside"), practice("Riverside")
    patient = small_plan(here)
    dealt = (Dealt("self_harm", "p", "Spoke at once."),)
    for last, on in ((1, "2026-08-03"), (2, "2026-09-07")):  # the newest says how the patient is
        entity = here.assessments.record(patient, replace(phq9(3, last=last, dealt=dealt), assessed_on=on)).value
    old = here.assessments.record(patient, replace(phq9(3, last=1, dealt=dealt), assessed_on="2026-09-10")).value
    here.assessments.withdraw(here.assessments.line(old), "Another patient's")
    path = written(here, patient, tmp_path / "plan.json")
    there.plan_imports.take_in(there.plan_imports.read(path), NEW)
    (flag,) = there.calls.open_flags(patient)
    assert (flag.session, flag.protocol, flag.title) == (entity, "self_harm", "Thoughts of suicide")
    assert "2026-09-07" in flag.note
    assert [one.flag_id for one in there.today.view(there.patients.panel(), everybody=True).flags] == [flag.id]
    there.plan_imports.take_in(there.plan_imports.read(path))
    assert len(there.calls.open_flags(patient)) == 1, "the same file again raises nothing twice"
    there.care_plans.undo(patient)
    assert len(there.calls.open_flags(patient)) == 1, "what somebody may have said is not undone by a key"
    session, protocol = there.calls.open_flag(flag.id)
    there.calls.close_flag(patient, session, protocol, "n", "Called her")
    assert there.calls.open_flags(patient) == ()
    assert there.today.view(there.patients.panel(), everybody=True).flags == ()


def test_a_result_without_a_sign_of_danger_raises_none(practice: Open, tmp_path: Path) -> None:
    here, there = practice("Lakeside"), practice("Riverside")
    patient = small_plan(here)
    depressed(here, patient)
    there.plan_imports.take_in(there.plan_imports.read(written(here, patient, tmp_path / "plan.json")), NEW)
    assert there.calls.open_flags(patient) == ()
