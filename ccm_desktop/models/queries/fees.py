"""The practice's fee tables."""

from __future__ import annotations

import sqlalchemy as sa

from ccm_desktop.models.tables.practice import FEE_TABLE


def tables(connection: sa.Connection) -> list[str]:
    """Ids of all tables, the newest year first, then by name."""
    t = FEE_TABLE.c
    return list(connection.scalars(sa.select(t.id).order_by(t.year.desc(), t.name, t.id)))
