"""The plan reviewed line by line in the real window, by keyboard: said, changed, closed, left, taken up, finished."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from ccm_desktop.services.forms import Barrier, Form, GoalText, InterventionText
from tests.journeys.conftest import Person
from tests.journeys.hands import ALT, CTRL, SHIFT, Hands, focus
from tests.journeys.test_keyboard import add_enrolled, open_tab
from tests.journeys.test_window import first_run

Key = Qt.Key


@pytest.fixture
def hands(person: Person) -> Hands:
    return Hands(person)


@pytest.fixture
def patient(person: Person) -> str:
    """With a problem, a goal and what serves it, and a barrier, beside the problems of every enrolled patient."""
    first_run(person)
    person.to_front()
    patient = add_enrolled(person, "Baker")
    plans = person.screens._desk.office.care_plans

    def write() -> None:
        problem = plans.view(patient).problems[0].code.entity
        (walk,) = plans.save(patient, [Form("", GoalText("Walk", problem, target="daily"))], "Walk added").value
        plans.save(patient, [Form("", InterventionText("Call weekly", walk, problem))], "Call added")
        plans.save(patient, [Form("", Barrier("No car"))], "Barrier added")

    person.screens._desk.gateway.ask(write)
    person.settle()
    return patient


def at(person: Person) -> Any:
    """The review on show."""
    commands = person.screens.workspace.review_commands.line_by_line
    person.until(
        lambda: commands._view is not None and commands._view.isVisible() and commands._view.list.found is not None
    )
    return commands._view


def begin(person: Person, hands: Hands, patient: str) -> Any:
    open_tab(person, patient, 2)
    person.to_front()
    hands.press(Key.Key_L, ALT | SHIFT)
    return at(person)


def marks(view: Any) -> list[str]:
    return [view.list.item(n).text() for n in range(view.list.count() - 1)]


def test_every_line_is_answered_by_one_key_and_the_plan_counts_as_reviewed(
    person: Person, patient: str, hands: Hands
) -> None:
    view = begin(person, hands, patient)
    problems = len([line for line in view.list.found.lines if line.kind == "problem"])
    assert [mark[2:] for mark in marks(view)][problems:] == [
        "Goal: Walk", "Barrier: No car", "Intervention: Call weekly (for Walk)",
    ]  # fmt: skip
    of = problems + 3
    assert view.header.counts_label.text() == f"1 of {of} · 0 answered"
    for _ in range(problems):
        hands.press(Key.Key_K)
    person.until(lambda: view.header.counts_label.text() == f"{problems + 1} of {of} · {problems} answered")
    assert view.card.name_label.text() == "Walk"
    hands.press(Key.Key_P)
    hands.word("15 minutes, k p c x b are letters here")
    hands.press(Key.Key_Return)
    person.until(lambda: marks(view)[problems] == "↗ Goal: Walk")
    hands.press(Key.Key_X)
    hands.word("The county drives")
    hands.press(Key.Key_Return)
    person.until(lambda: marks(view)[problems + 1] == "× Barrier: No car")
    hands.press(Key.Key_K)
    person.until(view.end.finish_button.isEnabled)
    said = f"{problems + 1} kept, 1 with progress noted, 1 closed"
    assert view.end.said_label.text() == f"Every line was looked at: {said}."
    hands.press(Key.Key_Return, CTRL)
    editor = person.screens.workspace.plan
    person.until(lambda: editor.header.isVisible() and bool(editor.plan.review.value.reviewed_on))
    assert not view.isVisible()
    assert editor.plan.versions[0].what.endswith(said)
    (goal,) = editor.plan.problems[0].goals
    assert goal.progress[0].value.note == "15 minutes, k p c x b are letters here"
    hands.press(Key.Key_Z, CTRL)
    person.until(lambda: editor.plan.review.value.reviewed_on == "")
    assert editor.plan.looked_at == of


def test_a_line_is_changed_in_the_plan_and_the_review_goes_on_after_it(
    person: Person, patient: str, hands: Hands
) -> None:
    view = begin(person, hands, patient)
    view.go_to(next(line.entity for line in view.list.found.lines if line.name == "Walk"))
    hands.press(Key.Key_C)
    editor = person.screens.workspace.plan
    person.until(lambda: not view.isVisible() and editor.detail.isAncestorOf(focus()))
    hands.press(Key.Key_Escape)
    person.until(lambda: at(person).card.name_label.text() == "Walk")
    hands.press(Key.Key_C)
    person.until(lambda: editor.detail.isAncestorOf(focus()))
    hands.press(Key.Key_End)
    hands.word(" every day")
    hands.press(Key.Key_Return, CTRL)
    person.until(lambda: view.isVisible() and view.card.name_label.text() == "No car")
    assert "✎ Goal: Walk every day" in marks(view)
    hands.press(Key.Key_B)
    assert view.card.said_label.text().startswith("✎ Changed on ")


def test_what_was_said_is_there_when_the_review_is_taken_up_and_undo_takes_it_back(
    person: Person, patient: str, hands: Hands
) -> None:
    view = begin(person, hands, patient)
    hands.press(Key.Key_K)
    hands.press(Key.Key_K)
    person.until(lambda: len(view.list.found.answers) == 2)
    hands.press(Key.Key_Escape)
    editor = person.screens.workspace.plan
    person.until(lambda: not view.isVisible() and editor.header.review_button.isVisible())
    assert editor.header.review_button.text() == "Review: 2 answered, go on…"
    before = editor.plan.versions
    hands.press(Key.Key_L, ALT | SHIFT)
    person.until(lambda: view.isVisible() and view.header.counts_label.text().startswith("3 of "))
    hands.press(Key.Key_Z, CTRL)
    person.until(lambda: view.header.counts_label.text().endswith(" · 1 answered"))
    assert (view.list.currentRow(), marks(view)[1][0]) == (1, "○")
    assert editor.plan.versions == before
    other = add_enrolled(person, "Castillo")
    open_tab(person, other, 2)
    person.until(lambda: not view.isVisible())
