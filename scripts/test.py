"""Run the tests without a display: `python scripts/test.py [pytest arguments]`, the same as `make test`.

Without arguments the rooms run beside one another, one process a core.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import setup

_TESTS = Path(__file__).resolve().parent.parent / "tests"
_JOURNEYS_TOGETHER = 6
"""Files of journeys in one process: more would leave a core idle at the end, fewer start too often."""
_LONGEST_FIRST = ("services", "faults", "app", "models")
_MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - only ever a fresh folder of our own below it
_ROOM_NEEDED = 2 << 30
"""Bytes: what passed is removed at once, what a group shares stays to its end."""


def main() -> int:
    """0, or the exit code of the first pytest that failed."""
    python = setup.prepare("dev")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if len(sys.argv) > 1:
        return setup.run([python, "-m", "pytest", *sys.argv[1:]])
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=_quick_disk()) as place, ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        _compile_once(Path(place))
        waiting = [
            pool.submit(_run, str(python), group, Path(place) / str(number)) for number, group in enumerate(_groups())
        ]
        failed = [code for code in (one.result() for one in waiting) if code]
    print(f"{len(waiting)} groups of tests, {len(failed)} failed, {time.monotonic() - began:.0f} s")
    return failed[0] if failed else 0


def _quick_disk() -> Path | None:
    """A disk in memory with room for it: thousands of practice files wait for no platter. None: the usual place."""
    if not _MEMORY_DISK.is_dir() or not os.access(_MEMORY_DISK, os.W_OK | os.X_OK):
        return None
    disk = os.statvfs(_MEMORY_DISK)
    return None if disk.f_flag & os.ST_NOEXEC or disk.f_bavail * disk.f_frsize < _ROOM_NEEDED else _MEMORY_DISK


def _compile_once(place: Path) -> None:
    """Where the checkout is to hold no bytecode, the processes share it elsewhere."""
    os.environ["TMPDIR"] = str(place)
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = str(place / "bytecode")


def _groups() -> Iterator[list[str]]:
    """Rooms, the longest first; then journeys in handfuls that take about as long as one another."""
    rooms = {path.name: path for path in sorted(_TESTS.iterdir()) if any(path.glob("test_*.py"))}
    journeys = sorted(rooms.pop("journeys").glob("test_*.py"), key=lambda path: (-path.stat().st_size, path))
    for name in _LONGEST_FIRST:
        yield [str(rooms.pop(name))]
    yield list(map(str, rooms.values()))
    handfuls = -(-len(journeys) // _JOURNEYS_TOGETHER)
    for first in range(handfuls):
        yield list(map(str, journeys[first::handfuls]))


def _run(python: str, group: list[str], temporary: Path) -> int:
    """One pytest; what it printed is shown when it has ended."""
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={temporary}", *group]
    done = subprocess.run(command, cwd=_TESTS.parent, capture_output=True, text=True, check=False)
    names = ", ".join(Path(one).stem for one in group)
    sys.stdout.write(f"── {names}\n{done.stdout}{done.stderr}")
    sys.stdout.flush()
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main())
