"""Why, in one key: a numbered choice, and words of one's own where they are wanted."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.corrections import OTHER, reason


class ReasonChoice(QWidget):
    """`1` chooses the first; the text stands below, for “Other” alone or always.

    Signals:
        changed: another choice.
    """

    changed = Signal()

    def __init__(self, choices: Mapping[str, str], *, always_words: bool) -> None:
        super().__init__()
        self._choices: Mapping[str, str] = {}
        self._always_words = always_words
        self.box, self.edit = QComboBox(), QLineEdit()
        self.box.setAccessibleName("Reason")
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(12)
        self.edit.setAccessibleName("Reason in words")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.box)
        column.addWidget(self.edit)
        self.setFocusProxy(self.box)
        self.box.currentIndexChanged.connect(self._on_chosen)
        self.offer(choices, always_words=always_words)

    def offer(self, choices: Mapping[str, str], *, always_words: bool) -> None:
        """Begin anew with these choices, none of them taken."""
        self._choices, self._always_words = choices, always_words
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItem("Choose…", "")
        for number, (code, words) in enumerate(choices.items(), 1):
            self.box.addItem(f"{number} {words}", code)
        self.box.blockSignals(False)
        self.edit.clear()
        self._on_chosen()

    def choose(self, code: str, text: str = "") -> None:
        """Take a choice for somebody."""
        self.box.setCurrentIndex(max(0, self.box.findData(code)))
        self.edit.setText(text)

    def code(self) -> str:
        """What is chosen; empty for nothing."""
        return str(self.box.currentData() or "")

    def reason(self) -> str:
        """The reason in words; raises BadInput when nothing is chosen, or “Other” is not explained."""
        return reason(self._choices, self.code(), self.edit.text())

    def _on_chosen(self) -> None:
        other = self.code() == OTHER
        self.edit.setVisible(self._always_words or other)
        self.edit.setPlaceholderText("In your own words" if other else "What happened (may stay empty)")
        self.changed.emit()
