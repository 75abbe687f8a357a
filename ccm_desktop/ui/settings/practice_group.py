"""The practice's name, address and telephones, where it sees patients, and its time zone."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.forms import Form, PracticeProfile
from ccm_desktop.services.people import Person
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.settings.group import NOT_LEAD, SettingsGroup
from ccm_desktop.ui.settings.register_changes import RegisterChanges, assigned
from ccm_desktop.ui.settings.rows import ChoiceRow, SettingRow, ShownRow, TextRow

_SETTINGS = {
    "office": "Office",
    "hospital_outpatient": "Hospital outpatient department, on campus",
    "off_campus": "Hospital outpatient department, off campus",
    "rhc": "Rural health clinic",
    "fqhc": "Federally qualified health center",
}
_ZONE = (
    "Every month begins at its midnight. It was set when the practice was created and is not changed here: "
    "minutes near midnight would move into another month, also of months that are closed."
)


class PracticeGroup(SettingsGroup):
    """Rows of the practice's profile.

    Signals:
        renamed: the name that holds now.
    """

    key, title = "practice", "Practice"

    renamed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._changes = RegisterChanges(desk.gateway, self._save, self)
        self.add_section("", [
            TextRow("name", "Name", "Stands on every document."),
            TextRow("address", "Address", "Stands on every document."),
            TextRow("phone", "Telephone", "Stands on every document."),
            TextRow("after_hours_phone", "Telephone after hours",
                    "Patients reach somebody at any hour (rules 4); stands on the care plan."),
            ChoiceRow("setting", "Where the billing practitioner ordinarily sees patients", _SETTINGS,
                      "Decides the place of service on the claim and whether the facility rate holds (rules 5.5)",
                      "office"),
            ChoiceRow("billing_practitioner", "Billing practitioner", {},
                      "For patients who have no practitioner of their own; the number stands on the claim (rules 1.1)"),
            ShownRow("time_zone", "Time zone", _ZONE),
        ])  # fmt: skip
        self.column.addStretch(1)
        for row in self.rows.values():
            row.chosen.connect(partial(self._on_chosen, row))
        self._changes.held.connect(self._show)
        self._changes.refused.connect(self.refuse)

    def load(self) -> None:
        self._desk.gateway.ask(self._ask).succeeded.connect(self._on_loaded)

    def _ask(self) -> tuple[Form[PracticeProfile], bool, tuple[Person, ...]]:
        office = self._desk.office
        return office.people.practice(), office.policies.may_choose(), office.people.everybody()

    def _on_loaded(self, found: tuple[Form[PracticeProfile], bool, tuple[Person, ...]]) -> None:
        form, may, people = found
        self._offer(people, form.value.billing_practitioner)
        self._changes.hold(form)
        self.lock("" if may else NOT_LEAD)
        if may and form.others:
            self.message.say("Somebody else changed the practice at the same time: this is one of two versions. "
                             "Your next change decides.", "warn")  # fmt: skip

    def _offer(self, people: tuple[Person, ...], named: str) -> None:
        """Practitioners who work here, and who is named now, whoever that is."""
        row = self.rows["billing_practitioner"]
        assert isinstance(row, ChoiceRow)
        choices = {} if named else {"": "Nobody yet"}
        for person in people:
            if person.lane == "practitioner" and (person.active or person.id == named):
                choices[person.id] = person.title
            elif person.id == named:
                choices[person.id] = f"{person.title} (no practitioner)"
        row.set_choices(choices)

    def _show(self, form: Form[PracticeProfile]) -> None:
        for key, row in self.rows.items():
            if not self._changes.is_waiting(key):
                row.set_value(str(getattr(form.value, key)))
        self.renamed.emit(form.value.name)

    def _on_chosen(self, row: SettingRow, value: str) -> None:
        self._changes.want(row.key, assigned(row.key, value))

    def _save(self, form: Form[PracticeProfile]) -> Outcome[Form[PracticeProfile]]:
        self._desk.office.people.save_practice(form)
        return Outcome(self._desk.office.people.practice(), Changed.PRACTICE)
