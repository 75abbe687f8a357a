"""Screening instruments as data files: `resources/instruments/*.json`.

A file of which anything is in doubt is refused in one sentence that names file and place: a question that
counts wrongly would be believed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.escalation import LEVELS, TARGETS
from ccm_desktop.domain.instruments.instrument import AREAS, Band, Follow, Instrument, Question
from ccm_desktop.interop.resources import resource

_SHARED = "answers"
"""In a file only: the options of every question that has none of its own."""
_TYPE_WORDS = (
    (re.compile(r"Object missing required field `(\w+)`"), r"has no \1"),
    (re.compile(r"Expected `(\w+)(?: \| null)?`, got `(\w+)`"), r"needs \1 where it has \2"),
)
_PLACE = re.compile(r" - at `\$\.?(.*)`$")


def load_instruments(protocols: Iterable[str], folder: Path | None = None) -> tuple[Instrument, ...]:
    """Every instrument of the folder, by area and title; `protocols` are the keys of safety protocols there are."""
    known = frozenset(protocols)
    folder = folder or resource("instruments")
    found: dict[str, Instrument] = {}
    for path in sorted(folder.glob("*.json")):
        instrument = _read(path, known)
        if instrument.key in found:
            raise _fault(path.name, f"has the key {instrument.key} of another file")
        found[instrument.key] = instrument
    places = tuple(AREAS)
    return tuple(sorted(found.values(), key=lambda one: (places.index(one.area), one.title)))


def _read(path: Path, protocols: frozenset[str]) -> Instrument:
    name = path.name
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise _fault(f"{name}{line}", "cannot be read as JSON") from error
    if not isinstance(found, dict):
        raise _fault(name, "is not one JSON object")
    shared, questions = found.pop(_SHARED, None), found.get("questions")
    for question in questions if shared and isinstance(questions, list) else ():
        if isinstance(question, dict) and not question.get("measure"):
            question.setdefault("options", shared)
    _known(found, Instrument, name)
    try:
        instrument = msgspec.convert(found, Instrument)
    except msgspec.ValidationError as error:
        raise _mistyped(name, str(error)) from error
    _check(instrument, name, protocols)
    return instrument


def _check(instrument: Instrument, name: str, protocols: frozenset[str]) -> None:
    """What types cannot say."""
    if not re.fullmatch(r"[a-z0-9_]{1,40}", instrument.key) or instrument.version < 1:
        raise _fault(name, "needs a key of small letters, digits and _, and a version from 1")
    if instrument.area not in AREAS:
        raise _fault(name, f"needs as area one of {', '.join(AREAS)}")
    if not all(text.strip() for text in (instrument.title, instrument.source, instrument.intro)):
        raise _fault(name, "needs a title, a source and an intro")
    if not instrument.scored:
        raise _fault(name, "has no question that is scored")
    _distinct([one.key for one in instrument.questions], name, "question")
    for number, question in enumerate(instrument.questions, 1):
        _check_question(question, f"{name}, question {number}", protocols)
    if instrument.norms:
        if len(instrument.bands) != 2:
            raise _fault(name, "needs two bands for its norms: below, and not below")
    else:
        _check_bands(instrument.bands, instrument.span[0], name)
    _check_scales(instrument, name)
    for band in (*instrument.bands, *(band for scale in instrument.scales for band in scale.bands)):
        for follow in band.follow:
            _check_follow(follow, f"{name}, band {band.key}")


def _check_question(question: Question, place: str, protocols: frozenset[str]) -> None:
    if not question.key.strip() or not question.ask.strip() or not question.label.strip():
        raise _fault(place, "needs a key, an ask and a label")
    if bool(question.options) == (question.measure is not None):
        raise _fault(place, "needs either answers or a measure")
    _distinct([one.key for one in question.options], place, "answer")
    for option in question.options:
        if not re.fullmatch(r"[a-z0-9]", option.key) or not option.words.strip() or option.value < 0:
            raise _fault(place, "has an answer without one small letter or digit, words, and points from 0")
    if question.flag and question.flag not in protocols:
        raise _fault(place, "opens a safety protocol that does not exist")


def _check_bands(bands: tuple[Band, ...], lowest: float, place: str) -> None:
    if not bands or bands[0].least > lowest:
        raise _fault(place, f"has no band for its lowest score, {lowest:g}")
    if any(upper.least <= lower.least for lower, upper in pairwise(bands)):
        raise _fault(place, "has bands that do not rise")
    _distinct([one.key for one in bands], place, "band")


def _check_scales(instrument: Instrument, name: str) -> None:
    if instrument.counts_needs and not instrument.scales:
        raise _fault(name, "counts needs and has no scales")
    for scale in instrument.scales:
        place = f"{name}, scale {scale.key}"
        strange = [key for key in scale.questions if instrument.question(key) is None]
        if strange or not scale.questions:
            raise _fault(place, "needs questions that the instrument has")
        _check_bands(scale.bands, 0, place)


def _check_follow(follow: Follow, place: str) -> None:
    if follow.kind not in ("task", "escalation") or not follow.words.strip():
        raise _fault(place, "has a follow that is no task or escalation with words")
    if follow.kind == "task" and not 0 <= follow.days <= 260:
        raise _fault(place, "has a task that is not due in 0 to 260 workdays")
    if follow.kind == "escalation" and (follow.level not in LEVELS or follow.target not in TARGETS):
        raise _fault(place, f"needs a level of {', '.join(LEVELS)} and a target of {', '.join(TARGETS)}")


_hints = cache(get_type_hints)


def _known(found: Any, cls: Any, place: str) -> None:
    """A misspelt field would be silently without effect."""
    if not isinstance(found, dict):
        return  # the type is told by what reads it
    hints = _hints(cls)
    strange = next((key for key in found if key not in hints), None)
    if strange is not None:
        raise _fault(place, f"has a field that is not known: {strange[:40]}")
    for field in fields(cls):
        inner = next((one for one in get_args(hints[field.name]) if is_dataclass(one)), None)
        value = found.get(field.name)
        if inner is not None:
            listed = value if isinstance(value, list) else [value]
            for number, one in enumerate(listed, 1):
                _known(one, inner, f"{place}, {field.name} {number}")


def _mistyped(name: str, message: str) -> BadInput:
    where = _PLACE.search(message)
    words = _PLACE.sub("", message)
    for pattern, said in _TYPE_WORDS:
        words = pattern.sub(said, words)
    place = f"{name}, {where[1]}" if where and where[1] else name
    return _fault(place, words)


def _distinct(keys: list[str], place: str, what: str) -> None:
    twice = next((key for n, key in enumerate(keys) if key in keys[:n]), None)
    if twice is not None:
        raise _fault(place, f"has the {what} {twice[:40]} twice")


def _fault(place: str, what: str) -> BadInput:
    return BadInput("instrument_faulty", f"The instrument {place} {what}.", "Correct the file or take it away.")
