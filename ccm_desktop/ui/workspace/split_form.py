"""One stretch shared out: an entry into parts, or group work over patients; what is left is always shown."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from ccm_desktop.domain.activities import ACTIVITIES, CALLS
from ccm_desktop.domain.corrections import ADDING, CHANGING
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.programs import PROGRAMS
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.services.time_lines import TimeLine
from ccm_desktop.services.time_splitting import GroupWork, Part
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.compared_field import ComparedField
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.reason_choice import ReasonChoice
from ccm_desktop.ui.widgets.side_form import SideForm
from ccm_desktop.ui.widgets.spelled import check_spelling
from ccm_desktop.ui.workspace.share_rows import ShareRows
from ccm_desktop.ui.workspace.span_fields import SpanFields


@dataclass(frozen=True, slots=True)
class TypedSplit:
    """What was typed: an entry and its parts, or group work."""

    entry: str = ""
    parts: tuple[Part, ...] = ()
    reason: str = ""
    group: GroupWork | None = None


class SplitForm(SideForm):
    """Divides an entry, or records group work.

    Signals:
        saved: a `TypedSplit`; the form stays until told.
    """

    saved = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Save", parent=parent)
        self._line: TimeLine | None = None
        self.title_label, self.hint_label = label("", "groupTitle", wrap=True), label("", "caption", wrap=True)
        self.span_fields, self.rows = SpanFields(desk), ShareRows()
        self.activity_box, self.program_box = QComboBox(), QComboBox()
        for box in (self.activity_box, self.program_box):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
        for key, words in ACTIVITIES.items():
            if key not in CALLS:  # a call is with one patient
                self.activity_box.addItem(words, key)
        for key, words in PROGRAMS.items():
            self.program_box.addItem(words, key)
        self.note_edit = QPlainTextEdit()
        self.note_edit.setTabChangesFocus(True)
        check_spelling(self.note_edit)
        self.note_edit.setMaximumHeight(self.note_edit.fontMetrics().height() * 4)
        self.reason_choice = ReasonChoice(CHANGING, always_words=True)
        self._lay_out()
        self.span_fields.changed.connect(self._on_span)

    def set_patients(self, lines: tuple[PanelLine, ...]) -> None:
        """Who can be chosen."""
        self.rows.set_patients(lines)

    def open(self, patient: str, name: str, line: TimeLine) -> None:
        """Divide an entry; two equal parts to begin with."""
        self._begin(line)
        self.title_label.setText(f"Divide the entry of {figures.minutes(line.seconds)}")
        self.hint_label.setText("The parts follow one another through the same time. The original stays visible.")
        self.reason_choice.offer(CHANGING, always_words=True)
        self.rows.begin(line.seconds, [(patient, name, line.activity)] * 2, with_notes=True)

    def open_group(self) -> None:
        """Share out a huddle; nobody is chosen yet."""
        self._begin(None)
        self.title_label.setText("Group work for several patients")
        self.hint_label.setText(
            "Each patient gets seconds of their own; together they are the real time. "
            "The note goes into every chart: name no patient in it."
        )
        self.reason_choice.offer(ADDING, always_words=False)
        self.rows.begin(0, [("", "", "")] * 2, with_notes=False)
        self.span_fields.clear()
        self.span_fields.start_edit.setFocus()

    def _begin(self, line: TimeLine | None) -> None:
        self._line = line
        self.message.say("")
        self.note_edit.clear()
        for part in (self.span_fields, self.activity_field, self.program_field, self.note_field):
            part.setVisible(line is None)

    def _lay_out(self) -> None:
        self.activity_field = ComparedField("Activity", self.activity_box)
        self.program_field = ComparedField("Program", self.program_box)
        self.note_field = ComparedField("Note", self.note_edit, required=True)
        self.reason_field = ComparedField("Reason", self.reason_choice, required=True)
        self.lay_out(
            self.title_label, self.hint_label, self.span_fields, self.rows, self.activity_field, self.program_field,
            self.note_field, self.reason_field, long=True,
        )  # fmt: skip

    def _on_span(self) -> None:
        if self._line is None:
            span = self.span_fields.span()
            self.rows.set_whole(span[1] - span[0] if span else 0)

    def save(self) -> None:
        """Ctrl+Enter."""
        try:
            reason, problem = self.reason_choice.reason(), ""
        except BadInput as error:
            reason, problem = "", str(error)
        self.reason_field.set_error(problem)
        span = self.span_fields.span()
        if self._line is None and span is None:
            self.message.say(self.span_fields.problem())
            return
        words = self.rows.problem() or problem
        self.message.say(words)
        if words:
            return
        shares = self.rows.shares()
        if self._line is not None:
            parts = tuple(Part(s.seconds, s.patient, s.activity, s.outcome, s.note) for s in shares)
            self.saved.emit(TypedSplit(self._line.entry_id, parts, reason))
        elif span is not None:
            self.saved.emit(TypedSplit(group=GroupWork(
                *span, str(self.activity_box.currentData()), self.note_edit.toPlainText(), reason,
                tuple((share.patient, share.seconds) for share in shares),
                program=str(self.program_box.currentData()),
            )))  # fmt: skip
