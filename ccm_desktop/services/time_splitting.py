"""One stretch of work shared out: over patients, over activities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ccm_desktop.domain import programs
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.intervals import lay_out
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded
from ccm_desktop.models.queries.entries import Entry
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.time_checks import require_own, require_standing, require_text
from ccm_desktop.services.time_entries import NewTime, TimeEntryService
from ccm_desktop.services.time_versions import Successor, replace_by, span_of

_WHY = "Say why the entry is divided."


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a divided entry, in the order of time; empty texts leave what the entry said."""

    seconds: int
    patient: str = ""
    activity: str = ""
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class GroupWork:
    """One real stretch of work for several patients; instants in epoch seconds, end exclusive."""

    started_at: int
    ended_at: int
    activity: str
    note: str
    reason: str
    shares: tuple[tuple[str, int], ...]
    """Patient and seconds, in the order of time."""
    outcome: str = ""
    program: str = programs.CCM


class TimeSplitService:
    """Divides entries and shares out group work; each result is an entry of its own."""

    def __init__(self, context: Context, time: TimeEntryService) -> None:
        self._context = context
        self._time = time

    def split(self, entry_id: str, parts: Sequence[Part], reason: str) -> Outcome[tuple[str, ...]]:
        """Replace an entry by its parts, one after the other through the same seconds; returns their ids.

        The parts add up to the entry to the second. One that goes to another patient brings its own note.
        """
        require(self._context, Verb.TRACK_TIME)
        require_text(reason, "reason", _WHY)
        if len(parts) < 2:
            raise BadInput("one_part", "An entry is divided into two parts or more.", "Add a part.")
        with self._context.transaction() as tx:
            found = require_standing(tx, entry_id)
            require_own(self._context, found.value.person)
            spans = lay_out(span_of(found.value), [part.seconds for part in parts])
            patients = len({part.patient or found.patient for part in parts})
            made = [_part(found, part, span, patients) for part, span in zip(parts, spans, strict=True)]
            return Outcome(replace_by(self._context, tx, found, made, reason), Changed.TIME)

    def group(self, work: GroupWork) -> Outcome[tuple[str, ...]]:
        """Record group work by hand: each patient has seconds of their own, together the real time."""
        if not work.shares:
            raise BadInput("nobody_chosen", "Nobody is chosen to share the time.", "Choose the patients.")
        if len({patient for patient, _ in work.shares}) < len(work.shares):
            raise BadInput("patient_twice", "A patient stands in the list twice.", "Add up that patient's minutes.")
        spans = lay_out((work.started_at, work.ended_at), [seconds for _, seconds in work.shares])
        with self._context.together():
            made = tuple(
                self._time.add(
                    NewTime(patient, start, end, work.activity, work.note, work.reason, work.outcome,
                            program=work.program, patients=len(work.shares))
                ).value
                for (patient, _), (start, end) in zip(work.shares, spans, strict=True)
            )  # fmt: skip
        return Outcome(made, Changed.TIME)


def _part(found: Entry, part: Part, span: tuple[int, int], patients: int) -> Successor:
    old = found.value
    patient = part.patient or found.patient
    note = part.note.strip() or ("" if patient != found.patient else old.note)
    new: TimeAdded = replace(
        old,
        started_at=span[0],
        ended_at=span[1],
        activity=part.activity or old.activity,
        outcome=part.outcome if part.activity else old.outcome,
        note=note,
        patients=max(patients, old.patients),
    )
    return patient, new
