"""Everything the rules ask about a month, for all enrolled patients at once: few big questions."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from ccm_desktop.domain.billing.facts import Entry
from ccm_desktop.models.tables.care_plan import PLAN_COPY, PLAN_COPY_WITHDRAWN, PLAN_VERSION
from ccm_desktop.models.tables.contact import CONSENT, REVOCATION
from ccm_desktop.models.tables.month import (
    DECISION_MAKING,
    DECISION_WITHDRAWN,
    FAMILY_CHOICE,
    OTHER_SERVICE,
    SERVICE_WITHDRAWN,
)
from ccm_desktop.models.tables.patient import CONDITION, ENCOUNTER, PATIENT

ACTIVE = ("active", "")
"""States of a condition that is there."""
NO_EARLIER = ("", "[]")
"""How `PatientRow.earlier` says that there was no enrolment before."""


class PatientRow(NamedTuple):
    """A patient who was in the programme."""

    id: str
    family: str
    given: str
    birth_date: str
    mrn: str
    mbi: str
    deceased_on: str
    status: str
    started_on: str
    ended_on: str
    new_patient: int
    last_seen_on: str
    coordinator: str
    practitioner: str
    significant_risk: int
    visit_code: str
    visit_on: str
    visit_by: str
    face_to_face: int
    ccm_discussed: int
    telehealth: int
    earlier: str
    """Enrolments that are over, as JSON, oldest first."""


class ConditionRow(NamedTuple):
    """A condition that is there today."""

    id: str
    display: str
    icd10: str
    families: tuple[str, ...]
    chronic: str
    attested: bool | None
    """Expected to last twelve months or until death; None: nobody said."""
    onset_on: str


def enrolled(connection: sa.Connection, first_day: str, last_day: str, patient: str = "") -> list[PatientRow]:
    """Patients in the programme on any day of the month, by name."""
    p = PATIENT.c
    latest = sa.and_(
        p.status.in_(("enrolled", "ended")),
        p.started_on <= last_day,
        sa.or_(p.ended_on == "", p.ended_on >= first_day),
    )
    found = sa.select(*(p[name] for name in PatientRow._fields), latest).where(
        sa.or_(latest, p.earlier.not_in(NO_EARLIER))
    )
    if patient:
        found = found.where(p.id == patient)
    rows = []
    for one in connection.execute(found.order_by(p.family, p.given, p.id)).all():
        row = PatientRow._make(one[:-1])
        then = row if one[-1] else _as_it_was(row, first_day, last_day)
        if then is not None:
            rows.append(then)
    return rows


def _as_it_was(row: PatientRow, first_day: str, last_day: str) -> PatientRow | None:
    """The patient under the last earlier enrolment that touches these days; None when there is none."""
    for one in reversed(json.loads(row.earlier)):
        if one["started_on"] <= last_day and one["ended_on"] >= first_day:
            return row._replace(
                status="ended", started_on=one["started_on"], ended_on=one["ended_on"],
                new_patient=int(one["new_patient"]), last_seen_on=one["last_seen_on"],
            )  # fmt: skip
    return None


def moved_after(connection: sa.Connection, closing_ms: int, patient: str = "") -> list[tuple[str, bool, bool]]:
    """Patients whose risk or assignment was written since that instant: id, and which of the two."""
    p = PATIENT.c
    risk, assignment = p.risk_at >= closing_ms, p.assignment_at >= closing_ms
    found = sa.select(p.id, risk, assignment).where(sa.or_(risk, assignment))
    if patient:
        found = found.where(p.id == patient)
    return [(row[0], bool(row[1]), bool(row[2])) for row in connection.execute(found)]


def conditions_moved_after(connection: sa.Connection, closing_ms: int, patient: str = "") -> list[tuple[str, str]]:
    """Patient and id of conditions of which anything was written since that instant, active or not."""
    c = CONDITION.c
    found = sa.select(c.patient, c.id).where(
        c.code_heads > 0,
        sa.or_(c.code_at >= closing_ms, c.status_at >= closing_ms, c.attestation_at >= closing_ms),
    )
    if patient:
        found = found.where(c.patient == patient)
    return [(row[0], row[1]) for row in connection.execute(found.order_by(c.onset_on, c.id))]


def coordinators(connection: sa.Connection) -> dict[str, str]:
    """Whose patient it is today, by patient."""
    return {row[0]: row[1] for row in connection.execute(sa.select(PATIENT.c.id, PATIENT.c.coordinator))}


def entries(connection: sa.Connection, start: int, end: int, patient: str = "") -> dict[str, list[Entry]]:
    """Standing entries that touch the month, by patient.

    Asked of the driver: a month may hold 200,000 of them.
    """
    raw: Any = connection.connection.driver_connection
    sql = (
        "SELECT patient, id, person, lane, started_at, ended_at, program, activity, outcome, source,"
        " id IN (SELECT entry FROM time_review), location, patients, same_day_em_separate,"
        # An imported entry was written down elsewhere, nobody knows when.
        " CASE WHEN source <> 'import' THEN at / 1000 END"
        " FROM time_entry WHERE started_at < ? AND started_at >= ? AND ended_at > ?"
        " AND id NOT IN (SELECT entry FROM time_void)"
    )
    values: tuple[object, ...] = (end, start - 2 * 86_400, start)
    if patient:
        sql, values = f"{sql} AND patient = ?", (*values, patient)
    found: dict[str, list[Entry]] = defaultdict(list)
    make = tuple.__new__  # `Entry._make` without its call in Python
    for row in raw.execute(sql, values):
        found[row[0]].append(make(Entry, row[1:]))
    _apply_attested(raw, found, values)
    return found


def _apply_attested(raw: Any, found: dict[str, list[Entry]], values: tuple[object, ...]) -> None:
    """Time on the day of a visit as somebody attested it, the newest word last; few among many entries."""
    sql = (
        "SELECT s.patient, s.entry, s.separate FROM time_separate s CROSS JOIN time_entry e ON e.id = s.entry"
        " WHERE e.started_at < ? AND e.started_at >= ? ORDER BY s.at, s.id"
    )
    said: dict[str, dict[str, bool]] = defaultdict(dict)
    for owner, entry, separate in raw.execute(sql, values[:2]):
        said[owner][entry] = bool(separate)
    for owner in said.keys() & found.keys():
        words = said[owner]
        found[owner] = [
            entry._replace(same_day_em_separate=words[entry.id]) if entry.id in words else entry
            for entry in found[owner]
        ]


def conditions(connection: sa.Connection, patient: str = "") -> dict[str, list[ConditionRow]]:
    """Active conditions by patient. Asked of the driver: every start asks for those of all patients.

    An attestation that came in a file without its attester is nobody's here, so nothing was said (rules.md 2).
    """
    raw: Any = connection.connection.driver_connection
    sql = (
        "SELECT patient, id, display, icd10, families, chronic,"
        " CASE WHEN attestation_heads > 0 AND attested_by <> '' THEN expected_12_months END, onset_on"
        f" FROM {CONDITION.name} WHERE status IN ('active', '') AND code_heads > 0"
    )
    values: tuple[object, ...] = ()
    if patient:
        sql, values = f"{sql} AND patient = ?", (patient,)
    grouped: dict[str, list[ConditionRow]] = defaultdict(list)
    for owner, i, display, icd10, families, chronic, said, onset in raw.execute(f"{sql} ORDER BY onset_on, id", values):
        answer = None if said is None else bool(said)
        grouped[owner].append(ConditionRow(i, display, icd10, _families(families), chronic, answer, onset))
    return grouped


@lru_cache(maxsize=4096)
def _families(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def consents(connection: sa.Connection, patient: str = "") -> dict[str, list[Any]]:
    """Answers by patient, oldest first, in the order of `domain.consent.Answer`; elements as JSON."""
    c = CONSENT.c
    found = sa.select(
        c.patient, c.answer, c.consented_at, c.method, c.elements, c.practitioner, c.obtained_by,
        c.given_by, c.note, c.at // 1000, c.by,
    ).where(c.program == "CCM")  # fmt: skip
    return _by_patient(connection, found.order_by(c.consented_at, c.rid), c.patient, patient)


def revocations(connection: sa.Connection, patient: str = "") -> dict[str, list[Any]]:
    """When consent was withdrawn, by patient."""
    c = REVOCATION.c
    found = sa.select(c.patient, c.revoked_at).where(c.program == "CCM")
    return _by_patient(connection, found.order_by(c.revoked_at), c.patient, patient)


def plan_versions(connection: sa.Connection, before_ms: int, patient: str = "") -> dict[str, list[Any]]:
    """Versions of the plan before that instant, oldest first: id, number, status, at (ms), by, what.

    One that nobody saved (`PlanVersion.as_of`) stands where the instant is that it shows, and is by nobody: whoever
    looked, printed or signed wrote none of it.
    """
    v = PLAN_VERSION.c
    found = sa.select(v.patient, v.id, v.number, v.status, v.at, v.by, v.what, v.as_of).where(
        sa.case((v.as_of > 0, v.as_of), else_=v.at) < before_ms
    )
    by_patient = _by_patient(connection, found.order_by(v.rid), v.patient, patient)
    return {owner: _in_order(rows) for owner, rows in by_patient.items()}


def _in_order(rows: list[Any]) -> list[Any]:
    if not any(row[-1] for row in rows):
        return [row[:-1] for row in rows]
    found: list[Any] = []
    for *row, as_of in rows:
        later = next((n for n in range(len(found), 0, -1) if found[n - 1][3] <= as_of), 0) if as_of else len(found)
        found.insert(later, (*row[:3], as_of or row[3], "" if as_of else row[4], row[5]))
    return found


def plan_copies(connection: sa.Connection, patient: str = "") -> dict[str, list[Any]]:
    """Copies given to patients and caregivers that nobody took back: version, at, how, to whom."""
    c = PLAN_COPY.c
    found = sa.select(c.patient, c.version, c.given_at, c.how, c.to_whom).where(
        c.id.not_in(sa.select(PLAN_COPY_WITHDRAWN.c.copy))
    )
    return _by_patient(connection, found.order_by(c.given_at), c.patient, patient)


def stays(connection: sa.Connection, start: int, end: int, patient: str = "") -> dict[str, list[Any]]:
    """Inpatient stays that touch the month; a stay without an end lasts on."""
    e = ENCOUNTER.c
    found = sa.select(e.patient, e.started_at, e.ended_at).where(
        e.inpatient == 1, e.started_at < end, sa.or_(e.ended_at.is_(None), e.ended_at > start)
    )
    return _by_patient(connection, found, e.patient, patient)


def decisions(connection: sa.Connection, month: str, patient: str = "") -> dict[str, list[Any]]:
    """Attested decision-making of the month that nobody withdrew, the newest last: level, by, on, why, entity."""
    d = DECISION_MAKING.c
    found = sa.select(d.patient, d.level, d.decided_by, d.decided_on, d.rationale, d.id).where(
        d.month == month, d.id.not_in(sa.select(DECISION_WITHDRAWN.c.decision))
    )
    return _by_patient(connection, found.order_by(d.at, d.id), d.patient, patient)


def services(connection: sa.Connection, first: str, last: str, patient: str = "") -> dict[str, list[Any]]:
    """Other services of the month that stand, and G0506 of any: code, on, by whom, status."""
    s = OTHER_SERVICE.c
    found = sa.select(s.patient, s.service_code, s.service_on, s.by_whom, s.status).where(
        sa.or_(s.service_on.between(first, last), s.service_code == "G0506"),
        s.id.not_in(sa.select(SERVICE_WITHDRAWN.c.service)),
    )
    return _by_patient(connection, found, s.patient, patient)


def family_choices(connection: sa.Connection, month: str, patient: str = "") -> dict[str, str]:
    """Codes that a person chose for the month, by patient. Left out: what two people chose at once."""
    c = FAMILY_CHOICE.c
    found = sa.select(c.patient, c.family).where(c.month == month, c.family != "", c.family_choice_heads == 1)
    if patient:
        found = found.where(c.patient == patient)
    return {row.patient: row.family for row in connection.execute(found)}


def _by_patient(
    connection: sa.Connection, found: sa.Select[Any], column: sa.Column[Any], patient: str
) -> dict[str, list[Any]]:
    if patient:
        found = found.where(column == patient)
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(found).all():
        grouped[row[0]].append(row[1:])
    return grouped
