"""What the keys of the Today list do: done, undo, snooze, call, file; each by one key, with the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from ccm_desktop.domain.workdays import workdays_after
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.forms import Form, NextContact
from ccm_desktop.services.tasks import TaskLine
from ccm_desktop.services.transitions import StepLine
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Task
from ccm_desktop.ui.today.answers import Answers
from ccm_desktop.ui.today.owners import Owners
from ccm_desktop.ui.today.page import TodayPage, undo_at
from ccm_desktop.ui.today.rows import Row, Undoable
from ccm_desktop.ui.widgets.fields import parse_day
from ccm_desktop.ui.widgets.parts import on_keys

_HOUR = timedelta(hours=1)
_PLAN_TAB, _LOG_TAB = 2, 5


class TodayCommands(QObject):
    """Keys and clicks of the list.

    Signals:
        opened: patient id and tab of the workspace.
        instruction_asked: patient id and the two instructions that wait for a decision, at their line of the plan.
        teaching_asked: patient id; the line of the plan that is to be gone over again.
        checkin_asked: patient id; the questions that are due.
        call_asked: patient id.
        said: a sentence, the words of its action, and what that does.
    """

    opened = Signal(str, int)
    instruction_asked = Signal(str, str)
    teaching_asked = Signal(str)
    checkin_asked = Signal(str)
    call_asked = Signal(str)
    said = Signal(str, str, object)

    def __init__(self, desk: Desk, page: TodayPage) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self._words = Answers(desk, page)
        self._owners = Owners(desk, page)
        for part in (self._words, self._owners):
            part.said.connect(self.said)
        self._owners.menu_ready.connect(self._pop_up)
        for keys, slot in (
            ("D", self.done), ("T", self.take), ("U", self.undo), ("S", self.snooze), ("C", self.call),
            ("F", self.file), ("A", self._owners.assign), ("N", self._words.not_needed),
        ):  # fmt: skip
            on_keys(page.table, keys, slot)
        page.table.opened.connect(self._on_opened)
        page.table.clicked.connect(self._on_clicked)

    def done(self) -> None:
        """D: the task is done, the contact has happened, the escalation is answered, the plan needs no change."""
        row = self._due()
        if row is None:
            return
        line, office = row.line, self._desk.office
        if line.ends_elsewhere:
            self._on_opened(row)
        elif self._words.needs(line):
            self._words.end(line)
        elif line.step is not None:
            self._send(partial(office.transitions.done, line.step)).succeeded.connect(partial(self._on_done, row))
        elif line.task is not None:
            self._send(partial(office.tasks.done, line.task)).succeeded.connect(partial(self._on_done, row))
        else:
            self._send(partial(self._plan, line.contact, "")).succeeded.connect(partial(self._on_done, row))

    def take(self) -> None:
        """T: the contact that the step after a discharge offers was this one."""
        row = self._due()
        if row is not None and row.line.step is not None and row.line.step.offered is not None:
            task = self._send(partial(self._desk.office.transitions.take, row.line.step))
            task.succeeded.connect(partial(self._on_done, row))

    def undo(self) -> None:
        """U: what was just done from the list is open again."""
        row = self._page.current()
        if row is not None and row.done:
            self._undo(row.line.key)

    def snooze(self) -> None:
        """S: in an hour, tomorrow, the next workday, or a day to be typed."""
        row = self._due()
        if row is not None and (row.line.task is not None or row.line.contact is not None or row.line.asked):
            self._pop_up(self.snooze_menu(row))

    def snooze_menu(self, row: Row) -> QMenu:
        """The choices; a planned contact has a day and no time."""
        today = self._desk.today()
        tomorrow, workday = today + timedelta(days=1), workdays_after(today, 1)
        menu = QMenu(self._page.table)
        menu.aboutToHide.connect(menu.deleteLater)
        if row.line.task is not None:
            menu.addAction("In &1 hour").triggered.connect(partial(self._in_an_hour, row))
        menu.addAction(f"&Tomorrow, {tomorrow:%A}").triggered.connect(partial(self._move, row, tomorrow, ""))
        menu.addAction(f"Next &workday, {workday:%A}").triggered.connect(partial(self._move, row, workday, ""))
        menu.addAction("&Pick a day…").triggered.connect(partial(self._pick, row))
        return menu

    def call(self) -> None:
        """C: call the patient."""
        row = self._due()
        if row is not None and row.line.patient_id:
            self.call_asked.emit(row.line.patient_id)

    def file(self) -> None:
        """F: put an unfiled task under a patient."""
        row = self._due()
        if row is not None and row.line.task is not None and not row.line.patient_id:
            self._words.file(row.line.task)

    def _due(self) -> Row | None:
        row = self._page.current()
        return None if row is None or row.done else row

    def _pop_up(self, menu: QMenu) -> None:
        place = self._page.table.visualRect(self._page.table.currentIndex()).bottomLeft()
        menu.popup(self._page.table.viewport().mapToGlobal(place + QPoint(8, 0)))

    def _on_done(self, row: Row, outcome: Outcome[Any]) -> None:
        page = self._page
        place = page.table.rows_model.place_of(row.line.key)
        page.done[row.line.key] = Undoable(row.line, place, outcome.value)
        page.show_rows()
        page.reload()
        self.said.emit(f"Done: {row.line.what}.", "Undo", partial(self._undo, row.line.key, page.done[row.line.key]))

    def _undo(self, key: str, held: Undoable | None = None) -> None:
        one = self._page.done.get(key, held)
        if one is None:
            return
        if isinstance(one.now, TaskLine):
            command: Callable[[], Outcome[Any]] = partial(self._desk.office.tasks.reopen, one.now)
        elif isinstance(one.now, StepLine):
            command = partial(self._desk.office.transitions.put_back, one.now)
        else:
            command = partial(self._plan, one.now, one.line.due_on)
        self._send(command).succeeded.connect(partial(self._on_undone, key))

    def _on_undone(self, key: str, _outcome: object) -> None:
        self._page.done.pop(key, None)
        self._page.reload()

    def _plan(self, form: Form[NextContact] | None, day: str) -> Outcome[Form[NextContact]]:
        """Runs on the database thread; gives the form as it stands then, for Undo."""
        assert form is not None
        contacts = self._desk.office.contacts
        kept = contacts.plan_next(replace(form, value=replace(form.value, next_contact_on=day)))
        return Outcome(contacts.next_contact(form.entity), kept.changed)

    def _in_an_hour(self, row: Row, _checked: bool = False) -> None:
        later = self._desk.office.context.clock.now().astimezone(self._desk.zone) + _HOUR
        self._move(row, later.date(), f"{later:%H:%M}")

    def _move(self, row: Row, day: date, time: str, _checked: bool = False) -> None:
        line, iso = row.line, day.isoformat()
        if line.asked:
            self._owners.move(row, day)
            return
        if line.task is not None:
            command: Callable[[], Outcome[Any]] = partial(self._desk.office.tasks.snooze, line.task, iso, time)
        else:
            command = partial(self._plan, line.contact, iso)
        self._send(command).succeeded.connect(partial(self._say, f"Moved to {day:%A, %B} {day.day}."))

    def _pick(self, row: Row, _checked: bool = False) -> None:
        self._words.ask("On which day?", "Move", partial(self._picked, row), "11/21, +3d or +2w")

    def _picked(self, row: Row, text: str) -> None:
        day = parse_day(text, self._desk.today())
        if day is None or day < self._desk.today():
            self._words.refuse("This is not a day to come. Write it like 11/21 or +2w.")
            return
        self._words.finish()
        self._move(row, day, "")

    def _on_opened(self, row: Row) -> None:
        if row.line.escalation is not None and row.line.escalation.for_me and row.line.escalation.read_at is None:
            self._send(partial(self._desk.office.escalations.read, row.line.escalation.escalation_id))
        if row.line.escalation is not None and row.line.escalation.decides:
            self.instruction_asked.emit(row.line.patient_id, row.line.escalation.decides)
        elif row.line.to_repeat:
            self.teaching_asked.emit(row.line.patient_id)
        elif row.line.checkin is not None:
            self.checkin_asked.emit(row.line.patient_id)
        elif row.line.patient_id:
            self.opened.emit(row.line.patient_id, _tab_of(row))
        else:
            self.file()

    def _on_clicked(self, index: QModelIndex) -> None:
        if undo_at(self._page.table, index):
            self.undo()

    def _say(self, words: str, _outcome: object) -> None:
        self.said.emit(words, "", None)

    def _send(self, command: Callable[[], Outcome[Any]]) -> Task:
        self._page.message.say("")
        task = self._desk.gateway.send(command)
        task.failed.connect(self._page.message.show_problem)
        return task


def _tab_of(row: Row) -> int:
    """The tab where it is dealt with."""
    if row.line.review is not None or row.line.returned is not None:
        return _PLAN_TAB
    return _LOG_TAB if row.line.loop is not None or row.line.step is not None else 0
