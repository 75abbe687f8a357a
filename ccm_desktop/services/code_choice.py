"""A patient-month under every family of codes, and a person's choice among what the evidence supports."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.billing.assessment import Decision
from ccm_desktop.domain.billing.what_if import Alternative, choose_lower, what_if
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.payloads.month import FamilyChoice
from ccm_desktop.models.store import Reader
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.month_facts import assessed
from ccm_desktop.services.month_guard import require_open


@dataclass(frozen=True, slots=True)
class CodeChoice:
    """All families side by side, and the choice made so far, opened for editing."""

    alternatives: tuple[Alternative, ...]
    schedule: str
    """The fee table used."""
    form: Form[FamilyChoice]


class CodeChoiceService:
    """Compares the families of a patient-month and records a choice among them."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def compare(self, patient: str, month: Month) -> CodeChoice:
        """What each family would bring and need; raises Refusal for a patient not in the programme then."""
        with self._context.reading() as reader:
            decision = self._decision(reader, patient, month)
            entity = choice_entity(patient, month)
            held = reader.held(FamilyChoice, entity)
        empty = FamilyChoice(str(month), "", "")
        form = Form(entity, held.value, held.heads, held.others) if held else Form(entity, empty)
        return CodeChoice(what_if(decision.facts, decision.rules), decision.fee_schedule, form)

    def choose(self, patient: str, form: Form[FamilyChoice]) -> Outcome[None]:
        """Bill this family, or none, with a reason; empty hands it back to the rules.

        Never higher than the evidence: a family that it does not support is refused.
        """
        require(self._context, Verb.PREPARE_MONTH)
        chosen = form.value
        month = Month.parse(chosen.month)
        if form.entity != choice_entity(patient, month):
            raise BadInput("choice_misplaced", "The choice is for another patient or month.", "Reload the page.")
        if not chosen.reason.strip():
            raise BadInput("choice_reason_missing", "The choice has no reason.", "Say in a sentence why.")
        with self._context.transaction() as tx:
            require_open(self._context, tx, patient, month)
            decision = self._decision(tx, patient, month)
            if chosen.family:
                choose_lower(decision.facts, decision.rules, chosen.family)
            tx.record(chosen, entity=form.entity, patient=patient, prev=form.heads)
        return Outcome(None, Changed.TIME)

    def _decision(self, reader: Reader, patient: str, month: Month) -> Decision:
        # An empty id would mean everybody.
        judged = assessed(self._context, reader, month, patient) if patient else ()
        found = next((one.decision for one in judged), None)
        if found is None:
            raise Refusal("not_in_month", "This patient was not in the program in that month.",
                          "Choose another month.")  # fmt: skip
        return found


def choice_entity(patient: str, month: Month) -> str:
    """The register of one patient-month's choice."""
    return f"{patient}:{month}"
