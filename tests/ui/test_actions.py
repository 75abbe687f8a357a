"""Every command once, none of them dead, and the urgent ones heard even while somebody types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMetaMethod, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from ccm_desktop.app.entry import Entry
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.ui.actions import COMMANDS, cheat_sheet
from ccm_desktop.ui.main_window import MainWindow
from tests.services.conftest import LAKESIDE

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def entry(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Entry]:
    """The program with a new practice open in it."""
    made = Entry(qapp, tmp_path / "practice", tmp_path / "window.ini", kdf=QUICK_FOR_TESTS)
    made.open()
    assert made.first_run is not None
    made.first_run.create_asked.emit(LAKESIDE)
    qtbot.waitUntil(lambda: made.session is not None and not made.gateway.is_busy, timeout=20_000)
    yield made
    made.close()
    made.window.deleteLater()
    made.deleteLater()


def test_no_menu_entry_is_dead(entry: Entry) -> None:
    actions = entry.window.actions_by_key
    dead = [
        command.key
        for command in COMMANDS
        if not actions[command.key].isSignalConnected(QMetaMethod.fromSignal(actions[command.key].triggered))
    ]
    assert dead == []


def test_no_two_commands_share_keys_and_none_needs_a_key_that_types() -> None:
    keys = [key for command in COMMANDS if command.shortcuts for key in command.shortcuts.split("; ")]
    assert [key for key, count in Counter(keys).items() if count > 1] == []
    assert [key for key in keys if "Ctrl+Alt" in key] == []  # AltGr on many keyboards
    firsts = [command.shortcuts.split("; ")[0] for command in COMMANDS if command.shortcuts]
    assert [key for key in firsts if "+" not in key and key != "F6"] == []


def test_mnemonics_are_unique_in_each_menu(window: MainWindow) -> None:
    for menu in window.actions_by_key.menus:
        marked = [a.text()[a.text().index("&") + 1].lower() for a in menu.actions() if "&" in a.text()]
        assert len(marked) == len(set(marked)), menu.title()


def test_the_cheat_sheet_names_every_shortcut() -> None:
    sheet = cheat_sheet()
    assert all(key in sheet for command in COMMANDS for key in command.shortcuts.split("; "))
    assert "&" not in sheet


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_reserved_keys_are_heard_while_somebody_types(
    window: MainWindow, qapp: QApplication, qtbot: QtBot, kind: type[QWidget]
) -> None:
    qapp.focusChanged.connect(window.actions_by_key.follow_focus)
    editor = kind()
    window.show_side(editor)
    qtbot.waitUntil(editor.isVisible)
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    editor.setFocus()
    QTest.keyClicks(editor, "half a note")
    with qtbot.waitSignal(window.actions_by_key["go_to"].triggered):
        QTest.keyClick(editor, Qt.Key.Key_K, CONTROL)  # in a text field: delete to the end of the line
    with qtbot.waitSignal(window.actions_by_key["start"].triggered):
        QTest.keyClick(editor, Qt.Key.Key_T, CONTROL)
    with qtbot.waitSignal(window.actions_by_key["pause"].triggered):
        QTest.keyClick(editor, Qt.Key.Key_F8)
    with qtbot.assertNotEmitted(window.actions_by_key["undo_plan"].triggered):
        QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)  # the field's own undo
    qapp.focusChanged.disconnect(window.actions_by_key.follow_focus)
