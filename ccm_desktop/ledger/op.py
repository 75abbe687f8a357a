"""One operation: a header and a payload, kept verbatim as bytes; its identity is its content."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256

import msgspec


class Header(msgspec.Struct, frozen=True):
    """Who did what to which entity, and which versions they saw (`prev`)."""

    v: int
    """Version of this envelope."""
    dev: str
    """Device, 16 hex digits."""
    n: int
    """Slot in that device's gap-free log, from 1."""
    ph: str
    """SHA-256 of the previous header of that device; empty for the first."""
    hlc: str
    """Hybrid logical clock: ties and display only."""
    ut: int
    """The device's wall clock, milliseconds since 1970 (UTC)."""
    act: str
    """The person who acted."""
    k: str
    """Kind."""
    sv: int
    """Version of the payload's schema."""
    e: str
    """Entity."""
    pid: str
    """Patient; empty for the practice's own matters."""
    r: str
    """Register; empty for a fact."""
    prev: list[str]
    """Ids of the heads that the form showed when it was opened; of a fact, what it came after, where order matters."""
    tx: tuple[str, int]
    """Transaction id and index. A transaction is a run of slots of one device; pages never cut it."""
    dh: str
    """SHA-256 of the payload bytes."""
    ke: int = 0
    """0: plain payload; above: epoch of the key it is sealed with."""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Header).decode
_is_stamp = re.compile(r"[0-9a-f]{12}-[0-9a-f]{4}").fullmatch


class Damaged(Exception):
    """Bytes that are not a sound operation."""


@dataclass(frozen=True, slots=True)
class Op:
    """The bytes as they were first written. Nobody ever serialises an operation again.

    Raises `Damaged` when the header cannot be read.
    """

    header_bytes: bytes = field(repr=False)
    payload_bytes: bytes = field(repr=False)
    header: Header = field(init=False, repr=False, compare=False)
    digest: bytes = field(init=False, repr=False, compare=False)
    """SHA-256 of the header: the link of the chain."""
    id: str = field(init=False, compare=False)
    """Identity: the first 16 bytes of the digest, as hex."""

    def __post_init__(self) -> None:
        try:
            header = _decode(self.header_bytes)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Damaged("unreadable header") from error
        digest = sha256(self.header_bytes).digest()
        object.__setattr__(self, "header", header)
        object.__setattr__(self, "digest", digest)
        object.__setattr__(self, "id", digest[:16].hex())

    @classmethod
    def seal(cls, header: Header, payload_bytes: bytes) -> Op:
        """Freeze a header and its payload."""
        return cls(_encode(header), payload_bytes)

    @classmethod
    def parse(cls, line: bytes) -> Op:
        """Read `header TAB payload` from outside; raises `Damaged` for anything that no program wrote."""
        header_bytes, tab, payload_bytes = line.rstrip(b"\n").partition(b"\t")
        if not tab:
            raise Damaged("no payload")
        op = cls(header_bytes, payload_bytes)
        if not op.holds_its_payload():
            raise Damaged("payload differs from its hash")
        if not _is_stamp(op.header.hlc):
            raise Damaged("no such clock")
        return op

    @property
    def line(self) -> bytes:
        """The form in which operations travel."""
        return self.header_bytes + b"\t" + self.payload_bytes

    def holds_its_payload(self) -> bool:
        """Whether the payload is the one that the header was sealed with."""
        return sha256(self.payload_bytes).hexdigest() == self.header.dh


def register_key(entity: str, register: str) -> str:
    """Names one register in the whole practice."""
    return f"{entity}/{register}"
