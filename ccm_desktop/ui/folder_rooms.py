"""What leaves in folders and for other systems, and what comes from there: made when somebody asks for it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ccm_desktop.ui.desk import Desk
    from ccm_desktop.ui.documents import Documents
    from ccm_desktop.ui.main_window import MainWindow
    from ccm_desktop.ui.month_end.page import MonthEndPage
    from ccm_desktop.ui.packing import Gather, Packing
    from ccm_desktop.ui.plan_exchange import PlanExchange


class FolderRooms:
    """Audit packets, the monthly pack, care plans to and from other systems."""

    patient_asked: Any
    documents: Documents
    _desk: Desk
    _window: MainWindow

    @property
    def month_end(self) -> MonthEndPage:
        raise NotImplementedError

    def _patient_in_view(self) -> str:
        raise NotImplementedError

    def _enrolled_shown(self) -> tuple[str, ...]:
        raise NotImplementedError

    def _open_plan(self, patient: str) -> None:
        self.patient_asked.emit(patient, 2, None)

    @cached_property
    def plan_exchange(self) -> PlanExchange:
        from ccm_desktop.ui.plan_exchange import PlanExchange

        made = PlanExchange(self._desk, self._window, self.documents)
        made.folder_asked.connect(self._on_folder)
        made.patient_opened.connect(self._open_plan)
        return made

    def ask_import_plan(self) -> None:
        """A care plan from another system, perhaps that of the patient in view."""
        self.plan_exchange.ask_import(self._patient_in_view())

    def ask_export_plan(self) -> None:
        """The care plan of the patient in view, or every one, for another system."""
        self.plan_exchange.ask_export(self._patient_in_view())

    def _on_folder(self, gather: Gather, name: str) -> None:
        self.packing.ask(gather, name)

    @cached_property
    def packing(self) -> Packing:
        from ccm_desktop.ui.packing import Packing

        return Packing(self._desk, self._window, self.month_end.month, self._patient_in_view, self._enrolled_shown)
