"""Time that waits for approval, across patients: what the lead looks at and lets count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ccm_desktop.domain.billing.exclusions import PRIOR_AUTHORIZATION
from ccm_desktop.domain.corrections import LATE_AFTER_SECONDS
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.ledger.payloads.patient import PatientIdentity
from ccm_desktop.models.queries import entries
from ccm_desktop.models.store import Reader
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.people import people_of
from ccm_desktop.services.time_entries import TimeEntryService


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One entry that counts nothing until somebody approves it."""

    entry_id: str
    patient_id: str
    patient: str
    """`Family, Given`"""
    who: str
    started_at: int
    ended_at: int
    seconds: int
    activity: str
    outcome: str
    program: str
    source: str
    reason: str
    note: str
    entered_at: int
    late: bool
    """Written down more than three days after the work."""


class TimeReviewService:
    """Lists and approves time entered by hand, recovered, or of prior authorization."""

    def __init__(self, context: Context, time: TimeEntryService) -> None:
        self._context = context
        self._time = time

    def waiting(self) -> tuple[WaitingLine, ...]:
        """Everything that waits, oldest first."""
        with self._context.reading() as reader:
            names = {person.id: person.title for person in people_of(reader)}
            found = entries.waiting(reader.connection, PRIOR_AUTHORIZATION)
            return tuple(_line(reader, entry, names) for entry in found)

    def approve(self, entry_ids: Sequence[str]) -> Outcome[tuple[str, ...]]:
        """Approve all of these or, when one of them can no longer be, none."""
        if not entry_ids:
            raise BadInput("nothing_chosen", "No entry is chosen.", "Choose what you have looked at.")
        with self._context.together():
            for entry_id in entry_ids:
                self._time.approve(entry_id)
        return Outcome(tuple(entry_ids), Changed.TIME)


def _line(reader: Reader, entry: entries.Entry, names: dict[str, str]) -> WaitingLine:
    value, held = entry.value, reader.held(PatientIdentity, entry.patient)
    return WaitingLine(
        entry_id=entry.entry_id,
        patient_id=entry.patient,
        patient=f"{held.value.family}, {held.value.given}" if held else "",
        who=names.get(value.person, value.person),
        started_at=value.started_at,
        ended_at=value.ended_at,
        seconds=value.ended_at - value.started_at,
        activity=value.activity,
        outcome=value.outcome,
        program=value.program,
        source=value.source,
        reason=value.reason,
        note=value.note,
        entered_at=entry.entered_at,
        late=entry.entered_at - value.ended_at > LATE_AFTER_SECONDS,
    )
