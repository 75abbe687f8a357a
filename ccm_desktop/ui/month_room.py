"""The month-end room in the window: its page, its forms, its documents, and the ways out of it and back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.progress import Progress
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.month_holds import HoldChange
from ccm_desktop.services.month_views import ExceptionLine, FixTarget, MonthDesk, MonthStanding
from ccm_desktop.ui import standing
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.documents import Documents
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.month_end import holding
from ccm_desktop.ui.month_end.closing import CloseForm, ReopenForm
from ccm_desktop.ui.month_end.codes_flow import CodesFlow
from ccm_desktop.ui.month_end.fixing import Fixing
from ccm_desktop.ui.month_end.overlap import OverlapFlow
from ccm_desktop.ui.month_end.page import MonthEndPage
from ccm_desktop.ui.practice_files import PracticeFiles
from ccm_desktop.ui.workspace.places import TAB_OF_PAGE, Place


class MonthRoom(QObject):
    """Connects the month-end page with the rest of the window.

    Signals:
        patient_opened: id, tab and a `Place` or None.
        note_asked: session whose note is to be written.
        side_asked: a form for the side panel, or None.
    """

    patient_opened = Signal(str, int, object)
    note_asked = Signal(str)
    side_asked = Signal(object)

    def __init__(self, desk: Desk, window: MainWindow, files: PracticeFiles, documents: Documents) -> None:
        super().__init__(window)
        self._desk, self._window, self._files = desk, window, files
        self.page, self._documents = MonthEndPage(desk), documents
        self.close_form, self.reopen_form = CloseForm(window), ReopenForm(window)
        self.codes_flow = CodesFlow(desk, self.page, window)
        self.overlaps = OverlapFlow(desk, self)
        self._led_here = False
        self.fixing = Fixing(self.page)
        window.page_column.insertWidget(0, self.fixing.strip)
        self._connect()

    def _on_page_shown(self, key: str) -> None:
        if key == "month":
            if not self._led_here:
                self.fixing.stop()
            self.page.load()
        self._lend(key == "month" or self.fixing.active)

    def _connect(self) -> None:
        window, page = self._window, self.page
        window.page_shown.connect(self._on_page_shown)
        page.patient_opened.connect(self._on_patient)
        page.place_asked.connect(self._open_place)
        page.preview_asked.connect(self._documents.preview)
        page.save_asked.connect(self._documents.save)
        page.close_asked.connect(self._on_close_asked)
        page.reopen_asked.connect(self._on_reopen_asked)
        page.backup_asked.connect(self._files.backup)
        page.said.connect(window.toast.say)
        page.accepted.connect(self._on_accepted)
        page.holding.done.connect(self._on_held)
        page.loaded.connect(self._on_loaded)
        self.fixing.place_asked.connect(self._on_exception)
        self.fixing.ended.connect(partial(window.show_page, "month"))
        self.fixing.active_changed.connect(self._lend)
        self.close_form.close_asked.connect(self._on_close)
        self.reopen_form.reopen_asked.connect(self._on_reopen)
        self.codes_flow.side_asked.connect(self.side_asked)
        self.codes_flow.said.connect(window.toast.say)
        for form in (self.close_form, self.reopen_form):
            form.closed.connect(self._close_side)
        self.overlaps.side_asked.connect(self.side_asked)
        self.overlaps.said.connect(window.toast.say)
        self.overlaps.refused.connect(window.tell)

    def _lend(self, lent: bool) -> None:
        self._window.actions_by_key.lend("F8", "pause", "fix_next", lent=lent)

    def patient_in_front(self) -> str:
        """Id of the patient in the current row of the list in front; empty for none."""
        page = self.page
        front = page.tabs.currentWidget()
        if front is page.patients:
            line = page.patients.table.current_row()
            return str(line.patient_id) if line is not None else ""
        tab = page.exceptions if front is page.exceptions else page.sign_off if front is page.sign_off else None
        found = tab.current() if tab is not None else None
        return found.patient_id if found is not None else ""

    def fix_next(self) -> None:
        """Ctrl+Shift+X, and F8 here."""
        if self.fixing.active or self._window.current_page() == "month":
            self.fixing.next()
        else:
            self._window.show_page("month")
            self.page.show_tab("exceptions")

    def close_month(self) -> None:
        """Close it or open it again; from elsewhere, come here first."""
        if self._window.current_page() == "month":
            self.page.header.close_or_reopen()
        else:
            self._window.show_page("month")

    def _on_accepted(self, line: ExceptionLine) -> None:
        self._window.toast.say("Kept with your name, the time and your reason.", "Undo",
                               partial(self.page.take_back, line))  # fmt: skip

    def _on_held(self, month: Month, changes: dict[str, HoldChange]) -> None:
        take_back = partial(self.page.holding.take_back, month, changes)
        self._window.toast.say(holding.words(month, changes), "Undo", take_back)

    def _on_loaded(self, desk: MonthDesk) -> None:
        still = sum(1 for line in desk.exceptions if line.open)
        self._window.set_badge("month", str(still) if still else "")
        self._window.month_label.setText(f"{desk.standing.month.title}: {standing.state_words(desk.standing)}")

    def _on_patient(self, patient: str, tab: int) -> None:
        self.patient_opened.emit(patient, tab, None)

    def _on_exception(self, line: ExceptionLine) -> None:
        self._open_place(line.patient_id, line.fix)
        if line.fix.page == "overlap":
            self.overlaps.open(line.entries)
        elif self.overlaps.form.isVisible():
            self._close_side()

    def _open_place(self, patient: str, fix: FixTarget) -> None:
        """The very place: queue and note are on this page, a session's note in the drawer, the practice in Settings."""
        here = {"services": self.codes_flow.open_services, "complexity": self.codes_flow.open_complexity}
        if fix.page in ("queue", "note", *here):
            self._come_here()
            if fix.page in here:
                here[fix.page](patient)
            else:
                self.page.show_patient(patient, fix)
            return
        if fix.page == "practice":
            self._window.show_page("settings")
            return
        place = Place(fix.page, fix.field, fix.entity, self.page.month())
        self.patient_opened.emit(patient, TAB_OF_PAGE.get(fix.page, 0), place)
        if fix.page == "finish":
            self.note_asked.emit(fix.entity)

    def _come_here(self) -> None:
        """To the month's own page, where the way of Fix next leads too: it does not end there."""
        if self._window.current_page() != "month":
            self._led_here = self.fixing.active
            self._window.show_page("month")
            self._led_here = False

    def _on_close_asked(self, desk: MonthDesk | None) -> None:
        if desk is not None:
            self.side_asked.emit(self.close_form)
            self.close_form.open(desk)

    def _on_reopen_asked(self, desk: MonthDesk | None) -> None:
        if desk is not None:
            self.side_asked.emit(self.reopen_form)
            self.reopen_form.open(desk)

    def _on_close(self, shown: MonthStanding, reasons: Mapping[str, str]) -> None:
        closing = self._desk.office.month_closing

        def work(progress: Progress) -> Outcome[int]:
            progress.report(0, 1)  # the last moment to cancel: then the snapshot is written, whole or not at all
            return closing.close(shown.month, shown.heads, reasons)

        task = self._desk.gateway.send_long(work, f"Closing {shown.month.title}…")
        task.succeeded.connect(self._on_closed)
        task.failed.connect(self._on_not_closed)

    def _on_closed(self, outcome: Outcome[int]) -> None:
        self._close_side()
        self._window.toast.say(f"Closed as rev {outcome.value}. Its figures are frozen.")

    def _on_not_closed(self, problem: object) -> None:
        self.close_form.message.show_problem(problem)

    def _on_reopen(self, shown: MonthStanding, reason: str, scope: tuple[str, ...], hours: int) -> None:
        until = int(self._desk.office.context.clock.now().timestamp()) + hours * 3600
        command = partial(self._desk.office.month_closing.reopen, shown.month, shown.heads, reason, scope, until)
        task = self._desk.gateway.send(command)
        task.succeeded.connect(self._on_reopened)
        task.failed.connect(self._on_not_reopened)

    def _on_reopened(self, outcome: Outcome[int]) -> None:
        self._close_side()
        self._window.toast.say(f"Reopened; rev {outcome.value} stays as it is.")

    def _on_not_reopened(self, problem: object) -> None:
        self.reopen_form.message.show_problem(problem)

    def _close_side(self) -> None:
        self.side_asked.emit(None)
