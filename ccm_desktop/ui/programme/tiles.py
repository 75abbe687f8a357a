"""Tiles: a figure, what stands beside it, and the patients behind it by one press."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ccm_desktop.services.programme_views import Tile
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.figure_button import FigureButton
from ccm_desktop.ui.widgets.parts import label

_LEAST_WIDTH = 205


class TileButton(FigureButton):
    """One figure with its title and what stands beside it.

    Signals:
        looked_at: its key, when it gets the keyboard or the mouse.
    """

    looked_at = Signal(str)

    def __init__(self, key: str, theme: Theme, parent: QWidget | None = None) -> None:
        self.title_label, self.value_label = label("", "caption"), label("—", "tileValue")
        self.detail_label = label("", "caption")
        super().__init__(key, theme, (self.title_label, self.value_label, self.detail_label), 8, parent)

    def show_tile(self, tile: Tile) -> None:
        """Show a figure."""
        self.title_label.setText(tile.title)
        self.value_label.setText(tile.value)
        self.detail_label.setText(tile.detail)
        self.setAccessibleName(f"{tile.title}: {tile.value}")
        self.setAccessibleDescription(f"{tile.detail}. {tile.definition}")
        self.setToolTip(tile.definition)
        self.updateGeometry()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.looked_at.emit(self.key)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.looked_at.emit(self.key)


class Tiles(QWidget):
    """All figures, in as many columns as there is room for, with the meaning of the one looked at.

    Signals:
        opened: key of a tile.
    """

    opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns = 0
        self._tiles: dict[str, Tile] = {}
        self.buttons: dict[str, TileButton] = {}
        self.meaning_label = label("", "caption", wrap=True)
        """For whoever places the tiles to put below them."""
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)

    def show_tiles(self, tiles: tuple[Tile, ...]) -> None:
        """Show the figures of a month."""
        self._tiles = {tile.key: tile for tile in tiles}
        for tile in tiles:
            if tile.key not in self.buttons:
                made = self.buttons[tile.key] = TileButton(tile.key, self._theme)
                made.looked_at.connect(self._on_looked_at)
                made.clicked.connect(self._on_pressed)
            self.buttons[tile.key].show_tile(tile)
        if not self.meaning_label.text() and tiles:
            self._on_looked_at(tiles[0].key)
        self._columns = 0
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """As wide as one column, or the columns could never become fewer."""
        least = super().minimumSizeHint()
        widest = max((made.minimumSizeHint().width() for made in self.buttons.values()), default=0)
        return QSize(widest, least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "buttons"):
            self._columns = 0
            self._arrange()

    def _arrange(self) -> None:
        columns = next((n for n in (4, 2) if self.width() >= n * self._theme.px(_LEAST_WIDTH)), 1)
        if columns == self._columns or not self.buttons:
            return
        self._columns = columns
        for place, made in enumerate(self.buttons.values()):
            self._grid.addWidget(made, place // columns, place % columns)
        for place in range(4):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)

    def _on_looked_at(self, key: str) -> None:
        tile = self._tiles.get(key)
        if tile is not None:
            self.meaning_label.setText(f"{tile.title}: {tile.definition}")

    def _on_pressed(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, TileButton):
            self.opened.emit(pressed.key)
