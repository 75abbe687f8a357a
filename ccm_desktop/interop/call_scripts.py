"""Call scripts and red-flag protocols as data files: `resources/templates/call_scripts/*.json`.

A file of which anything is in doubt is refused in one sentence that names file and place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from ccm_desktop.domain.call_script import (
    PROMPT_KINDS,
    PURPOSES,
    Answer,
    CallScript,
    FlagOutcome,
    Prompt,
    Protocol,
)
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.escalation import LEVELS, TARGETS
from ccm_desktop.interop.resources import resource

T = TypeVar("T")
RED_FLAGS = "red_flags.json"


@dataclass(frozen=True, slots=True)
class ScriptBook:
    """All scripts, by title, and all protocols."""

    scripts: tuple[CallScript, ...]
    protocols: tuple[Protocol, ...]


def load_scripts(folder: Path | None = None) -> ScriptBook:
    """Read every file of the folder."""
    folder = folder or resource("templates", "call_scripts")
    protocols = tuple(_protocol(one, f"{RED_FLAGS}, protocol {n}")
                      for n, one in enumerate(_list(_read(folder / RED_FLAGS), "protocols", RED_FLAGS), 1))  # fmt: skip
    _distinct((one.key for one in protocols), RED_FLAGS, "protocol")
    flags = {one.key for one in protocols}
    paths = [path for path in sorted(folder.glob("*.json")) if path.name != RED_FLAGS]
    scripts = [_script(_read(path), path.name, flags) for path in paths]
    _distinct((one.key for one in scripts), folder.name, "script")
    return ScriptBook(tuple(sorted(scripts, key=lambda one: one.title)), protocols)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise _fault(f"{path.name}{line}", "cannot be read as JSON") from error
    if not isinstance(found, dict):
        raise _fault(path.name, "is not one JSON object")
    return found


def _script(found: Mapping[str, Any], name: str, flags: set[str]) -> CallScript:
    _known(found, CallScript, name)
    listed = enumerate(_list(found, "prompts", name), 1)
    prompts = tuple(_prompt(one, f"{name}, prompt {n}", flags) for n, one in listed)
    if not prompts:
        raise _fault(name, "has no prompts")
    _distinct((one.key for one in prompts), name, "prompt")
    _one_of(found, "purpose", PURPOSES, name)
    version = found.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _fault(name, "has no version: a whole number from 1")
    families = found.get("families", [])
    if not isinstance(families, list) or not all(isinstance(one, str) and one for one in families):
        raise _fault(name, "has families that are not a list of names")
    if (found["purpose"] == "condition") != bool(families):
        raise _fault(name, "must name families if its purpose is condition, and only then")
    return CallScript(
        _text(found, "key", name), version, _text(found, "title", name), found["purpose"], tuple(families),
        _text(found, "source", name), prompts,
    )  # fmt: skip


def _prompt(found: Any, place: str, flags: set[str]) -> Prompt:
    _known(found, Prompt, place)
    listed = enumerate(_list(found, "answers", place), 1)
    answers = tuple(_answer(one, f"{place}, answer {n}", flags) for n, one in listed)
    _one_of(found, "kind", PROMPT_KINDS, place)
    if bool(answers) == (found["kind"] == "text"):
        raise _fault(place, "must have answers unless its kind is text")
    _distinct((one.key for one in answers), place, "answer")
    return Prompt(
        _text(found, "key", place), found["kind"], _text(found, "ask", place), _text(found, "label", place), answers
    )  # fmt: skip


def _answer(found: Any, place: str, flags: set[str]) -> Answer:
    _known(found, Answer, place)
    key = _text(found, "key", place)
    if len(key) != 1 or not key.isalnum() or key != key.lower():
        raise _fault(place, "has a key that is not one small letter or digit")
    days = found.get("task_in", 1)
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= 60:
        raise _fault(place, "has a task_in that is not 0 to 60 workdays")
    if found.get("escalate") or found.get("target"):
        _one_of(found, "escalate", LEVELS, place)
        _one_of(found, "target", TARGETS, place)
    flag = _text(found, "flag", place, needed=False)
    if flag and flag not in flags:
        raise _fault(place, f"opens a protocol that {RED_FLAGS} does not have")
    return Answer(
        key, _text(found, "words", place), _text(found, "note", place, needed=False),
        _text(found, "task", place, needed=False), days, found.get("escalate", ""), found.get("target", ""), flag,
    )  # fmt: skip


def _protocol(found: Any, place: str) -> Protocol:
    _known(found, Protocol, place)
    _one_of(found, "level", LEVELS, place)
    _one_of(found, "target", TARGETS, place)
    outcomes = tuple(_outcome(one, f"{place}, outcome {n}") for n, one in enumerate(_list(found, "outcomes", place), 1))
    if not outcomes:
        raise _fault(place, "has no outcomes, so it could never be closed")
    _distinct((one.key for one in outcomes), place, "outcome")
    signs, advice = (tuple(_texts(found, key, place)) for key in ("signs", "advice"))
    return Protocol(
        _text(found, "key", place), _text(found, "title", place), signs, advice, found["level"], found["target"],
        outcomes, _text(found, "source", place),
    )  # fmt: skip


def _outcome(found: Any, place: str) -> FlagOutcome:
    _known(found, FlagOutcome, place)
    escalates = found.get("escalates", False)
    if not isinstance(escalates, bool):
        raise _fault(place, "says of escalates neither true nor false")
    return FlagOutcome(_text(found, "key", place), _text(found, "words", place), escalates)


def _texts(found: Mapping[str, Any], key: str, place: str) -> list[str]:
    texts = _list(found, key, place)
    if not texts or not all(isinstance(one, str) and one.strip() for one in texts):
        raise _fault(place, f"has no {key}: a list of sentences")
    return texts


def _text(found: Mapping[str, Any], key: str, place: str, *, needed: bool = True) -> str:
    text = found.get(key, "")
    if not isinstance(text, str) or (needed and not text.strip()):
        raise _fault(place, f"has no {key}")
    return text


def _list(found: Mapping[str, Any], key: str, place: str) -> list[Any]:
    items = found.get(key, [])
    if not isinstance(items, list):
        raise _fault(place, f"has {key} that are not a list")
    return items


def _one_of(found: Mapping[str, Any], key: str, choices: Mapping[str, str], place: str) -> None:
    if found.get(key) not in choices:
        raise _fault(place, f"needs as {key} one of {', '.join(choices)}")


def _known(found: Any, cls: type[T], place: str) -> None:
    """A misspelt field would be silently without effect."""
    if not isinstance(found, dict):
        raise _fault(place, "is not an object")
    known = {field.name for field in fields(cls)}  # type: ignore[arg-type]
    strange = next((key for key in found if key not in known), None)
    if strange is not None:
        raise _fault(place, f"has a field that is not known: {strange[:40]}")


def _distinct(keys: Iterable[str], place: str, what: str) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise _fault(place, f"has the {what} key {key} twice")
        seen.add(key)


def _fault(place: str, what: str) -> BadInput:
    return BadInput("call_script_faulty", f"The call script {place} {what}.", "Correct the file or take it away.")
