"""A practice at month-end: patients with everything that October needs, and two people who sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ccm_desktop.domain.calendar import Month, to_epoch
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.forms import Form, GoalText, InterventionText, PlanReview
from ccm_desktop.services.month_time import month_time
from ccm_desktop.services.office import Office
from ccm_desktop.services.time_lines import TimeLine
from tests.services.conftest import PASSPHRASE, Demo

OCTOBER = Month(2026, 10)
ELENA = "another five plain words here"
NOTE = "Reviewed home blood pressure log, adjusted salt intake, daughter will refill pill box."


def at(day: int, hour: int = 15, minute: int = 0, month: int = 10) -> int:
    """Epoch seconds of a UTC hour of October 2026."""
    return to_epoch(datetime(2026, month, day, hour, minute, tzinfo=UTC))


class MonthWorld:
    """Says in one line what a test is not about."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.me = demo.office.context.person
        self.elena = demo.biller
        self.spoiled = False
        """Whether the test writes what `ccm verify` must find."""

    def give_elena_a_sign_in(self) -> None:
        """The practitioner signs for herself."""
        sign_ins = replace(self.demo.office.signing._sign_ins, kdf=QUICK_FOR_TESTS)
        sign_ins.give(self.elena, "Elena Reyes", ELENA, once=False)

    @property
    def office(self) -> Office:
        return self.demo.office

    @property
    def patients(self) -> tuple[str, ...]:
        """Everybody on October's board, by name."""
        return tuple(line.patient_id for line in self.office.month_end.board(OCTOBER).lines)

    def at_month_end(self) -> None:
        """November 2: October is over."""
        self.demo.clock.wall = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)

    def ready(self, family: str = "Castillo", given: str = "María") -> str:
        """An enrolled patient without a minute of time: consent, two conditions, a plan and its copy."""
        now = self.demo.clock.wall
        self.demo.clock.wall = datetime(2026, 9, 15, 15, 0, tzinfo=UTC)
        office, patient = self.office, self.demo.attested(family, given)
        office.enrolment.record_consent(patient, self.demo.consent())
        office.enrolment.enrol(patient, last_seen_on="2026-09-01")
        condition = office.care_plans.view(patient).problems[0].code.entity
        (goal,) = office.care_plans.save(
            patient, (Form("", GoalText("Blood pressure below 130/80", condition, measure="BP", target="<130/80")),)
        ).value
        office.care_plans.save(
            patient,
            (Form("", InterventionText("Call weekly", goal)), Form(patient, PlanReview(review_on="2027-03-01"))),
        )
        version = office.care_plans.view(patient).versions[0]
        assert version.status == "current"
        self.demo.clock.wall += timedelta(days=1)
        office.care_plans.copy_given(patient, version.version_id, "printed")
        self.demo.clock.wall = now
        return patient

    def work(
        self, patient: str, start: int, seconds: int, *, note: str = NOTE, person: str = "", **more: object
    ) -> str:  # fmt: skip
        """Timed work that was done; returns the entry."""
        values: dict[str, object] = {"activity": "care_plan", "lane": "clinical_staff", **more}
        entry = new_id()
        added = TimeAdded(person or self.me, started_at=start, ended_at=start + seconds, note=note, **values)  # type: ignore[arg-type]
        with self.office.context.transaction() as tx:
            tx.record(added, entity=entry, patient=patient)
        return entry

    def billable(self, family: str = "Castillo", day: int = 5, seconds: int = 1500, note: str = "") -> str:
        """Ready, with 25 minutes of work on that day; everybody's note reads differently."""
        patient = self.ready(family)
        self.work(patient, at(day), seconds, note=note or f"{NOTE} {family}.")
        return patient

    def sign(self, patient: str, role: str = "coordinator", passphrase: str = "") -> str:
        """Look at the evidence and sign it."""
        shown = self.office.month_signing.evidence(patient, OCTOBER, role)
        self.demo.clock.advance(2)
        needed = "" if self.office.signing.sitting() else passphrase or PASSPHRASE
        return self.office.month_signing.sign(patient, OCTOBER, role, shown.seen, needed).value

    def become_elena(self) -> None:
        """The practitioner unlocks the practice."""
        self._become("Elena Reyes", ELENA)

    def become_maria(self) -> None:
        """The lead unlocks the practice."""
        self._become("Maria Ortiz", PASSPHRASE)

    def _become(self, name: str, passphrase: str) -> None:
        self.office.signing.end_sitting()
        self.demo.opened.close()
        self.demo.reopen(passphrase, name=name)

    def sign_all(self, *patients: str) -> None:
        """Note, coordinator and practitioner, for everybody."""
        for patient in patients:
            self.office.month_notes.keep_proposed(patient, OCTOBER)
            self.sign(patient)
        self.become_elena()
        for patient in patients:
            self.sign(patient, "practitioner", ELENA)
        self.become_maria()

    def close(self, **skipped: str) -> int:
        """Close October; steps that are still open are passed over."""
        office = self.office
        open_steps = office.month_desk.desk(OCTOBER).may_be_skipped
        reasons = dict.fromkeys(open_steps, "Test") | skipped
        return office.month_closing.close(OCTOBER, office.month_closing.standing(OCTOBER).heads, reasons).value

    def lines(self, patient: str) -> tuple[TimeLine, ...]:
        """The patient's entries of October, newest first."""
        context = self.office.context
        with context.reading() as reader:
            return month_time(context, reader, patient, OCTOBER).lines
