"""Care-plan templates: what they hold, how their variables are filled, and what of them a plan has already."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from ccm_desktop.domain.errors import BadInput

LINE_KINDS = {
    "goal": "Goal",
    "step": "Intervention",
    "action": "Intervention for the problem",
    "watch": "Watch for",
    "education": "Explain",
}
"""A `step` serves the goal before it; the last three serve the problem as a whole."""
OWN = "own-"
"""Keys of the practice's own templates begin so; those of shipped ones never do."""
LONGEST_VALUE = 60
VARIABLE = re.compile(r"\{([^{}]*)\}")
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_FIGURE = re.compile(rf"{_NUMBER}(?: ?(?:to|[-–/]) ?{_NUMBER})?")
_BLANK = re.compile(r"_{2,}|\.{4,}|\?{2,}|\[ *\]")
"""What people leave for somebody to fill in by hand."""


@dataclass(frozen=True, slots=True)
class TemplateVariable:
    """A figure that differs from patient to patient: `{key}` stands for it in the texts."""

    key: str
    label: str
    default: str = ""
    unit: str = ""

    def fault(self, value: str) -> str:
        """Why a value cannot be put in, to stand beside its field; empty where it can.

        What is measured in a unit is a figure or a range of two: `LDL below u mg/dL` reads like a target and is none.
        """
        if not any(letter.isalnum() for letter in value):
            return "Not filled in yet"
        if len(value) > LONGEST_VALUE or not value.isprintable():
            return f"Too long, or cannot be shown: at most {LONGEST_VALUE} plain characters"
        if self.unit and not _FIGURE.fullmatch(value):
            alone = f", without “{self.unit}”" if value.casefold().endswith(self.unit.casefold()) else ""
            return f"Not a figure{alone}: write it like 70 or 800 to 1,000"
        return ""


@dataclass(frozen=True, slots=True)
class TemplateAction:
    """What is done, by whom, how often."""

    description: str
    responsible: str = ""
    frequency: str = ""


@dataclass(frozen=True, slots=True)
class TemplateGoal:
    """A measurable goal and what serves it."""

    description: str
    measure: str
    target: str
    weeks: int
    """Until it is due."""
    baseline: str = ""
    """What to find out of where the patient stands; never copied as if it were known."""
    interventions: tuple[TemplateAction, ...] = ()


@dataclass(frozen=True, slots=True)
class WatchSign:
    """A sign to watch for, and what to do when it comes."""

    sign: str
    do: str


@dataclass(frozen=True, slots=True)
class PlanTemplate:
    """Goals and interventions for one condition, to choose from."""

    key: str
    version: int
    title: str
    families: tuple[str, ...]
    """Condition families that it fits."""
    icd10: tuple[str, ...]
    """ICD-10-CM prefixes that it fits besides."""
    source: str
    """Public guideline that it follows, in a line."""
    variables: tuple[TemplateVariable, ...] = ()
    goals: tuple[TemplateGoal, ...] = ()
    interventions: tuple[TemplateAction, ...] = ()
    watch: tuple[WatchSign, ...] = ()
    education: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """`key@version`, as lines of a plan keep it."""
        return f"{self.key}@{self.version}"

    def fits(self, families: Collection[str], icd10: str) -> bool:
        """Whether it is for a condition of those families or that code."""
        code = icd10.strip().upper()
        return not set(families).isdisjoint(self.families) or any(code.startswith(one) for one in self.icd10)


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One line to insert, its variables filled."""

    id: str
    """Its place: `g1`, `g1.2`, `a1`, `w1`, `e1`."""
    kind: str
    description: str
    responsible: str = ""
    frequency: str = ""
    measure: str = ""
    target: str = ""
    baseline: str = ""
    weeks: int = 0
    goal: str = ""
    """Id of the goal's line that it serves."""


def variables_in(text: str) -> tuple[str, ...]:
    """Keys that a text names."""
    return tuple(VARIABLE.findall(text))


def has_stray_brace(text: str) -> bool:
    """Whether a brace is no part of a variable: it would be shown to the patient."""
    return any(brace in VARIABLE.sub("", text) for brace in "{}")


def has_blank(text: str) -> bool:
    """Whether something is left for a pen: `below ___ mg/dL` would stand in a plan as if it were a target."""
    return bool(_BLANK.search(VARIABLE.sub("", text)))


def tidied(value: str) -> str:
    """A value as it is put in: one blank between words."""
    return " ".join(value.split())


def mark_of(name: str) -> tuple[str, int]:
    """Key and version of a mark `key@version`; version 0 where it is none."""
    key, _, version = name.partition("@")
    return key, int(version) if version.isdecimal() else 0


def values_of(
    template: PlanTemplate, typed: Mapping[str, str], chosen: Collection[str] | None = None
) -> dict[str, str]:  # fmt: skip
    """The value of every variable, typed or by default; refuses one that is unknown or cannot be put in.

    `chosen`: ids of the lines that are wanted; a variable that only others name is not looked at.
    """
    known = {one.key: one for one in template.variables}
    strange = next((key for key in typed if key not in known), None)
    if strange is not None:
        raise BadInput("template_value_unknown", "The template has no such variable.",
                       f"It has: {', '.join(known) or 'none'}.")  # fmt: skip
    values = {key: tidied(typed.get(key, one.default)) for key, one in known.items()}
    wanted = (line for line in raw_lines(template) if chosen is None or line.id in chosen)
    needed = {key for line in wanted for key in _named_in(line)}
    for key, value in values.items():
        fault = known[key].fault(value) if key in needed else ""
        if fault and not value:
            what = f"“{known[key].label}” is not filled in, and a chosen line says it."
            raise BadInput("template_value_missing", what, "Fill it in, or leave that line out.")
        if fault:
            raise BadInput("template_value_unfit", f"“{known[key].label}” cannot be “{value[:20]}”.", f"{fault}.")
    return values


def unfilled(template: PlanTemplate, values: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """By id of the line: labels of the variables in it that have no value yet that can be put in."""
    labels = {one.key: one.label for one in template.variables if one.fault(tidied(values.get(one.key, "")))}
    found = {line.id: tuple(labels[key] for key in _named_in(line) if key in labels) for line in raw_lines(template)}
    return {line: lacking for line, lacking in found.items() if lacking}


def lines_of(template: PlanTemplate, values: Mapping[str, str]) -> tuple[TemplateLine, ...]:
    """Every line in the order of the template. A value is put in once: braces that it brings stay text."""

    def filled(line: TemplateLine) -> TemplateLine:
        return replace(
            line, description=_fill(line.description, values), responsible=_fill(line.responsible, values),
            frequency=_fill(line.frequency, values), measure=_fill(line.measure, values),
            target=_fill(line.target, values), baseline=_fill(line.baseline, values),
        )  # fmt: skip

    return tuple(filled(line) for line in raw_lines(template))


def texts_of(template: PlanTemplate) -> Iterator[str]:
    """Every text that may name a variable."""
    for line in raw_lines(template):
        yield from _texts(line)


def normalized(text: str) -> str:
    """Words, figures and comparisons without case, spacing and punctuation."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+|[<>≤≥=]", plain))


def raw_lines(template: PlanTemplate) -> Iterator[TemplateLine]:
    """Every line in the order of the template, its variables not filled."""
    for n, goal in enumerate(template.goals, 1):
        yield TemplateLine(f"g{n}", "goal", goal.description, measure=goal.measure, target=goal.target,
                           baseline=goal.baseline, weeks=goal.weeks)  # fmt: skip
        for m, one in enumerate(goal.interventions, 1):
            yield TemplateLine(f"g{n}.{m}", "step", one.description, one.responsible, one.frequency, goal=f"g{n}")
    for n, one in enumerate(template.interventions, 1):
        yield TemplateLine(f"a{n}", "action", one.description, one.responsible, one.frequency)
    for n, sign in enumerate(template.watch, 1):
        words = f"Watch for {sign.sign}. What to do: {sign.do}"
        yield TemplateLine(f"w{n}", "watch", words, "Patient or caregiver", "every day")
    for n, text in enumerate(template.education, 1):
        yield TemplateLine(f"e{n}", "education", f"Explain: {text}", "Care team", "until it can be told back")


def _texts(line: TemplateLine) -> tuple[str, ...]:
    return line.description, line.responsible, line.frequency, line.measure, line.target, line.baseline


def _named_in(line: TemplateLine) -> dict[str, None]:
    """Keys of the variables in what would be kept of it, in order; a baseline is only found out."""
    return dict.fromkeys(key for text in _texts(line)[:-1] for key in variables_in(text))


def _fill(text: str, values: Mapping[str, str]) -> str:
    return VARIABLE.sub(lambda found: values.get(found.group(1), found.group(0)), text)
