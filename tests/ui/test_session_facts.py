"""What the finish drawer says of work: its parts, the edge of a month, and whether it counts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from ccm_desktop.services.finish_preview import FinishPreview
from ccm_desktop.services.time_lines import TimeLine
from ccm_desktop.services.timer_views import NoteDue
from ccm_desktop.ui.timer.note_box import NoteBox
from ccm_desktop.ui.timer.notices import clock_words
from ccm_desktop.ui.timer.session_facts import SessionFacts, counts_words, edge_words
from ccm_desktop.ui.workspace.time_tab import source

EASTERN = ZoneInfo("America/New_York")


def at(month: int, day: int, hour: int, minute: int) -> int:
    return int(datetime(2026, month, day, hour, minute, tzinfo=EASTERN).timestamp())


def due(*segments: tuple[int, int, str]) -> NoteDue:
    seconds = sum(end - start for start, end, _ in segments)
    return NoteDue(
        "s", "p", "Castillo, María", segments[0][0], seconds, "care_plan", "", "", recovered=False, has_call=False,
        segments=segments,
    )  # fmt: skip


def test_parts_are_listed_when_there_is_more_than_one(qtbot: QtBot) -> None:
    facts = SessionFacts(EASTERN)
    qtbot.addWidget(facts)
    start = at(11, 18, 10, 29)
    facts.show_due(due((start, start + 372, "call_patient")))
    assert not facts.segments_label.isVisibleTo(facts)
    facts.show_due(due((start, start + 372, "call_patient"), (start + 420, start + 815, "care_plan")))
    assert facts.segments_label.text().splitlines() == [
        "10:29 AM–10:35 AM   6:12   Phone call with patient",
        "10:36 AM–10:42 AM   6:35   Care plan work",
    ]


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (at(11, 18, 10, 29), ""),
        (at(11, 18, 23, 53) + 20, "Over midnight: 6:40 on Nov 18, 3:05 on Nov 19. Both keep this note."),
        (at(11, 30, 23, 53) + 20, "6:40 counts in November, 3:05 in December. Both keep this note."),
    ],
)
def test_the_edge_of_a_day_or_month_is_said(start: int, words: str) -> None:
    assert edge_words(due((start, start + 585, "care_plan")), EASTERN) == words


@pytest.mark.parametrize(
    ("found", "words", "tone"),
    [
        (FinishPreview(767, 767), "Counts: 12:47.", "ok"),
        (FinishPreview(767, 0, "Not counted: the call was not answered"), "Not counted: the call was not answered.",
         "warn"),
        (FinishPreview(767, 400, "Not counted: before consent was given"),
         "Counts: 6:40 of 12:47; 6:07 not counted: before consent was given.", "warn"),
        (FinishPreview(767, 767, "", ("No documented consent", "No current care plan")),
         "Counts: 12:47. The month waits: no documented consent and 1 more.", "warn"),
        (FinishPreview(0, 0), "", "info"),
    ],
)  # fmt: skip
def test_whether_it_counts_is_said_with_its_reason(found: FinishPreview, words: str, tone: str) -> None:
    assert counts_words(found) == (words, tone)


def test_a_short_note_is_asked_about(qtbot: QtBot) -> None:
    box = NoteBox()
    qtbot.addWidget(box)
    for text, asked in (("", False), ("Called.", True), ("fourteen chars", True), ("fifteen letters", False)):
        box.field.setPlainText(text)
        assert box.hint_label.isVisibleTo(box) is asked, text


@pytest.mark.parametrize(
    ("step", "told"),
    [(3720, "+1:02:00"), (-61, "−0:01:01"), (86_400, "+24:00:00")],
)
def test_a_clock_that_was_set_is_told_by_how_much(step: int, told: str) -> None:
    words = f"Computer clock changed by {told}. Elapsed time is not affected; the entry is marked."
    assert clock_words(step) == words


@pytest.mark.parametrize(
    ("origin", "kept", "words"),
    [("timer", 0, "Timer"), ("timer", 432, "Timer + kept gap 7:12"), ("recovered", 0, "Recovered"),
     ("moved", 432, "Moved")],
)  # fmt: skip
def test_the_chip_says_where_time_comes_from(origin: str, kept: int, words: str) -> None:
    line = TimeLine(
        "e", 0, 900, 900, 900, "care_plan", "", "Maria", "m", "clinical_staff", "Updated.", origin, "", "", "", 900,
        False, False, "", "", "", 1, kept_gap_seconds=kept,
    )  # fmt: skip
    assert source(line).text == words
