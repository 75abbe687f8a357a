"""Reviews that something asks for, in the real window: on Today, in the plan, in Settings, and by `ccm`."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from ccm_desktop.services.coordination import NewCoordination
from ccm_desktop.services.escalations import NewEscalation
from tests.journeys.conftest import Person
from tests.journeys.month_people import Story, october
from tests.journeys.test_attesting_commands import Terminal, refused
from tests.journeys.test_settings import group
from tests.journeys.test_today import AtWork
from tests.journeys.test_window import first_run

# The clock of the window stands on Wednesday, October 21, 2026, 2 PM in New York.
LOOP = NewCoordination("Dr. Green", "from_us", "follow_up", "Sent the summary", next_step="Visit", due_on="2026-10-22")

ASKED = "Review the care plan: Dr. Green: Visit on Oct 22; Fell"


@pytest.fixture
def work(person: Person) -> AtWork:
    found = AtWork(person)

    def happens() -> str:
        office, patient = found.office, found.patient
        for name, icd10 in (("Hypertension", "I10"), ("Type 2 diabetes", "E11.9")):
            office.care_plans.add_problem(patient, name, icd10)
        opened = office.enrolment.eligibility(patient)
        office.enrolment.attest(opened, {entity: True for entity, _, _ in opened.conditions}, "Two admissions")
        office.enrolment.enrol(patient, started_on="2026-10-01")
        office.coordination.record(patient, LOOP)
        return str(office.escalations.raise_one(NewEscalation(patient, "routine", "Fell", "practitioner")).value)

    found.lane(happens)
    found.person.until(lambda: found.titles() == [ASKED])
    found.page.table.setFocus()
    return found


def test_today_says_why_one_line_answers_and_undo_asks_again(work: AtWork) -> None:
    assert work.titles() == [ASKED]
    work.press("d")
    work.person.settle()
    work.person.until(work.page.ask.isVisible)
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "Went over it with Dr. Green's office")
    QTest.keyClick(field, Qt.Key.Key_Return)
    work.person.settle()
    assert work.titles() == []
    (toast,) = work.person.entry.window.toast._shown
    toast.action_button.click()
    work.person.settle()
    assert work.titles() == [ASKED]


def lines(work: AtWork) -> list[tuple[str, str, bool]]:
    """Of reviews: what, whose, and whether it is a task."""
    rows = [row.line for row in work.page.table.rows_model.rows if row.line.review is not None]
    return [(line.what, line.whose, line.task is not None) for line in rows]


def choose(work: AtWork) -> None:
    (key,) = [row.line.key for row in work.page.table.rows_model.rows if row.line.review is not None]
    work.page.table.select_key(key)
    work.page.table.setFocus()


def become(work: AtWork, name: str) -> None:
    work.person.until(lambda: lines(work) == [(ASKED, name, True)])


def undo_last(work: AtWork) -> None:
    work.person.entry.window.toast._shown[-1].action_button.click()
    work.person.settle()


def test_a_gives_the_review_to_somebody_as_a_task_and_undo_takes_it_back(work: AtWork) -> None:
    work.page.whose_box.setCurrentIndex(1)
    work.person.settle()
    assert lines(work) == [(ASKED, "Maria Ortiz, RN", False)]
    for name in ("Elena Reyes, MD", "Maria Ortiz, RN"):  # first the review, then the task that it became
        choose(work)
        work.press("a")
        work.person.until(lambda: QApplication.activePopupWidget() is not None)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        (action,) = [one for one in menu.actions() if one.text() == name]
        action.trigger()
        menu.close()
        become(work, name)
    undo_last(work)
    become(work, "Elena Reyes, MD")
    choose(work)
    work.press("d")
    work.person.until(work.page.ask.isVisible)
    assert work.page.ask.isVisible(), "it is done by reviewing the plan"


def test_s_lets_the_review_rest_as_a_task_and_undo_wakes_it(work: AtWork) -> None:
    row = work.page.table.rows_model.rows[0]
    menu = work.commands.snooze_menu(row)
    assert [action.text() for action in menu.actions()] == [
        "&Tomorrow, Thursday", "Next &workday, Thursday", "&Pick a day…",
    ]  # fmt: skip
    menu.actions()[0].trigger()
    work.person.until(lambda: lines(work) == [])
    assert str(work.person.entry.window.toast._shown[-1].text) == "Moved to Thursday, October 22, as a task."
    undo_last(work)
    work.person.until(lambda: work.titles() == [ASKED])


def test_the_plans_chip_and_its_sheet_name_each_cause(work: AtWork) -> None:
    QTest.keyClick(work.page.table, Qt.Key.Key_Return)
    work.person.settle()
    page = work.person.screens.workspace
    editor = page.plan
    work.person.until(editor.freshness_button.isVisible)
    assert "Review asked for: Fell" in editor.freshness_button.toolTip()
    QTest.keyClick(editor.freshness_button, Qt.Key.Key_Space)
    work.person.settle()
    sheet = page.review_commands.sheet
    assert sheet.isVisible()
    words = [line.text() for line in sheet.reasons.findChildren(type(sheet.who_label))]
    assert any("Aging: Review asked for: Dr. Green: Visit on Oct 22." in text for text in words)
    QTest.keyClicks(sheet.why_edit, "All as it should be")
    QTest.keyClick(sheet.why_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    work.person.settle()
    assert work.lane(work.office.plan_reviews.asked) == ()


def test_the_lead_switches_by_keyboard_two_at_once_without_a_conflict(person: Person) -> None:
    first_run(person)
    person.entry.window.show_page("settings")
    person.settle()
    plans = group(person, "plans")
    person.to_front()
    for key in ("symptom", "specialist"):
        box = plans.trigger_rows[key].box
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Down)
    person.settle()
    form = person.screens._desk.office.plan_reviews.policy()
    assert (form.value.no_review_after, form.others) == (("specialist", "symptom"), ())
    QTest.keyClick(plans.trigger_rows["symptom"].restore_button, Qt.Key.Key_Space)
    person.settle()
    assert person.screens._desk.office.plan_reviews.policy().value.no_review_after == ("specialist",)


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return october(tmp_path / "practice")


def test_the_command_line_lists_answers_and_switches(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    demo = story.world.demo
    patient = demo.enrolled("Abbott")
    demo.office.escalations.raise_one(NewEscalation(patient, "routine", "Fell", "practitioner"))
    story.end()
    ccm = Terminal(story.folder, capsys)
    assert "Abbott, María" in ccm("plan", "asked")
    assert [(one["patient_id"], one["causes"]) for one in ccm.json("plan", "asked")] == [(patient, ["Fell"])]
    assert "It is not clear who is meant" in refused(
        ccm, "plan", "hand-over", patient, "--by", "2030-01-02", "--to", "x y z"
    )
    task = ccm("plan", "hand-over", patient, "--by", "2030-01-02").strip()
    assert "it is a task already" in refused(ccm, "plan", "hand-over", patient)
    assert [(one["task_id"], one["what"]["value"]["due_on"]) for one in ccm.json("task", "list")] == [
        (task, "2030-01-02")
    ]  # fmt: skip
    ccm("plan", "reviewed", patient, "--note", "Targets met")
    assert ccm.json("task", "list") == []
    assert ccm.json("plan", "asked") == []
    assert "symptom: on (Symptoms change)" in ccm("plan", "trigger")
    assert "symptom: off" in ccm("plan", "trigger", "symptom", "off")
    assert "It is not said whether it is on or off." in refused(ccm, "plan", "trigger", "symptom")
