"""What the charts of the invented patients hold besides problems: language, family, allergies, readings."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SPANISH = frozenset("Castillo Delgado Guerrero Hernandez Núñez Quintero Ramirez Urbina Vasquez Villanueva".split())
_LANGUAGES = {"Nguyen": "Vietnamese", "Xiong": "Hmong", "Ibrahim": "Arabic", "Sokolov": "Russian", "Petrov": "Russian"}
_BEST_TIMES = ("", "", "mornings", "after 2 PM", "before noon", "not on Tuesdays")
_FAMILY = (("daughter", "Ana"), ("son", "Robert"), ("wife", "Ellen"), ("husband", "Victor"), ("niece", "Paula"),
           ("neighbor", "June"))  # fmt: skip
_ALLERGIES = (
    ("Penicillin", "Hives", "moderate"), ("Sulfa antibiotics", "Rash", "mild"), ("Enalapril", "Cough", "mild"),
    ("Codeine", "Nausea and vomiting", "moderate"), ("Latex", "Contact rash", "mild"),
    ("Iodinated contrast", "Swelling of the face", "severe"), ("Peanut", "Trouble breathing", "severe"),
    ("Ibuprofen", "Stomach bleeding", "severe"), ("Niacin", "Flushing", "moderate"),
)  # fmt: skip
_MBI_LETTERS = "ACDEFGHJKMNPQRTUVWXY"
_READ_BY = {"I10": "blood_pressure", "N18.30": "blood_pressure", "I25.10": "blood_pressure", "I48.91": "blood_pressure",
            "I50.9": "weight", "E11.9": "glucose"}  # fmt: skip
"""What a patient with that problem measures at home."""


@dataclass(frozen=True, slots=True)
class DemoReading:
    """One reading and when it was told."""

    at: datetime
    kind: str
    """A key of `services.readings.KINDS`."""
    value: str


@dataclass(frozen=True, slots=True)
class DemoChart:
    """The rest of a chart."""

    mbi: str
    """Built on Medicare's published specimen; a few patients' is not on file yet."""
    language: str
    best_time: str
    caregiver: str
    caregiver_phone: str
    allergies: tuple[tuple[str, str, str], ...]
    """Substance, reaction, severity; empty where nobody asked yet or none is known."""
    readings: tuple[DemoReading, ...]
    next_contact_in: int | None
    """Days from today; None when nothing is planned."""

    @property
    def caregiver_words(self) -> str:
        """`daughter Ana`; empty without one."""
        name, _, relation = self.caregiver.partition(" (")
        return f"{relation.rstrip(')')} {name.split(' ')[0]}" if relation else ""


def chart(
    chance: random.Random, family: str, codes: tuple[str, ...], days: tuple[date | None, date], zone: ZoneInfo
) -> DemoChart:  # fmt: skip
    """The chart of a patient with these ICD-10 codes; `days` are the enrolment and today."""
    spanish = "Spanish" if family in _SPANISH and chance.random() < 0.6 else ""
    relation, name = chance.choice(_FAMILY)
    cared = chance.random() < 0.28
    enrolled, today = days
    return DemoChart(
        _mbi(chance) if chance.random() < 0.96 else "",
        spanish or _LANGUAGES.get(family, "English"),
        chance.choice(_BEST_TIMES),
        f"{name} {family} ({relation})" if cared else "",
        f"(555) 01{chance.randrange(10, 99)}-{chance.randrange(1000, 9999)}" if cared else "",
        tuple(chance.sample(_ALLERGIES, chance.choice((1, 1, 2)))) if chance.random() < 0.35 else (),
        _readings(chance, codes, enrolled, today, zone) if enrolled is not None else (),
        _next(chance, today) if enrolled is not None and chance.random() < 0.7 else None,
    )


def _next(chance: random.Random, today: date) -> int:
    """A weekday from last week to the week after next."""
    days = chance.choices((-5, -2, -1, 0, 1, 2, 5, 8, 12), (1, 1, 2, 4, 4, 3, 3, 2, 1))[0]
    moved = {5: 2, 6: 1}.get((today + timedelta(days=days)).weekday(), 0)
    return int(days + moved)


def _readings(
    chance: random.Random, codes: tuple[str, ...], enrolled: date, today: date, zone: ZoneInfo
) -> tuple[DemoReading, ...]:  # fmt: skip
    kinds = tuple(dict.fromkeys(_READ_BY[code] for code in codes if code in _READ_BY)) or ("weight",)
    span = (today - enrolled).days
    if span < 2:
        return ()
    base = {"blood_pressure": chance.randrange(124, 156), "weight": chance.randrange(132, 236),
            "glucose": chance.randrange(112, 190)}  # fmt: skip
    count = chance.randrange(2, 6)
    days = sorted(chance.sample(range(1, span), min(count, span - 1)))
    found = []
    for number, day in enumerate(days):
        kind = kinds[number % len(kinds)]
        # Care that works: a little better from month to month.
        found.append(DemoReading(_at(chance, enrolled, day, zone), kind, _value(chance, kind, base[kind], day)))
    if "E11.9" in codes and days:
        value = f"{chance.uniform(6.6, 8.9):.1f}"
        found.append(DemoReading(_at(chance, enrolled, days[0], zone), "a1c", value))
    return tuple(found)


def _value(chance: random.Random, kind: str, base: int, day: int) -> str:
    now = base - day // 15 + chance.randrange(-4, 5)
    return f"{now}/{round(now * 0.56) + chance.randrange(-4, 5)}" if kind == "blood_pressure" else str(now)


def _at(chance: random.Random, enrolled: date, day: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(enrolled + timedelta(days=day), time(7, chance.randrange(60)), zone)


def _mbi(chance: random.Random) -> str:
    letters = "".join(chance.choice(_MBI_LETTERS) for _ in range(2))
    return f"1EG4TE{chance.randrange(10)}{letters}{chance.randrange(100):02d}"
