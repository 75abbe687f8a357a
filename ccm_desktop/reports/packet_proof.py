"""Time log, exceptions, concurrency, claim lines and ledger proof of an audit packet."""

from __future__ import annotations

from collections.abc import Iterator

from ccm_desktop.reports.front import facts
from ccm_desktop.reports.grid import Column, Detail, Grid, Row
from ccm_desktop.reports.layout import GREY, Sheets
from ccm_desktop.reports.packet_document import (
    AcceptedException,
    AuditPacket,
    LedgerSection,
    LogLine,
)
from ccm_desktop.reports.packet_note import subheading
from ccm_desktop.reports.packet_values import Recorded
from ccm_desktop.reports.wording import clock, count, joined

_LOG = (
    Column("Worked", 110, bold=True),
    Column("Time", 44, right=True),
    Column("Who and what", 220),
    Column("Recorded", 150),
)
_ACCEPTED = (Column("Exception", 150, bold=True), Column("Accepted", 180), Column("Because", 200))
_OVERLAPS = (
    Column("Who", 110, bold=True),
    Column("This entry", 150),
    Column("At the same time", 170),
    Column("In common", 60, right=True),
)
_CLAIMS = (
    Column("Code", 40, bold=True),
    Column("Units", 32, right=True),
    Column("Date of service", 84),
    Column("Place", 32),
    Column("NPI", 66),
    Column("Charge", 54, right=True),
    Column("Claim and outcome", 200),
)
_OPERATIONS = (Column("Operation", 154), Column("Kind", 92), Column("Slot", 45, right=True), Column("Recorded", 206))


_HOW = (
    "`ccm verify` recomputes the whole chain and every figure. An operation's id is the beginning of the SHA-256 of "
    "its header, which names the header before it."
)


def write_time_log(sheets: Sheets, packet: AuditPacket) -> None:
    """Section `time_log`."""
    lines = packet.time_log.lines
    if not lines:
        sheets.text("No time was ever recorded for this month.", 9.5)
        return
    void = sum(1 for line in lines if line.voided)
    sheets.text(
        f"{count(len(lines), 'entry', 'entries')} as written, {void:,} of them void. Nothing is ever erased: an "
        "amended entry is void and names the one that replaces it.",
        9,
        grey=GREY,
    )
    Grid(sheets, _LOG, size=8, details_from=2).rows([_logged(line) for line in lines])


def _logged(line: LogLine) -> Row:
    state = "VOID" if line.voided else "Stands"
    cells = (
        f"{line.start.day}\n{line.start.clock} –\n{_end(line)}\n{state}, version {line.version}",
        f"{clock(line.seconds)}\n{line.seconds:,} s",
        "\n".join(
            (
                f"{line.who.title} · {line.lane}",
                joined((line.activity, line.outcome)),
                f"Program {line.program} · {line.source}",
            )
        ),
        f"{line.recorded_at.local}\nby {line.recorded_by}",
    )
    return Row(cells, list(_log_details(line)))


def _end(line: LogLine) -> str:
    return line.end.clock if line.end.day == line.start.day else line.end.local


def _log_details(line: LogLine) -> Iterator[Detail]:
    yield Detail(line.narrative or "No narrative.")
    if line.reason:
        yield Detail(f"Reason: {line.reason}")
    if line.addendum:
        yield Detail(line.addendum, bold=True)
    yield from (Detail(_said("Approved", one)) for one in line.approved)
    yield from (Detail(_said("Day of a visit", one)) for one in line.visit_day)
    yield from (Detail(_said("Void", one), bold=True) for one in line.voided)
    links = joined(
        (line.replaces and f"replaces {line.replaces}", line.replaced_by and f"replaced by {line.replaced_by}")
    )
    yield Detail(joined((f"Entry {line.id}", f"operation {line.op}", links)), grey=GREY)


def _said(verdict: str, one: Recorded) -> str:
    return f"{verdict} {one.at.local} by {one.by}{': ' + one.text if one.text else ''}"


def write_exceptions(sheets: Sheets, packet: AuditPacket) -> None:
    """Section `exceptions`."""
    found = packet.exceptions
    if found.accepted:
        Grid(sheets, _ACCEPTED, size=8.5).rows([_accepted(one) for one in found.accepted])
    else:
        sheets.text("No exception was accepted.", 9.5)
    if found.open:
        subheading(sheets, "Still open")
        for text in found.open:
            sheets.bullet(text, 9.5)


def _accepted(one: AcceptedException) -> Row:
    state = "The facts are still those" if one.holds else "The facts have changed since"
    return Row((f"{one.title} ({one.code})", f"{one.at.local}\nby {one.by}\n{state}", one.reason))


def write_concurrency(sheets: Sheets, packet: AuditPacket) -> None:
    """Section `concurrency`."""
    found = packet.concurrency
    sheets.text(
        f"Everybody with time in this patient's month ({count(found.people, 'person', 'people')}) was compared with "
        f"all their standing entries of the month ({found.entries_compared:,}), of all patients. Other patients are "
        "not named.",
        9.5,
    )
    sheets.gap(4)
    if not found.overlaps:
        sheets.text("Nobody worked on two entries at the same time.", 9.5)
        return
    Grid(sheets, _OVERLAPS, size=8.5).rows(
        [
            Row(
                (
                    one.who,
                    f"{one.start.local} –\n{one.end.local}",
                    f"{one.beside}\n{one.beside_start.local} –\n{one.beside_end.local}",
                    clock(one.seconds),
                )
            )
            for one in found.overlaps
        ]
    )


def write_claims(sheets: Sheets, packet: AuditPacket) -> None:
    """Section `claims`."""
    lines = packet.claims.lines
    if not lines:
        sheets.text("The month supports no claim line.", 9.5)
        return
    rows = []
    for line in lines:
        outcome = joined((line.outcome or "no outcome is recorded", line.outcome_on, line.amount, line.reason))
        cells = (line.code, str(line.units), line.service_date, line.place_of_service,
                 line.practitioner_npi or "none", line.charge, f"Claim {line.claim}: {outcome}")  # fmt: skip
        rows.append(Row(cells, [Detail(f"{one.text} · {one.at.local} by {one.by}", grey=GREY) for one in line.history]))
    Grid(sheets, _CLAIMS, size=8.5, details_from=2).rows(rows)


def write_ledger(sheets: Sheets, packet: AuditPacket) -> None:
    """Section `ledger`."""
    proof = packet.ledger
    holds = "each has the hash that its header was sealed with" if proof.payloads_hold else "AT LEAST ONE WAS ALTERED"
    facts(
        sheets,
        (
            ("Device", proof.device),
            ("Head of its chain", f"slot {proof.head_slot:,}\nSHA-256 {proof.head_sha256}"),
            ("Payloads", f"{count(len(proof.operations), 'operation')}: {holds}"),
            ("Closed figures", proof.closing or "The month is not closed."),
            ("How to check", _HOW),
        ),
        size=9,
    )
    sheets.gap(4)
    Grid(sheets, _OPERATIONS, size=7).rows(list(_operations(proof)))


def _operations(proof: LedgerSection) -> Iterator[Row]:
    """The device stands with a slot only where it is another one."""
    for line in proof.operations:
        slot = f"{line.slot:,}" if line.device == proof.device else f"{line.device} {line.slot:,}"
        yield Row((line.op, line.kind, slot, f"{line.at.local} by {line.by}"))
