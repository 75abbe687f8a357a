"""Joins escalations to the contacts tab: the form keeps to the patient for whom it was opened."""

from __future__ import annotations

from functools import partial

from ccm_desktop.services.escalations import NewEscalation
from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.ui.chart import Chart, Whom
from ccm_desktop.ui.chart_commands import ChartCommands
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.kept_form import FormDrafts, KeptForm, Name
from ccm_desktop.ui.workspace.escalation_form import EscalationForm
from ccm_desktop.ui.workspace.open_items import OpenItems


class EscalationJoin(ChartCommands):
    """Opens the form and sends what it says."""

    def __init__(self, desk: Desk, page: Chart, items: OpenItems, drafts: FormDrafts) -> None:
        super().__init__(desk, page, items)
        self.form = EscalationForm()
        self.kept = KeptForm(
            desk, self, page, self.form, drafts, Name("escalation", "escalation"), self._on_again
        )  # fmt: skip
        items.escalate_pressed.connect(self.begin)
        self.form.raised.connect(self._on_raised)

    def begin(self) -> None:
        """An empty form."""
        self.kept.open(self._fill)

    def begin_with(self, reason: str, is_urgent: bool) -> None:
        """With what is known of it already."""
        self.kept.open(partial(self._fill_with, reason, is_urgent))

    def _fill_with(self, reason: str, is_urgent: bool) -> None:
        self._fill()
        self.form.propose(reason, is_urgent=is_urgent)

    def _fill(self) -> None:
        self.form.open(self._page.banner.name)

    def _on_again(self, draft: FormDraft) -> None:
        self.kept.resume(draft, self._fill)

    def _on_raised(self, level: str, target: str, reason: str) -> None:
        whom = self.kept.whom
        new = NewEscalation(whom.patient, level, reason, target)
        self.kept.send(partial(self._desk.office.escalations.raise_one, new), partial(self._on_kept, whom))

    def _on_kept(self, whom: Whom, _outcome: object) -> None:
        self._page.say(whom.told("Escalated."))
