"""A teach-back from the plan to the next call, in the real window by keyboard, and by `ccm`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ccm_desktop.services.forms import Form, SymptomToWatch
from tests.journeys import test_attesting_window
from tests.journeys.conftest import Person
from tests.journeys.hands import CTRL, Hands
from tests.journeys.month_people import Story
from tests.journeys.test_attesting_commands import Terminal
from tests.journeys.test_keyboard import add_consented
from tests.journeys.test_window import first_run

KEY = Qt.Key
story = test_attesting_window.story


def test_recorded_in_the_plan_it_returns_in_the_call(person: Person) -> None:
    first_run(person)
    patient = add_consented(person, "Castillo")
    office: Any = person.screens._desk.office
    sign = Form("", SymptomToWatch("Ankles swell", "Call us the same day"))
    person.entry.gateway.send(lambda: office.care_plans.save(patient, [sign]))
    person.settle()
    person.screens.open_patient(patient, 2)
    person.settle()
    person.to_front()
    page, hands = person.screens.workspace, Hands(person)
    page.plan.show_section("symptoms")
    person.settle()
    page.plan.tree.setFocus()
    hands.press(KEY.Key_F5)
    form = page.beside.teaching.form
    assert form.line_label.text() == "“Ankles swell: Call us the same day”"
    hands.press(KEY.Key_Return, CTRL)
    assert "not said what came of it" in form.result_box.accessibleDescription(), "nothing is chosen for anybody"
    assert form.result_box.hasFocus()
    hands.press(KEY.Key_3)
    form.words_edit.setPlainText("I drink more water then")
    hands.press(KEY.Key_Return, CTRL)
    assert not form.isVisible()
    assert page.plan.tree.topLevelItem(0).text(0).endswith("↻ go over again")
    assert page.plan.header.teach_button.text() == "Teach-back ↻ 1…"
    person.screens.timer.start(patient)
    hands.in_state("running", patient)
    room = person.screens.call_room
    room.open(patient)
    person.settle()
    prompts = room.page.script.prompts
    assert prompts.current() == "monthly_check_in/identity", "a call begins with the first prompt in hand"
    place = next(row for row in range(prompts.count()) if prompts.item(row).text() == "Go over again") + 1
    assert "Ankles swell" in prompts.item(place).text()
    assert "↻" in prompts.item(place).text()
    prompts.setFocus()
    prompts.setCurrentRow(place)
    QTest.keyClick(prompts, KEY.Key_Y)
    person.settle()
    assert room.model.call.said(prompts._id_at(place)).answer == "y"


def test_undo_takes_a_result_back(person: Person) -> None:
    first_run(person)
    patient = add_consented(person, "Castillo")
    office: Any = person.screens._desk.office
    person.entry.gateway.send(lambda: office.care_plans.save(patient, [Form("", SymptomToWatch("Fever", "Call"))]))
    person.settle()
    person.screens.open_patient(patient, 2)
    person.settle()
    page = person.screens.workspace
    page.plan.show_section("summary")
    person.settle()
    page.plan.header.teach_button.click()
    person.settle()
    assert "Choose a symptom" in page.plan.message.text_label.text()
    page.plan.show_section("symptoms")
    person.settle()
    page.plan.header.teach_button.click()
    person.settle()
    form = page.beside.teaching.form
    form.result_box.setCurrentIndex(2)
    person.screens.open_patient(add_consented(person, "Baker"), 2)
    person.settle()
    assert not form.isVisible()
    person.screens.open_patient(patient, 2)
    person.settle()
    page.plan.header.teach_button.click()
    person.settle()
    assert (form.isVisible(), form.result_box.currentIndex()) == (True, 2), "it waits for its patient"
    form.save_button.click()
    person.settle()
    assert page.plan.header.teach_button.text() == "Teach-back ↻ 1…"
    person.entry.window.toast._shown[-1].action_button.click()
    person.settle()
    assert page.plan.header.teach_button.text() == "Teach-back…"


def test_by_command_line(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    demo = story.world.demo
    patient = demo.patient("Abbott")
    (line,) = demo.office.care_plans.save(patient, [Form("", SymptomToWatch("Fever", "Call us"))]).value
    story.end()
    ccm = Terminal(story.folder, capsys)
    record = ccm("teach-back", "record", patient, line, "partly", "--words", "If I am hot").strip()
    assert "Understood in part" in ccm("teach-back", "list", patient)
    assert ccm.json("teach-back", "list", patient)[0]["again"] is True
    assert "no such instruction" in ccm("teach-back", "record", patient, "nothing", "not", expect=2)
    ccm("teach-back", "withdraw", record, "--because", "Wrong line")
    assert ccm.json("teach-back", "list", patient) == []
    ccm("verify")


def test_on_today_it_opens_the_form_of_its_line(person: Person) -> None:
    first_run(person)
    patient = add_consented(person, "Castillo")
    office: Any = person.screens._desk.office
    sign = Form("", SymptomToWatch("Ankles swell", "Call us the same day"))
    (line,) = office.care_plans.save(patient, [sign]).value
    form = office.contacts.next_contact(patient)
    office.contacts.plan_next(replace(form, value=replace(form.value, next_contact_on="")))
    person.entry.gateway.send(lambda: office.teach_backs.record(patient, line, "not", "Drinks more"))
    person.settle()
    person.screens.panel.reload()
    person.screens.today.page.whose_box.setCurrentIndex(1)
    person.settle()
    person.entry.window.show_page("today")
    person.settle()
    person.to_front()
    page = person.screens.today.page
    page.table.select_key(f"teach_back:{patient}")
    QTest.keyClick(page.table, KEY.Key_Return)
    person.settle()
    shown = person.screens.workspace.beside.teaching.form
    assert person.entry.window.current_page() == "workspace"
    assert shown.line_label.text() == "“Ankles swell: Call us the same day”"
    shown.result_box.setCurrentIndex(1)
    Hands(person).press(KEY.Key_Return, CTRL)
    person.entry.window.show_page("today")
    person.settle()
    assert f"teach_back:{patient}" not in [one.key for one in page.view.lines]
