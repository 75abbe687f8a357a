"""Puts the screens of an open practice into the window and lets them find one another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ccm_desktop.domain.permissions import Verb
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.ui import chart_keys, paper_keys
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.panel.add_patient import AddPatientForm
from ccm_desktop.ui.panel.page import PanelPage
from ccm_desktop.ui.role_limits import limit_menus
from ccm_desktop.ui.rooms import Rooms
from ccm_desktop.ui.timer.room import TimerRoom
from ccm_desktop.ui.today.room import TodayRoom, first_page
from ccm_desktop.ui.widgets.parts import on_keys
from ccm_desktop.ui.widgets.text_page import TextPage
from ccm_desktop.ui.working_day import WorkingDay
from ccm_desktop.ui.zone_words import zone_words

if TYPE_CHECKING:
    from ccm_desktop.services.importing import ImportResult
    from ccm_desktop.ui.workspace.places import Place


_IN_ROOMS = {
    "group_time": attrgetter("workspace.time_commands.open_group"),
    "fix_next": attrgetter("month_room.fix_next"),
    "close_month": attrgetter("month_room.close_month"),
    "save_csv": attrgetter("month_end.header.save_csv"),
    "save_claims": attrgetter("programme.page.save_lines"),
    "import_outcomes": attrgetter("programme.import_outcomes"),
    "month_summary": attrgetter("open_summary"),
    "packet": attrgetter("packing.ask_whose"),
    "pack": attrgetter("packing.ask_pack"),
    "print_plans": attrgetter("packing.ask_plans"),
    "import_plan": attrgetter("ask_import_plan"),
    "export_plan": attrgetter("ask_export_plan"),
}
"""Commands of rooms that may not be made yet when the command is bound."""
_READ_WHEN_SHOWN = frozenset({"workspace", "approvals", "loops", "due_items"})
"""Pages that ask for what they show each time somebody comes to them."""


class PracticeScreens(Rooms):
    """The panel, the timer around everything, and the rooms that one comes to from there."""

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        super().__init__(desk, window)
        self.panel = PanelPage(desk)
        self.text_page, self.add_patient = TextPage(), AddPatientForm(desk)
        self.timer_room = TimerRoom(desk, window, self.timer, self._patient_in_view, self._is_called)
        self.bar, self.palette, self.drawer = self.timer_room.bar, self.timer_room.palette, self.timer_room.drawer
        self.open_palette, self.open_drawer = self.timer_room.open_palette, self.timer_room.open_drawer
        self.working_day = WorkingDay(desk, window, self.timer)
        self._place()
        self._connect()
        window.actions_by_key.bind(self._slots())
        limit_menus(self.gate, window.actions_by_key)
        self.gate.close(Verb.IMPORT, self.panel.import_button)
        self.gate.close(Verb.TRACK_TIME, self.bar.switch_button)
        self.timer.load()
        self.panel.reload()
        window.focus_page()

    def _place(self) -> None:
        window = self._window
        self.today = TodayRoom(self._desk, window, self.timer, self.panel, self._patient_in_view)
        window.add_page("panel", "Panel", "users", self.panel)
        self.promise()
        window.add_page("text", "Report", "note", self.text_page, in_rail=False)
        window.user_label.setText(f"{self._desk.practice} · {self._desk.user_name}")
        window.status.say_zone(zone_words(self._desk.zone, self._desk.office.context.clock.now()))
        window.show_page(first_page(self._desk.roles))

    def _connect(self) -> None:
        window = self._window
        self._desk.gateway.long_started.connect(window.task_strip.follow)
        self._desk.gateway.problem.connect(window.tell)
        for asked in (self.panel.patient_opened, self.today.patient_opened, self.patient_asked):
            asked.connect(self.open_patient)
        self.palette.way_asked.connect(self.open_place)
        self.panel.loaded.connect(self._on_panel_loaded)
        self.today.instruction_asked.connect(self.open_instruction)
        self.today.teaching_asked.connect(self.open_teaching)
        self.today.checkin_asked.connect(self.open_checkin)
        self.today.timer_asked.connect(self.open_palette)
        self.today.call_asked.connect(self._call_from_today)
        self.today.page.beside.loops_asked.connect(partial(window.show_page, "loops"))
        self.today.page.beside.crash_asked.connect(self.timer_room.recoveries.ask_again)
        self.saved.typed.connect(self.today.page.look_again)
        self.today.sign_asked.connect(self.sign_plans)
        on_keys(self.panel.table, "C", self._call_from_panel)
        self.panel.import_asked.connect(self.files.import_file)
        self.panel.due_button.clicked.connect(partial(window.show_page, "due_items"))
        for asked in (self.today.note_asked, self.note_asked, self.working_day.note_asked):
            asked.connect(self.open_drawer)
        self.working_day.time_asked.connect(self._add_span)
        self.text_page.closed.connect(window.back)
        self.files.imported.connect(self._on_imported)
        self.files.said.connect(window.toast.say)
        self.add_patient.closed.connect(window.hide_side)
        self.add_patient.added.connect(self._on_patient_added)
        window.page_shown.connect(self._on_page_shown)

    def _slots(self) -> dict[str, Callable[[], Any]]:
        """What each command of the menus does."""
        window = self._window
        return {
            **self.today.slots(),
            **self.timer_room.slots(),
            "page_panel": partial(window.show_page, "panel"),
            "page_call": self._enter_calls,
            "start_here": self._start_here,
            "page_month": partial(window.show_page, "month"),
            "page_program": partial(window.show_page, "program"),
            "find": self._find,
            "go_to": self._go_to,
            "add_time": self._add_time,
            "approvals": partial(window.show_page, "approvals"),
            "open_loops": partial(window.show_page, "loops"),
            "due_items": partial(window.show_page, "due_items"),
            "readings": self.open_readings,
            "end_of_day": self.working_day.show,
            "add_patient": self._add_patient,
            **chart_keys.slots(self, window, self._patient_in_view),
            "import": self.files.import_file,
            "import_folder": self.files.import_folder,
            "backup": self.files.backup,
            **self.changes.slots(),
            **self.decision_slots(),
            "verify": self.files.verify,
            "preview": partial(paper_keys.preview_or_print, self),
            "save_pdf": partial(paper_keys.save_pdf, self),
            **{key: partial(self._in_room, command) for key, command in _IN_ROOMS.items()},
        }

    def put_down(self) -> None:
        """The practice is about to be closed: what was typed a moment ago is kept."""
        self.timer_room.put_down()
        if self._has_calls():
            self.call_room.model.put_down()
        if "workspace" in self.__dict__:  # made at the first visit
            self.workspace.plan.put_down()
            self.workspace.beside.put_down()

    def _in_room(self, command: Callable[[PracticeScreens], Callable[[], Any]]) -> None:
        command(self)()

    def open_patient(self, patient: str, tab: int = 0, place: Place | None = None) -> None:
        """Show a patient's workspace; with `place`, the very field."""
        self._window.pages.make("workspace")
        self.workspace.open(patient, tab, place)
        self._window.show_page("workspace")

    def patients_at_hand(self) -> tuple[str, ...]:
        """In whose charts somebody may be writing: that in view, and that of the timer."""
        found = (self._patient_in_view(), self.timer.view.patient_id)
        return tuple(dict.fromkeys(patient for patient in found if patient))

    def _patient_in_view(self) -> str:
        """Whom the page on show is about, and nobody it does not name: the timer starts on them."""
        return _named_on(self._window.current_page(), self)

    def _enrolled_shown(self) -> tuple[str, ...]:
        return self.panel.enrolled_shown()

    def _has_calls(self) -> bool:
        return "call_room" in self.__dict__  # made at the first visit

    def _is_called(self, session: str) -> bool:
        return self._has_calls() and self.call_room.is_at(session)

    def _enter_calls(self) -> None:
        self.call_room.enter()

    def _call_from_panel(self) -> None:
        self.call_room.call_from_panel(self.panel)

    def _call_from_today(self, patient: str) -> None:
        self.call_room.call_from_today(self.today, patient)

    def _start_here(self) -> None:
        if self._window.current_page() == "call":
            self.call_room.start_here()
        else:
            self.timer_room.start_here()

    def _find(self) -> None:
        """In what is on show, where that can be; else in the panel."""
        if self._window.current_page() == "workspace" and self.workspace.plan.isVisible():
            self.workspace.plan.finding.open()
        else:
            self._go_to()

    def _go_to(self) -> None:
        self._window.show_page("panel")
        self.panel.focus_search()

    def _add_time(self) -> None:
        self.workspace.time_commands.open_anywhere(self._patient_in_view())

    def _add_span(self, start: int, end: int) -> None:
        self.workspace.time_commands.open_span(start, end)

    def _add_patient(self) -> None:
        self._window.show_side(self.add_patient)
        self.add_patient.open()

    def _on_patient_added(self, patient: str) -> None:
        self._window.hide_side()
        self.open_patient(patient, 2)

    def _on_panel_loaded(self, lines: tuple[PanelLine, ...]) -> None:
        self.timer.patients = lines
        if self._has_calls():
            self.call_room.show_panel(lines)
        self._window.set_badge("panel", str(sum(1 for line in lines if line.program_status == "enrolled")))

    def _on_page_shown(self, key: str) -> None:
        if key in _READ_WHEN_SHOWN:
            attrgetter(key)(self).reload()

    def _on_imported(self, result: ImportResult) -> None:
        self.text_page.show_text("Import", self.files.report(result))
        self._window.show_page("text")


def _named_on(page: str, screens: PracticeScreens) -> str:
    match page:
        case "workspace":
            return screens.workspace.patient
        case "panel":
            return screens.panel.current_patient()
        case "today":
            return screens.today.page.current_patient()
        case "call":
            return screens.call_room.patient_in_view()
        case "month":
            return screens.month_room.patient_in_front()
        case "plans":
            return screens.plans_to_sign.patient
        case "compare":
            return screens.comparison.patient
    return ""
