"""Puts a care plan together from its operations: today's heads, or those a saved version names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ccm_desktop.domain.care_plan import PlanContent, generic, missing, status
from ccm_desktop.domain.instruments.instrument import AREAS
from ccm_desktop.ledger import fold, payload
from ccm_desktop.ledger.op import Op, register_key
from ccm_desktop.services.forms import (
    AdvanceDirectives,
    AllergyStatus,
    AllergySubstance,
    AssessmentResult,
    AssessmentStanding,
    CareTeamMember,
    ConditionAttestation,
    ConditionCode,
    ConditionStatus,
    EmergencyPlan,
    Form,
    GoalProgress,
    GoalStatus,
    GoalText,
    InterventionStatus,
    InterventionText,
    MedicationOrder,
    MedicationReview,
    MedicationStatus,
    PlanReview,
    PlanSummary,
    SectionNote,
)
from ccm_desktop.services.plan_parts import BY_TYPE, SHORT
from ccm_desktop.services.plan_standing import sections_of
from ccm_desktop.services.views import (
    AllergyView,
    AssessmentView,
    CarePlanView,
    GoalView,
    InterventionView,
    MedicationView,
    PlanVersionLine,
    ProblemView,
)

_GONE = frozenset({"ended", "removed", "resolved", "inactive", "done", "stopped"})
Forms = Mapping[type, Mapping[str, Form[Any]]]
Serving = Mapping[str, list[InterventionView]]
"""Interventions by the goal that they serve, or by the problem where they serve no goal."""


def forms_of(ops: Iterable[Op], names: Mapping[str, str]) -> Forms:
    """Forms by payload type and entity."""
    registers: dict[str, list[Op]] = defaultdict(list)
    for op in ops:
        registers[register_key(op.header.e, op.header.r)].append(op)
    found: dict[type, dict[str, Form[Any]]] = defaultdict(dict)
    for heads in registers.values():
        first = fold.shown(heads)
        values = {op.id: payload.decode(op.header.k, op.header.sv, op.payload_bytes) for op in heads}
        others = tuple(v for i, v in values.items() if i != first.id and v != values[first.id])
        header = first.header
        found[type(values[first.id])][header.e] = Form(
            header.e,
            values[first.id],
            tuple(sorted(values)),
            others,
            names.get(header.act, ""),
            header.ut // 1000,
        )
    return found


def build(patient: str, forms: Forms, versions: tuple[PlanVersionLine, ...] = ()) -> CarePlanView:
    """The plan as a screen, a document or a comparison shows it."""
    serving = _interventions(forms)
    goals, loose = _goals(forms, serving)
    problems = _problems(forms, goals, serving)
    shown = {problem.code.entity for problem in problems}
    unattached = (*loose, *(g for entity, group in goals.items() if entity not in shown for g in group))
    content = _content(problems, unattached, _of(forms, PlanReview, patient).value.review_on, forms)
    plan = CarePlanView(
        patient_id=patient,
        status=status(content),
        summary=_of(forms, PlanSummary, patient),
        review=_of(forms, PlanReview, patient),
        problems=problems,
        unattached_goals=tuple(unattached),
        medications=tuple(
            MedicationView(order, _of(forms, MedicationStatus, entity), _of(forms, MedicationReview, entity))
            for entity, order in _sorted(forms, MedicationOrder)
            if not _is_gone(forms, MedicationStatus, entity)
        ),
        allergies=tuple(
            AllergyView(substance, _of(forms, AllergyStatus, entity))
            for entity, substance in _sorted(forms, AllergySubstance)
            if not _is_gone(forms, AllergyStatus, entity)
        ),
        team=tuple(m for _, m in _sorted(forms, CareTeamMember) if m.value.status == "active"),
        assessments=tuple(_assessments(forms)),
        short={part.section: _short(forms, part.cls) for part in SHORT},
        directives=_of(forms, AdvanceDirectives, patient),
        emergency=_of(forms, EmergencyPlan, patient),
        notes={note.value.section: note for note in forms.get(SectionNote, {}).values()},
        versions=versions,
        missing=missing(content),
        conflicts=content.conflicts,
        generic=generic(content),
    )
    return replace(plan, sections=sections_of(plan))


def _problems(forms: Forms, goals: Mapping[str, list[GoalView]], serving: Serving) -> tuple[ProblemView, ...]:
    return tuple(
        ProblemView(
            code,
            _of(forms, ConditionStatus, entity),
            forms.get(ConditionAttestation, {}).get(entity),
            tuple(goals.get(entity, ())),
            tuple(serving.get(entity, ())),
        )
        for entity, code in _sorted(forms, ConditionCode)
        if not _is_gone(forms, ConditionStatus, entity) and belongs(forms, entity, code.value)
    )


def belongs(forms: Forms, entity: str, code: ConditionCode) -> bool:
    """A plan holds chronic problems: suggested, attested, or given a goal by somebody."""
    attestation = forms.get(ConditionAttestation, {}).get(entity)
    if attestation is not None:
        return bool(attestation.value.expected_12_months)
    has_goal = any(g.value.condition == entity for g in forms.get(GoalText, {}).values())
    return has_goal or code.chronic in ("yes", "review", "unknown")


def _goals(forms: Forms, serving: Serving) -> tuple[dict[str, list[GoalView]], list[GoalView]]:
    by_condition: dict[str, list[GoalView]] = defaultdict(list)
    loose: list[GoalView] = []
    found = [
        GoalView(text, _of(forms, GoalStatus, entity), tuple(serving.get(entity, ())), _progress(forms, entity))
        for entity, text in forms.get(GoalText, {}).items()
        if not _is_gone(forms, GoalStatus, entity)
    ]
    for goal in sorted(found, key=lambda g: (g.status.value.position, g.text.entity)):
        (by_condition[goal.text.value.condition] if goal.text.value.condition else loose).append(goal)
    return by_condition, loose


def _interventions(forms: Forms) -> Serving:
    by_what: dict[str, list[InterventionView]] = defaultdict(list)
    found = [
        InterventionView(text, _of(forms, InterventionStatus, entity))
        for entity, text in forms.get(InterventionText, {}).items()
        if not _is_gone(forms, InterventionStatus, entity)
    ]
    for one in sorted(found, key=lambda i: (i.status.value.position, i.text.entity)):
        by_what[one.text.value.goal or one.text.value.condition].append(one)
    return by_what


def _progress(forms: Forms, goal: str) -> tuple[Form[GoalProgress], ...]:
    """Of one goal, the newest first."""
    found = [one for one in forms.get(GoalProgress, {}).values() if one.value.goal == goal]
    standing = [one for one in found if one.value.status == "active"]
    return tuple(sorted(standing, key=lambda one: (one.value.noted_on, one.entity), reverse=True))


def _assessments(forms: Forms) -> Iterator[AssessmentView]:
    """What an earlier result said stays in the file; the plan rests on the latest."""
    holding = [
        AssessmentView(result, standing)
        for entity, result in forms.get(AssessmentResult, {}).items()
        if (standing := _of(forms, AssessmentStanding, entity)).value.standing != "withdrawn"
    ]
    holding.sort(key=lambda one: (one.result.value.assessed_on, one.result.entity))
    latest = {one.result.value.track: one for one in holding}
    yield from sorted(latest.values(), key=lambda one: _place(one.result.value))


def _place(result: AssessmentResult) -> tuple[int, str]:
    known = list(AREAS)
    return known.index(result.area) if result.area in known else len(known), result.track


def _short(forms: Forms, cls: type) -> tuple[Form[Any], ...]:
    return tuple(form for _, form in _sorted(forms, cls) if form.value.status != "removed")


def _content(
    problems: tuple[ProblemView, ...], unattached: tuple[GoalView, ...], review_on: str, forms: Forms
) -> PlanContent:
    goals = [*(g for p in problems for g in p.goals), *unattached]
    interventions = [*(i for g in goals for i in g.interventions), *(i for p in problems for i in p.interventions)]
    marks = [*(g.text.value.template for g in goals), *(i.text.value.template for i in interventions)]
    return PlanContent(
        problems=len(problems),
        problems_with_goal=sum(1 for p in problems if p.goals),
        goals_without_measure=sum(1 for g in goals if not (g.text.value.measure or g.text.value.target)),
        interventions=len(interventions),
        review_on=review_on,
        conflicts=sum(1 for group in forms.values() for form in group.values() if form.others),
        lines=len(marks),
        template_lines=sum(1 for mark in marks if mark),
    )


def _of(forms: Forms, cls: Any, entity: str) -> Form[Any]:
    return forms.get(cls, {}).get(entity) or Form(entity, cls())


def _is_gone(forms: Forms, cls: Any, entity: str) -> bool:
    return _of(forms, cls, entity).value.status in _GONE


def _sorted(forms: Forms, cls: type) -> list[tuple[str, Form[Any]]]:
    """In the order of names, so that two devices show one order."""

    field = BY_TYPE[cls].name

    def name(item: tuple[str, Form[Any]]) -> tuple[str, str]:
        return str(getattr(item[1].value, field)).casefold(), item[0]

    return sorted(forms.get(cls, {}).items(), key=name)
