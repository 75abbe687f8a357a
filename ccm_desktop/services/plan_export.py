"""Care plans for other systems: one as a FHIR R4 bundle, or every plan of the practice in a new folder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ccm_desktop.domain.calendar import from_epoch, local_day
from ccm_desktop.domain.care_plan import DRAFT
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.progress import Portions, Progress
from ccm_desktop.interop.fhir_export import BUNDLES, Attester, PlanRecord, plan_bytes
from ccm_desktop.ledger.payloads.clinical import ObservationRecord
from ccm_desktop.ledger.payloads.patient import PatientAssignment, PatientContact
from ccm_desktop.ledger.payloads.plan_sections import line_shared
from ccm_desktop.models.queries import patients, plans
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services import plan_record
from ccm_desktop.services.authority import require
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import (
    AssessmentResult,
    AssessmentStanding,
    ConditionAttestation,
    ConditionCode,
    GoalProgress,
    GoalText,
    MedicationOrder,
    MedicationReview,
    PatientIdentity,
    SectionNote,
    Sharing,
)
from ccm_desktop.services.packs import LeftOut, Pack
from ccm_desktop.services.patient_files import named
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import Person, people_of
from ccm_desktop.services.plan_assembly import Forms, belongs
from ccm_desktop.services.plan_copies import require_whole_now
from ccm_desktop.services.plan_parts import ITEMS, SINGLE
from ccm_desktop.services.plan_signing import PlanSigningService
from ccm_desktop.services.plan_status import status_now
from ccm_desktop.services.reporting import Rendering

KIND = "care_plan_fhir"
_LONGEST = 100
Values = dict[type[Any], dict[str, Any]]


class PlanExportService:
    """Gathers plans as frozen values; the files are made elsewhere."""

    def __init__(self, context: Context, signing: PlanSigningService) -> None:
        self._context, self._signing = context, signing

    def plan(self, patient: str, to_whom: str, bundle: str = "document") -> Rendering:
        """One plan as it is now; `to_whom` says in words for which system or practice."""
        require(self._context, Verb.SEND_PLANS)
        _check(to_whom, bundle)
        with self._context.transaction() as tx:
            who_is(tx, patient)
            return self._rendering(tx, patient, _people(tx), (to_whom.strip(), bundle))

    def every_plan(self, to_whom: str, bundle: str, progress: Progress) -> Portions[Pack]:
        """The plan of every patient who has one, a file each; a patient a portion."""
        require(self._context, Verb.SEND_PLANS)
        _check(to_whom, bundle)
        with self._context.reading() as reader:
            people = _people(reader)
            having = plans.patients_with(reader.connection)
        if not having:
            raise BadInput("plans_missing", "No patient has a care plan yet.", "Write one first.")
        found: list[Rendering] = []
        left_out: list[LeftOut] = []
        for number, patient in enumerate(having, start=1):
            with self._context.transaction() as tx:
                try:
                    found.append(self._rendering(tx, patient, people, (to_whom.strip(), bundle)))
                except Refusal as refusal:  # a plan that waits for a decision holds up its own export only
                    whose = named("Care_plan", who_is(tx, patient).mrn, patient)
                    left_out.append(LeftOut(whose, "Care plan", str(refusal)))
            progress.report(number, len(having))
            yield
        if not found:
            raise Refusal("plans_undecided", "Changes made at the same time wait for a decision in every plan.",
                          "Decide them under Patient, Resolve changes; then they can be handed out.")  # fmt: skip
        return Pack("Care_plans_FHIR", tuple(found), tuple(left_out))

    def _rendering(
        self, tx: Transaction, patient: str, people: Mapping[str, Person], asked: tuple[str, str]
    ) -> Rendering:
        record = self._record(tx, patient, people)
        who = record.values[PatientIdentity][patient]
        name = f"{named('Care_plan', who.mrn, patient)}.json"
        return Rendering(KIND, name, "", patient, "", partial(_rendered, record, asked[1]), record.number,
                         asked[0])  # fmt: skip

    def _record(self, tx: Transaction, patient: str, people: Mapping[str, Person]) -> PlanRecord:
        practice, values = self._context.practice_of(tx), _values(tx, patient)
        version, number = plan_record.named(self._context, tx, patient, plan_record.EXPORTED)
        row = plans.version(tx.connection, version)
        at, by = (row.at, row.by) if row is not None else (0, "")
        today = local_day(self._context.clock.now(), self._context.zone_of(tx))
        assigned = tx.held(PatientAssignment, patient)
        practitioner = people.get(assigned.value.practitioner if assigned else "")
        saved_by = people.get(by)
        return PlanRecord(
            patient, values, practice.name, practice.phone, practice.address,
            practitioner.title if practitioner else "", practitioner.npi if practitioner else "",
            status_now(tx, patient, today) != DRAFT, version, number, saved_by.title if saved_by else "", at // 1000,
            self._context.now(), self._context.zone_of(tx), self._begun_on(tx, patient),
            self._attester(tx, patient, version, people),
        )  # fmt: skip

    def _begun_on(self, tx: Transaction, patient: str) -> str:
        at = plans.begun_at(tx.connection, patient)
        return local_day(from_epoch(at // 1000), self._context.zone_of(tx)).isoformat() if at else ""

    def _attester(self, tx: Transaction, patient: str, version: str, people: Mapping[str, Person]) -> Attester | None:
        found = self._signing.signature_of(tx, patient, version)
        if found is None:
            return None
        signer = people.get(found.signer)
        return Attester(found.signed_by, signer.npi if signer else "", found.signed_at)


def _rendered(record: PlanRecord, bundle: str, progress: Progress) -> bytes:
    progress.report(0, 1)
    return plan_bytes(record, bundle)


def _check(to_whom: str, bundle: str) -> None:
    if not to_whom.strip() or len(to_whom) > _LONGEST:
        raise BadInput("to_whom_missing", "It is not said for whom the plan is.",
                       f"Name the practice, hospital or program in at most {_LONGEST} letters.")  # fmt: skip
    if bundle not in BUNDLES:
        raise BadInput("bundle_unknown", "The kind of bundle is not known.", f"Use one of: {', '.join(BUNDLES)}.")


def _people(reader: Reader) -> dict[str, Person]:
    return {person.id: person for person in people_of(reader)}


def _values(reader: Reader, patient: str) -> Values:
    """What the plan says, without what was taken out of it and without what concerns nobody elsewhere."""
    forms = require_whole_now(reader, patient)
    found: Values = {PatientIdentity: {patient: who_is(reader, patient)}}
    contact = reader.held(PatientContact, patient)
    reach = contact.value if contact else PatientContact()
    found[PatientContact] = {
        patient: PatientContact(reach.phone, reach.phone_alt, reach.email, reach.address, reach.language)
    }
    found |= plan_values(forms, patient)
    ids = patients.newest_readings(reader.connection, patient)
    held = {entity: reader.held(ObservationRecord, entity) for entity in ids}
    found[ObservationRecord] = {entity: one.value for entity, one in held.items() if one is not None}
    return found


def plan_values(forms: Forms, patient: str) -> Values:
    """Registers of a plan by payload type and entity: what stands and what ended, but not what was removed."""
    found: Values = {}
    for part in ITEMS:
        status = forms.get(part.status, {})
        found[part.cls] = {
            entity: form.value for entity, form in forms.get(part.cls, {}).items()
            if entity not in status or status[entity].value.status != "removed"
        }  # fmt: skip
    # What is no problem of the plan goes along where something of the plan names it.
    named = {getattr(one, "condition", "") for held in found.values() for one in held.values()}
    found[ConditionCode] = {
        entity: code for entity, code in found[ConditionCode].items()
        if entity in named or belongs(forms, entity, code)
    }  # fmt: skip
    found[GoalProgress] = {
        entity: noted for entity, noted in found[GoalProgress].items() if noted.goal in found[GoalText]
    }
    for part in ITEMS:
        if part.ended_by is not None:
            found[part.ended_by] = _of(forms, part.ended_by, found[part.cls])
    found[MedicationReview] = _of(forms, MedicationReview, found[MedicationOrder])
    found[ConditionAttestation] = _of(forms, ConditionAttestation, found[ConditionCode])
    standing = forms.get(AssessmentStanding, {})
    found[AssessmentResult] = {
        entity: form.value for entity, form in forms.get(AssessmentResult, {}).items()
        if entity not in standing or standing[entity].value.standing == "holds"
    }  # fmt: skip
    found[AssessmentStanding] = _of(forms, AssessmentStanding, found[AssessmentResult])
    for part in SINGLE:
        found[part.cls] = {entity: one for entity, one in _of(forms, part.cls, {patient}).items() if one != part.cls()}
    found[Sharing] = {
        line_shared(entity): form.value for entity, form in forms.get(Sharing, {}).items()
        if any(one.withheld for one in (form.value, *form.others))
    }  # fmt: skip
    found[SectionNote] = {
        entity: form.value for entity, form in forms.get(SectionNote, {}).items() if form.value.state != "open"
    }
    return found


def _of(forms: Forms, cls: type[Any], entities: Any) -> dict[str, Any]:
    return {entity: form.value for entity, form in forms.get(cls, {}).items() if entity in entities}


__all__ = ["BUNDLES", "KIND", "PlanExportService", "plan_values"]
