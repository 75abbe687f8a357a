"""The patient's copy of the care plan, read back from its own PDF."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from ccm_desktop.domain.progress import Cancelled
from ccm_desktop.reports.care_plan import render_care_plan
from ccm_desktop.reports.documents import CarePlanDocument, PlanGoal
from tests.reports.report_samples import StopsAt, care_plan, pages_of


def _text(document: CarePlanDocument) -> str:
    return " ".join("\n".join(pages_of(render_care_plan(document))).split())


def test_the_plan_says_everything_the_patient_needs() -> None:
    text = _text(care_plan())
    for words in (
        "María Guerrero",
        "“I want to walk to church.”",
        "High blood pressure",
        "Lisinopril 20 mg 1 tablet in the morning blood pressure",
        "Penicillin — rash",
        "Janet Osei, RN My care nurse (217) 555-0107",
        "We look at this plan again: December 5, 2026",
        "My next call: Tuesday, November 17",
        "(217) 555-0100",
        "(217) 555-0199",
    ):
        assert words in text


def test_the_patients_own_words_come_before_the_goal_and_the_steps() -> None:
    text = _text(care_plan())
    order = [
        "“Walk to church”",
        "Walk 20 minutes",
        "What I do",
        "Walk daily",
        "What my care team does",
        "We call you",
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


def test_an_empty_plan_says_so_in_words() -> None:
    bare = replace(
        care_plan(), what_matters="", conditions=(), goals=(), medications=(), allergies=(), care_team=(),
        review_on=None, next_call="", after_hours_phone="", born=None,
    )  # fmt: skip
    text = _text(bare)
    assert "We have not written down a goal yet." in text
    assert "No medicines are written down." in text
    assert "We look at this plan again: we will agree on a day" in text
    assert "I have no known allergies." not in text
    assert "I have no known allergies." in _text(replace(bare, no_known_allergies=True))


def test_the_plan_itself_is_printed_in_large_type() -> None:
    sizes: dict[str, float] = {}

    def remember(text: str, _cm: object, _tm: object, _font: object, size: float) -> None:
        sizes[text.strip()] = size

    for page in PdfReader(io.BytesIO(render_care_plan(care_plan()))).pages:
        page.extract_text(visitor_text=remember)
    for words in (
        "High blood pressure",
        "Walk daily",
        "We call you",
        "1 tablet in the morning",
        "My care nurse",
    ):
        assert max(size for text, size in sizes.items() if words in text) >= 14


def test_a_long_plan_keeps_all_its_goals() -> None:
    goals = tuple(PlanGoal(f"words{n}", f"goal{n}", (f"mine{n}",), (f"team{n}",)) for n in range(60))
    text = _text(replace(care_plan(), goals=goals))
    for number in range(60):
        for word in ("words", "goal", "mine", "team"):
            assert f"{word}{number}" in text


def test_cancelling_stops_the_work() -> None:
    with pytest.raises(Cancelled):
        render_care_plan(care_plan(), StopsAt(0))


@pytest.mark.parametrize("conditions", range(1, 30))
def test_no_title_is_left_without_its_table(conditions: int) -> None:
    long = "60 ACTUAT Fluticasone propionate 0.25 MG/ACTUAT / salmeterol 0.05 MG/ACTUAT Dry Powder Inhaler"
    document = replace(
        care_plan(),
        conditions=tuple(f"Condition {number}" for number in range(conditions)),
        medications=(replace(care_plan().medications[0], name=long),),
    )
    for page in pages_of(render_care_plan(document)):
        assert ("My medicines" in page) == ("60 ACTUAT" in page)
        assert ("My care team\n" in page) == ("Janet Osei" in page)
        assert "This plan is mine" not in page or "Janet Osei" in page
