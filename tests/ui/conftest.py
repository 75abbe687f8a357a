"""A window of its own for each test: empty, or with a new practice open in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ccm_desktop.ui.layout_memory import LayoutMemory
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import PageHeader, button
from ccm_desktop.ui.widgets.rows_model import Column

Row = tuple[int, str]
COLUMNS: tuple[Column[Row], ...] = (
    Column("number", "Number", lambda row: str(row[0]), 80, lambda row: row[0], right=True),
    Column("word", "Word", lambda row: row[1], 200),
    Column("again", "Again", lambda row: row[1], 300),
)


class Page(QWidget):
    """A page as screens build them: header, a field, a table."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self.header = PageHeader(title)
        self.header.counts_label.setText("219 of 220 patients · 8 workdays left in the month of September")
        self.header.add(button("Import", "upload"))
        self.field = QLineEdit()
        self.table = DataTable(f"{title} rows", COLUMNS, lambda row: row[0], theme)
        self.table.hide_first(("again",))
        self.table.show_rows([(n, f"row {n}") for n in range(30)])
        column = QVBoxLayout(self)
        for part in (self.header, self.field, self.table):
            column.addWidget(part)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp)
    made.apply("light")
    yield made
    made.apply("light")
    made.deleteLater()


@pytest.fixture
def memory(tmp_path: Path) -> LayoutMemory:
    return LayoutMemory(tmp_path / "window.ini")


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, memory: LayoutMemory) -> Iterator[MainWindow]:
    made = MainWindow(memory)
    made.add_page("panel", "Panel", "users", Page(theme, "Patient panel"))
    made.add_page("month", "Month-end", "calendar-check", Page(theme, "Month-end"))
    made.add_page("text", "Text", "note", Page(theme, "Report"), in_rail=False)
    made.user_label.setText("Lakeside Family Medicine (demo) · Maria Ortiz, RN")
    made.month_label.setText("October 2026 (open)")
    made.show_page("panel")
    made.resize(1366, 689)
    made.show()
    yield made
    made.allow_close()
    made.close()
    made.deleteLater()
