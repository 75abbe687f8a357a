"""Notes on their way into the practice file: nobody is shown an older text meanwhile."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import NamedTuple

from ccm_desktop.services.office import Office
from ccm_desktop.services.timer_views import NoteDue, TimerView
from ccm_desktop.ui.gateway import Gateway, Task


class Draft(NamedTuple):
    """What was typed so far."""

    note: str
    outcome: str | None
    """None leaves the one on record."""


class NoteDrafts:
    """Sends drafts, and lays those under way over what was loaded before them."""

    def __init__(self, office: Office, gateway: Gateway) -> None:
        self._office, self._gateway = office, gateway
        self._under_way: dict[str, Draft] = {}

    def save(self, session: str, draft: Draft) -> Task:
        """Keep it; a draft that was refused stays in front of what the file says."""
        self._under_way[session] = draft
        task = self._gateway.send(partial(self._office.timer.save_draft, session, draft.note, draft.outcome))
        task.succeeded.connect(partial(self._on_saved, session, draft))
        return task

    def over_view(self, view: TimerView) -> TimerView:
        """The timer with the note as it was typed last."""
        draft = self._under_way.get(view.session_id)
        return replace(view, note=draft.note) if draft else view

    def over_due(self, due: tuple[NoteDue, ...]) -> tuple[NoteDue, ...]:
        """The same for sessions that wait for their note."""
        return tuple(self._over(one) for one in due)

    def _over(self, due: NoteDue) -> NoteDue:
        draft = self._under_way.get(due.session_id)
        if draft is None:
            return due
        return replace(due, note=draft.note, outcome=due.outcome if draft.outcome is None else draft.outcome)

    def _on_saved(self, session: str, draft: Draft, _outcome: object) -> None:
        if self._under_way.get(session) is draft:
            del self._under_way[session]
