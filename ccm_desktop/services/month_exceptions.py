"""The exceptions of a month as rows, and `OK because…`, which holds as long as the facts do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from ccm_desktop.domain.billing.exclusions import UNANSWERED
from ccm_desktop.domain.calendar import Month, from_epoch
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.month_exceptions.facts import (
    CLONED_PATIENTS,
    MonthFacts,
    PatientMonth,
    Remark,
    Session,
    short_hash,
)
from ccm_desktop.domain.month_exceptions.kinds import KINDS, Found
from ccm_desktop.domain.month_exceptions.month import exceptions
from ccm_desktop.domain.month_signing import COORDINATOR, PRACTITIONER
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.plan_freshness import STALE, PlanFacts, freshness
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.month_sign import ExceptionAccepted
from ccm_desktop.models.queries import month_end, months, plans
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services import instructions, local_words
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_facts import Assessed, assessed
from ccm_desktop.services.month_guard import require_open
from ccm_desktop.services.month_signatures import SignBook, reasons_in_words, sign_book
from ccm_desktop.services.month_views import Acceptance, ExceptionLine, FixTarget
from ccm_desktop.services.people import people_of
from ccm_desktop.services.plan_forms import unseen_ends
from ccm_desktop.services.timer_sessions import identity_of


class MonthExceptionService:
    """Lists exceptions and keeps why one is right."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def accept(self, month: Month, finding_id: str, reason: str) -> Outcome[str]:
        """`OK because…`: person, time and words; lapses by itself when the facts change."""
        self.accept_all(month, {finding_id: reason})
        return Outcome(finding_id, Changed.MONTH)

    def accept_all(self, month: Month, reasons: Mapping[str, str]) -> Outcome[int]:
        """The same of several, by finding: all are accepted, or none. Returns how many.

        The month is assessed once, so that a month's worth of them costs what one does.
        """
        if not all(reason.strip() for reason in reasons.values()):
            raise BadInput("accept_reason_missing", "The reason is empty.", "Say why this is right as it is.")
        self._say(month, reasons)
        return Outcome(len(reasons), Changed.MONTH)

    def take_back(self, month: Month, finding_id: str) -> Outcome[str]:
        """The exception is open again; what was said stays in the history."""
        self._say(month, {finding_id: ""})
        return Outcome(finding_id, Changed.MONTH)

    def _say(self, month: Month, reasons: Mapping[str, str]) -> None:
        require(self._context, Verb.PREPARE_MONTH)
        with self._context.transaction() as tx:
            found = tuple(assessed(self._context, tx, month))
            book = sign_book(self._context, tx, month)
            facts = _facts(self._context, tx, month, found, book, "")
            known = {one.finding_id: one for one in exceptions(facts)}
            for finding_id, reason in reasons.items():
                self._record(tx, month, known.get(finding_id), reason.strip())

    def _record(self, tx: Transaction, month: Month, one: Found | None, reason: str) -> None:
        if one is None:
            raise BadInput("exception_unknown", "There is no such exception.", "It may be fixed: look again.")
        if KINDS[one.code].severity == "must":
            raise Refusal("exception_must_be_fixed", "This must be fixed; a reason is not enough.",
                          "Fix it, or put the patient on hold.")  # fmt: skip
        require_open(self._context, tx, one.patient, month)
        fact = ExceptionAccepted(str(month), one.finding_id, one.fingerprint, reason)
        tx.record(fact, entity=new_id(), patient=one.patient)


def exception_lines(
    context: Context,
    reader: Reader,
    month: Month,
    found: Sequence[Assessed],
    book: SignBook,
    patient: str = "",
    settled: Collection[str] = (),
) -> tuple[ExceptionLine, ...]:
    """All exceptions of the month from one assessment of everybody; or those about one patient.

    `settled` patients are closed already and asked no more.
    """
    facts = _facts(context, reader, month, found, book, patient)
    listed = (
        f for f in exceptions(facts)
        if f.patient not in settled and (not patient or patient in (f.patient, *f.others))
    )  # fmt: skip
    return tuple(_lines(context, reader, month, found, listed))


def _facts(
    context: Context, reader: Reader, month: Month, found: Sequence[Assessed], book: SignBook, patient: str
) -> MonthFacts:
    connection = reader.connection
    zone = context.zone_of(reader)
    span = month.bounds(zone)
    conflicts = Counter(month_end.plan_conflicts(connection))
    conflicts.update(one.patient for one in unseen_ends(reader))
    listed = frozenset(one.patient.id for one in found)
    return MonthFacts(
        patients=tuple(PatientMonth(one.patient.id, one.decision) for one in found),
        sessions=tuple(_sessions(reader, span, patient)),
        remarks=tuple(Remark._make(row) for row in month_end.remarkable(connection, *span, patient)
                      if row.patient in listed),
        strangers=() if patient else tuple(map(Remark._make, month_end.entries_besides(connection, *span, listed))),
        same_notes=tuple(_same_notes(reader, span, patient)),
        conflicts=tuple((who, n) for who, n in conflicts.items() if who in listed),
        beside=tuple(month_end.beside(connection, *span, patient)) if patient else (),
        changed=tuple(_changed(reader, found, book, zone)) if book.signatures else (),
        stale=tuple(_stale(reader, found, min(context.now(), span[1] - 1), zone)),
        undecided=tuple(
            (one.patient_id, one.instruction_id, instructions.both_words(one.raised), one.at)
            for one in instructions.undecided(reader, patient) if one.at < span[1] and one.patient_id in listed
        ),
    )  # fmt: skip


def _stale(
    reader: Reader, found: Sequence[Assessed], until: int, zone: ZoneInfo
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """By change and review alone: whose words a plan is in is looked at in the plan."""
    day = from_epoch(until).astimezone(zone).date()
    saved, reviews = plans.last_saved(reader.connection, until * 1000), plans.reviews(reader.connection)
    for one in found:
        at, (reviewed_on, review_on) = saved.get(one.patient.id), reviews.get(one.patient.id, ("", ""))
        if at is not None and one.decision.facts.entries:
            changed_on = from_epoch(at // 1000).astimezone(zone).date()
            standing = freshness(PlanFacts(day, changed_on, reviewed_on, review_on))
            if standing.level == STALE:
                yield one.patient.id, tuple(reason.words for reason in standing.reasons if reason.level == STALE)


def _sessions(reader: Reader, span: tuple[int, int], patient: str) -> Iterator[Session]:
    for row in month_end.sessions(reader.connection):
        if patient and row.patient != patient:
            continue
        worked = row.segments if row.segments and span[0] <= row.segments[0][0] < span[1] else ()
        gaps = tuple(gap for gap in row.gaps if span[0] <= gap[0] < span[1])
        if worked or gaps:
            yield Session(
                row.session, row.patient, row.person, worked[0][0] if worked else gaps[0][0],
                sum(end - start for start, end, _ in worked), gaps, row.state == "stopped",
            )  # fmt: skip


def _same_notes(
    reader: Reader, span: tuple[int, int], patient: str
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    grouped: dict[str, tuple[dict[str, None], list[str]]] = defaultdict(lambda: ({}, []))
    rows = month_end.same_notes(reader.connection, *span, CLONED_PATIENTS, tuple(sorted(UNANSWERED)), patient)
    for note, who, entry in rows:
        patients, entries = grouped[note]
        patients[who] = None
        entries.append(entry)
    for note, (patients, entries) in grouped.items():
        if len(patients) >= CLONED_PATIENTS:
            yield short_hash(note), tuple(patients), tuple(entries)


def _changed(
    reader: Reader, found: Iterable[Assessed], book: SignBook, zone: ZoneInfo
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for one in found:
        for role in (COORDINATOR, PRACTITIONER):
            signed = book.signed(one, role)
            if signed is not None and not signed.stands:
                yield one.patient.id, role, reasons_in_words(reader, signed.reasons, zone)


def _lines(
    context: Context, reader: Reader, month: Month, found: Sequence[Assessed], listed: Iterable[Found]
) -> Iterator[ExceptionLine]:
    zone, now = context.zone_of(reader), context.now()
    opening = month.bounds(zone)[0]
    people = {person.id: person.title for person in people_of(reader)}
    rows = {one.patient.id: one.patient for one in found}
    today = months.coordinators(reader.connection)
    accepted = month_end.acceptances(reader.connection, str(month))
    holds = month_end.holds(reader.connection, str(month))
    for one in listed:
        row, kind = rows.get(one.patient), KINDS[one.code]
        who = row or identity_of(reader, one.patient)
        owner = one.owner or (today.get(one.patient, "") if row else "")
        said = accepted.get((one.finding_id, one.fingerprint)) if accepted else None
        yield ExceptionLine(
            finding_id=one.finding_id,
            code=one.code,
            severity=kind.severity,
            title=kind.title,
            patient_id=one.patient,
            patient=f"{who.family}, {who.given}",
            detail=_detail(one, zone),
            owner_id=owner,
            owner=people.get(owner, ""),
            age_days=max(0, now - (one.since or opening)) // 86_400,
            fix=_fix(one),
            entries=one.entries,
            accepted=Acceptance(people.get(said[0], said[0]), said[1], said[2]) if said else None,
            held=all(patient in holds for patient in (one.patient, *one.others)) if holds else False,
            others=one.others,
        )


def _fix(one: Found) -> FixTarget:
    """An entry without a note is amended; only a session has the finish drawer."""
    kind = KINDS[one.code]
    page = "time" if kind.page == "finish" and one.entries else kind.page
    return FixTarget(page, kind.field, one.entries[0] if one.entries else one.subject, kind.label)


def _detail(one: Found, zone: ZoneInfo) -> str:
    """`Nov 9 10:02–10:20 AM, Nov 9 10:10–10:15 AM: 2 entries of one person at once`"""
    spans = ", ".join(
        f"{local_words.short_day(start, zone)} {local_words.clock(start, zone)}–{local_words.clock(end, zone)}"
        for start, end in one.spans
    )
    return f"{spans}: {one.text}" if spans else one.text
