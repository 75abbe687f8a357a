"""A specialist says it differently: raised by the nurse, decided by the practitioner, by keyboard and by `ccm`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from ccm_desktop.services.escalations import NewEscalation
from ccm_desktop.services.forms import Form, MedicationOrder
from ccm_desktop.services.tasks import NewTask
from tests.journeys import test_attesting_window
from tests.journeys.hands import CTRL
from tests.journeys.month_people import MonthPerson, Story
from tests.journeys.test_attesting_commands import ELENA, Terminal

Enter = Callable[..., MonthPerson]
story, enter = test_attesting_window.story, test_attesting_window.enter


def on_metoprolol(story: Story) -> tuple[str, str]:
    """A patient and the medication in the plan."""
    demo = story.world.demo
    patient = demo.enrolled("Abbott")
    order = MedicationOrder("Metoprolol", "25", "mg", frequency="daily", prescriber="Dr. Reyes")
    return patient, demo.office.care_plans.save(patient, [Form("", order)]).value[0]


def medications(person: MonthPerson, patient: str) -> Any:
    """The workspace at that section, the keyboard in its lines."""
    person.screens.open_patient(patient, 2)
    person.settle()
    person.to_front()
    page = person.screens.workspace
    page.plan.show_section("medications")
    person.settle()
    page.plan.tree.setFocus()
    return page


def words_of(page: Any) -> str:
    return str(page.plan.tree.topLevelItem(0).text(0))


def test_the_nurse_raises_it_and_the_practitioner_decides(enter: Enter, story: Story) -> None:
    patient, _ = on_metoprolol(story)
    maria = enter()
    page = medications(maria, patient)
    maria.key(page.plan.tree, Qt.Key.Key_F12)
    maria.settle()
    form = page.beside.instructions.form
    assert "Abbott" in form.who_label.text()
    assert "Metoprolol 25 mg daily" in form.plan_label.text()
    QTest.keyClicks(form.says_edit, "50 mg twice a day")
    form.by_box.setEditText("Dr. Chen")
    QTest.keyClick(form.says_edit, Qt.Key.Key_Return, CTRL)
    maria.settle()
    assert words_of(page).startswith("⚠ Metoprolol")
    assert page.plan.header.instructions_button.text() == "⚠ 1 to decide…"
    page.plan.signature_button.click()
    maria.settle()
    lines = page.signing_commands.form.lines
    maria.until(lambda: lines.count() > 0)
    assert "Two instructions differ, decide first (Dr. Chen: 50 mg twice a day)" in lines.item(0).text()
    lines.itemActivated.emit(lines.item(0))
    maria.settle()
    sheet = page.beside.instructions.sheet
    assert sheet.isVisible()
    assert not sheet.decide_button.isVisible(), "she may not decide"
    sheet.show_lines("Abbott", (replace(sheet.line, plan_now="Metoprolol 50 mg daily"),))
    told = [label.text() for label in sheet.plan_card.findChildren(QLabel)]
    assert "⚠ Changed since, today it says: Metoprolol 50 mg daily" in told
    assert "Metoprolol 25 mg daily" in told, "what it said then stays beside"

    elena = enter(ELENA)
    assert elena.landed_on == "today", "she lands where work is waiting for her"
    elena.screens.panel.reload()
    elena.screens.today.page.whose_box.setCurrentIndex(1)
    elena.settle()
    (line,) = [one for one in elena.screens.today.page.view.lines if one.escalation is not None]
    assert "Which holds?" in line.what
    elena.entry.window.show_page("today")
    elena.to_front()
    today = elena.screens.today.page
    today.table.select_key(line.key)
    elena.key(today.table, Qt.Key.Key_D)
    elena.settle()
    page = elena.screens.workspace
    assert (elena.entry.window.current_page(), page.tabs.currentIndex()) == ("workspace", 2)
    assert page.plan.sections.current == "medications"
    assert page.plan.detail.opened.forms[0].value.drug == "Metoprolol", "the line that it is about is in hand"
    sheet = page.beside.instructions.sheet
    assert sheet.isVisible()
    assert sheet.line.instruction_id == line.escalation.decides
    assert sheet.choice_box.hasFocus()
    QTest.keyClick(sheet.why_edit, Qt.Key.Key_Return, CTRL)
    elena.settle()
    assert "not said which" in sheet.choice_field.error_label.text(), "nothing is chosen for her"
    assert sheet.choice_box.hasFocus()
    sheet.choice_box.setCurrentIndex(2)
    QTest.keyClicks(sheet.why_edit, "Pulse above 90")
    page._desk.gateway.send(partial(page._desk.office.tasks.add, NewTask("Order gloves")))
    elena.settle()
    assert (sheet.choice_box.currentIndex(), sheet.why_edit.text()) == (2, "Pulse above 90"), "what she types stays"
    QTest.keyClick(sheet.why_edit, Qt.Key.Key_Return, CTRL)
    elena.settle()
    assert not sheet.decide_button.isVisible()
    assert elena.entry.window.toast._shown[-1].text.startswith("Abbott, ")
    assert words_of(page) == "Metoprolol 25 mg daily", "the plan itself is as it was"
    assert page.plan.header.instructions_button.text() == "Different instruction…"
    elena.entry.window.show_page("today")
    elena.settle()
    assert not [one for one in today.view.lines if one.escalation is not None], "nothing waits for her any more"
    elena.screens.open_patient(patient, 2)
    elena.settle()
    page.plan.show_section("versions")
    elena.settle()
    assert "Decided: Follow the other instruction" in words_of(page)


def test_without_a_line_in_hand_it_says_what_to_do(enter: Enter, story: Story) -> None:
    (patient, _), other = on_metoprolol(story), story.world.demo.patient("Baker")
    maria = enter()
    page = medications(maria, patient)
    page.plan.show_section("summary")
    maria.settle()
    page.beside.instructions.open()
    maria.settle()
    assert "Choose the medication" in page.plan.message.text_label.text()
    form = page.beside.instructions.form
    assert not form.isVisible()
    page = medications(maria, patient)
    maria.key(page.plan.tree, Qt.Key.Key_F12)
    maria.settle()
    form.says_edit.setPlainText("50 mg")
    maria.screens.open_patient(other, 2)
    maria.settle()
    assert not form.isVisible()
    maria.screens.open_patient(patient, 2)
    maria.settle()
    page.beside.instructions.begin()
    maria.settle()
    assert (form.isVisible(), form.says_edit.toPlainText(), form.patient) == (True, "50 mg", patient)


def test_by_command_line(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    patient, drug = on_metoprolol(story)
    story.end()
    ccm = Terminal(story.folder, capsys)
    one = ccm("instruction", "raise", patient, drug, "50 mg twice a day", "--by", "Dr. Chen").strip()
    assert "Another instruction, to decide: Dr. Chen: 50 mg twice a day" in ccm("plan", "show", patient)
    assert "Only a practitioner may" in ccm("instruction", "decide", one, "keep", "--because", "x", expect=2)
    ccm("instruction", "decide", one, "keep", "--because", "Slow pulse", who=ELENA)
    (line,) = ccm.json("instruction", "list", patient)
    assert (line["open"], line["decisions"][0]["why"]) == (False, "Slow pulse")
    assert "decided already" in ccm("instruction", "withdraw", one, "--because", "x", expect=2)
    ccm("verify")


def test_with_nothing_waiting_the_practitioner_begins_with_all_patients(enter: Enter, story: Story) -> None:
    patient = story.world.demo.patient("Baker")
    elena = enter(ELENA)
    assert elena.landed_on == "panel"
    elena.entry.window.show_page("panel")
    new = NewEscalation(patient, "urgent", "Chest pain at rest", "practitioner")
    elena.entry.gateway.send(lambda: elena.office.escalations.raise_one(new))
    elena.settle()
    assert elena.entry.window.current_page() == "panel", "nobody is taken away from what they do"
