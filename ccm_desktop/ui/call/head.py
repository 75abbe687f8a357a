"""The top of Call mode: who is called, by which number, how often it was tried, and how they want to be spoken to."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from ccm_desktop.domain.outreach import NextStep
from ccm_desktop.services.call_desk import CallDesk
from ccm_desktop.ui import figures
from ccm_desktop.ui.announcing import announce
from ccm_desktop.ui.dialling import NOTHING_DIALS, dial, dialled
from ccm_desktop.ui.widgets.elided_label import ElidedLabel
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.parts import button, label
from ccm_desktop.ui.widgets.wrapping import Wrapping

_BESIDE_FROM = 760
_DIAL_KEYS = "Ctrl+Shift+C"


class CallHead(QFrame):
    """Identity and reach.

    Signals:
        left: leave call mode.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.name_label, self.identity_label = label("", "patientName"), label()
        self.warning_label = label("", "fieldError")
        self.phone_label = label("", "callPhone")
        self.copy_button = button("Copy", "copy")
        self.copy_button.setAccessibleName("Copy the telephone number")
        self.copy_button.setToolTip("Copy the digits of the number")
        self.dial_button = button("Dial", "phone", shortcut=_DIAL_KEYS)
        self.dial_button.setAccessibleName("Dial the number")
        self.dial_button.setToolTip(f"Give the number to this computer's telephone program ({_DIAL_KEYS})")
        self.dial_label = label("", "fieldError", wrap=True)
        self.attempt_label = label("", "groupTitle")
        self.dial_label.hide()
        self.reach_label, self.wishes_label = ElidedLabel(), ElidedLabel("", "caption")
        self.leave_button = button("Leave", "x", shortcut="Esc")
        self.leave_button.setToolTip("Leave call mode; the timer runs on (Esc)")
        self._lay_out()
        self.copy_button.clicked.connect(self._copy)
        self.dial_button.clicked.connect(self.dial)
        self.leave_button.clicked.connect(self.left)

    def clear(self) -> None:
        """Nobody, until the patient just opened is read: never one name above the call of another."""
        for shown in (self.name_label, self.identity_label, self.warning_label, self.phone_label, self.attempt_label):
            shown.setText("")
        self.reach_label.setText("")
        self.wishes_label.setText("")
        self.copy_button.setEnabled(False)
        self.dial_button.setEnabled(False)
        self._say("")

    def show_desk(self, desk: CallDesk) -> None:
        """Fill it."""
        header = desk.header
        self.name_label.setText(header.name)
        self.setAccessibleName(f"Call with {header.name}, born {figures.day(header.birth_on)}")
        mrn = f" · MRN {figures.mrn(header.mrn)}" if header.mrn else ""
        self.identity_label.setText(f"DOB {figures.day(header.birth_on)}{mrn}")
        same = header.same_name_count
        warning = f"⚠ {same} patients have this name: check the date of birth" if same > 1 else ""
        if header.deceased_on:
            warning = f"⚠ Died {figures.day(header.deceased_on)}"
        self.warning_label.setText(warning)
        self.warning_label.setVisible(bool(warning))
        self.phone_label.setText(header.phone or "No phone on file")
        self.copy_button.setEnabled(bool(header.phone))
        self.dial_button.setEnabled(bool(dialled(header.phone)))
        self.attempt_label.setText(attempt_words(desk.reach.step))
        hours = desk.reach.hours.words if desk.reach.hours else "No pattern yet of when they answer."
        self.reach_label.setText(f"{desk.reach.step.words} {hours}".strip())
        wishes = " · ".join(desk.reach.preferences)
        self.wishes_label.setText(wishes or "No wishes on file for how to be spoken to")

    def _lay_out(self) -> None:
        first = Folding(_BESIDE_FROM)
        first.row.addWidget(Wrapping(self.name_label, self.identity_label, self.warning_label), 1)
        first.row.addWidget(Wrapping(self.phone_label, self.dial_button, self.copy_button, self.attempt_label))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(first)
        words.addWidget(self.dial_label)
        words.addWidget(self.reach_label)
        words.addWidget(self.wishes_label)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addLayout(words, 1)
        row.addWidget(self.leave_button)

    def dial(self) -> None:
        """Give the number away; what happens then is the other program's, and the clock starts by hand as ever."""
        if self.dial_button.isEnabled():
            self._say("" if dial(self.phone_label.text()) else NOTHING_DIALS)

    def _say(self, words: str) -> None:
        self.dial_label.setText(words)
        self.dial_label.setVisible(bool(words))
        if words:
            announce(self.dial_button, words)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("".join(one for one in self.phone_label.text() if one.isdigit()))
        announce(self.copy_button, "Number copied")


def attempt_words(step: NextStep) -> str:
    """`Attempt 2 of 3 this month`."""
    if step.key == "unreachable":
        return f"{step.failed} of {step.allowed} attempts made this month"
    return f"Attempt {step.failed + 1} of {step.allowed} this month"
