"""The services of what is recorded beside a care plan: facts about the work, no part of its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ccm_desktop.services.context import Context
from ccm_desktop.services.departments.at_first_use import AtFirstUse

if TYPE_CHECKING:
    from ccm_desktop.services.care_plans import CarePlanService
    from ccm_desktop.services.checkin_import import CheckinImportService
    from ccm_desktop.services.checkins import CheckinService
    from ccm_desktop.services.coordination import CoordinationService
    from ccm_desktop.services.due_items import DueItemService
    from ccm_desktop.services.form_drafts import FormDraftService
    from ccm_desktop.services.instructions import InstructionService
    from ccm_desktop.services.quick_findings import QuickFindingService
    from ccm_desktop.services.reading_import import ReadingImportService
    from ccm_desktop.services.reading_limits import ReadingLimitService
    from ccm_desktop.services.teach_backs import TeachBackService
    from ccm_desktop.services.transcripts import TranscriptService
    from ccm_desktop.services.transitions import TransitionService


class BesidePlans:
    """Part of the `Office`."""

    context: Context
    care_plans: CarePlanService

    @AtFirstUse
    def coordination(self) -> CoordinationService:
        from ccm_desktop.services.coordination import CoordinationService

        return CoordinationService(self.context)

    @AtFirstUse
    def instructions(self) -> InstructionService:
        from ccm_desktop.services.instructions import InstructionService

        return InstructionService(self.context)

    @AtFirstUse
    def transcripts(self) -> TranscriptService:
        from ccm_desktop.services.transcripts import TranscriptService

        return TranscriptService(self.context)

    @AtFirstUse
    def teach_backs(self) -> TeachBackService:
        from ccm_desktop.services.teach_backs import TeachBackService

        return TeachBackService(self.context)

    @AtFirstUse
    def quick_findings(self) -> QuickFindingService:
        from ccm_desktop.services.quick_findings import QuickFindingService

        return QuickFindingService(self.context, self.care_plans)

    @AtFirstUse
    def due_items(self) -> DueItemService:
        from ccm_desktop.services.due_items import DueItemService

        return DueItemService(self.context, self.care_plans)

    @AtFirstUse
    def reading_limits(self) -> ReadingLimitService:
        from ccm_desktop.services.reading_limits import ReadingLimitService

        return ReadingLimitService(self.context)

    @AtFirstUse
    def reading_import(self) -> ReadingImportService:
        from ccm_desktop.services.reading_import import ReadingImportService

        return ReadingImportService(self.context)

    @AtFirstUse
    def transitions(self) -> TransitionService:
        from ccm_desktop.services.transitions import TransitionService

        return TransitionService(self.context)

    @AtFirstUse
    def checkins(self) -> CheckinService:
        from ccm_desktop.services.checkins import CheckinService

        return CheckinService(self.context)

    @AtFirstUse
    def checkin_import(self) -> CheckinImportService:
        from ccm_desktop.services.checkin_import import CheckinImportService

        return CheckinImportService(self.context)

    @AtFirstUse
    def form_drafts(self) -> FormDraftService:
        from ccm_desktop.services.form_drafts import FormDraftService

        return FormDraftService(self.context)
