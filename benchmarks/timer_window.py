"""The timer in the window: start and stop through its gateway until they are durable, and what it costs untouched.

In a practice of 5,000 patients and 200,000 entries, on the platform without a display.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from benchmarks._world import FOLDER, PASSPHRASE, opened
from benchmarks.timer import UNTOUCHED_SECONDS, p95
from ccm_desktop.app.entry import Entry
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.entrance import list_users

ROUNDS = 20
_SETTLED_MS = 3_000


class Bench:
    """The program, and waits for what it does."""

    def __init__(self, app: QApplication, settings: Path) -> None:
        self._app = app
        self.entry = Entry(app, FOLDER, settings, kdf=QUICK_FOR_TESTS)
        self.entry.open()
        self.entry.unlock_with(list_users(FOLDER)[0].id, PASSPHRASE)
        while self.entry.session is None or not self.entry._warm_up.is_done or self.entry.gateway.is_busy:  # noqa: SLF001
            self.pass_time(50)
        self.screens = self.entry.session.screens

    def pass_time(self, milliseconds: int) -> None:
        """Let the program run."""
        QTimer.singleShot(milliseconds, self._end_wait)
        self._app.exec()

    def send(self, command: Callable[[], Outcome[str]]) -> float:
        """Seconds until the main thread knows that it is durable."""
        began = time.perf_counter()
        task = self.entry.gateway.send(command)
        took: list[float] = []
        task.succeeded.connect(lambda _outcome: took.append(time.perf_counter() - began))
        task.finished.connect(self._end_wait)
        self._app.exec()
        while self.entry.gateway.is_busy:
            self.pass_time(5)
        return took[0]

    def discard_all(self) -> None:
        """Nothing is left of what was measured."""
        for due in self.screens.timer.due:
            self.send(partial(self.screens.timer._office.timer.discard, due.session_id, "Measured"))  # noqa: SLF001

    def _end_wait(self) -> None:
        self._app.exit()  # to quit would close the window


def main() -> None:
    """Print the figures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    opened().close()
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(app, Path(place) / "window.ini")
        timer, patients = bench.entry.session.office.timer, bench.screens.timer.enrolled()  # type: ignore[union-attr]
        times: dict[str, list[float]] = {"start": [], "stop": []}
        for patient in patients[:ROUNDS]:
            times["start"].append(bench.send(partial(timer.start, patient.patient_id, anyway=True)))
            times["stop"].append(bench.send(timer.stop))
            bench.discard_all()
        for what, found in times.items():
            print(f"timer {what} through the window p95: {p95(found):.1f} ms (aim 100)")
        untouched(bench, patients[0].patient_id)
        bench.entry.close()


def untouched(bench: Bench, patient: str) -> None:
    """A timer that nobody touches, with everything that the window does meanwhile."""
    timer = bench.entry.session.office.timer  # type: ignore[union-attr]
    bench.send(partial(timer.start, patient, anyway=True))
    bench.pass_time(_SETTLED_MS)
    busy, began = time.process_time(), time.monotonic()
    bench.pass_time(int(UNTOUCHED_SECONDS * 1000))
    share = (time.process_time() - busy) / (time.monotonic() - began)
    bench.send(timer.stop)
    bench.discard_all()
    print(f"running timer in the window: {100 * share:.2f} % of one core (aim 1)")


if __name__ == "__main__":
    main()
