"""A care plan from the nurse's checklist to the practitioner's signature, by keyboard, and by `ccm`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from ccm_desktop.services.forms import Form, SymptomToWatch
from ccm_desktop.ui.signing_words import MORE_BELOW, TOO_SOON
from tests.journeys import test_attesting_window
from tests.journeys.month_people import MonthPerson, Story
from tests.journeys.test_attesting_commands import ELENA as SIGNER
from tests.journeys.test_attesting_commands import Terminal
from tests.services.month_world import ELENA
from tests.services.test_plan_signing import add, ready

Enter = Callable[..., MonthPerson]


story, enter = test_attesting_window.story, test_attesting_window.enter


def checklist(person: MonthPerson, patient: str) -> Any:
    """The plan's checklist, opened from the care plan tab."""
    person.screens.open_patient(patient, 2)
    person.settle()
    form = person.screens.workspace.signing_commands.form
    person.screens.workspace.plan.signature_button.click()
    person.settle()
    person.until(lambda: bool(form.list_label.text()))
    return form


def queue(person: MonthPerson) -> Any:
    """Plans to sign, by its command."""
    person.to_front()
    person.entry.window.actions_by_key["plans_to_sign"].trigger()
    person.settle()
    return person.screens.plans_to_sign


def today_words(person: MonthPerson) -> list[str]:
    """The titles beside the list of Today."""
    person.entry.window.actions_by_key["page_today"].trigger()
    person.settle()
    beside = person.screens.today.page.beside
    return [words.text() for words in beside.findChildren(QLabel, "groupTitle") if words.isVisibleTo(beside)]


def read(person: MonthPerson, page: Any) -> None:
    """A second of looking, and to the end of what must be read."""
    person.until(lambda: page.evidence.shown is not None)
    person.until(lambda: page.evidence.unread() != TOO_SOON)
    while page.evidence.unread():
        QTest.keyClick(page.evidence.text, Qt.Key.Key_PageDown)


def sign(person: MonthPerson, page: Any) -> None:
    read(person, page)
    person.key(page.table, Qt.Key.Key_S)
    person.settle()
    if page.passphrase_ask.isVisible():
        QTest.keyClicks(page.passphrase_ask.edit, ELENA)
        QTest.keyClick(page.passphrase_ask.edit, Qt.Key.Key_Return)
        person.settle()


def test_from_the_checklist_to_the_signature(enter: Enter, story: Story) -> None:
    patient = ready(story.world)
    maria = enter()
    form = checklist(maria, patient)
    assert form.list_label.text() == "Nothing is missing."
    assert form.who_label.text() == maria.screens.workspace.banner.name != ""
    assert form.words_edit.hasFocus()
    form.words_edit.setText("New target")
    maria.key(form.words_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    maria.settle()
    assert not form.isVisible()
    assert "Plans to sign" not in today_words(maria)
    elena = enter("Elena Reyes")
    assert "Plans to sign (1)" in today_words(elena)
    assert elena.screens.today.page.count_label.text().endswith(" · 1 plan to sign")
    card = elena.screens.today.page.beside.cards[0]
    assert any("“New target”" in words.text() for words in card.findChildren(QLabel))
    card.findChildren(QPushButton)[0].click()
    elena.settle()
    page = elena.screens.plans_to_sign
    assert page.isVisible()
    (line,) = page.table.rows_model.rows
    assert (line.words, page.evidence.shown.patient_id) == ("New target", patient)
    text = page.evidence.text.toPlainText()
    assert "Nobody has signed this plan yet" in text
    assert "Blood pressure at home" in text
    sign(elena, page)
    elena.until(lambda: page.table.rows_model.rows == [])
    assert elena.office.plan_signing.standing(patient).state == "signed"
    assert "Plans to sign" in today_words(elena)
    assert "Plan signed." in " ".join(elena.entry.window.toast.texts)


def test_a_line_of_the_checklist_leads_to_its_field(enter: Enter, story: Story) -> None:
    patient = ready(story.world)
    goal = story.world.office.care_plans.view(patient).problems[0].goals[0].text
    story.world.office.care_plans.save(
        patient, [Form(goal.entity, type(goal.value)(**{**vals(goal.value), "owner": ""}), goal.heads)]
    )
    maria = enter()
    form = checklist(maria, patient)
    assert form.list_label.text() == "One thing is missing before it can be signed:"
    assert not form.submit_button.isEnabled()
    assert form.lines.count() == 1
    assert form.lines.hasFocus()
    assert "Say who sees to it." in form.lines.item(0).text()
    maria.key(form.lines, Qt.Key.Key_Return)
    maria.settle()
    focus = QApplication.focusWidget()
    assert focus is maria.screens.workspace.plan.detail.editor("owner")


def vals(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def test_a_glance_is_no_reading(enter: Enter, story: Story) -> None:
    story.world.office.plan_signing.submit(ready(story.world))
    elena = enter("Elena Reyes")
    page = queue(elena)
    elena.until(lambda: page.evidence.shown is not None)
    page.evidence._look.begin()
    page.evidence._look._timer.stop()  # however slow the machine is, the second is not over
    elena.key(page.table, Qt.Key.Key_S)
    elena.settle()
    assert "Read it first" in page.why_label.text()
    assert not page.passphrase_ask.isVisible()


def test_what_changed_since_the_signature_comes_first(enter: Enter, story: Story) -> None:
    patient = ready(story.world)
    world = story.world
    world.become_elena()
    seen = world.office.plan_signing.evidence(patient).seen
    world.demo.clock.advance(2)
    world.office.plan_signing.sign(patient, seen, ELENA)
    world.become_maria()
    add(world, patient, SymptomToWatch("<b>Swollen</b> legs", "Call us"))
    goal = world.office.care_plans.view(patient).problems[0].goals[0].text
    assert goal.value.target == "below 130/80"
    world.office.care_plans.save(patient, [replace(goal, value=replace(goal.value, target="below 120/80"))])
    world.office.plan_signing.submit(patient)
    elena = enter("Elena Reyes")
    page = queue(elena)
    read(elena, page)
    first, goal_line, target, symptom, what, *_ = page.evidence.text.toPlainText().replace("\xa0", " ").splitlines()
    assert first.startswith("2 changes since version")
    assert goal_line.startswith("~ Changed  Goal: ")
    assert target == "Target: below 130/80 120/80"  # the first struck, the second underlined
    assert symptom == "+ Added  Symptom to watch: <b>Swollen</b> legs"
    assert what.endswith(": Call us")
    markup = page.evidence.text.toHtml()
    assert re.search(r"text-decoration: *line-through[^>]*>130/80<", markup)
    assert re.search(r"text-decoration: *underline[^>]*>120/80<", markup)
    assert "Target, removed: 130/80; added: 120/80" in page.evidence.text.accessibleDescription()


def test_compare_is_called_by_what_it_compares_with(enter: Enter, story: Story) -> None:
    """Nothing was saved since the signature: the last save is on show and is called so."""
    patient = ready(story.world)
    world = story.world
    world.become_elena()
    seen = world.office.plan_signing.evidence(patient).seen
    world.demo.clock.advance(2)
    world.office.plan_signing.sign(patient, seen, ELENA)
    world.become_maria()
    maria = enter()
    assert spans(maria, patient) == "The last save"
    maria.screens._desk.gateway.send(
        partial(maria.office.care_plans.save, patient, [Form("", SymptomToWatch("Swollen legs", "Call us"))])
    )
    maria.settle()
    assert spans(maria, patient) == "Since the last signature"


def spans(person: MonthPerson, patient: str) -> str:
    """What Compare says that it shows when it is opened."""
    person.screens.open_patient(patient, 2)
    person.settle()
    person.screens.workspace.plan.compare_button.click()
    page = person.screens.comparison
    person.until(lambda: page.shown is not None)
    return str(page.choice.span_box.currentText())


def test_returned_with_words_that_stand_in_the_checklist(enter: Enter, story: Story) -> None:
    patient = ready(story.world)
    story.world.office.plan_signing.submit(patient)
    elena = enter("Elena Reyes")
    page = queue(elena)
    read(elena, page)
    elena.key(page.table, Qt.Key.Key_R)
    QTest.keyClicks(page.return_ask.edit, "The target is too low")
    QTest.keyClick(page.return_ask.edit, Qt.Key.Key_Return)
    elena.settle()
    assert page.table.rows_model.rows == []
    maria = enter()
    form = checklist(maria, patient)
    assert "The target is too low" in form.standing_label.text()
    maria.office.plan_signing.submit(patient)
    elena = enter("Elena Reyes")
    page = queue(elena)
    elena.until(lambda: page.evidence.shown is not None)
    label = page.evidence.standing_label
    assert "Returned before by" in label.text()
    assert label.text().endswith("“The target is too low”; nothing changed since")
    assert form.submit_button.isEnabled()


def head_of(person: MonthPerson, patient: str) -> Any:
    """The words above the plan."""
    person.screens.open_patient(patient, 2)
    person.settle()
    return person.screens.workspace.plan.header


def test_on_today_and_above_the_plan_stands_that_it_was_returned_and_why(enter: Enter, story: Story) -> None:
    patient, world = ready(story.world), story.world
    world.office.plan_signing.submit(patient)
    assert world.office.care_plans.view(patient).way.state == "waiting"
    world.become_elena()
    world.office.plan_signing.send_back(patient, "The target is too low")
    world.become_maria()
    maria = enter()
    maria.entry.window.actions_by_key["page_today"].trigger()
    maria.settle()
    page, key = maria.screens.today.page, f"returned:{patient}"
    maria.until(lambda: key in [one.key for one in page.view.lines])
    page.table.select_key(key)
    maria.key(page.table, Qt.Key.Key_D)
    maria.settle()
    workspace = maria.screens.workspace
    assert (workspace.patient, workspace.tabs.currentIndex()) == (patient, 2)
    said = workspace.plan.header.notes_label.text()
    assert re.match("↩ Elena Reyes, MD returned it without a signature .*: “The target is too low”", said)
    maria.office.plan_signing.submit(patient)
    maria.entry.window.actions_by_key["page_today"].trigger()
    maria.until(lambda: key not in [one.key for one in page.view.lines])


def test_a_save_after_the_signature_is_told_at_once_and_stands_above_the_plan(enter: Enter, story: Story) -> None:
    patient, world = ready(story.world), story.world
    world.become_elena()
    seen = world.office.plan_signing.evidence(patient).seen
    world.demo.clock.advance(2)
    world.office.plan_signing.sign(patient, seen, ELENA)
    world.become_maria()
    maria = enter()
    header, detail = head_of(maria, patient), maria.screens.workspace.plan.detail
    assert " · signed by Elena Reyes, MD " in header.words_label.text()
    assert "Differs" not in header.notes_label.text()
    assert header.notes_label.text().startswith("As signed: v")
    detail.focus_first()
    QTest.keyClicks(detail.editor("display"), " of long standing")
    assert detail.save()
    maria.until(lambda: "⚠ Differs from what Elena Reyes, MD signed " in header.notes_label.text())
    assert "Plan saved. It differs from what was signed." in maria.entry.window.toast.texts
    assert "signed by" not in header.words_label.text()
    assert re.search(r"Based on signed v\d+ \(.*\), changed since · never reviewed · ", header.notes_label.text())
    header.fold(folded=True)
    assert "⚠ Differs" in header.words_label.text()  # what waits is never left out; the rest is heard on the button
    assert "changed since" in header.more_button.accessibleDescription()
    assert header.more_button.accessibleDescription() in header.more_button.toolTip()
    header.fold(folded=False)
    assert header.more_button.accessibleDescription() == ""


def test_a_lead_reads_and_does_not_sign(enter: Enter, story: Story) -> None:
    story.world.office.plan_signing.submit(ready(story.world))
    maria = enter()
    page = queue(maria)
    read(maria, page)
    assert "Only a practitioner may sign a care plan" in page.message.text_label.text()
    assert not page.sign_button.isEnabled()
    maria.key(page.table, Qt.Key.Key_S)
    maria.settle()
    assert len(page.table.rows_model.rows) == 1


def test_by_command(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    patient = ready(story.world)
    story.end()
    ccm = Terminal(story.folder, capsys)
    assert ccm.json("plan", "standing", patient)["missing"] == []
    ccm("plan", "submit", patient, "--words", "Ready")
    assert [line["words"] for line in ccm.json("plan", "queue")] == ["Ready"]
    shown = ccm("plan", "evidence", patient, who=SIGNER)
    plan = ccm.json("plan", "show", patient)
    said = [plan["problems"][0]["code"]["value"]["display"], plan["problems"][0]["goals"][0]["text"]["value"]["target"]]
    assert [words for words in said if words not in shown] == []  # who never signed it before is shown the whole plan
    seen = ccm.json("plan", "evidence", patient, who=SIGNER)["seen"]
    assert "not opened" in ccm("plan", "sign", patient, "--seen", "", who=SIGNER, expect=2)
    assert "changed since" in ccm("plan", "sign", patient, "--seen", "0" * 64, who=SIGNER, expect=2)
    assert "Only a practitioner" in ccm("plan", "sign", patient, "--seen", seen, expect=2)
    ccm("plan", "sign", patient, "--seen", seen, who=SIGNER)
    assert ccm.json("plan", "standing", patient)["standing"]["state"] == "signed"
    assert "does not wait" in ccm("plan", "return", patient, "No", who=SIGNER, expect=2)
    assert ccm.json("verify") == {"sound": True, "findings": []}


def test_a_plan_longer_than_the_screen_is_not_signed_before_its_end_was_seen(enter: Enter, story: Story) -> None:
    patient = ready(story.world)
    symptoms = [Form("", SymptomToWatch(f"Sign {n}", "Call us", "call")) for n in range(80)]
    story.world.office.care_plans.save(patient, symptoms)
    story.world.office.plan_signing.submit(patient)
    elena = enter("Elena Reyes")
    page = queue(elena)
    elena.until(lambda: page.evidence.shown is not None)
    elena.until(lambda: page.evidence.unread() == MORE_BELOW)
    elena.key(page.table, Qt.Key.Key_S)
    elena.settle()
    assert page.why_label.text() == page.sign_button.accessibleDescription() == MORE_BELOW
    assert page.sign_button.isEnabled()  # it is still reached and heard
    assert page.sign_button.property("refused")  # and looks closed
    assert elena.office.plan_signing.standing(patient).state == "waiting"
    assert page.evidence.text.hasFocus()  # Page Down reads on
    read(elena, page)
    elena.until(lambda: not page.why_label.text())
    assert not page.sign_button.property("refused")
    sign(elena, page)
    elena.until(lambda: elena.office.plan_signing.standing(patient).state == "signed")


def test_what_comes_into_view_because_the_window_grew_was_seen(enter: Enter, story: Story) -> None:
    patient = ready(story.world)
    symptoms = [Form("", SymptomToWatch(f"Sign {n}", "Call us", "call")) for n in range(30)]
    story.world.office.care_plans.save(patient, symptoms)
    story.world.office.plan_signing.submit(patient)
    elena = enter("Elena Reyes")
    page = queue(elena)
    elena.until(lambda: page.evidence.shown is not None)
    elena.until(lambda: page.evidence.unread() == MORE_BELOW)
    elena.entry.window.resize(1366, 3000)
    elena.until(lambda: page.evidence.text.verticalScrollBar().maximum() == 0)
    elena.until(lambda: page.evidence.ready)


def test_no_line_of_the_queue_is_marked_for_a_plan_that_does_not_wait(enter: Enter, story: Story) -> None:
    """Else the list would name one patient and the plan beside it belong to another."""
    office, apart, waits = story.world.office, ready(story.world), ready(story.world)
    office.plan_signing.submit(waits)
    elena = enter("Elena Reyes")
    page = elena.screens.plans_to_sign
    elena.screens.sign_plans(apart)
    elena.until(lambda: page.evidence.shown is not None and page.evidence.shown.patient_id == apart)
    assert page.table.current_row() is None
    assert not page.table.selectedIndexes()
    elena.entry.gateway.send(  # a plan is changed meanwhile: what is read stays in hand
        partial(elena.office.care_plans.save, waits, [Form("", SymptomToWatch("Dizzy", "Call us", "call"))])
    )
    elena.settle()
    assert (page.patient, page.table.current_row()) == (apart, None)
    elena.key(page.table, Qt.Key.Key_Down)
    elena.until(lambda: page.evidence.shown is not None and page.evidence.shown.patient_id == waits)
    elena.screens.sign_plans(waits)
    elena.settle()
    assert page.table.current_row().patient_id == page.patient == waits
