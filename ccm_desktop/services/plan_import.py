"""A care plan from another system: shown before anything is written, then taken in as a whole or not at all.

Nothing of a plan that is here is replaced: what differs from what somebody wrote here stays beside it.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ccm_desktop.domain.calendar import local_day
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.instruments.instrument import AREAS
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.interop import code_maps
from ccm_desktop.interop.fhir_import import read_fhir
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.practice import ImportFinished
from ccm_desktop.models.file_faults import require_space
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.authority import require
from ccm_desktop.services.care_plans import reopen_section
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import AssessmentResult, PatientIdentity, PatientProgram, SectionNote
from ccm_desktop.services.imported_flags import raise_flags
from ccm_desktop.services.plan_import_judging import Judge, Judged
from ccm_desktop.services.plan_import_views import NEW, PlanFile, PlanPreview
from ccm_desktop.services.plan_import_whose import whose_plan
from ccm_desktop.services.plan_parts import BY_TYPE
from ccm_desktop.services.plan_record import record_version
from ccm_desktop.services.tasks import NewTask, write_task

_ABOUT_THE_FILE = frozenset({"Composition", "Provenance", "Organization", "RelatedPerson", "ClinicalImpression",
                             "Medication"})  # fmt: skip
"""Says who and when, or is read through what refers to it."""


class PlanImportService:
    """Reads, shows, takes in."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def read(self, path: Path, progress: Progress | None = None) -> PlanFile:
        """A bundle, a resource or a folder of them; refuses what is malformed, and what is not one patient's."""
        require(self._context, Verb.IMPORT)
        report, drawn = read_fhir(path, zone=self._context.zone(), code_map=code_maps.shipped(),
                                  progress=progress or Unobserved())  # fmt: skip
        records = tuple(drawn)
        people = [one for one in records if isinstance(one.values[0], PatientIdentity)]
        if len(people) != 1:
            raise BadInput("plan_of_several" if people else "plan_of_nobody",
                           f"The file tells of {len(people) or 'no'} patient{'s' if len(people) > 1 else ''}.",
                           "Several patients come in with Import FHIR files. A plan needs its patient in the file.",
                           )  # fmt: skip
        whose = people[0]
        assert isinstance(whose.values[0], PatientIdentity)
        reasons = Counter(one.reason for one in report.rejected)
        reasons.update({f"{kind} is not used by this program": n for kind, n in report.unknown_types.items()
                        if kind not in _ABOUT_THE_FILE})  # fmt: skip
        return PlanFile(
            path.name, whose.values[0], whose.source_key, whose.patient, report.mrn_of.get(whose.source_key, ""),
            records, tuple(sorted(reasons.items())),
        )  # fmt: skip

    def preview(self, file: PlanFile, patient: str = "") -> PlanPreview:
        """What would happen; `patient` is whom a person chose, `NEW` for a new one, empty to find out."""
        with self._context.reading() as reader:
            return self._judged(reader, file, patient).preview

    def take_in(self, file: PlanFile, patient: str = "") -> Outcome[PlanPreview]:
        """Write what the preview shows, as one version that one undo takes back; nothing where nothing is new."""
        require(self._context, Verb.IMPORT)
        require_space(self._context.store.vault.path.parent)
        with self._context.transaction() as tx:
            found = self._judged(tx, file, patient)
            if not found.preview.patient:
                raise BadInput("plan_whose", "It is not certain whose plan this is.",
                               "Choose the patient, or say that it is a new one.")  # fmt: skip
            whose = file.patient if found.preview.patient == NEW else found.preview.patient
            for step in found.steps:
                tx.record(step.value, entity=step.entity, patient=whose, prev=step.standing.prev,
                          origin=step.standing.origin)  # fmt: skip
            if found.steps:
                self._finish(tx, found, whose)
        return Outcome(found.preview, Changed.EVERYTHING if found.steps else Changed.NOTHING)

    def _finish(self, tx: Transaction, found: Judged, whose: str) -> None:
        shown = found.preview
        if shown.patient == NEW:
            tx.record(PatientProgram(), entity=whose, patient=whose)
        noted = {step.value.section for step in found.steps if isinstance(step.value, SectionNote)}
        new = {BY_TYPE[type(step.value)].section for step in found.steps
               if type(step.value) in BY_TYPE and step.standing.action == "added"}  # fmt: skip
        for section in sorted(new - noted - found.told):
            reopen_section(tx, whose, section)
        results = [(step.entity, step.value) for step in found.steps if isinstance(step.value, AssessmentResult)]
        if results:  # nobody here asked, so nobody dealt with what they may mean, whatever the file says of it
            areas = ", ".join(dict.fromkeys(AREAS[one.area].lower() for _, one in results))
            raise_flags(self._context, tx, whose, results)
            write_task(tx, NewTask(f"Look at imported results: {areas}", whose, source="assessment"))
        added, updated, both = shown.count("added"), shown.count("updated"), shown.count("conflict")
        record_version(tx, whose, f"Imported from another system: {added} new, {updated} changed, {both} to resolve")
        tx.record(
            ImportFinished("FHIR R4 care plan", 1, added, updated + both, shown.count("unchanged"),
                           sum(number for _, number in shown.skipped), {}, {}),
            entity=new_id(),
        )  # fmt: skip

    def _judged(self, reader: Reader, file: PlanFile, chosen: str) -> Judged:
        practice = self._context.practice_of(reader).name
        patient, how, candidates = whose_plan(reader, file, chosen, practice)
        today = local_day(self._context.clock.now(), self._context.zone_of(reader)).isoformat()
        return Judge(reader, file, patient, today).judge(how, candidates)
