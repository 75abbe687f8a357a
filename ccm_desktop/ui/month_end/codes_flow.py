"""What decides the codes of a patient-month, in the side panel: the choice, complexity, other services."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ccm_desktop.services.code_choice import CodeChoice
from ccm_desktop.services.complexity import MonthComplexity
from ccm_desktop.services.other_services import MonthServices
from ccm_desktop.ui import standing
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.month_end.codes import CodesForm
from ccm_desktop.ui.month_end.complexity import ComplexityForm
from ccm_desktop.ui.month_end.page import MonthEndPage
from ccm_desktop.ui.month_end.services import ServicesForm


class CodesFlow(QObject):
    """Opens the three forms and sends what they say.

    Signals:
        side_asked: a form for the side panel, or None to close it.
        said: a sentence for the toast.
    """

    side_asked = Signal(object)
    said = Signal(str)

    def __init__(self, desk: Desk, page: MonthEndPage, window: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self.codes, self.complexity = CodesForm(window), ComplexityForm(desk, window)
        self.services = ServicesForm(desk, window)
        page.patients.codes_asked.connect(self.compare)
        page.patients.services_asked.connect(self.open_services)
        page.signing.codes_asked.connect(self.compare)
        self.codes.complexity_asked.connect(self.open_complexity)
        self.codes.services_asked.connect(self.open_services)
        self.codes.chosen.connect(self._on_chosen)
        self.complexity.attested.connect(self._on_attested)
        self.complexity.withdrawn.connect(self._on_withdrawn)
        self.services.noted.connect(self._on_noted)
        self.services.withdrawn.connect(self._on_service_withdrawn)
        for form in (self.codes, self.complexity, self.services):
            form.closed.connect(self._close)

    def compare(self, patient: str) -> None:
        """All families of codes side by side."""
        task = self._desk.gateway.ask(partial(self._desk.office.code_choice.compare, patient, self._page.month()))
        task.succeeded.connect(partial(self._show_codes, patient))
        task.failed.connect(self._page.message.show_problem)

    def open_complexity(self, patient: str) -> None:
        """What is attested of the month's decisions."""
        task = self._desk.gateway.ask(partial(self._desk.office.complexity.open, patient, self._page.month()))
        task.succeeded.connect(self._show_complexity)
        task.failed.connect(self._page.message.show_problem)

    def open_services(self, patient: str) -> None:
        """The other services of the month."""
        task = self._desk.gateway.ask(partial(self._desk.office.other_services.open, patient, self._page.month()))
        task.succeeded.connect(self._show_services)
        task.failed.connect(self._page.message.show_problem)

    def _show_codes(self, patient: str, choice: CodeChoice) -> None:
        self.side_asked.emit(self.codes)
        self.codes.open(patient, self._name(patient), choice, locked=self._locked(patient))

    def _show_complexity(self, found: MonthComplexity) -> None:
        self.side_asked.emit(self.complexity)
        self.complexity.open(self._name(found.patient_id), found, locked=self._locked(found.patient_id))

    def _show_services(self, found: MonthServices) -> None:
        self.side_asked.emit(self.services)
        self.services.open(self._name(found.patient_id), found, locked=self._locked(found.patient_id))

    def _name(self, patient: str) -> str:
        lines = self._page.shown.board.lines if self._page.shown else ()
        return next((line.name for line in lines if line.patient_id == patient), "Patient")

    def _locked(self, patient: str) -> bool:
        shown = self._page.shown
        return shown is None or standing.is_locked(shown.standing, patient)

    def _on_chosen(self, patient: str, form: Any) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.code_choice.choose, patient, form))
        task.succeeded.connect(self._on_code_kept)
        task.failed.connect(self.codes.message.show_problem)

    def _on_code_kept(self, _outcome: object) -> None:
        self._close()
        self.said.emit("Choice kept with your reason; signatures on other codes are withdrawn.")

    def _on_attested(self, opened: MonthComplexity, level: str, on: str, why: str) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.complexity.attest, opened, level, on, why))
        task.succeeded.connect(partial(self._on_complexity_kept, "Attested; earlier signatures must be given again."))
        task.failed.connect(self.complexity.message.show_problem)

    def _on_withdrawn(self, opened: MonthComplexity, why: str) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.complexity.withdraw, opened, why))
        task.succeeded.connect(partial(self._on_complexity_kept, "Withdrawn; what was attested stays visible."))
        task.failed.connect(self.complexity.message.show_problem)

    def _on_complexity_kept(self, words: str, _outcome: object) -> None:
        self._close()
        self.said.emit(words)

    def _on_noted(self, patient: str, code: str, on: str, by: str, status: str) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.other_services.note, patient, code, on, by, status))
        task.succeeded.connect(partial(self._on_service_kept, patient, "Service noted."))
        task.failed.connect(self.services.message.show_problem)

    def _on_service_withdrawn(self, patient: str, service: str, why: str) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.other_services.withdraw, service, why))
        task.succeeded.connect(partial(self._on_service_kept, patient, "Service withdrawn; it stays visible."))
        task.failed.connect(self.services.message.show_problem)

    def _on_service_kept(self, patient: str, words: str, _outcome: object) -> None:
        self.open_services(patient)
        self.said.emit(words)

    def _close(self) -> None:
        self.side_asked.emit(None)
