"""How a value that comes from outside stands to what is here: new, changed at its source, both, or the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

import msgspec

from ccm_desktop.models.store import Reader

_encode = msgspec.json.Encoder().encode
T = TypeVar("T")
_ELSEWHERE = "it belongs to another patient here"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is to be done with an incoming value."""

    action: str
    """added | updated | conflict (changed here and at the source: both are kept) | unchanged"""
    prev: tuple[str, ...]
    """The versions that the source knew: what somebody wrote here since stays beside it."""
    origin: str


def standing_of(reader: Reader, value: object, entity: str, source_key: str) -> Standing:
    """Told from the last version that came from that source, and from what is here now."""
    origin = f"{source_key}#{hashlib.sha256(_encode(value)).hexdigest()[:32]}"
    last = reader.imported(type(value), entity)
    held: Any = reader.held(type(value), entity)
    same = held is not None and in_its_place(reader, value, entity) in (held.value, *held.others)
    if same or (last is not None and last[0] == origin):
        return Standing("unchanged", (), origin)
    prev = () if last is None else (last[1],)
    if last is not None and held is not None and not held.others and _is_moved(reader.version(last[1]), held.value):
        prev = held.heads  # where a line stands here is nothing that the source could contradict
    if held is None:
        return Standing("added", prev, origin)
    return Standing("conflict" if set(held.heads) - set(prev) else "updated", prev, origin)


def _is_moved(before: Any, after: Any) -> bool:
    """Whether nothing but its place among its like is another."""
    return type(before) is type(after) and hasattr(after, "position") and \
        replace(before, position=0.0) == replace(after, position=0.0)  # fmt: skip


def in_its_place(reader: Reader, value: T, entity: str) -> T:
    """The value to write: a source that says of no place among its like moves nothing that somebody here moved."""
    held: Any = reader.held(type(value), entity)
    if held is None or getattr(value, "position", None) != 0.0:
        return value
    return cast(T, replace(cast(Any, value), position=held.value.position))


def misplaced(reader: Reader, value: object, entity: str, patient: str, *, is_foreign: bool) -> str:
    """Why a value must not be filed under that entity, in words; empty where it may.

    `is_foreign`: the file itself named the entity, as those of this program do.
    """
    if reader.patient_of(type(value), entity) not in (None, patient):
        return _ELSEWHERE
    # Registers of two kinds may carry one name: under one entity they would replace each other.
    return "it is something else here" if is_foreign and reader.is_other(type(value), entity) else ""
