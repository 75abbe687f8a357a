"""Asks whether time on the day of a visit was work apart from it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QWidget

from ccm_desktop.services.time_lines import TimeLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.side_form import SideForm


class SeparateForm(SideForm):
    """One of two answers, with a reason.

    Signals:
        attested: entry id, whether it is separate, and why.
    """

    attested = Signal(str, bool, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Attest", parent=parent)
        self._desk = desk
        self.entry = ""
        self.title_label = label("Time on the day of a visit", "groupTitle", wrap=True)
        self.entry_label = label("", "strong", wrap=True)
        self.said_label = label("", "caption", wrap=True)
        self.separate_press = QRadioButton("Separate from the visit: it may count")
        self.part_press = QRadioButton("Part of the visit: it does not count")
        self.group = QButtonGroup(self)
        self.reason_edit = QLineEdit()
        self.reason_edit.setPlaceholderText("Other work, at another hour; …")
        for press in (self.separate_press, self.part_press):
            self.group.addButton(press)
        self.lay_out(
            self.title_label, self.entry_label, self.said_label,
            label("No minute counts both in the visit and in care management.", "caption", wrap=True),
            self.separate_press, self.part_press, Field("Reason", self.reason_edit, required=True), long=True,
        )  # fmt: skip

    def open(self, line: TimeLine) -> None:
        """Ask about an entry; what was said before stays on record."""
        self.entry, zone = line.entry_id, self._desk.zone
        self.entry_label.setText(
            f"{figures.instant(line.started_at, zone)}–{figures.clock(line.ended_at, zone)}, {line.who}"
        )
        self.said_label.setText(line.separate_words)
        self.said_label.setVisible(bool(line.separate_words))
        self.group.setExclusive(False)  # so that neither is chosen until a person does
        self.separate_press.setChecked(line.separate is True)
        self.part_press.setChecked(line.separate is False)
        self.group.setExclusive(True)
        self.reason_edit.clear()
        self.message.say("")
        (self.part_press if line.separate is False else self.separate_press).setFocus()

    def save(self) -> None:
        """Ctrl+Enter."""
        if self.group.checkedButton() is None:
            self.message.say("Choose whether it was separate from the visit or part of it.")
            self.separate_press.setFocus()
            return
        self.attested.emit(self.entry, self.separate_press.isChecked(), self.reason_edit.text())
