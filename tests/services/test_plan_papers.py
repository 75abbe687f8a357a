"""Papers made from a care plan: what they hold, for whom, and what keeps them from being made."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.progress import Cancelled, Unobserved, at_once
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payload import decode
from ccm_desktop.ledger.payloads.care_plan import PlanCopyGiven
from ccm_desktop.ledger.payloads.clinical import EncounterRecord
from ccm_desktop.ledger.payloads.month import DocumentMade
from ccm_desktop.ledger.payloads.patient import PatientContact
from ccm_desktop.services import packs
from ccm_desktop.services.assessments import NewAssessment
from ccm_desktop.services.escalations import NewEscalation
from ccm_desktop.services.forms import AllergyStatus, Barrier, Form, MedicationOrder, SymptomToWatch
from ccm_desktop.services.plan_copies import GivenCopy, give_copy, withdraw_copy
from ccm_desktop.services.plan_printing import KINDS, PaperChoice, PaperRun
from ccm_desktop.services.tasks import NewTask
from tests.reports.report_samples import Remembers, StopsAt
from tests.services.conftest import Demo
from tests.services.plan_to_print import caregiver, medicine, with_plan
from tests.services.test_assessments import phq9

DAY = 86_400


def words(demo: Demo, patient: str, kind: str = "patient", language: str = "", who: str = "") -> str:
    """The paper as it reads."""
    content = demo.office.plan_printing.paper(patient, PaperChoice(kind, language, caregiver=who)).render(Unobserved())
    return text_of(content)


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_the_patients_copy_has_every_section_without_codes_or_short_forms(demo: Demo) -> None:
    text = words(demo, with_plan(demo))
    for said in (
        "Call 911 right away if: • Chest pain", "Short of breath at night", "“I want to walk to church.”",
        "High blood pressure", "“Walk to church” Blood pressure below 130/80",
        "What I do • Check blood pressure 2 times a day, every day", "What my care team does • Call about the log",
        "Lisinopril How I take it: 20 mg, by mouth, every day What it is for: blood pressure", "Penicillin: rash",
        "Eye exam: due December 1, 2026", "Meals on Wheels", "Janet Osei, RN",
        "My other doctors and helpers Dr. Ada Lin",
        "Call first.", "My wishes are written down.", "We look at this plan again: December 5, 2026",
        "This is my first plan.", "We measure it by: Blood pressure At the start: 150/90 We aim for: 130/80",
        "What makes it hard • No car",
    ):  # fmt: skip
        assert said in text
    for hidden in ("I10", "E11.9", "HTN", " BP ", "SOB", "bid"):
        assert hidden not in text


def test_no_known_allergies_is_said_once_somebody_asked(demo: Demo) -> None:
    patient = demo.enrolled()
    assert "None are written down yet." in words(demo, patient)
    demo.office.care_plans.note_section(patient, "allergies", "none_known")
    assert "I have no known allergies." in words(demo, patient)


def test_what_changed_this_month_is_measured_from_its_first_day(demo: Demo) -> None:
    patient = with_plan(demo)
    demo.clock.advance(31 * DAY)  # November
    assert "Nothing changed this month." in words(demo, patient)
    medicine(demo, patient, "Metformin", "500", "mg", "bid", "diabetes")
    text = words(demo, patient)
    assert "What changed this month • New: Metformin: 500 mg, by mouth, 2 times a day When to call us" in text


def test_the_language_is_the_patients_own_unless_another_is_asked_for(demo: Demo) -> None:
    patient = with_plan(demo)
    form = demo.office.patients.contact(patient)
    demo.office.patients.save(Form(patient, PatientContact(language="Spanish"), form.heads))
    assert demo.office.plan_printing.offer(patient).language == "es"
    assert "Mis metas" in words(demo, patient)
    assert "My goals" in words(demo, patient, language="en")


def test_a_caregivers_copy_holds_what_the_patient_permits_and_no_more(demo: Demo) -> None:
    patient = with_plan(demo)
    who = caregiver(demo, patient, "medications", "emergency")
    text = words(demo, patient, "caregiver", who=who)
    assert "This copy is for Luis Castillo. María Castillo allowed it on September 1, 2026." in text
    assert "Lisinopril" in text
    assert "Call first." in text
    for hidden in ("Penicillin", "church", "High blood", "130/80", "Chest pain", "Eye exam", "Meals", "Ada Lin", "Blue",
                   "December 5"):  # fmt: skip
        assert hidden not in text


def test_what_a_medicine_is_for_stays_out_where_only_medicines_are_permitted(demo: Demo) -> None:
    patient = with_plan(demo)
    only, both = (
        caregiver(demo, patient, "medications"),
        caregiver(demo, patient, "medications", "problems", name="Ana"),
    )
    demo.clock.advance(31 * DAY)  # November
    medicine(demo, patient, "Metformin", "500", "mg", "bid", "prediabetes")
    text = words(demo, patient, "caregiver", who=only)
    assert "Metformin" in text
    assert "20 mg, by mouth, every day" in text
    for hidden in ("What it is for", "blood pressure", "prediabetes"):
        assert hidden not in text
    text = words(demo, patient, "caregiver", who=both)
    for said in ("What it is for: blood pressure", "What it is for: prediabetes"):
        assert said in text


def test_what_changed_in_a_section_that_is_not_permitted_stays_out_of_a_caregivers_copy(demo: Demo) -> None:
    patient = with_plan(demo)
    who = caregiver(demo, patient, "medications")
    demo.clock.advance(31 * DAY)  # November
    plan = demo.office.care_plans.view(patient)
    gone = Form(plan.allergies[0].substance.entity, AllergyStatus("removed"), plan.allergies[0].status.heads)
    changed = replace(plan.short["symptoms"][0].value, sign="Sudden chest pain")
    shown = plan.short["symptoms"][0]
    demo.office.care_plans.save(patient, (gone, Form(shown.entity, changed, shown.heads)))
    medicine(demo, patient, "Metformin", "500", "mg", "bid", "diabetes")
    assert "No longer: Penicillin" in words(demo, patient)
    assert "(before: Chest pain" in words(demo, patient)
    text = words(demo, patient, "caregiver", who=who)
    assert "What changed this month • New: Metformin" in text
    assert "Penicillin" not in text
    assert "hest pain" not in text


def test_nothing_is_printed_for_a_caregiver_who_may_see_nothing(demo: Demo) -> None:
    patient, other = with_plan(demo), with_plan(demo, "Other")
    nobody, theirs = caregiver(demo, patient), caregiver(demo, other, "medications")
    for who, code in ((nobody, "caregiver_sees_nothing"), (theirs, "caregiver_unknown"), ("", "caregiver_missing")):
        with pytest.raises((BadInput, Refusal)) as caught:
            words(demo, patient, "caregiver", who=who)
        assert caught.value.code == code


def test_what_is_made_for_a_caregiver_is_recorded_with_whom(demo: Demo) -> None:
    patient = with_plan(demo)
    who = caregiver(demo, patient, "medications")
    rendering = demo.office.plan_printing.paper(patient, PaperChoice("caregiver", caregiver=who))
    demo.office.reporting.record(rendering, rendering.render(Unobserved()), "printed")
    assert rows(demo, "SELECT document, to_whom, how, plan_version FROM document") == [
        ("caregiver_copy", "Luis Castillo", "printed", 7)
    ]


def rows(demo: Demo, sql: str) -> list[Any]:
    with demo.office.context.reading() as reader:
        raw: Any = reader.connection.connection.driver_connection
        return list(raw.execute(sql).fetchall())


def test_a_copy_given_keeps_what_the_caregiver_was_permitted_and_can_be_taken_back(demo: Demo) -> None:
    patient = with_plan(demo)
    who = caregiver(demo, patient, "medications")
    newest = demo.office.care_plans.view(patient).versions[0].version_id
    given = give_copy(demo.office.context, patient, GivenCopy(newest, "mailed", caregiver=who, language="es")).value
    (row,) = rows(demo, "SELECT to_whom, caregiver, sections, permitted_on, language, how FROM plan_copy")
    assert row == ("Luis Castillo", who, '["medications"]', "2026-09-01", "es", "mailed")
    assert demo.office.care_plans.view(patient).versions[0].copies == (
        "Mailed to Luis Castillo on Oct 14, 2026 (Medications)",
    )
    withdraw_copy(demo.office.context, patient, given)
    assert demo.office.care_plans.view(patient).versions[0].copies == ()
    with pytest.raises(Refusal):
        withdraw_copy(demo.office.context, patient, given)
    with pytest.raises(BadInput):
        withdraw_copy(demo.office.context, demo.patient("Else"), given)


def permit(demo: Demo, patient: str, *may_see: str, on: str = "2026-10-14") -> None:
    (form,) = demo.office.care_plans.view(patient).short["caregivers"]
    value = replace(form.value, may_see=may_see, permitted_on=on)
    demo.office.care_plans.save(patient, [replace(form, value=value)], "Permission")


def test_a_copy_of_an_earlier_day_keeps_what_was_permitted_in_its_version(demo: Demo) -> None:
    patient = with_plan(demo)
    who = caregiver(demo, patient, "medications")
    first, before = demo.office.care_plans.view(patient).versions[:2]
    demo.clock.advance(2 * DAY)
    permit(demo, patient, "problems", "medications", "emergency")
    yesterday = demo.now - DAY
    give_copy(demo.office.context, patient, GivenCopy(first.version_id, "mailed", caregiver=who, given_at=yesterday))
    assert rows(demo, "SELECT sections, permitted_on FROM plan_copy") == [('["medications"]', "2026-09-01")]
    permit(demo, patient)  # taken back altogether: what was given stays true
    give_copy(demo.office.context, patient, GivenCopy(first.version_id, "read", caregiver=who, given_at=yesterday))
    assert rows(demo, "SELECT DISTINCT sections FROM plan_copy") == [('["medications"]',)]
    for version, at, code in (
        (before.version_id, yesterday, "caregiver_not_then"), (first.version_id, None, "caregiver_sees_nothing"),
        (demo.office.care_plans.view(patient).versions[0].version_id, demo.now, "caregiver_sees_nothing"),
    ):  # fmt: skip
        with pytest.raises((BadInput, Refusal)) as caught:
            give_copy(demo.office.context, patient, GivenCopy(version, caregiver=who, given_at=at))
        assert caught.value.code == code


def test_no_copy_is_given_today_that_holds_more_than_is_permitted_now(demo: Demo) -> None:
    patient = with_plan(demo)
    who = caregiver(demo, patient, "medications", "problems")
    first = demo.office.care_plans.view(patient).versions[0].version_id
    permit(demo, patient, "medications")
    with pytest.raises(Refusal) as caught:
        give_copy(demo.office.context, patient, GivenCopy(first, caregiver=who))
    assert caught.value.code == "caregiver_permitted_less"
    give_copy(demo.office.context, patient, GivenCopy("", caregiver=who))
    assert rows(demo, "SELECT sections FROM plan_copy") == [('["medications"]',)]


@pytest.mark.parametrize(("later", "code"), [(3600, "copy_in_future"), (-40 * DAY, "copy_before_version")])
def test_a_copy_is_given_between_its_version_and_now(demo: Demo, later: int, code: str) -> None:
    patient = with_plan(demo)
    newest = demo.office.care_plans.view(patient).versions[0].version_id
    with pytest.raises(BadInput) as caught:
        give_copy(demo.office.context, patient, GivenCopy(newest, given_at=demo.now + later))
    assert caught.value.code == code


def test_records_of_older_programs_are_read(demo: Demo) -> None:
    assert decode("plan.copy_given", 1, b'{"version":"v","given_at":7,"how":"mailed","to_whom":"daughter"}') == (
        PlanCopyGiven("v", 7, "mailed", "daughter")
    )
    assert decode("document.made", 1, b'{"document":"care_plan","how":"saved","sha256":"a"}') == (
        DocumentMade("care_plan", "saved", "a")
    )


def test_a_medicine_without_dose_or_reason_keeps_the_sheet_from_being_printed(demo: Demo) -> None:
    patient = with_plan(demo)
    assert "Lisinopril 20 mg by mouth, every day; refill November 20, 2026 blood pressure" in words(
        demo, patient, "medications"
    )
    medicine(demo, patient, "Zestoril", "", "", "daily", "")
    medicine(demo, patient, "Warfarin", "5", "mg", "", "stroke")
    assert demo.office.plan_printing.offer(patient).gaps == (
        "Warfarin: no time", "Zestoril: no dose, no unit, no reason",
    )  # fmt: skip
    with pytest.raises(Refusal) as caught:
        words(demo, patient, "medications")
    assert str(caught.value).startswith("2 medicines lack")
    assert "Zestoril" not in str(caught.value)


def test_the_visit_sheet_tells_what_a_visit_needs_on_one_page(demo: Demo) -> None:
    patient = with_plan(demo)
    visit = demo.now + 3600
    demo.clock.advance(2 * DAY)
    with demo.office.context.transaction() as tx:
        tx.record(EncounterRecord("ambulatory", visit), entity=new_id(), patient=patient)
    for value, ago in (("168/98", 47), ("150/86", 40), ("148/84", 30), ("144/82", 20), ("142/88", 0)):
        demo.office.readings.record(patient, "blood_pressure", value, demo.now - ago * 3600)
    demo.office.tasks.add(NewTask("Ask about a cheaper HTN pill", patient, kind="visit"))
    demo.office.tasks.add(NewTask("Fax the form", patient))
    (dizzy,) = demo.office.care_plans.save(
        patient, (Form("", SymptomToWatch("Dizzy when I stand up", "Sit down", "call")),)
    ).value
    demo.office.teach_backs.record(patient, dizzy, "not")
    rendering = demo.office.plan_printing.paper(patient, PaperChoice("visit"))
    assert len(PdfReader(io.BytesIO(rendering.render(Unobserved()))).pages) == 1
    text = words(demo, patient, "visit")
    for said in (
        "Questions I want to ask • Ask about a cheaper high blood pressure pill", "since my last visit on October",
        "Please go over this with me again • Dizzy when I stand up: Sit down",
        "New: Dizzy when I stand up: Sit down", "Blood pressure: 142/88 mmHg", "Lisinopril: It costs too much",
        "Goals that are hard for me now • “Walk to church”", "Eye exam: due December 1, 2026",
    ):  # fmt: skip
        assert said in text
    assert "Fax the form" not in text
    shown = [value for value in ("168/98", "150/86", "148/84", "144/82", "142/88") if value in text]
    assert shown == ["148/84", "144/82", "142/88"], "the last three since the visit"


def test_the_brief_is_five_lines_for_who_decides(demo: Demo) -> None:
    patient = with_plan(demo)
    demo.office.escalations.raise_one(NewEscalation(patient, "urgent", "Raise the dose?", "practitioner"))
    text = words(demo, patient, "brief")
    for said in (
        "What Essential hypertension; Type 2 diabetes. Off track: BP below 130/80.",
        "Medicines 1 medicine. Lisinopril: cannot afford it.", "Barriers No car", "Decision asked for Raise the dose?",
        "Plan this month first plan",
    ):  # fmt: skip
        assert said in text


def test_the_calendar_tells_days_and_by_default_nothing_of_what_they_are_about(demo: Demo) -> None:
    patient = with_plan(demo)
    papers = demo.office.plan_printing
    found = events(papers.calendar(patient).render(Unobserved()))
    assert [event["dtstart"].dt for event in found] == [
        date(2026, 11, 9), date(2026, 11, 20), date(2026, 12, 1), date(2026, 12, 5),
    ]  # fmt: skip
    assert [str(event["summary"]) for event in found] == [
        "A step of my plan", "Go to the pharmacy", "Health visit to plan", "Talk about my plan",
    ]  # fmt: skip
    named = events(papers.calendar(patient, by_name=True).render(Unobserved()))
    assert [str(event["summary"]) for event in named] == [
        "Check blood pressure 2 times a day", "Refill of Lisinopril", "Eye exam", "Talk about my plan",
    ]  # fmt: skip
    assert [event["uid"] for event in named] == [event["uid"] for event in found]
    demo.clock.advance(40 * DAY)
    later = events(papers.calendar(patient, "es").render(Unobserved()))
    assert [str(event["summary"]) for event in later] == ["Cita de salud por hacer", "Hablar de mi plan"]
    assert {event["uid"] for event in later} < {event["uid"] for event in found}


def events(content: bytes) -> list[Any]:
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_a_calendar_without_a_day_is_refused(demo: Demo) -> None:
    with pytest.raises(Refusal) as caught:
        demo.office.plan_printing.calendar(demo.enrolled())
    assert caught.value.code == "calendar_empty"


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (PaperChoice("poster"), "paper_unknown"), (PaperChoice(language="fr"), "language_unknown"),
        (PaperChoice(size=12), "size_unknown"), (PaperChoice(caregiver="x"), "caregiver_missing"),
    ],
)  # fmt: skip
def test_a_choice_that_is_not_offered_is_refused(demo: Demo, choice: PaperChoice, code: str) -> None:
    patient = demo.enrolled()
    with pytest.raises(BadInput) as caught:
        demo.office.plan_printing.paper(patient, choice)
    assert caught.value.code == code


def test_staff_see_how_hard_a_copy_is_to_read(demo: Demo) -> None:
    patient = with_plan(demo)
    remark = demo.office.plan_printing.paper(patient, PaperChoice()).remark
    assert remark is not None
    assert remark().words.startswith("Reading grade ")
    assert not remark().is_warning
    hard = "Immediate cardiovascular decompensation necessitates comprehensive pharmacological reconsideration"
    demo.office.care_plans.save(patient, tuple(
        Form("", SymptomToWatch(f"{hard} {number}", f"{hard}.", "call")) for number in range(12)
    ))  # fmt: skip
    harder = demo.office.plan_printing.paper(patient, PaperChoice()).remark
    assert harder is not None
    assert harder().is_warning
    assert "aim 6 or less. Hardest: “Immediate cardiovascular" in harder().words


def test_staff_see_what_the_reader_of_a_copy_cannot_read(demo: Demo) -> None:
    patient = with_plan(demo)
    signs = ("每天", "Watch for the cardiovascular " + "pharmacological " * 300, "Look at the " + "pharmacologica" * 50)
    demo.office.care_plans.save(patient, tuple(Form("", SymptomToWatch(sign, "", "call")) for sign in signs))
    english, spanish = (
        demo.office.plan_printing.paper(patient, PaperChoice(language=language)).remark for language in ("en", "es")
    )
    assert english is not None
    assert spanish is not None
    assert english().is_warning
    assert english().words.startswith(
        "2 characters cannot be printed and stand as numbers, like ⟨U+6BCF⟩, in symptoms: sign. Write words instead."
    )
    assert "typed in" not in english().words
    assert "“Watch for the cardiovascular pharma" in english().words
    assert len(english().words) < 800
    assert max(map(len, english().words.split())) < 45
    assert " lines of this Spanish paper were typed in English." in spanish().words


@pytest.mark.parametrize("kind", ["patient", "caregiver", "visit", "medications"])
def test_the_foot_of_a_spanish_paper_is_spanish_too(demo: Demo, kind: str) -> None:
    patient = with_plan(demo, language="Spanish")
    who = caregiver(demo, patient, "medications", "symptoms") if kind == "caregiver" else ""
    medicine(demo, patient, "Lisinopril", "20", "mg", "QD", "presión")
    demo.clock.wall = datetime(2026, 10, 14, 18, 5, tzinfo=UTC)
    text = words(demo, patient, kind, "es", who)
    assert "Impreso el 14 de octubre de 2026, 2:05 p. m. por Maria Ortiz, RN" in text
    assert re.findall(r"\b(?:[AP]M|E[DS]T|Oct|October|Printed|Page|rules?|born)\b", text) == []
    assert "Printed October 14, 2026, 2:05 PM by Maria Ortiz, RN" in words(demo, patient, kind, "en", who)


def test_the_warning_of_a_paper_for_staff_names_the_field_too(demo: Demo) -> None:
    patient = with_plan(demo)
    demo.office.care_plans.save(patient, (Form("", Barrier("No \U0001f697 at home", "transport")),))
    brief = demo.office.plan_printing.paper(patient, PaperChoice("brief"))
    assert brief.remark is not None
    assert "⟨U+1F697⟩" in text_of(brief.render(Unobserved()))
    assert "cannot be printed and stand" in brief.remark().words
    assert ", in Barriers. Write words instead." in brief.remark().words
    assert brief.remark().is_warning


def test_the_plans_of_everybody_go_into_one_new_folder_or_none(demo: Demo, tmp_path: Path) -> None:
    patients = [with_plan(demo), demo.enrolled("Baker"), demo.enrolled("Adams")]
    papers, target = demo.office.plan_printing, tmp_path / "plans"
    watch = Remembers()
    pack = at_once(papers.every(patients, PaperRun(), watch))
    assert watch.seen == [(1, 3), (2, 3), (3, 3)]
    with pytest.raises(Cancelled):
        at_once(papers.every(patients, PaperRun(), StopsAt(1)))
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        packs.write(pack, target, StopsAt(2))
    assert sorted(tmp_path.iterdir()) == before
    assert rows(demo, "SELECT document FROM document") == []
    saved = packs.finish(demo.office.context, packs.write(pack, target, Unobserved())).value
    assert saved.files == 3
    assert len(list(target.glob("Care_plan_*.pdf"))) == 3
    assert not [path for path in target.iterdir() if "Castillo" in path.name or "Baker" in path.name]
    assert len(rows(demo, "SELECT document FROM document")) == 3


def test_between_two_patients_the_practice_goes_on(demo: Demo) -> None:
    """What is written in between stands, in the papers of those who come later too."""
    maria, baker = with_plan(demo), with_plan(demo, "Baker")
    portions = demo.office.plan_printing.every([maria, baker], PaperRun(), Unobserved())
    next(portions)
    for patient in (maria, baker):
        medicine(demo, patient, "Metformin", "500", "mg", "daily", "diabetes")
    pack = at_once(portions)
    first, second = (text_of(one.render(Unobserved())) for one in pack.renderings)
    assert "Metformin" not in first
    assert "Metformin" in second


def test_many_papers_of_many_patients_and_what_cannot_be_made_is_left_out_and_named(demo: Demo, tmp_path: Path) -> None:
    """One plan that waits for a decision, or one medicine without its dose, does not hold up everybody's papers."""
    maria = with_plan(demo)
    form = demo.office.patients.contact(maria)
    demo.office.patients.save(Form(maria, PatientContact(language="Spanish"), form.heads))
    caregiver(demo, maria, "medications")
    baker = demo.enrolled("Baker")
    medicine(demo, baker, "Insulin", "", "units", "daily", "diabetes")
    adams = demo.enrolled("Adams")
    review = demo.office.care_plans.view(adams).review
    for day in ("2026-12-01", "2026-12-02"):
        demo.office.care_plans.save(adams, (replace(review, value=replace(review.value, review_on=day)),))
    papers, target = demo.office.plan_printing, tmp_path / "papers"
    run = PaperRun(tuple(KINDS), "", 18)
    pack = at_once(papers.every([maria, baker, adams], run, Unobserved()))
    kinds = Counter((one.patient, one.kind) for one in pack.renderings)
    assert kinds == Counter(
        [(maria, kind) for kind in ("care_plan", "visit_sheet", "medication_sheet", "checkin_sheet",
                                    "practitioner_brief", "caregiver_copy")]
        + [(baker, kind) for kind in ("care_plan", "visit_sheet", "checkin_sheet", "practitioner_brief")]
    )  # fmt: skip
    saved = packs.finish(demo.office.context, packs.write(pack, target, Unobserved())).value
    assert (saved.files, saved.left_out) == (10, 6)
    assert "10 documents in papers. 6 are left out: left_out.csv says why." in saved.words
    assert len(list(target.glob("*.pdf"))) == 10
    with (target / "left_out.csv").open(encoding="utf-8-sig", newline="") as stream:
        _, *lines = csv.reader(stream)
    assert [(whose.startswith(start), paper) for (whose, paper, _), start in zip(lines, (
        "Medicines_", "Care_plan_", "Visit_preparation_", "Medicines_", "Symptom_check-in_", "Practitioner_brief_"
    ), strict=True)] == [
        (True, "Medicines and follow-up"), (True, "Patient copy"), (True, "Visit preparation"),
        (True, "Medicines and follow-up"), (True, "Symptom check-in"), (True, "Practitioner brief"),
    ]  # fmt: skip
    assert "One medicine lacks the dose" in lines[0][2]
    assert all("wait for a decision" in why for _, _, why in lines[1:])
    assert not [line for line in lines for name in ("Baker", "Adams", "Insulin") if name in " ".join(line)]
    (copy,) = target.glob(f"Care_plan_*{maria[-12:]}.pdf")
    assert "Mis metas" in text_of(copy.read_bytes())
    with pytest.raises(Refusal) as refusal:
        at_once(papers.every([adams], run, Unobserved()))
    assert refusal.value.code == "papers_none"
    with pytest.raises(BadInput):
        at_once(papers.every([maria], PaperRun(()), Unobserved()))


def test_nobody_enrolled_is_said(demo: Demo) -> None:
    with pytest.raises(BadInput):
        at_once(demo.office.plan_printing.every([], PaperRun(), Unobserved()))


def test_a_step_without_a_unit_blocks_too(demo: Demo) -> None:
    patient = demo.enrolled()
    order = MedicationOrder("Insulin", "10", "", "", "at bedtime", indication="diabetes")
    demo.office.care_plans.save(patient, (Form("", order),))
    assert demo.office.plan_printing.offer(patient).gaps == ("Insulin: no unit",)


def test_a_number_stands_only_on_what_that_version_holds(demo: Demo) -> None:
    patient = with_plan(demo)
    newest = demo.office.care_plans.view(patient).versions[0]
    printed = f"Plan {newest.number}-{newest.version_id[-4:]},"
    assert printed in words(demo, patient)
    with demo.office.context.transaction() as tx:  # as an import or another device brings it
        tx.record(MedicationOrder("Warfarin", "5", "mg"), entity=new_id(), patient=patient)
    text = words(demo, patient)
    assert "Warfarin" in text
    assert printed not in text
    assert f"Plan {newest.number + 1}-" in text


def test_no_copy_for_a_caregiver_whose_permission_is_not_decided(demo: Demo) -> None:
    patient = with_plan(demo)
    who = caregiver(demo, patient, "medications", "problems")
    plans = demo.office.care_plans
    (form,) = plans.view(patient).short["caregivers"]
    plans.save(patient, [replace(form, value=replace(form.value, may_see=()))], "Permission taken back")
    plans.save(patient, [replace(form, value=replace(form.value, phone="(555) 014-0199"))], "Phone, typed elsewhere")
    with pytest.raises(Refusal) as refused:
        words(demo, patient, "caregiver", who=who)
    assert refused.value.code == "caregiver_undecided"
    with pytest.raises(Refusal) as refused:
        give_copy(demo.office.context, patient, GivenCopy(plans.view(patient).versions[0].version_id, caregiver=who))
    assert refused.value.code == "caregiver_undecided"


@pytest.mark.parametrize("kind", ["patient", "caregiver", "medications", "visit", "brief"])
def test_no_paper_chooses_between_two_versions_of_a_dose(demo: Demo, kind: str) -> None:
    patient = with_plan(demo)
    who = caregiver(demo, patient, "medications") if kind == "caregiver" else ""
    plans = demo.office.care_plans
    order = plans.view(patient).medications[0].order
    for dose in ("40", "80"):  # both from the same opened form
        plans.save(patient, [replace(order, value=replace(order.value, dose=dose))], "Dose changed")
    with pytest.raises(Refusal) as refused:
        words(demo, patient, kind, who=who)
    assert refused.value.code == "plan_undecided"
    with pytest.raises(Refusal) as refused:
        demo.office.plan_exports.plan(patient, "Lakeside Hospital")
    assert refused.value.code == "plan_undecided"


def test_the_patients_copy_says_what_was_looked_at_and_not_what_was_found(demo: Demo) -> None:
    patient = with_plan(demo)
    assert "What we looked at" not in words(demo, patient)
    demo.office.assessments.record(patient, phq9(15))
    demo.office.assessments.record(patient, NewAssessment("social", finding="Afraid of a neighbor"))
    said = words(demo, patient)
    assert "Mood: October 14, 2026" in said
    assert "Needs at home and in daily life: October 14, 2026" in said
    assert "Estado de ánimo: 14 de octubre de 2026" in words(demo, patient, language="es")
    for secret in ("PHQ", "15", "severe", "Afraid"):
        assert secret not in said.partition("What we looked at")[2].partition("Ask us")[0]
    assert "Moderately severe" in words(demo, patient, "brief")
