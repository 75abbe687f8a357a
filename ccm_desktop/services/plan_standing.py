"""Every goal and intervention of a plan, wherever it stands."""

from __future__ import annotations

from ccm_desktop.services.plan_views import CarePlanView, GoalView, InterventionView


def goals_of(plan: CarePlanView) -> tuple[GoalView, ...]:
    """Every goal, in the order of the plan."""
    return (*(goal for problem in plan.problems for goal in problem.goals), *plan.unattached_goals)


def under_no_goal(plan: CarePlanView) -> tuple[InterventionView, ...]:
    """Interventions that serve a problem as a whole, or what left the plan."""
    return (*(i for problem in plan.problems for i in problem.interventions), *plan.unattached_interventions)


def interventions_of(plan: CarePlanView) -> tuple[InterventionView, ...]:
    """Every intervention, those of goals first."""
    return (*(i for goal in goals_of(plan) for i in goal.interventions), *under_no_goal(plan))
