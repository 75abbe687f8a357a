"""Where time that nobody saw gets its answer: away bar, split form, recovery sheet, drawer and palette together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from ccm_desktop.domain.timer.gaps import GapDecision
from ccm_desktop.services.timer_views import RecoveryLine, TimerView
from ccm_desktop.services.views import GapLine
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.timer.away_bar import AwayBar
from ccm_desktop.ui.timer.finish_drawer import FinishDrawer
from ccm_desktop.ui.timer.gap_split import GapSplitForm
from ccm_desktop.ui.timer.gap_words import told
from ccm_desktop.ui.timer.palette import StartPalette
from ccm_desktop.ui.timer.recovery_sheet import RecoverySheet
from ccm_desktop.ui.timer.view_model import TimerViewModel


class TimerAnswers(QObject):
    """Owns the away bar, the split form and the recovery sheet."""

    def __init__(
        self, desk: Desk, window: MainWindow, timer: TimerViewModel, drawer: FinishDrawer, palette: StartPalette
    ) -> None:
        super().__init__(window)
        self._desk, self._window, self._timer = desk, window, timer
        self._drawer, self._palette = drawer, palette
        self.away_bar = AwayBar(timer, desk.zone)
        self.split_form = GapSplitForm(timer, desk.zone)
        self.recovery = RecoverySheet(timer, desk.zone)
        self._moving: tuple[str, GapLine] | None = None
        self._drawer_waits = ""
        self._asked: set[str] = set()
        self._connect()

    def slots(self) -> dict[str, Callable[[], Any]]:
        """The commands of the away bar and of parked work."""
        bar = self.away_bar
        return {
            "gap_keep": bar.keep,
            "gap_remove": bar.remove,
            "gap_split": bar.split,
            "gap_move": bar.move_to_other,
            "park": self._timer.park,
            "resume_parked": self._timer.resume_parked,
            "recover": self.ask_again,
        }

    def ask_again(self) -> None:
        """Open the recovery sheet on what was left for later."""
        if self._timer.view.recovery:
            self._open_recovery(self._timer.view.recovery[0])
        else:
            self._window.toast.say("Nothing is left to recover.")

    def _connect(self) -> None:
        self.away_bar.split_asked.connect(self._split_first)
        self.away_bar.move_asked.connect(self._move_first)
        self.away_bar.finish_asked.connect(self._timer.stop)
        self._drawer.split_asked.connect(self._split)
        self._drawer.move_asked.connect(self._move)
        self._palette.chosen.connect(self._on_chosen)
        self.split_form.closed.connect(self._on_split_closed)
        self.recovery.closed.connect(self._window.hide_side)
        self._timer.changed.connect(self._on_view)

    def _split_first(self) -> None:
        view = self._timer.view
        self._split(view.session_id, view.gaps[0])

    def _move_first(self) -> None:
        view = self._timer.view
        self._move(view.session_id, view.gaps[0])

    def _split(self, session: str, gap: GapLine) -> None:
        self._drawer_waits = session if self._drawer.isVisible() else ""
        self._window.show_side(self.split_form)
        self.split_form.open(session, gap)

    def _move(self, session: str, gap: GapLine) -> None:
        self._moving = session, gap
        self._palette.choose(f"Whose work was it? {told(gap, self._desk.zone)}", self._timer.patients)

    def _on_chosen(self, patient: str, activity: str) -> None:
        if self._moving is not None:
            (session, gap), self._moving = self._moving, None
            self._timer.decide_gap(session, gap.gap_id, GapDecision("moved", patient=patient, activity=activity))

    def _on_split_closed(self) -> None:
        self._window.hide_side()
        if self._drawer_waits:
            self._window.show_side(self._drawer)  # what was typed there is still in it

    def _on_view(self, view: TimerView) -> None:
        """First thing after a crash, once; the program can be used meanwhile."""
        new = {line.session_id for line in view.recovery} - self._asked
        if new and not self._window.side.isVisible():
            self._open_recovery(next(line for line in view.recovery if line.session_id in new))

    def _open_recovery(self, line: RecoveryLine) -> None:
        self._asked.add(line.session_id)
        self._window.show_side(self.recovery)
        self.recovery.open(line)
