"""The dictionary: general English, and the words of the program's own files."""

from __future__ import annotations

import pytest

from ccm_desktop.domain.spelling import word_key, words_to_check
from ccm_desktop.interop.code_maps import family_label
from ccm_desktop.interop.resources import resource
from ccm_desktop.interop.word_list import english


@pytest.mark.parametrize(
    "text",
    [
        "The patient walks every day and doesn’t smoke.",
        "metformin lisinopril Eliquis warfarin",  # drug names
        "Hyperlipidemia osteoporosis",  # problems
        "orthopnea telehealth comorbidities glucometer",  # words of the field
        "The nurse's note, metformin’s dose",
    ],
)
def test_what_is_right_is_known(text: str) -> None:
    assert [one.word for one in words_to_check(text) if not english().has(word_key(one.word))] == []


@pytest.mark.parametrize("word", ["pateint", "recieve", "diahrea", "metformn", "colour", "alot", "hipertension"])
def test_what_is_wrong_is_not(word: str) -> None:
    assert not english().has(word)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("pateint", "patient"), ("metformn", "metformin"), ("telehelth", "telehealth"), ("recieve", "receive")],
)
def test_one_slip_is_found_at_once(written: str, meant: str) -> None:
    assert meant in english().near(written)
    assert len(english().near("asm")) <= 5


def test_the_likeliest_comes_first_and_nothing_coarse_at_all() -> None:
    assert english().near("pils")[0] == "pills"  # films say other words of that kind more often
    assert "piss" not in english().near("pils")
    assert english().near("blod")[0] == "blood"
    assert english().near("mornng")[0] == "morning"
    assert english().near("hte")[0] == "the"
    assert "htn" not in english().near("hte")  # an abbreviation is no word to be offered


def test_two_slips_are_found_too_but_not_in_a_word_without_end() -> None:
    assert english().near("diahrea") == ()
    assert "diarrhea" in english().further("diahrea")
    assert english().further("hydrochlorothiasyde") == ()


def test_nothing_that_the_program_itself_writes_into_a_plan_is_underlined() -> None:
    words = {
        one.word
        for path in resource("templates", "care_plans").glob("*.json")
        for one in words_to_check(path.read_text("utf-8"))
    }
    assert len(words) > 300
    assert {word for word in words if not english().has(word_key(word))} <= {"sbp", "dbp"}  # names of variables
    assert family_label("Hypertension") == "HTN"
