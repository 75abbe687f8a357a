"""Every patient of the month with minutes, codes and what stands in the way."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.domain.billing.fees import fee_words
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.domain.search import fold
from ccm_desktop.services.month_board import MonthLine
from ccm_desktop.services.month_holds import holding, releasing
from ccm_desktop.services.month_views import MonthDesk
from ccm_desktop.ui import figures, standing
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.month_end import words
from ccm_desktop.ui.widgets.chip_row import ChipRow
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.widgets.parts import FilterChip, button, label, on_keys
from ccm_desktop.ui.widgets.rows_model import Column

_STATES = {
    "billable": ("Billable", "ok", "circle-check"),
    "short": ("Short", "warn", "hourglass"),
    "blocked": ("Blocked", "error", "ban"),
    "no_time": ("No time", "neutral", "circle-dashed"),
    "held": ("On hold", "neutral", "player-pause"),
}
_TAB_OF_FIX = {"consent": 4, "conditions": 4, "enrolment": 4, "visit": 4, "care_plan": 2, "time": 1}


class PatientsTab(QWidget):
    """The list and its totals.

    Signals:
        patient_opened: id and the tab where the first blocker is mended.
        codes_asked: id; compare the families of codes.
        services_asked: id; another service stands in the way.
        holds_asked: `HoldChange` by patient.
    """

    patient_opened = Signal(str, int)
    codes_asked = Signal(str)
    services_asked = Signal(str)
    holds_asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.totals_label = label("", wrap=True)
        self.chips = tuple(FilterChip(key, text) for key, (text, _, _) in _STATES.items())
        self.chip_row = ChipRow(self.chips)
        self.table = DataTable("Month-end", _columns(), lambda line: line.patient_id, desk.theme)
        self.table.hide_first(("coordinator", "practitioner", "birth", "mrn", "logged", "fee"))
        self.table.set_empty_text("Nobody is enrolled in this month.")
        self.table.choose_several()
        self._month: Month | None = None
        self._locked = True
        self._asking: tuple[MonthLine, ...] = ()
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.totals_label, 3)
        row.addWidget(self.chip_row, 2)
        self.codes_button = button("Compare codes…", "arrows-exchange", shortcut="C")
        self.hold_button = button("Hold…", "player-pause", shortcut="H")
        self.release_button = button("Release", "player-play", shortcut="R")
        self.hold_ask = InlineAsk("Why they are not billed")
        verbs = QHBoxLayout()
        verbs.setSpacing(6)
        for press in (self.hold_button, self.release_button, self.codes_button):
            verbs.addWidget(press)
        verbs.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self.hold_ask)
        column.addLayout(verbs)
        self._connect()

    def _connect(self) -> None:
        self.table.opened.connect(self._on_opened)
        self.table.chosen_changed.connect(self._on_chosen)
        self.codes_button.clicked.connect(self._on_codes)
        self.hold_button.clicked.connect(self._on_hold)
        self.release_button.clicked.connect(self._on_release)
        self.hold_ask.answered.connect(self._on_reason)
        self.hold_ask.dismissed.connect(self.table.setFocus)
        for keys, press in (("C", self.codes_button), ("H", self.hold_button), ("R", self.release_button)):
            on_keys(self.table, keys, press.click)
        for chip in self.chips:
            chip.toggled.connect(self._apply_filter)

    def show_desk(self, desk: MonthDesk) -> None:
        """Fill the list."""
        board, totals = desk.board, desk.board.totals
        units = ", ".join(f"{code} × {count}" for code, count in totals.units) or "none yet"
        self.totals_label.setText(
            f"{totals.billable} billable · {figures.minutes(totals.counted_seconds)} counted · codes {units} · "
            f"{figures.money(totals.fee)}: {fee_words(*board.fee_schedules)}"
        )
        for chip, key in zip(self.chips, _STATES, strict=True):
            chip.set_count(sum(1 for line in board.lines if line.state == key))
        self.chip_row.fit()
        locked = standing.is_locked(desk.standing)
        if locked or self._month != board.month:
            self.hold_ask.finish()
        self._month, self._locked = board.month, locked
        self.table.show_rows(board.lines)
        self._apply_filter()

    def _apply_filter(self) -> None:
        chosen = {chip.key for chip in self.chips if chip.isChecked()}
        self.table.rows_model.set_filter((lambda line: line.state in chosen) if chosen else None)
        self.table.settle()
        self._on_chosen()

    def finish_asking(self) -> None:
        """The reason was kept."""
        self.hold_ask.finish()
        self.table.setFocus()

    def _chosen(self, *, held: bool) -> list[MonthLine]:
        return [line for line in self.table.chosen_rows() if bool(line.held) is held]

    def _on_chosen(self) -> None:
        """Each button says how many of the selected it is about."""
        for press, verb, count in (
            (self.hold_button, "Hold…", len(self._chosen(held=False))),
            (self.release_button, "Release", len(self._chosen(held=True))),
        ):
            press.setText(verb if count < 2 else f"{verb.rstrip('…')} {count}{verb[len(verb.rstrip('…')) :]}")
            press.setAccessibleName(press.text())
            press.setEnabled(count > 0)
            press.setVisible(not self._locked)

    def _on_hold(self) -> None:
        self._asking = tuple(self._chosen(held=False))
        if self._asking and not self._locked:
            whom = self._asking[0].name if len(self._asking) == 1 else f"These {len(self._asking)} patients"
            verb = "is" if len(self._asking) == 1 else "are"
            self.hold_ask.ask(f"{whom} {verb} not billed because…", "Hold", "The reason stands on every list")

    def _on_reason(self, reason: str) -> None:
        try:
            self.holds_asked.emit(holding(reason, {line.patient_id: line.held for line in self._asking}))
        except BadInput as problem:
            self.hold_ask.refuse(str(problem))

    def _on_release(self) -> None:
        chosen = self._chosen(held=True)
        if chosen and not self._locked:
            self.holds_asked.emit(releasing({line.patient_id: line.held for line in chosen}))

    def _on_codes(self) -> None:
        line = self.table.current_row()
        if isinstance(line, MonthLine):
            self.codes_asked.emit(line.patient_id)

    def _on_opened(self, line: MonthLine) -> None:
        fix = line.blockers[0].fix if line.blockers else "time"
        if fix == "services":
            self.services_asked.emit(line.patient_id)
            return
        self.patient_opened.emit(line.patient_id, _TAB_OF_FIX.get(fix, 1))


def _columns() -> tuple[Column[MonthLine], ...]:
    return (
        Column("name", "Patient", lambda m: m.name, 170, lambda m: fold(m.name)),
        Column("birth", "DOB", lambda m: figures.day(m.birth_on), 96, lambda m: m.birth_on),
        Column("mrn", "MRN", lambda m: figures.mrn(m.mrn) or "—", 82),
        Column("state", "State", lambda m: _STATES[m.state][0], 110,
               lambda m: list(_STATES).index(m.state), chip=_chip),
        Column("codes", "Codes", lambda m: words.codes(m.codes), 140),
        Column("counted", "Counted", lambda m: figures.minutes(m.counted_seconds), 76,
               lambda m: m.counted_seconds, right=True),
        Column("logged", "Logged", lambda m: figures.minutes(m.logged_seconds), 76,
               lambda m: m.logged_seconds, right=True),
        Column("fee", "Fee", lambda m: figures.money(m.fee) if m.codes else "—", 76, lambda m: m.fee, right=True),
        Column("why", "Reason", reason, 260),
        Column("practitioner", "Practitioner", lambda m: m.practitioner or "—", 140),
        Column("coordinator", "Coordinator", lambda m: m.coordinator or "—", 130),
    )  # fmt: skip


def reason(line: MonthLine) -> str:
    """What stands in the way, or how far it is."""
    if line.held:
        return f"On hold, not billed: {line.held}"
    if line.blockers:
        return "; ".join(found.words for found in line.blockers)
    if line.codes:
        return "; ".join(found.words for found in line.exclusions[:2]) or "Counts in full"
    if line.next is not None and line.counted_seconds:
        return figures.to_threshold(line.next)
    return "No counted time yet"


def _chip(line: MonthLine) -> Chip:
    text, tone, icon = _STATES[line.state]
    return Chip(line.state, text, tone, icon, text)
