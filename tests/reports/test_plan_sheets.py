"""Sheets for visits and medicines, the practitioner's brief, the calendar, and how hard a text is to read."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from ccm_desktop.reports.calendar_file import render_calendar
from ccm_desktop.reports.medication_sheet import render_medication_sheet
from ccm_desktop.reports.plan_documents import FollowUp, PractitionerBrief
from ccm_desktop.reports.practitioner_brief import render_practitioner_brief
from ccm_desktop.reports.reading_grade import is_long_enough, measure
from ccm_desktop.reports.visit_sheet import render_visit_sheet
from ccm_desktop.reports.visit_sheet import written as visit_sheet_pages
from tests.reports.report_samples import IMPRINT, medication_sheet, pages_of, plan_content, visit_sheet, without_spaces

HOSTILE = "<b>{name}</b> %s \u202egnp.exe \x00 " + "W" * 90
NOON = 1_790_000_000


def test_a_visit_sheet_of_usual_size_is_one_page_in_the_order_of_a_visit() -> None:
    (page,) = pages_of(render_visit_sheet(visit_sheet()))
    text = " ".join(page.split())
    parts = (
        "Questions I want to ask", "cheaper water pill", "What changed since my last visit on August 3, 2026",
        "Changed: Walk 20 minutes (before: Walk 10 minutes)", "Blood pressure: 128/76 mmHg, October 20, 2026",
        "Lisinopril 20 mg: It costs too much", "Metformin 500 mg", "Goals that are hard for me now",
        "“Walk to church” — Walk 20 minutes", "Eye exam: due December 1, 2026",
    )  # fmt: skip
    assert [text.index(one) for one in parts] == sorted(text.index(one) for one in parts)


def test_a_visit_sheet_never_loses_a_line_however_long() -> None:
    questions = tuple(f"question{number} {HOSTILE}" for number in range(80))
    text = without_spaces("".join(pages_of(render_visit_sheet(replace(visit_sheet(), questions=questions)))))
    assert all(f"question{number}<b>" in text for number in range(80))


def test_without_a_visit_on_file_nothing_is_said_to_be_unchanged() -> None:
    text = " ".join(pages_of(render_visit_sheet(replace(visit_sheet(), since=None, changes=()))))
    assert "No visit is written down yet." in text
    assert "Nothing changed" not in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_medication_sheet_keeps_every_row_and_repeats_its_head(language: str) -> None:
    one = plan_content().medications[0]
    many = tuple(replace(one, name=f"medicine{number}", what_for=HOSTILE) for number in range(60))
    pages = pages_of(render_medication_sheet(replace(medication_sheet(), medications=many, language=language)))
    text = without_spaces("".join(pages))
    assert all(f"medicine{number}" in text for number in range(60))
    head = {"en": "How much", "es": "Cuánto"}[language]
    assert all(head in page for page in pages if "medicine" in page)


def test_what_no_formula_counts_is_not_measured() -> None:
    """Arabic letters, and a sentence of the other language, would give a grade that means nothing."""
    english = measure(("Walk to the church with your daughter.",), "en")
    others = ("مريم تتناول الدواء مرتين في اليوم مع الطعام", "每天早上吃药", "Camine con su hija por la mañana.")
    assert measure(("Walk to the church with your daughter.", *others), "en") == english
    assert measure(others, "en") is None
    assert measure(("Walk to the church with your daughter.",), "es") is None


def test_a_brief_holds_its_lines_on_one_page() -> None:
    lines = tuple((title, "some words; more words") for title in ("What", "Medicines", "Barriers", "Decision", "Plan"))
    (page,) = pages_of(render_practitioner_brief(PractitionerBrief(IMPRINT, "Ann Baker", None, "M7", lines)))
    assert [page.index(title) for title, _ in lines] == sorted(page.index(title) for title, _ in lines)


def test_a_calendar_is_folded_escaped_and_read_back_as_it_was_written() -> None:
    what = "Eye exam; dilated, both \\ eyes — ojo derecho é " + "x" * 120
    content = render_calendar((FollowUp(what, date(2026, 12, 31), "due", "key"),), "en", NOON, "1", named=True)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert b"DTSTART;VALUE=DATE:20261231" in content
    event: Any
    alarm: Any
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == what
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 12, 31), date(2027, 1, 1))
    assert str(event["uid"]) == "key.due@ccm-desktop"
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(hours=-15)


def test_a_calendar_keeps_letters_that_only_a_paper_lacks() -> None:
    what = "每天 🚶 מחר"
    content = render_calendar((FollowUp(what, date(2026, 12, 31), "due", "k"),), "en", NOON, "1", named=True)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == what


def test_no_text_can_add_a_line_to_a_calendar() -> None:
    wicked = "Exam\r\nEND:VEVENT\nATTENDEE:mailto:a@b.example\x0b\u2028X:1"
    content = render_calendar((FollowUp(wicked, date(2026, 12, 31), "due", "k"),), "en", NOON, "1", named=True)
    lines = content.replace(b"\r\n ", b"").split(b"\r\n")
    assert not [line for line in lines if line.startswith((b"ATTENDEE", b"X:1"))]
    assert lines.count(b"END:VEVENT") == 1
    hidden = [letter for letter in content.decode() if not letter.isprintable() and letter not in "\r\n"]
    assert hidden == []


def test_the_grade_follows_the_published_formulas() -> None:
    # Three words of two syllables: 0.39 × 3 + 11.8 × 2 − 15.59.
    english = measure(("Doctors prescribe tablets.",), "en")
    assert english is not None
    assert english.value == pytest.approx(9.18)
    # Four words, six syllables: 206.835 − 62.3 × 1.5 − 4.
    spanish = measure(("La casa es grande.",), "es")
    assert spanish is not None
    assert spanish.value == pytest.approx(109.385)


def test_the_hardest_sentences_come_first_and_easy_ones_not_at_all() -> None:
    easy, hard = (
        "Take the pill with food each day.",
        "Sudden cardiovascular decompensation necessitates hospitalization.",
    )
    harder = "Pharmacological interdisciplinary reconciliation necessitates comprehensive accountability."
    found = measure((easy, hard, f"{easy} {harder}"), "en")
    assert found is not None
    assert found.hardest == (harder, hard)
    assert not found.is_met
    assert measure((easy,), "en").is_met  # type: ignore[union-attr]


@pytest.mark.parametrize("texts", [(), ("",), ("123 45/6", "—")])
def test_nothing_to_read_has_no_grade(texts: tuple[str, ...]) -> None:
    assert measure(texts, "en") is None


@pytest.mark.parametrize(("words", "enough"), [(4, False), (5, True)])
def test_an_address_alone_has_no_figure(words: int, enough: bool) -> None:
    assert is_long_enough(["12 Lake Road"] * (words // 2) + ["Geneva"] * (words % 2)) is enough


def test_no_word_of_a_plan_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        measure(("Xyzzyplugh walks 20 steps.",), "en")
    assert "xyzzyplugh" not in caplog.text.lower()


def test_no_page_of_a_visit_sheet_holds_a_title_and_one_line_alone() -> None:
    counts = []
    for number in range(1, 45):
        sheet = replace(visit_sheet(), content=replace(plan_content(), due=()), questions=("Why?",) * number)
        pages = visit_sheet_pages(sheet).sheets.pages
        counts.append(len(pages))
        assert len(pages[-1].words) > 2, number
    assert counts == sorted(counts)
    assert {1, 2} <= set(counts)
