"""Saving a note, and the words that say what came of it."""

from __future__ import annotations

from typing import NamedTuple

from ccm_desktop.domain.calendar import Month, from_epoch, local_day
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.finishing import Finished
from ccm_desktop.services.office import Office
from ccm_desktop.services.timer_views import NoteDue
from ccm_desktop.ui import figures


class Saved(NamedTuple):
    """What came of it."""

    words: str
    """`Saved 12:47 for Castillo-Ramírez, María · 31:47 this month`."""
    done: Finished
    """With what it can be taken back."""


def save(office: Office, due: NoteDue, note: str, outcome: str, next_contact_on: str) -> Outcome[Saved]:
    """Write the entries. Runs on the database thread."""
    done = office.finishing.finish(due.session_id, note=note, outcome=outcome, next_contact_on=next_contact_on)
    saved = f"Saved {figures.minutes(due.seconds)} for {due.patient_name}"
    if not due.segments:
        return Outcome(Saved(f"{saved}.", done.value), done.changed)
    month = Month.of(local_day(from_epoch(due.segments[-1][0]), office.context.zone()))
    when = "this month" if month == office.context.month() else f"in {month.title}"
    counted = office.charts.month(due.patient_id, month).counted_seconds
    return Outcome(Saved(f"{saved} · {figures.minutes(counted)} {when}", done.value), done.changed)
