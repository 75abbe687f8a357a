"""Says beside a date that it lies in a closed month, before anything is saved."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccm_desktop.domain.calendar import Month
from ccm_desktop.services.month_views import MonthStanding
from ccm_desktop.ui import standing
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField
from ccm_desktop.ui.widgets.parts import Message


class ClosedMonthHint(QWidget):
    """A date field with what its day means for a closed month below it.

    Args:
        meaning: a sentence that follows `October 2026 is closed (rev 1).`
    """

    def __init__(self, desk: Desk, field: DateField, meaning: str) -> None:
        super().__init__()
        self._desk, self._field, self._meaning = desk, field, meaning
        self._asked: tuple[Month, str] | None = None
        self.patient = ""
        """A month may be reopened for chosen patients."""
        self.message = Message()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(field)
        column.addWidget(self.message)
        field.edit.textChanged.connect(self.look)

    def look(self) -> None:
        """Ask where the month of the day stands; a month that is not over is never closed."""
        iso = self._field.iso()
        month = Month.of(date.fromisoformat(iso)) if iso else None
        wanted = (month, self.patient) if month is not None and month < self._desk.month() else None
        if wanted == self._asked:
            return
        self._asked = wanted
        self._say("")
        if wanted is not None:
            task = self._desk.gateway.ask(partial(self._desk.office.month_closing.standing, wanted[0]))
            task.succeeded.connect(partial(self._on_standing, wanted))

    def _on_standing(self, asked: tuple[Month, str], found: MonthStanding) -> None:
        if asked == self._asked and standing.is_locked(found, asked[1]):
            self._say(f"{found.month.title} is closed (rev {found.revision}). {self._meaning}")

    def _say(self, text: str) -> None:
        self.message.say(text, "info")
        self._field.edit.setAccessibleDescription(text)
