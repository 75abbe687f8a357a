"""The exceptions of a month: chips, owner, Fix next, and `OK because…` in the row itself (ux.md 8.3)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.domain.search import fold
from ccm_desktop.services.month_views import ExceptionLine, MonthDesk
from ccm_desktop.ui import figures, standing
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.chip_row import ChipRow
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.widgets.parts import FilterChip, button, label, on_keys
from ccm_desktop.ui.widgets.rows_model import Column

_STATES = {
    "must": Chip("must", "Must fix", "error", "ban"),
    "review": Chip("review", "Review", "warn", "alert-triangle"),
    "info": Chip("info", "For information", "info", "info-circle"),
    "accepted": Chip("accepted", "OK because…", "neutral", "check"),
    "held": Chip("held", "On hold", "neutral", "player-pause"),
    "fixed": Chip("fixed", "Fixed ✓", "ok", "circle-check"),
}
_ORDER = tuple(_STATES)


@dataclass(frozen=True, slots=True)
class Row:
    """An exception as it shows: also one that is gone since the last look."""

    line: ExceptionLine
    state: str
    """must | review | info | accepted | held | fixed"""

    @property
    def open(self) -> bool:
        return self.state in ("must", "review")


class ExceptionsTab(QWidget):
    """The list and its filters.

    Signals:
        fix_asked: the `ExceptionLine` whose place is to be opened.
        accepted: the `ExceptionLine` and why it is right.
        taken_back: the `ExceptionLine` that is open again.
    """

    fix_asked = Signal(object)
    accepted = Signal(object, str)
    taken_back = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lines: tuple[ExceptionLine, ...] = ()
        self._fixed: dict[str, ExceptionLine] = {}
        self._seen_fixed: set[str] = set()
        self._month: object = None
        self._asking: ExceptionLine | None = None
        self.chips = tuple(
            FilterChip(key, text, noun="exceptions")
            for key, text in (("must", "Must fix"), ("review", "Review"), ("mine", "Mine"))
        )
        self.owner_box = QComboBox()
        self.owner_box.setAccessibleName("Owner")
        self.owner_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.accept_button = button("OK because…", "check")
        self.fix_button = button("Fix next", "chevron-right", role="primary", shortcut="F8")
        self.table = DataTable("Exceptions", _columns(), lambda row: row.line.finding_id, desk.theme)
        self.table.hide_first(("age", "owner", "fix"))
        self.ask = InlineAsk("Why this is right as it is", parent=self.table.viewport())
        self.detail_label = label("", "caption", wrap=True)
        self._lay_out()
        self._connect()

    def show_desk(self, desk: MonthDesk) -> None:
        """Fill the list. What was open and is gone now stays as fixed until the next visit."""
        found = {line.finding_id: line for line in desk.exceptions}
        if self._month == desk.standing.month:
            gone = {line.finding_id: line for line in self._lines if line.open and line.finding_id not in found}
            self._fixed = {key: line for key, line in {**self._fixed, **gone}.items() if key not in found}
        else:
            self._fixed = {}
            self.ask.finish()
        self._month, self._lines = desk.standing.month, desk.exceptions
        locked = standing.is_locked(desk.standing)
        self.accept_button.setVisible(not locked)
        self.fix_button.setVisible(not locked)
        if self.isVisible():
            self._seen_fixed |= set(self._fixed)
        rows = [Row(line, _state(line)) for line in desk.exceptions] + [Row(x, "fixed") for x in self._fixed.values()]
        rows.sort(key=lambda row: _ORDER.index(row.state))
        _show_owners(self.owner_box, rows)
        self._count(rows)
        self.table.set_empty_text(
            f"{desk.standing.month.title} is closed." if locked else "Nothing stands in the way of this month."
        )
        self.table.show_rows(rows)
        self._apply_filter()

    def begin_visit(self) -> None:
        """The page comes on show: what was shown as fixed before has been seen and leaves."""
        self._fixed = {key: line for key, line in self._fixed.items() if key not in self._seen_fixed}
        self._seen_fixed = set(self._fixed)

    def is_open(self, finding: str) -> bool:
        """Whether an exception still asks for somebody."""
        return any(line.finding_id == finding and line.open for line in self._lines)

    def open_lines(self) -> list[ExceptionLine]:
        """What Fix next walks through: open rows, as they are filtered and sorted."""
        return [row.line for row in self.table.rows_model.rows if row.open]

    def current(self) -> ExceptionLine | None:
        """The exception of the current row."""
        row = self.table.current_row()
        return row.line if isinstance(row, Row) else None

    def fix_next(self) -> None:
        """The current row when it is open, else the first open one below it."""
        rows = list(self.table.rows_model.rows)
        start = max(0, self.table.currentIndex().row())
        following = next((row.line for row in rows[start:] + rows[:start] if row.open), None)
        if following is not None:
            self.fix_asked.emit(following)

    def _lay_out(self) -> None:
        self.chip_row = ChipRow(self.chips)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.chip_row, 1)
        for part in (self.owner_box, self.accept_button, self.fix_button):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self.detail_label)

    def _connect(self) -> None:
        for chip in self.chips:
            chip.toggled.connect(self._apply_filter)
        self.owner_box.currentIndexChanged.connect(self._apply_filter)
        self.fix_button.clicked.connect(self.fix_next)
        self.accept_button.clicked.connect(self._on_accept)
        self.ask.answered.connect(self._on_reason)
        self.ask.dismissed.connect(self.table.setFocus)
        self.table.opened.connect(self._on_opened)
        self.table.current_changed.connect(self._on_current)
        self.table.verticalScrollBar().valueChanged.connect(self._place_ask)
        self.table.viewport().installEventFilter(self)
        on_keys(self.table, "K", self._on_accept)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place_ask()
        return super().eventFilter(watched, event)

    def _apply_filter(self) -> None:
        chosen = {chip.key for chip in self.chips if chip.isChecked()}
        owner, user = self.owner_box.currentData(), self._desk.user
        kinds = chosen - {"mine"}

        def keep(row: Row) -> bool:
            return (
                (not kinds or row.state in kinds or (row.state == "fixed" and row.line.severity in kinds))
                and ("mine" not in chosen or row.line.owner_id == user)
                and (not owner or row.line.owner_id == owner)
            )

        self.table.rows_model.set_filter(keep)
        self.table.settle()
        self._on_current(self.table.current_row())

    def _count(self, rows: list[Row]) -> None:
        still = [row for row in rows if row.open]
        for chip, count in zip(self.chips, (
            sum(row.state == "must" for row in still), sum(row.state == "review" for row in still),
            sum(row.line.owner_id == self._desk.user for row in still),
        ), strict=True):  # fmt: skip
            chip.set_count(count)
        self.chip_row.fit()

    def _on_current(self, row: object) -> None:
        line = row.line if isinstance(row, Row) else None
        state = row.state if isinstance(row, Row) else ""
        self.accept_button.setEnabled(state in ("review", "accepted"))
        self.accept_button.setText("Take back OK" if state == "accepted" else "OK because…")
        self.accept_button.setAccessibleName(self.accept_button.text())
        self.fix_button.setEnabled(bool(self.open_lines()))
        self.detail_label.setText(_whole(line, self._desk) if line else "")
        if self._asking is not None and (line is None or line.finding_id != self._asking.finding_id):
            self._asking = None
            self.ask.finish()
        self._place_ask()

    def _on_opened(self, row: Row) -> None:
        if row.state != "fixed":
            self.fix_asked.emit(row.line)

    def _on_accept(self) -> None:
        line = self.current()
        if line is None or not self.accept_button.isVisible() or not self.accept_button.isEnabled():
            return
        if line.accepted is not None:
            self.taken_back.emit(line)
        else:
            self._asking = line
            self.ask.ask(f"{line.title}, {line.patient}: OK because…", "OK", "What you looked at and why it is right")
            self._place_ask()

    def _on_reason(self, reason: str) -> None:
        if self._asking is not None:
            self.accepted.emit(self._asking, reason)

    def finish_asking(self) -> None:
        """The reason was kept."""
        self._asking = None
        self.ask.finish()
        self.table.setFocus()

    def _place_ask(self) -> None:
        """Just below the row that it is about, or above it at the foot of the list."""
        if self._asking is None:
            return
        place = self.table.rows_model.place_of(self._asking.finding_id)
        room = self.table.viewport().rect()
        height = self.ask.sizeHint().height()
        top = self.table.rowViewportPosition(place) + self.table.rowHeight(place)
        if top + height > room.height():
            top -= height + self.table.rowHeight(place)
        self.ask.setGeometry(0, max(0, top), room.width(), height)
        self.ask.raise_()


def _show_owners(box: QComboBox, rows: list[Row]) -> None:
    chosen = box.currentData()
    people = sorted({(row.line.owner, row.line.owner_id) for row in rows if row.line.owner_id})
    box.blockSignals(True)
    box.clear()
    box.addItem("Any owner", "")
    for name, person in people:
        box.addItem(name, person)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.blockSignals(False)


def _state(line: ExceptionLine) -> str:
    if line.held:
        return "held"
    return "accepted" if line.accepted is not None else line.severity


def _whole(line: ExceptionLine, desk: Desk) -> str:
    """The row in one sentence, and who found it right; long details are cut in the table."""
    said = f"{line.patient}: {line.detail}"
    if line.accepted is not None:
        when = figures.instant(line.accepted.at, desk.zone)
        said += f" — OK because {line.accepted.reason} ({line.accepted.by}, {when})"
    return said


def _age(line: ExceptionLine) -> str:
    return "1 day" if line.age_days == 1 else f"{line.age_days} days"


def _columns() -> tuple[Column[Row], ...]:
    return (
        Column("severity", "Severity", lambda r: _STATES[r.state].text, 126, lambda r: _ORDER.index(r.state),
               chip=lambda r: _STATES[r.state]),
        Column("title", "Exception", lambda r: r.line.title, 142),
        Column("patient", "Patient", lambda r: r.line.patient, 140, lambda r: fold(r.line.patient)),
        Column("detail", "Detail", lambda r: r.line.detail, 218),
        Column("owner", "Owner", lambda r: r.line.owner or "—", 116, lambda r: fold(r.line.owner)),
        Column("age", "Age", lambda r: _age(r.line), 72, lambda r: r.line.age_days, right=True),
        Column("fix", "Fix", lambda r: "—" if r.state == "fixed" else r.line.fix.label, 92),
    )  # fmt: skip
