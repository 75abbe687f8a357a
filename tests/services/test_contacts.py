"""Contacts and attempts, on a real file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.ledger.payloads.patient import NextContact
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.time_entries import TimedWork
from tests.services.conftest import Demo

DAY = 86_400


def attempt(demo: Demo, patient: str, outcome: str, at: int | None = None) -> str:
    return demo.office.contacts.record(patient, channel="phone", outcome=outcome, note="", at=at).value


def test_contacts_are_listed_newest_first_with_who_made_them(demo: Demo) -> None:
    patient = demo.patient()
    attempt(demo, patient, "voicemail", demo.now - 2 * DAY)
    attempt(demo, patient, "reached")
    attempt(demo, patient, "no_answer", demo.now - DAY)
    found = demo.office.contacts.list(patient)
    assert [line.outcome for line in found] == ["reached", "no_answer", "voicemail"]
    assert {line.who for line in found} == {"Maria Ortiz, RN"}
    assert [line.outcome for line in demo.office.contacts.list(patient, limit=1)] == ["reached"]


def test_only_attempts_that_reached_nobody_count_and_only_this_month(demo: Demo) -> None:
    patient, other = demo.patient("Castillo", "María"), demo.patient("Baker", "Eugene")
    for outcome in ("voicemail", "no_answer", "wrong_number", "busy", "reached", "caregiver"):
        attempt(demo, patient, outcome)
    attempt(demo, patient, "voicemail", demo.now - 20 * DAY)
    attempt(demo, other, "voicemail")
    assert demo.office.contacts.attempts(patient) == 3
    assert demo.office.contacts.attempts(patient, Month(2026, 9)) == 1


def test_the_month_of_an_attempt_turns_at_the_practices_midnight(demo: Demo) -> None:
    patient = demo.patient()
    midnight = Month(2026, 10).bounds(demo.office.context.zone())[0]
    attempt(demo, patient, "voicemail", midnight - 1)
    attempt(demo, patient, "voicemail", midnight)
    assert demo.office.contacts.attempts(patient) == 1


def test_a_contact_may_set_the_next_call(demo: Demo) -> None:
    patient = demo.patient()
    outcome = demo.office.contacts.record(
        patient, channel="phone", outcome="busy", note="Call back", next_on="2026-10-20"
    )
    assert outcome.changed == Changed.CONTACTS | Changed.PATIENTS | Changed.TASKS
    assert demo.office.contacts.next_contact(patient).value.next_contact_on == "2026-10-20"


def test_the_next_call_is_planned_moved_and_cleared(demo: Demo) -> None:
    patient, contacts = demo.patient(), demo.office.contacts
    for day in ("2026-10-20", "2026-10-27", ""):
        form = contacts.next_contact(patient)
        contacts.plan_next(replace(form, value=NextContact(day, "Blood pressure log")))
        assert contacts.next_contact(patient).value == NextContact(day, "Blood pressure log")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"channel": "pigeon"}, "channel_unknown"),
        ({"outcome": "maybe"}, "outcome_unknown"),
        ({"at": 2_000_000_000}, "contact_in_future"),
        ({"next_on": "next week"}, "date_unreadable"),
    ],
)
def test_a_contact_that_cannot_be_is_refused_and_not_kept(demo: Demo, changed: dict[str, object], code: str) -> None:
    patient = demo.patient()
    asked: dict[str, object] = {"channel": "phone", "outcome": "reached", "note": "", **changed}
    with pytest.raises(BadInput) as refused:
        demo.office.contacts.record(patient, **asked)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert demo.office.contacts.list(patient) == ()


def test_nobody_is_not_called(demo: Demo) -> None:
    with pytest.raises(BadInput) as refused:
        attempt(demo, "nobody", "reached")
    assert refused.value.code == "patient_unknown"


def test_a_contact_names_only_an_entry_of_its_patient(demo: Demo) -> None:
    patient, other = demo.enrolled(), demo.enrolled("Baker", "Eugene")
    work = TimedWork(other, demo.now - 600, demo.now - 300, "call_patient", "reached", "Foot check reminded.")
    entry = demo.office.time.record_timed(work).value
    for wrong in (entry, "nothing"):
        with pytest.raises(BadInput) as refused:
            demo.office.contacts.record(patient, channel="phone", outcome="reached", note="", entry=wrong)
        assert refused.value.code == "entry_unknown"
    assert demo.office.contacts.list(patient) == ()
    demo.office.contacts.record(other, channel="phone", outcome="reached", note="", entry=entry)
