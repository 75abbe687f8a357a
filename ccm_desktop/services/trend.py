"""The months of the program's trend. One that was counted is kept for as long as nothing it is made of was recorded.

To count twelve months of a large practice takes many seconds, and most of what is recorded in a day says nothing of
the months before. What is not known to leave a month alone is taken to change it.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ccm_desktop.domain.billing.facts import FOREVER
from ccm_desktop.domain.calendar import Month
from ccm_desktop.ledger import fold
from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payload import kind_of
from ccm_desktop.ledger.payloads.call import CallDraft, CallFinding, NoteAhead, RedFlagClosed, RedFlagRaised
from ccm_desktop.ledger.payloads.care_plan import (
    GoalStatus,
    GoalText,
    InterventionStatus,
    InterventionText,
    PlanReview,
    PlanSummary,
    PlanVersion,
)
from ccm_desktop.ledger.payloads.contact import ContactMade, ContactWithdrawn
from ccm_desktop.ledger.payloads.month import DocumentMade
from ccm_desktop.ledger.payloads.month_sign import ExceptionAccepted, MonthNote
from ccm_desktop.ledger.payloads.patient import ContactPreferences, NextContact, PatientContact
from ccm_desktop.ledger.payloads.practice import BackedUp, Unlocked
from ccm_desktop.ledger.payloads.task import (
    EscalationActed,
    EscalationRaised,
    EscalationRead,
    TaskAssignee,
    TaskStatus,
    TaskWhat,
)
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded, TimeReviewed, TimerSession, TimeSeparate, TimeVoided
from ccm_desktop.models.queries import entries, recorded
from ccm_desktop.models.store import Reader
from ccm_desktop.services.programme_selection import Selection
from ccm_desktop.services.programme_views import MonthPoint

BESIDE: tuple[type, ...] = (
    Unlocked, BackedUp, TimerSession, DocumentMade, ExceptionAccepted, MonthNote,
    CallDraft, CallFinding, NoteAhead, RedFlagRaised, RedFlagClosed,
    ContactMade, ContactWithdrawn, ContactPreferences, NextContact, PatientContact,
    EscalationActed, EscalationRaised, EscalationRead, TaskAssignee, TaskStatus, TaskWhat,
    GoalStatus, GoalText, InterventionStatus, InterventionText, PlanReview, PlanSummary,
)  # fmt: skip
"""What a working day records and no figure of a month is made of: nothing of it is read to count one."""
_BESIDE = frozenset(kind_of(cls).name for cls in BESIDE)
_ALWAYS = (-FOREVER, FOREVER)
_MOST = 1_000
"""More operations than this are not looked through: a file came in, and what was counted is counted anew."""
_KEPT = 36
"""Months kept: of everybody, and of a payer and a coordinator or two."""


class KnownPoints:
    """Months that were counted, and up to which position of the ledger that is known to hold."""

    def __init__(self) -> None:
        self._points: dict[tuple[Month, Selection], MonthPoint] = {}
        self._position = 0

    def get(self, reader: Reader, zone: ZoneInfo, month: Month, selection: Selection) -> MonthPoint | None:
        """The month as it would be counted now, but for `over`; None when it must be counted."""
        self._catch_up(reader, zone)
        return self._points.get((month, selection))

    def keep(self, reader: Reader, zone: ZoneInfo, selection: Selection, point: MonthPoint) -> None:
        """What was counted within this very view."""
        self._catch_up(reader, zone)
        self._points.pop((point.month, selection), None)
        self._points[point.month, selection] = point
        if len(self._points) > _KEPT:
            del self._points[next(iter(self._points))]

    def _catch_up(self, reader: Reader, zone: ZoneInfo) -> None:
        """Forget the months of which something was recorded since."""
        known, self._position = self._position, recorded.position(reader.connection)
        if not self._points or known == self._position:
            return
        found = recorded.since(reader.connection, known, _MOST)
        if known + len(found) < self._position:
            self._points.clear()
        for op in found:
            start, end = _span(reader, op)
            for key in [key for key in self._points if _touches(key[0].bounds(zone), start, end)]:
                del self._points[key]


def _touches(month: tuple[int, int], start: int, end: int) -> bool:
    return start < month[1] and end >= month[0]


def _span(reader: Reader, op: Op) -> tuple[int, int]:
    """First and last second of the months of which the operation may say something; the last before the first: none."""
    if op.header.k in _BESIDE:
        return FOREVER, -FOREVER
    value = fold.understood(op)
    if isinstance(value, TimeAdded):
        return value.started_at, value.ended_at
    if isinstance(value, TimeVoided | TimeReviewed | TimeSeparate):
        entry = entries.one(reader.connection, value.entry)
        return (entry.value.started_at, entry.value.ended_at) if entry else _ALWAYS
    if isinstance(value, PlanVersion):  # a month is judged by the plan that stood at its end
        return (value.as_of or op.header.ut) // 1000, FOREVER
    return _ALWAYS
