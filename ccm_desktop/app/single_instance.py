"""One program for each practice: a second start hands its wish to the first and ends.

The channel takes three short verbs from the same user of the computer and nothing else: no file, no
text, never a name. What it takes is read as bytes of a bounded size, and forgotten when it is no verb.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QThread, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from ccm_desktop.domain.errors import BadInput, Refusal

LONGEST = 64
"""Bytes of a request or an answer, its end of line included."""
_PATIENT = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Za-z]{0,3}-?[0-9][0-9-]{0,23}")
"""An id, or a record number: digits after at most three letters. No name looks like that."""
_REQUEST = re.compile(rf"show|toggle-timer|start (?P<patient>{_PATIENT.pattern})")
_PATIENCE_MS, _AGAIN_MS = 3_000, 100
_CALLERS_AT_ONCE = 4
ANSWERS = {
    "done": "",
    "locked": "CCM Desktop is locked. Unlock it first; its window was brought to the front.",
    "unknown patient": "The open practice has no patient with this number.",
    "not enrolled": "This patient is not enrolled. The window of CCM Desktop says more.",
    "not understood": "The CCM Desktop that is open is another version. Close it and start again.",
}
"""What the first program may answer, and what the second says then; empty for all well."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a second start wants."""

    verb: str = "show"
    """show | toggle-timer | start"""
    patient: str = ""
    """Id or record number; only with `start`."""

    def line(self) -> bytes:
        """As it is sent."""
        return f"{self.verb} {self.patient}".strip().encode("ascii") + b"\n"


def request_of(*, toggle: bool, start: str) -> Request:
    """The request that the arguments mean; a name is refused here, before it leaves the program."""
    if not start:
        return Request("toggle-timer" if toggle else "show")
    if not _PATIENT.fullmatch(start):
        raise BadInput("start_wants_number", "--start takes a patient's id or record number.",
                       "Names are not handed from one program to another. Ctrl+T finds a patient by name.")  # fmt: skip
    return Request("start", start)


def parse(line: bytes) -> Request | None:
    """What came in; None for anything that is no request."""
    if len(line) > LONGEST or not line.endswith(b"\n"):
        return None
    with contextlib.suppress(UnicodeDecodeError):
        found = _REQUEST.fullmatch(line[:-1].decode("ascii"))
        if found is not None:
            return Request(found[0].partition(" ")[0], found["patient"] or "")
    return None


class SingleInstance:
    """The lock of this practice; whoever has it listens, whoever has not asks.

    `room` is a folder of this user of the computer alone.
    """

    def __init__(self, practice: Path, room: Path) -> None:
        room.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(OSError):
            room.chmod(0o700)
        name = f"ccm-{sha256(str(practice.resolve()).encode()).hexdigest()[:16]}"
        self._lock = QLockFile(str(room / f"{name}.lock"))
        self._lock.setStaleLockTime(0)  # however long it runs; one left by a program that died is taken over
        self._room = room
        self.address = name if sys.platform == "win32" else str(room / f"{name}.socket")
        self._door: Door | None = None

    def take(self) -> bool:
        """Become the first; False when another program is."""
        return self._lock.tryLock(0)

    def listen(self, answer: Callable[[Request], str]) -> None:
        """Take requests; without a channel the program works all the same."""
        if _is_private(self._room):
            self._door = Door(self.address, answer)

    def release(self) -> None:
        """End, or begin anew: the next program may be the first."""
        if self._door is not None:
            self._door.close()
            self._door = None
        self._lock.unlock()

    def ask(self, request: Request) -> None:
        """Hand a request to the first program.

        Raises:
            Refusal: it is locked, or it cannot do that, or it does not answer.
        """
        answer = _asked(self.address, request)
        if answer not in ANSWERS:
            raise Refusal("already_open", "CCM Desktop is open already, but does not answer.",
                          "Look for its window; if there is none, restart the computer.")  # fmt: skip
        if answer != "done":
            raise Refusal("not_now", ANSWERS[answer], "")


class Door(QObject):
    """Listens for the same user of the computer."""

    def __init__(self, address: str, answer: Callable[[Request], str]) -> None:
        super().__init__()
        self._answer = answer
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(_CALLERS_AT_ONCE)
        self._server.newConnection.connect(self._on_connection)
        QLocalServer.removeServer(address)  # we hold the lock: what is there was left behind
        self._server.listen(address)

    def close(self) -> None:
        """Listen no longer."""
        for caller in self.findChildren(Caller):
            caller.hang_up()
        self._server.close()
        self.deleteLater()

    def _on_connection(self) -> None:
        while (line := self._server.nextPendingConnection()) is not None:
            caller = Caller(line, self._answer, self)
            if len(self.findChildren(Caller)) > _CALLERS_AT_ONCE:
                caller.hang_up()


class Caller(QObject):
    """Reads one short line, answers one, hangs up; who keeps silent is hung up on."""

    def __init__(self, line: QLocalSocket, answer: Callable[[Request], str], door: Door) -> None:
        super().__init__(door)
        self._line, self._answer = line, answer
        self._heard = b""
        self._answered = self._gone = False
        line.setReadBufferSize(LONGEST + 1)
        line.readyRead.connect(self._hear)
        line.disconnected.connect(self.hang_up)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.hang_up)
        self._patience.start(_PATIENCE_MS)
        self._hear()

    def hang_up(self) -> None:
        """Be done with it."""
        if self._gone:
            return
        self._gone = True
        self._patience.stop()
        self._line.abort()
        self._line.deleteLater()
        self.setParent(None)
        self.deleteLater()

    def _hear(self) -> None:
        """One line is all; what comes after it is not read."""
        if self._gone or self._answered:
            return
        self._heard += bytes(self._line.read(LONGEST + 1 - len(self._heard)).data())
        if not self._heard.endswith(b"\n") and len(self._heard) <= LONGEST:
            return  # the rest comes, or the patience ends
        self._answered = True
        request = parse(self._heard)
        answer = "not understood" if request is None else self._answer(request)
        self._line.write(answer.encode("ascii") + b"\n")
        self._line.flush()
        self._line.disconnectFromServer()


def _asked(address: str, request: Request) -> str:
    """The answer of the first program; empty when there was none."""
    line = QLocalSocket()
    line.setReadBufferSize(LONGEST + 1)
    for _ in range(_PATIENCE_MS // _AGAIN_MS):  # the first one may be about to open its door
        line.connectToServer(address)
        if line.waitForConnected(_PATIENCE_MS):
            break
        QThread.msleep(_AGAIN_MS)
    else:
        return ""
    line.write(request.line())
    heard = b""
    while not heard.endswith(b"\n") and len(heard) <= LONGEST:
        if not line.bytesAvailable() and not line.waitForReadyRead(_PATIENCE_MS):
            break
        heard += bytes(line.read(LONGEST + 1).data())
    line.abort()
    return heard.rstrip(b"\n").decode("ascii", "replace")


def _is_private(room: Path) -> bool:
    """Whether nobody else may come into the folder; Windows guards the channel itself."""
    if sys.platform == "win32":
        return True
    found = room.stat()
    return found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077
