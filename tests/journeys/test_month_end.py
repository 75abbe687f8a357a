"""The month-end room through the real window: fixing, signing, closing, reopening, by keyboard."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from ccm_desktop.domain.calendar import from_epoch
from ccm_desktop.services.time_entries import Amendment
from tests.journeys.month_people import PRESS, MonthPerson, Story, october
from tests.services.conftest import PASSPHRASE
from tests.services.month_world import ELENA, OCTOBER, at
from tests.ui.test_shell import cut

Enter = Callable[..., MonthPerson]


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
        elif story.world.demo.opened is not None:
            story.end()
        inside.append(MonthPerson(qtbot, qapp, story.folder, name))
        return inside[-1]

    yield come
    for person in inside:
        person.leave()


def without_consent(story: Story, family: str = "Castillo") -> str:
    """Enrolled, with plan and 25 minutes, but nobody wrote the consent down."""
    world = story.world
    patient = world.demo.attested(family)
    world.office.enrolment.enrol(patient, last_seen_on="2026-09-01")
    world.work(patient, at(16), 1500, note=f"Medication list compared with the pharmacy for {family}.")
    return patient


def test_f8_opens_the_very_field_and_what_is_fixed_leaves_at_the_next_visit(enter: Enter, story: Story) -> None:
    without_consent(story)
    story.world.at_month_end()
    maria = enter()
    row = maria.exceptions()["E05 Castillo"]
    maria.page.exceptions.table.select_key(row.line.finding_id)
    maria.key(maria.page.exceptions.table, Qt.Key.Key_F8)
    maria.settle()
    window, workspace = maria.entry.window, maria.screens.workspace
    assert window.current_page() == "workspace"
    assert workspace.tabs.currentIndex() == 4
    strip = maria.screens.month_room.fixing.strip
    assert strip.isVisible()
    assert "No valid consent" in strip.words_label.text()
    first = next(iter(workspace.enrolment.consent.elements.values()))
    assert window.focusWidget() is first
    for box in workspace.enrolment.consent.elements.values():
        box.setChecked(True)
    workspace.enrolment.consent.when_field.set_iso("2026-10-01")
    QTest.mouseClick(workspace.enrolment.consent.consent_button, PRESS)
    maria.judged()
    assert strip.words_label.text().startswith("Fixed ✓")
    maria.key(workspace, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    maria.judged()
    assert window.current_page() == "month"
    assert not strip.isVisible()
    assert maria.exceptions()["E05 Castillo"].state == "fixed"
    window.show_page("panel")
    maria.settle()
    window.show_page("month")
    maria.judged()
    assert "E05 Castillo" not in maria.exceptions()


def test_f8_goes_from_one_exception_to_the_next_and_pauses_nothing(enter: Enter, story: Story) -> None:
    without_consent(story, "Castillo")
    without_consent(story, "Delgado")
    story.world.at_month_end()
    maria = enter()
    open_lines = maria.page.exceptions.open_lines()
    maria.page.exceptions.table.setCurrentIndex(maria.page.exceptions.table.rows_model.index(0, 0))
    for line in open_lines:
        maria.key(maria.page.exceptions.table, Qt.Key.Key_F8)
        maria.settle()
        assert maria.screens.workspace.patient == line.patient_id
    maria.key(maria.screens.workspace, Qt.Key.Key_F8)
    maria.settle()
    assert maria.entry.window.current_page() == "month"  # the last one leads back
    actions = maria.entry.window.actions_by_key
    assert "F8" not in [key.toString() for key in actions["pause"].shortcuts()]
    maria.entry.window.show_page("panel")
    assert "F8" in [key.toString() for key in actions["pause"].shortcuts()]


def test_f8_on_an_unfinished_note_takes_the_keyboard_into_it(enter: Enter, story: Story) -> None:
    world = story.world
    patient = world.ready("Abbott")
    world.office.timer.start(patient)
    for _ in range(30):
        world.demo.clock.advance(0.5)
        world.office.timer.tick()
    world.office.timer.stop()
    world.at_month_end()
    maria = enter()
    maria.page.exceptions.table.select_key(maria.exceptions()["E01 Abbott"].line.finding_id)
    maria.key(maria.page.exceptions.table, Qt.Key.Key_F8)
    maria.settle()
    drawer = maria.screens.drawer
    assert drawer.isVisible()
    focus = maria.entry.window.focusWidget()
    assert focus is not None
    assert drawer.isAncestorOf(focus)


def test_an_overlap_opens_both_entries_and_is_parted_by_keyboard(enter: Enter, story: Story) -> None:
    world = story.world
    one, two = world.billable("Abbott", day=5), world.ready("Baker")
    world.work(two, at(5, 15, 10), 1500, note="Called the pharmacy about the inhaler and told the patient.")
    world.at_month_end()
    maria = enter()
    row = maria.exceptions()["E03 Abbott"]
    maria.page.exceptions.table.select_key(row.line.finding_id)
    maria.page.exceptions.fix_next()
    maria.settle()
    form = maria.screens.month_room.overlaps.form
    assert form.isVisible()
    assert maria.screens.workspace.patient == one
    assert form.timeline.hasFocus()
    assert form.timeline.accessibleName() == "Both run for 15 minutes 0 seconds"
    assert "Castillo" not in form.timeline.accessibleDescription()
    for name in ("11:00 AM–11:25 AM (25:00) Maria Ortiz, RN", "11:10 AM–11:35 AM (25:00) Maria Ortiz, RN"):
        assert name in form.timeline.accessibleDescription()
    maria.key(form.timeline, Qt.Key.Key_Down)
    assert form.timeline.cursor_at == 1, "the arrows go from one entry to the other"
    maria.key(form.reason_edit, Qt.Key.Key_Return)
    maria.settle()
    assert "not chosen how" in form.message.text_label.text()
    maria.key(form.buttons["trim_later"], Qt.Key.Key_Space)
    maria.key(form.reason_edit, Qt.Key.Key_Return)
    maria.settle()
    assert "reason is empty" in form.message.text_label.text()
    QTest.keyClicks(form.reason_edit, "The pharmacy call came after")
    maria.key(form.reason_edit, Qt.Key.Key_Return)
    maria.judged()
    assert not form.isVisible()
    standing = [line for line in maria.office.charts.month(two, OCTOBER).lines if not line.voided]
    assert [(line.started_at, line.seconds) for line in standing] == [(at(5, 15, 25), 600)]
    assert maria.screens.month_room.fixing.strip.words_label.text().startswith("Fixed ✓")


def test_ok_because_asks_in_the_row_and_keeps_who_and_why(enter: Enter, story: Story) -> None:
    story.world.billable("Abbott", seconds=3000)  # one entry of 50 minutes
    story.world.at_month_end()
    maria = enter()
    exceptions = maria.page.exceptions
    exceptions.table.select_key(maria.exceptions()["E10 Abbott"].line.finding_id)
    maria.key(exceptions.table, Qt.Key.Key_K)
    assert exceptions.ask.isVisible()
    QTest.keyClick(exceptions.ask.edit, Qt.Key.Key_Return)
    maria.settle()
    assert "reason" in exceptions.ask.error_label.text()
    QTest.keyClicks(exceptions.ask.edit, "Long call with the family about hospice")
    QTest.keyClick(exceptions.ask.edit, Qt.Key.Key_Return)
    maria.judged()
    row = maria.exceptions()["E10 Abbott"]
    assert row.state == "accepted"
    assert row.line.accepted.reason == "Long call with the family about hospice"
    assert row.line.accepted.by == "Maria Ortiz, RN"
    assert not exceptions.ask.isVisible()
    assert maria.entry.window.current_page() == "month"  # Enter answered, and opened nothing
    exceptions.table.select_key(row.line.finding_id)
    assert exceptions.accept_button.text() == "Take back OK"
    maria.key(exceptions.table, Qt.Key.Key_K)
    maria.judged()
    assert maria.exceptions()["E10 Abbott"].state == "review"


def save_note(person: MonthPerson) -> None:
    """E opens the note, the first sentence is changed, Ctrl+Enter keeps it."""
    note = person.page.sign_off.evidence.note
    person.key(person.page.sign_off.table, Qt.Key.Key_E)
    assert note.text_edit.isVisible()
    QTest.keyClicks(note.text_edit, "Checked. ")
    person.to_front()
    QTest.keyClick(note.text_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    person.settle()
    assert not note.text_edit.isVisible()
    person.judged()


def sign(person: MonthPerson, passphrase: str) -> None:
    """S, and the passphrase where it is asked for."""
    tab = person.page.sign_off
    person.look()
    person.key(tab.table, Qt.Key.Key_S)
    person.settle()
    if tab.passphrase_ask.isVisible():
        QTest.keyClicks(tab.passphrase_ask.edit, passphrase)
        QTest.keyClick(tab.passphrase_ask.edit, Qt.Key.Key_Return)
        person.settle()
    person.judged()


def test_the_coordinator_signs_and_then_the_practitioner_and_the_passphrase_is_asked_once(
    enter: Enter, story: Story
) -> None:
    abbott = story.world.billable("Abbott", day=5)
    baker = story.world.billable("Baker", day=6)
    story.world.at_month_end()
    maria = enter()
    maria.to_queue()
    assert maria.queue() == {"Abbott": "note_missing", "Baker": "note_missing"}
    save_note(maria)
    assert maria.queue()["Abbott"] == "to_sign"
    assert maria.office.month_notes.open(abbott, OCTOBER).saved[0].text.startswith("Checked. ")
    maria.page.sign_off.table.select_key(baker)
    maria.settle()
    save_note(maria)
    maria.page.sign_off.table.select_key(abbott)
    sign(maria, "this is not her passphrase")
    assert "not right" in maria.page.sign_off.passphrase_ask.error_label.text()
    maria.page.sign_off.passphrase_ask.edit.clear()
    QTest.keyClicks(maria.page.sign_off.passphrase_ask.edit, PASSPHRASE)
    QTest.keyClick(maria.page.sign_off.passphrase_ask.edit, Qt.Key.Key_Return)
    maria.judged()
    assert maria.page.sign_off.current().patient_id == baker  # on to the next
    maria.look()
    maria.key(maria.page.sign_off.table, Qt.Key.Key_S)
    maria.judged()
    assert not maria.page.sign_off.passphrase_ask.isVisible()
    assert maria.queue() == {"Abbott": "signed", "Baker": "signed"}
    assert maria.page.sign_off.count_label.text() == "2 of 2"
    elena = enter("Elena Reyes")
    elena.to_queue()
    assert elena.page.sign_off.evidence.shown.role == "practitioner"
    for _ in range(2):
        sign(elena, ELENA)
    assert elena.queue() == {"Abbott": "signed", "Baker": "signed"}
    assert set(elena.office.month_desk.desk(OCTOBER).steps[4].state.split()) == {"done"}


def test_nobody_signs_what_was_not_on_the_screen_for_a_second(enter: Enter, story: Story) -> None:
    abbott = story.world.billable("Abbott")
    story.world.at_month_end()
    story.world.office.month_notes.keep_proposed(abbott, OCTOBER)
    maria = enter()
    maria.to_queue()
    assert not maria.page.sign_off.evidence.ready
    maria.key(maria.page.sign_off.table, Qt.Key.Key_S)
    maria.settle()
    assert "Read it first" in maria.page.sign_off.message.text_label.text()
    assert not maria.page.sign_off.passphrase_ask.isVisible()
    assert maria.queue() == {"Abbott": "to_sign"}
    assert not maria.page.sign_off.batch_button.isEnabled()


def test_a_role_that_may_not_sign_is_told_so_in_words(enter: Enter, story: Story) -> None:
    abbott = story.world.billable("Abbott")
    story.world.at_month_end()
    story.world.office.month_notes.keep_proposed(abbott, OCTOBER)
    story.world.sign(abbott)
    maria = enter()
    maria.to_queue()
    practitioner = maria.page.sign_off.roles.buttons()[1]
    QTest.mouseClick(practitioner, PRESS)
    maria.judged()
    maria.look()
    maria.key(maria.page.sign_off.table, Qt.Key.Key_S)
    maria.settle()
    assert "Only a practitioner may sign a month" in maria.page.sign_off.message.text_label.text()


def test_a_change_after_signing_shows_the_withdrawn_signature_with_its_reason(enter: Enter, story: Story) -> None:
    world = story.world
    abbott = world.billable("Abbott", seconds=1500)
    world.at_month_end()
    world.office.month_notes.keep_proposed(abbott, OCTOBER)
    world.sign(abbott)
    entry = world.lines(abbott)[0].entry_id
    maria = enter()
    maria.to_queue()
    assert maria.queue() == {"Abbott": "signed"}
    shorter = Amendment(ended_at=at(5) + 1400)
    maria.entry.gateway.send(lambda: maria.office.time.amend(entry, shorter, "Away from the desk at the end"))
    maria.judged()
    assert maria.queue() == {"Abbott": "needs_re_sign"}
    text = maria.page.sign_off.evidence.message.text_label.text()
    assert "signature is withdrawn" in text
    assert "was amended after the signature" in text


def test_hold_release_undo_chart_and_the_keys_between(enter: Enter, story: Story) -> None:
    abbott, baker = story.world.billable("Abbott", day=5), story.world.billable("Baker", day=6)
    story.world.at_month_end()
    for patient in (abbott, baker):
        story.world.office.month_notes.keep_proposed(patient, OCTOBER)
    maria = enter()
    maria.to_queue()
    tab = maria.page.sign_off
    maria.key(tab.table, Qt.Key.Key_J)
    assert tab.current().patient_id == baker
    maria.key(tab.table, Qt.Key.Key_K)
    assert tab.current().patient_id == abbott
    maria.key(tab.table, Qt.Key.Key_H)
    assert tab.hold_ask.isVisible()
    QTest.keyClicks(tab.hold_ask.edit, "Just in case, SHOJ")  # letters are letters in a field
    QTest.keyClick(tab.hold_ask.edit, Qt.Key.Key_Return)
    maria.judged()
    assert maria.queue() == {"Abbott": "held", "Baker": "to_sign"}
    assert tab.count_label.text() == "0 of 2 · 1 held"
    assert maria.office.month_desk.desk(OCTOBER).board.lines[0].held == "Just in case, SHOJ"
    tab.table.select_key(abbott)
    maria.settle()
    maria.key(tab.table, Qt.Key.Key_H)
    maria.judged()
    assert maria.queue()["Abbott"] == "to_sign"
    sign(maria, PASSPHRASE)
    assert maria.queue()["Abbott"] == "signed"
    maria.key(tab.table, Qt.Key.Key_Z)
    maria.judged()
    assert maria.queue()["Abbott"] == "to_sign"
    assert tab.current().patient_id == abbott
    maria.key(tab.table, Qt.Key.Key_O)
    maria.settle()
    assert maria.entry.window.current_page() == "workspace"
    assert maria.screens.workspace.patient == abbott


def test_all_viewed_signs_those_looked_at_and_nobody_else(enter: Enter, story: Story) -> None:
    patients = {name: story.world.billable(name, day=5 + n) for n, name in enumerate(("Abbott", "Baker", "Castillo"))}
    story.world.at_month_end()
    for patient in patients.values():
        story.world.office.month_notes.keep_proposed(patient, OCTOBER)
    maria = enter()
    maria.to_queue()
    tab = maria.page.sign_off
    for name in ("Abbott", "Baker"):
        tab.table.select_key(patients[name])
        maria.look()
    assert tab.batch_button.text() == "Sign all viewed (2)"
    QTest.mouseClick(tab.batch_button, PRESS)
    maria.settle()
    QTest.keyClicks(tab.passphrase_ask.edit, PASSPHRASE)
    QTest.keyClick(tab.passphrase_ask.edit, Qt.Key.Key_Return)
    maria.judged()
    assert maria.queue() == {"Abbott": "signed", "Baker": "signed", "Castillo": "to_sign"}


def test_a_sentence_of_the_note_leads_to_its_entry(enter: Enter, story: Story) -> None:
    abbott = story.world.billable("Abbott", day=5)
    second = story.world.work(abbott, at(9), 300, note="Refill sent to the mail pharmacy, arrival confirmed.")
    story.world.at_month_end()
    maria = enter()
    maria.to_queue()
    pane = maria.page.sign_off.evidence
    place = next(n for n in range(pane.note.list.count()) if "mail pharmacy" in pane.note.list.item(n).text())
    pane.entries.setCurrentIndex(pane.entries.rows_model.index(1, 0))
    pane.note.list.setCurrentRow(place)
    maria.key(pane.note.list, Qt.Key.Key_Return)
    assert pane.entries.current_row().entry_id == second


def signed(story: Story) -> str:
    patient = story.world.billable("Abbott")
    story.world.at_month_end()
    story.world.sign_all(patient)
    return patient


def close(person: MonthPerson, name: str = "October 2026") -> None:
    form = person.screens.month_room.close_form
    QTest.mouseClick(person.page.header.close_button, PRESS)
    for edit in form.reasons.values():
        QTest.keyClicks(edit, "Seen and agreed")
    QTest.keyClicks(form.name_edit, name)
    QTest.keyClick(form.name_edit, Qt.Key.Key_Return)
    person.judged()


def test_a_month_that_is_not_ready_says_why_under_the_button(enter: Enter, story: Story) -> None:
    story.world.billable("Abbott")
    story.world.at_month_end()
    maria = enter()
    header = maria.page.header
    assert not header.close_button.isEnabled()
    assert header.refused_label.isVisible()
    assert "neither signed for nor on hold" in header.refused_label.text()
    assert "neither signed for nor on hold" in header.close_button.toolTip()


def test_close_then_nothing_can_be_changed_then_reopen(enter: Enter, story: Story) -> None:
    abbott = signed(story)
    maria = enter()
    header, window = maria.page.header, maria.entry.window
    assert header.close_button.isEnabled()
    close(maria, "October")  # not its whole name
    assert maria.office.month_closing.standing(OCTOBER).revision == 0
    assert maria.screens.month_room.close_form.message.text_label.text() == "Type October 2026 to close it."
    maria.screens.month_room.close_form.name_edit.clear()
    close(maria)
    standing = maria.office.month_closing.standing(OCTOBER)
    assert (standing.state, standing.revision) == ("closed", 1)
    assert "Closed rev 1" in header.month_box.currentText()
    assert "Closed rev 1" in window.month_label.text()
    maria.page.show_tab("sign_off")
    maria.settle()
    shut = (header.close_button, maria.page.exceptions.fix_button, maria.page.sign_off.sign_button,
            maria.page.sign_off.hold_button, maria.page.sign_off.evidence.note.edit_button)  # fmt: skip
    assert [press.text() for press in shut if press.isVisible()] == []
    assert "addendum" in maria.page.strip.text_label.text()
    maria.screens.open_patient(abbott, 1)
    maria.settle()
    tab = maria.screens.workspace.time
    tab.month_box.setCurrentIndex(1)
    maria.settle()
    assert "closed (rev 1)" in tab.message.text_label.text()
    assert not tab.amend_button.isVisible()
    assert not tab.void_button.isVisible()
    assert tab.add_button.text() == "Add addendum…"
    window.show_page("month")
    maria.judged()
    reopen = maria.screens.month_room.reopen_form
    QTest.mouseClick(header.reopen_button, PRESS)
    QTest.mouseClick(reopen.reopen_button, PRESS)
    maria.settle()
    assert "reason" in reopen.message.text_label.text()
    QTest.keyClicks(reopen.text_edit, "Cardiology letter came in late")
    QTest.keyClick(reopen.text_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    maria.judged()
    assert maria.office.month_closing.standing(OCTOBER).state == "reopened"
    assert maria.page.strip.property("tone") == "warn"
    assert "Cardiology letter came in late" in maria.page.strip.text_label.text()
    assert header.close_button.isVisible()
    maria.screens.open_patient(abbott, 1)
    maria.settle()
    tab.month_box.setCurrentIndex(1)
    maria.settle()
    assert tab.amend_button.isVisible()
    assert "is reopened" in tab.message.text_label.text()


def test_many_on_hold_leave_what_is_typed_to_close_in_view(enter: Enter, story: Story) -> None:
    patients = [story.world.billable(f"Adams{n:02}", day=1 + n) for n in range(12)]
    story.world.at_month_end()
    for patient in patients:
        story.world.office.month_signing.hold(patient, OCTOBER, "Insurance unclear")
    maria = enter()
    QTest.mouseClick(maria.page.header.close_button, PRESS)
    maria.settle()
    form = maria.screens.month_room.close_form
    assert "On hold, not billed (12):" in form.holds_label.text()
    assert form.holds_label.text().endswith("and 4 more, in the list of patients.")
    assert form.name_edit.visibleRegion().boundingRect() == form.name_edit.rect()


def test_time_added_to_a_month_that_is_over_asks_for_a_day_of_it(enter: Enter, story: Story) -> None:
    abbott = signed(story)
    maria = enter()
    close(maria)
    maria.screens.open_patient(abbott, 1)
    maria.settle()
    workspace = maria.screens.workspace
    workspace.time.month_box.setCurrentIndex(1)
    maria.settle()
    QTest.mouseClick(workspace.time.add_button, PRESS)
    maria.settle()
    form = workspace.time_form
    assert form.title_label.text() == "Addendum to October 2026"
    day: QLineEdit = form.span_fields.day_edit
    assert (day.text(), day.placeholderText()) == ("", "10/21")
    assert day.hasFocus()
    workspace.time.month_box.setCurrentIndex(0)
    maria.settle()
    QTest.mouseClick(workspace.time.add_button, PRESS)
    maria.settle()
    assert form.title_label.text() == "Add time by hand"
    assert day.text() == "11/02/2026"


def test_the_list_answers_while_a_long_assessment_runs(enter: Enter, story: Story) -> None:
    without_consent(story, "Castillo")
    without_consent(story, "Delgado")
    story.world.at_month_end()
    maria = enter()
    table, release = maria.page.exceptions.table, threading.Event()
    maria.entry.gateway.ask(release.wait)  # the database is busy
    try:
        maria.page.reload()
        table.setCurrentIndex(table.rows_model.index(0, 0))
        maria.key(table, Qt.Key.Key_Down)
        assert table.currentIndex().row() == 1
        QTest.mouseClick(maria.page.exceptions.chips[2], PRESS)
        assert maria.entry.gateway.is_busy
    finally:
        release.set()
    maria.judged()


@pytest.mark.parametrize("percent", [100, 200])
def test_every_control_has_a_name_and_no_text_is_cut(enter: Enter, story: Story, percent: int) -> None:
    story.world.billable("Abbott")
    without_consent(story)
    story.world.at_month_end()
    maria = enter()
    maria.entry.theme.apply("light", percent)
    for size in ((1366, 689), (960, 460)):
        maria.entry.window.resize(*size)
        for key in ("exceptions", "patients", "sign_off", "finish"):
            maria.page.show_tab(key)
            maria.settle()
            assert cut(maria.entry.window) == [], (key, size)
            reached = [
                w for kind in (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit)
                for w in maria.page.findChildren(kind)
                if w.isVisible() and w.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
            ]  # fmt: skip
            names = [w.accessibleName() or (w.text() if isinstance(w, QAbstractButton) else "") for w in reached]
            assert "" not in names
            assert len(set(names)) == len(names), sorted(names)


def test_codes_are_compared_and_a_lower_choice_needs_a_reason(enter: Enter, story: Story) -> None:
    abbott = story.world.billable("Abbott")
    story.world.at_month_end()
    maria = enter()
    maria.page.show_tab("patients")
    maria.page.patients.table.select_key(abbott)
    maria.key(maria.page.patients.table, Qt.Key.Key_C)
    maria.settle()
    form = maria.screens.month_room.codes_flow.codes
    assert form.isVisible()
    options = {str(press.property("key")): press for press in form.group.buttons()}
    assert options["staff"].isEnabled()
    assert "99490" in options["staff"].text()
    assert "billed now" in options["staff"].text()
    assert not options["complex"].isEnabled()  # never higher than the evidence
    assert "Needs more time" in options["complex"].accessibleName()
    options["none"].setChecked(True)
    QTest.mouseClick(form.use_button, PRESS)
    maria.settle()
    assert "reason" in form.message.text_label.text()
    QTest.keyClicks(form.reason_edit, "The family asked not to be charged this month")
    QTest.keyClick(form.reason_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    maria.judged()
    assert maria.office.month_end.board(OCTOBER).lines[0].codes == ()


def test_several_patients_are_held_by_keyboard_and_the_toast_takes_it_back(enter: Enter, story: Story) -> None:
    for family in ("Abbott", "Baker", "Cole"):
        story.world.billable(family)
    story.world.at_month_end()
    maria = enter()
    tab = maria.page.patients
    maria.page.show_tab("patients")
    maria.settle()
    tab.table.select_key(next(line.patient_id for line in tab.table.rows_model.rows if line.name[0] == "A"))
    maria.key(tab.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert (tab.hold_button.text(), tab.release_button.isEnabled()) == ("Hold 2…", False)
    maria.key(tab.table, Qt.Key.Key_H)
    assert tab.hold_ask.isVisible()
    QTest.keyClick(tab.hold_ask.edit, Qt.Key.Key_Return)
    assert "The reason is empty" in tab.hold_ask.error_label.text()
    QTest.keyClicks(tab.hold_ask.edit, "Insurance unclear")
    QTest.keyClick(tab.hold_ask.edit, Qt.Key.Key_Return)
    maria.judged()

    def held() -> dict[str, str]:
        return {line.name.split(",")[0]: line.held for line in tab.table.rows_model.all_rows if line.held}

    assert held() == {"Abbott": "Insurance unclear", "Baker": "Insurance unclear"}
    assert maria.page.exceptions.isVisible() is False
    assert tab.hold_ask.isVisible() is False
    toasts = maria.entry.window.toast
    assert toasts.texts[-1] == "2 patients on hold in October 2026."
    toasts._shown[-1].action_button.click()
    maria.judged()
    assert held() == {}
    maria.key(tab.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert tab.hold_button.text() == "Hold 3…"
    maria.office.month_signing.hold(tab.table.rows_model.rows[0].patient_id, OCTOBER, "Hospice?")
    QTest.mouseClick(tab.hold_button, PRESS)
    QTest.keyClicks(tab.hold_ask.edit, "Moved")
    QTest.keyClick(tab.hold_ask.edit, Qt.Key.Key_Return)
    maria.settle()
    assert "held or released one of them meanwhile" in tab.hold_ask.error_label.text()
    assert tab.hold_ask.edit.text() == "Moved"


def test_a_day_of_a_closed_month_says_so_before_anything_is_saved(enter: Enter, story: Story) -> None:
    abbott = story.world.billable("Abbott")
    story.world.at_month_end()
    story.world.sign_all(abbott)
    story.world.close()
    maria = enter()
    maria.screens.open_patient(abbott, 4)
    maria.settle()
    workspace = maria.screens.workspace
    consent = workspace.enrolment.consent
    consent.when_field.edit.setText("10/05")
    maria.settle()
    said = consent.when_hint.message
    assert said.isVisible()
    assert said.text_label.text().startswith("October 2026 is closed (rev 1). Its figures stay as they are")
    assert consent.when_field.edit.accessibleDescription() == said.text_label.text()
    for day in ("09/20", "11/01", ""):
        consent.when_field.edit.setText(day)
        maria.settle()
        assert not said.isVisible()
    workspace.add_time()
    maria.settle()
    form = workspace.time_form
    form.span_fields.day_edit.setText("10/31")
    form.start_edit.setText("9:00 AM")
    QTest.keyClicks(form.length_edit, "5")
    maria.until(form.notes.later_label.isVisible)
    assert "October 2026 was closed as rev 1: this becomes an addendum" in form.notes.later_label.text()


def stopped_with_a_gap(story: Story, patient: str) -> str:
    """Five minutes of work before and after ten of sleep; nobody said what those were."""
    demo = story.world.demo
    session = demo.office.timer.start(patient, "coordination").value
    for pause in (0, 600):
        demo.clock.sleep(pause)
        demo.office.timer.tick()
        for _ in range(600):
            demo.clock.advance(0.5)
            demo.office.timer.tick()
    demo.office.timer.stop()
    return session


def test_an_undecided_gap_is_fixed_in_the_drawer_by_whoever_may(story: Story, enter: Enter) -> None:
    patient = story.world.billable("Adams")
    story.world.demo.clock.wall = from_epoch(at(20, 14))
    session = stopped_with_a_gap(story, patient)
    maria = enter()
    lines = {row.line.code: row.line for row in maria.exceptions().values() if row.line.patient.startswith("Adams")}
    assert (lines["E01"].owner, lines["E02"].owner) == ("Maria Ortiz, RN", "Maria Ortiz, RN")
    maria.screens.month_room.fixing.begin(lines["E02"])
    drawer = maria.screens.drawer
    maria.until(drawer.isVisible)
    maria.settle()
    assert drawer.gaps.has_keyboard()
    drawer.gaps._presses[0].click()
    maria.settle()
    assert not drawer.gaps.has_keyboard()
    assert drawer.note_field.hasFocus(), "the gap is answered, the note is next"
    (due,) = maria.office.timer.note_due()
    assert (due.session_id, due.seconds) == (session, 1200)


def test_somebody_elses_note_is_written_by_who_may_correct_it(story: Story, enter: Enter) -> None:
    patient = story.world.billable("Adams")
    story.world.demo.clock.wall = from_epoch(at(20, 14))
    demo = story.world.demo
    lead, demo.office.context.person = demo.office.context.person, demo.biller
    stopped_with_a_gap(story, patient)
    demo.office.context.person = lead
    maria = enter()
    line = next(row.line for row in maria.exceptions().values() if row.line.code == "E02")
    assert line.owner == "Elena Reyes, MD"
    maria.screens.month_room.fixing.begin(line)
    drawer = maria.screens.drawer
    maria.until(drawer.isVisible)
    maria.settle()
    assert not drawer.resume_button.isVisible(), "it is not one's own to go on with"
    drawer.gaps._presses[0].click()
    maria.settle()
    drawer.note_field.setPlainText("Care coordination with cardiology; finished for Dr. Reyes.")
    drawer.save_button.click()
    maria.settle()
    assert maria.entry.window.toast.texts[-1].startswith("Saved 20:00 for Adams")
