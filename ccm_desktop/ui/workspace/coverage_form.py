"""Who pays for a patient's care, in the side panel."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from ccm_desktop.services.forms import Form, PatientCoverage
from ccm_desktop.services.office import Office
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.side_form import SideForm
from ccm_desktop.ui.workspace.summary_tab import SummaryTab
from ccm_desktop.ui.workspace.time_commands import TimePage


class CoverageForm(SideForm):
    """Payer and member id.

    Signals:
        saved: the form with what was typed; it stays until told.
    """

    saved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Save", parent=parent)
        self._form: Form[PatientCoverage] | None = None
        self.who_label = label("", "strong", wrap=True)
        self.payer_edit, self.member_edit = QLineEdit(), QLineEdit()
        self.payer_edit.setPlaceholderText("Medicare")
        self.lay_out(
            label("Coverage", "groupTitle"), self.who_label, Field("Payer", self.payer_edit),
            Field("Member id", self.member_edit),
        )  # fmt: skip

    def open(self, name: str, form: Form[PatientCoverage], payers: tuple[str, ...]) -> None:
        """As it was read; `payers` are those of other patients, to be spelled alike."""
        self._form = form
        self.who_label.setText(name)
        self.payer_edit.setText(form.value.payer)
        self.member_edit.setText(form.value.member_id)
        completer = QCompleter(payers, self.payer_edit)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.payer_edit.setCompleter(completer)
        also = "; ".join(f"{other.payer} {other.member_id}".strip() or "none" for other in form.others)
        self.message.say(f"Somebody else wrote at the same time: {also}. What you save holds." if also else "", "warn")
        self.payer_edit.setFocus()

    def save(self) -> None:
        if self._form is None:
            return
        value = PatientCoverage(self.payer_edit.text().strip(), self.member_edit.text().strip())
        self.saved.emit(replace(self._form, value=value))


class CoverageCommands(QObject):
    """Opens the form with what was on file at that moment, and keeps what it says.

    Signals:
        side_asked: the form for the side panel, or None to close it.
    """

    side_asked = Signal(object)

    def __init__(self, desk: Desk, page: TimePage, tab: SummaryTab) -> None:
        super().__init__(tab)
        self._desk, self._page = desk, page
        self.form = CoverageForm()
        tab.coverage_pressed.connect(self._on_pressed)
        self.form.saved.connect(self._on_saved)
        self.form.closed.connect(self._close)

    def _on_pressed(self) -> None:
        task = self._desk.gateway.ask(partial(_gather, self._desk.office, self._page.patient))
        task.succeeded.connect(self._on_read)

    def _on_read(self, found: tuple[Form[PatientCoverage], tuple[str, ...]]) -> None:
        if found[0].entity == self._page.patient:
            self.side_asked.emit(self.form)
            self.form.open(self._page.banner.name, *found)

    def _on_saved(self, form: Form[PatientCoverage]) -> None:
        command = partial(self._desk.office.patients.save, form)
        self._page.send(command, "Coverage kept.", self.form.message).succeeded.connect(self._close)

    def _close(self, _outcome: object = None) -> None:
        self.side_asked.emit(None)


def _gather(office: Office, patient: str) -> tuple[Form[PatientCoverage], tuple[str, ...]]:
    """Runs on the database thread."""
    return office.patients.coverage(patient), office.patients.payers()
