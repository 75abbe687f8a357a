"""People are found as they are asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain.search import fold, haystack, matches, name_key, tokens, within

MARIA = haystack(
    names=("Castillo-Ramírez", "María"),
    birth_on="1946-05-04",
    mrn="MR-101433",
    phones=("(555) 014-2277", "+1 555 014 9988"),
)


@pytest.mark.parametrize(
    "typed",
    [
        "maria", "María", "MARI", "ramirez cast", "Castillo, Mar", "castillo maria 1946", "5/4/46", "5/4/1946",
        "05/04/1946", "05041946", "1946", "101433", "mr-101433", "2277", "0142277", "5550142277", "9988", "",
    ],
)  # fmt: skip
def test_she_is_found_by(typed: str) -> None:
    assert matches(MARIA, tokens(typed))


@pytest.mark.parametrize("typed", ["marion", "maria 1947", "5/4/47", "014 2278"])
def test_she_is_not_found_by(typed: str) -> None:
    assert not matches(MARIA, tokens(typed))


def test_nothing_known_is_nothing_to_find() -> None:
    assert haystack(names=("", ""), birth_on="", mrn="", phones=("", "")) == ""


def test_names_that_look_alike_are_one_name() -> None:
    assert name_key("Castillo ", "MARÍA") == name_key("castillo", "Maria")
    assert name_key("Castillo", "María") != name_key("Castillo", "Marta")


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "wanted", "at"),
    [
        ("Walk with María", "maria", (10, 5)),
        ("blood \n pressure", "Blood pressure", (0, 16)),
        ("ﬁne Straße ok", "strasse", (4, 6)),
        ("  walk", "walk", (2, 4)),
        ("walk", "walks", None),
        ("walk", "  ", None),
    ],
)
def test_words_within_a_text_are_found_where_they_stand(text: str, wanted: str, at: tuple[int, int] | None) -> None:
    assert within(text, wanted) == at
