"""Start and stop of the timer, durable when they return, against a bare fsync; and what a running one costs.

In a practice of 5,000 patients and 200,000 entries.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks._world import opened

ROUNDS = 150
UNTOUCHED_SECONDS = 30.0


def timed(act: Callable[[], object]) -> float:
    """Seconds it took."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def p95(times: list[float]) -> float:
    """In milliseconds."""
    return 1000 * sorted(times)[int(len(times) * 0.95)]


def bare(path: Path) -> None:
    """4 KB, safe on the medium."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.write(file, b"x" * 4096)
    os.fsync(file)
    os.close(file)


def main() -> None:
    """Print both figures and their references."""
    practice = opened()
    office = practice.office
    enrolled = [line.patient_id for line in office.patients.panel() if line.program_status == "enrolled"][:ROUNDS]
    times: dict[str, list[float]] = {"start": [], "switch": [], "stop": [], "fsync": []}
    with tempfile.TemporaryDirectory(dir=practice.folder) as place:
        for number, patient in enumerate(enrolled):
            times["fsync"].append(timed(lambda n=number: bare(Path(place) / str(n))))  # type: ignore[misc]
            times["start"].append(timed(lambda who=patient: office.timer.start(who, anyway=True)))  # type: ignore[misc]
            other = enrolled[number - 1]
            times["switch"].append(timed(lambda who=other: office.timer.start(who, anyway=True)))  # type: ignore[misc]
            times["stop"].append(timed(office.timer.stop))
            for line in office.timer.view().parked:
                office.timer.stop(line.session_id)
            for due in office.timer.note_due():
                office.timer.discard(due.session_id, "Measured")
    reference = p95(times["fsync"])
    for what in ("start", "switch", "stop"):
        found = p95(times[what])
        print(f"timer {what} p95: {found:.1f} ms (aim 100); bare fsync {reference:.1f} ms; "
              f"ratio {found / reference:.1f}")  # fmt: skip
    practice.close()
    untouched()


def untouched() -> None:
    """A timer that nobody touches, its thread included."""
    practice = opened()
    timer = practice.office.timer
    line = next(line for line in practice.office.patients.panel() if line.program_status == "enrolled")
    session = timer.start(line.patient_id, anyway=True).value
    timer._ticker.start()  # noqa: SLF001 - the world is opened without its tick
    busy, began = time.process_time(), time.monotonic()
    time.sleep(UNTOUCHED_SECONDS)
    share = (time.process_time() - busy) / (time.monotonic() - began)
    timer.stop()
    timer.discard(session, "Measured")
    practice.close()
    print(f"running timer: {100 * share:.2f} % of one core (aim 1)")


if __name__ == "__main__":
    main()
