"""What somebody typed stays text, of every kind of line: in the plan, in the rows of the window, on paper, in FHIR."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import MISSING, fields, replace
from typing import Any

import pytest
from pypdf import PdfReader

from ccm_desktop.domain.plan_sections import BY_KEY
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.services.assessments import NewAssessment
from ccm_desktop.services.forms import (
    Caregiver,
    CareTeamMember,
    ConditionCode,
    EmergencyPlan,
    Form,
    GoalProgress,
    GoalText,
    InterventionText,
    MedicationOrder,
    MedicationReview,
    PreventiveItem,
    SymptomToWatch,
)
from ccm_desktop.services.plan_changes import plan_forms, plan_lines
from ccm_desktop.services.plan_parts import BY_TYPE, CHOICES, ONE_PER_PATIENT
from ccm_desktop.services.plan_printing import PaperChoice
from ccm_desktop.services.plan_views import CarePlanView
from ccm_desktop.ui.care_plan.fields import FIELDS
from ccm_desktop.ui.care_plan.rows import rows_of, single
from tests.interop.fhir_rules import faults
from tests.services.conftest import Demo

HOSTILE = (
    "<b>bold</b> & 'q' \"</para>", "=HYPERLINK(1)", "\u202e\u0646\u0635 \U0001f469\u200d\u2695\ufe0f Zoë",
    "A\x00B\x1fC", "Robert'); DROP TABLE op;--", "{display} %s ${x} \\n", "two\nlines", "long " * 60,
)  # fmt: skip
TYPED = {"line", "text"}
OTHERS: dict[str, str] = {"noted_on": "2026-10-05"}
EDITED = [cls for cls in FIELDS if (cls in BY_TYPE or cls is MedicationReview)
          and any(how in TYPED for _, _, how in FIELDS[cls])]  # fmt: skip
CHECKED = {"may_see": tuple(BY_KEY)}


def hostile(cls: type[Any], text: str, **links: str) -> Any:
    """A value with that text wherever somebody can type one, and something sound in the other fields."""
    typed = {name: text for name, _, how in FIELDS[cls] if how in TYPED}
    chosen = {name: next(iter(CHOICES[cls, name])) for name, _, how in FIELDS[cls] if (cls, name) in CHOICES}
    names = {field.name for field in fields(cls)}
    others = {name: value for name, value in (OTHERS | CHECKED).items() if name in names}
    beside = {field.name: "" for field in fields(cls) if field.default is MISSING and field.name not in typed}
    return cls(**{**beside, **others, **chosen, **typed, **links})


def everything(demo: Demo, text: str) -> str:
    """A patient in whose plan the text stands in every field of every kind of line."""
    patient = demo.enrolled()
    plans = demo.office.care_plans
    problem, goal, drug = plans.save(patient, [
        Form("", hostile(ConditionCode, text)), Form("", hostile(GoalText, text)),
        Form("", hostile(MedicationOrder, text)),
    ]).value  # fmt: skip
    done = {ConditionCode, GoalText, MedicationOrder}
    whose: dict[type[Any], tuple[str, dict[str, str]]] = {
        MedicationReview: (drug, {}), GoalProgress: ("", {"goal": goal}),
        InterventionText: ("", {"goal": goal, "condition": problem}),
    }  # fmt: skip
    held = {type(form.value): form for forms in plan_forms(plans.view(patient)).values() for form in forms}
    forms = []
    for cls in (one for one in EDITED if one not in done):
        entity, links = whose.get(cls, ("", {}))
        before = held.get(cls)
        value = hostile(cls, text, **links)
        is_single = cls in ONE_PER_PATIENT and before is not None
        forms.append(replace(before, value=value) if is_single and before is not None else Form(entity, value))
    plans.save(patient, forms)
    for area in ("environment", "caregiver", "social"):
        demo.office.assessments.record(patient, NewAssessment(area, finding=text, answered_by="staff"))
    return patient


def values_of(plan: CarePlanView, cls: type[Any]) -> Iterator[Any]:
    for forms in plan_forms(plan).values():
        yield from (form.value for form in forms if type(form.value) is cls)


@pytest.mark.parametrize("text", HOSTILE, ids=[f"kind {number}" for number in range(len(HOSTILE))])
def test_it_stays_text_of_every_kind_of_line(demo: Demo, text: str) -> None:
    patient = everything(demo, text)
    plan = demo.office.care_plans.view(patient)
    assert set(EDITED) >= {ConditionCode, InterventionText, GoalProgress, MedicationOrder, MedicationReview, Caregiver,
                           CareTeamMember, EmergencyPlan, SymptomToWatch, PreventiveItem}  # fmt: skip
    for cls in EDITED:  # a code of ICD-10-CM is kept in capitals
        typed = [name for name, _, how in FIELDS[cls] if how in TYPED]
        held = [{getattr(value, name).strip() for name in typed if name != "icd10"} for value in values_of(plan, cls)]
        assert {text.strip()} in held, cls.__name__
    shown = "\n".join(row.words for key in BY_KEY for row in rows_of(plan, key))
    assert shown.count(text.split("\n")[0].strip()) >= len(BY_KEY) - 6  # six sections are one form, and have no rows
    for key in ("summary", "emergency", "directives"):
        opened = single(plan, key)
        assert opened is not None
        written = [getattr(form.value, field.name) for form in opened.forms for field in fields(form.value)]
        assert any(text.strip() == str(words).strip() for words in written)
    assert sum(text.strip() in words for _, words in plan_lines(plan)) >= len(EDITED)
    papers(demo, patient, plan)
    exported(demo, patient)
    assert demo.office.vault.verify() == []


def papers(demo: Demo, patient: str, plan: CarePlanView) -> None:
    """Each can be made; what is typed is no markup to it."""
    (who,) = (form.entity for form in plan.short["caregivers"])
    for kind, caregiver in (("patient", ""), ("caregiver", who), ("visit", ""), ("brief", "")):
        paper = demo.office.plan_printing.paper(patient, PaperChoice(kind, "en", caregiver=caregiver))
        assert PdfReader(io.BytesIO(paper.render(Unobserved()))).pages, kind
        assert paper.remark is None or isinstance(paper.remark().words, str)


def exported(demo: Demo, patient: str) -> None:
    """A sound bundle; `tests/interop` proves that each field comes back as it was."""
    content = demo.office.plan_exports.plan(patient, "Another practice", "collection").render(Unobserved())
    bundle = json.loads(content)
    assert faults(bundle) == []
    kinds = {one["resource"]["resourceType"] for one in bundle["entry"]}
    assert {"Condition", "Goal", "ServiceRequest", "MedicationRequest", "CareTeam", "CarePlan"} <= kinds
