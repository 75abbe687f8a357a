"""What to assess: instruments by area, words, or the score of another instrument."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ccm_desktop.domain.instruments.instrument import AREAS
from ccm_desktop.services.assessment_views import AssessmentSheet
from ccm_desktop.ui.assessments.draft import Choice, choices
from ccm_desktop.ui.assessments.kept import place_of
from ccm_desktop.ui.widgets.parts import button, label, on_keys

_CHOICE = Qt.ItemDataRole.UserRole


class Chooser(QWidget):
    """A list; Enter takes what is in hand.

    Signals:
        chosen: a `Choice`.
        closed: Esc or Cancel.
    """

    chosen = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName("What to assess")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.begin_button = button("Begin", "check", role="primary", shortcut="Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        top = QHBoxLayout()
        top.addWidget(label("What is to be assessed?", "groupTitle"), 1)
        top.addWidget(self.begin_button)
        top.addWidget(self.cancel_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self.list.itemActivated.connect(self._on_begin)
        self.begin_button.clicked.connect(self._on_begin)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Esc", self.closed.emit)

    def show_choices(self, sheet: AssessmentSheet, drafts: Collection[str]) -> None:
        """All there is, with the last result of each and a mark where a draft waits."""
        held = self.current()
        latest = dict(sheet.latest)
        self.list.clear()
        area = ""
        for one in choices(sheet):
            if one.area != area:
                area = one.area
                self.list.addItem(_heading(AREAS[area]))
            marks = [latest.get(f"{one.area}/{one.kind}", ""), "draft" if place_of(one) in drafts else ""]
            item = QListWidgetItem(" · ".join(part for part in (one.title, *marks) if part))  # typing finds its start
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{AREAS[area]}: {item.text()}")
            item.setData(_CHOICE, one)
            self.list.addItem(item)
        self.list.setCurrentRow(1)
        for row in range(self.list.count()):
            if held is not None and self.list.item(row).data(_CHOICE) == held:
                self.list.setCurrentRow(row)

    def current(self) -> Choice | None:
        """What is in hand."""
        row = self.list.currentRow()
        found = self.list.item(row).data(_CHOICE) if row >= 0 else None
        return found if isinstance(found, Choice) else None

    def _on_begin(self) -> None:
        one = self.current()
        if one is not None:
            self.chosen.emit(one)


def _heading(text: str) -> QListWidgetItem:
    item = QListWidgetItem(text)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
    font = item.font()
    font.setBold(True)
    item.setFont(font)
    return item
