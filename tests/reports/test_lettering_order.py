"""Widths, line breaks and the order of right-to-left text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.reports import wording
from ccm_desktop.reports.bidi import joined_letters, reads_right_to_left, visual_order
from ccm_desktop.reports.lettering import BOLD, REGULAR, legible, width, wrapped
from tests.reports.report_samples import without_spaces


def _everything(_letter: str) -> bool:
    return True


def _nothing(_letter: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("line", "base", "expected"),
    [
        ("plain text", False, "plain text"),
        ("אבג", True, "גבא"),
        ("ab אבג cd", False, "ab גבא cd"),
        ("אב ab גד", True, "דג ab בא"),
        ("אבג 123", True, "123 גבא"),
        ("אבג (דה)", True, "(הד) גבא"),
        ("x אבג, דהו y", False, "x והד ,גבא y"),
        ("אב 12:30 גד", True, "דג 12:30 בא"),
        ("tel אב 555-1234", False, "tel 555-1234 בא"),
    ],
)
def test_a_line_stands_in_visual_order(line: str, base: bool, expected: str) -> None:
    assert visual_order(line, base) == expected


def test_the_first_letter_with_a_direction_decides_the_paragraph() -> None:
    assert reads_right_to_left("12 אב ab")
    assert not reads_right_to_left("12 ab אב")
    assert not reads_right_to_left("12")


def test_arabic_letters_join_their_neighbours() -> None:
    # meem initial, hah medial, meem medial, dal final; then alef isolated, lam-alef ligature
    assert joined_letters("محمد", _everything) == "\ufee3\ufea4\ufee4\ufeaa"
    assert joined_letters("ا", _everything) == "\ufe8d"
    assert joined_letters("لا", _everything) == "\ufefb"
    assert joined_letters("بلا", _everything) == "\ufe91\ufefc"


def test_a_form_no_font_has_is_left_as_the_plain_letter() -> None:
    assert joined_letters("محمد", _nothing) == "محمد"


@given(st.text())
def test_no_text_is_lost_by_joining(text: str) -> None:
    back = unicodedata.normalize("NFKC", joined_letters(text, _everything))
    assert back == unicodedata.normalize("NFKC", text)


@given(st.text(alphabet="abאבגدم 12.,()+-%", max_size=30), st.booleans())
def test_visual_order_only_moves_characters(line: str, base: bool) -> None:
    same = {ord(")"): "("}
    assert sorted(visual_order(line, base).translate(same)) == sorted(line.translate(same))


@given(st.text(), st.floats(min_value=20, max_value=300), st.sampled_from([REGULAR, BOLD]))
def test_every_character_stands_on_a_line_and_no_line_is_too_wide(text: str, room: float, name: str) -> None:
    lines = wrapped(text, room, 9, name)
    mirrored = {ord(closing): opening for opening, closing in ("()", "[]", "{}", "<>", "«»", "⟨⟩", "‹›", "≤≥")}
    ours = sorted(without_spaces("".join(lines)).translate(mirrored))
    assert ours == sorted(without_spaces(legible(text)).translate(mirrored))
    for line in lines:
        assert width(line, 9, name) <= room or len(line) <= 2


def test_lines_break_between_words_and_after_hyphens() -> None:
    room = width("Whitcombe-", 9) + 1
    assert wrapped("Dr Whitcombe-Sanders", room, 9) == ["Dr", "Whitcombe-", "Sanders"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (59, "0:59"), (1020, "17:00"), (3600, "60:00"), (35999, "599:59"), (36061, "10:01:01")],
)
def test_durations_read_as_minutes_and_from_ten_hours_on_as_hours(seconds: int, text: str) -> None:
    assert wording.clock(seconds) == text


def test_counts_take_the_right_number() -> None:
    assert wording.count(1, "entry", "entries") == "1 entry"
    assert wording.count(1204, "entry", "entries") == "1,204 entries"
