"""Call mode in the real window, by keyboard: from the list to the note, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QWidget,
)

from ccm_desktop.domain.calendar import to_epoch
from ccm_desktop.domain.consent import ELEMENTS
from ccm_desktop.ledger.payloads.patient import NextContact, PatientContact, PatientIdentity
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.enrolment import NewConsent
from ccm_desktop.services.entrance import list_users
from ccm_desktop.services.forms import Form
from ccm_desktop.services.vault import unlock
from tests.journeys.conftest import Person
from tests.journeys.test_window import PASSPHRASE, first_run

# The clock of the journeys stands on Wednesday, October 21, 2026, 2 PM in New York.

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


class AtCall:
    """Somebody with three enrolled patients, all due to be called."""

    def __init__(self, person: Person) -> None:
        self.person = person
        first_run(person)
        self.room, self.page = self.parts(person)
        self.model, self.window = self.room.model, person.entry.window
        self.ids = [self.lane(lambda name=name: self.add(name)) for name in ("Abbott", "Baker", "Castillo")]

    def parts(self, person: Person) -> tuple[Any, Any]:
        return person.screens.call_room, person.screens.call_room.page

    @property
    def office(self) -> Any:
        return self.person.screens._desk.office

    def lane(self, work: Any) -> Any:
        """Run on the database thread, as everything does; announce it as another screen would."""
        found: list[Any] = []
        self.person.entry.gateway.ask(work).succeeded.connect(found.append)
        self.person.until(lambda: bool(found))
        self.person.screens.panel.reload()
        self.person.settle()
        return found[0]

    def add(self, family: str) -> str:
        """On the database thread."""
        office = self.office
        patient = str(office.patients.add(PatientIdentity(family, "María", "1946-05-04", mrn="101433"),
                                          PatientContact("(555) 014-2277")).value)  # fmt: skip
        found = {office.care_plans.add_problem(patient, words, code).value: True
                 for words, code in (("Essential hypertension", "I10"), ("Type 2 diabetes", "E11.9"))}  # fmt: skip
        office.enrolment.attest(office.enrolment.eligibility(patient), found, "Two falls this year.")
        office.enrolment.enrol(patient)
        biller = office.context.practice().billing_practitioner
        now = to_epoch(office.context.clock.now())
        office.enrolment.record_consent(patient, NewConsent("given", now, "verbal", tuple(ELEMENTS), biller))
        office.contacts.plan_next(Form(patient, NextContact("2026-10-21")))
        return patient

    def note(self) -> str:
        return str(self.page.note.note_edit.toPlainText())

    def keys(self, widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        widget.setFocus()
        self.person.to_front()
        QTest.keyClick(widget, key, modifiers)
        self.person.settle()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """A key, wherever the keyboard is."""
        self.person.to_front()
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)
        self.person.settle()

    def enter_list(self) -> None:
        """Ctrl+3, Enter: the first who is due."""
        self.press(Qt.Key.Key_3, CTRL)
        self.press(Qt.Key.Key_Return)
        assert self.model.patient == self.ids[0]

    def start(self) -> None:
        self.press(Qt.Key.Key_T, CTRL | SHIFT)
        self.person.until(lambda: bool(self.model.session))
        self.person.settle()

    def entries(self, place: int = 0) -> list[Any]:
        patient = self.ids[place]
        return [one for one in self.lane(lambda: self.office.charts.month(patient)).lines if not one.voided]

    def prompt(self, key: str) -> None:
        self.page.script.prompts.go_to(f"monthly_check_in/{key}")

    def ask(self, key: Qt.Key) -> None:
        self.keys(self.page.script.prompts, key)


@pytest.fixture
def at_call(person: Person) -> AtCall:
    return AtCall(person)


def test_without_a_patient_it_lists_who_is_due_and_starts_no_clock(at_call: AtCall) -> None:
    at_call.press(Qt.Key.Key_3, CTRL)
    assert at_call.window.current_page() == "call"
    assert [line.patient_id for line in at_call.page.waiting.table.rows_model.rows] == at_call.ids
    at_call.press(Qt.Key.Key_Return)
    assert at_call.page.head.name_label.text() == "Abbott, María"
    assert at_call.page.head.identity_label.text() == "DOB 05/04/1946 · MRN 101433"
    assert at_call.page.head.attempt_label.text() == "Attempt 1 of 3 this month"
    assert at_call.page.strip.words_label.text() == "1 of 3 in Due to call"
    assert at_call.person.screens.timer.view.state == "idle"
    assert at_call.page.note.note_edit.isEnabled()
    assert not at_call.page.note.outcomes.isEnabled()  # there is nothing to end yet
    at_call.page.head.copy_button.click()
    assert QGuiApplication.clipboard().text() == "5550142277"


def test_a_reached_call_by_keyboard_with_answers_a_finding_as_task_and_the_next_in_the_list(at_call: AtCall) -> None:
    at_call.enter_list()
    at_call.start()
    assert QApplication.focusWidget() == at_call.page.note.note_edit
    QTest.keyClicks(at_call.page.note.note_edit, "Talked it over. /bp 128 over 74")
    assert at_call.note() == ("Talked it over. Home blood pressure readings reviewed with patient: 128 over 74")
    at_call.prompt("identity")
    at_call.ask(Qt.Key.Key_Y)
    assert at_call.page.script.prompts.current() == "monthly_check_in/since"  # an answer goes on
    at_call.ask(Qt.Key.Key_Minus)
    assert at_call.model.call.said("monthly_check_in/since").skipped
    at_call.prompt("medicines")
    at_call.ask(Qt.Key.Key_O)
    at_call.ask(Qt.Key.Key_Plus)  # one key: the finding becomes a task
    assert at_call.model.call.agreed == ("monthly_check_in/medicines",)
    at_call.person.work(60)
    at_call.keys(at_call.page.note.outcomes.buttons.buttons()[0], Qt.Key.Key_A)
    assert QApplication.focusWidget() is at_call.page.note.note_edit
    at_call.press(Qt.Key.Key_Return, CTRL | SHIFT)
    at_call.person.until(lambda: at_call.model.patient == at_call.ids[1])
    at_call.person.settle()
    assert at_call.page.strip.words_label.text() == "2 of 3 in Due to call"
    assert at_call.person.screens.timer.view.state == "idle"  # the next call starts when somebody says so
    assert at_call.note() == ""
    (entry,) = at_call.entries()
    assert (entry.outcome, entry.note.splitlines()[0]) == (
        "reached", "Talked it over. Home blood pressure readings reviewed with patient: 128 over 74",
    )  # fmt: skip
    assert entry.note.endswith("1 prompt skipped.")
    assert [line.what.value.title for line in at_call.lane(at_call.office.tasks.list)] == ["Arrange the refill"]


def test_voicemail_is_one_click_with_its_note_the_next_attempt_and_a_way_back(at_call: AtCall) -> None:
    at_call.enter_list()
    at_call.start()
    at_call.person.work(30)
    voicemail = next(b for b in at_call.page.note.outcomes.buttons.buttons() if b.property("outcome") == "voicemail")
    QTest.mouseClick(voicemail, Qt.MouseButton.LeftButton)
    at_call.person.until(lambda: not at_call.model.session)
    at_call.person.settle()
    (entry,) = at_call.entries()
    assert (entry.outcome, entry.note) == (
        "voicemail", "Left voicemail with callback number; no health information left.",
    )  # fmt: skip
    assert at_call.page.head.attempt_label.text() == "Attempt 2 of 3 this month"
    planned = at_call.lane(lambda: at_call.office.contacts.next_contact(at_call.ids[0])).value.next_contact_on
    assert planned == "2026-10-23"
    (toast,) = at_call.window.toast._shown
    assert toast.text.startswith("Voicemail: ")
    assert toast.text.endswith(" saved on Abbott, María. Next contact Oct 23.")
    toast.action_button.click()
    at_call.person.settle()
    assert at_call.entries() == []
    assert at_call.page.clock.state == "stopped"
    assert at_call.page.head.attempt_label.text() == "Attempt 1 of 3 this month"


def test_one_letter_while_the_outcomes_have_the_keyboard(at_call: AtCall) -> None:
    at_call.enter_list()
    at_call.start()
    at_call.person.work(10)
    at_call.keys(at_call.page.note.outcomes.buttons.buttons()[0], Qt.Key.Key_V)
    at_call.person.until(lambda: not at_call.model.session)
    at_call.person.settle()
    assert [one.outcome for one in at_call.entries()] == ["voicemail"]


def test_a_letter_in_the_note_is_text(at_call: AtCall) -> None:
    at_call.enter_list()
    at_call.start()
    QTest.keyClicks(at_call.page.note.note_edit, "v")
    at_call.person.settle()
    assert at_call.model.session
    assert at_call.note() == "v"


def test_another_activity_is_one_chord_while_typing(at_call: AtCall) -> None:
    at_call.enter_list()
    at_call.start()
    at_call.person.work(60)
    at_call.keys(at_call.page.note.note_edit, Qt.Key.Key_4, ALT | SHIFT)
    at_call.person.until(lambda: at_call.person.screens.timer.view.activity == "medication_review")
    at_call.person.settle()
    assert at_call.page.clock.segments_label.text().startswith("Phone call with patient 1:0")
    assert at_call.page.clock.segments_label.text().endswith(" → Medication review now")


def test_a_red_flag_has_no_way_out_but_an_outcome(at_call: AtCall) -> None:
    at_call.enter_list()
    at_call.start()
    at_call.press(Qt.Key.Key_F, CTRL | SHIFT)
    assert QApplication.focusWidget() is at_call.page.flag_choice.list
    at_call.press(Qt.Key.Key_Return)
    assert at_call.page.flag.isVisible()
    at_call.press(Qt.Key.Key_Escape)
    assert at_call.page.flag.isVisible()
    assert "stays open" in at_call.page.flag.error_label.text()
    at_call.press(Qt.Key.Key_Return, CTRL)  # nothing chosen yet
    assert at_call.page.flag.isVisible()
    at_call.keys(at_call.page.note.outcomes.buttons.buttons()[0], Qt.Key.Key_V)
    assert at_call.model.session  # nor does an outcome of the call get past it
    assert "sign of danger" in at_call.page.note.message.text_label.text()
    first = at_call.page.flag.outcomes.buttons()[0]
    key = at_call.page.flag.protocol.outcomes[0].key
    first.setFocus()
    at_call.person.to_front()
    QTest.keyClicks(first, key)
    assert not at_call.page.flag.error_label.text()  # it is chosen now
    QTest.keyClicks(at_call.page.flag.words_edit, "Began an hour ago")
    at_call.keys(at_call.page.flag.words_edit, Qt.Key.Key_Return, CTRL)
    at_call.person.until(lambda: not at_call.page.flag.isVisible())
    at_call.person.settle()
    (escalation,) = at_call.lane(at_call.office.escalations.list)
    assert escalation.reason.endswith("Began an hour ago")
    assert at_call.page.script.isVisible()
    at_call.keys(at_call.page.note.outcomes.buttons.buttons()[0], Qt.Key.Key_A)
    at_call.press(Qt.Key.Key_Return, CTRL)
    at_call.person.until(lambda: not at_call.model.session)


def test_an_answer_of_danger_opens_its_protocol_at_once(at_call: AtCall) -> None:
    at_call.enter_list()
    at_call.start()
    at_call.prompt("falls")
    at_call.ask(Qt.Key.Key_I)
    assert at_call.page.flag.isVisible()
    assert at_call.page.flag.protocol.key == "fall_injury"


def test_leaving_keeps_text_and_answers_and_the_clock_runs_on(at_call: AtCall) -> None:
    at_call.enter_list()
    at_call.start()
    QTest.keyClicks(at_call.page.note.note_edit, "Half a sent")
    QTest.keyClicks(at_call.page.note.task_edit, "Send the log")
    at_call.prompt("since")
    at_call.ask(Qt.Key.Key_B)
    at_call.page.note.note_edit.setFocus()
    at_call.press(Qt.Key.Key_Escape)
    assert at_call.window.current_page() == "panel"
    assert at_call.person.screens.timer.view.state == "running"
    desk = at_call.lane(lambda: at_call.office.call_desk.open(at_call.ids[0]))
    assert (desk.session.note, desk.end.task) == ("Half a sent", "Send the log")  # on file, not only on screen
    at_call.press(Qt.Key.Key_3, CTRL)
    assert at_call.note() == "Half a sent"
    at_call.room.open(at_call.ids[1])  # another patient, and back
    at_call.person.settle()
    assert at_call.note() == ""
    at_call.room.open(at_call.ids[0])
    at_call.person.settle()
    assert at_call.note() == "Half a sent"
    assert at_call.page.note.task_edit.text() == "Send the log"
    assert at_call.model.call.said("monthly_check_in/since").answer == "b"


def test_a_change_elsewhere_does_not_undo_what_is_being_typed(at_call: AtCall) -> None:
    at_call.enter_list()
    at_call.start()
    QTest.keyClicks(at_call.page.note.note_edit, "Half a sent")
    at_call.person.entry.gateway.changed.emit(Changed.CONTACTS)
    at_call.person.settle()
    assert at_call.note() == "Half a sent"
    at_call.press(Qt.Key.Key_Escape)
    desk = at_call.lane(lambda: at_call.office.call_desk.open(at_call.ids[0]))
    assert desk.session.note == "Half a sent"


def test_what_was_typed_just_before_the_end_of_the_program_is_kept(at_call: AtCall, tmp_path: Path) -> None:
    at_call.enter_list()
    at_call.start()
    QTest.keyClicks(at_call.page.note.note_edit, "Half a sent")
    at_call.person.entry.close()
    (user,) = (one for one in list_users(tmp_path / "practice") if one.name == "Maria Ortiz")
    opened = unlock(tmp_path / "practice", user.id, PASSPHRASE, at_call.person.clock, kdf=QUICK_FOR_TESTS)
    notes = [due.note for due in opened.office.timer.note_due()]
    opened.close()
    assert notes == ["Half a sent"]


def test_from_a_row_of_the_panel_and_from_the_banner(at_call: AtCall) -> None:
    panel = at_call.person.screens.panel
    at_call.keys(panel.table, Qt.Key.Key_C)
    assert at_call.window.current_page() == "call"
    assert at_call.page.strip.words_label.text().endswith(" of 3 in All enrolled")
    at_call.person.screens.open_patient(at_call.ids[2])
    at_call.person.settle()
    QTest.mouseClick(at_call.person.screens.workspace.banner.call_button, Qt.MouseButton.LeftButton)
    at_call.person.settle()
    assert at_call.page.head.name_label.text() == "Castillo, María"
    assert not at_call.page.strip.isVisible()
    assert at_call.person.screens.timer.view.state == "idle"


def test_stopping_in_call_mode_opens_no_drawer_and_asks_for_the_outcome(at_call: AtCall) -> None:
    at_call.enter_list()
    at_call.start()
    at_call.person.work(20)
    at_call.press(Qt.Key.Key_S, CTRL | SHIFT)
    at_call.person.until(lambda: at_call.page.clock.state == "stopped")
    at_call.person.settle()
    assert not at_call.person.screens.drawer.isVisible()
    assert at_call.page.note.outcomes.isAncestorOf(QApplication.focusWidget())
    at_call.press(Qt.Key.Key_B)
    QTest.keyClicks(at_call.page.note.note_edit, "Call after five")
    at_call.press(Qt.Key.Key_Return, CTRL)
    at_call.person.until(lambda: not at_call.model.session)
    at_call.person.settle()
    assert [one.outcome for one in at_call.entries()] == ["busy"]


def test_own_phrases_are_edited_in_the_settings_and_hold_at_once(at_call: AtCall) -> None:
    settings = at_call.person.entry.window
    settings.actions_by_key["settings"].trigger()
    at_call.person.settle()
    page: Any = settings.pages.currentWidget()
    group = page.groups["calls"]
    page.open("calls")
    at_call.person.settle()
    group.phrases_edit.setPlainText("vm Left a message")
    QTest.mouseClick(group.save_button, Qt.MouseButton.LeftButton)
    assert "Line 1" in group.error_label.text()
    group.phrases_edit.setPlainText("vm = Left a message.\nhi = Good morning.")
    QTest.mouseClick(group.save_button, Qt.MouseButton.LeftButton)
    at_call.person.settle()
    assert group.error_label.text() == ""
    at_call.enter_list()
    at_call.start()
    QTest.keyClicks(at_call.page.note.note_edit, "/hi now")
    assert at_call.note() == "Good morning. now"


def test_every_control_has_a_name(at_call: AtCall) -> None:
    at_call.enter_list()
    at_call.start()
    kinds = (QAbstractButton, QComboBox, QLineEdit, QListWidget, QPlainTextEdit)
    found = [one for one in at_call.page.findChildren(QWidget) if isinstance(one, kinds) and one.isVisible()]
    assert len(found) > 20
    assert [one for one in found if not (one.accessibleName() or getattr(one, "text", str)())] == []
