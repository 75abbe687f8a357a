"""The notice at a threshold: once near, once there, in words; and the words beside the bar."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from ccm_desktop.domain.billing.ladder import Ladder
from ccm_desktop.ui import figures
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.timer.thresholds import ThresholdWatch
from ccm_desktop.ui.widgets.ladder_bar import LadderBar

STAFF = ((1200, "99490"), (2400, "99439"), (3600, "99439"))


def test_a_session_is_told_once_near_and_once_there(qapp: QApplication) -> None:
    owner = QObject()
    watch, said = ThresholdWatch(owner), list[str]()
    watch.noticed.connect(said.append)
    watch.follow("s", Ladder(STAFF, 1000), 0)
    assert watch.advance(79) == "Month 17:59 · 2:01 to 20 (99490)"
    assert (said, watch.is_near(79)) == ([], False)
    watch.advance(80)
    watch.advance(82)
    assert said == ["2 minutes 0 seconds to 20:00, code 99490."]
    assert watch.is_near(82)
    assert watch.advance(200) == "20:00 reached · note due · 20:00 · 20:00 to 40 (99439)"
    watch.follow("s", Ladder(STAFF, 1000), 200)
    watch.advance(201)
    assert said[1:] == ["20:00 reached, code 99490. The note is due."]
    watch.follow("t", Ladder(STAFF, 1201), 0)
    assert watch.advance(0) == "Month 20:01 · 19:59 to 40 (99439)"
    assert len(said) == 2


@pytest.mark.parametrize(("ahead", "told"), [(0, []), (60, [139]), (120, [79]), (300, [])])
def test_how_long_before_a_code_somebody_is_told_is_a_choice(qapp: QApplication, ahead: int, told: list[int]) -> None:
    owner, said = QObject(), list[int]()
    watch = ThresholdWatch(owner)
    watch.ahead_seconds = ahead
    watch.follow("s", Ladder(STAFF, 1001), 0)
    for second in range(199):
        watch.noticed.connect(lambda _words, at=second: said.append(at))
        watch.advance(second)
        watch.noticed.disconnect()
    assert said == told
    assert watch.is_near(198) is bool(ahead)


def test_past_the_last_code_there_is_none_to_come(qapp: QApplication) -> None:
    owner = QObject()
    watch, asked = ThresholdWatch(owner), list[bool]()
    watch.reached.connect(lambda: asked.append(True))
    watch.follow("s", Ladder(STAFF, 3500), 0)
    assert watch.advance(220) == "60:00 reached · note due · 62:00 · no further code"
    assert asked == [True], "whether more steps follow is looked up"


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        (0, "0:00 · 20:00 to 20 (99490)"),
        (1199, "19:59 · 0:01 to 20 (99490)"),
        (1907, "31:47 · 8:13 to 40 (99439)"),
        (3720, "62:00 · no further code"),
    ],
)
def test_the_words_beside_the_bar(counted: int, words: str) -> None:
    assert figures.ladder_words(Ladder(STAFF, counted)) == words


def test_what_is_not_final_is_hatched_and_said(qapp: QApplication) -> None:
    theme = Theme(qapp)
    bar = LadderBar(theme)
    bar.resize(362, 20)
    bar.show_ladder(Ladder(STAFF, 1200, 1200))
    assert bar.accessibleDescription() == (
        "20 minutes 0 seconds counted, 20 minutes 0 seconds not final yet, 20 minutes 0 seconds to code 99439"
    )
    image = bar.grab().toImage()
    middle = image.height() // 2

    def colours(start: int, end: int) -> set[int]:
        return {image.pixel(x, y) for x in range(start, end) for y in range(middle - 3, middle + 3)}

    assert len(colours(10, 100)) == 1, "what counts is full"
    assert len(colours(130, 230)) > 1, "what may come to count is hatched"
    assert colours(10, 100).isdisjoint(colours(250, 350)), "the rest is empty"
    theme.release()
