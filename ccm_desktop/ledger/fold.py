"""The whole merge: from a set of operations to facts and register heads, in any order.

A write names in `prev` the versions its author saw. What somebody saw and replaced is dead; what
nobody saw stays a head. The clock only chooses which head is shown first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ccm_desktop.ledger.op import Op, register_key
from ccm_desktop.ledger.payload import kind_named


@dataclass
class Folded:
    """State of a set of operations; equal for equal sets."""

    seen: dict[str, Op] = field(default_factory=dict)
    heads: dict[str, dict[str, Op]] = field(default_factory=dict)
    dead: set[str] = field(default_factory=set)
    facts: dict[str, Op] = field(default_factory=dict)
    parked: dict[str, Op] = field(default_factory=dict)

    def digest(self) -> tuple[object, ...]:
        """What two devices compare."""
        registers = tuple(sorted((key, tuple(sorted(ops))) for key, ops in self.heads.items() if ops))
        return registers, tuple(sorted(self.facts)), tuple(sorted(self.parked))


def is_known(kind: str, version: int) -> bool:
    """Whether this program understands the payload; what it does not is parked, never dropped."""
    known = kind_named(kind)
    return known is not None and version <= known.version


def apply(state: Folded, op: Op) -> None:
    """Fold one operation into `state`; a second time changes nothing."""
    if op.id in state.seen:
        return
    state.seen[op.id] = op
    header = op.header
    if not is_known(header.k, header.sv):
        state.parked[op.id] = op
        return
    if not header.r:
        state.facts[op.id] = op
        return
    heads = state.heads.setdefault(register_key(header.e, header.r), {})
    for replaced in header.prev:
        state.dead.add(replaced)
        heads.pop(replaced, None)
    if op.id not in state.dead:
        heads[op.id] = op


def fold(ops: Iterable[Op]) -> Folded:
    """The state of these operations."""
    state = Folded()
    for op in ops:
        apply(state, op)
    return state


def shown(heads: Iterable[Op]) -> Op:
    """The head that stands first on screen: the latest by clock, ties by id."""
    return max(heads, key=lambda op: (op.header.hlc, op.id))
