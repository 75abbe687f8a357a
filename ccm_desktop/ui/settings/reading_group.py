"""Limits of readings: beyond which figures somebody has to act, and how soon."""

from __future__ import annotations

from functools import partial

from ccm_desktop.domain.reading_limits import OFF, URGENCIES
from ccm_desktop.domain.readings import KINDS
from ccm_desktop.services.forms import Form
from ccm_desktop.services.reading_limits import SLOTS, LimitLine, ReadingLimits, with_limits
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.settings.group import NOT_LEAD, SettingsGroup
from ccm_desktop.ui.settings.register_changes import RegisterChanges
from ccm_desktop.ui.settings.rows import SettingRow, TextRow
from ccm_desktop.ui.widgets.parts import label

_INTRODUCTION = (
    "A reading beyond its limit is a task for the patient's coordinator. The defaults are figures of public "
    "guidelines, named with each. They are the practice's to change, and no advice about a patient: a limit of the "
    f"patient's own goes before them. Write {OFF} for no limit. What was judged already stays as it was."
)


class ReadingGroup(SettingsGroup):
    """One row a limit; those of a kind are one register."""

    key, title = "readings", "Readings"

    def __init__(self, desk: Desk) -> None:
        super().__init__("limits thresholds blood pressure weight glucose oxygen pulse temperature peak flow")
        self._desk = desk
        self._changes: dict[str, RegisterChanges[ReadingLimits]] = {}
        self.column.addWidget(label(_INTRODUCTION, "caption", wrap=True))

    def load(self) -> None:
        self._desk.gateway.ask(self._ask).succeeded.connect(self._on_loaded)

    def _ask(self) -> tuple[tuple[LimitLine, ...], dict[str, Form[ReadingLimits]], bool]:
        limits = self._desk.office.reading_limits
        return limits.lines(), {kind: limits.form(kind) for kind in SLOTS}, self._desk.office.policies.may_choose()

    def _on_loaded(self, found: tuple[tuple[LimitLine, ...], dict[str, Form[ReadingLimits]], bool]) -> None:
        lines, forms, may = found
        if not self.rows:
            self._add_rows(lines)
        for kind, form in forms.items():
            self._changes[kind].hold(form)
        self.lock("" if may else NOT_LEAD)
        if may and any(form.others for form in forms.values()):
            self.message.say("Two people changed this at the same time: this is one of two versions. "
                             "Your next change decides.", "warn")  # fmt: skip

    def _add_rows(self, lines: tuple[LimitLine, ...]) -> None:
        for kind in SLOTS:
            rows: list[SettingRow] = [_row(line) for line in lines if line.kind == kind]
            self.add_section(f"{KINDS[kind].title} ({KINDS[kind].unit})", rows)
            changes = RegisterChanges[ReadingLimits](self._desk.gateway, self._desk.office.reading_limits.choose, self)
            self._changes[kind] = changes
            changes.held.connect(self._show)
            changes.refused.connect(self.refuse)
            for row in rows:
                row.chosen.connect(partial(self._on_chosen, kind, row))
        self.column.addStretch(1)

    def _show(self, form: Form[ReadingLimits]) -> None:
        own = dict(form.value.limits)
        for slot in SLOTS[form.value.kind]:
            row = self.rows[slot.key]
            if not self._changes[form.value.kind].is_waiting(slot.key):
                row.set_value(own.get(slot.key, row.default or ""))

    def _on_chosen(self, kind: str, row: SettingRow, value: str) -> None:
        self._changes[kind].want(row.key, partial(_with, row.key, "" if value == row.default else value))


def _row(line: LimitLine) -> TextRow:
    slot = next(slot for slot in SLOTS[line.kind] if slot.key == line.key)
    default = OFF if slot.default is None else str(slot.default)
    caption = f"{line.source}." if slot.default is None else f"Default {default}: {line.source}."
    title = f"{line.title}: act {URGENCIES[line.urgency].lower()}"
    return TextRow(line.key, title, caption, default)


def _with(key: str, value: str, held: ReadingLimits) -> ReadingLimits:
    return with_limits(held, {key: value})
