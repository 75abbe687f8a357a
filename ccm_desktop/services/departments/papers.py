"""What is printed of a plan and of the practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ccm_desktop.services.context import Context
from ccm_desktop.services.departments.at_first_use import AtFirstUse

if TYPE_CHECKING:
    from ccm_desktop.services.plan_papers import PlanPapers
    from ccm_desktop.services.plan_printing import PlanPrintingService
    from ccm_desktop.services.plan_signing import PlanSigningService
    from ccm_desktop.services.reporting import ReportingService


class Papers:
    """Part of the `Office`."""

    context: Context
    plan_signing: PlanSigningService

    @AtFirstUse
    def reporting(self) -> ReportingService:
        from ccm_desktop.services.reporting import ReportingService

        return ReportingService(self.context)

    @AtFirstUse
    def plan_printing(self) -> PlanPrintingService:
        from ccm_desktop.services.plan_printing import PlanPrintingService

        return PlanPrintingService(self.context, self.reporting, self.plan_signing)

    @AtFirstUse
    def plan_papers(self) -> PlanPapers:
        from ccm_desktop.services.plan_papers import PlanPapers

        return PlanPapers(self.context)
