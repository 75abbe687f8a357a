"""What a care plan must have before a practitioner signs it, each with its place; a draft may lack all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ccm_desktop.domain.plan_sections import BY_KEY, MISSING
from ccm_desktop.services.plan_lacks import Lack, counted, lacks
from ccm_desktop.services.plan_marks import doubts
from ccm_desktop.services.plan_views import CarePlanView


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that is missing or not sound."""

    words: str
    section: str
    """Key of the section; `consent`, `conflicts`, `newer` and `instructions` for what stands in none."""
    entity: str = ""
    """The line it is about; empty for a section as a whole."""
    field: str = ""
    """The first field of the line that is not sound."""


def requirements(plan: CarePlanView, today: date, consent: str) -> tuple[Requirement, ...]:
    """Everything that keeps the plan from being signed; `consent`: where the patient's consent stands."""
    return (*_undecided(plan), *_found(plan, today, consent))


def to_look_at(plan: CarePlanView, today: date) -> Mapping[str, str]:
    """By key of section what a signer looks at twice: it may be right all the same, and keeps nobody from signing."""
    found: dict[str, list[Lack]] = {}
    for lack in lacks(plan, today):
        if not lack.keeps_from_signing:
            found.setdefault(lack.section, []).append(lack)
    return {key: f"{BY_KEY[key].title}: {', '.join(counted(some))}" for key, some in found.items()}


def doubtful(plan: CarePlanView, today: date) -> tuple[str, ...]:
    """What a signer looks at twice, in words: that, and drugs that nobody knows."""
    return (
        *to_look_at(plan, today).values(),
        *(
            f"Problem “{one.code.value.display}”: {words}"
            for one in plan.problems
            for words in doubts(one.code.value).values()
        ),
        *(
            f"Medication “{one.order.value.drug}”: {words}"
            for one in plan.medications
            for words in doubts(one.order.value).values()
        ),
    )


def _undecided(plan: CarePlanView) -> Iterator[Requirement]:
    """What a practitioner decides before anything is signed (product A-42)."""
    for words in plan.differing.values():
        yield Requirement(f"Two instructions differ, decide first ({words})", "instructions")


def _found(plan: CarePlanView, today: date, consent: str) -> Iterator[Requirement]:
    yield from _not_whole(plan)
    if consent != "given":
        yield Requirement("The patient's consent is not on record", "consent")
    unwritten = {one.key for one in plan.sections if BY_KEY[one.key].required and one.state == MISSING}
    for key in (key for key in BY_KEY if key in unwritten):
        yield Requirement(f"{BY_KEY[key].title}: nothing written yet", key)
    by_line: dict[tuple[str, str, str], list[Lack]] = {}
    for lack in lacks(plan, today):
        if lack.keeps_from_signing and (lack.line or lack.section not in unwritten):
            by_line.setdefault((lack.section, lack.line, lack.entity), []).append(lack)
    for (section, line, entity), found in by_line.items():  # one line is one thing to mend, whatever it lacks
        words = " ".join(one.words for one in found) if line else ", ".join(one.gap for one in found)
        yield Requirement(f"{line or BY_KEY[section].title}: {words}", section, entity, found[0].field)


def _not_whole(plan: CarePlanView) -> Iterator[Requirement]:
    if plan.conflicts:
        things = "A change" if plan.conflicts == 1 else f"{plan.conflicts} changes"
        yield Requirement(f"{things} made at the same time: decide first", "conflicts")
    if plan.newer:
        yield Requirement("A newer version of the program wrote in it: update this computer first", "newer")
