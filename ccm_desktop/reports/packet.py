"""The audit packet as PDF: a cover with contents and hashes, then section after section."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.reports.front import facts, figures, masthead
from ccm_desktop.reports.grid import Column, Grid, Row
from ccm_desktop.reports.layout import GREY, LEADING, Page, Sheets
from ccm_desktop.reports.lettering import BOLD
from ccm_desktop.reports.packet_beside_plan import write_instructions, write_teach_backs, write_transitions
from ccm_desktop.reports.packet_document import NOT_KEPT, SECTIONS, AuditPacket
from ccm_desktop.reports.packet_evidence import write_care_plan, write_consent, write_coordination, write_eligibility
from ccm_desktop.reports.packet_json import VERSION, render_packet_json, section_hash, sections
from ccm_desktop.reports.packet_note import write_note
from ccm_desktop.reports.packet_proof import (
    write_claims,
    write_concurrency,
    write_exceptions,
    write_ledger,
    write_time_log,
)
from ccm_desktop.reports.packet_summaries import write_summaries
from ccm_desktop.reports.press import Titles, printed
from ccm_desktop.reports.wording import clock, day, joined

TITLE = "Audit packet"
_CONTENTS = (
    Column("Section", 180, bold=True),
    Column("Page", 26, right=True),
    Column("SHA-256 of the section", 316),
)
_TOGETHER = 190.0
"""Points that the beginning of a section needs: heading, first facts, and one row of its table."""
_NOT_KEPT = 8.5 * LEADING * (1 + len(NOT_KEPT))
"""Points of that list: it is never torn."""
_ABOUT = (
    f"The data file holds the very figures of this paper (schema version {VERSION}). Each section's hash is taken "
    "over its part of that file, so that any change to one of them can be found. Times are the practice's local time."
)
_WRITERS = {
    "note": write_note,
    "consent": write_consent,
    "eligibility": write_eligibility,
    "care_plan": write_care_plan,
    "instructions": write_instructions,
    "teach_backs": write_teach_backs,
    "coordination": write_coordination,
    "transitions": write_transitions,
    "summaries": write_summaries,
    "time_log": write_time_log,
    "exceptions": write_exceptions,
    "concurrency": write_concurrency,
    "claims": write_claims,
    "ledger": write_ledger,
}


def render_packet(packet: AuditPacket, progress: Progress | None = None) -> bytes:
    """The PDF; `Cancelled` raised by `progress` leaves nothing behind."""
    progress = progress or Unobserved()
    body = Sheets()
    starts: dict[str, int] = {}
    for number, (key, title) in enumerate(SECTIONS.items(), start=1):
        body.gap(18)
        body.need(_TOGETHER)
        starts[key] = len(body.pages)
        body.heading(f"{number}. {title}", 15, keep=80)
        _WRITERS[key](body, packet)
        progress.report(number, len(SECTIONS))
    hashes = {key: section_hash(content) for key, content in sections(packet).items()}
    companion = sha256(render_packet_json(packet)).hexdigest()
    cover = _cover(packet, starts, hashes, companion, 0)
    cover = _cover(packet, starts, hashes, companion, len(cover))
    title = joined((TITLE, packet.imprint.month_title), " — ")
    running = joined((packet.patient.name, packet.patient.mrn, title))
    titles = Titles(title, "Chronic care management: the evidence for one patient's month", running)
    return printed([*cover, *body.pages], titles, packet.imprint, progress)


def _cover(
    packet: AuditPacket, starts: Mapping[str, int], hashes: Mapping[str, str], companion: str, before: int
) -> list[Page]:
    """`before` is how many pages stand before the first section: those of the cover itself."""
    sheets = Sheets()
    masthead(sheets, "Chronic care management", TITLE, packet.imprint)
    _whose(sheets, packet)
    sheets.heading("Contents and hashes")
    Grid(sheets, _CONTENTS, size=7).rows(
        [
            Row((f"{number}. {title}", str(starts[key] + before), hashes[key]))
            for number, (key, title) in enumerate(SECTIONS.items(), start=1)
        ]
    )
    sheets.gap(6)
    facts(sheets, (("The same as data", f"{packet.name}.json\nSHA-256 {companion}"),), size=8.5)
    sheets.text(_ABOUT, 8.5, grey=GREY)
    sheets.heading("Not kept in this program", 11, keep=_NOT_KEPT)
    sheets.text("Auditors may also ask for these; the practice adds them from its own files.", 8.5)
    for item in NOT_KEPT:
        sheets.bullet(item, 8.5)
    return sheets.pages


def _whose(sheets: Sheets, packet: AuditPacket) -> None:
    note, patient = packet.note, packet.patient
    sheets.gap(6)
    sheets.text(patient.name, 14, BOLD)
    biller = joined((note.practitioner.title, note.practitioner_npi and f"NPI {note.practitioner_npi}"))
    facts(
        sheets,
        (
            ("Born", day(patient.born)),
            ("MRN", patient.mrn or "none"),
            ("Medicare number", patient.medicare_id or "not on file"),
            ("Billing practitioner", biller or "not named"),
            ("Chosen as", packet.sample.words),
        ),
    )
    sheets.gap(4)
    sheets.rule()
    figures(
        sheets,
        (
            (f"{sum(line.units for line in note.codes):,}", "code units"),
            (clock(note.counted_seconds), "time counted"),
            (clock(note.recorded_seconds - note.counted_seconds), "time not counted"),
            (clock(note.recorded_seconds), "time recorded"),
        ),
    )
