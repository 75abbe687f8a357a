"""Holding and releasing several patients of the month at once, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from ccm_desktop.domain.calendar import Month
from ccm_desktop.services.month_holds import HoldChange
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.month_end.patients import PatientsTab

Changes = dict[str, HoldChange]


class HoldingFlow(QObject):
    """Sends what the list of patients asks for; `month` says which month is in hand.

    Signals:
        done: the month and the `HoldChange` by patient, so that it can be taken back.
        refused: a `Problem` that has no field to stand beside.
    """

    done = Signal(object, object)
    refused = Signal(object)

    def __init__(self, desk: Desk, tab: PatientsTab, month: Callable[[], Month]) -> None:
        super().__init__(tab)
        self._desk, self._tab, self._month = desk, tab, month
        tab.holds_asked.connect(self._on_asked)

    def take_back(self, month: Month, changes: Changes) -> None:
        """As it was before."""
        undone = {patient: change.undone for patient, change in changes.items()}
        self._desk.gateway.send(partial(self._desk.office.month_holds.change, month, undone)).failed.connect(
            self.refused
        )

    def _on_asked(self, changes: Changes) -> None:
        month = self._month()
        task = self._desk.gateway.send(partial(self._desk.office.month_holds.change, month, changes))
        task.succeeded.connect(partial(self._on_done, month, changes))
        task.failed.connect(self._on_refused)

    def _on_done(self, month: Month, changes: Changes, _outcome: object) -> None:
        self._tab.finish_asking()
        self.done.emit(month, changes)

    def _on_refused(self, problem: object) -> None:
        if self._tab.hold_ask.isVisible():
            self._tab.hold_ask.refuse(str(problem))
        else:
            self.refused.emit(problem)


def words(month: Month, changes: Changes) -> str:
    """What was done, for the toast."""
    count = len(changes)
    who = "1 patient" if count == 1 else f"{count} patients"
    what = "on hold" if any(change.after for change in changes.values()) else "released"
    return f"{who} {what} in {month.title}."
