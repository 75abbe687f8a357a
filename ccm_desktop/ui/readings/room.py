"""Readings (Alt+Shift+R) of the patient in view: typed in seconds from the chart, a list or a call."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from ccm_desktop.domain.errors import Problem
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.readings import CHANGED, KINDS, STATES, ReadingLine
from ccm_desktop.ui.chart import Whom
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Task
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.readings.form import ReadingsForm
from ccm_desktop.ui.readings.limits import LimitsJoin

_OTHER = "Another patient is in view by now, and nothing was kept. Close this, then open the readings again."


class ReadingsRoom(QObject):
    """Opens the form for who is in view, and sends what is typed for whom it was opened."""

    def __init__(
        self, desk: Desk, window: MainWindow, in_view: Callable[[], str], name_of: Callable[[str], str]
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._desk, self._window, self._in_view, self._name_of = desk, window, in_view, name_of
        self._whom = Whom("")
        self._left: dict[str, tuple[str, str]] = {}  # typed and not kept, by patient
        self.form = ReadingsForm(desk)
        form = self.form
        form.entered.connect(self._on_entered)
        form.acted.connect(partial(self._on_ended, desk.office.readings.act))
        form.not_needed.connect(partial(self._on_ended, desk.office.readings.not_needed))
        form.reopened.connect(self._on_reopened)
        form.mistaken.connect(self._on_mistaken)
        form.closed.connect(self.close)
        self.limits = LimitsJoin(desk, window, self)
        self.limits.done.connect(self._on_limits_done)
        form.limits_asked.connect(self._on_limits)
        desk.gateway.changed.connect(self._on_changed)
        window.page_shown.connect(self._on_page_shown)

    def open(self) -> None:
        """For the patient in view."""
        patient = self._in_view()
        if not patient:
            self._window.toast.say("Choose a patient first.")
            return
        self._put_aside()
        if patient != self._whom.patient:
            self.form.show_lines(())
        self._whom = Whom(patient, self._name_of(patient))
        self._window.show_side(self.form)
        self.form.open(self._whom.name, self._left.pop(patient, ("", "")))
        self.load()

    def close(self) -> None:
        """What was typed waits for the next time."""
        self._put_aside()
        self._whom = Whom("")
        self.limits.leave()
        self._window.hide_side()

    def load(self) -> None:
        """Ask for the list anew."""
        task = self._desk.gateway.ask(partial(self._desk.office.readings.of, self._whom.patient))
        task.succeeded.connect(partial(self._on_loaded, self._whom))
        task.failed.connect(partial(self._on_refused, self._whom))

    def _put_aside(self) -> None:
        typed = self.form.typed()
        if self._whom.patient and any(typed):
            self._left[self._whom.patient] = typed

    def _on_entered(self, line: str, taken: int) -> None:
        whom, seen = self._whom, self._in_view()
        if seen and seen != whom.patient:
            self.form.message.say(_OTHER)
            return
        readings = self._desk.office.readings

        def keep() -> Outcome[tuple[str, ReadingLine]]:
            kept = readings.enter(whom.patient, line, taken)
            return Outcome((line, readings.one(kept.value)), kept.changed)

        self._send(whom, keep).succeeded.connect(partial(self._on_kept, whom))

    def _on_kept(self, whom: Whom, outcome: Outcome[tuple[str, ReadingLine]]) -> None:
        typed, line = outcome.value
        if self._is_for(whom) and self.form.reading_edit.text() == typed:
            self.form.clear_typed()
            self.form.reading_edit.setFocus()
        if line.is_open:
            said = f"{line.words}. {STATES[line.state]}."
            if self._is_for(whom):
                self.form.message.say(said, "warn")
        else:
            said = f"{line.display} {line.value} kept. {STATES[line.state]}."
        withdraw = partial(self._desk.office.readings.withdraw, line.reading_id)
        self._window.toast.say_with("Undo", whom.told(said), partial(self._take_back, whom, withdraw))

    def _on_ended(self, end: Callable[[str, str], Outcome[ReadingLine]], line: ReadingLine, words: str) -> None:
        self._answer(partial(end, line.reading_id, words)).succeeded.connect(partial(self._on_said, self._whom))

    def _on_said(self, whom: Whom, outcome: Outcome[ReadingLine]) -> None:
        line = outcome.value
        if self._is_for(whom):
            self.form.answered()
            self.form.message.say("")
        reopen = partial(self._desk.office.readings.reopen, line.reading_id)
        said = whom.told(f"{line.display} {line.value}: {STATES[line.state][0].lower()}{STATES[line.state][1:]}.")
        self._window.toast.say_with("Undo", said, partial(self._take_back, whom, reopen))

    def _on_answer_refused(self, problem: object) -> None:
        self.form.ask.refuse(str(problem))

    def _on_reopened(self, line: ReadingLine) -> None:
        self._send(self._whom, partial(self._desk.office.readings.reopen, line.reading_id))

    def _on_mistaken(self, line: ReadingLine, why: str) -> None:
        withdraw = partial(self._desk.office.readings.withdraw, line.reading_id, why)
        self._answer(withdraw).succeeded.connect(partial(self._on_withdrawn, self._whom, line))

    def _on_withdrawn(self, whom: Whom, line: ReadingLine, _outcome: object) -> None:
        if self._is_for(whom):
            self.form.answered()
        self._window.toast.say(whom.told(f"{line.display} {line.value} does not hold any more."))

    def _answer(self, command: Callable[[], Outcome[Any]]) -> Task:
        """A refusal stands under the answer."""
        task = self._desk.gateway.send(command)
        task.failed.connect(self._on_answer_refused)
        return task

    def _tell(self, words: str, _outcome: object) -> None:
        self._window.toast.say(words)

    def _take_back(self, whom: Whom, command: Callable[[], Outcome[Any]]) -> None:
        self._send(whom, command).succeeded.connect(partial(self._tell, whom.told("Taken back.")))

    def _send(self, whom: Whom, command: Callable[[], Outcome[Any]]) -> Task:
        task = self._desk.gateway.send(command)
        task.failed.connect(partial(self._on_refused, whom))
        return task

    def _on_refused(self, whom: Whom, problem: object) -> None:
        if self._is_for(whom):
            self.form.message.show_problem(problem)
        elif isinstance(problem, Problem):
            self._window.toast.say(whom.told(str(problem)))

    def _on_loaded(self, whom: Whom, lines: tuple[ReadingLine, ...]) -> None:
        if whom.patient == self._whom.patient:
            self.form.show_lines(lines)

    def _on_limits(self, display: str) -> None:
        self._put_aside()
        kind = next((key for key, kind in KINDS.items() if kind.title == display), "")
        self.limits.open(self._whom, kind)

    def _on_limits_done(self) -> None:
        """Back to the readings of the same patient."""
        if not self._whom.patient:
            return
        self._window.show_side(self.form)
        self.form.open(self._whom.name, self._left.pop(self._whom.patient, ("", "")))

    def _on_changed(self, changed: Changed) -> None:
        if changed & CHANGED and self._whom.patient and self.form.isVisible():
            self.load()

    def _on_page_shown(self, _page: str) -> None:
        """A form of one patient does not stand beside the chart of another, or beside what names nobody."""
        is_open = self.form.isVisible() or self.limits.form.isVisible()
        if is_open and self._in_view() != self._whom.patient:
            self.close()

    def _is_for(self, whom: Whom) -> bool:
        return whom.patient == self._whom.patient and self.form.isVisible()
