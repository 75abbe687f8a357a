"""Commands of a patient whose chart may have been left before the answer comes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from ccm_desktop.domain.errors import Problem
from ccm_desktop.services.changes import Outcome
from ccm_desktop.ui.chart import Chart, Whom
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Task

Refuse = Callable[[object], object]


class ChartCommands(QObject):
    """What is said of one patient never stands in the chart of another: there the toast says it, with the name.

    Signals:
        undo_offered: words for the toast, and what takes the change back.
    """

    undo_offered = Signal(str, object)

    def __init__(self, desk: Desk, page: Chart, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._page = desk, page

    def send(self, whom: Whom, command: Callable[[], Outcome[Any]], refuse: Refuse) -> Task:
        """Run a command; `refuse` takes the problem while the patient is still on show."""
        task = self._desk.gateway.send(command)
        task.failed.connect(partial(self.refuse, whom, refuse))
        return task

    def refuse(self, whom: Whom, refuse: Refuse, problem: object) -> None:
        """Where the patient is on show, else in the toast."""
        if self.is_on_show(whom):
            refuse(problem)
        elif isinstance(problem, Problem):
            self._page.say(whom.told(str(problem)))

    def is_on_show(self, whom: Whom) -> bool:
        """Whether it is still their chart."""
        return whom.patient == self._page.patient

    def offer_undo(self, whom: Whom, words: str, undo: Callable[[], Outcome[Any]], refuse: Refuse) -> None:
        """A toast with the way back."""
        self.undo_offered.emit(whom.told(words), partial(self._take_back, whom, undo, refuse))

    def _take_back(self, whom: Whom, undo: Callable[[], Outcome[Any]], refuse: Refuse) -> None:
        self.send(whom, undo, refuse).succeeded.connect(partial(self._on_taken_back, whom))

    def _on_taken_back(self, whom: Whom, _outcome: object) -> None:
        self._page.say(whom.told("Taken back."))
