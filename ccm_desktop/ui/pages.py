"""The pages of the window by key: some are there, some are promised, and the way back is remembered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ccm_desktop.ui.layout_memory import LayoutMemory
from ccm_desktop.ui.widgets.data_table import DataTable


class Pages(QStackedWidget):
    """One page is on show.

    Signals:
        making: a promised page is about to be made (true), or that has ended.
        made: a promised page is there now.
        shown: key of the page now on show.
    """

    making = Signal(bool)
    made = Signal()
    shown = Signal(str)

    def __init__(self, memory: LayoutMemory) -> None:
        super().__init__()
        self._memory = memory
        self._by_key: dict[str, QWidget] = {}
        self._promised: dict[str, Callable[[], QWidget]] = {}
        self._behind, self._ahead = list[str](), list[str]()

    def add(self, key: str, page: QWidget) -> None:
        """A page; its tables remember their column widths."""
        self._by_key[key] = page
        self.addWidget(page)
        for table in page.findChildren(DataTable):
            table.remember_in(self._memory)

    def promise(self, key: str, make: Callable[[], QWidget]) -> None:
        """A page that is made when it is first shown."""
        self._promised[key] = make

    def make(self, key: str) -> None:
        """See to it that a page is there before it is shown."""
        make = self._promised.pop(key, None)
        if make is None:
            return
        self.making.emit(True)
        try:
            self.add(key, make())
        finally:
            self.making.emit(False)
        self.made.emit()

    def current_key(self) -> str:
        """Of the page on show; empty for none."""
        now = self.currentWidget()
        return next((key for key, page in self._by_key.items() if page is now), "")

    def behind(self) -> str:
        """Key of the page that `back` returns to; empty for none."""
        return self._behind[-1] if self._behind else ""

    def go_to(self, key: str) -> None:
        """Show a page, with a way back."""
        now = self.current_key()
        if now and now != key:
            self._behind.append(now)
            self._ahead.clear()
        self._show(key)

    def back(self) -> None:
        """Return to the page before."""
        if self._behind:
            self._ahead.append(self.current_key())
            self._show(self._behind.pop())

    def forward(self) -> None:
        """Undo `back`."""
        if self._ahead:
            self._behind.append(self.current_key())
            self._show(self._ahead.pop())

    def _show(self, key: str) -> None:
        self.make(key)
        self.setCurrentWidget(self._by_key[key])
        self.shown.emit(key)
