"""Figures of a month: tiles, the distribution of minutes, and the months before."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ccm_desktop.domain.programme import BANDS
from ccm_desktop.services.programme_tiles import of
from ccm_desktop.services.programme_views import MonthPoint, ProgrammeMonth, since_first_enrolment
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.programme.charts import Chart, Histogram, Point, Trend
from ccm_desktop.ui.programme.tiles import Tiles
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import button, label, on_keys
from ccm_desktop.ui.widgets.rows_model import Column

_SIDE_BY_SIDE, _LEAST_WIDTH = 700, 300
_SERIES = ("Enrolled", "Support a code", "Claim sent")
_REACHES = {name for name, first in BANDS if first >= 20}


class ChartCard(QFrame):
    """A chart under the sentence it proves, or the same figures as a table."""

    def __init__(self, chart: Chart, table: DataTable) -> None:
        super().__init__()
        self.setObjectName("card")
        self.chart, self.table = chart, table
        self.finding_label = label("", "groupTitle", wrap=True)
        self.note_label = label("", "caption", wrap=True)
        self.stack = QStackedWidget()
        self.stack.addWidget(chart)
        self.stack.addWidget(table)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(2)
        column.addWidget(self.finding_label)
        column.addWidget(self.note_label)
        column.addWidget(self.stack, 1)

    def show_points(self, finding: str, note: str, points: tuple[Point, ...]) -> None:
        """Show points, drawn and listed."""
        self.finding_label.setText(finding)
        self.note_label.setText(note)
        self.chart.show_points(finding, points)
        self.table.show_rows(points)

    def show_as_table(self, wanted: bool) -> None:
        """The table instead of the drawing."""
        self.stack.setCurrentIndex(1 if wanted else 0)


class FiguresTab(QWidget):
    """The month at a glance.

    Signals:
        list_opened: key of a figure, or `band:…`.
        month_opened: a month of the trend, as `2026-10`.
    """

    list_opened = Signal(str)
    month_opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles = Tiles(desk.theme)
        self._theme = desk.theme
        self.minutes = ChartCard(Histogram(desk.theme), _table("Patients by minutes", ("Patients",), desk))
        trend = Trend(desk.theme)
        trend.series = _SERIES
        self.trend = ChartCard(trend, _table("Months", _SERIES, desk))
        self.table_button = button("Show as tables", "columns-3", shortcut="T")
        self.table_button.setCheckable(True)
        self._charts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._charts.setSpacing(8)
        self._charts.addWidget(self.minutes, 1)
        self._charts.addWidget(self.trend, 1)
        row = QHBoxLayout()
        row.addWidget(self.tiles.meaning_label, 1)
        row.addWidget(self.table_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.tiles)
        column.addLayout(row)
        column.addLayout(self._charts, 1)
        self._connect()

    def show_month(self, shown: ProgrammeMonth) -> None:
        """Show the figures of a month."""
        self.tiles.show_tiles(shown.tiles)
        whole = sum(len(band.patients) for band in shown.bands)
        points = tuple(
            Point(
                f"band:{band.label}", band.label,
                f"{band.label} minutes: {of(len(band.patients), whole)} patients", (len(band.patients),),
                band.label in _REACHES,
            )
            for band in shown.bands
        )  # fmt: skip
        reached = sum(point.values[0] for point in points if point.marked)
        self.minutes.show_points(f"{reached} of {whole} patients reach 20 minutes",
                                 "Patients by counted minutes; full bars reach 20", points)  # fmt: skip

    def show_trend(self, points: tuple[MonthPoint, ...], expected: int) -> None:
        """Show the months known so far, oldest first."""
        counted = len(points)
        points = since_first_enrolment(points)
        shown = tuple(
            Point(
                str(p.month), p.month.title[:3],
                f"{p.month.title}: {p.enrolled} enrolled, {p.supported} support a code, {p.billed} with a claim sent",
                (p.enrolled, p.supported, p.billed),
            )
            for p in points
        )  # fmt: skip
        note = "Patients by month" if counted == expected else f"Counting… {counted} of {expected} months"
        first, last = (points[0], points[-1]) if points else (None, None)
        finding = "No month is counted yet"
        if first is not None and last is not None:
            finding = f"Patients who support a code: {last.supported} in {last.month.title}"
            if last is not first:
                finding += f", {first.supported} in {first.month.title}"
        self.trend.show_points(finding, note, shown)

    def focus_on(self, key: str) -> None:
        """Give the keyboard back to the figure whose list was open."""
        self.tiles.buttons.get(key, self.minutes.chart).setFocus()

    def minimumSizeHint(self) -> QSize:
        """One column of tiles and charts: with more room there are more columns."""
        least = super().minimumSizeHint()
        return QSize(min(least.width(), self._theme.px(_LEAST_WIDTH)), least.height())

    def resizeEvent(self, _event: QResizeEvent) -> None:
        beside = self.width() >= self._theme.px(_SIDE_BY_SIDE)
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._charts.direction() != wanted:
            self._charts.setDirection(wanted)

    def _connect(self) -> None:
        self.tiles.opened.connect(self.list_opened)
        self.minutes.chart.opened.connect(self.list_opened)
        self.trend.chart.opened.connect(self.month_opened)
        self.minutes.table.opened.connect(self._on_band)
        self.trend.table.opened.connect(self._on_month)
        self.table_button.toggled.connect(self._on_tables)
        on_keys(self, "T", self.table_button.click)

    def _on_band(self, point: Point) -> None:
        self.list_opened.emit(point.key)

    def _on_month(self, point: Point) -> None:
        self.month_opened.emit(point.key)

    def _on_tables(self, wanted: bool) -> None:
        self.minutes.show_as_table(wanted)
        self.trend.show_as_table(wanted)


def _table(name: str, series: tuple[str, ...], desk: Desk) -> DataTable:
    columns: list[Column[Point]] = [Column("label", "Minutes" if len(series) == 1 else "Month", _label, 124, _place)]
    for number, title in enumerate(series):
        columns.append(Column(title, title, _Value(number), 122, _Value(number).number, right=True))
    return DataTable(name, columns, lambda point: point.key, desk.theme)


class _Value:
    """Reads one series of a point."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __call__(self, point: Point) -> str:
        return f"{point.values[self._number]:,}"

    def number(self, point: Point) -> int:
        """What the column sorts by."""
        return point.values[self._number]


def _label(point: Point) -> str:
    return point.spoken.partition(":")[0]


def _place(point: Point) -> tuple[int, str]:
    places = [f"band:{name}" for name, _ in BANDS]
    return (places.index(point.key), "") if point.key in places else (0, point.key)
