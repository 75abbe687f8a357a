"""January 2027 with tables up to 2026: time is shown, nothing is judged, and every place says so in the same words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import Refusal
from ccm_desktop.services.month_time import month_time
from tests.services.month_world import OCTOBER, MonthWorld

JANUARY = Month(2027, 1)
SAID = "No rule tables for 2027"


@pytest.fixture
def january(world: MonthWorld) -> MonthWorld:
    """January 14: Castillo has 25 minutes since New Year, Baker none."""
    tracked, _ = world.billable(), world.ready("Baker")
    world.demo.clock.wall = datetime(2027, 1, 14, 15, 0, tzinfo=UTC)
    new_year = int(datetime(2027, 1, 12, 15, tzinfo=UTC).timestamp())
    world.work(tracked, new_year, 1500, note="Reviewed the log of the holidays.")
    return world


def test_the_panel_shows_the_tracked_time_and_why_it_is_not_judged(january: MonthWorld) -> None:
    lines = {line.name.split(",")[0]: line for line in january.office.patients.panel()}
    assert [(lines[name].counted_seconds, lines[name].status.text) for name in ("Castillo", "Baker")] == [
        (1500, SAID), (0, SAID),
    ]  # fmt: skip
    assert {line.next for line in lines.values()} == {None}


def test_time_across_new_year_is_split_at_the_practices_midnight(january: MonthWorld) -> None:
    (patient, *_) = (line.patient_id for line in january.office.patients.panel() if line.name.startswith("Baker"))
    january.work(patient, int(datetime(2027, 1, 1, 4, 50, tzinfo=UTC).timestamp()), 1200)
    found = next(line for line in january.office.patients.panel() if line.patient_id == patient)
    assert found.counted_seconds == 600


def test_a_running_timer_and_a_waiting_note_still_come_first(january: MonthWorld) -> None:
    patient = next(line.patient_id for line in january.office.patients.panel() if line.name.startswith("Baker"))
    january.office.timer.start(patient)
    found = next(line for line in january.office.patients.panel() if line.patient_id == patient)
    assert found.status.key == "running"
    january.office.timer.stop()


def test_the_entries_of_a_patient_say_the_same(january: MonthWorld) -> None:
    patient = next(line.patient_id for line in january.office.patients.panel() if line.name.startswith("Castillo"))
    with january.office.context.reading() as reader:
        shown = month_time(january.office.context, reader, patient, JANUARY)
    assert (shown.logged_seconds, [line.why for line in shown.lines]) == (1500, [SAID])


def test_month_end_and_everything_made_from_it_say_the_same(january: MonthWorld) -> None:
    office = january.office
    patient = office.patients.panel()[0].patient_id
    calls: tuple[Callable[[], object], ...] = (
        lambda: office.month_end.board(JANUARY),
        lambda: office.month_desk.desk(JANUARY),
        lambda: office.claims.board(JANUARY),
        lambda: office.reporting.month_report(JANUARY),
        lambda: office.month_signing.evidence(patient, JANUARY, "coordinator"),
        lambda: office.code_choice.compare(patient, JANUARY),
    )
    for call in calls:
        with pytest.raises(Refusal) as refused:
            call()
        assert refused.value.code == "month_outside_rules"
        assert refused.value.what.startswith(f"{SAID}: ")


def test_the_months_before_are_judged_as_ever(january: MonthWorld) -> None:
    assert january.office.month_end.board(OCTOBER).totals.billable == 1
