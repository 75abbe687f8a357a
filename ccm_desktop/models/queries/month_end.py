"""What month-end asks besides the facts of billing: notes, signatures, holds, closings, and what is open."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any, NamedTuple

import sqlalchemy as sa

from ccm_desktop.domain.signature import Signature
from ccm_desktop.ledger.op import Op
from ccm_desktop.models.tables.kept import OP, OWN
from ccm_desktop.models.tables.month import (
    EXCEPTION_ACCEPTED,
    MONTH_ADDENDUM,
    MONTH_CLOSED,
    MONTH_HOLD,
    MONTH_NOTE,
    MONTH_SIGNATURE,
    SIGNATURE_WITHDRAWN,
)
from ccm_desktop.models.tables.patient import ENCOUNTER
from ccm_desktop.models.tables.practice import BACKED_UP
from ccm_desktop.models.tables.timekeeping import NOTE_END, REMARKABLE, UNFINISHED

_SPAN = "started_at < :end AND started_at >= :start - 172800 AND ended_at > :start"
"""Entries that touch the month; none is longer than a day."""
_STANDS = "NOT EXISTS (SELECT 1 FROM time_void WHERE entry = e.id)"
_LIKE = f"{NOTE_END} = substr({{0}}, -24) AND note = {{0}}"
"""The same note word by word, found by the index on its end: a month may hold 200,000 of them."""
_PLAN_REGISTERS = frozenset(
    {"plan_summary", "plan_review", "code", "status", "attestation", "text", "order", "substance", "member"}
)


class SignatureRow(NamedTuple):
    """One signature; `at` in milliseconds."""

    id: str
    patient: str
    at: int
    by: str
    role: str
    entries: tuple[str, ...]
    voids: tuple[str, ...]
    staff_seconds: int
    practitioner_seconds: int
    codes: tuple[tuple[str, int], ...]
    rules: str
    fee_table: str
    note: str
    note_sha256: str
    plan_version: str
    signature: Signature
    complexity: tuple[str, ...]
    plan_is_whole: bool


class NoteRow(NamedTuple):
    """The note of a patient-month as it stands."""

    op: str
    heads: int
    at: int
    """Milliseconds."""
    by: str


class EntryRow(NamedTuple):
    """An entry that asks for a look."""

    entry: str
    patient: str
    person: str
    started_at: int
    ended_at: int
    entered_at: int
    """Epoch seconds."""
    source: str
    has_note: bool
    clock_unsure: bool


class SessionRow(NamedTuple):
    """A timer session that is not final."""

    session: str
    patient: str
    person: str
    state: str
    segments: tuple[tuple[int, int, str], ...]
    running_since: int | None
    gaps: tuple[tuple[int, int], ...] = ()
    """Start and end of those that nobody has decided, in order."""


class ClosingRow(NamedTuple):
    """One closing of a month; `at` in milliseconds."""

    id: str
    at: int
    by: str
    revision: int
    supersedes: str
    rules: str
    fee_table: str
    practice_name: str
    practice_address: str
    practice_phone: str
    practice_lead: str
    billable: int
    counted_seconds: int
    fee: str
    sha256: str


def signatures(connection: sa.Connection, month: str, patient: str = "") -> dict[str, list[SignatureRow]]:
    """Signatures of the month by patient, oldest first."""
    s = MONTH_SIGNATURE.c
    found = sa.select(*(s[name] for name in SignatureRow._fields)).where(s.month == month)
    if patient:
        found = found.where(s.patient == patient)
    grouped: dict[str, list[SignatureRow]] = defaultdict(list)
    for row in connection.execute(found.order_by(s.at, s.rid)).all():
        values = row._asdict()
        for name in ("entries", "voids", "complexity"):
            values[name] = tuple(json.loads(values[name]))
        values["plan_is_whole"] = bool(row.plan_is_whole)
        values["signature"] = Signature(**json.loads(values["signature"]))
        values["codes"] = tuple((code, units) for code, units in json.loads(values["codes"]))
        grouped[row.patient].append(SignatureRow(**values))
    return grouped


def settled_months(connection: sa.Connection) -> list[str]:
    """Months that were signed for or closed, in order."""
    found = sa.union(sa.select(MONTH_SIGNATURE.c.month), sa.select(MONTH_CLOSED.c.month))
    return sorted(connection.execute(found).scalars())


def are_entries(connection: sa.Connection, patient: str, entries: tuple[str, ...]) -> bool:
    """Whether all of these are time of that patient, void or not."""
    sql = "SELECT count(*) FROM json_each(?) JOIN time_entry e ON e.id = value WHERE e.patient = ?"
    return bool(_raw(connection).execute(sql, (json.dumps(entries), patient)).fetchone()[0] == len(entries))


def are_void(connection: sa.Connection, entries: tuple[str, ...]) -> bool:
    """Whether all of these were voided."""
    sql = "SELECT count(*) FROM json_each(?) WHERE value IN (SELECT entry FROM time_void)"
    return bool(_raw(connection).execute(sql, (json.dumps(entries),)).fetchone()[0] == len(entries))


def taken_back(connection: sa.Connection, month: str) -> frozenset[str]:
    """Signatures whose signers took them back."""
    w = SIGNATURE_WITHDRAWN.c
    return frozenset(connection.execute(sa.select(w.signature).where(w.month == month)).scalars())


def notes(connection: sa.Connection, month: str, patient: str = "") -> dict[str, NoteRow]:
    """Notes of the month by patient."""
    n = MONTH_NOTE.c
    found = sa.select(n.patient, n.month_note_op, n.month_note_heads, n.month_note_at, n.month_note_by).where(
        n.month == month
    )
    if patient:
        found = found.where(n.patient == patient)
    return {row[0]: NoteRow(*row[1:]) for row in connection.execute(found)}


HELD_AND_RELEASED = "Held and released at the same time: decide once more"


def holds(connection: sa.Connection, month: str) -> dict[str, str]:
    """Why patients are not billed this month. Held and released at once is held, until somebody decides."""
    h = MONTH_HOLD.c
    found = sa.select(h.patient, h.held, h.reason).where(h.month == month, (h.held == 1) | (h.month_hold_heads > 1))
    return {row[0]: row[2] if row[1] else HELD_AND_RELEASED for row in connection.execute(found)}


def acceptances(connection: sa.Connection, month: str) -> dict[tuple[str, str], tuple[str, int, str]]:
    """By, at (seconds) and reason, for each finding and hash of its facts; the newest, unless it was taken back."""
    a = EXCEPTION_ACCEPTED.c
    found = sa.select(a.finding, a.facts_sha256, a.by, a.at, a.reason).where(a.month == month).order_by(a.at, a.rid)
    newest = {(row[0], row[1]): (row[2], row[3] // 1000, row[4]) for row in connection.execute(found)}
    return {key: said for key, said in newest.items() if said[2]}


def voided(connection: sa.Connection, start: int, end: int, patient: str = "") -> dict[str, list[str]]:
    """Void entries that touch the month, by patient, sorted."""
    # CROSS JOIN: the few voids first, each by its entry; otherwise every entry of the month is read.
    sql = f"SELECT DISTINCT e.patient, e.id FROM time_void v CROSS JOIN time_entry e ON e.id = v.entry WHERE {_SPAN}"
    values: dict[str, object] = {"start": start, "end": end}
    if patient:
        sql, values["patient"] = f"{sql} AND e.patient = :patient", patient
    grouped: dict[str, list[str]] = defaultdict(list)
    for who, entry in _raw(connection).execute(sql, values):
        grouped[who].append(entry)
    return {who: sorted(found) for who, found in grouped.items()}


def replacements(connection: sa.Connection) -> dict[str, str]:
    """Which entry amends which."""
    rows = _raw(connection).execute("SELECT replaces, id FROM time_entry WHERE replaces > ''")
    return {row[0]: row[1] for row in rows}


def remarkable(connection: sa.Connection, start: int, end: int, patient: str = "") -> list[EntryRow]:
    """Standing entries without a note, not from the timer, or with an unsure clock."""
    asked = f"({REMARKABLE}) AND patient = :patient" if patient else f"({REMARKABLE})"
    return _entries(connection, start, end, asked, patient=patient)


def entries_besides(connection: sa.Connection, start: int, end: int, patients: frozenset[str]) -> list[EntryRow]:
    """Standing entries of the month whose patient is none of these."""
    rows = _raw(connection).execute("SELECT DISTINCT patient FROM time_entry")
    found: list[EntryRow] = []
    for (other,) in rows.fetchall():
        if other not in patients:
            found += _entries(connection, start, end, "patient = :patient", patient=other)
    return found


def has_entries(connection: sa.Connection, start: int, end: int) -> bool:
    """Whether any standing entry touches the month."""
    sql = f"SELECT 1 FROM time_entry e WHERE {_SPAN} AND {_STANDS} LIMIT 1"
    return _raw(connection).execute(sql, {"start": start, "end": end}).fetchone() is not None


def same_notes(
    connection: sa.Connection, start: int, end: int, patients: int, unanswered: tuple[str, ...], patient: str = ""
) -> list[tuple[str, str, str]]:
    """Note, patient and entry of notes that stand word by word for so many patients; not of failed calls.

    With `patient` only notes that stand for that one too.
    """
    marks = ", ".join(f"'{outcome}'" for outcome in unanswered)
    asked = f"note > '' AND outcome NOT IN ({marks}) AND {_SPAN}"
    of, like = "time_entry e", ""
    if patient:
        of = f"(SELECT DISTINCT note AS own FROM time_entry WHERE patient = :patient AND {_SPAN}) CROSS JOIN {of}"
        like = f"{_LIKE.format('own')} AND "
    sql = (
        f"SELECT note FROM {of} WHERE {like}{asked} GROUP BY note"
        " HAVING min(patient) <> max(patient) AND count(DISTINCT patient) >= :patients"
    )
    like_this = f"{_LIKE.format(':note')} AND {asked} AND {_STANDS}"
    each = f"SELECT note, patient, id FROM time_entry e WHERE {like_this} ORDER BY id"
    values = {"start": start, "end": end, "patients": patients, "patient": patient}
    found: list[tuple[str, str, str]] = []
    for (note,) in _raw(connection).execute(sql, values).fetchall():
        found += _raw(connection).execute(each, {**values, "note": note}).fetchall()
    return found


def beside(connection: sa.Connection, start: int, end: int, patient: str) -> list[tuple[str, int, int, str, str]]:
    """Standing entries on other patients at the same time as one of this patient by the same person.

    Person, start, end, entry and patient.
    """
    sql = (
        "SELECT DISTINCT e.person, e.started_at, e.ended_at, e.id, e.patient FROM time_entry own"
        " JOIN time_entry e ON e.started_at > own.started_at - 172800 AND e.started_at < own.ended_at"
        " AND e.ended_at > own.started_at AND e.person = own.person AND e.patient <> own.patient"
        " WHERE own.patient = :patient AND own.started_at < :end AND own.ended_at > :start"
        f" AND NOT EXISTS (SELECT 1 FROM time_void WHERE entry = own.id) AND {_STANDS}"
    )
    found: list[tuple[str, int, int, str, str]] = (
        _raw(connection).execute(sql, {"start": start, "end": end, "patient": patient}).fetchall()
    )
    return found


def sessions(connection: sa.Connection) -> list[SessionRow]:
    """Timer sessions of everybody that run, pause or wait for their note."""
    sql = (
        "SELECT id, patient, person, state, segments, running_since, gaps FROM timer_session"
        f" WHERE {UNFINISHED} AND state IN ('running', 'paused', 'parked', 'stopped') ORDER BY session_at"
    )
    found = []
    for session, patient, person, state, segments, since, gaps in _raw(connection).execute(sql):
        worked = tuple((start, end, activity) for start, end, activity in json.loads(segments))
        holes = sorted((gap["start"], gap["end"]) for gap in json.loads(gaps) if gap["decision"] == "pending")
        found.append(SessionRow(session, patient, person, state, worked, since, tuple(holes)))
    return found


def plan_conflicts(connection: sa.Connection) -> dict[str, int]:
    """How many registers of a patient's care plan have two versions."""
    sql = (
        "SELECT reg, header, payload FROM head JOIN op USING (rid)"
        " WHERE reg IN (SELECT reg FROM head GROUP BY reg HAVING count(*) > 1)"
    )
    found: dict[str, set[str]] = defaultdict(set)
    for reg, header, payload in _raw(connection).execute(sql):
        patient = Op(header, payload).header.pid
        if patient and reg.rpartition("/")[2] in _PLAN_REGISTERS:
            found[patient].add(reg)
    return {patient: len(regs) for patient, regs in found.items()}


def discharges(connection: sa.Connection, start: int, end: int) -> dict[str, int]:
    """The last end of an inpatient stay in that span, by patient."""
    e = ENCOUNTER.c
    found = sa.select(e.patient, sa.func.max(e.ended_at)).where(e.inpatient == 1, e.ended_at >= start, e.ended_at < end)
    return {row[0]: row[1] for row in connection.execute(found.group_by(e.patient))}


def closings(connection: sa.Connection, month: str) -> list[ClosingRow]:
    """Closings of the month, newest first."""
    c = MONTH_CLOSED.c
    found = sa.select(*(c[name] for name in ClosingRow._fields)).where(c.month == month)
    return [ClosingRow._make(row) for row in connection.execute(found.order_by(c.revision.desc(), c.rid.desc()))]


def closed_lines(connection: sa.Connection, closing: str, patient: str = "") -> list[Op]:
    """The operations that hold the lines of a closing."""
    sql = "SELECT header, payload FROM closed_line JOIN op USING (rid) WHERE closing = ?"
    values: tuple[str, ...] = (closing,)
    if patient:
        sql, values = f"{sql} AND patient = ?", (closing, patient)
    return [Op(*row) for row in _raw(connection).execute(sql, values)]


def addenda(connection: sa.Connection, month: str) -> list[Any]:
    """Entries that came after a closing: entry, patient, revision, kind, reason, at (ms), by."""
    a = MONTH_ADDENDUM.c
    found = sa.select(a.entry, a.patient, a.revision, a.kind, a.reason, a.at, a.by).where(a.month == month)
    return list(connection.execute(found.order_by(a.rid)))


def last_backup(connection: sa.Connection) -> int | None:
    """When a backup was made last, epoch seconds; None for never."""
    found = connection.execute(sa.select(sa.func.max(BACKED_UP.c.at))).scalar_one()
    return None if found is None else int(found) // 1000


def foreign_operations(connection: sa.Connection) -> int:
    """How many operations came from other devices."""
    counts = sa.select(
        sa.select(sa.func.count()).select_from(OP).scalar_subquery()
        - sa.select(sa.func.count()).select_from(OWN).scalar_subquery()
    )
    return int(connection.execute(counts).scalar_one())


def _entries(connection: sa.Connection, start: int, end: int, asked: str, **more: object) -> list[EntryRow]:
    sql = (
        "SELECT id, patient, person, started_at, ended_at, at / 1000, source, note > '', clock_unsure"
        f" FROM time_entry e WHERE {_SPAN} AND {asked} AND {_STANDS} ORDER BY started_at, id"
    )
    rows = _raw(connection).execute(sql, {"start": start, "end": end, **more})
    return [EntryRow._make((*row[:7], bool(row[7]), bool(row[8]))) for row in rows]


def _raw(connection: sa.Connection) -> Any:
    """The driver's connection: a month may hold 200,000 entries."""
    return connection.connection.driver_connection
