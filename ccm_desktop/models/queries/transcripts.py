"""Transcripts of contacts; the text is read only where it is to be exported."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.contact import CONTACT, CONTACT_STANDS, TRANSCRIPT, TRANSCRIPT_WITHDRAWN


class TranscriptRow(NamedTuple):
    """One of them; `at` in epoch milliseconds."""

    id: str
    contact: str
    name: str
    length: int
    sha256: str
    agreed_by: str
    agreed_on: str
    person: str
    at: int
    withdrawn: str | None
    """Why; None while it is shown."""


def of_patient(connection: sa.Connection, patient: str) -> list[TranscriptRow]:
    """The newest first, withdrawn ones too."""
    t, w = TRANSCRIPT.c, TRANSCRIPT_WITHDRAWN.c
    reason = sa.select(sa.func.min(w.reason)).where(w.record == t.id).scalar_subquery()
    found = sa.select(
        t.id, t.contact, t.name, sa.func.length(t.text), t.sha256, t.agreed_by, t.agreed_on, t.person, t.at, reason
    ).where(t.patient == patient)
    return [TranscriptRow._make(row) for row in connection.execute(found.order_by(t.at.desc(), t.id.desc()))]


def text_of(connection: sa.Connection, record: str) -> str | None:
    """The words of one that is not withdrawn."""
    t = TRANSCRIPT.c
    gone = sa.select(TRANSCRIPT_WITHDRAWN.c.record)
    return connection.scalar(sa.select(t.text).where(t.id == record, t.id.not_in(gone)))


def has_contact(connection: sa.Connection, patient: str, contact: str) -> bool:
    """Whether it is a contact of that patient, and stands."""
    c = CONTACT.c
    found = sa.select(c.id).where(c.id == contact, c.patient == patient, sa.text(CONTACT_STANDS))
    return connection.execute(found).first() is not None
