"""The operations that a care plan consists of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ccm_desktop.ledger.op import Op

REGISTERS = (
    "plan_summary",
    "plan_review",
    "code",
    "status",
    "attestation",
    "text",
    "order",
    "substance",
    "member",
)

_ENTITIES = " UNION ALL ".join(
    f"SELECT id FROM {table} WHERE patient = :patient"
    for table in ("plan", "condition", "goal", "intervention", "medication", "allergy", "team_member")
)
_HEADS = sa.text(
    f"SELECT op.header, op.payload FROM op JOIN head USING (rid) WHERE op.entity IN ({_ENTITIES})"
)


def head_ops(connection: sa.Connection, patient: str) -> list[Op]:
    """Heads of every register of the patient's plan."""
    rows = connection.execute(_HEADS, {"patient": patient})
    ops = [Op(*row) for row in rows]
    return [op for op in ops if op.header.r in REGISTERS]


def ops_of(connection: sa.Connection, ids: Sequence[str]) -> list[Op]:
    """The operations a saved version enumerates."""
    raw: Any = connection.connection.driver_connection
    found = []
    for op_id in ids:
        row = raw.execute("SELECT header, payload FROM op WHERE id = ?", (bytes.fromhex(op_id),)).fetchone()
        if row is not None:
            found.append(Op(*row))
    return found


def version(connection: sa.Connection, version_id: str) -> Any | None:
    """A saved version: patient, number, status, heads (JSON), at (ms), by."""
    return connection.execute(
        sa.text('SELECT patient, number, status, heads, at, "by" FROM plan_version WHERE id = :id'),
        {"id": version_id},
    ).first()
