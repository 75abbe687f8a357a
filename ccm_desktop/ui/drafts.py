"""What is typed into lines of a plan and not saved: at hand at once, and on this computer within seconds.

Written 1.5 s after the last key, 10 s after the first one at the latest, when the keyboard goes elsewhere,
and when the practice is locked or closed (ux.md 7.4; docs/decisions/0009).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.plan_drafts import PlanDraft
from ccm_desktop.ui.desk import Desk

AFTER_LAST_KEY_MS, AT_MOST_MS = 1_500, 10_000

_Key = tuple[str, str]
"""Patient and place."""


class Drafts(QObject):
    """Of every patient whose plan was opened since the program was started.

    Signals:
        kept: a draft is on this computer's disk; when, in seconds since 1970.
    """

    kept = Signal(int)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._known: set[str] = set()
        self._drafts: dict[_Key, PlanDraft] = {}
        self._unwritten: set[_Key] = set()
        self._written: set[_Key] = set()
        self._pause, self._longest = QTimer(self), QTimer(self)
        for timer, after in ((self._pause, AFTER_LAST_KEY_MS), (self._longest, AT_MOST_MS)):
            timer.setSingleShot(True)
            timer.setInterval(after)
            timer.timeout.connect(self.write)
        desk.theme.app.focusChanged.connect(self._on_focus)

    def learn(self, patient: str, drafts: Iterable[PlanDraft]) -> None:
        """What was on disk when the plan was first opened; later on, memory knows better."""
        if patient in self._known:
            return
        self._known.add(patient)
        for draft in drafts:
            key = (patient, draft.place)
            self._drafts.setdefault(key, draft)
            self._written.add(key)

    def of(self, patient: str, place: str) -> PlanDraft | None:
        """What was typed into that line; None for nothing."""
        return self._drafts.get((patient, place))

    def all_of(self, patient: str) -> tuple[PlanDraft, ...]:
        """Everything of a patient, in the order it was typed."""
        return tuple(draft for (whose, _), draft in self._drafts.items() if whose == patient)

    def keep(self, patient: str, draft: PlanDraft) -> None:
        """Remember it now, and write it soon."""
        key = (patient, draft.place)
        if patient and self._drafts.get(key) != draft:
            self._drafts[key] = draft
            self._unwritten.add(key)
            self._pause.start()
            if not self._longest.isActive():
                self._longest.start()

    def forget(self, patient: str, place: str) -> None:
        """It was taken back, or saved: what a timer wrote meanwhile goes too."""
        key = (patient, place)
        self._drafts.pop(key, None)
        self._unwritten.discard(key)
        if key in self._written:
            self._written.discard(key)
            self._desk.gateway.prepare(partial(self._desk.office.plan_drafts.drop, patient, place))

    def write(self) -> None:
        """Put on disk what is not there yet."""
        self._pause.stop()
        self._longest.stop()
        for key in sorted(self._unwritten):
            self._written.add(key)
            task = self._desk.gateway.prepare(partial(self._desk.office.plan_drafts.keep, key[0], self._drafts[key]))
            task.succeeded.connect(self._on_kept)
        self._unwritten.clear()

    def _on_kept(self, outcome: Outcome[int]) -> None:
        self.kept.emit(outcome.value)

    def _on_focus(self) -> None:
        if self._unwritten:
            self.write()
