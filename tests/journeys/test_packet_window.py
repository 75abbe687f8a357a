"""Audit packets and the monthly pack through the window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ccm_desktop.app.entry import Entry
from ccm_desktop.domain.calendar import Month
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.entrance import list_users
from ccm_desktop.ui.month_end.packets import PacketForm
from tests.journeys.conftest import HandClock, Person
from tests.services.conftest import PASSPHRASE, october

__all__ = ["october"]
OCTOBER = Month(2026, 10)


class November(HandClock):
    """After October was closed."""

    def now(self) -> datetime:
        return datetime(2026, 11, 2, 16, 0, tzinfo=UTC) + timedelta(seconds=self.monotonic())


@pytest.fixture
def lead(qtbot: QtBot, qapp: QApplication, october: dict[str, Path], tmp_path: Path) -> Iterator[Person]:
    """Maria, on the month-end page of the closed October."""
    clock, folder = November(), tmp_path / "practice"
    shutil.copytree(october["closed"], folder)
    entry = Entry(qapp, folder, tmp_path / "window.ini", clock=clock, kdf=QUICK_FOR_TESTS)
    entry.window.resize(1366, 689)
    entry.open()
    (maria,) = (user for user in list_users(folder) if user.name == "Maria Ortiz")
    entry.unlock_with(maria.id, PASSPHRASE)
    person = Person(qtbot, entry, clock)
    person.until(lambda: entry.session is not None)
    person.settle()
    entry.window.show_page("month")
    person.settle()
    page = person.screens.month_end
    box = page.header.month_box
    box.setCurrentIndex(box.findText(OCTOBER.title, Qt.MatchFlag.MatchStartsWith))
    page.show_tab("patients")
    person.settle()
    person.until(lambda: len(page.patients.table.rows_model.rows) == 2)
    yield person
    entry.close()
    entry.window.deleteLater()
    entry.deleteLater()


def keep(found: list[Any], place: int, *sent: object) -> None:
    """What a signal carried in that place."""
    found.append(sent[place])


def open_form(person: Person) -> PacketForm:
    person.entry.window.actions_by_key["packet"].trigger()
    person.settle()
    form: PacketForm = person.screens.packing.form
    return form


def test_the_patient_of_the_row_is_the_first_choice(lead: Person, tmp_path: Path) -> None:
    table, packing = lead.screens.month_end.patients.table, lead.screens.packing
    table.setCurrentIndex(table.rows_model.index(1, 0))
    form = open_form(lead)
    assert form.whose_box.currentText() == "This patient: Baker, María"
    assert not any(field.isVisible() for field in form.fields)
    asked: list[Any] = []
    form.folder_asked.connect(partial(keep, asked, 0))
    QTest.keyClick(form.folder_button, Qt.Key.Key_Space)
    lead.screens.packing._dialog.close()
    packing.make(asked[0], str(tmp_path / "packets"))
    lead.until((tmp_path / "packets" / "index.csv").exists)
    lead.settle()
    assert len(list((tmp_path / "packets").glob("*.pdf"))) == 1
    assert any("2 documents in packets" in text for text in lead.entry.window.toast.texts)


def test_a_sample_needs_its_seed(lead: Person) -> None:
    form = open_form(lead)
    asked: list[str] = []
    form.folder_asked.connect(partial(keep, asked, 1))
    form.whose_box.setCurrentIndex(form.whose_box.count() - 1)
    assert all(field.isVisible() for field in form.fields)
    form.count_edit.clear()
    QTest.keyClick(form.folder_button, Qt.Key.Key_Space)
    assert "how many" in form.message.text_label.text()
    QTest.keyClicks(form.count_edit, "2")
    QTest.keyClick(form.folder_button, Qt.Key.Key_Space)
    assert "seed" in form.message.text_label.text()
    assert asked == []
    QTest.keyClicks(form.seed_edit, "4711")
    QTest.keyClick(form.folder_button, Qt.Key.Key_Space)
    assert asked == ["CCM_2026-10_audit-packets"]
    lead.screens.packing._dialog.close()


def test_a_folder_that_is_there_is_refused_and_the_form_stays(lead: Person, tmp_path: Path) -> None:
    form = open_form(lead)
    (tmp_path / "there").mkdir()
    lead.screens.packing.make(pytest.fail, str(tmp_path / "there"))
    lead.settle()
    assert "already" in lead.entry.window.notice.text_label.text()
    assert form.isVisible()


def test_all_reports_of_the_month(lead: Person, tmp_path: Path) -> None:
    lead.entry.window.actions_by_key["pack"].trigger()
    packing = lead.screens.packing
    packing._dialog.fileSelected.emit(str(tmp_path / "october"))
    packing._dialog.close()
    lead.until((tmp_path / "october" / "index.csv").exists)
    lead.settle()
    assert len(list((tmp_path / "october").iterdir())) == 7
