"""Setting up and unlocking by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from ccm_desktop.app.entry import Entry
from ccm_desktop.models.folder_lock import FolderLock
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from tests.journeys.conftest import Person
from tests.journeys.test_keyboard import add_enrolled
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
    assert page.biller_edit.hasFocus()
    QTest.keyClicks(page.biller_edit, "Elena Reyes")
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


def test_a_second_start_says_at_once_that_the_practice_is_open(person: Person, tmp_path: Path) -> None:
    first_run(person)
    app = person.entry._app
    second = Entry(app, tmp_path / "practice", tmp_path / "second.ini", clock=person.clock, kdf=QUICK_FOR_TESTS)
    second.open()
    page = second.unlock_page
    assert page is not None
    assert page.message.text_label.text().startswith("The practice file is already open")
    assert page.user_box.count() == 1  # still says who could
    second._shut()
    second.window.deleteLater()
    second.deleteLater()


def test_looking_whether_a_practice_is_open_leaves_it_free(person: Person, tmp_path: Path) -> None:
    first_run(person)
    person.entry._shut()
    again = Entry(person.entry._app, tmp_path / "practice", tmp_path / "again.ini", clock=person.clock)
    again.open()
    assert again.unlock_page is not None
    assert again.unlock_page.message.text_label.text() == ""
    lock = FolderLock(tmp_path / "practice")
    lock.acquire()
    lock.release()
    again._shut()
    again.window.deleteLater()
    again.deleteLater()


def test_closing_the_window_while_a_timer_runs_asks_first(person: Person) -> None:
    first_run(person)
    person.screens.timer.load()
    person.settle()
    patient = add_enrolled(person, "Baker")
    person.screens.timer.start(patient, anyway=True)
    person.until(lambda: person.screens.timer.view.state == "running")
    window = person.entry.window
    window.close()
    asked = window.findChild(QMessageBox)
    assert asked is not None
    assert asked.isVisible()
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert person.screens.timer.view.state == "running"
    window.close()
    stop = next(
        b for box in window.findChildren(QMessageBox) if box.isVisible()
        for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole
    )  # fmt: skip
    assert stop.text().replace("&", "") == "Stop and write the note later"
    stop.click()
    assert person.entry.session is None


@pytest.mark.parametrize("step", [0, 1, 2])
def test_the_buttons_of_first_run_are_on_screen_in_a_low_window(person: Person, step: int) -> None:
    entry, page = person.entry, person.entry.first_run
    assert page is not None
    entry.window.resize(960, 460)
    page._show(step)
    person.settle()
    for press in (page.back_button, page.next_button):
        assert press.visibleRegion().boundingRect() == press.rect()


@pytest.mark.parametrize("step", [0, 1, 2])
def test_at_the_largest_text_the_fault_its_field_and_next_are_in_view(person: Person, step: int) -> None:
    entry, page = person.entry, person.entry.first_run
    assert page is not None
    entry.theme.apply("light", 200)
    entry.window.resize(960, 460)
    page._show(step)
    person.settle()
    page.user_edit.setText("Maria Ortiz")
    for edit in (page.passphrase_edit, page.again_edit):
        edit.setText(PASSPHRASE)
    QTest.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    person.settle()
    field = (page.name_edit, page.biller_edit, page.kit_check)[step]
    assert page.message.isVisible()
    for part in (field, page.message, page.back_button, page.next_button):
        assert part.visibleRegion().boundingRect() == part.rect(), part.accessibleName()
