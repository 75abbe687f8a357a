"""Timer sessions in the practice file: reading them, turning them into entries, recovering them."""

from __future__ import annotations

from dataclasses import replace

from ccm_desktop.domain import activities
from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.patient import PatientIdentity, PatientProgram
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded, TimerSession
from ccm_desktop.models.queries import timers
from ccm_desktop.models.store import Held, Reader, Transaction
from ccm_desktop.services import month_guard
from ccm_desktop.services.authority import require
from ccm_desktop.services.context import Context
from ccm_desktop.services.timer_journal import Beat
from ccm_desktop.services.timer_run import Segment
from ccm_desktop.services.views import NoteDue

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


def note_due(reader: Reader, session_id: str) -> NoteDue:
    """What the finish drawer needs of a stopped session."""
    patient, held = session_of(reader, session_id)
    identity, session = identity_of(reader, patient), held.value
    return NoteDue(
        session_id, patient, f"{identity.family}, {identity.given}", started_at(session),
        sum(end - start for start, end, _ in session.segments), session.activity, session.outcome,
        session.note, session.source == "recovered",
    )  # fmt: skip


def require_enrolled(reader: Reader, patient: str) -> None:
    """Time counts only for patients in the programme."""
    program = reader.held(PatientProgram, patient)
    if program is None or program.value.status != "enrolled":
        raise Refusal(
            "not_enrolled",
            "This patient is not enrolled, so time cannot be counted.",
            "Enrol the patient first.",
        )


def free_from(tx: Transaction, person: str, now: int, backdate_seconds: int) -> int:
    """The backdated start, moved past all earlier work of this person so that no second is doubled."""
    if not backdate_seconds:
        return now
    start = now - backdate_seconds
    ends = [end for _, end in timers.unwritten(tx.connection, person, now)]
    return min(now, max(start, timers.last_end(tx.connection, person, start), *ends))


def go_on(tx: Transaction, session_id: str, now: int, activity: str = "") -> TimerSession:
    """A session that stands still runs again, under another activity if one is given."""
    patient, held = session_of(tx, session_id)
    session = replace(held.value, state="running", running_since=now, activity=activity or held.value.activity)
    tx.record(session, entity=session_id, patient=patient, prev=held.heads)
    return session


def write_entries(
    context: Context, tx: Transaction, patient: str, session_id: str, session: TimerSession
) -> tuple[str, ...]:
    """One time entry for each stretch of the session; returns their ids.

    Timed work is never refused: in a month that was closed meanwhile it is an addendum.
    """
    profile = tx.held(PersonProfile, session.person)
    lane = profile.value.lane if profile else "clinical_staff"
    reason = "Started late, moved back" if session.backdated_seconds else ""
    found = []
    for start, end, activity in session.segments:
        outcome = session.outcome if activity in activities.CALLS else ""
        entry = TimeAdded(
            session.person, lane, start, end, activity, outcome, session.note,
            source=session.source, reason=reason, session=session_id,
        )  # fmt: skip
        found.append(new_id())
        closed = month_guard.addenda(context, tx, patient, (start, end), _FINISHED_LATE, "added")
        tx.record(entry, entity=found[-1], patient=patient)
        month_guard.tag(tx, closed, patient, found[-1], _FINISHED_LATE, "added")
    return tuple(found)


def recover(tx: Transaction, session_id: str, beat: Beat | None) -> None:
    """Stop a session that a crash left running, with what its journal says it had earned."""
    patient, held = session_of(tx, session_id)
    session = held.value
    earned: tuple[Segment, ...] = ()
    since = session.running_since
    # A beat from before `since` tells of a stretch that the file holds already.
    if beat is not None and beat.session == session_id and since is not None and beat.started_at >= since:
        pieces = (
            (since, since + beat.earlier_ms // 1000, session.activity),
            (beat.started_at, beat.started_at + beat.earned_ms // 1000, session.activity),
        )
        earned = tuple(piece for piece in pieces if piece[1] > piece[0])
    stopped = replace(
        session,
        state="stopped",
        segments=(*session.segments, *earned),
        running_since=None,
        source="recovered",
    )
    tx.record(stopped, entity=session_id, patient=patient, prev=held.heads)


def check_outcome(session: TimerSession, outcome: str) -> None:
    """A session with a call in it needs the call's outcome."""
    was_call = any(segment[2] in activities.CALLS for segment in session.segments)
    activities.check("call_patient" if was_call or outcome else session.activity, outcome)


def started_at(session: TimerSession) -> int:
    """Epoch seconds of the first stretch."""
    return session.segments[0][0] if session.segments else session.running_since or 0


def identity_of(reader: Reader, patient: str) -> PatientIdentity:
    """Who the patient is."""
    held = reader.held(PatientIdentity, patient)
    return held.value if held else PatientIdentity("", "")
