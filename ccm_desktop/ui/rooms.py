"""The rooms that somebody comes to from the panel: each is made, and its modules read, at the first visit."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from ccm_desktop.ui.changes_files import ChangesFiles
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.folder_rooms import FolderRooms
from ccm_desktop.ui.list_rooms import PLAN, SUMMARY, ListRooms
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.paper_room import PaperRoom
from ccm_desktop.ui.role_gate import RoleGate
from ccm_desktop.ui.role_limits import limit_programme, limit_workspace
from ccm_desktop.ui.saved_words import SavedWords
from ccm_desktop.ui.timer.view_model import TimerViewModel
from ccm_desktop.ui.widgets.parts import rename

if TYPE_CHECKING:
    from ccm_desktop.domain.calendar import Month
    from ccm_desktop.ui.call_room import CallRoom
    from ccm_desktop.ui.care_plan.compare import ComparePage
    from ccm_desktop.ui.conflicts.page import ConflictPage
    from ccm_desktop.ui.month_end.page import MonthEndPage
    from ccm_desktop.ui.month_room import MonthRoom
    from ccm_desktop.ui.plan_signing.page import PlanSigningPage
    from ccm_desktop.ui.programme.screen import ProgrammeScreen
    from ccm_desktop.ui.workspace.approvals import ApprovalPage
    from ccm_desktop.ui.workspace.page import WorkspacePage

_WITHOUT_ENTRY = {
    "approvals": "Time awaiting approval", "compare": "Compare versions", "conflicts": "Resolve changes",
    "due_items": "Refills and care gaps",
    "loops": "Open loops", "plans": "Plans to sign", "preview": "Preview", "shortcuts": "Keyboard shortcuts",
    "text": "Report",
}  # fmt: skip
"""What pages are called that have no entry in the rail."""


_WHOSE_SUMMARY = "Whose summary? Choose a patient in the list, or open a chart."


class Rooms(ListRooms, FolderRooms, PaperRoom):
    """Workspace, call mode, month-end, program and preview.

    Signals:
        patient_asked: id, tab and a `Place` or None.
        note_asked: session whose note is to be written.
    """

    patient_asked = Signal(str, int, object)
    note_asked = Signal(str)

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        super().__init__(desk, window)
        self.timer = TimerViewModel(desk.office, desk.gateway, self)
        self.gate = RoleGate(desk, self)
        self.saved = SavedWords(desk, window.saved_label, self)
        self.changes = ChangesFiles(desk, window)
        self.changes.to_resolve.connect(self.resolve)
        self.changes.said.connect(window.toast.say)

    def promise(self) -> None:
        """Enter them in the window."""
        promise = self._window.promise_page
        promise("call", lambda: self.call_room.page, "Call mode", "phone")
        promise("month", lambda: self.month_end, "Month-end", "calendar-check")
        promise("program", lambda: self.programme.page, "Program", "chart-bar")
        promise("workspace", lambda: self.workspace)
        promise("preview", lambda: self.preview)
        promise("approvals", lambda: self.approvals)
        promise("conflicts", lambda: self.conflicts)
        promise("plans", lambda: self.plans_to_sign)
        promise("loops", lambda: self.loops)
        promise("due_items", lambda: self.due_items)
        promise("compare", lambda: self.comparison)

    @cached_property
    def workspace(self) -> WorkspacePage:
        from ccm_desktop.ui.workspace.page import WorkspacePage

        made, window = WorkspacePage(self._desk, self._window.pages), self._window
        made.start_pressed.connect(self.timer.start)
        made.banner.call_pressed.connect(self._on_call)
        made.back_pressed.connect(window.back)
        window.page_shown.connect(partial(_name_way_back, made.back_button, window))
        made.banner.resolve_pressed.connect(self.resolve)
        made.signing_commands.resolve_asked.connect(self.resolve)
        made.signing_commands.sign_asked.connect(self.sign_plans)
        made.side_asked.connect(window.show_side)
        made.plan_commands.compare_asked.connect(self.compare)
        for saving in (made.printing, made.beside.transcripts):
            saving.save_asked.connect(self.documents.save)
        made.summaries.form.lines.transcript_asked.connect(made.beside.transcripts.begin_at)
        for asking in (made, made.printing, made.summaries):
            asking.preview_asked.connect(self.documents.preview)
        made.said.connect(window.toast.say)
        made.undo_offered.connect(partial(window.toast.say_with, "Undo"))
        made.name_patients_from(lambda: self.timer.patients)
        self.timer.changed.connect(made.banner.show_timer)
        made.banner.show_timer(self.timer.view)
        made.plan.export_button.clicked.connect(self.ask_export_plan)
        made.summary.findings.readings_asked.connect(self.open_readings)
        self.saved.follow(made.plan.drafts, made.beside.drafts)
        limit_workspace(self.gate, made)
        return made

    def open_instruction(self, patient: str, instruction: str) -> None:
        """The care plan, with the two instructions and their line in hand."""
        self.patient_asked.emit(patient, PLAN, None)
        self.workspace.beside.instructions.open_at(instruction)

    def open_summary(self) -> None:
        """The monthly summary of the patient in view, beside their time: of the month in view."""
        patient, page = self._patient_in_view(), self._window.current_page()
        if not patient:
            self._window.toast.say(_WHOSE_SUMMARY)
            return
        if page != "workspace":
            self.open_place(patient, "time", self.month_end.month() if page == "month" else None)
        self.workspace.summaries.begin()

    def open_teaching(self, patient: str) -> None:
        """The care plan, with the form for what is to be gone over again."""
        self.patient_asked.emit(patient, PLAN, None)
        self.workspace.beside.teaching.open_next()

    def open_checkin(self, patient: str) -> None:
        """The summary, with the questions that are due."""
        self.patient_asked.emit(patient, SUMMARY, None)
        self.workspace.beside.checkins.begin()

    @cached_property
    def call_room(self) -> CallRoom:
        from ccm_desktop.ui.call_room import CallRoom

        made = CallRoom(self._desk, self._window, self.timer)
        made.note_asked.connect(self.note_asked)
        made.page.script.findings.readings_asked.connect(self.open_readings)
        return made

    @cached_property
    def month_room(self) -> MonthRoom:
        from ccm_desktop.ui.month_room import MonthRoom

        made = MonthRoom(self._desk, self._window, self.files, self.documents)
        made.patient_opened.connect(self.patient_asked)
        made.note_asked.connect(self.note_asked)
        made.side_asked.connect(self._window.show_side)
        return made

    @property
    def month_end(self) -> MonthEndPage:
        return self.month_room.page

    @cached_property
    def programme(self) -> ProgrammeScreen:
        from ccm_desktop.ui.programme.screen import ProgrammeScreen

        made = ProgrammeScreen(self._desk, self._window, self.documents)
        made.patient_opened.connect(partial(self._on_tab, SUMMARY))
        made.side_asked.connect(self._window.show_side)
        limit_programme(self.gate, made)
        return made

    @cached_property
    def approvals(self) -> ApprovalPage:
        from ccm_desktop.ui.workspace.approvals import ApprovalPage

        made = ApprovalPage(self._desk)
        made.patient_opened.connect(self._on_entry)
        made.said.connect(self._window.toast.say)
        return made

    def _on_call(self) -> None:
        if self.workspace.patient:
            self.call_room.open(self.workspace.patient)

    @cached_property
    def conflicts(self) -> ConflictPage:
        from ccm_desktop.ui.conflicts.page import ConflictPage

        made = ConflictPage(self._desk)
        made.patient_opened.connect(partial(self._on_tab, PLAN))
        made.closed.connect(self._window.back)
        made.undo_offered.connect(partial(self._window.toast.say_with, "Undo"))
        return made

    @cached_property
    def plans_to_sign(self) -> PlanSigningPage:
        from ccm_desktop.ui.plan_signing.page import PlanSigningPage

        made = PlanSigningPage(self._desk)
        made.patient_opened.connect(partial(self._on_tab, PLAN))
        made.said.connect(self._window.toast.say)
        made.undo_offered.connect(partial(self._window.toast.say_with, "Undo"))
        return made

    def decision_slots(self) -> dict[str, Callable[[], None]]:
        """Commands that lead to where something is decided."""
        return {"resolve": self.resolve, "plans_to_sign": self.sign_plans}

    def sign_plans(self, patient: str = "") -> None:
        """Plans that wait for a signature, and that of one patient in hand; no form of another chart beside them."""
        self._window.hide_side()
        self.plans_to_sign.open(patient)
        self._window.show_page("plans")

    @cached_property
    def comparison(self) -> ComparePage:
        from ccm_desktop.ui.care_plan.compare import ComparePage

        made = ComparePage(self._desk)
        made.closed.connect(self._window.back)
        made.preview_asked.connect(self.documents.preview)
        made.undo_offered.connect(partial(self._window.toast.say_with, "Undo"))
        return made

    def compare(self, patient: str, before: str = "", after: str = "") -> None:
        """Versions of a patient's plan beside each other."""
        self.comparison.open(patient, before, after)
        self._window.show_page("compare")
        self.comparison.setFocus()

    def resolve(self, patient: str = "") -> None:
        """What was changed on two computers, of one patient or everywhere."""
        self.conflicts.open(patient)
        self._window.show_page("conflicts")

    def open_place(self, patient: str, page: str, month: Month | None = None) -> None:
        """That page of the patient's workspace, as of that month, this one when left out."""
        from ccm_desktop.ui.workspace.places import TAB_OF_PAGE, Place

        self.patient_asked.emit(patient, TAB_OF_PAGE[page], Place(page, "", "", month or self._desk.month()))

    def _on_entry(self, patient: str, tab: int) -> None:
        self.patient_asked.emit(patient, tab, None)

    def _on_tab(self, tab: int, patient: str) -> None:
        self.patient_asked.emit(patient, tab, None)


def _name_way_back(back: QPushButton, window: MainWindow, page: str) -> None:
    if page == "workspace":
        behind = window.pages.behind()
        title = window.rail.title(behind) or _WITHOUT_ENTRY.get(behind, "")
        rename(back, title or "Back", f"Back to {title}" if title else "Back")
