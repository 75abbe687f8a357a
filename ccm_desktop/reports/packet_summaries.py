"""The patient's monthly summary in an audit packet."""

from __future__ import annotations

from collections.abc import Iterator

from ccm_desktop.reports.front import facts
from ccm_desktop.reports.grid import Column, Detail, Grid, Row
from ccm_desktop.reports.layout import GREY, Sheets
from ccm_desktop.reports.packet_beside_values import SummaryCopy, SummaryVersion, Totals
from ccm_desktop.reports.packet_document import AuditPacket
from ccm_desktop.reports.packet_values import Recorded
from ccm_desktop.reports.wording import joined

_VERSIONS = (
    Column("Version", 60, bold=True),
    Column("Approved", 170),
    Column("With the patient", 170),
    Column("State", 110),
)
_NO_COPY = (
    "A summary that was given is evidence of what the patient was told. It is no copy of the care plan: those stand "
    "with the plan, and the month rests on them."
)


def write_summaries(sheets: Sheets, packet: AuditPacket) -> None:
    """Section `summaries`."""
    found = packet.summaries
    facts(sheets, (("Approved versions", _counted(found.totals)), ("Given to the patient", _counted(found.given))))
    sheets.gap(4)
    if found.lines:
        sheets.text(_NO_COPY, 8.5, grey=GREY)
        Grid(sheets, _VERSIONS, size=8.5, details_from=1).rows([_version(line) for line in found.lines])
    else:
        sheets.text("No summary of this month was approved.", 9.5)


def _version(line: SummaryVersion) -> Row:
    cells = (line.version, f"{line.by}\n{line.at.local}", f"{line.gone_over}\nLanguage: {line.language}", line.state)
    return Row(cells, list(_details(line)))


def _details(line: SummaryVersion) -> Iterator[Detail]:
    yield from (Detail(text) for part, text in line.lines if part not in ("phone", "after_hours"))
    for copy in line.given:
        yield Detail(_given(copy), bold=True)
        yield from _taken_back(copy.withdrawn)
    yield from _taken_back(line.withdrawn)
    fits = "fits these lines" if line.digest_holds else "DOES NOT FIT THESE LINES"
    yield Detail(f"Digest {line.sha256} {fits} · operation {line.op}", bold=not line.digest_holds, grey=GREY)


def _given(copy: SummaryCopy) -> str:
    said = joined((f"Given {copy.given_at.local}", copy.how, copy.state))
    return f"{said} · recorded {copy.at.local} by {copy.by} · operation {copy.op}"


def _taken_back(gone: Recorded | None) -> Iterator[Detail]:
    if gone:
        yield Detail(f"Withdrawn, because {gone.text}")
        yield Detail(f"Withdrawn {gone.at.local} by {gone.by} · operation {gone.op}", grey=GREY)


def _counted(totals: Totals) -> str:
    return joined((f"{number:,} {state.lower()}" for state, number in totals), ", ") or "none"
