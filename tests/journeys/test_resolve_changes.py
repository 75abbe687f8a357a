"""Two computers brought together by hand: in the window, and by `ccm ledger`."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from ccm_desktop.services import plan_moves
from ccm_desktop.services.plan_standing import goals_of
from tests.fakes import FakeClock
from tests.journeys.conftest import Person
from tests.journeys.test_command_line import Terminal
from tests.services import test_exchange
from tests.services.conftest import PASSPHRASE
from tests.services.test_exchange import PATIENT, Two, goal, set_target

template = test_exchange.template


@pytest.fixture
def apart(tmp_path: Path, clock: FakeClock, template: Path) -> Path:
    """The folder of the first computer, beside a package of the second: another target on each."""
    two = Two(tmp_path, clock, template)
    set_target(two.a, "15 min × 4")
    set_target(two.b, "10 min × 5")
    two.package(two.b, "theirs")
    two.close()
    (tmp_path / "a").rename(tmp_path / "practice")
    return tmp_path / "practice"


@pytest.fixture
def opened(apart: Path, qtbot: QtBot, request: pytest.FixtureRequest) -> Person:
    person: Person = request.getfixturevalue("person")
    entry = person.entry
    assert entry.unlock_page is not None
    box = entry.unlock_page.user_box
    entry.unlock_with(str(box.itemData(box.findText("Maria Ortiz"))), PASSPHRASE)
    person.until(lambda: entry.session is not None and bool(person.screens.panel.table.rows_model.all_rows))
    person.settle()
    return person


def bring_in(person: Person, apart: Path) -> Any:
    person.screens.changes.bring_in_from(str(apart.parent / "theirs.ccmchanges"))
    person.settle()
    person.until(lambda: person.entry.window.current_page() == "conflicts" and bool(person.screens.conflicts.choices))
    return person.screens.conflicts


def stands(person: Person) -> set[str]:
    office = person.screens._desk.office
    form = goal(type("Here", (), {"office": office})())
    return {form.value.target, *(other.target for other in form.others)}


def press(page: Any, key: Qt.Key) -> None:
    page.setFocus()
    QTest.keyClick(page, key)


def test_changes_are_brought_in_decided_by_a_key_and_taken_back(opened: Person, apart: Path) -> None:
    page = bring_in(opened, apart)
    assert "1 to resolve" in " ".join(opened.entry.window.toast.texts)
    opened.to_front()
    names = [choice.text() for choice in page.choices]
    assert names[2:] == ["(3) Keep both as separate items", "(4) Write it"]
    assert not any(choice.isDefault() or choice.hasFocus() for choice in page.choices)
    press(page, Qt.Key.Key_Return)  # nothing is chosen by going on
    opened.settle()
    assert len(stands(opened)) == 2
    wanted = next(n for n, name in enumerate(names) if "Front desk 2" in name)
    press(page, (Qt.Key.Key_1, Qt.Key.Key_2)[wanted])
    opened.settle()
    assert stands(opened) == {"10 min × 5"}
    opened.until(page.empty_label.isVisible)
    undo = next(toast for toast in opened.entry.window.findChildren(type(page.finish_button)) if toast.text() == "Undo")
    undo.click()
    opened.settle()
    assert stands(opened) == {"15 min × 4", "10 min × 5"}


def test_an_own_wording_is_written_with_enter(opened: Person, apart: Path) -> None:
    page = bring_in(opened, apart)
    opened.to_front()
    press(page, Qt.Key.Key_4)
    edit = page.edits["target"]
    assert edit.hasFocus()
    edit.setText("10–15 min × 4")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    opened.settle()
    assert stands(opened) == {"10–15 min × 4"}


def test_a_line_that_was_taken_out_here_and_reworded_there_is_kept_by_a_key(
    opened: Person, apart: Path, tmp_path: Path
) -> None:
    page = bring_in(opened, apart)
    page.choices[0].click()
    opened.settle()
    plans = opened.screens._desk.office.care_plans
    (found,) = goals_of(plans.view(PATIENT[0]))
    typed = replace(found.text, value=replace(found.text.value, target="20 min"))
    edit = plan_moves.removed(plans.view(PATIENT[0]), found.text)
    for forms in (edit.forms, [typed]):  # a form that stood open, saved after the line had gone
        opened.entry.gateway.send(partial(plans.save, PATIENT[0], forms, "By hand"))
        opened.settle()
    page.open()
    opened.settle()
    opened.until(lambda: bool(page.choices) and "Keep it" in page.choices[0].text())
    assert page.what_label.text() == "Goal “Walk”"
    assert [choice.text() for choice in page.choices[:2]] == [
        "(1) Keep it, with these words", "(2) Leave it out of the plan",
    ]  # fmt: skip
    assert not any(choice.isEnabled() for choice in page.choices[2:])
    opened.to_front()
    press(page, Qt.Key.Key_1)
    opened.settle()
    opened.until(page.empty_label.isVisible)
    assert stands(opened) == {"20 min"}


def test_the_banner_leads_there_and_back(opened: Person, apart: Path) -> None:
    page = bring_in(opened, apart)
    page.open_button.click()
    opened.settle()
    banner = opened.screens.workspace.banner
    opened.until(banner.resolve_button.isVisible)
    assert banner.resolve_button.text() == "1 to resolve"
    banner.resolve_button.click()
    opened.settle()
    page.choices[0].click()
    opened.settle()
    page.finish_button.click()
    opened.settle()
    opened.until(lambda: not banner.resolve_button.isVisible())


def test_menu_entries_export_copy_and_refuse(opened: Person, apart: Path) -> None:
    actions, changes, folder = opened.entry.window.actions_by_key, opened.screens.changes, apart.parent
    actions["resolve"].trigger()
    opened.settle()
    assert opened.screens.conflicts.empty_label.isVisible()
    actions["export_changes"].trigger()
    assert changes._dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    changes._dialog.reject()
    changes.export_to(str(folder / "out.ccmchanges"))
    opened.settle()
    assert (folder / "out.ccmchanges").stat().st_size > 1000
    actions["for_another"].trigger()
    changes.ask.edit.clear()
    changes.ask.answer_button.click()
    assert changes.ask.error_label.isVisible()
    changes.copy_for("Back office", str(folder / "usb"))
    opened.settle()
    assert next(path.name for path in (folder / "usb").iterdir()).startswith("CCM for another computer ")
    (folder / "cut.ccmchanges").write_bytes((folder / "theirs.ccmchanges").read_bytes()[:-9])
    changes.bring_in_from(str(folder / "cut.ccmchanges"))
    opened.settle()
    assert "Nothing was brought in" in opened.entry.window.notice.text_label.text()


def test_the_same_by_command_line(apart: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ccm = Terminal(apart, capsys)
    ccm.secret.write_text(f"{PASSPHRASE}\n", "utf-8")
    me = ("--user", "Maria Ortiz", "ledger")
    assert "from Front desk 2 brought in" in ccm(*me, "import", apart.parent / "theirs.ccmchanges")
    (one,) = json.loads(ccm(*me, "conflicts", "--json"))
    assert {side["values"]["target"] for side in one["sides"]} == {"15 min × 4", "10 min × 5"}
    assert "Front desk 2" in ccm(*me, "conflicts")
    ccm(*me, "resolve", one["id"], "--use", 3, expect=2)
    ccm(*me, "resolve", one["id"], "--write", "measure=x", expect=2)
    assert "0 to resolve" in ccm(*me, "resolve", one["id"], "--write", "target=10–15 min × 4")
    ccm(*me, "resolve", one["id"], "--use", 1, expect=2)
    assert "Only this practice can open it" in ccm(*me, "export", "--out", apart.parent / "o.ccmchanges")
    ccm(*me, "export", "--out", apart.parent / "o.ccmchanges", expect=2)
    ccm(*me, "import", apart / "keyslots.json", expect=2)
    assert "a computer of its own now: Laptop 3" in ccm(*me, "adopt", "--computer", "Laptop 3")
    ccm(*me, "adopt", "--computer", " ", expect=2)
    assert "sound" in ccm("--user", "Maria Ortiz", "verify")
