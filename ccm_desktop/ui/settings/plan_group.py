"""Care plans: how often they are looked at again, and what asks for a look before that."""

from __future__ import annotations

from functools import partial

from ccm_desktop.domain.review_triggers import TRIGGERS
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.forms import Form, PlanPolicy
from ccm_desktop.services.plan_reviews import switched
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.settings.group import NOT_LEAD, SettingsGroup
from ccm_desktop.ui.settings.register_changes import RegisterChanges, assigned
from ccm_desktop.ui.settings.rows import ChoiceRow

_CAPTION = (
    "Medicare asks for periodic review and names no interval; a quarter is this program's default. Reviews that are "
    "planned already stay where they are."
)
_DAYS = {str(days): f"{days} days" for days in (30, 60, 90, 120, 180, 365)}
_SWITCH = {"on": "Asks for a review", "off": "Does not"}
_TRIGGER_CAPTIONS = {
    "symptom": "An escalation, an outcome of a red flag, early warning signs: by the next workday.",
    "dose": "A reconciliation that finds a medicine not taken, confusion about medicines: within two workdays.",
    "specialist": "A referral or specialist follow-up of the coordination log, or a due item such as an eye exam, "
    "with its day: two workdays before.",
}


class PlanGroup(SettingsGroup):
    """Rows that are the lead's."""

    key, title = "plans", "Care plans"

    def __init__(self, desk: Desk) -> None:
        super().__init__("review interval due reviewed no change triggers symptoms missed doses specialist appointment")
        self._desk = desk
        self._changes = RegisterChanges(desk.gateway, self._save, self)
        default = str(PlanPolicy().review_days)
        self.days_row = ChoiceRow("review_days", "From one review of a plan to the next", _DAYS, _CAPTION, default)
        self.trigger_rows = {
            key: ChoiceRow(f"review_{key}", title, _SWITCH, _TRIGGER_CAPTIONS[key], "on")
            for key, title in TRIGGERS.items()
        }
        self.add_section("Review", [self.days_row])
        self.add_section("Asked for before its day", [*self.trigger_rows.values()])
        self.column.addStretch(1)
        self.days_row.chosen.connect(self._on_days)
        for key, row in self.trigger_rows.items():
            row.chosen.connect(partial(self._on_switched, key))
        self._changes.held.connect(self._show)
        self._changes.refused.connect(self.refuse)

    def load(self) -> None:
        self._desk.gateway.ask(self._ask).succeeded.connect(self._on_loaded)

    def _ask(self) -> tuple[Form[PlanPolicy], bool]:
        return self._desk.office.plan_reviews.policy(), self._desk.office.policies.may_choose()

    def _on_loaded(self, found: tuple[Form[PlanPolicy], bool]) -> None:
        form, may = found
        self._changes.hold(form)
        self.lock("" if may else NOT_LEAD)
        if may and form.others:
            self.message.say("Two people changed this at the same time: this is one of two versions. "
                             "Your next change decides.", "warn")  # fmt: skip

    def _show(self, form: Form[PlanPolicy]) -> None:
        """What holds, in rows of which no choice waits to be saved."""
        days = str(form.value.review_days)
        if self.days_row.box.findData(days) < 0:  # chosen on the command line
            self.days_row.box.addItem(f"{days} days", days)
        held = {self.days_row: days} | {
            row: "off" if key in form.value.no_review_after else "on" for key, row in self.trigger_rows.items()
        }
        for row, value in held.items():
            if not self._changes.is_waiting(row.key):
                row.set_value(value)

    def _on_days(self, value: str) -> None:
        self._changes.want(self.days_row.key, assigned("review_days", int(value)))

    def _on_switched(self, key: str, value: str) -> None:
        self._changes.want(self.trigger_rows[key].key, partial(switched, key=key, on=value == "on"))

    def _save(self, form: Form[PlanPolicy]) -> Outcome[Form[PlanPolicy]]:
        reviews = self._desk.office.plan_reviews
        changed = reviews.choose(form).changed
        return Outcome(reviews.policy(), changed)
