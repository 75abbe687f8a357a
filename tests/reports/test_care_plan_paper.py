"""The patient's and the caregiver's copy of the care plan, read back from their own PDF."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from ccm_desktop.domain.progress import Cancelled
from ccm_desktop.reports.care_plan import render_care_plan, written
from ccm_desktop.reports.large_print import LONGEST
from ccm_desktop.reports.medication_sheet import render_medication_sheet
from ccm_desktop.reports.plan_documents import (
    SIZES,
    Assessed,
    Audience,
    CarePlanDocument,
    Change,
    CommunityHelp,
    Condition,
    PlanContent,
    PlanGoal,
    PlanMedication,
    TeamMember,
)
from ccm_desktop.reports.plan_words import LANGUAGES, labels, language_of, plain
from ccm_desktop.reports.visit_sheet import render_visit_sheet
from ccm_desktop.services.plan_content import SHARED, changes, permitted
from tests.reports.report_samples import (
    StopsAt,
    care_plan,
    medication_sheet,
    pages_of,
    plan_content,
    visit_sheet,
    without_spaces,
)

LOCALE = Path(__file__).resolve().parents[2] / "resources" / "locale"


def _text(document: CarePlanDocument) -> str:
    return " ".join("\n".join(pages_of(render_care_plan(document))).split())


def _reader(document: CarePlanDocument) -> PdfReader:
    return PdfReader(io.BytesIO(render_care_plan(document)))


def _in_order(text: str, *words: str) -> bool:
    places = [text.index(one) for one in words]
    return places == sorted(places)


def test_the_plan_says_everything_the_patient_needs_in_the_order_it_is_read() -> None:
    assert _in_order(
        _text(care_plan()),
        "María Guerrero", "(217) 555-0100", "(217) 555-0199", "In an emergency, call 911.",
        "What changed this month", "New: Lisinopril 20 mg", "No longer: Aspirin",
        "When to call us", "Call 911 right away if:", "I have chest pain", "Call us the same day if:",
        "My weight goes up 3 pounds", "Call us if:", "I feel more tired",
        "What matters to me", "“I want to walk to church.”", "My health conditions", "Type 2 diabetes",
        "My goals", "“Walk to church”", "Walk 20 minutes on 5 days", "By December 24, 2026", "What I do", "Walk daily",
        "What my care team does", "We call you",
        "My medicines", "Lisinopril 20 mg How I take it: 1 tablet in the morning What it is for: blood pressure",
        "Metformin 500 mg How I take it: ask my care team.",
        "My allergies", "Penicillin: rash", "What is due", "Eye exam: due December 1, 2026",
        "Flu shot: we will agree on a day", "Help in my community", "Meals on Wheels", "(217) 555-0155",
        "My care team", "Janet Osei, RN My care nurse Phone (217) 555-0107",
        "My other doctors and helpers", "Dr. Ada Lin", "When the office is closed", "Call first.",
        "My wishes for my care", "My wishes are written down.", "blue folder",
        "What comes next", "My next call: November 17, 2026", "We look at this plan again: December 5, 2026",
    )  # fmt: skip


def test_the_spanish_copy_has_spanish_words_and_says_that_typed_text_stays() -> None:
    document = replace(care_plan(), language="es")
    text = _text(document)
    for words in (
        "Mi plan de cuidado",
        "Qué cambió este mes",
        "Llame al 911 de inmediato si:",
        "Página 1 de",
        "24 de diciembre de 2026",
        "Algunas partes están como las escribió su equipo",
        "Impreso el",
    ):
        assert words in text
    english = json.loads((LOCALE / "plan_papers.en.json").read_text(encoding="utf-8"))
    spanish = json.loads((LOCALE / "plan_papers.es.json").read_text(encoding="utf-8"))
    for key in ("changes", "when_to_call", "goals", "medicines", "directives", "mine"):
        assert english[key] not in text
        assert spanish[key] in text
    assert str(_reader(document).root_object["/Lang"]) == "es-US"


def test_both_languages_say_the_same_things_with_the_same_places_to_fill() -> None:
    found = {one: json.loads((LOCALE / f"plan_papers.{one}.json").read_text(encoding="utf-8")) for one in LANGUAGES}
    places = {one: {key: set(re.findall(r"{(\w+)}", text)) for key, text in found[one].items()} for one in LANGUAGES}
    assert places["en"] == places["es"]
    assert [key for key, text in found["es"].items() if not text] == []


def test_an_empty_plan_says_so_in_words() -> None:
    bare = replace(care_plan(), content=PlanContent(), changes=(), is_first=True, after_hours_phone="", born=None,
                   version="", saved_on=None)  # fmt: skip
    text = _text(bare)
    for words in ("This is my first plan.", "We have not written down a goal yet.", "No medicines are written down.",
                  "We look at this plan again: we will agree on a day", "We have not written down signs"):  # fmt: skip
        assert words in text
    assert "I have no known allergies." not in text
    asked = replace(bare, content=PlanContent(none_noted=frozenset({"allergies", "medications"})))
    assert "I have no known allergies." in _text(asked)
    assert "I take no medicines." in _text(asked)


@pytest.mark.parametrize(
    ("pages", "born"),
    [
        (lambda: render_care_plan(replace(care_plan(), language="es", size=18)), "· nac. 5 de octubre de 1948"),
        (lambda: render_visit_sheet(replace(visit_sheet(), questions=("Why?",) * 99)), "· born October 5, 1948"),
        (lambda: render_medication_sheet(replace(medication_sheet(), follow_ups=medication_sheet().follow_ups * 99)),
         "· born October 5, 1948"),
    ],
)  # fmt: skip
def test_a_page_that_comes_off_says_whose_it_is(pages: Callable[[], bytes], born: str) -> None:
    found = [" ".join(page.split()) for page in pages_of(pages())]
    assert len(found) > 1
    assert [page for page in found if "María Guerrero" not in page or born not in page] == []


def test_a_long_name_is_shortened_at_the_top_of_a_page_and_the_birthday_is_not() -> None:
    document = replace(care_plan(), language="es", patient_name="María de los Ángeles Guadalupe " * 5)
    for page in pages_of(render_care_plan(document)):
        assert "… · nac. 5 de octubre de 1948" in " ".join(page.split())


@pytest.mark.parametrize("size", SIZES)
def test_a_line_of_two_is_not_torn_between_two_pages(size: int) -> None:
    """Nor is a goal's name left without its first step, nor a helper without the number to call."""
    steps = tuple(f"begin{n}x and then go on with it slowly for as long as it is good to me end{n}x" for n in range(9))
    goals = tuple(PlanGoal(f"name{n}x", "Walk", steps[n % 5 :], ()) for n in range(9))
    helpers = tuple(CommunityHelp(f"helper{n}x", "meals", f"555-{n:04d}x") for n in range(60))
    content = replace(plan_content(), goals=goals, community=helpers)
    pages = pages_of(render_care_plan(replace(care_plan(), content=content, size=size)))
    assert len(pages) > 5
    for page in pages:
        assert re.findall(r"begin(\d+)x", page) == re.findall(r"end(\d+)x", page)
        assert re.findall(r"helper(\d+)x", page) == [str(int(n)) for n in re.findall(r"555-(\d+)x", page)]
        assert all("begin" in after for after in re.split(r"name\d+x", page)[1:])


def test_a_caregiver_who_may_have_everything_is_not_told_that_parts_are_left_out() -> None:
    every = Audience("Ana Ruiz", None, frozenset(SHARED))
    text = _text(replace(care_plan(), audience=every, born=None))
    assert "It has all the parts that my own copy has." in text
    assert "left out" not in text
    fewer = replace(every, sections=frozenset(SHARED[1:]))
    assert "left out" in _text(replace(care_plan(), audience=fewer, born=None))


def test_of_a_first_plan_a_caregiver_is_not_told_that_nothing_changed() -> None:
    some = Audience("Ana Ruiz", None, frozenset({"medications"}))
    text = _text(replace(care_plan(), audience=some, born=None, changes=(), is_first=True))
    assert "This is my first plan." in text
    assert "Nothing changed" not in text


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_type_is_as_large_as_asked_and_no_line_is_long(size: int, language: str) -> None:
    long = "I walk with my neighbour to the little park behind the church and back again every single morning. " * 3
    goal = PlanGoal(long, long, (long,), (long,))
    document = replace(care_plan(), size=size, language=language,
                       content=replace(plan_content(), goals=(goal,), what_matters="i" * 200))  # fmt: skip
    pdf = render_care_plan(document)
    sizes: list[tuple[str, float]] = []

    def remember(text: str, _cm: object, _tm: object, _font: object, found: float) -> None:
        sizes.append((text, found))

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=remember)
    body = "".join(text for text, found in sizes if found >= size)
    for words in ("Type 2 diabetes", "little park", "Metformin", "Penicillin", "Ada Lin", "blue folder"):
        assert words in body
    lines = [line for page in pages_of(pdf) for line in page.splitlines()]
    assert max(len(line.lstrip("• ").rstrip()) for line in lines if "Riverside" not in line) <= LONGEST


def test_every_font_is_embedded() -> None:
    for page in _reader(care_plan()).pages:
        fonts: Any = page["/Resources"]
        for one in fonts["/Font"].values():
            assert "/FontFile2" in one.get_object()["/FontDescriptor"].get_object()


def test_a_long_plan_keeps_all_its_goals() -> None:
    goals = tuple(PlanGoal(f"words{n}", f"goal{n}", (f"mine{n}",), (f"team{n}",)) for n in range(60))
    text = _text(replace(care_plan(), content=replace(plan_content(), goals=goals), size=18))
    for number in range(60):
        for word in ("words", "goal", "mine", "team"):
            assert f"{word}{number}" in text


def test_cancelling_stops_the_work() -> None:
    with pytest.raises(Cancelled):
        render_care_plan(care_plan(), StopsAt(0))


@pytest.mark.parametrize("conditions", range(1, 30))
def test_no_title_is_left_without_what_it_is_about(conditions: int) -> None:
    found = tuple(replace(plan_content().conditions[0], name=f"Condition {number}") for number in range(conditions))
    document = replace(care_plan(), content=replace(plan_content(), conditions=found))
    for page in pages_of(render_care_plan(document)):
        assert ("My medicines" in page) == ("Lisinopril 20 mg\n" in page)
        assert ("My care team\n" in page) == ("Janet Osei" in page)


HOSTILE = "<b>{name}</b> %s \u202egnp.exe \x00 ({0}) \\n" + "W" * 90


def _hostile(value: Any) -> Any:
    """The same value with hostile text in every field of text."""
    if isinstance(value, str):
        return HOSTILE
    if isinstance(value, tuple):
        return tuple(_hostile(one) for one in value)
    if hasattr(value, "__dataclass_fields__"):
        fixed = {"status", "urgency", "state", "taking", "kind"}
        texts = {f.name: getattr(value, f.name) for f in fields(value) if f.name not in fixed}
        return replace(value, **{k: _hostile(v) for k, v in texts.items() if not isinstance(v, frozenset)})
    return value


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_text_in_every_field_is_printed_and_does_nothing(language: str) -> None:
    changed = tuple(Change(kind, HOSTILE, HOSTILE) for kind in ("new", "ended", "changed", "reached"))
    document = replace(care_plan(), content=_hostile(plan_content()), changes=changed, patient_name=HOSTILE,
                       after_hours_phone=HOSTILE, language=language, size=18)  # fmt: skip
    text = without_spaces("".join(pages_of(render_care_plan(document))))
    assert text.count("<b>{name}</b>%s⟨U+202E⟩gnp.exe⟨U+0000⟩") > 20
    assert "W" * 20 in text


MARKS = {key: f"zq{number}zq" for number, key in enumerate(SHARED)}


def _marked() -> PlanContent:
    """Every text of a section carries the section's mark."""
    groups = {
        "summary": ("what_matters",), "problems": ("conditions", "goals", "also"), "symptoms": ("symptoms",),
        "barriers": ("barriers",), "caregivers": ("caregivers",),
        "medications": ("medications",), "allergies": ("allergies",), "preventive": ("due",),
        "community": ("community",), "team": ("care_team",), "directives": ("wishes",), "emergency": ("closed_office",),
    }  # fmt: skip
    content = plan_content()
    marked = {name: _mark(getattr(content, name), MARKS[key]) for key, names in groups.items() for name in names}
    return replace(
        content, **marked, assessed=(Assessed("mood", date(2032, 1, 1)),),
        review_on=date(2031, 1, 1), next_call=date(2031, 1, 1),
    )  # fmt: skip


def _mark(value: Any, mark: str) -> Any:
    if isinstance(value, str):
        return f"{mark} {value}"
    if isinstance(value, tuple):
        return tuple(_mark(one, mark) for one in value)
    fixed = {"status", "urgency", "state", "taking", "key"}
    texts = {f.name: getattr(value, f.name) for f in fields(value) if f.name not in fixed}
    return replace(value, **{k: _mark(v, mark) for k, v in texts.items() if isinstance(v, (str, tuple))})


@settings(max_examples=40, deadline=None)
@given(st.frozensets(st.sampled_from(SHARED), min_size=1), st.sampled_from(LANGUAGES), st.booleans())
def test_a_caregivers_copy_holds_no_word_of_an_unpermitted_section(
    sections: frozenset[str], language: str, grown: bool
) -> None:
    full = _marked()
    before = permitted(PlanContent() if grown else full, sections)
    content = permitted(full if grown else PlanContent(), sections)
    document = replace(
        care_plan(), content=content, changes=changes(before, content), born=None, language=language, is_first=False,
        audience=Audience("Luis Guerrero", date(2026, 9, 1), sections),
    )  # fmt: skip
    pdf = render_care_plan(document)
    reader = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_bounded() for page in reader) + "".join(pages_of(pdf))
    reader.close()
    for key, mark in MARKS.items():
        if key not in sections:
            assert mark not in text
            assert mark not in " ".join(written(document).sentences)
        elif grown and key not in ("review", "assessments"):
            assert mark in text
    assert ("2031" in text) == ("review" in sections and grown)
    assert ("2032" in text) == ("assessments" in sections and grown)
    assert "1948" not in text
    assert "Luis Guerrero" in text


def test_the_copy_of_a_caregiver_says_who_permitted_what_and_when() -> None:
    audience = Audience("Luis Guerrero", date(2026, 9, 1), frozenset({"medications", "barriers"}))
    document = replace(care_plan(), audience=audience, content=permitted(plan_content(), audience.sections))
    text = _text(document)
    assert "This copy is for Luis Guerrero. María Guerrero allowed it on September 1, 2026." in text
    assert "It has these parts: what makes it hard, medicines. Other parts of the plan are left out." in text


def test_what_changed_is_told_in_words_of_the_plan() -> None:
    now = plan_content()
    (first, second) = now.medications
    before = replace(
        now, allergies=(), goals=(replace(now.goals[0], status="active"),),
        medications=(replace(first, how_to_take="half a tablet"), PlanMedication("Aspirin", "daily", key="m9")),
    )  # fmt: skip
    after = replace(now, goals=(replace(now.goals[0], status="achieved"),), due=())
    assert changes(before, after) == (
        Change("reached", "Walk 20 minutes on 5 days a week"),
        Change("changed", f"{first.name}: {first.how_to_take}", f"{first.name}: half a tablet"),
        Change("new", second.name),
        Change("ended", "Aspirin"),
        Change("new", "Penicillin: rash"),
    )
    assert changes(after, after) == ()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("HTN and T2DM", "High blood pressure and type 2 diabetes"),
        ("Check BP, call re: SOB", "Check blood pressure, call re: short of breath"),
        ("Essential hypertension", "High blood pressure"),
        ("Wear a cap; ED visit in MI; 2000 mg sodium", "Wear a cap; ED visit in MI; 2000 mg sodium"),
        ("Dr. Rnold, HTNx, a/BP/b", "Dr. Rnold, HTNx, a/BP/b"),
    ],
)
def test_short_forms_of_charts_are_written_out_where_they_mean_one_thing(typed: str, read: str) -> None:
    assert plain(typed, "en") == read


def test_directions_have_short_forms_of_their_own() -> None:
    assert plain("1 tab PO BID", "en", dosing=True) == "1 tablet by mouth 2 times a day"
    assert plain("1 tab PO BID", "es", dosing=True) == "1 tableta por la boca 2 veces al día"


@pytest.mark.parametrize(
    ("written", "language"),
    [("es-MX", "es"), ("Spanish", "es"), ("Español", "es"), ("spa", "es"), ("English", "en"), ("en_US", "en"),
     ("Estonian", ""), ("Somali", ""), ("", "")],
)  # fmt: skip
def test_the_language_of_a_chart_is_understood(written: str, language: str) -> None:
    assert language_of(written) == language


def test_what_was_typed_is_never_filled_in() -> None:
    assert labels("en")("how", text="{text} {0}") == "How I take it: {text} {0}"


@pytest.mark.parametrize("before", range(12))
def test_a_telephone_stays_with_the_last_line_of_whose_it_is(before: int) -> None:
    role = "Visiting nurse of the home health agency who comes on weekdays " * 5
    member = TeamMember("Janet Osei, RN", role, "(217) 555-0142")
    content = replace(plan_content(), conditions=(Condition("Gout"),) * before, care_team=(member,) * 12)
    pages = written(replace(care_plan(), content=content)).sheets.pages
    assert len(pages) > 3
    for page in pages:
        assert not page.words[0].text.startswith("Phone")


def test_day_of_birth_and_version_are_not_torn_in_a_longer_language() -> None:
    document = replace(
        care_plan(), language="es", born=date(1948, 9, 25), saved_on=date(2026, 9, 22), version="14-3f2a"
    )
    lines = [words.text for words in written(document).sheets.pages[0].words]
    assert "Fecha de nacimiento: 25 de septiembre de 1948" in lines
    assert "Plan 14-3f2a, 22 de septiembre de 2026" in lines
