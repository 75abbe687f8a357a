"""A transcript in the window: attached with a consent by keyboard, exported, withdrawn."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.journeys.conftest import Person
from tests.journeys.test_keyboard import add_enrolled, open_tab
from tests.journeys.test_window import first_run


def test_a_transcript_needs_a_consent_and_is_out_of_sight_once_withdrawn(person: Person, tmp_path: Path) -> None:
    first_run(person)
    person.to_front()
    patient = add_enrolled(person, "Baker")
    desk = person.screens._desk
    desk.gateway.send(
        partial(desk.office.contacts.record, patient, channel="phone", outcome="reached", note="Ankles")
    )  # fmt: skip
    person.settle()
    tab = open_tab(person, patient, 3).contacts
    person.until(lambda: bool(tab.table.rows_model.rows))
    person.to_front()
    tab.table.setFocus()
    tab.table.setCurrentIndex(tab.table.rows_model.index(0, 0))
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_T)
    form = person.screens.workspace.beside.transcripts.form
    person.until(lambda: form.isVisible() and form.path_edit.hasFocus())
    file = tmp_path / "call.txt"
    file.write_text("Swollen since Monday.", encoding="utf-8")
    form.path_edit.setText(str(file))
    form.day_field.edit.setText("today")
    form.save_button.click()
    person.until(lambda: "It is not said who agreed" in form.findChildren(type(form.who_label), "fieldError")[1].text())
    form.agreed_edit.setText("The patient")
    form.save_button.click()
    person.until(lambda: form.list.count() == 1)
    assert "call.txt, 21 characters. patient agreed" in form.list.item(0).text()
    assert "not encrypted" in " ".join(label.text() for label in form.there.findChildren(type(form.who_label)))
    assert form.agreed_edit.text() == ""
    form.export_button.click()
    files = person.screens.files
    person.until(lambda: files._dialog is not None and files._dialog.isVisible())
    files._dialog.close()
    form.withdraw_button.click()
    form.why_ask.edit.setText("She changed her mind")
    form.why_ask.answer_button.click()
    person.until(lambda: form.list.count() == 1 and form.list.item(0).text().startswith("Withdrawn: She changed"))
    assert "call.txt" not in form.list.item(0).text()
    assert not form.export_button.isEnabled()
