"""A comparison of two versions of a care plan as a document."""

from __future__ import annotations

from datetime import date
from functools import partial

from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.plan_number import marked
from ccm_desktop.reports.plan_comparison import PlanComparisonDocument, render_plan_comparison
from ccm_desktop.services import local_words
from ccm_desktop.services.authority import require
from ccm_desktop.services.context import Context
from ccm_desktop.services.paper_remarks import letters_remark
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.plan_versions import PlanComparison
from ccm_desktop.services.plan_views import PlanVersionLine
from ccm_desktop.services.reporting import Rendering, ReportingService


class PlanPapers:
    """Makes documents of what a screen or command shows already."""

    def __init__(self, context: Context) -> None:
        self._context, self._reporting = context, ReportingService(context)

    def comparison(self, shown: PlanComparison) -> Rendering:
        """What differs between the two versions on show."""
        require(self._context, Verb.REPORT)
        with self._context.reading() as reader:
            imprint = self._reporting.imprint(reader, None, None)
            born = who_is(reader, shown.patient_id).birth_date
            before, after = self.words(shown.before), self.words(shown.after)
        changes = shown.changes
        document = PlanComparisonDocument(
            imprint, shown.name, local_words.day(date.fromisoformat(born)) if born else "", before, after, changes,
            len(shown.lines) - len(changes),
        )  # fmt: skip
        return Rendering("plan_comparison", "Care_plan_changes.pdf", "", shown.patient_id, "",
                         lambda progress: render_plan_comparison(document, progress),
                         remark=partial(letters_remark, document))  # fmt: skip

    def words(self, version: PlanVersionLine) -> str:
        """`Version 6-3f2a, Nov 21, 2026 10:41 AM EST, Maria Ortiz, RN: Goal added`"""
        if not version.version_id:
            return "Before the first save"
        when = local_words.instant(version.at, self._context.zone())
        who = f", {version.by}" if version.by else ""
        what = f": {version.what}" if version.what else ""
        return f"Version {marked(version.version_id, version.number)}, {when}{who}{what}"
