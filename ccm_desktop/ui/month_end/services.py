"""Other services of a patient-month: what is noted and what it means, noting one, and taking one back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ccm_desktop.services.other_services import BY, STATUS, MonthServices, ServiceLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys

_LIST_LINES = 7


class ServicesForm(QWidget):
    """The list, and under it a new one.

    Signals:
        noted: patient id, code, day (ISO), by whom, state.
        withdrawn: patient id, service id and why.
        closed: Esc or Close.
    """

    noted = Signal(str, str, str, str, str)
    withdrawn = Signal(str, str, str)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setAccessibleName("Other services of the month")
        self._opened: MonthServices | None = None
        self.title_label = label("", "groupTitle", wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName("Services noted")
        self.list.setWordWrap(True)
        self.empty_label = label("No other service is noted.", "caption", wrap=True)
        self.why_edit = QLineEdit()
        self.why_field = Field("Why the chosen one was noted wrongly", self.why_edit, required=True)
        self.withdraw_button = button("Withdraw service", role="danger")
        self.code_edit = QLineEdit()
        self.code_edit.setPlaceholderText("99495, G0181, …")
        self.code_field = Field("Code", self.code_edit, required=True)
        self.label_label = label("", "caption", wrap=True)
        self.day_field = DateField("Day of the service", desk.today, required=True)
        self.by_box, self.status_box = QComboBox(), QComboBox()
        for key, words in BY.items():
            self.by_box.addItem(words, key)
        for key in ("billed", "planned"):  # what we claimed is known from the claims themselves
            self.status_box.addItem(STATUS[key], key)
        self.message = Message()
        self.note_button = button("Note service", "plus", role="primary", shortcut="Ctrl+Enter")
        self.close_button = button("Close", shortcut="Esc")
        self._lay_out()
        self.list.currentRowChanged.connect(self._on_current)
        self.code_edit.textChanged.connect(self._on_code)
        self.note_button.clicked.connect(self._on_note)
        self.withdraw_button.clicked.connect(self._on_withdraw)
        self.why_edit.returnPressed.connect(self.withdraw_button.click)
        self.close_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self._on_note)
        on_keys(self, "Esc", self.close_button.click)

    def open(self, name: str, opened: MonthServices, *, locked: bool) -> None:
        """Show the services; in a closed month they can be read only."""
        self._opened = opened
        self.title_label.setText(f"{name}: other services, {opened.month.title}")
        self._show_lines(opened)
        completer = QCompleter([code for code, _ in opened.known], self.code_edit)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        self.code_edit.setCompleter(completer)
        self.code_edit.clear()
        self._on_code("")
        self.day_field.belong_to(opened.month)
        self.day_field.clear()
        self.by_box.setCurrentIndex(0)
        self.status_box.setCurrentIndex(0)
        self.why_edit.clear()
        self.entry.setVisible(not locked)
        self.withdrawal.setVisible(not locked and any(not line.withdrawn for line in opened.lines))
        self.message.say("The month is closed: this can be read, not changed." if locked else "", "info")
        (self.close_button if locked else self.code_edit).setFocus()

    def _show_lines(self, opened: MonthServices) -> None:
        self.list.clear()
        for line in opened.lines:
            item = QListWidgetItem(_told(line))
            item.setToolTip(item.text())
            self.list.addItem(item)
        self.list.setVisible(bool(opened.lines))
        self.list.setFixedHeight(self.list.fontMetrics().lineSpacing() * _LIST_LINES)
        self.empty_label.setVisible(not opened.lines)
        first = next((row for row, line in enumerate(opened.lines) if not line.withdrawn), -1)
        self.list.setCurrentRow(first)
        self._on_current()

    def _lay_out(self) -> None:
        self.withdrawal, self.entry = QWidget(), QWidget()
        upper, lower = QVBoxLayout(self.withdrawal), QVBoxLayout(self.entry)
        for inner in (upper, lower):
            inner.setContentsMargins(0, 0, 0, 0)
        upper.addWidget(self.why_field)
        upper.addWidget(self.withdraw_button)
        lower.addWidget(label("Note another service", "groupTitle"))
        for part in (self.code_field, self.label_label, self.day_field, Field("Furnished by", self.by_box),
                     Field("State", self.status_box)):  # fmt: skip
            lower.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self.note_button, 1)
        lower.addLayout(row)
        outer = QVBoxLayout(self)
        for shown in (self.title_label, self.list, self.empty_label, self.withdrawal, self.entry, self.message,
                     self.close_button):  # fmt: skip
            outer.addWidget(shown)
        outer.addStretch(1)

    def _current(self) -> ServiceLine | None:
        row = self.list.currentRow()
        lines = self._opened.lines if self._opened else ()
        return lines[row] if 0 <= row < len(lines) else None

    def _on_current(self) -> None:
        line = self._current()
        self.withdraw_button.setEnabled(line is not None and not line.withdrawn)

    def _on_code(self, text: str) -> None:
        """Say at once what the code is, or that the rules do not know it."""
        code = text.strip().upper()
        known = dict(self._opened.known) if self._opened else {}
        self.label_label.setText(known.get(code, ""))
        self.label_label.setVisible(code in known)
        strange = len(code) >= 5 and code not in known
        self.code_field.set_error("The rules do not know this code: it would change nothing." if strange else "")

    def _on_note(self) -> None:
        if self._opened is None or self.entry.isHidden():
            return
        iso = self.day_field.iso()
        if not iso or not iso.startswith(f"{self._opened.month}-"):
            self.message.say(f"Give a day of {self._opened.month.title}, like {self.day_field.example}.")
            self.day_field.setFocus()
            return
        self.noted.emit(
            self._opened.patient_id, self.code_edit.text(), iso, str(self.by_box.currentData()),
            str(self.status_box.currentData()),
        )  # fmt: skip

    def _on_withdraw(self) -> None:
        line = self._current()
        if self._opened is not None and line is not None and not line.withdrawn:
            if not self.why_edit.text().strip():
                self.why_edit.setFocus()  # where the refusal is mended
            self.withdrawn.emit(self._opened.patient_id, line.id, self.why_edit.text())


def _told(line: ServiceLine) -> str:
    """`10/05/2026 99495 Transitional care management, billed. Another practice. …`"""
    said = f"{figures.day(line.on)}  {line.code}  {line.label}, {STATUS[line.status].lower()}. {BY[line.by]}."
    if line.withdrawn:
        return f"{said} Withdrawn, {line.withdrawn}"
    return (
        " ".join((said, *(words if words.endswith("?") else f"{words}." for words in line.means)))
        if line.means
        else f"{said} Changes nothing."
    )
