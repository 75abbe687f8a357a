"""Saving a note, and the words that say what came of it."""

from __future__ import annotations

from ccm_desktop.domain.calendar import Month, from_epoch, local_day
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.office import Office
from ccm_desktop.services.views import NoteDue
from ccm_desktop.ui import figures


def save(office: Office, due: NoteDue, note: str, outcome: str, next_contact_on: str) -> Outcome[str]:
    """Write the entries; the value is `Saved 12:47 for Castillo-Ramírez, María · 31:47 this month`.

    Runs on the database thread.
    """
    done = office.timer.finish(due.session_id, note=note, outcome=outcome, next_contact_on=next_contact_on)
    saved = f"Saved {figures.minutes(due.seconds)} for {due.patient_name}"
    if not due.segments:
        return Outcome(f"{saved}.", done.changed)
    month = Month.of(local_day(from_epoch(due.segments[-1][0]), office.context.zone()))
    when = "this month" if month == office.context.month() else f"in {month.title}"
    counted = office.charts.month(due.patient_id, month).counted_seconds
    return Outcome(f"{saved} · {figures.minutes(counted)} {when}", done.changed)
