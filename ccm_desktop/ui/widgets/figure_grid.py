"""Figures that can be pressed, in as many columns as there is room for."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.figure_button import FigureButton

Figure = TypeVar("Figure", bound=FigureButton)


class FigureGrid(QWidget, Generic[Figure]):
    """`columns`: the numbers that may be, the greatest first; `least_width`: of one, in pixels of the base font."""

    def __init__(
        self, theme: Theme, columns: tuple[int, ...], least_width: int, parent: QWidget | None = None
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme = theme
        self._may_be, self._least_width, self._columns = columns, least_width, 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self.buttons: dict[str, Figure] = {}

    def add(self, figure: Figure) -> None:
        """Behind those that are there."""
        self.buttons[figure.key] = figure
        self._columns = 0
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """As wide as one column, or the columns could never become fewer."""
        widest = max((made.minimumSizeHint().width() for made in self.buttons.values()), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "buttons"):
            self._columns = 0
            self._arrange()

    def _arrange(self) -> None:
        columns = next((n for n in self._may_be if self.width() >= n * self._theme.px(self._least_width)), 1)
        if columns == self._columns or not self.buttons:
            return
        self._columns = columns
        for place, made in enumerate(self.buttons.values()):
            self._grid.addWidget(made, place // columns, place % columns)
        for place in range(self._may_be[0]):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)
