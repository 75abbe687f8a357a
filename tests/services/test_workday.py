"""The day's work that is on no patient: seen, shown, dismissed, and never assigned by itself."""

from __future__ import annotations

from ccm_desktop.models.queries import presence
from ccm_desktop.services.time_entries import NewTime
from tests.services.conftest import Demo


def work_on(demo: Demo, seconds: int, every: int = 60) -> None:
    """Keys are pressed for so long."""
    for _ in range(seconds // every):
        demo.office.workday.note_input()
        demo.clock.advance(every)
    demo.office.workday.note_input()


def left(demo: Demo) -> list[int]:
    """Lengths of what lies on no patient."""
    return [end - start for start, end in demo.office.workday.today().unassigned]


def test_a_stretch_that_was_seen_is_offered_until_it_is_dismissed(demo: Demo) -> None:
    work_on(demo, 600)
    assert left(demo) == [600]
    ((start, end),) = demo.office.workday.today().unassigned
    demo.office.workday.dismiss(start, end)
    assert left(demo) == []


def test_idle_time_ends_a_stretch(demo: Demo) -> None:
    work_on(demo, 300)
    demo.clock.advance(301)
    work_on(demo, 240)
    assert left(demo) == [300, 240]


def test_time_on_a_patient_is_not_offered(demo: Demo) -> None:
    patient = demo.enrolled()
    begun = demo.now
    work_on(demo, 900)
    demo.office.time.add(NewTime(patient, begun + 300, begun + 600, "coordination", "Called.", "Forgot to start"))
    assert left(demo) == [300, 300]
    assert demo.office.workday.today().timed_seconds == 300
    demo.office.timer.start(patient, anyway=True)
    demo.clock.advance(600)
    assert left(demo) == [300, 300], "a running timer's own time neither"


def test_presence_outlives_the_program_and_is_forgotten_after_a_week(demo: Demo) -> None:
    work_on(demo, 600)
    demo.office.workday.keep()
    demo.opened.close()
    demo.reopen()
    assert left(demo) == [600]
    demo.clock.advance(8 * 86_400)
    work_on(demo, 300)
    demo.office.workday.keep()
    with demo.office.context.reading() as reader:
        kept = presence.of_person(reader.connection, demo.office.context.person, 0, 2**40)
    assert [end - start for start, end in kept] == [300]


def test_presence_is_in_no_ledger(demo: Demo) -> None:
    with demo.office.context.reading() as reader:
        cursor = reader.connection.connection.driver_connection.cursor()  # type: ignore[union-attr]
        before = cursor.execute("SELECT count(*) FROM op").fetchone()
    work_on(demo, 600)
    demo.office.workday.keep()
    with demo.office.context.reading() as reader:
        cursor = reader.connection.connection.driver_connection.cursor()  # type: ignore[union-attr]
        assert cursor.execute("SELECT count(*) FROM op").fetchone() == before


def test_interrupted_work_and_undecided_gaps_are_shown(demo: Demo) -> None:
    first, second = demo.enrolled(), demo.enrolled("Baker", "Yvonne")
    parked = demo.office.timer.start(first, "coordination", anyway=True).value
    session = demo.office.timer.start(second, "coordination", anyway=True).value
    demo.office.workday.note_input()
    demo.clock.sleep(240)
    demo.office.workday.note_input()
    demo.clock.sleep(360)
    demo.office.timer.tick()
    demo.office.timer.stop()
    day = demo.office.workday.today()
    assert [line.session_id for line in day.parked] == [parked]
    (due,) = day.notes
    assert (due.session_id, [(gap.seconds, gap.decision) for gap in due.gaps]) == (session, [(600, "pending")])
    assert day.unassigned == (), "a gap is asked about once"
    demo.office.timer.discard(session, "Tried it out")
    assert not demo.office.workday.today().is_clear, "parked work waits too"
    demo.office.timer.stop(parked)
    demo.office.timer.discard(parked, "Tried it out")
    day = demo.office.workday.today()
    assert (day.notes, day.parked) == ((), ())
    for start, end in day.unassigned:  # seen at work in the gap, and now on nobody
        demo.office.workday.dismiss(start, end)
    assert demo.office.workday.today().is_clear
