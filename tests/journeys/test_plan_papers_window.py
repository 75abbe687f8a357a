"""Papers of a plan in the window: chosen and previewed by keyboard, copies recorded and taken back, all at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ccm_desktop.ledger.ids import new_id
from ccm_desktop.services.forms import Caregiver, Form, GoalText, MedicationOrder, PlanReview
from tests.journeys.conftest import Person
from tests.journeys.hands import from_menu
from tests.journeys.test_keyboard import add_enrolled, open_tab
from tests.journeys.test_window import first_run

CONTROL = Qt.KeyboardModifier.ControlModifier
HARD = "Comprehensive cardiovascular reconditioning necessitates interdisciplinary rehabilitation accountability"


def save(person: Person, patient: str, *values: Any) -> None:
    desk = person.screens._desk
    forms = tuple(Form("", value) for value in values)
    desk.gateway.send(partial(desk.office.care_plans.save, patient, forms, "Written"))
    person.settle()


@pytest.fixture
def patient(person: Person) -> str:
    first_run(person)
    person.to_front()
    found = add_enrolled(person, "Baker")
    save(person, found, GoalText(HARD, "", "steps", "", "5000", "2026-12-24", "Walk to church"),
         Caregiver("Luis Baker", "son", "", ("medications",), "2026-09-01"), PlanReview("2026-12-05"))  # fmt: skip
    return found


def printing(person: Person, patient: str) -> Any:
    """The form, by Ctrl+P on the plan."""
    workspace = open_tab(person, patient, 2)
    person.to_front()
    workspace.plan.tree.setFocus()
    key(person, Qt.Key.Key_P, CONTROL)
    person.until(workspace.printing.form.isVisible)
    return workspace.printing


def key(person: Person, pressed: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Into whatever has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, pressed, modifier)
    person.settle()


def choose(box: Any, data: object) -> None:
    box.setCurrentIndex(box.findData(data))


def test_a_copy_is_chosen_previewed_and_left_by_keyboard_alone(person: Person, patient: str) -> None:
    form = printing(person, patient).form
    assert form.kind_box.hasFocus()
    assert form.who_label.text() == "Baker, Test"
    assert form.spoken_label.text() == "The chart does not say which language."
    key(person, Qt.Key.Key_Return, CONTROL)
    preview = person.screens.preview
    person.until(preview.isVisible)
    person.settle()
    assert preview.header.counts_label.text() == "Care_plan.pdf"
    assert "Reading grade" in preview.remark.text_label.text()
    assert HARD in preview.remark.text_label.text()
    person.to_front()
    key(person, Qt.Key.Key_Escape)
    person.until(person.screens.workspace.isVisible)


def test_esc_closes_the_preview_then_the_form_and_the_keyboard_is_where_it_was(person: Person, patient: str) -> None:
    form = printing(person, patient).form
    form.size_box.setFocus()
    key(person, Qt.Key.Key_Return, CONTROL)
    preview = person.screens.preview
    person.until(preview.isVisible)
    person.settle()
    key(person, Qt.Key.Key_Escape)
    person.until(person.screens.workspace.isVisible)
    assert form.isVisible()
    assert form.size_box.hasFocus()
    key(person, Qt.Key.Key_Escape)
    person.until(lambda: not form.isVisible())
    assert person.screens.workspace.plan.tree.hasFocus()


def test_in_a_narrow_window_esc_brings_the_form_back_and_then_closes_it(person: Person, patient: str) -> None:
    person.entry.window.resize(683, 344)
    form = printing(person, patient).form
    key(person, Qt.Key.Key_Return, CONTROL)
    person.until(person.screens.preview.isVisible)
    key(person, Qt.Key.Key_Escape)
    person.until(form.isVisible)
    assert form.kind_box.hasFocus()
    assert person.entry.window.current_page() == "workspace"
    key(person, Qt.Key.Key_Escape)
    person.until(person.screens.workspace.isVisible)
    assert not form.isVisible()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert person.screens.workspace.isAncestorOf(focus)


def test_a_chart_opened_over_the_preview_does_not_bring_the_form_of_another_back(person: Person, patient: str) -> None:
    other = add_enrolled(person, "Castillo")
    person.entry.window.resize(683, 344)
    form = printing(person, patient).form
    key(person, Qt.Key.Key_Return, CONTROL)
    person.until(person.screens.preview.isVisible)
    person.screens.open_patient(other, 2)
    person.settle()
    person.entry.window.back()
    person.until(person.screens.preview.isVisible)
    person.screens.preview.back_button.click()
    person.settle()
    assert not form.isVisible()


def test_in_a_narrow_window_the_preview_takes_the_place_of_the_form(person: Person, patient: str) -> None:
    person.entry.window.resize(683, 344)
    form = printing(person, patient).form
    form.preview_button.click()
    person.settle()
    person.until(person.screens.preview.isVisible)
    assert not form.isVisible()


def test_the_button_opens_the_same_form_and_each_paper_shows_its_own_choices(person: Person, patient: str) -> None:
    workspace = open_tab(person, patient, 2)
    QTest.mouseClick(workspace.plan.print_button, Qt.MouseButton.LeftButton)
    person.settle()
    form = workspace.printing.form
    shown = {}
    for number in range(form.kind_box.count()):
        form.kind_box.setCurrentIndex(number)
        fields = (form.caregiver_field, form.language_field, form.size_field)
        shown[form.kind_box.itemData(number)] = tuple(part.isVisible() for part in fields)
    assert shown == {
        "patient": (False, True, True), "caregiver": (True, True, True), "visit": (False, True, False),
        "medications": (False, True, True), "checkin": (False, True, True), "brief": (False, False, False),
    }  # fmt: skip
    for kind in shown:
        choose(form.kind_box, kind)
        choose(form.language_box, "es")
        form.preview_button.click()
        person.settle()
        person.until(person.screens.preview.isVisible)
        person.entry.window.back()
        person.settle()


def test_a_medicine_without_its_reason_is_named_on_screen_and_blocks(person: Person, patient: str) -> None:
    save(person, patient, MedicationOrder("Zestoril", "20", "mg", "", "daily"))
    form = printing(person, patient).form
    assert form.preview_button.isEnabled()
    choose(form.kind_box, "medications")
    assert form.message.text_label.text() == "Complete these in Medications first. Zestoril: no reason."
    assert not form.preview_button.isEnabled()
    key(person, Qt.Key.Key_Return, CONTROL)
    assert person.entry.window.current_page() == "workspace"
    choose(form.kind_box, "visit")
    assert form.preview_button.isEnabled()


def test_a_caregiver_needs_the_patients_permission(person: Person, patient: str) -> None:
    save(person, patient, Caregiver("Ann Baker", "niece"))
    form = printing(person, patient).form
    choose(form.kind_box, "caregiver")
    form.caregiver_box.setCurrentIndex(form.caregiver_box.findText("Ann Baker"))
    assert "permits this caregiver no part" in form.message.text_label.text()
    assert not form.preview_button.isEnabled()
    form.caregiver_box.setCurrentIndex(form.caregiver_box.findText("Luis Baker"))
    assert form.preview_button.isEnabled()


def test_without_a_caregiver_nothing_is_given_to_one_and_it_is_said_why(person: Person, patient: str) -> None:
    alone = add_enrolled(person, "Castillo")
    save(person, alone, PlanReview("2026-12-05"))
    form = printing(person, alone).form
    assert form.copy_button.isEnabled()
    choose(form.kind_box, "caregiver")
    why = form.message.text_label.text()
    assert why.startswith("The plan names no caregiver")
    assert "Add one under Caregivers" in why
    assert (form.copy_button.isEnabled(), form.preview_button.isEnabled()) == (False, False)
    assert form.copy_button.accessibleDescription() == why
    choose(form.kind_box, "visit")
    assert form.copy_button.isEnabled()
    assert form.copy_button.accessibleDescription() == ""
    save(person, alone, Caregiver("Ann Castillo", "niece"))
    form = printing(person, alone).form  # she is permitted nothing today: something may have been given before
    choose(form.kind_box, "caregiver")
    assert (form.copy_button.isEnabled(), form.preview_button.isEnabled()) == (True, False)


def copies(person: Person, patient: str) -> list[tuple[str, ...]]:
    """To whom and how, version by version; on which day, and what a caregiver was permitted, follow."""
    versions = person.screens._desk.office.care_plans.view(patient).versions
    return [tuple(copy.partition(" on ")[0] for copy in line.copies) for line in versions]


def version_3(person: Person, patient: str) -> str:
    """What the third version is called, as on its paper."""
    (found,) = (one for one in person.screens._desk.office.care_plans.view(patient).versions if one.number == 3)
    return f"Version 3-{found.version_id[-4:]}"


def test_a_copy_given_is_recorded_for_whom_it_was_printed_and_taken_back(person: Person, patient: str) -> None:
    flow = printing(person, patient)
    choose(flow.form.kind_box, "caregiver")
    flow.form.copy_button.click()
    person.settle()
    copy = flow.copy_form
    assert copy.whom_box.hasFocus()
    assert (copy.whom_box.currentText(), copy.version_box.currentText()) == ("Luis Baker", version_3(person, patient))
    choose(copy.how_box, "mailed")
    key(person, Qt.Key.Key_Return, CONTROL)
    assert copies(person, patient)[0] == ("Mailed to Luis Baker",)
    assert not copy.isVisible()
    toast = person.entry.window.toast
    assert toast.texts[-1] == f"Recorded for Baker, Test: {version_3(person, patient)} to Luis Baker, mailed."
    toast._shown[-1].action_button.click()
    person.settle()
    assert copies(person, patient)[0] == ()


def test_a_copy_of_the_future_is_refused_beside_the_button(person: Person, patient: str) -> None:
    workspace = open_tab(person, patient, 2)
    from_menu(person, workspace.plan.header.menu, "Copy given…")
    copy = workspace.printing.copy_form
    copy.day_field.edit.setText("12/24/2026")
    copy.save_button.click()
    person.settle()
    assert "in the future" in copy.message.text_label.text()
    assert copies(person, patient)[0] == ()
    copy.day_field.edit.setText("soon")
    copy.save_button.click()
    assert "not understood" in copy.message.text_label.text()
    copy.day_field.edit.clear()
    copy.save_button.click()
    assert "is missing" in copy.message.text_label.text()
    assert copy.day_field.edit.hasFocus()


def test_a_calendar_is_offered_for_saving(person: Person, patient: str) -> None:
    flow = printing(person, patient)
    saved: list[tuple[str, bytes]] = []
    person.screens.documents.ready_to_save.disconnect()
    person.screens.documents.ready_to_save.connect(partial(_keep, saved))
    flow.form.calendar_button.click()
    person.settle()
    ((name, content),) = saved
    assert name == "Follow_up.ics"
    assert b"SUMMARY:Talk about my plan" in content


def _keep(saved: list[tuple[str, bytes]], rendering: Any, content: bytes) -> None:
    saved.append((rendering.name, content))


def _cancelled(task: Any, words: str) -> None:
    """Somebody presses Cancel at once, but while files are being written."""
    if words.startswith("Making"):
        task.cancel()


def test_the_plans_of_the_patients_shown_go_into_a_folder(person: Person, patient: str, tmp_path: Path) -> None:
    other = add_enrolled(person, "Adams")
    person.entry.window.show_page("panel")
    person.screens.panel.reload()
    person.settle()
    assert set(person.screens.panel.enrolled_shown()) == {patient, other}
    person.screens.panel.search_field.setText("Adams")
    person.screens.panel.apply_filter()
    person.entry.window.actions_by_key["print_plans"].trigger()
    packing = person.screens.packing
    form = packing.papers_form
    assert form.whose_label.text() == "The enrolled patient whom the panel shows"
    assert form.kind_checks["patient"].hasFocus()
    key(person, Qt.Key.Key_Space)  # not that one
    assert not form.folder_button.isEnabled()
    assert "Choose at least one paper" in form.message.text_label.text()
    form.kind_checks["medications"].setChecked(True)
    form.kind_checks["visit"].setChecked(True)
    form.language_box.setCurrentIndex(form.language_box.findData("es"))
    form.size_box.setCurrentIndex(form.size_box.findData(18))
    key(person, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    person.until(lambda: packing._dialog is not None)
    assert packing._dialog is not None
    before = sorted(tmp_path.iterdir())
    person.entry.gateway.long_started.connect(_cancelled)
    packing._dialog.fileSelected.emit(str(tmp_path / "plans"))
    person.settle()
    assert sorted(tmp_path.iterdir()) == before  # nothing half-written, nothing hidden
    assert person.entry.window.toast.texts[-1] == "Stopped. No folder was made."
    person.entry.gateway.long_started.disconnect(_cancelled)
    packing._dialog.fileSelected.emit(str(tmp_path / "plans"))
    packing._dialog.close()
    person.settle()
    assert sorted(path.name.split("_")[0] for path in (tmp_path / "plans").iterdir()) == [
        "Medicines", "Visit", "index.csv",
    ]  # fmt: skip
    (sheet,) = (tmp_path / "plans").glob("Medicines*")
    assert "Mis medicinas" in PdfReader(sheet).pages[0].extract_text()
    assert "2 documents in plans." in person.entry.window.toast.texts[-1]
    assert not form.isVisible()
    person.screens.panel.search_field.setText("Nobody")
    person.screens.panel.apply_filter()
    person.entry.window.actions_by_key["print_plans"].trigger()
    assert "Nobody whom the panel shows is enrolled." in person.entry.window.toast.texts[-1]


def test_what_was_chosen_for_one_patient_is_not_kept_for_the_next(person: Person, patient: str) -> None:
    form = printing(person, patient).form
    choose(form.kind_box, "brief")
    choose(form.size_box, 18)
    other = add_enrolled(person, "Adams")
    form = printing(person, other).form
    assert (form.choice().kind, form.choice().size, form.choice().caregiver) == ("patient", 14, "")
    choose(form.kind_box, "caregiver")
    assert "names no caregiver" in form.message.text_label.text()


def test_a_copy_recorded_while_another_chart_opens_is_told_by_name(person: Person, patient: str) -> None:
    other = add_enrolled(person, "Castillo")
    workspace = open_tab(person, patient, 2)
    workspace.plan.copy_button.click()
    person.settle()
    copy = workspace.printing.copy_form
    copy.save_button.click()
    open_tab(person, other, 2)  # before the answer is there
    told = f"Recorded for Baker, Test: {version_3(person, patient)} to the patient, printed."
    assert person.entry.window.toast.texts[-1] == told
    assert copies(person, patient)[0] == ("Printed to patient",)
    assert not any(copies(person, other))


def test_a_copy_form_records_for_whom_it_was_opened(person: Person, patient: str) -> None:
    """Even the plan as it is now, which names no version that could tell."""
    other = add_enrolled(person, "Castillo")
    workspace = open_tab(person, patient, 2)
    desk = person.screens._desk
    with desk.office.context.transaction() as tx:
        tx.record(MedicationOrder("Warfarin", "5", "mg"), entity=new_id(), patient=patient)
    workspace.plan.copy_button.click()
    person.settle()
    copy = workspace.printing.copy_form
    assert copy.version_box.currentText() == "Version 4, as it is now"
    workspace.open(other)
    assert not copy.isVisible(), "it goes with its chart"
    copy.save_button.click()
    person.settle()
    assert not any((*copies(person, patient), *copies(person, other)))
    open_tab(person, patient, 2).plan.copy_button.click()
    person.settle()
    assert copy.version_box.currentText() == "Version 4, as it is now"
    key(person, Qt.Key.Key_Return, CONTROL)
    assert copies(person, patient)[0] == ("Printed to patient",)
    assert not any(copies(person, other))
