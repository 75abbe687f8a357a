"""Readings are kept as they were told, and what is none is refused."""

from __future__ import annotations

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.payloads.practice import PersonProfile
from tests.services.conftest import Demo

DAY = 86_400


def test_the_newest_of_each_kind_stands_in_the_summary(demo: Demo) -> None:
    patient, readings = demo.patient(), demo.office.readings
    readings.record(patient, "blood_pressure", "142/88", demo.now - 3 * DAY)
    readings.record(patient, "blood_pressure", " 128/76 ", demo.now - DAY)
    readings.record(patient, "a1c", "7.2", demo.now - 2 * DAY)
    readings.record(patient, "weight", "187.5")
    assert demo.office.charts.summary(patient).readings == (
        ("Weight", "187.5 lb", demo.now),
        ("Blood pressure", "128/76 mmHg", demo.now - DAY),
        ("Hemoglobin A1c", "7.2 %", demo.now - 2 * DAY),
    )


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("temperature", "98.6", "reading_unknown"),
        ("blood_pressure", "128", "reading_value"),
        ("blood_pressure", "128/76 sitting", "reading_value"),
        ("weight", "much", "reading_value"),
        ("glucose", "", "reading_value"),
    ],
)
def test_what_is_no_reading_is_refused(demo: Demo, kind: str, value: str, code: str) -> None:
    patient = demo.patient()
    with pytest.raises(BadInput) as refused:
        demo.office.readings.record(patient, kind, value)
    assert refused.value.code == code
    assert demo.office.charts.summary(patient).readings == ()


def test_a_reading_is_of_somebody_and_not_of_tomorrow(demo: Demo) -> None:
    patient = demo.patient()
    with pytest.raises(BadInput, match="future"):
        demo.office.readings.record(patient, "weight", "180", demo.now + DAY)
    with pytest.raises(BadInput, match="not in the practice"):
        demo.office.readings.record("nobody", "weight", "180")


def test_a_biller_records_no_readings(demo: Demo) -> None:
    patient = demo.patient()
    biller = demo.office.people.add(PersonProfile("Bo Biller", "", "biller", "non_clinical")).value
    demo.office.context.person = biller
    with pytest.raises(Refusal) as refused:
        demo.office.readings.record(patient, "weight", "180")
    assert refused.value.code == "role_may_not"
