"""Every command once, and none of them dead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMetaMethod
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ccm_desktop.app.entry import Entry
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.ui.actions import COMMANDS
from ccm_desktop.ui.main_window import MainWindow
from tests.services.conftest import LAKESIDE


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
