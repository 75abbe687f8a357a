"""Closing a month and reopening it, in the side panel: nothing of it happens by accident."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ccm_desktop.domain.billing.fees import fee_words
from ccm_desktop.services.month_views import MonthDesk, MonthStanding
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys

_REASONS = (
    "Late billing", "Time or entry was wrong", "Consent or document came in late", "Denied claim to correct",
    "Other",
)  # fmt: skip
_HOLDS_TOLD = 8  # more would push what is to be typed out of the window
_HOURS = ((24, "24 hours"), (72, "3 days"), (168, "1 week"), (720, "30 days"))


class CloseForm(QWidget):
    """What is frozen, what is left out, and the month's name typed as the act of will.

    Signals:
        close_asked: the `MonthStanding` that was shown, and a reason for each step passed over.
        closed: Esc or Cancel.
    """

    close_asked = Signal(object, object)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setAccessibleName("Close month")
        self._standing: MonthStanding | None = None
        self.title_label = label("", "groupTitle", wrap=True)
        self.facts_label = label("", wrap=True)
        self.holds_label = label("", wrap=True)
        self.skips = QWidget()
        self._skip_column = QVBoxLayout(self.skips)
        self._skip_column.setContentsMargins(0, 0, 0, 0)
        self.reasons: dict[str, QLineEdit] = {}
        self.name_edit = QLineEdit()
        self.name_field = Field("Type the month's name", self.name_edit, required=True)
        self.message = Message()
        self.close_button = button("Close month", "lock", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        column = QVBoxLayout(self)
        for part in (self.title_label, self.facts_label, self.holds_label, self.skips, self.name_field, self.message):
            column.addWidget(part)
        column.addLayout(_row(self.close_button, self.cancel_button))
        column.addStretch(1)
        self.name_edit.textChanged.connect(self._on_typed)
        self.name_edit.returnPressed.connect(self._on_close)
        self.close_button.clicked.connect(self._on_close)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self._on_close)
        on_keys(self, "Esc", self.cancel_button.click)

    def open(self, desk: MonthDesk) -> None:
        """Say what closing would freeze."""
        self._standing = desk.standing
        title, totals = desk.standing.month.title, desk.board.totals
        revision = desk.standing.revision + 1
        self.title_label.setText(f"Close {title} as rev {revision}")
        self.facts_label.setText(
            f"{totals.billable} billable, {figures.minutes(totals.counted_seconds)} counted, "
            f"{figures.money(totals.fee)} ({fee_words(*desk.board.fee_schedules)}). "
            "The figures are frozen; later work comes in as an addendum."
        )
        held = [f"{line.name}: {line.held}" for line in desk.board.lines if line.held]
        more = len(held) - _HOLDS_TOLD
        listed = "\n".join([*held[:_HOLDS_TOLD], *([f"and {more} more, in the list of patients."] if more > 0 else [])])
        self.holds_label.setText(f"On hold, not billed ({len(held)}):\n{listed}" if held else "On hold: nobody.")
        self._show_skips(desk)
        self.name_edit.clear()
        self.name_edit.setPlaceholderText(title)
        self.message.say("")
        self._on_typed()
        (next(iter(self.reasons.values()), self.name_edit)).setFocus()

    def _show_skips(self, desk: MonthDesk) -> None:
        while self._skip_column.count():
            item = self._skip_column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        self.reasons = {}
        for step in desk.steps:
            if step.key in desk.may_be_skipped:
                edit = QLineEdit()
                edit.setPlaceholderText("Reason to close without it")
                edit.textChanged.connect(self._on_typed)
                self.reasons[step.key] = edit
                self._skip_column.addWidget(Field(f"{step.title}: {step.words}", edit, required=True))
        self.skips.setVisible(bool(self.reasons))

    def _on_typed(self) -> None:
        title = self._standing.month.title if self._standing else ""
        named = self.name_edit.text().strip().casefold() == title.casefold()
        said = all(edit.text().strip() for edit in self.reasons.values())
        self.close_button.setEnabled(named and said)
        why = "" if said else "Say why each open step is passed over."
        why = why or ("" if named else f"Type {title} to close it.")
        self.close_button.setToolTip(why or "Close month (Ctrl+Enter)")
        self.name_field.set_error("")
        self.close_button.setAccessibleDescription(why)

    def _on_close(self) -> None:
        """The keys come here also while the button is off: they are answered in words."""
        if not self.close_button.isEnabled():
            self.message.say(self.close_button.accessibleDescription())
            unsaid = (edit for edit in self.reasons.values() if not edit.text().strip())
            next(unsaid, self.name_edit).setFocus()
        elif self._standing is not None:
            reasons = {key: edit.text() for key, edit in self.reasons.items()}
            self.close_asked.emit(self._standing, reasons)


class ReopenForm(QWidget):
    """Who may be changed again, why, and until when.

    Signals:
        reopen_asked: the `MonthStanding` that was shown, reason, patient ids (empty: all), hours.
        closed: Esc or Cancel.
    """

    reopen_asked = Signal(object, str, object, int)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setAccessibleName("Reopen month")
        self._standing: MonthStanding | None = None
        self.title_label = label("", "groupTitle", wrap=True)
        self.facts_label = label("", "caption", wrap=True)
        self.scope_box, self.reason_box, self.until_box = QComboBox(), QComboBox(), QComboBox()
        self.scope_box.addItem("The whole month", "all")
        self.scope_box.addItem("Chosen patients", "some")
        self.patients = QListWidget()
        self.patients.setAccessibleName("Patients to reopen")
        for text in _REASONS:
            self.reason_box.addItem(text)
        for hours, text in _HOURS:
            self.until_box.addItem(text, hours)
        self.text_edit = QLineEdit()
        self.message = Message()
        self.reopen_button = button("Reopen month", "key", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        column = QVBoxLayout(self)
        for part in (
            self.title_label, self.facts_label, Field("Scope", self.scope_box), self.patients,
            Field("Reason", self.reason_box), Field("In words", self.text_edit, required=True),
            Field("Until", self.until_box), self.message,
        ):  # fmt: skip
            column.addWidget(part)
        column.addLayout(_row(self.reopen_button, self.cancel_button))
        column.addStretch(1)
        self.scope_box.currentIndexChanged.connect(self._on_scope)
        self.reopen_button.clicked.connect(self._on_reopen)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self.reopen_button.click)
        on_keys(self, "Esc", self.cancel_button.click)

    def open(self, desk: MonthDesk) -> None:
        """Begin with the whole month for a day."""
        self._standing = desk.standing
        self.title_label.setText(f"Reopen {desk.standing.month.title}")
        self.facts_label.setText(
            f"Rev {desk.standing.revision} stays as it is and can be printed as superseded. Closing again makes "
            f"rev {desk.standing.revision + 1}, with a page of what changed. Every document says it was reopened."
        )
        self.patients.clear()
        for line in desk.board.lines:
            item = QListWidgetItem(line.name)
            item.setData(Qt.ItemDataRole.UserRole, line.patient_id)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.patients.addItem(item)
        if self.patients.count():
            self.patients.setCurrentRow(0)
        self.scope_box.setCurrentIndex(0)
        self.until_box.setCurrentIndex(0)
        self.text_edit.clear()
        self.message.say("")
        self._on_scope()
        self.scope_box.setFocus()

    def _on_scope(self) -> None:
        self.patients.setVisible(self.scope_box.currentData() == "some")

    def _on_reopen(self) -> None:
        if self._standing is None:
            return
        chosen = [self.patients.item(n) for n in range(self.patients.count())]
        scope = tuple(str(item.data(Qt.ItemDataRole.UserRole)) for item in chosen
                      if item.checkState() == Qt.CheckState.Checked)  # fmt: skip
        if self.scope_box.currentData() == "all":
            scope = ()
        elif not scope:
            self.message.say("No patient is chosen. Tick at least one, or reopen the whole month.")
            return
        text = self.text_edit.text().strip()
        if not text:
            self.text_edit.setFocus()  # where the refusal is mended
        reason = f"{self.reason_box.currentText()}: {text}" if text else ""
        self.reopen_asked.emit(self._standing, reason, scope, int(self.until_box.currentData()))


def _row(*presses: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(presses[0], 1)
    for press in presses[1:]:
        row.addWidget(press)
    return row
