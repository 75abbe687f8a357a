"""A timer that runs, shared by the ticking thread, the database thread and the screen."""

from __future__ import annotations

import struct
import sys
import threading
from collections.abc import Callable

from ccm_desktop.domain.timer.clocks import LONGEST_TICK_SECONDS, TICK_SECONDS
from ccm_desktop.domain.timer.gaps import AWAY_SECONDS, Gap
from ccm_desktop.domain.timer.reckoning import Cut, Reckoning
from ccm_desktop.services.clock import Clock
from ccm_desktop.services.timer_journal import Beat, TimerJournal

RETRY_SECONDS = 5.0
"""After the disk refused, how long until it is asked again."""
UNDO_SECONDS = 120.0
_FAULT = "The disk does not take the running time. It is kept in memory, and saving is tried again every 5 seconds."
_UNCOUNTED = "The timer does not count at this moment. Finish it, and add by hand what is missing."


class TimerRun:
    """The account of the running session; every tick of it is written to the journal."""

    def __init__(self, clock: Clock, journal: TimerJournal) -> None:
        self._clock = clock
        self._journal = journal
        self._lock = threading.Lock()
        self._disk = threading.Lock()
        """Held while the journal is written, so that nobody else waits for the disk."""
        self._account: Reckoning | None = None
        self._session = ""
        """Empty while nothing runs; a session stopped a moment ago is still accounted for, without credit."""
        self._since = 0
        self._stopped = ""
        self._stopped_at = 0.0
        self._refused_at: float | None = None
        self.fault = ""
        self._away_after = float(AWAY_SECONDS)

    @property
    def session(self) -> str:
        """What runs; empty when nothing does."""
        return self._session

    def begin(self, session: str, activity: str, start: int, head_start: int = 0) -> None:
        """Start ticking for `session`; `head_start` seconds were worked before now."""
        with self._lock:
            now = self._clock.sample()
            self._account = Reckoning.begin(activity, start, float(head_start), now)
            self._account.away_after = self._away_after
            self._session, self._since, self._stopped = session, start, ""
        self._write(durable=False)  # the file holds all up to here, and nothing has been earned since

    def be_away_after(self, seconds: float) -> None:
        """From now on, silence at the desk is an absence after so long."""
        with self._lock:
            self._away_after = seconds
            if self._account is not None:
                self._account.away_after = seconds

    def try_again(self) -> bool:
        """Ask the disk at once instead of after `RETRY_SECONDS`; whether it takes the running time now."""
        self._refused_at = None
        self._write(durable=True)
        return not self.fault

    def tick(self) -> None:
        """Earn the time since the last tick, or note a gap."""
        with self._lock:
            account = self._account
            if account is None:
                return
            account.tick(self._clock.sample())
            running = bool(self._session)
        if running:
            self._write(durable=False)

    def tick_failed(self) -> None:
        """The last tick came to nothing; the next one that does not takes this back. Any thread."""
        self.fault = _UNCOUNTED

    def cut(self) -> Cut:
        """What there is to record up to this moment; ticking goes on."""
        with self._lock:
            assert self._account is not None
            return self._account.cut(self._clock.sample())

    def carry_on(self, cut: Cut, session: str, activity: str) -> None:
        """The cut is safe in the practice file: what comes after it belongs to this session and activity."""
        with self._lock:
            assert self._account is not None
            self._account.carry_on(cut, activity, fresh=session != self._session)
            self._session, self._since, self._stopped = session, cut.end, ""
        self._write(durable=False)  # the file holds all up to here, and nothing has been earned since

    def end(self, cut: Cut | None = None) -> None:
        """Tick no more. With the cut that ended it, `revive` can take that back for two minutes."""
        with self._lock:
            stopped, self._session = self._session, ""
            if cut is None or self._account is None:
                self._account, self._stopped = None, ""
                return
            self._account.carry_on(cut, self._account.activity, fresh=True)
            self._since, self._stopped, self._stopped_at = cut.end, stopped, self._account.last.boot

    def can_revive(self, session: str) -> bool:
        """Whether this session was stopped so lately that its stop can be undone."""
        with self._lock:
            fresh = self._account is not None and self._stopped == session
            return fresh and self._clock.sample().boot - self._stopped_at <= UNDO_SECONDS

    def revived_since(self) -> int:
        """The second at which the session stopped last was stopped."""
        return self._since

    def revive(self, session: str) -> None:
        """The stop is undone: the time since then was ticked all the while, and is credited."""
        with self._lock:
            self._session, self._stopped = session, ""
        self._write(durable=True)

    def note_input(self) -> None:
        """Somebody typed or clicked."""
        with self._lock:
            if self._account is not None:  # also after a stop that may still be undone
                self._account.input(self._clock.sample())

    def still_here(self) -> None:
        """Somebody answered the question."""
        with self._lock:
            if self._account is not None and self._session:
                self._account.answer(self._clock.sample())

    def hint(self, event: str) -> None:
        """What the system says of itself: sleep | wake | lock | unlock; any of them twice or never."""
        with self._lock:
            if self._account is None:
                return
            now = self._clock.sample()
            if event == "lock":
                self._account.lock(now)
            elif event == "unlock":
                self._account.come_back(now)
            else:
                self._account.tick(now)
        self._write(durable=event == "sleep")

    def elapsed_seconds(self) -> int:
        """Whole seconds earned since the session was recorded last."""
        with self._lock:
            account = self._account
            if account is None or not self._session:
                return 0
            earned, now = account.earned, self._clock.sample()
            since = now.awake - account.last.awake
            if account.open is None and 0 < since <= LONGEST_TICK_SECONDS and now.boot_id == account.last.boot_id:
                earned += int(account.stretch.earned + since) - int(account.stretch.earned)
            return earned

    def gaps(self) -> tuple[Gap, ...]:
        """Gaps since the session was recorded last, in order; the one that is open not among them."""
        with self._lock:
            return tuple(self._account.gaps) if self._account is not None and self._session else ()

    def away_since(self) -> int:
        """Start of a gap that has not ended; 0 when there is none."""
        with self._lock:
            account = self._account
            return account.open.start if account is not None and self._session and account.open else 0

    def question(self) -> str:
        """still_on_call | still_on_this | empty"""
        with self._lock:
            return self._account.question() if self._account is not None and self._session else ""

    def attention(self) -> tuple[object, ...]:
        """What a surface must show anew when it changes: gaps, an absence, a question, a fault."""
        with self._lock:
            account = self._account
            if account is None or not self._session:
                return ()
            away = account.open.start if account.open else 0
            last = account.gaps[-1].id if account.gaps else ""  # a gap that goes on is one gap, with a later end
            return len(account.gaps), last, away, account.question(), self.fault

    def clock_step_seconds(self) -> int:
        """By how much the clock was set while this ran."""
        with self._lock:
            return int(self._account.clock_step) if self._account is not None and self._session else 0

    def _write(self, *, durable: bool) -> None:
        with self._disk:
            with self._lock:
                account, now = self._account, self._clock.sample().boot
                if account is None or not self._session:
                    return
                if self._refused_at is not None and 0 <= now - self._refused_at < RETRY_SECONDS:
                    return
                beat = Beat.of(self._session, self._since, account)
            try:
                self._journal.write(beat, durable=durable or self._refused_at is not None)
            except (OSError, struct.error):  # struct: a number that no record holds, after a clock was set absurdly
                self._refused_at, self.fault = now, _FAULT
            else:
                self._refused_at, self.fault = None, ""


class Ticker:
    """The thread that ticks. A tick that fails is told by `failed`; nothing but `stop` ends the thread."""

    def __init__(self, tick: Callable[[], None], failed: Callable[[], None]) -> None:
        self._tick, self._failed = tick, failed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="timer", daemon=True)

    def start(self) -> None:
        """Begin to tick."""
        self._thread.start()

    def stop(self) -> None:
        """Tick no more; returns when the thread has ended."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        failing = False
        while not self._stop.wait(TICK_SECONDS):
            try:
                self._tick()
            except Exception:  # noqa: BLE001 - a thread that ended would be seen by nobody
                self._failed()
                if not failing:  # reported as any bug, once
                    threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), self._thread)))
                failing = True
            else:
                failing = False
