"""What comes next, for the patient's sheet and calendar: what is open beside the plan too, in words meant for them."""

from __future__ import annotations

import pytest

from ccm_desktop.reports.plan_documents import FollowUp
from ccm_desktop.services.coordination import NewCoordination
from ccm_desktop.services.plan_scene import PlanScene
from ccm_desktop.services.tasks import NewTask
from ccm_desktop.services.transitions import Discharge
from tests.services.conftest import Demo

# The clock stands on Wednesday, October 14, 2026.


def ahead(demo: Demo, patient: str, language: str = "en") -> tuple[FollowUp, ...]:
    context = demo.office.context
    with context.reading() as reader:
        return PlanScene(context, reader, patient).ahead(language)


def told(demo: Demo, patient: str, language: str = "en") -> list[tuple[str, str, str]]:
    return [(one.what, one.on.isoformat(), one.kind) for one in ahead(demo, patient, language)]


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("call", [("Call from my care team", "2026-10-20", "call")]),
        *((kind, []) for kind in ("task", "letter", "visit", "finding")),
    ],
)
def test_a_call_is_told_without_the_words_of_staff_and_other_work_is_not(
    demo: Demo, kind: str, lines: list[tuple[str, str, str]]
) -> None:
    patient = demo.enrolled()
    before = told(demo, patient)
    demo.office.tasks.add(NewTask("Suspects abuse at home", patient=patient, kind=kind, due_on="2026-10-20"))
    assert sorted(told(demo, patient)) == sorted([*before, *lines])


@pytest.mark.parametrize(("subject", "count"), [("referral", 1), ("follow_up", 1), ("medication", 0)])
def test_a_specialists_appointment_is_told_with_whom_and_nothing_of_what_was_said(
    demo: Demo, subject: str, count: int
) -> None:
    patient = demo.enrolled()
    new = NewCoordination("Dr. Green", "from_us", subject, "Suspects cancer", next_step="Biopsy", due_on="2026-10-28")
    entry = demo.office.coordination.record(patient, new).value
    found = [one for one in told(demo, patient) if one[2] == "visit"]
    assert found == [("Visit with Dr. Green", "2026-10-28", "visit")] * count
    assert [one[0] for one in told(demo, patient, "es") if one[2] == "visit"] == ["Cita con Dr. Green"] * count
    demo.office.coordination.close(demo.office.coordination.one(entry), "Seen")
    assert [one for one in told(demo, patient) if one[2] == "visit"] == []


def test_the_visit_after_a_discharge_is_told_until_it_was(demo: Demo) -> None:
    patient = demo.enrolled()
    discharge = demo.office.transitions.record(patient, Discharge("Mercy", "2026-10-13", complexity="high")).value
    (visit,) = [one for one in told(demo, patient) if one[2] == "visit"]
    assert visit == ("Visit after the hospital: on this day at the latest", "2026-10-20", "visit")
    assert "Mercy" not in str(told(demo, patient))
    step = demo.office.transitions.one(discharge).line("visit")
    demo.office.transitions.done(step, "2026-10-14")
    assert [one for one in told(demo, patient) if one[2] == "visit"] == []
    other = demo.office.transitions.record(patient, Discharge("Mercy", "2026-10-10")).value
    demo.office.transitions.withdraw(other, "Another patient")
    assert [one for one in told(demo, patient) if one[2] == "visit"] == []
