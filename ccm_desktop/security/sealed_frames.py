"""A stream that opens only whole: frames sealed one after the other, each bound to its place, and an end.

Of a file that was cut, put in another order, joined from two or changed in any bit, the frames before
that place open and the next one does not: whoever reads takes nothing in before the end was seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import BinaryIO

from cryptography.exceptions import InvalidTag

from ccm_desktop.security.sealing import derived, unwrap, wrap

_LENGTH = 4
_LONGEST = 64 * 1024 * 1024
_OVERHEAD = 28
"""Nonce and tag: a frame of no more than that is the end."""


class Unsound(Exception):
    """The stream is cut, altered, or sealed with another key."""


def write(stream: BinaryIO, key: bytes, head: bytes, parts: Iterable[bytes]) -> None:
    """Seal the parts, of which none is empty; `head` says in the clear whose they are and is bound to all of them."""
    bound = sha256(head).digest()
    key, index = derived(key, b"ccm/frames/v1|" + bound), 0
    for part in parts:
        _put(stream, wrap(key, part, _place(bound, index, last=False)))
        index += 1
    _put(stream, wrap(key, b"", _place(bound, index, last=True)))


def read(stream: BinaryIO, key: bytes, head: bytes) -> Iterator[bytes]:
    """The parts, in order; raises `Unsound` where they do not go on, and after an end that is not the file's."""
    bound = sha256(head).digest()
    key, index = derived(key, b"ccm/frames/v1|" + bound), 0
    while True:
        frame = _take(stream)
        last = len(frame) == _OVERHEAD
        try:
            part = unwrap(key, frame, _place(bound, index, last=last))
        except InvalidTag as error:
            raise Unsound("altered") from error
        if last:
            break
        yield part
        index += 1
    if stream.read(1):
        raise Unsound("goes on after its end")


def _place(bound: bytes, index: int, *, last: bool) -> bytes:
    return bound + index.to_bytes(8, "big") + (b"\1" if last else b"\0")


def _put(stream: BinaryIO, frame: bytes) -> None:
    stream.write(len(frame).to_bytes(_LENGTH, "big") + frame)


def _take(stream: BinaryIO) -> bytes:
    length = int.from_bytes(_exactly(stream, _LENGTH), "big")
    if not _OVERHEAD <= length <= _LONGEST:
        raise Unsound("no frame")
    return _exactly(stream, length)


def _exactly(stream: BinaryIO, length: int) -> bytes:
    found = stream.read(length)
    if len(found) != length:
        raise Unsound("cut")
    return found
