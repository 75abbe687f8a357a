"""A start that may not be, or that is asked about: said in words in the palette, with the way on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ccm_desktop.ledger.payloads.month_close import MonthState, closing_entity
from tests.journeys.conftest import Person
from tests.journeys.hands import CTRL, SHIFT, Hands, focus
from tests.journeys.test_keyboard import add, add_consented, add_enrolled
from tests.journeys.test_window import first_run

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def hands(person: Person) -> Hands:
    first_run(person)
    person.to_front()
    return Hands(person)


def ready(person: Person) -> Any:
    """The palette, once the panel has everybody."""
    person.screens.panel.reload()
    person.settle()
    return person.screens.palette


def test_without_consent_it_asks_and_enter_again_starts(person: Person, hands: Hands) -> None:
    patient = add_enrolled(person, "Lindqvist")
    palette = ready(person)
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("lin", Qt.Key.Key_Return)
    assert person.screens.timer.view.state == "idle"
    assert palette.message.text_label.isVisible()
    assert palette.message.text_label.text() == (
        "No consent is recorded for this patient: the time will wait and not count. Enter again starts anyway."
    )
    hands.press(Qt.Key.Key_Return)
    hands.in_state("running", patient)
    assert not palette.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_held_enter_does_not_answer_what_it_asked(person: Person, hands: Hands, key: Qt.Key) -> None:
    add_enrolled(person, "Lindqvist")
    palette = ready(person)
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("lin")
    QApplication.sendEvent(focus(), QKeyEvent(QEvent.Type.KeyPress, key, NONE))
    for _ in range(3):
        person.settle()
        QApplication.sendEvent(focus(), QKeyEvent(QEvent.Type.KeyPress, key, NONE, "", autorep=True))
    person.settle()
    assert person.screens.timer.view.state == "idle"
    assert "Enter again starts anyway" in palette.message.text_label.text()


def test_another_name_is_not_started_by_the_answer_to_the_first(person: Person, hands: Hands) -> None:
    add_enrolled(person, "Lindqvist")
    add_enrolled(person, "Baker")
    palette = ready(person)
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("lin", Qt.Key.Key_Return)
    palette.search_field.selectAll()
    hands.word("bak", Qt.Key.Key_Return)
    assert person.screens.timer.view.state == "idle", "asked about this one too"
    assert "No consent" in palette.message.text_label.text()


def test_who_is_quicker_than_the_question_is_not_asked_it_on_another_row(person: Person, hands: Hands) -> None:
    add_enrolled(person, "Lindqvist")
    baker = add_consented(person, "Baker")
    palette = ready(person)
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("lin")
    QTest.keyClick(focus(), Qt.Key.Key_Return)  # and before the answer is there
    palette.search_field.setText("bak")
    person.settle()
    assert palette.list.is_chosen(baker)
    words = palette.message.text_label.text()
    assert words.startswith("Lindqvist, Test: No consent")
    assert "Enter again" not in words, "Enter would start on Baker"


def test_in_view_without_consent_the_palette_comes_and_asks(person: Person, hands: Hands) -> None:
    patient = add_enrolled(person, "Lindqvist")
    add_consented(person, "Baker")
    palette = ready(person)
    person.screens.open_patient(patient)
    person.settle()
    hands.press(Qt.Key.Key_T, CTRL | SHIFT)
    assert palette.isVisible()
    assert "Enter again starts anyway" in palette.message.text_label.text()
    hands.press(Qt.Key.Key_Return)
    hands.in_state("running", patient)


def test_not_enrolled_is_said_and_enter_starts_nobody_else(person: Person, hands: Hands) -> None:
    add_consented(person, "Baker")
    candidate = add(person, "Lindqvist")
    palette = ready(person)
    person.screens.open_patient(candidate)
    person.settle()
    hands.press(Qt.Key.Key_T, CTRL | SHIFT)
    assert "not enrolled" in palette.message.text_label.text()
    assert "Enroll the patient first." in palette.message.text_label.text()
    hands.press(Qt.Key.Key_Return)
    assert person.screens.timer.view.state == "idle"
    hands.word("lin", Qt.Key.Key_Return)
    assert "Candidates are enrolled in their workspace first." in palette.message.text_label.text()
    assert person.screens.timer.view.state == "idle"


def test_a_closed_month_is_refused_however_often(person: Person, hands: Hands) -> None:
    add_consented(person, "Lindqvist")
    palette = ready(person)
    desk = person.screens._desk
    with desk.office.context.transaction() as tx:
        tx.record(MonthState("2026-10", "closed", 1, "c"), entity=closing_entity("2026-10"))
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("lin", Qt.Key.Key_Return)
    for _ in range(2):
        assert (
            palette.message.text_label.text() == "October 2026 is closed (rev 1). Ask the practice lead to reopen it."
        )
        hands.press(Qt.Key.Key_Return)
    assert person.screens.timer.view.state == "idle"


def test_a_clock_years_behind_asks_the_lead(person: Person, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = add_consented(person, "Lindqvist")
    palette, right = ready(person), person.clock.now
    monkeypatch.setattr(person.clock, "now", lambda: right() - timedelta(days=2500))
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("lin", Qt.Key.Key_Return)
    assert "The computer's date is wrong" in palette.message.text_label.text()
    assert "Set the computer's date and time." in palette.message.text_label.text()
    assert person.screens.timer.view.state == "idle"
    hands.press(Qt.Key.Key_Return)
    hands.in_state("running", patient)


def test_two_of_one_name_need_one_more_enter(person: Person, hands: Hands) -> None:
    add_consented(person, "Lindqvist")
    add_consented(person, "Lindqvist")
    palette = ready(person)
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("lin", Qt.Key.Key_Return)
    assert "same name" in palette.message.text_label.text()
    assert person.screens.timer.view.state == "idle"
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    assert person.screens.timer.view.state == "idle", "the other one is asked about as well"
    hands.press(Qt.Key.Key_Return)
    hands.in_state("running")


def test_one_click_is_one_answer(person: Person, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some desktops activate a row by a single click; that must not answer what the click has asked."""
    add_consented(person, "Lindqvist")
    add_consented(person, "Lindqvist")
    palette = ready(person)
    palette.list.itemClicked.connect(palette.list.itemActivated)
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("lin")
    palette.list.setCurrentRow(0)
    hands.click(palette.list.viewport(), palette.list.visualItemRect(palette.list.item(0)).center())
    assert "same name" in palette.message.text_label.text()
    assert person.screens.timer.view.state == "idle"


def test_what_was_put_aside_stands_on_top_and_only_once(person: Person, hands: Hands) -> None:
    lindqvist, baker = add_consented(person, "Lindqvist"), add_consented(person, "Baker")
    palette = ready(person)
    for name, patient in (("lin", lindqvist), ("bak", baker)):
        hands.press(Qt.Key.Key_T, CTRL)
        hands.word(name, Qt.Key.Key_Return)
        hands.in_state("running", patient)
    hands.press(Qt.Key.Key_T, CTRL)
    words = [palette.list.item(row).text() for row in range(palette.list.count())]
    assert words[0].startswith("Resume Lindqvist, Test")
    assert sum("Lindqvist" in one for one in words) == 1
    hands.press(Qt.Key.Key_Return)
    hands.in_state("running", lindqvist)
    assert not palette.isVisible()
