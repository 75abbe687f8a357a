"""The story of an invented practice: who its patients are and what its team did, from one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ccm_desktop.domain.calendar import Month

ZONE = ZoneInfo("America/New_York")
PATIENTS = 220
MONTHS = 6

STAFF = (
    ("Maria Ortiz", "RN", "lead", "clinical_staff"),
    ("Denise Bell", "MA", "coordinator", "clinical_staff"),
    ("Aaron Chu", "LPN", "nurse", "clinical_staff"),
    ("Elena Reyes", "MD", "practitioner", "practitioner"),
)

_FAMILIES = (
    "Abbott Baker Castillo Dombrowski Ellison Fitzgerald Guerrero Hutchinson Iverson Jackson Kowalczyk"
    " Lindqvist Montgomery Nguyen O'Connell Patterson Quintero Ramirez Schneider Thompson Underwood"
    " Villanueva Washington Xiong Yamamoto Zielinski Albright Bianchi Carmichael Delgado Eriksen Foster"
    " Gallagher Hernandez Ibrahim Jankowski Kensington Laurent MacDonald Novak Okafor Petrov Rosenthal"
    " Sokolov Tanaka Urbina Vasquez Whitfield Yoder Zimmerman Łukaszewski Müller Núñez Søndergaard"
).split()
_GIVEN_F = (
    "Marion Alma Birgit Delores Eleanor Frances Gloria Helen Irene Josephine Karen Lorraine Margaret"
    " Norma Olga Patricia Rosa Shirley Teresa Virginia Wanda Yvonne Zoë María Thị"
).split()
_GIVEN_M = (
    "Eugene Leonard Thomas Walter Stanislaw Charles James Albert Bernard Clarence Daniel Edward Frank"
    " George Harold Isaac Joseph Kenneth Lawrence Martin Norman Oscar Paul Raymond Samuel"
).split()

CONDITIONS = (
    ("I10", "38341003", "Essential hypertension", 0.62),
    ("E11.9", "44054006", "Type 2 diabetes", 0.42),
    ("E78.5", "55822004", "Hyperlipidemia", 0.48),
    ("I50.9", "42343007", "Heart failure", 0.17),
    ("J44.9", "13645005", "Chronic obstructive lung disease", 0.2),
    ("N18.30", "433144002", "Chronic kidney disease, stage 3", 0.2),
    ("I48.91", "49436004", "Atrial fibrillation", 0.16),
    ("M19.90", "396275006", "Osteoarthritis", 0.3),
    ("F32.A", "35489007", "Depression", 0.18),
    ("I25.10", "53741008", "Coronary artery disease", 0.2),
)
FAMILIES = (
    ("Hypertension",), ("Diabetes",), ("Hyperlipidemia",), ("Heart failure",), ("COPD",), ("Chronic kidney disease",),
    ("Atrial fibrillation",), ("Osteoarthritis",), ("Depression",), ("Ischemic heart disease",),
)  # fmt: skip
"""Chronic families, in the order of `CONDITIONS`."""
MEDICATIONS = {
    "I10": ("Lisinopril", "20", "mg", "once a day"),
    "E11.9": ("Metformin", "500", "mg", "twice a day with meals"),
    "E78.5": ("Atorvastatin", "40", "mg", "once a day at bedtime"),
    "I50.9": ("Furosemide", "40", "mg", "once a day in the morning"),
    "J44.9": ("Tiotropium inhaler", "2", "puffs", "once a day"),
    "I48.91": ("Apixaban", "5", "mg", "twice a day"),
    "F32.A": ("Sertraline", "50", "mg", "once a day"),
    "I25.10": ("Aspirin", "81", "mg", "once a day"),
}
GOALS = {
    "I10": ("Blood pressure below 130/80 at home", "Home readings", "below 130/80", "I want to stop feeling dizzy."),
    "E11.9": ("A1c below 7.5 percent", "A1c", "below 7.5 %", "I want to keep my eyesight."),
    "E78.5": ("LDL cholesterol below 70", "LDL", "below 70 mg/dL", "I do not want another scare."),
    "I50.9": ("No more than 2 pounds of weight gain in a day", "Daily weight", "dry weight ± 2 lb",
              "I want to sleep lying down."),
    "J44.9": ("Walk to the mailbox without stopping", "Minutes walked", "10 minutes", "I want to walk my dog."),
    "N18.30": ("Keep kidney function steady", "eGFR", "above 45", "I want to stay off dialysis."),
    "I48.91": ("No missed doses of the blood thinner", "Missed doses a week", "0", "I am afraid of a stroke."),
    "M19.90": ("Climb one flight of stairs with little pain", "Pain score", "3 of 10 or less",
               "I want to visit my sister upstairs."),
    "F32.A": ("Mood questionnaire below 10", "PHQ-9", "below 10", "I want to enjoy the garden again."),
    "I25.10": ("Twenty minutes of walking, five days a week", "Days walked", "5", "I want to see my grandson marry."),
}  # fmt: skip
NOTES = {
    "call_patient": (
        "Reviewed home readings and symptoms; evening doses confirmed, teach-back done.",
        "Discussed diet and salt; agreed to write down weight each morning.",
        "Refill gap found; patient will pick up today. Foot check reminded.",
        "Talked through discharge instructions; follow-up visit is booked.",
    ),
    "call_caregiver": ("Spoke with daughter about pill box and transport to the eye exam.",),
    "coordination": (
        "Called pharmacy about the refill delay; new pickup date told to patient.",
        "Sent records to cardiology and confirmed the appointment.",
    ),
    "medication_review": ("Reconciled medications with the specialist letter; no interaction found.",),
    "care_plan": ("Updated goals and barriers after the call.",),
    "chart_review": ("Reviewed lab results; practitioner informed of potassium.",),
    "referral": ("Arranged home health evaluation and told the patient.",),
}


@dataclass(frozen=True, slots=True)
class DemoPatient:
    """One invented person."""

    number: int
    family: str
    given: str
    sex: str
    birth_date: str
    mrn: str
    phone: str
    conditions: tuple[int, ...]
    """Places in `CONDITIONS`."""
    coordinator: int
    """Place in `STAFF`."""
    enrolled_on: date | None
    consent: str
    """given | missing | late"""
    planned: bool
    reached_minutes: float
    """How many minutes a month the team usually spends."""


@dataclass(frozen=True, slots=True)
class DemoWork:
    """One stretch of work on one patient."""

    patient: int
    person: int
    started: datetime
    seconds: int
    activity: str
    outcome: str
    note: str
    kind: str
    """timer | manual | approved | amended | overlap"""


def story(today: date, seed: int = 2026) -> tuple[tuple[DemoPatient, ...], tuple[DemoWork, ...]]:
    """Patients and six months of work up to `today`, the same for the same day and seed."""
    chance = random.Random(seed)
    months = [Month.of(today)]
    while len(months) < MONTHS:
        months.insert(0, months[0].previous)
    people = tuple(_patient(chance, number, months) for number in range(PATIENTS))
    work = [
        piece
        for month in months
        for person in people
        if person.enrolled_on is not None and person.enrolled_on <= month.last_day
        for piece in _month(chance, person, month, today)
    ]
    return people, tuple(sorted(_without_overlap(work), key=lambda piece: piece.started))


def _patient(chance: random.Random, number: int, months: list[Month]) -> DemoPatient:
    female = chance.random() < 0.56
    conditions = tuple(i for i, c in enumerate(CONDITIONS) if chance.random() < c[3])
    if len(conditions) < 2 and chance.random() < 0.85:
        conditions = (0, chance.choice((1, 2, 5, 7)))
    born = date(1932, 1, 1) + timedelta(days=chance.randrange(30 * 365))
    enrolled = chance.random() < 0.9 and len(conditions) >= 2
    first = chance.choice(months[:5]).first_day if chance.random() < 0.3 else months[0].first_day
    consent = chance.choices(("given", "missing", "late"), (0.93, 0.04, 0.03))[0]
    return DemoPatient(
        number, chance.choice(_FAMILIES), chance.choice(_GIVEN_F if female else _GIVEN_M),
        "female" if female else "male", born.isoformat(), str(100_000 + number * 17),
        f"(555) 01{chance.randrange(10, 99)}-{chance.randrange(1000, 9999)}", conditions,
        chance.choices((0, 1, 2), (0.2, 0.5, 0.3))[0],
        first + timedelta(days=chance.randrange(6)) if enrolled else None, consent,
        chance.random() < 0.94, chance.choices((8, 17.4, 22, 31, 43, 64), (12, 20, 38, 15, 10, 5))[0],
    )  # fmt: skip


def _month(chance: random.Random, person: DemoPatient, month: Month, today: date) -> Iterator[DemoWork]:
    target = int(person.reached_minutes * 60 * chance.uniform(0.9, 1.12))
    if chance.random() < 0.18:
        target = chance.choice((0, 290, 1020, 1045, 1170))  # not started, or stuck at 17 to 19 minutes
    days = [d for d in _workdays(month) if d >= (person.enrolled_on or d) and d < today]
    if not days:
        return
    if month == Month.of(today):
        target = int(target * min(1.0, (today.day + 2) / month.last_day.day))
    spent = 0
    while spent < target:
        seconds = min(chance.randrange(170, 1100), target - spent)
        spent += seconds
        yield _work(chance, person, chance.choice(days), max(seconds, 45))
    for _ in range(chance.choices((0, 1, 2), (0.6, 0.3, 0.1))[0]):
        yield _attempt(chance, person, chance.choice(days))


def _work(chance: random.Random, person: DemoPatient, day: date, seconds: int) -> DemoWork:
    activity = chance.choices(tuple(NOTES), (45, 5, 16, 12, 8, 10, 4))[0]
    outcome = {"call_patient": "reached", "call_caregiver": "caregiver"}.get(activity, "")
    kind = chance.choices(("timer", "manual", "approved", "amended"), (90, 1, 5, 4))[0]
    who = 3 if activity == "chart_review" and chance.random() < 0.15 else person.coordinator
    return DemoWork(
        person.number, who, _moment(chance, day), seconds, activity, outcome,
        chance.choice(NOTES[activity]), kind,
    )  # fmt: skip


def _attempt(chance: random.Random, person: DemoPatient, day: date) -> DemoWork:
    outcome = chance.choice(("voicemail", "no_answer", "busy"))
    note = "Left voicemail with callback number; no health information left." if outcome == "voicemail" else ""
    return DemoWork(
        person.number, person.coordinator, _moment(chance, day), chance.randrange(35, 130), "call_patient",
        outcome, note or "No answer, will try again.", "timer",
    )  # fmt: skip


def _moment(chance: random.Random, day: date) -> datetime:
    local = datetime.combine(day, time(8, 30), ZONE) + timedelta(seconds=chance.randrange(8 * 3600))
    return local.astimezone(UTC)


def _workdays(month: Month) -> list[date]:
    days = (month.first_day + timedelta(days=i) for i in range(month.last_day.day))
    return [day for day in days if day.weekday() < 5]


def _without_overlap(work: list[DemoWork]) -> Iterator[DemoWork]:
    """Nobody works on two patients at once; two people on one patient now and then stay, as in life."""
    busy: dict[int, datetime] = {}
    for piece in sorted(work, key=lambda piece: piece.started):
        started = max(piece.started, busy.get(piece.person, piece.started))
        busy[piece.person] = started + timedelta(seconds=piece.seconds + 20)
        yield DemoWork(
            piece.patient, piece.person, started, piece.seconds, piece.activity, piece.outcome, piece.note,
            piece.kind,
        )  # fmt: skip
