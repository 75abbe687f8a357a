"""The window's program under a person's keys, in processes of their own: `python -m tests.faults.window_program`.

One preloaded process forks a program for each line it reads, so that a kill costs no start of Python:
`run FOLDER SEED` opens the window and works in it, at random when SEED is not 0 and as the pipe
`FOLDER/../wishes` says in any case; `look FOLDER SECONDS` tells what the next start finds in the file.
Each line on standard output is one JSON object with the time of `time.monotonic`.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

import ccm_desktop.app.entry
from ccm_desktop.app import main as program
from ccm_desktop.app import warm_up
from ccm_desktop.domain.activities import ACTIVITIES
from ccm_desktop.domain.timer.clocks import Sample
from ccm_desktop.ledger.payloads.timekeeping import TimerSession
from ccm_desktop.models import refold
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.entrance import list_users
from ccm_desktop.services.vault import unlock
from tests.services.conftest import PASSPHRASE

PATIENTS = ("Baker", "Castillo")
SLEPT = 90
"""Seconds of each sleep."""
WISHES = "wishes"
_CONTROL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_POLL_MS = 4
_PATIENCE = 15.0
"""Seconds after which a command whose result never shows is told as a fault."""
_HASTY, _CALM = 0.25, 2.0
"""Longest pause, in seconds, between what a random person does: of odd and of even seeds."""


def say(what: str, **more: Any) -> None:
    """One line; it is in the pipe when this returns, whatever happens to the process then."""
    os.write(1, json.dumps({"t": time.monotonic(), "what": what, **more}).encode() + b"\n")


class SleepyClock(SystemClock):
    """The computer's clock, on a computer that sleeps when told to."""

    slept: ClassVar[float] = 0.0

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.slept)

    def sample(self) -> Sample:
        now = super().sample()
        return now._replace(wall=now.wall + self.slept, boot=now.boot + self.slept)


class Person(QObject):
    """Presses one key after the other, and says when it is pressed and when the screen shows what came of it."""

    def __init__(self, app: QApplication, seed: int, wishes: Path) -> None:
        super().__init__(app)
        self._app = app
        self._chance = random.Random(seed) if seed else None
        self._longest_pause = _HASTY if seed % 2 else _CALM
        self._wishes: list[list[str]] = []
        self._verb: list[str] = []
        self._before: Any = None
        self._pause_until = 0.0
        self._said_of = ""
        self.entry: Any = None
        self._poll = QTimer(self)
        self._poll.setInterval(_POLL_MS)
        self._poll.timeout.connect(self._unlock)
        self._poll.start()
        if wishes.exists():
            pipe = os.open(wishes, os.O_RDWR | os.O_NONBLOCK)
            self._pipe = QSocketNotifier(pipe, QSocketNotifier.Type.Read, self)
            self._pipe.activated.connect(lambda: self._hear(os.read(pipe, 4096)))

    @property
    def screens(self) -> Any:
        return self.entry.session.screens

    @property
    def view(self) -> Any:
        return self.screens.timer.view

    def _hear(self, said: bytes) -> None:
        self._wishes += [line.split() for line in said.decode().splitlines()]

    def _unlock(self) -> None:
        self.entry = self.entry or self._app.findChild(ccm_desktop.app.entry.Entry)
        lock = self.entry and self.entry.unlock_page
        if lock:
            self._poll.timeout.disconnect()
            self._poll.timeout.connect(self._wait)
            lock.passphrase_edit.setText(PASSPHRASE)
            QTest.keyClick(lock.passphrase_edit, Qt.Key.Key_Return)

    def _wait(self) -> None:
        """Until the panel is there."""
        entry = self.entry
        if entry.session is None or len(self.screens.timer.patients) < len(PATIENTS) or entry.gateway.is_busy:
            return
        entry.window.activateWindow()
        self._poll.timeout.disconnect()
        self._poll.timeout.connect(self._go_on)
        self._poll.setInterval(_POLL_MS)
        self.screens.timer.changed.connect(self._show)
        self.screens.timer.refused.connect(self._on_refused)
        sys.excepthook = self._tell_bug
        say("ready")

    def _tell_bug(self, kind: type[BaseException], error: BaseException, _trace: object) -> None:
        """The program would show it in a window of its own."""
        say("bug", kind=kind.__name__, words=str(error))
        self._poll.stop()

    def _on_refused(self, problem: Any) -> None:
        self._verb = []
        say("refused", code=problem.code, words=str(problem), state=self.view.state)

    def _show(self) -> None:
        """What a person sees of the timer, when it has changed."""
        screens, window = self.screens, self.entry.window
        bar = screens.bar
        seen = {
            "state": self.view.state, "bar": bar.property("state"),
            "away": screens.timer_room.away_bar.words_label.text() if screens.timer_room.away_bar.isVisible() else "",
            "fault": bar.activity_label.text() if bar.activity_label.isVisible() and self.view.fault else "",
            "toast": window.toast.texts[-1] if window.toast.texts else "",
        }  # fmt: skip
        if json.dumps(seen) != self._said_of:
            self._said_of = json.dumps(seen)
            say("seen", elapsed=self.view.elapsed_seconds, **seen)

    def _go_on(self) -> None:
        if self.entry.session is None:
            return
        self._show()
        if self._verb:
            if self._is_done():
                view = self.view
                say("ack", verb=self._verb[0], state=view.state, session=view.session_id or self._before.session_id,
                    patient=view.patient_id or self._before.patient_id, elapsed=view.elapsed_seconds,
                    gaps=[[gap.start, gap.end] for gap in view.gaps], slept=SleepyClock.slept)  # fmt: skip
                self._verb = []
                if self._chance:
                    self._pause_until = time.monotonic() + self._chance.uniform(0, self._longest_pause)
            elif time.monotonic() > self._pause_until + _PATIENCE:
                say("stuck", verb=self._verb[0], view=repr(self.view))
                self._poll.stop()
        elif self._wishes:
            self._do(self._wishes.pop(0))
        elif self._chance and time.monotonic() >= self._pause_until:
            self._do(self._chance.choice(self._possible()).split())

    def _possible(self) -> list[str]:
        """What somebody might do now."""
        view, screens = self.view, self.screens
        if screens.drawer.isVisible():
            return ["finish", "undo", "later"]
        starts = [f"start {name}" for name in PATIENTS if not view.patient_name.startswith(name)]
        if view.state == "idle":
            return starts + ["return"] * bool(view.parked)
        if view.state == "paused":
            return [*starts, "resume", "resume", "stop", "park"]
        answers = ["keep", "remove"] * 3 if view.gaps else []
        return [*starts * 2, "pause", "stop", "stop", "park", "activity", "sleep", *answers]

    def _do(self, verb: list[str]) -> None:
        self._verb, self._before, self._pause_until = verb, self.view, time.monotonic()
        gap = [[one.start, one.end] for one in self.view.gaps[:1]]
        say("ask", verb=verb[0], session=self.view.session_id, gap=gap[0] if gap else None)
        getattr(self, f"_{verb[0]}")(*verb[1:])

    def _is_done(self) -> bool:
        """Whether the screen shows what came of it."""
        view, before, screens = self.view, self._before, self.screens
        signs: dict[str, Callable[[], bool]] = {
            "start": lambda: view.state == "running" and view.session_id != before.session_id,
            "pause": lambda: view.state == "paused",
            "resume": lambda: view.state == "running",
            "return": lambda: view.state == "running",
            "undo": lambda: view.state == "running",
            "park": lambda: view.state == "idle",
            "stop": lambda: view.state == "idle" and screens.drawer.isVisible(),
            "finish": lambda: not screens.drawer.isVisible(),
            "later": lambda: not screens.drawer.isVisible(),
            "activity": lambda: view.activity != before.activity,
            "sleep": lambda: len(view.gaps) > len(before.gaps) or any(
                new.end > old.end for new, old in zip(view.gaps, before.gaps, strict=False)
            ),
            "keep": lambda: view.gaps[: len(before.gaps)] != before.gaps,
            "remove": lambda: view.gaps[: len(before.gaps)] != before.gaps,
            "log_out": lambda: True,
        }  # fmt: skip
        return not self.entry.gateway.is_busy and signs[self._verb[0]]()

    def _press(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        at: QWidget = QApplication.focusWidget() or self.entry.window
        QTest.keyClick(at, key, keys)

    def _start(self, name: str) -> None:
        self._press(Qt.Key.Key_T, _CONTROL)
        QTest.keyClicks(self.screens.palette.search_field, name)
        QTest.keyClick(self.screens.palette.search_field, Qt.Key.Key_Return)

    def _pause(self) -> None:
        self._press(Qt.Key.Key_P, _CONTROL | _SHIFT)

    _resume = _pause

    def _return(self) -> None:
        self._press(Qt.Key.Key_R, _CONTROL | _SHIFT)

    def _park(self) -> None:
        self.entry.window.actions_by_key["park"].trigger()

    def _stop(self) -> None:
        self._press(Qt.Key.Key_S, _CONTROL | _SHIFT)

    def _finish(self) -> None:
        drawer = self.screens.drawer
        if drawer.outcomes.isVisible():
            drawer.outcomes.setFocus()
            self._press(Qt.Key.Key_A)
        for gap in drawer._due.gaps:
            if gap.decision == "pending":
                drawer.gaps.asked.emit(gap, "removed")
        drawer.note_field.setFocus()
        QTest.keyClicks(drawer.note_field, "Refill arranged.")
        self._press(Qt.Key.Key_Return, _CONTROL)

    def _undo(self) -> None:
        self._press(Qt.Key.Key_R, _CONTROL)

    def _later(self) -> None:
        self._press(Qt.Key.Key_Escape)

    def _activity(self) -> None:
        other = 4 if self.view.activity == next(iter(ACTIVITIES)) else 1
        self._press(Qt.Key(Qt.Key.Key_0 + other), _ALT | _SHIFT)

    def _sleep(self) -> None:
        SleepyClock.slept += SLEPT

    def _keep(self) -> None:
        self._press(Qt.Key.Key_K, _ALT)

    def _remove(self) -> None:
        self._press(Qt.Key.Key_R, _ALT)

    def _log_out(self) -> None:
        """The computer's session ends; Qt tells of it so."""
        self._app.commitDataRequest.emit(None)
        say("logged_out")


def run(folder: Path, seed: int) -> int:
    """The window's program until it ends."""
    app = QApplication(["ccm-desktop"])
    person = Person(app, seed, folder.parent / WISHES)
    code = program.main(["--practice", str(folder)])
    person.deleteLater()
    return code


def look(folder: Path, slept: float) -> int:
    """What the next start finds, and what is wrong with the file."""
    SleepyClock.slept = slept
    opened = unlock(folder, list_users(folder)[0].id, PASSPHRASE, SleepyClock(), ticking=False)
    vault = opened.office.context.store.vault
    rows = vault.connection.execute("SELECT id, patient FROM timer_session").fetchall()
    sessions: dict[str, Any] = {}
    with opened.office.context.reading() as reader:
        for session, patient in rows:
            held = reader.held(TimerSession, session)
            assert held is not None
            value = held.value
            entries = "SELECT started_at, ended_at, note FROM time_entry WHERE session = ?"
            sessions[session] = {
                "patient": patient, "state": value.state, "source": value.source, "note": value.note,
                "segments": [list(one[:2]) for one in value.segments],
                "gaps": [[one.kind, one.start, one.end, one.decision] for one in value.gaps],
                "entries": [list(row) for row in vault.connection.execute(entries, (session,)).fetchall()],
            }  # fmt: skip
    say("found", sessions=sessions, faults=[*map(str, vault.full_check()), *refold.verify(vault)])
    opened.close()
    return 0


def main() -> None:
    """Fork a program for each line."""
    for name in warm_up.AHEAD:
        __import__(name)
    setattr(ccm_desktop.app.entry, "SystemClock", SleepyClock)  # noqa: B010 - the name is imported there
    say("loaded")
    for line in sys.stdin:
        verb, folder, number = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            code = 70
            with suppress(BaseException):
                code = (run if verb == "run" else look)(Path(folder), int(number))
            os._exit(code)
        say("child", pid=child)
        _, status = os.waitpid(child, 0)
        say("ended", code=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
