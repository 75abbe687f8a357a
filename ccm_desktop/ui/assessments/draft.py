"""An assessment that is being taken: what was chosen and answered so far. No widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.instruments.instrument import AREAS, Follow, Instrument, Question
from ccm_desktop.domain.instruments.scoring import Score, Subject, score
from ccm_desktop.services.assessment_results import flags_of
from ccm_desktop.services.assessment_views import AssessmentLine, AssessmentSheet
from ccm_desktop.services.assessments import Dealt, NewAssessment

WORDS, BY_HAND = "words", "by_hand"
"""Kinds of an assessment without an instrument of ours."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be assessed: by an instrument, in words, or as the score of an instrument that is not shipped."""

    area: str
    kind: str
    """Key of an instrument, `WORDS` or `BY_HAND`."""
    title: str


def choices(sheet: AssessmentSheet) -> tuple[Choice, ...]:
    """Area by area: its instruments, then words, then a score by hand."""
    found = []
    for area in AREAS:
        found += [Choice(area, one.key, one.title) for one in sheet.instruments if one.area == area]
        found += [Choice(area, WORDS, "In words"), Choice(area, BY_HAND, "Score of another instrument")]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Draft:
    """An assessment as it stands in the form."""

    choice: Choice
    instrument: Instrument | None = None
    subject: Subject = field(default_factory=Subject)
    answers: Mapping[str, str] = field(default_factory=dict)
    dealt: tuple[Dealt, ...] = ()
    left_out: frozenset[Follow] = frozenset()
    """What the result offers and the person does not want."""
    title: str = ""
    score: str = ""
    finding: str = ""
    day: str = ""
    """As it was typed."""
    language: str = ""
    answered_by: str = "patient"
    task: str = ""
    opened: AssessmentLine | None = None
    """What is corrected."""
    why: str = ""

    def is_of(self, other: Draft) -> bool:
        """Whether both are about the same questions for the same assessment."""
        return (self.choice, self.instrument, self.opened) == (other.choice, other.instrument, other.opened)

    @property
    def found(self) -> Score | None:
        """What the answers come to; None without an instrument."""
        return score(self.instrument, self.answers, self.subject) if self.instrument else None

    @property
    def flags(self) -> tuple[str, ...]:
        """Signs of danger of which it is not yet said how they were dealt with."""
        done = self._known_before() | {one.protocol for one in self.dealt}
        return tuple(flag for flag in (self.found.flags if self.found else ()) if flag not in done)

    @property
    def is_begun(self) -> bool:
        """Whether there is something to lose."""
        return any((self.answers, self.title, self.score, self.finding, self.task, self.why))

    def has_danger(self) -> bool:
        """Whether an answer is a sign of danger that is not on record yet."""
        return self.found is not None and not set(self.found.flags) <= self._known_before()

    def _known_before(self) -> frozenset[str]:
        """Signs that the version that is corrected had already: dealt with when that was recorded."""
        return flags_of(self.opened.result.value, self.instrument) if self.opened else frozenset()

    def asked_by(self, flag: str) -> str:
        """Key of the question that opens that protocol."""
        return next((one.key for one in self.instrument.questions if one.flag == flag), "") if self.instrument else ""

    def answer(self, question: Question, key: str) -> Draft:
        """An answer given by its key; of several, one more or one less; an empty key takes the answer back."""
        if question.several and key:
            key = _toggled(question, self.answers.get(question.key, ""), key)
        answers = {**self.answers, question.key: key}
        if not key:
            del answers[question.key]
        return replace(self, answers=answers).settled()

    def settled(self) -> Draft:
        """Without the outcomes of signs of danger that no answer is any more."""
        flags = self.found.flags if self.found else ()
        return replace(self, dealt=tuple(one for one in self.dealt if one.protocol in flags))

    def new(self, assessed_on: str) -> NewAssessment:
        """What is sent to be kept."""
        follow = [one for one in (self.found.follow if self.found else ()) if one not in self.left_out]
        if self.task.strip():
            follow.append(Follow("task", self.task.strip()))
        if self.instrument is not None:
            area, key, title, score_ = "", self.instrument.key, "", ""
        else:
            area, key, title, score_ = self.choice.area, "", self.title, self.score
        return NewAssessment(
            area, key, self.answers, title, score_, self.finding, assessed_on, self.language, self.answered_by,
            self.dealt, tuple(follow),
        )  # fmt: skip


def opened_for(line: AssessmentLine, sheet: AssessmentSheet) -> Draft | None:
    """A correction of an assessment; None when its instrument is not shipped any more as it was."""
    value = line.result.value
    key = value.instrument.partition("@")[0]
    instrument = next((one for one in sheet.instruments if one.key == key), None)
    if key and instrument is None:
        return None
    kind = key or (BY_HAND if value.title else WORDS)
    answers = {one.question: one.answer for one in value.answers}
    try:
        if instrument is not None:
            score(instrument, answers)
    except BadInput:  # of a version whose answers were others
        return None
    return Draft(
        Choice(value.area, kind, value.title or "In words"), instrument, sheet.subject, answers,
        title="" if instrument else value.title, score="" if instrument else value.score, finding=value.finding,
        day=value.assessed_on, language=value.language, answered_by=value.answered_by, opened=line,
    )  # fmt: skip


def _toggled(question: Question, given: str, key: str) -> str:
    """One answer more or less; the one that says none stands alone."""
    none = "".join(option.key for option in question.options if not option.value)
    if key in given:
        return given.replace(key, "")
    kept = "" if key in none else "".join(one for one in given if one not in none)
    return "".join(sorted(kept + key))
