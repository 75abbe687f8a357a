"""Which words a dictionary is asked about."""

from __future__ import annotations

import pytest

from ccm_desktop.domain.spelling import LONGEST_WORD, in_case_of, stem, word_key, word_keys, words_to_check


@pytest.mark.parametrize(
    ("text", "checked"),
    [
        ("Walk dialy, 15 min.", ["Walk", "dialy", "min"]),
        ("don't; the nurse’s pen", ["don't", "the", "nurse’s", "pen"]),
        ("BP COPD HbA1c eGFR mmHg PHQ9 A1c x2 10mg q6h", []),  # abbreviations and codes
        ("a I", []),
        ("/vm then", ["then"]),  # a phrase before it is one
        ("and/or", ["and", "or"]),
        ("jo.lee@example.org https://example.org/pagge www.exampel.org ok", ["ok"]),
        ("señora 你好 Привет", ["señora"]),
        ("well-beeing (ankel)", ["well", "beeing", "ankel"]),
        ("snake_case", []),
        ("x" * (LONGEST_WORD + 1), []),
        ("", []),
    ],
)
def test_only_words_of_sentences_are_looked_up(text: str, checked: list[str]) -> None:
    found = list(words_to_check(text))
    assert [one.word for one in found] == checked
    assert all(text[one.start : one.end] == one.word for one in found)


def test_one_word_has_one_key() -> None:
    assert word_key("Don’t") == "don't"
    assert word_key("Señora") == "senora"
    assert stem("ortiz's") == "ortiz"
    assert stem("patients'") == "patients"
    assert word_keys(["Ortiz, María", "O’Brien MD"]) == {"ortiz", "maria", "o'brien", "md"}


def test_a_suggestion_begins_as_the_word_did() -> None:
    assert in_case_of("Pateint", "patient") == "Patient"
    assert in_case_of("pateint", "patient") == "patient"
