"""Attesting a problem where it stands in the plan, by key and by mouse."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from tests.journeys.conftest import Person
from tests.journeys.hands import focus
from tests.journeys.test_keyboard import add_enrolled
from tests.journeys.test_plan_editor import goals, plan_of, stands_at
from tests.journeys.test_window import first_run


@pytest.fixture
def editor(person: Person) -> Any:
    """The plan of a patient with two problems that nobody attested, the first in hand."""
    first_run(person)
    person.to_front()
    patient = add_enrolled(person, "Baker")
    plans = person.screens._desk.office.care_plans
    person.screens._desk.gateway.ask(lambda: plans.add_problem(patient, "Asthma", "J45.909"))
    person.screens._desk.gateway.ask(lambda: plans.add_problem(patient, "COPD", "J44.9"))
    person.settle()
    goals(person, patient, "Walk")
    found = plan_of(person, patient)
    stands_at(found, "Asthma")
    return found


def status_of(editor: Any, words: str) -> str:
    return str(next(item.text(1) for item in editor.tree.items() if words in item.text(0)))


def told(editor: Any) -> str:
    return "\n".join(one.text() for one in editor.detail.findChildren(QLabel) if one.isVisibleTo(editor))


def test_by_key_and_by_mouse(person: Person, editor: Any) -> None:
    assert status_of(editor, "Asthma") == "Active · not attested"
    assert "Not attested yet to last 12 months or until death." in told(editor)
    QTest.keyClick(focus(), Qt.Key.Key_F11)
    person.until(lambda: status_of(editor, "Asthma") == "Active · attested")
    assert status_of(editor, "COPD") == "Active · not attested"
    stands_at(editor, "COPD")
    QTest.mouseClick(editor.detail.attest_button, Qt.MouseButton.LeftButton)
    person.until(lambda: status_of(editor, "COPD") == "Active · attested")
    assert "Attested to last 12 months or until death by" in told(editor)
    assert not editor.detail.attest_button.isVisible()


def test_what_is_no_problem_to_attest_says_so(person: Person, editor: Any) -> None:
    stands_at(editor, "Walk")
    assert not editor.detail.attest_button.isVisible()
    QTest.keyClick(focus(), Qt.Key.Key_F11)
    assert editor.message.text_label.text() == "Choose a problem first."
