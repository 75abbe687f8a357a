"""Filter chips in one line; those that do not fit go into a menu, so nothing is ever clipped."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from ccm_desktop.ui.widgets.parts import FilterChip, button


class ChipRow(QWidget):
    """Shows as many chips as there is room for."""

    def __init__(self, chips: Sequence[FilterChip], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips = tuple(chips)
        self.more_button: QPushButton = button("Filters", "filter")
        self._menu = QMenu(self)
        self.more_button.setMenu(self._menu)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        for chip in self._chips:
            self._row.addWidget(chip)
        self._row.addWidget(self.more_button)
        self._row.addStretch(1)
        self._actions = [self._action(chip) for chip in self._chips]
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Enough for the menu alone."""
        return self.more_button.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Show what fits, beginning with the first."""
        needed = [chip.sizeHint().width() + self._row.spacing() for chip in self._chips]
        room = self.width()
        if sum(needed) > room:
            room -= self.more_button.sizeHint().width() + self._row.spacing()
        used = 0
        for chip, action, width in zip(self._chips, self._actions, needed, strict=True):
            used += width
            fits = used <= room
            chip.setVisible(fits)
            action.setText(chip.text())
            action.setVisible(not fits)
        self.more_button.setVisible(any(not chip.isVisibleTo(self) for chip in self._chips))

    def _action(self, chip: FilterChip) -> QAction:
        action = self._menu.addAction(chip.text())
        action.setCheckable(True)
        action.toggled.connect(chip.setChecked)
        chip.toggled.connect(action.setChecked)
        return action
