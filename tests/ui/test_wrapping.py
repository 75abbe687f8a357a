"""Parts that fold and go on below: nothing out of sight asks for room, nothing has to be scrolled sideways for."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.parts import button, label
from ccm_desktop.ui.widgets.scrolling import Scrolling
from ccm_desktop.ui.widgets.tabs import Tabs
from ccm_desktop.ui.widgets.wrapping import Wrapping


def held(*parts: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    return made


def test_buttons_go_on_below_where_the_line_is_full(qtbot: QtBot, theme: Theme) -> None:
    presses = [button(f"Button {n}") for n in range(4)]
    line = Wrapping(*presses)
    page = held(line)
    qtbot.addWidget(page)
    page.resize(line.sizeHint().width(), 300)
    page.show()
    qtbot.wait(0)
    assert len({press.y() for press in presses}) == 1
    page.resize(presses[0].sizeHint().width() * 2 + 20, 300)
    qtbot.wait(0)
    assert len({press.y() for press in presses}) == 2
    assert line.height() == line.heightForWidth(line.width()) > 2 * presses[0].sizeHint().height()
    assert all(press.geometry().right() <= line.width() for press in presses)


def test_a_part_that_comes_or_goes_moves_the_others(qtbot: QtBot, theme: Theme) -> None:
    first, second = label("Baker, Evelyn"), label("DOB 05/04/1946")
    line = Wrapping(first, second)
    page = held(line)
    qtbot.addWidget(page)
    page.resize(400, 100)
    page.show()
    was = second.x()
    first.hide()
    qtbot.waitUntil(lambda: second.x() == 0)
    first.show()
    qtbot.waitUntil(lambda: second.x() == was)


def test_a_part_that_went_while_the_row_was_out_of_sight_leaves_no_hole(qtbot: QtBot, theme: Theme) -> None:
    first, second = button("+ Problem"), button("+ Medication")
    line = Wrapping(first, second)
    page = held(line)
    qtbot.addWidget(page)
    page.resize(400, 100)
    page.show()
    qtbot.wait(0)
    line.hide()
    first.hide()
    qtbot.wait(0)
    line.show()
    assert second.x() == 0


def test_a_row_that_stood_beside_folds_again_inside_a_scrolled_page(qtbot: QtBot, theme: Theme) -> None:
    """Asking for the room of all its parts, it would hold the page as wide as it once was."""
    row = Folding(300)
    for _ in range(3):
        part = QLabel("words")
        part.setMinimumWidth(150)
        row.row.addWidget(part)
    area = Scrolling(held(row), "area")
    qtbot.addWidget(area)
    area.resize(800, 200)
    area.show()
    qtbot.waitUntil(lambda: not row.folded)
    area.resize(320, 200)
    qtbot.waitUntil(lambda: row.folded)
    assert area.horizontalScrollBar().maximum() == 0


def test_a_row_never_cuts_its_parts_to_stand_beside(qtbot: QtBot, theme: Theme) -> None:
    holder = QWidget()  # a window of its own would not become narrower than its layout wants
    row = Folding(100, holder)
    for _ in range(2):
        part = QLabel("words")
        part.setMinimumWidth(150)
        row.row.addWidget(part)
    qtbot.addWidget(holder)
    holder.show()
    row.resize(280, 200)
    assert row.folded
    row.resize(320, 200)
    assert not row.folded


def test_a_tall_tab_out_of_sight_makes_no_other_scroll(qtbot: QtBot, theme: Theme) -> None:
    low, tall = held(label("One line that folds", wrap=True)), held(QPlainTextEdit())
    tall.setMinimumSize(900, 700)
    tabs = Tabs()
    tabs.addTab(low, "Low")
    tabs.addTab(tall, "Tall")
    area = Scrolling(held(tabs), "area")
    qtbot.addWidget(area)
    area.resize(500, 300)
    area.show()
    bars = (area.horizontalScrollBar(), area.verticalScrollBar())
    qtbot.waitUntil(lambda: [bar.maximum() for bar in bars] == [0, 0])
    tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: all(bar.maximum() > 0 for bar in bars))
    tabs.setCurrentIndex(0)
    qtbot.waitUntil(lambda: [bar.maximum() for bar in bars] == [0, 0])
