"""A symptom check-in in the side panel: the questions of the plan, and what the answers come to so far."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ccm_desktop.domain import checkins as rules
from ccm_desktop.domain.checkins import AMBER, GREEN, INCOMPLETE, RED, Score
from ccm_desktop.services.checkins import CheckinSheet
from ccm_desktop.ui.checkins.questions import CheckinQuestions
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField
from ccm_desktop.ui.widgets.parts import Message, label
from ccm_desktop.ui.widgets.side_form import SideForm
from ccm_desktop.ui.widgets.wrong_field import WrongField

_HINT = "N, L and Y answer and go on; Backspace takes an answer back; ↑ and ↓ go from one to the next."
_NO_SIGNS = "The plan has no symptoms to watch yet: only what everybody is asked stands here."
_TONES = {RED: "error", AMBER: "warn", GREEN: "ok", INCOMPLETE: "info"}


class CheckinForm(SideForm):
    """Keeps to the patient for whom it was opened.

    Signals:
        recorded: patient, what was answered (a tuple of `Given`), and the day (ISO).
    """

    recorded = Signal(str, object, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Record", parent=parent)
        self._desk, self._patient = desk, ""
        self.who_label, self.signs_label = label("", "strong", wrap=True), label(_NO_SIGNS, "caption", wrap=True)
        self.questions, self.standing = CheckinQuestions(), Message()
        self.on_field = DateField("Answered on", desk.today, required=True, past=True)
        self.fields = {"answers": self.questions, "on": self.on_field}
        self.wrong = WrongField(self.message, {
            "date_unreadable": self.on_field, "checkin_in_future": self.on_field,
        })  # fmt: skip
        self.lay_out(
            label("Symptom check-in", "groupTitle"), self.who_label, self.signs_label, self.questions, self.standing,
            self.on_field, below=(label(_HINT, "caption", wrap=True),), long=True,
        )  # fmt: skip
        self.questions.typed_changed.connect(self._show_standing)
        self.questions.ended.connect(self._on_ended)

    def open(self, sheet: CheckinSheet) -> None:
        """Nothing answered, today."""
        self._patient = sheet.patient_id
        self.who_label.setText(sheet.name)
        self.questions.show_questions(sheet.questions)
        self.signs_label.setVisible(not any(one.urgency for one in sheet.questions))
        self.on_field.set_iso(self._desk.today().isoformat())
        self.message.say("")
        self._show_standing()
        self.questions.setFocus()

    @property
    def subject(self) -> str:
        """Nothing but the patient."""
        return ""

    @property
    def score(self) -> Score:
        """What the answers come to so far."""
        given = self.questions.given()
        return rules.score((one.question for one in given), {one.question.key: one.answer for one in given})

    def save(self) -> None:
        """Ctrl+Enter."""
        if not self.wrong.first_unsound(self.on_field):
            self.recorded.emit(self._patient, self.questions.given(), self.on_field.iso())

    def _on_ended(self) -> None:
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_standing(self) -> None:
        """Nothing while nothing is there and something is still to be asked."""
        found = self.score
        if found.level == INCOMPLETE:
            self.standing.say("")
            return
        todo = {RED: " A task for today.", AMBER: " A task within two workdays."}.get(found.level, "")
        signs = "; ".join(one.advice for one in found.present)
        self.standing.say(f"{found.words}{f': {signs}.' if signs else '.'}{todo}", _TONES[found.level])
