"""Documents: gather frozen values on the database thread, render anywhere, record what left the program."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import ccm_desktop
from ccm_desktop.domain.billing.exclusions import Piece
from ccm_desktop.domain.billing.explain import words
from ccm_desktop.domain.calendar import Month, time_zone
from ccm_desktop.domain.errors import BadInput, FileProblem, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.progress import Progress
from ccm_desktop.domain.timekeeping import clock_text
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.month import DocumentMade
from ccm_desktop.models.file_faults import as_file_problem
from ccm_desktop.models.store import Reader
from ccm_desktop.reports import documents, monthly_report, patient_month, preview, tables
from ccm_desktop.services import local_words
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_board import MonthLine
from ccm_desktop.services.month_closing import revision_changes
from ccm_desktop.services.month_end import closed_board, judged, pieces_of, state_words
from ccm_desktop.services.month_facts import assessed
from ccm_desktop.services.month_queue import held_because
from ccm_desktop.services.month_snapshot import Snapshot, judgement_closed, judgement_now, snapshot
from ccm_desktop.services.month_standing import month_standing
from ccm_desktop.services.month_views import LineChange, MonthStanding
from ccm_desktop.services.paper_remarks import Remark, letters_remark
from ccm_desktop.services.people import Person, people_of
from ccm_desktop.services.report_lines import STATES, code_units, near_miss_of
from ccm_desktop.services.report_parts import patient_month_document


@dataclass(frozen=True, slots=True)
class Rendering:
    """A document whose values are frozen: `render` touches no database."""

    kind: str
    """As `DocumentMade.document`."""
    name: str
    """Proposed file name, without patient's data."""
    month: str
    patient: str
    rules: str
    render: Callable[[Progress], bytes]
    plan_version: int = 0
    to_whom: str = ""
    """Of a care plan for another system, or for a caregiver."""
    remark: Callable[[], Remark] | None = None
    """What staff should know of it before it is given away; takes a moment."""

    def made(self, content: bytes, how: str) -> DocumentMade:
        """What is recorded of it once it has left: with the hash that proves what was in it."""
        digest = hashlib.sha256(content).hexdigest()
        pages = preview.page_count(content) if content.startswith(b"%PDF") else 0
        return DocumentMade(self.kind, how, digest, pages, self.month, self.rules, self.plan_version, self.to_whom)


@dataclass(frozen=True, slots=True)
class Saved:
    """Where a document went."""

    path: Path
    sha256: str


class ReportingService:
    """Builds the documents of the practice."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def month_report(self, month: Month, revision: int = 0) -> Rendering:
        """The practice's month as PDF; of a closed month its figures as they were closed.

        `revision` asks for an earlier closing.
        """
        require(self._context, Verb.REPORT)
        document = self._month_document(month, revision)
        made = self._rendering("month_report", _file_name(month, document, "pdf"), month, "",
                               lambda progress: monthly_report.render_month_report(document, progress))  # fmt: skip
        return replace(made, remark=partial(letters_remark, document))

    def month_csv(self, month: Month, revision: int = 0) -> Rendering:
        """The same table for a spreadsheet."""
        require(self._context, Verb.EXPORT_CLAIMS)
        document = self._month_document(month, revision)
        return self._rendering("month_csv", _file_name(month, document, "csv"), month, "",
                               lambda progress: tables.render_month_csv(document, progress))  # fmt: skip

    def month_both(self, month: Month) -> tuple[Rendering, Rendering]:
        """PDF and table of the month in force, from one look at it."""
        require(self._context, Verb.EXPORT_CLAIMS)
        document = self._month_document(month)
        return (
            self._rendering("month_report", _file_name(month, document, "pdf"), month, "",
                            lambda progress: monthly_report.render_month_report(document, progress)),
            self._rendering("month_csv", _file_name(month, document, "csv"), month, "",
                            lambda progress: tables.render_month_csv(document, progress)),
        )  # fmt: skip

    def patient_month(self, patient: str, month: Month) -> Rendering:
        """Every entry of a patient's month and why it counted."""
        require(self._context, Verb.REPORT)
        with self._context.reading() as reader:
            found = next(iter(assessed(self._context, reader, month, patient)), None)
            if found is None:
                raise Refusal("not_enrolled_then", f"The patient was not in the program in {month}.",
                              "Choose a month of the enrollment.")  # fmt: skip
            standing = month_standing(self._context, reader, month)
            final = standing.state == "closed"
            # Who is not among those a month was reopened for keeps the closed figures.
            kept = final or (standing.state == "reopened" and standing.scope and patient not in standing.scope)
            closed = snapshot(reader, month) if kept else None
            line = closed.line(patient) if closed else None
            if closed is None or line is None:
                judged_as, imprint = judgement_now(found), self.imprint(reader, standing, None)
                held, until_ms = held_because(reader, patient, month), None
            else:
                judged_as, imprint = (
                    judgement_closed(month, line),
                    self.imprint(reader, standing, closed if final else None),
                )
                held, until_ms = line.held, closed.until_ms
            document = patient_month_document(
                self._context, reader, found.patient, judged_as, imprint, held=held, until_ms=until_ms
            )
        made = self._rendering("patient_month", f"CCM_{month}_patient-month.pdf", month, patient,
                               lambda progress: patient_month.render_patient_month(document, progress))  # fmt: skip
        return replace(made, remark=partial(letters_remark, document))

    def record(self, rendering: Rendering, content: bytes, how: str) -> Outcome[str]:
        """Note that a document was saved or printed, with the hash that proves its figures."""
        fact = rendering.made(content, how)
        with self._context.transaction() as tx:
            tx.record(fact, entity=new_id(), patient=rendering.patient)
        return Outcome(fact.sha256, Changed.CARE_PLAN if rendering.plan_version else Changed.NOTHING)

    def _rendering(
        self, kind: str, name: str, month: Month | None, patient: str, render: Callable[[Progress], bytes]
    ) -> Rendering:
        return Rendering(kind, name, str(month) if month else "", patient, self._rules_version(month), render)

    def _rules_version(self, month: Month | None) -> str:
        """By which the month is judged; a document of no month rests on no rules of money."""
        return self._context.rules.for_month(month).version if month else ""

    def _month_document(self, month: Month, revision: int = 0) -> documents.MonthReport:
        with self._context.reading() as reader:
            standing = month_standing(self._context, reader, month)
            closed = snapshot(reader, month, revision) if revision or standing.state == "closed" else None
            if closed is None:
                live = judged(self._context, reader, month, standing)
                board, time = live.board, pieces_of(live)
            else:
                board, time = closed_board(standing, closed), closed.pieces
            changes = revision_changes(reader, month, closed.head.revision) if closed else ()
            lead = closed.head.practice_lead if closed else _named(people_of(reader), "lead")
            imprint = self.imprint(reader, standing, closed)
        return documents.MonthReport(
            imprint=imprint,
            lines=tuple(report_line(line) for line in board.lines),
            near_misses=tuple(miss for line in board.lines if (miss := near_miss_of(line))),
            blocked=tuple(_blocked(line) for line in board.lines if line.blockers or line.held),
            exclusions=exclusions(time),
            fee_total=board.totals.fee,
            fee_schedules=board.fee_schedules,
            practice_lead=lead,
            billing_practitioners=tuple(sorted({line.practitioner for line in board.lines if line.practitioner})),
            revision=closed.head.revision if closed else 0,
            changes=tuple(_change(change) for change in changes),
        )

    def imprint(self, reader: Reader, standing: MonthStanding | None, closed: Snapshot | None) -> documents.Imprint:
        """What the pages of a document say about it."""
        practice = self._context.practice_of(reader)
        zone = time_zone(practice.time_zone)
        me = next((p for p in people_of(reader) if p.id == self._context.person), None)
        return documents.Imprint(
            practice_name=closed.head.practice_name if closed else practice.name,
            practice_address=closed.head.practice_address if closed else practice.address,
            practice_phone=closed.head.practice_phone if closed else practice.phone,
            month_title=standing.month.title if standing else "",
            state=state_words(standing, closed) if standing else "",
            draft=standing is not None and closed is None,
            printed_by=me.title if me else "",
            printed_at=local_words.instant(self._context.now(), zone),
            app_version=ccm_desktop.__version__,
            rule_version=closed.head.rules if closed else self._rules_version(standing.month if standing else None),
        )


def exclusions(time: Iterable[Iterable[Piece]]) -> tuple[documents.ExclusionTotal, ...]:
    """Time that did not count, by reason; `time` holds the pieces of each patient."""
    seconds: Counter[str] = Counter()
    entries: Counter[str] = Counter()
    patients: Counter[str] = Counter()
    for pieces in time:
        lost = [p for p in pieces if not p.counted and p.reason != "X_OTHER_MONTH"]
        for piece in lost:
            seconds[piece.reason] += piece.seconds
        entries.update(reason for _, reason in {(p.entry, p.reason) for p in lost})
        patients.update({p.reason for p in lost})
    return tuple(
        documents.ExclusionTotal(words(key).text, patients[key], entries[key], seconds[key])
        for key in sorted(seconds, key=lambda key: -seconds[key])
    )


def _file_name(month: Month, document: documents.MonthReport, ending: str) -> str:
    revision = f"_rev{document.revision}" if document.revision else ""
    return f"CCM_{month}_month-end{revision}.{ending}"


def _change(change: LineChange) -> documents.RevisionChange:
    before = _billed(change.before_seconds, change.before_codes, change.before_fee)
    after = _billed(change.after_seconds, change.after_codes, change.after_fee)
    return documents.RevisionChange(change.patient, before, after)


def _billed(seconds: int | None, codes: tuple[tuple[str, int], ...], fee: Decimal) -> str:
    if seconds is None:
        return ""
    units = " ".join(f"{code} ×{count}" for code, count in codes) or "not billed"
    return f"{clock_text(seconds)}, {units}, ${fee:,.2f}"


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


def report_line(line: MonthLine) -> documents.MonthLine:
    """A line of the board as documents print it."""
    return documents.MonthLine(
        line.name, _day(line.birth_on), line.mrn, line.counted_seconds,
        code_units(line), line.practitioner, STATES[line.state],
    )  # fmt: skip


def _blocked(line: MonthLine) -> documents.BlockedLine:
    held = (f"On hold, not billed: {line.held}",) if line.held else ()
    reasons = (*held, *(blocker.words for blocker in line.blockers))
    return documents.BlockedLine(line.name, line.mrn, line.counted_seconds, reasons)


def _named(people: tuple[Person, ...], role: str) -> str:
    return next((p.title for p in people if p.role == role and p.active), "")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


__all__ = ["Remark", "Rendering", "ReportingService", "Saved", "exclusions", "report_line", "save"]
