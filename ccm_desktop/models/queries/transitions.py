"""Discharges, and what became of the steps that follow them."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.beside_plan import DISCHARGE, DISCHARGES_APART, TRANSITION_STEP
from ccm_desktop.models.tables.patient import PATIENT


class DischargeRow(NamedTuple):
    """A discharge with its patient."""

    id: str
    patient: str
    family: str
    given: str
    mrn: str
    coordinator: str
    discharged_on: str
    by: str


def discharges(connection: sa.Connection, *, patient: str = "", discharge: str = "") -> list[DischargeRow]:
    """Those of one patient, withdrawn ones included, the newest first; or those of everybody that hold."""
    d, p = DISCHARGE.c, PATIENT.c
    found = sa.select(
        d.id, d.patient, p.family, p.given, p.mrn, p.coordinator, d.discharged_on, d.discharge_by,
    ).select_from(DISCHARGE.join(PATIENT, p.id == d.patient))  # fmt: skip
    if discharge:
        found = found.where(d.id == discharge)
    elif patient:
        found = found.where(d.patient == patient)
    else:
        holds = sa.or_(d.status == "open", d.same_as.in_(_withdrawn()), _said_apart())
        found = found.where(holds, d.id.not_in(_settled()))
    return [DischargeRow._make(row) for row in connection.execute(found.order_by(d.discharged_on.desc(), d.id.desc()))]


def _withdrawn() -> sa.Select[tuple[str]]:
    """Discharges that were recorded by mistake; what was said to be the same as one of them holds by itself."""
    d = DISCHARGE.c
    return sa.select(d.id).where(d.status != "open", d.same_as == "")


def _said_apart() -> sa.ColumnElement[bool]:
    """One of two of which somebody said that they are not the same; the newer one is folded into the older."""
    a, d = DISCHARGES_APART.c, DISCHARGE.c
    return sa.exists().where(a.patient == d.patient, a.discharge == d.same_as, a.other == d.id, a.apart == 1)


def _settled() -> sa.Select[tuple[str]]:
    """Discharges of which every step is done or not needed; there is one row a step that anybody touched."""
    s = TRANSITION_STEP.c
    settled = sa.select(s.discharge).where(s.status != "open", s.step.in_(("contact", "medicines", "visit")))
    return settled.group_by(s.discharge).having(sa.func.count() == 3)
