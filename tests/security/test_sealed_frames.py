"""A stream of sealed frames opens whole, in its order, with its key and its head, or not."""

from __future__ import annotations

from io import BytesIO

import pytest

from ccm_desktop.security import sealed_frames
from ccm_desktop.security.sealed_frames import Unsound

KEY, HEAD = b"k" * 32, b"whose it is"
PARTS = [b"first", b"second, longer", b"third"]
# Length, nonce, text, tag.
SIZES = [4 + 12 + len(part) + 16 for part in (*PARTS, b"")]


def sealed() -> bytes:
    stream = BytesIO()
    sealed_frames.write(stream, KEY, HEAD, PARTS)
    return stream.getvalue()


def opened(content: bytes, key: bytes = KEY, head: bytes = HEAD) -> list[bytes]:
    return list(sealed_frames.read(BytesIO(content), key, head))


def frames(content: bytes) -> list[bytes]:
    found = []
    for size in SIZES:
        found.append(content[:size])
        content = content[size:]
    assert not content
    return found


def test_what_was_sealed_comes_back() -> None:
    assert opened(sealed()) == PARTS
    assert not any(part in sealed() for part in PARTS)


def test_wherever_it_is_cut_it_does_not_open() -> None:
    content = sealed()
    for length in range(len(content)):
        with pytest.raises(Unsound):
            opened(content[:length])


def test_no_byte_can_be_changed() -> None:
    content = sealed()
    for at in range(len(content)):
        with pytest.raises(Unsound):
            opened(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])


def test_frames_cannot_be_left_out_repeated_exchanged_or_added() -> None:
    a, b, c, end = frames(sealed())
    for altered in ([b, a, c, end], [a, c, end], [a, a, b, c, end], [a, b, c, end, end], [a, b, end], [end]):
        with pytest.raises(Unsound):
            opened(b"".join(altered))


def test_frames_of_two_streams_do_not_mix() -> None:
    a, *_ = frames(sealed())
    _, *others = frames(sealed())
    assert opened(b"".join([a, *others])) == PARTS  # one head, one key: the same stream written twice
    stream = BytesIO()
    sealed_frames.write(stream, KEY, b"another head", PARTS)
    _, *foreign = frames(stream.getvalue())
    with pytest.raises(Unsound):
        opened(b"".join([a, *foreign]))


@pytest.mark.parametrize(("key", "head"), [(b"l" * 32, HEAD), (KEY, b"another")])
def test_another_key_or_head_opens_nothing(key: bytes, head: bytes) -> None:
    with pytest.raises(Unsound):
        opened(sealed(), key, head)
