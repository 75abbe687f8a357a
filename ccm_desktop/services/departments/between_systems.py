"""What leaves for other systems, and what comes from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ccm_desktop.services.context import Context
from ccm_desktop.services.departments.at_first_use import AtFirstUse

if TYPE_CHECKING:
    from ccm_desktop.services.importing import ImportService
    from ccm_desktop.services.plan_export import PlanExportService
    from ccm_desktop.services.plan_import import PlanImportService
    from ccm_desktop.services.plan_signing import PlanSigningService


class BetweenSystems:
    """Part of the `Office`."""

    context: Context
    plan_signing: PlanSigningService

    @AtFirstUse
    def plan_exports(self) -> PlanExportService:
        from ccm_desktop.services.plan_export import PlanExportService

        return PlanExportService(self.context, self.plan_signing)

    @AtFirstUse
    def plan_imports(self) -> PlanImportService:
        from ccm_desktop.services.plan_import import PlanImportService

        return PlanImportService(self.context)

    @AtFirstUse
    def importing(self) -> ImportService:
        from ccm_desktop.services.importing import ImportService

        return ImportService(self.context)
