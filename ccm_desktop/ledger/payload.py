"""Typed payloads: which kinds of operation exist, and how their values become bytes and back."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import msgspec

from ccm_desktop.domain.errors import BadInput

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Kind(Generic[P]):
    """One kind of operation: a register (superseded by versions) or a fact (never superseded)."""

    name: str
    version: int
    register: str
    type: type[P]
    upcasts: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = ()
    decode: Callable[[bytes], P] = msgspec.json.decode


class _Envelope(msgspec.Struct):
    """What stands beside the fields: the origin of an imported value."""

    origin: str = msgspec.field(default="", name="@")


_KINDS: dict[str, Kind[Any]] = {}
_BY_TYPE: dict[type, Kind[Any]] = {}
_encode = msgspec.json.Encoder().encode
_envelope = msgspec.json.Decoder(_Envelope).decode
_any = msgspec.json.Decoder(dict[str, Any]).decode


def payload(name: str, *, register: str = "", version: int = 1) -> Callable[[type[P]], type[P]]:
    """Register a frozen dataclass as the payload of operations of kind `name`.

    With `register` it is a register: versions supersede one another by `prev`. Without, a fact.
    """

    def enter(cls: type[P]) -> type[P]:
        if name in _KINDS:
            raise ValueError(f"two payloads of kind {name}")
        kind = Kind(name, version, register, cls, decode=msgspec.json.Decoder(cls).decode)
        _KINDS[name] = _BY_TYPE[cls] = kind
        return cls

    return enter


def upcast(name: str, step: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Add the step that lifts fields of `name` from one version to the next, oldest first."""
    kind = replace(_KINDS[name], upcasts=(*_KINDS[name].upcasts, step))
    _KINDS[name] = _BY_TYPE[kind.type] = kind


def kind_of(cls: type[P]) -> Kind[P]:
    """The kind that `cls` is the payload of."""
    return _BY_TYPE[cls]


def kind_named(name: str) -> Kind[Any] | None:
    """The kind of that name; None for a kind of a newer program."""
    return _KINDS.get(name)


def encode(value: object, origin: str = "") -> bytes:
    """Payload bytes: the fields, 16 random bytes against guessing from the hash, the origin if any.

    Refuses half a character (a lone surrogate), which a broken paste or terminal can hand over.
    """
    try:
        fields = _encode(value)
    except UnicodeEncodeError as error:
        raise BadInput("text_broken", "A text holds half a character, which cannot be kept.",
                       "Type it again.") from error  # fmt: skip
    salt = b'{"~":"' + os.urandom(16).hex().encode() + b'"'
    if origin:
        salt += b',"@":' + _encode(origin)
    return salt + (b"," if len(fields) > 2 else b"") + fields[1:]


def json_text(value: object) -> str:
    """A collection as it stands in a projection's column."""
    return _encode(value).decode()


def origin_of(payload_bytes: bytes) -> str:
    """Where an imported value came from; empty for what was written here."""
    return _envelope(payload_bytes).origin if b'"@":' in payload_bytes[:48] else ""


def decode(name: str, version: int, payload_bytes: bytes) -> Any | None:
    """The typed value, lifted to today's version; None when this program cannot read it (yet)."""
    kind = _KINDS.get(name)
    if kind is None or not 1 <= version <= kind.version:
        return None
    try:
        if version == kind.version:
            return kind.decode(payload_bytes)
        fields = _any(payload_bytes)
        for step in kind.upcasts[version - 1 :]:
            fields = step(fields)
        return msgspec.convert(fields, kind.type)
    except (msgspec.DecodeError, UnicodeDecodeError, LookupError):
        return None
