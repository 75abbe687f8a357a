"""After a crash: what was earned is safe at once, and what nobody saw waits for a person (ux.md 5.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.timekeeping import LONGEST_ENTRY_SECONDS
from ccm_desktop.domain.timer.clocks import Sample
from ccm_desktop.domain.timer.gaps import Gap, gap
from ccm_desktop.domain.timer.segments import joined, with_kept
from ccm_desktop.ledger.payloads.timekeeping import TimerSession
from ccm_desktop.models.store import Transaction
from ccm_desktop.services import timer_sessions as sessions
from ccm_desktop.services.context import Context
from ccm_desktop.services.timer_journal import Beat
from ccm_desktop.services.timer_lines import is_short, unseen_gap

_RESTARTED = "The program was restarted while the work went on"
_NOT_WORK = "Not real work"


@dataclass(frozen=True, slots=True)
class RecoveryChoice:
    """A person's answer to the recovery sheet."""

    choice: str
    """stop (there, where the last sign of life was) | until (worked on until then) | discard"""
    until: int = 0
    """Epoch seconds."""
    reason: str = ""
    """Needed for *until*, unless hardly any time is missing."""


def recover(tx: Transaction, session_id: str, beat: Beat | None, now: Sample) -> None:
    """Stop a session that a crash left running, with what its journal says it had earned. Nothing resumes."""
    patient, held = sessions.session_of(tx, session_id)
    session = held.value
    since = session.running_since or int(now.wall)
    # A beat that goes on from another record tells of a stretch that the file holds already.
    if beat is not None and (beat.session != session_id or beat.since != since):
        beat = None
    segments, gaps, end, unseen, kind = session.segments, session.gaps, since, int(now.wall) - since, "crash"
    if beat is not None:
        segments = joined((*segments, *beat.earned(session.activity)))
        gaps = (*gaps, *beat.holes(session.activity))
        end, unseen = beat.end(), beat.unseen_seconds(now)
        kind = "crash" if beat.boot_id == now.boot_id else "reboot"
    if unseen > 0:
        gaps = (*gaps, gap(kind, end, end + min(unseen, LONGEST_ENTRY_SECONDS), session.activity))
    stopped = replace(
        session,
        state="stopped",
        segments=segments,
        gaps=gaps,
        running_since=None,
        stopped_at=end,
        source="recovered",
        clock_unsure=session.clock_unsure or (beat is not None and beat.unsure),
    )
    tx.record(stopped, entity=session_id, patient=patient, prev=held.heads)


def answer(context: Context, tx: Transaction, session_id: str, choice: RecoveryChoice) -> None:
    """Record what a person says of the time that nobody saw."""
    patient, held = sessions.waiting(context, tx, session_id)
    found = unseen_gap(held.value)
    if found is None:
        raise Refusal("nothing_to_recover", "This session is answered for already.", "Write its note.")
    if choice.choice == "discard":
        session = replace(held.value, state="void", note=choice.reason.strip() or _NOT_WORK)
    elif choice.choice in ("stop", "until"):
        session = _settled(context, tx, session_id, held.value, found, choice)
    else:
        raise BadInput("recovery_choice_unknown", "The answer is not known.", "Use one of: stop, until, discard.")
    tx.record(session, entity=session_id, patient=patient, prev=held.heads)


def _settled(
    context: Context, tx: Transaction, session_id: str, session: TimerSession, found: Gap, choice: RecoveryChoice
) -> TimerSession:
    now = context.now()
    until = choice.until if choice.choice == "until" else found.start
    reason = choice.reason.strip() or (_RESTARTED if is_short(found) else "")
    if choice.choice == "until":
        if not found.start < until <= min(found.end, now):
            raise BadInput("recovery_end", "Work can be claimed from the last sign of life until the program was back.",
                           "Choose a time between the two.")  # fmt: skip
        if not reason:
            raise BadInput("reason_missing", "The reason is empty.", "Say what you did until then.")
        sessions.require_free(tx, session_id, session, found.start, until, now)
    pieces = tuple(
        replace(gap(found.kind, start, end, found.activity, decision), decided_at=now)
        for start, end, decision in ((found.start, until, "kept"), (until, found.end, "removed"))
        if end > start
    )
    gaps = tuple(piece for one in session.gaps for piece in (pieces if one == found else (one,)))
    claimed = until > found.start
    return replace(
        session, segments=with_kept(session.segments, pieces), gaps=gaps, reason=reason if claimed else session.reason
    )
