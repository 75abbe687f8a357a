"""Setting up and unlocking by keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.journeys.conftest import Person
from tests.journeys.test_window import PASSPHRASE, first_run


def test_enter_goes_on_and_a_fault_takes_the_keyboard(person: Person) -> None:
    person.to_front()
    page = person.entry.first_run
    assert page is not None
    enter = Qt.Key.Key_Return
    QTest.keyClick(page.name_edit, enter)
    assert page.message.text_label.text().startswith("The practice has no name")
    assert page.name_edit.hasFocus()
    QTest.keyClicks(page.name_edit, "Lakeside")
    QTest.keyClick(page.name_edit, enter)
    QTest.keyClicks(page.user_edit, "Maria Ortiz")
    QTest.keyClick(page.next_button, enter)
    assert page.steps.currentIndex() == 2
    QTest.keyClicks(page.passphrase_edit, PASSPHRASE)
    QTest.keyClicks(page.again_edit, PASSPHRASE + "!")
    QTest.keyClick(page.again_edit, enter)
    assert page.again_edit.hasFocus()
    QTest.keyClick(page.again_edit, Qt.Key.Key_Backspace)
    QTest.keyClick(page.again_edit, enter)
    assert page.kit_check.hasFocus()
    QTest.keyClick(page.kit_check, Qt.Key.Key_Space)
    QTest.keyClick(page.next_button, enter)
    person.until(lambda: person.entry.session is not None)


def test_commands_wait_for_an_open_practice(person: Person) -> None:
    window = person.entry.window
    actions = window.actions_by_key
    assert not any(actions[key].isEnabled() for key in ("import", "start", "save_pdf", "shortcuts"))
    assert all(actions[key].isEnabled() for key in ("quit", "dark", "larger"))
    assert not window.rail.isVisible()
    first_run(person)
    assert all(actions[key].isEnabled() for key in ("import", "start", "save_pdf", "shortcuts"))
    assert window.rail.isVisible()


def test_a_closed_window_hears_of_no_more_themes(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[object] = []
    monkeypatch.setattr("ccm_desktop.app.entry.retint", lambda *parts: drawn.append(parts))
    person.entry.theme.changed.emit()
    assert len(drawn) == 1
    person.entry.close()
    person.entry.theme.changed.emit()  # the window may be gone by now
    person.entry.close()
    assert len(drawn) == 1
