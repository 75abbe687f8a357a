"""Time that nobody saw: it asks, waits, and counts nothing until it is answered; typing goes on meanwhile."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from ccm_desktop.domain.calendar import Month
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded
from ccm_desktop.services.context import Context
from tests.journeys.conftest import Person
from tests.journeys.hands import ALT, CTRL, SHIFT, Hands, focus
from tests.journeys.test_keyboard import add_consented
from tests.journeys.test_window import first_run

OCTOBER = Month(2026, 10)


@pytest.fixture
def patients(person: Person) -> dict[str, str]:
    first_run(person)
    person.to_front()
    found = {name: add_consented(person, name) for name in ("Lindqvist", "Baker")}
    person.screens.panel.reload()
    person.settle()
    return found


@pytest.fixture
def hands(person: Person, patients: dict[str, str]) -> Hands:
    """A minute into a call with Lindqvist."""
    hands = Hands(person)
    person.clock.stand_still()
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("lin", Qt.Key.Key_Return)
    hands.in_state("running", patients["Lindqvist"])
    person.work(60)
    return hands


def seconds(person: Person, patient: str) -> int:
    return sum(line.seconds for line in person.screens._desk.office.charts.month(patient, OCTOBER).lines)


def finish(hands: Hands, note: str = "Spoke about the week.") -> None:
    hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    hands.press(Qt.Key.Key_A)
    hands.word(note)
    hands.press(Qt.Key.Key_Return, CTRL)


@pytest.mark.parametrize(("key", "counted"), [(Qt.Key.Key_K, 60 + 432 + 30), (Qt.Key.Key_R, 60 + 30)])
def test_one_key_answers_also_from_a_text_field(
    person: Person, patients: dict[str, str], hands: Hands, key: Qt.Key, counted: int
) -> None:
    screens = person.screens
    assert not screens.timer_room.away_bar.isVisible()
    hands.press(Qt.Key.Key_N, CTRL | SHIFT)
    hands.word("Took her pills")
    person.sleep(432)
    bar = screens.timer_room.away_bar
    assert bar.isVisible()
    assert "(7:12), not counted. What were you doing?" in bar.words_label.text()
    assert focus() is screens.timer_room.pad.note_field, "the bar takes no keyboard"
    assert screens.timer.view.elapsed_seconds == 60
    hands.press(key, ALT)
    person.work(30)
    hands.word(" daily.")
    assert not bar.isVisible()
    finish(hands, "")
    (line, *_) = screens._desk.office.charts.month(patients["Lindqvist"], OCTOBER).lines
    assert line.note == "Took her pills daily."
    assert seconds(person, patients["Lindqvist"]) == counted


def test_part_of_it_was_work(person: Person, patients: dict[str, str], hands: Hands) -> None:
    form = person.screens.timer_room.split_form
    person.sleep(432)
    hands.press(Qt.Key.Key_S, ALT)
    assert form.isVisible()
    hands.word("3:00")
    assert form.left_label.text() == "0:00 left"
    assert [row.length_edit.text() for row in form._rows] == ["3:00", "4:12"]
    hands.press(Qt.Key.Key_Return, CTRL)
    assert not person.entry.window.side.isVisible()
    finish(hands)
    assert seconds(person, patients["Lindqvist"]) == 60 + 180


def test_parts_that_do_not_add_up_are_refused_beside_them(
    person: Person, patients: dict[str, str], hands: Hands
) -> None:
    form = person.screens.timer_room.split_form
    person.sleep(432)
    hands.press(Qt.Key.Key_S, ALT)
    hands.word("3:00", Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Tab)
    hands.word("1:00")
    assert form.left_label.text() == "3:12 left"
    hands.press(Qt.Key.Key_Return, CTRL)
    assert form.isVisible()
    assert form.message_label.text()
    hands.press(Qt.Key.Key_N, ALT)
    assert form.left_label.text() == "0:00 left"
    hands.press(Qt.Key.Key_Escape)
    assert person.screens.timer_room.away_bar.isVisible(), "it still waits"


def test_a_part_goes_to_nobody_before_somebody_is_chosen(
    person: Person, patients: dict[str, str], hands: Hands
) -> None:
    form = person.screens.timer_room.split_form
    person.sleep(432)
    hands.press(Qt.Key.Key_S, ALT)
    hands.word("3:00")
    part = form._rows[1]
    part.answer_box.setCurrentIndex(part.answer_box.findData("moved"))
    hands.press(Qt.Key.Key_Return, CTRL)
    assert "not said whose work this was" in form.message_label.text()
    part.patient_box.setCurrentIndex(part.patient_box.findData(patients["Baker"]))
    hands.press(Qt.Key.Key_Return, CTRL)
    assert not form.isVisible()
    (due,) = person.screens.timer.due
    assert (due.patient_id, due.seconds) == (patients["Baker"], 252)


def test_it_was_work_for_somebody_else(person: Person, patients: dict[str, str], hands: Hands) -> None:
    person.sleep(432)
    hands.press(Qt.Key.Key_A, ALT)
    assert "Whose work was it?" in person.screens.palette.title_label.text()
    hands.word("bak", Qt.Key.Key_Return)
    assert person.screens.timer.view.patient_id == patients["Lindqvist"], "the clock stays where it was"
    finish(hands)
    hands.press(Qt.Key.Key_N, CTRL | SHIFT)
    assert person.screens.drawer.facts.who_label.text() == "Baker, Test"
    hands.press(Qt.Key.Key_A)
    hands.word("His refill.")
    hands.press(Qt.Key.Key_Return, CTRL)
    assert (seconds(person, patients["Lindqvist"]), seconds(person, patients["Baker"])) == (60, 432)


def test_leaving_the_choice_of_another_patient_changes_nothing(
    person: Person, patients: dict[str, str], hands: Hands
) -> None:
    person.sleep(432)
    hands.press(Qt.Key.Key_A, ALT)
    hands.press(Qt.Key.Key_Escape)
    assert person.screens.timer_room.away_bar.isVisible()
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("bak", Qt.Key.Key_Return)
    hands.in_state("running", patients["Baker"])
    (parked,) = person.screens.timer.view.parked
    assert parked.patient_id == patients["Lindqvist"]
    assert seconds(person, patients["Baker"]) == 0


@pytest.mark.parametrize("answer", ["K", "not"])
def test_a_long_silent_call_is_asked_about(person: Person, patients: dict[str, str], hands: Hands, answer: str) -> None:
    bar = person.screens.timer_room.away_bar
    person.entry.input._told = -10.0  # the last second's key was another one
    hands.press(Qt.Key.Key_N, CTRL | SHIFT)
    person.work(20 * 60)
    person.screens.timer.load()
    person.settle()
    assert bar.words_label.text().startswith("Still on the call?")
    assert not bar.keep_button.isVisible()
    if answer == "K":
        person.screens.panel.focus_search()
        hands.press(Qt.Key.Key_K, ALT)
        assert not bar.isVisible()
        person.work(11 * 60)
        person.screens.timer.load()
        person.settle()
        assert person.screens.timer.view.elapsed_seconds == 60 + 31 * 60
    else:
        person.work(11 * 60)
        person.screens.timer.load()
        person.settle()
        assert "Not counted until you are back" in bar.words_label.text()
        assert person.screens.timer.view.elapsed_seconds == 60


def test_a_finish_waits_for_the_answer_and_keeps_what_was_typed(
    person: Person, patients: dict[str, str], hands: Hands
) -> None:
    drawer = person.screens.drawer
    person.sleep(432)
    hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    drawer.outcomes.setFocus()  # past the gap, which had the keyboard
    hands.press(Qt.Key.Key_A)
    hands.word("Spoke about the week.")
    hands.press(Qt.Key.Key_Return, CTRL)
    assert drawer.isVisible()
    assert "waits for an answer" in drawer.message_label.text()
    assert focus().accessibleName().startswith("Keep: "), "the keyboard is where the answer is given"
    hands.press(Qt.Key.Key_Space)
    assert drawer.note_field.toPlainText() == "Spoke about the week."
    assert drawer.outcomes.outcome() == "reached"
    assert drawer.message_label.isHidden()
    hands.press(Qt.Key.Key_Return, CTRL)
    assert not drawer.isVisible()
    assert seconds(person, patients["Lindqvist"]) == 60 + 432


def test_the_drawer_is_there_again_after_a_split(person: Person, patients: dict[str, str], hands: Hands) -> None:
    screens = person.screens
    person.sleep(432)
    hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    screens.drawer.outcomes.setFocus()
    hands.press(Qt.Key.Key_A)
    hands.word("Spoke about the week.")
    hands.click(answers(screens.drawer.gaps, "Part of it")[0])
    hands.word("3:00")
    hands.press(Qt.Key.Key_Return, CTRL)
    assert screens.drawer.isVisible()
    assert screens.drawer.note_field.toPlainText() == "Spoke about the week."
    assert screens.drawer.isAncestorOf(focus()), "the keyboard came back with it"
    hands.press(Qt.Key.Key_Return, CTRL)
    assert seconds(person, patients["Lindqvist"]) == 60 + 180


def test_two_gaps_are_answered_one_after_the_other(person: Person, patients: dict[str, str], hands: Hands) -> None:
    bar = person.screens.timer_room.away_bar
    person.sleep(432)
    person.work(10)
    person.sleep(300)
    assert bar.words_label.text().startswith("1 of 2: ")
    assert "(7:12)" in bar.words_label.text()
    hands.press(Qt.Key.Key_K, ALT)
    assert "(5:00)" in bar.words_label.text()
    assert "of 2" not in bar.words_label.text()
    hands.press(Qt.Key.Key_R, ALT)
    assert not bar.isVisible()
    finish(hands)
    assert seconds(person, patients["Lindqvist"]) == 60 + 432 + 10


def test_two_quick_keys_answer_two_gaps(person: Person, patients: dict[str, str], hands: Hands) -> None:
    """The second key comes before the screen shows what the first one did; the third has nothing to answer."""
    person.sleep(432)
    person.work(10)
    person.sleep(300)
    for key in (Qt.Key.Key_K, Qt.Key.Key_R, Qt.Key.Key_S):
        QTest.keyClick(focus(), key, ALT)
    person.settle()
    assert not person.screens.timer_room.away_bar.isVisible()
    assert not person.screens.timer_room.split_form.isVisible()
    finish(hands)
    assert seconds(person, patients["Lindqvist"]) == 60 + 432 + 10


def test_an_answer_that_was_refused_can_be_given_another_way(
    person: Person, patients: dict[str, str], hands: Hands
) -> None:
    desk = person.screens._desk
    person.sleep(432)
    (gap,) = person.screens.timer.view.gaps
    desk.gateway.ask(partial(bring_in, desk.office.context, patients["Baker"], gap.start + 60))
    person.settle()
    hands.press(Qt.Key.Key_K, ALT)
    assert "cannot count twice" in person.entry.window.toast.texts[-1]
    hands.press(Qt.Key.Key_R, ALT)
    assert not person.screens.timer_room.away_bar.isVisible()
    finish(hands)
    assert seconds(person, patients["Lindqvist"]) == 60


def bring_in(context: Context, patient: str, start: int) -> None:
    """A minute of the same person, from another computer."""
    entry = TimeAdded(context.person, "clinical_staff", start, start + 60, "care_plan", note="His plan.")
    with context.transaction() as tx:
        tx.record(entry, entity=new_id(), patient=patient)


def test_a_key_held_down_is_one_answer(person: Person) -> None:
    """Held, Alt+K would keep the next gap as well, which nobody has read."""
    actions = person.entry.window.actions_by_key
    assert not any(actions[key].autoRepeat() for key in ("gap_keep", "gap_remove", "pause"))


def test_two_gaps_in_the_drawer_have_answers_of_their_own(
    person: Person, patients: dict[str, str], hands: Hands
) -> None:
    person.sleep(432)
    person.work(10)
    person.sleep(300)
    hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    drawer = person.screens.drawer
    names = [press.accessibleName() for press in answers(drawer.gaps)]
    assert len(set(names)) == len(names) == 8
    hands.click(answers(drawer.gaps, "Remove")[1])
    hands.click(answers(drawer.gaps, "Keep")[0])
    hands.press(Qt.Key.Key_A)
    hands.word("Spoke about the week.")
    hands.press(Qt.Key.Key_Return, CTRL)
    assert seconds(person, patients["Lindqvist"]) == 60 + 432 + 10


def answers(gaps: QWidget, words: str = "") -> list[Any]:
    """Buttons of the gaps on show, from the top."""
    shown = [press for press in gaps.findChildren(QPushButton) if press.isVisible()]
    return [press for press in shown if press.accessibleName().startswith(words)]
