"""Several people at one window: added by the lead, signed in with their own passphrase, switched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from ccm_desktop.app import main as program
from ccm_desktop.app.entry import BEGIN_ANEW, Entry
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.ui.people.page import PeoplePage
from ccm_desktop.ui.today.room import first_page
from tests.journeys.conftest import Person
from tests.journeys.test_window import PASSPHRASE, first_run

OWN = "six words of my very own"


def people(person: Person) -> PeoplePage:
    assert person.entry.session is not None
    return person.entry.session.people.page


def press(person: Person, key: str) -> None:
    person.entry.window.actions_by_key[key].trigger()
    person.settle()


def add(person: Person, name: str, role: str, kind: str) -> str:
    """By keyboard; returns what the passphrase field for one use showed."""
    page, form = people(person), people(person).person_form
    QTest.keyClick(page.add_button, Qt.Key.Key_Space)
    QTest.keyClicks(form.name_edit, name)
    form.role_box.setCurrentIndex(form.role_box.findData(role))
    form.sign_in.kind_box.setCurrentIndex(form.sign_in.kind_box.findData(kind))
    shown = form.sign_in.once_edit.text()
    if kind == "own":
        QTest.keyClicks(form.sign_in.own.first_edit, OWN)
        QTest.keyClicks(form.sign_in.own.again_edit, OWN)
    form.save_button.click()
    person.settle()
    return shown


@pytest.fixture
def switched(person: Person, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    """The window as it begins anew after the lead, with a running timer or not, chose to switch."""
    codes: list[int] = []
    monkeypatch.setattr(qapp, "exit", codes.append)
    first_run(person)
    press(person, "people")
    person.entry.window.resize(683, 384)  # so narrow that the form hides the page
    person.once = add(person, "Denise Bell", "coordinator", "once")  # type: ignore[attr-defined]
    add(person, "Bo Biller", "biller", "own")
    assert len(people(person).table.rows_model.all_rows) == 4
    press(person, "switch_user")
    assert (codes, person.entry.session) == ([BEGIN_ANEW], None)
    again = Entry(qapp, tmp_path / "practice", tmp_path / "window.ini", clock=person.clock, kdf=QUICK_FOR_TESTS)
    again.open()
    second = Person(person.bot, again, person.clock)
    second.once = person.once  # type: ignore[attr-defined]
    yield second
    again.close()
    again.window.deleteLater()
    qapp.setQuitOnLastWindowClosed(True)


def sign_in(person: Person, name: str, passphrase: str, new: str = "", again: str = "") -> None:
    page = person.entry.unlock_page
    assert page is not None
    page.user_box.setCurrentIndex(page.user_box.findText(name))
    for edit, text in ((page.passphrase_edit, passphrase), (page.new_edit, new), (page.again_edit, again or new)):
        edit.clear()
        QTest.keyClicks(edit, text)
    QTest.keyClick(page.passphrase_edit, Qt.Key.Key_Return)


def test_a_second_person_chooses_their_own_passphrase_at_the_lock(switched: Person) -> None:
    page, once = switched.entry.unlock_page, switched.once  # type: ignore[attr-defined]
    assert page is not None
    assert page.user_box.currentText() == "Maria Ortiz"  # who opened it last
    assert page.new_edit.isVisibleTo(page) is False
    sign_in(switched, "Denise Bell", once, OWN, "something else")
    assert "differ" in page.message.text_label.text()
    assert page.new_edit.isVisibleTo(page)
    for wrong, words in ((PASSPHRASE, "not right"), (once, "fewer than 15")):
        sign_in(switched, "Denise Bell", wrong, "short" if wrong == once else OWN)
        switched.until(lambda words=words: words in page.message.text_label.text())  # type: ignore[misc]
    sign_in(switched, "Denise Bell", once, OWN)
    switched.until(lambda: switched.entry.session is not None)
    switched.settle()
    assert "Denise Bell" in switched.entry.window.user_label.text()
    press(switched, "people")
    signs = {a.person.name: a.sign_in for a in people(switched).table.rows_model.all_rows}
    assert signs == {"Maria Ortiz": "own", "Denise Bell": "own", "Bo Biller": "own", "Elena Reyes": "none"}


def test_who_works_with_patients_begins_with_today_and_who_does_not_with_the_panel(switched: Person) -> None:
    once = switched.once  # type: ignore[attr-defined]
    page = switched.entry.unlock_page
    assert page is not None
    sign_in(switched, "Denise Bell", once, "short")
    switched.until(lambda: "fewer than 15" in page.message.text_label.text())
    sign_in(switched, "Denise Bell", once, OWN)
    switched.until(lambda: switched.entry.session is not None)
    switched.until(lambda: switched.screens.today.page.view is not None)
    assert switched.entry.window.current_page() == "today"
    assert switched.screens.today.page.table.hasFocus()
    assert switched.screens.today.page.table.empty_state.text_label.text() == "Nothing due today."


@pytest.mark.parametrize(
    ("roles", "page"),
    [(("coordinator",), "today"), (("nurse", "lead"), "today"), (("lead",), "panel"), (("biller",), "panel"),
     (("practitioner",), "panel")],
)  # fmt: skip
def test_the_first_page_follows_the_role(roles: tuple[str, ...], page: str) -> None:
    assert first_page(frozenset(roles)) == page


def test_what_a_role_may_not_is_closed_and_says_why(switched: Person) -> None:
    sign_in(switched, "Bo Biller", OWN)
    switched.until(lambda: switched.entry.session is not None)
    switched.settle()
    press(switched, "people")
    page, actions = people(switched), switched.entry.window.actions_by_key
    for closed in (page.add_button, page.edit_button, page.sign_in_button, page.leave_button):
        assert not closed.isEnabled()
        assert "Only the practice lead may" in closed.toolTip()
    assert page.own_button.isEnabled()
    for key in ("import", "backup", "add_patient", "start", "add_time"):
        assert not actions[key].isEnabled()
        assert actions[key].toolTip().startswith("Only ")
    assert actions["save_csv"].isEnabled()
    assert not switched.screens.bar.switch_button.isEnabled()


def test_the_lead_resets_and_ends_a_sign_in(switched: Person) -> None:
    sign_in(switched, "Maria Ortiz", PASSPHRASE)
    switched.until(lambda: switched.entry.session is not None)
    switched.settle()
    press(switched, "people")
    page = people(switched)
    row = next(a for a in page.table.rows_model.all_rows if a.person.name == "Bo Biller")
    page.table.select_key(row.person.id)
    assert page.sign_in_button.text() == "Reset passphrase…"
    QTest.keyClick(page.sign_in_button, Qt.Key.Key_Space)
    given = page.sign_in_form.sign_in.once_edit.text()
    page.sign_in_form.save_button.click()
    switched.settle()
    assert given in page.message.text_label.text()
    assert page.sign_in_form.sign_in.once_edit.text() == ""
    QTest.keyClick(page.leave_button, Qt.Key.Key_Space)
    assert "What they did stays" in page.message.text_label.text()
    assert page.leave_button.isEnabled()  # nothing has happened yet
    QTest.keyClick(page.message.action_button, Qt.Key.Key_Space)
    switched.settle()
    after = next(a for a in page.table.rows_model.all_rows if a.person.name == "Bo Biller")
    assert (after.person.active, after.sign_in) == (False, "none")
    press(switched, "own_passphrase")
    form = page.own_form
    for edit, text in ((form.old_edit, PASSPHRASE), (form.new.first_edit, OWN), (form.new.again_edit, OWN)):
        QTest.keyClicks(edit, text)
    form.save_button.click()
    switched.settle()
    assert "is changed" in page.message.text_label.text()
    window = switched.entry.window
    texts = {w.text() for w in window.findChildren(QLabel)} | {w.text() for w in window.findChildren(QLineEdit)}
    assert not texts & {OWN, PASSPHRASE}


def test_a_recovery_kit_from_the_page_to_the_lock(
    person: Person, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qapp, "exit", lambda _code: None)
    first_run(person)
    press(person, "people")
    page = people(person)
    QTest.keyClick(page.kit_button, Qt.Key.Key_Space)
    person.settle()
    form = page.kit_form
    QTest.keyClick(form.print_button, Qt.Key.Key_Space)
    person.until(lambda: person.entry.window.current_page() == "preview")
    person.entry.window.back()
    assert form.isVisible()
    assert form.draft is not None
    code = form.draft.code
    form.code_edit.setText("something else")
    form.save_button.click()
    person.settle()
    assert "not the code" in form.message.text_label.text()
    form.code_edit.setText(code)
    form.save_button.click()
    person.settle()
    assert "counts now" in page.message.text_label.text()
    assert people(person).kit_form.draft is None
    press(person, "switch_user")
    again = Entry(qapp, tmp_path / "practice", tmp_path / "window.ini", clock=person.clock, kdf=QUICK_FOR_TESTS)
    again.open()
    second, lock = Person(person.bot, again, person.clock), again.unlock_page
    assert lock is not None
    QTest.keyClick(lock.kit_button, Qt.Key.Key_Space)
    sign_in(second, "Maria Ortiz", "wrong code", OWN)
    second.until(lambda: "code is not right" in lock.message.text_label.text())
    sign_in(second, "Maria Ortiz", code, OWN)
    second.until(lambda: again.session is not None)
    second.settle()
    again.close()
    again.window.deleteLater()
    qapp.setQuitOnLastWindowClosed(True)


def test_switching_stops_a_running_timer_and_says_so(
    person: Person, qapp: QApplication, tmp_path: Path, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.journeys.test_window import enrol

    monkeypatch.setattr(qapp, "exit", lambda _code: None)
    first_run(person)
    person.screens.files.import_path(str(shared_data / "public" / "synthea_uscore_mcc"))
    person.until(lambda: len(person.screens.panel.table.rows_model.all_rows) > 5)
    person.settle()
    who = next(n for n in person.screens.panel.table.rows_model.all_rows if n.program_status == "candidate")
    enrol(person, who.patient_id)
    person.screens.timer.start(who.patient_id, anyway=True)
    person.until(lambda: person.screens.timer.view.state == "running")
    person.work(90)
    press(person, "switch_user")
    again = Entry(qapp, tmp_path / "practice", tmp_path / "window.ini", clock=person.clock, kdf=QUICK_FOR_TESTS)
    again.open()
    second = Person(person.bot, again, person.clock)
    page = again.unlock_page
    assert page is not None
    assert "its note is asked for" in page.farewell.text_label.text()
    assert who.name.split(",")[0] not in page.farewell.text_label.text()
    sign_in(second, "Maria Ortiz", PASSPHRASE)
    second.until(lambda: again.session is not None)
    second.settle()
    second.until(lambda: len(second.screens.timer.due) == 1)
    assert second.screens.timer.due[0].seconds >= 90
    again.close()
    again.window.deleteLater()
    qapp.setQuitOnLastWindowClosed(True)


def test_a_fresh_program_has_the_same_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _path, command: called.append(command))
    program.begin_anew(["--practice", "/somewhere"])
    assert called[0][1:] == ["-m", "ccm_desktop", "--practice", "/somewhere"]
