"""How the patient wants to be reached: telephones, times, language, caregiver, and what to mind."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from ccm_desktop.services.contacts import ReachForm
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.side_form import SideForm
from ccm_desktop.ui.widgets.typed_fields import Typed
from ccm_desktop.ui.widgets.wrong_field import WrongField

_CONTACT = {
    "phone": "Phone", "phone_alt": "Other phone", "email": "E-mail", "best_time": "Best time", "language": "Language",
    "caregiver": "Caregiver", "caregiver_phone": "Caregiver's phone",
}  # fmt: skip
_PREFERENCES = {
    "caregiver_first": "Call the caregiver first", "do_not_text": "Do not text",
    "hard_of_hearing": "Hard of hearing", "low_vision": "Low vision: large print", "interpreter": "Interpreter needed",
}  # fmt: skip


class ReachEditor(SideForm):
    """Both registers in one form.

    Signals:
        saved: the `ReachForm` as it was opened, and as it is now.
    """

    saved = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Save", parent=parent)
        self._opened: ReachForm | None = None
        self.edits = {key: QLineEdit() for key in _CONTACT}
        self.boxes = {key: QCheckBox(words) for key, words in _PREFERENCES.items()}
        self.note_edit, self.who_label = QLineEdit(), label("", "strong", wrap=True)
        self.wrong = WrongField(self.message, {})
        self.fields: dict[str, Typed] = {**self.edits, **self.boxes, "note": self.note_edit}
        self.lay_out(
            label("How to reach the patient", "groupTitle"),
            self.who_label,
            *(Field(words, self.edits[key]) for key, words in _CONTACT.items()),
            *self.boxes.values(),
            Field("What else to mind", self.note_edit),
        )

    def open(self, name: str, form: ReachForm) -> None:
        """Show what is on file of the patient of that name, to whom it keeps."""
        self._opened = form
        self.who_label.setText(name)
        for key, edit in self.edits.items():
            edit.setText(str(getattr(form.contact.value, key)))
        for key, box in self.boxes.items():
            box.setChecked(bool(getattr(form.preferences.value, key)))
        self.note_edit.setText(form.preferences.value.contact_note)
        self.message.say("")
        if form.contact.others or form.preferences.others:
            self.message.say("Two people changed this at the same time: this is one of two versions. "
                             "Saving decides.", "warn")  # fmt: skip
        self.edits["phone"].setFocus()

    @property
    def subject(self) -> str:
        """What was on record of each register as it was opened."""
        forms = (self._opened.contact, self._opened.preferences) if self._opened else ()
        return "\n".join(" ".join(form.heads) for form in forms)

    def save(self) -> None:
        opened = self._opened
        if opened is None:
            return
        contact = replace(opened.contact.value, **{key: edit.text().strip() for key, edit in self.edits.items()})
        wanted: dict[str, bool] = {key: box.isChecked() for key, box in self.boxes.items()}
        preferences = replace(opened.preferences.value, contact_note=self.note_edit.text().strip(), **wanted)
        self.saved.emit(opened, ReachForm(
            replace(opened.contact, value=contact), replace(opened.preferences, value=preferences)
        ))  # fmt: skip
