"""One patient-month under every family of codes, side by side; a person may choose lower, with a reason."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from ccm_desktop.domain.billing.explain import words as why
from ccm_desktop.domain.billing.fees import fee_words
from ccm_desktop.domain.billing.what_if import NOT_BILLED, Alternative
from ccm_desktop.services.code_choice import CodeChoice
from ccm_desktop.ui import figures
from ccm_desktop.ui.month_end import words
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys

_RULES = ""
"""Leaves the choice to the rules."""


class CodesForm(QWidget):
    """What each family brings and needs; only what the evidence supports can be chosen.

    Signals:
        chosen: patient id and the form of the choice, filled in.
        complexity_asked, services_asked: patient id; what else decides the codes.
        closed: Esc or Cancel.
    """

    chosen = Signal(str, object)
    complexity_asked = Signal(str)
    services_asked = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setAccessibleName("Compare codes")
        self._patient = ""
        self._choice: CodeChoice | None = None
        self.title_label = label("", "groupTitle", wrap=True)
        self.schedule_label = label("", "caption", wrap=True)
        self.options = QWidget()
        self._column = QVBoxLayout(self.options)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.group = QButtonGroup(self)
        self.reason_edit = QLineEdit()
        self.reason_field = Field("Reason", self.reason_edit, required=True)
        self.message = Message()
        self.use_button = button("Use this choice", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        self.verbs = QWidget()
        row = QHBoxLayout(self.verbs)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.use_button, 1)
        row.addWidget(self.cancel_button)
        column = QVBoxLayout(self)
        self.complexity_button = button("Complex decision-making…", "shield-check")
        self.services_button = button("Other services…", "clipboard-list")
        for part in (
            self.title_label, self.schedule_label, self.options, self.reason_field, self.message, self.verbs,
            label("What else decides", "groupTitle"), self.complexity_button, self.services_button,
        ):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        self.use_button.clicked.connect(self._on_use)
        self.cancel_button.clicked.connect(self.closed)
        self.complexity_button.clicked.connect(self._on_complexity)
        self.services_button.clicked.connect(self._on_services)
        on_keys(self, "Ctrl+Enter", self.use_button.click)
        on_keys(self, "Esc", self.cancel_button.click)

    def open(self, patient: str, name: str, choice: CodeChoice, *, locked: bool) -> None:
        """Show the families; in a closed month they can be read only."""
        self._patient, self._choice = patient, choice
        self.title_label.setText(f"{name}: codes side by side")
        self.schedule_label.setText(f"Fees: {fee_words(choice.schedule)}. Lower is a choice, higher needs evidence.")
        self._clear()
        chosen = choice.form.value.family
        self._add(_RULES, "As the rules choose", "", chosen=chosen, enabled=True)
        for one in choice.alternatives:
            self._add(one.family, _title(one), _needs(one), chosen=chosen, enabled=one.lawful)
        self._add(NOT_BILLED, "Do not bill this month", "", chosen=chosen, enabled=True)
        self.reason_edit.setText(choice.form.value.reason)
        self.reason_field.setVisible(not locked)
        self.use_button.setVisible(not locked)
        self.message.say("The month is closed: this can be read, not changed." if locked else "", "info")
        pressed = self.group.checkedButton()
        if pressed is not None:
            pressed.setFocus()

    def _clear(self) -> None:
        for press in self.group.buttons():
            self.group.removeButton(press)
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()

    def _add(self, key: str, title: str, below: str, *, chosen: str, enabled: bool) -> None:
        press = QRadioButton(title)
        press.setProperty("key", key)
        press.setAccessibleName(f"{title}. {below}" if below else title)
        press.setToolTip(press.accessibleName())
        press.setEnabled(enabled)
        press.setChecked(key == chosen)
        self.group.addButton(press)
        self._column.addWidget(press)
        if below:
            self._column.addWidget(label(below, "caption", wrap=True))

    def _on_complexity(self) -> None:
        self.complexity_asked.emit(self._patient)

    def _on_services(self) -> None:
        self.services_asked.emit(self._patient)

    def _on_use(self) -> None:
        pressed = self.group.checkedButton()
        if self._choice is not None and pressed is not None:
            form = self._choice.form
            value = replace(form.value, family=str(pressed.property("key")), reason=self.reason_edit.text())
            self.chosen.emit(self._patient, replace(form, value=value))


def _title(one: Alternative) -> str:
    now = " · billed now" if one.billed else ""
    return f"{one.label}: {words.codes(one.units)} · {figures.money(one.fee)}{now}"


def _needs(one: Alternative) -> str:
    """Time that counts for the family, what it lacks, and what its next code would bring."""
    said = [f"{figures.minutes(one.seconds)} count"]
    said += [why(key).text for key in one.needs]
    if one.next is not None:
        said.append(f"{figures.minutes(one.next.short_by)} more to {one.next.code}, then {figures.money(one.next.fee)}")
    return " · ".join(said)
