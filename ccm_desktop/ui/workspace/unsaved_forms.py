"""What was typed into forms of a chart and is not recorded is offered again, above its tabs."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, SignalInstance

from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.ui import figures
from ccm_desktop.ui.chart import Chart
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.kept_form import FormDrafts
from ccm_desktop.ui.widgets.parts import Message


class Opener(Protocol):
    """What can open a draft again."""

    moved: SignalInstance
    """It was opened, closed or put out of sight."""

    def what(self, draft: FormDraft, /) -> str:
        """What it is, within a sentence."""

    def is_in_hand(self, draft: FormDraft, /) -> bool:
        """Whether it is open already."""

    def take_up(self, draft: FormDraft, /) -> None:
        """Open it."""


class UnsavedForms(QObject):
    """Reads what is on disk when a chart is opened, and says what waits there."""

    def __init__(self, desk: Desk, page: Chart, drafts: FormDrafts, message: Message) -> None:
        super().__init__(message)
        self._desk, self._page, self._drafts, self._message = desk, page, drafts, message
        self._openers: dict[str, Opener] = {}
        message.acted.connect(self._on_open)
        drafts.changed.connect(self.show)

    def add(self, place: str, opener: Opener) -> None:
        """Who opens the drafts of that place, and of places below it."""
        self._openers[place] = opener

    def load(self) -> None:
        """Ask for the patient on show."""
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(self._desk.office.form_drafts.of, patient))
        task.succeeded.connect(partial(self._on_read, patient))

    def show(self) -> None:
        """Say what waits for the patient on show, but for what is open."""
        waiting = self._waiting()
        self._message.say(self._words(waiting), "warn", action="Open" if waiting else "")

    def _on_read(self, patient: str, found: tuple[FormDraft, ...]) -> None:
        self._drafts.learn(patient, found)
        self.show()

    def _waiting(self) -> list[tuple[FormDraft, Opener]]:
        found = [(one, self._openers.get(one.place.partition("/")[0])) for one in
                 self._drafts.all_of(self._page.patient)]  # fmt: skip
        return [(draft, opener) for draft, opener in found if opener is not None and not opener.is_in_hand(draft)]

    def _words(self, waiting: list[tuple[FormDraft, Opener]]) -> str:
        if not waiting:
            return ""
        draft, opener = waiting[0]
        since = figures.since(draft.at, self._desk.zone, self._desk.today())
        typed = f" “{draft.title}”" if draft.title else ""
        more = f" And {len(waiting) - 1} more." if len(waiting) > 1 else ""
        return f"Not recorded yet: {opener.what(draft)}{typed}, from {since}.{more}"

    def _on_open(self) -> None:
        for draft, opener in self._waiting()[:1]:
            opener.take_up(draft)
