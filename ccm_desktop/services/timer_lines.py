"""Sessions and gaps as the timer's surfaces show them."""

from __future__ import annotations

from collections.abc import Iterable

from ccm_desktop.domain.activities import CALLS
from ccm_desktop.domain.timer.gaps import STALL_SECONDS, UNSEEN, Gap
from ccm_desktop.domain.timer.segments import total
from ccm_desktop.ledger.payloads.timekeeping import TimerSession
from ccm_desktop.models.queries import timers
from ccm_desktop.models.store import Reader
from ccm_desktop.services.timer_sessions import has_call, identity_of, session_of, started_at
from ccm_desktop.services.timer_views import GapLine, NoteDue, ParkedLine, RecoveryLine

SHORT_SECONDS = 120
"""After so short a crash one line is asked instead of a sheet (ux.md 5.4)."""


def gap_lines(gaps: Iterable[Gap]) -> tuple[GapLine, ...]:
    """In order of time."""
    return tuple(
        GapLine(
            gap.id, gap.kind, gap.start, gap.end, gap.seconds, gap.activity, gap.decision,
            gap.activity in CALLS and gap.kind in ("suspend", "lock"),
        )
        for gap in sorted(gaps, key=lambda gap: gap.start)
    )  # fmt: skip


def note_due(reader: Reader, session_id: str) -> NoteDue:
    """What the finish drawer needs of a stopped session."""
    patient, held = session_of(reader, session_id)
    session = held.value
    told = (gap for gap in session.gaps if gap.kind != "stall" or gap.seconds > STALL_SECONDS)
    return NoteDue(
        session_id, patient, _name(reader, patient), started_at(session), total(session.segments), session.activity,
        session.outcome, session.note, session.source == "recovered", has_call(session), gap_lines(told),
        session.segments,
    )  # fmt: skip


def parked(reader: Reader, session_ids: Iterable[str]) -> tuple[ParkedLine, ...]:
    """Sessions put aside."""
    found = []
    for session_id in session_ids:
        patient, held = session_of(reader, session_id)
        session = held.value
        found.append(ParkedLine(
            session_id, patient, _name(reader, patient), session.activity, total(session.segments), session.stopped_at
        ))  # fmt: skip
    return tuple(found)


def recovery(reader: Reader, person: str) -> tuple[RecoveryLine, ...]:
    """What crashes left of this person's timers and nobody has answered for, oldest first."""
    found = []
    for session_id in timers.note_due(reader.connection, person):
        patient, held = session_of(reader, session_id)
        gap = unseen_gap(held.value)
        if gap is not None:
            session = held.value
            found.append(RecoveryLine(
                session_id, patient, _name(reader, patient), session.activity, started_at(session),
                gap.start, gap.end, total(session.segments), is_short(gap),
            ))  # fmt: skip
    return tuple(found)


def unseen_gap(session: TimerSession) -> Gap | None:
    """The gap that a crash left, while it waits for an answer."""
    return next((gap for gap in session.gaps if gap.kind in UNSEEN and gap.decision == "pending"), None)


def is_short(gap: Gap) -> bool:
    """The computer ran on, and hardly any time is missing."""
    return gap.kind == "crash" and gap.seconds < SHORT_SECONDS


def _name(reader: Reader, patient: str) -> str:
    identity = identity_of(reader, patient)
    return f"{identity.family}, {identity.given}"
