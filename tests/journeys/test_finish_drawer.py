"""The finish drawer in the real window: it belongs to one session, and does nothing that was not asked."""

from __future__ import annotations

import sys
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ccm_desktop.domain.calendar import Month
from ccm_desktop.services.finishing import FinishingService
from ccm_desktop.services.timer_sessions import session_of
from tests.journeys.conftest import Person
from tests.journeys.hands import CTRL, focus
from tests.journeys.test_keyboard import add_enrolled
from tests.journeys.test_timer_surfaces import in_state
from tests.journeys.test_window import first_run


class AtDrawer:
    """Baker's stopped minute in the drawer; Castillo's, which it interrupted, is parked."""

    def __init__(self, person: Person) -> None:
        self.person, self.screens = person, person.screens
        self.desk, self.timer = self.screens._desk, self.screens.timer
        self.drawer = self.screens.drawer
        sessions = []
        for family in ("Castillo", "Baker"):
            patient = add_enrolled(person, family)
            self.send(partial(self.desk.office.timer.start, patient, "coordination", anyway=True))
            person.work(60)
            sessions.append(self.timer.view.session_id)
        self.parked, self.session = sessions
        self.timer.stop()
        person.until(self.drawer.isVisible)
        person.settle()

    def send(self, command: partial[object]) -> None:
        self.desk.gateway.send(command)
        self.person.settle()

    def type_note(self, text: str) -> None:
        self.drawer.note_field.setPlainText(text)

    def entries(self, patient: str) -> list[tuple[int, bool]]:
        """Seconds, and whether void."""
        lines = self.desk.office.charts.month(patient, Month(2026, 10)).lines
        return sorted((line.seconds, bool(line.voided)) for line in lines)

    def planned(self, patient: str) -> str:
        return str(self.desk.office.contacts.next_contact(patient).value.next_contact_on)

    def note_on_record(self) -> str:
        found: list[str] = []
        self.desk.gateway.ask(self._note).succeeded.connect(found.append)
        self.person.settle()
        return found[0]

    def _note(self) -> str:
        with self.desk.office.context.reading() as reader:
            return session_of(reader, self.session)[1].value.note


@pytest.fixture
def at_drawer(person: Person) -> AtDrawer:
    first_run(person)
    person.to_front()
    person.clock.stand_still()
    return AtDrawer(person)


def test_a_missing_note_brings_the_keyboard_to_the_note(person: Person, at_drawer: AtDrawer) -> None:
    drawer = at_drawer.drawer
    drawer.next_field.setFocus()
    QTest.keyClick(drawer.next_field.edit, Qt.Key.Key_Return, CTRL)
    person.settle()
    assert drawer.isVisible()
    assert drawer.note_field.hasFocus()


def test_a_date_that_is_none_brings_the_keyboard_to_the_date(person: Person, at_drawer: AtDrawer) -> None:
    drawer = at_drawer.drawer
    at_drawer.type_note("Spoke with the pharmacy.")
    drawer.next_field.edit.setText("soon")
    drawer.note_field.setFocus()
    QTest.keyClick(drawer.note_field, Qt.Key.Key_Return, CTRL)
    person.settle()
    assert drawer.isVisible()
    assert drawer.next_field.edit.hasFocus()


def test_the_end_of_another_session_leaves_the_drawer_open(person: Person, at_drawer: AtDrawer) -> None:
    drawer = at_drawer.drawer
    at_drawer.send(partial(at_drawer.desk.office.timer.stop, at_drawer.parked))
    at_drawer.type_note("Spoke with the pharmacy.")
    at_drawer.timer.ends.discard(at_drawer.parked, "Wrong chart")
    person.settle()
    assert drawer.isVisible()
    assert drawer.note_field.toPlainText() == "Spoke with the pharmacy."
    drawer.save_button.click()
    person.settle()
    assert not drawer.isVisible()
    assert person.entry.window.toast.texts[-1].startswith("Saved 1:00 for Baker")


def test_a_stop_undone_while_somebody_types_keeps_the_text(person: Person, at_drawer: AtDrawer) -> None:
    at_drawer.drawer.leave()
    person.settle()
    undo = person.entry.window.toast._shown[-1].action_button
    at_drawer.screens.open_drawer(at_drawer.session)
    person.settle()
    at_drawer.type_note("Typed a moment ago")
    undo.click()
    in_state(person, "running")
    assert not at_drawer.drawer.isVisible()
    assert at_drawer.note_on_record() == "Typed a moment ago"


def test_saving_twice_writes_once(person: Person, at_drawer: AtDrawer) -> None:
    at_drawer.type_note("Spoke with the pharmacy.")
    at_drawer.drawer.note_field.setFocus()
    for _ in range(2):
        QTest.keyClick(focus(), Qt.Key.Key_Return, CTRL)
    person.settle()
    (said,) = person.entry.window.toast.texts
    assert said.startswith("Saved 1:00 for Baker")


def test_after_a_bug_the_note_can_be_saved_again(
    person: Person, at_drawer: AtDrawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[object] = []
    at_drawer.type_note("Spoke with the pharmacy.")
    with monkeypatch.context() as broken:
        broken.setattr(FinishingService, "finish", {}.__getitem__)
        broken.setattr(sys, "excepthook", lambda *found: reported.append(found[0]))
        at_drawer.drawer.save_button.click()
        person.settle()
    assert len(reported) == 1
    assert at_drawer.drawer.isVisible()
    at_drawer.drawer.save_button.click()
    person.settle()
    (said,) = person.entry.window.toast.texts
    assert said.startswith("Saved 1:00 for Baker")


def test_a_saved_note_is_taken_back_and_stands_in_the_drawer_again(person: Person, at_drawer: AtDrawer) -> None:
    drawer, toast = at_drawer.drawer, person.entry.window.toast
    patient = at_drawer.timer.due[0].patient_id
    at_drawer.type_note("Spoke with the pharmacy.")
    drawer.next_field.edit.setText("+2w")
    drawer.save_button.click()
    person.settle()
    assert at_drawer.entries(patient) == [(60, False)]
    assert at_drawer.planned(patient)
    assert toast._shown[-1].action_button.text() == "Undo"
    toast._shown[-1].action_button.click()
    person.settle()
    assert at_drawer.entries(patient) == [(60, True)]
    assert at_drawer.planned(patient) == ""
    assert drawer.isVisible()
    assert drawer.note_field.toPlainText() == "Spoke with the pharmacy."
    at_drawer.type_note("Spoke with the pharmacy about the refill.")
    drawer.save_button.click()
    person.settle()
    assert at_drawer.entries(patient) == [(60, False), (60, True)]


def test_a_note_taken_back_twice_is_refused_in_words(person: Person, at_drawer: AtDrawer) -> None:
    at_drawer.type_note("Spoke with the pharmacy.")
    at_drawer.drawer.save_button.click()
    person.settle()
    toast = person.entry.window.toast
    undo = toast._shown[-1].action_button
    undo.click()
    undo.click()
    person.settle()
    assert at_drawer.drawer.isVisible()
    assert any("cannot be taken back" in words for words in (*toast.texts, at_drawer.drawer.message_label.text()))


@pytest.mark.parametrize("why", ["date", "refused"])
def test_nothing_leads_back_to_parked_work_when_nothing_was_saved(
    person: Person, at_drawer: AtDrawer, why: str
) -> None:
    drawer = at_drawer.drawer
    assert drawer.return_button.isVisible()
    at_drawer.type_note("Spoke with the pharmacy." if why == "date" else "")
    if why == "date":
        drawer.next_field.edit.setText("some day")
    drawer.return_button.click()
    person.settle()
    assert drawer.isVisible()
    assert drawer.message_label.text()
    drawer.discard_row.field.setText("Wrong chart")
    drawer.discard_row.discard_button.click()
    person.settle()
    assert not drawer.isVisible()
    assert at_drawer.timer.view.state == "idle"
    assert [line.session_id for line in at_drawer.timer.view.parked] == [at_drawer.parked]
