"""Who is told of a red flag: chosen in Settings by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.journeys.conftest import Person
from tests.journeys.test_settings import group
from tests.journeys.test_window import first_run


def test_the_lead_chooses_by_keyboard_and_goes_back_to_what_is_shipped(person: Person) -> None:
    first_run(person)
    person.entry.window.show_page("settings")
    person.settle()
    flags = group(person, "red_flags")
    row = flags.rows["chest_pain"]
    shipped = row.default
    assert row.value() == shipped
    assert not row.restore_button.isVisible()
    row.box.setFocus()
    person.to_front()
    while row.value() != "same_day/nurse":
        QTest.keyClick(row.box, Qt.Key.Key_Down if row.box.currentIndex() < row.box.findData("same_day/nurse")
                       else Qt.Key.Key_Up)  # fmt: skip
    person.settle()
    office = person.screens._desk.office
    assert [(one.protocol, one.level, one.target) for one in office.red_flags.routes()[0].value.routes] == [
        ("chest_pain", "same_day", "nurse")
    ]
    QTest.keyClick(row.restore_button, Qt.Key.Key_Space)
    person.settle()
    assert office.red_flags.routes()[0].value.routes == ()
    assert row.value() == shipped
