"""What a care plan says to its patient: from the plan's view to plain values, what changed, who may have what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ccm_desktop.domain.calendar import is_day
from ccm_desktop.domain.instruments.instrument import AREAS
from ccm_desktop.domain.plan_template import is_for_staff
from ccm_desktop.reports.plan_documents import (
    Assessed,
    Change,
    ClosedOffice,
    CommunityHelp,
    Condition,
    DueItem,
    Helper,
    Obstacle,
    PlanAllergy,
    PlanContent,
    PlanGoal,
    PlanMedication,
    Symptom,
    TeamMember,
    Wishes,
)
from ccm_desktop.reports.plan_words import plain
from ccm_desktop.reports.wording import joined
from ccm_desktop.services.plan_standing import goals_of, under_no_goal
from ccm_desktop.services.plan_views import CarePlanView, GoalView, InterventionView, MedicationView, ProblemView

_SELF = frozenset({"patient", "the patient", "me", "i", "self", "paciente", "yo"})
_SUFFIXES = (" (disorder)", " (finding)", " (situation)")
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "summary": ("what_matters",),
    "problems": ("conditions", "goals", "also"),
    "barriers": ("barriers",),
    "symptoms": ("symptoms",),
    "medications": ("medications",),
    "allergies": ("allergies",),
    "assessments": ("assessed",),
    "preventive": ("due",),
    "community": ("community",),
    "team": ("care_team",),
    "caregivers": ("caregivers",),
    "directives": ("wishes",),
    "emergency": ("closed_office",),
    "review": ("review_on", "next_call"),
}
SHARED = tuple(_FIELDS)
"""Sections that a copy can hold, by key."""


_TOLD = ("goals", "barriers", "medications", "allergies", "symptoms", "conditions", "due", "community", "care_team")
"""Whose changes are told, in the order of the paper."""


def content_of(plan: CarePlanView, language: str, next_contact_on: str = "") -> PlanContent:
    """The whole plan in the patient's words; free text keeps its language, its short forms are written out."""
    return _Reader(language).content(plan, next_contact_on)


def permitted(content: PlanContent, sections: Iterable[str]) -> PlanContent:
    """Only what stands in these sections: everything else is as if it had never been written.

    What a medicine is for is a diagnosis, which stands with the problems (A-100).
    """
    wanted = frozenset(sections)
    if "problems" not in wanted:
        content = replace(content, medications=tuple(replace(one, what_for="") for one in content.medications))
    kept = {name: getattr(content, name) for key in wanted for name in _FIELDS.get(key, ())}
    return PlanContent(none_noted=content.none_noted & wanted, **kept)


def changes(before: PlanContent, after: PlanContent) -> tuple[Change, ...]:
    """What is new, changed, over or reached, in the order of the paper."""
    found: list[Change] = []
    for name in _TOLD:
        old = {item.key: item for item in getattr(before, name)}
        new = {item.key: item for item in getattr(after, name)}
        found += _changed(old, new, over=name != "due")
    return tuple(found)


def _changed(old: Mapping[str, Any], new: Mapping[str, Any], *, over: bool) -> Iterator[Change]:
    """What is no longer due was done or is no longer asked for: the plan does not say which to the patient."""
    for key, item in new.items():
        was = old.get(key)
        text = _said(item)
        if was is None:
            yield Change("new", text, key=key)
        elif getattr(item, "status", "") == "achieved" != getattr(was, "status", ""):
            yield Change("reached", _named(item), key=key)
        elif _said(was) != text:
            yield Change("changed", text, _said(was), key)
    if over:
        yield from (Change("ended", _named(item), key=key) for key, item in old.items() if key not in new)


def _said(item: Any) -> str:
    match item:
        case PlanMedication():
            return joined((item.name, item.how_to_take), ": ")
        case PlanGoal():
            return joined((item.goal, item.target), ": ")
        case PlanAllergy():
            return joined((item.substance, item.reaction), ": ")
        case Symptom():
            return joined((item.sign, item.do), ": ")
        case CommunityHelp():
            return joined((item.name, item.service), ", ")
        case TeamMember():
            return joined((item.name, item.role), ", ")
    return _named(item)


def _named(item: Any) -> str:
    match item:
        case PlanGoal():
            return item.goal
        case PlanAllergy():
            return item.substance
        case Symptom():
            return item.sign
        case DueItem() | Obstacle():
            return item.what
    return str(item.name)


class _Reader:
    """Reads a plan in one language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def content(self, plan: CarePlanView, next_contact_on: str) -> PlanContent:
        """Section by section."""
        emergency, wishes = plan.emergency.value, plan.directives.value
        return PlanContent(
            what_matters=plan.summary.value.patient_goal.strip(),
            conditions=tuple(Condition(self._condition(one), one.code.entity) for one in plan.problems),
            goals=tuple(self._goal(goal) for goal in goals_of(plan)),
            also=tuple(self._work(one) for one in _for_patients(under_no_goal(plan))),
            barriers=tuple(
                Obstacle(self._plain(one.value.description), self._plain(one.value.answer), one.entity)
                for one in plan.short["barriers"] if one.value.status == "active"
            ),
            symptoms=tuple(self._symptoms(plan)),
            medications=tuple(self._medication(one) for one in plan.medications),
            allergies=tuple(
                PlanAllergy(one.substance.value.substance, self._plain(one.substance.value.reaction),
                            one.substance.entity) for one in plan.allergies
            ),
            assessed=tuple(_assessed(plan)),
            due=tuple(self._due(plan)),
            community=tuple(
                CommunityHelp(one.value.name, self._plain(one.value.service), one.value.phone, one.entity)
                for one in plan.short["community"]
            ),
            care_team=tuple(
                TeamMember(m.value.name, self._plain(m.value.team_role), m.value.phone, m.value.organization,
                           m.value.outside, m.entity) for m in plan.team
            ),
            caregivers=tuple(
                Helper(one.value.name, self._plain(one.value.relation), one.value.phone, one.entity)
                for one in plan.short["caregivers"]
            ),
            wishes=Wishes(wishes.directives, wishes.documents, wishes.kept_at, wishes.proxy, wishes.proxy_phone),
            closed_office=ClosedOffice(
                self._plain(emergency.instructions), emergency.emergency_contact, emergency.emergency_phone
            ),
            review_on=day_of(plan.review.value.review_on),
            next_call=day_of(next_contact_on),
            none_noted=frozenset(_without_lines(plan)),
        )  # fmt: skip

    def _condition(self, problem: ProblemView) -> str:
        name = problem.code.value.display
        for suffix in _SUFFIXES:
            name = name.removesuffix(suffix)
        code = problem.code.value.icd10
        return self._plain(name.replace(f"({code})", "").strip() if code else name)

    def _goal(self, goal: GoalView) -> PlanGoal:
        text = goal.text.value
        works = tuple(_for_patients(goal.interventions))
        mine = [one for one in works if one.text.value.responsible.strip().casefold() in _SELF]
        latest = goal.progress[0].value if goal.progress else None
        return PlanGoal(
            in_my_words=text.patient_words.strip(),
            goal=self._plain(text.description),
            i_do=tuple(self._work(one) for one in mine),
            team_does=tuple(self._work(one) for one in works if one not in mine),
            by_when=day_of(text.due_on),
            latest=self._plain(joined((latest.value, latest.note), ", ")) if latest else "",
            status=goal.status.value.status,
            key=goal.text.entity,
            measure=self._plain(text.measure),
            start=self._plain(text.baseline),
            target=self._plain(text.target),
            owner="" if text.owner.strip().casefold() in _SELF else text.owner.strip(),
            in_the_way=self._plain(text.barriers),
        )

    def _work(self, work: InterventionView) -> str:
        """What and how often; of whole sentences how often comes first, since nothing can follow their full stop."""
        text = work.text.value
        words, often = self._plain(text.description), self._plain(text.frequency, dosing=True)
        if often and words.endswith((".", "!", "?")):
            return f"{often[:1].upper()}{often[1:]}: {words}"
        return joined((words, often), ", ")

    def _symptoms(self, plan: CarePlanView) -> Iterator[Symptom]:
        for one in plan.short["symptoms"]:
            value = one.value
            yield Symptom(self._plain(value.sign), self._plain(value.do), value.urgency or "call", one.entity)

    def _medication(self, medication: MedicationView) -> PlanMedication:
        order, review = medication.order.value, medication.review.value
        dose = " ".join(part for part in (order.dose, self._plain(order.unit, dosing=True)) if part)
        times = self._plain(joined((order.route, order.frequency), ", "), dosing=True)
        directions = self._plain(order.directions, dosing=True)
        return PlanMedication(
            name=order.drug,
            how_to_take=directions or joined((dose, times), ", "),
            what_for=self._plain(order.indication, dosing=True),
            dose=dose,
            when=directions or times,
            refill_on=day_of(review.refill_on),
            taking=review.taking,
            trouble=joined((review.discrepancy, review.adherence_barrier), "; "),
            key=medication.order.entity,
        )

    def _due(self, plan: CarePlanView) -> Iterator[DueItem]:
        items = [one for one in plan.short["preventive"] if one.value.status == "active"]
        for one in sorted(items, key=lambda item: item.value.due_on or "9999"):
            yield DueItem(self._plain(one.value.what), day_of(one.value.due_on), one.entity)

    def _plain(self, text: str, *, dosing: bool = False) -> str:
        return plain(text.strip(), self._language, dosing=dosing)


def _for_patients(works: Iterable[InterventionView]) -> Iterator[InterventionView]:
    """Without orders to staff to explain something: their words are no words to a patient."""
    return (one for one in works if not is_for_staff(one.text.value.description))


def _without_lines(plan: CarePlanView) -> Iterator[str]:
    """Sections of which somebody said that there is nothing, or whose lines are all done or solved."""
    yield from (key for key, note in plan.notes.items() if note.value.state != "open")
    yield from (key for key in ("barriers", "preventive", "community") if plan.short[key])


def _assessed(plan: CarePlanView) -> Iterator[Assessed]:
    """Each area once, with the day it was looked at last."""
    last: dict[str, date] = {}
    for one in plan.assessments:
        value, day = one.result.value, day_of(one.result.value.assessed_on)
        if day is not None and value.area in AREAS:
            last[value.area] = max(day, last.get(value.area, day))
    return (Assessed(area, day) for area, day in last.items())


def day_of(text: str) -> date | None:
    """The day that a register holds as ISO text."""
    return date.fromisoformat(text) if is_day(text) else None


def gaps(medications: Iterable[MedicationView]) -> tuple[str, ...]:
    """What a reminder needs and a medicine lacks, named in words: `Lisinopril: no dose, no reason` (A-40)."""
    found = []
    for one in medications:
        order = one.order.value
        lacks = [
            f"no {words}"
            for words, text in (
                ("dose", order.dose), ("unit", order.unit),
                ("time", order.directions or order.frequency), ("reason", order.indication),
            )
            if not text.strip()
        ]  # fmt: skip
        if lacks:
            found.append(f"{order.drug}: {', '.join(lacks)}")
    return tuple(found)
