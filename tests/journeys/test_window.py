"""The main job through the real window: from first run to a printed month."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ccm_desktop.app.entry import Entry
from ccm_desktop.models import refold
from tests.journeys.conftest import Person
from tests.journeys.hands import from_menu

PASSPHRASE = "correct horse battery staple"


def first_run(person: Person) -> None:
    """Through its three steps, the words as if pasted: how they are typed is told by `test_entrance`."""
    page = person.entry.first_run
    assert page is not None
    for edit, text in ((page.name_edit, "Lakeside Family Medicine"), (page.after_hours_edit, "(555) 010-2999")):
        edit.setText(text)
    QTest.keyClick(page.next_button, Qt.Key.Key_Space)
    page.user_edit.setText("Maria Ortiz")
    page.credential_edit.setText("RN")
    page.biller_edit.setText("Elena Reyes")
    page.biller_credential_edit.setText("MD")
    QTest.keyClick(page.next_button, Qt.Key.Key_Space)
    page.passphrase_edit.setText(PASSPHRASE)
    page.again_edit.setText(PASSPHRASE)
    QTest.keyClick(page.kit_check, Qt.Key.Key_Space)
    QTest.keyClick(page.next_button, Qt.Key.Key_Space)
    person.until(lambda: person.entry.session is not None)
    person.settle()


def enrol(person: Person, patient: str) -> None:
    screens, tab = person.screens, person.screens.workspace.enrolment
    screens.open_patient(patient, 4)
    person.settle()
    person.until(lambda: bool(tab.conditions))
    for box in tab.conditions.values():
        box.setChecked(True)
    tab.risk_field.setText("Two admissions last year")
    QTest.mouseClick(tab.attest_button, Qt.MouseButton.LeftButton)
    person.settle()
    tab.seen_field.set_iso("2026-09-01")
    QTest.mouseClick(tab.enrol_button, Qt.MouseButton.LeftButton)
    person.settle()
    for box in tab.consent.elements.values():
        QTest.keyClick(box, Qt.Key.Key_Space)
    QTest.mouseClick(tab.consent.consent_button, Qt.MouseButton.LeftButton)
    person.settle()


def plan(person: Person) -> None:
    workspace = person.screens.workspace
    workspace.tabs.setCurrentIndex(2)
    person.settle()
    editor = workspace.plan
    for add, texts in (
        ("goal", {"description": "Blood pressure below 130/80", "target": "below 130/80"}),
        ("intervention", {"description": "Home log", "responsible": "patient"}),
    ):
        QTest.mouseClick(editor.add_buttons[add], Qt.MouseButton.LeftButton)
        for name, text in texts.items():
            QTest.keyClicks(editor.detail.editor(name), text)
        QTest.mouseClick(editor.detail.save_button, Qt.MouseButton.LeftButton)
        person.settle()
    editor.show_section("review")
    person.settle()
    QTest.keyClicks(editor.detail.editor("review_on"), "+6m")
    QTest.mouseClick(editor.detail.save_button, Qt.MouseButton.LeftButton)
    person.settle()
    from_menu(person, editor.header.menu, "Copy given…")
    QTest.mouseClick(workspace.printing.copy_form.save_button, Qt.MouseButton.LeftButton)
    person.settle()


def call(person: Person, search: str, seconds: int, note: str) -> None:
    """By keyboard: Ctrl+T, type, Enter; Ctrl+Shift+S, outcome, note, Ctrl+Enter."""
    screens, window = person.screens, person.entry.window
    person.to_front()
    window.actions_by_key["start"].trigger()
    QTest.keyClicks(screens.palette.search_field, search)
    QTest.keyClick(screens.palette.search_field, Qt.Key.Key_Return)
    person.until(lambda: screens.timer.view.state == "running")
    person.settle()
    person.work(seconds)
    window.actions_by_key["finish"].trigger()
    person.until(screens.drawer.isVisible)
    person.settle()
    person.to_front()
    QTest.keyClick(screens.drawer.outcomes.buttons.buttons()[0], Qt.Key.Key_A)
    QTest.keyClicks(screens.drawer.note_field, note)
    screens.drawer.note_field.setFocus()
    person.to_front()
    QTest.keyClick(screens.drawer.note_field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    person.until(lambda: not screens.drawer.isVisible())
    person.settle()


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_from_first_run_to_a_printed_month(person: Person, shared_data: Path, tmp_path: Path) -> None:
    first_run(person)
    screens = person.screens
    screens.files.import_path(str(shared_data / "public" / "synthea_r4"))
    person.until(lambda: len(screens.panel.table.rows_model.all_rows) > 30)
    person.settle()
    candidates = [line for line in screens.panel.table.rows_model.all_rows if line.program_status == "candidate"]
    assert candidates
    who = next(line for line in candidates if line.conditions and "HTN" in line.conditions)
    enrol(person, who.patient_id)
    plan(person)
    call(person, who.name.split(",")[0], 754, "Reviewed home readings; teach-back done.")
    assert screens.drawer.window().toast.texts[-1].startswith("Saved 12:3")  # 754 seconds, and on whom
    assert f" for {who.name} · " in screens.drawer.window().toast.texts[-1]
    call(person, who.name.split(",")[0], 500, "Refill arranged with the pharmacy.")
    person.entry.window.show_page("month")
    person.settle()
    (line,) = screens.month_end.patients.table.rows_model.rows
    office = screens._desk.office
    logged = sum(t.seconds for t in office.charts.month(who.patient_id).lines)
    assert 1254 <= line.counted_seconds <= 1254 + 20
    assert line.counted_seconds == logged
    assert (line.codes, line.blockers) == ((("99490", 1),), ())
    screens.month_end.header.preview()
    person.until(lambda: person.entry.window.current_page() == "preview")
    content = screens.preview._content
    text = pdf_text(content)
    assert who.name in text
    assert "99490" in text
    hours = f"{line.counted_seconds // 60}:{line.counted_seconds % 60:02d}"
    assert hours in text
    target = tmp_path / "month.pdf"
    screens.files.save_to(screens.preview._rendering, content, str(target))
    person.settle()
    assert target.read_bytes() == content
    assert refold.verify(office.context.store.vault) == []


def test_the_practice_opens_again_with_everything_in_it(person: Person, qapp: Any, tmp_path: Path) -> None:
    first_run(person)
    person.entry.session.close()  # type: ignore[union-attr]
    person.entry.session = None
    again = Entry(qapp, tmp_path / "practice", tmp_path / "again.ini", clock=person.clock)
    again.open()
    second = Person(person.bot, again, person.clock)
    page = again.unlock_page
    assert page is not None
    QTest.keyClicks(page.passphrase_edit, "not the passphrase at all")
    QTest.keyClick(page.passphrase_edit, Qt.Key.Key_Return)
    second.until(page.message.isVisible)
    assert "not right" in page.message.text_label.text()
    page.passphrase_edit.clear()
    QTest.keyClicks(page.passphrase_edit, PASSPHRASE)
    QTest.keyClick(page.passphrase_edit, Qt.Key.Key_Return)
    second.until(lambda: again.session is not None)
    second.settle()
    assert "Maria Ortiz" in again.window.user_label.text()
    again.close()
    again.window.deleteLater()


def test_no_patient_is_named_in_the_title_and_every_control_has_a_name(person: Person, shared_data: Path) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit

    first_run(person)
    screens, window = person.screens, person.entry.window
    screens.files.import_path(str(shared_data / "public" / "synthea_uscore_mcc"))
    person.until(lambda: len(screens.panel.table.rows_model.all_rows) > 5)
    person.settle()
    screens.open_patient(screens.panel.table.rows_model.all_rows[0].patient_id)
    for tab in range(6):
        screens.workspace.tabs.setCurrentIndex(tab)
        person.settle()
        nameless = [
            f"{type(w).__name__} {w.objectName()} {w.text() if isinstance(w, QAbstractButton) else ''}"
            for kind in (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit)
            for w in window.findChildren(kind)
            if w.isVisible() and w.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
            and not w.accessibleName() and not (isinstance(w, QAbstractButton) and w.text())
            and not isinstance(w.parent(), QComboBox)
        ]  # fmt: skip
        assert nameless == []
        assert window.windowTitle() == "CCM Desktop"
