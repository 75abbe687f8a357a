"""Limits of readings: whose they are, what lies outside, how soon somebody looks at it, and in which words.

Nothing here is a diagnosis: it says the figure, the limit, and whose limit it is. The defaults are figures of public
US guidelines, named with each; they are the practice's to change, and a patient's plan goes before both. A figure equal
to its limit lies within.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.readings import GLUCOSE, KINDS, NUMBER, OXYGEN, PEAK_FLOW, PRESSURE, PULSE, TEMPERATURE, WEIGHT

OVER, UNDER, GAIN = "over", "under", "gain"
SAME_DAY, DAY = "same_day", "day"
URGENCIES = {SAME_DAY: "The same day", DAY: "Within 24 hours"}
PATIENT, PRACTICE, DEFAULT = "patient", "practice", "default"
WHOSE = {PATIENT: "this patient's limit", PRACTICE: "the practice's limit", DEFAULT: "the default limit"}
OFF = "none"
"""Written in the place of a figure: no such limit here."""
LATE_DAYS = 30
"""A reading that comes in later than that after it was taken is kept, and nobody is sent after it; this program's."""

_AHA = "2017 ACC/AHA guideline on high blood pressure"
_ADA = "American Diabetes Association, Standards of Care, section 6"
_HEART = "Heart failure"
"""As in `resources/codes/chronic_conditions.csv`."""
_OWN = "No default: set it for the patient"


@dataclass(frozen=True, slots=True)
class Slot:
    """A limit that can be set."""

    key: str
    side: str
    urgency: str
    default: Decimal | None
    source: str
    part: int = 0
    days: int = 0
    """Of a gain: how far back it is looked for."""
    family: str = ""
    """The default holds for patients with this family of conditions only."""


def _slot(key: str, side: str, urgency: str, default: str, source: str, part: int = 0) -> Slot:
    return Slot(key, side, urgency, Decimal(default) if default else None, source, part)


SLOTS: dict[str, tuple[Slot, ...]] = {
    PRESSURE: (
        _slot("systolic_very_high", OVER, SAME_DAY, "180", f"{_AHA}: crisis over 180"),
        _slot("systolic_high", OVER, DAY, "139", f"{_AHA}: stage 2 from 140"),
        _slot("systolic_low", UNDER, SAME_DAY, "90", "American Heart Association: low blood pressure under 90/60"),
        _slot("diastolic_very_high", OVER, SAME_DAY, "120", f"{_AHA}: crisis over 120", part=1),
        _slot("diastolic_high", OVER, DAY, "89", f"{_AHA}: stage 2 from 90", part=1),
        _slot("diastolic_low", UNDER, DAY, "", _OWN, part=1),
    ),
    WEIGHT: (
        Slot("gain_day", GAIN, SAME_DAY, Decimal(3), "American Heart Association: more than 2 to 3 pounds in 24 hours",
             days=1, family=_HEART),
        Slot("gain_week", GAIN, DAY, Decimal(5), "American Heart Association: 5 pounds in a week",
             days=7, family=_HEART),
        _slot("weight_high", OVER, DAY, "", _OWN),
        _slot("weight_low", UNDER, DAY, "", _OWN),
    ),
    GLUCOSE: (
        _slot("glucose_very_low", UNDER, SAME_DAY, "54", f"{_ADA}: level 2 under 54"),
        _slot("glucose_low", UNDER, DAY, "70", f"{_ADA}: level 1 under 70"),
        _slot("glucose_high", OVER, DAY, "250", f"{_ADA}: very high over 250"),
        _slot("glucose_very_high", OVER, SAME_DAY, "299", "CDC, diabetic ketoacidosis: stays at 300 or above"),
    ),
    OXYGEN: (
        _slot("oxygen_very_low", UNDER, SAME_DAY, "89", "CMS NCD 240.2, home oxygen: 88 or below"),
        _slot("oxygen_low", UNDER, DAY, "92", "GOLD report, severity of exacerbations: under 92"),
    ),
    PULSE: (
        _slot("pulse_high", OVER, DAY, "100", "American Heart Association: 60 to 100 at rest"),
        _slot("pulse_low", UNDER, DAY, "50", "2018 ACC/AHA/HRS guideline on bradycardia: under 50"),
        _slot("pulse_very_high", OVER, SAME_DAY, "", _OWN),
        _slot("pulse_very_low", UNDER, SAME_DAY, "", _OWN),
    ),
    TEMPERATURE: (
        _slot("temperature_high", OVER, SAME_DAY, "100", "IDSA 2008, older adults: one oral temperature over 100 °F"),
        _slot("temperature_low", UNDER, SAME_DAY, "95", "CDC, hypothermia: under 95 °F"),
    ),
    PEAK_FLOW: (
        _slot("peak_flow_very_low", UNDER, SAME_DAY, "", f"{_OWN}; NAEPP EPR-3: half of the personal best"),
        _slot("peak_flow_low", UNDER, DAY, "", f"{_OWN}; NAEPP EPR-3: 80 % of the personal best"),
    ),
}  # fmt: skip
_TITLES = {OVER: "over", UNDER: "under", GAIN: "gain of more than"}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit that holds for a patient."""

    slot: Slot
    value: Decimal
    whose: str
    """A key of `WHOSE`."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A reading of the same kind that was taken before, in the unit of its kind."""

    on: date
    figure: Decimal


@dataclass(frozen=True, slots=True)
class Outside:
    """A figure beyond its limit."""

    limit: Limit
    figure: Decimal
    """Of a gain: how much it is."""
    since: date | None = None


def in_force(
    kind: str, own: Mapping[str, str], practice: Mapping[str, str], families: Collection[str]
) -> tuple[Limit, ...]:  # fmt: skip
    """The limits of a kind: the patient's, else the practice's, else the default. What is not a figure sets none."""
    found = []
    for slot in SLOTS.get(kind, ()):
        default = "" if slot.default is None or (slot.family and slot.family not in families) else str(slot.default)
        for whose, text in ((PATIENT, own.get(slot.key)), (PRACTICE, practice.get(slot.key)), (DEFAULT, default)):
            if text:
                value = _figure(text)
                found += [Limit(slot, value, whose)] if value is not None else []
                break
    return tuple(found)


def judge(
    figures: Sequence[Decimal], taken_on: date, limits: Iterable[Limit], before: Iterable[Earlier] = ()
) -> tuple[Outside, ...]:  # fmt: skip
    """What lies outside, most urgent first; of two limits on one side of one part only the more urgent, or further out.

    A gain is counted from the lowest figure of the days before, in calendar days, since nobody steps on the scale at
    the same minute every morning.
    """
    earlier = tuple(before)
    furthest: dict[tuple[str, int, int], Outside] = {}
    for limit in limits:
        slot = limit.slot
        found = _gain(limit, figures[0], taken_on, earlier) if slot.side == GAIN else _beyond(limit, figures[slot.part])
        place = (slot.side, slot.part, slot.days)
        if found is not None and (place not in furthest or _further(found, furthest[place])):
            furthest[place] = found
    return tuple(sorted(furthest.values(), key=lambda one: one.limit.slot.urgency != SAME_DAY))


def urgency_of(outside: Sequence[Outside]) -> str:
    """How soon: that of the most urgent; empty where nothing lies outside."""
    return outside[0].limit.slot.urgency if outside else ""


def due(urgency: str, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """ISO day and time (`14:30`) by which somebody has acted; no time for the end of the day."""
    if urgency == SAME_DAY:
        return now.astimezone(zone).date().isoformat(), ""
    until = (now + timedelta(days=1)).astimezone(zone)
    return until.date().isoformat(), f"{until:%H:%M}"


def told(title: str, value: str, unit: str, outside: Iterable[Outside], kind: str) -> str:
    """`Blood pressure 184/96 mmHg: systolic over the practice's limit of 180`."""
    parts = KINDS[kind].parts
    said = [f"{_told(one, parts[one.limit.slot.part])} of {plain(one.limit.value)}{_span(one)}" for one in outside]
    return f"{title} {value} {unit}".strip() + (f": {'; '.join(said)}" if said else "")


def slot_of(kind: str, key: str) -> Slot:
    """One limit that can be set."""
    for slot in SLOTS.get(kind, ()):
        if slot.key == key:
            return slot
    raise BadInput("limit_unknown", "There is no such limit.",
                   f"Use one of: {', '.join(slot.key for kind in SLOTS for slot in SLOTS[kind])}.")  # fmt: skip


def title_of(kind: str, slot: Slot) -> str:
    """`Systolic over`, `Gain of more than, in 7 days`."""
    part = KINDS[kind].parts[slot.part]
    words = f"{part} {_TITLES[slot.side]}".strip()
    span = "" if not slot.days else ", in a day" if slot.days == 1 else f", in {slot.days} days"
    return f"{words[0].upper()}{words[1:]}{span}"


def checked(kind: str, values: Mapping[str, str]) -> dict[str, str]:
    """Limits as somebody set them: a figure, `OFF`, or nothing, which leaves it to what holds without."""
    kept = {}
    for key, text in values.items():
        slot, said = slot_of(kind, key), text.strip().casefold()
        figure = _figure(said)
        low, high = KINDS[kind].plausible[slot.part]
        if slot.side == GAIN:
            low, high = Decimal(0), Decimal(100)
        if said not in ("", OFF) and (figure is None or not low <= figure <= high):
            raise BadInput("limit_value", f"{title_of(kind, slot)}: this is no figure between {low} and {high}.",
                           f"Write a figure in {KINDS[kind].unit}, or {OFF} for no limit.")  # fmt: skip
        if said:
            kept[key] = said
    return kept


def plain(figure: Decimal) -> str:
    """Without zeros that say nothing."""
    return f"{figure.normalize():f}" if figure == figure.to_integral() else f"{round(figure, 1):f}"


def _beyond(limit: Limit, figure: Decimal) -> Outside | None:
    beyond = figure > limit.value if limit.slot.side == OVER else figure < limit.value
    return Outside(limit, figure) if beyond else None


def _gain(limit: Limit, figure: Decimal, taken_on: date, before: Iterable[Earlier]) -> Outside | None:
    first = taken_on - timedelta(days=limit.slot.days)
    seen = [one for one in before if first <= one.on <= taken_on]
    if not seen:
        return None
    lowest = min(seen, key=lambda one: (one.figure, -one.on.toordinal()))
    gained = figure - lowest.figure
    return Outside(limit, gained, lowest.on) if gained > limit.value else None


def _further(one: Outside, other: Outside) -> bool:
    urgent, others = (each.limit.slot.urgency == SAME_DAY for each in (one, other))
    if urgent is not others:
        return urgent
    under = one.limit.slot.side == UNDER
    return one.limit.value < other.limit.value if under else one.limit.value > other.limit.value


def _told(one: Outside, part: str) -> str:
    if one.since is not None:
        return f"up {plain(one.figure)} since {one.since:%b} {one.since.day}, over {WHOSE[one.limit.whose]}"
    return f"{part} {one.limit.slot.side} {WHOSE[one.limit.whose]}".strip()


def _span(one: Outside) -> str:
    days = one.limit.slot.days
    return "" if not days else " in a day" if days == 1 else f" in {days} days"


def _figure(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(NUMBER, text, re.ASCII) else None
