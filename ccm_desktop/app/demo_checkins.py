"""Symptom check-ins of the invented practice: some due, one of each color answered this morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from ccm_desktop.app import demo_script as script
from ccm_desktop.app.demo_months import Stage
from ccm_desktop.app.demo_outreach import Scene
from ccm_desktop.domain.checkins import LITTLE, MEDICINE, NO, YES
from ccm_desktop.ledger.payloads.checkin import CheckinSchedule
from ccm_desktop.services.checkins import Given, NewCheckin
from ccm_desktop.services.forms import Form

_RED, _AMBER, _GREEN = 12, 16, 2
_ASKED = {_RED: 7, _AMBER: 14, _GREEN: 7, 3: 7, 17: 14}
"""Place among the patients of the running month, and every how many days."""


class Checkins:
    """Plans them and answers three."""

    def __init__(self, stage: Stage, patients: dict[int, str], now: datetime) -> None:
        self._stage, self._office, self._ids, self._now = stage, stage.office, patients, now

    def scenes(self, people: tuple[script.DemoPatient, ...]) -> Iterator[Scene]:
        """Everything with its moment."""
        enrolled = [person for person in people if person.enrolled_on is not None]
        morning = self._now - timedelta(minutes=35)
        for minute, (place, days) in enumerate(_ASKED.items(), 1):
            if len(enrolled) > place:
                yield morning, partial(self._plan, enrolled[place], morning, place, days)
                if place in (_RED, _AMBER, _GREEN):
                    at = morning + timedelta(minutes=minute)
                    yield at, partial(self._answer, enrolled[place], at, place)

    def _plan(self, person: script.DemoPatient, at: datetime, place: int, days: int) -> None:
        self._stage.act(person.coordinator, at)
        first = at.astimezone(script.ZONE).date() - timedelta(days=place % 7)
        self._office.checkins.plan(Form(self._ids[person.number], CheckinSchedule(days, first.isoformat())))

    def _answer(self, person: script.DemoPatient, at: datetime, place: int) -> None:
        self._stage.act(person.coordinator, at)
        patient = self._ids[person.number]
        asked = self._office.checkins.sheet(patient).questions
        sign = next((one.key for one in asked if one.is_pressing), asked[0].key)
        said = {_RED: {sign: (LITTLE, "since the weekend")}, _AMBER: {MEDICINE: (YES, "two evenings")}}.get(place, {})
        given = tuple(Given(one, *said.get(one.key, (NO, ""))) for one in asked)
        self._office.checkins.record(NewCheckin(patient, given))
