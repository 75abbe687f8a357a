"""Puts the Today page and the quick task into the window of an open practice."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ccm_desktop.services.today import TodayView
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.today.capture import Capture
from ccm_desktop.ui.today.commands import TodayCommands
from ccm_desktop.ui.today.page import TodayPage

PAGE = "today"
_CONTACTS_TAB = 3


class TodayRoom(QObject):
    """The page, its keys, its badge in the rail.

    Signals:
        patient_opened: patient id and tab of the workspace.
        panel_asked: view and chips of the panel.
        timer_asked: the start palette.
        start_asked: the timer on this patient.
        note_asked: the note of this session.
        call_asked: call this patient.
    """

    patient_opened = Signal(str, int)
    panel_asked = Signal(str, object)
    timer_asked = Signal()
    start_asked = Signal(str)
    note_asked = Signal(str)
    call_asked = Signal(str)

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.page = TodayPage(desk)
        self.commands = TodayCommands(desk, self.page)
        self.capture = Capture(desk, window.body)
        window.add_page(PAGE, "Today", "sun", self.page)
        self.page.loaded.connect(self._on_loaded)
        self.page.panel_asked.connect(self.panel_asked)
        self.page.start_button.clicked.connect(self._on_start)
        self.page.log_button.clicked.connect(self._on_log)
        self.page.beside.start_asked.connect(self.start_asked)
        self.page.beside.opened.connect(self._on_opened)
        self.page.beside.note_asked.connect(self.note_asked)
        self.commands.opened.connect(self._on_opened)
        self.commands.call_asked.connect(self.call_asked)
        self.commands.said.connect(self._on_said)
        self.capture.kept.connect(window.toast.say)

    def _on_loaded(self, view: TodayView) -> None:
        self._window.set_badge(PAGE, str(view.due) if view.due else "")

    def _on_start(self) -> None:
        self.timer_asked.emit()

    def _on_log(self) -> None:
        patient = self.page.current_patient()
        if patient:
            self.patient_opened.emit(patient, _CONTACTS_TAB)
        else:
            self.page.message.say("Choose a patient in the list first.", "info")

    def _on_opened(self, patient: str) -> None:
        self.patient_opened.emit(patient, 0)

    def _on_said(self, words: str, action: str, act: object) -> None:
        self._window.toast.say(words, action, act if callable(act) else None)
