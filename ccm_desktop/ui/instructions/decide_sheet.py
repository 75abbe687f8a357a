"""Both instructions side by side, and which of them holds; in the side panel."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.instructions import CHOICES, said
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.services.instructions import InstructionLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Card, Message, button, label, on_keys
from ccm_desktop.ui.widgets.wrong_field import WrongField


class DecideSheet(QWidget):
    """One at a time; open ones first. Nothing is chosen before somebody chooses.

    Signals:
        decided: an `InstructionLine`, a key of `CHOICES` (empty for none), and why.
        withdrawn: an `InstructionLine` that was raised by mistake, and why.
        line_asked: entity of the line of the plan.
        another_pressed: raise one for the line in hand.
        closed: Esc or Close.
    """

    decided = Signal(object, str, str)
    withdrawn = Signal(object, str)
    line_asked = Signal(str)
    another_pressed = Signal()
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lines: tuple[InstructionLine, ...] = ()
        self.who_label, self.which_box = label("", "strong", wrap=True), QComboBox()
        self.which_box.setAccessibleName("Which instructions")
        self.which_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.plan_card, self.other_card, self.past_card = Card("The plan"), Card("The other"), Card("Decided")
        self.choice_box, self.why_edit = QComboBox(), QLineEdit()
        self.choice_box.addItem("Choose…", "")
        for number, (key, words) in enumerate(CHOICES.items(), 1):
            self.choice_box.addItem(f"{number} {words}", key)
        self.choice_field = Field("Which holds", self.choice_box, required=True)
        self.why_field = Field("Why", self.why_edit, required=True)
        self.fields = {"choice": self.choice_box, "why": self.why_edit}
        self.message = Message()
        self.wrong = WrongField(
            self.message, {"choice_missing": self.choice_field, "reason_missing": self.why_field}
        )  # fmt: skip
        self.decide_button = button("Decide", role="primary", shortcut="Ctrl+Enter")
        self.withdraw_button = button("Raised by mistake: withdraw", "ban")
        self.line_button = button("Show the line", "clipboard-list")
        self.another_button = button("Another instruction…", "plus")
        self.close_button = button("Close", shortcut="Esc")
        column = QVBoxLayout(self)
        for part in (
            label("Different instructions", "groupTitle"), self.who_label, self.which_box, self.plan_card,
            self.other_card, self.past_card, self.choice_field, self.why_field, self.message, self.decide_button,
            self.line_button, self.withdraw_button, self.another_button, self.close_button,
        ):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        self._connect()

    @property
    def line(self) -> InstructionLine | None:
        """What is on show."""
        place = self.which_box.currentIndex()
        return self._lines[place] if 0 <= place < len(self._lines) else None

    def show_lines(self, name: str, lines: tuple[InstructionLine, ...], held: str = "") -> None:
        """Fill the sheet; what is on show stays on show, or `held` comes there."""
        self._offer(name, lines, held or (self.line.instruction_id if self.line else ""))
        self._show()

    def refresh(self, lines: tuple[InstructionLine, ...]) -> None:
        """Something changed somewhere: what is typed stays; the choice, while what is on show is as it was."""
        before, why = self.line, self.why_edit.text()
        held = before.instruction_id if before else ""
        self._offer(self.who_label.text(), lines, held)
        line = self.line
        if line == before:
            return
        self._show()
        if line is not None and line.instruction_id == held and line.open:
            self.why_edit.setText(why)  # another choice may hold now; the words are still hers

    @property
    def subject(self) -> str:
        """The instruction on show, and all that a choice rests on."""
        return subject_of(self.line) if self.line is not None else ""

    def _offer(self, name: str, lines: tuple[InstructionLine, ...], held: str) -> None:
        self._lines = lines
        self.who_label.setText(name)
        self.which_box.blockSignals(True)
        self.which_box.clear()
        for one in lines:
            self.which_box.addItem(f"{'⚠ To decide' if one.open else 'Decided'}: {one.raised.plan_says}")
        place = next((n for n, one in enumerate(lines) if one.instruction_id == held), 0)
        self.which_box.setCurrentIndex(place if lines else -1)
        self.which_box.blockSignals(False)

    def take_keyboard(self) -> None:
        """To what is decided next."""
        shown = self.choice_box if self.choice_box.isVisibleTo(self) else self.close_button
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self.which_box.currentIndexChanged.connect(self._show)
        self.decide_button.clicked.connect(self._on_decide)
        self.withdraw_button.clicked.connect(self._on_withdraw)
        self.line_button.clicked.connect(self._on_line)
        self.another_button.clicked.connect(self.another_pressed)
        self.close_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self._on_decide)
        on_keys(self, "Esc", self.close_button.click)

    def _show(self, _place: int = 0) -> None:
        line = self.line
        self.choice_box.setCurrentIndex(0)
        self.why_edit.clear()
        refusal = self._desk.refusal(Verb.DECIDE_INSTRUCTION)
        is_open = line is not None and line.open
        for part in (self.choice_field, self.why_field, self.decide_button):
            part.setVisible(is_open and not refusal)
        self.withdraw_button.setVisible(is_open and line is not None and not line.decisions)
        self.message.say(refusal if is_open else "", "info")
        self.past_card.setVisible(line is not None and bool(line.decisions))
        if line is None:
            return
        zone, today, raised = self._desk.zone, self._desk.today(), line.raised
        now = [f"⚠ Changed since, today it says: {line.plan_now}"] if line.open and line.changed else []
        self.plan_card.set_lines([*now, raised.plan_says, _source(raised.plan_by, raised.plan_on)], "")
        told = f"Written down by {line.by}, {figures.dated(line.at, zone, today)}"
        self.other_card.set_lines([raised.other_says, _source(raised.other_by, raised.other_on), told], "")
        self.past_card.set_lines(
            [f"{said(one.choice)}: {one.why} — {one.by}, {figures.dated(one.at, zone, today)}"
             for one in line.decisions], "",
        )  # fmt: skip

    def _on_decide(self) -> None:
        if self.line is not None and self.decide_button.isVisibleTo(self):
            self.decided.emit(self.line, str(self.choice_box.currentData() or ""), self.why_edit.text())

    def _on_withdraw(self) -> None:
        if self.line is not None:
            self.withdrawn.emit(self.line, "Raised by mistake")

    def _on_line(self) -> None:
        if self.line is not None:
            self.line_asked.emit(self.line.raised.line)


def subject_of(line: InstructionLine) -> str:
    """Its id, then what the plan said and which decisions stood: what was chosen holds for exactly that."""
    return "\n".join((line.instruction_id, *line.standing, line.plan_now))


def _source(by: str, on: str) -> str:
    return " · ".join(part for part in (by or "no source on record", figures.day(on) if on else "") if part)
