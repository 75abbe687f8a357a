"""The story of an invented practice: who its patients are and what its team did, from one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ccm_desktop.app.demo_chart import DemoChart, chart
from ccm_desktop.domain.calendar import Month

ZONE = ZoneInfo("America/New_York")
PATIENTS = 220
MONTHS = 6

STAFF = (
    ("Maria Ortiz", "RN", "lead", "clinical_staff", "2002719369"),
    ("Denise Bell", "MA", "coordinator", "clinical_staff", ""),
    ("Aaron Chu", "LPN", "nurse", "clinical_staff", ""),
    ("Elena Reyes", "MD", "practitioner", "practitioner", "2001503749"),
)
"""Name, credential, role, lane, NPI. Numbers that begin with 2 are well formed and given to nobody so far."""
LEAD, PRACTITIONER = 0, 3
FOUND = 3
"""The patient whose consent turns up after the second month was closed."""

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
        "Reviewed the log since {day}: {count} readings, {finding}. {agreed}.",
        "Talked about {topic}; {finding}. {agreed}.",
        "Refill gap of {count} days found; patient will pick up on {day}. Talked about {topic}. {agreed}.",
        "Symptoms since {day}: {finding}. Teach-back on {topic} done. {agreed}.",
    ),
    "call_caregiver": ("Spoke with {caregiver} about {topic}; {finding}. {agreed}.",),
    "coordination": (
        "Called {place} about {matter}; answer promised for {day}. {agreed}.",
        "Sent {count} pages to {place} about {matter} and confirmed the appointment of {day}.",
    ),
    "medication_review": ("Compared {count} drugs with the letter of {place} of {day}: no interaction. {agreed}.",),
    "care_plan": ("Updated goal and barriers on {topic}: {finding}; next look on {day}, {count} steps agreed.",),
    "chart_review": ("Reviewed {count} results that came on {day} from {place}; {matter} cleared up. {agreed}.",),
    "referral": ("Arranged an evaluation at {place} on {day} for {topic}; patient told, {count} papers sent.",),
}  # fmt: skip
"""By activity. What stands in braces is filled in anew each time: nobody writes the same note twice."""
_FILL = {
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "the weekend"),
    "topic": ("salt", "evening doses", "the morning weight", "foot care", "inhaler use", "sleep", "walking",
              "low sugar signs", "fall risks at home", "fluid intake", "the pill box", "transport to the eye exam",
              "the flu shot", "pain at night"),
    "finding": ("no dizziness", "ankles a little swollen in the evening", "appetite good", "two doses missed",
                "short of breath on stairs only", "sleeps through", "no falls", "tired after lunch",
                "fewer lows than last month", "mood better"),
    "agreed": ("Will write it down each morning", "Will call us when it gets worse", "Next call agreed",
               "Brings the log to the visit", "Asks the pharmacy for blister packs", "Family helps with it",
               "Practitioner informed", "Wants to go on like this"),
    "matter": ("the refill delay", "the missing letter", "the equipment order", "transport", "the doubled order",
               "the discharge summary", "the last results", "the dose on the label"),
    "place": ("the pharmacy", "cardiology", "home health", "the eye clinic", "nephrology", "the laboratory",
              "the hospital's case manager", "podiatry"),
}  # fmt: skip


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
    """given | missing | late | found: said, but the paper turned up later"""
    plan_after: int | None
    """Days from the enrolment to the care plan; None where nobody made one."""
    copy_given: bool
    reached_minutes: float
    """How many minutes a month the team usually spends."""
    chart: DemoChart


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
    """timer | manual | approved | amended"""


def months_until(today: date) -> tuple[Month, ...]:
    """The months of the story, oldest first; the last one is running."""
    months = [Month.of(today)]
    while len(months) < MONTHS:
        months.insert(0, months[0].previous)
    return tuple(months)


def story(today: date, seed: int = 2026) -> tuple[tuple[DemoPatient, ...], tuple[DemoWork, ...]]:
    """Patients and six months of work up to `today`, the same for the same day and seed."""
    chance = random.Random(seed)
    months = months_until(today)
    people = tuple(_patient(chance, number, months, (today, seed)) for number in range(PATIENTS))
    work = [
        piece
        for month in months
        for person in people
        if person.enrolled_on is not None and person.enrolled_on <= month.last_day
        for piece in _month(chance, person, month, today)
    ]
    work += _oddities(people, months[-2])
    return people, tuple(sorted(_without_overlap(work), key=lambda piece: piece.started))


def _patient(chance: random.Random, number: int, months: tuple[Month, ...], seed: tuple[date, int]) -> DemoPatient:
    female = chance.random() < 0.56
    conditions = tuple(i for i, c in enumerate(CONDITIONS) if chance.random() < c[3])
    if len(conditions) < 2 and chance.random() < 0.85:
        conditions = (0, chance.choice((1, 2, 5, 7)))
    born = date(1932, 1, 1) + timedelta(days=chance.randrange(30 * 365))
    enrolled = chance.random() < 0.9 and len(conditions) >= 2
    first = chance.choice(months[:5]).first_day if chance.random() < 0.3 else months[0].first_day
    consent = chance.choices(("given", "missing", "late"), (0.93, 0.04, 0.03))[0]
    family, enrolled_on = chance.choice(_FAMILIES), first + timedelta(days=chance.randrange(6)) if enrolled else None
    codes = tuple(CONDITIONS[place][0] for place in conditions)
    rest = chart(random.Random(f"{seed[1]}-{number}"), family, codes, (enrolled_on, seed[0]), ZONE)
    found = DemoPatient(
        number, family, chance.choice(_GIVEN_F if female else _GIVEN_M),
        "female" if female else "male", born.isoformat(), str(100_000 + number * 17),
        f"(555) 01{chance.randrange(10, 99)}-{chance.randrange(1000, 9999)}", conditions,
        chance.choices((0, 1, 2), (0.2, 0.5, 0.3))[0], enrolled_on, consent,
        None if number % 25 == 7 else chance.choices((0, 25, 70), (89, 7, 4))[0], number % 31 != 30,
        chance.choices((8, 17.4, 22, 31, 43, 64), (9, 12, 42, 19, 12, 6))[0], rest,
    )  # fmt: skip
    if number == FOUND:
        conditions = tuple(sorted({0, 1, *conditions}))
        return replace(found, conditions=conditions, consent="found", plan_after=0, copy_given=True, reached_minutes=31,
                       enrolled_on=months[1].first_day)  # fmt: skip
    return found


def steady(people: tuple[DemoPatient, ...], month: Month) -> list[DemoPatient]:
    """Who has consent and plan and is well on the way to a code, all month long."""
    return [
        p for p in people
        if p.enrolled_on and p.enrolled_on < month.first_day and p.consent == "given" and p.plan_after == 0
        and p.copy_given and p.reached_minutes > 20
    ]  # fmt: skip


def _oddities(people: tuple[DemoPatient, ...], month: Month) -> Iterator[DemoWork]:
    """What a month's end brings to light: a long entry, two people at once, one note on three patients."""
    first, second, *others = steady(people, month)[:5]
    day = workdays(month)[-3]

    def odd(person: DemoPatient, who: int, at: time, minutes: int, note: str) -> DemoWork:
        started = datetime.combine(day, at, ZONE).astimezone(UTC)
        return DemoWork(person.number, who, started, minutes * 60, "coordination", "", note, "timer")

    yield odd(first, 1, time(17, 0), 52, "Home health, pharmacy and family on one call about the discharge.")
    yield odd(second, 2, time(17, 0), 14, "Talked through the new insulin plan with the pharmacy.")
    yield odd(second, PRACTITIONER, time(17, 6), 11, "Decided on the insulin dose with the endocrinologist.")
    for number, person in enumerate(others):
        yield odd(person, 2, time(17, 20 + 5 * number), 4, "Flu shot clinic arranged.")


def _month(chance: random.Random, person: DemoPatient, month: Month, today: date) -> Iterator[DemoWork]:
    target = int(person.reached_minutes * 60 * chance.uniform(0.9, 1.12))
    if chance.random() < 0.12 and person.number != FOUND:
        target = chance.choice((0, 290, 1020, 1045, 1170))  # not started, or stuck at 17 to 19 minutes
    days = [d for d in workdays(month) if d > (person.enrolled_on or d) and d < today]
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
    if activity == "call_caregiver" and not person.chart.caregiver:
        activity = "call_patient"
    outcome = {"call_patient": "reached", "call_caregiver": "caregiver"}.get(activity, "")
    kind = chance.choices(("timer", "manual", "approved", "amended"), (90, 1, 5, 4))[0]
    who = PRACTITIONER if activity == "chart_review" and chance.random() < 0.15 else person.coordinator
    return DemoWork(
        person.number, who, _moment(chance, day), seconds, activity, outcome,
        _note(chance, activity, person), kind,
    )  # fmt: skip


def _note(chance: random.Random, activity: str, person: DemoPatient) -> str:
    filled = {key: chance.choice(words) for key, words in _FILL.items()}
    return chance.choice(NOTES[activity]).format(
        **filled, count=chance.randrange(2, 9), caregiver=person.chart.caregiver_words
    )


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


def workdays(month: Month) -> list[date]:
    """Mondays to Fridays."""
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
