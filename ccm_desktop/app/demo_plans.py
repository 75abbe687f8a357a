"""What the care plans of the invented patients say, each from its own chart; a few were left half-written."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from ccm_desktop.app import demo_script as script
from ccm_desktop.app.demo_care import CARE, DUE_AT_65, SPECIALISTS, Care
from ccm_desktop.domain.plan_template import TemplateLine, lines_of
from ccm_desktop.interop.plan_templates import load_shipped
from ccm_desktop.services.forms import (
    AdvanceDirectives,
    Barrier,
    Caregiver,
    CareTeamMember,
    CommunityResource,
    EmergencyPlan,
    Form,
    GoalText,
    InterventionText,
    MedicationReview,
    PlanSummary,
    PreventiveItem,
    SymptomToWatch,
)

_SEED = 8_823
_SIGNS = 2
"""Of a condition: nobody remembers more than a handful."""
_BARRIERS = (
    ("No ride on weekdays", "transport", "County ride service, to be called two days before"),
    ("The inhaler and the eye drops cost too much", "cost", "Asked the pharmacy for the assistance program"),
    ("Forgets the evening doses", "memory", "Pill box with an alarm; family looks at it on Sundays"),
    ("Small print on the labels cannot be read", "understanding", "Large-print labels asked for at the pharmacy"),
    ("Stairs at the front door", "home", "Handrail asked for with the senior office"),
)
_HELP = (
    ("Meals on Wheels of Ontario County", "A warm meal on weekdays", "(555) 013-4400", "Starts next week"),
    ("County Office for the Aging", "Rides to visits, help with forms", "(555) 013-4410", ""),
    ("Lakeside YMCA", "Gentle exercise class twice a week", "(555) 013-4425", "Goes every Tuesday"),
)
_DIRECTIVES = (
    ("on_file", "Health care proxy; MOLST form", "Scanned into the chart; the original is at home"),
    ("discussed", "", ""),
    ("none", "", ""),
    ("", "", ""),
)
_MAY_SEE = ("problems", "symptoms", "medications", "team", "emergency")
_AFTER_HOURS = (
    "Nights and weekends: call (555) 010-2001, the nurse line of the practice. A nurse sees this plan and calls back"
    " within 30 minutes. Chest pain, trouble breathing or signs of a stroke: call 911 first."
)


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What was never written in a plan: every twelfth is half done in one way, every twelfth in another."""

    number: int

    @property
    def without_after_hours(self) -> bool:
        """Begun, and left before the last page."""
        return self.number % 12 == 5

    @property
    def without_signs(self) -> bool:
        """Nobody asked about symptoms, and the last goal has nobody who sees to it."""
        return self.number % 12 == 10

    @property
    def is_whole(self) -> bool:
        return not (self.without_after_hours or self.without_signs)


def goals(person: script.DemoPatient, conditions: list[str], day: date) -> list[Form[Any]]:
    """A goal for each condition, in the order of the patient's; `conditions`: their entities."""
    found: list[Form[Any]] = []
    for (icd10, care), condition in zip(_cares(person), conditions, strict=True):
        said, measure, target, words = script.GOALS[icd10]
        found.append(Form("", GoalText(
            said, condition, measure, care.baseline, target, (day + timedelta(weeks=care.weeks)).isoformat(), words,
            owner="Patient",
        )))  # fmt: skip
    if DemoPlan(person.number).without_signs and found:
        last = found[-1].value
        found[-1] = Form("", GoalText(last.description, last.condition, last.measure, patient_words=last.patient_words))
    return found


def interventions(person: script.DemoPatient, goals_: list[str], conditions: list[str]) -> Iterator[Form[Any]]:
    """What the patient does and what the team does, for each goal."""
    for (_, care), goal, condition in zip(_cares(person), goals_, conditions, strict=True):
        own, often = care.own
        yield Form("", InterventionText(own, goal, condition, "Patient", often))
        ours, who, how_often = care.ours
        yield Form("", InterventionText(ours, goal, condition, who, how_often))


def rest(person: script.DemoPatient, day: date) -> Iterator[Form[Any]]:
    """Everything beside problems, medications and the review, as it was talked through on that day."""
    chance, plan = random.Random(_SEED + person.number), DemoPlan(person.number)
    if not plan.without_after_hours:
        yield Form("", _after_hours(person))
    yield Form("", _summary(person, plan))
    if not plan.without_signs:
        yield from _signs(person)
    yield from _team(person)
    yield from _helpers(person, day)
    yield from _due(person, day)
    yield from (Form("", Barrier(*one)) for one in chance.sample(_BARRIERS, chance.choice((0, 0, 1, 1, 2))))
    if chance.random() < 0.3:
        name, service, phone, came = chance.choice(_HELP)
        yield Form("", CommunityResource(name, service, phone, (day - timedelta(days=6)).isoformat(), came))
    said, documents, kept = chance.choice(_DIRECTIVES)
    if said:
        proxy, on = (_named(person)[0], person.chart.caregiver_phone) if said == "on_file" else ("", "")
        yield Form("", AdvanceDirectives(said, documents, kept, proxy, on, day.isoformat()))


def reconciled(person: script.DemoPatient, place: int, day: date, refill_on: str) -> MedicationReview | None:
    """What was found of the medication at that place; None where nobody asked yet."""
    chance = random.Random(f"{_SEED}-{person.number}-{place}")
    if person.number % 7 == 3 and place:
        return None
    said, differs, barrier = chance.choices(
        (("yes", "", ""), ("no", "Stopped two weeks ago because of dizziness", "Fear of falling"),
         ("cost", "Takes every second dose", "Copay of 40 dollars a month")),
        (12, 1, 1),
    )[0]  # fmt: skip
    source = chance.choice(("bottles", "bottles", "patient", "pharmacy"))
    return MedicationReview(said, differs, refill_on, barrier, "What it is for and when to take it", day.isoformat(),
                            source)  # fmt: skip


def progress(person: script.DemoPatient) -> tuple[tuple[str, str, str], ...]:
    """Where the first goals stood at the review, in their order: value, words and state."""
    chance = random.Random(f"{_SEED}-{person.number}-progress")
    return tuple(
        (care.better, "Better than at the start; keeps the log", "on_track") if chance.random() < 0.72
        else (care.worse, "No better yet; talked about what gets in the way", "off_track")
        for _, care in _cares(person)[:2]
    )  # fmt: skip


def _cares(person: script.DemoPatient) -> list[tuple[str, Care]]:
    codes = [script.CONDITIONS[place][0] for place in person.conditions]
    return [(code, CARE[code]) for code in codes]


def _summary(person: script.DemoPatient, plan: DemoPlan) -> PlanSummary:
    names = [script.CONDITIONS[place][2] for place in person.conditions]
    told = f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else "".join(names)
    name, relation = _named(person)
    lives = f"{name} ({relation}) helps with visits and medicines." if name else "Lives alone and manages the house."
    outlook = "" if plan.without_after_hours else CARE[script.CONDITIONS[person.conditions[0]][0]].outlook
    words = script.GOALS[script.CONDITIONS[person.conditions[0]][0]][3]
    return PlanSummary(f"{told}. {lives} Talked through by phone with the patient.", outlook, words)


def _named(person: script.DemoPatient) -> tuple[str, str]:
    """Name and relation of the caregiver; empty without one."""
    name, _, relation = person.chart.caregiver.partition(" (")
    return name, relation.rstrip(")")


def _after_hours(person: script.DemoPatient) -> EmergencyPlan:
    name, relation = _named(person)
    return EmergencyPlan(f"{name}, {relation}" if name else "", person.chart.caregiver_phone, _AFTER_HOURS)


def _signs(person: script.DemoPatient) -> Iterator[Form[Any]]:
    """The first signs of each condition, each sign once."""
    told: set[str] = set()
    for place in person.conditions:
        template, lines = _of_templates().get(script.FAMILIES[place][0], ("", ()))
        for line in [line for line in lines if line.kind == "watch"][:_SIGNS] or [_CHEST_PAIN]:
            if line.description not in told:
                told.add(line.description)
                yield Form("", SymptomToWatch(line.description, line.do, line.urgency, template=template))


def _team(person: script.DemoPatient) -> Iterator[Form[Any]]:
    coordinator = script.STAFF[person.coordinator]
    for name, credential in (script.STAFF[script.PRACTITIONER][:2], coordinator[:2]):
        role = "Primary care" if credential == "MD" else "Care coordinator"
        yield Form("", CareTeamMember(f"{name}, {credential}", role, "(555) 010-2000", "Lakeside Family Medicine"))
    codes = {script.CONDITIONS[place][0] for place in person.conditions}
    for name, role, phone, house, treats in SPECIALISTS:
        if not codes.isdisjoint(treats):
            yield Form("", CareTeamMember(name, role, phone, house, outside=True))
    yield Form("", CareTeamMember("Lakeside Pharmacy", "Pharmacy", "(555) 012-7300", "Lakeside Pharmacy", outside=True))


def _helpers(person: script.DemoPatient, day: date) -> Iterator[Form[Any]]:
    name, relation = _named(person)
    if name:
        yield Form("", Caregiver(name, relation, person.chart.caregiver_phone, _MAY_SEE, day.isoformat()))


def _due(person: script.DemoPatient, day: date) -> Iterator[Form[Any]]:
    """What the conditions ask for, each once, and what everybody of that age is offered."""
    told: set[str] = set()
    for place in person.conditions:
        for line in _of_templates().get(script.FAMILIES[place][0], ("", ()))[1]:
            if line.kind == "due" and line.weeks and line.description not in told and len(told) < len(DUE_AT_65):
                told.add(line.description)
                due = day + timedelta(weeks=40, days=7 * (person.number % 9))
                yield Form("", PreventiveItem(line.description, due.isoformat(), line.every_months))
    what, result = DUE_AT_65[person.number % len(DUE_AT_65)]
    done = day - timedelta(days=30 + person.number % 60)
    yield Form("", PreventiveItem(what, "", 12, done.isoformat(), result, status="done"))


@cache
def _of_templates() -> Mapping[str, tuple[str, tuple[TemplateLine, ...]]]:
    """Name and lines of the shipped template for each family of conditions, its figures as they are offered."""
    return {
        family: (one.name, lines_of(one, {figure.key: figure.default for figure in one.variables}))
        for one in load_shipped()
        for family in one.families
    }


_CHEST_PAIN = TemplateLine("w1", "watch", "chest pressure, or pain in arm or jaw", do="call 911.", urgency="emergency")
"""Of the one condition for which no template is shipped."""
