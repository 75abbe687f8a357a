"""Calls from their settings to their end, and the end of any other timer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ccm_desktop.services.context import Context
from ccm_desktop.services.departments.at_first_use import AtFirstUse

if TYPE_CHECKING:
    from ccm_desktop.services.call_desk import CallDeskService
    from ccm_desktop.services.call_ending import CallEndingService
    from ccm_desktop.services.call_settings import CallSettingsService
    from ccm_desktop.services.calls import CallService
    from ccm_desktop.services.charts import ChartService
    from ccm_desktop.services.finishing import FinishingService
    from ccm_desktop.services.time_entries import TimeEntryService
    from ccm_desktop.services.timer import TimerService


class Calls:
    """Part of the `Office`."""

    context: Context
    calls: CallService
    charts: ChartService
    time: TimeEntryService
    timer: TimerService

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
