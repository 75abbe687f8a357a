"""What other computers changed in the plan on show: a button that says how many, and the list behind it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.plan_merged import Merged
from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.care_plan.merged_sheet import MergedSheet
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.workspace.time_commands import TimePage


class MergedCommands(QObject):
    """Asks with every plan that is shown anew.

    Signals:
        side_asked: the sheet for the side panel, or None to close it.
    """

    side_asked = Signal(object)

    def __init__(self, desk: Desk, page: TimePage, editor: CarePlanEditor) -> None:
        super().__init__(editor)
        self._desk, self._page, self._editor = desk, page, editor
        self.sheet, self._of = MergedSheet(desk), ""
        editor.shown.connect(self.look)
        editor.header.merged_button.clicked.connect(self.open)
        self.sheet.seen.connect(self._on_seen)
        self.sheet.closed.connect(partial(self.side_asked.emit, None))

    def look(self) -> None:
        """How many came into the plan on show."""
        plan = self._editor.plan
        if plan is not None and plan.patient_id != self._of:  # what waited in another plan is said of that one only
            self._of = plan.patient_id
            self._editor.header.show_merged(0)
        if plan is not None:
            task = self._desk.gateway.send(partial(self._desk.office.plan_merged.of, plan.patient_id))
            task.succeeded.connect(self._on_looked)

    def open(self) -> None:
        """The list."""
        task = self._desk.gateway.send(partial(self._desk.office.plan_merged.of, self._page.patient))
        task.succeeded.connect(self._on_read)

    def _on_looked(self, outcome: Outcome[Merged]) -> None:
        if outcome.value.patient_id == self._page.patient:
            self._editor.header.show_merged(len(outcome.value.lines))

    def _on_read(self, outcome: Outcome[Merged]) -> None:
        if outcome.value.patient_id == self._page.patient:
            self.side_asked.emit(self.sheet)
            self.sheet.open(self._page.banner.name, outcome.value)

    def _on_seen(self, merged: Merged) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.plan_merged.seen, merged))
        task.succeeded.connect(self._on_marked)
        task.failed.connect(self.sheet.message.show_problem)

    def _on_marked(self, _outcome: object) -> None:
        self.side_asked.emit(None)
        self.look()
