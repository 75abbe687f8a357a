"""What the contacts tab asks for, as commands of the services."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.tasks import NewTask, TaskLine
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.workspace.commands import Page
from ccm_desktop.ui.workspace.contacts_tab import ContactsTab


class ContactsCommands(QObject):
    """Contacts, tasks and answers to escalations of the patient on show."""

    def __init__(self, desk: Desk, page: Page, tab: ContactsTab) -> None:
        super().__init__(tab)
        self._desk, self._page, self._tab = desk, page, tab
        tab.recorded.connect(self._on_contact)
        items = tab.items
        items.added.connect(self._on_task)
        items.done.connect(self._on_done)
        items.acted.connect(self._on_acted)
        items.answered.connect(self._on_answered)
        items.seen.connect(self._on_seen)

    def gather(self, patient: str) -> tuple[Any, ...]:
        """What the tab shows; runs on the database thread."""
        office = self._desk.office
        return (
            office.contacts.list(patient), office.outreach.reach(patient), office.tasks.list(patient=patient),
            office.escalations.list(patient=patient),
        )  # fmt: skip

    def _on_contact(self, channel: str, outcome: str, note: str, next_on: str) -> None:
        command = partial(self._desk.office.contacts.record, self._page.patient, channel=channel, outcome=outcome,
                          note=note, next_on=next_on)  # fmt: skip
        self._page.send(command, "Contact recorded.", self._tab.message).succeeded.connect(self._tab.clear_contact)

    def _on_task(self, title: str, due_on: str) -> None:
        command = partial(self._desk.office.tasks.add, NewTask(title, self._page.patient, due_on))
        self._page.send(command, "Task added.", self._tab.message).succeeded.connect(self._on_added)

    def _on_added(self, _outcome: Outcome[str]) -> None:
        self._tab.items.clear_form()

    def _on_done(self, line: TaskLine) -> None:
        self._page.send(partial(self._desk.office.tasks.done, line), "Done.", self._tab.message)

    def _on_acted(self, escalation: str, outcome: str) -> None:
        self._answer(partial(self._desk.office.escalations.act, escalation, outcome))

    def _on_answered(self, line: TaskLine, words: str) -> None:
        self._answer(partial(self._desk.office.tasks.done, line, words))

    def _answer(self, command: Callable[[], Outcome[Any]]) -> None:
        ask = self._tab.items.ask
        task = self._desk.gateway.send(command)
        task.failed.connect(partial(_refuse, ask))
        task.succeeded.connect(partial(_finish, ask))

    def _on_seen(self, escalation: str) -> None:
        self._page.send(partial(self._desk.office.escalations.read, escalation), "", self._tab.message)


def _refuse(ask: InlineAsk, problem: object) -> None:
    ask.refuse(str(problem))


def _finish(ask: InlineAsk, _outcome: object) -> None:
    ask.finish()
