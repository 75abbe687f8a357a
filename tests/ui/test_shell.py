"""The frame around the pages: it fits every size and text, and the keyboard reaches all of it."""

from __future__ import annotations

import itertools
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ccm_desktop.domain.errors import FileProblem
from ccm_desktop.ui.layout_memory import LayoutMemory
from ccm_desktop.ui.main_window import MainWindow, Room
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.elided_label import ElidedLabel

SIZES = ((1920, 1001), (1366, 689), (960, 460), (683, 384), (683, 305))


def page(window: MainWindow) -> QWidget:
    shown = window.pages.currentWidget()
    assert shown is not None
    return shown


def rail_entries(window: MainWindow) -> list[QToolButton]:
    return [entry for entry in window.rail.findChildren(QToolButton) if entry.isVisible()]


def cut(window: MainWindow) -> list[str]:
    """Texts that are wider than the widget that shows them, and do not say so by an ellipsis."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton) or not widget.text():
            continue
        if isinstance(widget, ElidedLabel) or (isinstance(widget, QLabel) and widget.wordWrap()):
            continue
        if isinstance(widget, QToolButton) and widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
            continue
        if QFontMetrics(widget.font()).horizontalAdvance(widget.text().replace("&", "")) > widget.width():
            found.append(widget.text())
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("percent", [100, 150, 200])
def test_no_text_is_cut_at_any_size(window: MainWindow, theme: Theme, percent: int, scheme: str) -> None:
    theme.apply(scheme, percent)
    window.set_badge("panel", "219")
    for size in SIZES:
        window.resize(*size)
        assert cut(window) == [], f"at {size} and {percent} %"


@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_of_a_page_overlaps_where_it_is_short(window: MainWindow, theme: Theme, percent: int) -> None:
    theme.apply("light", percent)
    window.resize(683, 305)
    boxes = [child.geometry() for child in page(window).children() if isinstance(child, QWidget)]
    assert not any(a.intersects(b) for a, b in itertools.combinations(boxes, 2))
    assert min(box.height() for box in boxes) >= 24


def test_targets_are_large_enough_for_any_hand(window: MainWindow) -> None:
    for size in SIZES:
        window.resize(*size)
        small = [b for b in window.findChildren(QAbstractButton) if b.isVisible() and min(b.width(), b.height()) < 24]
        assert small == []


def test_the_rail_keeps_icons_alone_where_the_window_is_small(window: MainWindow, theme: Theme) -> None:
    assert window.rail.width() == 168
    assert [entry.text() for entry in rail_entries(window)] == ["Panel", "Month-end"]
    window.resize(960, 460)
    assert window.rail.width() == 48
    assert [entry.accessibleName() for entry in rail_entries(window)] == ["Panel", "Month-end"]
    window.resize(1366, 689)
    theme.apply("light", 200)  # the same room as 683 pixels at 100 %
    assert window.rail.width() == 96


def test_a_form_beside_the_page_takes_the_rail_s_words_first(window: MainWindow) -> None:
    form = QWidget()
    window.show_side(form)
    assert window.rail.width() == 48
    window.resize(1600, 689)
    assert window.rail.width() == 168
    window.resize(1366, 689)
    window.hide_side()
    assert window.rail.width() == 168


def test_a_badge_is_seen_and_spoken(window: MainWindow) -> None:
    window.set_badge("panel", "219")
    assert rail_entries(window)[0].text() == "Panel  219"
    assert rail_entries(window)[0].accessibleName() == "Panel, 219"


def test_near_a_limit_the_layout_does_not_flicker() -> None:
    room = Room().after(1199, 700)
    assert room.compact
    assert room.after(1210, 700).compact
    assert not room.after(1217, 700).compact
    assert not Room().after(1210, 700).compact


def test_a_short_window_has_all_menus_behind_one_button(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(683, 305)
    assert not window.menuBar().isVisible()
    (opener,) = (b for b in window.findChildren(QToolButton) if b.accessibleName() == "Menu" and b.isVisible())
    titles = [action.text().replace("&", "") for action in opener.menu().actions()]
    assert titles == ["File", "Edit", "View", "Patient", "Timer", "Month", "Help"]
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    with qtbot.waitSignal(window.actions_by_key["find"].triggered):  # shortcuts live on without the bar
        QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)


def test_f6_goes_round_the_regions_and_back(window: MainWindow, qtbot: QtBot) -> None:
    bar, side = QPushButton("Start"), QPushButton("Save")
    window.set_timer_bar(bar_with(bar))
    window.show_side(side)
    qtbot.waitUntil(bar.isVisible)
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    bar.setFocus()
    seen = []
    for _ in range(4):
        window.next_region()
        seen.append(window.focusWidget())
    assert seen[0] in rail_entries(window)
    assert page(window).isAncestorOf(seen[1])
    assert seen[2:] == [side, bar]
    for _ in range(4):
        window.previous_region()
    assert window.focusWidget() is bar


def bar_with(inside: QWidget) -> QWidget:
    bar = QWidget()
    QVBoxLayout(bar).addWidget(inside)
    return bar


def test_back_and_forward_retrace_the_pages(window: MainWindow) -> None:
    window.show_page("month")
    window.show_page("text")
    window.back()
    window.back()
    assert window.current_page() == "panel"
    window.forward()
    assert window.current_page() == "month"
    window.show_page("panel")
    window.forward()
    assert window.current_page() == "panel"


def test_the_side_panel_takes_the_page_s_place_where_it_is_narrow(window: MainWindow) -> None:
    form = QPushButton("Save")
    window.show_side(form)
    assert page(window).isVisible()
    window.resize(683, 384)
    assert not page(window).isVisible()
    assert form.isVisible()
    window.hide_side()
    assert page(window).isVisible()


def test_a_problem_of_no_control_stays_until_it_is_dismissed(window: MainWindow) -> None:
    window.tell(FileProblem("disk_full", "The disk is full.", "Free some space and try again."))
    assert window.notice.text_label.text() == "The disk is full. Free some space and try again."
    window.show_page("month")
    assert window.notice.isVisible()
    QTest.mouseClick(window.notice.action_button, Qt.MouseButton.LeftButton)
    assert not window.notice.isVisible()


def under_toasts(window: MainWindow, part: QWidget) -> list[str]:
    """The toasts that cover some of it."""
    place = QRect(part.mapTo(window.body, QPoint()), part.size())
    return [toast.text for toast in window.toast._shown if toast.geometry().intersects(place)]


def test_toasts_are_two_at_a_time_and_the_third_is_not_lost(window: MainWindow) -> None:
    undone: list[str] = []
    window.toast.say("First")
    window.toast.say("Second", "Undo", lambda: undone.append("second"))
    window.toast.say("Third")
    assert window.toast.texts == ["Second", "Third"]
    window.toast.say("Third")
    assert window.toast.texts == ["Second", "Third"]
    (undo,) = (b for b in window.findChildren(QPushButton) if b.text() == "Undo")
    toasts = window.toast._shown
    assert under_toasts(window, window._page_area) == under_toasts(window, window.rail) == []
    assert not toasts[0].geometry().intersects(toasts[1].geometry())
    assert all(toast.x() > window.saved_label.geometry().right() for toast in toasts)
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert undone == ["second"]
    assert window.toast.texts == ["First", "Third"], "there is a place again"
    assert all(toast.isVisible() for toast in window.toast._shown)


@pytest.mark.parametrize(
    ("width", "height", "percent", "at_once"), [(1366, 689, 100, 2), (1366, 689, 200, 1), (683, 305, 100, 1)]
)
def test_two_long_toasts_cover_nothing_of_page_rail_and_form(
    window: MainWindow, theme: Theme, qtbot: QtBot, width: int, height: int, percent: int, at_once: int
) -> None:
    theme.apply("light", percent)
    window.resize(width, height)
    answered = list[str]()
    long = "Taken out: Goal “Walk to church and back every Sunday with a stick” (Castillo-Ramírez de la Vega, María). "
    texts = [f"{long}The history keeps it.", f"{long}What serves it went with it: 4 interventions."]
    for text in texts:
        window.toast.say(text, "Undo", partial(answered.append, text))
    assert window.toast.texts == texts[-at_once:], "where there is little height, the newest alone"
    for shown in (None, QLabel("A form")):
        window.show_side(shown)
        parts = [part for part in (window._page_area, window.rail, window.side) if part.isVisible()]
        qtbot.waitUntil(lambda parts=parts: not any(under_toasts(window, part) for part in parts))  # type: ignore[misc]
        places = [toast.geometry() for toast in window.toast._shown]
        assert all(window.body.rect().contains(place) for place in places)
        assert at_once == 1 or not places[0].intersects(places[1])
    for _ in texts:
        QTest.mouseClick(window.toast._shown[-1].action_button, Qt.MouseButton.LeftButton)
    assert answered == texts[::-1], "who waited has come back, and its button does what it says"
    qtbot.waitUntil(lambda: window.status.height() == window.status.line_height())  # it has given the room back


def test_toasts_make_room_for_long_work_that_begins_while_they_are_on_show(window: MainWindow) -> None:
    window.toast.say("Saved.")
    window.task_strip.show()
    QApplication.sendPostedEvents()
    assert under_toasts(window, window.task_strip) == []
    assert under_toasts(window, window._page_area) == []
    window.task_strip.hide()
    QApplication.sendPostedEvents()
    (toast,) = window.toast._shown
    assert toast.geometry().bottom() > window.status.geometry().top()


def test_chosen_column_widths_come_back(window: MainWindow, theme: Theme, memory: LayoutMemory) -> None:
    table = page(window).table  # type: ignore[attr-defined]
    table.setColumnWidth(1, 260)
    window.resize(1400, 700)
    assert table.columnWidth(1) == 260
    assert memory.widths("Patient panel rows") == {"word": 260}
    assert memory.widths("Month-end rows") == {}


def test_larger_text_is_nobodys_choice_of_a_width(window: MainWindow, theme: Theme, memory: LayoutMemory) -> None:
    table = page(window).table  # type: ignore[attr-defined]
    table.setColumnWidth(0, 50)  # narrower than the least width that larger text brings
    memory.remember_widths("Patient panel rows", {})
    table._chosen.clear()
    theme.apply("light", 200)
    assert memory.widths("Patient panel rows") == {}
    assert table._chosen == {}


def test_the_remembered_window_holds_no_word_of_a_page(window: MainWindow, tmp_path: Path) -> None:
    window.resize(1200, 700)
    window.close()
    kept = (tmp_path / "window.ini").read_text("utf-8")
    assert "place=" in kept
    assert "row" not in kept
    assert window.windowTitle() == "CCM Desktop"
