"""What happens in the sign-off queue: evidence comes, a signature goes, the next patient is in hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import Problem
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.month_views import Evidence, MonthDesk, MonthNoteView, QueueLine, Sentence
from ccm_desktop.services.office import Office
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.month_end.sign_off import TO_SIGN, SignOffTab
from ccm_desktop.ui.signing_words import ASK_ONCE, TOO_SOON


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of `Sign all viewed`."""

    signed: tuple[str, ...]
    refused: tuple[str, ...]
    """Why, one sentence each, without names."""


class SigningFlow(QObject):
    """Sends what the tab asks for.

    Signals:
        said: a sentence for the toast.
        patient_opened: id and tab.
        codes_asked: id of the patient in hand.
    """

    said = Signal(str)
    patient_opened = Signal(str, int)
    codes_asked = Signal(str)

    def __init__(self, desk: Desk, tab: SignOffTab) -> None:
        super().__init__(tab)
        self._desk, self._tab = desk, tab
        self.role = ""
        self._month: Month | None = None
        self._line: QueueLine | None = None
        self._viewed: dict[str, Evidence] = {}
        self._done: frozenset[str] = frozenset()
        self._batch: tuple[Evidence, ...] = ()
        tab.line_chosen.connect(self._on_line)
        tab.sign_pressed.connect(self._on_sign)
        tab.hold_pressed.connect(self._on_hold)
        tab.chart_pressed.connect(self._on_chart)
        tab.codes_pressed.connect(self._on_codes)
        tab.undo_pressed.connect(self._on_undo)
        tab.batch_pressed.connect(self._on_batch)
        tab.evidence.looked_at.connect(self._on_looked)
        tab.evidence.chart_asked.connect(self.patient_opened)
        tab.evidence.note.saved.connect(self._on_note)
        tab.passphrase_ask.answered.connect(self._on_passphrase)
        tab.hold_ask.answered.connect(self._on_reason)
        for ask in (tab.passphrase_ask, tab.hold_ask):
            ask.dismissed.connect(tab.table.setFocus)
        tab.set_viewed(0)

    def show_desk(self, desk: MonthDesk) -> None:
        """Take over the queue; the evidence in hand is asked anew when its line says something else."""
        if (self._month, self.role) != (desk.standing.month, desk.queue.role):
            self._month, self.role = desk.standing.month, desk.queue.role
            self._line, self._viewed = None, {}
        self._done = frozenset()
        waiting = {line.patient_id for line in desk.queue.lines if line.state in TO_SIGN}
        self._viewed = {patient: seen for patient, seen in self._viewed.items() if patient in waiting}
        self._tab.set_viewed(len(self._viewed))
        self._tab.show_desk(desk)
        self._on_line(self._tab.current())

    def show_patient(self, patient: str) -> None:
        """Make a patient's line the one in hand, from elsewhere."""
        self._tab.table.select_key(patient)

    def _on_line(self, line: QueueLine | None) -> None:
        if line == self._line:
            return
        if line is None or self._line is None or line.patient_id != self._line.patient_id:
            self._tab.message.say("")
            self._tab.passphrase_ask.finish()
            self._tab.hold_ask.finish()
            self._tab.evidence.note.clear()
        self._line = line
        if line is None:
            self._tab.evidence.clear()
            return
        self._tab.hold_button.setText("Release hold  H" if line.state == "held" else "Hold…  H")
        self._ask_evidence()

    def _ask_evidence(self) -> None:
        if self._line is not None and self._month is not None and self._tab.isVisible():
            task = self._desk.gateway.ask(partial(_gather, self._desk.office, self._line.patient_id, self._month,
                                                  self.role))  # fmt: skip
            task.succeeded.connect(self._on_evidence)
            task.failed.connect(self._tab.message.show_problem)

    def come_into_view(self) -> None:
        """The tab is on show again: its evidence must be looked at now."""
        self._ask_evidence()

    def _on_evidence(self, found: tuple[Evidence, MonthNoteView]) -> None:
        evidence, note = found
        if self._line is not None and (evidence.patient_id, evidence.role, evidence.month) == (
            self._line.patient_id, self.role, self._month,
        ):  # fmt: skip
            self._tab.evidence.show_evidence(evidence, note, locked=self._tab.locked)

    def _on_looked(self, found: Evidence) -> None:
        if self._line is not None and self._line.state in TO_SIGN and not self._tab.locked:
            self._viewed[found.patient_id] = found
            self._tab.set_viewed(len(self._viewed))

    def _on_sign(self) -> None:
        shown = self._tab.evidence.shown
        if shown is None:
            return
        if not self._tab.evidence.ready:
            self._tab.message.say(TOO_SOON, "info")
            return
        self._send_signature((shown,), "")

    def _on_batch(self) -> None:
        self._send_signature(tuple(self._viewed.values()), "")

    def _on_passphrase(self, passphrase: str) -> None:
        self._send_signature(self._batch, passphrase)

    def _send_signature(self, evidence: tuple[Evidence, ...], passphrase: str) -> None:
        self._batch = evidence
        task = self._desk.gateway.send(partial(_sign, self._desk.office, evidence, passphrase))
        task.succeeded.connect(self._on_signed)
        task.failed.connect(self._on_refused)

    def _on_signed(self, outcome: Outcome[Batch]) -> None:
        done = outcome.value
        self._tab.passphrase_ask.finish()
        self._done |= frozenset(done.signed)
        for patient in done.signed:
            self._viewed.pop(patient, None)
        self._tab.set_viewed(len(self._viewed))
        if done.signed:
            self.said.emit(f"Signed for {_patients(len(done.signed))}. Z takes the last one back.")
        self._tab.table.setFocus()
        if not self._tab.go_to_next(self._done) and not done.refused:
            self._tab.message.say("Everybody who waits for you is signed for or on hold.", "ok")
        if done.refused:
            count = len(done.refused)
            self._tab.message.say(f"Not signed for {_patients(count)}: {' '.join(dict.fromkeys(done.refused))}")

    def _on_refused(self, problem: Problem) -> None:
        if problem.code == "passphrase_needed":
            self._tab.message.say("")
            self._tab.passphrase_ask.ask(ASK_ONCE, "Sign")
            return
        if self._tab.passphrase_ask.isVisible():
            self._tab.passphrase_ask.refuse(str(problem))
        else:
            self._tab.message.show_problem(problem)
        if problem.code == "evidence_changed":
            self._viewed.clear()
            self._tab.set_viewed(0)
            self._ask_evidence()

    def _on_hold(self) -> None:
        if self._line is None or self._month is None:
            return
        if self._line.state == "held":
            release = partial(self._desk.office.month_signing.release, self._line.patient_id, self._month)
            self._desk.gateway.send(release).failed.connect(self._tab.message.show_problem)
        else:
            words = f"{self._line.patient} is not billed in {self._month.title} because…"
            self._tab.hold_ask.ask(words, "Hold", "The reason stands on every list")

    def _on_reason(self, reason: str) -> None:
        if self._line is None or self._month is None:
            return
        signing = self._desk.office.month_signing
        task = self._desk.gateway.send(partial(signing.hold, self._line.patient_id, self._month, reason))
        task.succeeded.connect(self._on_held)
        task.failed.connect(self._on_hold_refused)

    def _on_held(self, outcome: Outcome[str]) -> None:
        self._tab.hold_ask.finish()
        self._viewed.pop(outcome.value, None)
        self._tab.table.setFocus()
        self._tab.go_to_next(self._done | {outcome.value})

    def _on_hold_refused(self, problem: Problem) -> None:
        self._tab.hold_ask.refuse(str(problem))

    def _on_chart(self) -> None:
        if self._line is not None:
            self.patient_opened.emit(self._line.patient_id, 0)

    def _on_codes(self) -> None:
        if self._line is not None:
            self.codes_asked.emit(self._line.patient_id)

    def _on_undo(self) -> None:
        task = self._desk.gateway.send(self._desk.office.month_signing.undo_last)
        task.succeeded.connect(self._on_undone)
        task.failed.connect(self._tab.message.show_problem)

    def _on_undone(self, outcome: Outcome[str]) -> None:
        self._done -= {outcome.value}
        self.show_patient(outcome.value)
        self.said.emit("The last signature is taken back; both acts stay visible.")

    def _on_note(self, view: MonthNoteView, sentences: tuple[Sentence, ...]) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.month_notes.save, view, sentences))
        task.succeeded.connect(self._on_note_saved)
        task.failed.connect(self._on_note_refused)

    def _on_note_saved(self, _outcome: object) -> None:
        self._tab.evidence.note.stop_edit()
        self.said.emit("Note saved; earlier versions are kept.")
        self._ask_evidence()

    def _on_note_refused(self, problem: Problem) -> None:
        self._tab.evidence.note.message.show_problem(problem)


def _gather(office: Office, patient: str, month: Month, role: str) -> tuple[Evidence, MonthNoteView]:
    """Runs on the database thread."""
    return office.month_signing.evidence(patient, month, role), office.month_notes.open(patient, month)


def _sign(office: Office, evidence: tuple[Evidence, ...], passphrase: str) -> Outcome[Batch]:
    """Runs on the database thread: each signature is a transaction of its own.

    What concerns the signer (role, passphrase) refuses the whole; what concerns one patient is told apart.
    """
    signed: list[str] = []
    refused: list[str] = []
    for one in evidence:
        try:
            office.month_signing.sign(one.patient_id, one.month, one.role, one.seen, passphrase)
        except Problem as problem:
            if not signed and (len(evidence) == 1 or problem.code not in _OF_ONE_PATIENT):
                raise
            refused.append(str(problem))
        else:
            signed.append(one.patient_id)
            passphrase = ""
    return Outcome(Batch(tuple(signed), tuple(refused)), Changed.MONTH if signed else Changed.NOTHING)


_OF_ONE_PATIENT = {
    "evidence_changed", "evidence_too_short", "nothing_to_sign", "sign_held", "sign_note_missing", "sign_waiting",
    "signed_already", "month_closed",
}  # fmt: skip


def _patients(count: int) -> str:
    return "1 patient" if count == 1 else f"{count} patients"
