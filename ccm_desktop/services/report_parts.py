"""The values of the patient's documents, gathered from one view of the file."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from zoneinfo import ZoneInfo

from ccm_desktop.domain import consent as consent_rules
from ccm_desktop.domain.activities import ACTIVITIES, OUTCOMES
from ccm_desktop.domain.billing.exclusions import Piece
from ccm_desktop.domain.billing.explain import words
from ccm_desktop.domain.calendar import time_zone
from ccm_desktop.domain.plan_number import marked
from ccm_desktop.domain.timekeeping import clock_text
from ccm_desktop.models.queries import entries, months
from ccm_desktop.models.store import Reader
from ccm_desktop.reports import documents
from ccm_desktop.services import local_words
from ccm_desktop.services.context import Context
from ccm_desktop.services.enrolment import consent_state
from ccm_desktop.services.month_moment import conditions_then
from ccm_desktop.services.month_snapshot import Judgement
from ccm_desktop.services.people import LANES, Person, people_of


def patient_month_document(
    context: Context, reader: Reader, row: months.PatientRow, judged: Judgement, imprint: documents.Imprint,
    *, held: str = "", until_ms: int | None = None,
) -> documents.PatientMonth:  # fmt: skip
    """One patient's month for an outside reviewer.

    `held` says why it is not billed; of a closed month nothing counts that was written later than `until_ms`.
    """
    zone = time_zone(context.practice_of(reader).time_zone)
    people = {person.id: person for person in people_of(reader)}
    closing = judged.month.bounds(zone)[1]
    biller = people.get(judged.billing_practitioner)
    return documents.PatientMonth(
        imprint=imprint,
        patient_name=f"{row.family}, {row.given}",
        born=_day(row.birth_date),
        mrn=row.mrn,
        medicare_id=row.mbi,
        practitioner=biller.title if biller else "",
        practitioner_npi=biller.npi if biller else "",
        conditions=tuple(
            documents.ConditionLine(c.display, c.icd10)
            for c in conditions_then(reader, judged.month, zone, row.id, until_ms=until_ms).get(row.id, ())
            if c.attested
        ),
        consent=_consent(reader, row.id, closing, zone),
        care_plan=_plan_in_force(reader, row.id, closing, zone, people),
        entries=_entries(reader, row.id, judged, zone, people),
        codes=() if held else tuple(documents.CodeUnits(code, units) for code, units in judged.codes),
        blockers=(*(words(key).text for key in judged.blockers), *((f"On hold: {held}",) if held else ())),
        warnings=tuple(words(key).text for key in judged.warnings),
        service_date=local_words.day(date.fromisoformat(judged.service_on)) if judged.service_on and not held else "",
        place_of_service=judged.place_of_service,
    )


def _entries(
    reader: Reader, patient: str, judged: Judgement, zone: ZoneInfo, people: dict[str, Person]
) -> tuple[documents.CountedEntry, ...]:
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for piece in judged.pieces:
        if piece.reason != "X_OTHER_MONTH":
            pieces[piece.entry].append(piece)
    opening, closing = judged.month.bounds(zone)
    rows = entries.of_patient(reader.connection, patient, opening, closing)
    originals = {entry.entry_id: entry for entry in rows}
    return tuple(
        _entry(entry, pieces[entry.entry_id], originals, zone, people) for entry in rows if entry.entry_id in pieces
    )


def _entry(
    entry: entries.Entry, pieces: list[Piece], originals: dict[str, entries.Entry], zone: ZoneInfo,
    people: dict[str, Person],
) -> documents.CountedEntry:  # fmt: skip
    value = entry.value
    who = people.get(value.person)
    return documents.CountedEntry(
        who=who.name if who else value.person,
        credential=who.credential if who else "",
        lane=LANES.get(value.lane, value.lane),
        day=local_words.short_day(value.started_at, zone),
        starts=local_words.clock(value.started_at, zone, with_seconds=True),
        ends=local_words.clock(value.ended_at, zone, with_seconds=True),
        activity=ACTIVITIES.get(value.activity, value.activity),
        outcome=OUTCOMES.get(value.outcome, value.outcome),
        note=value.note,
        source=_source(entry, zone),
        parts=tuple(_part(piece) for piece in pieces),
        amendments=_amendments(entry, originals, zone, people),
    )


def _part(piece: Piece) -> documents.EntryPart:
    reason = words(piece.reason)
    return documents.EntryPart(piece.seconds, piece.counted, reason.text, reason.cite)


def _source(entry: entries.Entry, zone: ZoneInfo) -> str:
    value = entry.value
    if value.source == "manual":
        entered = f"Entered by hand on {local_words.short_day(entry.entered_at, zone)}"
        approved = "approved" if entry.reviewed else "not approved"
        return f"{entered}: {value.reason} ({approved})"
    if value.source == "recovered":
        return f"Recovered after a crash ({'approved' if entry.reviewed else 'not approved'})"
    timer = "Moved from a gap" if value.source == "moved" else "Timer"
    return f"{timer} + kept gap {clock_text(value.kept_gap_seconds)}" if value.kept_gap_seconds else timer


def _amendments(
    entry: entries.Entry, originals: dict[str, entries.Entry], zone: ZoneInfo, people: dict[str, Person]
) -> tuple[documents.Amendment, ...]:
    found = []
    while entry.value.replaces:
        before = originals.get(entry.value.replaces)
        if before is None:
            break
        who = people.get(entry.value.person)
        found.append(
            documents.Amendment(
                local_words.instant(entry.entered_at, zone), who.title if who else "", entry.value.reason,
                _span(before, zone), _span(entry, zone),
            )
        )  # fmt: skip
        entry = before
    return tuple(reversed(found))


def _span(entry: entries.Entry, zone: ZoneInfo) -> str:
    value = entry.value
    start, end = (local_words.clock(at, zone, with_seconds=True) for at in (value.started_at, value.ended_at))
    activity = ACTIVITIES.get(value.activity, value.activity)
    return f"{local_words.short_day(value.started_at, zone)} {start}–{end}, {activity}"


def _consent(reader: Reader, patient: str, closing: int, zone: ZoneInfo) -> documents.ConsentSummary:
    """The consent that held in the month: what was said after it changes nothing."""
    state = consent_state(reader, patient, closing)
    status = {"none": "No consent on file", "given": "Given", "declined": "Declined", "revoked": "Withdrawn"}
    return documents.ConsentSummary(
        status=status[state.status],
        given_at=local_words.instant(state.at, zone) if state.at is not None else "",
        method=consent_rules.METHODS.get(state.method, ""),
        recorded_by=state.obtained_by,
        elements=tuple(consent_rules.ELEMENTS[e] for e in state.elements if e in consent_rules.ELEMENTS),
    )


def _plan_in_force(
    reader: Reader, patient: str, closing: int, zone: ZoneInfo, people: dict[str, Person]
) -> documents.PlanSummary:
    versions = months.plan_versions(reader.connection, closing * 1000, patient).get(patient, ())
    if not versions:
        return documents.PlanSummary("none")
    version, number, _, at, by, what = versions[-1]
    who = people.get(by)
    return documents.PlanSummary(
        marked(version, number), local_words.instant(at // 1000, zone), who.title if who else "", what
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
