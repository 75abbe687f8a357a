"""The month note of an audit packet: story, entries, decision and signatures (rules.md 6.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from ccm_desktop.domain.month_note import PARTS
from ccm_desktop.reports.front import facts
from ccm_desktop.reports.grid import Column, Detail, Grid, Row
from ccm_desktop.reports.layout import GREY, Sheets
from ccm_desktop.reports.lettering import BOLD
from ccm_desktop.reports.packet_document import AuditPacket
from ccm_desktop.reports.packet_values import (
    CodeLine,
    MonthNoteSection,
    PacketCondition,
    PacketEntry,
    PacketSignature,
    Part,
)
from ccm_desktop.reports.wording import clock, count, day, joined, money

_CONDITIONS = (Column("Condition", 250), Column("ICD-10-CM", 70), Column("Expected to last 12 months", 200))
_ENTRIES = (
    Column("When", 112, bold=True),
    Column("Who", 120),
    Column("Activity and outcome", 205),
    Column("Recorded", 54, right=True),
    Column("Counted", 54, right=True, bold=True),
)
_LANES = (
    Column("Time of the month", 240),
    Column("Time", 70, right=True, bold=True),
    Column("Seconds", 60, right=True),
)
_SIGNATURES = (Column("Signed by", 150, bold=True), Column("When", 140), Column("State", 240))
_SIGNED_AS = {"coordinator": "Author of the note", "practitioner": "Billing practitioner"}
_STATES = {
    "stands": "Stands",
    "needs_re_sign": "Stands no more: must be signed again",
    "replaced": "Replaced by a later signature",
    "taken_back": "Taken back by the signer",
    "not_genuine": "NOT GENUINE: it does not fit what was signed",
}


def write_note(sheets: Sheets, packet: AuditPacket) -> None:
    """Section `note`."""
    note = packet.note
    _conditions(sheets, note)
    _sentences(sheets, note)
    _entries(sheets, note)
    _totals(sheets, note)
    _decision(sheets, note)
    _signatures(sheets, note)
    _sources_cited(sheets, note.entries)


def _conditions(sheets: Sheets, note: MonthNoteSection) -> None:
    subheading(sheets, "Conditions and need")
    if note.conditions:
        Grid(sheets, _CONDITIONS).rows([Row((c.name, c.icd10 or "none", _attested(c))) for c in note.conditions])
    else:
        sheets.text("No condition is on file.", 9.5)
    sheets.gap(4)
    facts(sheets, (("Risk and need", note.risk or "No statement is recorded."),))


def _attested(condition: PacketCondition) -> str:
    if condition.expected_12_months is None:
        return "Not attested"
    at = condition.attested_at.local if condition.attested_at else ""
    said = "Yes" if condition.expected_12_months else "No"
    return f"{said}: {joined((condition.attested_by, at))}"


def _sentences(sheets: Sheets, note: MonthNoteSection) -> None:
    subheading(sheets, "Note")
    if not note.sentences:
        sheets.text("No month note was written.", 9.5)
        return
    for part, sentences in groupby(note.sentences, lambda sentence: sentence.part):
        sheets.need(40)
        sheets.gap(3)
        sheets.text(PARTS.get(part, part), 9.5, BOLD)
        for sentence in sentences:
            sheets.bullet(sentence.text, 9.5)
    sheets.gap(3)
    written = joined((note.written_by, note.written_at.local if note.written_at else ""))
    sheets.text(f"Written by {written}; {count(note.note_versions, 'version')} on record.", 8.5, grey=GREY)


def _entries(sheets: Sheets, note: MonthNoteSection) -> None:
    subheading(sheets, f"Time entries ({len(note.entries):,})")
    if not note.entries:
        sheets.text("No time is recorded this month.", 9.5)
        return
    sources = _sources(note.entries)
    Grid(sheets, _ENTRIES, size=8.5, details_from=1).rows([_entry(entry, sources) for entry in note.entries])


def _entry(entry: PacketEntry, sources: Sequence[str]) -> Row:
    cells = (
        f"{day(entry.day)}\n{entry.start.clock} –\n{entry.end.clock}",
        f"{entry.who.title}\n{joined((entry.who.role, entry.lane))}",
        "\n".join(filter(None, (joined((entry.activity, entry.outcome)), f"Program {entry.program}", entry.source))),
        f"{clock(entry.seconds)}\n{entry.seconds:,} s",
        f"{clock(entry.counted_seconds)}\n{entry.counted_seconds:,} s",
    )
    details = [Detail(entry.narrative or "No narrative.")]
    details += [Detail(_why(part, sources), bold=not part.counted) for part in entry.parts]
    details += [Detail(entry.remark, bold=True)] if entry.remark else []
    return Row(cells, details)


def _why(part: Part, sources: Sequence[str]) -> str:
    verdict = "Counted" if part.counted else "Not counted"
    source = f"[{sources.index(part.citation) + 1}]" if part.citation else ""
    return f"{verdict} {clock(part.seconds)}: {joined((part.reason, source), ' ')}"


def _sources(entries: Iterable[PacketEntry]) -> list[str]:
    """Every citation once, in the order of its first use."""
    return list(dict.fromkeys(part.citation for entry in entries for part in entry.parts if part.citation))


def _sources_cited(sheets: Sheets, entries: Iterable[PacketEntry]) -> None:
    sources = _sources(entries)
    if sources:
        subheading(sheets, "Sources")
        facts(sheets, [(f"[{n}]", source) for n, source in enumerate(sources, start=1)], label_width=24, size=8.5)


def _totals(sheets: Sheets, note: MonthNoteSection) -> None:
    rows = [
        ("Counted, clinical staff", note.staff_seconds),
        ("Counted, practitioner", note.practitioner_seconds),
        ("All counted time", note.counted_seconds),
        *((f"Not counted: {reason}", seconds) for reason, seconds in note.not_counted),
        ("All recorded time", note.recorded_seconds),
    ]
    sheets.need(60 + 19 * len(rows))
    subheading(sheets, "Totals")
    with sheets.column(0, 430):
        Grid(sheets, _LANES).rows([Row((words, clock(seconds), f"{seconds:,}")) for words, seconds in rows])


def _decision(sheets: Sheets, note: MonthNoteSection) -> None:
    subheading(sheets, "Decision")
    facts(
        sheets,
        (
            ("Codes and units", code_words(note.codes) or "none"),
            ("Code family", note.family or "none"),
            ("Date of service", day(note.service_date) if note.service_date else "none"),
            ("Place of service", note.place_of_service or "none"),
            ("Rules", note.rule_version),
            ("Fee table", f"{note.fee_table}: {money(note.fee)}"),
            ("Care plan", joined((f"version {note.plan_version}", note.plan_change), ": ")),
            *((("On hold, not billed", note.held),) if note.held else ()),
            *((("Decision-making", "\n".join(note.decision_making)),) if note.decision_making else ()),
            *((("Blocks billing", "\n".join(note.blockers)),) if note.blockers else ()),
            *((("To review", "\n".join(note.warnings)),) if note.warnings else ()),
        ),
    )


def code_words(lines: Iterable[CodeLine]) -> str:
    """`99490 ×1, 99439 ×2`"""
    return ", ".join(f"{line.code} ×{line.units}" for line in lines)


def _signatures(sheets: Sheets, note: MonthNoteSection) -> None:
    subheading(sheets, "Review and signatures", keep=130)
    if not note.signatures:
        sheets.text("Nobody signed this month.", 9.5)
        return
    Grid(sheets, _SIGNATURES, size=8.5).rows([_signature(one) for one in note.signatures])


def _signature(one: PacketSignature) -> Row:
    proof = "verified: genuine" if one.genuine else "verified: NOT GENUINE"
    state = joined((_STATES.get(one.state, one.state), proof))
    cells = (f"{one.signer}\n{_SIGNED_AS.get(one.role, one.role)}", one.signed_at.local, state)
    details = [Detail(f"“{one.meaning}” (statement {one.statement_version})")]
    details += [Detail(" ".join(one.reasons), bold=True)] if one.reasons else []
    details += [
        Detail(f"Signed content SHA-256 {one.content_sha256}", grey=GREY),
        Detail(f"Ed25519 key {one.public_key}", grey=GREY),
    ]
    return Row(cells, details)


def subheading(sheets: Sheets, text: str, keep: float = 44) -> None:
    """The title of a part of a section; it stays with the next `keep` points."""
    sheets.heading(text, 11.5, keep=keep)
