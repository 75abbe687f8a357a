"""The record of a quick finding goes and comes with the save of the plan that it made."""

from __future__ import annotations

from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.quick_finding import QuickFindingWithdrawn
from ccm_desktop.models.queries import plans, quick_findings
from ccm_desktop.models.store import Transaction
from ccm_desktop.services.context import Context

_UNDONE, _REDONE = "Taken back with its change of the plan", "Brought back with its change of the plan"


def step_with(context: Context, tx: Transaction, save: str, *, undo: bool) -> None:
    """An undo or a redo of `save` was written: the finding whose save it was, if any, follows.

    A redo brings back what this person took back; where somebody else withdrew the finding too, it stays withdrawn.
    """
    for record, patient in quick_findings.of_save(tx.connection, plans.first_save(tx.connection, save)):
        if undo:
            again = [] if quick_findings.withdrawals(tx.connection, record) else [record]
        else:
            again = quick_findings.withdrawals(tx.connection, record, context.person)
        for one in again:
            fact = QuickFindingWithdrawn(one, _UNDONE if undo else _REDONE, context.person)
            tx.record(fact, entity=new_id(), patient=patient)
