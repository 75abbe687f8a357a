"""A counted month of the trend is kept while nothing it is made of was recorded, and never shows an old figure."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from ccm_desktop.domain.calendar import Month, to_epoch
from ccm_desktop.domain.claims import claim_number
from ccm_desktop.ledger.payload import kind_of
from ccm_desktop.ledger.payloads.clinical import ConditionStatus
from ccm_desktop.ledger.payloads.patient import PatientCoverage, PatientProgram
from ccm_desktop.models.tables.derived import PROJECTIONS
from ccm_desktop.services import trend
from ccm_desktop.services.claims import NewOutcome
from ccm_desktop.services.forms import Form, GoalText
from ccm_desktop.services.office import Office
from ccm_desktop.services.programme import ProgrammeService
from ccm_desktop.services.programme_selection import EVERYBODY, Selection
from ccm_desktop.services.programme_views import MonthPoint
from ccm_desktop.services.time_entries import TimedWork
from tests.services.billable import billable, closed_unasked, reopened, worked
from tests.services.conftest import Demo

PAST, NOW = Month(2026, 10), Month(2026, 11)


@contextmanager
def asked(office: Office) -> Iterator[list[str]]:
    """Statements that reach the file meanwhile."""
    statements: list[str] = []
    raw = office.context.store.vault.connection
    raw.set_trace_callback(statements.append)
    try:
        yield statements
    finally:
        raw.set_trace_callback(None)


def counts_anew(office: Office, month: Month) -> bool:
    """Whether asking for the month asks for its time."""
    with asked(office) as statements:
        office.programme.point(month)
    return any("FROM time_entry" in statement for statement in statements)


def afresh(office: Office, month: Month, selection: Selection = EVERYBODY) -> MonthPoint:
    return ProgrammeService(office.context).point(month, selection)


def last_month(demo: Demo, patient: str, seconds: int, days: int = 30) -> str:
    """Time of October, found and written down today; its id."""
    start = to_epoch(demo.clock.now() - timedelta(days=days))
    work = TimedWork(patient, start, start + seconds, "call_patient", "reached", "Found on paper.", reason="Late.")
    return str(demo.office.time.record_timed(work).value)


@pytest.fixture
def patient(demo: Demo) -> str:
    """Billable in October; it is November, and some time of it is there."""
    found = billable(demo, "Adams", 1500)
    demo.clock.advance(31 * 86_400)
    worked(demo, found, 300)
    return found


def _ends(demo: Demo, patient: str) -> None:
    with demo.office.context.transaction() as tx:
        held = tx.held(PatientProgram, patient)
        assert held is not None
        ended = replace(held.value, status="ended", ended_on="2026-10-02")
        tx.record(ended, entity=patient, patient=patient, prev=held.heads)


def _condition_gone(demo: Demo, patient: str) -> None:
    with demo.office.context.transaction() as tx:
        found = tx.connection.exec_driver_sql("SELECT id FROM condition WHERE patient = ?", (patient,)).scalars().all()
        held = tx.held(ConditionStatus, found[0])
        tx.record(ConditionStatus("inactive"), entity=found[0], patient=patient, prev=held.heads if held else ())


def _claimed(demo: Demo, patient: str) -> None:
    closed_unasked(demo.office, PAST)
    demo.office.claims.record(NewOutcome(claim_number(patient, PAST), "99490", "submitted", "2026-11-13"))


def _held(demo: Demo, patient: str) -> None:
    demo.office.month_signing.hold(patient, PAST, "Asks about hospice")


def _more_time(demo: Demo, patient: str) -> None:
    last_month(demo, patient, 1500, days=29)


def _taken_back(demo: Demo, patient: str) -> None:
    with demo.office.context.reading() as reader:
        (entry,) = reader.connection.exec_driver_sql(
            "SELECT id FROM time_entry WHERE ended_at - started_at = 1500"
        ).one()
    demo.office.time.void(entry, "Of another patient")


def _another(demo: Demo, _patient: str) -> None:
    billable(demo, "Baker", 1300)


CORRECTIONS = [_another, _ends, _condition_gone, _claimed, _held, _more_time, _taken_back]


@pytest.mark.parametrize("correct", CORRECTIONS)
def test_a_correction_shows_at_once(
    demo: Demo, office: Office, patient: str, correct: Callable[[Demo, str], None]
) -> None:
    before = [office.programme.point(month) for month in (PAST, NOW)]
    correct(demo, patient)
    after = [office.programme.point(month) for month in (PAST, NOW)]
    assert after == [afresh(office, month) for month in (PAST, NOW)]
    assert after != before


def test_time_of_a_past_month_written_today_changes_that_month(demo: Demo, office: Office, patient: str) -> None:
    seen = (office.programme.point(PAST), office.programme.point(NOW))
    entry = last_month(demo, patient, 900, days=29)
    assert counts_anew(office, PAST)
    assert not counts_anew(office, NOW)
    office.time.void(entry, "Twice on paper")
    assert counts_anew(office, PAST)
    assert (office.programme.point(PAST), office.programme.point(NOW)) == seen


def test_a_working_day_leaves_the_months_before_as_they_were_counted(demo: Demo, office: Office, patient: str) -> None:
    office.programme.point(PAST)
    office.programme.point(NOW)
    assert not counts_anew(office, NOW)
    worked(demo, patient, 600)
    office.care_plans.save(patient, (Form("", GoalText("Walk daily")),), "Goal added")
    assert not counts_anew(office, PAST)
    assert counts_anew(office, NOW)


def test_a_closed_month_reopened_is_counted_anew(demo: Demo, office: Office, patient: str) -> None:
    closed_unasked(office, PAST)
    assert office.programme.point(PAST).supported == 1
    reopened(office, month=PAST)
    _held(demo, patient)
    assert office.programme.point(PAST).supported == 0


def test_each_selection_has_its_own_figures(demo: Demo, office: Office, patient: str) -> None:
    medicare = Selection(payer="Medicare")
    assert (office.programme.point(NOW).enrolled, office.programme.point(NOW, medicare).enrolled) == (1, 0)
    form = office.patients.coverage(patient)
    office.patients.save(replace(form, value=PatientCoverage("Medicare")))
    assert office.programme.point(NOW, medicare).enrolled == 1


def test_a_month_ends_though_nothing_is_recorded(demo: Demo, office: Office, patient: str) -> None:
    assert not office.programme.point(NOW).over
    demo.clock.advance(31 * 86_400)
    assert office.programme.point(NOW).over


def test_more_than_can_be_looked_through_is_counted_anew(
    demo: Demo, office: Office, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trend, "_MOST", 2)
    office.programme.point(PAST)
    for _ in range(3):
        worked(demo, patient, 60)
    assert counts_anew(office, PAST)


def test_no_figure_is_read_from_what_is_said_to_stand_beside(demo: Demo, office: Office, patient: str) -> None:
    """Each kind that leaves the months alone: its table is not asked, or of a shared one none of its columns."""
    _claimed(demo, patient)
    with asked(office) as statements:
        for month in (PAST, NOW):
            afresh(office, month)
        reopened(office, month=PAST)
        afresh(office, PAST, Selection(payer="Medicare"))
    counting = [set(re.findall(r"[a-z_]+", one)) for one in statements if one.lstrip().startswith(("SELECT", "WITH"))]
    assert any("time_entry" in words for words in counting)
    for cls in trend.BESIDE:
        projection = PROJECTIONS[kind_of(cls).name]
        register = kind_of(cls).register
        own = {field.name for field in dataclasses.fields(cls)} | {f"{register}_{s}" for s in ("at", "by", "heads")}
        shared = projection.table.name in ("patient", "plan", "goal", "intervention") or not register
        for words in counting:
            if projection.table.name in words:
                assert shared, (cls, words)
                assert register, (cls, words)
                assert words & own == set(), (cls, words)
