"""Joins how the patient is reached to the contacts tab: the form keeps to the patient for whom it was opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from ccm_desktop.services.contacts import ReachForm
from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.services.forms import Form
from ccm_desktop.ui.chart import Chart, Whom
from ccm_desktop.ui.chart_commands import ChartCommands
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.kept_form import FormDrafts, KeptForm, Name
from ccm_desktop.ui.workspace.contacts_tab import ContactsTab
from ccm_desktop.ui.workspace.reach_form import ReachEditor

T = TypeVar("T")


class ReachJoin(ChartCommands):
    """Opens the form with what was on file at that moment, and keeps what it says."""

    def __init__(self, desk: Desk, page: Chart, tab: ContactsTab, drafts: FormDrafts) -> None:
        super().__init__(desk, page, tab)
        self._tab = tab
        self.form = ReachEditor()
        name = Name("reach", "change of how to reach the patient", over=True)
        self.kept = KeptForm(desk, self, page, self.form, drafts, name, self._on_again)
        tab.reach_button.clicked.connect(self.begin)
        self.form.saved.connect(self._on_saved)

    def begin(self) -> None:
        """Edit how the patient is reached."""
        if not self.kept.reopen():
            self._read(self._on_read)

    def _on_again(self, draft: FormDraft) -> None:
        self._read(partial(self._on_read_again, draft))

    def _read(self, then: Callable[[ReachForm], None]) -> None:
        task = self._desk.gateway.ask(partial(self._desk.office.contacts.how_to_reach, self._page.patient))
        task.succeeded.connect(then)
        task.failed.connect(self._tab.message.show_problem)

    def _on_read(self, found: ReachForm) -> None:
        if found.contact.entity == self._page.patient:
            self.kept.open(partial(self.form.open, self._page.banner.name, found))

    def _on_read_again(self, draft: FormDraft, found: ReachForm) -> None:
        """Kept with what was known when it was typed: what somebody else changed since is not replaced unseen."""
        if found.contact.entity == self._page.patient:
            contact, _, preferences = (tuple(part.split()) for part in draft.subject.partition("\n"))
            known = ReachForm(_as_known(found.contact, contact), _as_known(found.preferences, preferences))
            self.kept.resume(draft, partial(self.form.open, self._page.banner.name, known))

    def _on_saved(self, opened: ReachForm, changed: ReachForm) -> None:
        command = partial(self._desk.office.contacts.keep_how_to_reach, opened, changed)
        self.kept.send(command, partial(self._on_kept, self.kept.whom))

    def _on_kept(self, whom: Whom, _outcome: object) -> None:
        self._page.say(whom.told("Saved."))


def _as_known(form: Form[T], heads: tuple[str, ...]) -> Form[T]:
    """Where somebody wrote meanwhile, a draft decides nothing between versions that it never saw."""
    return form if form.heads == heads else replace(form, heads=heads, others=())
