"""Care plans: how often they are looked at again, and what asks for a look before that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from ccm_desktop.domain.review_triggers import TRIGGERS
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.forms import Form, PlanPolicy
from ccm_desktop.services.plan_reviews import switched
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.settings.group import NOT_LEAD, SettingsGroup
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
Change = Callable[[PlanPolicy], PlanPolicy]


class PlanGroup(SettingsGroup):
    """Rows that are the lead's."""

    key, title = "plans", "Care plans"

    def __init__(self, desk: Desk) -> None:
        super().__init__("review interval due reviewed no change triggers symptoms missed doses specialist appointment")
        self._desk = desk
        self._form: Form[PlanPolicy] | None = None
        self._waiting: list[tuple[ChoiceRow, Change]] = []
        self._under_way = False
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

    def load(self) -> None:
        self._desk.gateway.ask(self._ask).succeeded.connect(self._on_loaded)

    def _ask(self) -> tuple[Form[PlanPolicy], bool]:
        return self._desk.office.plan_reviews.policy(), self._desk.office.policies.may_choose()

    def _on_loaded(self, found: tuple[Form[PlanPolicy], bool]) -> None:
        form, may = found
        if self._under_way:
            return  # read before what is being saved now
        self._form = form
        days = str(self._form.value.review_days)
        if self.days_row.box.findData(days) < 0:  # chosen on the command line
            self.days_row.box.addItem(f"{days} days", days)
        self.days_row.set_value(days)
        for key, row in self.trigger_rows.items():
            row.set_value("off" if key in self._form.value.no_review_after else "on")
        self.lock("" if may else NOT_LEAD)
        if may and self._form.others:
            self.message.say("Two people changed this at the same time: this is one of two versions. "
                             "Your next change decides.", "warn")  # fmt: skip

    def _on_days(self, value: str) -> None:
        self._want(self.days_row, lambda policy: replace(policy, review_days=int(value)))

    def _on_switched(self, key: str, value: str) -> None:
        self._want(self.trigger_rows[key], partial(switched, key=key, on=value == "on"))

    def _want(self, row: ChoiceRow, change: Change) -> None:
        self._waiting.append((row, change))
        self._send()

    def _send(self) -> None:
        """One change at a time: each names the version that the one before it left."""
        if self._form is None or self._under_way or not self._waiting:
            return
        row, change = self._waiting.pop(0)
        self._under_way = True
        task = self._desk.gateway.send(partial(self._save, replace(self._form, value=change(self._form.value))))
        task.succeeded.connect(self._on_saved)
        task.failed.connect(partial(self._on_refused, row))

    def _save(self, form: Form[PlanPolicy]) -> Outcome[Form[PlanPolicy]]:
        reviews = self._desk.office.plan_reviews
        changed = reviews.choose(form).changed
        return Outcome(reviews.policy(), changed)

    def _on_saved(self, outcome: Outcome[Form[PlanPolicy]]) -> None:
        self._under_way, self._form = False, outcome.value
        self._send()

    def _on_refused(self, row: ChoiceRow, problem: object) -> None:
        self._under_way = False
        row.refuse(str(problem))
        self._send()
