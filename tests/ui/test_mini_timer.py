"""The mini timer: whose time it says, how, and where it stands; the tray; and when to speak up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from ccm_desktop.domain.billing.ladder import Ladder
from ccm_desktop.services.timer_views import GapLine, TimerView
from ccm_desktop.ui.layout_memory import LayoutMemory
from ccm_desktop.ui.settings.timer_group import TimerGroup
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.timer.mini_face import face_of
from ccm_desktop.ui.timer.mini_name import mini_name
from ccm_desktop.ui.timer.mini_place import MiniPlace, home
from ccm_desktop.ui.timer.mini_timer import MiniTimer, window_flags
from ccm_desktop.ui.timer.options import WAYLAND, TimerOptions
from ccm_desktop.ui.timer.reminders import Moment, Reminders
from ccm_desktop.ui.timer.tray import TimerTray, state_icon

EASTERN = ZoneInfo("America/New_York")
NAME, MRN = "Castillo-Ramírez, María", "102433"
RUNNING = TimerView(
    "running", "s", "p", NAME, "1946-05-04", MRN, "call_patient", elapsed_seconds=767, month_seconds=1140,
    ladder=Ladder(((1200, "99490"), (2400, "99439"), (3600, "99439")), 1140),
)  # fmt: skip
PAUSED = TimerView("paused", "s", "p", NAME, "1946-05-04", MRN, "call_patient", elapsed_seconds=767,
                   paused_since=1792593720)  # fmt: skip
LEFT, RIGHT = QRect(0, 0, 1366, 728), QRect(1366, 0, 1920, 1040)
SIZE = QRect(0, 0, 296, 128)


@pytest.mark.parametrize(
    ("name", "mrn", "form", "shown"),
    [
        (NAME, MRN, "short", "Castillo-R., M. ·433"),
        ("Baker, Yvonne", "100530", "short", "Baker, Y. ·530"),
        ("Baker", "", "short", "Baker"),
        (NAME, MRN, "initials", "MC"),
        (NAME, MRN, "none", ""),
        ("", "", "short", ""),
    ],
)
def test_a_name_is_as_short_as_was_chosen(name: str, mrn: str, form: str, shown: str) -> None:
    assert mini_name(name, mrn, form) == shown


@pytest.mark.parametrize(
    ("wanted", "screens", "cursor", "place"),
    [
        (QRect(100, 100, 296, 128), [LEFT], LEFT, QPoint(100, 100)),
        (None, [LEFT], LEFT, QPoint(1365 - 296 - 16, 727 - 128 - 16)),
        # its screen was taken away
        (QRect(2000, 100, 296, 128), [LEFT], LEFT, QPoint(1053, 583)),
        # exactly half of it is seen, then one pixel less
        (QRect(-148, 100, 296, 128), [LEFT], LEFT, QPoint(-148, 100)),
        (QRect(-149, 100, 296, 128), [LEFT], LEFT, QPoint(1053, 583)),
        # half here, half there: whole
        (QRect(1218, 100, 296, 128), [LEFT, RIGHT], LEFT, QPoint(1218, 100)),
        # the cursor is on the other screen
        (QRect(-900, 100, 296, 128), [LEFT, RIGHT], RIGHT, QPoint(3285 - 296 - 16, 1039 - 128 - 16)),
        # a screen smaller than the window
        (None, [QRect(0, 0, 200, 100)], QRect(0, 0, 200, 100), QPoint(0, 0)),
    ],
)
def test_it_stands_where_it_is_seen(wanted: QRect | None, screens: list[QRect], cursor: QRect, place: QPoint) -> None:
    assert home(wanted, screens, cursor, SIZE) == place


class Screens:
    """Screens that come and go."""

    def __init__(self, *rooms: QRect) -> None:
        self.rooms = list(rooms)

    def __call__(self) -> list[QRect]:
        return self.rooms


def test_each_set_of_screens_has_its_place_and_a_lost_screen_brings_it_home(
    qtbot: QtBot, qapp: QApplication, memory: LayoutMemory
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(296, 128)
    screens = Screens(LEFT, RIGHT)
    place = MiniPlace(window, memory, qapp, screens, lambda: LEFT)
    window.move(2000, 500)
    place.remember()
    screens.rooms = [LEFT]
    qapp.screenRemoved.emit(QGuiApplication.primaryScreen())
    assert window.pos() == QPoint(1053, 583)
    window.move(40, 50)
    place.remember()
    screens.rooms = [LEFT, RIGHT]
    qapp.screenAdded.emit(QGuiApplication.primaryScreen())
    assert window.pos() == QPoint(2000, 500)
    screens.rooms = [LEFT]
    QGuiApplication.primaryScreen().availableGeometryChanged.emit(LEFT)
    assert window.pos() == QPoint(40, 50)


@pytest.fixture
def mini(qtbot: QtBot, theme: Theme, memory: LayoutMemory) -> Iterator[MiniTimer]:
    made = MiniTimer(memory, theme)
    made.set_shape(compact=False)
    made.show_face(face_of(RUNNING, "short", 767, EASTERN))
    made.come()
    yield made
    made.hide()
    made.deleteLater()


def test_it_says_what_the_bar_says(mini: MiniTimer) -> None:
    assert mini.elapsed_label.text() == "12:47"
    assert mini.name_label.text() == "Castillo-R., M. ·433"
    assert mini.first_line.text() == "Phone call with patient"
    assert mini.second_line.text() == "Month 31:47 · 8:13 to 40 (99439)"
    assert [press.text() for press in mini.buttons] == ["Pause", "Finish", "Switch"]
    mini.show_face(face_of(PAUSED, "none", 767, EASTERN))
    assert mini.first_line.text() == "PAUSED since 10:42 AM · not counting"
    assert mini.buttons[0].text() == "Resume"
    assert mini.name_label.text() == ""


def test_it_asks_what_the_timer_asks(mini: MiniTimer) -> None:
    start = 1_792_593_060  # October 21, 2026, 10:31 AM in New York
    gap = GapLine("g", "away", start, start + 432, 432, "chart_review", "pending", keep_first=True)
    mini.show_face(face_of(replace(RUNNING, gaps=(gap,)), "short", 767, EASTERN))
    assert mini.first_line.text() == "Away 10:31–10:38 (7:12) not counted"
    assert [press.property("press") for press in mini.buttons] == ["keep", "remove", "split"]
    mini.show_face(face_of(replace(RUNNING, gaps=(gap, gap)), "short", 767, EASTERN))
    assert mini.first_line.text() == "2 times away (14:24) not counted"
    mini.show_face(face_of(replace(RUNNING, question="still_on_call"), "short", 767, EASTERN))
    assert mini.first_line.text() == "Still on the call?"
    assert [press.text() for press in mini.buttons] == ["Yes", "Finish", "Pause"]


@pytest.mark.parametrize("compact", [True, False])
@pytest.mark.parametrize("names", ["initials", "none"])
def test_a_hidden_name_is_nowhere(mini: MiniTimer, names: str, compact: bool) -> None:
    mini.set_shape(compact=compact)
    mini.show_face(face_of(RUNNING, names, 767, EASTERN))
    for widget in (mini, *mini.findChildren(QWidget)):
        said = f"{widget.accessibleName()} {widget.toolTip()} {widget.windowTitle()} {getattr(widget, 'text', str)()}"
        assert "Castillo" not in said
        assert "433" not in said


def test_its_window_title_is_no_name(mini: MiniTimer) -> None:
    assert mini.windowTitle() == "CCM timer"


def test_compact_is_one_line_with_named_icons(mini: MiniTimer) -> None:
    tall = mini.height()
    mini.set_shape(compact=True)
    assert mini.height() < tall / 2
    assert not mini.first_line.isVisible()
    assert [press.accessibleName() for press in mini.buttons] == ["Pause", "Finish", "Switch"]
    assert all(press.text() == "" and press.toolTip() for press in mini.buttons)


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("compact", [True, False])
def test_no_button_is_cut_at_any_text_size(mini: MiniTimer, theme: Theme, percent: int, compact: bool) -> None:
    theme.apply("dark", percent)
    mini.set_shape(compact=compact)
    for press in mini.findChildren(QAbstractButton):
        if press.isVisible():
            assert mini.rect().contains(press.geometry()), press.accessibleName()
            wanted = press.fontMetrics().horizontalAdvance(press.text()) + (press.iconSize().width())
            assert press.width() >= wanted, press.accessibleName()
    assert mini.elapsed_label.width() >= mini.elapsed_label.fontMetrics().horizontalAdvance("12:47")


def test_the_keyboard_walks_its_buttons_and_escape_leads_home(mini: MiniTimer, qtbot: QtBot) -> None:
    mini.take_keyboard()
    assert QTest.qWaitForWindowActive(mini)
    reached = []
    for _ in range(5):
        at = QApplication.focusWidget()
        assert at is not None
        reached.append(at)
        QTest.keyClick(at, Qt.Key.Key_Tab)
    assert reached == [*mini.buttons, mini.pin_button, mini.close_button]
    with qtbot.waitSignal(mini.pressed) as pressed:
        QTest.keyClick(mini.buttons[1], Qt.Key.Key_Return)
    assert pressed.args == ["finish"]
    with qtbot.waitSignal(mini.open_asked):
        QTest.keyClick(mini, Qt.Key.Key_Escape)


def drag(mini: MiniTimer, by: QPoint) -> QPoint:
    """How far it went."""
    before, middle = mini.pos(), mini.second_line.geometry().center()
    QTest.mousePress(mini, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(mini, middle + by)
    QTest.mouseRelease(mini, Qt.MouseButton.LeftButton, pos=middle + by)
    return mini.pos() - before


def test_it_is_dragged_unless_its_position_is_locked(mini: MiniTimer, memory: LayoutMemory) -> None:
    assert drag(mini, QPoint(-60, -40)) == QPoint(-60, -40)
    assert drag(mini, QPoint(2, 2)) == QPoint(0, 0), "a double click shall not move it"
    mini.pin_button.click()
    assert drag(mini, QPoint(-60, -40)) == QPoint(0, 0)
    assert MiniTimer(memory, mini._theme).is_locked, "also at the next start"


def test_a_double_click_opens_the_main_window(mini: MiniTimer, qtbot: QtBot) -> None:
    with qtbot.waitSignal(mini.open_asked):
        QTest.mouseDClick(mini, Qt.MouseButton.LeftButton)


def test_it_stays_on_top_where_the_desktop_lets_it() -> None:
    on_top = Qt.WindowType.WindowStaysOnTopHint
    assert window_flags("xcb", on_top=True) & on_top
    assert window_flags("windows", on_top=True) & Qt.WindowType.FramelessWindowHint
    assert not window_flags("xcb", on_top=False) & on_top
    assert not window_flags("wayland", on_top=True) & on_top
    assert not window_flags("wayland-egl", on_top=True) & Qt.WindowType.FramelessWindowHint, "it keeps its title bar"


def test_where_the_desktop_decides_the_option_says_so(qtbot: QtBot, memory: LayoutMemory) -> None:
    options = TimerOptions(memory, "linux")
    there, not_there = TimerGroup(options, "wayland"), TimerGroup(options, "xcb")
    for group in (there, not_there):
        qtbot.addWidget(group)
        group.load()
    assert not there.rows["mini_on_top"].editor.isEnabled()
    assert there.rows["mini_on_top"].caption_label.text() == WAYLAND
    assert not_there.rows["mini_on_top"].editor.isEnabled()


def test_a_choice_is_kept_and_one_unknown_is_the_default(memory: LayoutMemory) -> None:
    options = TimerOptions(memory, "linux")
    assert options.value("tray") == "no"
    assert TimerOptions(memory, "win32").value("tray") == "yes"
    options.choose("mini_names", "none")
    assert TimerOptions(memory, "linux").value("mini_names") == "none"
    memory.remember("timer/mini_names", "everything")
    assert options.value("mini_names") == "short"


@pytest.fixture
def tray(qapp: QApplication, qtbot: QtBot) -> Iterator[TimerTray]:
    made = TimerTray(qapp, available=lambda: True)
    yield made
    made.close()
    made.deleteLater()


def stands(tray: TimerTray) -> bool:
    return tray.is_there


@pytest.mark.qt_log_ignore("systemTrayWindowChanged")  # the offscreen platform has no tray
def test_the_tray_is_there_only_with_a_timer_and_names_nobody(tray: TimerTray) -> None:
    tray.show_state("idle", 0, wanted=True)
    assert not stands(tray)
    tray.show_state("running", 767, wanted=True)
    assert stands(tray)
    assert tray.icon.toolTip() == "CCM timer 12:47"
    words = [action.text() for action in tray.menu.actions()]
    assert words == ["Pause", "Finish…", "Switch…", "Show CCM", "No reminders", "Lock"]
    tray.show_state("paused", 767, wanted=True)
    assert tray.pause_action.text() == "Resume"
    tray.show_state("paused", 767, wanted=False)
    assert not stands(tray)
    tray.show_state("running", 767, wanted=True)
    tray.show_state("idle", 0, wanted=True)
    assert not stands(tray)


def test_without_a_notification_area_nothing_is_tried(qapp: QApplication) -> None:
    tray = TimerTray(qapp, available=lambda: False)
    tray.show_state("running", 767, wanted=True)
    assert not stands(tray)
    tray.close()
    tray.deleteLater()


def test_states_differ_by_shape_not_by_colour_alone(qapp: QApplication) -> None:
    def white(state: str) -> set[tuple[int, int]]:
        image = state_icon(state).pixmap(64, 64).toImage()
        return {(x, y) for x in range(8, 56) for y in range(8, 56) if image.pixelColor(x, y).lightness() > 200}

    shapes = [white(state) for state in ("running", "paused", "away")]
    assert all(shapes)
    assert all(len(one ^ other) > 200 for one in shapes for other in shapes if one is not other)


def test_what_is_chosen_in_the_tray_is_told(tray: TimerTray, qtbot: QtBot) -> None:
    for words, key in (("Pause", "pause"), ("Finish…", "finish"), ("Show CCM", "show"), ("Lock", "lock")):
        (entry,) = (action for action in tray.menu.actions() if action.text() == words)
        with qtbot.waitSignal(tray.chosen) as chosen:
            entry.trigger()
        assert chosen.args == [key]


AFTERNOON = datetime(2026, 10, 21, 14, 0, tzinfo=EASTERN)


def minutes(n: int) -> datetime:
    return AFTERNOON + timedelta(minutes=n)


def test_one_reminder_in_thirty_minutes() -> None:
    reminders = Reminders()
    said = [n for n in range(61) if reminders.due(Moment(minutes(n), "running", "still_on_call"))]
    assert said == [0, 30, 60]


def test_nothing_is_said_to_somebody_who_looks() -> None:
    reminders = Reminders()
    assert reminders.due(Moment(minutes(0), "running", "still_on_call", in_front=True)) == ""
    assert reminders.due(Moment(minutes(1), "running", "still_on_call")) != ""


def test_a_long_pause_is_reminded_of_once_it_is_long() -> None:
    reminders = Reminders()
    assert [n for n in range(45) if reminders.due(Moment(minutes(n), "paused"))] == [30]
    reminders = Reminders()
    reminders.due(Moment(minutes(0), "paused"))
    reminders.due(Moment(minutes(20), "running"))
    assert reminders.due(Moment(minutes(40), "paused")) == "", "the pause began anew"


def test_a_snooze_is_kept() -> None:
    reminders = Reminders()
    reminders.snooze("15", minutes(0))
    said = [n for n in range(20) if reminders.due(Moment(minutes(n), "running", "still_on_this"))]
    assert said == [15]
    reminders.snooze("60", minutes(60))
    assert reminders.due(Moment(minutes(119), "running", "still_on_this")) == ""
    assert reminders.due(Moment(minutes(120), "running", "still_on_this")) != ""
    reminders.snooze("today", minutes(180))
    assert reminders.due(Moment(AFTERNOON.replace(hour=23, minute=59), "running")) == ""
    assert reminders.due(Moment(AFTERNOON.replace(hour=18) + timedelta(days=1), "running")) != ""


def test_after_the_working_day_only_a_running_timer_is_spoken_of() -> None:
    evening, night = AFTERNOON.replace(hour=18), AFTERNOON.replace(hour=6)
    assert Reminders().due(Moment(evening, "running")) == "The timer is still running."
    assert Reminders().due(Moment(evening, "paused", "still_on_call")) == ""
    assert Reminders().due(Moment(night, "running", "still_on_call")) == ""
    assert Reminders(day_end=20).due(Moment(evening, "running")) == ""
    assert Reminders().due(Moment(evening, "idle")) == ""
