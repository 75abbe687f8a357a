"""Makes the invented practice: the story of `demo_script`, told through the services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

from ccm_desktop.app import demo_script as script
from ccm_desktop.domain.calendar import to_epoch
from ccm_desktop.domain.consent import ELEMENTS
from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.progress import Progress
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.services import vault
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.enrolment import NewConsent
from ccm_desktop.services.forms import (
    CareTeamMember,
    ConditionCode,
    Form,
    GoalText,
    InterventionText,
    MedicationOrder,
    PatientContact,
    PatientIdentity,
    PlanReview,
    PlanSummary,
)
from ccm_desktop.services.office import Office
from ccm_desktop.services.time_entries import Amendment, NewTime, TimedWork

T = TypeVar("T")

PASSPHRASE = "demo practice passphrase"  # noqa: S105 - an invented practice, told on its lock screen
"""Of everybody in the invented practice, so that each role can be tried."""
_BATCH = 200


class StoryClock:
    """A clock that stands where the story is."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The moment of the story."""
        return self.at

    def monotonic(self) -> float:
        """Seconds of the story."""
        return self.at.timestamp()


def ensure_demo(folder: Path, progress: Progress) -> str:
    """The passphrase of the demo practice, which is made on first use."""
    if not (folder / "keyslots.json").exists():
        build_demo(folder, progress)
    return PASSPHRASE


def build_demo(folder: Path, progress: Progress, today: date | None = None, patients: int = script.PATIENTS) -> None:
    """Create the practice and six months of its work; nothing is left when it is cancelled."""
    now = SystemClock().now() if today is None else datetime.combine(today, time(16), UTC)
    people, work = script.story(now.date())
    people = people[:patients]
    work = tuple(piece for piece in work if piece.patient < patients)
    began = datetime.combine(min(p.enrolled_on or now.date() for p in people), time(12), UTC) - timedelta(days=30)
    clock = StoryClock(began)
    lead, practitioner = (PersonProfile(*script.STAFF[i][:4]) for i in (0, 3))
    profile = PracticeProfile(
        "Lakeside Family Medicine (demo)", "America/New_York", "12 Lake Road, Geneva, NY 14456", "(555) 010-2000",
        "(555) 010-2999",
    )  # fmt: skip
    new = vault.NewPractice(profile, lead, practitioner, PASSPHRASE)
    opened = vault.create_practice(folder, new, clock)
    try:
        _Teller(opened.office, clock, progress, len(people) + len(work)).tell(people, work)
    except BaseException:
        opened.close()
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        raise
    opened.close()


class _Teller:
    """Does what the story says, at the time it says."""

    def __init__(self, office: Office, clock: StoryClock, progress: Progress, total: int) -> None:
        self._office, self._clock, self._progress, self._total = office, clock, progress, total
        self._done = 0
        self._ids: dict[int, str] = {}
        self._staff: list[str] = []

    def tell(self, people: tuple[script.DemoPatient, ...], work: tuple[script.DemoWork, ...]) -> None:
        """Staff, patients, work."""
        me = self._office.people.me()
        others = {p.name: p.id for p in self._office.people.everybody()}
        for name, credential, role, lane in script.STAFF:
            who = others.get(name) or self._office.people.add(PersonProfile(name, credential, role, lane)).value
            self._staff.append(who)
            if who != me.id:
                self._office.people.give_sign_in(who, PASSPHRASE, once=False)
        for batch in _batches(people):
            with self._office.context.together():
                for person in batch:
                    self._patient(person)
        for pieces in _batches(work):
            with self._office.context.together():
                for piece in pieces:
                    self._work(piece)
        self._office.context.person = me.id

    def _patient(self, person: script.DemoPatient) -> None:
        office = self._office
        identity = PatientIdentity(person.family, person.given, person.birth_date, person.sex, person.mrn)
        patient = office.patients.add(identity, PatientContact(phone=person.phone, language="English")).value
        self._ids[person.number] = patient
        conditions = [self._condition(patient, place) for place in person.conditions]
        for place in person.conditions:
            icd10 = script.CONDITIONS[place][0]
            if icd10 in script.MEDICATIONS:
                drug, dose, unit, frequency = script.MEDICATIONS[icd10]
                order = MedicationOrder(drug, dose, unit, "by mouth", frequency)
                office.care_plans.save(patient, (Form("", order),), "Medication added")
        if person.enrolled_on is not None:
            self._clock.at = datetime.combine(person.enrolled_on, time(14), UTC)
            self._enrol(person, patient, conditions)
        self._tick()

    def _condition(self, patient: str, place: int) -> str:
        icd10, snomed, display, _ = script.CONDITIONS[place]
        code = ConditionCode(display, icd10, snomed, script.FAMILIES[place], "yes")
        return self._office.care_plans.save(patient, (Form("", code),), "Problem added").value[0]

    def _enrol(self, person: script.DemoPatient, patient: str, conditions: list[str]) -> None:
        office = self._office
        office.enrolment.attest_conditions(patient, dict.fromkeys(conditions, True))
        office.enrolment.attest_risk(patient, "Several chronic conditions; risk of hospital admission")
        seen = (person.enrolled_on or date.min) - timedelta(days=60)
        office.enrolment.enrol(
            patient, coordinator=self._staff[person.coordinator], practitioner=self._staff[3],
            last_seen_on=seen.isoformat(),
        )  # fmt: skip
        if person.consent != "missing":
            late = timedelta(days=45 if person.consent == "late" else 0)
            self._clock.at += late
            consent = NewConsent("given", to_epoch(self._clock.at), "verbal", tuple(ELEMENTS), self._staff[3])
            office.enrolment.record_consent(patient, consent)
        if person.planned:
            self._plan(person, patient, conditions)

    def _plan(self, person: script.DemoPatient, patient: str, conditions: list[str]) -> None:
        plans = self._office.care_plans
        first = script.CONDITIONS[person.conditions[0]][0]
        for place, condition in list(zip(person.conditions, conditions, strict=True))[:3]:
            description, measure, target, words = script.GOALS[script.CONDITIONS[place][0]]
            goal = plans.save(
                patient, (Form("", GoalText(description, condition, measure, "", target, "", words)),), "Goal added"
            ).value[0]
            daily = InterventionText("Keep the home log", goal, condition, "patient", "every day")
            monthly = InterventionText(
                "Review the log on the monthly call", goal, condition, "Care team", "every month"
            )
            plans.save(patient, (Form("", daily), Form("", monthly)), "Interventions added")
        review = (self._clock.at + timedelta(days=180)).date().isoformat()
        words = script.GOALS[first][3]
        member = CareTeamMember("Elena Reyes, MD", "Primary care", "(555) 010-2000")
        plans.save(
            patient,
            (Form(patient, PlanReview(review)), Form(patient, PlanSummary(patient_goal=words)), Form("", member)),
            "Review date and care team",
        )
        version = plans.view(patient).versions[0].version_id
        if person.number % 23:
            plans.copy_given(patient, version, "mailed" if person.number % 3 else "printed")

    def _work(self, piece: script.DemoWork) -> None:
        office = self._office
        office.context.person = self._staff[piece.person]
        patient = self._ids[piece.patient]
        start = to_epoch(piece.started)
        self._clock.at = piece.started + timedelta(seconds=piece.seconds + 15)
        work = TimedWork(patient, start, start + piece.seconds, piece.activity, piece.outcome, piece.note)
        try:
            if piece.kind in ("manual", "approved"):
                reason = "Phone call away from the desk"
                new = NewTime(patient, start, start + piece.seconds, piece.activity, piece.note, reason, piece.outcome)
                entry = office.time.add(new).value
                if piece.kind == "approved":
                    office.context.person = self._staff[0]
                    office.time.approve(entry)
            else:
                entry = office.time.record_timed(work).value
                if piece.kind == "amended" and piece.seconds > 120:
                    end = start + piece.seconds - 60
                    office.time.amend(entry, Amendment(ended_at=end), "Away time removed: took another call")
        except Refusal:
            return  # the story let two stretches of one person touch; the rule stands
        if piece.outcome:
            office.contacts.record(patient, channel="phone", outcome=piece.outcome, note=piece.note)
        self._tick()

    def _tick(self) -> None:
        self._done += 1
        if self._done % 20 == 0 or self._done >= self._total:
            self._progress.report(min(self._done, self._total), self._total)


def _batches(items: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
