"""The practice's month on paper: totals, signatures, every patient, what is short or blocked."""

from __future__ import annotations

from ccm_desktop.domain.billing.fees import NOT_YOURS, fee_words
from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.reports.documents import MonthLine, MonthReport
from ccm_desktop.reports.front import figures, masthead, signatures
from ccm_desktop.reports.grid import Column, Grid, Row
from ccm_desktop.reports.layout import GREY, Sheets
from ccm_desktop.reports.press import Titles, printed
from ccm_desktop.reports.wording import clock, codes, count, day, joined, money, short_of

TITLE = "Month-end report"
_STATEMENT = "I reviewed the services of this month, the time that counted and the codes in this report."

_CODES = (Column("Code", 60, bold=True), Column("Patients", 60, right=True), Column("Units", 60, right=True))
_EXCLUSIONS = (
    Column("Reason", 310),
    Column("Patients", 55, right=True),
    Column("Entries", 55, right=True),
    Column("Time", 65, right=True),
)
_PATIENTS = (
    Column("Patient", 120, bold=True),
    Column("Born", 53),
    Column("MRN", 60),
    Column("Counted", 45, right=True),
    Column("Codes", 50),
    Column("Practitioner", 84),
    Column("State", 55),
)
_NEAR_MISSES = (
    Column("Patient", 150, bold=True),
    Column("MRN", 75),
    Column("Counted", 50, right=True),
    Column("Short by", 65, right=True),
    Column("Next code", 55),
    Column("Practitioner", 100),
)
_CHANGES = (
    Column("Patient", 150, bold=True),
    Column("Before", 185),
    Column("Now", 185),
)
_BLOCKED = (
    Column("Patient", 150, bold=True),
    Column("MRN", 75),
    Column("Counted", 50, right=True),
    Column("Why it cannot be billed", 245),
)


def render_month_report(document: MonthReport, progress: Progress | None = None) -> bytes:
    """The PDF; `Cancelled` raised by `progress` leaves nothing behind."""
    progress = progress or Unobserved()
    sheets = Sheets()
    _cover(sheets, document)
    sheets.turn()
    _patients(sheets, document, progress)
    _near_misses(sheets, document)
    _blocked(sheets, document)
    _changes(sheets, document)
    title = joined((TITLE, document.imprint.month_title), " — ")
    subject = "Chronic care management: time, codes and what is open"
    return printed(sheets.pages, Titles(title, subject, title), document.imprint, progress)


def _cover(sheets: Sheets, document: MonthReport) -> None:
    masthead(sheets, "Chronic care management", TITLE, document.imprint)
    excluded_seconds = sum(item.seconds for item in document.exclusions)
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
            (money(document.fee_total), f"fee total ({_whose(document)})"),
            (f"{len(document.near_misses):,}", "near misses"),
            (f"{len(document.blocked):,}", "patients blocked"),
            (clock(excluded_seconds), "time not counted"),
        ),
    )
    _units(sheets, document)
    _exclusions(sheets, document)
    practitioners = document.billing_practitioners or ("",)
    signers = [("Practice lead", document.practice_lead)]
    signers += [("Billing practitioner", name) for name in practitioners]
    signatures(sheets, _STATEMENT, signers)


def _units(sheets: Sheets, document: MonthReport) -> None:
    sheets.heading("Units by code")
    if not document.units_by_code:
        sheets.text("No code is reached this month.")
        return
    patients = document.patients_by_code
    rows = [Row((code, f"{patients[code]:,}", f"{n:,}")) for code, n in document.units_by_code.items()]
    with sheets.column(0, 250):
        Grid(sheets, _CODES).rows(rows)
    sheets.gap(6)
    tables = " and ".join(filter(None, document.fee_schedules)) or "not known"
    sheets.text(
        f"Fees by: {tables}. The fee total ({_whose(document)}) shows the size of the "
        "month, not what a payer will pay.",
        8.5,
        grey=GREY,
    )


def _whose(document: MonthReport) -> str:
    """Short enough for the figure; the tables' names stand below it."""
    words = (fee_words(name) for name in document.fee_schedules)
    return " and ".join(dict.fromkeys(one if one == NOT_YOURS else "the practice's fee table" for one in words))


def _exclusions(sheets: Sheets, document: MonthReport) -> None:
    sheets.heading("Time that did not count")
    if not document.exclusions:
        sheets.text("All recorded time counted.")
        return
    Grid(sheets, _EXCLUSIONS).rows(
        [
            Row((item.reason, f"{item.patients:,}", f"{item.entries:,}", clock(item.seconds)))
            for item in document.exclusions
        ]
    )


def _patients(sheets: Sheets, document: MonthReport, progress: Progress) -> None:
    sheets.heading("Patients")
    if not document.lines:
        sheets.text("No patient is enrolled this month.")
        return
    sheets.text(
        f"{count(document.enrolled, 'patient')}, {document.billable:,} billable, "
        f"{clock(document.counted_seconds)} counted in all.",
        9,
        grey=GREY,
    )
    Grid(sheets, _PATIENTS).rows(
        [_patient(line) for line in document.lines], lambda done: progress.report(done, len(document.lines))
    )


def _patient(line: MonthLine) -> Row:
    return Row(
        (
            line.patient_name,
            day(line.born),
            line.mrn,
            clock(line.counted_seconds),
            codes(line.codes, "\n") or "—",
            line.practitioner,
            line.state,
        )
    )


def _near_misses(sheets: Sheets, document: MonthReport) -> None:
    sheets.heading(f"Near misses ({len(document.near_misses):,})")
    if not document.near_misses:
        sheets.text("No patient is close to a next code.")
        return
    Grid(sheets, _NEAR_MISSES).rows(
        [
            Row(
                (
                    miss.patient_name,
                    miss.mrn,
                    clock(miss.counted_seconds),
                    short_of(miss.short_by_seconds, miss.threshold_seconds),
                    miss.code,
                    miss.practitioner,
                )
            )
            for miss in document.near_misses
        ]
    )


def _blocked(sheets: Sheets, document: MonthReport) -> None:
    sheets.heading(f"Blocked ({len(document.blocked):,})")
    if not document.blocked:
        sheets.text("Nothing blocks a patient this month.")
        return
    Grid(sheets, _BLOCKED).rows(
        [
            Row((line.patient_name, line.mrn, clock(line.counted_seconds), "\n".join(line.reasons)))
            for line in document.blocked
        ]
    )


def _changes(sheets: Sheets, document: MonthReport) -> None:
    """From the second closing on: what it changed, patient by patient (ux.md 8.6)."""
    if document.revision < 2:
        return
    sheets.heading(f"Changes since rev {document.revision - 1} ({len(document.changes):,})")
    if not document.changes:
        sheets.text("Time, codes and fees of every patient are as they were.")
        return
    Grid(sheets, _CHANGES).rows(
        [Row((change.patient_name, change.before or "—", change.after or "—")) for change in document.changes]
    )
