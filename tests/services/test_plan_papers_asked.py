"""What papers say of sections without lines: nothing is told as found that nobody asked about."""

from __future__ import annotations

from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.services.forms import Form, MedicationOrder, MedicationReview
from ccm_desktop.services.plan_printing import PaperChoice
from tests.services.conftest import Demo
from tests.services.test_plan_papers import text_of


def paper(demo: Demo, patient: str, kind: str) -> str:
    return text_of(demo.office.plan_printing.paper(patient, PaperChoice(kind)).render(Unobserved()))


def test_an_empty_section_is_said_to_be_empty_only_where_somebody_asked(demo: Demo) -> None:
    patient = demo.enrolled()
    unasked = paper(demo, patient, "patient")
    assert "What makes it hard We have not talked about this yet." in unasked
    assert "What is due We have not talked about this yet." in unasked
    assert "Help in my community We have not talked about this yet." in unasked
    assert "Barriers: not asked yet" in paper(demo, patient, "brief").replace("Barriers not", "Barriers: not")
    for section in ("barriers", "preventive", "community"):
        demo.office.care_plans.note_section(patient, section, "none_known")
    asked = paper(demo, patient, "patient")
    assert "What makes it hard Nothing stands in my way now." in asked
    assert "What is due Nothing is due now." in asked
    assert "Help in my community I need none now." in asked
    assert "none found" in paper(demo, patient, "brief")


def test_no_trouble_with_medicines_is_told_only_once_all_were_gone_over(demo: Demo) -> None:
    patient, plans = demo.enrolled(), demo.office.care_plans
    one, other = plans.save(
        patient, (Form("", MedicationOrder("Lisinopril")), Form("", MedicationOrder("Metformin")))
    ).value
    plans.save(patient, (Form(one, MedicationReview("yes")),))
    visit, brief = paper(demo, patient, "visit"), paper(demo, patient, "brief")
    assert "We have not gone over all of my medicines yet." in visit
    assert "I have told of no trouble" not in visit
    assert "2 medicines. 1 not gone over yet." in brief
    plans.save(patient, (Form(other, MedicationReview("yes")),))
    assert "I have told of no trouble with my medicines." in paper(demo, patient, "visit")
    assert "2 medicines. No trouble told." in paper(demo, patient, "brief")
