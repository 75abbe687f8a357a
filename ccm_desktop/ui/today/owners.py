"""Whose a line of the Today list is, and by when: a task is given to somebody, and so is what asks for a review."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.office import Office
from ccm_desktop.services.people import Person
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Task
from ccm_desktop.ui.today.page import TodayPage
from ccm_desktop.ui.today.rows import Row

_COORDINATOR = "the patient's coordinator"


class Owners(QObject):
    """Gives away, with the way back.

    Signals:
        said: a sentence, the words of its action, and what that does.
        menu_ready: a `QMenu` to be shown at the row in hand.
    """

    said = Signal(str, str, object)
    menu_ready = Signal(object)

    def __init__(self, desk: Desk, page: TodayPage) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page

    def assign(self) -> None:
        """A: what is in hand, to one of the practice or to the patient's coordinator."""
        row = self._page.current()
        if row is not None and not row.done and (row.line.task is not None or row.line.asked):
            task = self._desk.gateway.ask(self._desk.office.people.everybody)
            task.succeeded.connect(partial(self._on_people, row))
            task.failed.connect(self._page.message.show_problem)

    def menu(self, row: Row, people: tuple[Person, ...]) -> QMenu:
        """The choices; who has it is ticked."""
        menu = QMenu(self._page.table)
        menu.aboutToHide.connect(menu.deleteLater)
        self._add(menu, row, "", _COORDINATOR)
        for person in people:
            if person.active:
                self._add(menu, row, person.id, person.title)
        return menu

    def move(self, row: Row, day: date) -> None:
        """What asks for a review rests until that day, as the coordinator's task."""
        command = partial(self._desk.office.plan_reviews.hand_over, row.line.patient_id, "", day.isoformat())
        task = self._send(command)
        task.succeeded.connect(partial(self._on_handed, f"Moved to {day:%A, %B} {day.day}, as a task."))

    def _add(self, menu: QMenu, row: Row, person: str, name: str) -> None:
        action = menu.addAction(f"{name[:1].upper()}{name[1:]}".replace("&", "&&"))
        action.setCheckable(True)
        task = row.line.task
        action.setChecked(bool(person) and task is not None and task.owner == person)
        action.triggered.connect(partial(self._give, row, person, name))

    def _on_people(self, row: Row, people: tuple[Person, ...]) -> None:
        now = self._page.current()
        if self._page.isVisible() and now is not None and now.line.key == row.line.key and not now.done:
            self.menu_ready.emit(self.menu(now, people))

    def _give(self, row: Row, person: str, name: str, _checked: bool = False) -> None:
        task, office = row.line.task, self._desk.office
        if task is None:
            command = partial(office.plan_reviews.hand_over, row.line.patient_id, person)
            self._send(command).succeeded.connect(partial(self._on_handed, f"A task of {name} now."))
        else:
            sent = self._send(partial(office.tasks.give, task.task_id, person))
            sent.succeeded.connect(partial(self._on_given, task.task_id, f"Given to {name}."))

    def _on_given(self, task: str, words: str, outcome: Outcome[str]) -> None:
        back = partial(self._desk.office.tasks.give, task, outcome.value)
        self.said.emit(words, "Undo", partial(self._send, back))

    def _on_handed(self, words: str, outcome: Outcome[str]) -> None:
        back = partial(_drop, self._desk.office, outcome.value)
        self.said.emit(words, "Undo", partial(self._send, back))

    def _send(self, command: Callable[[], Outcome[Any]]) -> Task:
        self._page.message.say("")
        task = self._desk.gateway.send(command)
        task.failed.connect(self._page.message.show_problem)
        return task


def _drop(office: Office, task: str) -> Outcome[Any]:
    """Runs on the database thread: what became the task asks by itself again."""
    return office.tasks.drop(office.tasks.one(task), "Taken back at once")
