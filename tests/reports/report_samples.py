"""Documents to print in tests, small and plain; tests replace what they are about."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pypdf import PdfReader

from ccm_desktop.domain.progress import Cancelled
from ccm_desktop.reports.documents import (
    Amendment,
    BlockedLine,
    CodeUnits,
    ConditionLine,
    ConsentSummary,
    CountedEntry,
    EntryPart,
    ExclusionTotal,
    Imprint,
    MonthLine,
    MonthReport,
    NearMiss,
    PatientMonth,
    PlanSummary,
)
from ccm_desktop.reports.plan_documents import (
    CarePlanDocument,
    Change,
    ClosedOffice,
    CommunityHelp,
    Condition,
    DueItem,
    FollowUp,
    Helper,
    MedicationSheet,
    Obstacle,
    PlanAllergy,
    PlanContent,
    PlanGoal,
    PlanMedication,
    ReadingLine,
    Symptom,
    TeamMember,
    VisitSheet,
    Wishes,
)

IMPRINT = Imprint(
    practice_name="Riverside Family Medicine",
    practice_address="12 Mill Lane, Springfield, IL 62701",
    practice_phone="(217) 555-0100",
    month_title="October 2026",
    state="CLOSED rev 1",
    draft=False,
    printed_by="M. Ortiz",
    printed_at="Nov 3, 2026 9:12 AM EST",
    app_version="0.1.0",
    rule_version="2026.1",
)
DRAFT = replace(IMPRINT, state="DRAFT — not closed", draft=True)


class StopsAt:
    """Somebody who cancels after some reports."""

    def __init__(self, reports: int) -> None:
        self.left = reports

    def report(self, done: int, total: int) -> None:
        assert 0 <= done <= total
        self.left -= 1
        if self.left < 0:
            raise Cancelled


class Remembers:
    """Somebody who watches to the end."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int]] = []

    def report(self, done: int, total: int) -> None:
        self.seen.append((done, total))


def month_line(number: int, seconds: int = 1500) -> MonthLine:
    units = min(3, seconds // 1200)
    codes: tuple[CodeUnits, ...] = (CodeUnits("99490", 1),) if units else ()
    if units > 1:
        codes += (CodeUnits("99439", units - 1),)
    return MonthLine(
        patient_name=f"Baker-{number:04}, Ann",
        born=date(1930 + number % 50, 1 + number % 12, 1 + number % 28),
        mrn=f"M{number:05}",
        counted_seconds=seconds,
        codes=codes,
        practitioner="Dr. Helen Park",
        state="Billable" if codes else "Time short",
    )


def month(patients: int, imprint: Imprint = IMPRINT) -> MonthReport:
    lines = tuple(month_line(number, seconds=(number * 397) % 4000) for number in range(patients))
    short = [line for line in lines if 900 <= line.counted_seconds < 1200]
    return MonthReport(
        imprint=imprint,
        lines=lines,
        near_misses=tuple(
            NearMiss(line.patient_name, line.mrn, line.counted_seconds, 1200, "99490", line.practitioner)
            for line in short
        ),
        blocked=tuple(
            BlockedLine(line.patient_name, line.mrn, line.counted_seconds, ("No consent is on file.",))
            for line in lines[::9]
        ),
        exclusions=(ExclusionTotal("Voicemail", 12, 30, 5400), ExclusionTotal("Counted twice", 3, 4, 610)),
        fee_total=Decimal("12345.60"),
        fee_schedules=("national-nonfacility-2026",),
        practice_lead="Maria Ortiz",
        billing_practitioners=("Dr. Helen Park",),
    )


def with_names(*names: str) -> MonthReport:
    lines = tuple(replace(month_line(number), patient_name=name) for number, name in enumerate(names))
    return replace(month(0), lines=lines)


def entry(number: int = 0, parts: tuple[EntryPart, ...] = (), note: str = "Reviewed the log.") -> CountedEntry:
    return CountedEntry(
        who="Janet Osei",
        credential="RN",
        lane="Clinical staff",
        day=f"Oct {number + 1}",
        starts="10:29:10 AM",
        ends="10:42:00 AM",
        activity="Call with patient",
        outcome="Reached",
        note=note,
        source="Timer",
        parts=parts or (EntryPart(770, True, "Clinical staff time", "CPT 2026"),),
        amendments=(),
    )


def patient_month() -> PatientMonth:
    counted = EntryPart(500, True, "Clinical staff time", "CPT 2026")
    twice = EntryPart(270, False, "Already counted for this patient", "CMS rule on overlaps")
    voicemail = EntryPart(125, False, "The patient was not reached", "")
    doctor = replace(
        entry(2, (EntryPart(3601, True, "Practitioner time", "CPT 2026"),)),
        who="Dr. Helen Park",
        credential="MD",
        lane="Practitioner",
    )
    amended = replace(
        entry(1, (voicemail,)),
        amendments=(Amendment("Oct 9, 2026", "M. Ortiz", "wrong start", "from 10:31", "from 10:29"),),
    )
    return PatientMonth(
        imprint=IMPRINT,
        patient_name="Guerrero, María",
        born=date(1948, 10, 5),
        mrn="M00021",
        medicare_id="1EG4-TE5-MK73",
        practitioner="Dr. Helen Park",
        practitioner_npi="1234567893",
        conditions=(ConditionLine("Type 2 diabetes", "E11.9"), ConditionLine("Hypertension", "I10")),
        consent=ConsentSummary("Given", "Jan 10, 2026", "spoken", "Janet Osei, RN", ("Cost sharing may apply",)),
        care_plan=PlanSummary("Version 4", "Oct 2, 2026", "Janet Osei, RN", "Goal set"),
        entries=(entry(0, (counted, twice)), amended, doctor),
        codes=(CodeUnits("99490", 1), CodeUnits("99439", 2)),
        blockers=(),
        warnings=("The same day holds an office visit.",),
        service_date="Oct 31, 2026",
        place_of_service="11",
        reviewer="Maria Ortiz",
    )


def plan_content() -> PlanContent:
    return PlanContent(
        what_matters="I want to walk to church.",
        conditions=(Condition("High blood pressure", "c1"), Condition("Type 2 diabetes", "c2")),
        goals=(
            PlanGoal("Walk to church", "Walk 20 minutes on 5 days a week", ("Walk daily",), ("We call you",),
                     date(2026, 12, 24), "10 minutes on 3 days", "off_track", "g1", "minutes walked", "5 minutes",
                     "20 minutes", "Ana, my daughter", "sore knees"),
        ),
        also=("Check my feet, every evening",),
        barriers=(Obstacle("No car", "The clinic van picks me up", "b1"),),
        caregivers=(Helper("Ana Guerrero", "daughter", "(217) 555-0188", "r1"),),
        symptoms=(
            Symptom("My weight goes up 3 pounds in a day", "We may change your water pill", "same_day", "s1"),
            Symptom("I have chest pain", "Do not drive yourself", "emergency", "s2"),
            Symptom("I feel more tired than usual", "", "call", "s3"),
        ),
        medications=(
            PlanMedication("Lisinopril 20 mg", "1 tablet in the morning", "blood pressure", "20 mg", "in the morning",
                           date(2026, 11, 20), "cost", "", "m1"),
            PlanMedication("Metformin 500 mg", "", "", "500 mg", "2 times a day", key="m2"),
        ),
        allergies=(PlanAllergy("Penicillin", "rash", "a1"),),
        due=(DueItem("Eye exam", date(2026, 12, 1), "d1"), DueItem("Flu shot", None, "d2")),
        community=(CommunityHelp("Meals on Wheels", "warm meals at home", "(217) 555-0155", "h1"),),
        care_team=(
            TeamMember("Janet Osei, RN", "My care nurse", "(217) 555-0107", key="t1"),
            TeamMember("Dr. Ada Lin", "Heart doctor", "(217) 555-0180", "Heart Center", True, "t2"),
        ),
        wishes=Wishes("on_file", "Living will", "In the blue folder at home", "Luis Guerrero", "(217) 555-0133"),
        closed_office=ClosedOffice("Call first. Go to the emergency room if you cannot wait.", "Luis Guerrero",
                                   "(217) 555-0133"),
        review_on=date(2026, 12, 5),
        next_call=date(2026, 11, 17),
    )  # fmt: skip


def care_plan() -> CarePlanDocument:
    return CarePlanDocument(
        imprint=replace(IMPRINT, month_title="", state="", rule_version=""),
        patient_name="María Guerrero",
        born=date(1948, 10, 5),
        content=plan_content(),
        changes=(Change("new", "Lisinopril 20 mg: 1 tablet in the morning"), Change("ended", "Aspirin")),
        is_first=False,
        after_hours_phone="(217) 555-0199",
        version="4",
        saved_on=date(2026, 10, 2),
    )


def visit_sheet() -> VisitSheet:
    return VisitSheet(
        imprint=replace(IMPRINT, month_title="", state="", rule_version=""),
        patient_name="María Guerrero",
        born=date(1948, 10, 5),
        questions=("Is there a cheaper water pill?",),
        changes=(Change("changed", "Walk 20 minutes", "Walk 10 minutes"),),
        since=date(2026, 8, 3),
        readings=(ReadingLine("Blood pressure", "128/76 mmHg", date(2026, 10, 20)),),
        content=plan_content(),
    )


def medication_sheet() -> MedicationSheet:
    return MedicationSheet(
        imprint=replace(IMPRINT, month_title="", state="", rule_version=""),
        patient_name="María Guerrero",
        born=date(1948, 10, 5),
        medications=plan_content().medications[:1],
        follow_ups=(FollowUp("Eye exam", date(2026, 12, 1), "due", "d1"),),
    )


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def without_spaces(text: str) -> str:
    """Line breaks fall where columns end; what must not be lost is everything else."""
    return "".join(text.split())
