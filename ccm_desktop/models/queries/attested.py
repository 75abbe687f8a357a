"""What people attested and noted of a patient's months, with what was withdrawn of it."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.month import DECISION_MAKING, DECISION_WITHDRAWN, OTHER_SERVICE, SERVICE_WITHDRAWN


class Withdrawal(NamedTuple):
    """Who took something back, when (epoch seconds) and why."""

    by: str
    at: int
    reason: str


class DecisionRow(NamedTuple):
    """One attested decision-making; `at` in milliseconds."""

    id: str
    at: int
    by: str
    level: str
    decided_by: str
    decided_on: str
    rationale: str


class ServiceRow(NamedTuple):
    """One noted service; `at` in milliseconds."""

    id: str
    patient: str
    at: int
    by: str
    service_code: str
    service_on: str
    by_whom: str
    status: str


def decisions(
    connection: sa.Connection, patient: str, month: str
) -> list[tuple[DecisionRow, Withdrawal | None]]:  # fmt: skip
    """All of the patient-month, the newest first."""
    d = DECISION_MAKING.c
    found = sa.select(*(d[name] for name in DecisionRow._fields)).where(d.patient == patient, d.month == month)
    ended = _withdrawals(connection, DECISION_WITHDRAWN, "decision", patient)
    rows = map(DecisionRow._make, connection.execute(found.order_by(d.at.desc(), d.id.desc())))
    return [(row, ended.get(row.id)) for row in rows]


def services(
    connection: sa.Connection, patient: str, first: str, last: str
) -> list[tuple[ServiceRow, Withdrawal | None]]:  # fmt: skip
    """All of the patient on these days, by day."""
    s = OTHER_SERVICE.c
    found = _services().where(s.patient == patient, s.service_on.between(first, last))
    ended = _withdrawals(connection, SERVICE_WITHDRAWN, "service", patient)
    rows = map(ServiceRow._make, connection.execute(found.order_by(s.service_on, s.at, s.id)))
    return [(row, ended.get(row.id)) for row in rows]


def service(connection: sa.Connection, entity: str) -> tuple[ServiceRow, bool] | None:
    """One noted service and whether it stands; None when there is none of that id."""
    row = connection.execute(_services().where(OTHER_SERVICE.c.id == entity)).first()
    if row is None:
        return None
    gone = sa.select(SERVICE_WITHDRAWN.c.rid).where(SERVICE_WITHDRAWN.c.service == entity)
    return ServiceRow._make(row), connection.execute(gone).first() is None


def _services() -> sa.Select[Any]:
    return sa.select(*(OTHER_SERVICE.c[name] for name in ServiceRow._fields))


def _withdrawals(connection: sa.Connection, table: sa.Table, what: str, patient: str) -> dict[str, Withdrawal]:
    """By what was withdrawn; of two at once the first holds."""
    w = table.c
    found = sa.select(w[what], w.by, w.at, w.reason).where(w.patient == patient).order_by(w.at, w.id)
    gone: dict[str, Withdrawal] = {}
    for entity, by, at, reason in connection.execute(found):
        gone.setdefault(entity, Withdrawal(by, at // 1000, reason))
    return gone
