"""One patient at a glance."""

from __future__ import annotations

import pytest

from ccm_desktop.ledger.payloads.clinical import ObservationRecord
from tests.services.conftest import Demo


@pytest.mark.parametrize(
    ("value", "shown"),
    [("122.6937/78.6549", "122.7/78.7 mmHg"), ("7.25", "7.2 mmHg"), ("7.2", "7.2 mmHg"), ("trace", "trace mmHg")],
)
def test_a_reading_is_shown_as_people_write_it(demo: Demo, value: str, shown: str) -> None:
    patient = demo.patient()
    with demo.office.context.transaction() as tx:
        tx.record(ObservationRecord("Blood pressure", value, "mmHg", demo.now), entity="o", patient=patient)
    assert [reading[1] for reading in demo.office.charts.summary(patient).readings] == [shown]
