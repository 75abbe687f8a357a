"""The practice's policy for reaching patients at work, on a real file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.payloads.patient import ContactPreferences, NextContact
from ccm_desktop.ledger.payloads.practice import OutreachPolicy, PersonProfile
from ccm_desktop.services.outreach import LETTER, VISIT
from tests.services.conftest import Demo

DAY = 86_400
# The clock of the tests stands on Wednesday, October 14, 2026.


def attempt(demo: Demo, patient: str, outcome: str = "no_answer", *, channel: str = "phone", next_on: str = "") -> None:
    demo.office.contacts.record(patient, channel=channel, outcome=outcome, note="", next_on=next_on)


def planned(demo: Demo, patient: str) -> NextContact:
    return demo.office.contacts.next_contact(patient).value


def choose(demo: Demo, **changed: object) -> None:
    form = demo.office.outreach.policy()
    demo.office.outreach.choose(replace(form, value=replace(form.value, **changed)))  # type: ignore[arg-type]


def test_an_attempt_plans_the_next_by_policy(demo: Demo) -> None:
    patient = demo.patient()
    attempt(demo, patient)
    assert planned(demo, patient) == NextContact("2026-10-16", "Try again")
    assert demo.office.outreach.reach(patient).words == "Attempt 2 of 3: phone, due Fri Oct 16."


def test_a_day_that_a_person_chose_goes_before_the_policy(demo: Demo) -> None:
    patient = demo.patient()
    attempt(demo, patient, next_on="2026-10-30")
    assert planned(demo, patient).next_contact_on == "2026-10-30"


def test_the_last_attempt_makes_the_tasks_of_the_unreachable_path_once(demo: Demo) -> None:
    patient = demo.enrolled()
    for _ in range(4):
        attempt(demo, patient)
    assert [line.what.value.title for line in demo.office.tasks.list(patient=patient)] == [LETTER, VISIT]
    assert planned(demo, patient).next_contact_on == ""
    (line,) = demo.office.patients.panel()
    assert (line.attempts, line.unreachable) == (4, True)


def test_a_letter_or_a_visit_that_the_practice_does_not_want_makes_no_task(demo: Demo) -> None:
    choose(demo, attempts=1, letter=False)
    patient = demo.patient()
    attempt(demo, patient)
    assert [line.what.value.kind for line in demo.office.tasks.list(patient=patient)] == ["visit"]


def test_busy_and_call_later_is_no_attempt_and_ends_the_trying(demo: Demo) -> None:
    patient = demo.enrolled()
    attempt(demo, patient)
    attempt(demo, patient, "busy")
    assert planned(demo, patient).next_contact_on == ""
    assert demo.office.outreach.reach(patient).step.failed == 0
    (line,) = demo.office.patients.panel()
    assert (line.attempts, line.unreachable) == (0, False)


def test_an_answer_ends_a_planned_contact_that_is_due_and_leaves_a_later_one(demo: Demo) -> None:
    patient = demo.patient()
    for day, left in (("2026-10-14", ""), ("2026-10-13", ""), ("2026-10-15", "2026-10-15")):
        form = demo.office.contacts.next_contact(patient)
        demo.office.contacts.plan_next(replace(form, value=NextContact(day, "Monthly call")))
        attempt(demo, patient, "reached")
        assert planned(demo, patient).next_contact_on == left


def test_who_must_not_be_texted_gets_no_message_as_next_step(demo: Demo) -> None:
    patient = demo.patient()
    attempt(demo, patient)
    attempt(demo, patient)
    assert demo.office.outreach.reach(patient).step.channel == "message"
    opened = demo.office.contacts.how_to_reach(patient)
    wanted = replace(opened, preferences=replace(opened.preferences, value=ContactPreferences(do_not_text=True)))
    demo.office.contacts.keep_how_to_reach(opened, wanted)
    assert demo.office.outreach.reach(patient).step.channel == "phone"
    assert demo.office.outreach.reach(patient).preferences == ("Do not text",)


def test_best_hours_come_from_this_patients_own_calls(demo: Demo) -> None:
    patient, other = demo.patient(), demo.patient("Baker", "Eugene")
    for days in range(1, 7):  # 11 AM in the practice's zone
        at = demo.now - days * DAY
        demo.office.contacts.record(patient, channel="phone", outcome="reached", note="", at=at)
        demo.office.contacts.record(other, channel="message", outcome="reached", note="", at=at)
    assert demo.office.outreach.reach(patient).words == "Reached 6 of 6 times between 11 AM and 1 PM."
    assert demo.office.outreach.reach(other).hours is None


class TestPreferences:
    """Both registers, opened together and kept over the versions that the form showed."""

    def test_only_what_changed_is_written(self, demo: Demo) -> None:
        patient, contacts = demo.patient(), demo.office.contacts
        opened = contacts.how_to_reach(patient)
        speaks = replace(opened.contact.value, language="Spanish", best_time="mornings")
        contacts.keep_how_to_reach(opened, replace(opened, contact=replace(opened.contact, value=speaks)))
        again = contacts.how_to_reach(patient)
        assert (again.contact.value.language, again.preferences.heads) == ("Spanish", ())
        assert demo.office.outreach.reach(patient).preferences == ("Spanish", "mornings")

    def test_two_people_at_once_are_both_kept(self, demo: Demo) -> None:
        patient, contacts = demo.patient(), demo.office.contacts
        opened = contacts.how_to_reach(patient)
        for value in (ContactPreferences(low_vision=True), ContactPreferences(interpreter=True)):
            changed = replace(opened, preferences=replace(opened.preferences, value=value))
            contacts.keep_how_to_reach(opened, changed)
        assert len(contacts.how_to_reach(patient).preferences.others) == 1

    def test_nobody_has_none(self, demo: Demo) -> None:
        with pytest.raises(BadInput):
            demo.office.contacts.how_to_reach("nobody")


class TestPolicy:
    """The lead sets it; it holds from the next attempt on."""

    def test_a_change_holds_at_once(self, demo: Demo) -> None:
        choose(demo, attempts=2, interval=5, channels=("message",))
        patient = demo.patient()
        attempt(demo, patient)
        assert demo.office.outreach.reach(patient).words == "Attempt 2 of 2: message, due Wed Oct 21."
        assert demo.office.outreach.policy().by == "Maria Ortiz, RN"

    def test_what_cannot_be_followed_is_refused(self, demo: Demo) -> None:
        with pytest.raises(BadInput):
            choose(demo, attempts=0)
        form = demo.office.outreach.policy()
        with pytest.raises(BadInput):
            demo.office.outreach.choose(replace(form, entity="elsewhere"))
        assert demo.office.outreach.policy().value == OutreachPolicy()

    def test_only_the_lead_changes_it(self, demo: Demo) -> None:
        demo.office.context.person = demo.office.people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value
        with pytest.raises(Refusal):
            choose(demo, attempts=5)

    def test_two_at_once_are_both_kept(self, demo: Demo) -> None:
        form = demo.office.outreach.policy()
        for attempts in (4, 5):
            demo.office.outreach.choose(replace(form, value=OutreachPolicy(attempts)))
        assert len(demo.office.outreach.policy().others) == 1


def test_the_note_of_a_timed_call_follows_the_policy_too(demo: Demo) -> None:
    patient, timer = demo.enrolled(), demo.office.timer
    timer.start(patient, "call_patient", anyway=True)
    for _ in range(90):
        demo.clock.advance(1)
        timer.tick()
    session = timer.stop().value
    timer.finish(session, note="Left voicemail.", outcome="voicemail")
    assert planned(demo, patient) == NextContact("2026-10-16", "Try again")
