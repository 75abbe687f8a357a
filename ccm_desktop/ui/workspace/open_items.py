"""What is open for a patient: tasks and escalations in one list, with one line to add a task."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.services.escalations import LEVELS, STATES, TARGETS, EscalationLine
from ccm_desktop.services.tasks import TaskLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.fields import DateField, Field, under_label
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.widgets.parts import button, label, on_keys
from ccm_desktop.ui.widgets.rows_model import Column


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A task or an escalation; exactly one of them."""

    key: str
    due: str
    what: str
    whose: str
    state: str
    task: TaskLine | None = None
    escalation: EscalationLine | None = None


class OpenItems(QWidget):
    """The list. D ends the current item; an escalation asks what was decided.

    Signals:
        added: words and day of a new task.
        done: a `TaskLine`.
        acted: id of an escalation and what was decided.
        answered: a `TaskLine` that needs words, and what was done.
        seen: id of an escalation that was looked at for the first time.
        escalate_pressed: hand a problem to somebody.
    """

    added = Signal(str, str)
    done = Signal(object)
    acted = Signal(str, str)
    answered = Signal(object, str)
    seen = Signal(str)
    escalate_pressed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked: OpenItem | None = None
        self.title_edit = QLineEdit()
        self.title_edit.setPlaceholderText("What is to be done?")
        self.due_field = DateField("Due", desk.today)
        self.add_button = button("Add task", "plus")
        self.done_button = button("Done", "check", shortcut="D")
        self.escalate_button = button("Escalate…", "alert-triangle")
        self.ask = InlineAsk("What was decided")
        self.table = DataTable("Open tasks and escalations", (
            Column("due", "Due", lambda item: item.due, 120),
            Column("what", "What", lambda item: item.what, 220),
            Column("whose", "Whose", lambda item: item.whose, 150),
            Column("state", "State", lambda item: item.state, 130),
        ), lambda item: item.key, desk.theme)  # fmt: skip
        self.table.hide_first(("state", "whose"))
        self.table.set_empty_text("Nothing is open for this patient.")
        self._lay_out()
        self.add_button.clicked.connect(self._on_add)
        self.title_edit.returnPressed.connect(self._on_add)
        self.done_button.clicked.connect(self.end_current)
        self.escalate_button.clicked.connect(self.escalate_pressed)
        self.table.opened.connect(self._on_opened)
        self.ask.answered.connect(self._on_answered)
        self.ask.dismissed.connect(self.table.setFocus)
        on_keys(self.table, "D", self.end_current)

    def show_items(self, tasks: tuple[TaskLine, ...], escalations: tuple[EscalationLine, ...]) -> None:
        """Escalations first, each group by when it is due."""
        today = self._desk.today().isoformat()
        items = [*(self._escalation(one) for one in escalations), *(_task(one, today) for one in tasks)]
        self.table.show_rows(items)
        self.done_button.setEnabled(bool(items))

    def clear_form(self) -> None:
        """After a task was kept, and for another patient."""
        self.title_edit.clear()
        self.due_field.clear()
        self.ask.finish()

    def end_current(self) -> None:
        """D: the task is done; an escalation and a reading outside its limit need words."""
        item = self.table.current_row()
        if isinstance(item, OpenItem) and item.task is not None and not item.task.needs_words:
            self.done.emit(item.task)
        elif isinstance(item, OpenItem):
            self._asked = item
            self._on_opened(item)
            self.ask.ask(f"What was done? {item.what}" if item.task else "What was decided or done?", "Record")

    def _lay_out(self) -> None:
        row, title, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        title.addWidget(label("Open tasks and escalations", "groupTitle"), 1)
        title.addWidget(self.done_button)
        title.addWidget(self.escalate_button)
        for part, stretch in ((Field("New task", self.title_edit), 1), (self.due_field, 0),
                              (under_label(self.add_button), 0)):  # fmt: skip
            row.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(title)
        column.addLayout(row)
        column.addWidget(self.ask)
        column.addWidget(self.table, 1)

    def _escalation(self, one: EscalationLine) -> OpenItem:
        return OpenItem(
            f"escalation:{one.escalation_id}", figures.instant(one.due_at, self._desk.zone),
            f"{LEVELS[one.level].partition(',')[0]}: {one.reason}", TARGETS[one.target], STATES[one.state],
            escalation=one,
        )  # fmt: skip

    def _on_add(self) -> None:
        if self.due_field.is_sound():
            self.added.emit(self.title_edit.text(), self.due_field.iso())

    def _on_opened(self, item: OpenItem) -> None:
        one = item.escalation
        if one is not None and one.for_me and one.read_at is None:
            self.seen.emit(one.escalation_id)

    def _on_answered(self, text: str) -> None:
        item = self._asked
        if item is not None and item.escalation is not None:
            self.acted.emit(item.escalation.escalation_id, text)
        elif item is not None and item.task is not None:
            self.answered.emit(item.task, text)


def _task(one: TaskLine, today: str) -> OpenItem:
    what = one.what.value
    day = "Today" if what.due_on == today else figures.short_day(what.due_on) if what.due_on else "Any day"
    state = "Changed by two people" if one.in_conflict else "Overdue" if one.overdue else "Open"
    due = f"{day} {what.due_time}".strip()
    return OpenItem(f"task:{one.task_id}", due, what.title, one.owner_name, state, task=one)
