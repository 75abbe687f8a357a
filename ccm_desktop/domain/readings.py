"""What patients measure at home: kinds, units, what can be believed, and how a reading is typed in one line.

LOINC and UCUM as in interop.md 6. What is entered by hand or from a file supports chronic care management. By itself
it does not support remote monitoring (99453, 99454, 99457), which asks for a device that sends its data (rules.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ccm_desktop.domain.errors import BadInput

NUMBER = r"\d{1,4}(?:\.\d{1,2})?"
_PRESSURE = r"\d{2,3}/\d{2,3}"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is measured."""

    title: str
    unit: str
    """In which it is written and judged unless it says another of `units`."""
    loinc: str
    category: str
    """vital | lab"""
    plausible: tuple[tuple[Decimal, Decimal], ...]
    """Lowest and highest figure that can be believed, for each part; beyond them somebody mistyped."""
    example: str
    names: tuple[str, ...]
    """How it begins when it is typed in one line."""
    parts: tuple[str, ...] = ("",)
    others: frozenset[str] = frozenset()
    """LOINC codes of the same in files of others."""
    units: Mapping[str, tuple[Decimal, Decimal]] | None = None
    """Factor and offset that make `unit` of another one; names in lower case."""


def _of(*limits: int) -> tuple[tuple[Decimal, Decimal], ...]:
    return tuple((Decimal(low), Decimal(high)) for low, high in zip(limits[::2], limits[1::2], strict=True))


_SAME = (Decimal(1), Decimal(0))
_OTHERS = {"c": "°C", "cel": "°C", "mmol/l": "mmol/L"}
"""How units are written that are not the usual one of their kind."""
PRESSURE, WEIGHT, GLUCOSE, A1C = "blood_pressure", "weight", "glucose", "a1c"
OXYGEN, PULSE, TEMPERATURE, PEAK_FLOW = "oxygen", "pulse", "temperature", "peak_flow"
KINDS = {
    PRESSURE: Kind("Blood pressure", "mmHg", "85354-9", "vital", _of(50, 299, 20, 200), "128/76", ("bp",),
                   ("systolic", "diastolic"), frozenset({"55284-4"}), {"mm[hg]": _SAME, "mm hg": _SAME}),
    WEIGHT: Kind("Weight", "lb", "29463-7", "vital", _of(55, 660), "187.5", ("wt", "weight"),
                 others=frozenset({"3141-9"}), units={
                     "lbs": _SAME, "[lb_av]": _SAME, "kg": (Decimal("2.20462"), Decimal(0)),
                 }),
    GLUCOSE: Kind("Glucose", "mg/dL", "2339-0", "lab", _of(20, 600), "112", ("bg", "glucose", "sugar"),
                  others=frozenset({"2345-7", "41653-7"}), units={"mmol/l": (Decimal("18.016"), Decimal(0))}),
    OXYGEN: Kind("Oxygen saturation", "%", "59408-5", "vital", _of(50, 100), "96", ("o2", "spo2", "oxygen"),
                 others=frozenset({"2708-6"})),
    PULSE: Kind("Pulse", "/min", "8867-4", "vital", _of(20, 250), "72", ("p", "pulse", "hr"), units={
        "bpm": _SAME, "{beats}/min": _SAME, "beats/min": _SAME,
    }),
    TEMPERATURE: Kind("Temperature", "°F", "8310-5", "vital", _of(86, 113), "98.6", ("t", "temp", "temperature"),
                      units={"f": _SAME, "[degf]": _SAME, **dict.fromkeys(
                          ("c", "°c", "cel"), (Decimal("1.8"), Decimal(32)))}),
    PEAK_FLOW: Kind("Peak flow", "L/min", "19935-6", "vital", _of(50, 900), "380", ("pf", "peak", "peak flow")),
    A1C: Kind("Hemoglobin A1c", "%", "4548-4", "lab", _of(3, 20), "7.2", ("a1c",)),
}  # fmt: skip
"""What can be believed is this program's: as far as devices at home can show, so that nothing real is refused."""
_BEYOND = {"HI": Decimal(601), "LO": Decimal(19)}
"""What a glucose meter shows beyond its range, as the figure it is judged by."""
_BY_NAME = {name: key for key, kind in KINDS.items() for name in (key, kind.title.casefold(), *kind.names)}
_LINE = re.compile(
    rf"(?:(?P<name>[a-z][a-z0-9_ ]*?) )?(?P<value>{_PRESSURE}|{NUMBER}|hi|lo) ?(?P<unit>[^\s\d]\S*)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One reading as it is kept, and its figures in the unit of its kind."""

    kind: str
    value: str
    unit: str
    figures: tuple[Decimal, ...]


def of_code(loinc: str) -> str:
    """The kind with that LOINC code; empty for none of these."""
    return next((key for key, kind in KINDS.items() if loinc and loinc in (kind.loinc, *kind.others)), "")


def measured(kind: str, value: str, unit: str = "") -> Measured:
    """A reading of a known kind; refused where it cannot be understood or believed."""
    found = KINDS.get(kind)
    if found is None:
        raise BadInput("reading_unknown", "The kind of reading is not known.", f"Use one of: {', '.join(KINDS)}.")
    text, said = value.strip(), unit.strip()
    if kind == GLUCOSE and text.upper() in _BEYOND:
        return Measured(kind, text.upper(), "", (_BEYOND[text.upper()],))
    shape = _PRESSURE if kind == PRESSURE else NUMBER
    if re.fullmatch(shape, text, re.ASCII) is None:
        raise BadInput(
            "reading_value", f"The {_low(found.title)} is not understood.", f"Write it like {found.example}."
        )
    factor, offset = _conversion(found, said)
    unit = found.unit if (factor, offset) == _SAME else _OTHERS.get(said.casefold(), said)
    figures = tuple(Decimal(part) * factor + offset for part in text.split("/"))
    for figure, part, (low, high) in zip(figures, found.parts, found.plausible, strict=True):
        if not low <= figure <= high:
            named = part or _low(found.title)
            raise BadInput("reading_implausible", f"The {named} does not lie between {low} and {high} {found.unit}.",
                           "Look at the figure and its unit again.")  # fmt: skip
    if kind == PRESSURE and figures[0] <= figures[1]:
        raise BadInput("reading_implausible", "The systolic pressure does not lie above the diastolic.",
                       "Write it like 128/76.")  # fmt: skip
    return Measured(kind, text, unit, figures)


def typed(line: str) -> Measured:
    """A reading typed in one line: `184/96`, `wt 187.5`, `glucose 250`, `temp 38.2 C`."""
    found = _LINE.fullmatch(" ".join(line.casefold().split()))
    if found is None:
        raise _unclear()
    name = found["name"]
    kind = _BY_NAME.get(name, "") if name else PRESSURE if "/" in found["value"] else _of_unit(found["unit"] or "")
    if not kind:
        raise _unclear()
    return measured(kind, found["value"], found["unit"] or "")


def _of_unit(unit: str) -> str:
    """The one kind that is measured in that unit."""
    fits = [key for key, kind in KINDS.items() if unit in (kind.unit.casefold(), *(kind.units or ()))]
    return fits[0] if unit and len(fits) == 1 else ""


def _conversion(kind: Kind, unit: str) -> tuple[Decimal, Decimal]:
    known = {kind.unit.casefold(): _SAME, **(kind.units or {})}
    if unit and unit.casefold() not in known:
        raise BadInput("reading_unit", f"The unit of the {_low(kind.title)} is not known.", f"Use {kind.unit}.")
    return known.get(unit.casefold(), _SAME)


def _low(title: str) -> str:
    return f"{title[0].lower()}{title[1:]}"


def _unclear() -> BadInput:
    return BadInput("reading_unclear", "This reading is not understood.",
                    "Write what was measured and the figure: 128/76, wt 187.5, glucose 112, o2 96, pulse 72, "
                    "temp 98.6, peak 380.")  # fmt: skip
