"""Care-plan templates from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.terminal import Commands, Options, command, office, print_json, print_table, target
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.plan_template import LINE_KINDS, TemplateLine, lines_of, require_fit
from ccm_desktop.services.forms import Form, SymptomToWatch
from ccm_desktop.services.plan_parts import CHOICES
from ccm_desktop.services.plan_templates import Chosen, TemplateChoice, TemplatePreview

_STATES = {"new": "new", "exists": "in the plan", "differs": "in the plan, other words"}
_ELSEWHERE = "in the plan, as an intervention"


def add_to(plan: Commands) -> None:
    """`plan template list|show|apply|keep|retire|restore|export|import`."""
    template = plan.add_parser("template", help="templates of care plans")
    actions = template.add_subparsers(title="actions", required=True, metavar="ACTION")
    for name, run, words in (
        ("list", _list, "list all templates; with --for, those that fit a patient first"),
        ("show", _show, "show the lines of a template; with --for, beside the patient's plan"),
        ("apply", _apply, "insert lines that a plan has nothing of, or those of --line; --update lines of the plan"),
        ("keep", _keep, "the plan was put beside the newest version of a template, and stays as it is"),
        ("retire", _retire, "offer one of the practice's own no longer (lead only)"),
        ("restore", _restore, "offer a retired one again (lead only)"),
        ("export", _export, "write templates as one JSON file"),
        ("import", _import, "keep the templates of a JSON file as the practice's own (lead only)"),
    ):
        parser = command(actions, name, run, words, json=name in ("list", "show"))
        if name in ("list", "show"):
            parser.add_argument("--for", dest="patient", default="", metavar="PATIENT")
        if name in ("apply", "keep"):
            parser.add_argument("patient", help="id, MRN, or a search that finds one patient")
        if name not in ("list", "import"):
            parser.add_argument("key", nargs="+" if name == "export" else None,
                                help="key of the template, as listed")  # fmt: skip
        if name in ("show", "apply"):
            parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="fill a variable")
            parser.add_argument("--problem", default="", metavar="ID", help="the problem that the lines go under")
        if name == "apply":
            for option, does in (("--line", "insert it"), ("--update", "say so where the plan says it otherwise")):
                parser.add_argument(option, action="append", default=[], metavar="ID",
                                    help=f"{does}; as shown, more than once")  # fmt: skip
        if name == "export":
            parser.add_argument("--out", type=target, required=True, metavar="FILE")
        if name == "import":
            parser.add_argument("file", type=Path)


def _list(options: Options) -> int:
    with office(options) as found:
        if options.patient:
            choices = found.plan_templates.choices(patient_id(found, options.patient))
            rows = [(one.template, _fits(one), "own" if one.is_own else "shipped") for one in choices]
        else:
            rows = [(line.template, "", line.state.lower()) for line in found.template_register.lines()]
    if options.json:
        print_json([{"key": t.key, "version": t.version, "title": t.title, "families": t.families, "icd10": t.icd10,
                     "source": t.source, "fits": "fits" in fits, "updated": "updated" in fits, "state": state}
                    for t, fits, state in rows])  # fmt: skip
        return 0
    print_table(("KEY", "VERSION", "TITLE", "STATE", "FITS", "SOURCE"),
                [(t.key, t.version, t.title, state, fits, t.source) for t, fits, state in rows])  # fmt: skip
    return 0


def _show(options: Options) -> int:
    values = _values(options.set)
    with office(options) as found:
        if options.patient:
            preview = found.plan_templates.preview(
                patient_id(found, options.patient), options.key, values, options.problem
            )
            template = preview.template
            lines = [(one.line, _ELSEWHERE if one.is_elsewhere else _STATES[one.state]) for one in preview.lines]
        else:
            template = found.template_register.line(options.key).template
            lines = [(line, "") for line in lines_of(template, values)]
        require_fit(template, values)
    if options.json:
        print_json({"template": template, "lines": [{"line": line, "state": state} for line, state in lines]})
        return 0
    print(f"{template.title}, version {template.version}. {template.source}")
    for one in template.variables:
        print(f"  {{{one.key}}} {one.label}: {values.get(one.key, one.default) or 'to fill in'} {one.unit}".rstrip())
    print_table(("LINE", "KIND", "STATE", "WORDS", "TARGET OR ACTION", "WHO", "HOW OFTEN"),
                [(line.id, LINE_KINDS[line.kind], state, line.description, line.target or line.do,
                  line.responsible or line.owner, _how_often(line)) for line, state in lines])  # fmt: skip
    return 0


def _how_often(line: TemplateLine) -> str:
    if line.kind == "watch":
        return CHOICES[SymptomToWatch, "urgency"][line.urgency]
    if line.kind != "due":
        return line.frequency
    every = f"every {line.every_months} months" if line.every_months else "once"
    return f"{every}, first in {_counted(line.weeks, 'week')}" if line.weeks else f"{every}, the day is typed"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _apply(options: Options) -> int:
    values = _values(options.set)
    with office(options) as found:
        patient = patient_id(found, options.patient)
        preview = found.plan_templates.preview(patient, options.key, values, options.problem)
        new = options.line or (() if options.update else preview.new)
        chosen = Chosen(preview.template.name, new, values, preview.problem, _updates(preview, options.update))
        found.plan_templates.apply(patient, chosen)
    told = f"Inserted {_counted(len(chosen.lines), 'line')}."
    print(f"{told} Updated {_counted(len(chosen.updates), 'line')}." if chosen.updates else told)
    return 0


def _updates(preview: TemplatePreview, lines: list[str]) -> dict[str, Form[Any]]:
    if any(line not in preview.updates for line in lines):
        raise BadInput("plan_template_update", "The plan says no such line otherwise.",
                       "See what `ccm plan template show KEY --for PATIENT` calls other words.")  # fmt: skip
    return {line: preview.updates[line].form for line in lines}


def _keep(options: Options) -> int:
    with office(options) as found:
        name = found.template_register.line(options.key).template.name
        found.plan_templates.keep(patient_id(found, options.patient), name)
    print("The plan stays as it is.")
    return 0


def _fits(one: TemplateChoice) -> str:
    return ", ".join(words for words, holds in (("fits", one.fits), ("updated", one.is_newer)) if holds)


def _retire(options: Options) -> int:
    return _set_retired(options, back=False)


def _restore(options: Options) -> int:
    return _set_retired(options, back=True)


def _set_retired(options: Options, *, back: bool) -> int:
    with office(options) as found:
        form = found.template_register.line(options.key).form
        if form is None:
            raise BadInput("plan_template_shipped", "A shipped template cannot be retired.",
                           "Export it and import it to have one of your own.")  # fmt: skip
        found.template_register.retire(form, back=back)
    print("In use again." if back else "Retired.")
    return 0


def _export(options: Options) -> int:
    with office(options) as found:
        name = found.template_register.put_out(options.key, options.out).value
    print(f"Written: {name}")
    return 0


def _import(options: Options) -> int:
    with office(options) as found:
        for key in found.template_register.take_in(options.file).value:
            print(key)
    return 0


def _values(settings: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in settings]
    if any(not equals for _, equals, _ in pairs):
        raise BadInput("template_value_unreadable", "A value is not written as NAME=VALUE.",
                       "Write it like --set target_sbp=130.")  # fmt: skip
    return {name.strip(): value for name, _, value in pairs}
