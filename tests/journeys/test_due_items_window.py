"""Refills and care gaps in the real window: beside the panel, filtered, closed, snoozed and undone; and by `ccm`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.services.forms import Form, MedicationOrder, MedicationReview, PreventiveItem
from ccm_desktop.ui.due_items.commands import DueItemCommands
from tests.journeys.conftest import Person
from tests.journeys.hands import ALT, SHIFT, Hands
from tests.journeys.month_people import Story, october
from tests.journeys.test_attesting_commands import Terminal, refused
from tests.journeys.test_keyboard import add_consented
from tests.journeys.test_window import first_run

KEY = Qt.Key
# The clock of the window stands on Wednesday, October 21, 2026, 2 PM in New York.


def fill(office: Any, patient: str) -> None:
    save = office.care_plans.save
    save(patient, [Form("", PreventiveItem("Eye exam", "2026-10-20", 12))], "Due item")
    save(patient, [Form("", PreventiveItem("Flu shot", "2027-03-01"))], "Due item")
    drug = save(patient, [Form("", MedicationOrder("Lisinopril", "20", "mg"))], "Medication").value[0]
    save(patient, [Form(drug, MedicationReview("yes", refill_on="2026-10-25"))], "Reconciled")


class Due:
    """The list is on show; nobody is enrolled but Castillo."""

    def __init__(self, person: Person) -> None:
        self.person = person
        first_run(person)
        self.patient = add_consented(person, "Castillo")
        self.window, self.screens = person.entry.window, person.screens
        self.office = self.screens._desk.office
        self.hands = Hands(person)

    def lane(self, work: Any) -> Any:
        found: list[Any] = []
        self.person.entry.gateway.ask(work).succeeded.connect(found.append)
        self.person.until(lambda: bool(found))
        return found[0]

    def go(self) -> None:
        self.person.to_front()
        self.hands.press(KEY.Key_G, ALT | SHIFT)
        self.page = self.screens.due_items
        self.commands = self.page.findChild(DueItemCommands)
        self.person.settle()
        self.page.table.setFocus()

    def rows(self) -> list[tuple[str, str]]:
        return [(item.what, item.state) for item in self.page.table.rows_model.rows]

    def choose(self, box: Any, key: str) -> None:
        box.setCurrentIndex(box.findData(key))
        self.person.settle()


@pytest.fixture
def due(person: Person) -> Due:
    made = Due(person)

    def work() -> bool:
        fill(made.office, made.patient)
        opened = made.office.enrolment.eligibility(made.patient)
        if made.office.charts.header(made.patient).program_status != "enrolled":
            for name, icd10 in (("Hypertension", "I10"), ("Type 2 diabetes", "E11.9")):
                made.office.care_plans.add_problem(made.patient, name, icd10)
            opened = made.office.enrolment.eligibility(made.patient)
            made.office.enrolment.attest(opened, {one: True for one, _, _ in opened.conditions}, "Two admissions")
            made.office.enrolment.enrol(made.patient, started_on="2026-10-01")
        return True

    made.lane(work)
    return made


def test_nothing_due_is_said_in_words(person: Person) -> None:
    empty = Due(person)
    empty.go()
    assert empty.window.current_page() == "due_items"
    assert empty.page.table.empty_state.text_label.text().startswith("Nothing is due.")
    empty.choose(empty.page.shown_box, "closed")
    assert empty.page.table.empty_state.text_label.text() == "Nothing was closed in the last 60 days."


def test_it_is_reached_from_the_panel_by_mouse_and_leads_to_the_plan(due: Due) -> None:
    due.window.show_page("panel")
    due.person.settle()
    due.hands.click(due.screens.panel.due_button)
    assert due.window.current_page() == "due_items"
    due.page = due.screens.due_items
    assert due.rows() == [("Eye exam", "overdue"), ("Lisinopril 20 mg", "soon")]
    due.page.table.setFocus()
    due.hands.press(KEY.Key_Return)
    assert (due.window.current_page(), due.screens.workspace.tabs.currentIndex()) == ("workspace", 2)


def test_filters_keep_what_they_say(due: Due) -> None:
    due.go()
    assert due.page.header.counts_label.text() == "2 shown, 1 overdue"
    due.choose(due.page.kind_box, "refill")
    assert due.rows() == [("Lisinopril 20 mg", "soon")]
    due.choose(due.page.kind_box, "")
    due.choose(due.page.shown_box, "open")
    assert due.rows() == [("Eye exam", "overdue"), ("Lisinopril 20 mg", "soon"), ("Flu shot", "later")]
    due.page.search_edit.setText("castillo flu")
    due.person.until(lambda: due.rows() == [("Flu shot", "later")])
    due.page.search_edit.setText("nobody")
    due.person.until(lambda: due.rows() == [])
    assert due.page.table.empty_state.text_label.text() == "Nothing passes these filters."


def test_d_closes_a_gap_u_takes_it_back_and_closed_ones_are_listed(due: Due) -> None:
    due.go()
    due.hands.press(KEY.Key_D)
    assert due.rows() == [("Lisinopril 20 mg", "soon")]
    assert str(due.window.toast._shown[-1].text).endswith("Eye exam closed.")
    due.choose(due.page.shown_box, "closed")
    assert [(item.what, item.closed_on) for item in due.page.table.rows_model.rows] == [("Eye exam", "2026-10-21")]
    due.choose(due.page.shown_box, "open")
    assert [item.due_on for item in due.page.table.rows_model.rows] == ["2026-10-25", "2027-03-01", "2027-10-21"]
    due.page.table.setFocus()
    due.hands.press(KEY.Key_U)
    assert due.rows()[0] == ("Eye exam", "overdue")
    assert not [text for text in due.window.toast.texts if "closed" in text], "it is open again"
    due.hands.press(KEY.Key_U)
    assert due.rows()[0] == ("Eye exam", "overdue"), "once is once"


def test_a_refill_asks_for_the_next_day_and_takes_none(due: Due) -> None:
    due.go()
    due.page.table.select_key(due.page.table.rows_model.rows[1].key)
    due.hands.press(KEY.Key_D)
    assert due.page.ask.isVisible()
    due.hands.word("yesterday", KEY.Key_Return)
    assert "not a day to come" in due.page.ask.error_label.text()
    due.page.ask.edit.setText("+30d")
    due.hands.press(KEY.Key_Return)
    due.choose(due.page.shown_box, "open")
    assert ("Lisinopril 20 mg", "soon") in due.rows()
    assert "2026-11-20" in [item.due_on for item in due.page.table.rows_model.rows]


def test_snoozed_it_rests_and_the_toast_wakes_it(due: Due) -> None:
    due.go()
    item = due.page.table.rows_model.rows[0]
    menu = due.commands.snooze_menu(item)
    assert [action.text() for action in menu.actions()] == [
        "A &week, to Oct 28", "&Two weeks, to Nov 4", "A &month, to Nov 20", "&Pick a day…",
    ]  # fmt: skip
    menu.actions()[0].trigger()
    due.person.settle()
    assert due.rows() == [("Lisinopril 20 mg", "soon")]
    due.choose(due.page.shown_box, "open")
    assert due.rows()[0] == ("Eye exam", "snoozed")
    due.window.toast._shown[-1].action_button.click()
    due.person.settle()
    assert due.rows()[0] == ("Eye exam", "overdue")


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return october(tmp_path / "practice")


def test_the_command_line_does_all_of_it(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    fill(story.world.demo.office, story.world.demo.enrolled("Abbott"))
    story.end()
    ccm = Terminal(story.folder, capsys)
    assert "Eye exam" in ccm("due", "list", "--kind", "gap")
    assert "Eye exam" not in ccm("due", "list", "--kind", "refill")
    exam, *_ = [one["key"] for one in ccm.json("due", "list") if one["what"] == "Eye exam"]
    ccm("due", "snooze", exam, "--until", "01/01/2099")
    assert "snoozed" in [one["state"] for one in ccm.json("due", "list")]
    ccm("due", "snooze", exam, "--until", "no")
    assert ccm("due", "done", exam, "--on", "2026-10-20") == "Eye exam: done 2026-10-20.\n"
    assert "There is no such refill" in refused(ccm, "due", "done", exam)
    assert [one["key"] for one in ccm.json("due", "list", "--closed")] == [exam]
    ccm("due", "undo", exam)
    assert exam in [one["key"] for one in ccm.json("due", "list")]
    refused(ccm, "due", "done", exam, "--on", "20/10")
    refused(ccm, "due", "snooze", exam, "--until", "soon")
    assert ccm.json("due", "list", "--closed") == []


def add_nurse(due: Due) -> str:
    return str(due.lane(lambda: due.office.people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value))


def whose(due: Due) -> list[str]:
    return [item.owner_name for item in due.page.table.rows_model.rows]


def test_a_gives_it_to_somebody_mine_leaves_it_out_and_u_takes_it_back(due: Due) -> None:
    add_nurse(due)
    due.go()
    due.hands.press(KEY.Key_A)
    due.person.until(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [(action.text(), action.isChecked()) for action in menu.actions()] == [
        ("The patient's coordinator", True), ("Elena Reyes, MD", False), ("Maria Ortiz, RN", False),
        ("Tom Berg, LPN", False),
    ]  # fmt: skip
    menu.actions()[3].trigger()
    menu.close()
    due.person.until(lambda: whose(due) == ["Tom Berg, LPN", "Maria Ortiz, RN"])
    assert str(due.window.toast._shown[-1].text).endswith("Eye exam is given to Tom Berg, LPN.")
    due.choose(due.page.whose_box, "mine")
    assert due.rows() == [("Lisinopril 20 mg", "soon")]
    due.choose(due.page.whose_box, "")
    due.page.table.setFocus()
    due.hands.press(KEY.Key_U)
    due.person.until(lambda: whose(due) == ["Maria Ortiz, RN"] * 2)


def test_people_that_come_for_another_row_open_no_menu(due: Due) -> None:
    tom = add_nurse(due)
    due.go()
    item, other = due.page.table.rows_model.rows
    people = due.lane(due.office.people.everybody)
    due.page.table.select_key(other.key)
    due.commands._on_people(item, people)
    assert QApplication.activePopupWidget() is None
    assert tom in [person.id for person in people]


def test_the_command_line_gives_filters_and_gives_back(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    demo = story.world.demo
    fill(demo.office, demo.enrolled("Abbott"))
    tom = demo.office.people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value
    story.end()
    ccm = Terminal(story.folder, capsys)
    exam, *_ = [one["key"] for one in ccm.json("due", "list") if one["what"] == "Eye exam"]
    assert exam in [one["key"] for one in ccm.json("due", "list", "--mine")]
    assert ccm("due", "assign", exam, "--to", tom) == "Tom Berg, LPN has it.\n"
    assert exam not in [one["key"] for one in ccm.json("due", "list", "--mine")]
    assert "Tom Berg" in ccm("due", "list", "--kind", "gap")
    assert ccm("due", "assign", exam, "--to", "coordinator") == "Maria Ortiz, RN has it.\n"
    refused(ccm, "due", "assign", exam, "--to", "nobody at all")
    assert "There is no such refill" in refused(ccm, "due", "assign", "nothing", "--to", tom)
    assert exam in [one["key"] for one in ccm.json("due", "list", "--mine")]
