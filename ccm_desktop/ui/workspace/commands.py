"""What the care plan and enrolment tabs ask for, as commands of the services."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.enrolment import Eligibility
from ccm_desktop.services.forms import Form, InitiatingVisit
from ccm_desktop.services.plan_templates import Chosen
from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Task
from ccm_desktop.ui.widgets.parts import Message
from ccm_desktop.ui.workspace.enrolment_tab import EnrolmentTab


class Page(Protocol):
    """What commands need of the workspace."""

    patient: str

    def send(self, command: Callable[[], Outcome[Any]], words: str, message: Message | None = None) -> Task:
        """Run a command of the patient on show."""


class PlanCommands(QObject):
    """Saves, problems and undo of the plan.

    Signals:
        compare_asked: patient and ids of two versions.
    """

    compare_asked = Signal(str, str, str)

    def __init__(self, desk: Desk, page: Page, editor: CarePlanEditor) -> None:
        super().__init__(editor)
        self._desk, self._page, self._editor = desk, page, editor
        editor.saved.connect(self._on_plan_saved)
        editor.problem_added.connect(self._on_problem)
        editor.template_inserted.connect(self._on_template)
        editor.undo_pressed.connect(self.undo)
        editor.compare_asked.connect(self._on_compare)

    def _on_plan_saved(self, forms: tuple[Any, ...], what: str) -> None:
        task = self._page.send(
            partial(self._desk.office.care_plans.save, self._page.patient, forms, what),
            "Plan saved.",
            self._editor.detail.message,
        )
        task.succeeded.connect(self._editor.on_saved)

    def _on_template(self, chosen: Chosen) -> None:
        task = self._page.send(
            partial(self._desk.office.plan_templates.apply, self._page.patient, chosen),
            "Inserted. Undo last change takes all of it back.",
            self._editor.insert.message,
        )
        task.succeeded.connect(self._editor.on_saved)

    def _on_problem(self, name: str, icd10: str) -> None:
        task = self._page.send(
            partial(self._desk.office.care_plans.add_problem, self._page.patient, name, icd10),
            "Problem added.",
            self._editor.detail.message,
        )
        task.succeeded.connect(self._editor.on_saved)

    def _on_compare(self, before: str, after: str) -> None:
        self.compare_asked.emit(self._page.patient, before, after)

    def undo(self) -> None:
        """Take back the last save of the plan."""
        self._page.send(
            partial(self._desk.office.care_plans.undo, self._page.patient), "Undone; the history keeps both."
        )


class EnrolmentCommands(QObject):
    """Attestation, consent, enrolment and their ends."""

    def __init__(self, desk: Desk, page: Page, tab: EnrolmentTab) -> None:
        super().__init__(tab)
        self._desk, self._page, self._tab = desk, page, tab
        tab.attested.connect(self._on_attested)
        tab.visit.recorded.connect(self._on_visit)
        tab.consent.given.connect(self._on_consent)
        tab.enrol_pressed.connect(self._on_enrol)
        tab.ended.connect(self._on_ended)
        tab.declined.connect(self._on_declined)
        tab.consent.revoked.connect(self._on_revoke)

    def _on_attested(self, shown: Eligibility, answers: dict[str, bool], risk: str) -> None:
        self._page.send(
            partial(self._desk.office.enrolment.attest, shown, answers, risk),
            "Attested.",
            self._tab.enrolment_message,
        )

    def _on_visit(self, form: Form[InitiatingVisit]) -> None:
        task = self._page.send(
            partial(self._desk.office.enrolment.record_visit, form), "Visit kept.", self._tab.visit.message
        )
        task.succeeded.connect(self._on_visit_kept)

    def _on_visit_kept(self, _outcome: object) -> None:
        self._tab.visit.message.say("")

    def _on_consent(self, new: Any) -> None:
        task = self._page.send(
            partial(self._desk.office.enrolment.record_consent, self._page.patient, new),
            "Consent recorded.",
            self._tab.consent.message,
        )
        task.succeeded.connect(self._tab.consent.clear)

    def _on_enrol(self, last_seen: str) -> None:
        self._page.send(
            partial(self._desk.office.enrolment.enrol, self._page.patient, last_seen_on=last_seen),
            "Enrolled.",
            self._tab.enrolment_message,
        )

    def _on_ended(self, reason: str) -> None:
        on = self._desk.today().isoformat()
        self._page.send(
            partial(self._desk.office.enrolment.end, self._page.patient, on, reason),
            "Enrolment ended.",
            self._tab.enrolment_message,
        )

    def _on_declined(self, reason: str) -> None:
        self._page.send(
            partial(self._desk.office.enrolment.decline, self._page.patient, reason),
            "Recorded.",
            self._tab.enrolment_message,
        )

    def _on_revoke(self, reason: str) -> None:
        now = int(self._desk.office.context.clock.now().timestamp())
        self._page.send(
            partial(self._desk.office.enrolment.revoke_consent, self._page.patient, now, reason),
            "Withdrawal recorded.",
            self._tab.consent.message,
        )
