"""How the programme does: figures, chart reviews, audits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ccm_desktop.services.context import Context
from ccm_desktop.services.departments.at_first_use import AtFirstUse

if TYPE_CHECKING:
    from ccm_desktop.services.care_plans import CarePlanService
    from ccm_desktop.services.chart_review import ChartReviewService
    from ccm_desktop.services.month_end import MonthEndService
    from ccm_desktop.services.monthly_pack import MonthlyPackService
    from ccm_desktop.services.packet import PacketService
    from ccm_desktop.services.programme import ProgrammeService
    from ccm_desktop.services.programme_paper import ProgrammePaper
    from ccm_desktop.services.reporting import ReportingService
    from ccm_desktop.services.signing import SigningService
    from ccm_desktop.services.staff_reports import StaffReportService


class Programme:
    """Part of the `Office`."""

    context: Context
    care_plans: CarePlanService
    month_end: MonthEndService
    reporting: ReportingService
    signing: SigningService

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
