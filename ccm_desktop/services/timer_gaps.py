"""Answers to gaps: kept, removed, split, or given to another patient (ux.md 5.5)."""

from __future__ import annotations

from dataclasses import replace

from ccm_desktop.domain import activities
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.timer.gaps import Gap, GapDecision, decided
from ccm_desktop.domain.timer.segments import with_kept
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.timekeeping import TimerSession
from ccm_desktop.models.store import Transaction
from ccm_desktop.services import timer_sessions as sessions
from ccm_desktop.services.timer_start import require_enrolled


def answered(
    tx: Transaction, patient: str, session_id: str, session: TimerSession, gap_id: str, decision: GapDecision, now: int
) -> TimerSession:  # fmt: skip
    """The session with that gap answered; what is moved becomes a session of its patient."""
    found = sessions.gap_of(session, gap_id)
    answers = list(decided(found, decision, now))
    for number, part in enumerate(answers):
        if part.decision in ("kept", "moved"):
            sessions.require_free(tx, session_id, session, part.start, part.end, now)
        if part.decision == "moved":
            asked = decision if decision.decision == "moved" else decision.pieces[number - 1]
            moved_to = _move(tx, patient, session, part, asked.patient, asked.activity)
            answers[number] = replace(part, moved_to=moved_to)
    gaps = tuple(part for one in session.gaps for part in (answers if one == found else (one,)))
    return replace(session, segments=with_kept(session.segments, answers), gaps=gaps)


def _move(tx: Transaction, patient: str, session: TimerSession, gap: Gap, to: str, activity: str) -> str:
    """A stopped session on the other patient, whose note is due; returns its id."""
    if not to or to == patient:
        raise BadInput("gap_patient", "It is not said whose work this was.", "Choose another patient.")
    if activity and activity not in activities.ACTIVITIES:
        raise BadInput("activity_unknown", "The activity is not known.", "Choose one from the list.")
    require_enrolled(tx, to)
    done = activity or gap.activity
    kept = replace(gap, activity=done, decision="kept")
    moved = TimerSession(
        session.person, session.device, "stopped", done, ((gap.start, gap.end, done),), source="moved",
        gaps=(kept,), stopped_at=gap.end, program=session.program, clock_unsure=session.clock_unsure,
    )  # fmt: skip
    entity = new_id()
    tx.record(moved, entity=entity, patient=to)
    return entity
