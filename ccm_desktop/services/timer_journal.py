"""The heartbeat beside the practice file: what a running timer has earned survives any crash.

Twice a second one of two 512-byte slots is overwritten with an authenticated record (no patient's
data: only an opaque session id). A torn or damaged slot falls back to the other, at most one tick
older (security.md 3.11).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from dataclasses import dataclass
from pathlib import Path

_RECORD = struct.Struct("<16sQQqQ")
_SLOT = 512
_MAC = 32
_SYNC_EVERY = 30
"""Ticks between two flushes to the medium: 15 s, the loss bound of a power cut."""


@dataclass(frozen=True, slots=True)
class Beat:
    """What had been earned at one tick."""

    session: str
    earlier_ms: int
    """Earned in this session since its last record in the practice file, before this stretch."""
    started_at: int
    """Wall clock (epoch seconds) at which the present stretch began."""
    earned_ms: int
    """Earned in the present stretch."""


class TimerJournal:
    """Two slots in `timer.hb`."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._key = key
        self._sequence = 0
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags, 0o600)
        if os.fstat(self._file).st_size < 2 * _SLOT:
            os.ftruncate(self._file, 2 * _SLOT)
        self._last = self._read()

    def last(self) -> Beat | None:
        """The newest sound record of the run before this one."""
        return self._last

    def write(self, beat: Beat, *, durable: bool = False) -> None:
        """Overwrite the older slot; raises OSError when the disk refuses."""
        self._sequence += 1
        body = _RECORD.pack(
            bytes.fromhex(beat.session), self._sequence, beat.earlier_ms, beat.started_at, beat.earned_ms
        )
        record = body + hmac.digest(self._key, body, hashlib.sha256)
        os.lseek(self._file, _SLOT * (self._sequence % 2), os.SEEK_SET)
        os.write(self._file, record)
        if durable or self._sequence % _SYNC_EVERY == 0:
            os.fsync(self._file)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)

    def _read(self) -> Beat | None:
        newest: tuple[int, Beat] | None = None
        for slot in range(2):
            os.lseek(self._file, _SLOT * slot, os.SEEK_SET)
            record = os.read(self._file, _RECORD.size + _MAC)
            body, mac = record[: _RECORD.size], record[_RECORD.size :]
            if len(mac) != _MAC or not hmac.compare_digest(mac, hmac.digest(self._key, body, hashlib.sha256)):
                continue
            session, sequence, earlier_ms, started_at, earned_ms = _RECORD.unpack(body)
            if newest is None or sequence > newest[0]:
                newest = sequence, Beat(session.hex(), earlier_ms, started_at, earned_ms)
        if newest is None:
            return None
        self._sequence = newest[0]
        return newest[1]
