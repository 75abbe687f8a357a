"""Symptom check-ins: who is asked how often, the signs of a plan, and what was answered."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.beside_plan import CHECKIN, CHECKIN_WITHDRAWN
from ccm_desktop.models.tables.care_plan import SYMPTOM


class RhythmRow(NamedTuple):
    """A patient who is enrolled and asked; `answered_on`: the last day that was, ISO."""

    patient: str
    family: str
    given: str
    mrn: str
    coordinator: str
    every_days: int
    first_on: str
    paused: bool
    heads: int
    """How many versions of the rhythm stand."""
    answered_on: str
    level: str
    """Of the last one."""


class SignRow(NamedTuple):
    """A symptom to watch of a plan; `heads`: how many versions of it stand."""

    id: str
    sign: str
    do: str
    urgency: str
    heads: int


class CheckinRow(NamedTuple):
    """One that was answered; `at` in epoch milliseconds."""

    id: str
    patient: str
    at: int
    answered_on: str
    answers: tuple[dict[str, Any], ...]
    level: str
    person: str
    source: str
    led_to: str
    withdrawn: bool


_STANDS = "c.id NOT IN (SELECT record FROM checkin_withdrawn)"
_ANSWERED = f"""
SELECT max(c.answered_on) FROM checkin c
WHERE c.patient = s.patient AND c.level <> 'incomplete' AND {_STANDS}
"""
_LAST = f"""
SELECT c.level FROM checkin c WHERE c.patient = s.patient AND {_STANDS}
ORDER BY c.answered_on DESC, c.rid DESC LIMIT 1
"""
_RHYTHMS = f"""
SELECT s.patient, p.family, p.given, p.mrn, p.coordinator, s.every_days, s.first_on, s.paused,
 s.schedule_heads, coalesce(({_ANSWERED}), ''), coalesce(({_LAST}), '')
FROM checkin_schedule s JOIN patient p ON p.id = s.patient
WHERE (s.every_days > 0 OR s.schedule_heads > 1)
 AND (p.status = 'enrolled' OR :patient <> '') AND :patient IN ('', s.patient)
ORDER BY p.family, p.given, s.patient
"""


def rhythms(connection: sa.Connection, patient: str = "") -> list[RhythmRow]:
    """Of everybody enrolled; of one patient, whether enrolled or not."""
    found = connection.execute(sa.text(_RHYTHMS), {"patient": patient})
    return [RhythmRow._make((*row[:7], bool(row[7]), *row[8:])) for row in found]


def signs(connection: sa.Connection, patient: str) -> list[SignRow]:
    """Of the plan as it is, in the order in which they were written."""
    s = SYMPTOM.c
    found = sa.select(s.id, s.sign, s.do, s.urgency, s.symptom_heads).where(
        s.patient == patient, s.status.in_(("active", "")), s.sign != ""
    )
    return [SignRow._make(row) for row in connection.execute(found.order_by(s.id))]


def of_patient(connection: sa.Connection, patient: str) -> list[CheckinRow]:
    """All of them, withdrawn ones too, the newest first."""
    return _rows(connection, CHECKIN.c.patient == patient)


def one(connection: sa.Connection, record: str) -> CheckinRow | None:
    """That one."""
    found = _rows(connection, CHECKIN.c.id == record)
    return found[0] if found else None


def _rows(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[CheckinRow]:
    c = CHECKIN.c
    withdrawn = c.id.in_(sa.select(CHECKIN_WITHDRAWN.c.record))
    found = sa.select(
        c.id, c.patient, c.at, c.answered_on, c.answers, c.level, c.person, c.source, c.led_to, withdrawn
    )  # fmt: skip
    rows = connection.execute(found.where(which).order_by(c.answered_on.desc(), c.rid.desc()))
    return [CheckinRow._make((*row[:4], tuple(json.loads(row[4])), *row[5:9], bool(row[9]))) for row in rows]
