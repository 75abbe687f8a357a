"""Everything a signed-in person can do, in one object.

What the panel does not need is read from the disk when it is first used: month-end, reports and
import would double the time until a practice is open.
"""

from __future__ import annotations

from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from ccm_desktop.services.at_first_use import AtFirstUse
from ccm_desktop.services.beside_plans import BesidePlans
from ccm_desktop.services.calls import CallService
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.charts import ChartService
from ccm_desktop.services.contacts import ContactService
from ccm_desktop.services.context import Context
from ccm_desktop.services.enrolment import EnrolmentService
from ccm_desktop.services.escalations import EscalationService
from ccm_desktop.services.finish_preview import FinishPreviewService
from ccm_desktop.services.outreach import OutreachService
from ccm_desktop.services.patients import PatientService
from ccm_desktop.services.people import PeopleService
from ccm_desktop.services.policies import PolicyService
from ccm_desktop.services.readings import ReadingService
from ccm_desktop.services.red_flags import RedFlagService
from ccm_desktop.services.sign_ins import SignIns
from ccm_desktop.services.signing import SigningService
from ccm_desktop.services.tasks import TaskService
from ccm_desktop.services.time_entries import TimeEntryService
from ccm_desktop.services.time_preview import TimePreviewService
from ccm_desktop.services.time_review import TimeReviewService
from ccm_desktop.services.time_splitting import TimeSplitService
from ccm_desktop.services.timer import TimerService
from ccm_desktop.services.timer_journal import TimerJournal
from ccm_desktop.services.today import TodayService
from ccm_desktop.services.workday import WorkdayService

if TYPE_CHECKING:
    from ccm_desktop.services.assessments import AssessmentService
    from ccm_desktop.services.call_desk import CallDeskService
    from ccm_desktop.services.call_ending import CallEndingService
    from ccm_desktop.services.call_settings import CallSettingsService
    from ccm_desktop.services.chart_review import ChartReviewService
    from ccm_desktop.services.claims import ClaimsService
    from ccm_desktop.services.code_choice import CodeChoiceService
    from ccm_desktop.services.complexity import ComplexityService
    from ccm_desktop.services.conflicts import ConflictService
    from ccm_desktop.services.exchange import ExchangeService
    from ccm_desktop.services.fee_tables import FeeTableService
    from ccm_desktop.services.finishing import FinishingService
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
    from ccm_desktop.services.overlaps import OverlapService
    from ccm_desktop.services.packet import PacketService
    from ccm_desktop.services.plan_drafts import PlanDraftService
    from ccm_desktop.services.plan_export import PlanExportService
    from ccm_desktop.services.plan_freshness import PlanFreshnessService
    from ccm_desktop.services.plan_import import PlanImportService
    from ccm_desktop.services.plan_papers import PlanPapers
    from ccm_desktop.services.plan_printing import PlanPrintingService
    from ccm_desktop.services.plan_reviews import PlanReviewService
    from ccm_desktop.services.plan_signing import PlanSigningService
    from ccm_desktop.services.plan_templates import PlanTemplateService
    from ccm_desktop.services.plan_versions import PlanVersionService
    from ccm_desktop.services.programme import ProgrammeService
    from ccm_desktop.services.programme_paper import ProgrammePaper
    from ccm_desktop.services.recovery import RecoveryService
    from ccm_desktop.services.reporting import ReportingService
    from ccm_desktop.services.safekeeping import SafekeepingService
    from ccm_desktop.services.staff_reports import StaffReportService
    from ccm_desktop.services.template_register import TemplateRegister


class _BetweenComputers:
    """What two computers of one practice make necessary."""

    context: Context
    _sign_ins: SignIns
    signing: SigningService

    @AtFirstUse
    def exchange(self) -> ExchangeService:
        from ccm_desktop.services.exchange import ExchangeService
        from ccm_desktop.services.safekeeping import SafekeepingService

        return ExchangeService(self.context, self._sign_ins.key, SafekeepingService(self.context, self.signing))

    @AtFirstUse
    def conflicts(self) -> ConflictService:
        from ccm_desktop.services.conflicts import ConflictService

        return ConflictService(self.context)


class _CarePlans:
    """What is done with a care plan beside editing it, and reports."""

    context: Context
    signing: SigningService
    care_plans: CarePlanService
    calls: CallService

    @AtFirstUse
    def assessments(self) -> AssessmentService:
        from ccm_desktop.services.assessments import AssessmentService

        return AssessmentService(self.context, self.calls)

    @AtFirstUse
    def plan_drafts(self) -> PlanDraftService:
        from ccm_desktop.services.plan_drafts import PlanDraftService

        return PlanDraftService(self.context)

    @AtFirstUse
    def plan_templates(self) -> PlanTemplateService:
        from ccm_desktop.services.plan_templates import PlanTemplateService

        return PlanTemplateService(self.context, self.care_plans)

    @AtFirstUse
    def reporting(self) -> ReportingService:
        from ccm_desktop.services.reporting import ReportingService

        return ReportingService(self.context)

    @AtFirstUse
    def plan_printing(self) -> PlanPrintingService:
        from ccm_desktop.services.plan_printing import PlanPrintingService

        return PlanPrintingService(self.context, self.reporting, self.plan_signing)

    @AtFirstUse
    def template_register(self) -> TemplateRegister:
        from ccm_desktop.services.template_register import TemplateRegister

        return TemplateRegister(self.context)

    @AtFirstUse
    def plan_signing(self) -> PlanSigningService:
        from ccm_desktop.services.plan_signing import PlanSigningService

        return PlanSigningService(self.context, self.care_plans, self.signing)

    @AtFirstUse
    def plan_versions(self) -> PlanVersionService:
        from ccm_desktop.services.plan_versions import PlanVersionService

        return PlanVersionService(self.context, self.care_plans)

    @AtFirstUse
    def plan_reviews(self) -> PlanReviewService:
        from ccm_desktop.services.plan_reviews import PlanReviewService

        return PlanReviewService(self.context, self.care_plans)

    @AtFirstUse
    def plan_freshness(self) -> PlanFreshnessService:
        from ccm_desktop.services.plan_freshness import PlanFreshnessService

        return PlanFreshnessService(self.context)

    @AtFirstUse
    def plan_papers(self) -> PlanPapers:
        from ccm_desktop.services.plan_papers import PlanPapers

        return PlanPapers(self.context)


class _BetweenSystems:
    """What leaves for other systems, and what comes from them."""

    context: Context

    @AtFirstUse
    def plan_exports(self) -> PlanExportService:
        from ccm_desktop.services.plan_export import PlanExportService

        return PlanExportService(self.context)

    @AtFirstUse
    def plan_imports(self) -> PlanImportService:
        from ccm_desktop.services.plan_import import PlanImportService

        return PlanImportService(self.context)

    @AtFirstUse
    def importing(self) -> ImportService:
        from ccm_desktop.services.importing import ImportService

        return ImportService(self.context)


class Office(_BetweenComputers, _CarePlans, BesidePlans, _BetweenSystems):
    """The services of one signed-in person. Its methods run on the database thread."""

    def __init__(self, context: Context, journal: Path, journal_key: bytes, sign_ins: SignIns) -> None:
        self.context, self.making = context, RLock()
        self._sign_ins = sign_ins
        self.people = PeopleService(context, sign_ins)
        self.policies = PolicyService(context)
        self.signing = SigningService(context, sign_ins)
        self.patients = PatientService(context)
        self.readings = ReadingService(context)
        self.enrolment = EnrolmentService(context)
        self.care_plans = CarePlanService(context)
        self.contacts = ContactService(context)
        self.outreach = OutreachService(context)
        self.tasks = TaskService(context)
        self.escalations = EscalationService(context)
        self.calls = CallService(context)
        self.red_flags = RedFlagService(context, self.calls.protocols)
        self.time = TimeEntryService(context)
        self.time_splits = TimeSplitService(context, self.time)
        self.time_review = TimeReviewService(context, self.time)
        self.time_preview = TimePreviewService(context)
        self.finish_preview = FinishPreviewService(context)
        self.timer = TimerService(context, TimerJournal(journal, journal_key))
        self.workday = WorkdayService(context, self.timer)
        self.today = TodayService(context, self.timer)
        self.charts = ChartService(context, self.care_plans, self.contacts, self.timer)

    @AtFirstUse
    def recovery(self) -> RecoveryService:
        from ccm_desktop.services.recovery import RecoveryService

        return RecoveryService(self.context, self._sign_ins)

    @AtFirstUse
    def fees(self) -> FeeTableService:
        from ccm_desktop.services.fee_tables import FeeTableService

        return FeeTableService(self.context)

    @AtFirstUse
    def call_settings(self) -> CallSettingsService:
        from ccm_desktop.services.call_settings import CallSettingsService

        return CallSettingsService(self.context)

    @AtFirstUse
    def call_desk(self) -> CallDeskService:
        from ccm_desktop.services.call_desk import CallDeskService

        return CallDeskService(self.context, self.calls, self.charts)

    @AtFirstUse
    def call_ending(self) -> CallEndingService:
        from ccm_desktop.services.call_ending import CallEndingService

        return CallEndingService(self.context, self.timer, self.calls)

    @AtFirstUse
    def finishing(self) -> FinishingService:
        from ccm_desktop.services.finishing import FinishingService

        return FinishingService(self.context, self.timer, self.time)

    @AtFirstUse
    def month_end(self) -> MonthEndService:
        from ccm_desktop.services.month_end import MonthEndService

        return MonthEndService(self.context)

    @AtFirstUse
    def code_choice(self) -> CodeChoiceService:
        from ccm_desktop.services.code_choice import CodeChoiceService

        return CodeChoiceService(self.context)

    @AtFirstUse
    def complexity(self) -> ComplexityService:
        from ccm_desktop.services.complexity import ComplexityService

        return ComplexityService(self.context)

    @AtFirstUse
    def other_services(self) -> OtherServices:
        from ccm_desktop.services.other_services import OtherServices

        return OtherServices(self.context)

    @AtFirstUse
    def month_desk(self) -> MonthDeskService:
        from ccm_desktop.services.month_desk import MonthDeskService

        return MonthDeskService(self.context, self.month_end)

    @AtFirstUse
    def month_notes(self) -> MonthNoteService:
        from ccm_desktop.services.month_notes import MonthNoteService

        return MonthNoteService(self.context, self.care_plans)

    @AtFirstUse
    def month_signing(self) -> MonthSigningService:
        from ccm_desktop.services.month_signing import MonthSigningService

        return MonthSigningService(self.context, self.care_plans, self.signing)

    @AtFirstUse
    def month_holds(self) -> MonthHoldService:
        from ccm_desktop.services.month_holds import MonthHoldService

        return MonthHoldService(self.context)

    @AtFirstUse
    def overlaps(self) -> OverlapService:
        from ccm_desktop.services.overlaps import OverlapService

        return OverlapService(self.context, self.time)

    @AtFirstUse
    def month_exceptions(self) -> MonthExceptionService:
        from ccm_desktop.services.month_exceptions import MonthExceptionService

        return MonthExceptionService(self.context)

    @AtFirstUse
    def month_closing(self) -> MonthClosingService:
        from ccm_desktop.services.month_closing import MonthClosingService

        return MonthClosingService(self.context, self.month_end, self.signing)

    @AtFirstUse
    def claims(self) -> ClaimsService:
        from ccm_desktop.services.claims import ClaimsService

        return ClaimsService(self.context)

    @AtFirstUse
    def programme(self) -> ProgrammeService:
        from ccm_desktop.services.programme import ProgrammeService

        return ProgrammeService(self.context)

    @AtFirstUse
    def programme_paper(self) -> ProgrammePaper:
        from ccm_desktop.services.programme_paper import ProgrammePaper

        return ProgrammePaper(self.context)

    @AtFirstUse
    def chart_review(self) -> ChartReviewService:
        from ccm_desktop.services.chart_review import ChartReviewService

        return ChartReviewService(self.context, self.reporting)

    @AtFirstUse
    def packets(self) -> PacketService:
        from ccm_desktop.services.packet import PacketService

        return PacketService(self.context, self.care_plans, self.signing, self.reporting)

    @AtFirstUse
    def staff_reports(self) -> StaffReportService:
        from ccm_desktop.services.staff_reports import StaffReportService

        return StaffReportService(self.context, self.month_end, self.reporting)

    @AtFirstUse
    def monthly_pack(self) -> MonthlyPackService:
        from ccm_desktop.services.monthly_pack import MonthlyPackService

        return MonthlyPackService(self.reporting, self.staff_reports)

    @AtFirstUse
    def vault(self) -> SafekeepingService:
        from ccm_desktop.services.safekeeping import SafekeepingService

        return SafekeepingService(self.context, self.signing)
