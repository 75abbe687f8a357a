"""The patient's monthly summary on paper: an approved version as it was approved, or a draft marked as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from ccm_desktop.domain.calendar import from_epoch, local_day
from ccm_desktop.models.store import Reader
from ccm_desktop.reports import month_summary
from ccm_desktop.reports.month_summary import ApprovedBy, MonthSummary
from ccm_desktop.services.context import Context
from ccm_desktop.services.paper_remarks import written_remark
from ccm_desktop.services.plan_scene import PlanScene
from ccm_desktop.services.reporting import Rendering, ReportingService
from ccm_desktop.services.summary_views import ApprovedVersion, SummaryView

_MARK = 8
"""Digits of the digest that are printed."""


def paper_of(
    context: Context, reader: Reader, reporting: ReportingService, view: SummaryView, size: int,
    version: ApprovedVersion | None,
) -> Rendering:  # fmt: skip
    """With `version` exactly its lines, whatever the records say by now; without, what is on show as a draft."""
    scene = PlanScene(context, reader, view.patient_id)
    if version is None:
        scene.require_decided()
    language = version.language if version else view.language
    imprint = reporting.imprint(reader, None, None)
    document = MonthSummary(
        imprint=replace(imprint, printed_at=scene.instant(language), draft=version is None),
        patient_name=scene.name,
        born=_day(scene.identity.birth_date),
        year=view.month.year,
        month=view.month.number,
        lines=version.lines if version else view.lines,
        language=language,
        size=size,
        approved=_approved(context, reader, version) if version else None,
    )
    return Rendering(
        "month_summary", "Month_summary.pdf" if version else "Month_summary_draft.pdf", str(view.month),
        view.patient_id, "", partial(month_summary.render_month_summary, document),
        remark=partial(written_remark, month_summary.written, document),
    )  # fmt: skip


def _approved(context: Context, reader: Reader, version: ApprovedVersion) -> ApprovedBy:
    on = local_day(from_epoch(version.at), context.zone_of(reader))
    return ApprovedBy(version.signer, on, version.called, version.sha256[:_MARK])


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
