"""Answers to gaps on their way into the practice file: what was not on show is not answered, nothing twice."""

from __future__ import annotations

from functools import partial

from ccm_desktop.domain.timer.gaps import GapDecision
from ccm_desktop.services.office import Office
from ccm_desktop.services.timer_views import GapLine, TimerView
from ccm_desktop.ui.gateway import Gateway, Task


class GapAnswers:
    """Sends answers, and remembers of which gaps: two quick keys come before the screen shows what the first did."""

    def __init__(self, office: Office, gateway: Gateway) -> None:
        self._office, self._gateway = office, gateway
        self._sent: set[tuple[str, str]] = set()
        """Session and gap; an answered gap never waits again, so that none is forgotten but what was refused."""

    def open(self, view: TimerView) -> tuple[GapLine, ...]:
        """The gaps on show that have no answer yet, not even one under way; oldest first."""
        return tuple(gap for gap in view.gaps if (view.session_id, gap.gap_id) not in self._sent)

    def decide(self, session: str, gap: str, decision: GapDecision) -> Task:
        """Answer one gap."""
        return self._send(session, (gap,), self._gateway.send(
            partial(self._office.timer.decide_gap, session, gap, decision)
        ))  # fmt: skip

    def decide_all(self, view: TimerView, decision: str) -> Task | None:
        """Answer all that are on show, and no other; None when each has its answer."""
        shown = tuple(gap.gap_id for gap in self.open(view))
        if not shown:
            return None
        return self._send(view.session_id, shown, self._gateway.send(
            partial(self._office.timer.decide_gaps, view.session_id, decision, shown)
        ))  # fmt: skip

    def _send(self, session: str, gaps: tuple[str, ...], task: Task) -> Task:
        under_way = {(session, gap) for gap in gaps}
        self._sent |= under_way
        task.failed.connect(partial(self._forget, under_way))
        return task

    def _forget(self, refused: set[tuple[str, str]], _error: object) -> None:
        self._sent -= refused
