"""Program: the figures of a month, the patients behind them, its claims, and what denials say."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import Success
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.claims import ClaimRow, denial_reasons
from ccm_desktop.services.programme_views import Listed, MonthPoint, ProgrammeMonth
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.programme.claims_tab import ClaimsTab
from ccm_desktop.ui.programme.denials_tab import DenialsTab
from ccm_desktop.ui.programme.figures_tab import FiguresTab
from ccm_desktop.ui.programme.filters import SelectionRow
from ccm_desktop.ui.programme.patients_tab import PatientsTab
from ccm_desktop.ui.programme.review_tab import ReviewTab
from ccm_desktop.ui.widgets.parts import Message, PageHeader, button
from ccm_desktop.ui.widgets.scrolling import Scrolling
from ccm_desktop.ui.widgets.tabs import Tabs

_NOBODY = "Nobody is enrolled in this month: there is nothing to count yet."
_NOBODY_LIKE_IT = "Nobody of this choice is enrolled in this month. Choose another payer or coordinator."
TITLES = ("Figures", "Patients", "Claims", "Denials and checks", "Chart review")
FIGURES, PATIENTS, CLAIMS, DENIALS, REVIEW = range(5)
_ELSEWHERE = Changed.TIMER | Changed.REVIEW
"""Changes that no figure rests on."""


class ProgrammePage(QWidget):
    """One month with the months before it.

    Signals:
        patient_opened: id of a patient.
        preview_asked, save_asked: a callable that gathers a `Rendering`.
        import_asked: outcomes from a file.
        outcome_asked: a claim row.
    """

    patient_opened = Signal(str)
    preview_asked = Signal(object)
    save_asked = Signal(object)
    import_asked = Signal()
    outcome_asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: ProgrammeMonth | None = None
        self._listed = ""
        self._months: tuple[Month, ...] = ()
        self._points: dict[Month, MonthPoint] = {}
        self._generation, self._stale = 0, False
        self.header = PageHeader("Program")
        self.month_box = QComboBox()
        self.month_box.setAccessibleName("Month")
        self.month_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.preview_button = button("Preview report", "printer", role="primary", shortcut="Ctrl+P")
        self.filters = SelectionRow()
        self.message = Message()
        self.figures, self.patients = FiguresTab(desk), PatientsTab(desk)
        self.claims, self.denials, self.review = ClaimsTab(desk), DenialsTab(desk), ReviewTab(desk)
        self.tabs = Tabs()
        # The long tabs scroll by themselves, or the others would be as tall as they are.
        figures, denials = Scrolling(self.figures, "figuresArea"), Scrolling(self.denials, "denialsArea")
        review = Scrolling(self.review, "reviewArea")
        tabs = (figures, self.patients, self.claims, denials, review)
        for widget, title in zip(tabs, TITLES, strict=True):
            self.tabs.addTab(widget, title)
        self.header.add(self.month_box)
        self.header.add(self.preview_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.header)
        column.addWidget(self.filters)
        column.addWidget(self.message)
        column.addWidget(self.tabs, 1)
        self.preview_button.setEnabled(False)
        self._connect()

    def load(self) -> None:
        """Which months there are, then the one on show, then the trend."""
        self._desk.gateway.ask(self._desk.office.programme.months).succeeded.connect(self._on_months)

    def reload(self) -> None:
        """Count everything anew: first the month on show, then the others one by one."""
        self._generation += 1
        self._stale = False
        self._points.clear()
        self.preview_button.setEnabled(False)  # a report of old figures is worse than none
        self._ask_month()

    def month(self) -> Month:
        """The month on show."""
        found = self.month_box.currentData()
        return found if isinstance(found, Month) else self._desk.month()

    def preview(self) -> None:
        """Look at the report of the figures on show."""
        self._report_to(self.preview_asked)

    def save_pdf(self) -> None:
        """The same report, to a file."""
        self._report_to(self.save_asked)

    def save_lines(self) -> None:
        """The claim lines of the month on show, as CSV."""
        self.save_asked.emit(
            partial(self._desk.office.programme_paper.claim_sheet, self.month(), self.filters.selection())
        )

    def open_list(self, key: str) -> None:
        """Show the patients behind a figure or a bar."""
        self._listed = key
        if self._shown is not None:
            self._show_list(self._shown)
            self.tabs.setCurrentIndex(PATIENTS)
            self.patients.table.setFocus()

    def _connect(self) -> None:
        self._desk.gateway.changed.connect(self._on_changed)
        self.month_box.currentIndexChanged.connect(self._ask_month)
        self.filters.chosen.connect(self.reload)
        self.preview_button.clicked.connect(self.preview)
        self.claims.import_asked.connect(self.import_asked)
        self.claims.save_asked.connect(self.save_lines)
        self.figures.list_opened.connect(self.open_list)
        self.figures.month_opened.connect(self._on_month_opened)
        self.patients.patient_opened.connect(self.patient_opened)
        self.patients.left.connect(self._on_left)
        self.claims.outcome_asked.connect(self.outcome_asked)
        self.claims.patient_opened.connect(self.patient_opened)
        self.denials.group_opened.connect(self._on_group)
        self.denials.check_opened.connect(self.open_list)

    def _on_months(self, months: tuple[Month, ...]) -> None:
        chosen = self.month()
        self._months = months
        self.month_box.blockSignals(True)
        self.month_box.clear()
        for month in months:
            self.month_box.addItem(month.title, month)
        self.month_box.setCurrentIndex(months.index(chosen) if chosen in months else 0)
        self.month_box.blockSignals(False)
        self.reload()

    def _ask_month(self) -> None:
        task = self._desk.gateway.ask(
            partial(self._desk.office.programme.month, self.month(), self.filters.selection())
        )
        task.succeeded.connect(partial(self._on_month, self._generation))
        task.failed.connect(self.message.show_problem)

    def _on_month(self, generation: int, shown: ProgrammeMonth) -> None:
        if generation != self._generation or (shown.month, shown.selection) != (self.month(), self.filters.selection()):
            return
        self.filters.show_choices(shown.choices)
        self._shown = shown
        self._points[shown.month] = shown.point
        self.header.counts_label.setText(
            f"{shown.state} · {shown.point.enrolled} enrolled · rules {shown.rules_version}"
        )
        self.message.say("" if shown.point.enrolled else _NOBODY_LIKE_IT if shown.selection.words else _NOBODY, "info")
        self.figures.show_month(shown)
        self.claims.show_claims(shown.claims)
        if self._listed:
            self._show_list(shown)
        self._show_trend()
        self._ask_next()

    def _ask_next(self) -> None:
        """One month at a time, so that a start of the timer never waits for twelve of them."""
        missing = next((month for month in self._months if month not in self._points), None)
        if missing is not None:
            task = self._desk.gateway.ask(partial(self._desk.office.programme.point, missing, self.filters.selection()))
            task.succeeded.connect(partial(self._on_point, self._generation))
            task.failed.connect(self.message.show_problem)

    def _on_point(self, generation: int, point: MonthPoint) -> None:
        if generation == self._generation and point.month not in self._points:
            self._points[point.month] = point
            self._show_trend()
            self._ask_next()

    def _report_to(self, asked: SignalInstance) -> None:
        if self.preview_button.isEnabled() and self._shown is not None:
            asked.emit(partial(self._desk.office.programme_paper.report, self._shown, self._trend()))

    def _trend(self) -> tuple[MonthPoint, ...]:
        return tuple(self._points[month] for month in sorted(self._points))

    def _show_trend(self) -> None:
        points, expected = self._trend(), len(self._months)
        self.figures.show_trend(points, expected)
        self.denials.show_points(points, expected)
        self.preview_button.setEnabled(len(points) == expected)

    def _show_list(self, shown: ProgrammeMonth) -> None:
        self.patients.show_list(*_heading(shown, self._listed), shown.listed(self._listed))

    def _on_group(self, group: Success) -> None:
        """The claim lines of a group, as far as they are of the month on show."""
        listed, more = _lines_of(group, self._shown.claims if self._shown else ())
        meaning = f"{more} more lines are of other months: choose the month to see them." if more else ""
        self._listed = ""
        self.patients.show_list(f"Claim lines of {group.group}", meaning, listed)
        self.tabs.setCurrentIndex(PATIENTS)
        self.patients.table.setFocus()

    def _on_month_opened(self, text: str) -> None:
        month = Month.parse(text)
        if month in self._months:
            self.month_box.setCurrentIndex(self._months.index(month))

    def _on_left(self) -> None:
        self.tabs.setCurrentIndex(FIGURES)
        self.figures.focus_on(self._listed)

    def _on_changed(self, changed: Changed) -> None:
        self._stale = self._stale or bool(changed & ~_ELSEWHERE)
        if self._stale and self.isVisible():
            self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:  # changed while a wide form stood in the page's place
            self.reload()


def _heading(shown: ProgrammeMonth, key: str) -> tuple[str, str]:
    """Title and meaning of a list."""
    tile = next((tile for tile in shown.tiles if tile.key == key), None)
    if tile is not None:
        return f"{tile.title}: {tile.value}", tile.definition
    kind, _, name = key.partition(":")
    if kind == "band":
        return f"{name} counted minutes", "Whole minutes that counted; 19:59 stands in 17–19."
    title = f"{denial_reasons().checks[name].words}: not so in {shown.month.title}"
    return title, "Patients who fail the check of the chart behind a denial."


def _lines_of(group: Success, claims: tuple[ClaimRow, ...]) -> tuple[tuple[Listed, ...], int]:
    """The claim lines of a group that are among these, and how many are not."""
    wanted = set(group.lines)
    listed = tuple(
        Listed(row.patient_id, row.name, row.mrn, 0, row.status != "denied",
               f"{row.code}: {row.status.replace('_', ' ')} {row.reason}".strip())
        for row in claims if row.key in wanted
    )  # fmt: skip
    return listed, len(wanted) - len(listed)
