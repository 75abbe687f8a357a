"""Care plans from the command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ccm_desktop.app.commands import (
    plan_exchange,
    plan_printing,
    plan_sections,
    plan_signing,
    plan_templates,
    plan_versions,
)
from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.terminal import Commands, Options, command, office, print_json, say
from ccm_desktop.domain.care_plan import WORDS
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.services.forms import Form, GoalText, InterventionText
from ccm_desktop.services.office import Office
from ccm_desktop.services.plan_views import GoalView, InterventionView


def add_to(commands: Commands) -> None:
    """`plan show|problem|goal|intervention|review|copy-given`, and what the modules of each part of it add."""
    plan = commands.add_parser("plan", help="show and edit a care plan")
    actions = plan.add_subparsers(title="actions", required=True, metavar="ACTION")
    plan_templates.add_to(actions)
    plan_sections.add_to(actions)
    plan_signing.add_to(actions)
    plan_versions.add_to(actions)
    plan_exchange.add_to(actions)
    plan_printing.add_to(actions)
    for name, run, words in (
        ("show", _show, "show the plan"),
        ("problem", _problem, "add a problem"),
        ("goal", _goal, "add a goal to the first problem, or to --problem"),
        ("intervention", _intervention, "add an intervention to a goal"),
        ("review", _review, "set when the plan is due for review"),
    ):
        parser = command(actions, name, run, words, json=name == "show")
        parser.add_argument("patient", help="id, MRN, or a search that finds one patient")
        if name in ("problem", "goal", "intervention"):
            parser.add_argument("text")
        if name == "problem":
            parser.add_argument("--icd10", default="")
        if name == "goal":
            parser.add_argument("--problem", default="", metavar="ID")
            parser.add_argument("--measure", default="")
            parser.add_argument("--target", default="")
            parser.add_argument("--due", default="", metavar="DATE")
            parser.add_argument("--words", default="", help="in the patient's words")
        if name == "intervention":
            parser.add_argument("--goal", default="", metavar="ID")
            parser.add_argument("--who", default="")
            parser.add_argument("--often", default="")
        if name == "review":
            parser.add_argument("on", metavar="DATE")


def _show(options: Options) -> int:
    with office(options) as found:
        view = found.care_plans.view(patient_id(found, options.patient))
    if options.json:
        print_json(view)
        return 0
    version = f", version {view.versions[0].title}" if view.versions else ""
    say(f"{WORDS[view.status].lower()}{version}")
    if view.missing:
        say(f"Missing: {', '.join(view.missing)}")
    for words in view.generic:
        say(f"To look at: {words}")
    for words in view.differing.values():
        say(f"Another instruction, to decide: {words}")
    for problem in view.problems:
        say(f"- {problem.code.value.display} {problem.code.value.icd10} [{problem.code.entity}]")
        _print_goals(problem.goals)
        _print_interventions(problem.interventions, "  ")
    if view.unattached_goals or view.unattached_interventions:
        print("- Under no problem or goal")
        _print_goals(view.unattached_goals)
        _print_interventions(view.unattached_interventions, "  ")
    return 0


def _print_goals(goals: Iterable[GoalView]) -> None:
    for goal in goals:
        say(f"  Goal: {goal.text.value.description} [{goal.text.entity}]")
        _print_interventions(goal.interventions, "    ")


def _print_interventions(found: Iterable[InterventionView], indent: str) -> None:
    for one in found:
        say(f"{indent}{one.text.value.description}")


def _problem(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        print(found.care_plans.add_problem(patient, options.text, options.icd10).value)
    return 0


def _goal(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        problem = options.problem or _first(found, patient, goal=False)
        text = GoalText(options.text, problem, options.measure, "", options.target, options.due, options.words)
        print(found.care_plans.save(patient, (Form("", text),), "Goal added").value[0])
    return 0


def _intervention(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        goal = options.goal or _first(found, patient, goal=True)
        text = InterventionText(options.text, goal, "", options.who, options.often)
        print(found.care_plans.save(patient, (Form("", text),), "Intervention added").value[0])
    return 0


def _review(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        review = found.care_plans.view(patient).review
        value = replace(review.value, review_on=options.on)
        found.care_plans.save(patient, (Form(patient, value, review.heads),), "Review date set")
    print("Saved.")
    return 0


def _first(found: Office, patient: str, *, goal: bool) -> str:
    problems = found.care_plans.view(patient).problems
    goals = [g.text.entity for p in problems for g in p.goals]
    entities = goals if goal else [p.code.entity for p in problems]
    if not entities:
        what = "goal" if goal else "problem"
        raise BadInput(f"{what}_missing", f"The plan has no {what} yet.", f"Add a {what} first.")
    return entities[0]
