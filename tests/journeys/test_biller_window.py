"""Who bills is asked when a practice is made, and named in Settings where an exception leads."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ccm_desktop.services.month_views import FixTarget
from ccm_desktop.ui.settings.page import SettingsPage
from ccm_desktop.ui.settings.rows import ChoiceRow
from tests.journeys.conftest import Person
from tests.journeys.test_window import PASSPHRASE, first_run


def to_people(person: Person) -> None:
    page = person.entry.first_run
    assert page is not None
    QTest.keyClicks(page.name_edit, "Lakeside Family Medicine")
    QTest.keyClick(page.next_button, Qt.Key.Key_Space)
    QTest.keyClicks(page.user_edit, "Maria Ortiz")
    QTest.keyClick(page.next_button, Qt.Key.Key_Space)


def test_first_run_asks_who_bills(person: Person) -> None:
    to_people(person)
    page = person.entry.first_run
    assert page is not None
    assert page.steps.currentIndex() == 1
    assert page.message.accessibleName().startswith("Care management is billed by a practitioner.")
    QTest.keyClick(page.bills_check, Qt.Key.Key_Space)
    QTest.keyClick(page.next_button, Qt.Key.Key_Space)
    assert page.steps.currentIndex() == 2
    for edit in (page.passphrase_edit, page.again_edit):
        QTest.keyClicks(edit, PASSPHRASE)
    QTest.keyClick(page.kit_check, Qt.Key.Key_Space)
    QTest.keyClick(page.next_button, Qt.Key.Key_Space)
    person.until(lambda: person.entry.session is not None)
    person.settle()
    office = person.screens._desk.office
    assert office.context.practice().billing_practitioner == office.context.person
    assert office.people.me().lane == "practitioner"


def test_the_role_of_a_practitioner_ticks_the_box(person: Person) -> None:
    page = person.entry.first_run
    assert page is not None
    page.role_box.setCurrentIndex(page.role_box.findData("practitioner"))
    assert page.bills_check.isChecked()
    page.role_box.setCurrentIndex(page.role_box.findData("lead"))
    assert not page.bills_check.isChecked()


def test_the_exception_leads_to_settings_where_a_practitioner_is_named(person: Person) -> None:
    first_run(person)
    office = person.screens._desk.office
    person.screens.month_room._open_place("nobody", FixTarget("practice", "billing_practitioner", "", "Open settings"))
    assert person.entry.window.current_page() == "settings"
    person.settle()
    (page,) = person.entry.window.findChildren(SettingsPage)
    row = next(row for row in page.findChildren(ChoiceRow) if row.key == "billing_practitioner")
    person.until(lambda: row.box.count() > 0)
    assert [row.box.itemText(n) for n in range(row.box.count())] == ["Elena Reyes, MD"]
    assert row.value() == office.context.practice().billing_practitioner
