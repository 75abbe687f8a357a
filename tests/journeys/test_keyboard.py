"""The keyboard is where a person expects it, and what they typed is never lost or kept for somebody else."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox

from ccm_desktop.domain.consent import ELEMENTS
from ccm_desktop.services.enrolment import NewConsent
from ccm_desktop.services.forms import PatientContact, PatientIdentity
from tests.journeys.conftest import Person
from tests.journeys.test_window import first_run


def add(person: Person, family: str, *problems: str) -> str:
    """A patient of that name with those problems."""
    desk = person.screens._desk
    found: list[str] = []
    identity = PatientIdentity(family, "Test", "1946-05-04", "female", "", "")
    task = desk.gateway.send(partial(desk.office.patients.add, identity, PatientContact()))
    task.succeeded.connect(lambda outcome: found.append(outcome.value))
    person.settle()
    for problem in problems:
        desk.gateway.send(partial(desk.office.care_plans.add_problem, found[0], problem, ""))
    person.settle()
    return found[0]


def add_enrolled(person: Person, family: str) -> str:
    """The same, attested and enrolled."""
    patient = add(person, family)
    desk = person.screens._desk
    for name, icd10 in (("Hypertension", "I10"), ("Type 2 diabetes", "E11.9")):
        desk.gateway.send(partial(desk.office.care_plans.add_problem, patient, name, icd10))
    person.settle()
    opened = desk.office.enrolment.eligibility(patient)
    answers = {entity: True for entity, _, _ in opened.conditions}
    desk.gateway.send(partial(desk.office.enrolment.attest, opened, answers, "Two admissions last year"))
    desk.gateway.send(partial(desk.office.enrolment.enrol, patient, started_on="2026-10-01"))
    person.settle()
    return patient


def add_consented(person: Person, family: str) -> str:
    """The same, with consent: a timer starts without a question."""
    patient, desk = add_enrolled(person, family), person.screens._desk
    office = desk.office
    practitioner = office.people.practice().value.billing_practitioner
    told = NewConsent("given", int(person.clock.now().timestamp()), "verbal", tuple(ELEMENTS), practitioner)
    desk.gateway.send(partial(office.enrolment.record_consent, patient, told))
    person.settle()
    return patient


@pytest.fixture
def screens(person: Person) -> Any:
    first_run(person)
    person.to_front()
    return person.screens


def open_tab(person: Person, patient: str, tab: int) -> Any:
    person.screens.open_patient(patient, tab)
    person.settle()
    return person.screens.workspace


def test_time_by_hand_takes_the_keyboard_and_gives_it_back(person: Person, screens: Any) -> None:
    workspace = open_tab(person, add(person, "Baker"), 1)
    assert workspace.time.table.hasFocus()
    workspace.add_time()
    assert workspace.time_form.start_edit.hasFocus()
    assert workspace.time_form.patient_choice.edit.text() == "Baker, Test"
    QTest.keyClick(workspace.time_form.start_edit, Qt.Key.Key_Escape)
    assert workspace.time.table.hasFocus()


def test_time_by_hand_stays_with_its_patient(person: Person, screens: Any) -> None:
    baker, castillo = add_enrolled(person, "Baker"), add_enrolled(person, "Castillo")
    form = open_tab(person, baker, 1).time_form
    screens.workspace.add_time()
    form.start_edit.setText("9:00 AM")
    QTest.keyClicks(form.length_edit, "5")
    form.outcome_box.setCurrentIndex(form.outcome_box.findData("reached"))
    form.note_edit.setPlainText("Refill arranged.")
    form.reason_choice.choose("away")
    open_tab(person, castillo, 1)
    form.save_button.click()
    person.settle()
    assert form.message.isHidden(), form.message.text_label.text()
    month = screens._desk.office.charts.month
    assert [len(month(patient).lines) for patient in (baker, castillo)] == [1, 0]


def test_the_palette_gives_the_keyboard_back(person: Person, screens: Any) -> None:
    screens.panel.focus_search()
    screens.open_palette()
    assert screens.palette.search_field.hasFocus()
    QTest.keyClick(screens.palette.search_field, Qt.Key.Key_Escape)
    assert screens.panel.search_field.hasFocus()


def test_down_from_the_search_goes_to_the_second_row(person: Person, screens: Any) -> None:
    add(person, "Baker")
    add(person, "Bakerman")
    screens.panel.focus_search()
    QTest.keyClicks(screens.panel.search_field, "baker")
    QTest.keyClick(screens.panel.search_field, Qt.Key.Key_Down)
    assert screens.panel.table.hasFocus()
    assert screens.panel.table.current_row().name == "Bakerman, Test"


def test_enter_in_the_search_opens_the_first_found_and_not_whom_one_had_before(person: Person, screens: Any) -> None:
    first, other = add(person, "Baker"), add(person, "Bakerman")
    screens.panel.focus_search()
    screens.panel.table.select_key(other)
    QTest.keyClicks(screens.panel.search_field, "baker")
    QTest.keyClick(screens.panel.search_field, Qt.Key.Key_Return)
    assert screens.workspace.patient == first


def test_a_page_shown_has_the_keyboard(person: Person, screens: Any) -> None:
    person.entry.window.show_page("month")
    assert screens.month_end.exceptions.table.hasFocus()
    person.entry.window.show_page("panel")
    assert screens.panel.table.hasFocus()
    open_tab(person, add(person, "Baker"), 0)
    person.entry.window.actions_by_key["tab_4"].trigger()
    assert screens.workspace.contacts.channel_box.hasFocus()


def test_a_refused_attestation_says_so_and_keeps_the_ticks(person: Person, screens: Any) -> None:
    tab = open_tab(person, add(person, "Baker", "Hypertension", "Gout"), 4).enrolment
    for box in tab.conditions.values():
        box.setChecked(True)
    tab.attest_button.click()
    person.settle()
    assert "risk is not described" in tab.enrolment_message.text_label.text()
    assert all(box.isChecked() for box in tab.conditions.values())
    assert not any(attested for _, _, attested in tab._shown.conditions), "neither was kept"


def test_a_consent_date_that_is_no_date_is_not_today(person: Person, screens: Any) -> None:
    patient = add(person, "Baker")
    tab = open_tab(person, patient, 4).enrolment
    for box in tab.consent.elements.values():
        box.setChecked(True)
    tab.consent.when_field.edit.setText("13/45")
    tab.consent.consent_button.click()
    person.settle()
    assert "not understood" in tab.consent.message.text_label.text()
    assert screens._desk.office.enrolment.consent(patient).status == "none"


def test_a_form_typed_for_one_patient_is_empty_for_the_next(person: Person, screens: Any) -> None:
    baker, castillo = add(person, "Baker"), add(person, "Castillo")
    workspace = open_tab(person, baker, 4)
    workspace.enrolment.consent.note_field.setText("Daughter was present")
    next(iter(workspace.enrolment.consent.elements.values())).setChecked(True)
    workspace.contacts.note_field.setText("Left word")
    open_tab(person, castillo, 4)
    assert workspace.enrolment.consent.note_field.text() == workspace.contacts.note_field.text() == ""
    assert not any(box.isChecked() for box in workspace.enrolment.consent.elements.values())


def test_tab_walks_the_conditions_before_the_risk(person: Person, screens: Any) -> None:
    tab = open_tab(person, add(person, "Baker", "Hypertension", "Gout"), 4).enrolment
    reached: list[object] = []
    for _ in range(12):
        at = QApplication.focusWidget()
        assert at is not None
        QTest.keyClick(at, Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    boxes = [widget for widget in reached if isinstance(widget, QCheckBox) and widget in tab.conditions.values()]
    assert len(boxes) == 2
    assert reached.index(boxes[-1]) + 1 == reached.index(tab.risk_field)
