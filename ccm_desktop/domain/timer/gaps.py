"""Holes in timed work: which of them ask, and what a person may answer (ux.md 5.5).

A gap counts nothing until it is kept. Instants are whole epoch seconds, lengths are seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.timekeeping import clock_text

KINDS: dict[str, str] = {
    "away": "No input",
    "lock": "Screen was locked",
    "suspend": "Computer slept",
    "stall": "Program did not respond",
    "crash": "Program ended",
    "reboot": "Computer was restarted",
    "clock": "Clock was set",
}
DECISIONS = ("pending", "kept", "removed", "split", "moved")
UNSEEN = frozenset({"crash", "reboot"})
"""Nobody watched: only the recovery sheet, with a reason, may claim such time."""

AWAY_SECONDS = 5 * 60
LOCK_SECONDS = 60
STALL_SECONDS = 60
CALL_QUESTION_SECONDS = 20 * 60
CALL_AWAY_SECONDS = 30 * 60
SAME_QUESTION_SECONDS = 60 * 60
SAME_AWAY_SECONDS = 90 * 60


@dataclass(frozen=True, slots=True)
class Gap:
    """A hole in a session."""

    id: str
    """Names it within its session."""
    kind: str
    start: int
    end: int
    activity: str
    """What ran when it began."""
    decision: str = "pending"
    """pending | kept | removed | split (into pieces that follow) | moved (to another patient)"""
    decided_at: int = 0
    """0 while nobody decided: pending, or kept by the policy itself."""
    moved_to: str = ""
    """The session on the other patient."""

    @property
    def seconds(self) -> int:
        return self.end - self.start


class Piece(NamedTuple):
    """Part of a split gap."""

    seconds: int
    decision: str
    """kept | removed | moved"""
    patient: str = ""
    """Whose work it was, when moved."""
    activity: str = ""
    """What was done; the gap's own when empty."""


@dataclass(frozen=True, slots=True)
class GapDecision:
    """A person's answer to one gap."""

    decision: str
    """kept | removed | split | moved"""
    patient: str = ""
    """Whose work it was, when moved."""
    activity: str = ""
    """What was done; the gap's own when empty."""
    pieces: tuple[Piece, ...] = ()
    """When split, in order of time; together as long as the gap."""


def gap(kind: str, start: int, end: int, activity: str, decision: str = "pending") -> Gap:
    """A gap named by its span: gaps of one session never overlap, so a name found again means the same gap."""
    return Gap(f"{start}-{end}", kind, start, end, activity, decision)


def judge(kind: str, seconds: float, *, on_call: bool, away_after: float = AWAY_SECONDS) -> str:
    """ignored (counts, is not mentioned) | kept (counts, is logged) | pending (counts nothing until answered)."""
    if kind == "away":
        return "pending" if seconds >= (CALL_AWAY_SECONDS if on_call else away_after) else "ignored"
    if kind == "lock":
        if seconds < LOCK_SECONDS:
            return "ignored"
        return "kept" if on_call else "pending"
    if kind == "stall":
        return "kept" if seconds <= STALL_SECONDS else "pending"
    return "ignored" if kind == "clock" else "pending"


class Check(NamedTuple):
    """What is asked of somebody who may have left, and how much no longer counts."""

    question: str = ""
    """still_on_call | still_on_this; empty when nothing is asked"""
    back: float | None = None
    """Seconds before now at which counting ended; None while all counts."""


def check(
    *, on_call: bool, quiet: float | None, unanswered: float, away_after: float = AWAY_SECONDS
) -> Check:  # fmt: skip
    """Whether somebody is still there.

    `quiet`: since the last input, None where nobody can tell. `unanswered`: in one segment since its
    start or since the last answer.
    """
    if quiet is not None and quiet >= (CALL_AWAY_SECONDS if on_call else away_after):
        return Check("still_on_call" if on_call else "", quiet)
    if unanswered >= SAME_AWAY_SECONDS:
        marked = unanswered - SAME_QUESTION_SECONDS
        return Check("still_on_this", quiet if on_call and quiet is not None else marked)
    if on_call and quiet is not None and quiet >= CALL_QUESTION_SECONDS:
        return Check("still_on_call")
    return Check("still_on_this" if unanswered >= SAME_QUESTION_SECONDS else "")


def pending(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Those that wait for an answer."""
    return tuple(one for one in gaps if one.decision == "pending")


def decided(one: Gap, decision: GapDecision, now: int) -> tuple[Gap, ...]:
    """The gap with its answer; split, it is followed by its pieces. Refuses what cannot be answered so."""
    if one.decision not in ("pending", "kept", "removed"):
        raise Refusal("gap_decided", "This gap is split or moved already.", "Correct the entries it became.")
    if one.kind == "clock":
        raise Refusal("gap_not_time", "No time passed here: the clock was set.", "Nothing needs to be decided.")
    if one.kind in UNSEEN and decision.decision != "removed":
        raise Refusal("gap_unseen", "The program did not run in this time.",
                      "Say on the recovery sheet until when you worked, with the reason.")  # fmt: skip
    if decision.decision not in DECISIONS[1:]:
        raise BadInput("gap_decision_unknown", "The answer is not known.", f"Use one of: {', '.join(DECISIONS[1:])}.")
    if decision.decision != "split":
        return (replace(one, decision=decision.decision, decided_at=now),)
    return (replace(one, decision="split", decided_at=now), *_pieces(one, decision.pieces, now))


def _pieces(one: Gap, pieces: tuple[Piece, ...], now: int) -> tuple[Gap, ...]:
    total = sum(piece.seconds for piece in pieces)
    if len(pieces) < 2 or any(piece.seconds <= 0 for piece in pieces) or total != one.seconds:
        raise BadInput("split_not_whole", f"The parts make {clock_text(max(total, 0))} of {clock_text(one.seconds)}.",
                       "Give two or more parts that together are as long as the gap.")  # fmt: skip
    if any(piece.decision not in ("kept", "removed", "moved") for piece in pieces):
        raise BadInput("gap_decision_unknown", "A part has no answer.", "Keep, remove or move each part.")
    found, at = [], one.start
    for piece in pieces:
        part = gap(one.kind, at, at + piece.seconds, piece.activity or one.activity, piece.decision)
        found.append(replace(part, decided_at=now))
        at += piece.seconds
    return tuple(found)
