"""Narrows the programme's figures to one payer or coordinator."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from ccm_desktop.services.programme_selection import NOBODY, Choices, Selection
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.parts import button, label

_BESIDE_FROM = 640


class SelectionRow(Folding):
    """Two boxes and what they leave out.

    Signals:
        chosen: a `Selection`.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_BESIDE_FROM, parent)
        self.payer_box, self.coordinator_box = QComboBox(), QComboBox()
        self.clear_button = button("Show everybody", "x")
        self.words_label = label("", "caption", wrap=True)
        self.row.setSpacing(6)
        boxes = QHBoxLayout()
        boxes.setSpacing(6)
        for box, name in ((self.payer_box, "Payer"), (self.coordinator_box, "Coordinator")):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setMinimumContentsLength(16)
            boxes.addWidget(box)
            box.currentIndexChanged.connect(self._on_chosen)
        boxes.addStretch(1)
        self._told = QWidget()
        told = QHBoxLayout(self._told)
        told.setContentsMargins(0, 0, 0, 0)
        told.addWidget(self.words_label, 1)
        told.addWidget(self.clear_button)
        self.row.addLayout(boxes)
        self.row.addWidget(self._told, 1)
        self.clear_button.clicked.connect(self.clear)
        self.show_choices(Choices((), ()))

    def selection(self) -> Selection:
        """What is chosen."""
        return Selection(self.payer_box.currentData(), self.coordinator_box.currentData())

    def show_choices(self, choices: Choices) -> None:
        """What can be chosen in the month on show; a choice stays, also one that nobody has there."""
        _fill(self.payer_box, "All payers", "payer", choices.payers)
        _fill(self.coordinator_box, "All coordinators", "coordinator", choices.coordinators)
        self._tell()

    def clear(self) -> None:
        """Everybody again."""
        for box in (self.payer_box, self.coordinator_box):
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)
        self._on_chosen()
        self.payer_box.setFocus()

    def _tell(self) -> None:
        words = self.selection().words
        self.words_label.setText(f"Only: {words}. Lists, report and CSV are theirs." if words else "")
        self._told.setVisible(bool(words))

    def _on_chosen(self) -> None:
        self._tell()
        self.chosen.emit(self.selection())


def _fill(box: QComboBox, everybody: str, what: str, names: tuple[str, ...]) -> None:
    chosen = box.currentData()
    known = names if chosen is None or chosen in names else (*names, chosen)
    box.blockSignals(True)
    box.clear()
    box.addItem(everybody, None)
    for name in known:
        box.addItem(name or NOBODY[what].capitalize(), name)
    box.setCurrentIndex(0 if chosen is None else known.index(chosen) + 1)
    box.blockSignals(False)
