"""Words that stay, words that go, words that come."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain import word_diff
from ccm_desktop.domain.word_diff import ADDED, REMOVED, SAME, Run, new, old, runs, spoken

_WORDS = st.sampled_from(["BP", "below", "130/80", "at", "home", "é", "ok,", " ", "每日"])
SENTENCES = st.lists(_WORDS, max_size=14).map(" ".join)


@given(st.text() | SENTENCES, st.text() | SENTENCES)
def test_the_runs_hold_both_texts_to_the_letter(before: str, after: str) -> None:
    found = runs(before, after)
    assert old(found) == before
    assert new(found) == after
    assert all(run.text for run in found)
    assert all(one.kind != other.kind for one, other in pairwise(found))


@given(SENTENCES)
def test_a_text_against_itself_has_nothing_to_show(text: str) -> None:
    assert {run.kind for run in runs(text, text)} <= {SAME}


def test_only_the_word_that_differs_is_marked() -> None:
    assert runs("BP below 140/90 at home", "BP below 130/80 at home") == (
        Run(SAME, "BP below"), Run(REMOVED, " 140/90"), Run(ADDED, " 130/80"), Run(SAME, " at home"),
    )  # fmt: skip


def test_a_word_at_the_end_stays_itself_when_more_follows() -> None:
    assert runs("Walk daily", "Walk daily, with Anna") == (Run(SAME, "Walk daily"), Run(ADDED, ", with Anna"))


@pytest.mark.parametrize(
    ("before", "after", "struck", "new_words"),
    [
        ("cafe\u0301 noir", "cafe noir", "cafe\u0301", "cafe"),  # an accent is part of its letter
        ("the patient's goal", "the patients goal", "patient's", "patients"),
        ("每日散步", "每日走路", "散步", "走路"),
        ("1,000 steps", "1,500 steps", "1,000", "1,500"),
        ("👩\u200d⚕️ calls", "👨\u200d⚕️ calls", "👩\u200d⚕️", "👨\u200d⚕️"),
    ],
)
def test_words_are_whole_in_every_script(before: str, after: str, struck: str, new_words: str) -> None:
    found = runs(before, after)
    assert [run.text.strip() for run in found if run.kind == REMOVED] == [struck]
    assert [run.text.strip() for run in found if run.kind == ADDED] == [new_words]


def test_a_hostile_text_is_replaced_as_a_whole_instead_of_holding_anybody_up() -> None:
    before, after = "same " + "a b " * 2000, "same " + "b c " * 2000
    assert [run.kind for run in runs(before, after)] == [SAME, REMOVED, ADDED, SAME]
    assert old(runs(before, after)) == before


def test_the_work_for_two_texts_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_diff, "_longest", lambda *_: pytest.fail("too long for a word by word comparison"))
    runs("x " * 501 + "end", "y " * 501 + "of it")


def test_what_differs_can_be_heard() -> None:
    assert spoken(runs("below 140/90", "below 130/80")) == "removed: 140/90; added: 130/80"
    assert spoken(runs("same", "same")) == ""
