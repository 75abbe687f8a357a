"""The sheet of a check-in for home: every question once, in both languages, nothing lost however long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ccm_desktop.domain.checkins import GENERAL
from ccm_desktop.reports.checkin_sheet import render_checkin_sheet, written
from ccm_desktop.reports.plan_documents import CheckinSheet, Symptom
from ccm_desktop.reports.plan_words import labels
from tests.reports.report_samples import IMPRINT, pages_of, without_spaces

SIGNS = (
    Symptom("Ankles swell", "", "call"), Symptom("Weight up 3 lb", "Call us today", "same_day"),
    Symptom("Pain in my chest", "Call 911", "emergency"),
)  # fmt: skip
SHEET = CheckinSheet(
    replace(IMPRINT, month_title="", state="", rule_version=""), "María Guerrero", date(1948, 10, 5), SIGNS
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "answers", "last"),
    [("en", "( ) No ( ) A little ( ) Yes", "Is there anything new that we should know?"),
     ("es", "( ) No ( ) Un poco ( ) Sí", "¿Hay algo nuevo que debamos saber?")],
)  # fmt: skip
def test_every_question_has_its_three_answers(language: str, answers: str, last: str) -> None:
    text = " ".join(" ".join(pages_of(render_checkin_sheet(replace(SHEET, language=language)))).split())
    assert text.count(answers) == len(SIGNS) + len(GENERAL)
    assert text.index("Pain in my chest") < text.index("Weight up 3 lb") < text.index("Ankles swell") < text.index(last)
    assert "911" in text.partition("Pain in my chest")[0], "what is dangerous is not for a sheet of paper"


def test_the_sheet_asks_in_the_words_of_the_program() -> None:
    words = labels("en")
    assert [words(f"checkin_{one.key}") for one in GENERAL] == [one.ask for one in GENERAL]


@pytest.mark.parametrize("size", [14, 18])
def test_a_question_is_never_parted_from_its_answers(size: int) -> None:
    signs = tuple(Symptom(f"Sign number {number} of many", "Call us", "call") for number in range(40))
    pages = pages_of(render_checkin_sheet(replace(SHEET, signs=signs, size=size)))
    assert len(pages) > 2
    for number in range(40):
        (page,) = (page for page in pages if without_spaces(f"Sign number {number} of") in without_spaces(page))
        after = without_spaces(page).partition(without_spaces(f"Sign number {number} of many"))[2]
        assert after.startswith(without_spaces("( ) No ( ) A little ( ) Yes"))
    assert written(SHEET).unprintable == 0
