"""What the contacts tab asks for, as commands of the services."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.contacts import ReachForm
from ccm_desktop.services.tasks import NewTask, TaskLine
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.workspace.commands import Page
from ccm_desktop.ui.workspace.contacts_tab import ContactsTab
from ccm_desktop.ui.workspace.reach_form import ReachEditor


class ContactsCommands(QObject):
    """Contacts, preferences, tasks and answers to escalations of the patient on show.

    Signals:
        side_asked: a widget for the side panel, or None to close it.
    """

    side_asked = Signal(object)

    def __init__(self, desk: Desk, page: Page, tab: ContactsTab) -> None:
        super().__init__(tab)
        self._desk, self._page, self._tab = desk, page, tab
        self.reach_form = ReachEditor()
        tab.recorded.connect(self._on_contact)
        tab.reach_button.clicked.connect(self.open_reach)
        items = tab.items
        items.added.connect(self._on_task)
        items.done.connect(self._on_done)
        items.acted.connect(self._on_acted)
        items.seen.connect(self._on_seen)
        self.reach_form.saved.connect(self._on_reach)
        self.reach_form.closed.connect(self._close)

    def gather(self, patient: str) -> tuple[Any, ...]:
        """What the tab shows; runs on the database thread."""
        office = self._desk.office
        return (
            office.contacts.list(patient), office.outreach.reach(patient), office.tasks.list(patient=patient),
            office.escalations.list(patient=patient),
        )  # fmt: skip

    def open_reach(self) -> None:
        """Edit how the patient is reached."""
        task = self._desk.gateway.ask(partial(self._desk.office.contacts.how_to_reach, self._page.patient))
        task.succeeded.connect(self._on_form)
        task.failed.connect(self._tab.message.show_problem)

    def _on_form(self, form: ReachForm) -> None:
        if form.contact.entity == self._page.patient:
            self.side_asked.emit(self.reach_form)
            self.reach_form.open(self._page.banner.name, form)

    def _on_contact(self, channel: str, outcome: str, note: str, next_on: str) -> None:
        command = partial(self._desk.office.contacts.record, self._page.patient, channel=channel, outcome=outcome,
                          note=note, next_on=next_on)  # fmt: skip
        self._page.send(command, "Contact recorded.", self._tab.message).succeeded.connect(self._tab.clear_contact)

    def _on_reach(self, opened: ReachForm, changed: ReachForm) -> None:
        command = partial(self._desk.office.contacts.keep_how_to_reach, opened, changed)
        self._page.send(command, "Saved.", self.reach_form.message).succeeded.connect(self._close)

    def _on_task(self, title: str, due_on: str) -> None:
        command = partial(self._desk.office.tasks.add, NewTask(title, self._page.patient, due_on))
        self._page.send(command, "Task added.", self._tab.message).succeeded.connect(self._on_added)

    def _on_added(self, _outcome: Outcome[str]) -> None:
        self._tab.items.clear_form()

    def _on_done(self, line: TaskLine) -> None:
        self._page.send(partial(self._desk.office.tasks.done, line), "Done.", self._tab.message)

    def _on_acted(self, escalation: str, outcome: str) -> None:
        ask = self._tab.items.ask
        task = self._desk.gateway.send(partial(self._desk.office.escalations.act, escalation, outcome))
        task.failed.connect(partial(_refuse, ask))
        task.succeeded.connect(partial(_finish, ask))

    def _on_seen(self, escalation: str) -> None:
        self._page.send(partial(self._desk.office.escalations.read, escalation), "", self._tab.message)

    def _close(self, _outcome: object = None) -> None:
        self.side_asked.emit(None)


def _refuse(ask: InlineAsk, problem: object) -> None:
    ask.refuse(str(problem))


def _finish(ask: InlineAsk, _outcome: object) -> None:
    ask.finish()
