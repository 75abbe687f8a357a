"""The demo practice is made through the services, is sound, and tells the story that the screens show."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from ccm_desktop.app import demo, demo_script
from ccm_desktop.app.demo import PASSPHRASE, build_demo
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import is_mbi, is_npi
from ccm_desktop.domain.errors import FileProblem
from ccm_desktop.domain.month_signing import COORDINATOR, PRACTITIONER
from ccm_desktop.domain.progress import Cancelled, Progress, Unobserved
from ccm_desktop.services.claims import denial_reasons
from ccm_desktop.services.entrance import list_users
from ccm_desktop.services.office import Office
from ccm_desktop.services.vault import unlock
from tests.fakes import FakeClock

TODAY = date(2026, 10, 14)
NOW = datetime(2026, 10, 14, 17, 0, tzinfo=UTC)
CLOSED = tuple(Month(2026, number) for number in (5, 6, 7, 8))
IN_REVIEW, RUNNING = Month(2026, 9), Month(2026, 10)
PATIENTS = 40


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("demo") / "practice"
    build_demo(folder, Unobserved(), today=TODAY, patients=PATIENTS)
    with_lead = next(user for user in list_users(folder) if user.name == demo_script.STAFF[demo_script.LEAD][0])
    opened = unlock(folder, with_lead.id, PASSPHRASE, FakeClock(NOW), ticking=False)
    yield opened.office
    opened.close()


def test_file_chain_tables_and_signatures_are_sound(office: Office) -> None:
    assert office.vault.verify() == []


def test_the_board_shows_every_state(office: Office) -> None:
    board = office.month_end.board(IN_REVIEW)
    assert {line.state for line in board.lines} >= {"billable", "short", "blocked", "held"}
    blockers = {b.key for line in board.lines for b in line.blockers}
    assert {"B_CONSENT_MISSING", "B_CARE_PLAN_MISSING"} <= blockers
    assert len(office.patients.panel()) == PATIENTS


def test_needs_were_assessed_again_and_again_and_nobody_is_left_in_danger(office: Office) -> None:
    views = [office.assessments.view(line.patient_id) for line in office.patients.panel()]
    tracks = [track for view in views for area in view.areas for track in area.tracks]
    assert {track.area for track in tracks} >= {"function", "mood", "environment", "falls"}
    assert any(len(track.trend) >= 2 for track in tracks)
    assert not any("Not complete" in track.latest.words for track in tracks)


def test_staff_has_every_role_and_the_practitioner_an_npi(office: Office) -> None:
    everybody = office.people.everybody()
    assert {person.role for person in everybody} == {"lead", "coordinator", "nurse", "practitioner"}
    assert all(is_npi(person.npi) for person in everybody if person.npi)
    assert all(person.npi for person in everybody if person.lane == "practitioner")
    assert {account.sign_in for account in office.people.accounts()} == {"own"}


def test_charts_hold_readings_allergies_languages_and_next_calls(office: Office) -> None:
    panel = office.patients.panel()
    charts = [office.charts.summary(line.patient_id) for line in panel if line.program_status == "enrolled"]
    assert sum(1 for chart in charts if chart.readings) > len(charts) // 2
    names = {name for chart in charts for name, _, _ in chart.readings}
    assert names == {"Blood pressure", "Weight", "Glucose", "Hemoglobin A1c"}
    assert any("(" in allergy for chart in charts for allergy in chart.allergies)
    assert any(not chart.allergies for chart in charts)
    calls = [date.fromisoformat(chart.next_contact_on) for chart in charts if chart.next_contact_on]
    assert min(calls) < TODAY < max(calls)
    assert all(abs(call - TODAY) <= timedelta(days=14) for call in calls)
    people, _ = demo_script.story(TODAY)
    assert {"English", "Spanish"} <= {person.chart.language for person in people}
    assert {bool(person.chart.caregiver) for person in people} == {True, False}
    assert all(is_mbi(person.chart.mbi) for person in people if person.chart.mbi)


@pytest.mark.parametrize("month", CLOSED, ids=str)
def test_a_closed_month_was_signed_twice_for_everybody_billed(office: Office, month: Month) -> None:
    desk = office.month_desk.desk(month)
    assert desk.standing.state == "closed"
    assert desk.standing.revisions[0].closed_by == "Maria Ortiz, RN"
    billed = [line.patient_id for line in desk.board.lines if line.state == "billable"]
    assert billed
    for patient in billed[:5]:
        signatures = office.month_signing.evidence(patient, month, PRACTITIONER).signatures
        stand = {line.role: line for line in signatures if line.state == "stands"}
        assert stand.keys() == {COORDINATOR, PRACTITIONER}
        assert stand[PRACTITIONER].signer == "Elena Reyes, MD"
        assert stand[COORDINATOR].at < stand[PRACTITIONER].at
    assert any(line.held for line in desk.board.lines)
    assert any(row.accepted for row in desk.exceptions)


def test_one_month_was_closed_again_for_a_patient_whose_consent_was_found(office: Office) -> None:
    revisions = {month: office.month_closing.standing(month).revision for month in CLOSED}
    assert Counter(revisions.values()) == {1: len(CLOSED) - 1, 2: 1}
    reopened = next(month for month, revision in revisions.items() if revision == 2)
    (change,) = office.month_closing.changes(reopened)
    assert (change.before_codes, bool(change.after_codes)) == ((), True)
    before, after = (office.month_end.board(reopened, revision).totals for revision in (1, 2))
    assert (after.billable, after.fee) == (before.billable + 1, before.fee + change.after_fee)
    consent = office.enrolment.consent(change.patient_id)
    assert (consent.status, consent.method) == ("given", "written")


def test_an_addendum_came_after_a_closing(office: Office) -> None:
    assert sum(office.month_closing.standing(month).addenda for month in CLOSED) == 1


def test_the_last_full_month_is_half_way(office: Office) -> None:
    desk = office.month_desk.desk(IN_REVIEW)
    assert desk.standing.state == "in_review"
    assert desk.close_refused
    queues = {role: office.month_desk.desk(IN_REVIEW, role).queue for role in (COORDINATOR, PRACTITIONER)}
    assert 0 < queues[PRACTITIONER].signed < queues[COORDINATOR].signed < len(queues[COORDINATOR].lines)
    waiting = {line.state for queue in queues.values() for line in queue.lines}
    assert waiting >= {"to_sign", "note_missing", "needs_re_sign", "signed"}
    open_kinds = {row.code for row in desk.exceptions if row.open}
    assert open_kinds >= {"E01", "E04", "E10", "E13", "E15", "E16"}
    assert desk.near_misses
    assert desk.open_work


def test_claims_of_closed_months_went_out_and_were_answered(office: Office) -> None:
    statuses = Counter(row.status for month in CLOSED for row in office.claims.board(month).rows)
    assert statuses["paid"] > sum(statuses.values()) // 2
    assert all(statuses[status] for status in ("denied", "submitted"))
    assert not statuses[""]
    reasons = {row.reason for month in CLOSED for row in office.claims.board(month).rows} - {""}
    assert reasons <= denial_reasons().reasons.keys()
    assert {row.status for month in (IN_REVIEW, RUNNING) for row in office.claims.board(month).rows} == {""}


def test_the_same_day_and_seed_tell_the_same_story() -> None:
    assert demo_script.story(TODAY) == demo_script.story(TODAY)
    assert demo_script.story(TODAY) != demo_script.story(TODAY, seed=1)


def test_two_practices_of_one_day_hold_the_same_figures(tmp_path: Path) -> None:
    figures = []
    for name in ("one", "two"):
        folder = tmp_path / name
        build_demo(folder, Unobserved(), today=date(2026, 11, 1), patients=6)
        opened = unlock(folder, list_users(folder)[0].id, PASSPHRASE, FakeClock(datetime(2026, 11, 1, 17, tzinfo=UTC)),
                        ticking=False)  # fmt: skip
        figures.append([_told(opened.office, month) for month in opened.office.month_end.months(6)])
        opened.close()
    assert figures[0] == figures[1]


def _told(office: Office, month: Month) -> tuple[object, ...]:
    desk, rows = office.month_desk.desk(month), office.claims.board(month).rows
    return (
        sorted((line.name, line.state, line.counted_seconds, line.codes) for line in desk.board.lines),
        sorted((line.patient, line.state) for line in desk.queue.lines),
        sorted((row.name, row.code, row.status, row.reason, row.amount) for row in rows),
    )


class _Impatient:
    """Gives up while the months are told."""

    def report(self, done: int, total: int) -> None:
        if done * 2 > total:
            raise Cancelled


def test_cancelled_nothing_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with pytest.raises(Cancelled):
        build_demo(folder, _Impatient(), today=TODAY, patients=4)
    assert not folder.exists()


class _Fatal:
    """The computer goes off while the months are told."""

    def report(self, done: int, total: int) -> None:
        if done * 2 > total:
            os._exit(9)


def _ensure_small(folder: Path, progress: Progress) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(demo, "build_demo", partial(build_demo, today=TODAY, patients=4))
        demo.ensure_demo(folder, progress)


def test_one_whose_making_was_killed_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    making = multiprocessing.get_context("spawn").Process(target=_ensure_small, args=(folder, _Fatal()))
    making.start()
    making.join()
    assert making.exitcode == 9
    _ensure_small(folder, Unobserved())
    person = list_users(folder)[0].id
    with closing(unlock(folder, person, PASSPHRASE, FakeClock(NOW), ticking=False)) as practice:
        assert len(practice.office.patients.panel()) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_a_practice_that_is_there_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    build_demo(folder, Unobserved(), today=TODAY, patients=1)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(FileProblem):
        build_demo(folder, Unobserved(), today=TODAY, patients=1)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_nobody_takes_what_they_do_not_tolerate() -> None:
    people, _ = demo_script.story(TODAY)
    for person in people:
        codes = {demo_script.CONDITIONS[place][0] for place in person.conditions}
        taken = {drug[0] for icd10, drug in demo_script.MEDICATIONS.items() if icd10 in codes}
        assert taken.isdisjoint(substance for substance, _, _ in person.chart.allergies)


def test_desks_hold_tasks_a_patient_nobody_reaches_and_escalations(office: Office) -> None:
    lines = office.tasks.list()
    assert {line.what.value.kind for line in lines} >= {"task", "call", "letter", "visit"}
    assert any(line.overdue for line in lines)
    assert office.tasks.unfiled() == 1
    assert any(line.unreachable for line in office.patients.panel())
    escalations = office.escalations.list(open_only=False)
    assert {line.state for line in escalations} >= {"overdue", "acted"}
    assert any(line.read_at is not None and line.acted_at is None for line in escalations)


def test_check_ins_are_due_and_one_of_each_color_was_answered(office: Office) -> None:
    asked = office.checkins.due(later=True)
    assert {one.state for one in asked} == {"overdue", "later"}
    lines = [line for one in asked for line in office.checkins.sheet(one.patient_id).lines]
    assert sorted(line.level for line in lines) == ["amber", "green", "red"]
    assert [line.is_open for line in lines if line.level != "green"] == [True, True]


def test_most_plans_are_whole_and_a_few_show_what_is_still_to_do(office: Office) -> None:
    enrolled = [line.patient_id for line in office.patients.panel() if line.program_status == "enrolled"]
    plans = [office.care_plans.view(patient) for patient in enrolled]
    standing = Counter(plan.status for plan in plans)
    assert standing["current"] > 0.7 * len(plans), standing
    assert standing["draft"] >= 2, standing
    unwritten = Counter(one.key for plan in plans if plan.review.value.review_on
                        for one in plan.sections if one.state == "missing")  # fmt: skip
    assert {"symptoms", "emergency"} <= unwritten.keys()  # one plan of each kind was left half-written
    current = [plan for plan in plans if plan.status == "current"]
    assert all(member.value.team_role and member.value.phone for plan in current for member in plan.team)
    assert any(goal.progress for plan in current for problem in plan.problems for goal in problem.goals)
    assert all(problem.goals for plan in current for problem in plan.problems)
    assert all(plan.short["preventive"] and plan.short["symptoms"] for plan in current)


def test_plans_stand_everywhere_on_their_way_to_a_signature(office: Office) -> None:
    ways = Counter(office.care_plans.view(line.patient_id).way.state for line in office.patients.panel())
    assert {"never", "waiting", "returned", "signed", "changed"} <= ways.keys(), ways
    signed = [office.plan_signing.standing(line.patient_id) for line in office.patients.panel()]
    assert all(standing.is_genuine for standing in signed if standing.signed_version)
