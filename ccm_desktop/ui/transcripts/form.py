"""The transcripts of one contact, in the side panel: attached with a consent, exported, withdrawn."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QListWidget, QWidget

from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.transcript import PATIENT
from ccm_desktop.services.chart_views import ContactLine
from ccm_desktop.services.transcripts import NOT_ENCRYPTED, TranscriptLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.file_dialogs import file_dialog
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.widgets.parts import Card, button, label
from ccm_desktop.ui.widgets.side_form import SideForm
from ccm_desktop.ui.widgets.typed_fields import Typed
from ccm_desktop.ui.widgets.wrong_field import WrongField

_ABOUT = "A plain text (UTF-8) that was made elsewhere. This program records nothing and keeps no recordings."
_LIST_LINES = 5


class TranscriptForm(SideForm):
    """Keeps to the patient and the contact for which it was opened. Nobody agreed before somebody says so.

    Signals:
        attached: path, who agreed, day (ISO).
        export_pressed: the `TranscriptLine` in hand.
        withdrawn: the `TranscriptLine` in hand, and why.
    """

    attached = Signal(str, str, str)
    export_pressed = Signal(object)
    withdrawn = Signal(object, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Attach", parent=parent)
        self._desk = desk
        self._contact = ""
        self._lines: tuple[TranscriptLine, ...] = ()
        self.who_label = label("", "strong", wrap=True)
        self.path_edit, self.agreed_edit = QLineEdit(), QLineEdit()
        self.agreed_edit.setPlaceholderText("the patient, or a name")
        self.day_field = DateField("Agreed on", desk.today, required=True, past=True)
        self.choose_button = button("Choose file…", "upload")
        self.list = QListWidget()
        self.list.setAccessibleName("Transcripts of this contact")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedHeight(self.list.fontMetrics().lineSpacing() * _LIST_LINES + 8)
        self.export_button = button("Export…", "download")
        self.withdraw_button = button("Withdraw…", "trash", role="danger")
        self.why_ask = InlineAsk("Why it is withdrawn")
        self.there = Card("Attached")
        self.fields: dict[str, Typed] = {
            "path": self.path_edit, "agreed_by": self.agreed_edit, "agreed_on": self.day_field,
        }  # fmt: skip
        path_field = Field("File of the transcript", self.path_edit, required=True)
        agreed_field = Field("Who agreed that it is kept", self.agreed_edit, required=True)
        self.wrong = WrongField(self.message, {
            **dict.fromkeys(("transcript_no_file", "transcript_no_text", "transcript_empty", "transcript_long"),
                            path_field),
            "transcript_nobody_agreed": agreed_field, "transcript_agreed_when": self.day_field,
            "transcript_agreed_later": self.day_field,
        })  # fmt: skip
        for part in (self.list, label(NOT_ENCRYPTED, "caption", wrap=True), self.export_button, self.withdraw_button,
                     self.why_ask):  # fmt: skip
            self.there.body.addWidget(part)
        self.lay_out(
            label("Transcript", "groupTitle"), self.who_label, label(_ABOUT, "caption", wrap=True), path_field,
            self.choose_button, agreed_field, self.day_field, below=(self.there,),
        )  # fmt: skip
        self._connect()

    def open(self, name: str, contact: ContactLine, lines: tuple[TranscriptLine, ...]) -> None:
        """Nothing chosen, nobody agreed."""
        self._contact = contact.contact_id
        self.who_label.setText(f"{name}, contact of {figures.instant(contact.at, self._desk.zone)}")
        self.path_edit.clear()
        self.agreed_edit.clear()
        self.day_field.clear()
        self.message.say("")
        self.show_lines(lines)
        self.save_button.setEnabled(not self._desk.refusal(Verb.CARE))
        self.path_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_lines(self, lines: tuple[TranscriptLine, ...]) -> None:
        """Those of this contact, as they are by now."""
        self.why_ask.finish()
        self._lines = tuple(one for one in lines if one.contact == self._contact)
        self.list.clear()
        for one in self._lines:
            self.list.addItem(self._words(one))
        self.there.setVisible(bool(self._lines))
        self.list.setCurrentRow(0 if self._lines else -1)
        self._on_row()

    @property
    def subject(self) -> str:
        """The contact."""
        return self._contact

    def save(self) -> None:
        if not self.wrong.first_unsound(self.day_field):
            who = self.agreed_edit.text().strip()
            named = PATIENT if who.casefold() in ("patient", "the patient") else who
            self.attached.emit(self.path_edit.text().strip(), named, self.day_field.iso())

    def _words(self, one: TranscriptLine) -> str:
        agreed = f"{one.agreed_by} agreed {figures.day(one.agreed_on)}"
        when = figures.instant(one.at, self._desk.zone)
        if one.withdrawn:
            return f"Withdrawn: {one.withdrawn}. {agreed}; attached {when} by {one.by}"
        return f"{one.name}, {one.length:,} characters. {agreed}; attached {when} by {one.by}"

    def _connect(self) -> None:
        self.choose_button.clicked.connect(self._on_choose)
        self.list.currentRowChanged.connect(self._on_row)
        self.export_button.clicked.connect(self._on_export)
        self.withdraw_button.clicked.connect(self._on_withdraw)
        self.why_ask.answered.connect(self._on_why)
        self.why_ask.dismissed.connect(self.list.setFocus)

    def _current(self) -> TranscriptLine | None:
        row = self.list.currentRow()
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def _on_row(self) -> None:
        line = self._current()
        is_there = line is not None and not line.withdrawn
        self.export_button.setEnabled(is_there and not self._desk.refusal(Verb.REPORT))
        self.withdraw_button.setEnabled(is_there and not self._desk.refusal(Verb.CARE))

    def _on_choose(self) -> None:
        dialog = file_dialog(self, "File of the transcript", QFileDialog.FileMode.ExistingFile,
                             self._desk.appearance.memory)  # fmt: skip
        dialog.setNameFilters(["Text (*.txt)", "All files (*)"])
        dialog.fileSelected.connect(self.path_edit.setText)
        dialog.open()

    def _on_export(self) -> None:
        if (line := self._current()) is not None:
            self.export_pressed.emit(line)

    def _on_withdraw(self) -> None:
        self.why_ask.ask("Why it is withdrawn. Nobody sees its words any more.", "Withdraw")

    def _on_why(self, reason: str) -> None:
        if not reason.strip():
            self.why_ask.refuse("Say why it is withdrawn.")
        elif (line := self._current()) is not None:
            self.withdrawn.emit(line, reason)
