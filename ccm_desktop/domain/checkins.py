"""Symptom check-ins: when the next one is due, what it asks, and how pressing the answers are (product A-48).

The questions are the signs of the patient's own plan and three general ones, so that no licensed instrument is needed.
Questions, days and colors are this program's own: no guideline and no rule of Medicare names them. Days only, in the
practice's time zone (`domain.calendar`): no clock change moves a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ccm_desktop.domain.search import fold
from ccm_desktop.domain.workdays import workdays_after

SOURCE = "checkin"
"""Source of the task that a check-in leads to."""
LEAST_DAYS, MOST_DAYS = 1, 90
RHYTHMS = {7: "Every week", 14: "Every two weeks"}
OVERDUE, DUE, LATER, PAUSED, NONE = "overdue", "due", "later", "paused", "none"
STATES = {OVERDUE: "Overdue", DUE: "Due", LATER: "Later", PAUSED: "Paused", NONE: "No check-ins"}

GREEN, AMBER, RED, INCOMPLETE = "green", "amber", "red", "incomplete"
LEVELS = {RED: "Red", AMBER: "Amber", INCOMPLETE: "Incomplete", GREEN: "Green"}
"""The most pressing first."""
NO, LITTLE, YES = "no", "little", "yes"
ANSWERS = {NO: "No", LITTLE: "A little", YES: "Yes"}
_SPELLINGS = {
    "no": NO, "n": NO, "little": LITTLE, "a little": LITTLE, "l": LITTLE, "un poco": LITTLE, "yes": YES, "y": YES,
    "si": YES, "s": YES,
}  # fmt: skip
"""English and Spanish, without accents."""
_LESSER = frozenset({"", "call"})
"""Urgencies of a sign that can wait for the next workdays; one that this program does not know cannot."""
_AMBER_IN = 2
"""Workdays."""
_LONGEST_WORK = 280


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is asked."""

    key: str
    """Entity of the sign in the plan, or a key of `GENERAL`."""
    ask: str
    do: str = ""
    """What the plan says the patient does when it comes."""
    urgency: str = ""
    """Of a sign: call | same_day | emergency; empty for a general question."""

    @property
    def is_pressing(self) -> bool:
        """Whether it cannot wait beyond the day: the plan says 911, or the same day."""
        return self.urgency not in _LESSER

    @property
    def advice(self) -> str:
        """What is asked, with what the plan says to do: `Ankles swell → Call us`."""
        return f"{self.ask} → {self.do}" if self.do else self.ask


WORSE, MEDICINE, NEW = "worse", "medicine", "new"
GENERAL = (
    Question(WORSE, "Do you feel worse than last time?"),
    Question(MEDICINE, "Have you missed any of your medicine?"),
    Question(NEW, "Is there anything new that we should know?"),
)
"""Asked of everybody, after the signs."""


@dataclass(frozen=True, slots=True)
class Score:
    """What answers come to. What was not answered is never green."""

    level: str
    """A key of `LEVELS`."""
    present: tuple[Question, ...]
    """What is there, the pressing ones first."""
    unanswered: int

    @property
    def words(self) -> str:
        """`Amber, 2 not answered`."""
        return f"{LEVELS[self.level]}{f', {self.unanswered} not answered' if self.unanswered else ''}"


def score(questions: Iterable[Question], answers: Mapping[str, str]) -> Score:
    """Red: a sign for which the plan says 911 or the same day is there, be it a little. Amber: anything else is.

    Green asks for a plain no to every question; what is missing makes a check-in without anything incomplete.
    """
    asked = tuple(questions)
    present = [one for one in asked if answers.get(one.key, "") not in ("", NO)]
    present.sort(key=lambda one: not one.is_pressing)
    unanswered = sum(not answers.get(one.key, "") for one in asked)
    if not present:
        return Score(INCOMPLETE if unanswered else GREEN, (), unanswered)
    return Score(RED if present[0].is_pressing else AMBER, tuple(present), unanswered)


def merged(asked: Iterable[Question], current: Iterable[Question]) -> tuple[Question, ...]:
    """What was asked, as pressing as it is by the plan of then or of now; what the plan asks since was not answered."""
    now = {one.key: one for one in current}
    found = []
    for one in asked:
        newer = now.pop(one.key, one)
        found.append(replace(one, urgency=newer.urgency, do=newer.do) if newer.is_pressing else one)
    return (*found, *now.values())


def answer_of(text: str) -> str:
    """A key of `ANSWERS` as somebody wrote it, in English or Spanish; empty where it is none."""
    return _SPELLINGS.get(" ".join(fold(text).split()), "")


def work_due(level: str, today: date) -> date:
    """By when somebody has seen to it: the same day for red, whatever day it is; two workdays for amber."""
    return today if level == RED else workdays_after(today, _AMBER_IN)


def work_words(found: Score) -> str:
    """What the task says: the color, what is there, and what the plan says to do."""
    signs = "; ".join(one.advice for one in found.present)
    whole = " ".join(f"{LEVELS[found.level]} check-in: {signs}".split())
    return whole if len(whole) <= _LONGEST_WORK else f"{whole[: _LONGEST_WORK - 1].rstrip()}…"


def asks_review(found: Score, answers: Mapping[str, str]) -> str:
    """What of it asks for a look at the plan itself (A-44): a pressing sign, or a plain yes to another; in words."""
    told = [one.ask for one in found.present
            if one.key not in (MEDICINE, NEW) and (one.is_pressing or answers[one.key] == YES)]  # fmt: skip
    return f"Check-in: {'; '.join(told)}" if told else ""


def next_due(every_days: int, first_on: date, answered_on: str) -> date:
    """The first day of the rhythm that the last answer (ISO; empty for none) is not for.

    Less than half the rhythm before a day an answer is for that day too: a weekly one three days, a daily one none.
    """
    if every_days < LEAST_DAYS:
        raise ValueError("a rhythm has at least one day")
    if not answered_on:
        return first_on
    settled = date.fromisoformat(answered_on) + timedelta(days=(every_days - 1) // 2)
    return first_on + timedelta(days=max(0, (settled - first_on).days // every_days + 1) * every_days)


def missed(every_days: int, due: date, today: date) -> int:
    """How many days of the rhythm came without an answer, today's not among them."""
    return max(0, -((due - today).days // every_days)) if due < today else 0


def again_from(every_days: int, first_on: date, today: date) -> date:
    """Where the rhythm goes on after a pause: its first day from today on. What came meanwhile is not asked for."""
    return first_on + timedelta(days=max(0, -((first_on - today).days // every_days)) * every_days)


def state(due: date, today: date) -> str:
    """Where the next one stands: a key of `STATES`. What is due today is not late yet."""
    return OVERDUE if due < today else DUE if due == today else LATER
