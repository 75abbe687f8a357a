"""Tasks, and escalations to somebody who must decide."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("task.what", register="what")
@dataclass(frozen=True, slots=True)
class TaskWhat:
    """What is to be done, and when. A task without a patient is unfiled; filing it makes another one."""

    title: str
    kind: str = "task"
    """task | call | letter | visit | finding"""
    due_on: str = ""
    due_time: str = ""
    """`14:30` in the practice's time; empty for any time of the day."""
    priority: str = "normal"
    """high | normal"""
    source: str = ""
    """Where it came from: hand | capture | outreach | call | assessment | medication | decision | finding |
    reading | checkin"""
    reference: str = ""
    """Entity of what it came from: contact, timer session, assessment, instruction, reading, check-in, unfiled task."""


@payload("task.status", register="status")
@dataclass(frozen=True, slots=True)
class TaskStatus:
    """Where a task stands."""

    status: str = "open"
    """open | done | dropped | filed"""
    outcome: str = ""
    """What was done, or why not."""
    became: str = ""
    """Entity of the task with a patient that an unfiled one became."""


@payload("task.assignee", register="assignee")
@dataclass(frozen=True, slots=True)
class TaskAssignee:
    """Whose task it is."""

    assignee: str = ""
    """Person id; empty for the patient's coordinator, and where there is none for whoever wrote the task last."""


@payload("escalation.raised")
@dataclass(frozen=True, slots=True)
class EscalationRaised:
    """A problem went to somebody who must decide."""

    level: str
    """urgent | same_day | routine"""
    reason: str
    target: str
    """nurse | practitioner | lead"""
    due_at: int
    person: str
    protocol: str = ""
    """Key of the red-flag protocol that it came from."""
    session: str = ""
    """Entity of the timer session, of the assessment, or of the instruction, in which it came up."""


@payload("escalation.read")
@dataclass(frozen=True, slots=True)
class EscalationRead:
    """Somebody who may decide has seen it."""

    escalation: str
    person: str


@payload("escalation.acted")
@dataclass(frozen=True, slots=True)
class EscalationActed:
    """Somebody decided, and what."""

    escalation: str
    person: str
    outcome: str
