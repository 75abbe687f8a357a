"""Run the tests without a display: `python scripts/test.py [pytest arguments]`, the same as `make test`.

Without arguments the rooms run beside one another, one process a core: windows of many journeys in one
process would make each later one slower.
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
_JOURNEYS_TOGETHER = 4
"""Files of journeys in one process."""
_LONGEST_FIRST = ("services", "models", "app", "faults")


def main() -> int:
    """0, or the exit code of the first pytest that failed."""
    python = setup.prepare("dev")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if len(sys.argv) > 1:
        return setup.run([python, "-m", "pytest", *sys.argv[1:]])
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        waiting = [
            pool.submit(_run, str(python), group, Path(place) / str(number)) for number, group in enumerate(_groups())
        ]
        failed = [code for code in (one.result() for one in waiting) if code]
    print(f"{len(waiting)} groups of tests, {len(failed)} failed, {time.monotonic() - began:.0f} s")
    return failed[0] if failed else 0


def _groups() -> Iterator[list[str]]:
    """Rooms, the longest first; journeys in handfuls."""
    rooms = {path.name: path for path in sorted(_TESTS.iterdir()) if any(path.glob("test_*.py"))}
    journeys = sorted(map(str, rooms.pop("journeys").glob("test_*.py")))
    for name in _LONGEST_FIRST:
        yield [str(rooms.pop(name))]
    for first in range(0, len(journeys), _JOURNEYS_TOGETHER):
        yield journeys[first : first + _JOURNEYS_TOGETHER]
    yield list(map(str, rooms.values()))


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
