"""Contacts and attempts of a patient, and the next call."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.activities import OUTCOMES
from ccm_desktop.services.contacts import CHANNELS
from ccm_desktop.services.views import ContactLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import button
from ccm_desktop.ui.widgets.rows_model import Column


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
        self.next_field = DateField("Next contact", desk.today)
        self.add_button = button("Record contact", "plus", role="primary")
        self.table = DataTable(
            "Contacts",
            (
                Column("at", "When", lambda c: figures.instant(c.at, zone), 150, lambda c: c.at),
                Column("channel", "Channel", lambda c: CHANNELS.get(c.channel, c.channel), 90),
                Column("outcome", "Outcome", lambda c: OUTCOMES.get(c.outcome, c.outcome), 140),
                Column("who", "Who", lambda c: c.who, 150),
                Column("note", "Note", lambda c: c.note.replace("\n", " "), 400),
            ),
            lambda c: c.contact_id,
            desk.theme,
        )
        self.table.set_empty_text("No contact yet.")
        row = QHBoxLayout()
        row.addWidget(Field("Channel", self.channel_box))
        row.addWidget(Field("Outcome", self.outcome_box))
        row.addWidget(Field("Note", self.note_field), 1)
        row.addWidget(self.next_field)
        row.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        self.add_button.clicked.connect(self._on_add)
        self.note_field.returnPressed.connect(self._on_add)

    def show_contacts(self, contacts: tuple[ContactLine, ...]) -> None:
        """Fill the list."""
        self.table.show_rows(contacts)

    def clear_form(self) -> None:
        """After a contact was kept."""
        self.note_field.clear()
        self.next_field.clear()

    def _on_add(self) -> None:
        if self.next_field.is_sound():
            self.recorded.emit(
                str(self.channel_box.currentData()), str(self.outcome_box.currentData()),
                self.note_field.text(), self.next_field.iso(),
            )  # fmt: skip
