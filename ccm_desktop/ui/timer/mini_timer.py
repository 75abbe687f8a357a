"""The mini timer: the clock in a small window of its own, while the main window is out of sight."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QMoveEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ccm_desktop.ui.icons import set_icon
from ccm_desktop.ui.layout_memory import LayoutMemory
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.timer.mini_face import Face
from ccm_desktop.ui.timer.mini_place import MiniPlace
from ccm_desktop.ui.widgets.elided_label import ElidedLabel
from ccm_desktop.ui.widgets.parts import button, label

_STANDARD, _COMPACT = 296, 304
_WIDEST_SHARE = 0.4
_COMPACT_BELOW = 800
"""On a screen narrower than this it is compact, whatever was chosen."""
_NARROW_PRESS, _ANY_WIDTH = 30, 16_777_215
_PINNED = "timer/mini_locked"


def window_flags(platform: str, *, on_top: bool) -> Qt.WindowType:
    """How the desktop is asked to treat it; under Wayland it keeps a title bar, whose menu can put it on top."""
    if platform.startswith("wayland"):
        return Qt.WindowType.Window
    flags = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint
    return flags | Qt.WindowType.WindowStaysOnTopHint if on_top else flags


class MiniTimer(QWidget):
    """Shows a `Face`; what is pressed is told, not done.

    Signals:
        pressed: key of the button: pause, finish, switch, keep, remove, split, still_here.
        open_asked: double click or Esc: to the main window.
        closed: hide it.
        menu_asked: the context menu, at a place on the screen.
    """

    pressed = Signal(str)
    open_asked = Signal()
    closed = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, memory: LayoutMemory, theme: Theme) -> None:
        super().__init__(None)  # a window with a parent would be minimised with it
        self._memory, self._theme = memory, theme
        self._press_at: QPoint | None = None
        self._face = Face()
        self.compact = False
        self.setObjectName("miniTimer")
        self.setWindowTitle("CCM timer")  # task bars and window lists show it: never a name
        self.setAccessibleName("Mini timer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.elapsed_label = label("", "miniElapsed")
        self.name_label = ElidedLabel("", "miniName")
        self.first_line, self.second_line = ElidedLabel(), ElidedLabel()
        self.pin_button, self.close_button = QPushButton(), QPushButton()
        self.buttons = tuple(button("") for _ in range(3))
        self.place = MiniPlace(self, memory, theme.app)
        self._lay_out()
        self._connect()
        self.set_locked(memory.text(_PINNED, "") == "yes")

    @property
    def is_locked(self) -> bool:
        """Whether it cannot be dragged."""
        return self.pin_button.isChecked()

    def set_locked(self, locked: bool) -> None:
        """Fix its place, or let it be dragged again."""
        self.pin_button.setChecked(locked)
        words = "Let it be moved" if locked else "Lock its position"
        self.pin_button.setToolTip(words)
        self._memory.remember(_PINNED, "yes" if locked else "")

    def set_shape(self, *, compact: bool) -> None:
        """One line, or the whole."""
        self.compact = compact or self.screen().geometry().width() < _COMPACT_BELOW
        for part in (self.first_line, self.second_line, self.pin_button, self.close_button):
            part.setVisible(not self.compact)
        where = self._top if self.compact else self._below
        for press in self.buttons:
            where.addWidget(press, 0 if self.compact else 1)
            press.setMaximumWidth(self._theme.px(_NARROW_PRESS) if self.compact else _ANY_WIDTH)
        for before, after in pairwise((*self.buttons, self.pin_button, self.close_button)):
            self.setTabOrder(before, after)
        self.show_face(self._face)

    def show_face(self, face: Face) -> None:
        """Show the clock as it stands."""
        self._face = face
        self.setProperty("state", face.state)
        for part in (self, *self.findChildren(QWidget)):
            part.style().unpolish(part)
            part.style().polish(part)
        self.show_elapsed(face.elapsed)
        self.name_label.setText(face.name)
        self.first_line.setText(face.first_line)
        self.second_line.setText(face.second_line)
        tint = QColor("#FFFFFF") if face.state == "running" else QColor(self._theme.tokens.warn_fg)
        for press, (key, words, icon) in zip(self.buttons, face.buttons, strict=True):
            press.setProperty("press", key)
            press.setText("" if self.compact else words)
            press.setAccessibleName(words.rstrip("…"))
            press.setToolTip(words)
            set_icon(press, icon, tint)
        set_icon(self.pin_button, "pin", tint)
        set_icon(self.close_button, "x", tint)
        self._fit()

    def show_elapsed(self, text: str, spoken: str = "") -> None:
        """The seconds alone."""
        self.elapsed_label.setText(text)
        if spoken:
            self.elapsed_label.setAccessibleName(spoken)

    def come(self) -> None:
        """Appear in its place; whatever has the keyboard keeps it."""
        if not self.isVisible():
            self.place.settle()
            self.show()

    def take_keyboard(self) -> None:
        """Its first button has the keyboard."""
        self.activateWindow()
        self.buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _lay_out(self) -> None:
        self.setMinimumSize(1, 1)
        self.pin_button.setCheckable(True)
        for press, words in ((self.pin_button, "Lock its position"), (self.close_button, "Hide the mini timer")):
            press.setAccessibleName(words)
            press.setToolTip(words)
        for press in (self.pin_button, self.close_button, *self.buttons):
            press.setAutoDefault(True)
        self._top, self._below = QHBoxLayout(), QHBoxLayout()
        self._top.addWidget(self.elapsed_label)
        self._top.addWidget(self.name_label, 1)
        self._top.addWidget(self.pin_button)
        self._top.addWidget(self.close_button)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(8, 5, 8, 6)
        column.setSpacing(3)
        column.addLayout(self._top)
        column.addWidget(self.first_line)
        column.addWidget(self.second_line)
        column.addLayout(self._below)
        for row in (self._top, self._below):
            row.setSpacing(5)

    def _connect(self) -> None:
        for press in self.buttons:
            press.clicked.connect(self._on_pressed)
        self.pin_button.clicked.connect(self.set_locked)
        self.close_button.clicked.connect(self.closed)

    def _on_pressed(self) -> None:
        press = self.sender()
        if isinstance(press, QPushButton):
            self.pressed.emit(str(press.property("press")))

    def _fit(self) -> None:
        """As wide as the text size and the name want, at most two fifths of the screen, never cutting a button."""
        wanted = self._theme.px(_COMPACT if self.compact else _STANDARD)
        most = round(self.screen().geometry().width() * _WIDEST_SHARE)
        self._column.activate()
        least, hint = self._column.minimumSize(), self._column.sizeHint()
        width = max(min(max(wanted, hint.width()), most), least.width())
        self.setFixedSize(width, max(least.height(), hint.height()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._press_at = event.globalPosition().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag once the mouse went far enough: a double click shall not move it."""
        here = event.globalPosition().toPoint()
        if self._press_at is None or self.is_locked:
            return
        if (here - self._press_at).manhattanLength() < QApplication.startDragDistance():
            return
        if self.windowHandle().startSystemMove():
            self._press_at = None
        else:  # a desktop that moves no windows for others
            self.move(self.pos() + here - self._press_at)
            self._press_at = here

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._press_at = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._press_at = None
        self.open_asked.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.open_asked.emit()
        else:
            super().keyPressEvent(event)

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        if self.isVisible():
            self.place.moved()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.closed.emit()


def platform() -> str:
    """What carries our windows: xcb, wayland, windows, cocoa, offscreen."""
    return QGuiApplication.platformName()
