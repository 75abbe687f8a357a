"""Documents: gather frozen values on the database thread, render anywhere, record what left the program."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ccm_desktop
from ccm_desktop.domain.billing.explain import words
from ccm_desktop.domain.calendar import Month, time_zone
from ccm_desktop.domain.errors import BadInput, FileProblem, Refusal
from ccm_desktop.domain.progress import Progress
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.month import DocumentMade
from ccm_desktop.models.file_faults import as_file_problem
from ccm_desktop.models.store import Reader
from ccm_desktop.reports import care_plan, documents, monthly_report, patient_month, preview, tables
from ccm_desktop.services import local_words
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_end import MonthEndService
from ccm_desktop.services.month_facts import assessed
from ccm_desktop.services.people import Person, people_of
from ccm_desktop.services.report_parts import care_plan_document, patient_month_document
from ccm_desktop.services.views import MonthLine

NEAR_MISS_SECONDS = 180
_STATES = {"billable": "Billable", "short": "Short", "blocked": "Blocked", "no_time": "No time"}


@dataclass(frozen=True, slots=True)
class Rendering:
    """A document whose values are frozen: `render` touches no database."""

    kind: str
    """month_report | month_csv | patient_month | care_plan | programme_report | claim_lines"""
    name: str
    """Proposed file name, without patient's data."""
    month: str
    patient: str
    rules: str
    render: Callable[[Progress], bytes]


@dataclass(frozen=True, slots=True)
class Saved:
    """Where a document went."""

    path: Path
    sha256: str


class ReportingService:
    """Builds the documents of the practice."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._month_end = MonthEndService(context)

    def month_report(self, month: Month) -> Rendering:
        """The practice's month as PDF."""
        document = self._month_document(month)
        return self._rendering("month_report", f"CCM_{month}_month-end.pdf", month, "",
                               lambda progress: monthly_report.render_month_report(document, progress))  # fmt: skip

    def month_csv(self, month: Month) -> Rendering:
        """The same table for a spreadsheet."""
        document = self._month_document(month)
        return self._rendering("month_csv", f"CCM_{month}_month-end.csv", month, "",
                               lambda progress: tables.render_month_csv(document, progress))  # fmt: skip

    def patient_month(self, patient: str, month: Month) -> Rendering:
        """Every entry of a patient's month and why it counted."""
        with self._context.reading() as reader:
            found = next(iter(assessed(self._context, reader, month, patient)), None)
            if found is None:
                raise Refusal("not_enrolled_then", f"The patient was not in the programme in {month}.",
                              "Choose a month of the enrolment.")  # fmt: skip
            document = patient_month_document(self._context, reader, found, self.imprint(reader, month))
        return self._rendering("patient_month", f"CCM_{month}_patient-month.pdf", month, patient,
                               lambda progress: patient_month.render_patient_month(document, progress))  # fmt: skip

    def care_plan(self, patient: str) -> Rendering:
        """The plan for the patient."""
        with self._context.reading() as reader:
            document = care_plan_document(self._context, reader, patient, self.imprint(reader, None))
        return self._rendering("care_plan", "Care_plan.pdf", None, patient,
                               lambda progress: care_plan.render_care_plan(document, progress))  # fmt: skip

    def record(self, rendering: Rendering, content: bytes, how: str) -> Outcome[str]:
        """Note that a document was saved or printed, with the hash that proves its figures."""
        digest = hashlib.sha256(content).hexdigest()
        pages = preview.page_count(content) if content.startswith(b"%PDF") else 0
        fact = DocumentMade(rendering.kind, how, digest, pages, rendering.month, rendering.rules)
        with self._context.transaction() as tx:
            tx.record(fact, entity=new_id(), patient=rendering.patient)
        return Outcome(digest, Changed.NOTHING)

    def _rendering(
        self, kind: str, name: str, month: Month | None, patient: str, render: Callable[[Progress], bytes]
    ) -> Rendering:
        return Rendering(kind, name, str(month) if month else "", patient, self._rules_version(month), render)

    def _rules_version(self, month: Month | None) -> str:
        """By which the month is judged; a document of no month rests on no rules of money."""
        return self._context.rules.for_month(month).version if month else ""

    def _month_document(self, month: Month) -> documents.MonthReport:
        with self._context.reading() as reader:
            board = self._month_end.board_of(reader, month)
            people = people_of(reader)
            exclusions = self._exclusions(reader, month)
            imprint = self.imprint(reader, month)
        return documents.MonthReport(
            imprint=imprint,
            lines=tuple(_line(line) for line in board.lines),
            near_misses=tuple(_near_miss(line) for line in board.lines if is_near_miss(line)),
            blocked=tuple(_blocked(line) for line in board.lines if line.blockers),
            exclusions=exclusions,
            fee_total=board.totals.fee,
            fee_schedule=board.fee_schedule,
            practice_lead=_named(people, "lead"),
            billing_practitioners=tuple(sorted({line.practitioner for line in board.lines if line.practitioner})),
        )

    def _exclusions(self, reader: Reader, month: Month) -> tuple[documents.ExclusionTotal, ...]:
        seconds: Counter[str] = Counter()
        entries: Counter[str] = Counter()
        patients: Counter[str] = Counter()
        for found in assessed(self._context, reader, month):
            lost = [p for p in found.decision.pieces if not p.counted and p.reason != "X_OTHER_MONTH"]
            for piece in lost:
                seconds[piece.reason] += piece.seconds
            entries.update(reason for _, reason in {(p.entry, p.reason) for p in lost})
            patients.update({p.reason for p in lost})
        return tuple(
            documents.ExclusionTotal(words(key).text, patients[key], entries[key], seconds[key])
            for key in sorted(seconds, key=lambda key: -seconds[key])
        )

    def imprint(self, reader: Reader, month: Month | None) -> documents.Imprint:
        """What the pages of a document say about it."""
        practice = self._context.practice_of(reader)
        zone = time_zone(practice.time_zone)
        me = next((p for p in people_of(reader) if p.id == self._context.person), None)
        return documents.Imprint(
            practice_name=practice.name,
            practice_address=practice.address,
            practice_phone=practice.phone,
            month_title=month.title if month else "",
            state="OPEN — figures may still change" if month else "",
            draft=month is not None,
            printed_by=me.title if me else "",
            printed_at=local_words.instant(self._context.now(), zone),
            app_version=ccm_desktop.__version__,
            rule_version=self._rules_version(month),
        )


def save(rendering: Rendering, content: bytes, target: Path, *, replace: bool = False) -> Saved:
    """Write the document: whole or not at all, readable by its owner only, never over another unasked."""
    path = target / rendering.name if target.is_dir() else target
    if path.exists() and not replace:
        raise FileProblem("file_exists", f"There is a file named {path.name} already.",
                          "Choose another name or confirm to replace it.")  # fmt: skip
    if not path.parent.is_dir():
        raise BadInput("folder_missing", "The folder does not exist.", "Create it or choose another.")
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.unlink(missing_ok=True)
        file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise as_file_problem(error) or FileProblem(
            "file_not_written", "The document could not be written.", "Choose another folder."
        ) from error
    return Saved(path, hashlib.sha256(content).hexdigest())


def is_near_miss(line: MonthLine) -> bool:
    """Short of the next code by three minutes or less."""
    return (
        line.next is not None
        and not line.blockers
        and line.counted_seconds > 0
        and line.next.short_by_seconds <= NEAR_MISS_SECONDS
    )


def _line(line: MonthLine) -> documents.MonthLine:
    return documents.MonthLine(
        line.name, _day(line.birth_on), line.mrn, line.counted_seconds,
        tuple(documents.CodeUnits(code, units) for code, units in line.codes), line.practitioner,
        _STATES[line.state],
    )  # fmt: skip


def _near_miss(line: MonthLine) -> documents.NearMiss:
    step = line.next
    threshold = step.at_seconds if step else 0
    return documents.NearMiss(
        line.name, line.mrn, threshold - (step.short_by_seconds if step else 0), threshold,
        step.code if step else "", line.practitioner,
    )  # fmt: skip


def _blocked(line: MonthLine) -> documents.BlockedLine:
    return documents.BlockedLine(line.name, line.mrn, line.counted_seconds, tuple(b.words for b in line.blockers))


def _named(people: tuple[Person, ...], role: str) -> str:
    return next((p.title for p in people if p.role == role and p.active), "")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


__all__ = ["Rendering", "ReportingService", "Saved", "is_near_miss", "save"]
