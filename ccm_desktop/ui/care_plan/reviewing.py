"""How current the plan is, with its reasons, and "reviewed, no change" in one line; in the side panel."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.plan_freshness import LEVELS, Freshness
from ccm_desktop.services.forms import Form, PlanReview
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import Card, label
from ccm_desktop.ui.widgets.side_form import SideForm

_ABOUT = "Looked at today and left as it is: auditors read why. It becomes a version of its own."


class ReviewSheet(SideForm):
    """Reasons above, the line below.

    Signals:
        reviewed: the opened review, the line, and the day of the next review.
    """

    reviewed = Signal(object, str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Mark reviewed, no change", "check", parent=parent)
        self._desk = desk
        self._form: Form[PlanReview] | None = None
        self.who_label = label("", "strong", wrap=True)
        self.reasons = Card("How current the plan is")
        self.why_edit = QLineEdit()
        self.why_edit.setPlaceholderText("What was looked at, and with whom")
        self.next_field = DateField("Next review", desk.today)
        self.lay_out(
            self.who_label, self.reasons, label("Reviewed, no change", "groupTitle"),
            label(_ABOUT, "caption", wrap=True), Field("Why nothing had to change", self.why_edit, required=True),
            self.next_field,
        )  # fmt: skip

    def open(self, name: str, found: Freshness, form: Form[PlanReview], next_on: str) -> None:
        """As it was read; the line is empty, the next review after the practice's interval."""
        self._form = form
        self.who_label.setText(name)
        lines = [f"{LEVELS[reason.level]}: {reason.words}." for reason in found.reasons]
        self.reasons.set_lines(lines, "Fresh: changed or reviewed lately, in its own words, nothing overdue.")
        self.why_edit.clear()
        self.next_field.set_iso(next_on)
        refusal = self._desk.refusal(Verb.CARE)
        self.save_button.setEnabled(not refusal)
        self.message.say(refusal, "info")
        self.why_edit.setFocus()

    def save(self) -> None:
        if self._form is None or not self.save_button.isEnabled():
            return
        if not self.next_field.is_sound():
            self.message.say("The day of the next review is not understood. Write it like 02/19 or +3m.")
            return
        self.reviewed.emit(self._form, self.why_edit.text(), self.next_field.iso())
