"""Instructions, teach-backs and discharges of an audit packet: each with its totals, its sources and its history."""

from __future__ import annotations

from collections.abc import Iterator

from ccm_desktop.reports.front import facts
from ccm_desktop.reports.grid import Column, Detail, Grid, Row
from ccm_desktop.reports.layout import GREY, Sheets
from ccm_desktop.reports.packet_beside_values import (
    DischargeRecord,
    DischargeStep,
    InstructionRecord,
    TeachBackRecord,
    Totals,
)
from ccm_desktop.reports.packet_document import AuditPacket
from ccm_desktop.reports.packet_values import Recorded
from ccm_desktop.reports.wording import joined

_INSTRUCTIONS = (Column("Line", 70, bold=True), Column("The plan says", 165), Column("Said otherwise", 165),
                 Column("State", 130))  # fmt: skip
_RESULTS = (Column("Instruction", 180, bold=True), Column("Result", 85), Column("In the patient's words", 200),
            Column("State", 75))  # fmt: skip
_DISCHARGES = (Column("Discharged", 70, bold=True), Column("From and to", 200), Column("Medicines and visit", 180),
               Column("State", 90))  # fmt: skip


def write_instructions(sheets: Sheets, packet: AuditPacket) -> None:
    """Section `instructions`."""
    found = packet.instructions
    _totals(sheets, (("Instructions", found.totals),))
    if found.lines:
        Grid(sheets, _INSTRUCTIONS, size=8.5, details_from=1).rows([_instruction(line) for line in found.lines])
    else:
        sheets.text("Nobody recorded an instruction that differs from the plan.", 9.5)


def _instruction(line: InstructionRecord) -> Row:
    cells = (
        line.kind.capitalize(),
        f"{line.plan_says}\n{_source(line.plan_by, line.plan_on)}".strip(),
        f"{line.other_says}\n{_source(line.other_by, line.other_on)}".strip(),
        line.state,
    )
    details = [Detail(_written("Recorded", line.by, line.at.local, line.op), grey=GREY)]
    for made in line.decisions:
        gone = " (a later decision took its place)" if made.replaced else ""
        then = f" The plan said then: {made.plan_said}" if made.plan_said not in ("", line.plan_says) else ""
        details.append(Detail(f"{made.choice}, because {made.why}{gone}.{then}"))
        details.append(Detail(_written("Decided", made.by, made.at.local, made.op), grey=GREY))
    return Row(cells, details)


def write_teach_backs(sheets: Sheets, packet: AuditPacket) -> None:
    """Section `teach_backs`."""
    found = packet.teach_backs
    _totals(sheets, (("Results", found.totals),))
    if found.lines:
        Grid(sheets, _RESULTS, size=8.5).rows([_result(line) for line in found.lines])
    else:
        sheets.text("No teach-back is recorded in this month.", 9.5)


def _result(line: TeachBackRecord) -> Row:
    details = [Detail(_written("Recorded", line.by, line.at.local, line.op), grey=GREY)]
    if line.withdrawn:
        gone = line.withdrawn
        details.append(Detail(f"Withdrawn, because {gone.text}"))
        details.append(Detail(_written("Withdrawn", gone.by, gone.at.local, gone.op), grey=GREY))
    return Row((line.instruction, line.result, line.words or "—", line.state), details)


def write_transitions(sheets: Sheets, packet: AuditPacket) -> None:
    """Section `transitions`."""
    found = packet.transitions
    _totals(sheets, (("Discharges", found.totals), ("Steps that follow them", found.steps)))
    if found.lines:
        Grid(sheets, _DISCHARGES, size=8.5, details_from=1).rows([_discharge(line) for line in found.lines])
    else:
        sheets.text("No discharge is recorded whose 30 days touch this month.", 9.5)


def _discharge(line: DischargeRecord) -> Row:
    cells = (
        line.discharged_on,
        f"{line.facility}\n{line.destination}",
        f"{line.medicines}\n{line.complexity}",
        joined((line.state, line.reason), ": "),
    )
    details = [Detail(f"Followed until {line.followed_until}"), *([Detail(line.note)] if line.note else [])]
    for step in line.steps:
        details.append(Detail(_step(step), bold=step.state in ("Overdue", "Done late")))
        details += _history(step.versions)
    return Row(cells, [*details, *_history(line.versions)])


def _step(step: DischargeStep) -> str:
    done = f" on {step.done_on}" if step.done_on else ""
    return f"{step.step}: {step.state.lower()}{done}, due {step.due_on}{step.words and f'. {step.words}'}"


def _history(versions: tuple[Recorded, ...]) -> Iterator[Detail]:
    return (Detail(_written(one.text, one.by, one.at.local, one.op), grey=GREY) for one in versions)


def _written(what: str, by: str, at: str, op: str) -> str:
    return f"{what} · {at} by {by} · operation {op}"


def _source(by: str, on: str) -> str:
    return joined((by, on), ", ") and f"({joined((by, on), ', ')})"


def _totals(sheets: Sheets, groups: tuple[tuple[str, Totals], ...]) -> None:
    said = [
        (label, joined((f"{number:,} {state.lower()}" for state, number in found), ", ")) for label, found in groups
    ]
    facts(sheets, [(label, words or "none") for label, words in said])
    sheets.gap(4)
