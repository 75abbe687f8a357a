"""Ten interruptions in ten minutes: every patient gets the seconds that were theirs, nobody gets another's."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from PySide6.QtCore import Qt

from ccm_desktop.domain.calendar import Month
from tests.journeys.conftest import Person
from tests.journeys.hands import ALT, CTRL, SHIFT, Hands
from tests.journeys.test_keyboard import add_consented
from tests.journeys.test_window import first_run

OCTOBER = Month(2026, 10)


class Morning:
    """Works by the window and keeps a log of its own."""

    def __init__(self, person: Person) -> None:
        self.person, self.hands = person, Hands(person)
        self.own: Counter[tuple[str, str]] = Counter()
        """Seconds by patient and activity."""

    def work(self, patient: str, seconds: int, activity: str = "call_patient") -> None:
        self.person.work(seconds)
        self.own[patient, activity] += seconds

    def idle(self, seconds: int) -> None:
        self.person.work(seconds)

    def switch(self, name: str, patient: str) -> None:
        self.hands.press(Qt.Key.Key_T, CTRL)
        self.hands.word(name, Qt.Key.Key_Return)
        self.hands.in_state("running", patient)

    def finish(self) -> None:
        """What runs is finished with its note."""
        self.hands.press(Qt.Key.Key_S, CTRL | SHIFT)
        self.hands.press(Qt.Key.Key_A)
        self.hands.word("Spoke about the week.")
        self.hands.press(Qt.Key.Key_Return, CTRL)
        self.hands.in_state("idle")
        assert not self.person.screens.drawer.isVisible()


def test_ten_interruptions_in_ten_minutes(person: Person) -> None:
    first_run(person)
    person.to_front()
    lindqvist, castillo, baker = (add_consented(person, name) for name in ("Lindqvist", "Castillo", "Baker"))
    person.screens.panel.reload()
    person.settle()
    person.clock.stand_still()
    began = person.clock.monotonic()
    morning, hands = Morning(person), Hands(person)
    morning.switch("lin", lindqvist)
    morning.work(lindqvist, 47)
    morning.switch("cas", castillo)  # 1
    morning.work(castillo, 58)
    hands.press(Qt.Key.Key_P, CTRL | SHIFT)  # 2
    morning.idle(31)
    hands.press(Qt.Key.Key_P, CTRL | SHIFT)
    morning.work(castillo, 42)
    morning.switch("bak", baker)  # 3
    morning.work(baker, 66)
    hands.press(Qt.Key.Key_4, ALT | SHIFT)  # 4
    fourth = person.screens.timer.view.activity
    assert fourth != "call_patient"
    morning.work(baker, 39, fourth)
    hands.press(Qt.Key.Key_R, CTRL | SHIFT)  # 5: back to whom Baker had interrupted
    hands.in_state("running", castillo)
    morning.work(castillo, 71)
    hands.press(Qt.Key.Key_S, CTRL | SHIFT)  # 6: a slip, taken back after a quarter of a minute
    hands.in_state("idle")
    morning.work(castillo, 15)
    hands.press(Qt.Key.Key_R, CTRL)
    hands.in_state("running", castillo)
    morning.work(castillo, 20)
    hands.press(Qt.Key.Key_T, CTRL)  # 7: the parked ones stand on top, the last put aside first
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    hands.in_state("running", lindqvist)
    morning.work(lindqvist, 53)
    person.entry.window.actions_by_key["park"].trigger()  # 8
    hands.in_state("idle")
    morning.idle(44)
    hands.press(Qt.Key.Key_R, CTRL | SHIFT)
    hands.in_state("running", lindqvist)
    morning.work(lindqvist, 29)
    hands.press(Qt.Key.Key_1, ALT | SHIFT)  # 9: no change
    hands.press(Qt.Key.Key_3, ALT | SHIFT)
    third = person.screens.timer.view.activity
    morning.work(lindqvist, 61, third)
    morning.switch("bak", baker)  # 10: Baker's work goes on as what it was when Castillo came back
    morning.work(baker, 24, fourth)
    assert person.clock.monotonic() - began == 600
    morning.finish()
    while person.screens.timer.view.parked:
        hands.press(Qt.Key.Key_R, CTRL | SHIFT)
        hands.in_state("running")
        morning.finish()
    months = {one: person.screens._desk.office.charts.month(one, OCTOBER) for one in (lindqvist, castillo, baker)}
    found: Counter[tuple[str, str]] = Counter()
    for patient, month in months.items():
        for line in month.lines:
            found[patient, line.activity] += line.seconds
            assert line.outcome == ("reached" if line.activity == "call_patient" else "")
    assert found == morning.own
    spans = sorted((line.started_at, line.ended_at) for month in months.values() for line in month.lines)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans)), "nobody was worked for twice at once"
