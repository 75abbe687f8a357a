"""How far each section of a patient's plan is, from what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ccm_desktop.domain.instruments.instrument import AREAS
from ccm_desktop.domain.plan_sections import SectionFacts, SectionStanding, standings
from ccm_desktop.services.plan_views import CarePlanView, GoalView, InterventionView


def sections_of(plan: CarePlanView) -> tuple[SectionStanding, ...]:
    """Every section with what it lacks."""
    none = {key for key, note in plan.notes.items() if note.value.state in ("none_known", "not_applicable")}
    found = _facts(plan)
    return standings({
        key: SectionFacts(facts.items, facts.gaps, key in none) for key, facts in found.items()
    })  # fmt: skip


def _facts(plan: CarePlanView) -> Mapping[str, SectionFacts]:
    summary, emergency = plan.summary.value, plan.emergency.value
    directives, review = plan.directives.value, plan.review.value
    assessed = {one.result.value.area for one in plan.assessments}
    facts = {key: SectionFacts(len(items)) for key, items in plan.short.items()}
    facts["summary"] = _texts({
        "the summary": summary.summary, "the expected outcome": summary.prognosis,
        "what matters to the patient": summary.patient_goal,
    })  # fmt: skip
    facts["problems"] = SectionFacts(len(plan.problems), tuple(_problem_gaps(plan)))
    facts["medications"] = _medications(plan)
    facts["allergies"] = SectionFacts(len(plan.allergies))
    facts["team"] = SectionFacts(len(plan.team))
    facts["assessments"] = SectionFacts(
        len(assessed), tuple(f"{words.lower()} not assessed" for area, words in AREAS.items() if area not in assessed)
    )
    facts["directives"] = SectionFacts(1 if directives.directives else 0)
    facts["emergency"] = _texts({"what to do": emergency.instructions})
    facts["review"] = _texts({"when it is due": review.review_on})
    return facts


def _texts(texts: Mapping[str, str]) -> SectionFacts:
    written = sum(1 for text in texts.values() if text.strip())
    return SectionFacts(written, tuple(f"{name} is missing" for name, text in texts.items() if not text.strip()))


def _medications(plan: CarePlanView) -> SectionFacts:
    open_ = sum(1 for m in plan.medications if not m.review.value.reconciled_on)
    return SectionFacts(len(plan.medications), _counted(open_, "not reconciled"))


def _problem_gaps(plan: CarePlanView) -> Iterable[str]:
    goals = goals_of(plan)
    yield from _counted(sum(1 for p in plan.problems if not p.goals), "without a goal", "problem")
    yield from _counted(sum(1 for g in goals if not _measured(g)), "without a measure", "goal")
    yield from _counted(sum(1 for g in goals if not g.text.value.target), "without a target", "goal")
    yield from _counted(sum(1 for g in goals if not g.text.value.owner), "without an owner", "goal")
    yield from _counted(sum(1 for g in goals if not g.text.value.due_on), "without a date", "goal")
    nobody = sum(1 for i in interventions_of(plan) if not i.text.value.responsible)
    yield from _counted(nobody, "without a responsible person", "intervention")


def goals_of(plan: CarePlanView) -> tuple[GoalView, ...]:
    """Every goal, in the order of the plan."""
    return (*(goal for problem in plan.problems for goal in problem.goals), *plan.unattached_goals)


def under_no_goal(plan: CarePlanView) -> tuple[InterventionView, ...]:
    """Interventions that serve a problem as a whole, or what left the plan."""
    return (*(i for problem in plan.problems for i in problem.interventions), *plan.unattached_interventions)


def interventions_of(plan: CarePlanView) -> tuple[InterventionView, ...]:
    """Every intervention, those of goals first."""
    return (*(i for goal in goals_of(plan) for i in goal.interventions), *under_no_goal(plan))


def _measured(goal: GoalView) -> bool:
    return bool(goal.text.value.measure.strip())


def _counted(number: int, words: str, noun: str = "") -> tuple[str, ...]:
    if not number:
        return ()
    named = f" {noun}{'' if number == 1 else 's'}" if noun else ""
    return (f"{number}{named} {words}",)
