"""The heartbeat beside the practice file: what a running timer has earned survives any crash.

Twice a second one of two slots is overwritten with an authenticated record of everything since the
session was last recorded in the practice file (no patient's data: only an opaque session id). A torn
or damaged slot falls back to the other, at most one tick older (security.md 3.11).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import struct
from dataclasses import dataclass
from pathlib import Path

from ccm_desktop.domain.timer.clocks import Sample
from ccm_desktop.domain.timer.gaps import DECISIONS, KINDS, Gap, gap
from ccm_desktop.domain.timer.reckoning import Reckoning
from ccm_desktop.domain.timer.segments import Segment, joined

_SEQUENCE = struct.Struct("<QHHH")
"""Number of the record, length of its body, how many segments and gaps the body holds."""
_BODY = struct.Struct("<16s16sqqqqQbqQ?")
_SEGMENT = struct.Struct("<qI")
_GAP = struct.Struct("<qIBB")
_SLOT = 4096
_MAC = 32
_ROOM = _SLOT - _SEQUENCE.size - _MAC
_SYNC_EVERY = 30
"""Ticks between two flushes to the medium: 15 s, the loss bound of a power cut."""
_KINDS = tuple(KINDS)
_NOT_OPEN = -1


@dataclass(frozen=True, slots=True)
class Beat:
    """What had been earned at one tick, and when that was."""

    session: str
    since: int
    """`running_since` of the record in the practice file that this goes on from."""
    boot_id: str
    """32 hexadecimal digits."""
    wall_ms: int
    """Last sign of life."""
    boot_ms: int
    """The same by the clock that runs since the computer was started, sleep included."""
    start: int
    """Where the present stretch began, epoch seconds."""
    earned_ms: int
    """Credited in the present stretch."""
    segments: tuple[tuple[int, int], ...] = ()
    """Stretches before it."""
    gaps: tuple[tuple[str, int, int, str], ...] = ()
    """Kind, start, end and decision."""
    open_kind: str = ""
    """Of a gap that has begun and not ended; empty when there is none."""
    open_start: int = 0
    open_ms: int = 0
    unsure: bool = False
    """Whether the clock was set meanwhile."""

    @classmethod
    def of(cls, session: str, since: int, account: Reckoning) -> Beat:
        """The account as it stands."""
        last, gap = account.last, account.open
        return cls(
            session, since, last.boot_id, int(last.wall * 1000), int(last.boot * 1000),
            account.stretch.start, int(account.stretch.earned * 1000),
            tuple((start, end) for start, end, _ in account.segments if end > start),
            tuple((one.kind, one.start, one.end, one.decision) for one in account.gaps),
            gap.kind if gap else "", gap.start if gap else 0, int(gap.elapsed * 1000) if gap else 0,
            account.unsure,
        )  # fmt: skip

    def earned(self, activity: str) -> tuple[Segment, ...]:
        """The segments credited."""
        pieces = (*self.segments, (self.start, self.start + self.earned_ms // 1000))
        return joined((start, end, activity) for start, end in pieces)

    def holes(self, activity: str) -> tuple[Gap, ...]:
        """The gaps, the open one too: where it would have ended nobody knows, so it waits for an answer."""
        found = [gap(kind, start, end, activity, decision) for kind, start, end, decision in self.gaps]
        if self.open_ms >= 1000:
            end = self.open_start + self.open_ms // 1000
            found.append(gap(self.open_kind, self.open_start, end, activity))
        return tuple(found)

    def end(self) -> int:
        """The second after the last one that is accounted for, credited or not."""
        return max(self.start + self.earned_ms // 1000, self.open_start + self.open_ms // 1000)

    def unseen_seconds(self, now: Sample) -> int:
        """How long nobody has watched since; by the clock since boot where that is the same one."""
        if now.boot_id == self.boot_id and now.boot * 1000 >= self.boot_ms:
            return int(now.boot * 1000 - self.boot_ms) // 1000
        return max(0, int(now.wall * 1000 - self.wall_ms) // 1000)


class TimerJournal:
    """Two slots in `timer.hb`. A disk that refuses is an `OSError` at `write`; the next one tries anew."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._key = key
        self._sequence = 0
        self._file: int | None = None
        self._last: Beat | None = None
        with contextlib.suppress(OSError):
            self._last = self._read(self._open())

    def last(self) -> Beat | None:
        """The newest sound record of the run before this one."""
        return self._last

    def write(self, beat: Beat, *, durable: bool = False) -> None:
        """Overwrite the older slot; raises OSError when the disk refuses."""
        record = self._record(beat)
        try:
            file = self._open()
            os.lseek(file, _SLOT * (self._sequence % 2), os.SEEK_SET)
            if os.write(file, record) != len(record):
                raise OSError("the disk took only part of the record")
            if durable or self._sequence % _SYNC_EVERY == 0:
                os.fsync(file)
        except OSError:
            self._sequence -= 1  # the slot may be torn: the next record goes there too, never over the sound one
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                os.close(file)

    def _open(self) -> int:
        if self._file is None:
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
            self._file = os.open(self._path, flags, 0o600)
        return self._file

    def _record(self, beat: Beat) -> bytes:
        self._sequence += 1
        gaps = beat.gaps
        if len(beat.segments) * _SEGMENT.size + len(gaps) * _GAP.size + _BODY.size > _ROOM:
            gaps = tuple(one for one in gaps if one[3] == "pending")  # what was kept is in the segments
        body = _packed(beat, gaps)
        if len(body) > _ROOM:
            raise OSError("more gaps than the journal holds")
        front = _SEQUENCE.pack(self._sequence, len(body), len(beat.segments), len(gaps))
        return front + body + hmac.digest(self._key, front + body, hashlib.sha256)

    def _read(self, file: int) -> Beat | None:
        newest: tuple[int, Beat] | None = None
        for slot in range(2):
            os.lseek(file, _SLOT * slot, os.SEEK_SET)
            found = self._parsed(os.read(file, _SLOT))
            if found is not None and (newest is None or found[0] > newest[0]):
                newest = found
        if newest is None:
            return None
        self._sequence = newest[0]
        return newest[1]

    def _parsed(self, record: bytes) -> tuple[int, Beat] | None:
        """Number and content of a record; None when it is not ours or not whole."""
        if len(record) < _SEQUENCE.size:
            return None
        sequence, length, segments, gaps = _SEQUENCE.unpack_from(record)
        end = _SEQUENCE.size + length
        mac = record[end : end + _MAC]
        if not hmac.compare_digest(mac, hmac.digest(self._key, record[:end], hashlib.sha256)):
            return None
        return sequence, _unpacked(record[_SEQUENCE.size : end], segments, gaps)


def _packed(beat: Beat, gaps: tuple[tuple[str, int, int, str], ...]) -> bytes:
    opened = _KINDS.index(beat.open_kind) if beat.open_kind else _NOT_OPEN
    parts = [
        _BODY.pack(
            bytes.fromhex(beat.session), bytes.fromhex(beat.boot_id), beat.since, beat.wall_ms, beat.boot_ms,
            beat.start, beat.earned_ms, opened, beat.open_start, beat.open_ms, beat.unsure,
        )
    ]  # fmt: skip
    parts += [_SEGMENT.pack(start, end - start) for start, end in beat.segments]
    parts += [
        _GAP.pack(start, end - start, _KINDS.index(kind), DECISIONS.index(decision))
        for kind, start, end, decision in gaps
    ]
    return b"".join(parts)


def _unpacked(body: bytes, segments: int, gaps: int) -> Beat:
    session, boot_id, since, wall_ms, boot_ms, start, earned_ms, opened, open_start, open_ms, unsure = (
        _BODY.unpack_from(body)
    )
    at = _BODY.size
    spans, found = [], []
    for begin, length in _SEGMENT.iter_unpack(body[at : at + segments * _SEGMENT.size]):
        spans.append((begin, begin + length))
    at += segments * _SEGMENT.size
    for begin, length, kind, decision in _GAP.iter_unpack(body[at : at + gaps * _GAP.size]):
        found.append((_KINDS[kind], begin, begin + length, DECISIONS[decision]))
    return Beat(
        session.hex(), since, boot_id.hex(), wall_ms, boot_ms, start, earned_ms, tuple(spans), tuple(found),
        "" if opened == _NOT_OPEN else _KINDS[opened], open_start, open_ms, unsure,
    )  # fmt: skip
