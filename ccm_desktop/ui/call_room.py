"""Call mode in the window: the ways into it, its keys, the clock it shows, and what is said when a call has ended."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ccm_desktop.domain.activities import ATTEMPTS, OUTCOMES
from ccm_desktop.domain.timer.gaps import GapDecision
from ccm_desktop.services.call_ending import CallToEnd
from ccm_desktop.services.finishing import Finished
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.services.timer_views import GapLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.call.page import CallPage
from ccm_desktop.ui.call.queue import CallQueue, queue_at
from ccm_desktop.ui.call.view_model import CallViewModel
from ccm_desktop.ui.call.waiting import TITLE
from ccm_desktop.ui.chart import Whom
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.findings.quick import FindingSender
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.panel.page import PanelPage
from ccm_desktop.ui.timer.view_model import TimerViewModel
from ccm_desktop.ui.today.room import TodayRoom
from ccm_desktop.ui.widgets.parts import on_keys

PAGE = "call"


class CallRoom(QObject):
    """Connects call mode with the lists, the banner and the timer.

    Signals:
        note_asked: the finish drawer on this session.
    """

    note_asked = Signal(str)

    def __init__(self, desk: Desk, window: MainWindow, timer: TimerViewModel) -> None:
        super().__init__(window)
        self._desk, self._window, self._timer = desk, window, timer
        self.model = CallViewModel(desk, self)
        self.page = CallPage(desk, self.model)
        self.findings = FindingSender(desk, self)
        self._connect()
        self.show_panel(timer.patients)
        self.page.show_timer(timer.view)

    def enter(self) -> None:
        """Ctrl+3: the call in hand, else the patient being timed, else who is due."""
        timed = self._timer.view.patient_id if self._timer.view.state != "idle" else ""
        if timed and not self.model.session:
            self.open(timed)
        self._window.show_page(PAGE)

    def open(self, patient: str, queue: CallQueue | None = None) -> None:
        """Call that patient; the clock stands still until somebody starts it."""
        self.page.open(patient, queue)
        self._window.show_page(PAGE)

    def patient_in_view(self) -> str:
        """Of the call in hand; the chosen row where there is none."""
        if self.model.patient:
            return self.model.patient
        row = self.page.waiting.table.current_row()
        return row.patient_id if isinstance(row, PanelLine) else ""

    def is_at(self, session: str) -> bool:
        """Whether that session is the call on show: then the drawer stays closed."""
        return self._window.current_page() == PAGE and bool(session) and session == self.model.session

    def start_here(self) -> None:
        """Ctrl+Shift+T in call mode."""
        state, patient = self.page.clock.state, self.patient_in_view()
        if not patient:
            self._window.toast.say("Choose a patient first.")
        elif not self.model.patient:
            self.open(patient)
        elif state in ("running", "paused"):
            self._timer.start(patient)  # goes on, or says that it runs already
        else:
            self._on_clock(state)

    def show_panel(self, lines: tuple[PanelLine, ...]) -> None:
        """Who is due to be called."""
        self.page.waiting.show_panel(lines)

    def _connect(self) -> None:
        page, timer = self.page, self._timer
        timer.changed.connect(page.show_timer)
        timer.ticked.connect(page.show_elapsed)
        timer.stopped.connect(self._on_stopped)
        page.left.connect(self._leave)
        page.clock_pressed.connect(self._on_clock)
        page.activity_chosen.connect(timer.change_activity)
        page.next_asked.connect(partial(self._step, 1))
        page.strip.stepped.connect(self._step)
        page.waiting.chosen.connect(self._call_waiting)
        page.note.gap_answered.connect(self._on_gap)
        page.note.gap_moved.connect(self._on_gap_moved)
        self.model.ended.connect(self._on_ended)
        self.model.taken_back.connect(partial(self._window.toast.say, "Taken back. The call waits for its note."))
        self._window.page_shown.connect(self._on_page_shown)
        on_keys(page, "Ctrl+R", self._resume)
        page.script.findings.pressed.connect(self._on_finding)
        self.findings.undo_offered.connect(partial(self._window.toast.say_with, "Undo"))
        self.findings.refused.connect(self._on_finding_refused)

    def call_from_panel(self, panel: PanelPage) -> None:
        """The chosen row, with what the panel shows as the list behind it."""
        rows = tuple(line.patient_id for line in panel.table.rows_model.rows)
        title = panel.view_box.currentText().removeprefix("View: ")
        self._open_in(title, rows, panel.current_patient())

    def call_from_today(self, today: TodayRoom, patient: str) -> None:
        """A patient of the Today list."""
        rows = tuple(row.line.patient_id for row in today.page.table.rows_model.rows if not row.done)
        self._open_in("Today", rows, patient)

    def _call_waiting(self, patient: str) -> None:
        self._open_in(TITLE, self.page.waiting.patients(), patient)

    def _open_in(self, title: str, rows: tuple[str, ...], patient: str) -> None:
        if patient:
            self.open(patient, queue_at(title, rows, patient))

    def _step(self, by: int) -> None:
        further = self.page.queue.step(by) if self.page.queue else None
        if further is not None:
            self.open(further.patient, further)
        elif self.page.queue is not None and by > 0:
            self._window.toast.say(f"That was the last one in {self.page.queue.title}.")

    def _leave(self) -> None:
        self.model.keep_now()
        if not self.model.session:  # nothing is in hand: the next time begins with the list
            self._forget()
        self._window.back()

    def _forget(self) -> None:
        self.model.open("")
        self.page.show_nobody()

    def _on_clock(self, state: str) -> None:
        timer, session = self._timer, self.model.session
        if state == "":
            timer.start(self.model.patient, "call_patient")
        elif state in ("running", "paused"):
            timer.pause_or_resume()
        elif state == "parked":
            timer.resume_parked(session)
        else:
            timer.undo_stop(session)

    def _resume(self) -> None:
        if self.page.clock.state == "stopped":
            self._on_clock("stopped")

    def _on_stopped(self, session: str) -> None:
        if self.is_at(session):
            self.page.ask_outcome()

    def _on_finding(self, key: str) -> None:
        desk = self.model.desk
        self.findings.record(Whom(self.model.patient, desk.header.name if desk is not None else ""), key)

    def _on_finding_refused(self, whom: Whom, problem: object) -> None:
        if whom.patient == self.model.patient:
            self.page.note.message.show_problem(problem)
        else:
            self._window.toast.say(whom.told(str(problem)))

    def _on_gap(self, gap: GapLine, decision: GapDecision) -> None:
        self._timer.decide_gap(self.model.session, gap.gap_id, decision)

    def _on_gap_moved(self, _gap: GapLine, _answer: str) -> None:
        self.note_asked.emit(self.model.session)

    def _on_ended(self, ended: Finished, ending: CallToEnd) -> None:
        name = next((one.name for one in self._timer.patients if one.patient_id == ended.patient), "the patient")
        planned = f" Next contact {figures.short_day(ended.next_contact_on)}." if ended.next_contact_on else ""
        words = f"{OUTCOMES[ending.outcome]}: {figures.minutes(ended.seconds)} saved on {name}.{planned}"
        if ending.outcome in ATTEMPTS and not (ending.call.given or ending.call.flags or ending.end.edge_case):
            self._window.toast.say(words, "Undo", partial(self.model.undo, ended))
        else:
            self._window.toast.say(words)

    def _on_page_shown(self, key: str) -> None:
        if key == PAGE:
            self.model.reload()
