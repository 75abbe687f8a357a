"""Lists of the whole practice that one comes to from beside the panel: open loops, refills and care gaps."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from ccm_desktop.domain.permissions import Verb

if TYPE_CHECKING:
    from ccm_desktop.ui.coordination.loops_page import LoopsPage
    from ccm_desktop.ui.desk import Desk
    from ccm_desktop.ui.due_items.page import DueItemsPage
    from ccm_desktop.ui.main_window import MainWindow
    from ccm_desktop.ui.role_gate import RoleGate

SUMMARY, PLAN, COORDINATION = 0, 2, 5
"""Tabs of the workspace."""


class ListRooms:
    """Part of the rooms; Enter in a list leads to the chart."""

    _desk: Desk
    _window: MainWindow
    gate: RoleGate
    patient_asked: Any

    @cached_property
    def loops(self) -> LoopsPage:
        from ccm_desktop.ui.coordination.loops_page import LoopsPage

        made = LoopsPage(self._desk)
        made.patient_opened.connect(partial(self._on_chart, COORDINATION))
        made.undo_offered.connect(partial(self._window.toast.say_with, "Undo"))
        self.gate.close(Verb.CARE, made.close_button)
        return made

    @cached_property
    def due_items(self) -> DueItemsPage:
        from ccm_desktop.ui.due_items.commands import DueItemCommands
        from ccm_desktop.ui.due_items.page import DueItemsPage

        made = DueItemsPage(self._desk)
        made.patient_opened.connect(partial(self._on_chart, PLAN))
        commands = DueItemCommands(self._desk, made)
        commands.undo_offered.connect(partial(self._window.toast.say_with, "Undo"))
        commands.undone.connect(self._window.toast.take_back)
        self.gate.close(Verb.CARE, made.done_button, made.snooze_button)
        return made

    def _on_chart(self, tab: int, patient: str) -> None:
        self.patient_asked.emit(patient, tab, None)
