"""Plans of the invented patients on their way to the practitioner: some signed, a few that wait, one sent back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

from ccm_desktop.app import demo_script as script
from ccm_desktop.app.demo_months import LOOK, Stage
from ccm_desktop.app.demo_plans import DemoPlan
from ccm_desktop.domain.errors import Refusal

_WAITING = 3
Scene = tuple[datetime, Callable[[], None]]


class PlanSignatures:
    """Submits and signs as the team does."""

    def __init__(self, stage: Stage, patients: Mapping[int, str], now: datetime, passphrase: str) -> None:
        self._stage, self._office, self._ids, self._now = stage, stage.office, patients, now
        self._passphrase = passphrase

    def scenes(self, people: tuple[script.DemoPatient, ...]) -> Iterator[Scene]:
        """Everything with its moment; what has not happened yet is for the caller to leave out."""
        ready = [one for one in people if _is_ready(one)]
        for place, person in enumerate(ready):
            if place % 4 == 1 and person.enrolled_on is not None:
                written = datetime.combine(person.enrolled_on, datetime.min.time(), script.ZONE)
                at = written + timedelta(days=1, hours=17, minutes=person.number % 50)
                yield at, partial(self._signed, person, at)
            elif place % 8 == 4:
                at = self._now - timedelta(hours=23, minutes=-(person.number % 50))
                yield at, partial(self._signed, person, at)
        for place, person in enumerate(ready[2::4][:_WAITING]):
            at = self._now - timedelta(hours=(26, 25, 3)[place])  # in working hours, whenever the demo is made by day
            yield at, partial(self._submit, person, at)
        for person in ready[3:4]:
            at = self._now - timedelta(hours=3)
            yield at, partial(self._sent_back, person, at)

    def _submit(self, person: script.DemoPatient, at: datetime) -> None:
        self._stage.act(person.coordinator, at)
        try:
            self._office.plan_signing.submit(self._ids[person.number])
        except Refusal:
            return  # something is due for this patient today; the rule stands

    def _signed(self, person: script.DemoPatient, at: datetime) -> None:
        self._submit(person, at)
        self._stage.act(script.PRACTITIONER, at + LOOK)
        signing, patient = self._office.plan_signing, self._ids[person.number]
        shown = signing.evidence(patient)
        if not shown.missing:
            self._stage.clock.at += LOOK
            signing.sign(patient, shown.seen, self._passphrase)
            self._office.signing.end_sitting()

    def _sent_back(self, person: script.DemoPatient, at: datetime) -> None:
        self._submit(person, at)
        self._stage.act(script.PRACTITIONER, at + LOOK)
        patient = self._ids[person.number]
        if patient in {one.patient_id for one in self._office.plan_signing.queue()}:
            self._office.plan_signing.send_back(
                patient, "Ask whether the evening dose is still taken, and write it down"
            )


def _is_ready(person: script.DemoPatient) -> bool:
    """Agreed, made at enrollment, written to the end, and nothing of it is overdue."""
    at_once = person.plan_after == 0 and person.enrolled_on is not None and person.consent == "given"
    return at_once and DemoPlan(person.number).is_whole and person.number % 3 != 0
