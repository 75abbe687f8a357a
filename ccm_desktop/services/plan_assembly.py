"""Puts a care plan together from its operations: today's heads, or those a saved version names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ccm_desktop.domain.care_plan import PlanContent, generic
from ccm_desktop.domain.instruments.instrument import AREAS
from ccm_desktop.ledger import fold, payload
from ccm_desktop.ledger.op import Op, register_key
from ccm_desktop.ledger.payloads.plan_sections import line_shared
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
    Sharing,
)
from ccm_desktop.services.plan_parts import BY_TYPE, GONE, SHORT
from ccm_desktop.services.plan_views import (
    AllergyView,
    AssessmentView,
    CarePlanView,
    GoalView,
    InterventionView,
    MedicationView,
    PlanVersionLine,
    ProblemView,
)

Forms = Mapping[type, Mapping[str, Form[Any]]]


def forms_of(ops: Iterable[Op], names: Mapping[str, str], newer: Collection[str] = ()) -> Forms:
    """Forms by payload type and entity. `newer`: registers that a newer program wrote, too."""
    registers: dict[str, list[Op]] = defaultdict(list)
    for op in ops:
        registers[register_key(op.header.e, op.header.r)].append(op)
    found: dict[type, dict[str, Form[Any]]] = defaultdict(dict)
    for key, heads in registers.items():
        read = {op.id: payload.decode(op.header.k, op.header.sv, op.payload_bytes) for op in heads}
        values = {op_id: value for op_id, value in read.items() if value is not None}
        if not values:
            continue  # never a head: what is not understood has no effect
        first = fold.shown(op for op in heads if op.id in values)
        others = tuple(v for i, v in values.items() if i != first.id and v != values[first.id])
        header = first.header
        found[type(values[first.id])][header.e] = Form(
            header.e,
            values[first.id],
            tuple(sorted(values)),
            others,
            names.get(header.act, ""),
            header.ut // 1000,
            key in newer or len(values) < len(heads),
        )
    return found


def build(
    patient: str, forms: Forms, versions: tuple[PlanVersionLine, ...] = (), newer: Collection[str] = ()
) -> CarePlanView:  # fmt: skip
    """The plan as a document or a comparison shows it; `plan_status.standing_on` adds how it stands on a day.

    `newer`: as for `forms_of`.
    """
    works = _interventions(forms)
    goals, loose = _goals(forms, works)
    problems = _problems(forms, goals, works)
    shown = {problem.code.entity for problem in problems}
    unattached = (*loose, *(g for entity, group in goals.items() if entity not in shown for g in group))
    attached = {one.text.entity for one in (*_under_goals(problems, unattached), *_under_problems(problems))}
    adrift = [one for one in works if one.text.entity not in attached]
    content = _content(problems, unattached, adrift, _of(forms, PlanReview, patient).value.review_on, forms)
    withheld = _withheld(forms)
    return CarePlanView(
        patient_id=patient,
        content=content,
        summary=_of(forms, PlanSummary, patient),
        review=_of(forms, PlanReview, patient),
        problems=problems,
        unattached_goals=tuple(unattached),
        unattached_interventions=tuple(adrift),
        medications=tuple(_medications(forms)),
        allergies=tuple(_allergies(forms)),
        team=tuple(m for _, m in _sorted(forms, CareTeamMember) if _stands(m)),
        assessments=tuple(_assessments(forms)),
        short={part.section: _short(forms, part.cls) for part in SHORT},
        directives=_of(forms, AdvanceDirectives, patient),
        emergency=_of(forms, EmergencyPlan, patient),
        notes={note.value.section: note for note in forms.get(SectionNote, {}).values()},
        sharing=_sharing(forms),
        withheld=tuple(sorted(withheld)),
        tells_problem=not withheld.isdisjoint(forms.get(ConditionCode, {})),
        versions=versions,
        conflicts=content.conflicts,
        newer=len(newer),
        generic=generic(content),
    )


def _medications(forms: Forms) -> Iterator[MedicationView]:
    for entity, order in _sorted(forms, MedicationOrder):
        if not is_gone(forms, MedicationStatus, entity):
            yield MedicationView(order, _of(forms, MedicationStatus, entity), _of(forms, MedicationReview, entity))


def _allergies(forms: Forms) -> Iterator[AllergyView]:
    for entity, substance in _sorted(forms, AllergySubstance):
        if not is_gone(forms, AllergyStatus, entity):
            yield AllergyView(substance, _of(forms, AllergyStatus, entity))


def _problems(
    forms: Forms, goals: Mapping[str, list[GoalView]], works: list[InterventionView]
) -> tuple[ProblemView, ...]:
    """In the order that people gave them; those that nobody moved by name, so that two devices show one order."""

    def place(item: tuple[str, Form[Any]]) -> float:
        position: float = _of(forms, ConditionStatus, item[0]).value.position
        return position

    return tuple(
        ProblemView(
            code,
            _of(forms, ConditionStatus, entity),
            forms.get(ConditionAttestation, {}).get(entity),
            tuple(goals.get(entity, ())),
            tuple(one for one in works if one.text.value.condition == entity and not one.text.value.goal),
        )
        for entity, code in sorted(_sorted(forms, ConditionCode), key=place)
        if not is_gone(forms, ConditionStatus, entity) and belongs(forms, entity, code.value)
    )


def belongs(forms: Forms, entity: str, code: ConditionCode) -> bool:
    """A plan holds chronic problems: suggested, attested, or given a goal by somebody."""
    attestation = forms.get(ConditionAttestation, {}).get(entity)
    if attestation is not None:
        return bool(attestation.value.expected_12_months)
    has_goal = any(g.value.condition == entity for g in forms.get(GoalText, {}).values())
    return has_goal or code.chronic in ("yes", "review", "unknown")


def _goals(forms: Forms, works: list[InterventionView]) -> tuple[dict[str, list[GoalView]], list[GoalView]]:
    by_condition: dict[str, list[GoalView]] = defaultdict(list)
    loose: list[GoalView] = []
    found = [
        GoalView(
            text,
            _of(forms, GoalStatus, entity),
            tuple(one for one in works if one.text.value.goal == entity),
            _progress(forms, entity),
        )
        for entity, text in forms.get(GoalText, {}).items()
        if not is_gone(forms, GoalStatus, entity)
    ]
    for goal in sorted(found, key=lambda g: (g.status.value.position, g.text.entity)):
        (by_condition[goal.text.value.condition] if goal.text.value.condition else loose).append(goal)
    return by_condition, loose


def _interventions(forms: Forms) -> list[InterventionView]:
    """All that stand, in their order."""
    found = [
        InterventionView(text, _of(forms, InterventionStatus, entity))
        for entity, text in forms.get(InterventionText, {}).items()
        if not is_gone(forms, InterventionStatus, entity)
    ]
    return sorted(found, key=lambda i: (i.status.value.position, i.text.entity))


def _under_goals(problems: Iterable[ProblemView], unattached: Iterable[GoalView]) -> Iterator[InterventionView]:
    yield from (one for problem in problems for goal in problem.goals for one in goal.interventions)
    yield from (one for goal in unattached for one in goal.interventions)


def _under_problems(problems: Iterable[ProblemView]) -> Iterator[InterventionView]:
    yield from (one for problem in problems for one in problem.interventions)


def _progress(forms: Forms, goal: str) -> tuple[Form[GoalProgress], ...]:
    """Of one goal, the newest first."""
    found = [one for one in forms.get(GoalProgress, {}).values() if one.value.goal == goal]
    standing = [one for one in found if _stands(one)]
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
    return tuple(
        form for _, form in _sorted(forms, cls) if any(one.status != "removed" for one in (form.value, *form.others))
    )


def _content(
    problems: tuple[ProblemView, ...], unattached: tuple[GoalView, ...], adrift: list[InterventionView],
    review_on: str, forms: Forms,
) -> PlanContent:  # fmt: skip
    goals = [*(g for p in problems for g in p.goals), *unattached]
    interventions = [*_under_goals(problems, unattached), *_under_problems(problems), *adrift]
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


def _strictest(form: Form[Sharing]) -> Form[Sharing]:
    """Of two words at once that which withholds holds, and is what a form shows (A-100)."""
    said = sorted((form.value, *form.others), key=lambda one: not one.withheld)
    return replace(form, value=said[0], others=tuple(said[1:]))


def _sharing(forms: Forms) -> dict[str, Form[Sharing]]:
    return {line_shared(entity): _strictest(form) for entity, form in forms.get(Sharing, {}).items()}


def _withheld(forms: Forms) -> frozenset[str]:
    """By what lines name, not by what stands: a problem that is over betrays as much as before."""
    found = {line for line, form in _sharing(forms).items() if form.value.withheld}
    for cls in (GoalText, InterventionText, GoalProgress, *(part.cls for part in SHORT)):
        for entity, form in forms.get(cls, {}).items():
            named = {getattr(one, link, "") for one in (form.value, *form.others) for link in ("goal", "condition")}
            found |= {entity} if found & named else set()
    return frozenset(found)


def is_gone(forms: Forms, cls: Any, entity: str) -> bool:
    """Of two states at once the one that stands keeps it in sight."""
    form = _of(forms, cls, entity)
    return all(one.status in GONE for one in (form.value, *form.others))


def _stands(form: Form[Any]) -> bool:
    """The same of what says itself whether it stands."""
    return any(one.status not in GONE for one in (form.value, *form.others))


def _sorted(forms: Forms, cls: type) -> list[tuple[str, Form[Any]]]:
    """In the order of names, so that two devices show one order."""

    field = BY_TYPE[cls].name

    def name(item: tuple[str, Form[Any]]) -> tuple[str, str]:
        return str(getattr(item[1].value, field)).casefold(), item[0]

    return sorted(forms.get(cls, {}).items(), key=name)
