"""Who pays for a patient's care, in the side panel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.services.forms import Form, PatientCoverage
from ccm_desktop.services.office import Office
from ccm_desktop.ui.chart import Chart, Whom
from ccm_desktop.ui.chart_commands import ChartCommands
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.kept_form import FormDrafts, KeptForm, Name
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.side_form import SideForm
from ccm_desktop.ui.widgets.wrong_field import WrongField
from ccm_desktop.ui.workspace.summary_tab import SummaryTab

Found = tuple[Form[PatientCoverage], tuple[str, ...]]
"""What is on file, and how payers of other patients are spelled."""


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
        self.wrong = WrongField(self.message, {})
        self.fields = {"payer": self.payer_edit, "member": self.member_edit}
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

    @property
    def subject(self) -> str:
        """What was on record as it was opened."""
        return " ".join(self._form.heads) if self._form else ""

    def save(self) -> None:
        if self._form is None:
            return
        value = PatientCoverage(self.payer_edit.text().strip(), self.member_edit.text().strip())
        self.saved.emit(replace(self._form, value=value))


class CoverageCommands(ChartCommands):
    """Opens the form with what was on file at that moment, and keeps what it says."""

    def __init__(self, desk: Desk, page: Chart, tab: SummaryTab, drafts: FormDrafts) -> None:
        super().__init__(desk, page, tab)
        self.form = CoverageForm()
        name = Name("coverage", "coverage", over=True)
        self.kept = KeptForm(desk, self, page, self.form, drafts, name, self._on_again)
        tab.coverage_pressed.connect(self.begin)
        self.form.saved.connect(self._on_saved)

    def begin(self) -> None:
        """Change who pays."""
        if not self.kept.reopen():
            self._read(self._on_read)

    def _on_again(self, draft: FormDraft) -> None:
        self._read(partial(self._on_read_again, draft))

    def _read(self, then: Callable[[Found], None]) -> None:
        task = self._desk.gateway.ask(partial(_gather, self._desk.office, self._page.patient))
        task.succeeded.connect(then)

    def _on_read(self, found: Found) -> None:
        if found[0].entity == self._page.patient:
            self.kept.open(partial(self.form.open, self._page.banner.name, *found))

    def _on_read_again(self, draft: FormDraft, found: Found) -> None:
        """Kept with what was known when it was typed: what somebody else changed since is not replaced unseen."""
        known = replace(found[0], heads=tuple(draft.subject.split()))
        if known.entity == self._page.patient:
            self.kept.resume(draft, partial(self.form.open, self._page.banner.name, known, found[1]))

    def _on_saved(self, form: Form[PatientCoverage]) -> None:
        command = partial(self._desk.office.patients.save, form)
        self.kept.send(command, partial(self._on_kept, self.kept.whom))

    def _on_kept(self, whom: Whom, _outcome: object) -> None:
        self._page.say(whom.told("Coverage kept."))


def _gather(office: Office, patient: str) -> Found:
    """Runs on the database thread."""
    return office.patients.coverage(patient), office.patients.payers()
