"""All reports of a month at once: the practice's, every practitioner's, every coordinator's (A-110)."""

from __future__ import annotations

from ccm_desktop.domain.calendar import Month
from ccm_desktop.services.packs import Pack
from ccm_desktop.services.reporting import ReportingService
from ccm_desktop.services.staff_reports import StaffReportService, coordinator_report, practitioner_report


class MonthlyPackService:
    """Gathers the pack for the lead and the practitioners."""

    def __init__(self, reporting: ReportingService, staff: StaffReportService) -> None:
        self._reporting = reporting
        self._staff = staff

    def pack(self, month: Month) -> Pack:
        """Every report as PDF and CSV, ready to be written into a new folder."""
        renderings = [*self._reporting.month_both(month)]
        look = self._staff.look(month)
        for person in look.practitioners:
            renderings += practitioner_report(look, person)
        for person in look.coordinators:
            renderings += coordinator_report(look, person)
        return Pack(f"CCM_{month}_monthly-pack", tuple(renderings))
