"""What the commonest timer tasks cost, in keystroke groups and clicks, against the bounds of ux.md 12.1.

Forgotten time in seven groups and an amended end in five are counted in `test_time_by_hand`.
"""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ccm_desktop.domain.activities import ACTIVITIES
from ccm_desktop.domain.calendar import Month
from tests.journeys.conftest import Person
from tests.journeys.hands import ALT, CTRL, SHIFT, Hands, focus
from tests.journeys.test_keyboard import add_consented
from tests.journeys.test_window import first_run

OCTOBER = Month(2026, 10)


@pytest.fixture
def patients(person: Person) -> dict[str, str]:
    """Three patients on the panel; Baker is in view."""
    first_run(person)
    person.to_front()
    found = {name: add_consented(person, name) for name in ("Lindqvist", "Castillo", "Baker")}
    person.screens.panel.reload()
    person.settle()
    return found


@pytest.fixture
def hands(person: Person, patients: dict[str, str]) -> Hands:
    return Hands(person)


def running(hands: Hands, name: str, seconds: int = 0) -> None:
    """Start on a patient, outside the count."""
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word(name, Qt.Key.Key_Return)
    hands.in_state("running")
    hands.person.work(seconds)
    hands.groups = 0


def lines(person: Person, patient: str) -> Any:
    return person.screens._desk.office.charts.month(patient, OCTOBER).lines


def test_start_on_any_patient(person: Person, patients: dict[str, str], hands: Hands) -> None:
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("lin", Qt.Key.Key_Return)
    hands.in_state("running", patients["Lindqvist"])
    assert hands.groups <= 2


def test_start_on_any_patient_by_mouse(person: Person, patients: dict[str, str], hands: Hands) -> None:
    hands.click(person.screens.bar.switch_button)
    hands.word("cas")  # typing is not counted in clicks
    hands.click_row(person.screens.palette.list, "Castillo")
    hands.in_state("running", patients["Castillo"])
    assert hands.clicks <= 2


def test_start_on_the_patient_in_view(person: Person, patients: dict[str, str], hands: Hands) -> None:
    person.screens.open_patient(patients["Castillo"])
    person.settle()
    hands.press(Qt.Key.Key_T, CTRL | SHIFT)
    hands.in_state("running", patients["Castillo"])
    assert hands.groups <= 1


def test_start_on_the_patient_in_view_by_mouse(person: Person, patients: dict[str, str], hands: Hands) -> None:
    person.screens.open_patient(patients["Castillo"])
    person.settle()
    hands.click(person.screens.workspace.banner.start_button)
    hands.in_state("running", patients["Castillo"])
    assert hands.clicks <= 1


def test_switch(person: Person, patients: dict[str, str], hands: Hands) -> None:
    running(hands, "lin")
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("bak", Qt.Key.Key_Return)
    hands.in_state("running", patients["Baker"])
    assert hands.groups <= 2
    hands.click(person.screens.bar.switch_button)
    hands.click_row(person.screens.palette.list, "Resume")
    hands.in_state("running", patients["Lindqvist"])
    assert hands.clicks <= 2


def test_change_the_activity_also_while_typing_the_note(person: Person, patients: dict[str, str], hands: Hands) -> None:
    running(hands, "lin")
    hands.press(Qt.Key.Key_2, ALT | SHIFT)
    assert hands.groups <= 1
    assert person.screens.timer.view.activity == list(ACTIVITIES)[1]
    hands.press(Qt.Key.Key_N, CTRL | SHIFT)
    hands.word("Took lisinopril")
    hands.groups = 0
    hands.press(Qt.Key.Key_4, ALT | SHIFT)
    assert hands.groups <= 1
    assert person.screens.timer.view.activity == list(ACTIVITIES)[3]
    hands.word(" daily.")
    assert person.screens.timer_room.pad.note_field.toPlainText() == "Took lisinopril daily."


def test_finish_a_call_whose_note_was_typed_during_it(person: Person, patients: dict[str, str], hands: Hands) -> None:
    running(hands, "lin", 60)
    hands.press(Qt.Key.Key_N, CTRL | SHIFT)
    hands.word("Blood pressure log read out.")
    hands.groups = 0
    hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    hands.press(Qt.Key.Key_A)
    hands.press(Qt.Key.Key_Return, CTRL)
    (line,) = lines(person, patients["Lindqvist"])
    assert (line.note, line.outcome) == ("Blood pressure log read out.", "reached")
    assert hands.groups <= 3
    assert not person.entry.window.side.isVisible()


def test_the_same_by_mouse(person: Person, patients: dict[str, str], hands: Hands) -> None:
    running(hands, "lin", 60)
    hands.press(Qt.Key.Key_N, CTRL | SHIFT)
    hands.word("Blood pressure log read out.")
    hands.click(person.screens.bar.finish_button)
    hands.click(person.screens.drawer.outcomes.buttons.buttons()[0])
    hands.click(person.screens.drawer.save_button)
    (line,) = lines(person, patients["Lindqvist"])
    assert line.note == "Blood pressure log read out."
    assert hands.clicks <= 3


@pytest.mark.parametrize(
    ("key", "outcome", "note"),
    [
        (Qt.Key.Key_V, "voicemail", "Left voicemail with callback number; no health information left."),
        (Qt.Key.Key_N, "no_answer", "No answer."),
    ],
)
def test_nobody_spoken_to(
    person: Person, patients: dict[str, str], hands: Hands, key: Qt.Key, outcome: str, note: str
) -> None:
    running(hands, "lin", 30)
    hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    hands.press(key)
    hands.press(Qt.Key.Key_Return, CTRL)
    (line,) = lines(person, patients["Lindqvist"])
    assert (line.outcome, line.note) == (outcome, note)
    assert hands.groups <= 3
    summary = person.screens._desk.office.charts.summary(patients["Lindqvist"])
    assert summary.next_contact_on == "2026-10-23", "two workdays on, as the practice's policy has it"


def test_an_away_gap(person: Person, patients: dict[str, str], hands: Hands) -> None:
    running(hands, "lin", 10)
    person.sleep(400)
    person.screens.panel.focus_search()
    QTest.keyClicks(focus(), "ba")
    hands.press(Qt.Key.Key_K, ALT)
    person.until(lambda: not person.screens.timer.view.gaps)
    assert hands.groups <= 1
    assert person.screens.panel.search_field.text() == "ba"
    assert person.screens.timer.view.elapsed_seconds >= 410


def test_pause_and_resume_from_a_text_field(person: Person, patients: dict[str, str], hands: Hands) -> None:
    running(hands, "lin")
    person.screens.panel.focus_search()
    hands.press(Qt.Key.Key_P, CTRL | SHIFT)
    hands.in_state("paused")
    assert hands.groups <= 1
    hands.press(Qt.Key.Key_P, CTRL | SHIFT)
    hands.in_state("running")
    assert hands.groups <= 2
