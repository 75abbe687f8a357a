"""Scripted calls: what they ask, what they keep, and signs of danger, on a real file."""

from __future__ import annotations

import pytest

from ccm_desktop.domain.call import Call
from ccm_desktop.domain.errors import BadInput, Refusal
from tests.services.conftest import Demo


class Calling:
    """A timed call with a patient who has diabetes and high blood pressure."""

    def __init__(self, demo: Demo) -> None:
        self.demo, self.calls = demo, demo.office.calls
        self.patient = demo.enrolled()
        self.session = demo.office.timer.start(self.patient, "call_patient", anyway=True).value
        self.call = self.calls.begin(self.patient, self.session).call

    def keep(self, call: Call) -> None:
        self.calls.keep(self.patient, self.session, call)


@pytest.fixture
def calling(demo: Demo) -> Calling:
    return Calling(demo)


def test_the_purpose_comes_first_and_the_patients_conditions_follow(calling: Calling) -> None:
    keys = [script.key for script in calling.call.scripts]
    assert keys[0] == "monthly_check_in"
    assert sorted(keys[1:]) == ["diabetes", "hypertension"]
    suggested = {line.key for line in calling.calls.scripts_for(calling.patient) if line.suggested}
    assert suggested == {"diabetes", "hypertension"}


def test_another_purpose_and_more_scripts(calling: Calling) -> None:
    sheet = calling.calls.begin(calling.patient, calling.session, "discharge", ("copd",))
    assert {"post_discharge", "copd", "diabetes"} <= {script.key for script in sheet.call.scripts}
    with pytest.raises(BadInput):
        calling.calls.begin(calling.patient, calling.session, "gossip")


def test_a_draft_comes_back_as_it_was_kept(calling: Calling) -> None:
    call = calling.call.answer("monthly_check_in/since", "b", "less tired").skip("diabetes/feet")
    calling.keep(call)
    assert calling.calls.begin(calling.patient, calling.session).call == call


def test_findings_are_kept_once_with_the_words_that_were_shown(calling: Calling) -> None:
    call = calling.call.answer("monthly_check_in/since", "b", "less tired").skip("diabetes/feet")
    calling.calls.finish(calling.patient, calling.session, call)
    since, feet = calling.calls.findings(calling.session)
    assert (since.question, since.answer, since.text) == (
        "How have you been since we last spoke?", "Better", "less tired",
    )  # fmt: skip
    assert (feet.skipped, feet.answer) == (True, "")
    with pytest.raises(Refusal):
        calling.calls.finish(calling.patient, calling.session, call)
    with pytest.raises(Refusal):
        calling.keep(call)


def test_only_what_a_person_accepted_becomes_a_task_or_an_escalation(calling: Calling, demo: Demo) -> None:
    call = (
        calling.call.answer("monthly_check_in/medicines", "o")
        .answer("monthly_check_in/since", "w")
        .answer("diabetes/eyes", "n")
    )
    proposals = {proposal.words: proposal for proposal in call.proposals()}
    accepted = (proposals["Arrange the refill"], proposals["Since last contact: Worse."])
    calling.calls.finish(calling.patient, calling.session, call, accepted)
    (task,) = demo.office.tasks.list()
    assert (task.what.value.title, task.what.value.due_on) == ("Arrange the refill", "2026-10-15")
    (escalation,) = demo.office.escalations.list()
    assert (escalation.reason, escalation.target) == ("Since last contact: Worse.", "nurse")


class TestRedFlags:
    """Facts from the moment they come up; never without an outcome."""

    def raised(self, calling: Calling) -> Call:
        call = calling.call.answer("hypertension/log", "d", "188/121, headache")
        calling.keep(call)
        return call

    def test_it_outlives_the_call_that_was_never_finished(self, calling: Calling, demo: Demo) -> None:
        self.raised(calling)
        (flag,) = demo.office.calls.open_flags()
        assert (flag.protocol, flag.patient) == ("pressure_crisis", calling.patient)
        resumed = calling.calls.begin(calling.patient, calling.session).call
        assert [protocol.key for protocol in resumed.open_flags] == ["pressure_crisis"]

    def test_a_call_cannot_end_while_it_is_open(self, calling: Calling) -> None:
        call = self.raised(calling)
        unaware = calling.call.answer("monthly_check_in/since", "s")
        for one in (call, unaware, call.close_flag("pressure_crisis", "e")):  # closed on the screen is not on record
            with pytest.raises(Refusal) as refused:
                calling.calls.finish(calling.patient, calling.session, one)
            assert refused.value.code == "red_flag_open"
        assert calling.calls.findings(calling.session) == ()

    def test_nor_while_one_came_up_that_was_not_even_kept(self, calling: Calling) -> None:
        with pytest.raises(Refusal):
            calling.calls.finish(calling.patient, calling.session, calling.call.raise_flag("bleeding"))

    def test_closing_records_the_outcome_and_escalates_where_it_says_so(self, calling: Calling, demo: Demo) -> None:
        call = self.raised(calling)
        protocol = call.protocol("pressure_crisis")
        with pytest.raises(Refusal):
            calling.calls.close_flag(calling.patient, calling.session, protocol, "")
        escalation = calling.calls.close_flag(calling.patient, calling.session, protocol, "e", "Daughter drives").value
        (line,) = demo.office.escalations.list()
        assert (line.escalation_id, line.level) == (escalation, "urgent")
        assert demo.office.calls.open_flags() == ()
        with pytest.raises(Refusal):
            calling.calls.close_flag(calling.patient, calling.session, protocol, "e")
        calling.calls.finish(calling.patient, calling.session, call.close_flag("pressure_crisis", "e"))

    def test_not_there_after_all_escalates_nothing(self, calling: Calling, demo: Demo) -> None:
        protocol = self.raised(calling).protocol("pressure_crisis")
        assert calling.calls.close_flag(calling.patient, calling.session, protocol, "n").value == ""
        assert demo.office.escalations.list() == ()

    @pytest.mark.parametrize(
        ("outcome", "asked"),
        [
            ("p", ["Very high blood pressure with complaints: Practitioner spoke with the patient during the call"]),
            ("e", [("Red flag, very high blood pressure with complaints. Done at once: Going to the emergency room now "
                    "with somebody. Told")]),
            ("n", []),
        ],
    )  # fmt: skip
    def test_its_outcome_asks_for_a_review_of_the_plan_once(
        self, calling: Calling, demo: Demo, outcome: str, asked: list[str]
    ) -> None:
        protocol = self.raised(calling).protocol("pressure_crisis")
        calling.calls.close_flag(calling.patient, calling.session, protocol, outcome, "Told")
        assert [words for one in demo.office.plan_reviews.asked() for words in one.causes] == asked

    def test_one_that_never_came_up_cannot_be_closed(self, calling: Calling) -> None:
        with pytest.raises(BadInput):
            calling.calls.close_flag(
                calling.patient, calling.session, calling.call.protocol("bleeding"), "s"
            )  # fmt: skip


def test_a_call_belongs_to_a_session_of_its_patient(calling: Calling, demo: Demo) -> None:
    other = demo.patient("Baker", "Eugene")
    for patient, session in ((other, calling.session), (calling.patient, "nothing")):
        with pytest.raises(BadInput):
            calling.calls.begin(patient, session)
        with pytest.raises(BadInput):
            calling.calls.keep(patient, session, calling.call)
        with pytest.raises(BadInput):
            calling.calls.finish(patient, session, calling.call)


def test_an_entry_that_is_named_is_the_patients(calling: Calling) -> None:
    with pytest.raises(BadInput):
        calling.calls.finish(calling.patient, calling.session, calling.call, (), "nothing")
