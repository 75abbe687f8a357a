"""Readings among the records of an import: those that are new and recent are judged as if they had been typed."""

from __future__ import annotations

from collections import defaultdict

from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.reading_limits import LATE_DAYS
from ccm_desktop.domain.readings import measured, of_code
from ccm_desktop.ledger.payloads.clinical import ObservationRecord
from ccm_desktop.models.store import Transaction
from ccm_desktop.services.context import Context
from ccm_desktop.services.reading_judging import New, take_in

_LATE = LATE_DAYS * 86_400


class ImportedReadings:
    """Gathers them while the records are written, and judges them once all are there.

    Years of history make no work, and one of a kind, unit or figure that is not known here is kept unjudged.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._found: defaultdict[str, list[New]] = defaultdict(list)

    def note(self, entity: str, patient: str, value: object) -> None:
        """This value was added."""
        if not isinstance(value, ObservationRecord) or not of_code(value.loinc):
            return
        if not 0 <= self._context.now() - value.effective_at <= _LATE:
            return
        try:
            self._found[patient].append(
                New(entity, measured(of_code(value.loinc), value.value, value.unit), value.effective_at)
            )
        except Problem:
            return

    def judge(self, tx: Transaction) -> int:
        """How many lie outside their limits; each kind of a patient is one task."""
        return sum(
            take_in(self._context, tx, patient, sorted(new, key=lambda one: one.taken))
            for patient, new in self._found.items()
        )
