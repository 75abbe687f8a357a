"""Whether a timer may start on a patient, and from which second."""

from __future__ import annotations

from typing import NamedTuple

from ccm_desktop.domain import activities
from ccm_desktop.domain.calendar import Month, from_epoch, local_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb, may
from ccm_desktop.ledger.payloads.patient import PatientProgram
from ccm_desktop.ledger.payloads.timekeeping import TimerSession
from ccm_desktop.models.queries import timers
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services import month_guard
from ccm_desktop.services.authority import roles_of
from ccm_desktop.services.context import Context
from ccm_desktop.services.enrolment import standing_of
from ccm_desktop.services.timer_sessions import started_at

LONGEST_BACKDATE_SECONDS = 600
CLOCK_BEHIND_SECONDS = 24 * 3600
"""A computer whose clock is further behind the newest record has a wrong date."""
CLOCK_UNSURE_SECONDS = 60
USUAL = "call_patient"
"""What a new session is about when nothing else is said."""
_CONSENT = {
    "none": "No consent is recorded for this patient: the time will wait and not count.",
    "declined": "This patient declined care management: the time will wait and not count.",
    "revoked": "This patient withdrew the consent: more time counts until the end of that month at most.",
}
_SO_FAR = "What was timed so far can be finished with its note."
_DATE_WRONG = "The computer's date is wrong: the practice holds records from long after it."


class Wish(NamedTuple):
    """How a start was asked for."""

    activity: str = ""
    """Empty: what was done on the patient before, or `USUAL`."""
    backdate_seconds: int = 0
    anyway: bool = False
    """The person was asked and wants it all the same."""


def check_request(activity: str, backdate_seconds: int) -> None:
    """Refuse what no start can mean."""
    if activity not in activities.ACTIVITIES:
        raise BadInput("activity_unknown", "The activity is not known.", "Choose one from the list.")
    if not 0 <= backdate_seconds <= LONGEST_BACKDATE_SECONDS:
        raise BadInput("backdate_too_long", "A start can be moved back by at most 10 minutes.",
                       "Add the earlier time by hand, with its reason.")  # fmt: skip


def require_enrolled(reader: Reader, patient: str) -> None:
    """Time counts only for patients in the programme."""
    program = reader.held(PatientProgram, patient)
    if program is None or program.value.status != "enrolled":
        raise Refusal(
            "not_enrolled",
            "This patient is not enrolled, so time cannot be counted.",
            "Enroll the patient first.",
        )


def require_may_start(context: Context, reader: Reader, patient: str, *, anyway: bool) -> bool:
    """Refuse a start that could never count; ask about one without consent. Returns whether the clock is unsure.

    `anyway`: the person was asked and wants to start all the same.
    """
    unsure = _require_countable(context, reader, patient, anyway=anyway)
    if not anyway:
        _require_consent(reader, patient)
    return unsure


def require_may_go_on(context: Context, reader: Reader, patient: str, session: TimerSession, *, anyway: bool) -> bool:
    """The same of a session that stands still; who began without consent was asked then, and is not asked again.

    Refused or not, what was timed so far can be finished.
    """
    began = (started_at(session) or session.stopped_at) + session.backdated_seconds
    try:
        unsure = _require_countable(context, reader, patient, anyway=anyway)
        if not anyway and standing_of(reader, patient, began + 1).status == "given":
            _require_consent(reader, patient)
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.what, f"{refusal.next_step} {_SO_FAR}") from None
    return unsure


def _require_countable(context: Context, reader: Reader, patient: str, *, anyway: bool) -> bool:
    require_enrolled(reader, patient)
    unsure = _clock_unsure(context, reader, anyway=anyway)
    month = Month.of(local_day(from_epoch(context.now()), context.zone_of(reader)))
    month_guard.require_open(context, reader, patient, month)
    return unsure


def _require_consent(reader: Reader, patient: str) -> None:
    status = standing_of(reader, patient).status
    if status != "given":
        raise Refusal("consent_missing", _CONSENT[status], "Record the consent first, or start anyway.")


def free_from(tx: Transaction, person: str, now: int, backdate_seconds: int) -> int:
    """The start, moved past all earlier work of this person so that no second is doubled.

    After a clock was set back that work may end after `now`.
    """
    start = now - backdate_seconds
    ends = [end for _, end in timers.unwritten(tx.connection, person, now)]
    free = max(start, timers.last_end(tx.connection, person, start), *ends)
    if free > now + CLOCK_BEHIND_SECONDS:
        raise Refusal("clock_behind", _DATE_WRONG, "Set the computer's date and time, then start again.")
    return free


def _clock_unsure(context: Context, reader: Reader, *, anyway: bool) -> bool:
    behind = context.store.newest_ms // 1000 - context.now()
    if behind <= CLOCK_BEHIND_SECONDS:
        return False
    lead = any(may(role, Verb.MANAGE_PRACTICE) for role in roles_of(reader, context.person))
    if not (anyway and lead):
        raise Refusal(
            "clock_behind",
            _DATE_WRONG,
            "Set the computer's date and time. If they are right, the practice lead can start anyway.",
        )
    return True
