"""The one door from the widgets to the use cases: off the main thread and back again."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QMetaMethod, QObject, Signal

from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.progress import Cancelled, Portions, Progress
from ccm_desktop.services.changes import Changed, Outcome


class Task(QObject):
    """One piece of work. The object stays on the main thread; only its callable leaves.

    Public signals are emitted on the main thread, never before control is back in the event loop,
    so connecting after the work was submitted loses nothing.

    Signals:
        succeeded: the result.
        failed: the exception.
        unclaimed: the same, where it is a bug or nobody listens to `failed`.
        progressed: done, total.
        finished: last of all, whatever happened; carries the task itself.
    """

    succeeded = Signal(object)
    failed = Signal(object)
    unclaimed = Signal(object)
    progressed = Signal(int, int)
    finished = Signal(object)

    _settled = Signal(object, object)

    def __init__(self, work: Callable[[Progress], object], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._cancelled = threading.Event()
        self._settled.connect(self._on_settled)  # before submission: no result can be lost

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._cancelled.set()

    def report(self, done: int, total: int) -> None:
        """Called on the worker thread, by the work itself."""
        if self._cancelled.is_set():
            raise Cancelled
        self.progressed.emit(min(done, 2**31 - 1), min(total, 2**31 - 1))

    def run(self) -> None:
        """Called on the worker thread."""
        try:
            result = self._work(self)
        except BaseException as error:  # noqa: BLE001 - the main thread decides what to show
            self._settled.emit(None, error)
        else:
            self._settled.emit(result, None)

    def _on_settled(self, result: object, error: BaseException | None) -> None:
        if error is None:
            self.succeeded.emit(result)
        else:
            claimed = self.isSignalConnected(QMetaMethod.fromSignal(self.failed))
            self.failed.emit(error)
            if not (claimed and isinstance(error, Problem)):
                self.unclaimed.emit(error)
        self.finished.emit(self)


class PortionedTask(Task):
    """Work in portions: after each of them the lane does what others asked for meanwhile."""

    def __init__(self, work: Callable[[Progress], Portions[object]], lane: Executor, parent: QObject) -> None:
        super().__init__(work, parent)
        self._portions_of, self._lane = work, lane
        self._portions: Portions[object] | None = None

    def run(self) -> None:
        """Called on the worker thread, once a portion."""
        try:
            if self._cancelled.is_set():
                raise Cancelled
            if self._portions is None:
                self._portions = self._portions_of(self)
            next(self._portions)
            self._lane.submit(self.run)
        except StopIteration as end:
            self._settled.emit(end.value, None)
        except BaseException as error:  # noqa: BLE001 - the main thread decides what to show
            self._settled.emit(None, error)


class Gateway(QObject):
    """Two lanes: the database thread, one job at a time, and a pool for work without the database.

    Signals:
        changed: a command committed; carries `Changed` flags.
        problem: a `Problem` that no screen claimed through its task's `failed`; the window tells it.
        busy_changed: the first task began or the last one ended.
        long_started: a task that reports progress began, with its words.
    """

    changed = Signal(object)
    problem = Signal(object)
    busy_changed = Signal(bool)
    long_started = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._database = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
        self._background = ThreadPoolExecutor(max_workers=2, thread_name_prefix="background")
        self._running: set[Task] = set()
        self._is_closed, self._quiet = False, 0

    def ask(self, query: Callable[[], object]) -> Task:
        """Run a query on the database thread."""
        return self._submit(self._database, Task(_without_progress(query), self))

    def send(self, command: Callable[[], Outcome[Any]]) -> Task:
        """Run a command on the database thread; announce what it changed."""
        task = self.ask(command)
        task.succeeded.connect(self._announce)
        return task

    def send_long(self, command: Callable[[Progress], Outcome[Any]], words: str) -> Task:
        """Run a long command on the database thread, with progress and cancel."""
        task = self._submit(self._database, Task(command, self))
        task.succeeded.connect(self._announce)
        self.long_started.emit(task, words)
        return task

    def send_portions(self, command: Callable[[Progress], Portions[Outcome[Any]]], words: str) -> Task:
        """The same in portions, so that a timer that starts meanwhile waits for one of them only."""
        task = self._submit(self._database, PortionedTask(command, self._database, self))
        task.succeeded.connect(self._announce)
        self.long_started.emit(task, words)
        return task

    def render(self, work: Callable[[Progress], object], words: str) -> Task:
        """Run long work that touches no database: a PDF."""
        task = self._submit(self._background, Task(work, self))
        self.long_started.emit(task, words)
        return task

    def ask_aside(self, work: Callable[[], object]) -> Task:
        """Run in the background what touches no database and shows no progress."""
        return self._submit(self._background, Task(_without_progress(work), self))

    def prepare(self, work: Callable[[], object]) -> Task:
        """Run on the database thread what nobody waits for: it does not show as being busy."""
        task = Task(_without_progress(work), self)
        task.unclaimed.connect(self._on_unclaimed)
        task.finished.connect(task.deleteLater)
        if not self._is_closed:
            self._database.submit(task.run)
        return task

    def put_by(self, work: Callable[[], object]) -> Task:
        """The same for a draft: nobody is told of being busy, but the database is not idle before it is done."""
        self._quiet += 1
        task = self.prepare(work)
        task.finished.connect(self._on_put_by)
        return task

    @property
    def is_busy(self) -> bool:
        """Whether the database has something of ours to do."""
        return bool(self._running or self._quiet)

    def finish_with(self, last: Callable[[], object]) -> None:
        """Stop long work at its next report, let commands already given commit, then run `last`."""
        for task in self._running:
            task.cancel()
        self._database.submit(last).result()

    def close(self) -> None:
        """Let the job in hand end; drop those still queued, and whatever a late answer asks for."""
        self._is_closed = True
        for task in self._running:
            task.cancel()
        self._background.shutdown(wait=True, cancel_futures=True)
        self._database.shutdown(wait=True, cancel_futures=True)

    def _submit(self, lane: Executor, task: Task) -> Task:
        if self._is_closed:
            return task  # an answer that came last asks again, and nobody waits for it
        task.unclaimed.connect(self._on_unclaimed)
        task.finished.connect(self._forget)
        if not self._running:
            self.busy_changed.emit(True)
        self._running.add(task)
        lane.submit(task.run)
        return task

    def _announce(self, outcome: object) -> None:
        if isinstance(outcome, Outcome) and outcome.changed is not Changed.NOTHING:
            self.changed.emit(outcome.changed)

    def _on_unclaimed(self, error: object) -> None:
        if isinstance(error, Problem):
            self.problem.emit(error)
        elif isinstance(error, BaseException) and not isinstance(error, Cancelled):
            sys.excepthook(type(error), error, error.__traceback__)

    def _on_put_by(self, _task: object) -> None:
        self._quiet -= 1

    def _forget(self, task: Task) -> None:
        self._running.discard(task)
        task.deleteLater()
        if not self._running:
            self.busy_changed.emit(False)


def _without_progress(query: Callable[[], object]) -> Callable[[Progress], object]:
    def work(_progress: Progress) -> object:
        return query()

    return work
