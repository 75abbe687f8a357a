"""Tiles: a figure, what stands beside it, and the patients behind it by one press."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent
from PySide6.QtWidgets import QWidget

from ccm_desktop.services.programme_views import Tile
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.figure_button import FigureButton
from ccm_desktop.ui.widgets.figure_grid import FigureGrid
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


class Tiles(FigureGrid[TileButton]):
    """All figures, in as many columns as there is room for, with the meaning of the one looked at.

    Signals:
        opened: key of a tile.
    """

    opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, (4, 2), _LEAST_WIDTH, parent)
        self._tiles: dict[str, Tile] = {}
        self.meaning_label = label("", "caption", wrap=True)
        """For whoever places the tiles to put below them."""

    def show_tiles(self, tiles: tuple[Tile, ...]) -> None:
        """Show the figures of a month."""
        self._tiles = {tile.key: tile for tile in tiles}
        for tile in tiles:
            if tile.key not in self.buttons:
                made = TileButton(tile.key, self._theme)
                made.looked_at.connect(self._on_looked_at)
                made.clicked.connect(self._on_pressed)
                self.add(made)
            self.buttons[tile.key].show_tile(tile)
        if not self.meaning_label.text() and tiles:
            self._on_looked_at(tiles[0].key)

    def _on_looked_at(self, key: str) -> None:
        tile = self._tiles.get(key)
        if tile is not None:
            self.meaning_label.setText(f"{tile.title}: {tile.definition}")

    def _on_pressed(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, TileButton):
            self.opened.emit(pressed.key)
