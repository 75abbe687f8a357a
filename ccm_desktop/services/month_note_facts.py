"""Gathers what a month's note is composed from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from ccm_desktop.domain.activities import ACTIVITIES, CALLS, OUTCOMES, REACHED
from ccm_desktop.domain.calendar import Month, from_epoch, local_day
from ccm_desktop.domain.month_note import Contact, NoteFacts, PlanFact, Said, Work
from ccm_desktop.ledger.payloads.care_plan import PlanReview
from ccm_desktop.ledger.payloads.clinical import MedicationOrder
from ccm_desktop.models.queries import entries, month_end, month_note, months
from ccm_desktop.models.store import Reader
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.contacts import CHANNELS
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_facts import Assessed
from ccm_desktop.services.month_moment import End, conditions_then, newest_by
from ccm_desktop.services.people import people_of
from ccm_desktop.services.transition_words import told_of_month


def gather(context: Context, plans: CarePlanService, reader: Reader, found: Assessed) -> NoteFacts:
    """The facts of one patient-month, from one view of the file."""
    patient, decision = found.patient.id, found.decision
    zone = context.zone_of(reader)
    span = decision.facts.month.bounds(zone)
    work = tuple(_work(reader, found, zone))
    return NoteFacts(
        patient=patient,
        conditions=tuple(
            (row.id, row.display, row.icd10)
            for row in conditions_then(reader, decision.facts.month, zone, patient).get(patient, ())
            if row.attested
        ),
        plan=_plan(plans, reader, patient, decision.facts.month, zone),
        medications=tuple(_medications(reader, patient, span)),
        findings=tuple(
            Said(i, _day(at, zone), " ".join(filter(None, (display, value, unit))))
            for i, display, value, unit, at in month_note.readings(reader.connection, patient, *span)
        ),
        work=work,
        contacts=tuple(contacts_of(reader, patient, span, zone, work)),
        staff_seconds=decision.staff_seconds,
        practitioner_seconds=decision.practitioner_seconds,
        discharges=told_of_month(context, reader, patient, decision.facts.month),
    )


def _work(reader: Reader, found: Assessed, zone: ZoneInfo) -> Iterator[Work]:
    counted: Counter[str] = Counter()
    for piece in found.decision.pieces:
        if piece.counted:
            counted[piece.entry] += piece.seconds
    names = {person.id: person.title for person in people_of(reader)}
    opening, closing = found.decision.facts.month.bounds(zone)
    for entry in entries.of_patient(reader.connection, found.patient.id, opening, closing):
        value = entry.value
        if not entry.voided:
            yield Work(
                entry.entry_id, _day(value.started_at, zone), value.activity,
                ACTIVITIES.get(value.activity, value.activity), value.outcome, value.note,
                names.get(value.person, value.person), counted[entry.entry_id],
            )  # fmt: skip


def _plan(plans: CarePlanService, reader: Reader, patient: str, month: Month, zone: ZoneInfo) -> PlanFact | None:
    span = month.bounds(zone)
    versions = months.plan_versions(reader.connection, span[1] * 1000, patient).get(patient, ())
    if not versions:
        return None
    version, number, status, at, *_ = versions[-1]
    before = [row[0] for row in versions if row[3] < span[0] * 1000]
    changed: tuple[str, ...] = ()
    if before and before[-1] != version:
        lines = plans.compare(before[-1], version)
        changed = tuple(
            _changed(line.section, line.kind, line.before, line.after) for line in lines if line.section != "Review"
        )  # a review is told as one
    elif not before:
        changed = ("the plan was made",)
    ops, end = reader.history(patient), End.of(month, zone)
    review = newest_by(ops, PlanReview, end, lambda review: review.reviewed_on)
    reviewed = review.reviewed_on if review else ""
    day = date.fromisoformat(reviewed) if reviewed else None
    in_month = day is not None and _day(span[0], zone) <= day < _day(span[1], zone)
    return PlanFact(
        version, number, _day(at // 1000, zone), status == "current", changed, day if in_month else None,
        review.no_change if review and in_month else "",
    )  # fmt: skip


def _changed(section: str, kind: str, before: str, after: str) -> str:
    if kind == "changed":
        return f"{section} changed from “{before}” to “{after}”"
    return f"{section} {kind}: {after or before}"


def _medications(reader: Reader, patient: str, span: tuple[int, int]) -> Iterator[Said]:
    """A change is one that a person made: the first import of a list brings no changes."""
    for i, drug, dose, unit, frequency, status, started, stopped in month_note.medication_changes(
        reader.connection, patient, *span
    ):
        told = " ".join(filter(None, (drug, dose, unit, frequency)))
        orders = [op for op in reader.history(i) if op.header.k == "medication.order"]
        written = [op for op in orders if span[0] * 1000 <= op.header.ut < span[1] * 1000]
        if status in ("stopped", "removed"):
            yield Said(i, date.fromisoformat(stopped) if stopped else None, f"{drug} stopped")
        elif len(written) < len(orders) and written:
            old = reader.version(written[0].header.prev[0]) if written[0].header.prev else None
            before = _order(old) if isinstance(old, MedicationOrder) else "another order"
            now = " ".join(filter(None, (dose, unit, frequency))) or told
            yield Said(i, None, f"{drug} changed from {before} to {now}")
        elif written and (not reader.imported(MedicationOrder, i) or _within(started, written[0].header.ut)):
            yield Said(i, date.fromisoformat(started) if started else None, f"{told} started")


def _within(started: str, at_ms: int) -> bool:
    """Whether an imported order began in the month in which it was imported."""
    return started[:7] == from_epoch(at_ms // 1000).date().isoformat()[:7]


def _order(order: MedicationOrder) -> str:
    return " ".join(filter(None, (order.dose, order.unit, order.frequency))) or order.drug


def contacts_of(
    reader: Reader, patient: str, span: tuple[int, int], zone: ZoneInfo, work: tuple[Work, ...]
) -> Iterator[Contact]:
    """Contacts on record, and calls that no contact belongs to."""
    told = set()
    amended = month_end.replacements(reader.connection)
    for i, at, channel, outcome, entry in month_note.contacts(reader.connection, patient, *span):
        call = entry
        while call:  # amended or not, it is the same call
            told.add(call)
            call = amended.get(call, "")
        yield Contact(
            i, _day(at, zone), CHANNELS.get(channel, channel).lower(), outcome in REACHED,
            OUTCOMES.get(outcome, outcome),
        )  # fmt: skip
    for entry in work:
        if entry.activity in CALLS and entry.entry not in told:
            yield Contact(
                entry.entry, entry.on, "phone", entry.outcome in REACHED, OUTCOMES.get(entry.outcome, entry.outcome)
            )


def _day(at: int, zone: ZoneInfo) -> date:
    return local_day(from_epoch(at), zone)
