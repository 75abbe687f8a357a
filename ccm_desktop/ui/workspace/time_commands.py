"""What the time tab asks for, as commands of the services: add, amend, void, approve, attest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.time_entries import Amendment, NewTime
from ccm_desktop.services.views import TimeLine
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.workspace.banner import Banner
from ccm_desktop.ui.workspace.commands import Page
from ccm_desktop.ui.workspace.separate_form import SeparateForm
from ccm_desktop.ui.workspace.time_form import TimeForm
from ccm_desktop.ui.workspace.time_tab import TimeTab
from ccm_desktop.ui.workspace.void_form import VoidForm


class TimePage(Page, Protocol):
    """A page that also names its patient."""

    banner: Banner


@dataclass(frozen=True, slots=True)
class TimeForms:
    """What the side panel shows for time."""

    time: TimeForm
    void: VoidForm
    separate: SeparateForm


class TimeCommands(QObject):
    """Opens the forms and sends what they say.

    Signals:
        side_asked: a form for the side panel, or None to close it.
    """

    side_asked = Signal(object)

    def __init__(self, desk: Desk, page: TimePage, tab: TimeTab, forms: TimeForms) -> None:
        super().__init__(tab)
        self._desk, self._page = desk, page
        self._form, self._void_form, self._separate_form = forms.time, forms.void, forms.separate
        tab.amend_pressed.connect(self.amend)
        tab.void_pressed.connect(self._on_void)
        tab.approve_pressed.connect(self._on_approve)
        tab.separate_pressed.connect(self.ask_separate)
        self._form.saved.connect(self._on_saved)
        self._void_form.confirmed.connect(self._on_void_confirmed)
        self._separate_form.attested.connect(self._on_attested)

    def open_form(self, line: TimeLine | None) -> None:
        """For new time, or to amend a line."""
        self.side_asked.emit(self._form)  # first, so that the keyboard can go into it
        self._form.open(self._page.patient, self._page.banner.name, line)

    def amend(self, line: TimeLine | None) -> None:
        """Open an entry that stands."""
        if line is not None and not line.voided:
            self.open_form(line)

    def ask_separate(self, line: TimeLine | None) -> None:
        """Ask whether an entry that stands was apart from the visit of its day."""
        if line is not None and not line.voided:
            self.side_asked.emit(self._separate_form)
            self._separate_form.open(line)

    def _on_attested(self, entry: str, separate: bool, reason: str) -> None:
        command = partial(self._desk.office.time.attest_separate, entry, separate, reason)
        task = self._page.send(command, "Attested with your name and reason.", self._separate_form.message)
        task.succeeded.connect(self._close_side)

    def _on_saved(self, typed: tuple[int, int, str, str, str, str]) -> None:
        start, end, activity, outcome, note, reason = typed
        line, time = self._form.line, self._desk.office.time
        command: Callable[[], Outcome[Any]]
        if line is None:
            new = NewTime(self._form.patient, start, end, activity, note, reason, outcome)
            command = partial(time.add, new)
        else:
            command = partial(time.amend, line.entry_id, Amendment(start, end, activity, outcome, note), reason)
        self._page.send(command, "Time saved.", self._form.message).succeeded.connect(self._close_side)

    def _on_void(self, line: TimeLine | None) -> None:
        if line is not None and not line.voided:
            self.side_asked.emit(self._void_form)
            self._void_form.open(line)

    def _on_void_confirmed(self, entry: str, reason: str) -> None:
        command = partial(self._desk.office.time.void, entry, reason)
        task = self._page.send(command, "Entry void; it stays visible.", self._void_form.message)
        task.succeeded.connect(self._close_side)

    def _on_approve(self, line: TimeLine | None) -> None:
        if line is not None:
            self._page.send(partial(self._desk.office.time.approve, line.entry_id), "Approved.")

    def _close_side(self) -> None:
        self.side_asked.emit(None)
