"""The ledger as it was written: what cannot be made again."""

from __future__ import annotations

import sqlalchemy as sa

from ccm_desktop.models.tables import METADATA

LOG_TABLES = frozenset({"op", "own"})
"""Only ever added to; triggers and the authorizer see to it."""

OP = sa.Table(
    "op",
    METADATA,
    sa.Column("rid", sa.Integer, primary_key=True),
    sa.Column("id", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("entity", sa.Text, nullable=False, index=True),
    sa.Column("header", sa.LargeBinary, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
)
OWN = sa.Table(
    "own",
    METADATA,
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("rid", sa.Integer, sa.ForeignKey("op.rid"), nullable=False),
)
DEVICE = sa.Table("device", METADATA, sa.Column("id", sa.Text, primary_key=True))
KEPT_TABLES = (OP, OWN, DEVICE)
"""What cannot be made again; all other tables are views of these."""

TRIGGERS = (
    "CREATE TRIGGER op_is_kept BEFORE UPDATE ON op BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER op_is_never_deleted BEFORE DELETE ON op BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    (
        "CREATE TRIGGER op_shape BEFORE INSERT ON op BEGIN"
        " SELECT RAISE(ABORT, 'identity') WHERE length(new.id) <> 16; END"
    ),
    "CREATE TRIGGER own_is_kept BEFORE UPDATE ON own BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER own_is_never_deleted BEFORE DELETE ON own BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    (
        "CREATE TRIGGER own_has_no_gap BEFORE INSERT ON own BEGIN"
        " SELECT RAISE(ABORT, 'slot') WHERE new.n IS NOT (SELECT coalesce(max(n), 0) + 1 FROM own); END"
    ),
)
