"""What tells how current the plans of the whole practice are: three reads, however many patients there are."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ccm_desktop.models.queries.plans import OWN_WORDS

_GONE = "('ended', 'removed', 'resolved', 'inactive', 'done', 'stopped')"
_GOALS = f"""
SELECT g.patient, g.due_on, g.status, g.template <> '',
 max(g.text_at, g.status_at, coalesce((SELECT max(p.progress_at) FROM goal_progress p WHERE p.goal = g.id
  AND p.patient = g.patient AND p.status = 'active'), 0))
FROM goal g WHERE g.text_op <> '' AND g.status NOT IN {_GONE}
"""
_STEPS = f"""
SELECT i.patient, i.template <> '' FROM intervention i
WHERE i.text_op <> '' AND i.status NOT IN {_GONE}
"""
_CLONED = f"""
WITH line AS MATERIALIZED ({OWN_WORDS}),
twin AS MATERIALIZED (SELECT words FROM line GROUP BY words HAVING min(patient) <> max(patient))
SELECT patient, count(*) FROM line WHERE words IN (SELECT words FROM twin) GROUP BY patient
"""


def goals(connection: sa.Connection) -> list[Any]:
    """Open goals: patient, due_on, status, whether it is a template's, last written (ms)."""
    return _all(connection, _GOALS)


def steps(connection: sa.Connection) -> list[Any]:
    """Open interventions: patient, whether it is a template's; what they served may have left the plan."""
    return _all(connection, _STEPS)


def cloned(connection: sa.Connection) -> dict[str, int]:
    """How many lines of each plan stand word for word in plans of other patients."""
    return dict(_all(connection, _CLONED))


def _all(connection: sa.Connection, sql: str) -> list[Any]:
    raw: Any = connection.connection.driver_connection
    return list(raw.execute(sql).fetchall())
