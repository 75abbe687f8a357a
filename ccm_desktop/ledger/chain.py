"""A device's gap-free, hash-chained log: writing the next link, and proving that none was touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
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


@dataclass
class Proof:
    """Proves logs while their operations pass by, each once, in whatever order they were received."""

    _faults: list[Fault] = field(default_factory=list)
    _ends: dict[str, tuple[int, str]] = field(default_factory=dict)
    """How far each device's log has been followed: slot and digest."""
    _ahead: dict[str, dict[int, tuple[str, str]]] = field(default_factory=dict)
    """Slots that came before the one they follow: by number, link and digest."""

    def add(self, op: Op) -> None:
        """Follow one more operation."""
        header = op.header
        if not op.holds_its_payload():
            self._faults.append(Fault(header.dev, header.n, "payload was altered"))
        end = self._ends.get(header.dev, (0, ""))
        if header.n == end[0] + 1:
            self._follow(header.dev, end, header.n, header.ph, op.digest.hex())
            return
        ahead = self._ahead.setdefault(header.dev, {})
        if header.n <= end[0] or header.n in ahead:
            self._faults.append(Fault(header.dev, header.n, "stands twice"))
        else:
            ahead[header.n] = (header.ph, op.digest.hex())

    def finish(self) -> list[Fault]:
        """Every fault found, once all operations have passed."""
        for device, ahead in self._ahead.items():
            for n, (previous, digest) in sorted(ahead.items()):
                end = self._ends.get(device, (0, ""))
                if n == end[0] + 1:
                    self._follow(device, end, n, previous, digest)
                else:
                    self._faults.append(Fault(device, n, f"slot {end[0] + 1} is missing"))
                    self._ends[device] = (n, digest)
        self._ahead.clear()
        return self._faults

    def _follow(self, device: str, end: tuple[int, str], n: int, previous: str, digest: str) -> None:
        if previous != end[1]:
            self._faults.append(Fault(device, n, "does not follow the slot before it"))
        self._ends[device] = (n, digest)


def verify(ops: Iterable[Op]) -> list[Fault]:
    """Recompute every hash and link."""
    proof = Proof()
    for op in ops:
        proof.add(op)
    return proof.finish()
