"""A sign of danger in a call: its protocol stays open until it is said how it was dealt with (product A-54)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLineEdit, QListWidget, QRadioButton, QVBoxLayout

from ccm_desktop.domain.call_script import Protocol
from ccm_desktop.domain.escalation import LEVELS, TARGETS
from ccm_desktop.ui.announcing import announce
from ccm_desktop.ui.widgets.parts import button, label, on_keys
from ccm_desktop.ui.widgets.wrapped_box import WrappedBox

_NEEDED = "Choose how it was dealt with: a sign of danger stays open until then."


class RedFlagChoice(QFrame):
    """Which sign came up.

    Signals:
        chosen: key of a protocol.
        cancelled: none after all.
    """

    chosen = Signal(str)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._keys: list[str] = []
        self.list = QListWidget()
        self.list.setAccessibleName("Signs of danger")
        self.open_button = button("Open the protocol", "alert-triangle", role="danger", shortcut="Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        row = QHBoxLayout()
        row.addWidget(self.open_button, 1)
        row.addWidget(self.cancel_button)
        column = QVBoxLayout(self)
        column.addWidget(label("Which sign of danger came up?", "groupTitle"))
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self.setFocusProxy(self.list)
        self.list.itemActivated.connect(self._on_open)
        self.open_button.clicked.connect(self._on_open)
        self.cancel_button.clicked.connect(self.cancelled)

    def show_protocols(self, protocols: tuple[Protocol, ...]) -> None:
        """All there are."""
        keys = [one.key for one in protocols]
        if keys != self._keys:
            self._keys = keys
            self.list.clear()
            self.list.addItems([one.title for one in protocols])
            self.list.setCurrentRow(0)

    def _on_open(self) -> None:
        if self.list.currentRow() >= 0:
            self.chosen.emit(self._keys[self.list.currentRow()])


class RedFlagPane(QFrame):
    """Signs, what to do, and the outcome. It has no way out but an outcome.

    Signals:
        dealt_with: protocol, key of the outcome, words.
    """

    dealt_with = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.protocol: Protocol | None = None
        self.title_label = label("", "groupTitle", wrap=True)
        self.signs_label, self.advice_label = label("", wrap=True), label("", wrap=True)
        self.to_label = label("", "caption", wrap=True)
        self.outcomes = QButtonGroup(self)
        self._rows, self._shown = QVBoxLayout(), list[WrappedBox]()
        self.words_edit = QLineEdit()
        self.words_edit.setAccessibleName("What was found and said")
        self.words_edit.setPlaceholderText("What was found and said")
        self.error_label = label("", "fieldError", wrap=True)
        self.record_button = button("Record the outcome", "check", role="primary", shortcut="Ctrl+Enter")
        column = QVBoxLayout(self)
        column.setSpacing(6)
        above = (self.title_label, self.signs_label, self.advice_label)
        for part in above:
            column.addWidget(part)
        column.addLayout(self._rows)
        below = (self.words_edit, self.to_label, self.error_label, self.record_button)
        for under in below:
            column.addWidget(under)
        column.addStretch(1)
        self.record_button.clicked.connect(self.record)

    def open(self, protocol: Protocol) -> bool:
        """Take the call's left half until an outcome is recorded; False when it is there already."""
        if self.protocol is not None and self.protocol.key == protocol.key:
            return False
        self.protocol = protocol
        self.setAccessibleName(f"Red flag: {protocol.title}")
        self.title_label.setText(f"⚠ Red flag: {protocol.title}")
        self.signs_label.setText("Signs: " + "; ".join(protocol.signs) + ".")
        self.advice_label.setText("\n".join(f"{place}. {words}" for place, words in enumerate(protocol.advice, 1)))
        self.to_label.setText(
            f"Outcomes marked → escalate: {LEVELS[protocol.level].lower()}, to the {TARGETS[protocol.target].lower()}. "
            f"Source: {protocol.source}"
        )
        self._fill(protocol)
        self.words_edit.clear()
        self.error_label.setText("")
        self.setFocusProxy(self.outcomes.buttons()[0])
        announce(self, f"Red flag: {protocol.title}")
        return True

    def close_protocol(self) -> None:
        """The outcome is on record."""
        self.protocol = None

    def record(self) -> None:
        """Send the outcome; without one it stays open."""
        pressed = self.outcomes.checkedButton()
        if self.protocol is None or pressed is None:
            self.stay()
            return
        self.error_label.setText("")
        self.dealt_with.emit(self.protocol.key, str(pressed.property("outcome")), self.words_edit.text())

    def stay(self) -> None:
        """Esc does not close it."""
        self.error_label.setText(_NEEDED)
        announce(self, _NEEDED)

    def _fill(self, protocol: Protocol) -> None:
        for old in self.outcomes.buttons():
            self.outcomes.removeButton(old)
        for row in self._shown:
            row.hide()
            row.deleteLater()
        self._shown = []
        for outcome in protocol.outcomes:
            arrow = "  →" if outcome.escalates else ""
            row = WrappedBox(f"{outcome.words}  {outcome.key.upper()}{arrow}", QRadioButton())
            press = row.box
            press.setAccessibleName(outcome.words + (", escalates" if outcome.escalates else ""))
            press.setProperty("outcome", outcome.key)
            self.outcomes.addButton(press)
            self._rows.addWidget(row)
            self._shown.append(row)
        for one in self.outcomes.buttons():
            for outcome in protocol.outcomes:  # a letter works on any of them, and stays text in the field below
                on_keys(one, outcome.key, partial(self._choose, outcome.key))

    def _choose(self, key: str) -> None:
        for press in self.outcomes.buttons():
            if press.property("outcome") == key:
                press.setChecked(True)
                self.error_label.setText("")
                self.words_edit.setFocus()  # a letter of what is written next is no other outcome
