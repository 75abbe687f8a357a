"""The demo practice is made through the services and is sound."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ccm_desktop.app.demo import PASSPHRASE, build_demo
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.services.vault import list_users, unlock
from tests.fakes import FakeClock


def test_a_small_demo_practice_shows_every_state(tmp_path: Path, clock: FakeClock) -> None:
    folder = tmp_path / "demo"
    build_demo(folder, Unobserved(), today=date(2026, 10, 14), patients=70)
    opened = unlock(folder, list_users(folder)[0].id, PASSPHRASE, clock, ticking=False)
    office = opened.office
    assert office.vault.verify() == []
    states = {line.state for line in office.month_end.board(Month(2026, 9)).lines}
    assert states >= {"billable", "short", "blocked"}
    blockers = {b.key for line in office.month_end.board(Month(2026, 9)).lines for b in line.blockers}
    assert {"B_CONSENT_MISSING", "B_CARE_PLAN_MISSING"} <= blockers
    assert len(office.patients.panel()) == 70
    assert {person.role for person in office.people.everybody()} == {"lead", "coordinator", "nurse", "practitioner"}
    opened.close()
