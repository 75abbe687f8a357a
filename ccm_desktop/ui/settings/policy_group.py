"""Every billing policy on one page: the question, the choices, the conservative default, where it comes from."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ccm_desktop.domain.billing.policies import GROUPS, POLICIES
from ccm_desktop.services.policies import PolicyLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.settings.group import NOT_LEAD, SettingsGroup
from ccm_desktop.ui.settings.rows import ReasonedRow
from ccm_desktop.ui.widgets.parts import label

_INTRODUCTION = (
    "Where Medicare leaves a choice, the practice makes it here. The conservative default is marked; another choice "
    "needs a reason, which the audit trail keeps. Months that are closed keep what they were judged by."
)


class PolicyGroup(SettingsGroup):
    """One row a policy."""

    key, title = "policies", "Billing policies"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._lines: dict[str, PolicyLine] = {}
        self.column.addWidget(label(_INTRODUCTION, "caption", wrap=True))
        for group, title in GROUPS.items():
            self.add_section(title, [
                ReasonedRow(one.key, one.question, one.choices, one.cite, one.default)
                for one in POLICIES if one.group == group
            ])  # fmt: skip
        self.column.addStretch(1)
        for row in self.rows.values():
            if isinstance(row, ReasonedRow):
                row.reasoned.connect(partial(self._on_reasoned, row))

    def load(self) -> None:
        self._desk.gateway.ask(self._ask).succeeded.connect(self._on_loaded)

    def _ask(self) -> tuple[tuple[PolicyLine, ...], bool]:
        return self._desk.office.policies.lines(), self._desk.office.policies.may_choose()

    def _on_loaded(self, found: tuple[tuple[PolicyLine, ...], bool]) -> None:
        lines, may = found
        self._lines = {line.policy.key: line for line in lines}
        for line in lines:
            row = self.rows[line.policy.key]
            if isinstance(row, ReasonedRow) and not row.is_asking():
                row.show_choice(line.form.value.choice, line.form.value.reason, self._said(line))
        self.lock("" if may else NOT_LEAD)

    def _said(self, line: PolicyLine) -> str:
        form = line.form
        if form.others:
            return "Two people chose at the same time. Until one choice is made again, the conservative default holds."
        if line.is_default or not form.at:
            return ""
        return f"“{form.value.reason}” {form.by}, {figures.instant(form.at, self._desk.zone)}"

    def _on_reasoned(self, row: ReasonedRow, choice: str, reason: str) -> None:
        form = self._lines[row.key].form
        wanted = replace(form, value=replace(form.value, choice=choice, reason=reason))
        task = self._desk.gateway.send(partial(self._desk.office.policies.choose, wanted))
        task.succeeded.connect(partial(self._on_taken, row, choice))
        task.failed.connect(partial(self._on_refused, row))

    def _on_taken(self, row: ReasonedRow, choice: str, _outcome: object) -> None:
        row.show_choice(choice, "", "")

    def _on_refused(self, row: ReasonedRow, problem: object) -> None:
        row.refuse(str(problem))
