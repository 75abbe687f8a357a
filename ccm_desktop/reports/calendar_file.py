"""What comes next as a calendar file (RFC 5545): days without a clock time, so that no time zone can move them.

A calendar is seen on a locked screen and by whoever shares it: unless somebody chooses otherwise, a title
tells neither a medicine nor what is due (product.md A-99).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from ccm_desktop.domain.calendar import from_epoch
from ccm_desktop.reports.lettering import unhidden
from ccm_desktop.reports.plan_documents import FollowUp
from ccm_desktop.reports.plan_words import labels

if TYPE_CHECKING:
    from icalendar import Event

_DAY_BEFORE = timedelta(hours=-15)
"""From midnight: nine in the morning of the day before."""


def render_calendar(
    follow_ups: Iterable[FollowUp], language: str, made_at: int, version: str, *, named: bool = False
) -> bytes:
    """The file. `made_at` in epoch seconds; `named`: titles say what it is about.

    The same item has the same UID in every file, so that a newer file replaces it in the calendar.
    """
    from icalendar import Calendar

    calendar, words = Calendar(), labels(language)
    calendar.add("prodid", f"-//CCM Desktop//{version}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for one in follow_ups:
        title = unhidden(one.what).replace("\n", " ") if named else words(f"calendar_{one.kind}")
        calendar.add_component(_event(one, title, made_at))
    return bytes(calendar.to_ical())


def _event(one: FollowUp, title: str, made_at: int) -> Event:
    from icalendar import Alarm, Event

    event = Event()
    event.add("uid", f"{one.key}.{one.kind}@ccm-desktop")
    event.add("dtstamp", from_epoch(made_at))
    event.add("sequence", made_at // 60)
    event.add("dtstart", one.on)
    event.add("dtend", one.on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add("summary", title)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", _DAY_BEFORE)
    event.add_component(alarm)
    return event
