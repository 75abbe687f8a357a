"""What ends a line of the Today list in words: a decision, how a loop was closed, why a plan needs no change."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from ccm_desktop.domain.search import matches, tokens
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.coordination import CoordinationLine
from ccm_desktop.services.forms import Form, PlanReview
from ccm_desktop.services.plan_reviews import reviewed_words
from ccm_desktop.services.tasks import TaskLine
from ccm_desktop.services.today_lines import TodayLine
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Task
from ccm_desktop.ui.today.page import TodayPage

Undo = Callable[[Outcome[Any]], Outcome[Any]]


class Answers(QObject):
    """Asks in the line above the list, and sends what was answered.

    Signals:
        said: a sentence, the words of its action, and what that does.
    """

    said = Signal(str, str, object)

    def __init__(self, desk: Desk, page: TodayPage) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self._answer: Callable[[str], None] | None = None
        page.ask.answered.connect(self._on_answered)
        page.ask.dismissed.connect(page.table.setFocus)

    def needs(self, line: TodayLine) -> bool:
        """Whether it ends with words."""
        return bool(
            line.escalation or line.loop or line.review or (line.task is not None and line.task.needs_words)
        )  # fmt: skip

    def end(self, line: TodayLine) -> None:
        """Ask for them, and record what they say."""
        if line.escalation is not None:
            self.act(line.escalation.escalation_id)
        elif line.loop is not None:
            self.close_loop(line.loop)
        elif line.review is not None:
            self.review(line.review)
        elif line.task is not None:
            self.act_on(line.task)

    def act_on(self, line: TaskLine) -> None:
        """Somebody saw to a reading outside its limit, or to a check-in."""
        tasks = self._desk.office.tasks
        self.ask(
            f"What was done? {line.what.value.title}", "Record",
            lambda words: self._tell(partial(tasks.done, line, words), "Acted on.", lambda it: tasks.reopen(it.value)),
        )  # fmt: skip

    def act(self, escalation: str) -> None:
        """Somebody decides."""
        act = self._desk.office.escalations.act
        self.ask("What was decided or done?", "Record", lambda words: self._tell(partial(act, escalation, words)))

    def not_needed(self) -> None:
        """N: the task in hand need not be done; why is kept."""
        row, tasks = self._page.current(), self._desk.office.tasks
        if row is None or row.done or row.line.task is None:
            return
        drop = partial(tasks.drop, row.line.task)
        self.ask(
            f"Not needed: why? {row.line.what}", "Record",
            lambda why: self._tell(partial(drop, why), "Not needed.", lambda made: tasks.reopen(made.value)),
        )  # fmt: skip

    def file(self, line: TaskLine) -> None:
        """Put an unfiled task under a patient."""
        self.ask("Whose task is it?", "File", partial(self._file, line), "Name, date of birth or MRN")

    def close_loop(self, loop: CoordinationLine) -> None:
        """What was to come has come, or is not needed any more."""
        log = self._desk.office.coordination
        self.ask(
            f"How was it closed? {loop.entry.next_step}", "Record",
            lambda how: self._tell(partial(log.close, loop, how), "Loop closed.", lambda made: log.reopen(made.value)),
        )  # fmt: skip

    def review(self, form: Form[PlanReview]) -> None:
        """The plan needs no change."""
        office = self._desk.office

        def record(why: str) -> None:
            command = partial(office.plan_reviews.no_change, form, why)
            undo = partial(office.care_plans.undo, form.entity, reviewed_words(why))
            self._tell(command, "Reviewed, no change.", lambda _: undo())

        self.ask("Reviewed, no change: why?", "Record", record)

    def ask(self, words: str, verb: str, answer: Callable[[str], None], placeholder: str = "") -> None:
        """Show the question; `answer` takes what is typed."""
        self._answer = answer
        self._page.ask.ask(words, verb, placeholder)

    def refuse(self, why: str) -> None:
        """What was typed stays."""
        self._page.ask.refuse(why)

    def finish(self) -> None:
        """The answer was taken: back to the list."""
        self._page.ask.finish()
        self._page.table.setFocus()

    def _file(self, line: TaskLine, text: str) -> None:
        wanted = tokens(text)
        found = [one for one in self._page.patients if wanted and matches(one.haystack, wanted)]
        if len(found) != 1:
            how_many = f"{len(found)} patients match" if found else "Nobody matches"
            self.refuse(f"{how_many}. Type more of the name, or the MRN.")
            return
        self.finish()
        self._page.message.say("")
        task = self._desk.gateway.send(partial(self._desk.office.tasks.file, line, found[0].patient_id))
        task.failed.connect(self._page.message.show_problem)
        task.succeeded.connect(partial(self._on_filed, found[0].name))

    def _on_filed(self, name: str, _outcome: object) -> None:
        self.said.emit(f"Filed under {name}.", "", None)

    def _tell(self, command: Callable[[], Outcome[Any]], said: str = "", undo: Undo | None = None) -> None:
        """Send what was answered; a refusal stands under the answer."""
        task = self._desk.gateway.send(command)
        task.failed.connect(self._on_refused)
        task.succeeded.connect(partial(self._on_told, said, undo))

    def _on_told(self, said: str, undo: Undo | None, outcome: Outcome[Any]) -> None:
        self.finish()
        if undo is not None:
            self.said.emit(said, "Undo", partial(self._take_back, partial(undo, outcome)))

    def _take_back(self, command: Callable[[], Outcome[Any]]) -> Task:
        self._page.message.say("")
        task = self._desk.gateway.send(command)
        task.failed.connect(self._page.message.show_problem)
        return task

    def _on_answered(self, text: str) -> None:
        if self._answer is not None:
            self._answer(text)

    def _on_refused(self, problem: object) -> None:
        self.refuse(str(problem))
