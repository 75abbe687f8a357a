"""Plans to sign: what waits at the left, the plan at the right, one key a decision."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.search import fold
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.plan_queue import PlanToSign
from ccm_desktop.services.plan_signing import PlanEvidence
from ccm_desktop.ui import figures
from ccm_desktop.ui.announcing import announce
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.plan_signing.evidence import PlanEvidencePane
from ccm_desktop.ui.signing_words import ASK_ONCE
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.widgets.parts import Message, PageHeader, button, label, on_keys, show_refused
from ccm_desktop.ui.widgets.rows_model import Column

_BESIDE_FROM = 760
_QUEUE_HEIGHT = 96
"""Where the queue stands above: the plan needs the room."""
_NO_BOUND = 16_777_215


class PlanSigningPage(QWidget):
    """The queue and the plan in hand.

    Signals:
        patient_opened: id of the patient whose care plan is to be shown.
        undo_offered: a sentence, and what takes the signature back.
        said: a sentence for the toast.
    """

    patient_opened = Signal(str)
    undo_offered = Signal(str, object)
    said = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.patient = self._apart = ""
        """`_apart`: whose plan is in hand without waiting for a signature; no line of the queue stands for it."""
        self.header = PageHeader("Plans to sign")
        self.table = DataTable("Plans to sign", _columns(desk.zone), lambda line: line.patient_id, desk.theme)
        self.table.hide_first(("number", "words"))
        self.table.set_empty_text("No plan waits for a signature.")
        self.evidence = PlanEvidencePane(desk)
        self.message = Message()
        self.passphrase_ask = InlineAsk("Passphrase", secret=True)
        self.return_ask = InlineAsk("What is to be changed")
        self.sign_button = button("Sign && next  S", "signature", role="primary", shortcut="S")
        self.return_button = button("Return…  R", "arrow-back-up", shortcut="R")
        self.chart_button = button("Open plan  O", "users", shortcut="O")
        self.why_label = label("", "caption", wrap=True)
        self._lay_out()
        self._connect()

    def open(self, patient: str = "") -> None:
        """The queue, and the plan of that patient whether it waits or not."""
        self.message.say(self._desk.refusal(Verb.SIGN_PLAN), "info")
        self._apart = patient
        self.reload()

    def reload(self) -> None:
        """Ask for the queue anew; the plan in hand stays, or what waits next."""
        self._desk.gateway.ask(self._desk.office.plan_signing.queue).succeeded.connect(self._on_queue)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= self._desk.theme.px(_BESIDE_FROM)
        self.split.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)
        self.table.setMaximumHeight(_NO_BOUND if beside else self._desk.theme.px(_QUEUE_HEIGHT))

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.evidence, 1)
        for part in (self.message, self.passphrase_ask, self.return_ask):
            column.addWidget(part)
        row = QHBoxLayout()
        for press in (self.sign_button, self.return_button, self.chart_button):
            row.addWidget(press)
        row.addWidget(self.why_label, 1)
        column.addLayout(row)
        self.split = QSplitter()
        self.split.addWidget(self.table)
        self.split.addWidget(right)
        self.split.setStretchFactor(0, 2)
        self.split.setStretchFactor(1, 4)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(10)
        self.split.setSizes([430, 760])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.header)
        outer.addWidget(self.split, 1)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.evidence.looked.connect(self._tell_unread)
        self.table.current_changed.connect(self._on_line)
        self.table.opened.connect(self._on_opened)
        for press, keys, slot in (
            (self.sign_button, "S", self._on_sign), (self.return_button, "R", self._on_return),
            (self.chart_button, "O", self._on_chart),
        ):  # fmt: skip
            press.clicked.connect(slot)
            on_keys(self, keys, partial(_press, press))
        self.passphrase_ask.answered.connect(self._send)
        self.return_ask.answered.connect(self._on_reason)
        for ask in (self.passphrase_ask, self.return_ask):
            ask.dismissed.connect(self.table.setFocus)
        self._desk.gateway.changed.connect(self._on_changed)

    def _on_queue(self, lines: tuple[PlanToSign, ...]) -> None:
        count = len(lines)
        self.header.counts_label.setText("" if not count else "1 waits" if count == 1 else f"{count} wait")
        with QSignalBlocker(self.table):
            self.table.show_rows(lines)
            if self._apart in {line.patient_id for line in lines}:
                self.table.select_key(self._apart)
                self._apart = ""
            elif self._apart:
                self.table.select_none()
        line = self.table.current_row()
        self._show(self._apart or (line.patient_id if isinstance(line, PlanToSign) else ""))

    def _show(self, patient: str) -> None:
        """The plan of a patient; empty for nobody's."""
        if patient != self.patient:
            self.passphrase_ask.finish()
            self.return_ask.finish()
            self.message.say(self._desk.refusal(Verb.SIGN_PLAN), "info")
        self.patient = patient
        for press in (self.sign_button, self.return_button, self.chart_button):
            press.setVisible(bool(patient))
        if not patient:
            self.evidence.clear()
            return
        task = self._desk.gateway.ask(partial(self._desk.office.plan_signing.evidence, patient))
        task.succeeded.connect(self._on_evidence)
        task.failed.connect(self.message.show_problem)

    def _on_evidence(self, found: PlanEvidence) -> None:
        if found.patient_id == self.patient:
            self.evidence.show_evidence(found)
            refusal = self._desk.refusal(Verb.SIGN_PLAN)
            self.sign_button.setEnabled(not found.missing and not refusal)
            self.return_button.setEnabled(found.standing.state == "waiting" and not refusal)
            self._tell_unread()

    def _tell_unread(self) -> None:
        """Why it cannot be signed yet, beside the button that would; a key and a screen reader still reach it."""
        why = self.evidence.unread() if self.patient and self.sign_button.isEnabled() else ""
        self.why_label.setText(why)
        show_refused(self.sign_button, why)

    def _on_line(self, line: PlanToSign | None) -> None:
        if line is not None and line.patient_id != self.patient:
            self._apart = ""
            self._show(line.patient_id)

    def _on_opened(self) -> None:
        self.evidence.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_sign(self) -> None:
        if self.evidence.shown is not None and (why := self.evidence.unread()):
            self._tell_unread()
            announce(self.sign_button, why)
            self.evidence.text.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._send("")

    def _send(self, passphrase: str) -> None:
        shown = self.evidence.shown
        if shown is not None:
            signing = self._desk.office.plan_signing
            task = self._desk.gateway.send(partial(signing.sign, shown.patient_id, shown.seen, passphrase))
            task.succeeded.connect(partial(self._on_signed, shown.patient_id))
            task.failed.connect(self._on_refused)

    def _on_signed(self, patient: str, outcome: Outcome[str]) -> None:
        self._apart = ""
        self.passphrase_ask.finish()
        self.message.say("")
        self.table.setFocus()
        undo = partial(self._desk.office.plan_signing.withdraw, patient, outcome.value)
        self.undo_offered.emit("Plan signed.", partial(self._desk.gateway.send, undo))

    def _on_refused(self, problem: Problem) -> None:
        if problem.code == "passphrase_needed":
            self.message.say("")
            self.passphrase_ask.ask(ASK_ONCE, "Sign")
        elif self.passphrase_ask.isVisible():
            self.passphrase_ask.refuse(str(problem))
        else:
            self.message.show_problem(problem)
            if problem.code == "plan_changed":
                self._show(self.patient)

    def _on_return(self) -> None:
        self.return_ask.ask("It goes back without a signature because…", "Return", "The words stay with the plan")

    def _on_reason(self, reason: str) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.plan_signing.send_back, self.patient, reason))
        task.succeeded.connect(self._on_returned)
        task.failed.connect(self._on_return_refused)

    def _on_returned(self, _outcome: object) -> None:
        self.return_ask.finish()
        self.table.setFocus()
        self.said.emit("Returned; your words stand with the plan.")

    def _on_return_refused(self, problem: Problem) -> None:
        self.return_ask.refuse(str(problem))

    def _on_chart(self) -> None:
        self.patient_opened.emit(self.patient)

    def _on_changed(self, changed: Changed) -> None:
        if changed & (Changed.CARE_PLAN | Changed.CONSENT | Changed.PATIENTS) and self.isVisible():
            self.reload()


def _press(press: QPushButton) -> None:
    """A key does what its button does, and nothing where the button is gone or closed."""
    if press.isVisible() and press.isEnabled():
        press.click()


def _columns(zone: ZoneInfo) -> tuple[Column[PlanToSign], ...]:
    return (
        Column("patient", "Patient", lambda line: line.patient, 150, lambda line: fold(line.patient)),
        Column("number", "Version", lambda line: str(line.number), 64, lambda line: line.number, right=True),
        Column("since", "Submitted", lambda line: figures.instant(line.submitted_at, zone), 140,
               lambda line: line.submitted_at),
        Column("by", "By", lambda line: line.submitted_by, 120),
        Column("words", "Words", lambda line: line.words, 160),
    )  # fmt: skip
