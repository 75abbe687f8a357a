"""Values of a plan line as they are typed on the command line: key=value, by the kind of its field."""

from __future__ import annotations

from typing import Any

from ccm_desktop.app.commands.terminal import day
from ccm_desktop.domain.code_form import rxnorm_fault, snomed_fault
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.services.forms import AllergySubstance
from ccm_desktop.services.plan_parts import STATES

_CODES = {"snomed": snomed_fault, "rxnorm": rxnorm_fault}
_CRITICALITIES = STATES[AllergySubstance, "criticality"]
_KINDS = {"yes": True, "true": True, "no": False, "false": False}


def typed(values: list[str]) -> dict[str, str]:
    """Each by its name."""
    found = {}
    for text in values:
        key, mark, value = text.partition("=")
        if not mark:
            raise BadInput("value_unreadable", "A value has no name.", "Write each as key=value.")
        found[key] = value
    return found


def value_of(name: str, kind: object, text: str) -> Any:
    """As the field wants it: words, a day, yes or no, a number, or several words by comma."""
    if name.endswith("_on"):
        return day(text)
    if name in _CODES:
        if fault := _CODES[name](text.strip()):
            raise BadInput("code_unreadable", fault, "Look it up again, or leave it out: it is optional.")
        return text.strip()
    if name == "criticality" and text not in ("", *_CRITICALITIES):
        raise BadInput("choice_unknown", "A word is not in its list.", f"Use one of: {', '.join(_CRITICALITIES)}.")
    if str(kind) == "bool":
        if text.casefold() not in _KINDS:
            raise BadInput("value_unreadable", "A value is neither yes nor no.", "Write yes or no.")
        return _KINDS[text.casefold()]
    if str(kind) == "int":
        if not text.isdecimal():
            raise BadInput("value_unreadable", "A value is not a whole number.", "Write it like 12.")
        return int(text)
    if str(kind).startswith("tuple"):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text
