"""The chip that says how current a patient's plan is, and the review it opens."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ccm_desktop.domain.plan_freshness import AGING, FRESH, STALE, Freshness
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.forms import Form, PlanReview
from ccm_desktop.services.office import Office
from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.care_plan.reviewing import ReviewSheet
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.icons import set_icon
from ccm_desktop.ui.once import Once
from ccm_desktop.ui.workspace.line_review_commands import LineReviewCommands
from ccm_desktop.ui.workspace.merged_commands import MergedCommands
from ccm_desktop.ui.workspace.time_commands import TimePage

_ICONS = {FRESH: "circle-check", AGING: "hourglass", STALE: "alert-triangle"}


class ReviewCommands(QObject):
    """Keeps the chip of the plan true, opens the sheet and records what it says.

    Signals:
        side_asked: the sheet for the side panel, or None to close it.
    """

    side_asked = Signal(object)

    def __init__(self, desk: Desk, page: TimePage, editor: CarePlanEditor) -> None:
        super().__init__(editor)
        self._desk, self._page, self._editor, self._once = desk, page, editor, Once()
        self.sheet = ReviewSheet(desk)
        self.line_by_line, self.merged = LineReviewCommands(desk, page, editor), MergedCommands(desk, page, editor)
        self.merged.side_asked.connect(self.side_asked)
        editor.shown.connect(self.look)
        editor.freshness_button.clicked.connect(self.open)
        self.sheet.reviewed.connect(self._on_reviewed)
        self.sheet.closed.connect(self._close)
        desk.gateway.changed.connect(self._on_changed)

    def look(self) -> None:
        """How current the plan on show is."""
        plan = self._editor.plan
        if plan is not None:
            task = self._desk.gateway.ask(partial(self._desk.office.plan_freshness.of, plan))
            task.succeeded.connect(partial(self._on_looked, plan.patient_id))

    def open(self) -> None:
        """The reasons, and the line for a review."""
        task = self._desk.gateway.ask(partial(_gather, self._desk.office, self._page.patient))
        task.succeeded.connect(self._on_read)

    def _on_looked(self, patient: str, found: Freshness) -> None:
        if patient != self._page.patient:
            return
        chip = self._editor.freshness_button
        chip.setText(f"{found.words}…")
        chip.setAccessibleName(f"How current the plan is. {found.words}")
        chip.setAccessibleDescription(". ".join(reason.words for reason in found.reasons))
        chip.setToolTip("\n".join(reason.words for reason in found.reasons) or "Changed or reviewed lately")
        set_icon(chip, _ICONS[found.level])
        chip.show()

    def _on_read(self, found: tuple[Freshness, Form[PlanReview], str]) -> None:
        if found[1].entity == self._page.patient:
            self.side_asked.emit(self.sheet)
            self.sheet.open(self._page.banner.name, *found)

    def _on_reviewed(self, form: Form[PlanReview], why: str, next_on: str) -> None:
        command = partial(self._desk.office.plan_reviews.no_change, form, why, next_on)
        send = partial(self._page.send, command, "Reviewed, no change.", self.sheet.message)
        task = self._once.send(form.entity, send)
        if task is not None:
            task.succeeded.connect(self._close)

    def _on_changed(self, changed: Changed) -> None:
        if changed & Changed.CARE_PLAN and self.sheet.isVisible():
            self.side_asked.emit(None)  # its reasons are those of before

    def _close(self, _outcome: object = None) -> None:
        self.side_asked.emit(None)


def _gather(office: Office, patient: str) -> tuple[Freshness, Form[PlanReview], str]:
    """Runs on the database thread."""
    plan = office.care_plans.view(patient)
    return office.plan_freshness.of(plan), plan.review, office.plan_reviews.next_due()
