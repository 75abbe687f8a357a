"""Complex decision-making of a patient-month: what is attested, a new word, and taking it back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.permissions import Verb
from ccm_desktop.services.complexity import LEVELS, DecisionLine, MonthComplexity
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys

_STATES = {"in_force": "In force", "replaced": "Replaced by a later one", "withdrawn": "Withdrawn"}


class ComplexityForm(QWidget):
    """Level, day and why; only the billing practitioner attests.

    Signals:
        attested: the `MonthComplexity` that was shown, level, day (ISO) and why.
        withdrawn: the `MonthComplexity` that was shown, and why.
        closed: Esc or Cancel.
    """

    attested = Signal(object, str, str, str)
    withdrawn = Signal(object, str)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setAccessibleName("Complex decision-making")
        self._desk = desk
        self._opened: MonthComplexity | None = None
        self.title_label = label("", "groupTitle", wrap=True)
        self.state_label = label("", wrap=True)
        self.earlier_label = label("", "caption", wrap=True)
        self.level_box = QComboBox()
        for key, words in LEVELS.items():
            self.level_box.addItem(words, key)
        self.level_field = Field("Decision-making", self.level_box)
        self.day_field = DateField("Day of the decision", desk.today, required=True)
        self.why_edit = QLineEdit()
        self.why_edit.setPlaceholderText("Problems, data or risk; or why it is withdrawn")
        self.why_field = Field("Reason", self.why_edit, required=True)
        self.message = Message()
        self.attest_button = button("Attest", "shield-check", role="primary", shortcut="Ctrl+Enter")
        self.withdraw_button = button("Withdraw", role="danger")
        self.cancel_button = button("Close", shortcut="Esc")
        self._lay_out()
        self.attest_button.clicked.connect(self._on_attest)
        self.withdraw_button.clicked.connect(self._on_withdraw)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self._on_attest)
        on_keys(self, "Esc", self.cancel_button.click)

    def open(self, name: str, opened: MonthComplexity, *, locked: bool) -> None:
        """Show what is attested; in a closed month it can be read only."""
        self._opened = opened
        self.title_label.setText(f"{name}: complex decision-making, {opened.month.title}")
        now = opened.in_force
        self.state_label.setText(_told(now) if now else "Nothing is attested: the month is not complex.")
        earlier = [f"{_STATES[line.state]}: {_told(line)}" for line in opened.lines if line is not now]
        self.earlier_label.setText("\n".join(earlier))
        self.earlier_label.setVisible(bool(earlier))
        self.level_box.setCurrentIndex(self.level_box.findData(now.level) if now else -1)
        self.day_field.belong_to(opened.month)
        self.day_field.set_iso(now.decided_on if now else "")
        self.why_edit.clear()
        may_attest = not locked and not opened.refused
        may_withdraw = not locked and bool(opened.standing) and not self._desk.refusal(Verb.ATTEST_COMPLEXITY)
        self.level_field.setVisible(may_attest)
        self.day_field.setVisible(may_attest)
        self.attest_button.setVisible(may_attest)
        self.withdraw_button.setVisible(may_withdraw)
        self.why_field.setVisible(may_attest or may_withdraw)
        closed = "The month is closed: this can be read, not changed."
        self.message.say(closed if locked else opened.refused, "info")
        (self.level_box if may_attest else self.why_edit if may_withdraw else self.cancel_button).setFocus()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.attest_button, 1)
        row.addWidget(self.withdraw_button)
        row.addWidget(self.cancel_button)
        column = QVBoxLayout(self)
        for part in (
            self.title_label, self.state_label, self.earlier_label,
            label("99487 needs moderate or high decision-making by the billing practitioner in person.", "caption",
                  wrap=True),
            self.level_field, self.day_field, self.why_field, self.message,
        ):  # fmt: skip
            column.addWidget(part)
        column.addLayout(row)
        column.addStretch(1)

    def _on_attest(self) -> None:
        if self._opened is None or self.attest_button.isHidden():
            return
        if lacking := self.day_field.lacks("The day of the decision"):
            self.message.say(lacking)
            self.day_field.setFocus()
            return
        self.attested.emit(
            self._opened, str(self.level_box.currentData() or ""), self.day_field.iso(), self.why_edit.text()
        )

    def _on_withdraw(self) -> None:
        if self._opened is not None:
            if not self.why_edit.text().strip():
                self.why_edit.setFocus()  # where the refusal is mended
            self.withdrawn.emit(self._opened, self.why_edit.text())


def _told(line: DecisionLine) -> str:
    said = f"{LEVELS[line.level]} on {figures.day(line.decided_on)}, {line.decided_by}: {line.why}"
    return f"{said} — withdrawn, {line.withdrawn}" if line.withdrawn else said
