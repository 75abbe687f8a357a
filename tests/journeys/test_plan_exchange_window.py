"""Care plans to and from other systems, through the window."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ccm_desktop.app.entry import Entry
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.entrance import list_users
from ccm_desktop.services.plan_import_views import NEW
from tests.interop.fhir_rules import faults
from tests.journeys.conftest import Person
from tests.journeys.hands import from_menu
from tests.journeys.test_packet_window import November
from tests.services.conftest import PASSPHRASE, october

__all__ = ["october"]


@pytest.fixture
def lead(qtbot: QtBot, qapp: QApplication, october: dict[str, Path], tmp_path: Path) -> Iterator[Person]:
    """Maria, in the care plan of a patient."""
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
    person.screens.open_patient(next(line.patient_id for line in person.screens.timer.patients), 2)
    person.settle()
    yield person
    entry.close()
    entry.window.deleteLater()
    entry.deleteLater()


def press(person: Person, control: Any) -> None:
    QTest.keyClick(control, Qt.Key.Key_Space)
    person.settle()


def export_to(person: Person, path: Path) -> Path:
    from_menu(person, person.screens.workspace.plan.header.menu, "Export for another system…")
    form = person.screens.plan_exchange.export_form
    assert form.whose_box.currentText().startswith("This patient: ")
    QTest.keyClicks(form.to_edit, "Riverside Hospital")
    press(person, form.go_button)
    files = person.screens.files
    person.until(lambda: files._dialog is not None and files._dialog.isVisible())
    files._dialog.fileSelected.emit(str(path))
    files._dialog.close()
    person.until(path.exists)
    person.settle()
    return path


def test_a_plan_goes_out_and_the_window_says_so(lead: Person, tmp_path: Path) -> None:
    path = export_to(lead, tmp_path / "plan.json")
    assert faults(json.loads(path.read_text("utf-8"))) == []
    assert any("It contains patient information" in text for text in lead.entry.window.toast.texts)


def test_for_whom_is_asked_beside_the_field(lead: Person) -> None:
    lead.entry.window.actions_by_key["export_plan"].trigger()
    lead.settle()
    form = lead.screens.plan_exchange.export_form
    press(lead, form.go_button)
    assert "Name the practice" in form.to_field.error_label.text()
    assert form.isVisible()
    QTest.keyClick(form.to_edit, Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_every_plan_goes_into_a_new_folder(lead: Person, tmp_path: Path) -> None:
    lead.entry.window.actions_by_key["export_plan"].trigger()
    lead.settle()
    form = lead.screens.plan_exchange.export_form
    form.whose_box.setCurrentIndex(form.whose_box.count() - 1)
    QTest.keyClicks(form.to_edit, "New record system")
    press(lead, form.go_button)
    packing = lead.screens.packing
    packing._dialog.fileSelected.emit(str(tmp_path / "plans"))
    packing._dialog.close()
    lead.until((tmp_path / "plans" / "index.csv").exists)
    lead.settle()
    assert len(list((tmp_path / "plans").glob("*.json"))) == len(lead.screens.timer.patients)


def test_what_is_here_already_is_said_and_cannot_be_taken_in_again(lead: Person, tmp_path: Path) -> None:
    path = export_to(lead, tmp_path / "plan.json")
    lead.screens.plan_exchange.import_path(str(path))
    lead.settle()
    form = lead.screens.plan_exchange.import_form
    assert "here already" in form.message.text_label.text()
    assert not form.take_button.isEnabled()
    assert not form.whose_field.isVisible()


def test_an_uncertain_patient_is_chosen_before_anything_is_written(lead: Person, tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": {"resourceType": "Patient", "id": "p", "name": [{"family": "Roe", "given": ["Jane"]}]}},
        {"resource": {"resourceType": "Goal", "id": "g", "lifecycleStatus": "active",
                      "subject": {"reference": "Patient/p"}, "description": {"text": "Walk to church"}}},
    ]}), "utf-8")  # fmt: skip
    exchange = lead.screens.plan_exchange
    lead.entry.window.actions_by_key["import_plan"].trigger()
    lead.settle()
    exchange._dialog.fileSelected.emit(str(path))
    exchange._dialog.close()
    lead.settle()
    form = exchange.import_form
    assert form.whose_field.isVisible()
    assert not form.take_button.isEnabled()
    assert "The patient in view" in form.whose_box.itemText(form.whose_box.count() - 2)
    before = len(lead.screens.timer.patients)
    form.whose_box.setCurrentIndex(form.whose_box.findData(NEW))
    form.whose_box.activated.emit(form.whose_box.currentIndex())
    lead.settle()
    assert form.take_button.isEnabled()
    press(lead, form.take_button)
    lead.settle()
    assert any("Taken in: 2 new" in text for text in lead.entry.window.toast.texts)
    plan = lead.screens.workspace.plan.plan
    assert [g.text.value.description for g in plan.unattached_goals] == ["Walk to church"]
    assert len(lead.screens.timer.patients) == before + 1


def test_a_file_that_is_none_is_told_above_the_page(lead: Person, tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text("{", "utf-8")
    lead.screens.plan_exchange.import_path(str(path))
    lead.settle()
    assert "line 1" in lead.entry.window.notice.text_label.text()
