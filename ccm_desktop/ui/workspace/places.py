"""Leads to the very field of a patient's workspace where something is mended."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from ccm_desktop.domain.calendar import Month
from ccm_desktop.services.time_lines import TimeLine
from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.workspace.contacts_tab import ContactsTab
from ccm_desktop.ui.workspace.enrolment_tab import EnrolmentTab
from ccm_desktop.ui.workspace.time_form import TimeForm
from ccm_desktop.ui.workspace.time_tab import TimeTab

TAB_OF_PAGE = {
    "finish": 1, "time": 1, "overlap": 1, "care_plan": 2, "contacts": 3, "consent": 4, "conditions": 4,
    "enrolment": 4,
}  # fmt: skip
"""Tab of the workspace, by the page of a `FixTarget`."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go once its data are there."""

    page: str
    field: str
    entity: str
    month: Month


class Places(QObject):
    """Remembers where to go until the tab has loaded, then takes the keyboard there.

    Signals:
        amend_asked: the `TimeLine` to open for amending.
        separate_asked: the `TimeLine` on the day of a visit.
    """

    amend_asked = Signal(object)
    separate_asked = Signal(object)

    def __init__(
        self, time: TimeTab, form: TimeForm, plan: CarePlanEditor, contacts: ContactsTab, enrolment: EnrolmentTab
    ) -> None:
        super().__init__(time)
        self._time, self._form, self._plan = time, form, plan
        self._contacts, self._enrolment = contacts, enrolment
        self._wanted: Place | None = None

    def seek(self, place: Place | None) -> None:
        """Go there next."""
        self._wanted = place

    def arrive(self, tab: int, month: Month | None = None) -> None:
        """The data of a tab, of that month where it shows one, are on show: go to the field, once."""
        place = self._wanted
        if place is None or TAB_OF_PAGE.get(place.page, 0) != tab or (month and month != place.month):
            return
        self._wanted = None
        if tab == 1:
            self._at_entry(place)
        else:
            self._contacts.items.table.select_key(f"{place.field}:{place.entity}")
            if (place.page, place.field) == ("care_plan", "review_on"):
                self._plan.show_section("review")
            field = self._field(place)
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            if tab == TAB_OF_PAGE["enrolment"]:
                self._enrolment.ensureWidgetVisible(field)

    def _at_entry(self, place: Place) -> None:
        self._time.versions.unfold_to(place.entity)
        self._time.table.select_key(place.entity)
        if place.page in ("overlap", "finish"):
            return  # its form at the side has the keyboard
        self._time.table.setFocus(Qt.FocusReason.OtherFocusReason)
        editors = {
            "start": self._form.start_edit, "end": self._form.span_fields.end_edit, "note": self._form.note_edit,
        }  # fmt: skip
        line = self._time.table.current_row()
        if not isinstance(line, TimeLine) or line.entry_id != place.entity or line.voided:
            return
        if place.field == "same_day" and self._time.may_amend:
            self.separate_asked.emit(line)
        if place.field in editors and self._time.may_amend:
            self.amend_asked.emit(line)
            editors[place.field].setFocus(Qt.FocusReason.OtherFocusReason)

    def _field(self, place: Place) -> QWidget:
        enrolment, consent = self._enrolment, self._enrolment.consent
        first: QCheckBox | None = next(iter(enrolment.conditions.values()), None)
        fields: dict[tuple[str, str], QWidget] = {
            ("care_plan", "copy"): self._plan.header.focus_on(self._plan.copy_button),
            ("care_plan", "instructions"): self._plan.header.focus_on(self._plan.header.instructions_button),
            ("contacts", "next_contact_on"): self._contacts.next_field.edit,
            ("contacts", "outcome"): self._contacts.outcome_box,
            ("contacts", "task"): self._contacts.items.table,
            ("contacts", "escalation"): self._contacts.items.table,
            ("consent", "answer"): next(iter(consent.elements.values())),
            ("conditions", "attestation"): first or enrolment.risk_field,
            ("enrolment", "practitioner"): consent.practitioner_box,
            ("enrolment", "visit"): enrolment.visit.kind_box,
        }
        pages: dict[str, QWidget] = {
            "care_plan": self._plan, "contacts": self._contacts.note_field,
            "consent": consent.answer_box, "conditions": enrolment.risk_field, "enrolment": enrolment.seen_field.edit,
        }  # fmt: skip
        return fields.get((place.page, place.field), pages[place.page])
