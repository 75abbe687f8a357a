"""A check-in that is due is asked in the next call and recorded when it ends, in one commit with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.services.call_ending import CallToEnd
from ccm_desktop.services.forms import CheckinSchedule, Form, SymptomToWatch
from tests.services.conftest import Demo

AGENDA = "symptom_check_in"


class Called:
    """An enrolled patient with two signs, in a call; asked every week from the day of the clock on."""

    def __init__(self, demo: Demo) -> None:
        self.demo, self.office = demo, demo.office
        self.patient = demo.enrolled()
        self.office.enrolment.record_consent(self.patient, demo.consent())
        signs = (SymptomToWatch("Ankles swell.", "Call us."), SymptomToWatch("Weight up", "Call us today", "same_day"))
        self.ankles, self.weight = self.office.care_plans.save(self.patient, [Form("", one) for one in signs]).value
        self.office.checkins.plan(Form(self.patient, CheckinSchedule(7, "2026-10-14")))
        self.session = self.office.timer.start(self.patient).value

    def call(self) -> Any:
        return self.office.call_desk.open(self.patient).call

    def end(self, call: Any) -> None:
        self.office.calls.keep(self.patient, self.session, call)
        self.demo.clock.advance(60)
        self.office.timer.tick()
        identified = call.answer("monthly_check_in/identity", "y")
        self.office.call_ending.finish(CallToEnd(self.patient, self.session, identified, "reached", "Went over it all"))

    def levels(self) -> list[tuple[str, str]]:
        return [(one.level, one.source) for one in self.office.checkins.sheet(self.patient).lines]


@pytest.fixture
def called(demo: Demo) -> Called:
    return Called(demo)


def test_it_is_asked_while_it_is_due_and_recorded_at_the_end(called: Called) -> None:
    call = called.call()
    (script,) = (one for one in call.scripts if one.key == AGENDA)
    assert [one.ask for one in script.prompts][:2] == ["Since last time: Ankles swell?", "Since last time: Weight up?"]
    call = call.answer(f"{AGENDA}/{called.ankles}", "n").answer(f"{AGENDA}/{called.weight}", "l", "two pounds")
    for key in ("worse", "medicine", "new"):
        call = call.answer(f"{AGENDA}/{key}", "n")
    assert "Weight up: A little (the plan: Call us today); two pounds." in call.note()
    called.office.calls.keep(called.patient, called.session, call)
    assert called.call().given == call.given, "a crash loses nothing of it"
    assert called.levels() == []
    called.end(call)
    assert called.levels() == [("red", "call")]
    (task,) = called.office.tasks.list(patient=called.patient)
    assert task.what.value.title == "Red check-in: Weight up → Call us today"
    assert called.office.checkins.due() == ()
    assert AGENDA not in [one.key for one in called.office.calls.preview(called.patient).call.scripts]


def test_a_call_in_which_nothing_of_it_was_answered_leaves_it_due(called: Called) -> None:
    call = called.call().skip(f"{AGENDA}/worse").answer(f"{AGENDA}/new", "", "only words")
    called.end(call)
    assert called.levels() == []
    assert [one.state for one in called.office.checkins.due()] == ["due"]


def test_a_sign_that_left_the_plan_during_the_call_was_asked(called: Called) -> None:
    call = called.call().answer(f"{AGENDA}/{called.weight}", "y")
    called.office.calls.keep(called.patient, called.session, call)
    sign = called.office.care_plans.view(called.patient).short["symptoms"][1]
    gone = replace(sign, value=replace(sign.value, status="removed"))
    called.office.care_plans.save(called.patient, [gone], "Gone")
    again = called.call()
    assert again.said(f"{AGENDA}/{called.weight}").answer == "y"
    called.end(again)
    assert called.levels() == [("red", "call")]


def test_a_call_that_cannot_end_records_no_check_in(called: Called) -> None:
    protocol = called.office.calls.protocols()[0].key
    call = called.call().answer(f"{AGENDA}/worse", "y").raise_flag(protocol)
    with pytest.raises(Refusal):
        called.end(call)
    assert called.levels() == []


@pytest.mark.parametrize("schedule", [CheckinSchedule(7, "2026-10-15"), CheckinSchedule(7, "2026-10-14", True)])
def test_what_is_not_due_is_not_asked(called: Called, schedule: CheckinSchedule) -> None:
    form = called.office.checkins.sheet(called.patient).schedule
    called.office.checkins.plan(replace(form, value=schedule))
    assert AGENDA not in [one.key for one in called.call().scripts]
