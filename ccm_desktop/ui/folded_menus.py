"""All menus behind one button, for windows too short for a menu bar; their Alt letters lead there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from ccm_desktop.ui.icons import set_icon


class FoldedMenus(QToolButton):
    """Hidden, and without keys, while the menu bar is there: it has the same ones."""

    def __init__(self, menus: Sequence[QMenu], window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("menuButton")
        self.setAccessibleName("Menu")
        self.setToolTip("Menu (Alt and the letter of a menu)")
        set_icon(self, "menu-2")
        self.everything = QMenu(self)
        self._shortcuts = []
        for menu in menus:
            self.everything.addMenu(menu)
            keys = QShortcut(QKeySequence.mnemonic(menu.title()), window)
            keys.activated.connect(partial(self._open, menu))
            self._shortcuts.append(keys)
        self.setMenu(self.everything)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.fold(folded=False)

    def fold(self, *, folded: bool) -> None:
        """Stand for the menu bar, or leave it to that."""
        self.setVisible(folded)
        for keys in self._shortcuts:
            keys.setEnabled(folded)

    def _open(self, menu: QMenu) -> None:
        """That menu, from the list of all: Left leads back to it, as in the menu bar."""
        self.everything.popup(self.mapToGlobal(QPoint(0, self.height())))
        self.everything.setActiveAction(menu.menuAction())
        first = next((action for action in menu.actions() if action.isEnabled() and not action.isSeparator()), None)
        if first is not None:
            menu.setActiveAction(first)
