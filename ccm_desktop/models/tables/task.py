"""Tasks and escalations."""

from __future__ import annotations

from ccm_desktop.ledger.payloads import task
from ccm_desktop.models.tables.projection import Subject

SUBJECT = Subject()

TASK = SUBJECT.registers("task", task.TaskWhat, task.TaskStatus, task.TaskAssignee, indexes=("status",))
ESCALATION = SUBJECT.facts("escalation", task.EscalationRaised)
ESCALATION_READ = SUBJECT.facts("escalation_read", task.EscalationRead, indexes=("escalation",))
ESCALATION_ACTED = SUBJECT.facts("escalation_acted", task.EscalationActed, indexes=("escalation",))
