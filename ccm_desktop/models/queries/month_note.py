"""What a month's note tells besides time and care plan: medication changes, readings and contacts of one patient."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ccm_desktop.models.tables.beside_plan import READING_STANDS
from ccm_desktop.models.tables.contact import CONTACT, CONTACT_STANDS
from ccm_desktop.models.tables.patient import MEDICATION, OBSERVATION


def medication_changes(connection: sa.Connection, patient: str, start: int, end: int) -> list[Any]:
    """Medications written in that span (epoch seconds): id, drug, dose, unit, frequency, status, started, stopped.

    No status where the one of today was written later: stopping it is the next month's news.
    """
    m = MEDICATION.c
    span = (start * 1000, end * 1000 - 1)
    status = sa.case((m.status_at < end * 1000, m.status), else_="")
    found = sa.select(m.id, m.drug, m.dose, m.unit, m.frequency, status, m.started_on, m.stopped_on).where(
        m.patient == patient, m.order_heads > 0, sa.or_(m.order_at.between(*span), m.status_at.between(*span))
    )
    return list(connection.execute(found.order_by(m.drug, m.id)))


def readings(connection: sa.Connection, patient: str, start: int, end: int) -> list[Any]:
    """Readings of that span: id, display, value, unit, instant."""
    o = OBSERVATION.c
    found = sa.select(o.id, o.display, o.value, o.unit, o.effective_at).where(
        o.patient == patient, o.effective_at >= start, o.effective_at < end, sa.text(READING_STANDS)
    )
    return list(connection.execute(found.order_by(o.effective_at, o.id)))


def contacts(connection: sa.Connection, patient: str, start: int, end: int) -> list[Any]:
    """Contacts of that span: id, instant, channel, outcome, entry."""
    c = CONTACT.c
    found = sa.select(c.id, c.contacted_at, c.channel, c.outcome, c.entry).where(
        c.patient == patient, c.contacted_at >= start, c.contacted_at < end, sa.text(CONTACT_STANDS)
    )
    return list(connection.execute(found.order_by(c.contacted_at, c.rid)))
