"""The status bar says so when the computer stands in another time zone than the practice."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.zone_words import zone_words

SUMMER, WINTER = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("practice", "device", "at", "words"),
    [
        ("America/New_York", "America/New_York", SUMMER, ""),
        ("America/New_York", "America/Detroit", SUMMER, ""),
        ("America/New_York", "America/Chicago", SUMMER, "Times shown in Eastern (this computer is set to Central)"),
        ("America/New_York", "Europe/Isle_of_Man", SUMMER,
         "Times shown in Eastern (this computer is set to Isle of Man)"),
        ("America/Denver", "America/Phoenix", SUMMER, "Times shown in Mountain (this computer is set to Arizona)"),
        ("America/Denver", "America/Phoenix", WINTER, ""),
        ("America/New_York", "Narnia", SUMMER, ""),
    ],
)  # fmt: skip
def test_only_another_time_of_day_is_told(practice: str, device: str, at: datetime, words: str) -> None:
    assert zone_words(ZoneInfo(practice), at, device) == words


def test_the_status_bar_shows_it_and_nothing_else_where_there_is_nothing_to_say(window: MainWindow) -> None:
    window.status.say_zone("Times shown in Eastern (this computer is set to Central)")
    assert window.status.zone_label.isVisible()
    window.status.say_zone("")
    assert not window.status.zone_label.isVisible()
