"""Templates beside the plan on show: what was chosen goes into it, and the plan says when one of its own is newer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from ccm_desktop.services.changes import Changed
from ccm_desktop.services.plan_templates import Chosen, NewerTemplate
from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.workspace.commands import Page
from ccm_desktop.ui.workspace.plan_commands import PlanCommands


class TemplateCommands(QObject):
    """Inserts and updates, or records that the plan stays as it is."""

    def __init__(self, desk: Desk, page: Page, editor: CarePlanEditor, plan: PlanCommands) -> None:
        super().__init__(editor)
        self._desk, self._page, self._editor, self._plan = desk, page, editor, plan
        editor.insert.inserted.connect(self._on_chosen)
        editor.insert.kept.connect(self._on_kept)
        editor.shown.connect(self.look)
        desk.gateway.changed.connect(self._on_changed)

    def look(self) -> None:
        """Whether a template has another version than lines of the plan on show."""
        plan = self._editor.plan
        if plan is not None:
            task = self._desk.gateway.ask(partial(self._desk.office.plan_templates.newer, plan))
            task.succeeded.connect(partial(self._on_looked, plan.patient_id))

    def _on_looked(self, patient: str, found: tuple[NewerTemplate, ...]) -> None:
        if patient == self._page.patient:
            self._editor.head.show_newer(found)

    def _on_chosen(self, chosen: Chosen) -> None:
        words = "Inserted" if not chosen.updates else "Updated" if not chosen.lines else "Inserted and updated"
        command = partial(self._desk.office.plan_templates.apply, self._page.patient, chosen)
        task = self._page.send(command, f"{words}. Undo takes all of it back.", self._editor.insert.message)
        task.succeeded.connect(partial(self._plan.go_on, self._page.patient, "", None))

    def _on_kept(self, name: str) -> None:
        command = partial(self._desk.office.plan_templates.keep, self._page.patient, name)
        task = self._page.send(command, "The plan stays as it is.", self._editor.insert.message)
        task.succeeded.connect(partial(self._close, self._page.patient))

    def _close(self, patient: str, _outcome: object) -> None:
        if patient == self._page.patient:
            self._editor.close_insert()

    def _on_changed(self, changed: Changed) -> None:
        if changed & (Changed.CARE_PLAN | Changed.PRACTICE) and self._editor.isVisible():
            self.look()
