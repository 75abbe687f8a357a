"""Quick findings: one press, one commit, what it leads to, and all of it taken back; on a real file."""

from __future__ import annotations

from typing import Any

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.payloads.quick_finding import QuickFindingMade, QuickFindingWithdrawn
from ccm_desktop.models.queries import quick_findings
from ccm_desktop.services.forms import Barrier, Form, MedicationOrder, MedicationReview
from tests.services.conftest import Demo


def made(demo: Demo, patient: str) -> tuple[list[str], list[str]]:
    """Open tasks and open escalations."""
    return (
        [line.what.value.title for line in demo.office.tasks.list(patient=patient)],
        [line.reason for line in demo.office.escalations.list(patient=patient)],
    )


@pytest.mark.parametrize(
    ("finding", "tasks", "raised"),
    [
        ("medication", ["Go over every medicine with the patient (medication confusion)"], []),
        ("transport", ["Find a ride to the next visit (transportation barrier)"], []),
        ("missed_visit", ["Reschedule the missed visit (missed specialist follow-up)"], []),
        ("early_signs", [], ["Early warning signs. Call the patient and look at the symptoms to watch."]),
    ],
)
def test_each_makes_its_task_or_escalation_and_undo_takes_it_back(
    demo: Demo, finding: str, tasks: list[str], raised: list[str]
) -> None:  # fmt: skip
    patient = demo.patient()
    before = demo.office.care_plans.view(patient).short["barriers"]
    record = demo.office.quick_findings.record(patient, finding).value
    assert made(demo, patient) == (tasks, raised)
    assert [one.record_id for one in demo.office.quick_findings.of(patient)] == [record]
    demo.office.quick_findings.withdraw(record)
    assert made(demo, patient) == ([], [])
    assert demo.office.quick_findings.of(patient) == ()
    assert demo.office.care_plans.view(patient).short["barriers"] == before
    with pytest.raises(Refusal):
        demo.office.quick_findings.withdraw(record)


def test_a_transportation_barrier_is_one_of_the_plan_and_only_once(demo: Demo) -> None:
    patient = demo.patient()

    def barriers() -> list[Any]:
        return [(one.value.description, one.value.kind) for one in
                demo.office.care_plans.view(patient).short["barriers"]]  # fmt: skip

    demo.office.quick_findings.record(patient, "transport", "Son's car broke down")
    assert barriers() == [("Son's car broke down", "transport")]
    assert demo.office.care_plans.view(patient).versions[0].what == "Transportation barrier: Son's car broke down"
    demo.office.quick_findings.record(patient, "transport")
    assert len(barriers()) == 1
    assert len(made(demo, patient)[0]) == 2, "but it came up again"


def test_confusion_about_one_medicine_is_its_reconciliation(demo: Demo) -> None:
    patient, other = demo.patient(), demo.patient("Adams", "Ann")
    (drug,) = demo.office.care_plans.save(patient, [Form("", MedicationOrder("Lisinopril", "20", "mg"))]).value
    record = demo.office.quick_findings.record(patient, "medication", "Takes two", drug).value
    review = demo.office.care_plans.view(patient).medications[0].review.value
    assert (review.taking, review.discrepancy, review.reconciled_on) == ("confused", "Takes two", "2026-10-14")
    demo.office.quick_findings.withdraw(record)
    assert demo.office.care_plans.view(patient).medications[0].review.value.taking == ""
    with pytest.raises(BadInput):
        demo.office.quick_findings.record(other, "medication", "", drug)
    assert demo.office.quick_findings.of(other) == ()


def test_what_somebody_saw_to_stays_done(demo: Demo) -> None:
    patient = demo.patient()
    record = demo.office.quick_findings.record(patient, "missed_visit").value
    (line,) = demo.office.tasks.list(patient=patient)
    demo.office.tasks.done(line, "Moved to Friday")
    demo.office.quick_findings.withdraw(record)
    (line,) = demo.office.tasks.list(patient=patient, open_only=False)
    assert (line.status.value.status, line.status.value.outcome) == ("done", "Moved to Friday")


def test_a_finding_that_cannot_be_led_on_is_not_recorded(demo: Demo) -> None:
    patient = demo.patient()
    with pytest.raises(BadInput):
        demo.office.quick_findings.record(patient, "weather")
    with pytest.raises(BadInput):
        demo.office.quick_findings.record(patient, "missed_visit", "x" * 400)
    assert demo.office.quick_findings.of(patient) == ()
    assert made(demo, patient) == ([], [])


def drugs(demo: Demo, patient: str) -> tuple[str, ...]:
    forms = [Form("", MedicationOrder(drug, "10", "mg")) for drug in ("Lisinopril", "Metformin")]
    return demo.office.care_plans.save(patient, forms, "Medications").value


def taking(demo: Demo, patient: str) -> dict[str, str]:
    return {one.order.value.drug: one.review.value.taking for one in demo.office.care_plans.view(patient).medications}


def test_what_is_taken_back_is_the_one_that_was_meant_however_much_later(demo: Demo) -> None:
    patient, plans = demo.patient(), demo.office.care_plans
    first, second = (demo.office.quick_findings.record(patient, "medication", "", one).value
                     for one in drugs(demo, patient))  # fmt: skip
    plans.save(patient, [Form("", Barrier("Cost"))], "Cost added")
    demo.clock.advance(3600)
    assert demo.office.quick_findings.withdraw(first).value is None
    assert taking(demo, patient) == {"Lisinopril": "", "Metformin": "confused"}
    assert [one.record_id for one in demo.office.quick_findings.of(patient)] == [second]
    assert len(made(demo, patient)[0]) == 1
    by_keys = [plans.undo(patient).value for _ in range(3)]
    assert by_keys == ["Cost added", "Medication confusion", "Medications"], "what is gone stops no key"
    assert (made(demo, patient), demo.office.quick_findings.of(patient)) == (([], []), ())
    with pytest.raises(Refusal):
        demo.office.quick_findings.withdraw(second)


def test_what_a_key_of_an_older_program_left_of_a_finding_is_taken_back_by_hand(demo: Demo) -> None:
    patient = demo.patient()
    record = demo.office.quick_findings.record(patient, "transport").value
    demo.office.care_plans.undo(patient)
    with demo.office.context.transaction() as tx:  # it took back the plan, and not the record
        (gone,) = quick_findings.withdrawals(tx.connection, record)
        tx.record(QuickFindingWithdrawn(gone, "", "nobody"), entity="older", patient=patient)
    assert len(demo.office.quick_findings.of(patient)) == 1
    demo.clock.advance(25 * 3600)
    assert demo.office.quick_findings.withdraw(record).value is None, "its line is out of the plan already"
    assert (made(demo, patient), demo.office.quick_findings.of(patient)) == (([], []), ())


def test_what_was_changed_since_stays_in_the_plan_and_that_is_said(demo: Demo) -> None:
    patient = demo.patient()
    record = demo.office.quick_findings.record(patient, "transport").value
    (barrier,) = demo.office.care_plans.view(patient).short["barriers"]
    renamed = Form(barrier.entity, Barrier("No car on Mondays", "transport"), barrier.heads)
    demo.office.care_plans.save(patient, [renamed], "Renamed")
    stays = demo.office.quick_findings.withdraw(record).value
    assert stays is not None
    assert "stays" in str(stays)
    (barrier,) = demo.office.care_plans.view(patient).short["barriers"]
    assert (barrier.value.description, made(demo, patient)) == ("No car on Mondays", ([], []))
    assert demo.office.quick_findings.of(patient) == ()


def test_records_of_an_older_and_of_a_newer_program(demo: Demo) -> None:
    patient, person = demo.patient(), demo.office.context.person
    drugs(demo, patient)
    with demo.office.context.transaction() as tx:
        tx.record(QuickFindingMade("transport", person, saved="No car"), entity="older", patient=patient)
        tx.record(QuickFindingMade("falls", person), entity="newer", patient=patient)
    assert [one.title for one in demo.office.quick_findings.of(patient)] == ["falls", "Transportation barrier"]
    assert demo.office.quick_findings.withdraw("older").value is not None, "which save it was is not known"
    assert demo.office.quick_findings.withdraw("newer").value is None


def test_a_press_decides_no_conflict(demo: Demo) -> None:
    patient = demo.patient()
    drug, _ = drugs(demo, patient)
    for said, why in (("yes", "Takes half only"), ("no", "Fell, stopped it")):
        demo.office.care_plans.save(patient, [Form(drug, MedicationReview(said, why))])
    assert demo.office.care_plans.view(patient).conflicts == 1
    demo.office.quick_findings.record(patient, "medication", "", drug)
    assert demo.office.care_plans.view(patient).conflicts == 1, "both are there to be seen"
    assert len(made(demo, patient)[0]) == 1, "and the task asks for it"


def test_a_key_takes_the_whole_finding_back_and_brings_it_back_whole(demo: Demo) -> None:
    patient, plans = demo.patient(), demo.office.care_plans

    def whole() -> tuple[int, int, int]:
        """Barriers, open tasks, findings that hold."""
        barriers = plans.view(patient).short["barriers"]
        return len(barriers), len(made(demo, patient)[0]), len(demo.office.quick_findings.of(patient))

    record = demo.office.quick_findings.record(patient, "transport").value
    told = demo.office.quick_findings.of(patient)
    for _ in range(3):
        assert whole() == (1, 1, 1)
        assert plans.undo(patient).value == "Transportation barrier"
        assert whole() == (0, 0, 0)
        assert plans.redo(patient).value == "Transportation barrier"
        assert demo.office.quick_findings.of(patient) == told, "the same finding, of the same time"
    assert demo.office.quick_findings.withdraw(record).value is None, "the toast still takes back what a key brought"
    assert whole() == (0, 0, 0)
    assert plans.view(patient).undo == "", "nothing of it is left to a key"
    assert plans.redo(patient).value == "Transportation barrier"
    assert whole() == (1, 1, 1)


def test_a_key_after_the_toast_takes_back_nothing_twice_and_another_edit_is_no_finding(demo: Demo) -> None:
    patient, plans = demo.patient(), demo.office.care_plans
    record = demo.office.quick_findings.record(patient, "transport").value
    plans.save(patient, [Form("", Barrier("Cost"))], "Cost added")
    assert plans.undo(patient).value == "Cost added"
    assert [one.record_id for one in demo.office.quick_findings.of(patient)] == [record]
    assert plans.redo(patient).value == "Cost added"
    demo.office.quick_findings.withdraw(record)
    assert demo.office.quick_findings.of(patient) == ()
    assert plans.undo(patient).value == "Cost added"
    assert demo.office.quick_findings.of(patient) == ()


def test_what_somebody_else_withdrew_too_no_key_brings_back(demo: Demo) -> None:
    patient, plans = demo.patient(), demo.office.care_plans
    record = demo.office.quick_findings.record(patient, "transport").value
    plans.undo(patient)
    with demo.office.context.transaction() as tx:  # on another computer, before the two exchanged
        tx.record(QuickFindingWithdrawn(record, "Has a bus pass", "somebody else"), entity="theirs", patient=patient)
    plans.redo(patient)
    assert demo.office.quick_findings.of(patient) == ()
