"""The reports of one person as CSV, with the same figures as the paper."""

from __future__ import annotations

from collections.abc import Iterator

from ccm_desktop.domain.progress import Progress
from ccm_desktop.reports.staff_documents import CoordinatorReport, PractitionerReport, StaffPatient
from ccm_desktop.reports.tables import render_table
from ccm_desktop.reports.wording import codes

PRACTITIONER_HEADER = (
    "Month", "Practitioner", "Patient", "Date of birth", "MRN", "Staff seconds", "Practitioner seconds",
    "Counted seconds", "Codes", "State", "Waits for signature", "Plan review was due", "Month state",
)  # fmt: skip
COORDINATOR_HEADER = (
    "Month", "Coordinator", "Section", "Item", "Date of birth", "MRN", "Number", "Recorded seconds",
    "Counted seconds", "Codes", "Short by seconds", "Next code", "State", "Month state",
)  # fmt: skip


def render_practitioner_csv(document: PractitionerReport, progress: Progress | None = None) -> bytes:
    """One row for each patient."""
    month = document.imprint
    return render_table(
        PRACTITIONER_HEADER,
        [
            (month.month_title, document.practitioner, *_who(line), str(line.staff_seconds),
             str(line.practitioner_seconds), str(line.counted_seconds), codes(line.codes, "; "), line.state,
             line.waits, line.review_due, month.state)
            for line in document.patients
        ],
        progress,
    )  # fmt: skip


def render_coordinator_csv(document: CoordinatorReport, progress: Progress | None = None) -> bytes:
    """Rows of patients, of own time by activity, and of how contacts ended; the section says which."""
    return render_table(COORDINATOR_HEADER, list(_rows(document)), progress)


def _rows(document: CoordinatorReport) -> Iterator[tuple[str, ...]]:
    month = document.imprint
    lead = (month.month_title, document.coordinator)
    for line in document.patients:
        name, born, mrn = _who(line)
        miss = line.near_miss
        short = (str(miss.short_by_seconds), miss.code) if miss else ("", "")
        yield (*lead, "Patient", name, born, mrn, "", "", str(line.counted_seconds), codes(line.codes, "; "), *short,
               line.state, month.state)  # fmt: skip
    for total in document.activities:
        yield (*lead, "Own time", total.activity, "", "", str(total.entries), str(total.seconds),
               str(total.counted_seconds), "", "", "", "", month.state)  # fmt: skip
    by_hand = ("Own time", "Of it entered by hand or recovered", "", "", "", str(document.by_hand_seconds))
    yield (*lead, *by_hand, "", "", "", "", "", month.state)
    for words, times in document.outcomes:
        yield (*lead, "Contacts", words, "", "", str(times), "", "", "", "", "", "", month.state)


def _who(line: StaffPatient) -> tuple[str, str, str]:
    return line.patient_name, line.born.isoformat() if line.born else "", line.mrn
