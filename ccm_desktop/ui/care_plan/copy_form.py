"""That a copy of the plan was given: to whom, how, when, which version, in the side panel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from ccm_desktop.domain.calendar import to_epoch
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.plan_number import marked
from ccm_desktop.services.plan_copies import COPY_METHODS, GivenCopy
from ccm_desktop.services.plan_printing import LANGUAGE_NAMES, PaperOffer
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.side_form import SideForm
from ccm_desktop.ui.widgets.typed_fields import Typed
from ccm_desktop.ui.widgets.wrong_field import WrongField


class CopyForm(SideForm):
    """One record.

    Signals:
        saved: a `GivenCopy`; the form stays until told.
    """

    saved = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Record", parent=parent)
        self._desk = desk
        self.who_label = label("", "strong", wrap=True)
        self.whom_box, self.how_box, self.version_box = QComboBox(), QComboBox(), QComboBox()
        self.language_box = QComboBox()
        for key, words in COPY_METHODS.items():
            self.how_box.addItem(words, key)
        for key, words in LANGUAGE_NAMES.items():
            self.language_box.addItem(words, key)
        self.day_field = DateField("Given on", desk.today, past=True)
        self.wrong = WrongField(self.message, {})
        self.fields: dict[str, Typed] = {
            "whom": self.whom_box, "how": self.how_box, "on": self.day_field, "version": self.version_box,
            "language": self.language_box,
        }  # fmt: skip
        self.lay_out(
            label("Copy given", "groupTitle"), self.who_label, Field("To", self.whom_box), Field("How", self.how_box),
            self.day_field, Field("Version", self.version_box), Field("Language", self.language_box),
        )  # fmt: skip

    def open(self, name: str, offer: PaperOffer, caregiver: str = "", language: str = "") -> None:
        """Today, printed, the newest version; `caregiver` and `language` are those of the paper just printed."""
        self.who_label.setText(name)
        self.whom_box.clear()
        self.whom_box.addItem("The patient", "")
        for one in offer.caregivers:  # who may have nothing today may have been given something before
            self.whom_box.addItem(one.name, one.caregiver)
        self.whom_box.setCurrentIndex(max(0, self.whom_box.findData(caregiver)))
        self.version_box.clear()
        for version, number in offer.versions:  # as on the paper that was handed out
            called = marked(version, number)
            self.version_box.addItem(f"Version {called}" if version else f"Version {called}, as it is now", version)
        self.how_box.setCurrentIndex(0)
        self.language_box.setCurrentIndex(max(0, self.language_box.findData(language or offer.language)))
        self.day_field.set_iso(self._desk.today().isoformat())
        none = "There is no saved version yet. Save the plan first."
        self.message.say("" if offer.versions else none, "warn")
        self.save_button.setEnabled(bool(offer.versions) and not self._desk.refusal(Verb.CARE))
        self.whom_box.setFocus()

    def ask_again(self, typed: Mapping[str, str]) -> None:
        """What was chosen another day is left to choose where it is not there, or may be something else by now."""
        if self.whom_box.currentData() != typed.get("whom"):
            self.whom_box.setCurrentIndex(-1)
        if not typed.get("version") or self.version_box.currentData() != typed["version"]:
            self.version_box.setCurrentIndex(-1)  # the plan as it is now is another one every day

    @property
    def subject(self) -> str:
        """Nothing but the patient."""
        return ""

    def save(self) -> None:
        day = self.day_field.iso()
        if not (self.whom_box.currentText() and self.version_box.currentText()):
            self.message.say("Choose to whom the copy was given, and which version it was.")
            return
        if lacking := self.day_field.lacks("The day on which it was given"):
            self.message.say(lacking)
            self.day_field.edit.setFocus()
            return
        self.saved.emit(
            GivenCopy(
                str(self.version_box.currentData()), str(self.how_box.currentData()),
                caregiver=str(self.whom_box.currentData()), language=str(self.language_box.currentData()),
                given_at=self._instant(date.fromisoformat(day)),
            )
        )  # fmt: skip

    def _instant(self, day: date) -> int | None:
        """The end of a day that is over: a version of that day was there by then. None for today: now."""
        if day == self._desk.today():
            return None
        return to_epoch(datetime.combine(day, time(23, 59, 59), self._desk.zone))
