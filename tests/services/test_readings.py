"""Readings are kept as they were told, and what is none is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.payloads.clinical import ObservationRecord
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.models.queries import month_note, patients
from ccm_desktop.services.tasks import NewTask
from tests.services.conftest import Demo

DAY = 86_400
SEVERE = "Blood pressure 184/80 mmHg: systolic over the default limit of 180"


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
        ("height", "68", "reading_unknown"),
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


def due_of(demo: Demo, patient: str) -> list[tuple[str, str, str, str]]:
    """Open tasks of the patient: words, day, time, whose."""
    return [
        (line.what.value.title, line.what.value.due_on, line.what.value.due_time, line.owner_name)
        for line in demo.office.tasks.list(patient=patient)
    ]


def test_a_reading_outside_its_limit_is_work_of_the_coordinator_with_a_due_time(demo: Demo) -> None:
    patient, readings = demo.enrolled(), demo.office.readings
    ann = demo.office.people.add(PersonProfile("Ann Cole", "RN", "coordinator")).value
    assigned = demo.office.patients.assignment(patient)
    demo.office.patients.save(replace(assigned, value=replace(assigned.value, coordinator=ann)))
    assert demo.clock.now().isoformat() == "2026-10-14T15:00:00+00:00"  # 11 AM in New York
    readings.enter(patient, "184/80")
    readings.enter(patient, "glucose 260", demo.now - DAY)
    readings.enter(patient, "o2 97")
    assert due_of(demo, patient) == [
        (SEVERE, "2026-10-14", "", "Ann Cole, RN"),
        ("Glucose 260 mg/dL: over the default limit of 250, taken Oct 13", "2026-10-15", "11:00", "Ann Cole, RN"),
    ]
    assert [(line.value, line.state) for line in readings.of(patient)] == [
        ("97 %", "within"), ("184/80 mmHg", "open"), ("260 mg/dL", "open"),
    ]  # fmt: skip
    assert [line.value for line in readings.open()] == ["184/80 mmHg", "260 mg/dL"]
    demo.clock.advance(DAY + 60)
    assert [line.state for line in readings.open()] == ["overdue", "overdue"]


def test_acting_needs_words_and_can_be_undone_and_every_state_is_in_the_ledger(demo: Demo) -> None:
    patient, readings = demo.enrolled(), demo.office.readings
    reading = readings.enter(patient, "184/80").value
    with pytest.raises(BadInput) as refused:
        readings.act(reading, "  ")
    assert refused.value.code == "outcome_missing"
    with pytest.raises(BadInput, match="what was done"):
        demo.office.tasks.done(demo.office.tasks.one(readings.one(reading).task_id))
    line = readings.act(reading, " Called: 132/78 after rest ").value
    assert (line.state, line.outcome, line.ended_by) == ("acted", "Called: 132/78 after rest", "Maria Ortiz, RN")
    assert line.ended_at == demo.now
    fine = readings.enter(patient, "120/80").value
    for ended in (reading, fine):
        with pytest.raises(Refusal) as refusal:
            readings.act(ended, "Again")
        assert refusal.value.code == "reading_not_open"
    with pytest.raises(Refusal):
        readings.reopen(fine)
    assert readings.reopen(reading).value.state == "open"
    with pytest.raises(Refusal):
        readings.reopen(reading)
    with pytest.raises(BadInput):
        readings.not_needed(reading, "")
    assert readings.not_needed(reading, "Known, seen today").value.state == "not_needed"
    with demo.office.context.reading() as reader:
        states = [op.digest for op in reader.history(line.task_id) if op.header.k == "task.status"]
    assert len(states) == 4  # open, done, open again, not needed


def test_a_reading_entered_by_mistake_goes_with_its_task_and_stays_in_the_ledger(demo: Demo) -> None:
    patient, readings = demo.enrolled(), demo.office.readings
    reading = readings.enter(patient, "184/80").value
    readings.withdraw(reading)
    assert readings.of(patient) == ()
    assert due_of(demo, patient) == []
    assert demo.office.charts.summary(patient).readings == ()
    with demo.office.context.reading() as reader:
        held = reader.held(ObservationRecord, reading)
        assert patients.newest_readings(reader.connection, patient) == []
        assert month_note.readings(reader.connection, patient, demo.now - DAY, demo.now + DAY) == []
    assert held is not None
    assert held.value.value == "184/80"
    for again in (readings.withdraw, readings.one, readings.reopen):
        with pytest.raises(BadInput, match="no such reading"):
            again(reading)
    acted = readings.enter(patient, "190/80").value
    readings.act(acted, "Called")
    task = readings.one(acted).task_id
    readings.withdraw(acted)
    assert demo.office.tasks.one(task).status.value.outcome == "Called", "what was done stays"


def test_weight_is_compared_with_the_mornings_before_in_whichever_unit(demo: Demo) -> None:
    patient, readings = demo.enrolled(), demo.office.readings
    demo.problem(patient, "Chronic systolic heart failure", "I50.22")
    readings.record(patient, "weight", "180", demo.now - DAY)
    readings.record(patient, "weight", "83.1", demo.now - 60, "kg")  # 183.2 lb
    (line,) = readings.open()
    assert line.words == "Weight 83.1 kg: up 3.2 since Oct 13, over the default limit of 3 in a day"
    readings.withdraw(line.reading_id)
    readings.enter(patient, "wt 183")
    assert readings.open() == ()


def test_a_reading_that_comes_in_after_a_month_is_kept_and_asks_nobody_to_act(demo: Demo) -> None:
    patient, readings = demo.enrolled(), demo.office.readings
    readings.enter(patient, "184/80", demo.now - 30 * DAY - 1)
    readings.enter(patient, "185/80", demo.now - 30 * DAY)
    assert [(line.value, line.state) for line in readings.of(patient)] == [
        ("185/80 mmHg", "open"), ("184/80 mmHg", "late"),
    ]  # fmt: skip


def test_where_no_limit_holds_the_list_says_so(demo: Demo) -> None:
    patient, readings = demo.enrolled(), demo.office.readings
    readings.enter(patient, "peak 320")
    with demo.office.context.transaction() as tx:  # as a program of before wrote it
        tx.record(ObservationRecord("Blood pressure", "190/99", "mmHg", demo.now - 1), entity="o", patient=patient)
    assert [line.state for line in readings.of(patient)] == ["no_limit", "unjudged"]
    assert readings.open() == ()


def test_a_biller_acts_on_no_reading(demo: Demo) -> None:
    patient, readings = demo.enrolled(), demo.office.readings
    reading = readings.enter(patient, "184/80").value
    demo.office.context.person = demo.office.people.add(PersonProfile("Bo Biller", "", "biller", "non_clinical")).value
    for command in (readings.act, readings.not_needed, readings.withdraw):
        with pytest.raises(Refusal) as refused:
            command(reading, "Called")
        assert refused.value.code == "role_may_not"


def test_today_shows_a_reading_from_the_moment_it_comes_in_before_what_has_a_time(demo: Demo) -> None:
    patient, office = demo.enrolled(), demo.office
    office.tasks.add(NewTask("Send the form", patient, "2026-10-14", "09:30"))
    office.readings.enter(patient, "150/80")
    office.readings.enter(patient, "184/80")
    office.tasks.add(NewTask("Fax the list", patient, "2026-10-14", "16:00"))
    found = office.today.view(office.patients.panel(), everybody=True)
    assert [(line.what.partition(":")[0], line.overdue, line.is_reading) for line in found.lines if line.task] == [
        ("Blood pressure 184/80 mmHg", False, True), ("Send the form", True, False),
        ("Blood pressure 150/80 mmHg", False, True), ("Fax the list", False, False),
    ]  # fmt: skip
