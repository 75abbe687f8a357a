"""What the enrolment tab asks for, as commands of the services."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.enrolment import Eligibility
from ccm_desktop.services.forms import Form, InitiatingVisit
from ccm_desktop.ui.chart import Named
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Task
from ccm_desktop.ui.once import Once
from ccm_desktop.ui.widgets.parts import Message
from ccm_desktop.ui.workspace.enrolment_tab import EnrolmentTab


class Page(Protocol):
    """What commands need of the workspace."""

    patient: str

    @property
    def banner(self) -> Named:
        """The patient's name stands there."""

    def send(self, command: Callable[[], Outcome[Any]], words: str, message: Message | None = None) -> Task:
        """Run a command of the patient on show."""

    def say(self, words: str) -> None:
        """Words for the toast."""


class EnrolmentCommands(QObject):
    """Attestation, consent, enrolment and their ends."""

    def __init__(self, desk: Desk, page: Page, tab: EnrolmentTab) -> None:
        super().__init__(tab)
        self._desk, self._page, self._tab, self._once = desk, page, tab, Once()
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
        command = partial(self._desk.office.enrolment.record_visit, form)
        send = partial(self._page.send, command, "Visit kept.", self._tab.visit.message)
        task = self._once.send(form.entity, send)
        if task is not None:
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
            "Enrollment ended.",
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
