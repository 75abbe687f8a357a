"""Readings typed by keyboard from the chart and during a call, and acted on, in the real window."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from tests.journeys.conftest import Person
from tests.journeys.hands import CTRL, Hands
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
    seen, room._in_view = room._in_view, lambda: "another row of the panel"
    form.reading_edit.setFocus()
    hands.press(Qt.Key.Key_Return)
    assert "Another patient is in view" in form.message.text_label.text()
    room._in_view = seen
    hands.press(Qt.Key.Key_Escape)
    person.until(lambda: not form.isVisible())
    hands.press(Qt.Key.Key_R, ALT_SHIFT)
    person.until(form.isVisible)
    assert form.reading_edit.text() == "bp 900/20", "what was typed and not kept waits"
    other = add_consented(person, "Baker")
    person.screens.open_patient(other, 0)
    person.settle()
    assert not form.isVisible(), "no reading of one patient is typed beside the chart of another"
    person.screens.open_patient(patient, 3)
    items = person.screens.workspace.contacts.items
    person.until(lambda: items.table.rows_model.rowCount() == 1)
    items.table.setCurrentIndex(items.table.rows_model.index(0, 0))
    items.table.setFocus()
    hands.press(Qt.Key.Key_D)
    person.until(items.ask.edit.hasFocus)
    hands.word("Rested", Qt.Key.Key_Return)
    person.until(lambda: states(person, patient) == [("184/96 mmHg", "acted", "Rested")])
    assert states(person, other) == []


def test_a_patients_own_limit_holds_for_the_next_reading_and_today_asks_what_was_done(person: Person) -> None:
    first_run(person)
    patient, hands = add_consented(person, "Castillo"), Hands(person)
    person.screens.call_room.open(patient)
    person.settle()
    person.to_front()
    hands.press(Qt.Key.Key_R, ALT_SHIFT)
    room = person.screens.readings
    form, limits = room.form, room.limits.form
    person.until(form.reading_edit.hasFocus)
    hands.word("150/80", Qt.Key.Key_Return)
    person.until(lambda: form.list.count() == 1)
    form.list.setFocus()
    hands.press(Qt.Key.Key_L)
    person.until(lambda: limits.isVisible() and limits.edits["systolic_very_high"].hasFocus())
    assert limits.edits["systolic_high"].placeholderText() == "139 (the default limit)"
    limits.edits["systolic_high"].setText("much")
    hands.press(Qt.Key.Key_Return, CTRL)
    person.until(lambda: "no figure between" in limits.message.text_label.text())
    limits.edits["systolic_high"].setText("155")
    limits.kind_box.setCurrentIndex(limits.kind_box.findData("pulse"))
    limits.edits["pulse_high"].setText("none")
    limits.edits["pulse_high"].setFocus()
    hands.press(Qt.Key.Key_Return, CTRL)
    person.until(form.reading_edit.hasFocus)
    hands.word("152/80", Qt.Key.Key_Return)
    person.until(lambda: form.list.count() == 2)
    hands.word("p 120", Qt.Key.Key_Return)
    person.until(lambda: form.list.count() == 3)
    assert [state for _, state, _ in states(person, patient)][:2] == ["within", "within"]
    hands.press(Qt.Key.Key_Escape)
    person.until(lambda: not form.isVisible())
    person.entry.window.show_page("today")
    table = person.screens.today.page.table
    person.until(lambda: any(row.line.is_reading for row in table.rows_model.rows))
    row = next(n for n, row in enumerate(table.rows_model.rows) if row.line.is_reading)
    table.setCurrentIndex(table.rows_model.index(row, 0))
    table.setFocus()
    hands.press(Qt.Key.Key_D)
    ask = person.screens.today.page.ask
    person.until(ask.edit.hasFocus)
    hands.word("Rested", Qt.Key.Key_Return)
    person.until(lambda: not any(row.line.is_reading for row in table.rows_model.rows))
    assert ("150/80 mmHg", "acted", "Rested") in states(person, patient)
