"""Check-ins in the real window: from Today by keyboard to red work that ends in words; what is typed stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ccm_desktop.services.forms import CheckinSchedule, Form, SymptomToWatch
from tests.journeys import test_kept_forms
from tests.journeys.conftest import Person
from tests.journeys.hands import ALT, CTRL, SHIFT, Hands
from tests.journeys.test_kept_forms import Crash
from tests.journeys.test_keyboard import add_enrolled
from tests.journeys.test_window import first_run

KEY = Qt.Key
crash = test_kept_forms.crash
# The clock of the window stands on Wednesday, October 21, 2026, 2 PM in New York.


def on_list(person: Person, schedule: CheckinSchedule | None = None) -> str:
    """A patient with two signs, asked as said."""
    first_run(person)
    person.to_front()
    patient = add_enrolled(person, "Castillo")
    office: Any = person.screens._desk.office
    signs = [Form("", SymptomToWatch("Ankles swell", "Call us")),
             Form("", SymptomToWatch("Weight up 3 lb", "Call us the same day", "same_day"))]  # fmt: skip
    gateway = person.entry.gateway
    gateway.send(lambda: office.care_plans.save(patient, signs, "Symptoms"))
    if schedule is not None:
        gateway.send(lambda: office.checkins.plan(Form(patient, schedule)))
    person.settle()
    return patient


def today_keys(page: Any) -> list[str]:
    return [row.line.key.partition(":")[0] for row in page.table.rows_model.rows if not row.done]


def is_asked(form: Any) -> bool:
    """The questions have the keyboard."""
    at = QApplication.focusWidget()
    return form.isVisible() and at is not None and bool(form.questions.isAncestorOf(at))


def test_from_today_to_what_was_done_by_keyboard(person: Person) -> None:
    patient = on_list(person, CheckinSchedule(7, "2026-10-19"))
    hands, page = Hands(person), person.screens.today.page
    hands.press(KEY.Key_1, CTRL)
    page.whose_box.setCurrentIndex(1)
    person.until(lambda: f"checkin:{patient}" in {row.line.key for row in page.table.rows_model.rows})
    page.table.select_key(f"checkin:{patient}")
    page.table.setFocus()
    assert page.current().line.what == "Symptom check-in, every week"
    hands.press(KEY.Key_Return)
    workspace = person.screens.workspace
    form = workspace.beside.checkins.form
    person.until(lambda: is_asked(form))
    assert [row.ask_label.text() for row in form.questions.rows][:2] == ["Ankles swell", "Weight up 3 lb"]
    hands.press(KEY.Key_N)
    hands.press(KEY.Key_L)
    assert form.standing.text_label.text() == (
        "Red, 3 not answered: Weight up 3 lb → Call us the same day. A task for today."
    )  # fmt: skip
    for _ in range(3):
        hands.press(KEY.Key_N)
    assert form.save_button.hasFocus(), "after the last answer Enter saves"
    hands.press(KEY.Key_Return)
    person.until(lambda: not form.isVisible())
    strip = workspace.summary.checkins
    person.until(lambda: len(strip.table.rows_model.rows) == 1)
    assert "Weight up 3 lb: a little → Call us the same day" in strip.whole_label.text()
    strip.table.setFocus()
    hands.press(KEY.Key_E)
    escalation = workspace.beside.escalation.form
    assert escalation.isVisible()
    assert "Weight up 3 lb" in escalation.reason_edit.toPlainText()
    hands.press(KEY.Key_Escape)
    hands.press(KEY.Key_1, CTRL)
    person.until(lambda: "checkin" not in today_keys(page) and "task" in today_keys(page))
    assert page.table.rows_model.rows[0].line.task.is_red, "red comes first"
    page.table.select_key(page.table.rows_model.rows[0].line.key)
    page.table.setFocus()
    hands.press(KEY.Key_D)
    assert page.ask.isVisible()
    hands.press(KEY.Key_Return)
    person.until(lambda: "not said what was done" in page.ask.error_label.text())
    hands.word("Doubled the pill", KEY.Key_Return)
    person.until(lambda: "task" not in today_keys(page))
    assert not page.ask.isVisible()
    person.screens.open_patient(patient, 0)
    person.until(lambda: strip.whole_label.text().endswith("Done: Doubled the pill"))


def test_on_the_summary_answered_taken_back_and_planned(person: Person) -> None:
    patient = on_list(person)
    person.screens.open_patient(patient, 0)
    workspace = person.screens.workspace
    strip, join, hands = workspace.summary.checkins, workspace.beside.checkins, Hands(person)
    person.until(lambda: strip.standing_label.text() == "Nobody asks regularly")
    strip.schedule_button.click()
    person.until(join.schedule_form.isVisible)
    join.schedule_form.rhythm_box.setCurrentIndex(join.schedule_form.rhythm_box.findData("-1"))
    hands.press(KEY.Key_Return, CTRL)
    person.until(lambda: "no rhythm" in join.schedule_form.days_field.error_label.text())
    join.schedule_form.days_edit.setText("10")
    hands.press(KEY.Key_Return, CTRL)
    person.until(lambda: strip.standing_label.text() == "Every 10 days · due today")
    hands.press(KEY.Key_C, ALT | SHIFT)
    person.until(lambda: is_asked(join.form))
    hands.press(KEY.Key_Y)
    hands.press(KEY.Key_Up)
    hands.press(KEY.Key_Backspace)
    assert [row.answer for row in join.form.questions.rows] == ["", "", "", "", ""]
    hands.press(KEY.Key_Y)
    for _ in range(4):
        hands.press(KEY.Key_N)
    hands.press(KEY.Key_Return)
    person.until(lambda: strip.standing_label.text() == "Every 10 days · next 10/31/2026")
    assert [line.level for line in strip.table.rows_model.rows] == ["amber"]
    person.entry.window.toast._shown[-1].action_button.click()
    person.until(lambda: strip.standing_label.text() == "Every 10 days · due today")
    assert strip.table.rows_model.rows == []


def test_answers_outlive_a_crash_with_the_sign_that_left_the_plan(person: Person, crash: Crash) -> None:
    patient = on_list(person)
    person.screens.open_patient(patient, 0)
    join, hands = person.screens.workspace.beside.checkins, Hands(person)
    person.settle()
    hands.press(KEY.Key_C, ALT | SHIFT)
    person.until(lambda: is_asked(join.form))
    hands.press(KEY.Key_N)
    hands.press(KEY.Key_Y)
    join.form.questions.rows[1].words_edit.setText("four pounds")
    office: Any = person.screens._desk.office
    plan = office.care_plans

    def remove() -> Any:
        sign = plan.view(patient).short["symptoms"][1]
        return plan.save(patient, [replace(sign, value=replace(sign.value, status="removed"))], "Gone")

    person.entry.gateway.send(remove)
    person.settle()
    after = crash(person)
    after.screens.open_patient(patient, 0)
    workspace = after.screens.workspace
    after.until(workspace.unsaved_message.isVisible)
    assert "symptom check-in “2 of 5 answered”" in workspace.unsaved_message.text_label.text()
    workspace.unsaved_message.action_button.click()
    form = workspace.beside.checkins.form
    after.until(form.isVisible)
    after.until(lambda: len(form.questions.rows) == 5)
    found = {row.question.ask: (row.answer, row.words_edit.text()) for row in form.questions.rows}
    assert found["Weight up 3 lb"] == ("yes", "four pounds")
    assert found["Ankles swell"] == ("no", "")
    QTest.keyClick(form, KEY.Key_Return, CTRL)
    strip = workspace.summary.checkins
    after.until(lambda: [line.level for line in strip.table.rows_model.rows] == ["red"])
    assert not workspace.unsaved_message.isVisible()
