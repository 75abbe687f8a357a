"""Rows keep their selection through every reload; dates, times and lengths are read as people type them."""

from __future__ import annotations

import random
from datetime import date

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.elided_label import ElidedLabel
from ccm_desktop.ui.widgets.fields import DateField, parse_day
from ccm_desktop.ui.widgets.parts import Message
from ccm_desktop.ui.widgets.rows_model import Column, RowsModel
from ccm_desktop.ui.widgets.times import parse_duration, parse_time
from ccm_desktop.ui.widgets.wrong_field import WrongField
from tests.ui.conftest import COLUMNS


def test_the_selection_follows_its_row(qapp: QApplication) -> None:
    columns: tuple[Column[tuple[int, int]], ...] = (
        Column("id", "Id", lambda row: str(row[0]), 10),
        Column("v", "V", lambda row: str(row[1]), 10),
    )
    model: RowsModel[tuple[int, int]] = RowsModel(columns, lambda row: row[0])
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    chance = random.Random(5)
    model.set_rows([(n, 0) for n in range(20)])
    held = QPersistentModelIndex(model.index(7, 0))
    for _ in range(200):
        rows = [(n, chance.randrange(9)) for n in chance.sample(range(20), 20)]
        model.set_rows(rows)
        model.sort(chance.choice((-1, 0, 1)))
        model.set_filter(chance.choice((None, lambda row: row[0] % 2 == 1)))
        assert model.rows[held.row()][0] == 7
    model.set_filter(lambda row: row[0] != 7)
    assert not held.isValid()
    tester.deleteLater()


def shown(qtbot: QtBot, theme: Theme) -> DataTable:
    table = DataTable("Rows", COLUMNS, lambda row: row[0], theme)
    qtbot.addWidget(table)
    table.resize(700, 300)
    table.show()
    return table


def test_a_title_stands_over_its_figures_and_every_cell_is_spoken(qtbot: QtBot, theme: Theme) -> None:
    table = shown(qtbot, theme)
    table.show_rows([(7, "seven"), (8, "")])
    model = table.rows_model
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    assert model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole) == right
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert [model.index(row, 1).data(spoken) for row in (0, 1)] == ["Word: seven", "Word: none"]


def test_the_keyboard_finds_a_current_row_and_opens_it(qtbot: QtBot, theme: Theme) -> None:
    table = shown(qtbot, theme)
    table.show_rows([(7, "seven"), (8, "eight")])
    assert table.currentIndex().row() == 0
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [(7, "seven")]


def test_an_empty_table_says_what_to_do(qtbot: QtBot, theme: Theme) -> None:
    table = shown(qtbot, theme)
    table.set_empty_text("No time in this month.")
    table.show_rows([])
    assert table.empty_state.isVisible()
    assert table.empty_state.text_label.text() == "No time in this month."
    table.show_rows([(1, "one")])
    assert not table.empty_state.isVisible()


def test_a_narrow_table_gives_up_columns_and_takes_back_what_fits(qtbot: QtBot, theme: Theme) -> None:
    table = shown(qtbot, theme)  # 80 + 200 + 300
    table.hide_first(("number", "again"))
    table.show_rows([(1, "one")])

    def hidden(width: int) -> list[str]:
        table.resize(width, 300)
        return [column.key for place, column in enumerate(COLUMNS) if table.isColumnHidden(place)]

    assert hidden(620) == []
    assert hidden(520) == ["number"]
    assert hidden(320) == ["again"]  # without it there is room for the number again
    assert hidden(240) == ["number", "again"]


@pytest.mark.parametrize(("percent", "least"), [(100, 30), (200, 60)])
def test_rows_grow_with_the_text(qtbot: QtBot, theme: Theme, percent: int, least: int) -> None:
    theme.apply("light", percent)
    assert shown(qtbot, theme).verticalHeader().defaultSectionSize() >= least


def test_a_label_without_room_ends_in_an_ellipsis_and_keeps_the_whole(qtbot: QtBot, theme: Theme) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    label = ElidedLabel("199 of 220 patients", parent=holder)
    holder.show()
    label.resize(400, 20)
    assert (label.shown(), label.toolTip()) == ("199 of 220 patients", "")
    label.resize(60, 20)
    assert label.shown().endswith("…")
    assert label.toolTip() == label.text() == "199 of 220 patients"


TODAY = date(2026, 10, 14)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11/21", date(2026, 11, 21)), ("5/4/46", date(1946, 5, 4)), ("05/04/1946", date(1946, 5, 4)),
        ("2026-11-21", date(2026, 11, 21)), ("today", TODAY), ("+3d", date(2026, 10, 17)),
        ("+2w", date(2026, 10, 28)), ("13/40", None), ("soon", None), ("", None), ("2/30", None),
    ],
)  # fmt: skip
def test_dates_as_people_type_them(text: str, day: date | None) -> None:
    assert parse_day(text, TODAY) == day


NEW_YEAR = date(2027, 1, 4)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12/8", date(2026, 12, 8)), ("1/4", NEW_YEAR), ("1/5", date(2026, 1, 5)),
        ("12/8/2027", date(2027, 12, 8)), ("13/1", None),
    ],
)  # fmt: skip
def test_what_has_happened_is_not_read_as_of_the_year_to_come(text: str, day: date | None) -> None:
    assert parse_day(text, NEW_YEAR, past=True) == day


def test_a_day_of_a_month_has_its_year_and_is_asked_for_by_a_day_of_it(qapp: QApplication) -> None:
    field = DateField("Day of the service", lambda: NEW_YEAR, required=True)
    field.belong_to(Month(2026, 12))
    assert field.edit.placeholderText() == "12/21"
    field.edit.setText("12/8")
    assert field.iso() == "2026-12-08"
    field.edit.setText("12/40")
    assert field.edit.accessibleDescription() == "This is not a date. Write it like 12/21."


def test_an_empty_day_is_missing_and_no_wrong_date(qapp: QApplication) -> None:
    field = DateField("Discharged on", lambda: NEW_YEAR, required=True, past=True)
    assert field.lacks("The day") == "The day is missing. Write it like 11/21."
    assert field.edit.accessibleDescription() == "", "nothing is said before somebody wants to go on"
    field.edit.setText("13/40")
    assert field.lacks("The day") == "The day is not understood. Write it like 11/21."
    field.edit.setText("12/8")
    assert field.lacks("The day") == ""


def test_a_day_that_is_missing_is_asked_for_beside_its_field(qtbot: QtBot) -> None:
    form = QWidget()
    qtbot.addWidget(form)
    column = QVBoxLayout(form)
    must = DateField("Discharged on", lambda: NEW_YEAR, required=True, past=True)
    may = DateField("Due", lambda: NEW_YEAR)
    message = Message()
    for part in (must, may, message):
        column.addWidget(part)
    wrong = WrongField(message, {"date_unreadable": may})
    missing = "This day is missing. Write it like "
    assert wrong.first_unsound(must, may)
    assert must.edit.accessibleDescription() == f"{missing}11/21."
    must.edit.setText("12/8")
    assert must.edit.accessibleDescription() == ""
    assert not wrong.first_unsound(must, may)
    wrong.show(BadInput("date_unreadable", "The day is not a date.", "Write it like 2026-10-05."))
    assert may.edit.accessibleDescription() == f"{missing}11/21 or +2w."


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("12", 720), ("7:30", 450), ("1:02:03", 3723), ("7.5", 450), ("7m30", 450), ("12 min", 720), ("", None),
     ("7:75", None), ("abc", None), ("-3", None)],
)  # fmt: skip
def test_lengths_as_people_type_them(text: str, seconds: int | None) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "time"),
    [("2:30 PM", "14:30:00"), ("230p", "14:30:00"), ("14:30", "14:30:00"), ("12 am", "00:00:00"), ("25:00", None),
     ("13 pm", None), ("", None), ("9:15:20", "09:15:20")],
)  # fmt: skip
def test_times_as_people_type_them(text: str, time: str | None) -> None:
    found = parse_time(text)
    assert (found.isoformat() if found else None) == time
