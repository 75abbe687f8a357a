"""Care-plan templates as data files: `resources/templates/care_plans/*.json`, and a practice's own.

A file of which anything is in doubt is refused in one sentence that names file and place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.plan_template import (
    OWN,
    URGENCIES,
    PlanTemplate,
    TemplateAction,
    TemplateDue,
    TemplateGoal,
    TemplateVariable,
    WatchSign,
    has_blank,
    has_stray_brace,
    normalized,
    texts_of,
    variables_in,
)
from ccm_desktop.interop.resources import resource

LARGEST = 1_000_000
"""Bytes of a file; the longest that is shipped has a hundredth of it."""
LONGEST_TEXT = 500
LONGEST_LIST = 60
_LARGEST_FIGURE = 1_000_000
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def load_shipped(folder: Path | None = None) -> tuple[PlanTemplate, ...]:
    """Every template of the folder, by title."""
    folder = folder or resource("templates", "care_plans")
    found: dict[str, PlanTemplate] = {}
    for path in sorted(folder.glob("*.json")):
        template = read_template(path)
        if template.key.startswith(OWN):
            raise _fault(path.name, f"has a key that begins with {OWN}, as those of practices do")
        if template.key in found:
            raise _fault(path.name, f"has the key {template.key} of another file")
        found[template.key] = template
    return tuple(sorted(found.values(), key=lambda one: one.title.casefold()))


def read_template(path: Path) -> PlanTemplate:
    """The template in a file."""
    return parse_template(_json(path), path.name)


def read_pack(path: Path) -> tuple[PlanTemplate, ...]:
    """The templates in a file: one, or a list of them."""
    found = _json(path)
    if not isinstance(found, list):
        return (parse_template(found, path.name),)
    if not 1 <= len(found) <= LONGEST_LIST:
        raise _fault(path.name, f"is a list of none, or of more than {LONGEST_LIST}")
    pack = tuple(parse_template(one, f"{path.name}, template {n}") for n, one in enumerate(found, 1))
    _distinct([one.key for one in pack], path.name, "key")
    return pack


def _json(path: Path) -> Any:
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise BadInput("plan_template_unreadable", f"The file {path.name} cannot be read.",
                       "Check the path, and that it is a file and yours.") from error  # fmt: skip
    if len(content) > LARGEST:
        raise _fault(path.name, "is too large to be one")
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise _fault(f"{path.name}{line}", "cannot be read as JSON") from error
    return found


def write_pack(templates: Sequence[PlanTemplate]) -> bytes:
    """The templates as a file that `read_pack` takes; one alone is no list, so that `read_template` takes it too."""
    found = [asdict(one) for one in templates]
    return (json.dumps(found if len(found) > 1 else found[0], ensure_ascii=False, indent=1) + "\n").encode()


def parse_template(found: Any, name: str) -> PlanTemplate:
    """The template of a JSON object; `name` is how a fault calls it."""
    _known(found, PlanTemplate, name)
    key, version = _text(found, "key", name), found.get("version")
    if not _KEY.fullmatch(key):
        raise _fault(name, "has a key that is not small letters, digits, - and _")
    if not _is_whole(version, 1, 1_000_000):
        raise _fault(name, "has no version: a whole number from 1")
    template = PlanTemplate(
        key, version, _text(found, "title", name), _texts(found, "families", name), _texts(found, "icd10", name),
        _text(found, "source", name),
        tuple(_variable(one, at) for one, at in _listed(found, "variables", name, "variable")),
        tuple(_goal(one, at) for one, at in _listed(found, "goals", name, "goal")),
        tuple(_action(one, at) for one, at in _listed(found, "interventions", name, "intervention")),
        tuple(_watch(one, at) for one, at in _listed(found, "watch", name, "sign to watch")),
        _texts(found, "education", name),
        tuple(_due(one, at) for one, at in _listed(found, "due", name, "due item")),
    )  # fmt: skip
    _check_whole(template, name)
    return template


def _check_whole(template: PlanTemplate, name: str) -> None:
    if not template.families and not template.icd10:
        raise _fault(name, "names no families and no icd10 that it fits")
    if not template.goals:
        raise _fault(name, "has no goals")
    _distinct([one.key for one in template.variables], name, "variable")
    _distinct([normalized(one.measure) for one in template.goals], name, "measure")
    _distinct([normalized(one.what) for one in template.due], name, "due item")
    texts = tuple(texts_of(template))
    declared = {one.key for one in template.variables}
    named = {key for text in texts for key in variables_in(text)}
    for key in sorted(named - declared):
        raise _fault(name, f"uses the variable {{{key[:40]}}} and does not declare it")
    for key in sorted(declared - named):
        raise _fault(name, f"declares the variable {key} and does not use it")
    if any(has_stray_brace(text) for text in texts):
        raise _fault(name, "has a brace that belongs to no variable")
    if any(has_blank(text) for text in texts):
        raise _fault(name, "leaves a blank to fill in by hand: write a variable such as {target_ldl} instead")
    for one in template.variables:
        fault = one.fault(one.default) if one.default else ""
        if fault:
            raise _fault(name, f"has a usual value for “{one.label}” that cannot be put in. {fault}")


def _variable(found: Any, place: str) -> TemplateVariable:
    _known(found, TemplateVariable, place)
    key = _text(found, "key", place)
    if not _KEY.fullmatch(key):
        raise _fault(place, "has a key that is not small letters, digits, - and _")
    default, unit = (_text(found, one, place, needed=False) for one in ("default", "unit"))
    low, high = (_bound(found, one, place) for one in ("low", "high"))
    if low is not None and high is not None and low > high:
        raise _fault(place, "has a low that is above its high")
    return TemplateVariable(key, _text(found, "label", place), default, unit, low, high)


def _bound(found: Mapping[str, Any], key: str, place: str) -> float | None:
    bound = found.get(key)
    if bound is None:
        return None
    if isinstance(bound, bool) or not isinstance(bound, (int, float)) or not 0 <= bound <= _LARGEST_FIGURE:
        raise _fault(place, f"has a {key} that is not a figure from 0 to {_LARGEST_FIGURE:,}")
    return float(bound)


def _goal(found: Any, place: str) -> TemplateGoal:
    _known(found, TemplateGoal, place)
    weeks = found.get("weeks")
    if not _is_whole(weeks, 1, 260):
        raise _fault(place, "has no weeks: 1 to 260 until it is due")
    description, measure, target = (_text(found, one, place) for one in ("description", "measure", "target"))
    listed = _listed(found, "interventions", place, "intervention")
    return TemplateGoal(
        description, measure, target, weeks, _text(found, "baseline", place, needed=False),
        tuple(_action(one, at) for one, at in listed), _text(found, "owner", place, needed=False),
    )  # fmt: skip


def _action(found: Any, place: str) -> TemplateAction:
    _known(found, TemplateAction, place)
    return TemplateAction(*(_text(found, one, place) for one in ("description", "responsible", "frequency")))


def _watch(found: Any, place: str) -> WatchSign:
    _known(found, WatchSign, place)
    urgency = _text(found, "urgency", place, needed=False)
    if urgency and urgency not in URGENCIES:
        raise _fault(place, f"has an urgency that is none of {', '.join(URGENCIES)}")
    return WatchSign(_text(found, "sign", place), _text(found, "do", place), urgency)


def _due(found: Any, place: str) -> TemplateDue:
    _known(found, TemplateDue, place)
    months, weeks = found.get("every_months", 0), found.get("weeks", 0)
    if not _is_whole(months, 0, 120):
        raise _fault(place, "has no every_months: 0 for once, to 120")
    if not _is_whole(weeks, 0, 520):
        raise _fault(place, "has no weeks: 0 for a day that is typed, to 520")
    return TemplateDue(_text(found, "what", place), months, weeks)


def _texts(found: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
    texts = _list(found, key, place)
    return tuple(_text({key: one}, key, f"{place}, {key} {n}") for n, one in enumerate(texts, 1))


def _text(found: Mapping[str, Any], key: str, place: str, *, needed: bool = True) -> str:
    text = found.get(key, "")
    if not isinstance(text, str) or (needed and not text.strip()):
        raise _fault(place, f"has no {key}")
    if len(text) > LONGEST_TEXT or (text and not text.isprintable()):
        raise _fault(place, f"has a {key} that is longer than {LONGEST_TEXT} characters or not in one plain line")
    return text.strip()


def _listed(found: Mapping[str, Any], key: str, place: str, what: str) -> list[tuple[Any, str]]:
    return [(one, f"{place}, {what} {n}") for n, one in enumerate(_list(found, key, place), 1)]


def _list(found: Mapping[str, Any], key: str, place: str) -> list[Any]:
    items = found.get(key, [])
    if not isinstance(items, (list, tuple)) or len(items) > LONGEST_LIST:
        raise _fault(place, f"has {key} that are not a list of at most {LONGEST_LIST}")
    return list(items)


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _known(found: Any, cls: type, place: str) -> None:
    """A misspelt field would be silently without effect."""
    if not isinstance(found, dict):
        raise _fault(place, "is not an object")
    known = {field.name for field in fields(cls)}
    strange = next((key for key in found if key not in known), None)
    if strange is not None:
        raise _fault(place, f"has a field that is not known: {_shown(strange)}")


def _distinct(keys: list[str], place: str, what: str) -> None:
    twice = next((key for n, key in enumerate(keys) if key in keys[:n]), None)
    if twice is not None:
        raise _fault(place, f"has the {what} {twice[:40]} twice")


def _shown(text: str) -> str:
    return "".join(c for c in text[:40] if c.isprintable())


def _fault(place: str, what: str) -> BadInput:
    return BadInput("plan_template_faulty", f"The template {place} {what}.", "Correct it, or leave it out.")
