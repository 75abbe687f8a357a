"""What buttons without room of their own do, in a menu: each with its keys, and with why it cannot be pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from ccm_desktop.ui.widgets.parts import keys_of


class ButtonMenu(QMenu):
    """The menu of `press`; `held` names, whenever it opens, the buttons whose place it takes."""

    def __init__(self, press: QPushButton, held: Callable[[], Iterable[QPushButton]]) -> None:
        super().__init__(press)
        self._held = held
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)
        self.triggered.connect(self._on_chosen)
        press.setMenu(self)

    def _fill(self) -> None:
        """As the buttons are now."""
        self.clear()
        for press in self._held():
            words, keys = (press.text() or press.accessibleName()).replace("&", "&&"), keys_of(press)
            action = self.addAction(f"{words}\t{keys}" if keys else words)
            action.setEnabled(press.isEnabled())
            action.setToolTip(press.toolTip())
            action.setData(press)

    def _on_chosen(self, action: QAction) -> None:
        press = action.data()
        if isinstance(press, QPushButton):
            press.click()
