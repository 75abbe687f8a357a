"""How often, by what and how long the practice tries to reach a patient."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from typing import Any

from ccm_desktop.domain.outreach import CHANNELS, MOST_ATTEMPTS
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.forms import Form, OutreachPolicy
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.settings.group import NOT_LEAD, SettingsGroup
from ccm_desktop.ui.settings.register_changes import RegisterChanges, assigned
from ccm_desktop.ui.settings.rows import ChoiceRow, SettingRow
from ccm_desktop.ui.widgets.parts import label

_INTRODUCTION = (
    "Medicare names no number of attempts; this is the practice's own rule. “Busy, call later” is an answer and no "
    "attempt. An attempt plans the next one; the last one makes the tasks that are chosen here."
)
_ORDERS = (
    ("phone",), ("phone", "phone", "message"), ("phone", "message"), ("phone", "message", "letter"),
    ("message", "phone"),
)  # fmt: skip
_INTERVALS = {"0": "The same day", "1": "The next workday"} | {str(n): f"{n} workdays" for n in (2, 3, 4, 5, 7, 10)}
_YES = {"yes": "Yes", "no": "No"}


class OutreachGroup(SettingsGroup):
    """One row a field of the policy; all of them are one register."""

    key, title = "outreach", "Reaching patients"

    def __init__(self, desk: Desk) -> None:
        super().__init__("contact attempts policy unreachable")
        self._desk = desk
        self._changes = RegisterChanges(desk.gateway, self._save, self)
        default = _texts(OutreachPolicy())
        self.column.addWidget(label(_INTRODUCTION, "caption", wrap=True))
        numbers = {str(n): "1 attempt" if n == 1 else f"{n} attempts" for n in range(1, MOST_ATTEMPTS + 1)}
        orders = {",".join(order): _order_words(order) for order in _ORDERS}
        self.add_section("", [
            ChoiceRow("attempts", "Attempts in a month before a patient counts as unable to reach", numbers,
                      "Counted since somebody was last spoken to.", default["attempts"]),
            ChoiceRow("interval", "Time from one attempt to the next", _INTERVALS,
                      "Weekends and federal holidays are skipped.", default["interval"]),
            ChoiceRow("channels", "By what, attempt by attempt", orders,
                      "Who must not be texted gets the next that is allowed.", default["channels"]),
            ChoiceRow("letter", "When a patient cannot be reached: a task to send a letter?", _YES,
                      "Once a month.", default["letter"]),
            ChoiceRow("in_person", "When a patient cannot be reached: a task for the next visit?", _YES,
                      "The flag that somebody speaks with the patient in person.", default["in_person"]),
        ])  # fmt: skip
        self.column.addStretch(1)
        for row in self.rows.values():
            row.chosen.connect(partial(self._on_chosen, row))
        self._changes.held.connect(self._show)
        self._changes.refused.connect(self.refuse)

    def load(self) -> None:
        self._desk.gateway.ask(self._ask).succeeded.connect(self._on_loaded)

    def _ask(self) -> tuple[Form[OutreachPolicy], bool]:
        return self._desk.office.outreach.policy(), self._desk.office.policies.may_choose()

    def _on_loaded(self, found: tuple[Form[OutreachPolicy], bool]) -> None:
        form, may = found
        self._changes.hold(form)
        self.lock("" if may else NOT_LEAD)
        if may and form.others:
            self.message.say("Two people changed this at the same time: this is one of two versions. "
                             "Your next change decides.", "warn")  # fmt: skip

    def _show(self, form: Form[OutreachPolicy]) -> None:
        for key, text in _texts(form.value).items():
            row = self.rows[key]
            if not self._changes.is_waiting(key) and isinstance(row, ChoiceRow):
                if row.box.findData(text) < 0:  # chosen on the command line, or by a newer program
                    row.box.addItem(_order_words(text.split(",")) if key == "channels" else text, text)
                row.set_value(text)

    def _on_chosen(self, row: SettingRow, value: str) -> None:
        self._changes.want(row.key, assigned(row.key, _value(row.key, value)))

    def _save(self, form: Form[OutreachPolicy]) -> Outcome[Form[OutreachPolicy]]:
        self._desk.office.outreach.choose(form)
        return Outcome(self._desk.office.outreach.policy(), Changed.PRACTICE | Changed.CONTACTS)


def _texts(policy: OutreachPolicy) -> dict[str, str]:
    return {field.name: _text(getattr(policy, field.name)) for field in fields(policy)}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int) else ",".join(value)


def _value(key: str, text: str) -> Any:
    if key == "channels":
        return tuple(text.split(","))
    return text == "yes" if key in ("letter", "in_person") else int(text)


def _order_words(order: Any) -> str:
    words = [CHANNELS.get(one, one).lower() for one in order]
    return f"Always {words[0]}" if len(words) == 1 else ", then ".join(words).capitalize()
