"""Tasks, escalations, and signs of danger that came up in calls."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.call import CALL_FINDING, RED_FLAG, RED_FLAG_CLOSED
from ccm_desktop.models.tables.patient import PATIENT
from ccm_desktop.models.tables.task import ESCALATION, ESCALATION_ACTED, ESCALATION_READ, TASK


class TaskRow(NamedTuple):
    """A task with its patient and whose it is."""

    id: str
    patient: str
    family: str
    given: str
    mrn: str
    coordinator: str
    title: str
    kind: str
    due_on: str
    due_time: str
    priority: str
    source: str
    reference: str
    status: str
    outcome: str
    status_at: int
    status_by: str
    became: str
    what_by: str
    what_op: str
    what_heads: int
    status_op: str
    status_heads: int
    assignee: str


class EscalationRow(NamedTuple):
    """An escalation and the first time that it was read and acted on; instants in epoch seconds."""

    id: str
    patient: str
    family: str
    given: str
    mrn: str
    level: str
    reason: str
    target: str
    raised_at: int
    due_at: int
    person: str
    protocol: str
    session: str
    read_at: int | None
    read_by: str | None
    acted_at: int | None
    acted_by: str | None
    outcome: str | None


class FlagRow(NamedTuple):
    """A sign of danger, and how it was dealt with."""

    id: str
    patient: str
    session: str
    protocol: str
    title: str
    raised_at: int
    person: str
    note: str
    outcome: str | None
    outcome_words: str | None
    escalation: str | None


def tasks(connection: sa.Connection, *, open_only: bool = True, patient: str = "", task: str = "") -> list[TaskRow]:
    """Tasks by day and time; those for any time of a day after those with one."""
    t, p = TASK.c, PATIENT.c
    columns = (
        t.id, t.patient, sa.func.coalesce(p.family, ""), sa.func.coalesce(p.given, ""), sa.func.coalesce(p.mrn, ""),
        sa.func.coalesce(p.coordinator, ""), t.title, t.kind, t.due_on, t.due_time, t.priority, t.source, t.reference,
        t.status, t.outcome, t.status_at, t.status_by, t.became, t.what_by, t.what_op, t.what_heads, t.status_op,
        t.status_heads, t.assignee,
    )  # fmt: skip
    found = sa.select(*columns).select_from(TASK.outerjoin(PATIENT, p.id == t.patient)).where(t.what_heads > 0)
    if open_only:
        found = found.where(t.status.in_(("open", "")))
    if patient:
        found = found.where(t.patient == patient)
    if task:
        found = found.where(t.id == task)
    ordered = found.order_by(t.due_on == "", t.due_on, t.due_time == "", t.due_time, t.id)
    return [TaskRow._make(row) for row in connection.execute(ordered)]


def unfiled(connection: sa.Connection) -> int:
    """How many open tasks belong to no patient."""
    t = TASK.c
    found = sa.select(sa.func.count()).where(t.patient == "", t.status.in_(("open", "")), t.what_heads > 0)
    return int(connection.scalar(found) or 0)


def made_for(connection: sa.Connection, patient: str, kind: str, reference: str) -> bool:
    """Whether such a task was ever made."""
    t = TASK.c
    found = sa.select(t.id).where(t.patient == patient, t.kind == kind, t.reference == reference).limit(1)
    return connection.execute(found).first() is not None


def escalations(
    connection: sa.Connection, *, open_only: bool = False, patient: str = "", escalation: str = "",
    span: tuple[int, int] | None = None,
) -> list[EscalationRow]:  # fmt: skip
    """Escalations by when they are due; `span` in epoch seconds bounds when they were raised."""
    e, r, a, p = ESCALATION.c, ESCALATION_READ.c, ESCALATION_ACTED.c, PATIENT.c
    first_read = sa.select(r.escalation, sa.func.min(r.rid).label("rid")).group_by(r.escalation).subquery()
    first_acted = sa.select(a.escalation, sa.func.min(a.rid).label("rid")).group_by(a.escalation).subquery()
    joined = (
        ESCALATION.outerjoin(PATIENT, p.id == e.patient)
        .outerjoin(first_read, first_read.c.escalation == e.id)
        .outerjoin(ESCALATION_READ, r.rid == first_read.c.rid)
        .outerjoin(first_acted, first_acted.c.escalation == e.id)
        .outerjoin(ESCALATION_ACTED, a.rid == first_acted.c.rid)
    )
    found = sa.select(
        e.id, e.patient, sa.func.coalesce(p.family, ""), sa.func.coalesce(p.given, ""), sa.func.coalesce(p.mrn, ""),
        e.level, e.reason, e.target, e.at // 1000, e.due_at, e.person, e.protocol, e.session, r.at // 1000, r.person,
        a.at // 1000, a.person, a.outcome,
    ).select_from(joined)  # fmt: skip
    if open_only:
        found = found.where(a.rid.is_(None))
    if patient:
        found = found.where(e.patient == patient)
    if escalation:
        found = found.where(e.id == escalation)
    if span is not None:
        found = found.where(e.at >= span[0] * 1000, e.at < span[1] * 1000)
    return [EscalationRow._make(row) for row in connection.execute(found.order_by(e.due_at, e.rid))]


def flags(
    connection: sa.Connection, *, patient: str = "", session: str = "", flag: str = "", open_only: bool = False
) -> list[FlagRow]:  # fmt: skip
    """Signs of danger, oldest first."""
    f, c = RED_FLAG.c, RED_FLAG_CLOSED.c
    found = sa.select(
        f.id, f.patient, f.session, f.protocol, f.title, f.at // 1000, f.person, f.note, c.outcome, c.outcome_words,
        c.escalation,
    ).select_from(RED_FLAG.outerjoin(RED_FLAG_CLOSED, c.flag == f.id))  # fmt: skip
    for column, wanted in ((f.patient, patient), (f.session, session), (f.id, flag)):
        if wanted:
            found = found.where(column == wanted)
    if open_only:
        found = found.where(c.flag.is_(None))
    return [FlagRow._make(row) for row in connection.execute(found.order_by(f.rid))]


class FindingRow(NamedTuple):
    """One answer of a call that ended."""

    script: str
    prompt: str
    question: str
    answer: str
    answer_words: str
    text: str
    skipped: bool
    at: int


def findings(connection: sa.Connection, session: str) -> list[FindingRow]:
    """What a call found, in its order."""
    return _findings(connection, CALL_FINDING.c.session == session)


def findings_of(connection: sa.Connection, patient: str) -> list[FindingRow]:
    """What all calls with a patient found, oldest first."""
    return _findings(connection, CALL_FINDING.c.patient == patient)


def _findings(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[FindingRow]:
    f = CALL_FINDING.c
    found = sa.select(f.script, f.prompt, f.question, f.answer, f.answer_words, f.text, f.skipped, f.at).where(which)
    rows = connection.execute(found.order_by(f.rid))
    return [FindingRow(*row[:6], bool(row[6]), row[7] // 1000) for row in rows]
