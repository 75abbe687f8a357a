"""The whole merge: from a set of operations to facts and register heads, in any order.

A write names in `prev` the versions its author saw. What somebody saw and replaced is dead; what
nobody saw stays a head. The clock only chooses which head is shown first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ccm_desktop.ledger import payload
from ccm_desktop.ledger.op import Op, register_key


@dataclass
class Folded:
    """State of a set of operations; equal for equal sets."""

    seen: set[str] = field(default_factory=set)
    heads: dict[str, dict[str, Op]] = field(default_factory=dict)
    """By register; never empty for a register that was ever written."""
    dead: set[tuple[str, str]] = field(default_factory=set)
    """Register and operation: a write replaces versions of its own register only."""
    facts: set[str] = field(default_factory=set)
    parked: set[str] = field(default_factory=set)

    def digest(self) -> tuple[object, ...]:
        """What two devices compare."""
        registers = tuple(sorted((key, tuple(sorted(ops))) for key, ops in self.heads.items()))
        return registers, tuple(sorted(self.facts)), tuple(sorted(self.parked))


def understood(op: Op) -> Any | None:
    """The value an operation brings; None when this program does not understand it.

    What is not understood is parked: kept, never dropped, and without effect until an update.
    """
    kind = payload.kind_named(op.header.k)
    if kind is None or kind.register != op.header.r:
        return None
    return payload.decode(kind.name, op.header.sv, op.payload_bytes)


def apply(state: Folded, op: Op) -> Any | None:
    """Fold one operation into `state`; a second time changes nothing.

    Returns its value, or None when it has no effect: it was here already, or is parked.
    """
    if op.id in state.seen:
        return None
    state.seen.add(op.id)
    value = understood(op)
    header = op.header
    if value is None:
        state.parked.add(op.id)
    elif not header.r:
        state.facts.add(op.id)
    else:
        key = register_key(header.e, header.r)
        heads = state.heads.setdefault(key, {})
        for replaced in header.prev:
            state.dead.add((key, replaced))
            heads.pop(replaced, None)
        if (key, op.id) not in state.dead:
            heads[op.id] = op
    return value


def fold(ops: Iterable[Op]) -> Folded:
    """The state of these operations."""
    state = Folded()
    for op in ops:
        apply(state, op)
    return state


def shown(heads: Iterable[Op]) -> Op:
    """The head that stands first on screen: the latest by clock, ties by id."""
    return max(heads, key=lambda op: (op.header.hlc, op.id))


def by_cause(ops: Iterable[Op]) -> list[Op]:
    """Operations in the order in which one came of another; the clock decides only between those that did not.

    One comes after those that it names in `prev`, and after what its device wrote before it. Facts name in
    `prev` what their author had before them where an order matters; nothing is replaced by that.
    """
    found = {op.id: op for op in ops}
    before = {op.id: {one for one in op.header.prev if one in found} for op in found.values()}
    last_of: dict[str, str] = {}
    for op in sorted(found.values(), key=lambda one: one.header.n):
        if op.header.dev in last_of:
            before[op.id].add(last_of[op.header.dev])
        last_of[op.header.dev] = op.id
    after = Counter(one for named in before.values() for one in named)
    # From the end: of what nothing came of, the latest by the clock that is said beside it.
    ends = [op for op in found.values() if not after[op.id]]
    ordered: list[Op] = []
    while ends:
        last = max(ends, key=lambda op: (op.header.ut, op.header.hlc, op.id))
        ends.remove(last)
        ordered.append(last)
        after.subtract(before[last.id])
        ends += [found[one] for one in before[last.id] if not after[one]]
    return ordered[::-1]


def newest(ops: Iterable[Op]) -> tuple[str, ...]:
    """Ids of the operations that no other one names in `prev`: what the next one comes after."""
    found = {op.id: op for op in ops}
    named = {one for op in found.values() for one in op.header.prev}
    return tuple(sorted(found.keys() - named))
