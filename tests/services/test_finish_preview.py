"""The finish drawer says beforehand what saving the note will make of the time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ccm_desktop.ledger.payloads.practice import PolicyChoice
from tests.services.conftest import Demo

LENGTH = 300


def stopped(demo: Demo, patient: str, activity: str = "call_patient") -> str:
    """Five minutes of work, stopped."""
    session = demo.office.timer.start(patient, activity, anyway=True).value
    for _ in range(LENGTH * 2):
        demo.clock.advance(0.5)
        demo.office.timer.tick()
    demo.office.timer.stop()
    return session


def consenting(demo: Demo) -> str:
    patient = demo.enrolled()
    demo.office.enrolment.record_consent(patient, demo.consent(at=demo.now - 3600))
    return patient


def test_work_after_consent_counts(demo: Demo) -> None:
    found = demo.office.finish_preview.preview(stopped(demo, consenting(demo)), "reached")
    assert (found.seconds, found.counted_seconds, found.why) == (LENGTH, LENGTH, "")
    assert "No documented consent" not in found.lacking


def test_without_consent_it_says_what_the_month_waits_for(demo: Demo) -> None:
    found = demo.office.finish_preview.preview(stopped(demo, demo.enrolled()), "reached")
    assert "No documented consent" in found.lacking


def test_work_before_consent_never_counts(demo: Demo) -> None:
    patient = demo.enrolled()
    session = stopped(demo, patient)
    demo.office.enrolment.record_consent(patient, demo.consent(at=demo.now))
    found = demo.office.finish_preview.preview(session, "reached")
    assert (found.counted_seconds, found.why) == (0, "Not counted: before consent was given")


@pytest.mark.parametrize(("choice", "counted"), [("none", 0), ("voicemail", LENGTH)])
def test_a_voicemail_counts_as_the_practice_chose(demo: Demo, choice: str, counted: int) -> None:
    form = next(one for one in demo.office.policies.lines() if one.policy.key == "unanswered_calls").form
    chosen = PolicyChoice("unanswered_calls", choice, "Asked our contractor.")
    demo.office.policies.choose(form.__class__(form.entity, chosen, form.heads))
    found = demo.office.finish_preview.preview(stopped(demo, consenting(demo)), "voicemail")
    assert found.counted_seconds == counted
    assert found.why == ("" if counted else "Not counted: the call was not answered")


def test_what_it_says_is_what_becomes_of_it(demo: Demo) -> None:
    patient = consenting(demo)
    session = stopped(demo, patient)
    said = demo.office.finish_preview.preview(session, "no_answer")
    demo.office.timer.finish(session, note="Rang for a while.", outcome="no_answer")
    (line,) = demo.office.charts.month(patient).lines
    assert (line.seconds, line.counted_seconds, line.why) == (said.seconds, said.counted_seconds, said.why)


def test_work_over_the_edge_of_a_month_is_judged_in_both(demo: Demo) -> None:
    patient = consenting(demo)
    demo.clock.wall = datetime(2026, 11, 1, 3, 58, tzinfo=UTC)  # two minutes before November in New York
    session = stopped(demo, patient)
    found = demo.office.finish_preview.preview(session, "reached")
    assert (found.seconds, found.counted_seconds) == (LENGTH, LENGTH)
