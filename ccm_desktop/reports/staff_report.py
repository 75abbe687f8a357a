"""The month of one practitioner, and of one coordinator, on paper."""

from __future__ import annotations

from collections.abc import Sequence

from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.reports.documents import Imprint, NearMiss, total_units
from ccm_desktop.reports.front import figures, masthead
from ccm_desktop.reports.grid import Column, Grid, Row
from ccm_desktop.reports.layout import GREY, Sheets
from ccm_desktop.reports.lettering import BOLD
from ccm_desktop.reports.press import Titles, printed
from ccm_desktop.reports.staff_documents import (
    CoordinatorReport,
    PractitionerReport,
    StaffPatient,
    share,
)
from ccm_desktop.reports.wording import clock, codes, count, day, joined, short_of

PRACTITIONER_TITLE = "Practitioner report"
COORDINATOR_TITLE = "Coordinator report"
_PATIENTS = (
    Column("Patient", 115, bold=True),
    Column("Born", 62),
    Column("MRN", 56),
    Column("Staff", 42, right=True),
    Column("Own", 42, right=True),
    Column("Counted", 45, right=True),
    Column("Codes", 54),
    Column("State", 60),
)
_WAITING = (Column("Patient", 150, bold=True), Column("MRN", 75), Column("What", 300))
_ACTIVITIES = (
    Column("Activity", 200, bold=True),
    Column("Entries", 50, right=True),
    Column("Patients", 50, right=True),
    Column("Time", 60, right=True),
    Column("Counted", 60, right=True),
)
_OUTCOMES = (Column("How contacts and calls ended", 220, bold=True), Column("Times", 50, right=True))
_NEAR_MISSES = (
    Column("Patient", 170, bold=True),
    Column("MRN", 75),
    Column("Counted", 55, right=True),
    Column("Short by", 75, right=True),
    Column("Next code", 60),
)
_TODAY = "As of printing; it is no part of the month's figures."


def render_practitioner_report(document: PractitionerReport, progress: Progress | None = None) -> bytes:
    """The PDF; `Cancelled` raised by `progress` leaves nothing behind."""
    progress = progress or Unobserved()
    sheets = Sheets()
    name = joined((document.practitioner, document.npi and f"NPI {document.npi}"))
    _begin(sheets, PRACTITIONER_TITLE, name, document.imprint)
    billable = sum(1 for line in document.patients if line.codes)
    figures(
        sheets,
        (
            (f"{len(document.patients):,}", "patients enrolled"),
            (f"{billable:,}", "patients billable"),
            (f"{sum(total_units(line.codes for line in document.patients).values()):,}", "code units"),
            (clock(sum(line.counted_seconds for line in document.patients)), "time counted"),
        ),
    )
    figures(
        sheets,
        (
            (clock(sum(line.staff_seconds for line in document.patients)), "clinical staff"),
            (clock(sum(line.practitioner_seconds for line in document.patients)), "practitioner"),
            (f"{len(document.waiting):,}", "wait for your signature"),
            (f"{len(document.overdue):,}", "plan reviews overdue"),
        ),
    )
    _units(sheets, document.patients)
    waiting = [(line, line.waits) for line in document.waiting]
    overdue = [(line, f"Review was due on {line.review_due}") for line in document.overdue]
    _waiting(sheets, "Waits for your signature", "Nothing waits for your signature.", waiting)
    _waiting(sheets, "Care plan reviews overdue", "No care plan review is overdue.", overdue)
    _patients(sheets, document.patients, progress)
    return _printed(sheets, PRACTITIONER_TITLE, document.practitioner, document.imprint, progress)


def render_coordinator_report(document: CoordinatorReport, progress: Progress | None = None) -> bytes:
    """The PDF; `Cancelled` raised by `progress` leaves nothing behind."""
    progress = progress or Unobserved()
    sheets = Sheets()
    _begin(sheets, COORDINATOR_TITLE, document.coordinator, document.imprint)
    billable = sum(1 for line in document.patients if line.codes)
    figures(
        sheets,
        (
            (f"{len(document.patients):,}", "patients assigned"),
            (f"{billable:,}", "of them billable"),
            (f"{len(document.near_misses):,}", "near misses"),
            (clock(sum(line.counted_seconds for line in document.patients)), "time counted for them"),
        ),
    )
    figures(
        sheets,
        (
            (clock(document.own_seconds), "own time recorded"),
            (clock(document.own_counted_seconds), "own time counted"),
            (share(document.by_hand_seconds, document.own_seconds), "entered by hand or recovered"),
            (share(document.reached, document.attempts), f"reached in {count(document.attempts, 'attempt')}"),
        ),
    )
    _activities(sheets, document)
    _near_misses(sheets, document.near_misses)
    _patients(sheets, document.patients, progress)
    return _printed(sheets, COORDINATOR_TITLE, document.coordinator, document.imprint, progress)


def _begin(sheets: Sheets, title: str, name: str, imprint: Imprint) -> None:
    masthead(sheets, "Chronic care management", title, imprint)
    sheets.gap(6)
    sheets.text(name, 14, BOLD)
    sheets.gap(4)
    sheets.rule()


def _printed(sheets: Sheets, title: str, name: str, imprint: Imprint, progress: Progress) -> bytes:
    named = joined((title, imprint.month_title), " — ")
    titles = Titles(named, "Chronic care management: one person's month", joined((name, named)))
    return printed(sheets.pages, titles, imprint, progress)


def _units(sheets: Sheets, patients: tuple[StaffPatient, ...]) -> None:
    sheets.heading("Units by code")
    units = total_units(line.codes for line in patients)
    if not units:
        sheets.text("No code is reached this month.")
        return
    with sheets.column(0, 200):
        Grid(sheets, (Column("Code", 60, bold=True), Column("Units", 60, right=True))).rows(
            [Row((code, f"{number:,}")) for code, number in units.items()]
        )


def _waiting(sheets: Sheets, title: str, nothing: str, lines: Sequence[tuple[StaffPatient, str]]) -> None:
    sheets.heading(f"{title} ({len(lines):,})")
    if not lines:
        sheets.text(nothing)
        return
    sheets.text(_TODAY, 8.5, grey=GREY)
    Grid(sheets, _WAITING).rows([Row((line.patient_name, line.mrn, words)) for line, words in lines])


def _activities(sheets: Sheets, document: CoordinatorReport) -> None:
    sheets.heading("Own time by activity")
    if document.activities:
        rows = [
            Row((line.activity, f"{line.entries:,}", f"{line.patients:,}", clock(line.seconds),
                 clock(line.counted_seconds)))
            for line in document.activities
        ]  # fmt: skip
        total = Row(("All own time", f"{sum(line.entries for line in document.activities):,}", "",
                     clock(document.own_seconds), clock(document.own_counted_seconds)))  # fmt: skip
        Grid(sheets, _ACTIVITIES).rows([*rows, total])
    else:
        sheets.text("No own time is recorded this month.")
    sheets.heading("Contacts")
    if not document.outcomes:
        sheets.text("No contact is recorded this month.")
        return
    with sheets.column(0, 280):
        Grid(sheets, _OUTCOMES).rows([Row((words, f"{times:,}")) for words, times in document.outcomes])


def _near_misses(sheets: Sheets, lines: Sequence[NearMiss]) -> None:
    sheets.heading(f"Near misses ({len(lines):,})")
    if not lines:
        sheets.text("No patient is close to a next code.")
        return
    Grid(sheets, _NEAR_MISSES).rows([Row((miss.patient_name, miss.mrn, clock(miss.counted_seconds),
                                          short_of(miss.short_by_seconds, miss.threshold_seconds), miss.code))
                                     for miss in lines])  # fmt: skip


def _patients(sheets: Sheets, lines: Sequence[StaffPatient], progress: Progress) -> None:
    sheets.heading(f"Patients ({len(lines):,})")
    if not lines:
        sheets.text("No patient of the month.")
        return
    Grid(sheets, _PATIENTS).rows([_patient(line) for line in lines], lambda done: progress.report(done, len(lines)))


def _patient(line: StaffPatient) -> Row:
    return Row(
        (line.patient_name, day(line.born), line.mrn, clock(line.staff_seconds), clock(line.practitioner_seconds),
         clock(line.counted_seconds), codes(line.codes, "\n") or "—", line.state)
    )  # fmt: skip
