"""The page "Program" by keyboard, on a real file: figures, lists, claims, outcomes from a file, paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ccm_desktop.app.entry import Entry
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import claim_number
from ccm_desktop.models import refold
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.entrance import list_users
from ccm_desktop.services.vault import create_practice
from ccm_desktop.ui.programme.page import CLAIMS, DENIALS, FIGURES, PATIENTS, ProgrammePage
from tests.fakes import FakeClock
from tests.journeys.conftest import HandClock, Person
from tests.services.billable import billable, closed_unasked, with_npi
from tests.services.conftest import LAKESIDE, PASSPHRASE, Demo

OCTOBER = Month(2026, 10)


@pytest.fixture
def lead(qtbot: QtBot, qapp: QApplication, tmp_path: Path, clock: FakeClock) -> Iterator[Person]:
    """A practice with three patients of October, unlocked in the window."""
    folder = tmp_path / "practice"
    opened = create_practice(folder, LAKESIDE, clock, QUICK_FOR_TESTS)
    demo = Demo(opened, clock)
    with_npi(demo)
    for family, seconds in (("Castillo", 2400), ("Baker", 1200), ("Short", 1199)):
        billable(demo, family, seconds)
    closed_unasked(demo.office)
    opened.close()
    hand = HandClock()
    entry = Entry(qapp, folder, tmp_path / "window.ini", clock=hand, kdf=QUICK_FOR_TESTS)
    entry.window.resize(1366, 689)
    entry.open()
    (user,) = list_users(folder)
    entry.unlock_with(user.id, PASSPHRASE)
    made = Person(qtbot, entry, hand)
    made.until(lambda: entry.session is not None)
    made.settle()
    yield made
    entry.close()
    entry.window.deleteLater()
    entry.deleteLater()


def page_of(person: Person) -> ProgrammePage:
    """The page, opened by its shortcut, with all its months."""
    person.to_front()
    QTest.keyClick(person.entry.window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    page: ProgrammePage = person.screens.programme.page
    person.until(page.preview_button.isEnabled)
    person.settle()
    assert person.entry.window.current_page() == "program"
    return page


def press(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)


def patient_named(person: Person, family: str) -> str:
    lines = person.screens.panel.table.rows_model.all_rows
    return next(str(line.patient_id) for line in lines if line.name.startswith(family))


def test_bars_are_walked_by_arrows_and_enter_opens_their_patients(lead: Person) -> None:
    page = page_of(lead)
    assert "CLOSED rev 1 · hash " in page.header.counts_label.text()
    chart = page.figures.minutes.chart
    assert "2 of 3 patients reach 20 minutes" in chart.accessibleName()
    assert "17–19 minutes: 1 of 3 (33 %) patients" in chart.accessibleDescription()
    assert "40–59 minutes: 1 of 3 (33 %) patients" in chart.accessibleDescription()
    chart.setFocus()
    press(chart, Qt.Key.Key_Home)
    for _ in range(3):
        press(chart, Qt.Key.Key_Right)
    press(chart, Qt.Key.Key_Left)
    press(chart, Qt.Key.Key_Right)
    press(chart, Qt.Key.Key_Return)
    assert page.tabs.currentIndex() == PATIENTS
    assert page.patients.title_label.text() == "17–19 counted minutes"
    (row,) = page.patients.table.rows_model.rows
    assert (row[1].name, row[1].why) == ("Short, Ann", "0:01 to 20 (99490)")
    press(page.patients.table, Qt.Key.Key_Return)
    lead.settle()
    assert lead.entry.window.current_page() == "workspace"
    assert lead.screens.workspace.patient == row[1].patient_id
    lead.entry.window.back()
    lead.to_front()
    page.patients.table.setFocus()
    press(page.patients.table, Qt.Key.Key_Escape)
    assert page.tabs.currentIndex() == FIGURES
    assert chart.hasFocus()


def test_a_tile_opens_its_list_and_tables_take_the_place_of_drawings(lead: Person) -> None:
    page = page_of(lead)
    tile = page.figures.tiles.buttons["capture"]
    assert tile.accessibleName() == "Capture rate: 0 of 3 (0 %)"
    assert "the most there could be" in tile.accessibleDescription()
    tile.setFocus()
    assert "the most there could be" in page.figures.tiles.meaning_label.text()
    press(tile, Qt.Key.Key_Space)
    assert page.tabs.currentIndex() == PATIENTS
    whys = {row[1].name: row[1].why for row in page.patients.table.rows_model.rows}
    assert whys["Baker, Ann"] == "Supports 99490 ×1; no claim recorded"
    press(page.patients.table, Qt.Key.Key_Escape)
    assert tile.hasFocus()
    page.figures.table_button.setFocus()
    press(page.figures.table_button, Qt.Key.Key_T)
    table = page.figures.minutes.table
    assert table.isVisible()
    assert not page.figures.minutes.chart.isVisible()
    table.select_key("band:40–59")
    press(table, Qt.Key.Key_Return)
    assert [row[1].name for row in page.patients.table.rows_model.rows] == ["Castillo, Ann"]


def test_an_outcome_is_typed_and_taken_back(lead: Person) -> None:
    page = page_of(lead)
    form = lead.screens.programme.form
    page.tabs.setCurrentIndex(CLAIMS)
    number = claim_number(patient_named(lead, "Castillo"), OCTOBER)
    page.claims.table.select_key(f"{number} 99490")
    page.claims.table.setFocus()
    press(page.claims.table, Qt.Key.Key_Return)
    assert form.isVisible()
    form.status_box.setCurrentText("Denied")
    form.reason_edit.setText("")
    form.save()
    lead.settle()
    assert "no reason" in form.message.text_label.text()
    QTest.keyClicks(form.reason_edit, "252")
    assert form.reason_label.text() == "A supporting document is needed"
    press(form.reason_edit, Qt.Key.Key_Return)
    lead.until(lambda: not form.isVisible())
    lead.until(page.preview_button.isEnabled)
    row = page.claims.table.current_row()
    assert row is not None
    assert (row.status, row.reason) == ("denied", "252")
    assert page.figures.tiles.buttons["capture"].accessibleName() == "Capture rate: 1 of 3 (33 %)"
    page.tabs.setCurrentIndex(DENIALS)
    assert [c.check for c in page.denials.checks.rows_model.rows] == ["records"]
    press(page.denials.checks, Qt.Key.Key_Return)
    assert page.patients.title_label.text() == "Consent, visit, care plan and copy on file: not so in October 2026"
    assert page.patients.table.rows_model.rows == []
    page.claims.outcome_asked.emit(row)
    QTest.keyClicks(form.why_edit, "Typed on the wrong line")
    QTest.mouseClick(form.withdraw_button, Qt.MouseButton.LeftButton)
    lead.until(lambda: not form.isVisible())
    lead.until(page.preview_button.isEnabled)
    assert {r.status for r in page.claims.table.rows_model.all_rows} == {""}


def test_a_file_is_shown_before_it_is_recorded_and_a_wrong_one_is_refused(lead: Person, tmp_path: Path) -> None:
    page, screen = page_of(lead), lead.screens.programme
    number = claim_number(patient_named(lead, "Baker"), OCTOBER)
    path = tmp_path / "outcomes.csv"
    path.write_text("claim,code,status,date,amount,reason\nC2610AAAAAAAAA,99490,paid,2026-10-20,66.13,\n", "utf-8")
    screen.preview_file(str(path))
    lead.settle()
    assert page.message.text_label.text().startswith("Line 2: this claim and code are not among")
    assert not page.message.action_button.isVisible()
    path.write_text(f"claim,code,status,date,amount,reason\n{number},99490,paid,2026-10-20,66.13,\n", "utf-8")
    screen.preview_file(str(path))
    lead.settle()
    assert page.message.text_label.text() == "The file holds 1 new outcomes (1 paid), 0 known already."
    assert {r.status for r in page.claims.table.rows_model.all_rows} == {""}
    QTest.mouseClick(page.message.action_button, Qt.MouseButton.LeftButton)
    lead.settle()
    lead.until(page.preview_button.isEnabled)
    assert [r.status for r in page.claims.table.rows_model.all_rows if r.claim == number] == ["paid"]
    screen.preview_file(str(path))
    lead.settle()
    assert page.message.text_label.text() == "The file holds 0 new outcomes, 1 known already."
    assert refold.verify(lead.screens._desk.office.context.store.vault) == []


def test_the_report_and_the_claim_lines_go_out_like_other_documents(lead: Person, tmp_path: Path) -> None:
    page = page_of(lead)
    QTest.keyClick(lead.entry.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    lead.until(lambda: lead.entry.window.current_page() == "preview")
    text = " ".join(PdfReader(io.BytesIO(lead.screens.preview._content)).pages[0].extract_text().split())
    for button in page.figures.tiles.buttons.values():
        assert " ".join(button.value_label.text().split()) in text
    saved: list[tuple[str, bytes]] = []
    lead.screens.documents.ready_to_save.connect(lambda rendering, content: saved.append((rendering.name, content)))
    lead.screens.documents.ready_to_save.disconnect(lead.screens.files.save)
    lead.entry.window.actions_by_key["save_claims"].trigger()
    lead.until(lambda: bool(saved))
    name, content = saved[0]
    assert name == "CCM_2026-10_claim-lines.csv"
    assert content.count(b"\r\n") == 1 + 3  # two lines of Castillo, one of Baker


def test_every_control_of_the_page_has_a_name_of_its_own(lead: Person) -> None:
    page = page_of(lead)
    for tab in range(4):
        page.tabs.setCurrentIndex(tab)
        lead.settle()
        reachable = [
            widget
            for widget in page.findChildren(QWidget)
            if widget.isVisible() and widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
        ]
        names = [widget.accessibleName() or getattr(widget, "text", str)() for widget in reachable]
        assert len(reachable) > 3
        assert all(names) or {type(w).__name__ for w, name in zip(reachable, names, strict=True) if not name} <= {
            "QTabBar", "Tabs", "QLineEdit", "QAbstractButton",
        }  # fmt: skip
        told = [name for name in names if name]
        assert len(told) == len(set(told))


def test_a_payer_is_typed_in_the_chart_and_narrows_every_figure(lead: Person) -> None:
    castillo = patient_named(lead, "Castillo")
    lead.screens.open_patient(castillo, 0)
    lead.settle()
    workspace = lead.screens.workspace
    assert workspace.summary.coverage_label.text() == "Coverage: no payer on file"
    lead.to_front()
    workspace.summary.coverage_button.setFocus()
    press(workspace.summary.coverage_button, Qt.Key.Key_Space)
    lead.settle()
    form = workspace.beside.coverage.form
    assert form.isVisible()
    assert lead.entry.window.focusWidget() is form.payer_edit
    QTest.keyClicks(form.member_edit, "1EG4")
    QTest.keyClick(form.member_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    lead.settle()
    assert "without its payer" in form.message.text_label.text()
    QTest.keyClicks(form.payer_edit, "Medicare")
    QTest.keyClick(form.payer_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    lead.until(lambda: not form.isVisible())
    lead.settle()
    assert workspace.summary.coverage_label.text() == "Coverage: Medicare · member 1EG4"
    page = page_of(lead)
    assert page.filters.clear_button.isVisible() is False
    page.filters.payer_box.setFocus()
    press(page.filters.payer_box, Qt.Key.Key_Down)
    lead.until(page.preview_button.isEnabled)
    lead.settle()
    assert page.filters.selection().payer == "Medicare"
    assert "Only: Payer Medicare (as on file today)" in page.filters.words_label.text()
    assert page.figures.tiles.buttons["capture"].accessibleName() == "Capture rate: 0 of 1 (0 %)"
    assert {point.enrolled for point in page._points.values()} <= {0, 1}
    page.open_list("capture")
    assert [row[1].name for row in page.patients.table.rows_model.rows] == ["Castillo, Ann"]
    assert {row.name for row in page.claims.table.rows_model.all_rows} == {"Castillo, Ann"}
    page.filters.clear_button.setFocus()
    press(page.filters.clear_button, Qt.Key.Key_Space)
    lead.until(page.preview_button.isEnabled)
    assert page.figures.tiles.buttons["capture"].accessibleName() == "Capture rate: 0 of 3 (0 %)"
