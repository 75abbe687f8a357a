"""Puts the Today page and the quick task into the window of an open practice."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ccm_desktop.services.today import OpenFlag, TodayView
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.panel.page import PanelPage
from ccm_desktop.ui.timer.view_model import TimerViewModel
from ccm_desktop.ui.today.capture import Capture
from ccm_desktop.ui.today.commands import TodayCommands
from ccm_desktop.ui.today.page import TodayPage

if TYPE_CHECKING:
    from ccm_desktop.ui.today.flag_form import FlagForm

PAGE = "today"
_PLAN_TAB, _CONTACTS_TAB = 2, 3
_BEGIN_WITH_TODAY = frozenset({"coordinator", "nurse"})


def first_page(roles: frozenset[str]) -> str:
    """What stands there after unlocking (ux.md 12.2): the day's work for who does it, else all patients."""
    return PAGE if roles & _BEGIN_WITH_TODAY else "panel"


def waits(view: TodayView) -> bool:
    """Whether somebody's answer is waited for, by name of their role: that comes before all patients."""
    asked = any(line.escalation is not None and line.escalation.for_me for line in view.lines)
    return asked or bool(view.flags) or bool(view.to_sign)


class TodayRoom(QObject):
    """The page, its keys, its badge in the rail.

    Signals:
        patient_opened: patient id and tab of the workspace.
        timer_asked: the start palette.
        note_asked: the note of this session.
        call_asked: call this patient.
        sign_asked: Plans to sign, with this patient's in hand.
        instruction_asked: patient id and the two instructions that wait for a decision.
        teaching_asked: patient id; what is to be gone over again.
        checkin_asked: patient id; the questions that are due.
    """

    patient_opened = Signal(str, int)
    timer_asked = Signal()
    note_asked = Signal(str)
    call_asked = Signal(str)
    sign_asked = Signal(str)
    instruction_asked = Signal(str, str)
    teaching_asked = Signal(str)
    checkin_asked = Signal(str)

    def __init__(
        self, desk: Desk, window: MainWindow, timer: TimerViewModel, panel: PanelPage, in_view: Callable[[], str]
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._desk, self._window, self._panel, self._in_view = desk, window, panel, in_view
        self._has_landed = False
        self.page = TodayPage(desk)
        self.commands = TodayCommands(desk, self.page)
        self.capture = Capture(desk, window.body)
        window.add_page(PAGE, "Today", "sun", self.page)
        self.page.loaded.connect(self._on_loaded)
        panel.loaded.connect(self.page.take_panel)
        self.page.panel_asked.connect(self._show_in_panel)
        self.page.start_button.clicked.connect(self._on_start)
        self.page.log_button.clicked.connect(self._on_log)
        self.page.beside.start_asked.connect(timer.start)
        self.page.beside.opened.connect(self._on_opened)
        self.page.beside.note_asked.connect(self.note_asked)
        self.page.beside.outcome_asked.connect(self._on_outcome)
        self.page.beside.sign_asked.connect(self.sign_asked)
        self.page.beside.plan_asked.connect(self._on_plan)
        self.page.week.opened.connect(self._on_opened)
        self.commands.opened.connect(self._on_opened)
        self.commands.call_asked.connect(self.call_asked)
        self.commands.instruction_asked.connect(self.instruction_asked)
        self.commands.teaching_asked.connect(self.teaching_asked)
        self.commands.checkin_asked.connect(self.checkin_asked)
        self.commands.said.connect(self._on_said)
        self.capture.kept.connect(window.toast.say)

    @cached_property
    def flag_form(self) -> FlagForm:
        """Made when an outcome is first said here."""
        from ccm_desktop.ui.today.flag_form import FlagForm

        made = FlagForm(self._desk)
        made.closed.connect(self._window.hide_side)
        made.said.connect(self._window.toast.say)
        return made

    def slots(self) -> dict[str, Callable[[], object]]:
        """What the commands of the menus do."""
        return {"page_today": partial(self._window.show_page, PAGE), "capture": self._capture}

    def _capture(self) -> None:
        patient = self._in_view()
        line = next((one for one in self.page.patients if one.patient_id == patient), None)
        self.capture.open(patient, line.name if line else "")

    def _show_in_panel(self, view: str, chips: tuple[str, ...]) -> None:
        self._window.show_page("panel")
        self._panel.show_view(view, chips)

    def _on_loaded(self, view: TodayView) -> None:
        self._land(view)
        self._window.set_badge(PAGE, str(view.due) if view.due else "")

    def _land(self, view: TodayView) -> None:
        """Once, after unlocking: where work is waiting, unless somebody began with something else already."""
        has_landed, self._has_landed = self._has_landed, True
        begun = self._window.current_page() != "panel" or self._panel.is_searched
        if not has_landed and not begun and waits(view):
            self._window.show_page(PAGE)
            self._window.focus_page()

    def _on_start(self) -> None:
        self.timer_asked.emit()

    def _on_log(self) -> None:
        patient = self.page.current_patient()
        if patient:
            self.patient_opened.emit(patient, _CONTACTS_TAB)
        else:
            self.page.message.say("Choose a patient in the list first.", "info")

    def _on_opened(self, patient: str, tab: int = 0) -> None:
        self.patient_opened.emit(patient, tab)

    def _on_plan(self, patient: str) -> None:
        self.patient_opened.emit(patient, _PLAN_TAB)

    def _on_outcome(self, flag: OpenFlag) -> None:
        """In the call where it is in hand, so that the call goes on from there; else beside the page."""
        if flag.in_call:
            self.call_asked.emit(flag.patient_id)
        else:
            self._window.show_side(self.flag_form)
            self.flag_form.open(flag)

    def _on_said(self, words: str, action: str, act: object) -> None:
        self._window.toast.say(words, action, act if callable(act) else None)
