"""What is written down in Call mode before the clock runs: kept, taken into the call once, and no time."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.journeys.conftest import Person
from tests.journeys.test_call_mode import CTRL, AtCall

WORDS = "Ask about the new pill box"


@pytest.fixture
def at_call(person: Person) -> AtCall:
    made = AtCall(person)
    made.enter_list()
    return made


def write(at_call: AtCall, words: str = WORDS) -> None:
    """By Tab from the clock's button to the note, then typing."""
    edit = at_call.page.note.note_edit
    assert edit.isEnabled()
    assert "no time is counted" in edit.placeholderText()
    edit.setFocus(Qt.FocusReason.TabFocusReason)
    at_call.person.to_front()
    QTest.keyClicks(edit, words)
    at_call.model.keep_now()
    at_call.person.settle()


def kept(at_call: AtCall) -> str:
    found: Any = at_call.lane(lambda: at_call.office.call_desk.open(at_call.ids[0]))
    return str(found.ahead)


def test_it_waits_for_the_call_and_counts_nothing(at_call: AtCall) -> None:
    write(at_call)
    at_call.person.work(120)
    assert kept(at_call) == WORDS
    assert at_call.entries() == []
    at_call.room.open(at_call.ids[1])
    at_call.person.settle()
    assert at_call.note() == "", "nothing of it stands with another patient"
    at_call.room.open(at_call.ids[0])
    at_call.person.settle()
    assert at_call.note() == WORDS


def test_the_call_begins_with_it_and_has_it_once(at_call: AtCall) -> None:
    write(at_call)
    at_call.start()
    assert at_call.note() == WORDS
    assert kept(at_call) == ""
    at_call.person.work(60)
    at_call.page.note.outcomes.choose("reached")
    at_call.keys(at_call.page.note.note_edit, Qt.Key.Key_Return, CTRL)
    (entry,) = at_call.entries()
    assert entry.note == WORDS
    assert entry.seconds < 120
    assert (kept(at_call), at_call.note()) == ("", ""), "the next call begins with an empty note"


def test_what_is_typed_as_the_clock_starts_stays_under_the_cursor(at_call: AtCall) -> None:
    edit = at_call.page.note.note_edit
    QTest.keyClicks(edit, WORDS)  # not kept yet
    cursor = edit.textCursor()
    cursor.setPosition(3)
    edit.setTextCursor(cursor)
    at_call.start()
    assert at_call.note() == WORDS
    assert edit.textCursor().position() == 3


def test_nobody_reads_what_another_wrote_down(at_call: AtCall) -> None:
    write(at_call)
    me = at_call.office.context.person
    try:
        at_call.office.context.person = at_call.office.context.practice().billing_practitioner
        assert kept(at_call) == ""
    finally:
        at_call.office.context.person = me


def test_a_practice_that_is_closed_keeps_it(at_call: AtCall) -> None:
    QTest.keyClicks(at_call.page.note.note_edit, WORDS)
    at_call.person.screens.put_down()
    at_call.person.settle()
    assert kept(at_call) == WORDS


def test_a_call_opened_again_has_the_keyboard_in_its_note(at_call: AtCall) -> None:
    at_call.start()
    at_call.window.show_page("panel")
    at_call.room.open(at_call.ids[0])
    at_call.person.settle()
    assert at_call.page.note.note_edit.hasFocus()
