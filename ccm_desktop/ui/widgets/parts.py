"""Small parts of pages: header, group title, caption, card, message, filter chip."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ccm_desktop.domain.errors import Problem
from ccm_desktop.ui.icons import pixmap, set_icon
from ccm_desktop.ui.widgets.elided_label import ElidedLabel

DEFAULT_KEYS = "defaultKeys"
"""Property of a button: the keys its command came with; `Actions.name_keys` writes those it has now."""
KEYS = "keys"
"""Property of a button: the keys its command has now, as they are shown; missing where they cannot be changed."""


def label(text: str = "", name: str = "", *, wrap: bool = False) -> QLabel:
    """Plain text: markup in a patient's name stays text."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setObjectName(name)
    made.setWordWrap(wrap)
    return made


def button(text: str, icon: str = "", *, role: str = "", shortcut: str = "") -> QPushButton:
    """A button with words; its shortcut stands in the tooltip."""
    made = QPushButton(text)
    made.setAutoDefault(True)  # Enter presses the button that has the keyboard, as Space does
    made.setAccessibleName(text.replace("&", ""))
    made.setToolTip(f"{text} ({shortcut})" if shortcut else text)
    made.setProperty(DEFAULT_KEYS, shortcut)
    if role:
        made.setProperty("role", role)
    if icon:
        set_icon(made, icon)
    return made


def keys_of(press: QPushButton) -> str:
    """The keys its command has now, as they are shown; those it came with where nobody can change them."""
    now = press.property(KEYS)
    default = QKeySequence(str(press.property(DEFAULT_KEYS) or ""))
    return default.toString(QKeySequence.SequenceFormat.NativeText) if now is None else str(now)


def rename(press: QPushButton, text: str, spoken: str) -> None:
    """Other words on a button; its keys stay in the tooltip."""
    keys = keys_of(press)
    press.setText(text)
    press.setAccessibleName(spoken)
    press.setToolTip(f"{spoken} ({keys})" if keys else spoken)


def keep_whole(box: QComboBox) -> None:
    """A month that is cut says another month: what else stands in the row gives way."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    box.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)


def on_keys(widget: QWidget, keys: str, slot: Callable[[], object]) -> None:
    """A shortcut that works while the keyboard is inside `widget`, so that two forms never quarrel.

    `Enter`, alone or held with others, is either Enter key: Qt tells that of the letters, Return, from that of the
    figures. Bound twice, a key does nothing, so no caller names Return.
    """
    held, _, last = keys.rpartition("+")
    for sequence in (f"{held}+Return".lstrip("+"), keys) if last == "Enter" else (keys,):
        made = QShortcut(QKeySequence(sequence), widget)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.activated.connect(slot)


class PageHeader(QWidget):
    """Title, counts beside it, actions at the right."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title_label = ElidedLabel(title, "pageTitle")
        self.counts_label = ElidedLabel("", "caption")
        self.counts_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self._row.addWidget(self.title_label)
        self._row.addWidget(self.counts_label, 1)

    def add(self, widget: QWidget) -> None:
        """An action at the right."""
        self._row.addWidget(widget)

    def add_beside_title(self, widget: QWidget) -> None:
        """What the title is about, right beside it."""
        self._row.insertWidget(self._row.indexOf(self.counts_label), widget)


class Card(QFrame):
    """A titled box."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(12, 10, 12, 10)
        self.body.setSpacing(4)
        if title:
            self.body.addWidget(label(title, "groupTitle"))

    def set_lines(self, lines: list[str], empty: str) -> None:
        """Replace the content by lines of text."""
        while self.body.count() > 1:
            item = self.body.takeAt(1)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        for line in lines or [empty]:
            self.body.addWidget(label(line, "" if lines else "caption", wrap=True))
        self.body.addStretch(1)


class Message(QFrame):
    """A sentence with an icon, at the top of a page or under a form; at most one action.

    Signals:
        acted: the action was pressed.
    """

    acted = Signal()
    _ICONS: ClassVar = {
        "error": "alert-triangle",
        "warn": "alert-triangle",
        "info": "info-circle",
        "ok": "circle-check",
    }

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.icon_label = QLabel()
        self.text_label = label("", wrap=True)
        self.text_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.action_button = button("")
        self.action_button.clicked.connect(self.acted)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.addWidget(self.icon_label)
        row.addWidget(self.text_label, 1)
        row.addWidget(self.action_button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._tone = ""
        self.hide()

    def say(self, text: str, tone: str = "error", action: str = "") -> None:
        """Show a sentence; an empty one hides the message."""
        self.setVisible(bool(text))
        self.text_label.setText(text)
        self.setAccessibleName(text or "Message")
        self.action_button.setText(action)
        self.action_button.setVisible(bool(action))
        if text:
            self._take_tone(tone)
            self._draw_icon()

    def show_problem(self, problem: object, action: str = "") -> None:
        """What happened and what to do."""
        if isinstance(problem, Problem):
            self.say(str(problem), action=action)

    def _take_tone(self, tone: str) -> None:
        if tone != self._tone:
            self._tone = tone
            self.setProperty("tone", tone)
            for part in (self, self.text_label):
                part.style().unpolish(part)
                part.style().polish(part)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and self.isVisible() and self._tone:
            self._draw_icon()

    def _draw_icon(self) -> None:
        shade = self.text_label.palette().color(self.text_label.foregroundRole()).name()
        size = self.text_label.fontMetrics().height()
        self.icon_label.setPixmap(pixmap(self._ICONS[self._tone], shade, size, self.devicePixelRatioF()))


class Chip(QPushButton):
    """A toggle."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setCheckable(True)
        self.setAutoDefault(True)
        self.setAccessibleName(text)
        self.setProperty("role", "chip")

    def sizeHint(self) -> QSize:
        """Room for its words in bold: they are so while it is pressed, and must not be cut then."""
        bold = QFont(self.font())
        bold.setBold(True)
        more = QFontMetrics(bold).horizontalAdvance(self.text()) - self.fontMetrics().horizontalAdvance(self.text())
        return super().sizeHint() + QSize(max(0, more), 0)


class FilterChip(Chip):
    """A toggle with a live count."""

    def __init__(self, key: str, text: str, *, noun: str = "patients") -> None:
        super().__init__(text)
        self.key = key
        self._text, self._noun = text, noun
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """How many rows it would show."""
        self.setText(f"{self._text} {count}")
        self.setAccessibleName(f"Filter {self._text}, {count} {self._noun}")


def show_refused(press: QPushButton, why: str) -> None:
    """It looks closed while it would refuse, and says why; unlike a disabled one it is still reached and heard."""
    if press.accessibleDescription() != why or press.property("refused") != bool(why):
        press.setProperty("refused", bool(why))
        press.setAccessibleDescription(why)
        press.style().unpolish(press)
        press.style().polish(press)
