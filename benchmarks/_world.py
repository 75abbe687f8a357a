"""A practice of 5,000 patients and 200,000 time entries, made once and kept for all benchmarks."""

from __future__ import annotations

import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from ccm_desktop.app.demo_months import StoryClock
from ccm_desktop.domain.calendar import Month, time_zone
from ccm_desktop.domain.consent import ELEMENTS
from ccm_desktop.ledger.ids import imported_id, new_id
from ccm_desktop.ledger.payloads.care_plan import PlanCopyGiven, PlanVersion
from ccm_desktop.ledger.payloads.clinical import ConditionAttestation, ConditionCode, ConditionStatus
from ccm_desktop.ledger.payloads.consent import ConsentRecorded
from ccm_desktop.ledger.payloads.patient import (
    PatientAssignment,
    PatientContact,
    PatientIdentity,
    PatientProgram,
    PatientRisk,
)
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded
from ccm_desktop.models.store import Transaction
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.entrance import NewPractice, list_users
from ccm_desktop.services.vault import OpenPractice, create_practice, unlock

PATIENTS, ENTRIES, STAFF = 5_000, 40, 50
MONTH = Month(2026, 10)
PASSPHRASE = "benchmark practice passphrase"
ZONE = time_zone("America/New_York")
FOLDER = Path(tempfile.gettempdir()) / "ccm-benchmark-world-5"


def opened() -> OpenPractice:
    """The practice, open."""
    if not (FOLDER / "done").exists():
        shutil.rmtree(FOLDER, ignore_errors=True)
        _build()
    return unlock(FOLDER, list_users(FOLDER)[0].id, PASSPHRASE, SystemClock(), ticking=False)


def _build() -> None:
    lead, biller = PersonProfile("Ann", "RN", "lead"), PersonProfile("Dr", "MD", "practitioner", "practitioner")
    new = NewPractice(PracticeProfile("Benchmark", "America/New_York"), lead, biller, PASSPHRASE)
    practice = create_practice(FOLDER, new, StoryClock(datetime(2026, 9, 20, tzinfo=UTC)), QUICK_FOR_TESTS)
    office = practice.office
    me, dr = office.context.person, office.context.practice().billing_practitioner
    started = time.perf_counter()
    count = 0
    for batch in range(0, PATIENTS, 100):
        with office.context.transaction() as tx:
            for number in range(batch, batch + 100):
                count += _patient(tx, number, me, dr)
    seconds = time.perf_counter() - started
    print(f"made {count:,} operations in {seconds:.1f} s: {count / seconds:,.0f} operations a second")
    practice.close()
    (FOLDER / "done").touch()


def _patient(tx: Transaction, number: int, me: str, dr: str) -> int:
    patient = new_id()
    opening, _ = MONTH.bounds(ZONE)
    values: list[tuple[object, str]] = [
        (
            PatientIdentity(
                f"Family{number % 977:03d}", f"Given{number}", "1950-05-04", "female", str(100_000 + number)
            ),
            patient,
        ),
        (PatientContact(f"(555) 010-{number % 10_000:04d}"), patient),
        (PatientProgram("enrolled", started_on="2026-01-02", last_seen_on="2025-12-01"), patient),
        (PatientAssignment(me, dr), patient),
        (PatientRisk(True, "risk", dr), patient),
        (ConsentRecorded("given", opening - 10**6, "verbal", tuple(ELEMENTS), dr, me), new_id()),
    ]
    for icd10, family in (("I10", "Hypertension"), ("E11.9", "Diabetes")):
        condition = new_id()
        values += [
            (ConditionCode(family, icd10, "", (family,), "yes"), condition),
            (ConditionStatus(), condition),
            (ConditionAttestation(True, dr), condition),
        ]
    version = new_id()
    values += [(PlanVersion(1, "current", ()), version), (PlanCopyGiven(version, opening - 10**6, "printed"), new_id())]
    who = imported_id(f"staff {number % STAFF}")
    for n in range(ENTRIES):
        start = opening + n * 60_000 + number // STAFF * 60
        note = f"Worked on plan item {n} of patient {number}."
        values.append((TimeAdded(who, "clinical_staff", start, start + 40, "coordination", note=note), new_id()))
    for value, entity in values:
        tx.record(value, entity=entity, patient=patient)
    return len(values)
