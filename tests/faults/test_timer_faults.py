"""The real program with a running timer: killed, frozen, and on a full disk (`ccm time run`).

One preloaded process forks a `ccm` for each command, so that a kill costs no start of Python.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from ccm_desktop.domain.consent import ELEMENTS
from ccm_desktop.domain.timer.gaps import pending
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.consent import ConsentRecorded
from ccm_desktop.ledger.payloads.patient import PatientIdentity, PatientProgram
from ccm_desktop.ledger.payloads.timekeeping import TimerSession
from ccm_desktop.models import refold
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.entrance import list_users
from ccm_desktop.services.vault import JOURNAL, create_practice, unlock
from tests.services.conftest import LAKESIDE, PASSPHRASE

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and signals")
LOADED = """
import os, sys
from ccm_desktop.app.cli import main
import ccm_desktop.services.vault
print("loaded", flush=True)
for line in sys.stdin:
    words = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if child == 0:
        os._exit(main(words))
    print(child, flush=True)
    _, status = os.waitpid(child, 0)
    print("ended", os.waitstatus_to_exitcode(status), flush=True)
"""


class Program:
    """A practice with one patient, and `ccm` running the timer on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "practice"
        opened = create_practice(self.folder, LAKESIDE, SystemClock(), QUICK_FOR_TESTS)
        me = opened.office.context.person
        consent = ConsentRecorded("given", 1, "verbal", tuple(ELEMENTS), me, me)
        with opened.office.context.transaction() as tx:
            tx.record(PatientIdentity("Castillo", "María"), entity="p", patient="p")
            tx.record(PatientProgram("enrolled", started_on="2026-01-02"), entity="p", patient="p")
            tx.record(consent, entity=new_id(), patient="p")
        opened.close()
        secret = folder / "secret.txt"
        secret.write_text(PASSPHRASE, "utf-8")
        self.words = ["--practice", str(self.folder), "--passphrase-file", str(secret), "time", "run", "p"]
        self.loaded = subprocess.Popen([sys.executable, "-c", LOADED], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       text=True, bufsize=1)  # fmt: skip
        assert self.line() == "loaded"

    def line(self) -> str:
        assert self.loaded.stdout is not None
        return self.loaded.stdout.readline().strip()

    def start(self) -> tuple[int, float, float, str]:
        """Process, moment before it was asked to start, moment when it said that it runs, and the session."""
        assert self.loaded.stdin is not None
        before = time.monotonic()
        self.loaded.stdin.write("\t".join(self.words) + "\n")
        self.loaded.stdin.flush()
        child = int(self.line())
        said = self.line()
        assert said.startswith("Running."), said
        return child, before, time.monotonic(), said.split()[-1]

    def ended(self) -> int:
        while not (said := self.line()).startswith("ended"):
            pass
        return int(said.split()[1])

    def close(self) -> None:
        assert self.loaded.stdin is not None
        assert self.loaded.stdout is not None
        self.loaded.stdin.close()
        self.loaded.wait()
        self.loaded.stdout.close()

    def session(self, session_id: str) -> TimerSession:
        """As the next start finds it."""
        opened = unlock(self.folder, list_users(self.folder)[0].id, PASSPHRASE, SystemClock(), ticking=False)
        try:
            with opened.office.context.reading() as reader:
                held = reader.held(TimerSession, session_id)
        finally:
            opened.close()
        assert held is not None
        return held.value

    def check(self) -> list[str]:
        """What is wrong with the file."""
        opened = unlock(self.folder, list_users(self.folder)[0].id, PASSPHRASE, SystemClock(), ticking=False)
        vault = opened.office.context.store.vault
        found = [*map(str, vault.full_check()), *refold.verify(vault)]
        opened.close()
        return found


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    program = Program(tmp_path)
    yield program
    program.close()


def credited(session: TimerSession) -> int:
    return sum(end - start for start, end, _ in session.segments)


class Loss(NamedTuple):
    """What kills did."""

    over: int
    """How many sessions were credited more than ran."""
    worst: float
    """Most that was lost, seconds: what ran for certain in whole seconds, less what was credited."""
    raw: float
    """The same with fractions."""


def kill(program: Program, times: int, seed: int, longest: float) -> Loss:
    chance = random.Random(seed)
    over, worst, raw = 0, 0.0, 0.0
    for _ in range(times):
        child, before, running, session = program.start()
        time.sleep(chance.uniform(0, longest))
        certain = time.monotonic() - running
        os.kill(child, signal.SIGKILL)
        possible = time.monotonic() - before
        assert program.ended() == -signal.SIGKILL
        found = program.session(session)
        assert (found.state, found.source) == ("stopped", "recovered")
        over += credited(found) > possible
        worst = max(worst, int(certain) - credited(found))
        raw = max(raw, certain - credited(found))
    assert program.check() == []
    return Loss(over, worst, raw)


def test_kills_credit_nothing_too_much_and_leave_the_file_whole(program: Program) -> None:
    assert kill(program, 6, 1, 2.5).over == 0


@pytest.mark.faults
def test_five_hundred_kills(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    times = int(os.environ.get("CCM_KILLS", "500"))
    found = kill(program, times, 2, 2.5)
    with capsys.disabled():
        print(f"\n{times} kills: {found.over} over-credited, worst loss {found.worst:.0f} s ({found.raw:.2f} s raw)")
    assert found.over == 0
    assert found.worst <= 1


@contextmanager
def frozen(child: int) -> Iterator[None]:
    os.kill(child, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(child, signal.SIGCONT)


def freeze(program: Program, seconds: float) -> tuple[TimerSession, float]:
    """The session of a process that stood still so long, and the longest that it can have run in all."""
    child, before, _, session = program.start()
    time.sleep(1.2)
    with frozen(child):
        time.sleep(seconds)
    time.sleep(1.2)
    os.kill(child, signal.SIGTERM)
    assert program.ended() == 0
    return program.session(session), time.monotonic() - before


def test_a_process_that_stood_still_says_so(program: Program) -> None:
    found, longest = freeze(program, 3)
    gap = max(found.gaps, key=lambda gap: gap.seconds)  # a busy computer may have stalled it besides
    assert (gap.kind, gap.decision, found.source) == ("stall", "kept", "timer")
    assert 2 <= gap.seconds <= longest
    assert credited(found) <= longest


@pytest.mark.faults
def test_a_process_that_stood_still_for_long_counts_nothing_of_it(program: Program) -> None:
    found, longest = freeze(program, 63)
    (gap,) = pending(found.gaps)
    assert gap.kind == "stall"
    assert 62 <= gap.seconds <= longest
    assert credited(found) <= longest - 63


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("fault", ["full", "unwritable"])
def test_a_journal_that_cannot_be_written_loses_nothing_that_ends_in_order(program: Program, fault: str) -> None:
    journal = program.folder / JOURNAL
    journal.unlink()
    if fault == "full":
        journal.symlink_to("/dev/full")
    else:
        journal.mkdir()
    child, before, running, session = program.start()
    time.sleep(2.3)
    certain = time.monotonic() - running
    os.kill(child, signal.SIGTERM)
    assert program.ended() == 0
    longest = time.monotonic() - before
    found = program.session(session)
    assert int(certain) - 1 <= credited(found) <= longest
    assert found.source == "timer"
