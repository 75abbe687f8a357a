"""A demo practice on a real encrypted file, proved against its ledger when the test is over."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ccm_desktop.domain.calendar import Month, to_epoch
from ccm_desktop.domain.consent import ELEMENTS
from ccm_desktop.ledger.payloads.patient import InitiatingVisit, PatientContact, PatientIdentity
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.models import refold
from ccm_desktop.models.vault import FILE, Vault
from ccm_desktop.security.key_slots import KeySlots
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.enrolment import NewConsent
from ccm_desktop.services.entrance import NewPractice, last_user, list_users
from ccm_desktop.services.office import Office
from ccm_desktop.services.vault import OpenPractice, create_practice, unlock
from tests.fakes import FakeClock

if TYPE_CHECKING:
    from tests.services.month_world import MonthWorld

PASSPHRASE = "five plain words in a row"
LAKESIDE = NewPractice(
    PracticeProfile("Lakeside Family Medicine", "America/New_York"),
    PersonProfile("Maria Ortiz", "RN", "lead"),
    PersonProfile("Elena Reyes", "MD", "practitioner", "practitioner"),
    PASSPHRASE,
)


class Demo:
    """An open practice and the few things that most tests ask of it."""

    def __init__(self, opened: OpenPractice, clock: FakeClock) -> None:
        self.opened, self.clock = opened, clock

    @property
    def office(self) -> Office:
        return self.opened.office

    @property
    def now(self) -> int:
        return to_epoch(self.clock.now())

    @property
    def biller(self) -> str:
        return self.office.context.practice().billing_practitioner

    def reopen(self, passphrase: str = PASSPHRASE, *, name: str = "Maria Ortiz", new: str = "") -> None:
        """Unlock the practice that was closed."""
        (user,) = (user for user in list_users(self.opened.folder) if user.name == name)
        self.opened = unlock(
            self.opened.folder, user.id, passphrase, self.clock, new_passphrase=new, kdf=QUICK_FOR_TESTS
        )

    def patient(self, family: str = "Castillo", given: str = "María", **more: str) -> str:
        identity = PatientIdentity(family, given, **more)
        return self.office.patients.add(identity, PatientContact("(555) 014-2277")).value

    def problem(self, patient: str, display: str, icd10: str) -> str:
        return self.office.care_plans.add_problem(patient, display, icd10).value

    def attested(self, family: str = "Castillo", given: str = "María") -> str:
        """A patient with two attested conditions and the risk said."""
        patient = self.patient(family, given)
        found = {
            self.problem(patient, "Essential hypertension", "I10"): True,
            self.problem(patient, "Type 2 diabetes", "E11.9"): True,
        }
        self.attest(patient, found)
        return patient

    def attest(
        self, patient: str, found: dict[str, bool], risk: str = "Two falls and one admission this year."
    ) -> None:
        """Conditions, and the risk unless it is left empty, as a form opened this moment."""
        opened = self.office.enrolment.eligibility(patient)
        if risk:
            self.office.enrolment.attest(opened, found, risk)
        else:
            self.office.enrolment.attest_conditions(opened, found)

    def visit(self, patient: str, visit: InitiatingVisit) -> None:
        """The initiating visit, as a form opened this moment."""
        form = self.office.enrolment.eligibility(patient).visit
        self.office.enrolment.record_visit(replace(form, value=visit))

    def complex(self, patient: str, level: str = "high", on: str = "2026-10-02", why: str = "Many changes.") -> None:
        """October's decisions, attested by the billing practitioner."""
        me, self.office.context.person = self.office.context.person, self.biller
        try:
            self.office.complexity.attest(self.office.complexity.open(patient, Month(2026, 10)), level, on, why)
        finally:
            self.office.context.person = me

    def enrolled(self, family: str = "Castillo", given: str = "María") -> str:
        patient = self.attested(family, given)
        self.office.enrolment.enrol(patient)
        return patient

    def consent(self, answer: str = "given", at: int | None = None, method: str = "verbal") -> NewConsent:
        told = tuple(ELEMENTS) if answer == "given" else ()
        return NewConsent(answer, self.now if at is None else at, method, told, self.biller)


@pytest.fixture(scope="session")
def lakeside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice as it was made and put away: to copy it takes a fifth of the time of making it."""
    folder = tmp_path_factory.mktemp("lakeside") / "practice"
    create_practice(folder, LAKESIDE, FakeClock(), QUICK_FOR_TESTS).close()
    return folder


def just_made(lakeside: Path, folder: Path, clock: FakeClock) -> OpenPractice:
    """What `create_practice` returns: of opening the copy nothing is recorded."""
    shutil.copytree(lakeside, folder)
    user = last_user(folder)
    key = KeySlots.load(folder).unlock(user, PASSPHRASE)
    opened = OpenPractice(folder, Vault.open(folder / FILE, key.database), key, user, clock, QUICK_FOR_TESTS)
    opened.office.timer.open()
    return opened


@pytest.fixture
def demo(tmp_path: Path, clock: FakeClock, lakeside: Path) -> Iterator[Demo]:
    """The practice in `tmp_path / "practice"`, made this moment."""
    demo = Demo(just_made(lakeside, tmp_path / "practice", clock), clock)
    yield demo
    findings = refold.verify(demo.office.context.store.vault)
    demo.opened.close()
    assert findings == []


@pytest.fixture
def office(demo: Demo) -> Office:
    return demo.office


@pytest.fixture
def world(demo: Demo) -> Iterator[MonthWorld]:
    """The demo practice with what month-end needs."""
    from tests.services.month_world import MonthWorld

    world = MonthWorld(demo)
    world.give_elena_a_sign_in()
    yield world
    demo.office.signing.end_sitting()


@pytest.fixture(scope="session")
def october(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """October of Adams (25:00) and Baker (40:00), made once: `signed` by both people, and `closed`."""
    from tests.services.month_world import MonthWorld

    place, clock = tmp_path_factory.mktemp("october"), FakeClock()
    demo = Demo(create_practice(place / "practice", LAKESIDE, clock, QUICK_FOR_TESTS), clock)
    world = MonthWorld(demo)
    world.give_elena_a_sign_in()
    patients = world.billable("Adams"), world.billable("Baker", 6, 2400)
    world.at_month_end()
    world.sign_all(*patients)
    demo.opened.close()
    shutil.copytree(place / "practice", place / "signed")
    demo.reopen()
    world.close()
    demo.opened.close()
    shutil.copytree(place / "practice", place / "closed")
    return {"signed": place / "signed", "closed": place / "closed"}


@pytest.fixture
def signed(tmp_path: Path, clock: FakeClock, october: dict[str, Path]) -> Iterator[MonthWorld]:
    """November 2: October is signed by both people and not closed."""
    yield from _opened_copy(october["signed"], tmp_path, clock)


@pytest.fixture
def closed(tmp_path: Path, clock: FakeClock, october: dict[str, Path]) -> Iterator[MonthWorld]:
    """November 2: October is closed as rev 1."""
    yield from _opened_copy(october["closed"], tmp_path, clock)


def _opened_copy(source: Path, tmp_path: Path, clock: FakeClock) -> Iterator[MonthWorld]:
    from tests.services.month_world import MonthWorld

    folder = tmp_path / "practice"
    shutil.copytree(source, folder)
    clock.wall = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
    (user,) = (user for user in list_users(folder) if user.name == "Maria Ortiz")
    demo = Demo(unlock(folder, user.id, PASSPHRASE, clock), clock)
    world = MonthWorld(demo)
    yield world
    demo.office.signing.end_sitting()
    findings = demo.office.vault.verify()
    demo.opened.close()
    assert bool(findings) is world.spoiled
