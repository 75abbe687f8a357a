"""One discharge that two computers recorded apart: brought together it is seen, said to be one, and loses nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.services.transitions import Discharge, StepLine, Transition
from tests.services.conftest import Demo
from tests.services.test_exchange import PATIENT, Two, rows, template, two

__all__ = ["template", "two"]  # fixtures

# The clock stands on Wednesday, October 14, 2026.
HERE = Discharge("Mercy Hospital", "2026-10-13", "home", "yes", "high", note="Daughter drove")
THERE = Discharge("Mercy", "2026-10-12", "home", "unknown", "high")


def found(demo: Demo) -> dict[str, Transition]:
    return {one.discharge_id: one for one in demo.office.transitions.of(PATIENT[0])}


def settle(demo: Demo, discharge: str, step: str, status: str, on: str = "", words: str = "") -> StepLine:
    line = demo.office.transitions.one(discharge).line(step)
    return demo.office.transitions.settle(
        line, replace(line.form.value, status=status, done_on=on, words=words)
    ).value  # fmt: skip


def states(demo: Demo, discharge: str) -> list[str]:
    return [line.state for line in demo.office.transitions.one(discharge).steps]


def apart(two: Two) -> tuple[str, str]:
    """The first computer has the contact, the second the medicines and a later contact; then both ways."""
    first = two.a.office.transitions.record(PATIENT[0], HERE).value
    settle(two.a, first, "contact", "done", "2026-10-13", "By phone")
    second = two.b.office.transitions.record(PATIENT[0], THERE).value
    settle(two.b, second, "medicines", "done", "2026-10-14")
    settle(two.b, second, "contact", "done", "2026-10-14", "At the desk")
    two.both_ways()
    assert first < second, "made first"
    return first, second


def test_brought_together_both_stand_with_what_was_ticked_and_are_seen_as_perhaps_one(two: Two) -> None:
    first, second = apart(two)
    for demo in (two.a, two.b):
        assert found(demo).keys() == {first, second}
        assert states(demo, first) == ["done", "open", "open"]
        assert states(demo, second) == ["done", "done", "open"]
        for one, other in ((first, second), (second, first)):
            assert [twin.entity for twin in found(demo)[one].twins] == [other]
        assert all(line.twice for one in found(demo).values() for line in one.steps)
        lines = demo.office.today.view(demo.office.patients.panel(), everybody=True).lines
        steps = [line.what for line in lines if line.step is not None]
        assert steps
        assert all(what.startswith("Recorded twice? ") for what in steps)
    assert rows(two.a) == rows(two.b)


@pytest.mark.parametrize("by_the_other_name", [False, True])
def test_said_to_be_one_what_is_ticked_on_either_stays_ticked_everywhere(two: Two, by_the_other_name: bool) -> None:
    first, second = apart(two)
    pair = (second, first) if by_the_other_name else (first, second)
    assert two.b.office.transitions.same(*pair).value == second, "the older stays, whoever says it"
    two.carry(two.b, two.a)
    for demo in (two.a, two.b):
        one = demo.office.transitions.one(first)
        assert [line.state for line in one.steps] == ["done", "done", "open"]
        assert (one.line("contact").form.value.done_on, one.line("contact").form.value.words) == (
            "2026-10-13", "By phone",
        )  # fmt: skip
        assert [form.value.words for form in one.line("contact").elsewhere] == ["At the desk"], "seen, not lost"
        assert ([form.value.facility for form in one.also], one.twins) == (["Mercy"], ())
        assert [open_.discharge_id for open_ in demo.office.transitions.open()] == [first]
        assert not found(demo)[second].holds


def test_what_is_ticked_later_on_a_computer_that_does_not_know_counts_all_the_same(two: Two) -> None:
    first, second = apart(two)
    two.a.office.transitions.same(first, second)
    settle(two.b, second, "visit", "done", "2026-10-14", "Dr. Green")
    two.both_ways()
    for demo in (two.a, two.b):
        assert states(demo, first) == ["done", "done", "done"]
        assert demo.office.transitions.open() == ()


def test_said_on_both_at_once_it_is_one_and_no_question(two: Two) -> None:
    first, second = apart(two)
    two.a.office.transitions.same(first, second)
    two.b.office.transitions.same(second, first)
    two.both_ways()
    for demo in (two.a, two.b):
        assert [one for one in found(demo) if found(demo)[one].holds] == [first]
        assert demo.office.conflicts.open() == ()
        assert states(demo, first) == ["done", "done", "open"]


def test_taken_back_both_stand_as_they_were(two: Two) -> None:
    first, second = apart(two)
    before = {key: [line.state for line in one.steps] for key, one in found(two.a).items()}
    two.a.office.transitions.restore(two.a.office.transitions.same(first, second).value)
    assert {key: [line.state for line in one.steps] for key, one in found(two.a).items()} == before
    assert [twin.entity for twin in found(two.a)[first].twins] == [second]


def test_three_records_are_one_however_they_were_joined(two: Two) -> None:
    first, second = apart(two)
    third = two.b.office.transitions.record(PATIENT[0], THERE).value
    settle(two.b, third, "visit", "done", "2026-10-14")
    two.b.office.transitions.same(second, third)
    two.a.office.transitions.same(first, second)
    two.both_ways()
    for demo in (two.a, two.b):
        assert [form.entity for form in demo.office.transitions.one(first).also] == [second, third]
        assert states(demo, first) == ["done", "done", "done"]


def test_a_step_that_either_record_has_ticked_can_be_opened_again_and_ticked(two: Two) -> None:
    first, second = apart(two)
    two.a.office.transitions.same(first, second)
    for step in ("contact", "medicines"):
        line = two.a.office.transitions.one(first).line(step)
        assert two.a.office.transitions.put_back(line).value.state == "open"
        again = two.a.office.transitions.one(first).line(step)
        assert two.a.office.transitions.done(again).value.state == "done"


def test_two_that_are_no_twins_are_not_joined(two: Two) -> None:
    service = two.a.office.transitions
    first = service.record(PATIENT[0], HERE).value
    other = service.record(two.a.enrolled("Baker"), HERE).value
    early = service.record(PATIENT[0], replace(HERE, discharged_on="2026-10-11")).value
    gone = service.record(PATIENT[0], HERE).value
    service.withdraw(gone)
    for one in (other, early, gone, first, "nothing"):
        with pytest.raises(Refusal) as refused:
            service.same(first, one)
        assert refused.value.code == "discharge_not_same"
    assert service.one(first).twins == service.one(gone).twins == ()


def test_one_discharge_that_both_knew_keeps_what_each_said_of_a_step(two: Two) -> None:
    discharge = two.a.office.transitions.record(PATIENT[0], HERE).value
    two.carry(two.a, two.b)
    settle(two.a, discharge, "contact", "done", "2026-10-13", "By phone")
    settle(two.b, discharge, "contact", "not_needed", words="Readmitted")
    settle(two.b, discharge, "medicines", "done", "2026-10-14")
    two.both_ways()
    for demo in (two.a, two.b):
        line = demo.office.transitions.one(discharge).line("contact")
        assert {line.form.value.words, *(one.words for one in line.form.others)} == {"By phone", "Readmitted"}
        assert states(demo, discharge)[1:] == ["done", "open"]
    assert rows(two.a) == rows(two.b)


def test_withdrawn_on_one_while_the_other_says_both_are_one_a_record_still_holds(two: Two) -> None:
    first, second = apart(two)
    two.a.office.transitions.withdraw(first, "I have recorded it twice")
    two.b.office.transitions.same(first, second)
    two.both_ways()
    for demo in (two.a, two.b):
        assert [one for one in found(demo) if found(demo)[one].holds] == [second], "the patient left the hospital"
        assert [one.discharge_id for one in demo.office.transitions.open()] == [second]
        assert states(demo, second) == ["done", "done", "open"]
    two.a.office.transitions.restore(first)
    assert [one for one in found(two.a) if found(two.a)[one].holds] == [first], "one again, as was said"
    two.a.office.transitions.withdraw(first, "Not of this patient")
    two.a.office.transitions.withdraw(second, "Not of this patient")
    assert not any(one.holds for one in found(two.a).values())
    assert two.a.office.transitions.open() == ()


def test_said_to_be_two_nobody_asks_again_on_any_computer_until_it_is_taken_back(two: Two) -> None:
    first, second = apart(two)
    two.b.office.transitions.apart(second, first)
    two.both_ways()
    for demo in (two.a, two.b):
        assert [one.twins for one in found(demo).values()] == [(), ()]
        assert [form.entity for form in found(demo)[first].apart] == [second]
        assert [form.entity for form in found(demo)[second].apart] == [first]
        assert states(demo, first) == ["done", "open", "open"]
        lines = demo.office.today.view(demo.office.patients.panel(), everybody=True).lines
        assert not any("twice" in line.what for line in lines)
        for pair in ((first, second), (second, first)):
            with pytest.raises(Refusal):
                demo.office.transitions.same(*pair)
            with pytest.raises(Refusal):
                demo.office.transitions.apart(*pair)
    two.a.office.transitions.apart(first, second, are_two=False)
    two.both_ways()
    for demo in (two.a, two.b):
        assert [form.entity for form in found(demo)[first].twins] == [second]
        assert found(demo)[first].apart == ()
    with pytest.raises(Refusal):
        two.b.office.transitions.apart(first, second, are_two=False)


@pytest.mark.parametrize("then", ["same", "apart"])
def test_one_computer_says_one_the_other_two_both_are_due_and_it_is_asked_again(two: Two, then: str) -> None:
    first, second = apart(two)
    two.a.office.transitions.same(first, second)
    two.b.office.transitions.apart(first, second)
    two.both_ways()
    for demo in (two.a, two.b):
        assert {one.discharge_id for one in demo.office.transitions.open()} == {first, second}
        assert [form.entity for form in found(demo)[first].twins] == [second]
        assert found(demo)[first].apart == ()
    getattr(two.b.office.transitions, then)(first, second)
    two.both_ways()
    for demo in (two.a, two.b):
        open_ = {one.discharge_id for one in demo.office.transitions.open()}
        assert open_ == ({first} if then == "same" else {first, second})
        assert [one.twins for one in found(demo).values()] == [(), ()]


def test_said_apart_on_both_is_no_conflict_and_taken_back_on_one_it_is_asked(two: Two) -> None:
    first, second = apart(two)
    two.a.office.transitions.apart(first, second)
    two.b.office.transitions.apart(second, first)
    two.both_ways()
    for demo in (two.a, two.b):
        assert found(demo)[first].twins == ()
        assert demo.office.conflicts.open() == ()
    two.a.office.transitions.apart(first, second, are_two=False)
    two.b.office.contacts.record(PATIENT[0], channel="phone", outcome="reached", note="Meanwhile")
    two.both_ways()
    for demo in (two.a, two.b):
        assert [form.entity for form in found(demo)[second].twins] == [first]
