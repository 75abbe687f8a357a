"""Open red flags on Today, and the week to come where the window is wide: by keyboard, in the real window."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from ccm_desktop.services.tasks import NewTask
from tests.journeys.conftest import Person
from tests.journeys.hands import focus
from tests.journeys.test_keyboard import add_consented
from tests.journeys.test_window import first_run


class Flagged:
    """A call in which chest pain came up; Today is on show."""

    def __init__(self, person: Person) -> None:
        self.person = person
        first_run(person)
        self.patient = add_consented(person, "Castillo")
        person.screens.panel.reload()
        person.settle()
        self.timer, self.room = person.screens.timer, person.screens.call_room
        self.page = person.screens.today.page
        self.timer.start(self.patient)
        person.until(lambda: self.timer.view.state == "running")
        self.room.open(self.patient)
        person.settle()
        self.room.model.raise_flag("chest_pain")
        person.settle()

    def discard(self) -> None:
        """The call leaves Call mode without an outcome."""
        session = self.room.model.session
        self.timer.stop()
        self.person.settle()
        self.timer.ends.discard(session, "Dialled by mistake")
        self.person.settle()
        self.person.entry.window.hide_side()

    def go(self) -> None:
        self.person.entry.window.actions_by_key["page_today"].trigger()
        self.person.screens.panel.reload()
        self.person.settle()
        self.person.to_front()

    def tab_to(self, name: str) -> QPushButton:
        """The button of that accessible name, reached by Tab alone."""
        for _ in range(60):
            at = focus()
            if at.accessibleName() == name:
                return at  # type: ignore[no-any-return]
            QTest.keyClick(at, Qt.Key.Key_Tab)
        raise AssertionError(f"{name} is not reached by Tab")


OUTCOME = "Say the outcome: Chest pain, Castillo, Test"


@pytest.fixture
def flagged(person: Person) -> Flagged:
    return Flagged(person)


def test_a_flag_of_the_call_in_hand_leads_into_the_call(flagged: Flagged) -> None:
    flagged.go()
    assert "1 red flag open" in flagged.page.count_label.text()
    QTest.keyClick(flagged.tab_to(OUTCOME), Qt.Key.Key_Space)
    flagged.person.settle()
    assert flagged.person.entry.window.current_page() == "call"
    assert flagged.room.page.flag.isVisible()


def test_the_chart_opens_from_the_card(flagged: Flagged) -> None:
    flagged.go()
    QTest.keyClick(flagged.tab_to("Open Castillo, Test, red flag Chest pain"), Qt.Key.Key_Space)
    flagged.person.settle()
    assert flagged.person.entry.window.current_page() == "workspace"
    assert flagged.person.screens.workspace.patient == flagged.patient


def test_a_flag_no_call_shows_gets_its_outcome_beside_the_page(flagged: Flagged) -> None:
    flagged.discard()
    flagged.go()
    QTest.keyClick(flagged.tab_to(OUTCOME), Qt.Key.Key_Space)
    flagged.person.settle()
    form = flagged.person.screens.today.flag_form
    assert form.isVisible()
    assert form.name_label.text() == "Castillo, Test"
    QTest.keyClick(focus(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "stays open" in form.pane.error_label.text(), "an outcome is needed"
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert not form.isVisible()
    assert len(flagged.page.view.flags) == 1, "closing the form closes no flag"
    QTest.keyClick(flagged.tab_to(OUTCOME), Qt.Key.Key_Space)
    flagged.person.settle()
    first = form.pane.outcomes.buttons()[0]
    QTest.keyClick(first, first.property("outcome"))
    QTest.keyClick(first, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    flagged.person.settle()
    assert not form.isVisible()
    assert flagged.page.view.flags == ()
    assert "red flag" not in flagged.page.count_label.text()


def test_without_a_red_flag_the_column_says_so(person: Person) -> None:
    first_run(person)
    person.settle()
    texts = [one.text() for one in person.screens.today.page.beside.findChildren(QLabel)]
    assert "None is open." in texts


def test_the_week_stands_beside_only_in_a_wide_window(flagged: Flagged) -> None:
    flagged.discard()
    found: list[Any] = []
    office = flagged.person.screens._desk.office
    task = NewTask("Ring the pharmacy", flagged.patient, "2026-10-23")
    flagged.person.entry.gateway.send(lambda: office.tasks.add(task)).succeeded.connect(found.append)
    flagged.person.settle()
    flagged.go()
    assert not flagged.page.week.isVisible()
    flagged.person.entry.window.resize(1920, 1001)
    flagged.person.settle()
    assert flagged.page.week.isVisible()
    QTest.keyClick(flagged.tab_to("Open Castillo, Test, Ring the pharmacy"), Qt.Key.Key_Space)
    flagged.person.settle()
    assert flagged.person.entry.window.current_page() == "workspace"
