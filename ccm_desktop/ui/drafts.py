"""What is typed into a plan or a form and not saved: at hand at once, and on this computer within seconds.

Written 1.5 s after the last key, 10 s after the first one at the latest, when the keyboard goes elsewhere,
and when the practice is locked or closed (ux.md 7.4; docs/decisions/0009).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from ccm_desktop.domain.errors import Problem
from ccm_desktop.services.changes import Outcome
from ccm_desktop.ui.desk import Desk

AFTER_LAST_KEY_MS, AT_MOST_MS = 1_500, 10_000

_Key = tuple[str, str]
"""Patient and place."""


class Kept(Protocol):
    """A draft."""

    @property
    def place(self) -> str:
        """Where it belongs, among those of a patient."""


D = TypeVar("D", bound=Kept)


class Shelf(Protocol):
    """Where drafts are put by; called on the database thread."""

    def keep(self, patient: str, draft: Any, /) -> Outcome[int]:
        """In the place of an earlier one; returns when."""

    def drop(self, patient: str, place: str, /) -> Outcome[None]:
        """It is not wanted any more."""


class Drafts(QObject, Generic[D]):
    """Of every patient whose chart was opened since the program was started.

    Signals:
        kept: a draft is on this computer's disk; when, in seconds since 1970.
        changed: something was typed, kept or forgotten.
    """

    kept = Signal(int)
    changed = Signal()

    def __init__(self, desk: Desk, shelf: Callable[[], Shelf], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._shelf = desk, shelf
        self._known: set[str] = set()
        self._drafts: dict[_Key, D] = {}
        self._unwritten: set[_Key] = set()
        self._written: set[_Key] = set()
        self._under_way = 0
        self._pause, self._longest = QTimer(self), QTimer(self)
        for timer, after in ((self._pause, AFTER_LAST_KEY_MS), (self._longest, AT_MOST_MS)):
            timer.setSingleShot(True)
            timer.setInterval(after)
            timer.timeout.connect(self.write)
        desk.theme.app.focusChanged.connect(self._on_focus)

    @property
    def is_at_risk(self) -> bool:
        """Whether something typed is not on disk yet."""
        return bool(self._unwritten or self._under_way)

    def waiting(self, on_disk: Iterable[_Key]) -> int:
        """How many there are of all patients; `on_disk`, at the start, counts for charts not opened since."""
        return len(self._drafts) + sum(1 for patient, _ in on_disk if patient not in self._known)

    def learn(self, patient: str, drafts: Iterable[D]) -> None:
        """What was on disk when the chart was first opened; later on, memory knows better."""
        if patient in self._known:
            return
        self._known.add(patient)
        for draft in drafts:
            key = (patient, draft.place)
            self._drafts.setdefault(key, draft)
            self._written.add(key)

    def of(self, patient: str, place: str) -> D | None:
        """What was typed there; None for nothing."""
        return self._drafts.get((patient, place))

    def all_of(self, patient: str) -> tuple[D, ...]:
        """Everything of a patient, in the order it was typed."""
        return tuple(draft for (whose, _), draft in self._drafts.items() if whose == patient)

    def keep(self, patient: str, draft: D) -> None:
        """Remember it now, and write it soon."""
        key = (patient, draft.place)
        if patient and self._drafts.get(key) != draft:
            self._drafts[key] = draft
            self._unwritten.add(key)
            self._pause.start()
            if not self._longest.isActive():
                self._longest.start()
            self.changed.emit()

    def forget(self, patient: str, place: str) -> None:
        """It was taken back, or saved: what a timer wrote meanwhile goes too."""
        key = (patient, place)
        self._drafts.pop(key, None)
        self._unwritten.discard(key)
        if key in self._written:
            self._written.discard(key)
            task = self._desk.gateway.put_by(partial(self._shelf().drop, patient, place))
            task.succeeded.connect(self._on_dropped)
        self.changed.emit()

    def recorded(self, patient: str, place: str, sent: D | None) -> None:
        """`sent` became part of the record, and left the disk in that commit."""
        key = (patient, place)
        if self._drafts.get(key) is sent and key not in self._unwritten:
            self._written.discard(key)
        self.forget(patient, place)

    def write(self) -> None:
        """Put on disk what is not there yet."""
        self._pause.stop()
        self._longest.stop()
        for key in sorted(self._unwritten):
            self._written.add(key)
            self._under_way += 1
            task = self._desk.gateway.put_by(partial(self._shelf().keep, key[0], self._drafts[key]))
            task.succeeded.connect(self._on_kept)
            task.failed.connect(partial(self._on_lost, key))
        self._unwritten.clear()

    def _on_kept(self, outcome: Outcome[int]) -> None:
        self._under_way -= 1
        self.kept.emit(outcome.value)
        self.changed.emit()

    def _on_lost(self, key: _Key, problem: object) -> None:
        """The disk did not take it: it is tried again, and nothing says that it is kept."""
        self._under_way -= 1
        if key in self._drafts:
            self._unwritten.add(key)
            self._longest.start()
        self.changed.emit()
        if isinstance(problem, Problem):
            self._desk.gateway.problem.emit(problem)

    def _on_dropped(self, _outcome: object) -> None:
        self.changed.emit()

    def _on_focus(self) -> None:
        if self._unwritten:
            self.write()
