"""Patients held back from a month's billing, several at once, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.payloads.month_sign import MonthHold, month_entity
from ccm_desktop.models.queries import month_end
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_facts import assessed
from ccm_desktop.services.month_guard import require_open


@dataclass(frozen=True, slots=True)
class HoldChange:
    """Why a patient is not billed: as the list showed it, and as it is to be. Empty means billed."""

    before: str
    after: str

    @property
    def undone(self) -> HoldChange:
        """The way back."""
        return HoldChange(self.after, self.before)


class MonthHoldService:
    """Holds and releases."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def shown(self, month: Month) -> Mapping[str, str]:
        """Why patients are held, by patient: what a change must hand back."""
        with self._context.reading() as reader:
            return month_end.holds(reader.connection, str(month))

    def change(self, month: Month, changes: Mapping[str, HoldChange]) -> Outcome[int]:
        """Hold or release patients: all of them, or none. Returns how many.

        Refused when one of them is not as the list showed it, so nobody's hold is undone unseen.
        """
        require(self._context, Verb.PREPARE_MONTH)
        if not changes:
            raise BadInput("hold_nobody", "No patient is chosen.", "Select at least one in the list.")
        with self._context.transaction() as tx:
            known = {one.patient.id for one in assessed(self._context, tx, month)}
            now = month_end.holds(tx.connection, str(month))
            for patient, change in changes.items():
                require_open(self._context, tx, patient, month)
                if patient not in known:
                    raise Refusal("not_enrolled_then", f"A patient was not in the program in {month}.",
                                  "Choose a month of the enrollment.")  # fmt: skip
                if now.get(patient, "") != change.before:
                    raise Refusal("hold_changed", "Somebody held or released one of them meanwhile; nothing was done.",
                                  "Look at the list again, then choose anew.")  # fmt: skip
                value = MonthHold(str(month), bool(change.after), change.after)
                tx.revise(value, entity=month_entity(patient, str(month)), patient=patient)
        return Outcome(len(changes), Changed.MONTH)


def holding(reason: str, before: Mapping[str, str]) -> dict[str, HoldChange]:
    """Hold these patients, whose hold so far is given; refused without a reason."""
    if not reason.strip():
        raise BadInput("hold_reason_missing", "The reason is empty.", "Say why it is not billed.")
    return {patient: HoldChange(held, reason.strip()) for patient, held in before.items()}


def releasing(before: Mapping[str, str]) -> dict[str, HoldChange]:
    """Bill these patients after all."""
    return {patient: HoldChange(held, "") for patient, held in before.items()}
