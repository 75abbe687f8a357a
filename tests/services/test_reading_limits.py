"""The practice's limits, and a patient's, which go before them; what was judged stays as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.services.reading_limits import with_limits
from tests.services import test_exchange
from tests.services.conftest import Demo
from tests.services.test_exchange import PATIENT, Two

template, two = test_exchange.template, test_exchange.two


def put(demo: Demo, kind: str, patient: str = "", **values: str) -> None:
    limits = demo.office.reading_limits
    form = limits.form(kind, patient)
    limits.choose(replace(form, value=with_limits(form.value, values)), patient)


def held(demo: Demo, key: str, patient: str = "") -> tuple[str, str]:
    line = next(one for one in demo.office.reading_limits.lines(patient) if one.key == key)
    return line.value, line.whose


def test_limits_of_patient_practice_and_program_hold_in_that_order(demo: Demo) -> None:
    patient, readings = demo.patient(), demo.office.readings
    assert held(demo, "systolic_high", patient) == ("139", "default")
    put(demo, "blood_pressure", systolic_high="149")
    assert held(demo, "systolic_high", patient) == ("149", "practice")
    assert held(demo, "systolic_high") == ("149", "practice")
    before = readings.one(readings.enter(patient, "150/80").value)
    put(demo, "blood_pressure", patient, systolic_high="155", diastolic_low="65")
    assert held(demo, "systolic_high", patient) == ("155", "patient")
    assert readings.one(before.reading_id).words == (
        "Blood pressure 150/80 mmHg: systolic over the practice's limit of 149"
    ), "what was judged stays as it was"
    assert readings.one(readings.enter(patient, "155/65").value).state == "within"
    low = readings.one(readings.enter(patient, "150/64").value)
    assert low.words == "Blood pressure 150/64 mmHg: diastolic under this patient's limit of 65"
    put(demo, "blood_pressure", patient, systolic_high="", diastolic_low="none")
    assert held(demo, "systolic_high", patient) == ("149", "practice")
    assert held(demo, "diastolic_low", patient) == ("", "")
    assert held(demo, "systolic_high", demo.patient("Baker")) == ("149", "practice")


def test_weight_gain_is_the_default_for_heart_failure_only(demo: Demo) -> None:
    patient, other = demo.patient(), demo.patient("Baker")
    demo.problem(patient, "Heart failure", "I50.9")
    assert held(demo, "gain_day", patient) == ("3", "default")
    assert held(demo, "gain_day", other) == ("", "")


def test_a_limit_that_is_none_is_refused_and_nothing_changes(demo: Demo) -> None:
    patient = demo.patient()
    for values in ({"systolic_high": "much"}, {"systolic_high": "400"}, {"pulse_high": "90"}):
        with pytest.raises(BadInput):
            put(demo, "blood_pressure", patient, **values)
    with pytest.raises(BadInput):
        put(demo, "blood_pressure", "nobody", systolic_high="150")
    assert held(demo, "systolic_high", patient) == ("139", "default")


def test_the_lead_sets_the_practices_limits_and_who_cares_a_patients(demo: Demo) -> None:
    patient = demo.patient()
    demo.office.context.person = demo.office.people.add(PersonProfile("Ann Cole", "RN", "coordinator")).value
    put(demo, "pulse", patient, pulse_high="110")
    with pytest.raises(Refusal):
        put(demo, "pulse", pulse_high="110")
    assert held(demo, "pulse_high") == ("100", "default")


def test_a_reading_beyond_either_of_two_limits_that_were_set_apart_is_outside(two: Two) -> None:
    for demo, limit in ((two.a, "130"), (two.b, "170")):
        service = demo.office.reading_limits
        form = service.form("blood_pressure", PATIENT[0])
        service.choose(replace(form, value=with_limits(form.value, {"systolic_high": limit})), PATIENT[0])
        demo.clock.advance(60)  # so that the wider one stands first
    two.both_ways()
    for demo in (two.a, two.b):
        demo.office.readings.enter(PATIENT[0], "150/80")
        (line,) = demo.office.readings.open()
        assert line.words == "Blood pressure 150/80 mmHg: systolic over this patient's limit of 130"
