"""A form that is pressed twice before its answer comes records once; with another one in hand it goes on."""

from __future__ import annotations

from typing import Any

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ccm_desktop.services.time_entries import TimedWork
from ccm_desktop.ui.once import Once
from tests.journeys.conftest import Person
from tests.journeys.test_keyboard import add_consented, open_tab
from tests.journeys.test_window import first_run


def recorded(person: Person) -> list[str]:
    """The kind of every operation of the file, the oldest first."""
    store = person.screens._desk.office.context.store
    rows = store.vault.connection.execute("SELECT json_extract(CAST(header AS TEXT), '$.k') FROM op ORDER BY rid")
    return [str(kind) for (kind,) in rows]


def since(person: Person, before: list[str]) -> list[str]:
    person.settle()
    return recorded(person)[len(before) :]


def test_void_visit_day_initiating_visit_and_review_record_once(person: Person) -> None:
    first_run(person)
    patient = add_consented(person, "Baker")
    desk = person.screens._desk
    now = int(desk.office.context.clock.now().timestamp())
    for ago in (7200, 3600):
        work = _timed(patient, now - ago)
        desk.gateway.send(lambda work=work: desk.office.time.record_timed(work))  # type: ignore[misc]
    person.settle()
    workspace = open_tab(person, patient, 1)
    commands, lines = workspace.time_commands, workspace.time.table.rows_model.rows
    before = recorded(person)
    commands.ask_separate(lines[0])
    form = commands.separate_form
    form.separate_press.setChecked(True)
    form.reason_edit.setText("Another hour")
    for _ in range(2):
        form.save()
    assert since(person, before).count("time.separate") == 1
    before = recorded(person)
    for line in lines[:2]:  # the second has its own form, whatever became of the first
        commands._on_void(line)
        commands.void_form.reason_edit.setText("Typed for the wrong day")
        for _ in range(2):
            commands.void_form.void_button.click()
    assert since(person, before).count("time.voided") == 2
    open_tab(person, patient, 4)
    card = workspace.enrolment.visit
    QTest.keyClicks(card.day_field.edit, "9/1")
    card.by_box.setCurrentIndex(0)
    before = recorded(person)
    for _ in range(2):
        card.record_button.click()
    assert since(person, before).count("patient.initiating_visit") == 1
    open_tab(person, patient, 2)
    workspace.review_commands.open()
    person.settle()
    sheet = workspace.review_commands.sheet
    sheet.why_edit.setText("Gone through by phone")
    before = recorded(person)
    for _ in range(2):
        sheet.save()
    assert since(person, before).count("plan.review") == 1


def _timed(patient: str, start: int) -> TimedWork:
    return TimedWork(patient, start, start + 600, "call_patient", "reached", "Talked about salt.")


def test_once_is_free_again_when_the_answer_came(person: Person, qtbot: QtBot) -> None:
    gateway, once = person.entry.gateway, Once()
    held: list[int] = []

    def send() -> Any:
        return gateway.ask(lambda: held.append(1))

    first = once.send("one", send)
    assert first is not None
    assert once.send("one", send) is None
    assert once.send("another", send) is not None
    person.until(lambda: len(held) == 2)
    person.until(lambda: once.send("one", send) is not None)
    person.until(lambda: len(held) == 3)
