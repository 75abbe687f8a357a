"""The outcome of a red flag that no call on this computer shows any more, beside the Today page."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccm_desktop.domain.call_script import Protocol
from ccm_desktop.services.today import OpenFlag
from ccm_desktop.ui import figures
from ccm_desktop.ui.call.red_flag import RedFlagPane
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys


class FlagForm(QWidget):
    """The same protocol and outcomes as in the call. Closing the form leaves the flag open.

    Signals:
        closed: Esc or Cancel, or the outcome is recorded.
        said: words for the toast.
    """

    closed = Signal()
    said = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._flag: OpenFlag | None = None
        self._session = ""
        self._protocol: Protocol | None = None
        self.name_label, self.when_label = label("", "patientName", wrap=True), label("", "caption", wrap=True)
        self.pane, self.message = RedFlagPane(), Message()
        self.cancel_button = button("Leave it open", shortcut="Esc")
        column = QVBoxLayout(self)
        for part in (self.name_label, self.when_label, self.message, self.pane, self.cancel_button):
            column.addWidget(part)
        column.addStretch(1)
        self.pane.dealt_with.connect(self._on_dealt_with)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Esc", self.closed.emit)
        on_keys(self, "Ctrl+Enter", self.pane.record)

    def open(self, flag: OpenFlag) -> None:
        """Whose flag it is, at once; its protocol when it is read."""
        self._flag, self._protocol, self._session = flag, None, ""
        self.name_label.setText(flag.name)
        by = f" by {flag.by}" if flag.by else ""
        self.when_label.setText(f"Raised {figures.instant(flag.raised_at, self._desk.zone)}{by}.")
        self.message.say("")
        self.pane.close_protocol()
        self.pane.hide()
        self.cancel_button.setFocus()
        task = self._desk.gateway.ask(partial(self._desk.office.calls.open_flag, flag.flag_id))
        task.succeeded.connect(partial(self._on_read, flag.flag_id))
        task.failed.connect(self.message.show_problem)

    def _on_read(self, flag: str, found: tuple[str, Protocol]) -> None:
        if self._flag is not None and self._flag.flag_id == flag:
            self._session, self._protocol = found
            self.pane.open(self._protocol)
            self.pane.show()
            self.pane.setFocus()

    def _on_dealt_with(self, _protocol: str, outcome: str, words: str) -> None:
        if self._flag is None or self._protocol is None:
            return
        command = partial(
            self._desk.office.calls.close_flag, self._flag.patient_id, self._session, self._protocol, outcome, words
        )
        task = self._desk.gateway.send(command)
        task.failed.connect(self._on_refused)
        task.succeeded.connect(partial(self._on_closed, self._flag))

    def _on_refused(self, problem: object) -> None:
        self.pane.error_label.setText(str(problem))

    def _on_closed(self, flag: OpenFlag, _outcome: object) -> None:
        self.closed.emit()
        self.said.emit(f"Outcome recorded: {flag.title}, {flag.name}.")
