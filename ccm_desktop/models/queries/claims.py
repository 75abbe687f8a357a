"""What is known of claims: every outcome, and where each line stands now."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

import sqlalchemy as sa

from ccm_desktop.domain.claims import OUT
from ccm_desktop.models.tables.month import CLAIM_OUTCOME, OUTCOME_WITHDRAWN
from ccm_desktop.models.tables.patient import PATIENT


class OutcomeRow(NamedTuple):
    """One outcome."""

    id: str
    patient: str
    claim: str
    month: str
    code: str
    status: str
    happened_on: str
    amount: str
    reason: str
    source: str
    at: int
    by: str
    withdrawn: int


def outcomes(connection: sa.Connection, first: str = "", last: str = "9999-12", patient: str = "") -> list[OutcomeRow]:
    """Outcomes of months of service `first` to `last`, oldest first; withdrawn ones are marked."""
    o = CLAIM_OUTCOME.c
    withdrawn = sa.exists().where(OUTCOME_WITHDRAWN.c.outcome == o.id)
    columns = (o[name] for name in OutcomeRow._fields[:-1])
    found = sa.select(*columns, withdrawn).where(o.month.between(first, last))
    if patient:
        found = found.where(o.patient == patient)
    # Ids grow with time, so the order is the same on every device.
    return [OutcomeRow._make(row) for row in connection.execute(found.order_by(o.happened_on, o.at, o.id))]


def standing(rows: list[OutcomeRow]) -> dict[tuple[str, str], OutcomeRow]:
    """By claim and code, the newest outcome that was not withdrawn."""
    return {(row.claim, row.code): row for row in rows if not row.withdrawn}


def claimed(connection: sa.Connection, month: str, patient: str = "") -> dict[str, list[Any]]:
    """Codes of the month that our own claims bind, by patient: code, on, by whom, status.

    The rows are those of `months.services`, so that the rules read both alike (rules.md 5.6).
    """
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in standing(outcomes(connection, month, month, patient)).values():
        if row.status in OUT:
            grouped[row.patient].append((row.code, f"{month}-01", "same_practitioner", "claimed_by_us"))
    return grouped


def patient_ids(connection: sa.Connection) -> list[str]:
    """Every patient."""
    return list(connection.scalars(sa.select(PATIENT.c.id)))


def patient_names(connection: sa.Connection) -> dict[str, tuple[str, str]]:
    """Family and given name of every patient, by id."""
    p = PATIENT.c
    found = sa.select(p.id, p.family, p.given).where(p.identity_heads > 0)
    return {row[0]: (row[1], row[2]) for row in connection.execute(found)}


def sexes(connection: sa.Connection) -> dict[str, str]:
    """Administrative sex by patient, as claims ask for it."""
    return {row[0]: row[1] for row in connection.execute(sa.select(PATIENT.c.id, PATIENT.c.sex))}


def programme_standing(connection: sa.Connection) -> list[tuple[str, str, str]]:
    """Id, status in the programme and day of death of every patient."""
    p = PATIENT.c
    found = sa.select(p.id, p.status, p.deceased_on).where(p.identity_heads > 0).order_by(p.family, p.given, p.id)
    return [(row[0], row[1], row[2]) for row in connection.execute(found)]
