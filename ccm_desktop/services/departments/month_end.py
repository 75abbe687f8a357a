"""The month, from its checks to its claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ccm_desktop.services.context import Context
from ccm_desktop.services.departments.at_first_use import AtFirstUse

if TYPE_CHECKING:
    from ccm_desktop.services.care_plans import CarePlanService
    from ccm_desktop.services.claims import ClaimsService
    from ccm_desktop.services.code_choice import CodeChoiceService
    from ccm_desktop.services.complexity import ComplexityService
    from ccm_desktop.services.month_closing import MonthClosingService
    from ccm_desktop.services.month_desk import MonthDeskService
    from ccm_desktop.services.month_end import MonthEndService
    from ccm_desktop.services.month_exceptions import MonthExceptionService
    from ccm_desktop.services.month_holds import MonthHoldService
    from ccm_desktop.services.month_notes import MonthNoteService
    from ccm_desktop.services.month_signing import MonthSigningService
    from ccm_desktop.services.month_summaries import MonthSummaryService
    from ccm_desktop.services.other_services import OtherServices
    from ccm_desktop.services.overlaps import OverlapService
    from ccm_desktop.services.reporting import ReportingService
    from ccm_desktop.services.signing import SigningService
    from ccm_desktop.services.time_entries import TimeEntryService


class MonthEnd:
    """Part of the `Office`."""

    context: Context
    care_plans: CarePlanService
    reporting: ReportingService
    signing: SigningService
    time: TimeEntryService

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
    def month_summaries(self) -> MonthSummaryService:
        from ccm_desktop.services.month_summaries import MonthSummaryService

        return MonthSummaryService(self.context, self.reporting)

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
