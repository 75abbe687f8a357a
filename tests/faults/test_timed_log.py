"""The judge of the kills: what it must call over-credited, lost or doubled, by hand-made logs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.timed_log import NOTE, Line, bounds, credited, doubled, lost


def ask(t: float, verb: str, gap: list[int] | None = None) -> Line:
    return {"t": t, "what": "ask", "verb": verb, "gap": gap}


def ack(t: float, verb: str, session: str = "s", patient: str = "p", gaps: list[list[int]] | None = None) -> Line:
    return {"t": t, "what": "ack", "verb": verb, "session": session, "patient": patient, "gaps": gaps or []}


def session(state: str, *segments: list[int], **more: Any) -> dict[str, Any]:
    return {"patient": "p", "state": state, "note": "", "segments": list(segments), "gaps": [], "entries": [], **more}


START = [ask(10.0, "start"), ack(10.5, "start")]
STOP = [ask(20.25, "stop"), ack(20.75, "stop")]


def test_a_running_timer_is_bounded_by_the_key_and_by_what_was_shown() -> None:
    assert bounds(START, 14.0, 14.25) == (4.25, 3, 3.5)


def test_a_stop_under_way_may_have_happened_or_not() -> None:
    assert bounds([*START, STOP[0]], 20.5, 20.5) == (10.5, 9, 9.75)


def test_what_was_stopped_counts_until_the_key() -> None:
    assert bounds([*START, *STOP], 60.0, 60.0) == (10.75, 9, 9.75)


def test_an_undone_stop_counts_as_if_it_had_not_been() -> None:
    log = [*START, *STOP, ask(22.0, "undo"), ack(22.5, "undo")]
    assert bounds(log, 30.0, 30.25) == (20.25, 19, 19.5)


def test_a_switch_neither_ends_nor_begins() -> None:
    assert bounds([*START, ask(12.0, "start"), ack(12.5, "start", "t")], 14.0, 14.0) == (4.0, 3, 3.5)


def test_a_kept_gap_counts_only_when_it_may_have_been_kept() -> None:
    log = [*START, ask(12.0, "sleep"), ack(12.5, "sleep", gaps=[[5, 95]])]
    assert bounds(log, 14.0, 14.0).possible == 4.0
    keep = ask(13.0, "keep", [5, 95])
    assert bounds([*log, keep], 14.0, 14.0)[:2] == (94.0, 3 - 2.25)
    assert bounds([*log, keep, ack(13.5, "keep")], 14.0, 14.0)[:2] == (94.0, 93 - 2.25)


@pytest.mark.parametrize(
    ("log", "sessions"),
    [
        (START, {}),
        (START, {"s": session("stopped", patient="q")}),
        (START, {"s": session("final")}),
        ([*START, *STOP], {"s": session("parked")}),
        ([*START, *STOP, ask(21.0, "finish"), ack(21.5, "finish", "")], {"s": session("stopped")}),
        ([*START, *STOP, ask(21.0, "finish"), ack(21.5, "finish", "")], {"s": session("final", [5, 15], note=NOTE)}),
        ([*START, ask(12.0, "sleep"), ack(12.5, "sleep", gaps=[[5, 95]])], {"s": session("stopped")}),
        ([*START, ask(12.0, "sleep"), ack(12.5, "sleep", gaps=[[5, 95]])],
         {"s": session("stopped", gaps=[["sleep", 5, 94, "pending"]])}),
    ],
)  # fmt: skip
def test_what_was_shown_and_is_not_there_is_lost(log: list[Line], sessions: dict[str, Any]) -> None:
    assert lost(log, sessions) != []


def test_what_is_there_is_not_lost() -> None:
    assert lost(START, {"s": session("stopped")}) == []
    assert lost([*START, ask(12.0, "pause")], {"s": session("paused")}) == []
    log = [*START, ask(12.0, "start"), ack(12.5, "start", "t")]
    assert lost(log, {"s": session("parked"), "t": session("stopped")}) == []
    slept = [*START, ask(12.0, "sleep"), ack(12.5, "sleep", gaps=[[5, 95]])]
    assert lost(slept, {"s": session("stopped", gaps=[["sleep", 5, 97, "pending"]])}) == []  # it grew
    done = session("final", [5, 15], note=NOTE, entries=[[5, 15, NOTE]])
    assert lost([*START, *STOP, ask(21.0, "finish"), ack(21.5, "finish", "")], {"s": done}) == []


def test_a_second_in_two_places_is_doubled() -> None:
    assert doubled({"s": session("final", [5, 15]), "t": session("stopped", [14, 20])}) != []
    assert doubled({"s": session("final", [5, 15]), "t": session("stopped", [15, 20])}) == []
    assert credited({"s": session("final", [5, 15]), "t": session("stopped", [15, 20])}) == 15
