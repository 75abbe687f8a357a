"""The month-end room: which month, what is to be done, and the lists behind it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ccm_desktop.domain.calendar import Month
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.month_views import ExceptionLine, FixTarget, MonthDesk, MonthStanding
from ccm_desktop.services.office import Office
from ccm_desktop.ui import standing
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.month_end.asking import DeskQuery
from ccm_desktop.ui.month_end.exceptions import ExceptionsTab
from ccm_desktop.ui.month_end.finish import FinishTab
from ccm_desktop.ui.month_end.header import MonthHeader
from ccm_desktop.ui.month_end.holding import HoldingFlow
from ccm_desktop.ui.month_end.patients import PatientsTab
from ccm_desktop.ui.month_end.sign_off import SignOffTab
from ccm_desktop.ui.month_end.signing_flow import SigningFlow
from ccm_desktop.ui.month_end.steps import LINKS, StepsCard
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import Message
from ccm_desktop.ui.widgets.tabs import Tabs

_STEPS_WIDTH, _STEPS_FROM = 236, 1080
_NOT_OVER = "This month is not over: the figures still change, and the report is marked as a draft."
_SHOWN, _OUT_OF_SIGHT = QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored
_TABS = ("steps", "exceptions", "patients", "sign_off", "finish")


class MonthEndPage(QWidget):
    """Asks for the desk of one month and shares it out; no list here waits for it.

    Signals:
        patient_opened: id and tab of the workspace.
        place_asked: patient id and `FixTarget`.
        fix_asked: the `ExceptionLine` with which Fix next begins.
        preview_asked, save_asked: a callable that gathers a `Rendering`.
        close_asked, reopen_asked: the `MonthDesk` on show.
        backup_asked: make a backup.
        said: a sentence for the toast.
        accepted: the `ExceptionLine` that somebody found right just now.
        loaded: a `MonthDesk` came.
    """

    patient_opened = Signal(str, int)
    place_asked = Signal(str, object)
    fix_asked = Signal(object)
    preview_asked = Signal(object)
    save_asked = Signal(object)
    close_asked = Signal(object)
    reopen_asked = Signal(object)
    backup_asked = Signal()
    said = Signal(str)
    accepted = Signal(object)
    loaded = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._role = desk, ""
        self.shown: MonthDesk | None = None
        self.stay_fresh = False
        """Judge anew after each change also while another page is on show: Fix next is under way."""
        self._query = DeskQuery(desk, self)
        self.header = MonthHeader(desk)
        self.strip, self.message = Message(), Message()
        self.steps_card, self.steps_tab = StepsCard(), StepsCard()
        self.exceptions, self.patients = ExceptionsTab(desk), PatientsTab(desk)
        self.sign_off, self.finish = SignOffTab(desk), FinishTab(desk)
        self.signing = SigningFlow(desk, self.sign_off)
        self.holding = HoldingFlow(desk, self.patients, self.month)
        self.tabs = Tabs()
        self._lay_out()
        self._connect()

    def load(self) -> None:
        """The page comes on show: which months there are, then the one in hand."""
        self.exceptions.begin_visit()
        self._desk.gateway.ask(partial(_greet, self._desk.office)).succeeded.connect(self._on_months)

    def reload(self) -> None:
        """Judge the month in hand anew."""
        self._query.ask(self.month(), self._role or "coordinator")

    def month(self) -> Month:
        """The month in hand."""
        return self.header.month()

    def show_tab(self, key: str) -> None:
        """Bring one of the lists forward."""
        self.tabs.setCurrentIndex(_TABS.index(key))

    def show_patient(self, patient: str, target: FixTarget) -> None:
        """A patient in the sign-off queue; for its note, with the note open for typing."""
        self.show_tab("sign_off")
        self.signing.show_patient(patient)
        if target.page == "note":
            self.sign_off.evidence.note.list.setFocus()

    def _lay_out(self) -> None:
        titles = ("Steps", "Exceptions", "Patients", "Sign-off", "Can finish")
        tabs = (self.steps_tab, self.exceptions, self.patients, self.sign_off, self.finish)
        for title, tab in zip(titles, tabs, strict=True):
            self.tabs.addTab(tab, title)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.steps_card)
        row.addWidget(self.tabs, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.header, self.strip, self.message):
            column.addWidget(part)
        column.addLayout(row, 1)
        self.show_tab("exceptions")
        self.setFocusProxy(self.exceptions.table)
        self._fit()

    def _connect(self) -> None:
        self._desk.gateway.changed.connect(self._on_changed)
        self._desk.theme.changed.connect(self._fit)
        self._query.came.connect(self._on_desk)
        self._query.failed.connect(self.message.show_problem)
        self.header.month_chosen.connect(self.reload)
        self.header.preview_asked.connect(self.preview_asked)
        self.header.save_asked.connect(self.save_asked)
        self.header.close_pressed.connect(self._on_close)
        self.header.reopen_pressed.connect(self._on_reopen)
        self.tabs.currentChanged.connect(self._on_tab)
        self.exceptions.fix_asked.connect(self.fix_asked)
        self.exceptions.accepted.connect(self._on_accepted)
        self.exceptions.taken_back.connect(self.take_back)
        for part in (self.patients, self.finish, self.signing):
            part.patient_opened.connect(self.patient_opened)
        self.holding.refused.connect(self.message.show_problem)
        self.finish.fix_asked.connect(self.place_asked)
        self.sign_off.role_chosen.connect(self._on_role)
        self.signing.said.connect(self.said)
        for card in (self.steps_card, self.steps_tab):
            card.asked.connect(self._on_step)

    def _on_months(self, found: tuple[str, tuple[MonthStanding, ...]]) -> None:
        role, standings = found
        self._role = self._role or ("practitioner" if role == "practitioner" else "coordinator")
        self.header.show_months(standings)
        self.reload()

    def _on_desk(self, desk: MonthDesk) -> None:
        if self.shown is None or self.shown.standing.month != desk.standing.month:
            for table in self.findChildren(DataTable):
                table.setCurrentIndex(QModelIndex())  # another month begins at the top
        self.shown = desk
        self.message.say("" if desk.board.over else _NOT_OVER, "info")
        self.strip.say(*standing.standing_strip(desk.standing, self._desk))
        for part in (self.header, self.steps_card, self.steps_tab, self.exceptions, self.patients, self.finish,
                     self.signing):  # fmt: skip
            part.show_desk(desk)
        self._count(desk)
        self.loaded.emit(desk)

    def _count(self, desk: MonthDesk) -> None:
        still = sum(line.open for line in desk.exceptions)
        titles = ("Steps", f"Exceptions {still}", f"Patients {len(desk.board.lines)}",
                  f"Sign-off {desk.queue.words}", f"Can finish {len(desk.open_work)}")  # fmt: skip
        for place, words in enumerate(titles):
            self.tabs.setTabText(place, words)

    def _on_close(self) -> None:
        self.close_asked.emit(self.shown)

    def _on_reopen(self) -> None:
        self.reopen_asked.emit(self.shown)

    def _on_role(self, role: str) -> None:
        self._role = role
        self.reload()

    def _on_step(self, key: str) -> None:
        where = LINKS[key]
        if where == "backup":
            self.backup_asked.emit()
        elif where:
            self.show_tab(where)

    def _on_tab(self) -> None:
        if _TABS[self.tabs.currentIndex()] == "sign_off":
            self.signing.come_into_view()
        lists = (self.tabs.tabBar(), self.exceptions.table, self.patients.table, self.sign_off.table,
                 self.finish.near_table)  # fmt: skip
        self.setFocusProxy(lists[self.tabs.currentIndex()])
        self._fit()

    def _on_accepted(self, line: ExceptionLine, reason: str) -> None:
        task = self._desk.gateway.send(
            partial(self._desk.office.month_exceptions.accept, self.month(), line.finding_id, reason)
        )
        task.succeeded.connect(partial(self._on_kept, line))
        task.failed.connect(self._on_not_kept)

    def take_back(self, line: ExceptionLine) -> None:
        """What was found right is open again."""
        command = partial(self._desk.office.month_exceptions.take_back, self.month(), line.finding_id)
        self._desk.gateway.send(command).failed.connect(self.message.show_problem)

    def _on_kept(self, line: ExceptionLine, _outcome: object) -> None:
        self.exceptions.finish_asking()
        self.accepted.emit(line)

    def _on_not_kept(self, problem: object) -> None:
        self.exceptions.ask.refuse(str(problem))

    def _on_changed(self, changed: Changed) -> None:
        if changed is not Changed.NOTHING and (self.isVisible() or self.stay_fresh):
            self._query.ask_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room, the steps are a tab of their own and secondary buttons icons."""
        room = self.width() / self._desk.theme.scale
        beside = room >= _STEPS_FROM and _TABS[self.tabs.currentIndex()] != "sign_off"
        self.steps_card.setVisible(beside)
        self.steps_card.setFixedWidth(self._desk.theme.px(_STEPS_WIDTH))
        self.tabs.setTabVisible(0, room < _STEPS_FROM)
        self.sign_off.fit(room)
        for tab in (self.steps_tab, self.exceptions, self.patients, self.sign_off, self.finish):
            policy = _SHOWN if tab is self.tabs.currentWidget() else _OUT_OF_SIGHT  # which needs no room
            tab.setSizePolicy(policy, policy)
        self.header.fit(room)


def _greet(office: Office) -> tuple[str, tuple[MonthStanding, ...]]:
    """Runs on the database thread: the role of who is signed in, and where each month stands."""
    return office.people.me().role, tuple(office.month_closing.standing(m) for m in office.month_end.months())
