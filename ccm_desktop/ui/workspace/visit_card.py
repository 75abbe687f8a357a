"""The initiating visit: what is on record, and the form for it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from ccm_desktop.services.forms import Form, InitiatingVisit
from ccm_desktop.services.people import Person
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import Card, Message, button, label

_KINDS = {
    "9920": "New patient visit", "9921": "Established patient visit", "9934": "Home visit",
    "99341": "Home visit, new patient", "99342": "Home visit, new patient", "99344": "Home visit, new patient",
    "99345": "Home visit, new patient", "9935": "Home visit", "9949": "Transitional care",
    "G0402": "Welcome to Medicare visit", "G0438": "First annual wellness visit", "G0439": "Annual wellness visit",
}  # fmt: skip
_HOW = {"in_person": "In person", "video": "By video", "other": "Neither"}


class VisitCard(Card):
    """What stands, and the form that replaces it.

    Signals:
        recorded: the form, filled in.
    """

    recorded = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Initiating visit", parent)
        self._form: Form[InitiatingVisit] | None = None
        self._people: tuple[Person, ...] = ()
        self.recorded_label = label("", wrap=True)
        self.others_label = label("", "fieldError", wrap=True)
        self.kind_box, self.by_box, self.how_box = QComboBox(), QComboBox(), QComboBox()
        for key, words in _HOW.items():
            self.how_box.addItem(words, key)
        self.day_field = DateField("Date of the visit", desk.today, required=True, past=True)
        self.discussed_box = QCheckBox("Care management was discussed")
        self.message = Message()
        self.record_button = button("Record visit", "calendar-check", role="primary")
        self.clear_button = button("No visit after all", role="danger")
        row, buttons = QHBoxLayout(), QHBoxLayout()
        row.addWidget(Field("Kind of visit", self.kind_box, required=True), 2)
        row.addWidget(Field("How", self.how_box), 1)
        buttons.addWidget(self.record_button, 1)
        buttons.addWidget(self.clear_button)
        self.body.addWidget(self.recorded_label)
        self.body.addWidget(self.others_label)
        self.body.addWidget(label("Needed for a new patient, or one not seen in the year before the start.", "caption",
                                  wrap=True))  # fmt: skip
        self.body.addLayout(row)
        for part in (self.day_field, Field("By", self.by_box, required=True), self.discussed_box, self.message):
            self.body.addWidget(part)
        self.body.addLayout(buttons)
        self.record_button.clicked.connect(self._on_record)
        self.clear_button.clicked.connect(self._on_clear)

    def clear(self) -> None:
        """For another patient."""
        self._form = None
        self.message.say("")

    def show_state(self, form: Form[InitiatingVisit], codes: tuple[str, ...], people: tuple[Person, ...]) -> None:
        """What stands; what is typed stays unless the file has something newer."""
        if self.kind_box.count() != len(codes):
            self.kind_box.clear()
            for code in codes:
                self.kind_box.addItem(f"{code}  {visit_kind(code)}", code)
        self._show_people(people)
        if self._form == form:
            return
        self._form, visit = form, form.value
        self.recorded_label.setText(f"On record: {self._told(visit)}")
        self.others_label.setText(
            "".join(f"Also on record: {self._told(one)} Recording decides." for one in form.others)
        )
        self.others_label.setVisible(bool(form.others))
        self.kind_box.setCurrentIndex(max(0, self.kind_box.findData(visit.visit_code or "99214")))
        only = 0 if self.by_box.count() == 1 else -1  # among several a person says who it was
        self.by_box.setCurrentIndex(self.by_box.findData(visit.visit_by) if visit.visit_by else only)
        self.how_box.setCurrentIndex(self.how_box.findData(_how(visit)))
        self.day_field.set_iso(visit.visit_on)
        self.discussed_box.setChecked(bool(visit.visit_on) and visit.ccm_discussed)
        self.clear_button.setEnabled(bool(visit.visit_on))

    def _show_people(self, people: tuple[Person, ...]) -> None:
        if people == self._people:
            return  # a choice made here stays
        self._people = people
        self.by_box.clear()
        for person in people:
            if person.lane == "practitioner":
                self.by_box.addItem(person.title, person.id)

    def _told(self, visit: InitiatingVisit) -> str:
        if not visit.visit_on:
            return "no visit."
        by = next((person.title for person in self._people if person.id == visit.visit_by), visit.visit_by)
        discussed = "discussed" if visit.ccm_discussed else "not discussed"
        return (
            f"{visit_kind(visit.visit_code)} ({visit.visit_code}) on {figures.day(visit.visit_on)}, {by}, "
            f"{_HOW[_how(visit)].lower()}; care management {discussed}."
        )

    def _on_record(self) -> None:
        if self._form is None:
            return
        if lacking := self.day_field.lacks("The date of the visit"):
            self.message.say(lacking)
            self.day_field.setFocus()
            return
        how = str(self.how_box.currentData())
        visit = InitiatingVisit(
            str(self.kind_box.currentData()), self.day_field.iso(), str(self.by_box.currentData() or ""),
            how == "in_person", self.discussed_box.isChecked(), how == "video",
        )  # fmt: skip
        self.recorded.emit(replace(self._form, value=visit))

    def _on_clear(self) -> None:
        if self._form is not None:
            self.recorded.emit(replace(self._form, value=InitiatingVisit()))


def visit_kind(code: str) -> str:
    """What a visit's code is called, in our own words."""
    return _KINDS.get(code) or _KINDS.get(code[:4], "Visit")


def _how(visit: InitiatingVisit) -> str:
    if visit.telehealth:
        return "video"
    return "in_person" if visit.face_to_face else "other"
