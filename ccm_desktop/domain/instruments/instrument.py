"""What an instrument is: questions with answers, scales with bands, and what each band should lead to."""

from __future__ import annotations

from dataclasses import dataclass

AREAS = {
    "function": "Daily activities",
    "mood": "Mood",
    "cognition": "Memory and thinking",
    "social": "Social needs",
    "environment": "Home environment",
    "caregiver": "Caregiver",
    "falls": "Falls",
}
"""What a systematic needs assessment looks at (rules.md 4.4, product A-37), in the order of the screens."""
ENTERED_BY_HAND = {
    "function": ("Barthel Index", "FIM"),
    "mood": ("Geriatric Depression Scale", "BDI-II"),
    "cognition": ("Mini-Cog", "MoCA", "MMSE", "SLUMS"),
    "social": ("PRAPARE", "HITS", "UCLA Loneliness Scale"),
    "environment": (),
    "caregiver": ("Zarit Burden Interview", "Caregiver Strain Index"),
    "falls": ("Berg Balance Scale", "Morse Fall Scale"),
}
"""Names of instruments of which only the result is kept: their forms are not ours to ship, or are not shipped."""
WHO_ANSWERED = {
    "patient": "Patient",
    "caregiver": "Caregiver",
    "staff": "Observed by staff",
}
DUE_AGAIN_DAYS = 365
"""For what no instrument says otherwise: the plan's needs are looked at once a year."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer, given by one key."""

    key: str
    """A single small letter or digit, unique in its question."""
    words: str
    value: int
    """Points."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The answer to a question that is a number."""

    unit: str
    least: float
    most: float
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """One item."""

    key: str
    """Unique in its instrument."""
    ask: str
    label: str
    """A few words that head the answer in a list."""
    options: tuple[Option, ...] = ()
    """Empty where a number is measured."""
    measure: Measure | None = None
    several: bool = False
    """More than one answer may hold; one of no points says that none does, and stands alone."""
    scored: bool = True
    needed: bool = False
    """It can never be left out or estimated from the others."""
    flag: str = ""
    """Key of the safety protocol (`resources/templates/call_scripts/red_flags.json`) that it opens."""
    flag_from: int = 1
    """Points from which it does."""


@dataclass(frozen=True, slots=True)
class Follow:
    """What a result should lead to: offered, never done without a person."""

    kind: str
    """task | escalation"""
    words: str
    days: int = 1
    """Workdays until a task is due."""
    level: str = ""
    """Of an escalation, a key of `domain.escalation.LEVELS`."""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of scores that mean the same."""

    least: float
    """The lowest score in it; it reaches up to the next band."""
    key: str
    words: str
    positive: bool = False
    repeat_days: int = 0
    """When to ask again; 0 leaves it to the instrument."""
    follow: tuple[Follow, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """Some questions of an instrument that have a score of their own."""

    key: str
    title: str
    questions: tuple[str, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Norm:
    """What people of that sex and age reach; less is below average."""

    sex: str
    """female | male"""
    from_age: int
    to_age: int
    least: float


@dataclass(frozen=True, slots=True)
class Instrument:
    """Questions, scoring and bands, with their public source."""

    key: str
    version: int
    title: str
    area: str
    """A key of `AREAS`"""
    source: str
    """Where questions, scoring and bands are published, in a line."""
    intro: str
    """What is said before the questions."""
    questions: tuple[Question, ...]
    bands: tuple[Band, ...]
    """Of the score, lowest first."""
    scales: tuple[Scale, ...] = ()
    counts_needs: bool = False
    """The score is the number of scales that are positive, instead of the sum of the points."""
    may_miss: int = 0
    """Scored questions that may stay without an answer; the score is then estimated from the others."""
    high_is_good: bool = False
    repeat_days: int = DUE_AGAIN_DAYS
    norms: tuple[Norm, ...] = ()
    """Where given, the first band is below them and the second is not; the score alone decides nothing."""

    @property
    def name(self) -> str:
        """`key@version`, as records keep it."""
        return f"{self.key}@{self.version}"

    def question(self, key: str) -> Question | None:
        """The question of that key."""
        return next((one for one in self.questions if one.key == key), None)

    @property
    def scored(self) -> tuple[Question, ...]:
        """The questions that make the score."""
        return tuple(one for one in self.questions if one.scored)

    @property
    def span(self) -> tuple[float, float]:
        """The lowest and the highest score there can be."""
        if self.counts_needs:
            return 0, len(self.scales)
        ends = [_ends(one) for one in self.scored]
        return sum(low for low, _ in ends), sum(high for _, high in ends)


def _ends(question: Question) -> tuple[float, float]:
    if question.measure is not None:
        return question.measure.least, question.measure.most
    values = [option.value for option in question.options]
    return (0, sum(values)) if question.several else (min(values), max(values))
