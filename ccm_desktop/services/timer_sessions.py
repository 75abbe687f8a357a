"""Timer sessions in the practice file: reading them, moving them on, turning them into entries."""

from __future__ import annotations

from dataclasses import replace

from ccm_desktop.domain import activities
from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.timer.gaps import UNSEEN, Gap, pending
from ccm_desktop.domain.timer.reckoning import Cut
from ccm_desktop.domain.timer.segments import by_days, joined, kept_seconds
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.patient import PatientIdentity
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded, TimerSession
from ccm_desktop.models.queries import entries, timers
from ccm_desktop.models.store import Held, Reader, Transaction
from ccm_desktop.services import month_guard
from ccm_desktop.services.authority import require
from ccm_desktop.services.context import Context

_FINISHED_LATE = "Timed work whose note was written after the month was closed"


def session_of(reader: Reader, session_id: str) -> tuple[str, Held[TimerSession]]:
    """Whose session it is, and its register."""
    held = reader.held(TimerSession, session_id)
    patient = timers.patient_of(reader.connection, session_id)
    if held is None or patient is None:
        raise Refusal("session_unknown", "This timer session is not in the file.", "Reload the screen.")
    return patient, held


def writable(context: Context, tx: Transaction, session_id: str) -> tuple[str, Held[TimerSession]]:
    """The same for who may write about it: whose time it is decides, as with entries."""
    require(context, Verb.TRACK_TIME)
    patient, held = session_of(tx, session_id)
    if held.value.person != context.person:
        require(context, Verb.CORRECT_OTHERS_TIME)
    return patient, held


def waiting(context: Context, tx: Transaction, session_id: str) -> tuple[str, Held[TimerSession]]:
    """The same for a session that is over, or put aside, and not final."""
    patient, held = writable(context, tx, session_id)
    if held.value.state not in ("stopped", "parked"):
        raise Refusal("session_not_stopped", "This session is not waiting for a note.", "Stop the timer first.")
    return patient, held


def after(session: TimerSession, cut: Cut | None, state: str, at: int) -> TimerSession:
    """The session with what was earned since it was recorded, in another state since `at`."""
    moved = replace(session, state=state, running_since=None, stopped_at=at)
    if cut is None:
        return moved
    return replace(
        moved,
        segments=joined((*session.segments, *cut.segments)),
        gaps=(*session.gaps, *cut.gaps),
        clock_unsure=session.clock_unsure or cut.unsure,
    )


def running(session: TimerSession, since: int, activity: str = "") -> TimerSession:
    """The session running from `since`, under another activity if one is given."""
    return replace(session, state="running", running_since=since, activity=activity or session.activity, stopped_at=0)


def require_free(tx: Transaction, session_id: str, session: TimerSession, start: int, end: int, now: int) -> None:
    """Refuse time in which the same person is known to have done something else."""
    taken = [
        (other.value.started_at, other.value.ended_at)
        for other in entries.of_person(tx.connection, session.person, start, end)
    ]
    taken += timers.unwritten(tx.connection, session.person, now, without=session_id)
    if any(begun < end and start < over for begun, over in taken):
        raise Refusal(
            "overlaps_own_time",
            "In this time other work of the same person is recorded; minutes cannot count twice.",
            "Remove the gap, split it, or amend the other entry.",
        )


def ready(session: TimerSession, at: int) -> TimerSession:
    """The session with all its gaps answered: of time that nobody watched, silence says it was not work."""
    gaps = tuple(
        replace(gap, decision="removed", decided_at=at) if gap.decision == "pending" and gap.kind in UNSEEN else gap
        for gap in session.gaps
    )
    if pending(gaps):
        raise Refusal("gaps_undecided", "A gap in this session waits for an answer.",
                      "Keep it, remove it, split it, or give it to another patient.")  # fmt: skip
    return replace(session, gaps=gaps)


def write_entries(
    context: Context, tx: Transaction, patient: str, session_id: str, session: TimerSession
) -> tuple[str, ...]:
    """One time entry for each stretch of the session and practice day; returns their ids.

    Timed work is never refused: in a month that was closed meanwhile it is an addendum.
    """
    profile = tx.held(PersonProfile, session.person)
    lane = profile.value.lane if profile else "clinical_staff"
    reason = session.reason or ("Started late, moved back" if session.backdated_seconds else "")
    zone = context.zone_of(tx)
    found = []
    for begun, over, activity in session.segments:
        outcome = session.outcome if activity in activities.CALLS else ""
        for start, end in by_days(begun, over, zone):
            entry = TimeAdded(
                session.person, lane, start, end, activity, outcome, session.note, session.program,
                source=session.source, reason=reason, session=session_id, clock_unsure=session.clock_unsure,
                kept_gap_seconds=kept_seconds(session.gaps, start, end),
            )  # fmt: skip
            found.append(new_id())
            closed = month_guard.addenda(context, tx, patient, (start, end), _FINISHED_LATE, "added")
            tx.record(entry, entity=found[-1], patient=patient)
            month_guard.tag(tx, closed, patient, found[-1], _FINISHED_LATE, "added")
    return tuple(found)


def check_outcome(session: TimerSession, outcome: str) -> None:
    """A session with a call in it needs the call's outcome."""
    activities.check("call_patient" if has_call(session) or outcome else session.activity, outcome)


def has_call(session: TimerSession) -> bool:
    """Whether any stretch of it was a call, or what was done last."""
    done = {session.activity, *(segment[2] for segment in session.segments)}
    return not done.isdisjoint(activities.CALLS)


def started_at(session: TimerSession) -> int:
    """Epoch seconds at which it began, with credit or with a gap; it may have been stopped within a second."""
    begun = [start for start, _, _ in session.segments[:1]] + [gap.start for gap in session.gaps]
    return min(begun, default=session.running_since or session.stopped_at)


def gap_of(session: TimerSession, gap_id: str) -> Gap:
    """The gap of that name."""
    for gap in session.gaps:
        if gap.id == gap_id:
            return gap
    raise Refusal("gap_unknown", "This gap is not in the session.", "Look again: it may be decided already.")


def identity_of(reader: Reader, patient: str) -> PatientIdentity:
    """Who the patient is."""
    held = reader.held(PatientIdentity, patient)
    return held.value if held else PatientIdentity("", "")
