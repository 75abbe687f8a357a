"""Consent, visit, eligibility, care plan and coordination of an audit packet."""

from __future__ import annotations

from collections.abc import Iterable

from ccm_desktop.reports.front import facts
from ccm_desktop.reports.grid import Column, Detail, Grid, Row
from ccm_desktop.reports.layout import GREY, Sheets
from ccm_desktop.reports.packet_document import AuditPacket, ConsentEvent, CoordinationRecord, PlanCopy
from ccm_desktop.reports.packet_note import subheading
from ccm_desktop.reports.packet_values import Recorded
from ccm_desktop.reports.wording import count, joined

_EVENTS = (
    Column("What", 70, bold=True),
    Column("Said", 150),
    Column("Method and people", 180),
    Column("Recorded", 140),
)
_COPIES = (Column("Version", 50, bold=True), Column("Given", 150), Column("How", 90), Column("To", 110),
           Column("Recorded by", 120))  # fmt: skip
_EXCHANGES = (Column("Day", 70, bold=True), Column("With", 160), Column("About", 210), Column("State", 100))
_DEPTH = {"Goal": 30, "Intervention": 46}
"""How far an item stands in under its problem."""
_KINDS = {"given": "Given", "declined": "Declined", "revoked": "Withdrawn"}


def write_consent(sheets: Sheets, packet: AuditPacket) -> None:
    """Section `consent`."""
    consent = packet.consent
    facts(sheets, (("In this month", consent.state),))
    sheets.gap(4)
    if consent.events:
        Grid(sheets, _EVENTS, size=8.5, details_from=1).rows([_event(event) for event in consent.events])
    else:
        sheets.text("Nothing about consent is recorded.", 9.5)


def _event(event: ConsentEvent) -> Row:
    people = [
        event.method,
        event.obtained_by and f"obtained by {event.obtained_by}",
        event.practitioner and f"for {event.practitioner}",
        event.given_by and f"by {event.given_by}",
    ]
    cells = (
        _KINDS.get(event.kind, event.kind),
        event.said_at.local,
        "\n".join(filter(None, people)),
        f"{event.recorded_at.local}\nby {event.recorded_by}",
    )
    details = [Detail(f"Told: {words}") for words in event.elements]
    details += [Detail(f"NOT told: {words}", bold=True) for words in event.missing]
    details += [Detail(event.note)] if event.note else []
    return Row(cells, [*details, Detail(f"Operation {event.op}", grey=GREY)])


def write_eligibility(sheets: Sheets, packet: AuditPacket) -> None:
    """Section `eligibility`."""
    found = packet.eligibility
    enrolled = joined((found.enrolled_from, found.enrolled_to), " – ")
    facts(
        sheets,
        (
            ("Enrolled", "\n".join(filter(None, (*found.enrolled_earlier, enrolled))) or "not recorded"),
            ("Last seen by the practice", found.last_seen_on or "not recorded"),
            ("Initiating visit", found.initiating_visit or "None is recorded."),
            ("Inpatient stays", "\n".join(found.stays) or "None is recorded in this month."),
            ("Other services", "\n".join(found.other_services) or "None is recorded in this month."),
        ),
    )
    _history(sheets, "Risk statement, every version", found.risk)
    _history(sheets, "Initiating visit, every version", found.visits)
    _history(sheets, "Enrollment, every version", found.enrolment)


def _history(sheets: Sheets, title: str, versions: Iterable[Recorded]) -> None:
    subheading(sheets, title)
    lines = list(versions)
    if not lines:
        sheets.text("Nothing is recorded.", 9.5)
    for line in lines:
        sheets.bullet(line.text, 9.5)
        sheets.text(f"{line.at.local} by {line.by} · operation {line.op}", 8, grey=GREY, hang=14)


def write_care_plan(sheets: Sheets, packet: AuditPacket) -> None:
    """Section `care_plan`."""
    plan = packet.care_plan
    if not plan.version:
        sheets.text("No care plan was saved before this month ended.", 9.5)
        return
    saved = joined((plan.saved_at.local if plan.saved_at else "", plan.saved_by))
    later = f" {count(plan.later_versions, 'later version')} on record." if plan.later_versions else ""
    facts(
        sheets,
        (
            ("Version", f"{plan.version} ({plan.status}), saved {saved}"),
            ("Saved as", plan.what or "no remark"),
            ("Shown here", f"The plan as it was when the month ended.{later}"),
        ),
    )
    subheading(sheets, "Changes since the month began")
    for change in plan.changes:
        sheets.bullet(change, 9.5)
    if not plan.changes:
        sheets.text("None.", 9.5)
    subheading(sheets, "Content")
    for line in plan.lines:
        sheets.bullet(f"{line.section}: {line.text}", 9.5, hang=_DEPTH.get(line.section, 14))
    if not plan.lines:
        sheets.text("The version is empty.", 9.5)
    subheading(sheets, "Copies given")
    if plan.copies:
        Grid(sheets, _COPIES, size=8.5, details_from=1).rows([_copy(one) for one in plan.copies])
    else:
        sheets.text("No copy is recorded.", 9.5)


def _copy(one: PlanCopy) -> Row:
    cells = (one.version, one.given_at.local, one.how, one.to_whom, one.recorded_by)
    when = f" on {one.permitted_on}" if one.permitted_on else ""
    permitted = f"The patient permitted{when}: {', '.join(one.permitted)}"
    return Row(cells, (Detail(permitted, grey=GREY),) if one.permitted else ())


def write_coordination(sheets: Sheets, packet: AuditPacket) -> None:
    """Section `coordination`."""
    lines = packet.coordination.lines
    if lines:
        Grid(sheets, _EXCHANGES, size=8.5, details_from=1).rows([_exchange(line) for line in lines])
    else:
        sheets.text("No exchange with others is recorded in this month.", 9.5)


def _exchange(line: CoordinationRecord) -> Row:
    details = [Detail(f"{label}: {words}") for label, words in (
        ("Outcome", line.outcome), ("Next", line.next_step), ("Because", line.reason)) if words]  # fmt: skip
    if line.closed:
        details.append(Detail(f"Closed: {line.closed.text} ({line.closed.by}, {line.closed.at.local})"))
    written = f"{line.at.local} by {line.by} · operation {line.op}"
    cells = (line.on, f"{line.direction}: {line.counterparty}\n{line.subject}", line.about, line.state)
    return Row(cells, [*details, Detail(written, grey=GREY)])
