"""What folding the ledger leaves beside the rows of any subject: heads, conflicts, what waits."""

from __future__ import annotations

import sqlalchemy as sa

from ccm_desktop.models.tables import METADATA

HEAD = sa.Table(
    "head",
    METADATA,
    sa.Column("reg", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("hlc", sa.Text, nullable=False),
    sa.Column("rid", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
DEAD = sa.Table(
    "dead",
    METADATA,
    sa.Column("reg", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sqlite_with_rowid=False,
)
PARKED = sa.Table("parked", METADATA, sa.Column("id", sa.Text, primary_key=True), sqlite_with_rowid=False)
IMPORT_LINK = sa.Table(
    "import_link",
    METADATA,
    sa.Column("reg", sa.Text, primary_key=True),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("hlc", sa.Text, nullable=False),
    sa.Column("op", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
FOLD_TABLES = (HEAD, DEAD, PARKED, IMPORT_LINK)
