"""Quick findings in a call and on the summary, by keyboard in the real window, and by `ccm`."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt

from ccm_desktop.domain.errors import Problem
from ccm_desktop.services.forms import Barrier, Form
from tests.journeys import test_attesting_window
from tests.journeys.conftest import Person
from tests.journeys.hands import Hands
from tests.journeys.month_people import Story
from tests.journeys.test_attesting_commands import Terminal
from tests.journeys.test_keyboard import add_consented
from tests.journeys.test_window import first_run

story = test_attesting_window.story


def tasks(person: Person, patient: str) -> list[str]:
    """Open tasks of the patient, as the database has them."""
    office: Any = person.screens._desk.office
    found: list[Any] = []
    person.entry.gateway.ask(lambda: office.tasks.list(patient=patient)).succeeded.connect(found.append)
    person.settle()
    return [line.what.value.title for line in found[0]]


def unreadable(_patient: str) -> None:
    """A disk fault."""
    raise Problem("disk", "The disk is away.")


def rename_barrier(office: Any, patient: str) -> Any:
    (one,) = office.care_plans.view(patient).short["barriers"]
    return office.care_plans.save(patient, [Form(one.entity, Barrier("No car", "transport"), one.heads)])


def test_one_press_in_the_call_and_on_the_summary_and_both_are_undone(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_run(person)
    patient = add_consented(person, "Castillo")
    room, toast, hands = person.screens.call_room, person.entry.window.toast, Hands(person)
    room.open(patient)
    person.settle()
    person.to_front()
    room.page.script.findings.buttons["transport"].setFocus()
    hands.press(Qt.Key.Key_Space)
    assert tasks(person, patient) == ["Find a ride to the next visit (transportation barrier)"]
    assert "Transportation barrier recorded" in toast._shown[-1].text
    toast._shown[-1].action_button.click()
    person.settle()
    assert tasks(person, patient) == []
    assert not room.page.note.message.isVisible()
    hands.press(Qt.Key.Key_Space)
    person.entry.gateway.send(partial(rename_barrier, person.screens._desk.office, patient))
    person.settle()
    toast._shown[-1].action_button.click()
    person.settle()
    assert tasks(person, patient) == []
    assert "stays: it was changed since" in room.page.note.message.text_label.text()
    person.screens.open_patient(patient, 0)
    person.settle()
    summary = person.screens.workspace.summary
    hands.click(summary.findings.buttons["missed_visit"])
    assert tasks(person, patient) == ["Reschedule the missed visit (missed specialist follow-up)"]
    assert "missed specialist follow-up" in summary.findings_label.text()
    assert toast._shown[-1].text.startswith(f"{person.screens.workspace.banner.name}: Missed specialist")
    toast._shown[-1].action_button.click()
    person.settle()
    assert tasks(person, patient) == []
    assert summary.findings_label.isHidden()
    hands.click(summary.findings.buttons["missed_visit"])
    monkeypatch.setattr(person.screens._desk.office.quick_findings, "of", unreadable)
    person.screens.open_patient(add_consented(person, "Baker"), 0)
    assert summary.findings_label.isHidden(), "nothing of one patient stands under another's name"
    person.settle()
    assert summary.findings_label.text() == "The last findings could not be read. The disk is away."


def test_by_command_line(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    patient = story.world.demo.patient("Abbott")
    story.end()
    ccm = Terminal(story.folder, capsys)
    record = ccm("finding", "record", patient, "early_signs", "--words", "Weight up 4 pounds").strip()
    assert "Weight up 4 pounds" in ccm("finding", "list", patient)
    (raised,) = ccm.json("escalation", "list")
    assert raised["reason"].startswith("Early warning signs: Weight up 4 pounds.")
    ccm("finding", "withdraw", record, "--because", "Another patient")
    assert ccm.json("escalation", "list") == []
    assert "no such finding" in ccm("finding", "withdraw", record, "--because", "x", expect=2)
    ccm("verify")
