"""Initiating visit, complexity, other services and visit days, entered in the real window by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.journeys.month_people import MonthPerson, Story, october
from tests.services.month_world import OCTOBER
from tests.ui.test_shell import cut

Enter = Callable[..., MonthPerson]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return october(tmp_path / "practice")


@pytest.fixture
def enter(qtbot: QtBot, qapp: QApplication, story: Story) -> Iterator[Enter]:
    """Lock what was told so far and unlock it in a window."""
    inside: list[MonthPerson] = []

    def come(name: str = "Maria Ortiz") -> MonthPerson:
        if inside:
            inside.pop().leave()
        else:
            story.end()
        inside.append(MonthPerson(qtbot, qapp, story.folder, name))
        return inside[-1]

    yield come
    for person in inside:
        person.leave()


def fix(person: MonthPerson, row: str) -> Any:
    """F8 on that exception; returns where the keyboard went."""
    table = person.page.exceptions.table
    table.select_key(person.exceptions()[row].line.finding_id)
    person.key(table, Qt.Key.Key_F8)
    person.settle()
    return person.entry.window.focusWidget()


def kept(person: MonthPerson) -> None:
    """Ctrl+Enter in the form that has the keyboard, and what it changed is judged."""
    QTest.keyClick(person.entry.window.focusWidget(), Qt.Key.Key_Return, CTRL)
    person.judged()


def test_f8_leads_to_the_initiating_visit_and_recording_it_unblocks(enter: Enter, story: Story) -> None:
    world = story.world
    patient = world.billable("Abbott")
    world.office.enrolment.end(patient, "2026-10-14", "Moved away")
    world.office.enrolment.enrol(patient, started_on="2026-10-14", new_patient=True)
    world.at_month_end()
    maria = enter()
    focus = fix(maria, "E20 Abbott")
    card = maria.screens.workspace.enrolment.visit
    assert focus is card.kind_box
    assert not card.kind_box.visibleRegion().isEmpty()
    assert card.recorded_label.text() == "On record: no visit."
    QTest.keyClicks(card.kind_box, "G0439")
    assert card.kind_box.currentData() == "G0439"
    QTest.keyClick(card.record_button, Qt.Key.Key_Space)
    maria.settle()
    assert "date of the visit is missing" in card.message.text_label.text()
    QTest.keyClicks(maria.entry.window.focusWidget(), "10/01/2026")
    assert not card.discussed_box.isChecked()  # nothing is said for anybody
    QTest.keyClick(card.discussed_box, Qt.Key.Key_Space)
    QTest.keyClick(card.record_button, Qt.Key.Key_Space)
    maria.judged()
    assert maria.screens.month_room.fixing.strip.words_label.text().startswith("Fixed ✓")
    assert card.recorded_label.text() == (
        "On record: Annual wellness visit (G0439) on 10/01/2026, Elena Reyes, MD, in person; care management discussed."
    )
    QTest.keyClick(card.clear_button, Qt.Key.Key_Space)
    maria.judged()
    assert card.recorded_label.text() == "On record: no visit."


def test_what_is_typed_of_a_visit_stays_while_something_else_changes(enter: Enter, story: Story) -> None:
    patient = story.world.billable("Abbott")
    story.world.at_month_end()
    maria = enter()
    maria.screens.workspace.open(patient, 4)
    maria.entry.window.show_page("workspace")
    maria.settle()
    tab = maria.screens.workspace.enrolment
    tab.visit.day_field.edit.setText("10/02/2026")
    heads = tab.visit._form.heads
    maria.screens.workspace.send(
        lambda: maria.office.contacts.record(patient, channel="phone", outcome="reached", note="Called."), "Kept."
    )
    maria.settle()
    assert tab.visit.day_field.iso() == "2026-10-02"
    assert tab.visit._form.heads == heads


def test_the_practitioner_attests_complexity_and_withdraws_it(enter: Enter, story: Story) -> None:
    patient = story.world.billable("Abbott", seconds=3600)
    story.world.at_month_end()
    elena = enter("Elena Reyes")
    elena.page.show_tab("patients")
    elena.page.patients.table.select_key(patient)
    elena.key(elena.page.patients.table, Qt.Key.Key_C)
    elena.settle()
    flow = elena.screens.month_room.codes_flow
    QTest.keyClick(flow.codes.complexity_button, Qt.Key.Key_Space)
    elena.settle()
    form = flow.complexity
    assert form.isVisible()
    assert elena.entry.window.focusWidget() is form.level_box
    assert not form.withdraw_button.isVisible()
    assert flow.complexity.level_box.currentData() is None  # nothing is said for anybody
    QTest.keyClicks(form.level_box, "High")
    kept(elena)
    assert "day of the decision is missing" in form.message.text_label.text()
    QTest.keyClicks(form.day_field.edit, "10/05/2026")
    kept(elena)
    assert "does not say why" in form.message.text_label.text()
    QTest.keyClicks(form.why_edit, "Three drugs changed after a fall")
    kept(elena)
    assert not form.isVisible()
    assert elena.office.month_end.board(OCTOBER).lines[0].codes == (("99487", 1),)
    flow.open_complexity(patient)
    elena.settle()
    assert form.state_label.text() == "High on 10/05/2026, Elena Reyes, MD: Three drugs changed after a fall"
    QTest.keyClick(form.withdraw_button, Qt.Key.Key_Space)
    elena.settle()
    assert elena.entry.window.focusWidget() is form.why_edit
    QTest.keyClicks(form.why_edit, "That was another patient")
    QTest.keyClick(form.withdraw_button, Qt.Key.Key_Space)
    elena.judged()
    assert elena.office.month_end.board(OCTOBER).lines[0].codes == (("99490", 1), ("99439", 2))
    flow.open_complexity(patient)
    elena.settle()
    assert "Withdrawn: High" in form.earlier_label.text()
    assert "That was another patient" in form.earlier_label.text()


def test_who_may_not_attest_reads_who_can(enter: Enter, story: Story) -> None:
    patient = story.world.billable("Abbott")
    story.world.at_month_end()
    maria = enter()
    maria.to_queue()
    maria.page.sign_off.table.select_key(patient)
    maria.key(maria.page.sign_off.table, Qt.Key.Key_C)
    maria.settle()
    flow = maria.screens.month_room.codes_flow
    QTest.keyClick(flow.codes.complexity_button, Qt.Key.Key_Space)
    maria.settle()
    form = flow.complexity
    assert form.message.text_label.text() == "Only Elena Reyes, MD, who bills this month, can attest it."
    assert not form.attest_button.isVisible()
    assert not form.why_field.isVisible()
    QTest.keyClick(form.cancel_button, Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_f8_leads_to_the_service_that_blocks_and_its_withdrawal_unblocks(enter: Enter, story: Story) -> None:
    world, patient = story.world, story.world.billable("Abbott")
    world.office.other_services.note(patient, "G0181", "2026-10-09", "same_practice", "billed")
    world.at_month_end()
    maria = enter()
    focus = fix(maria, "E21 Abbott")
    form = maria.screens.month_room.codes_flow.services
    assert form.isVisible()
    assert focus is form.code_edit
    assert "G0181" in form.list.item(0).text()
    assert "home health or hospice supervision" in form.list.item(0).text()
    QTest.keyClick(form.withdraw_button, Qt.Key.Key_Space)
    maria.settle()
    assert "reason is empty" in form.message.text_label.text()
    assert maria.entry.window.focusWidget() is form.why_edit
    QTest.keyClicks(form.why_edit, "Meant for another patient")
    QTest.keyClick(form.why_edit, Qt.Key.Key_Return)
    maria.judged()
    assert "Withdrawn, Maria Ortiz, RN: Meant for another patient" in form.list.item(0).text()
    assert maria.office.month_end.board(OCTOBER).lines[0].codes == (("99490", 1),)
    assert maria.exceptions()["E21 Abbott"].state == "fixed"
    QTest.keyClicks(form.code_edit, "12345")
    assert "do not know this code" in form.code_field.error_label.text()
    form.code_edit.clear()
    QTest.keyClicks(form.code_edit, "99495")
    assert form.label_label.text() == "Transitional care management"
    QTest.keyClicks(form.day_field.edit, "09/30/2026")
    form.day_field.edit.setFocus()
    kept(maria)
    assert "Give a day of October 2026, like 10/21." in form.message.text_label.text()
    form.day_field.edit.clear()
    QTest.keyClicks(form.day_field.edit, "10/09/2026")
    kept(maria)
    assert "Transitional care this month: minutes must be separate" in form.list.item(1).text()


def test_f8_goes_on_from_the_chart_to_a_form_of_the_month_and_back_to_the_list(enter: Enter, story: Story) -> None:
    world = story.world
    visit, blocked = world.billable("Abbott"), world.billable("Baker", 6)
    world.office.enrolment.end(visit, "2026-10-14", "Moved away")
    world.office.enrolment.enrol(visit, started_on="2026-10-14", new_patient=True)
    world.office.other_services.note(blocked, "G0181", "2026-10-09", "same_practice", "billed")
    world.at_month_end()
    maria = enter()
    room = maria.screens.month_room
    codes = [line.code for line in maria.page.exceptions.open_lines()]
    assert codes.index("E20") < codes.index("E21")
    fix(maria, "E20 Abbott")
    for _ in range(codes.index("E21") - codes.index("E20")):
        maria.key(maria.entry.window.focusWidget(), Qt.Key.Key_F8)
        maria.settle()
    assert room.codes_flow.services.isVisible()
    assert "Other service" in room.fixing.strip.words_label.text()
    assert room.fixing.strip.isVisible()
    maria.key(room.fixing.strip.back_button, Qt.Key.Key_Space)
    maria.settle()
    assert not room.fixing.strip.isVisible()


def test_a_form_that_takes_the_place_of_another_begins_where_the_keyboard_is(enter: Enter, story: Story) -> None:
    patient = story.world.billable("Abbott")
    story.world.at_month_end()
    maria = enter()
    maria.entry.theme.apply("light", 200)
    maria.entry.window.resize(960, 460)
    maria.page.show_tab("patients")
    maria.page.patients.table.select_key(patient)
    maria.key(maria.page.patients.table, Qt.Key.Key_C)
    maria.settle()
    flow = maria.screens.month_room.codes_flow
    flow.codes.services_button.setFocus()  # at the bottom, and the panel is scrolled there
    maria.entry.window.side.ensureWidgetVisible(flow.codes.services_button)
    QTest.keyClick(flow.codes.services_button, Qt.Key.Key_Space)
    maria.settle()
    field = maria.entry.window.focusWidget()
    assert field is flow.services.code_edit
    assert field.visibleRegion().boundingRect() == field.rect()


def test_a_blocked_patient_opens_where_the_service_stands(enter: Enter, story: Story) -> None:
    world, patient = story.world, story.world.billable("Abbott")
    world.office.other_services.note(patient, "G0181", "2026-10-09", "same_practice", "billed")
    world.at_month_end()
    maria = enter()
    maria.page.show_tab("patients")
    maria.page.patients.table.select_key(patient)
    maria.key(maria.page.patients.table, Qt.Key.Key_Return)
    maria.settle()
    assert maria.screens.month_room.codes_flow.services.isVisible()


def test_f8_asks_of_the_entry_on_a_visit_day_and_the_time_counts(enter: Enter, story: Story) -> None:
    world, patient = story.world, story.world.billable("Abbott")
    world.office.other_services.note(patient, "99214", "2026-10-05", "same_practitioner", "billed")
    world.at_month_end()
    maria = enter()
    focus = fix(maria, "E17 Abbott")
    workspace = maria.screens.workspace
    form = workspace.time_commands.separate_form
    assert form.isVisible()
    assert focus is form.separate_press
    kept(maria)
    assert "Choose whether" in form.message.text_label.text()  # nothing is said for anybody
    QTest.keyClick(form.separate_press, Qt.Key.Key_Space)
    kept(maria)
    assert "reason is empty" in form.message.text_label.text()
    QTest.keyClicks(form.reason_edit, "Pharmacy call, hours after the visit")
    kept(maria)
    assert not form.isVisible()
    assert maria.office.charts.month(patient, OCTOBER).counted_seconds == 1500
    assert "Apart from the visit, Maria Ortiz, RN: Pharmacy call" in workspace.time.why_label.text()
    assert workspace.time.separate_button.isEnabled()
    QTest.keyClick(workspace.time.separate_button, Qt.Key.Key_Space)
    maria.settle()
    assert form.said_label.text().startswith("Apart from the visit")
    QTest.keyClick(form.part_press, Qt.Key.Key_Space)
    QTest.keyClicks(form.reason_edit, "It was the visit")
    form.reason_edit.setFocus()
    kept(maria)
    assert maria.office.charts.month(patient, OCTOBER).counted_seconds == 0


def test_other_days_are_not_asked_about(enter: Enter, story: Story) -> None:
    patient = story.world.billable("Abbott")
    story.world.at_month_end()
    maria = enter()
    maria.screens.workspace.open(patient, 1)
    maria.entry.window.show_page("workspace")
    maria.settle()
    maria.screens.workspace.time.month_box.setCurrentIndex(1)
    maria.settle()
    button = maria.screens.workspace.time.separate_button
    assert not button.isEnabled()
    assert button.toolTip() == "This entry is not on the day of a visit"


def test_in_a_closed_month_the_forms_can_be_read_only(enter: Enter, story: Story) -> None:
    world, patient = story.world, story.world.billable("Abbott")
    world.demo.complex(patient)
    world.office.other_services.note(patient, "99495", "2026-10-09", "other_practice", "billed")
    world.at_month_end()
    world.sign_all(patient)
    world.close()
    elena = enter("Elena Reyes")
    flow = elena.screens.month_room.codes_flow
    flow.open_complexity(patient)
    elena.settle()
    assert "closed" in flow.complexity.message.text_label.text()
    assert not flow.complexity.attest_button.isVisible()
    assert not flow.complexity.withdraw_button.isVisible()
    flow.open_services(patient)
    elena.settle()
    assert flow.services.list.count() == 1
    assert not flow.services.entry.isVisible()
    assert not flow.services.withdrawal.isVisible()


@pytest.mark.parametrize(("size", "scale"), [((1366, 689), 1.0), ((1024, 600), 2.0)])
def test_nothing_is_cut(enter: Enter, story: Story, size: tuple[int, int], scale: float) -> None:
    world, patient = story.world, story.world.billable("Abbott")
    world.office.other_services.note(patient, "99214", "2026-10-05", "same_practitioner", "billed")
    world.at_month_end()
    elena = enter("Elena Reyes")
    window, flow = elena.entry.window, elena.screens.month_room.codes_flow
    window.resize(*size)
    elena.screens._desk.theme.apply("light", round(scale * 100))
    for open_form in (flow.compare, flow.open_complexity, flow.open_services):
        open_form(patient)
        elena.settle()
        assert cut(window) == [], open_form
    elena.page.show_tab("sign_off")
    elena.settle()
    assert cut(window) == []
    elena.screens.workspace.open(patient, 4)
    window.show_page("workspace")
    elena.settle()
    assert cut(window) == []
