"""Resolve changes: what two people changed on two computers, one after the other, decided by who looks at it."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ccm_desktop.domain.calendar import is_day
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.conflicts import Conflict, Decided, Side
from ccm_desktop.ui import figures
from ccm_desktop.ui.conflicts.card import VersionCard
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Task
from ccm_desktop.ui.widgets.fields import parse_day
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.parts import Message, PageHeader, button, label, on_keys

_BESIDE_FROM, _BUTTONS_FROM = 640, 820
_KEYS = 9


class ConflictPage(QWidget):
    """The versions side by side; keys 1 to 4 decide, and nothing is chosen beforehand.

    Signals:
        patient_opened: a patient's id.
        closed: the person has done what they came for.
        undo_offered: a sentence, and what takes the decision back.
    """

    patient_opened = Signal(str)
    closed = Signal()
    undo_offered = Signal(str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._patient = ""
        self._found: tuple[Conflict, ...] = ()
        self._at = 0
        self.choices: list[QPushButton] = []
        self.edits: dict[str, QLineEdit] = {}
        self.header = PageHeader("Resolve changes")
        self.previous_button, self.next_button = button("Previous"), button("Next", shortcut="Enter")
        self.open_button = button("Open patient", "users")
        self.finish_button = button("Finish", "check")
        self.message = Message()
        self.what_label, self.whose_label = label("", "groupTitle", wrap=True), label("", "caption", wrap=True)
        self.body = QWidget()
        self.empty_label = label("Nothing to resolve. What is changed on two computers comes here after an exchange.",
                                 "emptyText", wrap=True)  # fmt: skip
        self.empty_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self._connect()

    def open(self, patient: str = "") -> None:
        """What waits for a decision: of one patient, or everything."""
        self._patient, self._at = patient, 0
        self.message.say("")
        self.reload()

    def reload(self) -> None:
        """Ask for what waits now; what is on show stays, or what comes after it."""
        self._desk.gateway.ask(partial(self._desk.office.conflicts.open, self._patient)).succeeded.connect(self._show)

    def _lay_out(self) -> None:
        for press in (self.open_button, self.previous_button, self.next_button, self.finish_button):
            self.header.add(press)
        self._versions, self._pressed, self._written = QWidget(), QWidget(), QWidget()
        inner = QVBoxLayout(self.body)
        inner.setContentsMargins(0, 0, 0, 0)
        for part in (self.whose_label, self.what_label, self._versions, self._pressed, self._written):
            inner.addWidget(part)
        inner.addStretch(1)
        self._column = inner
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.header, self.message):
            column.addWidget(part)
        column.addWidget(self.body, 1)
        column.addWidget(self.empty_label, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.body.hide()

    def _connect(self) -> None:
        self.previous_button.clicked.connect(partial(self._step, -1))
        self.next_button.clicked.connect(partial(self._step, 1))
        self.finish_button.clicked.connect(self.closed)
        self.open_button.clicked.connect(self._on_open)
        for number in range(1, _KEYS + 1):
            on_keys(self, str(number), partial(self._press, number))
        self._desk.gateway.changed.connect(self._on_changed)

    def _show(self, found: tuple[Conflict, ...]) -> None:
        self._found = found
        self._at = min(self._at, max(0, len(found) - 1))
        self.body.setVisible(bool(found))
        self.empty_label.setVisible(not found)
        for press in (self.previous_button, self.next_button, self.open_button):
            press.setVisible(bool(found))
        if found:
            self._show_one(found[self._at])
        else:
            self.header.counts_label.setText("")

    def _show_one(self, one: Conflict) -> None:
        self.header.counts_label.setText(f"{self._at + 1} of {len(self._found)}")
        self.previous_button.setEnabled(self._at > 0)
        self.next_button.setEnabled(self._at + 1 < len(self._found))
        self.open_button.setEnabled(bool(one.patient_id))
        name = f" “{one.name}”" if one.name else ""
        field = f" ▸ {one.labels[0]}" if len(one.labels) == 1 else ""
        self.whose_label.setText(one.patient or "The practice")
        self.what_label.setText(f"{one.title}{name}{field}")
        refusal = one.elsewhere or self._desk.refusal(Verb.CARE)
        self.message.say(f"Not decided here. {refusal}" if one.elsewhere else refusal, "info")
        self._versions = self._renewed(self._versions, _cards(one, self._desk.zone))
        self._pressed = self._renewed(self._pressed, self._choices(one, closed=bool(refusal)))
        self._written = self._renewed(self._written, self._fields(one, closed=bool(refusal)))
        if not self.isAncestorOf(self.window().focusWidget()):
            return
        self.setFocus()

    def _renewed(self, old: QWidget, new: QWidget) -> QWidget:
        self._column.replaceWidget(old, new)
        old.hide()
        old.deleteLater()
        return new

    def _choices(self, one: Conflict, *, closed: bool) -> QWidget:
        """A button for every side, for all of them and for an own wording; its number is its key."""
        conflicts, count, holder = self._desk.office.conflicts, len(one.sides), Folding(_BUTTONS_FROM)
        self.choices = []
        for number, side in enumerate(one.sides, start=1):
            press = button(f"({number}) {_use(side, one)}")
            press.clicked.connect(partial(self._decide, one, partial(conflicts.use, one, side.version)))
            self.choices.append(press)
        both = button(f"({count + 1}) Keep {'both' if count == 2 else 'all'} as separate items")
        both.clicked.connect(partial(self._decide, one, partial(conflicts.keep_both, one)))
        write = button(f"({count + 2}) Write it")
        write.clicked.connect(self._on_write)
        for press, offered in ((both, one.keeps_both), (write, one.writable)):
            press.setEnabled(offered)
            press.setToolTip("" if offered else "There is only one of this: use one of the versions.")
            self.choices.append(press)
        for press in self.choices:
            press.setAutoDefault(False)  # Enter goes on to the next; it never decides
            press.setEnabled(press.isEnabled() and not closed)
            holder.row.addWidget(press)
        holder.row.addStretch(1)
        holder.setVisible(not one.elsewhere)
        return holder

    def _fields(self, one: Conflict, *, closed: bool) -> QWidget:
        """Fields for an own wording, out of sight until it is asked for; they begin with the first side."""
        holder = QWidget()
        form = QFormLayout(holder)
        form.setContentsMargins(0, 0, 0, 0)
        self.edits = {}
        if one.writable and not closed:
            for field, name, text in zip(one.names, one.labels, one.sides[0].words, strict=True):
                edit = QLineEdit(figures.day(text) if is_day(text) else text)
                edit.setAccessibleName(name)
                edit.returnPressed.connect(self._on_write)
                form.addRow(label(name), edit)
                self.edits[field] = edit
            save, row = button("Save what is written", role="primary"), QHBoxLayout()
            save.clicked.connect(self._on_write)
            row.addWidget(save)
            row.addStretch(1)
            form.addRow("", row)
        holder.hide()
        return holder

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to the next; a button or field that has the keyboard keeps it for itself."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hasFocus():
            self._step(1)
        else:
            super().keyPressEvent(event)

    def _press(self, number: int) -> None:
        if number <= len(self.choices) and self.choices[number - 1].isEnabled():
            self.choices[number - 1].click()

    def _on_write(self) -> None:
        """The fields come up; once they are there, what stands in them is saved."""
        if self._written.isHidden():
            self._written.show()
            first = next(iter(self.edits.values()))
            first.setFocus()
            first.selectAll()
            return
        one, today = self._found[self._at], self._desk.today()
        texts = {field: edit.text().strip() for field, edit in self.edits.items()}
        for field in texts:
            if field.endswith("_on") and (day := parse_day(texts[field], today)) is not None:
                texts[field] = day.isoformat()
        self._decide(one, partial(self._desk.office.conflicts.write, one, texts))

    def _decide(self, one: Conflict, command: partial[Outcome[Decided]], _checked: bool = False) -> Task:
        task = self._desk.gateway.send(command)
        task.succeeded.connect(partial(self._on_decided, one))
        task.failed.connect(self.message.show_problem)
        return task

    def _on_decided(self, one: Conflict, outcome: Outcome[Decided]) -> None:
        undo = partial(self._desk.office.conflicts.undo, outcome.value)
        self.undo_offered.emit(f"Decided: {one.title.lower()}.", partial(self._desk.gateway.send, undo))

    def _step(self, by: int, _checked: bool = False) -> None:
        if self._found and 0 <= self._at + by < len(self._found):
            self._at += by
            self._show_one(self._found[self._at])

    def _on_open(self) -> None:
        self.patient_opened.emit(self._found[self._at].patient_id)

    def _on_changed(self, changed: Changed) -> None:
        if changed is not Changed.NOTHING and changed is not Changed.TIMER and self.isVisible():
            self.reload()


def _use(side: Side, one: Conflict) -> str:
    if not one.unseen:
        return f"Use {_whose(side, one)}"
    return "Keep it, with these words" if side.version in one.unseen else "Leave it out of the plan"


def _whose(side: Side, one: Conflict) -> str:
    """`Elena Reyes’`; by the computer where one person wrote on both."""
    if sum(other.who == side.who for other in one.sides) > 1:
        return "this computer’s" if side.here else f"that of {side.computer}"
    name = side.who.partition(",")[0] or "the other"
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def _cards(one: Conflict, zone: ZoneInfo) -> QWidget:
    """What all began from, and every side with its person, computer and time."""
    row = Folding(_BESIDE_FROM)
    if one.before:
        row.row.addWidget(VersionCard("Before", "What both began from", one.labels, one.before), 1)
    for number, side in enumerate(one.sides, start=1):
        caption = f"{'this computer' if side.here else side.computer}, {figures.instant(side.at, zone)}"
        row.row.addWidget(VersionCard(f"{number}  {side.who or 'Somebody'}", caption, one.labels, side.words), 1)
    return row
