"""The lines of a care plan on the command line: all of them shown, one of them edited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.plan_values import typed, value_of
from ccm_desktop.app.commands.terminal import Commands, Options, command, office, print_json, say
from ccm_desktop.domain.care_plan import WORDS
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.services.forms import AssessmentResult, ConditionCode, Form, GoalText, SectionNote
from ccm_desktop.services.plan_changes import named_lines, plan_forms
from ccm_desktop.services.plan_parts import BY_TYPE
from ccm_desktop.services.plan_standing import goals_of
from ccm_desktop.services.plan_views import CarePlanView

_DEEP = {"Goal": "  ", "Progress": "    ", "Intervention": "    "}
_LINKS = {"condition": ConditionCode, "goal": GoalText}
_NOTE = "section:"
"""A section without lines has no line to edit: `plan none` notes it."""
_LIST = "List them with: ccm plan show PATIENT."
_NOT_EDITED = (AssessmentResult, SectionNote)


def add_to(actions: Commands) -> None:
    """`plan show|edit`."""
    shown = command(actions, "show", _show, "show the plan, each line with the id that `edit` takes", json=True)
    shown.add_argument("patient", help="id, MRN, or a search that finds one patient")
    edit = command(actions, "edit", _edit, "change fields of one line, as one version")
    edit.add_argument("patient", help="id, MRN, or a search that finds one patient")
    edit.add_argument("line", metavar="ID", help="as `show` prints it")
    edit.add_argument("values", nargs="+", metavar="key=value")
    edit.add_argument("--task", action="store_true", help="make a task of a medication that is not taken as ordered")


def print_lines(plan: CarePlanView, *, ids: bool) -> None:
    """Every line that says something, in the order of the plan."""
    for section, entity, words in named_lines(plan):
        is_edited = ids and not entity.startswith(_NOTE)
        say(f"- {_DEEP.get(section, '')}{section}: {words}{f' [{entity}]' if is_edited else ''}")


def linked(plan: CarePlanView, field: str, entity: str) -> str:
    """`entity`, which a line is to belong to; refused where the plan has no such problem or goal."""
    known = (
        [problem.code.entity for problem in plan.problems]
        if field == "condition"
        else [goal.text.entity for goal in goals_of(plan)]
    )
    if entity and entity not in known:
        what = BY_TYPE[_LINKS[field]].title.lower()
        raise BadInput(f"{what}_unknown", f"The plan has no {what} of that id.", _LIST)
    return entity


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
    print_lines(view, ids=True)
    return 0


def _edit(options: Options) -> int:
    wanted = typed(options.values)
    with office(options) as found:
        patient = patient_id(found, options.patient)
        plan = found.care_plans.view(patient)
        forms = _forms(plan, options.line)
        changed = tuple(_changed(plan, forms, wanted))
        title = BY_TYPE.get(type(changed[0].value), BY_TYPE[type(forms[0].value)]).title
        found.care_plans.save(patient, changed, f"{title} changed", follow_up=options.task)
    print("Saved.")
    return 0


def _forms(plan: CarePlanView, entity: str) -> tuple[Form[Any], ...]:
    """Of the line; summary, review, directives and after hours have one id, the patient's, and no field in common."""
    lines = (forms for (_, name), forms in plan_forms(plan).items() if name == entity)
    found = tuple(form for forms in lines for form in forms if not isinstance(form.value, _NOT_EDITED))
    if found:
        return found
    raise BadInput("line_unknown", "The plan has no line of that id that can be edited.", _LIST)


def _changed(plan: CarePlanView, forms: Iterable[Form[Any]], wanted: dict[str, str]) -> Iterable[Form[Any]]:
    """A field is that of the first register of the line that has one of its name."""
    left = dict(wanted)
    known: list[str] = []
    for form in forms:
        types = {field.name: field.type for field in fields(form.value)}
        known += types
        values = {key: value_of(key, types[key], left.pop(key)) for key in types if key in left}
        for field in _LINKS.keys() & values:
            linked(plan, field, values[field])
        if values:
            yield replace(form, value=replace(form.value, **values))
    if left:
        raise BadInput("field_unknown", "The line has no such field.", f"Use: {', '.join(dict.fromkeys(known))}.")
