"""From answers to a score, its band, and what must be done about it: pure, so that screen and record agree.

Missing answers. The PHQ-9 may miss one or two of its nine questions: each is taken as the mean of those that
were answered, and a questionnaire that misses more has no score (NHS Data Dictionary, Patient Health
Questionnaire-9). The sum is rounded half up, so that an estimate is never milder than the answers. Question 9
is never estimated: a danger that nobody asked about cannot be the mean of eight other answers, and without it
there is no PHQ-9. No other instrument here has a published rule, so no other may miss anything.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.instruments.instrument import Band, Follow, Instrument, Question

_NUMBER = re.compile(r"[0-9]{1,4}(?:\.([0-9]{1,3}))?")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom norms are looked up for; empty and None where it is not on file."""

    sex: str = ""
    age: int | None = None


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """One scale of an instrument."""

    title: str
    score: float
    band: Band


@dataclass(frozen=True, slots=True)
class Score:
    """What the answers so far come to."""

    answered: int
    """Of the scored questions."""
    of: int
    so_far: float
    """Sum of the points given, whether or not it is a score yet."""
    missing: tuple[str, ...]
    """Keys of what must still be answered before there is a score."""
    estimated: int = 0
    """Questions without an answer that the score stands in for."""
    value: float | None = None
    """The score; None while something is missing."""
    band: Band | None = None
    """None while there is no score, and where no norm fits the patient."""
    scales: tuple[ScaleScore, ...] = ()
    flags: tuple[str, ...] = ()
    """Keys of safety protocols that the answers open, also while something is missing."""
    signs: tuple[str, ...] = ()
    """What the questions are about whose answers open them: whoever reads the result reads these."""

    @property
    def positive(self) -> bool:
        """Whether the result, or one of its scales, or an answer, asks for something to be done."""
        bands = [self.band, *(one.band for one in self.scales)]
        return bool(self.flags) or any(band is not None and band.positive for band in bands)

    @property
    def follow(self) -> tuple[Follow, ...]:
        """What the result should lead to, each once."""
        bands = [self.band, *(one.band for one in self.scales)]
        return tuple(dict.fromkeys(one for band in bands if band is not None for one in band.follow))

    @property
    def words(self) -> str:
        """The result in a line, without the name of the instrument."""
        if self.value is None:
            return ""
        parts = [self.band.words if self.band else "No norm for this age and sex"]
        parts += [f"{one.title}: {one.band.words.lower()}" for one in self.scales if one.band.positive]
        parts += [sign.lower() for sign in self.signs]
        if self.estimated:
            parts.append(f"estimated, {self.estimated} not answered")
        return "; ".join(parts)


def score(instrument: Instrument, answers: Mapping[str, str], subject: Subject | None = None) -> Score:
    """Score what was answered so far; raises BadInput for an answer that is none of its question's."""
    strange = next((key for key in answers if instrument.question(key) is None), None)
    if strange is not None:
        raise BadInput("question_unknown", f"{instrument.title} has no question {strange[:40]}.",
                       f"Its questions: {', '.join(one.key for one in instrument.questions)}.")  # fmt: skip
    points = {one.key: points_of(one, answers[one.key]) for one in instrument.questions if answers.get(one.key)}
    scored = instrument.scored
    given = [points[one.key] for one in scored if one.key in points]
    danger = [one for one in instrument.questions if one.flag and points.get(one.key, -1) >= one.flag_from]
    flags, signs = dict.fromkeys(one.flag for one in danger), tuple(one.label for one in danger)
    left = [one for one in scored if one.key not in points]
    so_far = Score(
        len(given), len(scored), round(sum(given), 3), tuple(one.key for one in left), flags=tuple(flags), signs=signs
    )
    may_stay = bool(given) and len(left) <= instrument.may_miss and not any(one.needed for one in left)
    if left and not may_stay:
        return so_far
    return _scored(instrument, points, so_far, subject or Subject())


def _scored(instrument: Instrument, points: Mapping[str, float], so_far: Score, subject: Subject) -> Score:
    scales = []
    for scale in instrument.scales:
        total = sum(points.get(key, 0) for key in scale.questions)
        scales.append(ScaleScore(scale.title, total, band_at(scale.bands, total)))
    value = so_far.so_far
    if instrument.counts_needs:
        value = sum(one.band.positive for one in scales)
    elif so_far.missing:
        value = math.floor(value * so_far.of / so_far.answered + 0.5)
    band = _by_norm(instrument, value, subject) if instrument.norms else band_at(instrument.bands, value)
    return Score(
        so_far.answered, so_far.of, so_far.so_far, (), len(so_far.missing), value, band, tuple(scales), so_far.flags,
        so_far.signs,
    )  # fmt: skip


def band_at(bands: tuple[Band, ...], value: float) -> Band:
    """The band that a score falls into; `bands` begin at or below the lowest score there is."""
    return next(band for band in reversed(bands) if value >= band.least)


def _by_norm(instrument: Instrument, value: float, subject: Subject) -> Band | None:
    for norm in instrument.norms:
        if norm.sex == subject.sex and subject.age is not None and norm.from_age <= subject.age <= norm.to_age:
            return instrument.bands[0 if value < norm.least else 1]
    return None


def points_of(question: Question, answer: str) -> float:
    """What an answer counts; raises BadInput when it is none, in words that hold nothing of it."""
    if question.measure is not None:
        return _measured(question, answer)
    values = {option.key: option.value for option in question.options}
    known = all(key in values for key in answer)
    if known and (len(answer) == 1 or (question.several and _fit_together(values, answer))):
        return sum(values[key] for key in answer)
    keys = ", ".join(f"{option.key} {option.words}" for option in question.options)
    how = " Several may be given; the one that says none stands alone." if question.several else ""
    raise BadInput("answer_unknown", f"The answer to “{question.label}” is none of its answers.",
                   f"Use one of: {keys}.{how}")  # fmt: skip


def _fit_together(values: Mapping[str, int], answer: str) -> bool:
    return len(set(answer)) == len(answer) and all(values[key] for key in answer)


def _measured(question: Question, answer: str) -> float:
    measure = question.measure
    assert measure is not None
    found = _NUMBER.fullmatch(answer)
    if found is not None and len(found[1] or "") <= measure.decimals and measure.least <= float(answer) <= measure.most:
        return float(answer)
    places = f"at most {measure.decimals} decimal{'' if measure.decimals == 1 else 's'}"
    kind = f"a number with {places}" if measure.decimals else "a whole number"
    raise BadInput("measure_unreadable", f"“{question.label}” is not understood.",
                   f"Write {kind} of {measure.unit} from {measure.least:g} to {measure.most:g}.")  # fmt: skip


def words_of(question: Question, answer: str) -> str:
    """An answer as it is read: the words of its options, or the number with its unit."""
    if question.measure is not None:
        return f"{answer} {question.measure.unit}"
    return "; ".join(option.words for option in question.options if option.key in answer)


def in_figures(value: float) -> str:
    """`14`, `12.4`: a score as it is kept and shown."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
