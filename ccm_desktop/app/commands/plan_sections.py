"""Every section of a care plan from the command line."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.plan_lines import linked
from ccm_desktop.app.commands.plan_values import typed, value_of
from ccm_desktop.app.commands.terminal import Commands, Options, command, office, print_json, say
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.plan_sections import BY_KEY, percent
from ccm_desktop.services.forms import Form
from ccm_desktop.services.plan_parts import ITEMS, SINGLE
from ccm_desktop.services.plan_views import CarePlanView

_LISTS = {part.section: part for part in ITEMS if part.section != "problems"}
_FORMS = {part.section: part for part in SINGLE}


def add_to(actions: Commands) -> None:
    """`plan add|none|sections`."""
    add = command(actions, "add", _add, "add an item to a section, or write its fields where it has only one")
    add.add_argument("patient", help="id, MRN, or a search that finds one patient")
    add.add_argument("section", choices=(*_LISTS, *_FORMS))
    add.add_argument("values", nargs="+", metavar="key=value")
    none = command(actions, "none", _none, "note that a section has nothing, because somebody asked")
    none.add_argument("patient", help="id, MRN, or a search that finds one patient")
    none.add_argument("section", choices=tuple(key for key, section in BY_KEY.items() if section.none))
    none.add_argument("--note", default="", help="who was asked, or why")
    none.add_argument("--state", choices=("none_known", "not_applicable", "open"), default="none_known",
                      help="open takes the note back")  # fmt: skip
    shown = command(actions, "sections", _sections, "how far each section is", json=True)
    shown.add_argument("patient", help="id, MRN, or a search that finds one patient")


def _add(options: Options) -> int:
    wanted = typed(options.values)
    with office(options) as found:
        patient = patient_id(found, options.patient)
        form = _form(found.care_plans.view(patient), patient, options.section, wanted)
        title = BY_KEY[options.section].title
        entity = found.care_plans.save(patient, (form,), f"{title}: from the command line").value[0]
    print(entity)
    return 0


def _none(options: Options) -> int:
    with office(options) as found:
        found.care_plans.note_section(patient_id(found, options.patient), options.section, options.state, options.note)
    print("Noted." if options.state != "open" else "Taken back.")
    return 0


def _sections(options: Options) -> int:
    with office(options) as found:
        sections = found.care_plans.view(patient_id(found, options.patient)).sections
    if options.json:
        print_json({"complete_percent": percent(sections), "sections": sections})
        return 0
    for one in sections:
        words = f": {'; '.join(one.words)}" if one.words else ""
        say(f"{one.state:<10} {one.title} ({one.items}){words}")
    print(f"{percent(sections)} % complete")
    return 0


def _form(plan: CarePlanView, patient: str, section: str, wanted: dict[str, str]) -> Form[Any]:
    """A new item, or the section's one register with the fields that were named."""
    single = _FORMS.get(section)
    cls = single.cls if single else _LISTS[section].cls
    known = {field.name: field for field in fields(cls)}
    unknown = [key for key in wanted if key not in known]
    if unknown:
        raise BadInput("field_unknown", "The section has no such field.", f"Use: {', '.join(known)}.")
    values: dict[str, Any] = {key: value_of(key, known[key].type, text) for key, text in wanted.items()}
    if not set(values.get("may_see", ())) <= set(BY_KEY):
        raise BadInput("section_unknown", "A section is not known.", f"Use: {', '.join(BY_KEY)}.")
    if single is not None:
        forms: tuple[Form[Any], ...] = (plan.summary, plan.review, plan.directives, plan.emergency)
        held = next(one for one in forms if type(one.value) is cls)
        whole = {name: values.get(name, getattr(held.value, name)) for name in known}
        return Form(patient, cls(**whole), held.heads)
    for field in ("condition", "goal"):
        linked(plan, field, values.get(field, ""))
    name = _LISTS[section].name
    return Form("", cls(**{name: "", **values}))
