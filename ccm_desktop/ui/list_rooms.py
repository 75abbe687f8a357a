"""What opens from beside the panel: open loops, refills and care gaps of everybody, readings of who is in view."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from ccm_desktop.domain.permissions import Verb

if TYPE_CHECKING:
    from ccm_desktop.ui.coordination.loops_page import LoopsPage
    from ccm_desktop.ui.desk import Desk
    from ccm_desktop.ui.due_items.page import DueItemsPage
    from ccm_desktop.ui.main_window import MainWindow
    from ccm_desktop.ui.readings.room import ReadingsRoom
    from ccm_desktop.ui.role_gate import RoleGate
    from ccm_desktop.ui.timer.view_model import TimerViewModel

SUMMARY, PLAN, COORDINATION = 0, 2, 5
"""Tabs of the workspace."""


class ListRooms:
    """Part of the rooms; Enter in a list leads to the chart."""

    _desk: Desk
    _window: MainWindow
    gate: RoleGate
    timer: TimerViewModel
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

    @cached_property
    def readings(self) -> ReadingsRoom:
        from ccm_desktop.ui.readings.room import ReadingsRoom

        made = ReadingsRoom(self._desk, self._window, self._patient_in_view, self._name_of)
        form = made.form
        self.gate.close(Verb.CARE, form.save_button, form.act_button, form.not_button, form.undo_button,
                        form.mistake_button, made.limits.form.save_button)  # fmt: skip
        return made

    def open_readings(self) -> None:
        """Beside whatever is on show, of the patient in view."""
        self.readings.open()

    def _patient_in_view(self) -> str:
        raise NotImplementedError

    def _name_of(self, patient: str) -> str:
        return next((one.name for one in self.timer.patients if one.patient_id == patient), "")

    def _on_chart(self, tab: int, patient: str) -> None:
        self.patient_asked.emit(patient, tab, None)
