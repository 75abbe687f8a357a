"""What can honestly still be done for patients of the month: work that is really open, never padding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ccm_desktop.domain.activities import ATTEMPTS
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.timekeeping import clock_text
from ccm_desktop.models.queries import month_end, months, patients, tasks
from ccm_desktop.models.store import Reader
from ccm_desktop.services import local_words
from ccm_desktop.services.care_plans import LATEST
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_board import MonthEnd, MonthLine
from ccm_desktop.services.month_facts import Assessed
from ccm_desktop.services.month_signatures import SignBook
from ccm_desktop.services.month_views import FixTarget, NearMissLine, OpenWorkLine, QueueLine
from ccm_desktop.services.outreach import TRY_AGAIN

NEAR_MISS_SECONDS = 180


class _Item(NamedTuple):
    """One piece of open work of a patient."""

    patient: str
    kind: str
    words: str
    since: int | None
    fix: FixTarget


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read once for everybody."""

    reader: Reader
    today: str
    now: int
    span: tuple[int, int]


def is_near_miss(line: MonthLine) -> bool:
    """Short of the next code by three minutes or less."""
    return (
        line.next is not None
        and not line.blockers
        and not line.held
        and line.counted_seconds > 0
        and line.next.short_by_seconds <= NEAR_MISS_SECONDS
    )


def near_misses(board: MonthEnd, work: Iterable[OpenWorkLine]) -> tuple[NearMissLine, ...]:
    """Patients a few minutes short; those with open work first, then the nearest."""
    open_by: dict[str, int] = {}
    for item in work:
        open_by[item.patient_id] = open_by.get(item.patient_id, 0) + 1
    found = []
    for line in board.lines:
        if line.next is not None and is_near_miss(line):
            words = short_words(line.next.short_by_seconds, line.next.at_seconds)
            found.append(NearMissLine(line.patient_id, line.name, line.next, words, open_by.get(line.patient_id, 0)))
    return tuple(sorted(found, key=lambda miss: (not miss.open_work, miss.next.short_by_seconds, miss.patient)))


def short_words(short_by_seconds: int, at_seconds: int) -> str:
    """`3:00 to 20`"""
    return f"{clock_text(short_by_seconds)} to {at_seconds // 60}"


def open_work(
    context: Context, reader: Reader, month: Month, found: Sequence[Assessed], board: MonthEnd, book: SignBook,
    queue: Iterable[QueueLine],
) -> tuple[OpenWorkLine, ...]:  # fmt: skip
    """Everything open for patients of the month, nearest to their next code first."""
    zone = context.zone_of(reader)
    known = _Known(reader, local_words.iso_day(context.now(), zone), context.now(), month.bounds(zone))
    lines = {line.patient_id: line for line in board.lines}
    items = [
        *_notes_due(known), *_plans(known), *_not_approved(found), *_contacts(known), *_discharges(known, found),
        *_unsigned(queue, book), *_tasks(known),
    ]  # fmt: skip
    rows = [_row(item, lines[item.patient]) for item in items if item.patient in lines]
    return tuple(sorted(rows, key=lambda row: (row.short_by_seconds is None, row.short_by_seconds or 0, row.patient)))


def _row(item: _Item, line: MonthLine) -> OpenWorkLine:
    short = line.next.short_by_seconds if line.next else None
    return OpenWorkLine(item.patient, line.name, item.kind, item.words, item.since, item.fix, short)


def touches(segments: Iterable[tuple[int, int, str]], span: tuple[int, int]) -> bool:
    """Whether work lies in a month, wholly or in part."""
    return any(start < span[1] and end > span[0] for start, end, _ in segments)


def _notes_due(known: _Known) -> Iterator[_Item]:
    for row in month_end.sessions(known.reader.connection):
        if row.state == "stopped" and touches(row.segments, known.span):
            seconds = sum(end - start for start, end, _ in row.segments)
            words = f"{clock_text(seconds)} waits for its note"
            fix = FixTarget("finish", "note", row.session, "Write note")
            yield _Item(row.patient, "note_due", words, row.segments[0][0], fix)


def _plans(known: _Known) -> Iterator[_Item]:
    connection = known.reader.connection
    for patient, review_on in patients.plan_reviews(connection).items():
        if review_on and review_on <= known.today:
            fix = FixTarget("care_plan", "review_on", patient, "Review plan")
            yield _Item(patient, "plan_review", f"Care plan review was due on {review_on}", None, fix)
    copies = months.plan_copies(connection)
    for patient, versions in months.plan_versions(connection, LATEST).items():
        current = next((row for row in reversed(versions) if row[2] == "current"), None)
        given = {row[0] for row in copies.get(patient, ())}
        if current is not None and current[0] not in given:
            fix = FixTarget("care_plan", "copy", current[0], "Give copy")
            words = f"Copy of care plan version {current[1]} was not given"
            yield _Item(patient, "plan_copy", words, current[3] // 1000, fix)


def _not_approved(found: Iterable[Assessed]) -> Iterator[_Item]:
    for one in found:
        waiting = {p.entry: p.start for p in one.decision.pieces if p.reason == "X_UNREVIEWED"}
        for entry, start in waiting.items():
            fix = FixTarget("time", "reviewed", entry, "Approve")
            yield _Item(one.patient.id, "not_approved", "Time waits for approval", start, fix)


def _contacts(known: _Known) -> Iterator[_Item]:
    connection = known.reader.connection
    last = patients.last_contacts(connection)
    for row in patients.all_patients(connection):
        if row.next_contact_on and row.next_contact_on < known.today:
            fix = FixTarget("contacts", "next_contact_on", row.id, "Call")
            planned = local_words.day(date.fromisoformat(row.next_contact_on))
            yield _Item(row.id, "next_contact", f"Contact was planned for {planned}", None, fix)
        elif not row.next_contact_on and row.id in last and last[row.id][1] in ATTEMPTS:
            fix = FixTarget("contacts", "outcome", row.id, "Call")
            words = "The last attempt reached nobody and no next contact is planned"
            yield _Item(row.id, "unanswered", words, last[row.id][0], fix)
        elif row.purpose == TRY_AGAIN and row.id in last:
            fix = FixTarget("contacts", "outcome", row.id, "Call")
            words = f"The last attempt reached nobody; the next is due on {row.next_contact_on}"
            yield _Item(row.id, "unanswered", words, last[row.id][0], fix)


def _tasks(known: _Known) -> Iterator[_Item]:
    """Tasks that are due, and escalations nobody has acted on."""
    connection = known.reader.connection
    for task in tasks.tasks(connection):
        if task.patient and task.due_on and task.due_on <= known.today:
            words = f"Task was due {local_words.day(date.fromisoformat(task.due_on))}: {task.title}"
            yield _Item(task.patient, "task", words, None, FixTarget("contacts", "task", task.id, "Open task"))
    for one in tasks.escalations(connection, open_only=True):
        fix = FixTarget("contacts", "escalation", one.id, "Open escalation")
        yield _Item(one.patient, "escalation", f"Escalation without an answer: {one.reason}", one.raised_at, fix)


def _discharges(known: _Known, found: Iterable[Assessed]) -> Iterator[_Item]:
    home = month_end.discharges(known.reader.connection, *known.span)
    for one in found if home else ():
        at = home.get(one.patient.id)
        if at is not None and not any(entry.start >= at for entry in one.decision.facts.entries):
            fix = FixTarget("time", "", one.patient.id, "Open")
            yield _Item(one.patient.id, "discharge", "No work since the discharge from hospital", at, fix)


def _unsigned(queue: Iterable[QueueLine], book: SignBook) -> Iterator[_Item]:
    for line in queue:
        if line.state == "note_missing":
            words = line.reasons[0] if line.reasons else "There is no month note yet."
            yield _Item(
                line.patient_id, "note_missing", words, None, FixTarget("note", "", line.patient_id, "Open note")
            )
        elif line.state in ("to_sign", "needs_re_sign"):
            at = book.notes[line.patient_id].at // 1000 if line.patient_id in book.notes else None
            fix = FixTarget("queue", "sign", line.patient_id, "Sign")
            yield _Item(line.patient_id, "note_unsigned", "The month note is not signed", at, fix)
