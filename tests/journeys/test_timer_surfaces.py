"""The timer outside its bar, in the real window: it comes and goes with the clock and loses nobody."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QPushButton

from ccm_desktop.domain.activities import ACTIVITIES
from tests.journeys.conftest import Person
from tests.journeys.test_keyboard import add_enrolled
from tests.journeys.test_window import first_run

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def surfaces(person: Person) -> Any:
    first_run(person)
    person.to_front()
    patient = add_enrolled(person, "Castillo-Ramirez")
    start(person, patient)
    assert person.entry.session is not None
    return person.entry.session.surfaces


def start(person: Person, patient: str) -> None:
    """On a patient whose consent is not recorded yet: said to be all right."""
    desk = person.screens._desk
    desk.gateway.send(partial(desk.office.timer.start, patient, anyway=True))
    in_state(person, "running")


def in_state(person: Person, state: str) -> None:
    person.until(lambda: person.screens.timer.view.state == state)
    person.settle()


def press_mini(person: Person) -> None:
    at = QApplication.focusWidget() or person.entry.window
    QTest.keyClick(at, Qt.Key.Key_M, CONTROL | SHIFT)


def test_the_key_shows_it_then_goes_to_it_then_leads_back(person: Person, surfaces: Any) -> None:
    mini, window = surfaces.mini, person.entry.window
    two_lines = person.screens.bar.height()
    assert not mini.isVisible()
    press_mini(person)
    assert mini.isVisible()
    assert window.isActiveWindow(), "whoever types goes on typing"
    assert not person.screens.bar.activity_label.isVisible()
    person.settle()
    assert person.screens.bar.height() < two_lines
    press_mini(person)
    person.until(mini.isActiveWindow)
    assert mini.buttons[0].hasFocus()
    press_mini(person)
    person.until(window.isActiveWindow)
    mini.close_button.click()
    assert not mini.isVisible()
    assert person.screens.bar.activity_label.isVisible()


def test_keys_of_the_timer_work_in_the_mini_timer(person: Person, surfaces: Any) -> None:
    surfaces.mini_or_keyboard()
    surfaces.mini_or_keyboard()
    person.until(surfaces.mini.isActiveWindow)
    QTest.keyClick(surfaces.mini.buttons[0], Qt.Key.Key_P, CONTROL | SHIFT)
    in_state(person, "paused")
    assert surfaces.mini.first_line.text() == "PAUSED since 2:00 PM · not counting"
    assert surfaces.mini.buttons[0].text() == "Resume"
    QTest.keyClick(surfaces.mini.buttons[0], Qt.Key.Key_T, CONTROL)
    assert person.screens.palette.isVisible()
    person.until(person.entry.window.isActiveWindow)


def test_without_a_timer_there_is_none(person: Person, surfaces: Any) -> None:
    surfaces.mini_or_keyboard()
    person.screens.timer.stop()
    in_state(person, "idle")
    assert not surfaces.mini.isVisible()
    surfaces.mini_or_keyboard()
    assert not surfaces.mini.isVisible()
    assert "while a timer runs" in person.entry.window.toast.texts[-1]


def test_it_comes_again_with_the_next_timer(person: Person, surfaces: Any) -> None:
    surfaces.mini_or_keyboard()
    person.screens.timer.stop()
    in_state(person, "idle")
    start(person, person.screens.timer.patients[0].patient_id)
    assert surfaces.mini.isVisible()


def test_a_minimized_window_leaves_it_there_and_takes_it_back(person: Person, surfaces: Any) -> None:
    window = person.entry.window
    window.showMinimized()
    person.until(surfaces.mini.isVisible)
    window.showNormal()
    person.until(lambda: not surfaces.mini.isVisible())
    surfaces.options.choose("mini_appears", "no")
    window.showMinimized()
    person.settle()
    assert not surfaces.mini.isVisible()
    window.showNormal()


def test_finish_on_it_brings_the_window_and_its_drawer(person: Person, surfaces: Any) -> None:
    window = person.entry.window
    window.showMinimized()
    person.until(surfaces.mini.isVisible)
    surfaces.mini.buttons[1].click()
    in_state(person, "idle")
    person.until(person.screens.drawer.isVisible)
    assert not window.isMinimized()
    assert not surfaces.mini.isVisible()


def question(person: Person) -> QMessageBox:
    person.entry.window.close()
    (found,) = person.entry.window.findChildren(QMessageBox)
    return found


def choice(asked: QMessageBox, words: str) -> QPushButton:
    (found,) = (b for b in asked.buttons() if words in b.text().replace("&", ""))
    assert isinstance(found, QPushButton)
    return found


def test_closing_asks_and_stopping_is_the_default(person: Person, surfaces: Any) -> None:
    asked = question(person)
    words = {b.text().replace("&", "") for b in asked.buttons()}
    assert words == {"Stop and write the note later", "Keep running in the mini timer", "Cancel"}
    assert asked.defaultButton() is choice(asked, "Stop")
    choice(asked, "Cancel").click()
    person.settle()
    assert person.entry.window.isVisible()
    assert person.screens.timer.view.state == "running"
    choice(question_again(person), "Stop").click()
    assert person.entry.session is None


def question_again(person: Person) -> QMessageBox:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return question(person)


def test_kept_running_the_window_goes_and_comes_back(person: Person, surfaces: Any) -> None:
    choice(question(person), "Keep").click()
    person.settle()
    window = person.entry.window
    assert not window.isVisible()
    assert surfaces.mini.isVisible()
    assert person.screens.timer.view.state == "running"
    QTest.mouseDClick(surfaces.mini, Qt.MouseButton.LeftButton)
    person.until(window.isVisible)
    assert not surfaces.mini.isVisible()


@pytest.mark.parametrize(
    "end", [lambda s: s.mini.close_button.click(), lambda s: s._timer.stop()], ids=["hidden", "stopped elsewhere"]
)
def test_a_window_that_was_put_away_is_never_lost(person: Person, surfaces: Any, end: Callable[[Any], object]) -> None:
    choice(question(person), "Keep").click()
    person.settle()
    end(surfaces)
    person.until(person.entry.window.isVisible)
    person.settle()
    assert not surfaces.mini.isVisible()


def test_the_menu_of_the_mini_timer_does_what_it_says(person: Person, surfaces: Any) -> None:
    mini = surfaces.mini
    surfaces.mini_or_keyboard()
    middle = mini.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, mini.mapToGlobal(middle))
    QApplication.sendEvent(mini, event)
    menu = surfaces._menu
    assert isinstance(menu, QMenu)
    assert entry(menu, "Pause or resume").shortcut().toString() == "Ctrl+Shift+P"
    names = entry(menu, "Name in the mini timer").menu()
    assert isinstance(names, QMenu)
    entry(names, "Initials only").trigger()
    assert mini.name_label.text() == "TC"
    entry(menu, "Lock its position").trigger()
    assert mini.is_locked
    entry(menu, "Hide the mini timer").trigger()
    assert not mini.isVisible()
    menu.close()


def entry(menu: QMenu, words: str) -> Any:
    return next(a for a in menu.actions() if a.text().replace("&", "") == words)


def test_the_keys_of_activities_change_what_is_done(person: Person, surfaces: Any) -> None:
    person.screens.panel.focus_search()
    QTest.keyClick(person.screens.panel.search_field, Qt.Key.Key_4, ALT | SHIFT)
    fourth = list(ACTIVITIES)[3]
    person.until(lambda: person.screens.timer.view.activity == fourth)
    assert person.screens.panel.search_field.text() == ""
    QTest.keyClick(person.screens.panel.search_field, Qt.Key.Key_A, CONTROL | SHIFT)
    menu = surfaces.activities.menu
    assert menu.isVisible()
    (marked,) = (a for a in menu.actions() if a.isChecked())
    assert marked.text() == f"{ACTIVITIES[fourth]}\tAlt+Shift+4"
    menu.actions()[11].trigger()
    menu.close()
    person.until(lambda: person.screens.timer.view.activity == "supervision")


def test_away_time_is_answered_on_the_mini_timer(person: Person, surfaces: Any) -> None:
    office = person.screens._desk.office
    person.clock.push(3600)  # the computer slept
    office.timer.tick()
    person.screens.timer.load()
    person.until(lambda: bool(person.screens.timer.view.gaps))
    surfaces.mini_or_keyboard()
    assert surfaces.mini.first_line.text().startswith("Away ")
    assert [press.text() for press in surfaces.mini.buttons] == ["Keep", "Remove", "Split…"]
    surfaces.mini.buttons[1].click()
    person.until(lambda: not person.screens.timer.view.gaps)
    assert surfaces.mini.buttons[0].text() == "Pause"


def test_the_mini_timer_answers_only_what_it_shows(person: Person, surfaces: Any) -> None:
    """A second absence came up after it was painted: nobody has seen it, so it waits on."""
    office, timer = person.screens._desk.office, person.screens.timer
    person.clock.push(3600)
    office.timer.tick()
    timer.load()
    person.until(lambda: bool(timer.view.gaps))
    surfaces.mini_or_keyboard()
    timer._clock.stop()  # the screen has not looked again yet
    person.work(10)
    person.clock.push(300)
    office.timer.tick()
    surfaces.mini.buttons[0].click()
    surfaces.mini.buttons[0].click()  # a double click is one answer
    person.settle()
    (left,) = timer.view.gaps
    assert 300 <= left.seconds < 400
    assert timer.view.closed_seconds >= 3600
    assert person.entry.window.toast.texts == []


def test_silence_means_something_once_somebody_typed(person: Person, surfaces: Any) -> None:
    person.screens.timer.change_activity("chart_review")
    person.until(lambda: person.screens.timer.view.activity == "chart_review")
    person.entry.input._told = -10.0  # the last second's key was another one
    QTest.keyClick(person.screens.panel.search_field, Qt.Key.Key_A)
    person.work(360)
    person.screens.timer.load()
    person.until(lambda: person.screens.timer.view.away_since > 0)


def test_the_parked_one_is_taken_up_again(person: Person, surfaces: Any) -> None:
    office, gateway = person.screens._desk.office, person.screens._desk.gateway
    gateway.send(office.timer.park)
    in_state(person, "idle")
    person.entry.window.actions_by_key["resume_parked"].trigger()
    in_state(person, "running")


def test_changing_the_activity_of_no_timer_is_refused_in_words(person: Person, surfaces: Any) -> None:
    person.screens.timer.stop()
    in_state(person, "idle")
    person.screens.drawer.leave()
    person.entry.window.actions_by_key["activity"].trigger()
    person.settle()
    assert "No timer is running" in person.entry.window.toast.texts[-1]


@pytest.mark.qt_log_ignore("systemTrayWindowChanged")  # the offscreen platform has no tray
def test_a_long_pause_is_reminded_of_when_nobody_looks(
    person: Person, surfaces: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(surfaces.tray, "_available", lambda: True)
    monkeypatch.setattr(surfaces.tray, "notify", said.append)
    surfaces.options.choose("tray", "yes")
    person.screens.timer.pause_or_resume()
    in_state(person, "paused")
    person.clock.push(1860)
    surfaces.bell.ring()
    assert said == [], "the window is in front"
    person.entry.window.hide()
    surfaces.bell.ring()
    surfaces.bell.ring()
    assert said == ["The timer has been paused for 30 minutes or more."]
    surfaces.options.choose("reminders", "no")
    person.clock.push(3600)
    surfaces.bell.ring()
    assert len(said) == 1
    surfaces.show_window()


def test_the_mini_timer_goes_with_the_practice(person: Person, surfaces: Any) -> None:
    surfaces.mini_or_keyboard()
    mini = surfaces.mini
    person.entry.close()
    assert not mini.isVisible()


def test_keys_are_looked_up_and_changed_from_the_keyboard(person: Person, surfaces: Any) -> None:
    window, session = person.entry.window, person.entry.session
    assert session is not None
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Slash, CONTROL)
    assert window.current_page() == "shortcuts"
    assert session.shortcuts.search_edit.hasFocus()
    session.shortcuts.change_button.click()
    assert window.current_page() == "settings"
    group: Any = session.settings.groups["shortcuts"]
    group.table.select_key("pause")
    group.recorder.setFocus()
    QTest.keyClick(group.recorder, Qt.Key.Key_F11, CONTROL)
    assert person.screens.bar.pause_button.toolTip() == "Pause (Ctrl+F11)"
    person.screens.timer.pause_or_resume()
    in_state(person, "paused")
    assert person.screens.bar.pause_button.toolTip() == "Resume (Ctrl+F11)"
    QTest.keyClick(group.recorder, Qt.Key.Key_Escape)
    group.reset_button.click()


def test_the_first_gap_of_a_session_is_shown_though_the_one_before_had_one_too(person: Person, surfaces: Any) -> None:
    timer, away = person.screens.timer, person.screens.timer_room.away_bar
    service = person.screens._desk.office.timer
    for _ in range(2):
        person.clock.push(90)
        service.tick()
        timer._tick()
        person.until(away.isVisible)
        timer.stop()
        in_state(person, "idle")
        start(person, timer.patients[0].patient_id)
        assert not away.isVisible()
