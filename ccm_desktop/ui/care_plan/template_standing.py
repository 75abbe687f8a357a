"""What the plan has of the template's line in hand: what would change word by word, and the choice (ux.md 7.3)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QVBoxLayout, QWidget

from ccm_desktop.domain.template_comparison import Difference
from ccm_desktop.services.plan_templates import LineUpdate
from ccm_desktop.ui.care_plan.changed_words import told_aloud, told_html
from ccm_desktop.ui.care_plan.template_lines import ADD, SKIP, UPDATE
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.parts import Chip, label
from ccm_desktop.ui.widgets.wrapping import Wrapping


class TemplateStanding(QFrame):
    """Below the lines, where the plan has any of them.

    Signals:
        chosen: SKIP, UPDATE or ADD.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._update: LineUpdate | None = None
        self.setObjectName("card")
        self.words_label = QLabel()
        self.words_label.setTextFormat(Qt.TextFormat.RichText)  # every word in it is escaped
        self.words_label.setWordWrap(True)
        self.presses = {UPDATE: Chip("Update"), SKIP: Chip("Skip"), ADD: Chip("Add anyway")}
        self._group = QButtonGroup(self)
        for (choice, press), keys in zip(self.presses.items(), "USA", strict=True):
            press.setToolTip(f"{press.text()} ({keys} in the lines)")
            self._group.addButton(press)
            press.clicked.connect(partial(self._on_pressed, choice))
        self.title_label = label("", "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        for part in (self.title_label, self.words_label, Wrapping(*self.presses.values())):
            column.addWidget(part)
        theme.changed.connect(self._write)
        self.hide()

    def show_line(self, one: Difference, choice: str, update: LineUpdate | None) -> None:
        """Of a line, and what was chosen for it."""
        self._update = update
        self.title_label.setText(_what_for(one) if update else _why_not(one))
        self.presses[UPDATE].setEnabled(update is not None)
        self.presses[ADD].setText("Add anyway" if one.item else "Insert")
        self.presses[ADD].setAccessibleName(self.presses[ADD].text())
        self.presses[choice].setChecked(True)
        self._write()

    def _write(self) -> None:
        update = self._update
        self.words_label.setVisible(update is not None)
        if update is not None:
            self.words_label.setText(told_html(update.change, self._theme.tokens))
            self.words_label.setAccessibleName(told_aloud(update.change))

    def _on_pressed(self, choice: str, _checked: bool = False) -> None:
        self.chosen.emit(choice)


def _what_for(one: Difference) -> str:
    if one.is_elsewhere:
        return "It stands in the plan as an intervention. An update ends that and writes into Symptoms to watch:"
    return "An update would change in the plan:"


def _why_not(one: Difference) -> str:
    if one.item is None:
        return "The plan has nothing of this line."
    if one.state == "exists":
        return "The plan says the same."
    return "Two versions of this line stand in the plan. Decide them there first."
