"""Teach-backs: every result, and what still did not succeed."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

_STANDS = "NOT IN (SELECT record FROM teach_back_withdrawn)"
_AGAIN = f"""
SELECT t.patient, t.line FROM teach_back t
LEFT JOIN medication m ON m.id = t.line LEFT JOIN symptom s ON s.id = t.line
LEFT JOIN intervention i ON i.id = t.line
WHERE t.result <> 'understood' AND t.id {_STANDS}
AND NOT EXISTS (SELECT 1 FROM teach_back n WHERE n.line = t.line AND n.id {_STANDS} AND (n.at, n.id) > (t.at, t.id))
AND coalesce(nullif(m.status, ''), nullif(s.status, ''), nullif(i.status, ''), 'active') = 'active'
"""


class TeachBackRow(NamedTuple):
    """One result that holds; `at` in epoch milliseconds."""

    id: str
    patient: str
    at: int
    line: str
    kind: str
    instruction: str
    result: str
    person: str
    words: str


def standing(connection: sa.Connection, patient: str) -> list[TeachBackRow]:
    """Of a patient, the newest first."""
    rows = connection.execute(sa.text(
        "SELECT id, patient, at, line, kind, instruction, result, person, words FROM teach_back"
        f" WHERE patient = :patient AND id {_STANDS} ORDER BY at DESC, id DESC"
    ), {"patient": patient})  # fmt: skip
    return [TeachBackRow._make(row) for row in rows]


def to_repeat(connection: sa.Connection, patient: str = "") -> dict[str, frozenset[str]]:
    """Lines of plans that stand and whose last teach-back did not succeed, by patient."""
    rows = connection.execute(
        sa.text(f"{_AGAIN}{' AND t.patient = :patient' if patient else ''}"), {"patient": patient} if patient else {}
    )
    found: dict[str, set[str]] = {}
    for whose, line in rows:
        found.setdefault(whose, set()).add(line)
    return {whose: frozenset(lines) for whose, lines in found.items()}


def patient_of(connection: sa.Connection, record: str) -> str | None:
    """Whose result it is; None where there is none that holds."""
    row = connection.execute(sa.text(f"SELECT patient FROM teach_back WHERE id = :id AND id {_STANDS}"), {"id": record})
    found = row.first()
    return None if found is None else str(found[0])
