"""Concurrent versions of a register in words: what it is about, its fields, and where it is decided."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from ccm_desktop.ledger.payloads import (
    assessment,
    call,
    care_plan,
    checkin,
    clinical,
    due_work,
    fees,
    month,
    month_close,
    month_sign,
    month_summary,
    patient,
    plan_sections,
    plan_template,
    practice,
    reading,
    review_cause,
    task,
    timekeeping,
    transition,
)
from ccm_desktop.models.store import Reader
from ccm_desktop.services.plan_parts import BESIDE, BY_TYPE, ITEMS, PARTS, WITH_STATUS


def _article(title: str) -> str:
    return f"{'an' if title[0] in 'AEIOU' else 'a'} {title.lower()}"


PLAN: dict[type, str] = {
    **{part.cls: part.title for part in PARTS},
    **{part.status: f"State of {_article(part.title)}" for part in WITH_STATUS.values()},
    **BESIDE,
}
"""Parts of a care plan that can be written here."""
PATIENT: dict[type, str] = {
    patient.PatientIdentity: "Name and birth date",
    patient.PatientContact: "How to reach the patient",
    patient.PatientProgram: "Enrollment",
    patient.PatientAssignment: "Whose patient it is",
    patient.PatientCoverage: "Coverage",
    patient.InitiatingVisit: "Initiating visit",
    patient.NextContact: "Next contact",
    patient.ContactPreferences: "Contact preferences",
    assessment.AssessmentResult: "Assessment",
    assessment.AssessmentStanding: "State of an assessment",
    review_cause.ReviewCause: "Cause for a review",
    task.TaskWhat: "Task",
    task.TaskStatus: "State of a task",
    task.TaskAssignee: "Who does a task",
    due_work.DueWork: "Refill or care gap",
    checkin.CheckinSchedule: "Check-in schedule",
    transition.Discharge: "Discharge",
    transition.TransitionStep: "Step after a discharge",
    transition.DischargesApart: "Whether two discharges are one",
}
VERSIONED = frozenset({*PLAN, assessment.AssessmentResult, assessment.AssessmentStanding})
"""A decision about these is a new version of the care plan."""
LISTED = {part.cls: part.title.lower() for part in ITEMS if part.cls is not clinical.ConditionCode}
"""Items of a list: both versions can stay, as two of them."""
ELSEWHERE: dict[type, tuple[str, str]] = {
    clinical.ConditionAttestation: ("Attested condition", "Attest it again in Consent and enrollment."),
    patient.PatientRisk: ("Attested risk", "Attest it again in Consent and enrollment."),
    month_close.MonthState: ("Month", "It was closed or reopened twice. Reopen it on Month-end, then close it again."),
    month_sign.MonthNote: ("Month note", "Open the note on Month-end and save it again."),
    month_summary.SummaryEdit: ("Monthly summary", "Open the summary in the patient's Time tab and save it again."),
    month_sign.MonthHold: ("Held month", "Hold or release the patient on Month-end again."),
    month.FamilyChoice: ("Choice of codes", "Choose the codes on Month-end again."),
    timekeeping.TimerSession: ("Timed session", "Write its note again from the timer."),
    call.NoteAhead: ("Note before a call", "Open the call and write it again."),
    call.CallDraft: ("Notes of a call", "Open the call and save it again."),
    practice.PracticeProfile: ("Practice", "Save the practice in Settings again."),
    practice.PersonProfile: ("Person", "Save the person in People and sign-ins again."),
    practice.PersonSigningKey: ("Signing key", "It settles itself when the person unlocks the practice."),
    practice.PolicyChoice: ("Billing policy", "Choose the policy in Settings again."),
    practice.PersonPhrases: ("Own phrases", "Save the phrases in Settings again."),
    practice.CallPolicy: ("Call rules", "Save the rules in Settings again."),
    reading.ReadingLimits: ("Limits of readings", "Set them again beside the patient's readings, or in Settings."),
    practice.RedFlagRoutes: ("Who is told of red flags", "Choose it in Settings again."),
    practice.PlanPolicy: ("Care plan rules", "Save the rules in Settings again."),
    practice.OutreachPolicy: ("Outreach rules", "Save the rules in Settings again."),
    plan_template.PracticeTemplate: ("Plan template", "Save the template in Settings again."),
    fees.FeeChoice: ("Fee table in use", "Choose the fee table in Settings again."),
    fees.FeeTable: ("Fee table", "Import the fee table in Settings again."),
}
"""An act of its own settles these: signing, closing, attesting, settings."""
_OTHERS = ("Imported record", "Import it again: the source decides.")
_LABELS = {
    "snomed": "SNOMED CT", "rxnorm": "RxNorm",
    "icd10": "ICD-10-CM", "patient_words": "In the patient's words", "patient_goal": "What matters most",
    "review_on": "Review due", "reviewed_on": "Last reviewed", "team_role": "Role", "display": "Problem",
    "baseline": "Where it stands", "responsible": "Who does it", "frequency": "How often", "onset_on": "Since",
    "no_change": "No change because", "every_months": "Repeats", "outside": "Works",
    "apart": "They are two", "withheld": "Who may have it", "expected_12_months": "Lasts 12 months or until death",
}  # fmt: skip
"""Where the field's own name is not what people say."""
_LINKS = {"condition": clinical.ConditionCode, "goal": care_plan.GoalText}
"""Fields that name another item, and what that is."""
_RECORDS = frozenset({"evidence", "same_as"})
"""Fields that name a contact, an entry of the log or a discharge."""


def title(cls: type) -> str:
    """What kind of thing it is."""
    return PLAN.get(cls) or PATIENT.get(cls) or ELSEWHERE.get(cls, _OTHERS)[0]


def where_decided(cls: type) -> str:
    """What to do where a choice between two versions is not enough; empty where it is."""
    return "" if cls in PLAN or cls in PATIENT else ELSEWHERE.get(cls, _OTHERS)[1]


def naming(reader: Reader, cls: type, entity: str, value: Any) -> str:
    """Which of its kind it is: the words of the item that a state belongs to."""
    texts: dict[type, type] = {
        **{part.status: part.cls for part in WITH_STATUS.values()},
        plan_sections.MedicationReview: clinical.MedicationOrder,
        assessment.AssessmentStanding: assessment.AssessmentResult,
        task.TaskStatus: task.TaskWhat,
        task.TaskAssignee: task.TaskWhat,
    }
    if cls in texts:
        held: Any = reader.held(texts[cls], entity)
        value = held.value if held is not None else None
    part = BY_TYPE.get(texts.get(cls, cls))
    names = (part.name,) if part is not None else ("name", "month", "section", "what", "title", "facility")
    found = (getattr(value, name, "") for name in names if name)
    return next((text for text in found if isinstance(text, str) and text), "")


def label(field: str) -> str:
    """`due_on` as `Due`."""
    return _LABELS.get(field) or field.removesuffix("_on").replace("_", " ").capitalize()


def words(reader: Reader | None, people: dict[str, str], field: str, value: Any) -> str:
    """A field's value as people understand it; empty for nothing. Links are named where there is a file to look in."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "":
        return ""
    if isinstance(value, (tuple, list)):
        return "; ".join(words(reader, people, field, one) for one in value)
    if is_dataclass(value):
        parts = (words(reader, people, part.name, getattr(value, part.name)) for part in fields(value))
        return ", ".join(part for part in parts if part)
    if reader is not None and field in _LINKS and isinstance(value, str):
        held: Any = reader.held(_LINKS[field], value)
        return naming(reader, _LINKS[field], value, held.value) if held is not None else "another item"
    if field in _RECORDS:
        return "another record of the chart"
    if field == "status":
        return str(value).replace("_", " ")
    return people.get(str(value), str(value))
