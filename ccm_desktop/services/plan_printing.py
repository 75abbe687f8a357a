"""The papers made from a care plan: for the patient, a caregiver, a visit, the medicines, and a practitioner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import ccm_desktop
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.progress import Portions, Progress
from ccm_desktop.models.store import Transaction
from ccm_desktop.reports import (
    calendar_file,
    care_plan,
    checkin_sheet,
    medication_sheet,
    practitioner_brief,
    visit_sheet,
)
from ccm_desktop.reports.plan_documents import SIZES
from ccm_desktop.reports.plan_words import LANGUAGES, labels, language_of
from ccm_desktop.services import instructions, plan_record
from ccm_desktop.services.authority import require
from ccm_desktop.services.context import Context
from ccm_desktop.services.packs import LeftOut, Pack
from ccm_desktop.services.paper_remarks import Remark, letters_remark, written_remark
from ccm_desktop.services.patient_files import named
from ccm_desktop.services.plan_content import SHARED, gaps
from ccm_desktop.services.plan_scene import PlanScene
from ccm_desktop.services.plan_signing import PlanSigningService
from ccm_desktop.services.reporting import Rendering, ReportingService

KINDS = {
    "patient": "Patient copy",
    "caregiver": "Caregiver copy",
    "visit": "Visit preparation",
    "medications": "Medicines and follow-up",
    "checkin": "Symptom check-in",
    "brief": "Practitioner brief",
}
"""What can be printed, and how it is called."""
_FILES = {
    "patient": "Care_plan", "caregiver": "Caregiver_copy", "visit": "Visit_preparation", "medications": "Medicines",
    "checkin": "Symptom_check-in", "brief": "Practitioner_brief",
}  # fmt: skip
LANGUAGE_NAMES = {language: labels(language)("language") for language in LANGUAGES}


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """What is to be printed, for whom, and how."""

    kind: str = "patient"
    """A key of `KINDS`."""
    language: str = ""
    """en | es; empty: the patient's own if we have it, else English."""
    size: int = 14
    """Points, one of `SIZES`."""
    caregiver: str = ""
    """Entity, for a caregiver's copy."""


@dataclass(frozen=True, slots=True)
class PaperRun:
    """Papers for many patients at once."""

    kinds: tuple[str, ...] = ("patient",)
    """Keys of `KINDS`; of caregivers everybody whom the patient permits something."""
    language: str = ""
    """en | es; empty: as each patient prefers if we have it, else English."""
    size: int = 14


@dataclass(frozen=True, slots=True)
class CaregiverLine:
    """Somebody who may get a copy."""

    caregiver: str
    """Entity."""
    name: str
    shared: int
    """Parts of the plan that a copy would hold; none: nothing can be printed for them."""


@dataclass(frozen=True, slots=True)
class PaperOffer:
    """What can be chosen for a patient."""

    patient: str
    language: str
    """That of the patient, en | es; empty where it is not known or not one of ours."""
    spoken: str
    """What the chart says of it."""
    caregivers: tuple[CaregiverLine, ...]
    gaps: tuple[str, ...]
    """What keeps the medication sheet from being printed, each line naming a medicine."""
    versions: tuple[tuple[str, int], ...]
    """Id and number, the newest first; an empty id is the plan as it is now, with what came in since the last save."""


class PlanPrintingService:
    """Gathers the values of each paper on the database thread; rendering touches no database."""

    def __init__(self, context: Context, reporting: ReportingService, signing: PlanSigningService) -> None:
        self._context, self._reporting, self._signing = context, reporting, signing

    def offer(self, patient: str) -> PaperOffer:
        """What there is to choose from."""
        with self._context.reading() as reader:
            scene = PlanScene(self._context, reader, patient)
            spoken = scene.contact.language
            return PaperOffer(
                patient,
                language_of(spoken),
                spoken,
                tuple(
                    CaregiverLine(one.entity, one.value.name, len(set(one.value.may_see) & set(SHARED)))
                    for one in scene.plan.short["caregivers"]
                ),
                gaps(scene.plan.medications),
                scene.versions_to_give(),
            )

    def paper(self, patient: str, choice: PaperChoice) -> Rendering:
        """One paper. A sheet of medicines of which one lacks its dose or reason is refused."""
        require(self._context, Verb.REPORT)
        _check(choice)
        with self._context.transaction() as tx:
            found = self._paper(tx, PlanScene(self._context, tx, patient), choice)
            waiting = len(instructions.undecided(tx, patient))
        return replace(found, remark=partial(_warned, found.remark, waiting)) if waiting else found

    def calendar(self, patient: str, language: str = "", *, by_name: bool = False) -> Rendering:
        """What comes next as a calendar file; `by_name`: its titles say what it is about."""
        require(self._context, Verb.REPORT)
        with self._context.reading() as reader:
            scene = PlanScene(self._context, reader, patient)
            spoken = _language(scene, language)
            ahead = scene.ahead(spoken)
        if not ahead:
            raise Refusal("calendar_empty", "Nothing is planned that a calendar could hold.",
                          "Give the plan a next call, a review or a due day first.")  # fmt: skip
        made_at, version = self._context.now(), ccm_desktop.__version__

        def render(_progress: Progress) -> bytes:
            return calendar_file.render_calendar(ahead, spoken, made_at, version, named=by_name)

        return Rendering("calendar", "Follow_up.ics", "", patient, "", render)

    def every(self, patients: Iterable[str], run: PaperRun, progress: Progress) -> Portions[Pack]:
        """The papers of these patients, ready to be written into a new folder; a patient a portion.

        One that cannot be made yet (its plan waits for a decision, a medicine lacks its dose) is left out and named.
        """
        require(self._context, Verb.REPORT)
        if not run.kinds:
            raise BadInput("papers_none_chosen", "No paper was chosen.", "Choose at least one.")
        for kind in run.kinds:
            _check(PaperChoice(kind, run.language, run.size, "any" if kind == "caregiver" else ""))
        wanted = tuple(dict.fromkeys(patients))
        if not wanted:
            raise BadInput("plans_nobody", "Nobody is enrolled whose plan could be printed.", "Enroll a patient first.")
        renderings: list[Rendering] = []
        left_out: list[LeftOut] = []
        for number, patient in enumerate(wanted, start=1):
            with self._context.transaction() as tx:
                scene = PlanScene(self._context, tx, patient)
                for name, choice in _choices(scene, run):
                    try:
                        renderings.append(replace(self._paper(tx, scene, choice), name=f"{name}.pdf"))
                    except Refusal as refusal:
                        left_out.append(LeftOut(name, KINDS[choice.kind], str(refusal)))
            progress.report(number, len(wanted))
            yield
        if not renderings:
            raise Refusal("papers_none", "None of these papers can be made for any of these patients.",
                          "Open one patient's plan and press Print: it says what is missing.")  # fmt: skip
        return Pack("Care_plans", tuple(renderings), tuple(left_out))

    def _paper(self, tx: Transaction, scene: PlanScene, choice: PaperChoice) -> Rendering:
        language = "en" if choice.kind == "brief" else _language(scene, choice.language)
        imprint = self._reporting.imprint(tx, None, None)
        if choice.kind != "brief":
            imprint = replace(imprint, printed_at=scene.instant(language))
        patient = scene.patient
        if choice.kind != "caregiver":  # whose own refusal names the permission first
            scene.require_decided()
        if choice.kind == "visit":
            visit = scene.visit(imprint, language)
            return Rendering("visit_sheet", "Visit_preparation.pdf", "", patient, "",
                             partial(visit_sheet.render_visit_sheet, visit),
                             remark=partial(written_remark, visit_sheet.written, visit))  # fmt: skip
        if choice.kind == "medications":
            _require_whole(scene)
            sheet = scene.medication_sheet(imprint, language, choice.size)
            return Rendering("medication_sheet", "Medicines.pdf", "", patient, "",
                             partial(medication_sheet.render_medication_sheet, sheet),
                             remark=partial(written_remark, medication_sheet.written, sheet))  # fmt: skip
        if choice.kind == "checkin":
            asked = scene.checkin(imprint, language, choice.size)
            return Rendering("checkin_sheet", "Symptom_check-in.pdf", "", patient, "",
                             partial(checkin_sheet.render_checkin_sheet, asked),
                             remark=partial(written_remark, checkin_sheet.written, asked))  # fmt: skip
        if choice.kind == "brief":
            brief = scene.brief(imprint)
            return Rendering("practitioner_brief", "Practitioner_brief.pdf", "", patient, "",
                             partial(practitioner_brief.render_practitioner_brief, brief),
                             remark=partial(letters_remark, brief))  # fmt: skip
        audience = scene.audience(choice.caregiver)
        scene.require_decided()
        version, number = plan_record.named(self._context, tx, patient, plan_record.PRINTED)
        copy = scene.copy(
            imprint, language, choice.size, audience, version, self._signing.signature_of(tx, patient, version)
        )
        kind, proposed = ("caregiver_copy", "Caregiver_copy.pdf") if copy.audience else ("care_plan", "Care_plan.pdf")
        whom = copy.audience.name if copy.audience else ""
        return Rendering(kind, proposed, "", patient, "", partial(care_plan.render_care_plan, copy),
                         number, whom, partial(written_remark, care_plan.written, copy))  # fmt: skip


def _choices(scene: PlanScene, run: PaperRun) -> Iterator[tuple[str, PaperChoice]]:
    """Each paper of one patient with the name of its file, without its ending."""
    for kind in run.kinds:
        if kind != "caregiver":
            choice = PaperChoice(kind, run.language, run.size)
            yield named(_FILES[kind], scene.identity.mrn, scene.patient), choice
    if "caregiver" in run.kinds:
        permitted = (one for one in scene.plan.short["caregivers"] if set(one.value.may_see) & set(SHARED))
        for number, one in enumerate(permitted, start=1):
            name = named(_FILES["caregiver"], scene.identity.mrn, scene.patient)
            yield f"{name}_{number}", PaperChoice("caregiver", run.language, run.size, one.entity)


def _check(choice: PaperChoice) -> None:
    if choice.kind not in KINDS:
        raise BadInput("paper_unknown", "That paper is not known.", f"Use one of: {', '.join(KINDS)}.")
    if choice.language and choice.language not in LANGUAGES:
        raise BadInput("language_unknown", "Papers are not made in that language.",
                       f"Use one of: {', '.join(LANGUAGES)}.")  # fmt: skip
    if choice.size not in SIZES:
        raise BadInput("size_unknown", "That size of print is not offered.",
                       f"Use one of: {', '.join(map(str, SIZES))}.")  # fmt: skip
    if (choice.kind == "caregiver") != bool(choice.caregiver):
        raise BadInput("caregiver_missing", "It is not said for which caregiver the copy is.",
                       "Choose the caregiver's copy and one caregiver of the plan.")  # fmt: skip


def _language(scene: PlanScene, asked: str) -> str:
    return asked or language_of(scene.contact.language) or "en"


def _require_whole(scene: PlanScene) -> None:
    """The words name no medicine, because they may reach a log; `PaperOffer.gaps` does."""
    lacking = len(gaps(scene.plan.medications))
    if lacking:
        which = "One medicine lacks" if lacking == 1 else f"{lacking} medicines lack"
        raise Refusal("medication_incomplete", f"{which} the dose, its unit, the time or the reason.",
                      "Complete them in the plan's medications, then print.")  # fmt: skip


def _warned(other: Callable[[], Remark] | None, waiting: int) -> Remark:
    """Whoever gives the paper away should know that the plan may not say what holds (A-42)."""
    which = "An instruction differs" if waiting == 1 else f"{waiting} instructions differ"
    said = f"{which} from this plan and nobody has decided yet."
    return Remark(" ".join(filter(None, (said, other().words if other is not None else ""))), is_warning=True)


__all__ = [
    "KINDS",
    "LANGUAGE_NAMES",
    "SIZES",
    "CaregiverLine",
    "PaperChoice",
    "PaperOffer",
    "PaperRun",
    "PlanPrintingService",
]
