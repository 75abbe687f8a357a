"""Makes the invented practice: the story of `demo_script`, told through the services."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from ccm_desktop.app import demo_script as script
from ccm_desktop.app.demo_assessments import assessments
from ccm_desktop.app.demo_checkins import Checkins
from ccm_desktop.app.demo_months import MonthEnds, Stage, StoryClock
from ccm_desktop.app.demo_outreach import Desks
from ccm_desktop.app.demo_people import Charts
from ccm_desktop.app.demo_signatures import PlanSignatures
from ccm_desktop.domain.calendar import Month, to_epoch
from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.progress import Progress
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.security.passphrase import Kdf
from ccm_desktop.services import entrance, vault
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.office import Office
from ccm_desktop.services.time_entries import Amendment, NewTime, TimedWork
from ccm_desktop.services.vault import OpenPractice

T = TypeVar("T")

PASSPHRASE = "demo practice passphrase"  # noqa: S105 - an invented practice, told on its lock screen
"""Of everybody in the invented practice, so that each role can be tried."""
_BATCH = 200
_KDF = Kdf(memory_kib=8_192, passes=1, lanes=1)
"""The passphrase stands on the lock screen: stretching it protects nobody, and every sitting would pay for it."""
_SIGNED = 4
"""Notes and signatures to expect of a patient, for the progress bar."""
_NURSE = 2
_ANSWERED = ((timedelta(days=16), 0.8), (timedelta(days=30), 0.7))
"""How long after they went out claims are answered, and which share of those still out."""


def ensure_demo(folder: Path, progress: Progress) -> str:
    """The passphrase of the demo practice, which is made on first use.

    It is made beside its place: one whose making was killed is not taken for the whole story.
    """
    if not (folder / "keyslots.json").exists():
        unfinished = folder.with_name(f"{folder.name}-unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        build_demo(unfinished, progress)
        unfinished.rename(folder)
    return PASSPHRASE


def build_demo(folder: Path, progress: Progress, today: date | None = None, patients: int = script.PATIENTS) -> None:
    """Create the practice and six months of its work; nothing is left when it is cancelled."""
    now = SystemClock().now() if today is None else datetime.combine(today, time(16), UTC)
    day = now.astimezone(script.ZONE).date()
    people, work = script.story(day)
    people = people[:patients]
    work = tuple(piece for piece in work if piece.patient < patients)
    clock = StoryClock(datetime.combine(script.months_until(day)[0].first_day, time(12), UTC) - timedelta(days=30))
    opened = _practice(folder, clock)
    try:
        try:
            staff = _staff(opened.office)
        finally:
            opened.close()
        opened = _everybody_signed_in(folder, staff, clock)
        try:
            _Teller(Stage(opened.office, clock, staff), progress, now).tell(people, work)
        finally:
            opened.close()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _practice(folder: Path, clock: StoryClock) -> OpenPractice:
    lead, practitioner = (PersonProfile(*script.STAFF[place]) for place in (script.LEAD, script.PRACTITIONER))
    profile = PracticeProfile(
        "Lakeside Family Medicine (demo)", "America/New_York", "12 Lake Road, Geneva, NY 14456", "(555) 010-2000",
        "(555) 010-2999",
    )  # fmt: skip
    return vault.create_practice(folder, entrance.NewPractice(profile, lead, practitioner, PASSPHRASE), clock, _KDF)


def _staff(office: Office) -> list[str]:
    """Everybody of the story, each with a sign-in."""
    people = office.people
    known = {person.name: person.id for person in people.everybody()}
    profiles = [PersonProfile(*person) for person in script.STAFF]
    staff = [known.get(profile.name) or people.add(profile).value for profile in profiles]
    for who in set(staff) - {people.me().id}:
        people.give_sign_in(who, PASSPHRASE, once=False)
    return staff


def _everybody_signed_in(folder: Path, staff: list[str], clock: StoryClock) -> OpenPractice:
    """Each opens the practice once, which puts the key they sign with on record; the lead stays."""
    for who in staff[1:]:
        vault.unlock(folder, who, PASSPHRASE, clock, ticking=False).close()
    return vault.unlock(folder, staff[script.LEAD], PASSPHRASE, clock, ticking=False)


@dataclass(frozen=True, slots=True)
class _Scene:
    """Something that happens at a moment."""

    at: datetime
    what: Callable[[], Iterator[None] | None]
    """Long work yields after each piece."""


class _Teller:
    """Does what the story says, at the time it says."""

    def __init__(self, stage: Stage, progress: Progress, now: datetime) -> None:
        self._stage, self._office, self._progress, self._now = stage, stage.office, progress, now
        self._ends = MonthEnds(stage, PASSPHRASE)
        self._done = self._total = 0
        self._charts = Charts(stage, now)

    def tell(self, people: tuple[script.DemoPatient, ...], work: tuple[script.DemoWork, ...]) -> None:
        """Patients, work, and every month's end, in the order of time."""
        scenes = [*self._people(people), *self._works(work), *self._months(people), *self._desks(people)]
        scenes = sorted((scene for scene in scenes if scene.at <= self._now), key=lambda scene: scene.at)
        self._total = len(scenes) + _SIGNED * len(people)
        for batch in _batches(scenes):
            with self._office.context.together():
                for scene in batch:
                    for _ in scene.what() or ():
                        self._tick()
                    self._tick()
        self._stage.act(script.LEAD)
        self._progress.report(self._total, self._total)

    def _people(self, people: tuple[script.DemoPatient, ...]) -> Iterator[_Scene]:
        for person in people:
            began = self._stage.clock.at + timedelta(minutes=person.number)
            at = began if person.enrolled_on is None else _enrolled(person)
            yield _Scene(at, partial(self._charts.patient, person, at))
            if person.consent == "late":
                yield _Scene(at + timedelta(days=45), partial(self._charts.consent, person, at + timedelta(days=45)))
            if person.plan_after is not None and person.enrolled_on is not None:
                at += timedelta(days=person.plan_after, minutes=30)
                yield _Scene(at, partial(self._charts.plan, person, at))
                if person.number % 9 != 8:  # forgotten: overdue by now
                    reviewed = at + timedelta(days=68 + person.number % 20)
                    yield _Scene(reviewed, partial(self._charts.review, person, reviewed))
            for reading in person.chart.readings:
                yield _Scene(reading.at + timedelta(hours=6), partial(self._charts.reading, person, reading))
            if person.enrolled_on is not None:
                for told, new in assessments(person, _enrolled(person)):
                    yield _Scene(told, partial(self._charts.assessment, person, told, new))
            if person.chart.next_contact_in is not None:
                at = self._now - timedelta(minutes=50)
                yield _Scene(at, partial(self._charts.next_contact, person, at))

    def _desks(self, people: tuple[script.DemoPatient, ...]) -> Iterator[_Scene]:
        desks = Desks(self._stage, self._charts.ids, self._now)
        signatures = PlanSignatures(self._stage, self._charts.ids, self._now, PASSPHRASE)
        checkins = Checkins(self._stage, self._charts.ids, self._now)
        scenes = (*desks.scenes(people), *checkins.scenes(people), *signatures.scenes(people))
        return (_Scene(at, what) for at, what in scenes)

    def _works(self, work: tuple[script.DemoWork, ...]) -> Iterator[_Scene]:
        for piece in work:
            yield _Scene(piece.started + timedelta(seconds=piece.seconds + 15), partial(self._work, piece))

    def _months(self, people: tuple[script.DemoPatient, ...]) -> Iterator[_Scene]:
        rules, ends = self._office.context.rules, self._ends
        *over, last, running = script.months_until(self._now.astimezone(script.ZONE).date())
        for month, after in zip(over, (*over[1:], last), strict=True):
            if rules.covers(month):
                yield from self._closing(month, script.workdays(after))
        if rules.covers(over[1]) and len(people) > script.FOUND:
            yield from self._found(people[script.FOUND], over[1], script.workdays(over[2])[14])
        if script.steady(people, over[2]) and rules.covers(over[2]):
            yield from self._forgotten(script.steady(people, over[2])[0], over[2], over[3])
        if rules.covers(last):
            yield from self._unfinished(script.steady(people, last)[:1], script.workdays(last)[-1])
            at = min(_local(script.workdays(running)[1], 17, 40), self._now - timedelta(hours=3))
            yield _Scene(at, partial(ends.review, last, at))

    def _closing(self, month: Month, days: list[date]) -> Iterator[_Scene]:
        """In the first workdays of the month after; then the claims, and what the payer answers."""
        ends, settled, closed, sent = self._ends, *(_local(days[place], 17, 40) for place in (1, 2, 3))
        yield _Scene(settled, partial(ends.settle, month, settled))
        yield _Scene(settled + timedelta(minutes=5), partial(ends.sign, month))
        yield _Scene(closed, partial(ends.close, month, closed))
        yield _Scene(sent, partial(ends.send_claims, month, sent))
        for wait, share in _ANSWERED:
            at = sent + wait
            yield _Scene(at, partial(ends.answer, month, at, share))

    def _found(self, person: script.DemoPatient, month: Month, day: date) -> Iterator[_Scene]:
        at, enrolled = _local(day, 17, 40), _enrolled(person)

        def reopen() -> Iterator[None]:
            return self._ends.reopen(month, self._charts.ids[person.number], enrolled, at)

        yield _Scene(at, reopen)
        yield _Scene(at + timedelta(days=1), partial(self._ends.send_claims, month, at + timedelta(days=1)))

    def _forgotten(self, person: script.DemoPatient, month: Month, after: Month) -> Iterator[_Scene]:
        """Work that comes in when its month is closed: an addendum."""
        start = to_epoch(_local(script.workdays(month)[-1], 17, 10))
        at = _local(script.workdays(after)[9], 17, 10)

        def add() -> None:
            self._stage.act(person.coordinator, at)
            self._office.time.add(NewTime(
                self._charts.ids[person.number], start, start + 420, "call_patient",
                "Called back about the new tablets: taken as agreed, no dizziness.",
                "Found in the paper call log after the closing", "reached",
            ))  # fmt: skip

        yield _Scene(at, add)

    def _unfinished(self, people: list[script.DemoPatient], day: date) -> Iterator[_Scene]:
        """A call whose note nobody wrote."""
        at = _local(day, 17, 15)

        def call(patient: int) -> None:
            self._stage.act(_NURSE, at)
            self._office.timer.start(self._charts.ids[patient], "call_patient", 480)
            self._office.timer.stop()

        for person in people:
            yield _Scene(at, partial(call, person.number))

    def _work(self, piece: script.DemoWork) -> None:
        office = self._office
        patient = self._charts.ids[piece.patient]
        start = to_epoch(piece.started)
        self._stage.act(piece.person, piece.started + timedelta(seconds=piece.seconds + 15))
        try:
            entry = self._entry(piece, patient, start)
        except Refusal:
            return  # the story let two stretches of one person touch; the rule stands
        if piece.outcome:
            office.contacts.record(
                patient, channel="phone", outcome=piece.outcome, note=piece.note, at=start, entry=entry
            )

    def _entry(self, piece: script.DemoWork, patient: str, start: int) -> str:
        time_entries, end = self._office.time, start + piece.seconds
        if piece.kind in ("manual", "approved"):
            reason = "Phone call away from the desk"
            new = NewTime(patient, start, end, piece.activity, piece.note, reason, piece.outcome)
            entry = time_entries.add(new).value
            if piece.kind == "approved":
                self._stage.act(script.LEAD)
                time_entries.approve(entry)
                self._stage.act(piece.person)
            return entry
        entry = time_entries.record_timed(
            TimedWork(patient, start, end, piece.activity, piece.outcome, piece.note)
        ).value
        if piece.kind == "amended" and piece.seconds > 120:
            return time_entries.amend(entry, Amendment(ended_at=end - 60), "Away time removed: took another call").value
        return entry

    def _tick(self) -> None:
        self._done += 1
        if self._done % 20 == 0:
            self._progress.report(min(self._done, self._total), self._total)


def _enrolled(person: script.DemoPatient) -> datetime:
    return _local(person.enrolled_on or date.min, 9, person.number % 45)


def _local(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), script.ZONE).astimezone(UTC)


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
