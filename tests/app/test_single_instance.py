"""A second start hands its wish to the first and ends; nothing but a few short words gets through."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ccm_desktop.app.single_instance import LONGEST, Request, SingleInstance, parse, request_of
from ccm_desktop.domain.errors import BadInput, Refusal

posix = pytest.mark.skipif(sys.platform == "win32", reason="a socket in a folder; Windows has named pipes")
ID = "0190c5f2a3b47c6d8e9f0a1b2c3d4e5f"


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder with a short name: the address of a socket has little more than a hundred bytes."""
    made = Path(tempfile.mkdtemp(prefix="ccm"))
    yield made / "room"
    shutil.rmtree(made)


@pytest.fixture
def first(qapp: QApplication, room: Path, tmp_path: Path) -> Iterator[SingleInstance]:
    made = SingleInstance(tmp_path, room)
    assert made.take()
    yield made
    made.release()


def spoken(qtbot: QtBot, address: str, words: bytes) -> bytes:
    """What the first program answers to bytes that no program of ours would send."""
    heard: list[bytes] = []

    def speak() -> None:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(10)
            line.connect(address)
            try:
                line.sendall(words)
                heard.append(line.recv(1024))
            except (ConnectionError, BrokenPipeError):
                heard.append(b"")

    speaking = threading.Thread(target=speak)
    speaking.start()
    qtbot.waitUntil(lambda: bool(heard), timeout=15_000)
    speaking.join()
    return heard[0]


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        (b"show\n", Request()),
        (b"toggle-timer\n", Request("toggle-timer")),
        (f"start {ID}\n".encode(), Request("start", ID)),
        (b"start 100433\n", Request("start", "100433")),
        (b"start MRN-100433\n", Request("start", "MRN-100433")),
        (b"start Castillo\n", None),
        (b"start Castillo-Ramirez, Maria\n", None),
        (b"start\n", None),
        (b"show", None),
        (b"show me\n", None),
        (b"show\nshow\n", None),
        (b"quit\n", None),
        (b"start 1" + b"0" * LONGEST + b"\n", None),
        ("start Ünal\n".encode(), None),
        (b"\xff\xfe\n", None),
        (b"", None),
    ],
)
def test_only_the_verbs_get_through(line: bytes, request_: Request | None) -> None:
    assert parse(line) == request_


def test_what_is_sent_is_what_is_understood() -> None:
    for request in (Request(), Request("toggle-timer"), Request("start", ID), Request("start", "100433")):
        assert parse(request.line()) == request
        assert len(request.line()) <= LONGEST


@pytest.mark.parametrize("name", ["Castillo", "Castillo, María", "maria", "O'Neil 2", "abcd1"])
def test_a_name_does_not_leave_the_program(name: str) -> None:
    with pytest.raises(BadInput) as refused:
        request_of(toggle=False, start=name)
    assert name not in str(refused.value)


def test_the_arguments_become_a_request() -> None:
    assert request_of(toggle=False, start="") == Request()
    assert request_of(toggle=True, start="") == Request("toggle-timer")
    assert request_of(toggle=False, start="100433") == Request("start", "100433")


def test_another_practice_has_a_program_of_its_own(first: SingleInstance, room: Path, tmp_path: Path) -> None:
    assert not SingleInstance(tmp_path, room).take()
    other = SingleInstance(tmp_path / "other", room)
    assert other.take()
    other.release()


def test_the_same_folder_by_another_way_is_the_same_practice(first: SingleInstance, room: Path, tmp_path: Path) -> None:
    assert not SingleInstance(tmp_path / "x" / "..", room).take()


@posix
def test_the_channel_is_this_users_alone(first: SingleInstance, room: Path) -> None:
    first.listen(lambda _request: "done")
    assert stat.S_IMODE(room.stat().st_mode) == 0o700
    assert stat.S_IMODE(Path(first.address).stat().st_mode) & 0o077 == 0


@posix
def test_a_room_that_others_may_enter_gets_no_channel(
    first: SingleInstance, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.chmod(0o755)
    first.listen(lambda _request: "done")
    assert not Path(first.address).exists()


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else")
def test_another_user_of_the_computer_is_kept_out(first: SingleInstance, qtbot: QtBot) -> None:
    first.listen(lambda _request: "done")
    attempt = (
        "import os, socket, sys; os.setuid(65534)\n"
        f"try: socket.socket(socket.AF_UNIX).connect({first.address!r})\n"
        "except PermissionError: sys.exit(7)\n"
    )
    assert subprocess.run([sys.executable, "-c", attempt]).returncode == 7


@posix
@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (b"show\n", b"done\n"),
        (b"delete everything\n", b"not understood\n"),
        (b"start Castillo\n", b"not understood\n"),
        (b"x" * 10_000, b"not understood\n"),
    ],
)
def test_strangers_words_do_nothing(first: SingleInstance, qtbot: QtBot, words: bytes, answer: bytes) -> None:
    done: list[Request] = []

    def do(request: Request) -> str:
        done.append(request)
        return "done"

    first.listen(do)
    assert spoken(qtbot, first.address, words) in (answer, b"")
    assert done == ([Request()] if answer == b"done\n" else [])


@posix
def test_a_caller_who_says_nothing_is_hung_up_on(first: SingleInstance, qtbot: QtBot) -> None:
    first.listen(lambda _request: "done")
    assert spoken(qtbot, first.address, b"sho") == b""


@posix
def test_what_a_killed_program_left_is_taken_over(qapp: QApplication, room: Path, tmp_path: Path, qtbot: QtBot) -> None:
    script = (
        "import os, sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication\n"
        "from ccm_desktop.app.single_instance import SingleInstance\n"
        "app = QCoreApplication([]); one = SingleInstance(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "assert one.take(); one.listen(lambda request: 'done'); os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", script, tmp_path, room]).returncode == -9
    left = list(room.iterdir())
    assert len(left) == 2, "its lock and its socket"
    heir = SingleInstance(tmp_path, room)
    assert heir.take()
    heir.listen(lambda _request: "done")
    assert spoken(qtbot, heir.address, b"show\n") == b"done\n"
    heir.release()


def test_a_first_that_does_not_answer_is_told_of(first: SingleInstance, room: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        SingleInstance(tmp_path, room).ask(Request())
    assert "does not answer" in str(refused.value)
