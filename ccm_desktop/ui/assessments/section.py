"""The assessments of a patient: per area what is known, how it went on, what is due, and every result behind it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.domain.instruments.instrument import WHO_ANSWERED
from ccm_desktop.services.assessment_views import AssessmentLine, AssessmentsView, AssessmentTrack
from ccm_desktop.ui import figures
from ccm_desktop.ui.assessments.trend import TrendDelegate, spoken_trend
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys
from ccm_desktop.ui.widgets.rows_model import Column

_ROWS_AT_LEAST = 2


@dataclass(frozen=True, slots=True)
class Row:
    """An area with one of its instruments, or with nothing yet."""

    key: str
    area: str
    track: AssessmentTrack | None
    lines: tuple[AssessmentLine, ...]

    @property
    def due(self) -> str:
        """When, and whether it is over."""
        if self.track is None:
            return ""
        return f"{'Due ' if self.track.overdue else ''}{figures.day(self.track.due_on)}"


class AssessmentsSection(QWidget):
    """Two lists: areas, and the results of the one in hand.

    Signals:
        new_pressed: take a new assessment.
        correct_pressed: an `AssessmentLine` to correct.
        withdrawn: an `AssessmentLine` and why.
        closed: back to the plan.
    """

    new_pressed = Signal()
    correct_pressed = Signal(object)
    withdrawn = Signal(object, str)
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.standing_label = label("", "caption", wrap=True)
        self.new_button = button("New assessment…", "plus", role="primary", shortcut="Ins")
        self.close_button = button("Back to the plan", shortcut="Esc")
        self.message = Message()
        self.tracks = _Short("Assessments by area", _track_columns(), lambda row: row.key, desk.theme)
        place = [column.key for column in self.tracks.rows_model.columns].index("trend")
        self._trend = TrendDelegate(desk.theme, self.tracks)
        self.tracks.setItemDelegateForColumn(place, self._trend)
        self.tracks.hide_first(("trend", "with", "on"))
        self.results = _Short("Results", _result_columns(), lambda line: line.assessment_id, desk.theme)
        self.results.set_empty_text("Nothing was assessed in this area yet. New assessment… begins one.")
        self.results.hide_first(("who", "by", "finding"))
        self.results.rows_model.struck = _is_withdrawn
        self.results_label = label("", "groupTitle", wrap=True)
        self.correct_button = button("Correct…", "pencil", shortcut="Enter")
        self.withdraw_button = button("Withdraw…", "ban")
        self.ask = InlineAsk("Why it is withdrawn")
        self._lay_out()
        self._connect()

    def show_view(self, view: AssessmentsView) -> None:
        """Fill the lists; the rows in hand stay in hand."""
        rows = [
            Row(track.key, area.title, track, track.lines) for area in view.areas for track in area.tracks
        ]  # fmt: skip
        for number, area in enumerate(view.areas):
            if not area.tracks:
                gone = tuple(one for one in view.withdrawn if one.result.value.area == area.area)
                before = {one.area for one in view.areas[:number]}
                place = sum(1 for row in rows if row.key.partition("/")[0] in before)
                rows.insert(place, Row(f"{area.area}/", area.title, None, gone))
        done, every = len(view.areas) - len(view.missing), len(view.areas)
        due = sum(track.overdue for area in view.areas for track in area.tracks)
        self.standing_label.setText(f"{done} of {every} areas assessed · {due or 'nothing'} due again")
        self.tracks.show_rows(rows)
        self._show_results(self.tracks.current_row())

    def said(self) -> list[tuple[str, str, str]]:
        """Key, area and instrument, and words of every result that holds, for who looks for words."""
        rows = (row for row in self.tracks.rows_model.all_rows if isinstance(row, Row))
        return [(row.key, row.area, _words(row, line)) for row in rows for line in row.lines if line.holds]

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(label("Assessments", "groupTitle"))
        top.addWidget(self.standing_label, 1)
        top.addWidget(self.new_button)
        top.addWidget(self.close_button)
        under = QHBoxLayout()
        under.addWidget(self.results_label, 1)
        under.addWidget(self.correct_button)
        under.addWidget(self.withdraw_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.message)
        column.addWidget(self.tracks, 5)
        column.addLayout(under)
        column.addWidget(self.ask)
        column.addWidget(self.results, 2)
        self.setFocusProxy(self.tracks)

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.new_pressed)
        self.close_button.clicked.connect(self.closed)
        self.tracks.current_changed.connect(self._show_results)
        self.tracks.opened.connect(self._on_area)
        self.results.current_changed.connect(self._on_result)
        self.results.opened.connect(self._on_correct)
        self.correct_button.clicked.connect(self._on_correct)
        self.withdraw_button.clicked.connect(self._on_withdraw)
        self.ask.answered.connect(self._on_why)
        self.ask.dismissed.connect(self.results.setFocus)
        for table in (self.tracks, self.results):
            on_keys(table, "Ins", self.new_pressed.emit)
            on_keys(table, "Esc", self.closed.emit)

    def _show_results(self, row: Row | None) -> None:
        self.ask.hide()
        self.results.show_rows(row.lines if row else ())
        titles = [part for part in (row.area, row.track.title if row.track else "") if part] if row else []
        change = f" · {row.track.change.lower()}" if row and row.track and row.track.change else ""
        self.results_label.setText(": ".join(titles) + change)
        self._on_result(self.results.current_row())

    def _on_result(self, line: AssessmentLine | None) -> None:
        for press in (self.correct_button, self.withdraw_button):
            press.setEnabled(line is not None and line.holds)

    def _on_area(self, row: Row) -> None:
        if row.lines:
            self.results.setFocus()
        else:
            self.new_pressed.emit()

    def _on_correct(self, _pressed: object = None) -> None:
        line = self.results.current_row()
        if line is not None and line.holds:
            self.correct_pressed.emit(line)

    def _on_withdraw(self) -> None:
        line = self.results.current_row()
        if line is not None and line.holds:
            day = figures.day(line.result.value.assessed_on)
            self.ask.ask(f"Why does the assessment of {day} not hold? What it led to stays.", "Withdraw")

    def _on_why(self, why: str) -> None:
        line = self.results.current_row()
        if line is not None:
            self.withdrawn.emit(line, why)


class _Short(DataTable):
    """Fewer rows at least than a list of its own page: two of them stand below the header of a plan."""

    def minimumSizeHint(self) -> QSize:
        rows = _ROWS_AT_LEAST * self.verticalHeader().defaultSectionSize()
        return QSize(super().minimumSizeHint().width(), self.horizontalHeader().sizeHint().height() + rows + 2)


def _is_withdrawn(line: AssessmentLine) -> bool:
    return not line.holds


def _track_columns() -> tuple[Column[Row], ...]:
    return (
        Column("area", "Area", lambda row: row.area, 150),
        Column("with", "With", lambda row: row.track.title if row.track else "", 190),
        Column("last", "Last result", lambda row: row.track.latest.words if row.track else "Not assessed yet", 290),
        Column("on", "On", lambda row: figures.day(row.track.latest.result.value.assessed_on) if row.track else "", 96,
               lambda row: row.track.latest.result.value.assessed_on if row.track else ""),
        Column("trend", "Trend", lambda row: spoken_trend(row.track) if row.track else "", 180,
               spoken=lambda row: spoken_trend(row.track) if row.track else ""),
        Column("due", "Again", lambda row: row.due, 120, lambda row: row.track.due_on if row.track else ""),
    )  # fmt: skip


def _result_columns() -> tuple[Column[AssessmentLine], ...]:
    return (
        Column("on", "On", lambda line: figures.day(line.result.value.assessed_on), 96,
               lambda line: line.result.value.assessed_on),
        Column("result", "Result", lambda line: line.words, 260),
        Column("finding", "Finding", lambda line: line.result.value.finding.replace("\n", " "), 220),
        Column("who", "Answered by", lambda line: WHO_ANSWERED.get(line.result.value.answered_by, ""), 100),
        Column("by", "Recorded by", lambda line: line.result.by, 140),
        Column("state", "History", _history, 220),
    )  # fmt: skip


def _words(row: Row, line: AssessmentLine) -> str:
    title, value = row.track.title if row.track else "", line.result.value
    told = value.finding if value.finding.startswith(line.words) else f"{line.words}. {value.finding}"
    return ", ".join(part for part in (title, figures.day(value.assessed_on), told.strip(". ")) if part)


def _history(line: AssessmentLine) -> str:
    """Withdrawn, corrected, or in conflict, with the reason."""
    if line.in_conflict:
        return "Two versions: resolve changes"
    if not line.holds:
        return f"Withdrawn: {line.standing.value.withdrawn_because}"
    if line.earlier:
        was = line.earlier[0][0]
        return f"Was {was.score or 'other words'}; corrected: {line.result.value.correction}"
    return ""
