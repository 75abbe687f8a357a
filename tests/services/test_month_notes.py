"""The month note on a real file: composed, edited, versioned, each sentence with what it rests on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.clinical import MedicationOrder, MedicationStatus, ObservationRecord
from ccm_desktop.services.forms import Form, GoalText, PlanReview
from ccm_desktop.services.month_views import Sentence
from ccm_desktop.services.time_entries import Amendment, TimedWork
from tests.services.month_world import OCTOBER, MonthWorld, at


def parts(sentences: tuple[Sentence, ...], part: str) -> list[str]:
    return [sentence.text for sentence in sentences if sentence.part == part]


def test_all_parts_are_composed_from_what_is_recorded(world: MonthWorld) -> None:
    patient = world.billable("Adams")
    office = world.office
    call = world.work(
        patient, at(8), 600, note="Dizzy on standing since Monday, denies falls.", activity="call_patient",
        outcome="reached",
    )  # fmt: skip
    reading, drug = new_id(), new_id()
    now = world.demo.clock.wall
    world.demo.clock.wall = now.replace(month=9)
    with office.context.transaction() as tx:
        tx.record(ObservationRecord("Blood pressure", "128/76", "mmHg", at(7)), entity=reading, patient=patient)
        order = tx.record(MedicationOrder("Lisinopril", "10", "mg", "", "daily"), entity=drug, patient=patient)
        tx.record(MedicationStatus(), entity=drug, patient=patient)
    world.demo.clock.wall = now
    with office.context.transaction() as tx:
        tx.record(MedicationOrder("Lisinopril", "20", "mg", "", "daily"), entity=drug, patient=patient, prev=(order,))
    note = office.month_notes.open(patient, OCTOBER)
    assert not note.saved
    said = note.proposed
    assert parts(said, "conditions") == ["Chronic conditions: Essential hypertension (I10), Type 2 diabetes (E11.9)."]
    (plan,) = parts(said, "care_plan")
    assert plan.endswith("is in force. No change and no review is recorded this month.")
    assert "Lisinopril changed from 10 mg daily to 20 mg daily." in parts(said, "medications")
    assert parts(said, "findings") == [
        "Oct 8, phone call with patient: Dizzy on standing since Monday, denies falls.",
        "Oct 7: Blood pressure 128/76 mmHg.",
    ]
    assert parts(said, "coordination")[0].startswith("Oct 5: care plan work by Maria Ortiz, RN.")
    assert parts(said, "contacts") == ["Reached: Oct 8 (phone: reached)."]
    assert parts(said, "time") == ["Counted time: clinical staff 35:00, practitioner 0:00, together 35:00."]
    known = {patient, call, reading, drug, *(entry.entry_id for entry in world.lines(patient))}
    known |= {version.version_id for version in office.care_plans.view(patient).versions}
    known |= {problem.code.entity for problem in office.care_plans.view(patient).problems}
    assert all(sentence.sources and set(sentence.sources) <= known for sentence in said)


def test_what_happens_after_the_month_is_not_told_in_its_note(world: MonthWorld) -> None:
    patient, drug, office = world.billable("Adams"), new_id(), world.office
    with office.context.transaction() as tx:
        tx.record(MedicationOrder("Lisinopril", "10", "mg", "", "daily"), entity=drug, patient=patient)
        tx.record(MedicationStatus(), entity=drug, patient=patient)
        tx.revise(PlanReview("2027-03-01", "2026-10-12"), entity=patient, patient=patient)
    before = office.month_notes.open(patient, OCTOBER).proposed
    assert "Lisinopril 10 mg daily started." in parts(before, "medications")
    assert "Oct 12" in parts(before, "care_plan")[0]
    world.demo.clock.wall = world.demo.clock.wall.replace(month=11, day=3)
    with office.context.transaction() as tx:
        tx.revise(MedicationStatus("stopped", "2026-11-03"), entity=drug, patient=patient)
        tx.revise(PlanReview("2027-04-01", "2026-11-03"), entity=patient, patient=patient)
    assert office.month_notes.open(patient, OCTOBER).proposed == before


def test_a_review_without_change_and_a_change_read_differently(world: MonthWorld) -> None:
    patient = world.billable("Adams")
    plans = world.office.care_plans
    review = plans.view(patient).review
    plans.save(patient, (replace(review, value=PlanReview("2027-03-01", "2026-10-13")),))
    text = " ".join(parts(world.office.month_notes.open(patient, OCTOBER).proposed, "care_plan"))
    assert "Reviewed on Oct 13" in text
    plans.save(patient, (Form("", GoalText("Walk daily", target="20 minutes")),))
    text = " ".join(parts(world.office.month_notes.open(patient, OCTOBER).proposed, "care_plan"))
    assert "Changed this month:" in text
    assert "Goal added: Walk daily" in text


def test_a_note_is_kept_as_edited_and_later_work_makes_it_out_of_date(world: MonthWorld) -> None:
    patient = world.billable("Adams")
    notes = world.office.month_notes
    view = notes.open(patient, OCTOBER)
    edited = (Sentence(view.proposed[0].part, " Two conditions. ", view.proposed[0].sources), *view.proposed[1:])
    notes.save(view, edited)
    kept = notes.open(patient, OCTOBER)
    assert kept.saved[0].text == "Two conditions."
    assert kept.saved[1:] == view.proposed[1:]
    assert (kept.saved_by, kept.is_current) == ("Maria Ortiz, RN", True)
    world.work(patient, at(9), 300)
    assert not notes.open(patient, OCTOBER).is_current


def test_two_notes_written_at_once_are_both_kept(world: MonthWorld) -> None:
    patient = world.billable("Adams")
    notes = world.office.month_notes
    first, second = notes.open(patient, OCTOBER), notes.open(patient, OCTOBER)
    notes.save(first, first.proposed)
    notes.save(second, second.proposed[:2])
    both = notes.open(patient, OCTOBER)
    assert len(both.heads) == 2
    assert len(both.others) == 1
    queue = world.office.month_desk.desk(OCTOBER, "coordinator").queue
    assert queue.lines[0].state == "note_missing"
    notes.save(both, first.proposed)
    assert len(notes.open(patient, OCTOBER).heads) == 1


@pytest.mark.parametrize(
    ("sentences", "code"),
    [
        ((), "note_missing"),
        ((Sentence("time", " ", ()),), "sentence_missing"),
        ((Sentence("weather", "Rain.", ()),), "note_part_unknown"),
    ],
)
def test_a_note_that_says_nothing_is_refused(
    world: MonthWorld, sentences: tuple[Sentence, ...], code: str
) -> None:  # fmt: skip
    view = world.office.month_notes.open(world.billable("Adams"), OCTOBER)
    with pytest.raises(BadInput) as refused:
        world.office.month_notes.save(view, sentences)
    assert refused.value.code == code


def test_a_patient_outside_the_programme_has_no_note(world: MonthWorld) -> None:
    with pytest.raises(Refusal) as refused:
        world.office.month_notes.open(world.demo.attested("Baker"), OCTOBER)
    assert refused.value.code == "not_enrolled_then"


def test_a_call_with_its_contact_is_told_once_also_when_amended(world: MonthWorld) -> None:
    patient, office = world.ready("Adams"), world.office
    work = TimedWork(patient, at(8), at(8, 15, 10), "call_patient", "reached", "Dizzy on standing since Monday.")
    entry = office.time.record_timed(work).value
    office.contacts.record(patient, channel="phone", outcome="reached", note="", at=at(8), entry=entry)
    once = ["Reached: Oct 8 (phone: reached)."]
    assert parts(office.month_notes.open(patient, OCTOBER).proposed, "contacts") == once
    for minute in (9, 8):
        entry = office.time.amend(entry, Amendment(ended_at=at(8, 15, minute)), "Another call came in").value
        assert parts(office.month_notes.open(patient, OCTOBER).proposed, "contacts") == once
