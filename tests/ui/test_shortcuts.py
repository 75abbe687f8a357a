"""Keys can be looked up, changed, refused in words, and given back; every place that names them follows."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ccm_desktop.ui.actions import COMMANDS, Actions
from ccm_desktop.ui.input_filter import InputFilter
from ccm_desktop.ui.keymap import FIXED
from ccm_desktop.ui.layout_memory import LayoutMemory
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.settings.shortcut_group import ShortcutGroup
from ccm_desktop.ui.shortcuts.cheat_page import CheatPage
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.parts import button

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def actions(window: MainWindow) -> Actions:
    return window.actions_by_key


@pytest.fixture
def group(window: MainWindow, qtbot: QtBot, theme: Theme) -> ShortcutGroup:
    made = ShortcutGroup(window.actions_by_key, theme)
    window.show_side(made)
    made.load()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    return made


def shortcut(actions: Actions, command: str) -> list[str]:
    return [keys.toString() for keys in actions[command].shortcuts()]


def test_fixed_keys_belong_to_no_command() -> None:
    given = Counter(QKeySequence(keys).toString() for c in COMMANDS if c.shortcuts for keys in c.shortcuts.split("; "))
    assert set(FIXED) & set(given) == set()
    assert all(QKeySequence(keys).toString() == keys for keys in FIXED), "written as the toolkit writes them"


def test_pressed_keys_replace_the_first_and_keep_the_alternate(
    group: ShortcutGroup, actions: Actions, qtbot: QtBot, qapp: QApplication
) -> None:
    listening = InputFilter(qapp, actions.is_reserved)
    group.table.select_key("start")
    group.recorder.setFocus()
    with qtbot.assertNotEmitted(actions["pause"].triggered):
        QTest.keyClick(group.recorder, Qt.Key.Key_Q, CONTROL | SHIFT)
    assert shortcut(actions, "start") == ["Ctrl+Shift+Q", "F7"]
    assert actions.is_reserved("Ctrl+Shift+Q")
    assert not actions.is_reserved("Ctrl+T")
    assert "Ctrl+Shift+Q" in group.message.text_label.text()
    listening.stop()


def test_recording_keys_of_another_command_names_it_and_does_neither(
    group: ShortcutGroup, actions: Actions, qtbot: QtBot, qapp: QApplication
) -> None:
    listening = InputFilter(qapp, actions.is_reserved)
    group.table.select_key("start")
    group.recorder.setFocus()
    with qtbot.assertNotEmitted(actions["pause"].triggered):
        QTest.keyClick(group.recorder, Qt.Key.Key_P, CONTROL | SHIFT)
    assert "“Pause or resume”" in group.message.text_label.text()
    assert shortcut(actions, "start") == ["Ctrl+T", "F7"]
    listening.stop()


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ("T", "needed for typing"),
        ("Shift+T", "needed for typing"),
        ("+", "needed for typing"),
        ("Space", "needed for typing"),
        ("Ctrl+Alt+T", "many keyboards"),
        ("Ctrl+Shift+U", "Linux"),
        ("Ctrl+Ins", "screen readers"),
        ("Ctrl+C", "Copy"),
        ("Ctrl+Return", "Save the form"),
        ("Alt+F", "menu File"),
        ("Ctrl+K", "“Go to patient”"),
        ("F8", "“Pause or resume”"),
    ],
)
def test_keys_that_nobody_should_have_are_refused_in_words(actions: Actions, keys: str, says: str) -> None:
    assert says in actions.change_keys("start", keys)
    assert shortcut(actions, "start") == ["Ctrl+T", "F7"]


@pytest.mark.parametrize("keys", ["Ctrl++", "Ctrl+F11", "Alt+Shift+Q", "Ctrl+Shift+Q"])
def test_free_keys_are_taken(actions: Actions, keys: str) -> None:
    actions.change_keys("larger", "")
    assert actions.change_keys("about", keys) == ""
    assert shortcut(actions, "about") == [keys]


def test_a_command_may_go_without_keys_and_get_them_back(group: ShortcutGroup, actions: Actions) -> None:
    group.table.select_key("settings")
    group.none_button.click()
    assert shortcut(actions, "settings") == []
    assert not actions.is_reserved("Ctrl+,")
    group.table.select_key("settings")
    group.default_button.click()
    assert shortcut(actions, "settings") == ["Ctrl+,"]


def test_a_default_that_somebody_else_has_now_is_refused(actions: Actions) -> None:
    assert actions.change_keys("settings", "") == ""
    assert actions.change_keys("about", "Ctrl+,") == ""
    assert "“About”" in actions.change_keys("settings", "Ctrl+,")


def test_changed_keys_come_back_at_the_next_start_and_all_defaults_on_request(
    window: MainWindow, memory: LayoutMemory, theme: Theme, group: ShortcutGroup
) -> None:
    window.actions_by_key.change_keys("start", "Ctrl+Shift+Q")
    again = MainWindow(memory)
    assert shortcut(again.actions_by_key, "start") == ["Ctrl+Shift+Q", "F7"]
    group.reset_button.click()
    assert shortcut(window.actions_by_key, "start") == ["Ctrl+T", "F7"]
    assert not group.reset_button.isEnabled()
    again.allow_close()
    again.close()
    again.deleteLater()


def test_tooltips_and_menus_say_the_keys_of_now(window: MainWindow, actions: Actions) -> None:
    press = button("Settings", shortcut="Ctrl+,")
    window.show_side(press)
    actions.change_keys("settings", "Ctrl+F11")
    assert press.toolTip() == "Settings (Ctrl+F11)"
    assert actions["settings"].shortcut().toString() == "Ctrl+F11"
    actions.reset_keys()
    assert press.toolTip() == "Settings (Ctrl+,)"


def test_lent_keys_stay_with_who_was_given_them(actions: Actions) -> None:
    actions.lend("F8", "pause", "fix_next", lent=True)
    assert shortcut(actions, "pause") == ["Ctrl+Shift+P"]
    assert "F8" in shortcut(actions, "fix_next")
    actions.change_keys("settings", "Ctrl+F11")
    assert shortcut(actions, "pause") == ["Ctrl+Shift+P"], "changing one command gives no loan back"
    actions.lend("F8", "pause", "fix_next", lent=False)
    assert shortcut(actions, "pause") == ["Ctrl+Shift+P", "F8"]
    assert shortcut(actions, "fix_next") == ["Ctrl+Shift+X"]


def test_the_keyboard_leaves_the_recorder(group: ShortcutGroup) -> None:
    group.recorder.setFocus()
    QTest.keyClick(group.recorder, Qt.Key.Key_Tab)
    assert not group.recorder.hasFocus()


def test_the_group_finds_commands_by_words_and_by_keys(group: ShortcutGroup) -> None:
    group.search_edit.setText("mini")
    assert [line.command for line in group.table.rows_model.rows] == ["mini"]
    group.search_edit.setText("ctrl+shift+p")
    assert [line.command for line in group.table.rows_model.rows] == ["pause"]
    group.search_edit.setText("no such words")
    assert group.table.empty_state.isVisible()
    assert not group.recorder.isEnabled()


def test_the_cheat_sheet_names_every_key_and_follows_changes(window: MainWindow, theme: Theme) -> None:
    page = CheatPage(window.actions_by_key, theme)
    window.add_page("keys", "Keys", "help-circle", page, in_rail=False)
    page.open()
    text = page.text()
    for command in COMMANDS:
        for keys in filter(None, command.shortcuts.split("; ")):
            assert QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) in text
    assert all(words in text for words in FIXED.values())
    assert "&" not in text
    window.actions_by_key.change_keys("start", "Ctrl+Shift+Q")
    assert "Ctrl+Shift+Q" in page.text()
    page.search_edit.setText("minitimer")
    assert page.text() == ""
    page.search_edit.setText("mini timer")
    assert page.text().endswith("Mini timer (Timer)")
    page.copy_button.click()
    assert QGuiApplication.clipboard().text() == page.text()
