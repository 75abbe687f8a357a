"""The program dies while a timer runs: what was earned is there, what nobody saw is asked, nothing runs by itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

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
    folders = [tmp_path / "practice"]

    def open_again(seconds: int) -> Person:
        left = tmp_path / f"left{len(folders)}"
        shutil.copytree(folders[-1], left, ignore=shutil.ignore_patterns("app.lock"))
        folders.append(left)
        (opened[-1] if opened else person.entry).close()
        person.clock.push(seconds)
        entry = Entry(qapp, left, tmp_path / "window.ini", clock=person.clock, kdf=QUICK_FOR_TESTS)
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
    hands, sheet = Hands(person), person.screens.timer_room.recoveries.sheet
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


def left_on_today(person: Person) -> list[str]:
    """What Today says was left half done, and of whom."""
    person.entry.window.show_page("today")
    person.settle()
    beside = person.screens.today.page.beside
    said = [one.text() for one in beside.findChildren(QLabel) if one.isVisibleTo(beside)]
    titles = [one.text() for one in beside.findChildren(QLabel, "groupTitle") if one.isVisibleTo(beside)]
    starts = next((at for at, words in enumerate(said) if words.startswith("Left half done")), None)
    if starts is None:
        return []
    return said[starts : said.index(titles[titles.index(said[starts]) + 1])]


def test_today_names_whose_words_and_work_wait_after_it(
    person: Person, patient: str, reborn: Reborn, capfd: pytest.CaptureFixture[str]
) -> None:
    person.screens.open_patient(patient, 2)
    person.settle()
    editor = person.screens.workspace.plan
    editor.add_buttons["goal"].click()
    QTest.keyClicks(focus(), "Walk to church")
    editor.drafts.write()
    person.settle()
    again = reborn(1200)
    assert again.screens.timer_room.recoveries.sheet.isVisible()
    again.entry.window.hide_side()  # later
    words = "1 line of the care plan not saved · 2:00 of work before a crash not answered for"
    again.until(lambda: left_on_today(again) == ["Left half done (1)", "Lindqvist, Test", words])
    assert "1 left half done" in again.screens.today.page.count_label.text()
    beside = again.screens.today.page.beside
    presses = {one.accessibleName(): one for one in beside.findChildren(QPushButton)}
    presses["Answer for the work on Lindqvist, Test"].click()
    again.settle()
    assert again.screens.timer_room.recoveries.sheet.isVisible()
    presses["Open what was typed for Lindqvist, Test"].click()
    again.settle()
    plan = again.screens.workspace.plan
    assert plan.isVisible()
    assert "Walk to church" in plan.unsaved_message.text_label.text()
    plan.unsaved_message.action_button.click()
    QTest.keyClick(focus(), Qt.Key.Key_Escape)  # takes back what was typed
    again.settle()
    worked = "2:00 of work before a crash not answered for"
    again.until(lambda: left_on_today(again) == ["Left half done (1)", "Lindqvist, Test", worked])
    assert "Lindqvist" not in "".join(capfd.readouterr())


def test_today_says_nothing_of_what_nobody_left(person: Person, patient: str) -> None:
    assert left_on_today(person) == []


def test_work_after_it_is_claimed_with_a_reason(patient: str, reborn: Reborn) -> None:
    person = reborn(1200)
    hands, sheet = Hands(person), person.screens.timer_room.recoveries.sheet
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
    hands, sheet = Hands(person), person.screens.timer_room.recoveries.sheet
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
    hands, sheet = Hands(person), person.screens.timer_room.recoveries.sheet
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


@pytest.fixture
def twice(person: Person, patient: str, reborn: Reborn) -> Person:
    """It died in Lindqvist's call, that was left for later, and it died again in Baker's."""
    add_consented(person, "Baker")
    again = reborn(1200)
    hands = Hands(again)
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("bak", Qt.Key.Key_Return)
    hands.in_state("running")
    again.work(60)
    return reborn(1200)


def test_two_are_asked_about_one_after_the_other(patient: str, twice: Person) -> None:
    hands, sheet = Hands(twice), twice.screens.timer_room.recoveries.sheet
    assert sheet.who_label.text() == "Lindqvist, Test"
    assert sheet.more_label.text() == "1 more after this one."
    hands.press(Qt.Key.Key_Return, CTRL)
    assert not sheet.isVisible(), "its note comes first"
    write_note(twice, hands)
    assert sheet.isVisible()
    assert sheet.who_label.text() == "Baker, Test"
    assert not sheet.more_label.isVisible()
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return, CTRL)
    assert not twice.entry.window.side.isVisible()
    assert twice.screens.timer.due == ()
    assert seconds(twice, patient) == 120


def test_two_left_for_later_are_both_found_again(patient: str, twice: Person) -> None:
    hands, sheet = Hands(twice), twice.screens.timer_room.recoveries.sheet
    for _ in range(2):
        assert sheet.who_label.text() == "Lindqvist, Test"
        hands.press(Qt.Key.Key_Escape)
        assert sheet.isVisible()
        assert sheet.who_label.text() == "Baker, Test"
        hands.press(Qt.Key.Key_Escape)
        assert not sheet.isVisible()
        twice.entry.window.actions_by_key["recover"].trigger()
        assert sheet.isVisible()


@pytest.mark.parametrize(
    ("answer", "state", "counted"), [("Resume", "running", 120), ("Keep gap", "idle", 150), ("Finish", "idle", 120)]
)
def test_a_short_crash_is_one_line(patient: str, reborn: Reborn, answer: str, state: str, counted: int) -> None:
    person = reborn(30)
    hands, recoveries = Hands(person), person.screens.timer_room.recoveries
    assert person.screens.timer.view.state == "idle", "nothing runs by itself"
    assert not recoveries.sheet.isVisible()
    assert recoveries.bar.isVisible()
    assert recoveries.bar.words_label.text() == (
        "The program was restarted. Lindqvist, Test: 2:00 kept, 0:30 gap not counted."
    )
    names_are_sound(recoveries.bar)
    press = next(one for one in recoveries.bar.findChildren(QPushButton) if one.text() == answer)
    hands.click(press)
    hands.in_state(state)
    assert not recoveries.bar.isVisible()
    if state == "running":
        assert person.screens.timer.view.elapsed_seconds == 120
        assert not person.screens.drawer.isVisible()
        hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    write_note(person, hands)
    assert seconds(person, patient) == counted


def test_a_short_crash_can_be_answered_on_the_sheet_too(patient: str, reborn: Reborn) -> None:
    person = reborn(30)
    hands, recoveries = Hands(person), person.screens.timer_room.recoveries
    person.entry.window.actions_by_key["recover"].trigger()
    assert recoveries.sheet.isVisible()
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return, CTRL)
    assert not recoveries.bar.isVisible()
    assert person.screens.timer.due == ()


def test_a_note_left_for_later_leads_to_the_next_one(twice: Person) -> None:
    hands, sheet = Hands(twice), twice.screens.timer_room.recoveries.sheet
    hands.press(Qt.Key.Key_Return, CTRL)
    assert twice.screens.drawer.isVisible()
    hands.press(Qt.Key.Key_Escape)
    assert sheet.isVisible()
    assert sheet.who_label.text() == "Baker, Test"
