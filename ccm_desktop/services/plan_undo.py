"""Undo and redo of a care plan: each a version of its own, and never over what somebody else changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.undo import WINDOW_SECONDS, Save, Stacks, stacks
from ccm_desktop.ledger import fold
from ccm_desktop.ledger.op import Op, register_key
from ccm_desktop.models.queries import plans
from ccm_desktop.models.store import Held, Reader
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import (
    AssessmentResult,
    AssessmentStanding,
    DueWork,
    ReviewCause,
    SectionNote,
    TaskStatus,
)
from ccm_desktop.services.plan_changes import gone
from ccm_desktop.services.plan_parts import BESIDE, BY_TYPE, ITEMS, ONE_PER_PATIENT, WITH_STATUS

_TAKEN_BACK = frozenset({*BY_TYPE, *BESIDE, *(part.status for part in ITEMS), AssessmentResult, AssessmentStanding})
"""Not an attestation: only a person can take back what a person attested."""
_LISTED = frozenset(BY_TYPE) - ONE_PER_PATIENT
Written = tuple[Any, str, tuple[str, ...]]
"""A value, its entity, and the heads it replaces."""


def stacks_of(context: Context, reader: Reader, patient: str) -> Stacks:
    """What this person can take back and bring back on this device."""
    since = context.now_ms() - WINDOW_SECONDS * 1000
    return stacks(Save(*row) for row in plans.own_saves(reader.connection, patient, context.person, since))


def is_taken_back(reader: Reader, save: str) -> bool:
    """Whether something took the save back that was not taken back itself."""
    return any(not is_taken_back(reader, one) for one in plans.taking_back(reader.connection, save))


def standing_save(reader: Reader, save: str) -> str:
    """The save itself, or the redo that brought it back last, that is to be taken back now."""
    undone = plans.taking_back(reader.connection, save)
    redone = [one for step in undone for one in plans.taking_back(reader.connection, step)]
    held = next((one for one in redone if not is_taken_back(reader, one)), "")
    return standing_save(reader, held) if held else save


def taken_back(context: Context, reader: Reader, save: Save) -> list[Written]:
    """What takes that save back.

    Raises `Refusal` where what it wrote was changed again since, here or elsewhere: that is not overwritten.
    """
    written: list[Written] = []
    ops = [(op, reader.version(op.id)) for op in plans.ops_of_save(reader.connection, save.id)]
    born = {op.header.e for op, value in ops if type(value) in WITH_STATUS and not op.header.prev}
    touched = _touched(context, reader, ops[0][0]) if ops else frozenset()
    for same in _by_register(ops):
        op, value = same[-1]
        if op.header.e in touched and not op.header.prev and type(value) in _LISTED:
            raise _changed_since()
        if type(value) is TaskStatus:
            written.extend(_task(reader, op))
        elif type(value) is ReviewCause:
            withdrawn = replace(value, state="withdrawn", how="Taken back with the change of the plan")
            written.extend(_beside(reader, op, value, withdrawn))
        elif type(value) is DueWork:
            written.extend(_beside(reader, op, value, replace(value, closed_on="")))
        elif type(value) in _TAKEN_BACK:
            heads = _heads(context, reader, op, value)
            written.extend(_register(reader, [one for one, _ in same], value, heads, born))
    return written


def _by_register(ops: list[tuple[Op, Any]]) -> Iterable[list[tuple[Op, Any]]]:
    """What a save wrote, register by register: a conflict that was brought back is two versions of one."""
    found: dict[str, list[tuple[Op, Any]]] = {}
    for op, value in ops:
        found.setdefault(register_key(op.header.e, op.header.r), []).append((op, value))
    return found.values()


def _heads(context: Context, reader: Reader, op: Op, value: Any) -> tuple[str, ...]:
    """Heads of the register, which must still be what the save left."""
    held: Held[Any] | None = reader.held(type(value), op.header.e)
    if held is not None and (op.id in held.heads or _is_ours_again(context, reader, op, value, held)):
        return held.heads
    raise _changed_since()


def _is_ours_again(context: Context, reader: Reader, op: Op, value: Any, held: Held[Any]) -> bool:
    """Whether an undo of ours wrote again what `op` had written."""
    if len(held.heads) != 1 or held.value != value:
        return False
    (header,) = (one.header for one in plans.ops_of(reader.connection, held.heads))
    return (header.act, header.dev) == (context.person, op.header.dev)


def _changed_since() -> Refusal:
    return Refusal("plan_changed_since", "This line was changed again since, by somebody else or elsewhere.",
                   "Look at it as it is now, and change it there.")  # fmt: skip


def _touched(context: Context, reader: Reader, made: Op) -> frozenset[str]:
    """Lines that somebody else wrote of, or elsewhere, their state and what hangs on them too: these stay."""
    found: set[str] = set()
    for op in plans.head_ops(reader.connection, made.header.pid):
        if (op.header.act, op.header.dev) != (context.person, made.header.dev):
            value = reader.version(op.id)
            found |= {op.header.e, getattr(value, "goal", ""), getattr(value, "condition", "")}
    return frozenset(found)


def _register(reader: Reader, ops: list[Op], value: Any, heads: tuple[str, ...], born: set[str]) -> Iterator[Written]:
    entity, own = ops[0].header.e, [op.id for op in ops if op.id in heads]
    others = plans.ops_of(reader.connection, [head for head in heads if head not in own]) if own else []
    if others:  # somebody's version stood beside it and stays
        seen = fold.shown(others)
        yield reader.version(seen.id), entity, (*own, seen.id)
    elif ops[0].header.prev:
        before = [reader.version(one) for one in ops[0].header.prev]
        for number, one in enumerate(before):  # a decided conflict is open again
            if one is not None and one not in before[:number]:
                yield one, entity, heads
    else:
        yield from _first(reader, entity, value, heads, entity in born)


def _first(reader: Reader, entity: str, value: Any, heads: tuple[str, ...], is_item: bool) -> Iterator[Written]:
    """What takes back a register that the save was the first to write."""
    cls = type(value)
    if cls is AssessmentResult:
        standing = reader.held(AssessmentStanding, entity)
        withdrawn = AssessmentStanding("withdrawn", "The import that brought it was taken back")
        yield withdrawn, entity, standing.heads if standing else ()
    elif cls is AssessmentStanding:
        if value.standing == "withdrawn":
            yield AssessmentStanding(), entity, heads
    elif cls is SectionNote:
        yield replace(value, state="open"), entity, heads
    elif cls in BY_TYPE and cls not in ONE_PER_PATIENT:
        for ended, prev in gone(reader, cls, entity):
            yield ended, entity, prev
    elif not is_item:
        yield cls(), entity, heads


def _task(reader: Reader, op: Op) -> Iterator[Written]:
    """A task that came with the save goes with it, unless somebody saw to it meanwhile."""
    held = reader.held(TaskStatus, op.header.e)
    if held is None or held.heads != (op.id,):
        return
    before = reader.version(op.header.prev[0]) if op.header.prev else None
    dropped = TaskStatus("dropped", "Taken back with the change of the plan")
    yield before or dropped, op.header.e, held.heads


def _beside(reader: Reader, op: Op, value: object, ended: ReviewCause | DueWork) -> Iterator[Written]:
    """What is kept beside the plan is as it was before the save; what the save was the first to write is `ended`.

    It stays where it is another by now; an undo of what came after may have written the same words again.
    """
    held = reader.held(type(ended), op.header.e)
    if held is None or held.others or held.value != value:
        return
    before = reader.version(op.header.prev[0]) if op.header.prev else None
    yield before or ended, op.header.e, held.heads
