"""Phrases: what is typed, what it becomes, and which lists are refused."""

from __future__ import annotations

import pytest

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.phrases import DEFAULTS, expansion, listed, parsed, typed_key


@pytest.mark.parametrize(
    ("before", "key"),
    [("/vm", "/vm"), ("Called. /vm", "/vm"), ("1/2", ""), ("and/or", ""), ("/", ""), ("/vm ", ""), ("", "")],
)
def test_a_key_stands_alone_before_the_cursor(before: str, key: str) -> None:
    assert typed_key(before) == key


def test_only_known_keys_become_words() -> None:
    phrases = (("vm", "Left voicemail."),)
    assert expansion("/VM", phrases) == "Left voicemail."
    assert expansion("/xy", phrases) == ""


def test_a_list_survives_its_editing() -> None:
    assert parsed(listed(DEFAULTS)) == DEFAULTS
    assert parsed("/VM = Left voicemail = done\n\n") == (("vm", "Left voicemail = done"),)


@pytest.mark.parametrize("text", ["vm", "vm =", "= words", "v m = words", "vm = a\nVM = b", "vm = " + "x" * 1001])
def test_an_unclear_list_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(BadInput, match="Line"):
        parsed(text)
