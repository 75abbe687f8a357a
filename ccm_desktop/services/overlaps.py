"""Two entries that run at once, side by side, and how they are parted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ccm_desktop.domain.activities import ACTIVITIES
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.overlap import Settlement, settlements
from ccm_desktop.models.queries import claims, entries
from ccm_desktop.models.store import Reader
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.people import people_of
from ccm_desktop.services.time_entries import Amendment, TimeEntryService


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two entries; instants in epoch seconds."""

    entry_id: str
    patient_id: str
    patient: str
    person_id: str
    who: str
    activity: str
    note: str
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two entries that share time."""

    earlier: Side
    later: Side
    settlements: tuple[Settlement, ...]

    @property
    def seconds(self) -> int:
        """How long both run."""
        return min(self.earlier.end, self.later.end) - self.later.start

    @property
    def same_person(self) -> bool:
        return self.earlier.person_id == self.later.person_id

    def touched(self, settlement: Settlement) -> Side:
        """The entry that this way shortens or voids."""
        return self.later if settlement.earlier == self.earlier.span else self.earlier


class OverlapService:
    """Shows two overlapping entries and parts them through amendments: originals stay, with the reason."""

    def __init__(self, context: Context, time: TimeEntryService) -> None:
        self._context = context
        self._time = time

    def open(self, ids: Sequence[str]) -> Overlap:
        """The first two of these entries; refused when they no longer overlap."""
        with self._context.reading() as reader:
            return _overlap(reader, ids[:2])

    def settle(self, shown: Overlap, key: str, reason: str) -> Outcome[str]:
        """Part them in one of the ways shown. Returns the entry that was changed or void.

        The time rules decide as for any amendment: somebody else's time needs the lead, and no
        second of one person is ever in two entries.
        """
        way = next((one for one in shown.settlements if one.key == key), None)
        if way is None:
            raise BadInput("settlement_unknown", "It is not chosen how the overlap is parted.", "Choose one way.")
        side = shown.touched(way)
        span = way.later if side is shown.later else way.earlier
        with self._context.together():
            with self._context.reading() as reader:
                if _overlap(reader, (shown.earlier.entry_id, shown.later.entry_id)) != shown:
                    raise _changed()
            if span is None:
                return self._time.void(side.entry_id, reason)
            return self._time.amend(side.entry_id, Amendment(started_at=span[0], ended_at=span[1]), reason)


def _overlap(reader: Reader, ids: Sequence[str]) -> Overlap:
    names = claims.patient_names(reader.connection)
    people = {person.id: person.title for person in people_of(reader)}
    sides = []
    for entry_id in ids:
        found = entries.one(reader.connection, entry_id)
        if found is None or found.voided:
            raise _changed()
        value = found.value
        family, given = names.get(found.patient, ("", ""))
        sides.append(Side(
            found.entry_id, found.patient, f"{family}, {given}", value.person, people.get(value.person, value.person),
            ACTIVITIES.get(value.activity, value.activity), value.note, value.started_at, value.ended_at,
        ))  # fmt: skip
    if len(sides) != 2:
        raise BadInput("no_overlap", "Two entries are needed.", "Choose an overlap from the list.")
    earlier, later = sorted(sides, key=lambda side: (side.start, side.entry_id))
    return Overlap(earlier, later, settlements(earlier.span, later.span))


def _changed() -> Refusal:
    return Refusal("overlap_changed", "One of the two entries was changed meanwhile; nothing was done.",
                   "Look at the list again.")  # fmt: skip
