"""What Call mode shows and asks for: the call in hand, its draft, and its end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from ccm_desktop.domain.call import Call
from ccm_desktop.domain.call_end import NOTHING_MORE, CallEnd
from ccm_desktop.domain.call_script import CallScript
from ccm_desktop.domain.errors import Problem
from ccm_desktop.services.call_desk import CallDesk
from ccm_desktop.services.call_ending import CallToEnd
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.finishing import Finished
from ccm_desktop.ui.call.ahead import NotedAhead
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Task

_DRAFT_AFTER_MS = 1000
_RELOAD_ON = Changed.TIMER | Changed.TIME | Changed.CONTACTS | Changed.PATIENTS | Changed.PRACTICE


class CallViewModel(QObject):
    """One call. What is typed lives here and is kept as a draft; the page shows it.

    Signals:
        loaded: a `CallDesk`; whether note and fields are to be shown anew.
        call_changed: the `Call` after an answer.
        refused: a `Problem`, to be shown beside what was pressed.
        ended: `Finished` and `CallToEnd`, after all was written.
        taken_back: an attempt was undone.
    """

    loaded = Signal(object, bool)
    call_changed = Signal(object)
    refused = Signal(object)
    ended = Signal(object, object)
    taken_back = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office, self._gateway = desk.office, desk.gateway
        self.patient = self.session = ""
        self.desk: CallDesk | None = None
        self.call = Call((), ())
        self.note = self.outcome = ""
        self._ahead = NotedAhead(desk.office, self._send)
        self.end = NOTHING_MORE
        self._sending = False
        self._draft = QTimer(self)
        self._draft.setSingleShot(True)
        self._draft.setInterval(_DRAFT_AFTER_MS)
        self._draft.timeout.connect(self.keep)
        self._gateway.changed.connect(self._on_changed)

    def open(self, patient: str) -> None:
        """Take up a patient; what was typed about the one before is kept."""
        if patient != self.patient:
            self.keep_now()
            self.patient, self.session, self.desk = patient, "", None
            self._forget()
        self.reload()

    def has_in_hand(self, patient: str) -> bool:
        """Whether that is the call on show and its clock was started."""
        return bool(self.session) and patient == self.patient

    def _forget(self) -> None:
        self.call, self.note, self.outcome, self.end = Call((), ()), "", "", NOTHING_MORE
        self._ahead.forget()

    def reload(self) -> None:
        """Ask for the page anew."""
        if self.patient:
            task = self._gateway.ask(partial(self._office.call_desk.open, self.patient))
            task.succeeded.connect(self._on_loaded)
            task.failed.connect(self._on_failed)

    def write(self, note: str, outcome: str, end: CallEnd) -> None:
        """What stands in the fields; kept after a moment of quiet. Before the clock runs, that is the note alone."""
        if self.patient and (note, outcome, end) != (self.note, self.outcome, self.end):
            self.note, self.outcome, self.end = note, outcome, end
            self._draft.start()

    def keep(self) -> None:
        """Keep note, fields and answers, so that a crash loses nothing of them."""
        self._draft.stop()
        if not self.session:
            self._ahead.keep(self.patient, self.note)
        elif not self._sending:  # a call that is being ended takes no more drafts
            self._send(partial(self._office.timer.save_draft, self.session, self.note, self.outcome))
            self._send(partial(self._office.calls.keep, self.patient, self.session, self.call, self.end))

    def keep_now(self) -> None:
        """The same at once, if something is not kept yet."""
        if self._draft.isActive():
            self.keep()

    def put_down(self) -> None:
        """The practice is about to be closed: nothing more is sent after this."""
        self.keep_now()
        self.session = self.patient = ""

    def answer(self, prompt: str, key: str, text: str = "") -> None:
        """One key: an answer to a prompt."""
        self._change(lambda: self.call.answer(prompt, key, text))

    def skip(self, prompt: str) -> None:
        """Leave a prompt out; the record says so."""
        self._change(lambda: self.call.skip(prompt))

    def clear(self, prompt: str) -> None:
        """Take an answer back."""
        self._change(lambda: self.call.clear(prompt))

    def agree(self, prompt: str) -> None:
        """Do, or do not, what the answer suggests."""
        self._change(lambda: self.call.agree(prompt))

    def add_script(self, script: CallScript) -> None:
        """Ask what another script asks, too."""
        self._change(lambda: self.call.adding(script))

    def raise_flag(self, protocol: str) -> None:
        """A sign of danger came up."""
        self._change(lambda: self.call.raise_flag(protocol))

    def close_flag(self, protocol: str, outcome: str, note: str) -> None:
        """Say how it was dealt with; recorded before the screen shows it as closed."""
        command = partial(
            self._office.calls.close_flag, self.patient, self.session, self.call.protocol(protocol), outcome, note
        )
        self._send(command).succeeded.connect(partial(self._on_flag_closed, self.session, protocol, outcome, note))

    def finish(self, outcome: str = "") -> None:
        """End the call: clock, time, contact, findings, tasks, next contact; `outcome` in place of the chosen one."""
        if not self.session or self._sending:
            return
        self.keep()
        ending = CallToEnd(self.patient, self.session, self.call, outcome or self.outcome, self.note, self.end)
        self._sending = True
        task = self._send(partial(self._office.call_ending.finish, ending))
        task.succeeded.connect(partial(self._on_ended, ending))
        task.finished.connect(self._on_sent)
        task.failed.connect(self._reload_after)

    def undo(self, ended: Finished) -> None:
        """Take an attempt back: the session waits for its note again."""
        self._send(partial(self._office.finishing.undo, ended)).succeeded.connect(self._on_taken_back)

    def _change(self, change: Callable[[], Call]) -> None:
        if not self.session:
            return
        try:
            self.call = change()
        except Problem as problem:
            self.refused.emit(problem)
            return
        self.keep()
        self.call_changed.emit(self.call)

    def _send(self, command: Callable[[], Outcome[Any]]) -> Task:
        task = self._gateway.send(command)
        task.failed.connect(self._on_failed)
        return task

    def _on_loaded(self, desk: CallDesk) -> None:
        if desk.header.patient_id != self.patient:
            return  # another patient was opened meanwhile
        session = desk.session.session_id if desk.session else ""
        ahead = self.note if self.desk is not None and not self.session else desk.ahead
        anew = self.desk is None or session != self.session
        self.desk, self.session = desk, session
        if anew:  # else what is typed here is newer than what was read
            self._draft.stop()
            self.call, self.end = desk.call, desk.end
            self.note, self.outcome = (desk.session.note, desk.session.outcome) if desk.session else ("", "")
            self._take_up(ahead)
        self.loaded.emit(desk, anew)

    def _take_up(self, ahead: str) -> None:
        """What was written before the clock ran goes on in the call, once."""
        self._ahead.found(ahead)
        if not self.session:
            self.note = ahead
        elif ahead:
            self.note = self._ahead.into(self.note)
            self.keep()
            self._ahead.keep(self.patient, "")

    def _on_flag_closed(self, session: str, protocol: str, outcome: str, note: str, _done: object) -> None:
        if session == self.session:
            self.call = self.call.close_flag(protocol, outcome, note)
            self.call_changed.emit(self.call)

    def _on_ended(self, ending: CallToEnd, outcome: Outcome[Finished]) -> None:
        if self.session == ending.session:
            self.session, self.desk = "", None
            self._forget()  # it is on record: nothing of it is a note for the next call
        self.ended.emit(outcome.value, ending)
        self.reload()

    def _on_taken_back(self, _outcome: object) -> None:
        self.taken_back.emit()
        self.reload()

    def _on_sent(self, _task: object) -> None:
        self._sending = False
        self.keep()  # refused: what was typed since is kept

    def _reload_after(self, _error: object) -> None:
        self.reload()  # the clock may stand still now

    def _on_failed(self, error: object) -> None:
        if isinstance(error, Problem):
            self.refused.emit(error)

    def _on_changed(self, changed: Changed) -> None:
        if changed & _RELOAD_ON:
            self.reload()
