"""Chart review in the real window, by keyboard: draw, answer, find, resolve, print."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ccm_desktop.domain.chart_review import QUESTIONS
from ccm_desktop.ui.programme.page import REVIEW
from tests.journeys.conftest import Person
from tests.journeys.test_programme_page import lead, page_of, press

__all__ = ["lead"]
CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_sample_is_drawn_answered_and_its_finding_resolved(lead: Person) -> None:
    page = page_of(lead)
    page.tabs.setCurrentIndex(REVIEW)
    tab, flow = page.review, lead.screens.programme.reviewing
    assert tab.charts.empty_state.isVisible()
    assert not tab.print_button.isEnabled()
    tab.draw_button.setFocus()
    press(tab.draw_button, Qt.Key.Key_Space)
    form = flow.draw_form
    assert form.isVisible()
    QTest.keyClick(form.count_edit, Qt.Key.Key_Return, CTRL)
    lead.settle()
    assert "The sample has no seed" in form.message.text_label.text()
    QTest.keyClicks(form.seed_edit, "7")
    QTest.keyClick(form.seed_edit, Qt.Key.Key_Return, CTRL)
    lead.until(lambda: not form.isVisible())
    lead.settle()
    assert tab.sample_label.text() == (
        "Random sample: 2 of 2 billable patient-months, seed 7 · 0 of 2 reviewed")  # fmt: skip
    press(tab.charts, Qt.Key.Key_Return)
    lead.settle()
    answer_all(lead)


def answer_all(lead: Person) -> None:
    page, flow = lead.screens.programme.page, lead.screens.programme.reviewing
    tab, form = page.review, flow.checklist
    assert form.isVisible()
    assert lead.entry.window.focusWidget() is form.questions["consent"].answer_box
    QTest.keyClick(form.save_button, Qt.Key.Key_Return, CTRL)
    assert form.message.text_label.text() == "7 questions have no answer yet."
    for key in QUESTIONS:
        press(form.questions[key].answer_box, Qt.Key.Key_F if key == "plan" else Qt.Key.Key_Y)
    plan = form.questions["plan"]
    assert (plan.note_edit.isVisible(), plan.owner_box.isVisible()) == (True, True)
    assert not form.questions["note"].note_edit.isVisible()
    QTest.keyClick(plan.note_edit, Qt.Key.Key_Return, CTRL)
    lead.settle()
    assert "has no note" in form.message.text_label.text()
    QTest.keyClicks(plan.note_edit, "No copy on file")
    QTest.keyClick(plan.note_edit, Qt.Key.Key_Return, CTRL)
    lead.until(lambda: not form.isVisible())
    lead.settle()
    assert page.tabs.tabText(REVIEW) == "Chart review 1"
    (line,) = tab.findings.rows_model.rows
    assert (line.text, line.owner) == ("No copy on file", "Maria Ortiz, RN")
    press(tab.charts, Qt.Key.Key_Return)  # the next reviewer sees what was said
    lead.settle()
    assert "Maria Ortiz, RN: Finding: No copy on file" in form.questions["plan"].last_label.text()
    assert "Open finding of Maria Ortiz, RN" in form.questions["plan"].last_label.text()
    press(form.save_button, Qt.Key.Key_Escape)
    assert not form.isVisible()
    resolve(lead)


def resolve(lead: Person) -> None:
    page = lead.screens.programme.page
    tab = page.review
    tab.findings.setFocus()
    press(tab.findings, Qt.Key.Key_Return)
    assert tab.ask.isVisible()
    QTest.keyClick(tab.ask.edit, Qt.Key.Key_Return)
    lead.settle()
    assert "The resolution is empty" in tab.ask.error_label.text()
    QTest.keyClicks(tab.ask.edit, "Copy mailed")
    QTest.keyClick(tab.ask.edit, Qt.Key.Key_Return)
    lead.settle()
    assert not tab.ask.isVisible()
    assert page.tabs.tabText(REVIEW) == "Chart review"
    (line,) = tab.findings.rows_model.rows
    assert (line.open, line.resolution) == (False, "Copy mailed")
    tab.print_button.setFocus()
    press(tab.print_button, Qt.Key.Key_Space)
    lead.until(lambda: lead.entry.window.current_page() == "preview")
