"""Care plans: how often they are looked at again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ccm_desktop.services.forms import Form, PlanPolicy
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.settings.group import NOT_LEAD, SettingsGroup
from ccm_desktop.ui.settings.rows import ChoiceRow

_CAPTION = (
    "Medicare asks for periodic review and names no interval; a quarter is this program's default. Reviews that are "
    "planned already stay where they are."
)
_DAYS = {str(days): f"{days} days" for days in (30, 60, 90, 120, 180, 365)}


class PlanGroup(SettingsGroup):
    """One row; it is the lead's."""

    key, title = "plans", "Care plans"

    def __init__(self, desk: Desk) -> None:
        super().__init__("review interval due reviewed no change")
        self._desk = desk
        self._form: Form[PlanPolicy] | None = None
        default = str(PlanPolicy().review_days)
        self.days_row = ChoiceRow("review_days", "From one review of a plan to the next", _DAYS, _CAPTION, default)
        self.add_section("Review", [self.days_row])
        self.column.addStretch(1)
        self.days_row.chosen.connect(self._on_chosen)

    def load(self) -> None:
        self._desk.gateway.ask(self._ask).succeeded.connect(self._on_loaded)

    def _ask(self) -> tuple[Form[PlanPolicy], bool]:
        return self._desk.office.plan_reviews.policy(), self._desk.office.policies.may_choose()

    def _on_loaded(self, found: tuple[Form[PlanPolicy], bool]) -> None:
        self._form, may = found
        days = str(self._form.value.review_days)
        if self.days_row.box.findData(days) < 0:  # chosen on the command line
            self.days_row.box.addItem(f"{days} days", days)
        self.days_row.set_value(days)
        self.lock("" if may else NOT_LEAD)
        if may and self._form.others:
            self.message.say("Two people changed this at the same time: this is one of two versions. "
                             "Your next change decides.", "warn")  # fmt: skip

    def _on_chosen(self, value: str) -> None:
        if self._form is not None:
            form = replace(self._form, value=replace(self._form.value, review_days=int(value)))
            task = self._desk.gateway.send(partial(self._desk.office.plan_reviews.choose, form))
            task.failed.connect(self._on_refused)

    def _on_refused(self, problem: object) -> None:
        self.days_row.refuse(str(problem))
