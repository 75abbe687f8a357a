"""A demo practice on a real encrypted file, proved against its ledger when the test is over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ccm_desktop.domain.calendar import to_epoch
from ccm_desktop.domain.consent import ELEMENTS
from ccm_desktop.ledger.payloads.patient import PatientContact, PatientIdentity
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.models import refold
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.enrolment import NewConsent
from ccm_desktop.services.office import Office
from ccm_desktop.services.vault import NewPractice, OpenPractice, create_practice, list_users, unlock
from tests.fakes import FakeClock

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
        self.office.enrolment.attest_conditions(patient, found)
        self.office.enrolment.attest_risk(patient, "Two falls and one admission this year.")
        return patient

    def enrolled(self, family: str = "Castillo", given: str = "María") -> str:
        patient = self.attested(family, given)
        self.office.enrolment.enrol(patient)
        return patient

    def consent(self, answer: str = "given", at: int | None = None, method: str = "verbal") -> NewConsent:
        told = tuple(ELEMENTS) if answer == "given" else ()
        return NewConsent(answer, self.now if at is None else at, method, told, self.biller)


@pytest.fixture
def demo(tmp_path: Path, clock: FakeClock) -> Iterator[Demo]:
    """The practice in `tmp_path / "practice"`."""
    opened = create_practice(tmp_path / "practice", LAKESIDE, clock, QUICK_FOR_TESTS)
    demo = Demo(opened, clock)
    yield demo
    findings = refold.verify(demo.office.context.store.vault)
    demo.opened.close()
    assert findings == []


@pytest.fixture
def office(demo: Demo) -> Office:
    return demo.office
