"""What the keys of the list of refills and care gaps do: done, snooze and undo, each with its way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from ccm_desktop.domain import due_items as rules
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.due_items import DueItem
from ccm_desktop.services.people import Person
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.due_items.page import DueItemsPage
from ccm_desktop.ui.gateway import Task
from ccm_desktop.ui.widgets.fields import parse_day
from ccm_desktop.ui.widgets.parts import on_keys

_NOT_AHEAD = "This is not a day to come. Write it like 11/21 or +2w."


class DueItemCommands(QObject):
    """Keys and buttons of the list.

    Signals:
        undo_offered: words for the toast, and what takes it back.
        undone: those words are not true any more.
    """

    undo_offered = Signal(str, object)
    undone = Signal(str)

    def __init__(self, desk: Desk, page: DueItemsPage) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self._answer: Callable[[str], None] = _nothing
        self._undo: Callable[[], Outcome[Any]] | None = None
        self._offered = ""
        page.done_button.clicked.connect(self.done)
        page.snooze_button.clicked.connect(self.snooze)
        page.whose_button.clicked.connect(self.assign)
        page.ask.answered.connect(self._on_answered)
        for keys, slot in (("D", self.done), ("S", self.snooze), ("A", self.assign), ("U", self.undo)):
            on_keys(page.table, keys, slot)

    def done(self) -> None:
        """D: today; a refill asks when the next one is due."""
        item = self._in_hand()
        if item is None:
            return
        if item.kind == rules.REFILL:
            self._answer = partial(self._on_next, item)
            self._page.ask.ask(f"{item.name}, {item.what}: refilled today. When is the next refill due?", "Done",
                         "11/21 or +30d; empty when it is not known")  # fmt: skip
        else:
            self._close(item, "")

    def snooze(self) -> None:
        """S: for a week, a month, or until a day to be typed."""
        item = self._in_hand()
        if item is not None:
            self._pop_up(self.snooze_menu(item))

    def snooze_menu(self, item: DueItem) -> QMenu:
        """The choices; one more ends a rest."""
        today = self._desk.today()
        menu = self._menu()
        for words, days in (("A &week", 7), ("&Two weeks", 14), ("A &month", 30)):
            day = today + timedelta(days=days)
            menu.addAction(f"{words}, to {day:%b} {day.day}").triggered.connect(partial(self._rest, item, day))
        menu.addAction("&Pick a day…").triggered.connect(partial(self._pick, item))
        if item.state == rules.SNOOZED:
            menu.addAction("&No longer").triggered.connect(partial(self._rest, item, None))
        return menu

    def assign(self) -> None:
        """A: to one of the practice, or back to the patient's coordinator."""
        item = self._in_hand()
        if item is not None:
            task = self._desk.gateway.ask(self._desk.office.people.everybody)
            task.succeeded.connect(partial(self._on_people, item))
            task.failed.connect(self._page.message.show_problem)

    def people_menu(self, item: DueItem, people: tuple[Person, ...]) -> QMenu:
        """The choices; who has it is ticked."""
        menu = self._menu()
        self._add_person(menu, item, "", "the patient's coordinator")
        for person in people:
            if person.active:
                self._add_person(menu, item, person.id, person.title)
        return menu

    def undo(self) -> None:
        """U: what was done last from this list."""
        if self._undo is not None:
            command, self._undo = self._undo, None
            self.undone.emit(self._offered)
            self._send(command).succeeded.connect(self._on_undone)

    def _menu(self) -> QMenu:
        menu = QMenu(self._page.table)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _pop_up(self, menu: QMenu) -> None:
        place = self._page.table.visualRect(self._page.table.currentIndex()).bottomLeft()
        menu.popup(self._page.table.viewport().mapToGlobal(place + QPoint(8, 0)))

    def _add_person(self, menu: QMenu, item: DueItem, person: str, name: str) -> None:
        action = menu.addAction(f"{name[:1].upper()}{name[1:]}".replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(item.given_to == person)
        action.triggered.connect(partial(self._give, item, person, name))

    def _on_people(self, item: DueItem, people: tuple[Person, ...]) -> None:
        now = self._in_hand()
        if self._page.isVisible() and now is not None and now.key == item.key:  # or the answer came for another row
            self._pop_up(self.people_menu(now, people))

    def _give(self, item: DueItem, person: str, name: str, _checked: bool = False) -> None:
        task = self._send(partial(self._desk.office.due_items.assign, item, person))
        task.succeeded.connect(partial(self._on_given, item, name))

    def _on_given(self, item: DueItem, name: str, _outcome: object) -> None:
        self._back_to_list()
        undo = partial(self._desk.office.due_items.assign, item, item.given_to)
        self._offer(f"{item.name}: {item.what} is given to {name}.", undo)

    def _in_hand(self) -> DueItem | None:
        item = self._page.table.current_row()
        return item if isinstance(item, DueItem) and item.is_open else None

    def _on_answered(self, text: str) -> None:
        self._answer(text)

    def _on_next(self, item: DueItem, text: str) -> None:
        day = parse_day(text, self._desk.today()) if text.strip() else None
        if text.strip() and (day is None or day <= self._desk.today()):
            self._page.ask.refuse(_NOT_AHEAD)
        else:
            self._close(item, day.isoformat() if day else "")

    def _close(self, item: DueItem, next_on: str) -> None:
        task = self._send(partial(self._desk.office.due_items.done, item, "", next_on))
        task.succeeded.connect(partial(self._on_closed, item))

    def _on_closed(self, item: DueItem, outcome: Outcome[str]) -> None:
        self._back_to_list()
        undo = partial(self._desk.office.due_items.undo, item, outcome.value)
        self._offer(f"{item.name}: {item.what} closed.", undo)

    def _pick(self, item: DueItem, _checked: bool = False) -> None:
        self._answer = partial(self._on_picked, item)
        self._page.ask.ask("Until which day?", "Snooze", "11/21, +2w or +1m")

    def _on_picked(self, item: DueItem, text: str) -> None:
        day = parse_day(text, self._desk.today())
        if day is None or day <= self._desk.today():
            self._page.ask.refuse(_NOT_AHEAD)
        else:
            self._rest(item, day)

    def _rest(self, item: DueItem, day: date | None, _checked: bool = False) -> None:
        until = day.isoformat() if day else ""
        task = self._send(partial(self._desk.office.due_items.snooze, item, until))
        task.succeeded.connect(partial(self._on_rested, item, until))

    def _on_rested(self, item: DueItem, until: str, _outcome: object) -> None:
        self._back_to_list()
        words = f"snoozed to {figures.short_day(until)}" if until else "is snoozed no longer"
        before = item.until if item.state == rules.SNOOZED else ""
        undo = partial(self._desk.office.due_items.snooze, item, before)
        self._offer(f"{item.name}: {item.what} {words}.", undo)

    def _offer(self, words: str, undo: Callable[[], Outcome[Any]]) -> None:
        self._undo, self._offered = undo, words
        self.undo_offered.emit(words, self.undo)

    def _on_undone(self, _outcome: object) -> None:
        self._page.message.say("Taken back.", "info")

    def _back_to_list(self) -> None:
        self._page.ask.finish()
        self._page.table.setFocus()

    def _send(self, command: Callable[[], Outcome[Any]]) -> Task:
        self._page.message.say("")
        task = self._desk.gateway.send(command)
        task.failed.connect(self._on_refused)
        return task

    def _on_refused(self, problem: object) -> None:
        if self._page.ask.isVisible():
            self._page.ask.refuse(str(problem))
        else:
            self._page.message.show_problem(problem)


def _nothing(_text: str) -> None:
    """Before anything was asked."""
