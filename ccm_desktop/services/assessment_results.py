"""What a form hands over about an assessment, and what of it will be on record; refused unless it is whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ccm_desktop.domain.calendar import age_on, is_day
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.instruments import scoring
from ccm_desktop.domain.instruments.instrument import AREAS, WHO_ANSWERED, Follow, Instrument
from ccm_desktop.domain.instruments.scoring import Score, Subject
from ccm_desktop.ledger.payloads.patient import PatientIdentity
from ccm_desktop.services.forms import AssessmentResult, GivenAnswer

_LONGEST_FINDING, _LONGEST_NAME, _LONGEST_LANGUAGE = 4_000, 80, 40
_SCORE = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?(/[0-9]{1,4})?")


@dataclass(frozen=True, slots=True)
class Dealt:
    """How a sign of danger was dealt with: an outcome of its protocol."""

    protocol: str
    outcome: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewAssessment:
    """An assessment to be.

    With an `instrument`, its answers; with a `title` alone, the `score` of another one, by hand; with neither,
    a `finding` in words.
    """

    area: str = ""
    """May be left out where an instrument says it."""
    instrument: str = ""
    """Key of an instrument."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Answer by question."""
    title: str = ""
    score: str = ""
    finding: str = ""
    assessed_on: str = ""
    """ISO day; today when left out."""
    language: str = ""
    answered_by: str = "patient"
    dealt: Sequence[Dealt] = ()
    follow: Sequence[Follow] = ()
    """What a person agreed is to be done; tasks of their own, too."""


def result_of(
    who: PatientIdentity, today: str, new: NewAssessment, find: Callable[[str], Instrument], correction: str = ""
) -> AssessmentResult:  # fmt: skip
    """What will be on record; `find` gives the instrument of a key."""
    common = _common(who, today, new)
    if not new.instrument:
        title, score = _by_hand(new)
        return AssessmentResult(new.area, title, score=score, correction=correction, **common)
    instrument = find(new.instrument)
    if new.title or new.score or new.area not in ("", instrument.area):
        raise BadInput("score_not_typed", f"Area, name and score of {instrument.title} follow from the instrument.",
                       "Leave them away.")  # fmt: skip
    found = scoring.score(instrument, new.answers, subject_of(who, common["assessed_on"]))
    require_whole(instrument, found)
    return AssessmentResult(
        instrument.area, instrument.title, instrument=instrument.name, answers=_given(instrument, new.answers),
        score="" if found.value is None else scoring.in_figures(found.value),
        band=found.band.key if found.band else "", result=found.words or _not_complete(found),
        positive=found.positive, estimated=found.estimated, correction=correction, **common,
    )  # fmt: skip


def unsound(result: AssessmentResult, today: str) -> str:
    """Why a result from elsewhere cannot be one, in words; empty where it can."""
    if result.area not in AREAS or result.answered_by not in WHO_ANSWERED:
        return "its area or who answered is not known"
    if not is_day(result.assessed_on) or result.assessed_on > today:
        return "its day is not a day until today"
    if result.score and _SCORE.fullmatch(result.score) is None:
        return "its score is no score"
    return ""


def flags_of(result: AssessmentResult, instrument: Instrument | None) -> frozenset[str]:
    """Signs of danger among the answers on record, dealt with when they were recorded.

    None where the instrument has changed so much that its answers are none any more: then they are asked again.
    """
    if instrument is None:
        return frozenset()
    try:
        found = scoring.score(instrument, {one.question: one.answer for one in result.answers})
    except BadInput:
        return frozenset()
    return frozenset(found.flags)


def subject_of(who: PatientIdentity, day: str) -> Subject:
    """Whom norms are looked up for, as old as on that day."""
    return Subject(who.sex, age_on(who.birth_date, date.fromisoformat(day)))


def require_whole(instrument: Instrument, found: Score) -> None:
    """An unfinished questionnaire is no result. One that is a sign of danger is kept as far as it went."""
    if found.value is not None or found.flags:
        return
    labels = [one.label for one in instrument.questions if one.key in found.missing]
    may = f" {instrument.may_miss} may stay open, but none that is needed." if instrument.may_miss else ""
    raise BadInput("answers_missing", f"{instrument.title} has no score yet: {len(labels)} of {found.of} "
                   f"questions have no answer ({', '.join(labels)}).", f"Answer them.{may}")  # fmt: skip


def _not_complete(found: Score) -> str:
    incomplete = f"Not complete: {len(found.missing)} of {found.of} not answered, no score"
    return "; ".join((incomplete, *(sign.lower() for sign in found.signs)))


def _given(instrument: Instrument, answers: Mapping[str, str]) -> tuple[GivenAnswer, ...]:
    return tuple(
        GivenAnswer(one.key, one.ask, answers[one.key], scoring.words_of(one, answers[one.key]))
        for one in instrument.questions if answers.get(one.key)
    )  # fmt: skip


def _common(who: PatientIdentity, today: str, new: NewAssessment) -> dict[str, Any]:
    day = new.assessed_on or today
    if not is_day(day) or day > today or day < who.birth_date:
        raise BadInput("date_unreadable", "The day of the assessment is not a day until today.",
                       "Write it like 2026-10-05.")  # fmt: skip
    if new.answered_by not in WHO_ANSWERED:
        raise BadInput(
            "answered_by_unknown", "It is not clear who answered.", f"Use one of: {', '.join(WHO_ANSWERED)}."
        )
    if len(new.finding) > _LONGEST_FINDING or len(new.language) > _LONGEST_LANGUAGE:
        raise BadInput("finding_too_long", "The finding or the language is too long.",
                       f"Use at most {_LONGEST_FINDING} and {_LONGEST_LANGUAGE} characters.")  # fmt: skip
    return {"assessed_on": day, "finding": new.finding.strip(), "language": new.language.strip(),
            "answered_by": new.answered_by}  # fmt: skip


def _by_hand(new: NewAssessment) -> tuple[str, str]:
    """Name and score of an instrument that is not ours; both empty for a finding, which needs words."""
    title, score = new.title.strip(), new.score.strip()
    if new.area not in AREAS:
        raise BadInput("area_unknown", "The area of the assessment is not known.", f"Use one of: {', '.join(AREAS)}.")
    if new.answers:
        raise BadInput("instrument_missing", "There are answers and no instrument.", "Say which one they belong to.")
    if not title and not score:
        if not new.finding.strip():
            raise BadInput("finding_missing", "The assessment has no words.", "Write what was found.")
        return "", ""
    if not title or len(title) > _LONGEST_NAME or not title.isprintable():
        raise BadInput("instrument_name_missing", "The instrument has no name, or one that is too long for a line.",
                       f"Write its name in at most {_LONGEST_NAME} characters.")  # fmt: skip
    if _SCORE.fullmatch(score) is None:
        raise BadInput("score_unreadable", "The score is not understood.", "Write it like 24 or 24/30.")
    return title, score
