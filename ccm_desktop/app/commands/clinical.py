"""Care plans from the command line."""

from __future__ import annotations

from dataclasses import replace

from ccm_desktop.app.commands import (
    plan_exchange,
    plan_lines,
    plan_printing,
    plan_sections,
    plan_signing,
    plan_templates,
    plan_versions,
)
from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.plan_lines import linked
from ccm_desktop.app.commands.terminal import Commands, Options, command, day, office
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.services.forms import Form, GoalText, InterventionText
from ccm_desktop.services.plan_views import CarePlanView


def add_to(commands: Commands) -> None:
    """`plan problem|goal|intervention|review|copy-given`, and what the modules of each part of it add."""
    plan = commands.add_parser("plan", help="show and edit a care plan")
    actions = plan.add_subparsers(title="actions", required=True, metavar="ACTION")
    plan_lines.add_to(actions)
    plan_templates.add_to(actions)
    plan_sections.add_to(actions)
    plan_signing.add_to(actions)
    plan_versions.add_to(actions)
    plan_exchange.add_to(actions)
    plan_printing.add_to(actions)
    for name, run, words in (
        ("problem", _problem, "add a problem"),
        ("goal", _goal, "add a goal to the first problem, or to --problem"),
        ("intervention", _intervention, "add an intervention to a goal"),
        ("review", _review, "set when the plan is due for review, or show it line by line with what was said"),
    ):
        parser = command(actions, name, run, words)
        parser.add_argument("patient", help="id, MRN, or a search that finds one patient")
        if name in ("problem", "goal", "intervention"):
            parser.add_argument("text")
        if name == "problem":
            parser.add_argument("--icd10", default="")
        if name == "goal":
            parser.add_argument("--problem", default="", metavar="ID")
            parser.add_argument("--measure", default="")
            parser.add_argument("--baseline", default="")
            parser.add_argument("--target", default="")
            parser.add_argument("--due", default="", metavar="DATE", type=day)
            parser.add_argument("--owner", default="", help="who sees to it")
            parser.add_argument("--words", default="", help="in the patient's words")
        if name == "intervention":
            parser.add_argument("--goal", default="", metavar="ID")
            parser.add_argument("--who", default="")
            parser.add_argument("--often", default="")
        if name == "review":
            parser.add_argument("on", metavar="DATE", type=day, nargs="?", default="")


def _problem(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        print(found.care_plans.add_problem(patient, options.text, options.icd10).value)
    return 0


def _goal(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        plan = found.care_plans.view(patient)
        text = GoalText(
            options.text, linked(plan, "condition", options.problem) or _first(plan, goal=False), options.measure,
            options.baseline, options.target, options.due, options.words, owner=options.owner,
        )  # fmt: skip
        print(found.care_plans.save(patient, (Form("", text),), "Goal added").value[0])
    return 0


def _intervention(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        plan = found.care_plans.view(patient)
        goal = linked(plan, "goal", options.goal) or _first(plan, goal=True)
        text = InterventionText(options.text, goal, "", options.who, options.often)
        print(found.care_plans.save(patient, (Form("", text),), "Intervention added").value[0])
    return 0


def _review(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        if not options.on:
            return plan_versions.show_review(found, patient)
        review = found.care_plans.view(patient).review
        value = replace(review.value, review_on=options.on)
        found.care_plans.save(patient, (Form(patient, value, review.heads),), "Review date set")
    print("Saved.")
    return 0


def _first(plan: CarePlanView, *, goal: bool) -> str:
    goals = [g.text.entity for p in plan.problems for g in p.goals]
    entities = goals if goal else [p.code.entity for p in plan.problems]
    if not entities:
        what = "goal" if goal else "problem"
        raise BadInput(f"{what}_missing", f"The plan has no {what} yet.", f"Add a {what} first.")
    return entities[0]
