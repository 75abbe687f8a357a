"""The form for time by hand and for amendments, shown in the side panel."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from ccm_desktop.domain.activities import ACTIVITIES, OUTCOMES
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.corrections import ADDING, CHANGING
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.programs import PROGRAMS
from ccm_desktop.services.time_lines import TimeLine
from ccm_desktop.services.time_preview import Draft, TimePreview
from ccm_desktop.ui.chart import Whom
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.compared_field import ComparedField
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.patient_choice import PatientChoice
from ccm_desktop.ui.widgets.reason_choice import ReasonChoice
from ccm_desktop.ui.widgets.side_form import SideForm
from ccm_desktop.ui.widgets.spelled import check_spelling
from ccm_desktop.ui.widgets.typed_fields import Typed
from ccm_desktop.ui.widgets.wrong_field import WrongField
from ccm_desktop.ui.workspace.kept_span import KeptSpan
from ccm_desktop.ui.workspace.preview_notes import PreviewNotes
from ccm_desktop.ui.workspace.typed_time import TypedTime

_ASK_AFTER_MS = 200
_BY_HAND = "coordination"
"""What by-hand time most often is, and no call that would need an outcome."""


class TimeForm(SideForm):
    """Add or amend one entry.

    Signals:
        saved: a `TypedTime`; the form stays until told.
        drafted: a `Draft`, whenever what is typed makes one; the answer comes by `show_preview`.
    """

    saved = Signal(object)
    drafted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Save", parent=parent)
        self._desk = desk
        self.line: TimeLine | None = None
        """The entry being amended."""
        self._of, self.subject = Whom(""), ""
        self._draft: Draft | None = None
        self._trims: tuple[str, ...] = ()
        self.title_label = label("", "groupTitle", wrap=True)
        self.original_label = label("", "caption", wrap=True)
        self.patient_choice, self.span_fields = PatientChoice(), KeptSpan(desk)
        self.start_edit, self.length_edit = self.span_fields.start_edit, self.span_fields.length_edit
        self.activity_box, self.outcome_box = _combo(ACTIVITIES), _combo({"": "—", **OUTCOMES})
        self.program_box = _combo(PROGRAMS)
        self.reason_choice = ReasonChoice(ADDING, always_words=False)
        self.note_edit = QPlainTextEdit()
        self.note_edit.setTabChangesFocus(True)
        check_spelling(self.note_edit)
        self.note_edit.setFixedHeight(self.note_edit.fontMetrics().height() * 4)  # or the fields above it are squeezed
        self.notes, self.wrong = PreviewNotes(), WrongField(self.message, {})
        self.fields: dict[str, Typed] = {
            "span": self.span_fields, "patient": self.patient_choice, "reason": self.reason_choice.box,
            "why": self.reason_choice.edit, "note": self.note_edit, "activity": self.activity_box,
            "outcome": self.outcome_box, "program": self.program_box,
        }  # fmt: skip
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(_ASK_AFTER_MS)
        self._lay_out()
        self._connect()

    @property
    def patient(self) -> str:
        """Whose time it is, whatever chart is on show by now."""
        return self.patient_choice.patient

    @property
    def whom(self) -> Whom:
        """In whose chart it waits; an entry stays in that of its patient, whoever is chosen instead."""
        return self._of if self.line else Whom(self.patient, self.patient_choice.edit.text())

    def open(
        self, patient: str, name: str, line: TimeLine | None, month: Month | None = None, *, addendum: bool = False
    ) -> None:
        """Empty for a new entry, of that month, filled for an amendment."""
        self.line, self._trims, self._draft = line, (), None
        self._of = Whom(patient, name)
        self.subject = "\n".join((line.entry_id if line else "", str(month or ""), "addendum" if addendum else ""))
        self.message.say("")
        self.notes.clear()
        self.note_edit.clear()
        self.patient_choice.set_patient(patient, name)
        self.patient_field.set_original(name if line else "")
        for field in (self.activity_field, self.outcome_field, self.program_field):
            field.set_original("")
        if line is None:
            self._open_empty(month, addendum=addendum)
        else:
            self._open_filled(line)
        self._on_values()

    def open_span(self, start: int, end: int) -> None:
        """For a stretch that the person says was work on somebody: nobody is chosen yet."""
        self.open("", "", None)
        self.span_fields.show_span(start, end, as_original=False)
        self.reason_choice.choose("forgot_start")
        self.patient_choice.setFocus()

    def show_name(self, name: str) -> None:
        """Whose time it is, in words."""
        if not self.patient_choice.edit.text():
            self.patient_choice.edit.setText(name)

    def show_preview(self, draft: Draft, preview: TimePreview) -> None:
        """What would come of that draft; an answer to an older one is dropped."""
        if draft == self._draft:
            self.notes.show_preview(preview, self._desk.zone, len(draft.trims))

    def _open_empty(self, month: Month | None, *, addendum: bool) -> None:
        self.title_label.setText(f"Addendum to {month.title}" if addendum and month else "Add time by hand")
        self.original_label.setText("It counts once the practice lead or a practitioner approves it.")
        self.reason_choice.offer(ADDING, always_words=False)
        self.note_field.rename("Note *")
        for box, value in ((self.activity_box, _BY_HAND), (self.outcome_box, ""), (self.program_box, "CCM")):
            box.setCurrentIndex(max(0, box.findData(value)))
        self.span_fields.clear(month)
        first = self.start_edit if self.span_fields.day_edit.text() else self.span_fields.day_edit
        (first if self.patient else self.patient_choice).setFocus()

    def _open_filled(self, line: TimeLine) -> None:
        self.title_label.setText("Amend entry")
        note = line.note if line.note.strip() else "no note"
        self.original_label.setText(f"{line.who} wrote: {note}")
        self.reason_choice.offer(CHANGING, always_words=True)
        self.note_field.rename("Add to the note")
        for field, box, value in ((self.activity_field, self.activity_box, line.activity),
                                  (self.outcome_field, self.outcome_box, line.outcome),
                                  (self.program_field, self.program_box, line.program)):  # fmt: skip
            if box.findData(value) < 0:
                box.addItem(value, value)
            box.setCurrentIndex(box.findData(value))
            field.set_original(box.currentText() if field is not self.program_field else value)
        self.span_fields.show_span(line.started_at, line.ended_at, as_original=True)
        self.span_fields.end_edit.setFocus()
        self.span_fields.end_edit.selectAll()

    def _lay_out(self) -> None:
        self.patient_field = ComparedField("Patient", self.patient_choice, required=True)
        self.reason_field = ComparedField("Reason", self.reason_choice, required=True)
        self.note_field = ComparedField("Note", self.note_edit, required=True)
        self.activity_field = ComparedField("Activity", self.activity_box)
        self.outcome_field = ComparedField("Outcome", self.outcome_box)
        self.program_field = ComparedField("Program", self.program_box)
        self.rest = (self.reason_field, self.note_field, self.activity_field, self.outcome_field, self.program_field)
        self.lay_out(
            self.title_label, self.original_label, self.patient_field, self.span_fields, *self.rest, self.notes,
            long=True,
        )  # fmt: skip

    def _connect(self) -> None:
        self.patient_choice.accepted.connect(self._on_patient)
        self.patient_choice.chosen.connect(self._on_values)
        self.span_fields.changed.connect(self._on_values)
        for box in (self.activity_box, self.outcome_box, self.program_box):
            box.currentIndexChanged.connect(self._on_values)
        self._asking.timeout.connect(self._ask)
        self.notes.trim_mine.connect(self._on_trim_mine)
        self.notes.trim_other.connect(self._on_trim_other)

    def _on_patient(self) -> None:
        self.start_edit.setFocus()

    def _on_values(self) -> None:
        line = self.line
        if line is not None:
            for field, box, value in ((self.activity_field, self.activity_box, line.activity),
                                      (self.outcome_field, self.outcome_box, line.outcome),
                                      (self.program_field, self.program_box, line.program)):  # fmt: skip
                field.mark(is_changed=box.currentData() != value)
        self._asking.start()

    def _ask(self) -> None:
        span = self.span_fields.span()
        if span is None or not self.patient:
            self._draft = None
            self.notes.clear()
            return
        self._draft = Draft(
            self.patient, *span, str(self.activity_box.currentData()), str(self.outcome_box.currentData()),
            str(self.program_box.currentData()), self.line.entry_id if self.line else "", self._trims,
        )  # fmt: skip
        self.drafted.emit(self._draft)

    def _on_trim_mine(self, start: int, end: int) -> None:
        self.span_fields.show_span(start, end, as_original=False)

    def _on_trim_other(self, entry: str) -> None:
        self._trims = (*self._trims, entry)
        self._ask()

    def save(self) -> None:
        """Ctrl+Enter."""
        span = self.span_fields.span()
        reason, problem = "", ""
        try:
            reason = self.reason_choice.reason()
        except BadInput as error:
            problem = str(error)
        self.reason_field.set_error(problem)
        self.patient_field.set_error("" if self.patient else "Type a few letters of the name and press Enter.")
        self.message.say(self.span_fields.problem() or problem or self.patient_field.error())
        if span is None or problem or not self.patient:
            return
        self.saved.emit(TypedTime(
            self.patient, *span, str(self.activity_box.currentData()), str(self.outcome_box.currentData()),
            str(self.program_box.currentData()), self.note_edit.toPlainText(), reason, self._trims,
        ))  # fmt: skip


def _combo(choices: dict[str, str]) -> QComboBox:
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)
    for key, words in choices.items():
        box.addItem(words, key)
    return box
