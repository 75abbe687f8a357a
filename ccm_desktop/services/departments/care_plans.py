"""What is done with a care plan beside editing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ccm_desktop.services.context import Context
from ccm_desktop.services.departments.at_first_use import AtFirstUse

if TYPE_CHECKING:
    from ccm_desktop.services.assessments import AssessmentService
    from ccm_desktop.services.calls import CallService
    from ccm_desktop.services.care_plans import CarePlanService
    from ccm_desktop.services.line_reviews import LineReviewService
    from ccm_desktop.services.plan_drafts import PlanDraftService
    from ccm_desktop.services.plan_freshness import PlanFreshnessService
    from ccm_desktop.services.plan_merged import PlanMergedService
    from ccm_desktop.services.plan_reviews import PlanReviewService
    from ccm_desktop.services.plan_signing import PlanSigningService
    from ccm_desktop.services.plan_templates import PlanTemplateService
    from ccm_desktop.services.plan_versions import PlanVersionService
    from ccm_desktop.services.signing import SigningService
    from ccm_desktop.services.template_register import TemplateRegister


class CarePlans:
    """Part of the `Office`."""

    context: Context
    calls: CallService
    care_plans: CarePlanService
    signing: SigningService

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
    def line_reviews(self) -> LineReviewService:
        from ccm_desktop.services.line_reviews import LineReviewService

        return LineReviewService(self.context, self.care_plans, self.plan_reviews)

    @AtFirstUse
    def plan_merged(self) -> PlanMergedService:
        from ccm_desktop.services.plan_merged import PlanMergedService

        return PlanMergedService(self.context)

    @AtFirstUse
    def plan_freshness(self) -> PlanFreshnessService:
        from ccm_desktop.services.plan_freshness import PlanFreshnessService

        return PlanFreshnessService(self.context)
