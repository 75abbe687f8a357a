"""The finish drawer: the clock stands still already; now the outcome, the note, the next contact."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ccm_desktop.domain.activities import ACTIVITIES, CALLS, OUTCOMES
from ccm_desktop.domain.errors import Problem
from ccm_desktop.services.views import NoteDue
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.timer.view_model import TimerViewModel
from ccm_desktop.ui.widgets.fields import DateField
from ccm_desktop.ui.widgets.parts import on_keys

_LETTERS = {
    "reached": "A",
    "caregiver": "C",
    "voicemail": "V",
    "no_answer": "N",
    "wrong_number": "W",
    "busy": "B",
}
_VOICEMAIL = "Left voicemail with callback number; no health information left."
_DRAFT_AFTER_MS = 1000


class FinishDrawer(QWidget):
    """Works on one stopped session.

    Signals:
        closed: the drawer is done or was left for later.
    """

    closed = Signal()

    def __init__(self, view_model: TimerViewModel, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model = view_model
        self._zone = desk.zone
        self._due: NoteDue | None = None
        self.setAccessibleName("Finish timer")
        self.who_label = QLabel()
        self.who_label.setObjectName("drawerWho")
        self.who_label.setWordWrap(True)
        self.time_label = QLabel()
        self.time_label.setObjectName("drawerTime")
        self.time_label.setWordWrap(True)
        self.recovered_label = QLabel(
            "Recovered after the program ended while the timer ran. It counts once it is approved."
        )
        self.recovered_label.setWordWrap(True)
        self.outcome_area = QWidget()
        self.outcome_buttons = QButtonGroup(self)
        self.note_field = QPlainTextEdit()
        self.note_field.setAccessibleName("Note")
        self.note_field.setTabChangesFocus(True)
        self.note_field.setPlaceholderText("Say what was done; auditors read this.")
        self.next_field = DateField("Next contact", desk.today)
        self.message_label = QLabel()
        self.message_label.setObjectName("fieldError")
        self.message_label.setWordWrap(True)
        self.discard_field = QLineEdit()
        self.discard_field.setPlaceholderText("Reason, when this was not real work")
        self.discard_field.setAccessibleName("Reason to discard")
        self.save_button = QPushButton("Save  Ctrl+Enter")
        self.save_button.setProperty("role", "primary")
        self.later_button = QPushButton("Finish later  Esc")
        self.discard_button = QPushButton("Discard")
        self._draft = QTimer(self)
        self._draft.setSingleShot(True)
        self._draft.setInterval(_DRAFT_AFTER_MS)
        self._lay_out()
        self._connect()

    def open(self, due: NoteDue) -> None:
        """Take up a session; the note typed so far is there."""
        self._due = None
        self.who_label.setText(due.patient_name)
        activity = ACTIVITIES.get(due.activity, due.activity)
        self.time_label.setText(
            f"{figures.minutes(due.seconds)} · {activity} · {figures.instant(due.started_at, self._zone)}"
        )
        self.recovered_label.setVisible(due.recovered)
        self.outcome_area.setVisible(due.activity in CALLS)
        self._choose(due.outcome)
        self.note_field.setPlainText(due.note)
        self.next_field.clear()
        self.discard_field.clear()
        self._say("")
        self._due = due
        first = self.outcome_buttons.buttons()[0]
        (first if due.activity in CALLS and not due.outcome else self.note_field).setFocus()

    def leave(self) -> None:
        """Finish later: the text is kept, the session waits."""
        self._save_draft()
        self._due = None
        self.closed.emit()

    def _lay_out(self) -> None:
        grid = QGridLayout(self.outcome_area)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, (key, letter) in enumerate(_LETTERS.items()):
            button = QPushButton(f"{OUTCOMES[key]}  {letter}")
            button.setCheckable(True)
            on_keys(self.outcome_area, letter, partial(self._pick, key))
            button.setProperty("outcome", key)
            button.setAccessibleName(OUTCOMES[key])
            self.outcome_buttons.addButton(button)
            grid.addWidget(button, place // 2, place % 2)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button, 1)
        buttons.addWidget(self.later_button)
        discard = QHBoxLayout()
        discard.addWidget(self.discard_field, 1)
        discard.addWidget(self.discard_button)
        column = QVBoxLayout(self)
        for widget in (self.who_label, self.time_label, self.recovered_label, _caption("Outcome"),
                       self.outcome_area, _caption("Note (required)"), self.note_field, self.next_field,
                       self.message_label):  # fmt: skip
            column.addWidget(widget)
        column.addLayout(buttons)
        column.addLayout(discard)

    def _connect(self) -> None:
        self.save_button.clicked.connect(self._on_save)
        self.later_button.clicked.connect(self.leave)
        self.discard_button.clicked.connect(self._on_discard)
        self.outcome_buttons.buttonClicked.connect(self._on_outcome)
        self.note_field.textChanged.connect(self._draft.start)
        self._draft.timeout.connect(self._save_draft)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            on_keys(self, keys, self._on_save)
        on_keys(self, "Esc", self.leave)
        self._view_model.refused.connect(self._on_refused)
        self._view_model.finished.connect(self._on_finished)

    def _outcome(self) -> str:
        checked = self.outcome_buttons.checkedButton()
        return str(checked.property("outcome")) if checked else ""

    def _choose(self, outcome: str) -> None:
        self.outcome_buttons.setExclusive(False)
        for button in self.outcome_buttons.buttons():
            button.setChecked(button.property("outcome") == outcome)
        self.outcome_buttons.setExclusive(True)

    def _pick(self, outcome: str) -> None:
        """A letter typed on the outcomes chooses one and goes on to the note."""
        self._choose(outcome)
        self._on_outcome()
        self.note_field.setFocus()

    def _on_outcome(self) -> None:
        if self._outcome() == "voicemail" and not self.note_field.toPlainText().strip():
            self.note_field.setPlainText(_VOICEMAIL)
        self._draft.start()

    def _on_save(self) -> None:
        if self._due is None:
            return
        self._draft.stop()
        if not self.next_field.is_sound():
            self._say("The date of the next contact is not understood. Write it like 11/24 or +2w.")
            return
        self._view_model.finish(
            self._due.session_id, self.note_field.toPlainText(), self._outcome(), self.next_field.iso()
        )

    def _on_discard(self) -> None:
        if self._due is not None:
            self._view_model.discard(self._due.session_id, self.discard_field.text())

    def _on_finished(self, _words: str) -> None:
        self._due = None
        self.closed.emit()

    def _on_refused(self, problem: Problem) -> None:
        if self._due is not None:
            self._say(str(problem))

    def _save_draft(self) -> None:
        if self._due is not None:
            self._view_model.save_draft(self._due.session_id, self.note_field.toPlainText(), self._outcome())

    def _say(self, text: str) -> None:
        self.message_label.setText(text)
        self.message_label.setVisible(bool(text))


def _caption(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("caption")
    return label
