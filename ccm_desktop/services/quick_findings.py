"""Quick findings: one press makes the finding, and the task or escalation that it leads to, in one commit.

What really is a barrier becomes one of the plan, and confusion about one medicine its reconciliation, each as
a version of the plan that undo takes back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ccm_desktop.domain.calendar import local_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.quick_findings import FINDINGS, MEDICATION, TRANSPORT, QuickFinding, title
from ccm_desktop.domain.undo import Save
from ccm_desktop.domain.workdays import workdays_after
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.quick_finding import QuickFindingMade, QuickFindingWithdrawn
from ccm_desktop.models.queries import plans, quick_findings
from ccm_desktop.models.store import Transaction
from ccm_desktop.services import escalations
from ccm_desktop.services.authority import require
from ccm_desktop.services.care_plans import CarePlanService, write_taken_back
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.escalations import NewEscalation, write_answer, write_escalation
from ccm_desktop.services.forms import Barrier, Form, MedicationOrder, MedicationReview, TaskStatus
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import people_of
from ccm_desktop.services.plan_undo import is_taken_back, stacks_of, standing_save
from ccm_desktop.services.review_causes import raise_dose, withdraw
from ccm_desktop.services.tasks import NewTask, write_task

_CHANGED = Changed.TASKS | Changed.CARE_PLAN | Changed.PATIENTS
_NO_CAR = "No reliable way to get to visits"
_MISTAKE = "Taken back with the finding"
_STAYS = ("finding_line_stays", "The finding is withdrawn. What it wrote in the plan stays: it was changed since.",
          "Look at it in the plan, and change it there if it does not hold.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding that holds; `at` in epoch seconds."""

    record_id: str
    title: str
    words: str
    by: str
    at: int


class QuickFindingService:
    """Records and takes back."""

    def __init__(self, context: Context, plans_: CarePlanService) -> None:
        self._context, self._plans = context, plans_

    def of(self, patient: str) -> tuple[FindingLine, ...]:
        """Of a patient, the newest first."""
        with self._context.reading() as reader:
            names = {person.id: person.title for person in people_of(reader)}
            rows = quick_findings.standing(reader.connection, patient)
        return tuple(
            FindingLine(row.id, title(row.finding), row.words, names.get(row.person, ""), row.at // 1000)
            for row in rows
        )  # fmt: skip

    def record(self, patient: str, finding: str, words: str = "", medication: str = "") -> Outcome[str]:
        """Record one and do what it leads to; `medication` names the one that confuses. Returns its id."""
        require(self._context, Verb.CARE)
        found = FINDINGS.get(finding)
        if found is None:
            raise BadInput("finding_unknown", "There is no such finding.", f"Use one of: {', '.join(FINDINGS)}.")
        with self._context.together(), self._context.transaction() as tx:
            who_is(tx, patient)
            record = new_id()
            form = self._plan_form(tx, patient, finding, words, medication)
            saved = f"{found.title}: {words.strip()}".rstrip(": ") if form is not None else ""
            led_to = self._lead_on(tx, patient, found, words.strip(), record)
            version = ""
            if form is not None:  # after the task, so that an undo of the save takes it back too
                self._plans.save(patient, [form], saved)
                version = stacks_of(self._context, tx, patient).undo[-1].id
            fact = QuickFindingMade(finding, self._context.person, words.strip(), led_to, medication, saved, version)
            tx.record(fact, entity=record, patient=patient)
        return Outcome(record, _CHANGED)

    def withdraw(self, record: str, reason: str = "Taken back at once") -> Outcome[Refusal | None]:
        """It was recorded by mistake: what it led to goes with it, unless somebody saw to it meanwhile.

        Returns what to say where its line in the plan must stay.
        """
        require(self._context, Verb.CARE)
        if not reason.strip():
            raise BadInput("reason_missing", "The reason is empty.", "Say why it does not hold.")
        with self._context.together(), self._context.transaction() as tx:
            row = quick_findings.one(tx.connection, record)
            if row is None:
                raise Refusal("finding_gone", "There is no such finding any more.", "Look at the list again.")
            stays = None if self._out_of_plan(tx, row) else Refusal(*_STAYS)
            self._drop(tx, row)
            fact = QuickFindingWithdrawn(record, reason.strip(), self._context.person)
            tx.record(fact, entity=new_id(), patient=row.patient)
        return Outcome(stays, _CHANGED)

    def _out_of_plan(self, tx: Transaction, row: quick_findings.QuickFindingRow) -> bool:
        """Take back the very save that the finding made; False where what it wrote must stay."""
        if not row.saved or (row.version and is_taken_back(tx, row.version)):
            return True
        name = plans.saved_name(tx.connection, row.version)
        if name is None:  # an older record, or a save that has not come here yet
            return False
        try:
            save = Save(standing_save(tx, row.version), name)
            return write_taken_back(self._context, tx, row.patient, save)
        except Refusal:
            return False

    def _plan_form(
        self, tx: Transaction, patient: str, finding: str, words: str, medication: str
    ) -> Form[Barrier] | Form[MedicationReview] | None:
        """What of the plan it really is; None where it is nothing of the plan, or stands there already."""
        if finding == MEDICATION and medication:
            if tx.patient_of(MedicationOrder, medication) != patient:
                raise BadInput("medication_unknown", "There is no such medication in this patient's plan.",
                               "Choose one of the plan.")  # fmt: skip
            held = tx.held(MedicationReview, medication)
            if held is not None and held.others:  # a person decides that, seeing both
                return None
            review = held.value if held else MedicationReview()
            today = local_day(self._context.clock.now(), self._context.zone_of(tx)).isoformat()
            told = replace(review, taking="confused", reconciled_on=today, source=review.source or "patient",
                           discrepancy=words.strip() or review.discrepancy)  # fmt: skip
            return Form(medication, told, held.heads if held else ())
        if finding == TRANSPORT and not self._has_barrier(patient):
            return Form("", Barrier(words.strip() or _NO_CAR, "transport"))
        return None

    def _has_barrier(self, patient: str) -> bool:
        barriers = self._plans.view(patient).short["barriers"]
        return any(one.value.kind == "transport" and one.value.status == "active" for one in barriers)

    def _lead_on(self, tx: Transaction, patient: str, found: QuickFinding, words: str, record: str) -> str:
        """The task or the escalation; its entity."""
        told = f"{found.title}: {words}" if words else found.title
        if found.level:
            new = NewEscalation(patient, found.level, f"{told}. {found.to_do}.", found.target)
            return write_escalation(self._context, tx, new)
        if found is FINDINGS[MEDICATION]:
            raise_dose(self._context, tx, patient, record, told)
        today = local_day(self._context.clock.now(), self._context.zone_of(tx))
        due = workdays_after(today, found.due_in).isoformat()
        title = f"{found.to_do} ({told[0].lower()}{told[1:]})"
        return write_task(tx, NewTask(title, patient, due, kind="finding", source="finding", reference=record))

    def _drop(self, tx: Transaction, row: quick_findings.QuickFindingRow) -> None:
        for about in (row.id, row.led_to):
            withdraw(tx, row.patient, about, _MISTAKE)
        held = tx.held(TaskStatus, row.led_to)
        if held is not None and held.value.status == "open":
            tx.record(TaskStatus("dropped", _MISTAKE), entity=row.led_to, patient=row.patient, prev=held.heads)
        for line in escalations.lines_of(self._context, tx, escalation=row.led_to):
            if line.acted_at is None:
                write_answer(self._context, tx, line, _MISTAKE)
