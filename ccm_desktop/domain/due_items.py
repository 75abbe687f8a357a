"""Refills and care gaps: what of the plans is due by when, across the panel (A-45). Days in ISO form."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

REFILL, GAP = "refill", "gap"
KINDS = {REFILL: "Refill", GAP: "Care gap"}
OVERDUE, SOON, LATER, SNOOZED, CLOSED = "overdue", "soon", "later", "snoozed", "closed"
STATES = {OVERDUE: "Overdue", SOON: "Due", LATER: "Later", SNOOZED: "Snoozed", CLOSED: "Closed"}
SOON_DAYS = 30
"""Due within so many days is work for now; this program's figure."""


def state(due_on: str, until: str, closed_on: str, today: date) -> str:
    """Where an item stands: a key of `STATES`. What is due today is not late yet."""
    if closed_on:
        return CLOSED
    if until > today.isoformat():
        return SNOOZED
    if due_on < today.isoformat():
        return OVERDUE
    return SOON if due_on <= (today + timedelta(days=SOON_DAYS)).isoformat() else LATER


def next_due(done_on: date, every_months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    year, month = divmod(done_on.year * 12 + done_on.month - 1 + every_months, 12)
    return date(year, month + 1, min(done_on.day, monthrange(year, month + 1)[1]))
