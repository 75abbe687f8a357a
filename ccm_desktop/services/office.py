"""Everything a signed-in person can do, in one object."""

from __future__ import annotations

from pathlib import Path

from ccm_desktop.services.calls import CallService
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.chart_review import ChartReviewService
from ccm_desktop.services.charts import ChartService
from ccm_desktop.services.claims import ClaimsService
from ccm_desktop.services.code_choice import CodeChoiceService
from ccm_desktop.services.complexity import ComplexityService
from ccm_desktop.services.contacts import ContactService
from ccm_desktop.services.context import Context
from ccm_desktop.services.enrolment import EnrolmentService
from ccm_desktop.services.escalations import EscalationService
from ccm_desktop.services.fee_tables import FeeTableService
from ccm_desktop.services.importing import ImportService
from ccm_desktop.services.month_closing import MonthClosingService
from ccm_desktop.services.month_desk import MonthDeskService
from ccm_desktop.services.month_end import MonthEndService
from ccm_desktop.services.month_exceptions import MonthExceptionService
from ccm_desktop.services.month_holds import MonthHoldService
from ccm_desktop.services.month_notes import MonthNoteService
from ccm_desktop.services.month_signing import MonthSigningService
from ccm_desktop.services.monthly_pack import MonthlyPackService
from ccm_desktop.services.other_services import OtherServices
from ccm_desktop.services.outreach import OutreachService
from ccm_desktop.services.overlaps import OverlapService
from ccm_desktop.services.packet import PacketService
from ccm_desktop.services.patients import PatientService
from ccm_desktop.services.people import PeopleService
from ccm_desktop.services.policies import PolicyService
from ccm_desktop.services.programme import ProgrammeService
from ccm_desktop.services.programme_paper import ProgrammePaper
from ccm_desktop.services.readings import ReadingService
from ccm_desktop.services.recovery import RecoveryService
from ccm_desktop.services.reporting import ReportingService
from ccm_desktop.services.safekeeping import SafekeepingService
from ccm_desktop.services.sign_ins import SignIns
from ccm_desktop.services.signing import SigningService
from ccm_desktop.services.staff_reports import StaffReportService
from ccm_desktop.services.tasks import TaskService
from ccm_desktop.services.time_entries import TimeEntryService
from ccm_desktop.services.timer import TimerService
from ccm_desktop.services.timer_journal import TimerJournal
from ccm_desktop.services.today import TodayService


class Office:
    """The services of one signed-in person. Its methods run on the database thread."""

    def __init__(self, context: Context, journal: Path, journal_key: bytes, sign_ins: SignIns) -> None:
        self.context = context
        self.people = PeopleService(context, sign_ins)
        self.policies = PolicyService(context)
        self.signing = SigningService(context, sign_ins)
        self.recovery = RecoveryService(context, sign_ins)
        self.fees = FeeTableService(context)
        self.patients = PatientService(context)
        self.readings = ReadingService(context)
        self.enrolment = EnrolmentService(context)
        self.care_plans = CarePlanService(context)
        self._reach_patients(context)
        self.time = TimeEntryService(context)
        self.overlaps = OverlapService(context, self.time)
        self.timer = TimerService(context, TimerJournal(journal, journal_key))
        self.today = TodayService(context, self.timer)
        self.charts = ChartService(context, self.care_plans, self.contacts, self.timer)
        self.month_end = MonthEndService(context)
        self.code_choice = CodeChoiceService(context)
        self.complexity = ComplexityService(context)
        self.other_services = OtherServices(context)
        self.month_desk = MonthDeskService(context, self.month_end)
        self.month_notes = MonthNoteService(context, self.care_plans)
        self.month_signing = MonthSigningService(context, self.care_plans, self.signing)
        self.month_holds = MonthHoldService(context)
        self.month_exceptions = MonthExceptionService(context)
        self.month_closing = MonthClosingService(context, self.month_end, self.signing)
        self.reporting = ReportingService(context)
        self.claims = ClaimsService(context)
        self.programme = ProgrammeService(context)
        self.programme_paper = ProgrammePaper(context)
        self.chart_review = ChartReviewService(context, self.reporting)
        self.packets = PacketService(context, self.care_plans, self.signing, self.reporting)
        self.staff_reports = StaffReportService(context, self.month_end, self.reporting)
        self.monthly_pack = MonthlyPackService(self.reporting, self.staff_reports)
        self.importing = ImportService(context)
        self.vault = SafekeepingService(context, self.signing)

    def _reach_patients(self, context: Context) -> None:
        self.contacts = ContactService(context)
        self.outreach = OutreachService(context)
        self.tasks = TaskService(context)
        self.escalations = EscalationService(context)
        self.calls = CallService(context)
