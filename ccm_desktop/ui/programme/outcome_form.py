"""Records what became of a claim line, or takes back what was recorded wrongly."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.claims import STATUSES
from ccm_desktop.services.claims import ClaimRow, NewOutcome, denial_reasons
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys


class OutcomeForm(QWidget):
    """State, date, amount and reason of one claim line.

    Signals:
        saved: a sentence for the toast.
        closed: Esc or Cancel.
    """

    saved = Signal(str)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._row: ClaimRow | None = None
        self.title_label = label("", "groupTitle", wrap=True)
        self.claim_label = label("", "caption", wrap=True)
        self.status_box = QComboBox()
        for key, words in STATUSES.items():
            self.status_box.addItem(words, key)
        self.day_field = DateField("Date", desk.today, required=True, past=True)
        self.amount_edit, self.reason_edit = QLineEdit(), QLineEdit()
        self.amount_edit.setPlaceholderText("66.13")
        self.reason_edit.setPlaceholderText("CARC, such as 16 or B20")
        self.reason_label = label("", "caption", wrap=True)
        self.message = Message()
        self.save_button = button("Record outcome", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        self.withdraw_box = QWidget()
        self.last_label = label("", "caption", wrap=True)
        self.why_edit = QLineEdit()
        self.withdraw_button = button("Withdraw the last outcome", role="danger")
        self._lay_out()
        self._connect()

    def open(self, row: ClaimRow) -> None:
        """Ask about a claim line."""
        self._row = row
        self.title_label.setText(f"{row.code} of {row.name}")
        self.claim_label.setText(f"Claim {row.claim} · {row.month.title} · charge {figures.money(row.charge)}")
        self.status_box.setCurrentIndex(1 if row.status == "submitted" else 0)
        self.day_field.set_iso(self._desk.today().isoformat())
        for edit in (self.amount_edit, self.reason_edit, self.why_edit):
            edit.clear()
        self.message.say("")
        self.withdraw_box.setVisible(bool(row.outcome))
        self.last_label.setText(f"Last: {STATUSES.get(row.status, '').lower()} on {figures.day(row.happened_on)}. "
                                "Withdraw it when it was entered wrongly; it stays in the history.")  # fmt: skip
        self._on_status()
        self.status_box.setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        self.amount_field = Field("Paid by the payer, dollars", self.amount_edit)
        self.reason_field = Field("Reason of the payer (CARC)", self.reason_edit)
        for part in (self.title_label, self.claim_label, Field("State", self.status_box), self.day_field,
                     self.amount_field, self.reason_field, self.reason_label, self.message, self.save_button,
                     self.cancel_button, self.withdraw_box):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        inner = QVBoxLayout(self.withdraw_box)
        inner.setContentsMargins(0, 16, 0, 0)
        for part in (self.last_label, Field("Why it is withdrawn", self.why_edit), self.withdraw_button):
            inner.addWidget(part)

    def _connect(self) -> None:
        self.status_box.currentIndexChanged.connect(self._on_status)
        self.reason_edit.textChanged.connect(self._on_reason)
        self.save_button.clicked.connect(self.save)
        self.withdraw_button.clicked.connect(self._withdraw)
        self.cancel_button.clicked.connect(self.closed)
        for edit in (self.day_field.edit, self.amount_edit, self.reason_edit):
            edit.returnPressed.connect(self.save)
        on_keys(self, "Ctrl+Enter", self.save)
        on_keys(self, "Esc", self.cancel_button.click)

    def save(self) -> None:
        """Record what is typed; what is wrong stands above the button."""
        if self._row is None:
            return
        if lacking := self.day_field.lacks("The date of the outcome"):
            self.message.say(lacking)
            self.day_field.edit.setFocus()
            return
        status = str(self.status_box.currentData())
        new = NewOutcome(
            self._row.claim, self._row.code, status, self.day_field.iso(),
            self.amount_edit.text() if self.amount_edit.isEnabled() else "",
            self.reason_edit.text() if self.reason_edit.isEnabled() else "",
        )  # fmt: skip
        task = self._desk.gateway.send(partial(self._desk.office.claims.record, new))
        task.failed.connect(self.message.show_problem)
        task.succeeded.connect(self._on_saved)

    def _withdraw(self) -> None:
        if self._row is not None:
            work = partial(self._desk.office.claims.withdraw, self._row.outcome, self.why_edit.text())
            task = self._desk.gateway.send(work)
            task.failed.connect(self.message.show_problem)
            task.succeeded.connect(self._on_withdrawn)

    def _on_status(self) -> None:
        status = self.status_box.currentData()
        self.amount_edit.setEnabled(status in ("paid", "partially_paid"))
        self.reason_edit.setEnabled(status in ("denied", "partially_paid"))

    def _on_reason(self, text: str) -> None:
        carc = text.strip().upper()
        self.reason_label.setText(denial_reasons().words(carc) if carc else "")

    def _on_saved(self, _outcome: object) -> None:
        self.saved.emit("Recorded. The figures show it now.")
        self.closed.emit()

    def _on_withdrawn(self, _outcome: object) -> None:
        self.saved.emit("Withdrawn. It stays in the history.")
        self.closed.emit()
