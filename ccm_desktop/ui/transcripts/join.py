"""Joins transcripts to the contacts tab: the form is about the contact in hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.chart_views import ContactLine
from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.services.office import Office
from ccm_desktop.services.transcripts import TranscriptLine
from ccm_desktop.ui.chart import Chart, Whom
from ccm_desktop.ui.chart_commands import ChartCommands
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.kept_form import FormDrafts, KeptForm, Name
from ccm_desktop.ui.transcripts.form import TranscriptForm
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import Message, on_keys

KEY = "T"
_CHOOSE_FIRST = "Choose the contact first: a transcript belongs to one."
Found = tuple[ContactLine | None, tuple[TranscriptLine, ...]]


class ContactsList(Protocol):
    """What is asked of the tab of contacts."""

    transcript_button: QPushButton
    table: DataTable
    message: Message


class TranscriptsJoin(ChartCommands):
    """Opens the form and sends what it says.

    Signals:
        save_asked: a callable that gathers a `Rendering` on the database thread.
    """

    save_asked = Signal(object)

    def __init__(self, desk: Desk, page: Chart, tab: ContactsList, drafts: FormDrafts) -> None:
        super().__init__(desk, page, tab.transcript_button)
        self._tab = tab
        self.form = TranscriptForm(desk)
        self.kept = KeptForm(
            desk, self, page, self.form, drafts, Name("transcript", "transcript"), self._on_again
        )  # fmt: skip
        tab.transcript_button.clicked.connect(self.begin)
        on_keys(tab.table, KEY, self.begin)
        self.form.attached.connect(self._on_attached)
        self.form.export_pressed.connect(self._on_export)
        self.form.withdrawn.connect(self._on_withdrawn)
        desk.gateway.changed.connect(self._on_changed)

    def begin(self) -> None:
        """Of the contact in hand."""
        line = self._tab.table.current_row()
        if not isinstance(line, ContactLine):
            self._tab.message.say(_CHOOSE_FIRST, "info")
        else:
            self.begin_at(line.contact_id)

    def begin_at(self, contact: str) -> None:
        """Of that contact of the patient on show."""
        if not self.kept.reopen(contact):
            self._read(contact, partial(self._open, contact))

    def _open(self, contact: str, fill: Callable[[], None]) -> None:
        self.kept.open(fill, contact)

    def _on_again(self, draft: FormDraft) -> None:
        self._read(draft.subject, partial(self.kept.resume, draft))

    def _read(self, contact: str, then: Callable[[Callable[[], None]], None]) -> None:
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(_gather, self._desk.office, patient, contact))
        task.succeeded.connect(partial(self._on_read, patient, then))
        task.failed.connect(partial(self.refuse, Whom(patient), self._tab.message.show_problem))

    def _on_read(self, patient: str, then: Callable[[Callable[[], None]], None], found: Found) -> None:
        contact, lines = found
        if patient == self._page.patient and contact is not None:
            self._tab.message.say("")
            then(partial(self.form.open, self._page.banner.name, contact, lines))

    def _on_changed(self, changed: Changed) -> None:
        if changed & Changed.CONTACTS and self.form.isVisible():
            patient = self._page.patient
            task = self._desk.gateway.ask(partial(self._desk.office.transcripts.of, patient))
            task.succeeded.connect(partial(self._on_lines, patient))

    def _on_lines(self, patient: str, lines: tuple[TranscriptLine, ...]) -> None:
        if patient == self.kept.whom.patient:
            self.form.show_lines(lines)

    def _on_attached(self, path: str, agreed_by: str, agreed_on: str) -> None:
        whom = self.kept.whom
        attach = self._desk.office.transcripts.attach
        command = partial(attach, whom.patient, self.form.subject, Path(path), agreed_by, agreed_on)
        self.kept.send(command, partial(self._on_kept, whom), closes=False)

    def _on_kept(self, whom: Whom, _outcome: Outcome[str]) -> None:
        self._page.say(whom.told("Transcript attached."))

    def _on_export(self, line: TranscriptLine) -> None:
        export = self._desk.office.transcripts.export
        self.save_asked.emit(partial(export, self.kept.whom.patient, line.record_id))

    def _on_withdrawn(self, line: TranscriptLine, reason: str) -> None:
        whom = self.kept.whom
        command = partial(self._desk.office.transcripts.withdraw, whom.patient, line.record_id, reason)
        task = self.send(whom, command, self.form.message.show_problem)
        task.succeeded.connect(partial(self._on_gone, whom))

    def _on_gone(self, whom: Whom, _outcome: object) -> None:
        self._page.say(whom.told("Transcript withdrawn: its words are shown no more."))


def _gather(office: Office, patient: str, contact: str) -> Found:
    """Runs on the database thread; no contact where it was withdrawn meanwhile."""
    line = next((one for one in office.contacts.list(patient) if one.contact_id == contact), None)
    return line, office.transcripts.of(patient)
