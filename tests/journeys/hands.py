"""Keys and clicks of one person, performed and counted: what a task costs is what it took here."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QMenu, QWidget

from tests.journeys.conftest import Person

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
PLAIN = Qt.KeyboardModifier.NoModifier


class Hands:
    """A group is one chord, one key, or one typed word with the Enter or Tab that ends it.

    Keys go where the keyboard is; nothing is pressed that has no place on the screen.
    """

    def __init__(self, person: Person) -> None:
        self.person, self.groups, self.clicks = person, 0, 0

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        """One chord or key."""
        self.groups += 1
        QTest.keyClick(focus(), key, modifiers)
        self.person.settle()

    def word(self, text: str, end: Qt.Key | None = None) -> None:
        """One word, and the key that ends it."""
        self.groups += 1
        for letter in text:
            type_letter(letter)
        if end is not None:
            QTest.keyClick(focus(), end)
        self.person.settle()

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """One click with the left button, on what is there to be clicked."""
        self.clicks += 1
        place = widget.rect().center() if at is None else at
        assert widget.isVisible()
        assert widget.isEnabled()
        window = widget.window()
        hit = window.childAt(widget.mapTo(window, place))
        assert hit is widget or (hit is not None and widget.isAncestorOf(hit)), f"{hit} is in front of {widget}"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, PLAIN, place)
        self.person.settle()

    def click_row(self, rows: QListWidget, words: str) -> None:
        """One click on the row with these words."""
        (item,) = (rows.item(n) for n in range(rows.count()) if words in rows.item(n).text())
        self.click(rows.viewport(), rows.visualItemRect(item).center())

    def in_state(self, state: str, patient: str = "") -> None:
        """Wait until the timer is running | paused | idle, on that patient."""
        view = self.person.screens.timer
        self.person.until(lambda: view.view.state == state and (not patient or view.view.patient_id == patient))
        self.person.settle()


def focus() -> Any:
    """What has the keyboard."""
    at = QApplication.focusWidget()
    assert at is not None, "the keyboard is nowhere"
    return at


def type_letter(letter: str) -> None:
    """One letter, where the keyboard is."""
    QTest.keyClicks(focus(), letter)


def from_menu(person: Person, menu: QMenu, words: str) -> None:
    """Choose what has these words in a menu that fills itself when it opens."""
    menu.aboutToShow.emit()
    (action,) = (one for one in menu.actions() if one.text().partition("\t")[0] == words)
    assert action.isEnabled()
    action.trigger()
    person.settle()
