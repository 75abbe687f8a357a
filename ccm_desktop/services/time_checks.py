"""What must be true of time before it is recorded, whichever command brings it."""

from __future__ import annotations

from collections.abc import Collection

from ccm_desktop.domain import timekeeping
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.intervals import Span, overlaps
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.payloads.patient import PatientProgram
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.models.queries import entries, timers
from ccm_desktop.models.store import Reader
from ccm_desktop.services.authority import require
from ccm_desktop.services.context import Context
from ccm_desktop.services.local_words import iso_day


def require_text(text: str, what: str, hint: str) -> None:
    """Refuse an empty note or reason."""
    if not text.strip():
        raise BadInput(f"{what}_missing", f"The {what} is empty.", hint)


def require_own(context: Context, person: str) -> None:
    """Whose time it is decides who may touch it."""
    if person != context.person:
        require(context, Verb.CORRECT_OTHERS_TIME)


def require_standing(reader: Reader, entry_id: str) -> entries.Entry:
    """The entry, refused where there is none or it is void."""
    found = entries.one(reader.connection, entry_id)
    if found is None:
        raise BadInput("entry_unknown", "There is no such time entry.", "List the month to see the entries.")
    if found.voided:
        raise Refusal("entry_void", "This entry is void already.", "Change the entry that replaced it.")
    return found


def require_enrolled(context: Context, reader: Reader, patient: str, started_at: int) -> None:
    """Time counts only for patients who were in the programme on that day."""
    held = reader.held(PatientProgram, patient)
    spans = _enrolments(held.value) if held else []
    if not spans:
        raise Refusal("not_enrolled", "This patient is not enrolled.", "Enroll the patient first.")
    day = iso_day(started_at, context.zone_of(reader))
    if not any(first <= day <= last for first, last in spans):
        raise Refusal("not_enrolled_then", "This patient was not in the program on that day.",
                      "Check the day, and when the enrollment ended.")  # fmt: skip


def require_free(context: Context, reader: Reader, person: str, span: Span, without: Collection[str] = ()) -> None:
    """Refuse times that cannot be, or that this person has on somebody already; entries `without` go anyway."""
    timekeeping.check_entry(*span, context.now())
    taken = [
        (other.value.started_at, other.value.ended_at)
        for other in entries.of_person(reader.connection, person, *span)
        if other.entry_id not in without
    ]
    taken += timers.unwritten(reader.connection, person, context.now())
    if any(overlaps(span, other) for other in taken):
        raise Refusal(
            "overlaps_own_time",
            "This overlaps other timed or entered work of the same person; minutes cannot count twice.",
            "Change the start or the end, or amend the other entry.",
        )


def lane_of(reader: Reader, person: str) -> str:
    """In which lane a person's time counts."""
    profile = reader.held(PersonProfile, person)
    if profile is None:
        raise BadInput("person_unknown", "This person is not in the practice.", "Choose somebody from the list.")
    return profile.value.lane


def _enrolments(program: PatientProgram) -> list[tuple[str, str]]:
    """First and last day of each, oldest first; work that led to the first belongs to it."""
    spans = [(one.started_on, one.ended_on) for one in program.earlier]
    if program.status in ("enrolled", "ended"):
        spans.append((program.started_on, program.ended_on or "9999-12-31"))
    return [("", last) if number == 0 else (first, last) for number, (first, last) in enumerate(spans)]
