"""Lists of patients and what is known of one."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.beside_plan import READING_STANDS
from ccm_desktop.models.tables.care_plan import PLAN
from ccm_desktop.models.tables.contact import CONTACT, CONTACT_STANDS
from ccm_desktop.models.tables.patient import ALLERGY, ENCOUNTER, MEDICATION, OBSERVATION, PATIENT
from ccm_desktop.models.tables.timekeeping import TIMER_SESSION, UNFINISHED


class PatientRow(NamedTuple):
    """Everything a list shows of a patient's own registers."""

    id: str
    family: str
    given: str
    birth_date: str
    sex: str
    mrn: str
    mbi: str
    deceased_on: str
    phone: str
    phone_alt: str
    language: str
    best_time: str
    status: str
    coordinator: str
    practitioner: str
    next_contact_on: str
    purpose: str
    """Of the next contact."""


def all_patients(connection: sa.Connection, patient: str = "") -> list[PatientRow]:
    """Every patient, by name."""
    p = PATIENT.c
    found = sa.select(*(p[name] for name in PatientRow._fields)).where(p.identity_heads > 0)
    if patient:
        found = found.where(p.id == patient)
    return [PatientRow._make(row) for row in connection.execute(found.order_by(p.family, p.given, p.id)).all()]


def names(connection: sa.Connection) -> list[tuple[str, str]]:
    """Family and given name of every patient."""
    raw: Any = connection.connection.driver_connection
    found: list[tuple[str, str]] = raw.execute("SELECT family, given FROM patient WHERE identity_heads > 0").fetchall()
    return found


def payers(connection: sa.Connection) -> dict[str, str]:
    """Who pays, by patient; empty where nobody said."""
    p = PATIENT.c
    found = sa.select(p.id, p.payer).where(p.identity_heads > 0)
    return {row[0]: row[1].strip() for row in connection.execute(found)}


def last_contacts(connection: sa.Connection) -> dict[str, tuple[int, str]]:
    """Newest contact of each patient: instant and outcome."""
    raw: Any = connection.connection.driver_connection
    sql = f"SELECT patient, max(contacted_at), outcome FROM contact WHERE {CONTACT_STANDS} GROUP BY patient"
    return {patient: (at, outcome) for patient, at, outcome in raw.execute(sql)}


def contacts(connection: sa.Connection, patient: str, limit: int = 1000) -> list[Any]:
    """A patient's contacts, newest first: id, at, channel, outcome, person, note."""
    c = CONTACT.c
    found = sa.select(c.id, c.contacted_at, c.channel, c.outcome, c.person, c.note).where(
        c.patient == patient, sa.text(CONTACT_STANDS)
    )
    return list(connection.execute(found.order_by(c.contacted_at.desc(), c.rid.desc()).limit(limit)))


def contacts_of_session(connection: sa.Connection, patient: str, session: str) -> list[str]:
    """Contacts that a timer session recorded, those withdrawn left out."""
    c = CONTACT.c
    found = sa.select(c.id).where(c.patient == patient, c.session == session, sa.text(CONTACT_STANDS))
    return list(connection.execute(found.order_by(c.rid)).scalars())


def failed_attempts(connection: sa.Connection, start: int, end: int, outcomes: frozenset[str]) -> dict[str, int]:
    """Attempts in that span that reached nobody, by patient."""
    c = CONTACT.c
    found = (
        sa.select(c.patient, sa.func.count())
        .where(c.contacted_at >= start, c.contacted_at < end, c.outcome.in_(sorted(outcomes)), sa.text(CONTACT_STANDS))
        .group_by(c.patient)
    )
    return {row[0]: row[1] for row in connection.execute(found)}


def contacts_within(
    connection: sa.Connection, start: int, end: int, patient: str = ""
) -> dict[str, list[tuple[int, str, str]]]:  # fmt: skip
    """By patient, oldest first: instant, channel, outcome."""
    raw: Any = connection.connection.driver_connection
    sql = (
        "SELECT patient, contacted_at, channel, outcome FROM contact"
        f" WHERE contacted_at >= ? AND contacted_at < ? AND {CONTACT_STANDS}"
    )
    only = (" AND patient = ?", (patient,)) if patient else ("", ())
    grouped: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for who, *contact in raw.execute(f"{sql}{only[0]} ORDER BY contacted_at, rid", (start, end, *only[1])):
        grouped[who].append(tuple(contact))
    return grouped


def plan_reviews(connection: sa.Connection) -> dict[str, str]:
    """When each patient's plan is due for review."""
    return {row[0]: row[1] for row in connection.execute(sa.select(PLAN.c.id, PLAN.c.review_on))}


def open_sessions(connection: sa.Connection) -> dict[str, list[tuple[str, str, str]]]:
    """Sessions that are not final, by patient: id, state, segments (JSON)."""
    s = TIMER_SESSION.c
    found = sa.select(s.patient, s.id, s.state, s.segments).where(
        sa.text(UNFINISHED), s.state.in_(("running", "paused", "parked", "stopped"))
    )
    grouped: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for patient, session, state, segments in connection.execute(found):
        grouped[patient].append((session, state, segments))
    return grouped


def medications(connection: sa.Connection, patient: str) -> list[Any]:
    """Active medications: drug, dose, unit, frequency, directions."""
    m = MEDICATION.c
    found = sa.select(m.drug, m.dose, m.unit, m.frequency, m.directions).where(
        m.patient == patient, m.status.in_(("active", "")), m.order_heads > 0
    )
    return list(connection.execute(found.order_by(m.drug)))


def allergies(connection: sa.Connection, patient: str) -> list[Any]:
    """Standing allergies: substance, reaction."""
    a = ALLERGY.c
    found = sa.select(a.substance, a.reaction).where(a.patient == patient, a.status.in_(("active", "")))
    return list(connection.execute(found.order_by(a.substance)))


def readings(connection: sa.Connection, patient: str, limit: int = 8, since: int | None = None) -> list[Any]:
    """Newest readings, one of each kind, or the last three of those taken `since`: display, value, unit, instant."""
    o = OBSERVATION.c
    place = (
        sa.func.row_number().over(partition_by=o.display, order_by=(o.effective_at.desc(), o.id.desc())).label("place")
    )
    stands = (o.patient == patient, sa.text(READING_STANDS))
    newest = sa.select(o.display, o.value, o.unit, o.effective_at, place).where(*stands).subquery()
    n = newest.c
    wanted = n.place == 1 if since is None else sa.or_(n.place == 1, sa.and_(n.place <= 3, n.effective_at >= since))
    found = sa.select(n.display, n.value, n.unit, n.effective_at).where(wanted)
    return list(connection.execute(found.order_by(n.effective_at.desc(), n.display).limit(limit)))


def newest_readings(connection: sa.Connection, patient: str) -> list[str]:
    """Ids of the newest reading of each kind."""
    o = OBSERVATION.c
    place = (
        sa.func.row_number().over(partition_by=o.display, order_by=(o.effective_at.desc(), o.id.desc())).label("place")
    )
    found = sa.select(o.id, place).where(o.patient == patient, sa.text(READING_STANDS)).subquery()
    return list(connection.scalars(sa.select(found.c.id).where(found.c.place == 1)))


def known_as(connection: sa.Connection, *, mbi: str = "", mrn: str = "") -> list[str]:
    """Patients with that Medicare id, or that medical record number; nobody for an empty one."""
    p = PATIENT.c
    found = sa.select(p.id).where(p.mbi == mbi if mbi else p.mrn == mrn, p.identity_heads > 0)
    return list(connection.scalars(found)) if mbi or mrn else []


def last_encounter(connection: sa.Connection, patient: str) -> Any | None:
    """Newest encounter: class, start, reason."""
    e = ENCOUNTER.c
    found = sa.select(e.setting_class, e.started_at, e.reason).where(e.patient == patient)
    return connection.execute(found.order_by(e.started_at.desc()).limit(1)).first()
