"""The practice's month on paper: totals, every patient, what is short or blocked, signatures."""

from __future__ import annotations

from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.reports.documents import MonthReport
from ccm_desktop.reports.front import facts, figures, masthead, signatures
from ccm_desktop.reports.grid import Column, Grid
from ccm_desktop.reports.layout import GREY, Sheets
from ccm_desktop.reports.press import printed
from ccm_desktop.reports.wording import FEE_NOTE, clock, codes, count, day, joined, money, short_of

TITLE = "Month-end report"
PATIENT_COLUMNS = (
    Column("Patient", 150, bold=True),
    Column("Born", 62),
    Column("MRN", 72),
    Column("Counted", 52, right=True),
    Column("Codes", 66),
    Column("Practitioner", 92),
    Column("State", 70),
)


def render_month_report(document: MonthReport, progress: Progress | None = None) -> bytes:
    """The PDF; `Cancelled` from `progress` leaves nothing behind."""
    progress = progress or Unobserved()
    sheets = Sheets()
    _cover(sheets, document)
    _patients(sheets, document, progress)
    _near_misses(sheets, document)
    _blocked(sheets, document)
    _exclusions(sheets, document)
    signatures(
        sheets,
        "I reviewed this month's services, the time that counted and the codes listed in this report.",
        [("Practice lead", document.practice_lead)]
        + [("Billing practitioner", name) for name in document.billing_practitioners or ("",)],
    )
    title = joined((TITLE, document.imprint.month_title), " — ")
    return printed(
        sheets.pages,
        title,
        "Chronic care management: time, codes and what is open",
        document.imprint,
        progress,
    )


def _cover(sheets: Sheets, document: MonthReport) -> None:
    masthead(sheets, "Chronic care management", TITLE, document.imprint)
    figures(
        sheets,
        (
            (f"{document.enrolled:,}", "patients enrolled"),
            (f"{document.billable:,}", "patients billable"),
            (f"{sum(document.units_by_code.values()):,}", "code units"),
            (clock(document.counted_seconds), "time counted"),
        ),
    )
    figures(
        sheets,
        (
            (money(document.fee_total), f"fee total ({FEE_NOTE})"),
            (f"{len(document.near_misses):,}", "near misses"),
            (f"{len(document.blocked):,}", "patients blocked"),
            (clock(sum(item.seconds for item in document.exclusions)), "time not counted"),
        ),
    )
    sheets.heading("Units by code")
    if document.units_by_code:
        Grid(
            sheets,
            (
                Column("Code", 80, bold=True),
                Column("Patients", 60, right=True),
                Column("Units", 60, right=True),
                Column("", 330),
            ),
        ).rows(
            [
                (code, f"{document.patients_by_code[code]:,}", f"{units:,}", "")
                for code, units in document.units_by_code.items()
            ]
        )
    else:
        sheets.text("No code is reached this month.")
    sheets.gap(10)
    sheets.text(
        f"Fee schedule: {document.fee_schedule or 'not known'}. The fee total is {FEE_NOTE}: it shows the size "
        "of the month, not what a payer will pay.",
        8.5,
        grey=GREY,
    )


def _patients(sheets: Sheets, document: MonthReport, progress: Progress) -> None:
    if sheets.room < 260 or len(document.lines) > 12:
        sheets.turn()
    sheets.heading("Patients")
    if not document.lines:
        sheets.text("No patient is enrolled this month.")
        return
    Grid(sheets, PATIENT_COLUMNS).rows(
        [
            (
                line.patient_name,
                day(line.born),
                line.mrn,
                clock(line.counted_seconds),
                codes(line.codes, "\n") or "—",
                line.practitioner,
                line.state,
            )
            for line in document.lines
        ],
        lambda done: progress.report(done, len(document.lines)),
    )
    sheets.gap(6)
    sheets.text(
        f"{count(document.enrolled, 'patient')}, {document.billable:,} billable, "
        f"{clock(document.counted_seconds)} counted in all.",
        9,
        grey=GREY,
    )


def _near_misses(sheets: Sheets, document: MonthReport) -> None:
    sheets.heading(f"Near misses ({len(document.near_misses):,})")
    if not document.near_misses:
        sheets.text("No patient is close to a next code.")
        return
    columns = (
        Column("Patient", 170, bold=True),
        Column("MRN", 80),
        Column("Counted", 55, right=True),
        Column("Short by", 75, right=True),
        Column("Next code", 60),
        Column("Practitioner", 110),
    )
    Grid(sheets, columns).rows(
        [
            (
                miss.patient_name,
                miss.mrn,
                clock(miss.counted_seconds),
                short_of(miss.short_by_seconds, miss.threshold_seconds),
                miss.code,
                miss.practitioner,
            )
            for miss in document.near_misses
        ]
    )


def _blocked(sheets: Sheets, document: MonthReport) -> None:
    sheets.heading(f"Blocked ({len(document.blocked):,})")
    if not document.blocked:
        sheets.text("Nothing blocks a patient this month.")
        return
    columns = (
        Column("Patient", 160, bold=True),
        Column("MRN", 75),
        Column("Counted", 50, right=True),
        Column("Why it cannot be billed", 265),
    )
    Grid(sheets, columns).rows(
        [
            (line.patient_name, line.mrn, clock(line.counted_seconds), "\n".join(line.reasons))
            for line in document.blocked
        ]
    )


def _exclusions(sheets: Sheets, document: MonthReport) -> None:
    sheets.heading("Time that did not count")
    if not document.exclusions:
        sheets.text("All recorded time counted.")
        return
    columns = (
        Column("Reason", 330),
        Column("Patients", 55, right=True),
        Column("Entries", 55, right=True),
        Column("Time", 65, right=True),
    )
    Grid(sheets, columns).rows(
        [
            (item.reason, f"{item.patients:,}", f"{item.entries:,}", clock(item.seconds))
            for item in document.exclusions
        ]
    )
    sheets.gap(6)
    facts(sheets, (("Time not counted in all", clock(sum(item.seconds for item in document.exclusions))),))
