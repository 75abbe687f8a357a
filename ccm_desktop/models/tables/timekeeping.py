"""Time entries and timer sessions."""

from __future__ import annotations

import sqlalchemy as sa

from ccm_desktop.ledger.payloads import timekeeping
from ccm_desktop.models.tables.projection import Subject

SUBJECT = Subject()

TIME_ENTRY = SUBJECT.facts("time_entry", timekeeping.TimeAdded, indexes=("started_at", "replaces"))
REMARKABLE = "note = '' OR source <> 'timer' OR clock_unsure = 1"
"""Entries that month-end looks at one by one; few among hundreds of thousands."""
sa.Index("remarkable_time", TIME_ENTRY.c.started_at, sqlite_where=sa.text(REMARKABLE))
NOTE_END = "substr(note, -24)"
"""How notes are found that may be the same: most differ near their end, and many begin alike."""
sa.Index("time_of_person", TIME_ENTRY.c.person, TIME_ENTRY.c.started_at)
sa.Index("time_by_note_end", sa.text(NOTE_END), TIME_ENTRY.c.started_at)
TIME_VOID = SUBJECT.facts("time_void", timekeeping.TimeVoided, indexes=("entry",))
TIME_REVIEW = SUBJECT.facts("time_review", timekeeping.TimeReviewed, indexes=("entry",))
TIME_SEPARATE = SUBJECT.facts("time_separate", timekeeping.TimeSeparate, indexes=("entry",))
TIMER_SESSION = SUBJECT.registers("timer_session", timekeeping.TimerSession)
UNFINISHED = "state NOT IN ('final', 'void')"
"""Sessions that run or wait for something; a handful among all that ever were."""
sa.Index("unfinished_timer", TIMER_SESSION.c.person, TIMER_SESSION.c.state, sqlite_where=sa.text(UNFINISHED))
sa.Index("running_timer", TIMER_SESSION.c.person, TIMER_SESSION.c.device, sqlite_where=sa.text("state = 'running'"))


def _is_own(row: str) -> str:
    return (
        f"(SELECT json_extract(CAST(header AS TEXT), '$.dev') FROM op WHERE op.id = unhex({row}.session_op))"
        " = (SELECT id FROM device)"
    )


# Only what this device recorded, in the order in which it did: others' operations come in any order, also
# those about sessions of this device, and what another device says must never keep an exchange from ending.
_TWO_RUN = (
    " ON timer_session WHEN new.state = 'running' AND new.device = (SELECT id FROM device)"
    f" AND {_is_own('new')} AND EXISTS (SELECT 1 FROM timer_session other WHERE other.state = 'running'"
    f" AND other.person = new.person AND other.device = new.device AND other.id <> new.id AND {_is_own('other')})"
    " BEGIN SELECT RAISE(ABORT, 'a timer runs already'); END"
)
GUARDS = (
    f"CREATE TRIGGER one_timer_starts BEFORE INSERT{_TWO_RUN}",
    f"CREATE TRIGGER one_timer_goes_on BEFORE UPDATE{_TWO_RUN}",
)
"""What recording must never do; laid over the projections once they are filled."""
