"""The sign-off queue: list at the left, evidence at the right, one key a decision (ux.md 8.4)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.domain.search import fold
from ccm_desktop.services.month_views import MonthDesk, QueueLine
from ccm_desktop.ui import figures, standing
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.month_end import words
from ccm_desktop.ui.month_end.evidence import EvidencePane
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys
from ccm_desktop.ui.widgets.rows_model import Column
from ccm_desktop.ui.widgets.wrapping import Wrapping

_BESIDE_FROM = 760
TO_SIGN = ("to_sign", "needs_re_sign")
_STATES = {
    "to_sign": ("To sign", "info", "signature"),
    "needs_re_sign": ("Sign again", "warn", "history"),
    "note_missing": ("No note", "error", "note"),
    "waiting": ("Waits", "neutral", "hourglass"),
    "held": ("On hold", "neutral", "player-pause"),
    "signed": ("Signed", "ok", "circle-check"),
}


class SignOffTab(QWidget):
    """Shows the queue; `SigningFlow` does what it asks.

    Signals:
        role_chosen: coordinator | practitioner.
        line_chosen: the `QueueLine` whose evidence is to be shown, or None.
        sign_pressed, hold_pressed, chart_pressed, codes_pressed, undo_pressed, batch_pressed.
    """

    role_chosen = Signal(str)
    line_chosen = Signal(object)
    sign_pressed = Signal()
    hold_pressed = Signal()
    chart_pressed = Signal()
    codes_pressed = Signal()
    undo_pressed = Signal()
    batch_pressed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.locked = False
        self.roles = QButtonGroup(self)
        self.count_label = label("", "groupTitle")
        self.table = DataTable("Sign-off queue", _columns(), lambda line: line.patient_id, desk.theme)
        self.table.hide_first(("flags", "time", "codes"))
        self.table.set_empty_text("Nobody can be billed in this month yet.")
        self.evidence = EvidencePane(desk)
        self.message = Message()
        self.passphrase_ask = InlineAsk("Passphrase", secret=True)
        self.hold_ask = InlineAsk("Why it is not billed")
        self.sign_button = button("Sign && next  S", "signature", role="primary", shortcut="S")
        self.hold_button = button("Hold…  H", "player-pause", shortcut="H")
        self.chart_button = button("Open chart  O", "users", shortcut="O")
        self.codes_button = button("Codes…  C", "arrows-exchange", shortcut="C")
        self.undo_button = button("Undo last  Z", "arrow-back-up", shortcut="Z")
        self.batch_button = button("Sign all viewed", "clipboard-check")
        self._lay_out()
        self._connect()

    def show_desk(self, desk: MonthDesk) -> None:
        """Fill the queue of the role that was asked for."""
        self.locked = standing.is_locked(desk.standing)
        self.count_label.setText(desk.queue.words)
        for press in self.roles.buttons():
            press.setChecked(press.property("key") == desk.queue.role)
        self.table.show_rows(desk.queue.lines)
        for press in (self.sign_button, self.hold_button, self.undo_button, self.batch_button):
            press.setVisible(not self.locked)

    def current(self) -> QueueLine | None:
        """The patient in hand."""
        row = self.table.current_row()
        return row if isinstance(row, QueueLine) else None

    def go_to_next(self, done: frozenset[str]) -> bool:
        """To the next patient below who waits for this signer; False when there is none."""
        rows = list(self.table.rows_model.rows)
        start = self.table.currentIndex().row() + 1
        for line in rows[start:] + rows[: max(0, start - 1)]:
            if line.state in TO_SIGN and line.patient_id not in done:
                self.table.select_key(line.patient_id)
                return True
        return False

    def set_viewed(self, count: int) -> None:
        """How many were looked at and not signed yet."""
        self.batch_button.setText(f"Sign all viewed ({count})")
        self.batch_button.setAccessibleName(self.batch_button.text())
        self.batch_button.setEnabled(count > 0)

    def step(self, by: int) -> None:
        """To the next (1) or previous (-1) line."""
        row = self.table.currentIndex().row() + by
        if 0 <= row < len(self.table.rows_model.rows):
            self.table.setCurrentIndex(self.table.rows_model.index(row, 0))

    def fit(self, room: float) -> None:
        """`room` is the page's width in pixels of 100 % text: below a limit the evidence stands under the queue."""
        beside = room >= _BESIDE_FROM
        self.split.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(4)
        for key, text in words.ROLES.items():
            press = button(text)
            press.setCheckable(True)
            press.setProperty("key", key)
            press.setAccessibleName(f"Sign as {text.lower()}")
            self.roles.addButton(press)
            row.addWidget(press)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.count_label)
        column.addWidget(self.table, 1)
        column.addWidget(self.batch_button)
        self.split = QSplitter()
        self.split.addWidget(left)
        self.split.addWidget(self._right())
        self.split.setStretchFactor(0, 2)
        self.split.setStretchFactor(1, 5)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(10)
        self.split.setSizes([400, 760])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        outer.addWidget(self.split, 1)

    def _right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.evidence, 1)
        for part in (self.message, self.passphrase_ask, self.hold_ask):
            column.addWidget(part)
        self.verbs = Wrapping(
            self.sign_button, self.hold_button, self.chart_button, self.codes_button, self.undo_button
        )  # fmt: skip
        column.addWidget(self.verbs)
        return right

    def _connect(self) -> None:
        self.evidence.note.editing_changed.connect(self.verbs.setHidden)
        self.roles.buttonClicked.connect(self._on_role)
        self.table.current_changed.connect(self.line_chosen)
        self.table.opened.connect(self._on_opened)
        for press, signal in (
            (self.sign_button, self.sign_pressed), (self.hold_button, self.hold_pressed),
            (self.chart_button, self.chart_pressed), (self.codes_button, self.codes_pressed),
            (self.undo_button, self.undo_pressed), (self.batch_button, self.batch_pressed),
        ):  # fmt: skip
            press.clicked.connect(signal)
        for keys, press in (
            ("S", self.sign_button), ("A", self.sign_button), ("H", self.hold_button), ("O", self.chart_button),
            ("C", self.codes_button),
            ("Z", self.undo_button), ("E", self.evidence.note.edit_button),
        ):  # fmt: skip
            on_keys(self, keys, partial(_press, press))
        on_keys(self, "J", self._on_next)
        on_keys(self, "K", self._on_previous)

    def _on_role(self, press: QPushButton) -> None:
        self.role_chosen.emit(str(press.property("key")))

    def _on_opened(self) -> None:
        self.evidence.entries.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_next(self) -> None:
        self.step(1)

    def _on_previous(self) -> None:
        self.step(-1)


def _press(press: QPushButton) -> None:
    """A key does what its button does, and nothing where the button is gone."""
    if press.isVisible():
        press.click()


def _columns() -> tuple[Column[QueueLine], ...]:
    return (
        Column("patient", "Patient", lambda q: q.patient, 130, lambda q: fold(q.patient)),
        Column("codes", "Codes", lambda q: words.codes(q.codes), 106),
        Column("time", "Time", lambda q: figures.minutes(q.counted_seconds), 60, lambda q: q.counted_seconds,
               right=True),
        Column("flags", "Flags", lambda q: str(len(q.flags)) if q.flags else "—", 56, lambda q: len(q.flags),
               right=True),
        Column("state", "State", lambda q: _STATES[q.state][0], 112, lambda q: list(_STATES).index(q.state),
               chip=_chip, spoken=_spoken),
    )  # fmt: skip


def _chip(line: QueueLine) -> Chip:
    text, tone, icon = _STATES[line.state]
    return Chip(line.state, text, tone, icon, text)


def _spoken(line: QueueLine) -> str:
    return " ".join((_STATES[line.state][0], *line.reasons, *line.flags))
