"""Contacts and attempts of a patient, what the policy says next, and what is open for them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.activities import OUTCOMES
from ccm_desktop.services.chart_views import ContactLine
from ccm_desktop.services.contacts import CHANNELS
from ccm_desktop.services.escalations import EscalationLine
from ccm_desktop.services.outreach import Reach
from ccm_desktop.services.tasks import TaskLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.fields import DateField, Field, under_label
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.parts import Message, button, label
from ccm_desktop.ui.widgets.rows_model import Column
from ccm_desktop.ui.widgets.spelled import check_spelling
from ccm_desktop.ui.workspace.open_items import OpenItems

_BESIDE_FROM, _IN_ONE_LINE_FROM, _BASE_PX = 900, 700, 13


class ContactsTab(QWidget):
    """A list, and one line to add to it.

    Signals:
        recorded: channel, outcome, note, next contact (ISO or empty).
    """

    recorded = Signal(str, str, str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        zone = desk.zone
        self.channel_box, self.outcome_box = QComboBox(), QComboBox()
        for key, text in CHANNELS.items():
            self.channel_box.addItem(text, key)
        for key, text in OUTCOMES.items():
            self.outcome_box.addItem(text, key)
        self.note_field = QLineEdit()
        check_spelling(self.note_field)
        self.next_field = DateField("Next contact", desk.today)
        self.add_button = button("Record contact", "plus", role="primary")
        self.reach_label, self.preferences_label = label("", "strong", wrap=True), label("", "caption", wrap=True)
        self.reach_button = button("How to reach…", "pencil")
        self.transcript_button = button("Transcript…", "note", shortcut="T")
        self.message, self.items = Message(), OpenItems(desk)
        self.table = DataTable(
            "Contacts",
            (
                Column("at", "When", lambda c: figures.instant(c.at, zone), 150, lambda c: c.at),
                Column("channel", "Channel", lambda c: CHANNELS.get(c.channel, c.channel), 90),
                Column("outcome", "Outcome", lambda c: OUTCOMES.get(c.outcome, c.outcome), 140),
                Column("who", "Who", lambda c: c.who, 150),
                Column("note", "Note", lambda c: c.note.replace("\n", " "), 220),
            ),
            lambda c: c.contact_id,
            desk.theme,
        )
        self.table.set_empty_text("No contact yet.")
        self.table.hide_first(("who", "channel"))
        self._lay_out()
        self.add_button.clicked.connect(self._on_add)
        self.note_field.returnPressed.connect(self._on_add)

    def _lay_out(self) -> None:
        said, top, left = QVBoxLayout(), QHBoxLayout(), QVBoxLayout()
        what, rest, line = QHBoxLayout(), QHBoxLayout(), Folding(_IN_ONE_LINE_FROM)
        said.setSpacing(0)
        said.addWidget(self.reach_label)
        said.addWidget(self.preferences_label)
        top.addLayout(said, 1)
        top.addWidget(self.transcript_button)
        top.addWidget(self.reach_button)
        for row, part, stretch in (
            (what, Field("Channel", self.channel_box), 0), (what, Field("Outcome", self.outcome_box), 0),
            (what, Field("Note", self.note_field), 1), (rest, self.next_field, 0),
            (rest, under_label(self.add_button), 0),
        ):  # fmt: skip
            row.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)
        line.row.addLayout(what, 1)
        line.row.addLayout(rest)
        for widget in (self.message, self.table):
            left.addWidget(widget)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(12)
        self._halves.addLayout(left, 3)
        self._halves.addWidget(self.items, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(top)
        column.addWidget(line)
        column.addLayout(self._halves, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= _BESIDE_FROM * self.fontInfo().pixelSize() / _BASE_PX
        ways = QBoxLayout.Direction
        self._halves.setDirection(ways.LeftToRight if beside else ways.TopToBottom)

    def show_all(
        self, contacts: tuple[ContactLine, ...], reach: Reach, tasks: tuple[TaskLine, ...],
        escalations: tuple[EscalationLine, ...],
    ) -> None:  # fmt: skip
        """Fill the lists, and say what the policy and the past say."""
        self.table.show_rows(contacts)
        self.reach_label.setText(reach.words)
        self.reach_label.setVisible(bool(reach.words))
        self.preferences_label.setText(" · ".join(reach.preferences) or "No preferences on file.")
        self.items.show_items(tasks, escalations)

    def clear_contact(self, _outcome: object = None) -> None:
        """After a contact was kept."""
        self.message.say("")
        self.note_field.clear()
        self.next_field.clear()

    def clear_form(self) -> None:
        """Another patient."""
        self.clear_contact()
        self.items.clear_form()

    def _on_add(self) -> None:
        if self.next_field.is_sound():
            self.recorded.emit(
                str(self.channel_box.currentData()), str(self.outcome_box.currentData()),
                self.note_field.text(), self.next_field.iso(),
            )  # fmt: skip
