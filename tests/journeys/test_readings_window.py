"""Readings typed by keyboard from the chart and during a call, and acted on, in the real window."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from tests.journeys.conftest import Person
from tests.journeys.hands import Hands
from tests.journeys.test_keyboard import add_consented
from tests.journeys.test_window import first_run

ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
HOSTILE = "<b>Called</b> 📞 '; DROP TABLE task;-- " + "x" * 20


def states(person: Person, patient: str) -> list[tuple[str, str, str]]:
    """Value, state and what was done, as the database has them."""
    office: Any = person.screens._desk.office
    found: list[Any] = []
    person.entry.gateway.ask(lambda: office.readings.of(patient)).succeeded.connect(found.append)
    person.until(lambda: bool(found))
    return [(line.value, line.state, line.outcome) for line in found[0]]


def test_a_reading_is_typed_in_the_chart_acted_on_and_undone(person: Person) -> None:
    first_run(person)
    patient, hands = add_consented(person, "Castillo"), Hands(person)
    person.screens.open_patient(patient, 0)
    person.settle()
    person.to_front()
    hands.press(Qt.Key.Key_R, ALT_SHIFT)
    room, toast = person.screens.readings, person.entry.window.toast
    form = room.form
    person.until(form.reading_edit.hasFocus)
    hands.word("184/96", Qt.Key.Key_Return)
    person.until(lambda: form.list.count() == 1)
    assert "▲ To act on" in form.list.item(0).text()
    assert "systolic over the default limit of 180" in form.message.text_label.text()
    assert form.reading_edit.text() == ""
    hands.word("bp 900/20", Qt.Key.Key_Return)
    person.until(lambda: "does not lie between" in form.message.text_label.text())
    assert form.reading_edit.text() == "bp 900/20", "what was typed stays"
    form.list.setFocus()
    hands.press(Qt.Key.Key_D)
    person.until(form.ask.edit.hasFocus)
    hands.press(Qt.Key.Key_Return)
    person.until(lambda: "what was done" in form.ask.error_label.text())
    form.ask.edit.setText(HOSTILE)
    hands.press(Qt.Key.Key_Return)
    person.until(lambda: "✓ Acted on" in form.list.item(0).text())
    assert HOSTILE in form.list.item(0).text()
    assert states(person, patient) == [("184/96 mmHg", "acted", HOSTILE)]
    toast._shown[-1].action_button.click()
    person.until(lambda: "▲ To act on" in form.list.item(0).text())
    hands.press(Qt.Key.Key_Escape)
    person.until(lambda: not form.isVisible())
    hands.press(Qt.Key.Key_R, ALT_SHIFT)
    person.until(form.isVisible)
    assert form.reading_edit.text() == "bp 900/20", "what was typed and not kept waits"
