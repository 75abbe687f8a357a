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
    "due": "Due item",
    "education": "Explain",
}
"""A `step` serves the goal before it; the others serve the problem as a whole.

`watch` becomes a sign among the symptoms to watch, `due` a preventive item, `education` an intervention of the staff.
"""
URGENCIES = ("call", "same_day", "emergency")
"""How fast a sign asks for help, as `SymptomToWatch` keeps it."""
EXPLAIN = "Explain: "
"""Begins what staff explain to the patient: an order to staff, which no copy for a patient holds."""
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
    low: float | None = None
    """The least and the highest figure that can be meant; None: any."""
    high: float | None = None

    @property
    def is_figure(self) -> bool:
        return bool(self.unit) or self.low is not None or self.high is not None

    @property
    def range(self) -> str:
        """`90 to 180 mmHg`, `at least 5 points`; empty where every figure can be meant."""
        if self.low is None and self.high is None:
            return ""
        if self.low is None or self.high is None:
            words = f"at most {_plain(self.high)}" if self.high is not None else f"at least {_plain(self.low or 0)}"
        else:
            words = f"{_plain(self.low)} to {_plain(self.high)}"
        return f"{words} {self.unit}".rstrip()

    def fault(self, value: str) -> str:
        """Why a value cannot be put in, to stand beside its field; empty where it can.

        What is measured in a unit is a figure or a range of two: `LDL below u mg/dL` reads like a target and is none,
        and neither is a figure that nobody can mean: `blood pressure below 999999/80`.
        """
        if not any(letter.isalnum() for letter in value):
            return "Not filled in yet"
        if len(value) > LONGEST_VALUE or not value.isprintable():
            return f"Too long, or cannot be shown: at most {LONGEST_VALUE} plain characters"
        if not self.is_figure:
            return ""
        if not _FIGURE.fullmatch(value):
            own = self.unit and value.casefold().endswith(self.unit.casefold())
            alone = f", without “{self.unit}”" if own else ""
            return f"Not a figure{alone}: write it like 70 or 800 to 1,000"
        figures = [float(one.replace(",", "")) for one in re.findall(_NUMBER, value)]
        least, most = self.low, self.high
        if any((least is not None and one < least) or (most is not None and one > most) for one in figures):
            return f"Out of range: it takes {self.range}"
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
    owner: str = ""
    """Who usually sees to it: the patient, a caregiver, a role of the practice. A signature asks for one."""


@dataclass(frozen=True, slots=True)
class WatchSign:
    """A sign to watch for, and what to do when it comes."""

    sign: str
    do: str
    urgency: str = ""
    """One of `URGENCIES`; empty, as in files of before, to be read from what to do."""

    @property
    def how_fast(self) -> str:
        """Its urgency; read from words, 911 counts wherever it stands."""
        said = normalized(self.do)
        read = "emergency" if "911" in said.split() else "same_day" if "same day" in said else "call"
        return self.urgency or read


@dataclass(frozen=True, slots=True)
class TemplateDue:
    """A preventive or condition-specific item that comes due: an eye exam, a laboratory test."""

    what: str
    every_months: int = 0
    """0: once."""
    weeks: int = 0
    """From the day of insertion until it is due; 0: it depends on when it was done last, so the day is typed."""


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
    due: tuple[TemplateDue, ...] = ()

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
    """Its place: `g1`, `g1.2`, `a1`, `w1`, `d1`, `e1`."""
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
    owner: str = ""
    do: str = ""
    """What to do when the sign comes."""
    urgency: str = ""
    every_months: int = 0

    @property
    def words(self) -> str:
        """What it says, in one sentence."""
        return f"Watch for {self.description}. What to do: {self.do}" if self.kind == "watch" else self.description


def is_for_staff(text: str) -> bool:
    """Whether an intervention is an order to staff to explain something."""
    return text.strip().casefold().startswith(EXPLAIN.strip().casefold())


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
    known = _known(template, typed)
    values = {key: tidied(typed.get(key, one.default)) for key, one in known.items()}
    wanted = (line for line in raw_lines(template) if chosen is None or line.id in chosen)
    needed = {key for line in wanted for key in _named_in(line)}
    for key, value in values.items():
        fault = known[key].fault(value) if key in needed else ""
        if fault and not value:
            what = f"“{known[key].label}” is not filled in, and a chosen line says it."
            raise BadInput("template_value_missing", what, "Fill it in, or leave that line out.")
        if fault:
            raise _unfit(known[key], value)
    return values


def require_fit(template: PlanTemplate, typed: Mapping[str, str]) -> None:
    """Refuses a variable that the template does not have, and a value that cannot be put in; empty is not typed."""
    known = _known(template, typed)
    for key, value in ((key, tidied(value)) for key, value in typed.items()):
        if value and known[key].fault(value):
            raise _unfit(known[key], value)


def _known(template: PlanTemplate, typed: Mapping[str, str]) -> dict[str, TemplateVariable]:
    known = {one.key: one for one in template.variables}
    if not typed.keys() <= known.keys():
        raise BadInput("template_value_unknown", "The template has no such variable.",
                       f"It has: {', '.join(known) or 'none'}.")  # fmt: skip
    return known


def _unfit(variable: TemplateVariable, value: str) -> BadInput:
    what = f"“{variable.label}” cannot be “{value[:20]}”."
    return BadInput("template_value_unfit", what, f"{variable.fault(value)}.")


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
            owner=_fill(line.owner, values), do=_fill(line.do, values),
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
                           baseline=goal.baseline, weeks=goal.weeks, owner=goal.owner)  # fmt: skip
        for m, one in enumerate(goal.interventions, 1):
            yield TemplateLine(f"g{n}.{m}", "step", one.description, one.responsible, one.frequency, goal=f"g{n}")
    for n, one in enumerate(template.interventions, 1):
        yield TemplateLine(f"a{n}", "action", one.description, one.responsible, one.frequency)
    for n, sign in enumerate(template.watch, 1):
        yield TemplateLine(f"w{n}", "watch", sign.sign, do=sign.do, urgency=sign.how_fast)
    for n, due in enumerate(template.due, 1):
        yield TemplateLine(f"d{n}", "due", due.what, weeks=due.weeks, every_months=due.every_months)
    for n, text in enumerate(template.education, 1):
        yield TemplateLine(f"e{n}", "education", f"{EXPLAIN}{text}", "Care team", "until it can be told back")


def _texts(line: TemplateLine) -> tuple[str, ...]:
    return (line.description, line.responsible, line.frequency, line.measure, line.target, line.owner, line.do,
            line.baseline)  # fmt: skip


def _named_in(line: TemplateLine) -> dict[str, None]:
    """Keys of the variables in what would be kept of it, in order; a baseline is only found out."""
    return dict.fromkeys(key for text in _texts(line)[:-1] for key in variables_in(text))


def _fill(text: str, values: Mapping[str, str]) -> str:
    return VARIABLE.sub(lambda found: values.get(found.group(1), found.group(0)), text)


def _plain(figure: float) -> str:
    """`1,200`, `7.5`."""
    return f"{figure:,.10g}"
