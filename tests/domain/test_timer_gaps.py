"""The policy of gaps (ux.md 5.5) and the answers to them."""

from __future__ import annotations

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.timer.gaps import KINDS, Check, Gap, GapDecision, Piece, check, decided, gap, judge

MINUTE = 60


@pytest.mark.parametrize(
    ("kind", "seconds", "at_the_desk", "on_a_call"),
    [
        ("away", 299, "ignored", "ignored"),
        ("away", 300, "pending", "ignored"),
        ("away", 1799, "pending", "ignored"),
        ("away", 1800, "pending", "pending"),
        ("lock", 59, "ignored", "ignored"),
        ("lock", 60, "pending", "kept"),
        ("lock", 7200, "pending", "kept"),
        ("suspend", 1, "pending", "pending"),
        ("suspend", 28_800, "pending", "pending"),
        ("stall", 2, "kept", "kept"),
        ("stall", 60, "kept", "kept"),
        ("stall", 61, "pending", "pending"),
        ("clock", 3600, "ignored", "ignored"),
        ("crash", 1, "pending", "pending"),
        ("reboot", 1, "pending", "pending"),
    ],
)
def test_the_policy(kind: str, seconds: int, at_the_desk: str, on_a_call: str) -> None:
    assert kind in KINDS
    assert judge(kind, seconds, on_call=False) == at_the_desk
    assert judge(kind, seconds, on_call=True) == on_a_call


def test_a_practice_may_wait_longer_before_somebody_is_away() -> None:
    assert judge("away", 600, on_call=False, away_after=900) == "ignored"
    assert check(on_call=False, quiet=600, unanswered=600, away_after=900) == Check()


@pytest.mark.parametrize(
    ("quiet", "unanswered", "at_the_desk", "on_a_call"),
    [
        (4 * MINUTE, 4 * MINUTE, Check(), Check()),
        (5 * MINUTE, 5 * MINUTE, Check("", 300), Check()),
        (19 * MINUTE, 19 * MINUTE, Check("", 1140), Check()),
        (20 * MINUTE, 20 * MINUTE, Check("", 1200), Check("still_on_call")),
        (29 * MINUTE, 29 * MINUTE, Check("", 1740), Check("still_on_call")),
        (30 * MINUTE, 30 * MINUTE, Check("", 1800), Check("still_on_call", 1800)),
        (1, 59 * MINUTE, Check(), Check()),
        (1, 60 * MINUTE, Check("still_on_this"), Check("still_on_this")),
        (1, 89 * MINUTE, Check("still_on_this"), Check("still_on_this")),
        # Not answered for half an hour: at the desk since the question, on a call since the last input.
        (100, 90 * MINUTE, Check("still_on_this", 1800), Check("still_on_this", 100)),
        # Where nobody tells of input, nobody is away; the question after an hour remains.
        (None, 59 * MINUTE, Check(), Check()),
        (None, 60 * MINUTE, Check("still_on_this"), Check("still_on_this")),
        (None, 90 * MINUTE, Check("still_on_this", 1800), Check("still_on_this", 1800)),
    ],
)
def test_the_questions(quiet: float | None, unanswered: float, at_the_desk: Check, on_a_call: Check) -> None:
    assert check(on_call=False, quiet=quiet, unanswered=unanswered) == at_the_desk
    assert check(on_call=True, quiet=quiet, unanswered=unanswered) == on_a_call


HOLE = gap("away", 1000, 1432, "care_plan")


def test_an_answer_is_noted_with_its_moment() -> None:
    (kept,) = decided(HOLE, GapDecision("kept"), 2000)
    assert (kept.decision, kept.decided_at, kept.start, kept.end) == ("kept", 2000, 1000, 1432)
    (removed,) = decided(kept, GapDecision("removed"), 2100)
    assert (removed.decision, removed.decided_at) == ("removed", 2100)


def test_a_split_stays_visible_with_its_parts() -> None:
    pieces = (Piece(180, "kept"), Piece(200, "removed"), Piece(52, "moved", "bob", "referral"))
    split, *parts = decided(HOLE, GapDecision("split", pieces=pieces), 2000)
    assert (split.id, split.decision) == (HOLE.id, "split")
    assert [(p.start, p.end, p.decision, p.activity) for p in parts] == [
        (1000, 1180, "kept", "care_plan"),
        (1180, 1380, "removed", "care_plan"),
        (1380, 1432, "moved", "referral"),
    ]
    assert len({split.id, *(part.id for part in parts)}) == 4


@pytest.mark.parametrize(
    "pieces",
    [
        (Piece(432, "kept"),),
        (Piece(200, "kept"), Piece(231, "removed")),
        (Piece(200, "kept"), Piece(233, "removed")),
        (Piece(433, "kept"), Piece(-1, "removed")),
        (Piece(432, "kept"), Piece(0, "removed")),
        (Piece(200, "kept"), Piece(232, "pending")),
    ],
)
def test_parts_that_do_not_make_the_whole_are_refused(pieces: tuple[Piece, ...]) -> None:
    with pytest.raises(BadInput):
        decided(HOLE, GapDecision("split", pieces=pieces), 2000)


@pytest.mark.parametrize(
    ("one", "decision", "code"),
    [
        (HOLE, "later", "gap_decision_unknown"),
        (HOLE, "pending", "gap_decision_unknown"),
        (gap("crash", 1, 9, "care_plan"), "kept", "gap_unseen"),
        (gap("reboot", 1, 9, "care_plan"), "moved", "gap_unseen"),
        (gap("clock", 1, 9, "care_plan", "removed"), "kept", "gap_not_time"),
        (gap("away", 1, 9, "care_plan", "moved"), "removed", "gap_decided"),
        (gap("away", 1, 9, "care_plan", "split"), "kept", "gap_decided"),
    ],
)
def test_what_cannot_be_answered_so(one: Gap, decision: str, code: str) -> None:
    with pytest.raises((BadInput, Refusal)) as refused:
        decided(one, GapDecision(decision), 10)
    assert refused.value.code == code
