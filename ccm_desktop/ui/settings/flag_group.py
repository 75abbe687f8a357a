"""Red flags: how urgent each sign of danger is here, and who is told."""

from __future__ import annotations

from functools import partial

from ccm_desktop.domain.call_script import Protocol
from ccm_desktop.domain.escalation import LEVELS, TARGETS
from ccm_desktop.services.forms import Form, RedFlagRoutes
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.settings.group import NOT_LEAD, SettingsGroup
from ccm_desktop.ui.settings.rows import ChoiceRow, SettingRow
from ccm_desktop.ui.widgets.parts import label

_INTRODUCTION = (
    "When a sign of danger comes up in a call, some of its outcomes escalate it. Here stands how soon somebody must "
    "act, and in which role. What is escalated already stays as it was."
)
_CHOICES = {
    f"{level}/{target}": f"{urgency}, to the {role.lower()}"
    for level, urgency in LEVELS.items() for target, role in TARGETS.items()
}  # fmt: skip


class FlagGroup(SettingsGroup):
    """One row a protocol; all choices are one register."""

    key, title = "red_flags", "Red flags"

    def __init__(self, desk: Desk) -> None:
        super().__init__("signs of danger escalation urgent who is told protocol")
        self._desk = desk
        self._form: Form[RedFlagRoutes] | None = None
        self._waiting: dict[str, str] = {}
        self._under_way = ""
        self._refused: dict[str, str] = {}
        self.column.addWidget(label(_INTRODUCTION, "caption", wrap=True))

    def load(self) -> None:
        self._desk.gateway.ask(self._ask).succeeded.connect(self._on_loaded)

    def _ask(self) -> tuple[Form[RedFlagRoutes], tuple[Protocol, ...], bool]:
        return *self._desk.office.red_flags.routes(), self._desk.office.policies.may_choose()

    def _on_loaded(self, found: tuple[Form[RedFlagRoutes], tuple[Protocol, ...], bool]) -> None:
        self._form, protocols, may = found
        if not self.rows:
            self._add_rows(protocols)
        own = {one.protocol: f"{one.level}/{one.target}" for one in self._form.value.routes}
        for key, row in self.rows.items():
            if key not in self._waiting and key != self._under_way and row.default is not None:
                row.set_value(own.get(key, row.default))
        for key, words in self._refused.items():
            self.rows[key].refuse(words)
        self.lock("" if may else NOT_LEAD)
        if may and self._form.others:
            self.message.say("Two people changed this at the same time: this is one of two versions. "
                             "Your next change decides.", "warn")  # fmt: skip
        self._send()

    def _add_rows(self, protocols: tuple[Protocol, ...]) -> None:
        rows: list[SettingRow] = [
            ChoiceRow(one.key, one.title, _CHOICES, f"{'; '.join(one.signs)}.", f"{one.level}/{one.target}")
            for one in protocols
        ]
        self.add_section("", rows)
        self.column.addStretch(1)
        for row in rows:
            row.chosen.connect(partial(self._on_chosen, row))

    def _on_chosen(self, row: SettingRow, value: str) -> None:
        self._waiting[row.key] = value
        self._refused.pop(row.key, None)
        row.set_value(value)
        self._send()

    def _send(self) -> None:
        """One change at a time: each names the version that the one before it left."""
        if self._form is None or self._under_way or not self._waiting:
            return
        key, value = self._waiting.popitem()
        self._under_way = key
        level, _, target = value.partition("/")
        task = self._desk.gateway.send(partial(self._desk.office.red_flags.route, self._form, key, level, target))
        task.failed.connect(partial(self._on_refused, key))
        task.finished.connect(self._on_sent)

    def _on_sent(self, _task: object) -> None:
        self._under_way = ""
        self.load()

    def _on_refused(self, key: str, problem: object) -> None:
        self._refused[key] = str(problem)  # shown once what holds was read again
