"""The frame: menu, timer bar, rail, pages, side panel, status bar. It places screens and holds no logic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QFontInfo, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from ccm_desktop.ui import tab_order, window_place
from ccm_desktop.ui.actions import Actions
from ccm_desktop.ui.folded_menus import FoldedMenus
from ccm_desktop.ui.layout_memory import LayoutMemory
from ccm_desktop.ui.pages import Pages
from ccm_desktop.ui.rail import Rail
from ccm_desktop.ui.regions import move_focus
from ccm_desktop.ui.side_panel import SidePanel
from ccm_desktop.ui.status_bar import StatusBar
from ccm_desktop.ui.toasts import Toasts
from ccm_desktop.ui.widgets.parts import Message
from ccm_desktop.ui.widgets.scrolling import Scrolling

_COMPACT_BELOW, _NARROW_BELOW, _SHORT_BELOW, _HYSTERESIS = 1200, 900, 420, 16
_BESIDE_SIDE_BELOW = 1500
"""With the side panel open, a narrower window gives the page the rail's words."""
_INSTEAD_OF_PAGE_BELOW = 1100
"""Beside the side panel a page would be cut and scroll sideways in a window narrower than this."""
_SIDE_WIDE, _SIDE_COMPACT = 400, 350
_REMEMBER_AFTER_MS = 500
_BASE_PX = 13


@dataclass(frozen=True, slots=True)
class Room:
    """How much room there is, in pixels of 100 % text (ux.md 3.3)."""

    compact: bool = False
    narrow: bool = False
    short: bool = False

    def after(self, width: float, height: float) -> Room:
        """The room of a new size; near a limit it stays as it was, so that nothing flickers."""

        def below(value: float, limit: int, before: bool) -> bool:
            return value < limit + (_HYSTERESIS if before else 0)

        return Room(
            below(width, _COMPACT_BELOW, self.compact),
            below(width, _NARROW_BELOW, self.narrow),
            below(height, _SHORT_BELOW, self.short),
        )


class MainWindow(QMainWindow):
    """The one window.

    Signals:
        page_shown: key of the page now on show.
        closing: the person wants to end the program.
    """

    page_shown = Signal(str)
    closing = Signal()

    def __init__(self, memory: LayoutMemory) -> None:
        super().__init__()
        self._memory = memory
        self._may_close = False
        self._room = Room()
        self._timer_bar: QWidget | None = None
        self.setWindowTitle("CCM Desktop")
        self.setMinimumSize(640, 300)
        self.actions_by_key = Actions(self, memory)
        self.pages, self.rail, self.status = Pages(memory), Rail(), StatusBar()
        self.saved_label, self.task_strip = self.status.saved_label, self.status.task_strip
        self.month_label, self.user_label = self.status.month_label, self.status.user_label
        self.notice = Message()
        self.body = QWidget()
        self._lay_out()
        self.toast = Toasts(self.body, self.status)
        self._remembering = QTimer(self)
        self._remembering.setSingleShot(True)
        self._remembering.setInterval(_REMEMBER_AFTER_MS)
        self._connect()
        window_place.restore(self, memory)

    def set_timer_bar(self, bar: QWidget, *below: QWidget) -> None:
        """The bar that stands above every page, and what may have to be said under it."""
        self._timer_bar = bar
        self._top.addWidget(bar, 1)
        for strip in below:
            self._below_top.addWidget(strip)
        self._adapt()

    def add_page(self, key: str, title: str, icon: str, page: QWidget, *, in_rail: bool = True) -> None:
        """A page; with `in_rail` it has its own entry there."""
        self.pages.add(key, page)
        if in_rail:
            self._enter_in_rail(key, title, icon)

    def promise_page(self, key: str, make: Callable[[], QWidget], title: str = "", icon: str = "") -> None:
        """A page that is made when it is first shown; with a title it has its own entry in the rail."""
        self.pages.promise(key, make)
        if title:
            self._enter_in_rail(key, title, icon)

    def show_page(self, key: str) -> None:
        """Go to a page."""
        self.pages.go_to(key)

    def back(self) -> None:
        """Return to the page before."""
        self.pages.back()

    def forward(self) -> None:
        """Undo `back`."""
        self.pages.forward()

    def current_page(self) -> str:
        """Key of the page on show."""
        return self.pages.current_key()

    def set_badge(self, key: str, text: str) -> None:
        """A count beside a page's name in the rail."""
        self.rail.set_badge(key, text)

    def show_side(self, form: QWidget | None) -> None:
        """Work that belongs to the patient in hand, beside the page; None is `hide_side`."""
        if form is None:
            return self.hide_side()
        self.side.open(form)
        return self._adapt()

    def hide_side(self) -> None:
        """The page has the whole width again."""
        if self.side.close_form():
            self.focus_page()
        self._adapt()

    def focus_page(self) -> None:
        """The keyboard goes to what the page on show is for."""
        page = self.pages.currentWidget()
        if page is not None and page.focusProxy() is not None:
            page.setFocus()

    def next_region(self) -> None:
        """Move the keyboard to the next region: timer bar, rail, page, side panel, status bar."""
        self._go_to_region(1)

    def previous_region(self) -> None:
        """Move the keyboard to the region before."""
        self._go_to_region(-1)

    def tell(self, problem: object) -> None:
        """A problem that belongs to no control: it stays above the page until it is dismissed."""
        self.notice.show_problem(problem, "Dismiss")

    def allow_close(self) -> None:
        """Everything is stopped and saved: the next close ends the program."""
        self._may_close = True

    def _lay_out(self) -> None:
        self.side = SidePanel()
        self._holder = QWidget()
        self.page_column = holder = QVBoxLayout(self._holder)
        holder.setContentsMargins(12, 8, 12, 8)
        holder.addWidget(self.notice)
        self._page_area = Scrolling(self.pages, "pageArea")
        holder.addWidget(self._page_area, 1)
        self._menu_button = FoldedMenus(self.actions_by_key.menus, self)
        self._top, self._below_top, middle = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        self._top.setSpacing(0)
        self._top.addWidget(self._menu_button)
        self._top.addStretch()  # before a practice is open the button stands alone, at its place
        middle.setSpacing(0)
        for part, stretch in ((self.rail, 0), (self._holder, 1), (self.side, 0)):
            middle.addWidget(part, stretch)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._top)
        column.addLayout(self._below_top)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        self.setCentralWidget(self.body)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_page)
        self.pages.shown.connect(self._on_shown)
        self.notice.acted.connect(self.notice.hide)
        self._remembering.timeout.connect(self._remember)
        ways = {"back": self.back, "forward": self.forward}
        regions = {"next_region": self.next_region, "previous_region": self.previous_region}
        self.actions_by_key.bind(ways | regions)

    def _enter_in_rail(self, key: str, title: str, icon: str) -> None:
        self.rail.add(key, title, icon)
        self._adapt()

    def _on_shown(self, key: str) -> None:
        self._page_area.fit()
        self.rail.mark(key)
        if not self.side.isAncestorOf(self.focusWidget()):
            self.focus_page()
        self.page_shown.emit(key)

    def _go_to_region(self, step: int) -> None:
        candidates = (self._timer_bar, self.rail, self.pages.currentWidget(), self.side, self.status)
        regions = [region for region in candidates if region and region.isVisible()]
        move_focus(regions, self.focusWidget(), step)

    def _adapt(self) -> None:
        scale = max(1.0, QFontInfo(self.font()).pixelSize() / _BASE_PX)
        self._room = room = self._room.after(self.width() / scale, self.height() / scale)
        squeezed = self.side.isVisibleTo(self) and self.width() < _BESIDE_SIDE_BELOW * scale
        self.rail.adapt(icons_only=room.compact or squeezed, scale=scale)
        self.rail.setVisible(not self.rail.is_empty)  # nothing to choose before a practice is open
        self.menuBar().setVisible(not room.short)
        self._menu_button.fold(folded=room.short)
        replaces = self.side.isVisibleTo(self) and (room.narrow or self.width() < _INSTEAD_OF_PAGE_BELOW * scale)
        self._holder.setVisible(not replaces)
        wanted = _SIDE_COMPACT if room.compact else _SIDE_WIDE
        self.side.setFixedWidth(self.width() - self.rail.width() if replaces else round(wanted * scale))

    def _remember(self) -> None:
        window_place.remember(self, self._memory)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._adapt()
        self.toast.place()
        self._remembering.start()

    def focusNextPrevChild(self, forward: bool) -> bool:
        gone = tab_order.go(self, forward=forward)
        return super().focusNextPrevChild(forward) if gone is None else gone

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._remembering.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "side"):
            self._adapt()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._remember()
        if self._may_close:
            event.accept()
        else:
            event.ignore()
            self.closing.emit()
