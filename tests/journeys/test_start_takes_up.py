"""A start on a patient goes on with what was begun there, says what it does, and honours what was chosen beside it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ccm_desktop.app.second_start import SecondStart
from ccm_desktop.app.single_instance import Request
from tests.journeys.conftest import Person
from tests.journeys.hands import CTRL, SHIFT, Hands, focus
from tests.journeys.test_keyboard import add, add_consented, add_enrolled
from tests.journeys.test_window import first_run

ALREADY = "The timer already runs on this patient."


class Desk:
    """A minute of care planning for Lindqvist; Baker is on the panel too."""

    def __init__(self, person: Person) -> None:
        first_run(person)
        person.to_front()
        self.person, self.hands = person, Hands(person)
        self.baker, self.lindqvist = add_consented(person, "Baker"), add_consented(person, "Lindqvist")
        self.reload()
        person.clock.stand_still()
        person.screens.timer.start(self.lindqvist, "care_plan")
        self.hands.in_state("running", self.lindqvist)
        person.work(60)

    @property
    def view(self) -> Any:
        return self.person.screens.timer.view

    @property
    def palette(self) -> Any:
        return self.person.screens.palette

    @property
    def says(self) -> list[str]:
        return list(self.person.entry.window.toast.texts)

    def reload(self) -> None:
        """The palette knows everybody of the panel."""
        self.person.screens.panel.reload()
        self.person.settle()

    def put_aside(self, how: str) -> str:
        """Lindqvist's session."""
        session = str(self.view.session_id)
        if how == "paused":
            self.hands.press(Qt.Key.Key_P, CTRL | SHIFT)
            self.hands.in_state("paused")
        else:
            self.hands.press(Qt.Key.Key_J, CTRL | SHIFT)
            self.hands.in_state("idle")
        return session

    def look_at(self, patient: str) -> None:
        self.person.screens.open_patient(patient)
        self.person.settle()

    def type_start(self, name: str = "lin") -> None:
        self.hands.press(Qt.Key.Key_T, CTRL)
        self.hands.word(name)

    def choose_activity(self, key: str) -> None:
        box = self.palette.options.activity_box
        box.setCurrentIndex(box.findData(key))

    def go_back(self, seconds: int) -> None:
        box = self.palette.options.backdate_box
        assert box.isVisible()
        box.setCurrentIndex(box.findData(seconds))


@pytest.fixture
def desk(person: Person) -> Desk:
    return Desk(person)


# On the patient in view


@pytest.mark.parametrize("how", ["paused", "parked"])
def test_in_view_what_was_put_aside_goes_on_as_what_it_was(desk: Desk, how: str) -> None:
    session = desk.put_aside(how)
    desk.look_at(desk.lindqvist)
    desk.hands.press(Qt.Key.Key_T, CTRL | SHIFT)
    desk.hands.in_state("running", desk.lindqvist)
    assert (desk.view.session_id, desk.view.activity, desk.view.parked) == (session, "care_plan", ())


def test_in_view_the_patient_who_runs_is_said_to_run(desk: Desk) -> None:
    desk.look_at(desk.lindqvist)
    desk.hands.press(Qt.Key.Key_T, CTRL | SHIFT)
    assert desk.says[-1:] == [ALREADY]
    assert desk.view.activity == "care_plan"


def test_with_nobody_in_view_it_says_to_choose(desk: Desk) -> None:
    panel = desk.person.screens.panel
    panel.search_field.setText("nobody of that name")
    desk.person.until(lambda: not panel.current_patient())
    desk.hands.press(Qt.Key.Key_T, CTRL | SHIFT)
    assert desk.says[-1:] == ["Choose a patient first."]


@pytest.mark.parametrize("page", ["settings", "people", "program", "plans", "loops", "conflicts"])
def test_on_a_page_about_nobody_no_clock_starts_on_who_is_chosen_elsewhere(desk: Desk, page: str) -> None:
    assert desk.person.screens.panel.current_patient()
    desk.person.entry.window.show_page(page)
    desk.person.settle()
    desk.hands.press(Qt.Key.Key_T, CTRL | SHIFT)
    assert desk.says[-1:] == ["Choose a patient first."]


def test_no_form_of_a_chart_stands_beside_the_plans_to_sign(desk: Desk) -> None:
    screens, window = desk.person.screens, desk.person.entry.window
    screens.open_patient(desk.lindqvist, 2)
    desk.person.settle()
    screens.workspace.plan.signature_button.click()
    desk.person.settle()
    assert window.side.isVisible()
    screens.sign_plans()
    desk.person.settle()
    assert not window.side.isVisible()


def test_in_call_mode_with_nobody_in_view_it_says_to_choose(person: Person) -> None:
    first_run(person)
    person.to_front()
    hands = Hands(person)
    hands.press(Qt.Key.Key_3, CTRL)
    hands.press(Qt.Key.Key_T, CTRL | SHIFT)
    assert person.entry.window.toast.texts[-1:] == ["Choose a patient first."]
    assert person.screens.call_room.page.waiting.isVisible()


def test_in_call_mode_the_running_call_is_said_to_run_and_a_paused_one_goes_on(desk: Desk) -> None:
    desk.hands.press(Qt.Key.Key_3, CTRL)
    desk.hands.press(Qt.Key.Key_T, CTRL | SHIFT)
    assert desk.says[-1:] == [ALREADY]
    session = desk.put_aside("paused")
    desk.hands.press(Qt.Key.Key_T, CTRL | SHIFT)
    desk.hands.in_state("running", desk.lindqvist)
    assert (desk.view.session_id, desk.view.activity) == (session, "care_plan")


@pytest.mark.parametrize("how", ["paused", "parked"])
def test_a_second_start_goes_on_with_what_was_put_aside(desk: Desk, how: str) -> None:
    session = desk.put_aside(how)
    assert SecondStart(desk.person.entry).answer(Request("start", desk.lindqvist)) == "done"
    desk.hands.in_state("running", desk.lindqvist)
    assert (desk.view.session_id, desk.view.activity) == (session, "care_plan")


def test_a_second_start_without_consent_is_asked_about_in_the_window(desk: Desk) -> None:
    other = add_enrolled(desk.person, "Castillo")
    desk.reload()
    SecondStart(desk.person.entry).answer(Request("start", other))
    desk.person.settle()
    assert "Enter again starts anyway" in desk.palette.message.text_label.text()
    assert desk.view.patient_id == desk.lindqvist


# By name


@pytest.mark.parametrize("how", ["paused", "parked"])
def test_by_name_the_row_says_what_it_resumes_and_enter_goes_on_with_it(desk: Desk, how: str) -> None:
    session = desk.put_aside(how)
    desk.type_start()
    assert f"Resume · {how} at 1:00" in desk.palette.list.item(0).text()
    assert desk.palette.options.activity() == "care_plan"
    desk.hands.press(Qt.Key.Key_Return)
    desk.hands.in_state("running", desk.lindqvist)
    assert (desk.view.session_id, desk.view.activity) == (session, "care_plan")


@pytest.mark.parametrize("how", ["paused", "parked"])
def test_another_activity_and_an_earlier_start_are_honoured_on_what_was_put_aside(desk: Desk, how: str) -> None:
    session = desk.put_aside(how)
    desk.person.clock.push(300)
    desk.type_start()
    desk.choose_activity("referral")
    desk.go_back(120)
    desk.hands.press(Qt.Key.Key_Return)
    desk.hands.in_state("running", desk.lindqvist)
    assert (desk.view.session_id, desk.view.activity, desk.view.elapsed_seconds) == (session, "referral", 180)


def test_of_the_parked_row_on_top_too(desk: Desk) -> None:
    session = desk.put_aside("parked")
    desk.person.clock.push(300)
    desk.hands.press(Qt.Key.Key_T, CTRL)
    assert desk.palette.list.item(0).text().startswith("Resume Lindqvist")
    desk.choose_activity("referral")
    desk.go_back(120)
    desk.hands.press(Qt.Key.Key_Return)
    desk.hands.in_state("running", desk.lindqvist)
    assert (desk.view.session_id, desk.view.activity, desk.view.elapsed_seconds) == (session, "referral", 180)


def test_another_activity_for_the_patient_who_runs_is_taken(desk: Desk) -> None:
    desk.type_start()
    assert desk.palette.list.item(0).text().endswith("is running")
    desk.choose_activity("referral")
    desk.hands.press(Qt.Key.Key_Return)
    assert not desk.palette.isVisible()
    assert desk.view.activity == "referral"
    assert desk.view.elapsed_seconds == 60


def test_the_same_activity_for_the_patient_who_runs_changes_nothing_and_says_so(desk: Desk) -> None:
    desk.type_start()
    desk.hands.press(Qt.Key.Key_Return)
    assert not desk.palette.isVisible()
    assert (desk.view.activity, desk.says[-1:]) == ("care_plan", [ALREADY])


def test_a_note_in_the_drawer_stays_there_when_it_is_said_that_the_timer_runs(desk: Desk) -> None:
    desk.hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    desk.type_start("bak")
    desk.hands.press(Qt.Key.Key_Return)
    desk.hands.in_state("running", desk.baker)
    desk.person.screens.open_drawer(desk.person.screens.timer.due[0].session_id)
    desk.person.settle()
    desk.person.screens.timer.start(desk.baker)
    desk.person.settle()
    assert desk.says[-1:] == [ALREADY]
    assert desk.person.screens.drawer.isVisible()


def test_while_a_timer_runs_no_earlier_start_is_offered(desk: Desk) -> None:
    box = desk.palette.options.backdate_box
    desk.hands.press(Qt.Key.Key_T, CTRL)
    assert not box.isVisible()
    desk.hands.press(Qt.Key.Key_Escape)
    desk.put_aside("paused")
    desk.hands.press(Qt.Key.Key_T, CTRL)
    assert box.isVisible()


def test_an_earlier_start_chosen_before_a_timer_ran_is_refused_in_words_beside_it(desk: Desk) -> None:
    desk.put_aside("paused")
    desk.person.clock.push(300)
    desk.type_start("bak")
    desk.go_back(120)
    desk.person.screens.timer.pause_or_resume()
    desk.hands.in_state("running")
    desk.hands.press(Qt.Key.Key_Return)
    assert "what was done until now is counted in it" in desk.palette.message.text_label.text()
    assert desk.palette.options.backdate_box.isVisible()
    assert desk.view.patient_id == desk.lindqvist


def test_enter_starts_from_the_activity_too(desk: Desk) -> None:
    desk.type_start("bak")
    desk.hands.press(Qt.Key.Key_Tab)
    desk.hands.press(Qt.Key.Key_Tab)
    assert focus() is desk.palette.options.activity_box
    desk.hands.press(Qt.Key.Key_Down)
    chosen = desk.palette.options.activity()
    desk.hands.press(Qt.Key.Key_Return)
    desk.hands.in_state("running", desk.baker)
    assert desk.view.activity == chosen != "call_patient"


def test_an_activity_chosen_by_hand_stays_while_another_name_is_typed(desk: Desk) -> None:
    desk.put_aside("parked")
    desk.hands.press(Qt.Key.Key_T, CTRL)
    desk.choose_activity("referral")
    desk.hands.word("bak", Qt.Key.Key_Return)
    desk.hands.in_state("running", desk.baker)
    assert desk.view.activity == "referral"


# Pressed twice


def test_pause_pressed_twice_before_the_bar_has_changed_pauses_and_says_nothing_wrong(desk: Desk) -> None:
    for state in ("paused", "running"):
        QTest.keyClick(focus(), Qt.Key.Key_P, CTRL | SHIFT)
        QTest.keyClick(focus(), Qt.Key.Key_P, CTRL | SHIFT)
        desk.hands.in_state(state)
        assert desk.says == []


# The way on


def withdraw(desk: Desk) -> None:
    office = desk.person.screens._desk.office
    office.enrolment.revoke_consent(desk.lindqvist, office.context.now(), "Wants to stop")


def end_enrolment(desk: Desk) -> None:
    desk.person.screens._desk.office.enrolment.end(desk.lindqvist, "2026-10-21", "Moved away")


def go_on(desk: Desk, way: str) -> None:
    """Every way in the window in which what was put aside runs again."""
    if way == "bar":
        desk.hands.press(Qt.Key.Key_P, CTRL | SHIFT)
    elif way == "last parked":
        desk.hands.press(Qt.Key.Key_R, CTRL | SHIFT)
    else:
        desk.person.screens.timer.resume_parked(desk.view.parked[0].session_id)
        desk.person.settle()


@pytest.mark.parametrize("way", ["bar", "last parked", "parked menu"])
def test_consent_withdrawn_meanwhile_is_asked_about_with_its_way_on(desk: Desk, way: str) -> None:
    session = desk.put_aside("paused" if way == "bar" else "parked")
    desk.person.clock.push(30)
    withdraw(desk)
    go_on(desk, way)
    assert desk.palette.isVisible()
    assert desk.view.state in ("paused", "idle")
    assert desk.palette.message.text_label.text() == (
        "This patient withdrew the consent: more time counts until the end of that month at most. "
        "Enter again starts anyway."
    )
    assert desk.palette.message.action_button.text() == "Open consent"
    desk.hands.press(Qt.Key.Key_Return)
    desk.hands.in_state("running", desk.lindqvist)
    assert (desk.view.session_id, desk.view.activity) == (session, "care_plan")


def test_enrolment_ended_meanwhile_refuses_and_what_was_timed_is_finished(desk: Desk) -> None:
    desk.put_aside("paused")
    end_enrolment(desk)
    desk.reload()
    desk.hands.press(Qt.Key.Key_P, CTRL | SHIFT)
    assert "What was timed so far can be finished with its note." in desk.palette.message.text_label.text()
    desk.hands.press(Qt.Key.Key_Return)
    assert desk.view.state == "paused"
    desk.hands.press(Qt.Key.Key_Escape)
    desk.hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    desk.hands.word("Plan gone through.")
    desk.hands.press(Qt.Key.Key_Return, CTRL)
    assert desk.person.screens.timer.due == ()
    assert desk.view.state == "idle"


def test_who_is_not_enrolled_is_a_few_keys_from_enrolment(desk: Desk) -> None:
    desk.put_aside("parked")
    candidate = add(desk.person, "Castillo")
    desk.reload()
    desk.look_at(candidate)
    desk.hands.press(Qt.Key.Key_T, CTRL | SHIFT)
    button = desk.palette.message.action_button
    assert button.text() == "Open enrollment"
    assert button.isVisible()
    assert desk.palette.message.text_label.text().startswith("Castillo, Test: This patient is not enrolled")
    for _ in range(4):
        desk.hands.press(Qt.Key.Key_Tab)
    assert focus() is button
    desk.hands.press(Qt.Key.Key_Return)
    workspace = desk.person.screens.workspace
    assert not desk.palette.isVisible()
    assert (workspace.patient, workspace.tabs.currentWidget()) == (candidate, workspace.enrolment)
    assert workspace.enrolment.isAncestorOf(focus())
    assert desk.view.state == "idle"


def test_a_candidate_typed_by_name_has_the_same_way_on(desk: Desk) -> None:
    candidate = add(desk.person, "Castillo")
    desk.reload()
    desk.type_start("cas")
    assert "Castillo, Test is not enrolled." in desk.palette.message.text_label.text()
    assert "Candidates are enrolled in their workspace first." in desk.palette.message.text_label.text()
    desk.hands.click(desk.palette.message.action_button)
    workspace = desk.person.screens.workspace
    assert (workspace.patient, workspace.tabs.currentWidget()) == (candidate, workspace.enrolment)


def test_a_missing_consent_leads_to_the_consent_of_that_patient(desk: Desk) -> None:
    other = add_enrolled(desk.person, "Castillo")
    desk.reload()
    desk.type_start("cas")
    desk.hands.press(Qt.Key.Key_Return)
    desk.hands.click(desk.palette.message.action_button)
    workspace = desk.person.screens.workspace
    assert (workspace.patient, focus()) == (other, workspace.enrolment.consent.answer_box)


def test_the_way_on_goes_when_another_row_is_chosen(desk: Desk) -> None:
    add_enrolled(desk.person, "Castillo")
    desk.reload()
    desk.hands.press(Qt.Key.Key_T, CTRL)
    rows = [desk.palette.list.item(row).text() for row in range(desk.palette.list.count())]
    desk.palette.list.setCurrentRow(next(row for row, words in enumerate(rows) if "Castillo" in words))
    desk.hands.press(Qt.Key.Key_Return)
    assert desk.palette.message.isVisible()
    desk.palette.list.setCurrentRow(next(row for row, words in enumerate(rows) if "Baker" in words))
    assert not desk.palette.message.isVisible()


# Keys


def test_parking_has_a_key_of_its_own_and_a_line_on_the_cheat_sheet(desk: Desk) -> None:
    desk.put_aside("parked")
    assert [line.patient_id for line in desk.view.parked] == [desk.lindqvist]
    desk.hands.press(Qt.Key.Key_Slash, CTRL)
    desk.hands.word("park for")
    window = desk.person.entry.window
    table = next(one for one in window.findChildren(type(desk.person.screens.panel.table)) if one.isVisible())
    assert [line.keys for line in table.rows_model.rows] == ["Ctrl+Shift+J"]
