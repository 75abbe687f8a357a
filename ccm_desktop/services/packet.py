"""Audit packets: the evidence of patient-months, chosen or drawn, frozen and ready to be written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.progress import Portions, Progress
from ccm_desktop.ledger.payloads.patient import PatientIdentity
from ccm_desktop.reports.packet import render_packet
from ccm_desktop.reports.packet_document import AuditPacket, Sample
from ccm_desktop.reports.packet_json import render_packet_json
from ccm_desktop.reports.packet_values import PacketPatient
from ccm_desktop.services.audit_draw import Draw, drawn
from ccm_desktop.services.authority import require
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_snapshot import Snapshot
from ccm_desktop.services.packet_beside_plan import instruction_section, teach_back_section, transition_section
from ccm_desktop.services.packet_claims import claim_section
from ccm_desktop.services.packet_coordination import coordination_section
from ccm_desktop.services.packet_evidence import care_plan_section, consent_section, eligibility_section
from ccm_desktop.services.packet_log import (
    concurrency_section,
    exception_section,
    ledger_section,
    log_section,
)
from ccm_desktop.services.packet_note import Figures, figures_of, note_section
from ccm_desktop.services.packet_scene import Scene, scene
from ccm_desktop.services.packet_summaries import summary_section
from ccm_desktop.services.packs import Pack
from ccm_desktop.services.patient_files import named
from ccm_desktop.services.reporting import Rendering, ReportingService
from ccm_desktop.services.signing import SigningService

_CHOSEN = "Chosen by name"


class PacketService:
    """Gathers audit packets of a month."""

    def __init__(
        self, context: Context, plans: CarePlanService, signing: SigningService, reporting: ReportingService
    ) -> None:
        self._context = context
        self._plans = plans
        self._signing = signing
        self._reporting = reporting

    def one(self, month: Month, patient: str) -> AuditPacket:
        """The packet of one patient-month, frozen."""
        require(self._context, Verb.REPORT)
        with self._context.reading() as reader:
            found = scene(self._context, reader, month, patient)
            return self._gather(found, patient, Sample(_CHOSEN))

    def chosen(self, month: Month, patients: Iterable[str], progress: Progress) -> Portions[Pack]:
        """The packets of these patients, ready to be written into a new folder; a patient a portion."""
        require(self._context, Verb.REPORT)
        wanted = tuple(dict.fromkeys(patients))
        if not wanted:
            raise BadInput("packet_nobody", "No patient is chosen.", "Choose at least one patient, or draw a sample.")
        samples = dict.fromkeys(wanted, Sample(_CHOSEN, "", len(wanted), len(wanted)))
        return (yield from self._pack(month, samples, progress))

    def drawn(self, month: Month, draw: Draw, progress: Progress) -> Portions[Pack]:
        """A sample of the month's billable patients; the same seed draws the same ones. The draw is a portion, too."""
        require(self._context, Verb.REPORT)
        with self._context.reading() as reader:
            taken = drawn(scene(self._context, reader, month), draw)
        samples = {one.patient: Sample(one.words, one.seed, one.size, one.of) for one in taken}
        progress.report(0, len(samples))
        yield
        return (yield from self._pack(month, samples, progress))

    def _pack(self, month: Month, samples: dict[str, Sample], progress: Progress) -> Portions[Pack]:
        """Each packet is one look at the file. What a closing holds is proved once: it can never change."""
        renderings: list[Rendering] = []
        proved: Snapshot | None = None
        for number, (patient, sample) in enumerate(samples.items(), start=1):
            with self._context.reading() as reader:
                found = scene(self._context, reader, month, patient, proved)
                renderings += _renderings(self._gather(found, patient, sample))
            proved = found.closed or found.kept
            progress.report(number, len(samples))
            yield
        return Pack(f"CCM_{month}_audit-packets", tuple(renderings))

    def _gather(self, found: Scene, patient: str, sample: Sample) -> AuditPacket:
        figures = figures_of(found, patient)
        if figures is None:
            raise Refusal("not_enrolled_then", f"The patient was not in the program in {found.month}.",
                          "Choose a month of the enrollment.")  # fmt: skip
        found.begin(patient)
        plan = care_plan_section(found, self._plans, patient)
        note = note_section(found, self._signing, patient, figures, plan)
        return AuditPacket(
            imprint=self._reporting.imprint(found.reader, found.standing, found.closed),
            month=str(found.month),
            name=file_name(found.month, figures.line.mrn, patient),
            sample=sample,
            patient=_identity(found, patient, figures),
            note=note,
            consent=consent_section(found, patient),
            eligibility=eligibility_section(found, patient),
            care_plan=plan,
            instructions=instruction_section(found, patient),
            teach_backs=teach_back_section(found, patient),
            coordination=coordination_section(found, patient),
            transitions=transition_section(found, patient),
            summaries=summary_section(found, patient),
            time_log=log_section(found, patient),
            exceptions=exception_section(found, patient),
            concurrency=concurrency_section(found, patient),
            claims=claim_section(found, patient, figures, note.practitioner_npi),
            ledger=ledger_section(found, patient),
        )


def file_name(month: Month, mrn: str, patient: str) -> str:
    """`CCM_2026-10_audit-packet_MRN-100234_0199a2b4`."""
    return named(f"CCM_{month}_audit-packet", mrn, patient)


def _renderings(packet: AuditPacket) -> tuple[Rendering, Rendering]:
    pdf = partial(render_packet, packet)
    rules, patient = packet.note.rule_version, packet.patient.id
    return (
        Rendering("audit_packet", f"{packet.name}.pdf", packet.month, patient, rules, pdf),
        Rendering("audit_packet_data", f"{packet.name}.json", packet.month, patient, rules,
                  lambda _progress: render_packet_json(packet)),
    )  # fmt: skip


def _identity(found: Scene, patient: str, figures: Figures) -> PacketPatient:
    held = found.reader.held(PatientIdentity, patient)
    line = figures.line
    born = line.birth_on or (held.value.birth_date if held else "")
    return PacketPatient(patient, line.name, _day(born), line.mrn, held.value.mbi if held else "")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


__all__ = ["Draw", "PacketService", "file_name"]
