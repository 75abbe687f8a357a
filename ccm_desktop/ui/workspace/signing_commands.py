"""The signature of the care plan on show: the checklist beside it, and the way to where it is signed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ccm_desktop.services.plan_requirements import Requirement
from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.chart import Chart
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.plan_signing.submit_form import SubmitForm


class SigningCommands(QObject):
    """Opens the checklist and follows its lines.

    Signals:
        side_asked: the checklist, or None to close it.
        sign_asked: id of the patient whose plan is to be signed.
        consent_asked: the patient's consent is what is missing.
        resolve_asked: id of the patient whose changes wait for a decision.
        instructions_asked: instructions that differ wait for a decision.
        said: a sentence for the toast.
    """

    side_asked = Signal(object)
    sign_asked = Signal(str)
    consent_asked = Signal()
    resolve_asked = Signal(str)
    instructions_asked = Signal()
    said = Signal(str)

    def __init__(self, desk: Desk, page: Chart, editor: CarePlanEditor) -> None:
        super().__init__(editor)
        self._page, self._editor = page, editor
        self.form = SubmitForm(desk)
        self.form.hide()
        editor.signature_pressed.connect(self._on_pressed)
        self.form.place_asked.connect(self._on_place)
        self.form.closed.connect(self._on_closed)
        self.form.sign_asked.connect(self.sign_asked)
        self.form.said.connect(self.said)

    def _on_pressed(self) -> None:
        if self._editor.plan is not None:
            self.form.open(self._editor.plan.patient_id, self._page.banner.name)
            self.side_asked.emit(self.form)

    def _on_place(self, one: Requirement) -> None:
        if one.section == "consent":
            self.consent_asked.emit()
        elif one.section == "conflicts":
            self.resolve_asked.emit(self.form.patient)
        elif one.section == "instructions":
            self.instructions_asked.emit()
        else:
            self._editor.go_to(one.section, one.entity, one.field)

    def _on_closed(self) -> None:
        self.side_asked.emit(None)
