"""The care plan as the patient takes it home: large print, plain words, no codes."""

from __future__ import annotations

from collections.abc import Sequence

from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.reports.documents import CarePlanDocument, PlanGoal
from ccm_desktop.reports.front import boxed
from ccm_desktop.reports.grid import Column, Grid, Row
from ccm_desktop.reports.layout import BLACK, GREY, Sheets
from ccm_desktop.reports.lettering import BOLD
from ccm_desktop.reports.press import Titles, printed
from ccm_desktop.reports.wording import joined, long_day

TITLE = "My care plan"
_TO_AGREE = "we will agree on a day"
_BODY = 14.0
_HEADING = 18.0
_CLOSING = 80.0
"""Room for the last lines: they do not stand on a page of their own."""
_MEDICATIONS = (
    Column("Medicine", 170, bold=True),
    Column("How I take it", 190),
    Column("What it is for", 150),
)
_TEAM = (Column("Name", 190, bold=True), Column("Role", 170), Column("Phone", 150))


def render_care_plan(document: CarePlanDocument, progress: Progress | None = None) -> bytes:
    """The PDF; `Cancelled` raised by `progress` leaves nothing behind."""
    progress = progress or Unobserved()
    sheets = Sheets()
    _title(sheets, document)
    _what_matters(sheets, document)
    _goals(sheets, document)
    _medications(sheets, document)
    _allergies(sheets, document)
    _team(sheets, document)
    _closing(sheets, document)
    titles = Titles(TITLE, "Care plan for the patient", joined((document.patient_name, TITLE)))
    return printed(sheets.pages, titles, document.imprint, progress)


def _title(sheets: Sheets, document: CarePlanDocument) -> None:
    sheets.y -= 8
    sheets.text(TITLE, 26, BOLD)
    sheets.text(document.patient_name, _HEADING, BOLD)
    born = f"Born {long_day(document.born)}" if document.born else ""
    sheets.text(joined((born, _saved(document))), 11, grey=GREY)
    sheets.gap(8)
    practice = document.imprint
    boxed(
        sheets,
        (
            ("Call my care team", practice.practice_phone or "______________", practice.practice_name),
            (
                "Nights, weekends and holidays",
                document.after_hours_phone or "______________",
                "after-hours number",
            ),
        ),
    )
    sheets.text("In an emergency, call 911.", _BODY, BOLD)
    sheets.gap(6)
    sheets.text(f"My next call: {document.next_call or _TO_AGREE}", _BODY)
    review = long_day(document.review_on) if document.review_on else _TO_AGREE
    sheets.text(f"We look at this plan again: {review}", _BODY)


def _saved(document: CarePlanDocument) -> str:
    return joined((document.version and f"Plan {document.version}", document.saved_at), ", ")


def _what_matters(sheets: Sheets, document: CarePlanDocument) -> None:
    if document.what_matters:
        _heading(sheets, "What matters to me")
        sheets.text(f"“{document.what_matters}”", _BODY)
    _heading(sheets, "My health conditions")
    for condition in document.conditions:
        sheets.bullet(condition, _BODY, 20)
    if not document.conditions:
        sheets.text("None are written down yet.", _BODY)


def _goals(sheets: Sheets, document: CarePlanDocument) -> None:
    _heading(sheets, "My goals")
    if not document.goals:
        sheets.text("We have not written down a goal yet. We will do it together on our next call.", _BODY)
    for number, goal in enumerate(document.goals):
        if number:
            sheets.gap(10)
        _goal(sheets, goal)


def _goal(sheets: Sheets, goal: PlanGoal) -> None:
    sheets.need(5 * _BODY * 1.32)
    if goal.in_my_words:
        sheets.text(f"“{goal.in_my_words}”", _BODY, BOLD)
        sheets.text(goal.goal, _BODY)
    else:
        sheets.text(goal.goal, _BODY, BOLD)
    if goal.by_when:
        sheets.text(f"By {goal.by_when}", _BODY)
    for title, steps in (("What I do", goal.i_do), ("What my care team does", goal.team_does)):
        if steps:
            sheets.gap(5)
            sheets.need(3 * _BODY * 1.32)
            sheets.text(title, _BODY, BOLD, hang=14)
            for step in steps:
                sheets.bullet(step, _BODY, 34)


def _medications(sheets: Sheets, document: CarePlanDocument) -> None:
    if not document.medications:
        _heading(sheets, "My medicines")
        sheets.text("No medicines are written down.", _BODY)
        return
    rows = [Row((item.name, item.how_to_take or "Ask my care team", item.what_for)) for item in document.medications]
    _table(sheets, "My medicines", _MEDICATIONS, rows)


def _allergies(sheets: Sheets, document: CarePlanDocument) -> None:
    _heading(sheets, "My allergies")
    for allergy in document.allergies:
        sheets.bullet(joined((allergy.substance, allergy.reaction), " — "), _BODY, 20)
    if not document.allergies:
        known = "I have no known allergies." if document.no_known_allergies else "None are written down yet."
        sheets.text(known, _BODY)


def _team(sheets: Sheets, document: CarePlanDocument) -> None:
    if document.care_team:
        rows = [Row((member.name, member.role, member.phone)) for member in document.care_team]
        _table(sheets, "My care team", _TEAM, rows, _CLOSING)
    else:
        _heading(sheets, "My care team", 4 * _BODY + _CLOSING)
        sheets.text(joined((document.imprint.practice_name, document.imprint.practice_phone)), _BODY)


def _closing(sheets: Sheets, document: CarePlanDocument) -> None:
    practice = document.imprint
    sheets.gap(16)
    sheets.need(60)
    sheets.rule(0.8, BLACK)
    sheets.gap(4)
    sheets.text("This plan is mine. I can ask for a new copy or a change at any time.", 12)
    sheets.text(joined((practice.practice_name, practice.practice_address, practice.practice_phone)), 9, grey=GREY)
    sheets.text(f"Printed {practice.printed_at} by {practice.printed_by}", 9, grey=GREY)


def _table(sheets: Sheets, title: str, columns: Sequence[Column], rows: Sequence[Row], then: float = 0.0) -> None:
    grid = Grid(sheets, columns, size=_BODY)
    _heading(sheets, title, grid.beginning(rows) + then)
    grid.rows(rows)


def _heading(sheets: Sheets, text: str, keep: float = 4 * _BODY) -> None:
    sheets.heading(text, _HEADING, keep + _BODY)
