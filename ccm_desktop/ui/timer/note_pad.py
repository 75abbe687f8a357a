"""The note of the session that runs: typed during the call, kept as it is typed, asked for again at its end."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from ccm_desktop.services.timer_views import TimerView
from ccm_desktop.ui.timer.view_model import TimerViewModel
from ccm_desktop.ui.widgets.parts import button, label, on_keys
from ccm_desktop.ui.widgets.spelled import check_spelling

_DRAFT_AFTER_MS = 1000


class NotePad(QWidget):
    """Works on the session in the timer bar, and goes when the timer goes to somebody else.

    Signals:
        closed: left, or its session stands still.
    """

    closed = Signal()

    def __init__(self, view_model: TimerViewModel) -> None:
        super().__init__()
        self._view_model = view_model
        self._session = ""
        self.setAccessibleName("Note of the running timer")
        self.who_label = label("", "drawerWho", wrap=True)
        self.note_field = QPlainTextEdit()
        self.note_field.setAccessibleName("Note")
        check_spelling(self.note_field)
        self.note_field.setTabChangesFocus(True)
        self.note_field.setPlaceholderText("Say what is done; the finish drawer shows it again.")
        self.finish_button = button("Finish", "player-stop", role="primary", shortcut="Ctrl+Shift+S")
        self.close_button = button("Back to the page", shortcut="Esc")
        self._draft = QTimer(self)
        self._draft.setSingleShot(True)
        self._draft.setInterval(_DRAFT_AFTER_MS)
        self._lay_out()
        self._connect()

    def open(self) -> None:
        """On the session that runs or is paused, where its note ended."""
        self.keep()
        view = self._view_model.view
        self._session = view.session_id
        self.who_label.setText(view.patient_name)
        if self.note_field.toPlainText() != view.note:
            self.note_field.setPlainText(view.note)
            self._draft.stop()
            self.note_field.moveCursor(QTextCursor.MoveOperation.End)
        self.take_keyboard()

    def take_keyboard(self) -> None:
        """To the text."""
        self.note_field.setFocus()

    def keep(self) -> None:
        """What was typed a moment ago goes into the file now."""
        if self._draft.isActive():
            self._draft.stop()
            self._save()

    def leave(self) -> None:
        """The text is kept, the timer runs on."""
        self.closed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.keep()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.finish_button, 1)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        for part in (self.who_label, label("Note, kept as you type", "caption"), self.note_field):
            column.addWidget(part)
        column.addLayout(row)
        column.addStretch()

    def _connect(self) -> None:
        self.note_field.textChanged.connect(self._draft.start)
        self._draft.timeout.connect(self._save)
        self.finish_button.clicked.connect(self._on_finish)
        self.close_button.clicked.connect(self.leave)
        on_keys(self, "Esc", self.leave)
        self._view_model.changing.connect(self.keep)
        self._view_model.changed.connect(self._on_view)

    def _on_finish(self) -> None:
        self._view_model.stop()

    def _save(self) -> None:
        self._view_model.save_draft(self._session, self.note_field.toPlainText())

    def _on_view(self, view: TimerView) -> None:
        if self.isVisible() and view.session_id != self._session:
            self.closed.emit()
