"""The coordination log, with what closed, corrected or withdrew each entry."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.patient import TEAM_MEMBER


class LogRow(NamedTuple):
    """One entry; instants in epoch milliseconds."""

    id: str
    patient: str
    family: str
    given: str
    mrn: str
    at: int
    by: str
    counterparty: str
    direction: str
    subject: str
    about: str
    happened_on: str
    member: str
    outcome: str
    next_step: str
    owner: str
    due_on: str
    corrects: str
    first: str
    follows: str
    reason: str
    corrected: bool
    followed: bool
    withdrawn: str | None
    """Why."""
    closing: str | None
    closed_how: str | None
    closed_at: int | None
    closed_by: str | None


_STANDS = "NOT IN (SELECT record FROM coordination_withdrawn)"
_FIRST = "CASE WHEN c.first = '' THEN c.id ELSE c.first END"
_CLOSING = f"(SELECT min(rid) FROM coordination_closed WHERE entry = {_FIRST} AND id {_STANDS})"
_LOG = f"""
SELECT c.id, c.patient, coalesce(p.family, ''), coalesce(p.given, ''), coalesce(p.mrn, ''), c.at, c.person,
 c.counterparty, c.direction, c.subject, c.about, c.happened_on, c.member, c.outcome, c.next_step, c.owner, c.due_on,
 c.corrects, c.first, c.follows, c.reason,
 EXISTS (SELECT 1 FROM coordination o WHERE o.corrects = c.id AND o.id {_STANDS}),
 EXISTS (SELECT 1 FROM coordination o WHERE o.follows = {_FIRST} AND o.id {_STANDS}),
 (SELECT reason FROM coordination_withdrawn WHERE record = c.id), x.id, x.how, x.at, x.person
FROM coordination c LEFT JOIN patient p ON p.id = c.patient LEFT JOIN coordination_closed x ON x.rid = {_CLOSING}
"""
_OPEN = f"""c.next_step <> '' AND c.id {_STANDS} AND x.rid IS NULL
 AND c.id NOT IN (SELECT corrects FROM coordination WHERE id {_STANDS})
 AND {_FIRST} NOT IN (SELECT follows FROM coordination WHERE id {_STANDS})"""


def log(connection: sa.Connection, patient: str) -> list[LogRow]:
    """Everything about a patient, the newest first."""
    return _rows(connection, "c.patient = :patient ORDER BY c.happened_on DESC, c.at DESC, c.id DESC", patient=patient)


def open_loops(connection: sa.Connection, patient: str = "") -> list[LogRow]:
    """What is still to come, of a patient or of everybody, by when it is due."""
    whose = " AND c.patient = :patient" if patient else ""
    return _rows(connection, f"{_OPEN}{whose} ORDER BY c.due_on, c.at, c.id", patient=patient)


def entry(connection: sa.Connection, entity: str) -> LogRow | None:
    """One entry."""
    found = _rows(connection, "c.id = :entity", entity=entity)
    return found[0] if found else None


def closing_of(connection: sa.Connection, closing: str) -> str | None:
    """Whose patient's loop a closing that still holds has closed; None when there is none."""
    query = sa.text(f"SELECT patient FROM coordination_closed WHERE id = :id AND id {_STANDS}")
    found = connection.execute(query, {"id": closing}).first()
    return None if found is None else str(found[0])


def team(connection: sa.Connection, patient: str) -> list[str]:
    """Entities of the care team of a patient's plan."""
    found = sa.select(TEAM_MEMBER.c.id).where(TEAM_MEMBER.c.patient == patient, TEAM_MEMBER.c.status == "active")
    return [str(row[0]) for row in connection.execute(found.order_by(TEAM_MEMBER.c.name, TEAM_MEMBER.c.id))]


def _rows(connection: sa.Connection, where: str, **values: str) -> list[LogRow]:
    rows = connection.execute(sa.text(f"{_LOG} WHERE {where}"), values)
    return [LogRow._make((*row[:21], bool(row[21]), bool(row[22]), *row[23:])) for row in rows]
