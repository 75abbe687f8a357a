"""The Today page, the quick task and the contacts tab, in the real window, by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ccm_desktop.ledger.payloads.patient import PatientContact, PatientIdentity
from ccm_desktop.services.escalations import NewEscalation
from ccm_desktop.services.forms import Form, GoalText, PlanReview
from ccm_desktop.services.tasks import NewTask
from tests.journeys.conftest import Person
from tests.journeys.test_keyboard import add_consented
from tests.journeys.test_window import first_run

# The clock of the journeys stands on Wednesday, October 21, 2026, 2 PM in New York.


class AtWork:
    """Somebody on the Today page, with one patient."""

    def __init__(self, person: Person) -> None:
        self.person = person
        first_run(person)
        self.page, self.commands = person.screens.today.page, person.screens.today.commands
        self.patient = self.lane(self.add_patient)
        self.go()

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

    def add_patient(self) -> str:
        identity = PatientIdentity("Castillo", "María", "1946-05-04", mrn="101433")
        return str(self.office.patients.add(identity, PatientContact("(555) 014-2277")).value)

    def go(self) -> None:
        self.person.entry.window.actions_by_key["page_today"].trigger()
        self.person.settle()
        self.page.table.setFocus()

    def add(self, title: str, **more: str) -> None:
        self.lane(lambda: self.office.tasks.add(NewTask(title, **{"patient": self.patient, **more})))
        self.page.table.setFocus()

    def titles(self) -> list[str]:
        return [row.line.what for row in self.page.table.rows_model.rows]

    def press(self, key: str) -> None:
        self.person.to_front()
        QTest.keyClicks(self.page.table, key)
        self.person.settle()


@pytest.fixture
def work(person: Person) -> AtWork:
    return AtWork(person)


def test_nothing_due_is_said_in_words(work: AtWork) -> None:
    assert work.titles() == []
    assert work.page.table.empty_state.text_label.text() == "Nothing due today."
    assert work.page.cards.buttons["billable"].accessibleName() == "0 of 0 billable, No enrolled patient is yours"


def test_overdue_first_then_by_time_with_the_count_in_the_rail(work: AtWork) -> None:
    work.add("This afternoon", due_on="2026-10-21", due_time="15:00")
    work.add("Any time", due_on="2026-10-21")
    work.add("Yesterday", due_on="2026-10-20")
    work.add("Tomorrow", due_on="2026-10-22")
    assert work.titles() == ["Yesterday", "This afternoon", "Any time"]
    assert work.page.count_label.text() == "3 due, 1 overdue"
    assert "3" in work.person.entry.window.rail._entries["today"].text()


def test_done_stays_at_its_place_until_the_list_is_left_and_can_be_undone(work: AtWork) -> None:
    for title in ("First", "Second"):
        work.add(title, due_on="2026-10-21", due_time="15:00" if title == "First" else "16:00")
    work.press("d")
    assert work.titles() == ["First", "Second"]
    assert [row.done for row in work.page.table.rows_model.rows] == [True, False]
    assert work.page.count_label.text() == "1 due, 0 overdue"
    work.press("u")
    assert [row.done for row in work.page.table.rows_model.rows] == [False, False]
    work.press("d")
    work.page.log_button.setFocus()
    assert work.titles() == ["Second"]


def test_the_toast_undoes_too_after_the_list_was_left(work: AtWork) -> None:
    work.add("First", due_on="2026-10-21")
    work.press("d")
    work.page.log_button.setFocus()
    (toast,) = work.person.entry.window.toast._shown
    toast.action_button.click()
    work.person.settle()
    assert work.titles() == ["First"]


def test_snoozing_moves_it_out_of_today(work: AtWork) -> None:
    work.add("First", due_on="2026-10-21")
    row = work.page.current()
    menu = work.commands.snooze_menu(row)
    assert [action.text() for action in menu.actions()] == [
        "In &1 hour", "&Tomorrow, Thursday", "Next &workday, Thursday", "&Pick a day…",
    ]  # fmt: skip
    menu.actions()[1].trigger()
    work.person.settle()
    assert work.titles() == []
    (line,) = work.lane(work.office.tasks.list)
    assert line.what.value.due_on == "2026-10-22"


def test_a_day_that_is_no_day_is_refused_beside_the_field(work: AtWork) -> None:
    work.add("First", due_on="2026-10-21")
    work.commands.snooze_menu(work.page.current()).actions()[3].trigger()
    ask = work.page.ask
    for wrong in ("someday", "10/20"):
        ask.edit.setText(wrong)
        ask.answer_button.click()
        assert "not a day to come" in ask.error_label.text()
    ask.edit.setText("+2d")
    ask.answer_button.click()
    work.person.settle()
    (line,) = work.lane(work.office.tasks.list)
    assert line.what.value.due_on == "2026-10-23"


def test_a_thought_takes_two_keys_and_is_filed_from_the_list(work: AtWork) -> None:
    capture = work.person.screens.today.capture
    work.person.entry.window.actions_by_key["capture"].trigger()
    assert capture.isVisible()
    assert not capture.patient_box.isEnabled()
    QTest.keyClicks(capture.title_edit, "Ask about the cuff")
    QTest.keyClick(capture.title_edit, Qt.Key.Key_Return)
    work.person.settle()
    assert not capture.isVisible()
    assert work.page.count_label.text() == "1 due, 0 overdue · 1 unfiled"
    work.page.table.setFocus()
    work.press("f")
    for typed, said in (("nobody", "Nobody matches"), ("cast", "")):
        work.page.ask.edit.setText(typed)
        work.page.ask.answer_button.click()
        assert said in work.page.ask.error_label.text()
    work.person.settle()
    (row,) = work.page.table.rows_model.rows
    assert row.line.patient_id == work.patient
    assert "unfiled" not in work.page.count_label.text()


def test_a_thought_with_a_patient_in_view_is_that_patients(work: AtWork) -> None:
    work.person.screens.open_patient(work.patient)
    work.person.settle()
    capture = work.person.screens.today.capture
    work.person.entry.window.actions_by_key["capture"].trigger()
    assert capture.patient_box.text() == "For Castillo, María"
    QTest.keyClick(capture.title_edit, Qt.Key.Key_Return)
    work.person.settle()
    assert "no words" in capture.message.text_label.text()
    capture.title_edit.setText("Ask about the cuff")
    capture.save_button.click()
    work.person.settle()
    (line,) = work.lane(work.office.tasks.list)
    assert line.patient_id == work.patient


def test_an_escalation_needs_words_and_leaves_the_list_with_them(work: AtWork) -> None:
    work.lane(lambda: work.office.escalations.raise_one(
        NewEscalation(work.patient, "urgent", "Ankles swollen", "lead")))  # fmt: skip
    work.page.table.setFocus()
    work.press("d")
    ask = work.page.ask
    ask.answer_button.click()
    work.person.settle()
    assert "outcome is empty" in ask.error_label.text()
    ask.edit.setText("Seen at noon")
    ask.answer_button.click()
    work.person.settle()
    assert work.titles() == []


def test_a_card_opens_the_panel_with_its_patients(work: AtWork) -> None:
    work.page.cards.buttons["not_started"].click()
    panel = work.person.screens.panel
    assert work.person.entry.window.current_page() == "panel"
    assert panel.view_box.currentData() == "not_started"
    assert [chip.key for chip in panel.chips if chip.isChecked()] == ["mine"]


def test_enter_opens_the_patient(work: AtWork) -> None:
    work.add("First", due_on="2026-10-21")
    work.person.to_front()
    QTest.keyClick(work.page.table, Qt.Key.Key_Return)
    assert work.person.entry.window.current_page() == "workspace"


class TestContactsTab:
    """Attempts, preferences, tasks and escalations of one patient."""

    @pytest.fixture
    def tab(self, work: AtWork) -> Any:
        work.person.screens.open_patient(work.patient, 3)
        work.person.settle()
        return work.person.screens.workspace.contacts

    def test_an_attempt_says_what_comes_next(self, work: AtWork, tab: Any) -> None:
        tab.outcome_box.setCurrentIndex(tab.outcome_box.findData("no_answer"))
        tab.add_button.click()
        work.person.settle()
        assert tab.reach_label.text() == "Attempt 2 of 3: phone, due Fri Oct 23."

    def test_preferences_are_kept(self, work: AtWork, tab: Any) -> None:
        tab.reach_button.click()
        work.person.settle()
        form = work.person.screens.workspace.beside.reach.form
        assert form.edits["phone"].text() == "(555) 014-2277"
        form.edits["language"].setText("Spanish")
        form.boxes["do_not_text"].setChecked(True)
        form.save_button.click()
        work.person.settle()
        assert tab.preferences_label.text() == "Do not text · Spanish"
        assert not form.isVisible()

    def test_a_task_is_added_and_ended(self, work: AtWork, tab: Any) -> None:
        tab.items.add_button.click()
        work.person.settle()
        assert "no words" in tab.message.text_label.text()
        tab.items.title_edit.setText("Send the booklet")
        tab.items.due_field.edit.setText("today")
        tab.items.add_button.click()
        work.person.settle()
        (item,) = tab.items.table.rows_model.rows
        assert (item.due, item.what) == ("Today", "Send the booklet")
        tab.items.done_button.click()
        work.person.settle()
        assert tab.items.table.rows_model.rows == []

    def test_an_escalation_keeps_to_the_patient_it_was_begun_for(self, work: AtWork, tab: Any) -> None:
        screens = work.person.screens
        first, form = screens.workspace.patient, screens.workspace.beside.escalation.form
        tab.items.escalate_button.click()
        form.reason_edit.setPlainText("Ankles swollen")
        other = add_consented(work.person, "Zimmer")
        screens.open_patient(other, 3)
        work.person.settle()
        assert not form.isVisible()
        tab.items.escalate_button.click()
        work.person.settle()
        assert (form.who_label.text(), form.reason_edit.toPlainText()) == ("Zimmer, Test", "")
        screens.open_patient(first, 3)
        work.person.settle()
        screens.workspace.unsaved_message.action_button.click()
        work.person.settle()
        assert form.reason_edit.toPlainText() == "Ankles swollen"
        form.save_button.click()
        work.person.settle()
        escalations = screens._desk.office.escalations
        assert [line.reason for line in escalations.list(patient=first)] == ["Ankles swollen"]
        assert escalations.list(patient=other) == ()

    def test_an_escalation_is_raised_and_answered(self, work: AtWork, tab: Any) -> None:
        tab.items.escalate_button.click()
        form = work.person.screens.workspace.beside.escalation.form
        form.save_button.click()
        work.person.settle()
        assert "has no reason" in form.reason_field.error_label.text()
        form.reason_edit.setPlainText("Ankles swollen")
        form.save_button.click()
        work.person.settle()
        (item,) = tab.items.table.rows_model.rows
        assert (item.what, item.whose) == ("The same day: Ankles swollen", "Practitioner")
        tab.items.end_current()
        work.person.settle()
        tab.items.ask.edit.setText("Seen at noon")
        tab.items.ask.answer_button.click()
        work.person.settle()
        assert tab.items.table.rows_model.rows == []


def test_the_practice_sets_its_own_rule_for_reaching_patients(work: AtWork) -> None:
    assert work.person.entry.session is not None
    settings = work.person.entry.session.settings
    work.person.entry.window.show_page("settings")
    settings.open("outreach")
    work.person.settle()
    row: Any = settings.groups["outreach"].rows["attempts"]
    row.chosen.emit("5")
    settings.groups["outreach"].rows["channels"].chosen.emit("phone,letter")
    work.person.settle()
    policy = work.lane(work.office.outreach.policy).value
    assert (policy.attempts, policy.channels) == (5, ("phone", "letter"))
    assert row.value() == "5"
    QApplication.sendPostedEvents()


def test_a_plan_is_reviewed_from_the_list_in_one_line(work: AtWork) -> None:
    def due() -> str:
        for name, icd10 in (("Hypertension", "I10"), ("Type 2 diabetes", "E11.9")):
            work.office.care_plans.add_problem(work.patient, name, icd10)
        opened = work.office.enrolment.eligibility(work.patient)
        answers = {entity: True for entity, _, _ in opened.conditions}
        work.office.enrolment.attest(opened, answers, "Two admissions last year")
        work.office.enrolment.enrol(work.patient, started_on="2026-10-01")
        work.office.care_plans.save(work.patient, [Form(work.patient, PlanReview("2026-10-20"))])
        return "done"

    work.lane(due)
    work.person.until(lambda: work.titles() == ["Review the care plan"])
    work.page.table.setFocus()
    work.press("S")  # a review has a day of its own: nothing to snooze
    work.press("D")
    work.person.until(work.page.ask.isVisible)
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "Targets met on the call")
    QTest.keyClick(field, Qt.Key.Key_Return)
    work.person.until(lambda: work.titles() == [])
    review = work.lane(lambda: work.office.care_plans.view(work.patient)).review.value
    assert (review.reviewed_on, review.no_change) == ("2026-10-21", "Targets met on the call")
    (toast,) = work.person.entry.window.toast._shown
    work.lane(lambda: work.office.care_plans.save(work.patient, [Form("", GoalText("Walk daily"))], "Goal added"))
    toast.action_button.click()
    work.person.until(lambda: "not your last change here" in work.page.message.text_label.text())
    plan = work.lane(lambda: work.office.care_plans.view(work.patient))
    assert [goal.text.value.description for goal in plan.unattached_goals] == ["Walk daily"]
