"""Interrupted work, a full disk, a clock that is set, and the way out of the drawer, in the real window."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from PySide6.QtWidgets import QFrame, QPushButton

from ccm_desktop.services.timer_journal import TimerJournal
from tests.journeys.conftest import Person
from tests.journeys.test_keyboard import add_enrolled
from tests.journeys.test_timer_surfaces import in_state
from tests.journeys.test_window import first_run

NOTE = "Compared the medication list with the pharmacy."


@pytest.fixture
def two(person: Person) -> tuple[str, str]:
    """Patients: work on Baker runs, and interrupted that on Castillo."""
    first_run(person)
    person.to_front()
    castillo, baker = add_enrolled(person, "Castillo"), add_enrolled(person, "Baker")
    person.clock.stand_still()
    for patient in (castillo, baker):
        desk = person.screens._desk
        desk.gateway.send(partial(desk.office.timer.start, patient, "coordination", anyway=True))
        person.settle()
        person.work(60)
    in_state(person, "running")
    return castillo, baker


def press(person: Person, frame: Any, words: str) -> None:
    found = next(b for b in frame.findChildren(QPushButton) if b.text() == words and b.isVisible())
    found.click()
    person.settle()


def write(person: Person, note: str = NOTE) -> None:
    person.until(person.screens.drawer.isVisible)
    person.settle()
    person.screens.drawer.note_field.setPlainText(note)


def test_parked_work_is_resumed_or_finished_from_the_bar(person: Person, two: tuple[str, str]) -> None:
    parked, view_model = person.screens.bar.parked_button, person.screens.timer
    assert parked.text() == "Parked (1)"
    resume, finish = (entry for entry in parked.lines_menu.actions() if not entry.isSeparator())
    assert resume.text().startswith("Resume Castillo")
    resume.trigger()
    person.until(lambda: view_model.view.patient_id == two[0])
    person.settle()
    resume, finish = (entry for entry in parked.lines_menu.actions() if not entry.isSeparator())
    assert finish.text().startswith("Finish Baker"), "what was interrupted by it"
    finish.trigger()
    person.until(person.screens.drawer.isVisible)
    assert person.screens.drawer.facts.who_label.text().startswith("Baker")
    assert view_model.view.state == "running"
    assert not parked.isVisible()


def test_saving_can_lead_back_to_the_interrupted_work(person: Person, two: tuple[str, str]) -> None:
    screens = person.screens
    assert not screens.drawer.return_button.isVisible()
    screens.timer.stop()
    write(person)
    assert screens.drawer.return_button.text().startswith("Save and return to Castillo")
    screens.drawer.return_button.click()
    in_state(person, "running")
    assert screens.timer.view.patient_id == two[0]
    assert not screens.timer.view.parked
    saved = person.entry.window.toast.texts[0]
    assert saved.startswith("Saved 1:00 for Baker")
    assert saved.endswith(" this month")


def test_leaving_the_note_for_later_offers_the_stop_back(person: Person, two: tuple[str, str]) -> None:
    screens = person.screens
    screens.timer.stop()
    write(person)
    screens.drawer.leave()
    person.settle()
    toast = person.entry.window.toast
    assert toast.texts[-1].startswith("Stopped 1:0")
    toast._shown[-1].action_button.click()
    in_state(person, "running")
    assert screens.timer.view.patient_id == two[1]
    assert screens.timer.due == ()


def test_the_drawer_says_whether_it_counts(person: Person, two: tuple[str, str]) -> None:
    drawer = person.screens.drawer
    person.screens.timer.stop()
    write(person, "Called.")
    assert drawer.counts.text_label.text().startswith("Counts: 1:00. The month waits: no documented consent")
    assert drawer.note.hint_label.isVisible()
    drawer.note_field.setPlainText(NOTE)
    assert not drawer.note.hint_label.isVisible()


def test_a_disk_that_refuses_is_said_in_red_and_asked_again(
    person: Person, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    notices = person.screens.timer_room.notices
    assert not notices.isVisible()
    with monkeypatch.context() as full:
        full.setattr(TimerJournal, "write", fail)
        person.work(6)
        person.until(notices.fault_message.isVisible)
        assert "does not take the running time" in notices.fault_message.text_label.text()
        assert person.screens.bar.property("state") == "fault"
        notices.fault_message.action_button.click()
        person.settle()
        assert "still does not take" in person.entry.window.toast.texts[-1]
        assert notices.fault_message.isVisible()
    notices.fault_message.action_button.click()
    person.until(lambda: not notices.isVisible())
    assert person.screens.bar.property("state") == "running"


def test_a_clock_that_was_set_is_told_once(person: Person, two: tuple[str, str]) -> None:
    screens, clock = person.screens, person.clock
    sample = clock.sample
    clock.sample = lambda: sample()._replace(wall=sample().wall + 3720)  # type: ignore[method-assign]
    person.work(1)
    screens.timer.load()
    person.until(screens.timer_room.notices.clock_message.isVisible)
    words = screens.timer_room.notices.clock_message.text_label.text()
    assert words == "Computer clock changed by +1:02:00. Elapsed time is not affected; the entry is marked."
    screens.timer_room.notices.clock_message.action_button.click()
    screens.timer.load()
    person.settle()
    assert not screens.timer_room.notices.isVisible()


def test_a_pause_says_since_when_in_bar_and_mini_timer(person: Person, two: tuple[str, str]) -> None:
    screens = person.screens
    screens.timer.pause_or_resume()
    in_state(person, "paused")
    assert screens.bar.activity_label.text().startswith("PAUSED since 2:02 PM · not counting")
    assert person.entry.session is not None
    surfaces = person.entry.session.surfaces
    surfaces.mini_or_keyboard()
    assert surfaces.mini.first_line.text() == "PAUSED since 2:02 PM · not counting"


def test_the_end_of_the_day_answers_gaps_and_parked_work(person: Person, two: tuple[str, str]) -> None:
    screens, office = person.screens, person.screens._desk.office
    office.timer.hint("lock")
    person.work(300)
    office.timer.hint("unlock")
    screens.timer.stop()
    person.until(screens.drawer.isVisible)
    person.settle()
    assert screens.drawer.gaps.isAncestorOf(person.entry.window.focusWidget()), "the gap is asked about first"
    screens.drawer.leave()
    screens.working_day.show()
    sheet = screens.working_day.sheet
    person.until(sheet.isVisible)
    person.settle()

    def items() -> list[QFrame]:
        return list(sheet.findChildren(QFrame, "endOfDayItem"))

    assert any("Screen was locked" in press.accessibleName() for press in sheet.findChildren(QPushButton))
    press(person, items()[1], "Remove")
    assert not screens.timer.due[0].gaps or screens.timer.due[0].gaps[0].decision == "removed"
    parked = next(item for item in items() if any(b.text() == "Resume" for b in item.findChildren(QPushButton)))
    press(person, parked, "Finish…")
    person.until(screens.drawer.isVisible)
    assert screens.drawer.facts.who_label.text().startswith("Castillo")
