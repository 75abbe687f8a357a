"""What another computer changed in a plan without a question, in the real window: told, shown, let rest by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ccm_desktop.services.forms import Barrier, Form
from tests.fakes import FakeClock
from tests.journeys.conftest import Person
from tests.journeys.hands import CTRL, Hands
from tests.journeys.test_keyboard import open_tab
from tests.services import test_exchange
from tests.services.conftest import PASSPHRASE
from tests.services.test_exchange import PATIENT, Two, set_target

template = test_exchange.template


@pytest.fixture
def apart(tmp_path: Path, clock: FakeClock, template: Path) -> Path:
    """The folder of the first computer, beside a package of the second: a barrier and another target."""
    two = Two(tmp_path, clock, template)
    set_target(two.b, "10 min × 5")
    two.b.office.care_plans.save(PATIENT[0], [Form("", Barrier("No car"))], "Barrier added")
    two.package(two.b, "theirs")
    two.close()
    (tmp_path / "a").rename(tmp_path / "practice")
    return tmp_path / "practice"


def test_the_plan_tells_how_many_changes_came_in_and_shows_each_until_it_was_seen(
    apart: Path, qtbot: QtBot, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue("person")
    assert person.entry.unlock_page is not None
    box = person.entry.unlock_page.user_box
    person.entry.unlock_with(str(box.itemData(box.findText("Maria Ortiz"))), PASSPHRASE)
    person.until(lambda: person.entry.session is not None and bool(person.screens.panel.table.rows_model.all_rows))
    hands, header = Hands(person), open_tab(person, PATIENT[0], 2).plan.header
    person.settle()
    assert not header.merged_button.isVisible()
    person.screens.changes.bring_in_from(str(apart.parent / "theirs.ccmchanges"))
    person.until(header.merged_button.isVisible)
    assert header.merged_button.text() == "Merged without asking: 2 changes…"
    person.to_front()
    person.settle()
    hands.click(header.merged_button)
    sheet = person.screens.workspace.review_commands.merged.sheet
    person.until(sheet.isVisible)
    said = [one.text() for one in sheet.lines.findChildren(QLabel)]
    (goal,) = [line for line in said if line.startswith("Changed: Goal Walk — Maria Ortiz, RN on Front desk 2, ")]
    assert said[said.index(goal) + 1].strip() == "Target: 15 min × 3 → 10 min × 5"
    assert any(line.startswith("Added: Barrier No car — Maria Ortiz, RN on Front desk 2, ") for line in said)
    hands.press(Qt.Key.Key_Return, CTRL)
    person.until(lambda: not header.merged_button.isVisible() and not sheet.isVisible())
