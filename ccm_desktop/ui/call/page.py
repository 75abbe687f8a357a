"""Call mode (Ctrl+3): everything for one call with one named patient, nothing else."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ccm_desktop.domain.call import Call
from ccm_desktop.domain.errors import Problem
from ccm_desktop.services.call_desk import CallDesk
from ccm_desktop.services.finishing import Finished
from ccm_desktop.services.timer_views import TimerView
from ccm_desktop.ui.call.clock import CallClock
from ccm_desktop.ui.call.head import CallHead
from ccm_desktop.ui.call.note_pane import NotePane
from ccm_desktop.ui.call.queue import CallQueue
from ccm_desktop.ui.call.queue_strip import QueueStrip
from ccm_desktop.ui.call.red_flag import RedFlagChoice, RedFlagPane
from ccm_desktop.ui.call.script import ScriptPane
from ccm_desktop.ui.call.view_model import CallViewModel
from ccm_desktop.ui.call.waiting import WaitingList
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.parts import on_keys
from ccm_desktop.ui.widgets.scrolling import go_to

_BESIDE_FROM = 820


class CallPage(QWidget):
    """Shows the call of a `CallViewModel`, or who is due to be called.

    Signals:
        left: leave call mode; the timer runs on.
        clock_pressed: the clock's button, by the state of the session.
        activity_chosen: key of an activity.
        next_asked: the next patient of the queue, this call being over.
    """

    left = Signal()
    clock_pressed = Signal(str)
    activity_chosen = Signal(str)
    next_asked = Signal()

    def __init__(self, desk: Desk, model: CallViewModel) -> None:
        super().__init__()
        self.model = model
        self._timer = TimerView("idle")
        self._wants_next = False
        self.queue: CallQueue | None = None
        self.waiting = WaitingList(desk)
        self.strip = QueueStrip()
        self.head, self.clock = CallHead(), CallClock(desk.theme)
        self.script, self.note = ScriptPane(), NotePane(desk)
        self.flag_choice, self.flag = RedFlagChoice(), RedFlagPane()
        self._left_half, self._stack = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._connect()
        self.show_nobody()

    def show_nobody(self) -> None:
        """No patient is chosen."""
        self._stack.setCurrentWidget(self.waiting)
        self.setFocusProxy(self.waiting)

    def open(self, patient: str, queue: CallQueue | None) -> None:
        """Take up a patient."""
        if patient != self.model.patient:
            self.head.clear()
            self._left_half.setCurrentWidget(self.script)
            self.flag.close_protocol()
        self._wants_next = False
        self.queue = queue
        self.strip.show_queue(queue)
        self._stack.setCurrentWidget(self._call)
        self.setFocusProxy(self.note.note_edit if self.model.has_in_hand(patient) else self.clock.press_button)
        self.model.open(patient)

    def show_timer(self, view: TimerView) -> None:
        """The timer changed somewhere."""
        self._timer = view
        if self.model.desk is not None:
            self.clock.show_desk(self.model.desk, view)

    def show_elapsed(self, seconds: int) -> None:
        """Once a second."""
        if self.model.session and self.model.session == self._timer.session_id:
            self.clock.show_elapsed(seconds)

    def finish(self, then_next: bool) -> None:
        """End the call; without one in hand, go on in the list."""
        self._wants_next = then_next
        if not self.model.session and then_next:
            self.next_asked.emit()
        elif self.note.is_sound():
            self._take_down()
            self.model.finish()

    def ask_outcome(self) -> None:
        """The clock was stopped: the keyboard goes to what is still open."""
        go_to(self.note.note_edit if self.note.outcomes.outcome() else self.note.outcomes)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.model.keep_now()

    def _lay_out(self) -> None:
        for pane in (self.script, self.flag_choice, self.flag):
            self._left_half.addWidget(pane)
        halves = Folding(_BESIDE_FROM)
        halves.row.addWidget(self._left_half, 1)
        halves.row.addWidget(self.note, 1)
        self._call = QWidget()
        column = QVBoxLayout(self._call)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.strip, self.head, self.clock):
            column.addWidget(part)
        column.addWidget(halves, 1)
        self._stack.addWidget(self.waiting)
        self._stack.addWidget(self._call)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _connect(self) -> None:
        model = self.model
        model.loaded.connect(self._on_loaded)
        model.call_changed.connect(self._on_call)
        model.refused.connect(self._on_refused)
        model.ended.connect(self._on_ended)
        self.head.left.connect(self.left)
        self.clock.pressed.connect(self.clock_pressed)
        self.clock.activity_chosen.connect(self.activity_chosen)
        self.note.typed.connect(self._take_down)
        self.note.attempted.connect(self._on_attempted)
        self.note.finish_asked.connect(self.finish)
        script = self.script
        script.answered.connect(model.answer)
        script.skipped.connect(model.skip)
        script.cleared.connect(model.clear)
        script.agreed.connect(model.agree)
        script.script_added.connect(model.add_script)
        script.flag_asked.connect(self._ask_flag)
        self.flag_choice.chosen.connect(model.raise_flag)
        self.flag_choice.cancelled.connect(self._show_script)
        self.flag.dealt_with.connect(model.close_flag)
        on_keys(self._call, "Esc", self._on_escape)
        on_keys(self._call, "Ctrl+Shift+F", self._ask_flag)
        on_keys(self._call, "Ctrl+Shift+C", self.head.dial)
        on_keys(self._call, "Ctrl+Enter", self._on_save)
        on_keys(self._call, "Ctrl+Shift+Enter", partial(self.finish, True))

    def _on_escape(self) -> None:
        """A sign of danger stays open; its choice is closed; else call mode is left."""
        shown = self._left_half.currentWidget()
        if shown is self.flag:
            self.flag.stay()
        elif shown is self.flag_choice:
            self._show_script()
        else:
            self.left.emit()

    def _on_save(self) -> None:
        if self._left_half.currentWidget() is self.flag:
            self.flag.record()
        else:
            self.finish(False)

    def _on_loaded(self, desk: CallDesk, anew: bool) -> None:
        self.head.show_desk(desk)
        self.clock.show_desk(desk, self._timer)
        self.note.set_phrases(desk.phrases)
        live = desk.session is not None
        if anew:
            self.script.show_scripts(desk.scripts)
            self.note.show_draft(self.model.note, self.model.outcome, self.model.end)
        stopped = desk.session is not None and desk.session.state in ("stopped", "parked")
        self.note.show_gaps(desk.session.due if desk.session and stopped else None)
        self.note.enable(live=live, queued=self.queue is not None)
        self._on_call(self.model.call)
        if anew and self.isVisible():
            focus = self.note.note_edit if live else self.clock.press_button
            self.setFocusProxy(focus)
            if not self.flag.isVisible():
                go_to(focus)

    def _on_call(self, call: Call) -> None:
        desk = self.model.desk
        self.script.show_call(call, desk.to_repeat if desk else frozenset(), enabled=bool(self.model.session))
        self.note.show_call(call)
        self.flag_choice.show_protocols(call.protocols)
        if call.open_flags:
            self._left_half.setCurrentWidget(self.flag)
            opened = self.flag.open(call.open_flags[0])
            if opened:
                go_to(self.flag)
        elif self._left_half.currentWidget() is self.flag:
            self.flag.close_protocol()
            self._show_script()

    def _ask_flag(self) -> None:
        if self.model.session and self._left_half.currentWidget() is self.script:
            self._left_half.setCurrentWidget(self.flag_choice)
            go_to(self.flag_choice)

    def _show_script(self) -> None:
        self._left_half.setCurrentWidget(self.script)
        go_to(self.script.prompts)

    def _take_down(self) -> None:
        self.model.write(self.note.note_edit.toPlainText(), self.note.outcomes.outcome(), self.note.end())

    def _on_attempted(self, outcome: str) -> None:
        self._wants_next = False
        if self.note.is_sound():
            self.model.finish(outcome)

    def _on_ended(self, _ended: Finished, _ending: object) -> None:
        if self._wants_next:
            self.next_asked.emit()

    def _on_refused(self, problem: Problem) -> None:
        self._wants_next = False
        if self.flag.isVisible() and problem.code != "red_flag_open":
            self.flag.error_label.setText(str(problem))
        else:
            self.note.message.show_problem(problem)
