"""A device's gap-free, hash-chained log: writing the next link, and proving that none was touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from ccm_desktop.ledger import payload as payloads
from ccm_desktop.ledger.op import Header, Op


@dataclass(frozen=True, slots=True)
class Link:
    """Where a device's log ends: its last slot and the hash of that slot's header."""

    device: str
    n: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the moment gives to an operation."""

    hlc: str
    wall_ms: int
    actor: str
    transaction: tuple[str, int]


def next_op(
    link: Link, stamp: Stamp, value: object, *, entity: str, patient: str, prev: list[str], origin: str = ""
) -> tuple[Op, Link]:
    """The operation in the slot after `link`, and the link after it."""
    kind = payloads.kind_of(type(value))
    payload_bytes = payloads.encode(value, origin)
    header = Header(
        1, link.device, link.n + 1, link.digest, stamp.hlc, stamp.wall_ms, stamp.actor, kind.name,
        kind.version, entity, patient, kind.register, prev, stamp.transaction,
        sha256(payload_bytes).hexdigest(),
    )  # fmt: skip
    op = Op.seal(header, payload_bytes)
    return op, Link(link.device, link.n + 1, op.digest.hex())


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where a log is not what it was. `n` is 0 where no slot can be named."""

    device: str
    n: int
    reason: str


def verify(ops: Iterable[Op]) -> list[Fault]:
    """Recompute every hash and link of operations given in slot order per device."""
    links: dict[str, Link] = {}
    faults: list[Fault] = []
    for op in ops:
        header = op.header
        link = links.get(header.dev, Link(header.dev))
        if header.n != link.n + 1:
            faults.append(Fault(header.dev, header.n, f"slot {link.n + 1} is missing"))
        elif header.ph != link.digest:
            faults.append(Fault(header.dev, header.n, "does not follow the slot before it"))
        if op.payload_bytes and sha256(op.payload_bytes).hexdigest() != header.dh:
            faults.append(Fault(header.dev, header.n, "payload was altered"))
        links[header.dev] = Link(header.dev, header.n, op.digest.hex())
    return faults
