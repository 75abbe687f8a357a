"""One patient's workspace: loads what the tabs show, sends what they ask."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.domain.calendar import Month
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.chart_views import PatientHeader, PatientSummary
from ccm_desktop.services.forms import Form, PatientCoverage
from ccm_desktop.services.month_views import MonthStanding
from ccm_desktop.services.office import Office
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.services.plan_drafts import PlanDraft
from ccm_desktop.services.plan_views import CarePlanView
from ccm_desktop.services.time_views import MonthTime
from ccm_desktop.ui.assessments.join import AssessmentsJoin
from ccm_desktop.ui.assessments.kept import PLACE
from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.care_plan.printing import PlanPrinting
from ccm_desktop.ui.coordination.tab import CoordinationTab
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Task
from ccm_desktop.ui.month_summary.join import SummaryJoin
from ccm_desktop.ui.widgets.parts import Message, button
from ccm_desktop.ui.widgets.tabs import Tabs
from ccm_desktop.ui.workspace.banner import Banner
from ccm_desktop.ui.workspace.beside_plan import BesidePlan
from ccm_desktop.ui.workspace.commands import EnrolmentCommands
from ccm_desktop.ui.workspace.contacts_commands import ContactsCommands
from ccm_desktop.ui.workspace.contacts_tab import ContactsTab
from ccm_desktop.ui.workspace.enrolment_tab import EnrolmentTab
from ccm_desktop.ui.workspace.places import Place, Places
from ccm_desktop.ui.workspace.plan_commands import PlanCommands
from ccm_desktop.ui.workspace.review_commands import ReviewCommands
from ccm_desktop.ui.workspace.signing_commands import SigningCommands
from ccm_desktop.ui.workspace.summary_tab import SummaryTab
from ccm_desktop.ui.workspace.template_commands import TemplateCommands
from ccm_desktop.ui.workspace.time_commands import TimeCommands
from ccm_desktop.ui.workspace.time_form import TimeForm
from ccm_desktop.ui.workspace.time_tab import TimeTab

_PLAN_CHANGED = Changed.CARE_PLAN | Changed.PATIENTS
TABS = ("Summary", "Time", "Care plan", "Contacts", "Consent and enrollment", "Coordination")


class WorkspacePage(QWidget):
    """Banner and tabs of one patient.

    Signals:
        start_pressed: start the timer on this patient id.
        back_pressed: to the page before.
        side_asked: a widget for the side panel, or None to close it.
        preview_asked: a callable that gathers a `Rendering` on the database thread.
        said: a sentence for the toast.
        undo_offered: the same with what takes the change back.
    """

    start_pressed = Signal(str)
    back_pressed = Signal()
    side_asked = Signal(object)
    preview_asked = Signal(object)
    said = Signal(str)
    undo_offered = Signal(str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.patient = ""
        self.back_button = button("Panel", "chevron-left", role="link", shortcut="Alt+Left")
        self.banner = Banner(desk)
        self.message, self.unsaved_message = Message(), Message()
        self.tabs = Tabs()
        place = self.tabs.stack
        self.summary, self.time = SummaryTab(desk, place), TimeTab(desk, place)
        self.plan, self.contacts = CarePlanEditor(desk, place), ContactsTab(desk, place)
        self.enrolment, self.log = EnrolmentTab(desk, place), CoordinationTab(desk, place)
        tabs = (self.summary, self.time, self.plan, self.contacts, self.enrolment, self.log)
        for title, tab in zip(TABS, tabs, strict=True):
            self.tabs.addTab(tab, title)
        self.time_form = TimeForm(desk)
        row = QHBoxLayout()
        row.addWidget(self.back_button)
        row.addWidget(self.banner, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.message)
        column.addWidget(self.unsaved_message)
        column.addWidget(self.tabs, 1)
        self.plan_commands = PlanCommands(desk, self, self.plan)
        self.template_commands = TemplateCommands(desk, self, self.plan, self.plan_commands)
        self.signing_commands = SigningCommands(desk, self, self.plan)
        self.enrolment_commands = EnrolmentCommands(desk, self, self.enrolment)
        self.contacts_commands = ContactsCommands(desk, self, self.contacts)
        self._keyboard_of = {1: self.time.table, 2: self.plan, 3: self.contacts.channel_box, 5: self.log}
        self.review_commands = ReviewCommands(desk, self, self.plan)
        self.beside = BesidePlan(desk, self, self.plan, self.log, self.summary, self.contacts,
                                 self.unsaved_message)  # fmt: skip
        self.time_commands = TimeCommands(desk, self, self.time, self.time_form, self.beside.drafts)
        self.printing = PlanPrinting(desk, self, self.plan, self.beside.drafts)
        self.summaries = SummaryJoin(desk, self, self.time, self.beside.drafts)
        self.assessments = AssessmentsJoin(desk, self, self.plan, self.beside.drafts)
        self._places = Places(self.time, self.time_form, self.plan, self.contacts, self.enrolment)
        self._connect()

    def open(self, patient: str, tab: int = 0, place: Place | None = None) -> None:
        """Turn to a patient, who is read when the page is shown; with `place`, go on to the very field."""
        if patient != self.patient:
            self.patient = patient
            self.banner.clear()
            self.enrolment.clear()
            self.contacts.clear_form()
            self.plan.leave()
            self.assessments.leave()
            self.beside.leave()
        self.message.say("")
        self._places.seek(place)
        self.time.turn_to(place.month if place else self._desk.month())
        self.tabs.blockSignals(True)  # the tab loads once, when the page is shown
        self.tabs.setCurrentIndex(tab)
        self.tabs.blockSignals(False)
        self.setFocusProxy(self._keyboard_of.get(tab, self.tabs.tabBar()))

    def reload(self) -> None:
        """Ask for everything on show anew."""
        if not self.patient:
            return
        self._ask(partial(self._desk.office.charts.header, self.patient), self._on_header)
        self.beside.load()
        self._reload_tab()

    def name_patients_from(self, panel: Callable[[], tuple[PanelLine, ...]]) -> None:
        """Whom the forms for time can name: the panel as it is when they open."""
        self.time_commands.panel = panel

    def add_time(self) -> None:
        """Open the form for time by hand."""
        self.tabs.setCurrentIndex(1)
        self.time_commands.open_form(None)

    def _reload_tab(self) -> None:
        office, patient = self._desk.office, self.patient
        if not patient:
            return
        tab = self.tabs.currentIndex()
        self.setFocusProxy(self._keyboard_of.get(tab, self.tabs.tabBar()))
        if tab == 0:
            self._ask(partial(_gather_summary, office, patient), self._on_summary)
        elif tab == 1:
            self._ask(partial(_gather_month, office, patient, self.time.month()), self._on_month)
        elif tab == 2:
            self._ask(partial(_gather_plan, office, patient), self._on_plan)
        elif tab == 3:
            self._ask(partial(self.contacts_commands.gather, patient), self._on_contacts)
        elif tab == 4:
            self._ask(partial(_gather_enrolment, office, patient), self._on_enrolment)
        else:
            self.beside.load_log()

    def _connect(self) -> None:
        self.beside.wait_for(self.printing.kept, self.summaries.kept)
        self.beside.offer(self.assessments, PLACE)
        self.beside.offer(self.time_commands.kept, self.time_commands.kept.place)
        self._places.amend_asked.connect(self.time_commands.amend)
        self._places.separate_asked.connect(self.time_commands.ask_separate)
        for part in (self.time_commands, self.beside, self.review_commands, self.printing, self.signing_commands):
            part.side_asked.connect(self.side_asked)
        for one in (self.time_commands, self.beside, self.printing, self.plan_commands, self.assessments,
                    self.summaries):  # fmt: skip
            one.undo_offered.connect(self.undo_offered)
        self.signing_commands.instructions_asked.connect(self.beside.instructions.open)
        self.beside.start_pressed.connect(self.start_pressed)
        self.beside.refused.connect(self.message.show_problem)
        self._desk.gateway.changed.connect(self._on_changed)
        self.tabs.currentChanged.connect(self._reload_tab)
        self.back_button.clicked.connect(self.back_pressed)
        self.banner.start_pressed.connect(self._on_start)
        self.time.month_chosen.connect(self._reload_tab)
        self.time.add_pressed.connect(self.add_time)
        self.time.print_pressed.connect(self._on_print_month)
        self.signing_commands.said.connect(self.said)
        self.signing_commands.consent_asked.connect(partial(self.tabs.setCurrentIndex, 4))

    def _ask(self, query: Callable[[], Any], show: Callable[[Any], None]) -> None:
        task = self._desk.gateway.ask(query)
        task.succeeded.connect(show)
        task.failed.connect(self.message.show_problem)

    def send(self, command: Callable[[], Outcome[Any]], words: str, message: Message | None = None) -> Task:
        """Run a command; its words go to the toast, its refusal beside what was pressed."""
        task = self._desk.gateway.send(command)
        task.failed.connect((message or self.message).show_problem)
        task.succeeded.connect(partial(self._say, words))
        return task

    def say(self, words: str) -> None:
        """Words for the toast."""
        self.said.emit(words)

    def _say(self, words: str, _outcome: object) -> None:
        if words:
            self.said.emit(words)

    def _on_changed(self, changed: Changed) -> None:
        if changed is Changed.NOTHING or not self.isVisible():
            return
        plan_as_it_was = self.tabs.currentWidget() is self.plan and not changed & _PLAN_CHANGED
        self._ask(partial(self._desk.office.charts.header, self.patient), self._on_header)
        if not plan_as_it_was:  # whoever types into it keeps their place while the timer goes on
            self._reload_tab()

    def _on_header(self, header: PatientHeader) -> None:
        if header.patient_id == self.patient:
            self.banner.show_header(header)
        if header.patient_id == self.time_form.patient:
            self.time_form.show_name(header.name)

    def _on_month(self, found: tuple[tuple[Month, ...], MonthTime, MonthStanding]) -> None:
        self.time.offer_months(found[0])
        self.time.show_month(*found[1:], patient=self.patient)
        self._places.arrive(1, found[1].month)

    def _on_summary(self, found: tuple[PatientSummary, Form[PatientCoverage]]) -> None:
        if found[1].entity == self.patient:
            self.summary.show_summary(*found)

    def _on_plan(self, found: tuple[CarePlanView, tuple[PlanDraft, ...]]) -> None:
        if found[0].patient_id == self.patient:
            self.plan.show_plan(*found)
            self.assessments.load()
            self._places.arrive(2)

    def _on_contacts(self, found: tuple[Any, ...]) -> None:
        self.contacts.show_all(*found)
        self._places.arrive(3)

    def _on_enrolment(self, found: tuple[Any, ...]) -> None:
        self.enrolment.show_state(*found)
        self._places.arrive(4)

    def _on_start(self) -> None:
        self.start_pressed.emit(self.patient)

    def _on_print_month(self, month: Month) -> None:
        self.preview_asked.emit(partial(self._desk.office.reporting.patient_month, self.patient, month))


def _gather_summary(office: Office, patient: str) -> tuple[PatientSummary, Form[PatientCoverage]]:
    """Runs on the database thread."""
    return office.charts.summary(patient), office.patients.coverage(patient)


def _gather_month(office: Office, patient: str, month: Month) -> tuple[tuple[Month, ...], MonthTime, MonthStanding]:
    """Runs on the database thread."""
    months = office.month_end.months()
    shown = month if month in months else months[0]
    return months, office.charts.month(patient, shown), office.month_closing.standing(shown)


def _gather_plan(office: Office, patient: str) -> tuple[CarePlanView, tuple[PlanDraft, ...]]:
    """Runs on the database thread."""
    return office.care_plans.view(patient), office.plan_drafts.of(patient)


def _gather_enrolment(office: Office, patient: str) -> tuple[Any, ...]:
    """Runs on the database thread."""
    enrolment = office.enrolment
    return (
        enrolment.eligibility(patient), enrolment.consent(patient), office.people.everybody(),
        enrolment.visit_codes(),
    )  # fmt: skip
