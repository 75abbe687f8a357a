"""The program dies while a timer runs: what was earned is there, what nobody saw is asked, nothing runs by itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ccm_desktop.app.entry import Entry
from ccm_desktop.domain.calendar import Month
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from tests.journeys.conftest import Person
from tests.journeys.hands import CTRL, SHIFT, Hands, focus
from tests.journeys.test_keyboard import add_consented
from tests.journeys.test_timer_keyboard import names_are_sound
from tests.journeys.test_window import PASSPHRASE, first_run

OCTOBER = Month(2026, 10)
Reborn = Callable[[int], Person]


@pytest.fixture
def reborn(person: Person, qapp: QApplication, tmp_path: Path) -> Iterator[Reborn]:
    """The practice as the disk has it at this moment, opened by a program that began so many seconds later."""
    opened: list[Entry] = []

    def open_again(seconds: int) -> Person:
        shutil.copytree(tmp_path / "practice", tmp_path / "left", ignore=shutil.ignore_patterns("app.lock"))
        person.entry.close()
        person.clock.push(seconds)
        entry = Entry(qapp, tmp_path / "left", tmp_path / "window.ini", clock=person.clock, kdf=QUICK_FOR_TESTS)
        opened.append(entry)
        entry.window.resize(1366, 689)
        entry.open()
        again = Person(person.bot, entry, person.clock)
        again.to_front()
        assert entry.unlock_page is not None
        QTest.keyClicks(entry.unlock_page.passphrase_edit, PASSPHRASE)
        QTest.keyClick(entry.unlock_page.passphrase_edit, Qt.Key.Key_Return)
        again.until(lambda: entry.session is not None)
        again.settle()
        return again

    yield open_again
    for entry in opened:
        entry.close()
        entry.window.deleteLater()


@pytest.fixture
def patient(person: Person) -> str:
    """Two minutes into a call, two words into its note."""
    first_run(person)
    person.to_front()
    found = add_consented(person, "Lindqvist")
    person.screens.panel.reload()
    person.settle()
    person.clock.stand_still()
    hands = Hands(person)
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("lin", Qt.Key.Key_Return)
    hands.in_state("running", found)
    person.work(120)
    hands.press(Qt.Key.Key_N, CTRL | SHIFT)
    hands.word("Took her pills")
    person.screens.timer_room.pad.keep()
    person.settle()
    return found


def seconds(person: Person, patient: str) -> int:
    return sum(line.seconds for line in person.screens._desk.office.charts.month(patient, OCTOBER).lines)


def write_note(person: Person, hands: Hands) -> None:
    """In the drawer, which is open."""
    drawer = person.screens.drawer
    assert drawer.isVisible()
    assert drawer.note_field.toPlainText() == "Took her pills"
    hands.press(Qt.Key.Key_A)
    hands.press(Qt.Key.Key_Return, CTRL)
    assert not drawer.isVisible()


def test_it_stops_at_the_last_sign_of_life(patient: str, reborn: Reborn) -> None:
    person = reborn(1200)
    hands, sheet = Hands(person), person.screens.timer_room.recovery
    assert person.screens.timer.view.state == "idle", "nothing runs by itself"
    assert sheet.isVisible()
    assert sheet.who_label.text() == "Lindqvist, Test"
    assert sheet.stop_choice.text().endswith("count 2:00")
    assert focus() is sheet.stop_choice
    names_are_sound(sheet)
    hands.press(Qt.Key.Key_Return, CTRL)
    write_note(person, hands)
    assert hands.groups <= 3
    assert seconds(person, patient) == 120
    assert person.screens.timer.view.state == "idle"


def test_work_after_it_is_claimed_with_a_reason(patient: str, reborn: Reborn) -> None:
    person = reborn(1200)
    hands, sheet = Hands(person), person.screens.timer_room.recovery
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Tab)
    assert focus() is sheet.until_edit
    hands.word("soon")
    hands.press(Qt.Key.Key_Return, CTRL)
    assert "not understood" in sheet.message_label.text()
    ended = person.screens._desk.zone
    until = person.clock.now().astimezone(ended).replace(second=0, microsecond=0)
    sheet.until_edit.selectAll()
    hands.word(until.strftime("%I:%M%p").lower())
    hands.press(Qt.Key.Key_Return, CTRL)
    assert "reason" in sheet.message_label.text()
    assert sheet.isVisible()
    sheet.reason_edit.setFocus()
    hands.word("The power went, the call went on.")
    hands.press(Qt.Key.Key_Return, CTRL)
    assert person.screens.drawer.facts.recovered_label.isVisible()
    write_note(person, hands)
    lines = person.screens._desk.office.charts.month(patient, OCTOBER).lines
    assert seconds(person, patient) > 120
    assert max(line.ended_at for line in lines) == int(until.timestamp())
    assert not any(line.reviewed for line in lines), "somebody approves it first"


def test_it_was_no_work(patient: str, reborn: Reborn) -> None:
    person = reborn(1200)
    hands, sheet = Hands(person), person.screens.timer_room.recovery
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Down)
    assert sheet.reason_edit.isVisible()
    hands.press(Qt.Key.Key_Tab)
    hands.word("Started by mistake.")
    hands.press(Qt.Key.Key_Return, CTRL)
    assert not person.entry.window.side.isVisible()
    assert not person.screens.drawer.isVisible()
    assert person.screens.timer.due == ()
    assert seconds(person, patient) == 0


def test_it_can_wait_and_is_found_again(patient: str, reborn: Reborn) -> None:
    person = reborn(1200)
    hands, sheet = Hands(person), person.screens.timer_room.recovery
    hands.press(Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    person.screens.timer.load()
    person.settle()
    assert not sheet.isVisible(), "asked once"
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("lin", Qt.Key.Key_Return)
    hands.in_state("running", patient)
    person.entry.window.actions_by_key["recover"].trigger()
    assert sheet.isVisible()
    hands.press(Qt.Key.Key_Return, CTRL)
    write_note(person, hands)
    assert seconds(person, patient) == 120
