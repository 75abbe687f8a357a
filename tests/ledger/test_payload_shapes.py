"""What every program of a version writes of a kind: a field more is a version more.

A program reads a payload of its own version without the fields it does not know, and a form writes back what it read.
Were a field added without a new version, an older program would drop it unseen; of a newer version it takes nothing
until it is updated, and says so (sync.md 3.3).
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ccm_desktop.ledger import payload
from ccm_desktop.ledger.payload import Kind, decode, kind_named
from ccm_desktop.ledger.payloads.due_work import DueWork
from ccm_desktop.ledger.payloads.transition import Discharge, TransitionStep

_LINES = (Path(__file__).parent / "payload_shapes.txt").read_text().splitlines()
SHAPES = {name: (int(version), set(fields)) for name, version, *fields in map(str.split, _LINES)}
"""Kind, version and fields, a line each; a kind or version that is not listed yet is new."""


def broken(name: str, kind: Kind[Any] | None) -> str:
    """What is wrong with a kind beside its line in the list; empty for nothing."""
    version, fields = SHAPES[name]
    if kind is None or kind.version < version:
        return f"{name}: what was written as version {version} cannot be read any more"
    now = {field.name for field in dataclasses.fields(kind.type)}
    if kind.version == version and now != fields:
        return f"{name}: its fields changed; give it version {version + 1} and an upcast"
    return ""


@pytest.mark.parametrize("name", SHAPES)
def test_a_changed_payload_has_another_version(name: str) -> None:
    assert broken(name, kind_named(name)) == ""


@pytest.mark.parametrize("name", sorted(payload._KINDS))
def test_every_older_version_is_lifted(name: str) -> None:
    kind = payload._KINDS[name]
    assert len(kind.upcasts) == kind.version - 1


def test_a_field_without_a_version_is_seen() -> None:
    @dataclasses.dataclass(frozen=True)
    class Longer(DueWork):
        more: str = ""

    kind = payload.kind_of(DueWork)
    assert "its fields changed" in broken("due.work", dataclasses.replace(kind, type=Longer))
    assert broken("due.work", dataclasses.replace(kind, type=Longer, version=3)) == ""
    assert "cannot be read any more" in broken("due.work", dataclasses.replace(kind, version=1))
    assert "cannot be read any more" in broken("due.work", None)


@pytest.mark.parametrize(
    ("value", "later"),
    [
        (DueWork("gap", "Eye exam", "2026-10-20"), "owner"),
        (Discharge("Mercy", "2026-10-20"), "same_as"),
        (TransitionStep("d", "visit"), "evidence"),
    ],
)
def test_fields_that_came_without_a_version_are_read_of_either_and_kept_from_older_programs(
    value: object, later: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = payload.kind_of(type(value))
    fields = {name: getattr(value, name) for name in SHAPES[kind.name][1]}
    said = msgspec.json.encode(fields | {later: "x"})
    without = msgspec.json.encode({name: text for name, text in fields.items() if name != later})
    assert decode(kind.name, 1, without) == value
    assert decode(kind.name, 1, said) == decode(kind.name, 2, said) != value, "some were written before the version was"
    monkeypatch.setitem(payload._KINDS, kind.name, dataclasses.replace(kind, version=1))
    assert decode(kind.name, 2, said) is None, "an older program takes nothing of it, and drops nothing"
