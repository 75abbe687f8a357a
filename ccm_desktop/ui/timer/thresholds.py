"""Says once that a threshold is near and once that it is reached; no sound, no question."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ccm_desktop.domain.billing.ladder import NOTICE_SECONDS, Ladder, notices
from ccm_desktop.ui import figures


class ThresholdWatch(QObject):
    """Follows one running session up the ladder of its patient's month.

    Signals:
        noticed: a sentence to be spoken politely.
        reached: a threshold lies behind; there may be further ones.
    """

    noticed = Signal(str)
    reached = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._session = ""
        self._ladder = Ladder()
        self._at = 0
        self._reached = ""
        self.ahead_seconds = NOTICE_SECONDS
        """So long before a threshold it is told; 0: not at all."""

    def follow(self, session: str, ladder: Ladder, elapsed: int) -> None:
        """Another session, or the same with its month counted anew: what lies behind is not told again."""
        at = ladder.counted + elapsed
        if session != self._session:
            self._session, self._reached, self._at = session, "", at
        self._ladder = ladder
        self._at = max(self._at, at) if ladder.steps else at

    def advance(self, elapsed: int) -> str:
        """So many seconds have been earned: what the bar says; notices are given on the way."""
        at = self._ladder.counted + elapsed
        for notice in notices(self._ladder.steps, self._at, at, self.ahead_seconds):
            mark = figures.minutes(notice.at_seconds)
            if notice.kind == "reached":
                self._reached = f"{mark} reached · note due"
                self.reached.emit()
                self.noticed.emit(f"{mark} reached, code {notice.code}. The note is due.")
            else:
                self.noticed.emit(f"{figures.spoken_minutes(notice.at_seconds - at)} to {mark}, code {notice.code}.")
        self._at = max(self._at, at)
        words = figures.ladder_words(self._ladder, elapsed)
        return f"{self._reached} · {words}" if self._reached else f"Month {words}"

    def is_near(self, elapsed: int) -> bool:
        """Whether the next threshold is as near as somebody wants to be told."""
        at = self._ladder.counted + elapsed
        step = self._ladder.next(at)
        return step is not None and step[0] - at <= self.ahead_seconds
