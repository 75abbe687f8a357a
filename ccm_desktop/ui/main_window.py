"""The frame: menu, timer bar, rail, pages, side panel, status bar. It places screens and holds no logic."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ccm_desktop.ui.actions import Actions
from ccm_desktop.ui.icons import set_icon
from ccm_desktop.ui.layout_memory import LayoutMemory
from ccm_desktop.ui.widgets.task_strip import TaskStrip
from ccm_desktop.ui.widgets.toasts import Toast

_RAIL_WIDE, _RAIL_NARROW = 168, 48
_COMPACT_BELOW, _NARROW_BELOW = 1200, 900


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
        self._keys: list[str] = []
        self._history: list[str] = []
        self._may_close = False
        self._timer_bar: QWidget | None = None
        self.setWindowTitle("CCM Desktop")
        self.setMinimumSize(640, 300)
        self.actions_by_key = Actions(self)
        self.pages = QStackedWidget()
        self.rail = QFrame()
        self.rail.setObjectName("rail")
        self.rail.setAccessibleName("Pages")
        self._rail_buttons = QButtonGroup(self)
        self._rail_column = QVBoxLayout(self.rail)
        self._rail_column.setContentsMargins(6, 10, 6, 10)
        self._rail_column.setSpacing(4)
        self._rail_column.addStretch(1)
        self.side = QFrame()
        self.side.setObjectName("sidePanel")
        self.side_column = QVBoxLayout(self.side)
        self.side.hide()
        self._lay_out()
        self._build_status_bar()
        self.toast = Toast(self)
        self.restoreGeometry(memory.geometry())

    def set_timer_bar(self, bar: QWidget) -> None:
        """The bar that stands above every page."""
        self._timer_bar = bar
        self._column.insertWidget(0, bar)

    def add_page(self, key: str, title: str, icon: str, page: QWidget, *, in_rail: bool = True) -> None:
        """A page; with `in_rail` it has its own button there."""
        self._keys.append(key)
        self.pages.addWidget(page)
        if not in_rail:
            return
        entry = QToolButton()
        entry.setText(title)
        entry.setCheckable(True)
        entry.setAccessibleName(title)
        entry.setToolTip(title)
        entry.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        entry.setProperty("page", key)
        entry.setIconSize(QSize(18, 18))
        set_icon(entry, icon)
        entry.clicked.connect(self._on_rail_clicked)
        self._rail_buttons.addButton(entry)
        self._rail_column.insertWidget(self._rail_column.count() - 1, entry)
        self._adapt()

    def show_page(self, key: str) -> None:
        """Go to a page."""
        now = self.current_page()
        if now and now != key:
            self._history.append(now)
        self._show(key)

    def back(self) -> None:
        """Return to the page before."""
        if self._history:
            self._show(self._history.pop())

    def current_page(self) -> str:
        """Key of the page on show."""
        return self._keys[self.pages.currentIndex()] if self.pages.count() else ""

    def set_badge(self, key: str, text: str) -> None:
        """A count beside a page's name in the rail."""
        for entry in self._rail_buttons.buttons():
            if entry.property("page") == key:
                entry.setText(f"{entry.accessibleName()}  {text}")

    def show_side(self, widget: QWidget) -> None:
        """Work that belongs to the patient in hand, beside the page."""
        if self.side_column.indexOf(widget) < 0:
            self.side_column.addWidget(widget)
        self.side.show()
        self._adapt()

    def hide_side(self) -> None:
        """The page has the whole width again."""
        self.side.hide()
        self._adapt()

    def next_region(self) -> None:
        """Move the keyboard from region to region."""
        candidates = (self._timer_bar, self.rail, self.pages.currentWidget(), self.side)
        regions = [region for region in candidates if region and region.isVisible()]
        focus = self.focusWidget()
        inside = next((n for n, w in enumerate(regions) if w.isAncestorOf(focus)), -1)
        for step in range(1, len(regions) + 1):
            region = regions[(inside + step) % len(regions)]
            target = _first_focus(region)
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def allow_close(self) -> None:
        """Everything is stopped and saved: the next close ends the program."""
        self._may_close = True

    def _lay_out(self) -> None:
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        self._holder = QWidget()
        holder = QVBoxLayout(self._holder)
        holder.setContentsMargins(12, 8, 12, 8)
        holder.addWidget(self.pages)
        body.addWidget(self.rail)
        body.addWidget(self._holder, 1)
        body.addWidget(self.side)
        self.body = QWidget()
        self._column = QVBoxLayout(self.body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(body, 1)
        self.setCentralWidget(self.body)

    def _build_status_bar(self) -> None:
        self.saved_label, self.month_label, self.user_label = QLabel("All changes saved"), QLabel(), QLabel()
        self.task_strip = TaskStrip()
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.addWidget(self.saved_label)
        bar.addWidget(self.task_strip)
        bar.addPermanentWidget(self.month_label)
        bar.addPermanentWidget(self.user_label)

    def _show(self, key: str) -> None:
        self.pages.setCurrentIndex(self._keys.index(key))
        for entry in self._rail_buttons.buttons():
            entry.setChecked(entry.property("page") == key)
        self.page_shown.emit(key)

    def _on_rail_clicked(self) -> None:
        pressed = self._rail_buttons.checkedButton()
        if pressed is not None:
            self.show_page(str(pressed.property("page")))

    def _adapt(self) -> None:
        width = self.width()
        narrow = width < _COMPACT_BELOW
        self.rail.setFixedWidth(_RAIL_NARROW if narrow else _RAIL_WIDE)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for entry in self._rail_buttons.buttons():
            entry.setToolButtonStyle(style)  # type: ignore[attr-defined]
            entry.setFixedWidth((_RAIL_NARROW if narrow else _RAIL_WIDE) - 12)
        replaces = self.side.isVisible() and width < _NARROW_BELOW
        self._holder.setVisible(not replaces)
        self.side.setFixedWidth(width - _RAIL_NARROW if replaces else 400 if width >= _COMPACT_BELOW else 320)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._adapt()
        self.toast.place()
        self._memory.remember_geometry(self.saveGeometry())

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            event.accept()
        else:
            event.ignore()
            self.closing.emit()


def _first_focus(region: QWidget) -> QWidget | None:
    """The first widget of a region that Tab would reach."""
    for widget in region.findChildren(QWidget):
        reachable = widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
        if reachable and widget.isVisible() and widget.isEnabled():
            return widget
    return None
