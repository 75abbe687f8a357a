"""A care plan as FHIR R4: what is written is read back, field by field, and holds before foreign validators."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.interop import code_maps
from ccm_desktop.interop.fhir_export import BUNDLES, Attester, plan_bytes
from ccm_desktop.interop.fhir_import import read_fhir
from ccm_desktop.ledger.payloads.care_plan import GoalStatus, GoalText, PlanReview
from ccm_desktop.ledger.payloads.clinical import ConditionCode, ConditionStatus
from ccm_desktop.ledger.payloads.patient import PatientIdentity
from ccm_desktop.ledger.payloads.plan_sections import AdvanceDirectives, EmergencyPlan, PreventiveItem
from ccm_desktop.ledger.payloads.practice import ProviderProfile
from tests.interop.fhir_rules import faults
from tests.interop.plan_samples import PATIENT, ZONE, plans, record

Values = dict[type[Any], dict[str, Any]]
UNHURRIED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def read_back(content: bytes) -> tuple[Values, Any]:
    """Every value that an import would take from the file, by type and entity, and the report."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.json"
        path.write_bytes(content)
        report, records = read_fhir(path, zone=ZONE, code_map=code_maps.shipped(), progress=Unobserved())
        found: Values = {}
        for one in records:
            for value in one.values:
                held = found.setdefault(type(value), {})
                assert one.entity not in held, f"{type(value).__name__} twice"
                held[one.entity] = value
    return found, report


@pytest.mark.parametrize("kind", ["document", "collection"])
@given(plan=plans())
@UNHURRIED
def test_every_element_that_is_stored_comes_back(plan: Values, kind: str) -> None:
    found, report = read_back(plan_bytes(record(plan), kind))
    assert report.rejected == []
    for cls, held in plan.items():
        assert found.pop(cls, {}) == held
    assert found == {}


def test_problems_and_goals_stand_in_the_order_of_the_plan() -> None:
    problems = {"1" * 32: ("Gout", 0.0), "2" * 32: ("Asthma", 0.0), "3" * 32: ("Type 2 diabetes", -1.0)}
    goals = {"4" * 32: ("Walk", 0.0), "5" * 32: ("Sleep", -0.5)}
    plan: Values = {
        PatientIdentity: {PATIENT: PatientIdentity("Baker", "Eugene")},
        ConditionCode: {entity: ConditionCode(name) for entity, (name, _) in problems.items()},
        ConditionStatus: {entity: ConditionStatus(position=at) for entity, (_, at) in problems.items()},
        GoalText: {entity: GoalText(name) for entity, (name, _) in goals.items()},
        GoalStatus: {entity: GoalStatus(position=at) for entity, (_, at) in goals.items()},
    }
    resources = [one["resource"] for one in json.loads(plan_bytes(record(plan), "collection"))["entry"]]
    assert [one["code"]["text"] for one in resources if one["resourceType"] == "Condition"] == [
        "Type 2 diabetes", "Asthma", "Gout",
    ]  # fmt: skip
    assert [one["description"]["text"] for one in resources if one["resourceType"] == "Goal"] == ["Sleep", "Walk"]


@pytest.mark.parametrize("kind", ["document", "collection"])
@given(plan=plans())
@UNHURRIED
def test_every_bundle_holds_before_the_published_definitions(plan: Values, kind: str) -> None:
    assert faults(json.loads(plan_bytes(record(plan), kind))) == []


def test_a_plan_of_which_nothing_is_written_is_a_sound_bundle() -> None:
    who = {PatientIdentity: {PATIENT: PatientIdentity("Castillo", "")}}
    nobody = record(who, practitioner="", npi="", version="", number=0, saved_by="", saved_at=0, current=False,
                    begun_on="", attester=None)  # fmt: skip
    for kind in BUNDLES:
        bundle = json.loads(plan_bytes(nobody, kind))
        assert faults(bundle) == []


def resources_of(bundle: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Resources by type, in their order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in bundle["entry"]:
        found.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    return found


def bundle_of(values: Values, kind: str = "document", **changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The bundle of a plan with these values, sound and read back whole; and its resources by full address."""
    plan: Values = {PatientIdentity: {PATIENT: PatientIdentity("Castillo", "María")}, **values}
    content = plan_bytes(record(plan, **changes), kind)
    bundle = json.loads(content)
    assert faults(bundle) == []
    found, report = read_back(content)
    assert {cls: found[cls] for cls in plan} == plan
    assert ProviderProfile not in found  # whoever signed there is nobody here
    assert set(report.unknown_types) <= {"Composition", "Provenance", "Organization", "ClinicalImpression"}
    return bundle, {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}


def kept(resource: dict[str, Any]) -> set[str]:
    """Fields that no other program finds."""
    return {
        part["url"] for one in resource.get("extension", []) if one["url"].endswith(":kept")
        for part in one["extension"]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("begun_on", "review_on", "period"),
    [
        ("2026-08-03", "2027-01-31", {"start": "2026-08-03", "end": "2027-01-31"}),
        ("2026-08-03", "2026-08-03", {"start": "2026-08-03", "end": "2026-08-03"}),
        ("2026-08-03", "", {"start": "2026-08-03"}),
        ("2026-08-03", "2025-12-31", {"end": "2025-12-31"}),  # taken over from elsewhere, overdue: per-1
        ("2026-08-03", "in spring", {"start": "2026-08-03"}),
    ],
)
def test_a_plan_says_from_when_it_is_and_when_it_is_due_again(
    begun_on: str, review_on: str, period: dict[str, str]
) -> None:
    bundle, _ = bundle_of({PlanReview: {PATIENT: PlanReview(review_on)}}, begun_on=begun_on)
    (plan,) = resources_of(bundle)["CarePlan"]
    assert plan["period"] == period
    assert ("plan.review.review_on" in kept(plan)) == (review_on == "in spring")


@pytest.mark.parametrize("kind", ["document", "collection"])
def test_whoever_signed_this_version_attests_it(kind: str) -> None:
    bundle, entries = bundle_of({}, kind, attester=Attester("Ben Ito, NP", "1982000003", 1_790_050_000))
    attested = next(one for one in resources_of(bundle)["Provenance"] if "Attester" in json.dumps(one))
    assert attested["recorded"] == "2026-09-22T04:06:40Z"
    signer = attested["agent"][0]["who"]
    assert entries[signer["reference"]]["name"] == [{"text": "Ben Ito, NP"}]
    assert entries[signer["reference"]]["identifier"][-1]["value"] == "1982000003"
    for page in resources_of(bundle).get("Composition", []):
        assert page["status"] == "final"
        assert page["attester"] == [{"mode": "professional", "time": "2026-09-22T04:06:40Z", "party": signer}]


def test_who_answers_for_the_patient_and_signs_is_one_person() -> None:
    bundle, _ = bundle_of({}, attester=Attester("Elena Reyes, MD", "1234567893", 1_790_050_000))
    (page,), (author,) = resources_of(bundle)["Composition"], resources_of(bundle)["Practitioner"]
    assert page["attester"][0]["party"]["reference"] == page["author"][0]["reference"] == f"urn:uuid:{author['id']}"


def test_what_nobody_signed_is_not_final_however_current() -> None:
    bundle, _ = bundle_of({}, attester=None, current=True)
    (page,), (plan,) = resources_of(bundle)["Composition"], resources_of(bundle)["CarePlan"]
    assert (page["status"], "attester" in page, plan["status"]) == ("preliminary", False, "active")


def test_who_is_called_in_an_emergency_and_who_decides_can_be_reached() -> None:
    directives = AdvanceDirectives("on_file", "Living will", "", "Luis Castillo", "(555) 014-4444")
    bundle, entries = bundle_of({
        EmergencyPlan: {PATIENT: EmergencyPlan("Rosa Castillo", "(555) 014-3333", "Call 911")},
        AdvanceDirectives: {PATIENT: directives},
    })  # fmt: skip
    (request,), (consent,) = resources_of(bundle)["CommunicationRequest"], resources_of(bundle)["Consent"]
    contact, proxy = request["recipient"][0], consent["provision"]["actor"][0]["reference"]
    for named, name, phone, code in (
        (contact, "Rosa Castillo", "(555) 014-3333", "C"), (proxy, "Luis Castillo", "(555) 014-4444", "HPOWATT"),
    ):  # fmt: skip
        person = entries[named["reference"]]
        assert (person["resourceType"], person["name"]) == ("RelatedPerson", [{"text": name}])
        assert person["telecom"] == [{"system": "phone", "value": phone}]
        assert person["relationship"][0]["coding"][0]["code"] == code
    assert (kept(request), kept(consent)) == (set(), set())


def test_what_was_done_for_prevention_is_a_procedure_of_that_day() -> None:
    done, due = "0" * 31 + "1", "0" * 31 + "2"
    bundle, entries = bundle_of({PreventiveItem: {
        done: PreventiveItem("Eye exam", "2027-10-01", 12, "2026-10-01", "No retinopathy"),
        due: PreventiveItem("Flu shot", "2026-12-01"),
    }})  # fmt: skip
    (plan,), (procedure,) = resources_of(bundle)["CarePlan"], resources_of(bundle)["Procedure"]
    outcomes = {
        entries[one["reference"]["reference"]]["code"]["text"]: one.get("outcomeReference") for one in plan["activity"]
    }
    assert outcomes == {"Eye exam": [{"reference": f"urn:uuid:{procedure['id']}"}], "Flu shot": None}
    assert (procedure["status"], procedure["performedDateTime"]) == ("completed", "2026-10-01")
    asked = entries[procedure["basedOn"][0]["reference"]]
    assert (asked["status"], kept(asked)) == ("active", set())  # it comes again next year


@pytest.mark.parametrize(
    ("status", "lifecycle", "achievement"),
    [
        ("active", "active", "in-progress"), ("on_track", "active", "improving"),
        ("off_track", "active", "no-progress"), ("achieved", "completed", "achieved"), ("ended", "completed", ""),
    ],
)  # fmt: skip
def test_how_far_a_goal_is_in_the_words_of_fhir(status: str, lifecycle: str, achievement: str) -> None:
    entity = "0" * 31 + "1"
    goal = GoalText("Walk daily", baseline="none\nat all", patient_words="I want to dance", owner="Daughter")
    bundle, _ = bundle_of({GoalText: {entity: goal}, GoalStatus: {entity: GoalStatus(status)}})
    (found,), (patient,) = resources_of(bundle)["Goal"], resources_of(bundle)["Patient"]
    said = [one["code"] for one in found.get("achievementStatus", {}).get("coding", [])]
    assert (found["lifecycleStatus"], said) == (lifecycle, [achievement] if achievement else [])
    assert found["expressedBy"] == {"reference": f"urn:uuid:{patient['id']}"}
    assert [one["text"] for one in found["note"]] == [
        "I want to dance", "Baseline: none\nat all", "Owner: Daughter",
    ]  # fmt: skip
    assert kept(found) == set()


def test_nobody_says_that_a_goal_is_the_patients_who_has_no_word_of_theirs() -> None:
    entity = "0" * 31 + "1"
    bundle, _ = bundle_of({GoalText: {entity: GoalText("Walk daily")}, GoalStatus: {entity: GoalStatus()}})
    (found,) = resources_of(bundle)["Goal"]
    assert "expressedBy" not in found
    assert "note" not in found


def test_what_the_patient_says_is_no_baseline_whatever_it_begins_with() -> None:
    entity = "0" * 31 + "1"
    goal = GoalText("Walk daily", patient_words="Baseline: I could dance")
    bundle, _ = bundle_of({GoalText: {entity: goal}, GoalStatus: {entity: GoalStatus()}})
    assert kept(resources_of(bundle)["Goal"][0]) == set()


def test_a_goal_of_another_program_is_read_as_that_program_means_it() -> None:
    """Its notes are not ours to take apart, and what it no longer seeks has ended, reached or not."""
    goal = {
        "resourceType": "Goal", "id": "g", "lifecycleStatus": "completed", "subject": {"reference": "Patient/p"},
        "description": {"text": "Walk daily"}, "note": [{"text": "Baseline: 2 miles"}, {"text": "Owner: nobody"}],
        "achievementStatus": {"coding": [{"code": "achieved"}]},
    }  # fmt: skip
    who = {"resourceType": "Patient", "id": "p", "name": [{"family": "Castillo"}]}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": who}, {"resource": goal}]}
    found, _ = read_back(json.dumps(bundle).encode())
    assert list(found[GoalText].values()) == [GoalText("Walk daily")]
    assert list(found[GoalStatus].values()) == [GoalStatus("ended")]


@pytest.mark.parametrize(
    ("kind", "changed", "said"),
    [
        ("CarePlan", {"period": {"start": "2027-02-01", "end": "2027-01-31"}}, "per-1"),
        ("CarePlan", {"category": [{"text": "Care plan"}]}, "MCC"),
        ("CarePlan", {"careTeam": None}, "MCC: a care plan has its careTeam"),
        ("CarePlan", {"activity": [{"progress": [{"text": "Walks"}]}]}, "cpl-3"),
        ("Composition", {"attester": None}, "is final where"),
        ("Composition", {"status": "preliminary"}, "is final where"),
        ("Composition", {"attester": [{"mode": "professional"}]}, "an attester is somebody"),
        ("Goal", {"achievementStatus": None}, "says how far"),
        ("Goal", {"achievementStatus": {"coding": [{"code": "achieved"}]}}, "no longer sought"),
        ("Procedure", {"performedDateTime": None}, "us-core-7"),
        ("RelatedPerson", {"name": None, "telecom": None}, "told or reached"),
        ("RelatedPerson", {"name": None, "relationship": None}, "us-core-14"),
    ],
)
def test_the_rules_tell_a_spoiled_bundle(kind: str, changed: dict[str, Any], said: str) -> None:
    entity = "0" * 31 + "1"
    bundle, _ = bundle_of({
        GoalText: {entity: GoalText("Walk daily")}, GoalStatus: {entity: GoalStatus()},
        PreventiveItem: {"0" * 31 + "2": PreventiveItem("Eye exam", done_on="2026-10-01")},
        EmergencyPlan: {PATIENT: EmergencyPlan("Rosa Castillo", "(555) 014-3333")},
    })  # fmt: skip
    resource = resources_of(bundle)[kind][0]
    for name, value in changed.items():
        resource.pop(name, None)
        if value is not None:
            resource[name] = value
    assert any(said in fault for fault in faults(bundle)), faults(bundle)


def test_a_file_of_the_older_shape_is_read_as_before() -> None:
    """Until now these stood beside the elements only, and an achieved goal was active."""
    entity = "0" * 31 + "1"
    own = {"identifier": [{"system": "urn:ccm-desktop:fhir:item", "value": "00000000-0000-0000-0000-000000000001"}]}
    who = {**own, "identifier": [{"system": "urn:ccm-desktop:fhir:item",
                                  "value": "018f3a6c-0000-7000-8000-00000000aaaa"}]}  # fmt: skip
    subject = {"reference": "Patient/p"}

    def resource(kind: str, name: str, item: str, known: dict[str, Any], body: dict[str, Any], /, **kept_: str) -> Any:
        parts = [{"url": field.replace("__", "."), "valueString": said} for field, said in kept_.items()]
        tag = {"system": "urn:ccm-desktop:fhir:kind", "code": item}
        beside = [{"url": "urn:ccm-desktop:fhir:kept", "extension": parts}] if parts else []
        return {"resource": {"resourceType": kind, "id": name, "meta": {"tag": [tag]}, **known, **body,
                             "extension": beside}}  # fmt: skip

    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [
        resource("Patient", "p", "patient", who, {"name": [{"family": "Castillo", "given": ["María"]}]}),
        resource("CarePlan", "c", "plan", who, {"status": "active", "intent": "plan", "subject": subject,
                                                "activity": [{"reference": {"reference": "ServiceRequest/s"}}]},
                 plan__review__review_on="2027-01-31"),
        resource("Goal", "g", "goal", own, {
            "lifecycleStatus": "active", "subject": subject, "description": {"text": "Walk daily"},
            "achievementStatus": {"coding": [{"code": "achieved"}]},
        }, goal__text__baseline="none", goal__text__owner="Daughter"),
        resource("ServiceRequest", "s", "preventive", own, {
            "status": "completed", "intent": "plan", "subject": subject, "code": {"text": "Eye exam"},
        }, plan__preventive__done_on="2026-10-01"),
        resource("Consent", "d", "directives", who, {
            "status": "active", "patient": subject,
            "provision": {"actor": [{"role": {}, "reference": {"display": "Luis Castillo"}}]},
        }, plan__directives__proxy_phone="(555) 014-4444"),
        resource("CommunicationRequest", "e", "emergency", who, {
            "status": "active", "subject": subject, "recipient": [{"display": "Rosa Castillo"}],
        }, plan__emergency__emergency_phone="(555) 014-3333"),
    ]}  # fmt: skip
    found, report = read_back(json.dumps(bundle).encode())
    assert report.rejected == []
    assert found[PlanReview] == {PATIENT: PlanReview("2027-01-31")}
    assert found[GoalText] == {entity: GoalText("Walk daily", baseline="none", owner="Daughter")}
    assert found[GoalStatus] == {entity: GoalStatus("achieved")}
    assert found[PreventiveItem] == {entity: PreventiveItem("Eye exam", done_on="2026-10-01", status="done")}
    assert found[AdvanceDirectives] == {
        PATIENT: AdvanceDirectives("on_file", proxy="Luis Castillo", proxy_phone="(555) 014-4444")
    }
    assert found[EmergencyPlan] == {PATIENT: EmergencyPlan("Rosa Castillo", "(555) 014-3333")}
