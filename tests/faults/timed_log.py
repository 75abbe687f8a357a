"""What really ran, by the log of who pressed the keys; compared with what the file says afterwards.

The log is independent of the program's own reckoning: it has one clock, which stands still in a
sleep, the moment before each key and the moment at which the screen showed what came of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

Line = dict[str, Any]
_BEGINS = {"start", "resume", "return", "undo"}
_ENDS = {"pause", "stop", "park"}
_AT_A_SLEEP = 2.25
"""Seconds before a sleep that its gap may hold besides: a tick, and the second in which it begins."""
NOTE = "Refill arranged."
_AFTER = {"running": "stopped", "paused": "paused", "parked": "parked", "stopped": "stopped", "final": "final"}
"""State at the kill, and in the file after the next start."""


@dataclass
class Span:
    """Seconds that may have been timed at most, and that were for certain."""

    possible: float = 0.0
    certain: float = 0.0
    asked: float | None = None
    """When the present stretch was asked for, and when the screen showed it; None while nothing runs."""
    shown: float = 0.0
    exact: float = 0.0
    stretches: int = 0
    last: tuple[float, float, float, float, float, int] = (0.0, 0.0, 0.0, 0.0, 0.0, 0)
    """For the undoing of a stop: the stretch that it ended, and the sums before."""

    def follow(self, ask: Line, at: float) -> None:
        """A command whose result showed at `at`."""
        verb = ask["verb"]
        if verb == "undo":
            self.possible, self.certain, self.asked, self.shown, self.exact, self.stretches = self.last
        elif verb in _BEGINS and self.asked is None:
            self.asked, self.shown = ask["t"], at
        elif verb in _ENDS and self.asked is not None:
            self.last = (self.possible, self.certain, self.asked, self.shown, self.exact, self.stretches)
            self.end(ask["t"], at)
        elif verb == "sleep":
            self.certain, self.stretches = self.certain - _AT_A_SLEEP, self.stretches + 1
        elif verb == "keep":
            length = ask["gap"][1] - ask["gap"][0]
            self.possible, self.certain = self.possible + length, self.certain + length

    def end(self, earliest: float, latest: float) -> None:
        """The stretch ends; a stretch counts in whole seconds."""
        if self.asked is not None:
            self.possible += latest - self.asked
            self.exact += max(0.0, earliest - self.shown)
            self.certain += max(0, int(earliest - self.shown))
            self.stretches += 1
            self.asked = None


class Bounds(NamedTuple):
    """Of the seconds that a file may show."""

    possible: float
    certain: float
    exact: float | None
    """What was certain, with its fraction; None where more than one stretch was cut to whole seconds."""


def bounds(log: list[Line], certain_at: float, dead_at: float) -> Bounds:
    """By the log of a program that was alive at `certain_at` and dead at `dead_at`."""
    found = []
    for with_last in (False, True):  # what was asked last may have happened, or not
        span, ask = Span(), None
        for line in log:
            if line["what"] == "ask":
                ask = line
            elif line["what"] == "ack" and ask is not None:
                span.follow(ask, line["t"])
                ask = None
        if ask is not None and with_last:
            span.follow(ask, dead_at)
        span.end(ask["t"] if ask is not None and ask["verb"] in _ENDS else certain_at, dead_at)
        found.append(span)
    exact = min(span.exact for span in found) if all(span.stretches < 2 for span in found) else None
    return Bounds(max(span.possible for span in found), min(span.certain for span in found), exact)


@dataclass
class Acknowledged:
    """What the screen had said of each session."""

    patients: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    gaps: dict[str, list[list[int]]] = field(default_factory=dict)
    in_flight: str = ""
    """The command whose result had not shown."""

    def follow(self, line: Line, current: str) -> str:
        """One acknowledgement; returns the session that runs or is paused then."""
        verb, session = line["verb"], line["session"]
        if verb in ("finish", "later", "sleep", "keep", "remove", "activity"):
            if verb == "finish":
                self.states[current] = "final"
            elif verb == "sleep":
                self.gaps[session] = line["gaps"]
            return current
        self.patients[session] = line["patient"]
        if verb == "start" and current and self.states[current] in ("running", "paused"):
            self.states[current] = "parked"
        self.states[session] = {"pause": "paused", "park": "parked", "stop": "stopped"}.get(verb, "running")
        return str(session)


def acknowledged(log: list[Line]) -> Acknowledged:
    """All of it, in order."""
    found, current = Acknowledged(), ""
    for line in log:
        if line["what"] == "ask":
            found.in_flight = line["verb"]
        elif line["what"] == "ack":
            found.in_flight = ""
            current = found.follow(line, current)
    return found


def credited(sessions: dict[str, Any]) -> int:
    """Seconds, of all sessions."""
    return sum(end - start for one in sessions.values() for start, end in one["segments"])


def lost(log: list[Line], sessions: dict[str, Any]) -> list[str]:
    """What the screen had said and the file does not, in words; empty when all is there."""
    said, wrong = acknowledged(log), []
    for session, state in said.states.items():
        held = sessions.get(session)
        if held is None:
            wrong.append(f"{session}: is not there")
            continue
        if held["patient"] != said.patients[session]:
            wrong.append(f"{session}: another patient")
        settled = state == "final" or not said.in_flight or said.in_flight in ("later", "sleep", "activity")
        # Put aside with its note already written, a session is stopped.
        also = {"stopped"} if state == "parked" else set()
        if settled and held["state"] not in {_AFTER[state], *also}:
            wrong.append(f"{session}: {held['state']} instead of {_AFTER[state]}")
        if state == "final":
            wrong += _unwritten(session, held)
        spans = [[start, end] for _, start, end, _ in held["gaps"]]
        # A gap may have grown since: the computer stood still again before anything ran.
        wrong += [
            f"{session}: gap {gap} is not there, {spans} are" for gap in said.gaps.get(session, [])
            if not any(start <= gap[0] and gap[1] <= end for start, end in spans)
        ]  # fmt: skip
    return wrong


def _unwritten(session: str, held: dict[str, Any]) -> list[str]:
    seconds = sum(end - start for start, end, _ in held["entries"])
    notes = {note for *_, note in held["entries"]} | {held["note"]}
    if notes != {NOTE} or seconds != sum(end - start for start, end in held["segments"]):
        return [f"{session}: entries of {seconds} s with notes {notes}"]
    return []


def doubled(sessions: dict[str, Any]) -> list[str]:
    """Seconds of one person that are in two places."""
    spans = sorted((start, end, name) for name, one in sessions.items() for start, end in one["segments"])
    return [f"{before} and {after}" for before, after in pairwise(spans) if after[0] < before[1]]
