"""Readings as a list shows them: none without where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.models.queries import readings, tasks
from ccm_desktop.models.store import Reader
from ccm_desktop.services import local_words
from ccm_desktop.services.context import Context
from ccm_desktop.services.people import people_of

OPEN, OVERDUE, ACTED, NOT_NEEDED = "open", "overdue", "acted", "not_needed"
WITHIN, NO_LIMIT, LATE, UNJUDGED = "within", "no_limit", "late", "unjudged"
STATES = {
    OPEN: "To act on", OVERDUE: "Overdue", ACTED: "Acted on", NOT_NEEDED: "Not needed", WITHIN: "Within limits",
    NO_LIMIT: "No limit set", LATE: "Came too late to act on", UNJUDGED: "Not judged",
}  # fmt: skip
_ENDED = {"done": ACTED, "dropped": NOT_NEEDED}


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One reading; `taken_at` and `ended_at` in epoch seconds."""

    reading_id: str
    patient_id: str
    name: str
    mrn: str
    display: str
    value: str
    """With its unit."""
    taken_at: int
    state: str
    """A key of `STATES`."""
    words: str
    """The figure, the limit and whose it was; empty where nothing lies outside."""
    task_id: str
    due_on: str
    due_time: str
    owner: str
    """Person id of who is to act."""
    owner_name: str
    outcome: str
    """What was done, or why nothing."""
    ended_at: int
    ended_by: str

    @property
    def is_open(self) -> bool:
        """Somebody has to act."""
        return self.state in (OPEN, OVERDUE)


def lines_of(
    context: Context, reader: Reader, *, patient: str = "", reading: str = "", open_only: bool = False,
    limit: int = 1000,
) -> tuple[ReadingLine, ...]:  # fmt: skip
    """Within a view of the file."""
    names = {person.id: person.title for person in people_of(reader)}
    zone = context.zone_of(reader)
    now = f"{local_words.iso_day(context.now(), zone)} {context.clock.now().astimezone(zone):%H:%M}"
    rows = readings.readings(reader.connection, patient=patient, reading=reading, open_only=open_only, limit=limit)
    return tuple(_line(reader, row, names, now) for row in rows)


def _line(reader: Reader, row: readings.ReadingRow, names: dict[str, str], now: str) -> ReadingLine:
    state = _state(row, now)
    asked = tasks.tasks(reader.connection, task=row.task, open_only=False) if state in (OPEN, OVERDUE) else []
    owner = next((one.assignee or one.coordinator or one.what_by for one in asked), "")
    ended = state in (ACTED, NOT_NEEDED)
    return ReadingLine(
        row.id, row.patient, f"{row.family}, {row.given}", row.mrn, row.display, f"{row.value} {row.unit}".strip(),
        row.taken_at, state, row.words, row.task, row.due_on, row.due_time, owner, names.get(owner, ""), row.outcome,
        row.status_at // 1000 if ended else 0, names.get(row.status_by, "") if ended else "",
    )  # fmt: skip


def _state(row: readings.ReadingRow, now: str) -> str:
    if row.task:
        late = bool(row.due_on) and f"{row.due_on} {row.due_time or '24:00'}" < now
        return _ENDED.get(row.status, OVERDUE if late else OPEN)
    return row.verdict if row.verdict in (WITHIN, NO_LIMIT, LATE) else UNJUDGED
