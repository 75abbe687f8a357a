"""The timer in the window: bar, away bar, palette, finish drawer, split form and recovery sheet, which lead to
one another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt

from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.timer.gaps import GapDecision
from ccm_desktop.services.finishing import Finished
from ccm_desktop.services.timer_views import GapLine, NoteDue
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.timer.away_bar import AwayBar
from ccm_desktop.ui.timer.bar import TimerBar
from ccm_desktop.ui.timer.finish_drawer import FinishDrawer
from ccm_desktop.ui.timer.gap_split import GapSplitForm
from ccm_desktop.ui.timer.gap_words import told
from ccm_desktop.ui.timer.note_pad import NotePad
from ccm_desktop.ui.timer.notices import TimerNotices
from ccm_desktop.ui.timer.others_note import OthersNote
from ccm_desktop.ui.timer.palette import StartPalette
from ccm_desktop.ui.timer.recoveries import Recoveries
from ccm_desktop.ui.timer.view_model import TimerViewModel


class TimerRoom(QObject):
    """Owns the timer's widgets.

    `patient_in_view` names whom the page on show is about; `asked_elsewhere` says of a session that the page
    on show asks for its note itself.
    """

    def __init__(
        self, desk: Desk, window: MainWindow, timer: TimerViewModel, patient_in_view: Callable[[], str],
        asked_elsewhere: Callable[[str], bool],
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._desk, self._window, self._timer = desk, window, timer
        self._patient_in_view, self._asked_elsewhere = patient_in_view, asked_elsewhere
        self.bar, self.away_bar = TimerBar(timer, desk), AwayBar(timer, desk.zone)
        self.notices = TimerNotices(timer)
        self.palette = StartPalette(timer, window.body)
        self.drawer, self.pad = FinishDrawer(timer, desk), NotePad(timer)
        self.split_form = GapSplitForm(timer, desk.zone)
        self._others = OthersNote(desk, self)
        self._note_of = ""
        """The session whose drawer opens as soon as its note is known to be due."""
        self._moving: tuple[str, GapLine] | None = None
        self._waits: FinishDrawer | NotePad | None = None
        """What the split form stands in front of."""
        self.recoveries = Recoveries(timer, window, desk.zone, self._waits_for_note)
        self._connect()
        window.set_timer_bar(self.bar, self.notices, self.recoveries.bar, self.away_bar)

    def slots(self) -> dict[str, Callable[[], Any]]:
        """The commands of the timer."""
        timer, away = self._timer, self.away_bar
        return {
            "start": self.open_palette,
            "start_here": self.start_here,
            "pause": timer.pause_or_resume,
            "finish": timer.stop,
            "note": self.write_note,
            "park": timer.park,
            "resume_parked": timer.resume_parked,
            "recover": self.recoveries.ask_again,
            "gap_keep": away.keep,
            "gap_remove": away.remove,
            "gap_split": away.split,
            "gap_move": away.move_to_other,
        }

    def open_palette(self) -> None:
        """Ctrl+T."""
        self.palette.open(self._timer.patients, self._patient_in_view())

    def start_here(self) -> None:
        """Ctrl+Shift+T: on the patient in view."""
        if patient := self._patient_in_view():
            self._timer.start(patient)
        else:
            self._window.toast.say("Choose a patient first.")

    def open_drawer(self, session: str) -> None:
        """Write the note of a stopped session; gaps that wait are on top of it.

        What still runs is answered in the bar below the timer, what is parked is over now, and of other
        people's work the services know who may finish it.
        """
        view = self._timer.view
        due = next((note for note in self._timer.due if note.session_id == session), None)
        if due is not None:
            self._open_found(due)
        elif session == view.session_id:
            self.away_bar.keep_button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif any(line.session_id == session for line in view.parked):
            self._timer.stop_parked(session)
        else:
            self._others.open(session)

    def write_note(self) -> None:
        """Of the session that runs; without one, of that which waits longest."""
        if self._timer.view.state != "idle":
            self._window.show_side(self.pad)
            self.pad.open()
        elif self._timer.due:
            self.open_drawer(self._timer.due[0].session_id)
        else:
            self._window.toast.say("No note is due.")

    def put_down(self) -> None:
        """The practice is about to be closed: what was typed a moment ago is kept."""
        self.pad.keep()
        self.drawer.keep()
        self._timer.end()

    def _connect(self) -> None:
        timer = self._timer
        self.bar.switch_requested.connect(self.open_palette)
        self.bar.note_requested.connect(self.open_drawer)
        self.away_bar.split_asked.connect(self._split_first)
        self.away_bar.move_asked.connect(self._move_first)
        self.away_bar.finish_asked.connect(timer.stop)
        self.drawer.split_asked.connect(self._split)
        self.drawer.move_asked.connect(self._move)
        self.palette.chosen.connect(self._on_chosen)
        for form in (self.drawer, self.pad):
            form.closed.connect(self._on_form_closed)
        self.drawer.left.connect(self._on_left)
        self._others.found.connect(self._open_found)
        self._others.again.connect(self.drawer.show_again)
        self._others.refused.connect(self._on_problem)
        self.split_form.closed.connect(self._on_split_closed)
        timer.stopped.connect(self._wait_for_note)
        timer.recovered.connect(self._on_recovered)
        timer.note_due.connect(self._on_note_due)
        timer.refused.connect(self._on_problem)
        timer.said.connect(self._window.toast.say)
        timer.ends.said.connect(self._window.toast.say)
        timer.ends.saved.connect(self._on_saved)
        timer.ends.taken_back.connect(self._wait_for_note)

    def _split_first(self) -> None:
        if gap := self._timer.first_gap():
            self._split(self._timer.view.session_id, gap)

    def _move_first(self) -> None:
        if gap := self._timer.first_gap():
            self._move(self._timer.view.session_id, gap)

    def _split(self, session: str, gap: GapLine) -> None:
        self._waits = next((form for form in (self.drawer, self.pad) if form.isVisible()), None)
        self._window.show_side(self.split_form)
        self.split_form.open(session, gap)

    def _move(self, session: str, gap: GapLine) -> None:
        self._moving = session, gap
        self.palette.choose(f"Whose work was it? {told(gap, self._desk.zone)}", self._timer.patients)

    def _on_chosen(self, patient: str, activity: str) -> None:
        if self._moving is not None:
            (session, gap), self._moving = self._moving, None
            self._timer.decide_gap(session, gap.gap_id, GapDecision("moved", patient=patient, activity=activity))

    def _open_found(self, due: NoteDue) -> None:
        self._window.show_side(self.drawer)
        self.drawer.open(due)

    def _on_left(self, due: NoteDue) -> None:
        """The stop can still be undone for a while."""
        words = f"Stopped {figures.minutes(due.seconds)} for {due.patient_name}. It counts once its note is written."
        if self._timer.view.can_undo_stop == due.session_id:
            self._window.toast.say(words, "Undo stop", partial(self._timer.undo_stop, due.session_id))
        else:
            self._window.toast.say(words)

    def _on_split_closed(self) -> None:
        if self._waits is None:
            self._window.hide_side()
        else:
            self._window.show_side(self._waits)  # what was typed there is still in it
            self._waits.take_keyboard()

    def _on_form_closed(self) -> None:
        self._window.hide_side()
        self.recoveries.ask_next()

    def _waits_for_note(self) -> bool:
        return bool(self._note_of)

    def _on_recovered(self, session: str, note_is_due: bool) -> None:
        if note_is_due:
            self._wait_for_note(session)

    def _wait_for_note(self, session: str) -> None:
        self._note_of = session  # its note is known once the timer was loaded anew

    def _on_note_due(self, _due: object) -> None:
        if self._note_of:
            session, self._note_of = self._note_of, ""
            if not self._asked_elsewhere(session):
                self.open_drawer(session)
            self.recoveries.ask_next()

    def _on_saved(self, words: str, done: Finished) -> None:
        self._window.toast.say(words, "Undo", partial(self._timer.ends.take_back, done))

    def _on_problem(self, problem: Problem) -> None:
        forms = (self.drawer, self.split_form, self.recoveries.sheet)
        if not any(form.isVisible() for form in forms):  # they say it beside their buttons
            self._window.toast.say(str(problem))
