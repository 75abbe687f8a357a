"""The pure rules of month-end: what a signature covers, what a note says, and when a month may be closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.month_close import Readiness, Standing, refusals
from ccm_desktop.domain.month_note import NoteFacts, Work, compose, is_contact_only, says_something
from ccm_desktop.domain.month_signing import Reason, SignedSet, late, withdrawn
from ccm_desktop.domain.signature import digest

SIGNED = SignedSet(("a", "b"), ("x",), 1500, 0, (("99490", 1),), "note-1", "plan-1")


@pytest.mark.parametrize(
    ("now", "reasons"),
    [
        (SIGNED, ()),
        (replace(SIGNED, entries=("a", "b", "c")), (Reason("added", "c"),)),
        (replace(SIGNED, entries=("b",), voids=("a", "x")), (Reason("voided", "a"),)),
        (replace(SIGNED, entries=("a", "b2"), voids=("b", "x")), (Reason("amended", "b"),)),
        (replace(SIGNED, note="note-2"), (Reason("note"),)),
        (replace(SIGNED, plan_version="plan-2"), (Reason("plan"),)),
        (replace(SIGNED, staff_seconds=1499), (Reason("outcome"),)),
        (replace(SIGNED, codes=()), (Reason("outcome"),)),
    ],
)
def test_what_withdraws_a_signature(now: SignedSet, reasons: tuple[Reason, ...]) -> None:
    assert withdrawn(SIGNED, now, {"b": "b2"}) == reasons


@given(st.sets(st.sampled_from("abcdefgh")), st.sets(st.sampled_from("abcdefgh")), st.sets(st.sampled_from("abcdefgh")))
def test_late_is_what_nobody_saw(entries: set[str], voids: set[str], now: set[str]) -> None:
    """Also what the signer saw as void is no news when it stands in a later set."""
    signed = replace(SIGNED, entries=tuple(sorted(entries)), voids=tuple(sorted(voids)))
    assert set(late(signed, replace(SIGNED, entries=tuple(sorted(now))))) == now - entries - voids


def test_the_digest_does_not_depend_on_the_order_of_names_but_on_every_value() -> None:
    assert digest({"a": 1, "b": ("x", 2)}) == digest({"b": ["x", 2], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})


@pytest.mark.parametrize(
    ("note", "tells"),
    [
        ("Called patient", False),
        ("Left voicemail.", False),
        ("CCM monthly call done, spoke with pt", False),
        ("LVM x2, no answer, will call again", False),
        ("", False),
        ("Dizzy on standing since Monday, denies falls", True),
        ("Refilled lisinopril with pharmacy", True),
    ],
)
def test_what_is_more_than_contact(note: str, *, tells: bool) -> None:
    assert says_something("call_patient", "reached", note) is tells


def test_a_call_that_reached_nobody_tells_nothing_whatever_it_says() -> None:
    assert not says_something("call_patient", "voicemail", "Reviewed blood pressure and refilled lisinopril")
    assert not says_something("scheduling", "", "Moved the cardiology visit to Thursday morning")
    assert not is_contact_only(())


def test_a_note_of_nothing_says_so_in_all_seven_parts() -> None:
    facts = NoteFacts("p", (), None, (), (), (), (), 0, 0)
    said = compose(facts)
    assert [sentence.part for sentence in said] == [
        "conditions", "care_plan", "medications", "findings", "coordination", "contacts", "time",
    ]  # fmt: skip
    assert all(sentence.sources == ("p",) for sentence in said)


def test_every_entry_is_told_and_named() -> None:
    work = tuple(
        Work(
            f"e{n}", date(2026, 10, n + 1), activity, activity, outcome, "Checked the walker and its brakes", "Ann", 60
        )
        for n, (activity, outcome) in enumerate(
            (("call_patient", "reached"), ("coordination", ""), ("medication_review", ""), ("referral", ""))
        )
    )
    said = compose(NoteFacts("p", (), None, (), (), work, (), 240, 0))
    told = {source for sentence in said if sentence.part != "time" for source in sentence.sources}
    assert {"e0", "e1", "e2", "e3"} <= told
    assert said[-1].sources == ("e0", "e1", "e2", "e3")


READY = Readiness("", True, Standing(), "", (("timers", "done", "Done."), ("backup", "open", "No backup.")))


@pytest.mark.parametrize(
    ("facts", "skipped", "said"),
    [
        (READY, {"backup": "Tonight"}, ()),
        (READY, {}, ("No backup.",)),
        (READY, {"backup": "  "}, ("No backup.",)),
        (replace(READY, over=False), {"backup": "x"}, ("The month is not over yet.",)),
        (replace(READY, refused_role="Only the lead."), {"backup": "x"}, ("Only the lead.",)),
        (replace(READY, earlier_open="May 2026"), {"backup": "x"}, ("May 2026 is not closed yet.",)),
        (replace(READY, standing=Standing("closed", 2)), {"backup": "x"}, ("The month is closed already (rev 2).",)),
        (replace(READY, standing=Standing("reopened", 2)), {"backup": "x"}, ()),
        (replace(READY, steps=(("timers", "stops", "One runs."),)), {"timers": "x"}, ("One runs.",)),
    ],
)
def test_when_a_month_may_be_closed(facts: Readiness, skipped: dict[str, str], said: tuple[str, ...]) -> None:
    assert refusals(facts, skipped) == said


@pytest.mark.parametrize(
    ("standing", "takes"),
    [
        (Standing(), True),
        (Standing("closed", 1), False),
        (Standing("reopened", 1, (), 100), True),
        (Standing("reopened", 1, ("p",), 100), True),
        (Standing("reopened", 1, ("q",), 100), False),
        (Standing("reopened", 1, (), 50), False),
    ],
)
def test_what_a_month_still_takes(standing: Standing, *, takes: bool) -> None:
    assert standing.takes_changes("p", 50) is takes


@pytest.mark.parametrize("text", ["9999-12", "0000-01", "0001-01", "2026-13", "2026-1", "٢٠٢٦-١٠", "2026-10\n2026-11"])
def test_a_month_without_edges_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        Month.parse(text)
    assert refused.value.code == "month_unreadable"


@pytest.mark.parametrize("text", ["1900-01", "2026-10", "2199-12"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_every_other_month_has_edges(text: str, zone: str) -> None:
    opening, closing = Month.parse(text).bounds(ZoneInfo(zone))
    assert 27 * 86_400 < closing - opening < 32 * 86_400
