"""Readings a patient takes at home, or a laboratory reports, as they are told to the team."""

from __future__ import annotations

import re
from typing import NamedTuple

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.clinical import ObservationRecord
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.patients import who_is


class Kind(NamedTuple):
    """What is measured, in which unit, its LOINC code, and what a value looks like."""

    display: str
    unit: str
    loinc: str
    category: str
    shape: str = r"\d{1,4}(\.\d{1,2})?"


KINDS = {
    "blood_pressure": Kind("Blood pressure", "mmHg", "85354-9", "vital", r"\d{2,3}/\d{2,3}"),
    "weight": Kind("Weight", "lb", "29463-7", "vital"),
    "glucose": Kind("Glucose", "mg/dL", "2339-0", "lab"),
    "a1c": Kind("Hemoglobin A1c", "%", "4548-4", "lab"),
}


def rounded(value: str) -> str:
    """A reading as people write it: one decimal is more than any device at home can tell."""
    return re.sub(r"\d+\.\d{2,}", lambda found: f"{float(found[0]):.1f}", value)


class ReadingService:
    """Records readings."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def record(self, patient: str, kind: str, value: str, at: int | None = None) -> Outcome[str]:
        """Keep one reading; `at` in epoch seconds, now when left out. Returns its id."""
        require(self._context, Verb.CARE)
        found = KINDS.get(kind)
        if found is None:
            raise BadInput("reading_unknown", "The kind of reading is not known.", f"Use one of: {', '.join(KINDS)}.")
        if re.fullmatch(found.shape, value.strip()) is None:
            example = "128/76" if "/" in found.shape else "7.2"
            raise BadInput("reading_value", f"The {found.display.lower()} is not understood.",
                           f"Write it like {example}.")  # fmt: skip
        taken = self._context.now() if at is None else at
        if taken > self._context.now() + 60:
            raise BadInput("reading_in_future", "The reading lies in the future.", "Enter when it was taken.")
        reading = new_id()
        fact = ObservationRecord(found.display, value.strip(), found.unit, taken, found.loinc, found.category)
        with self._context.transaction() as tx:
            who_is(tx, patient)
            tx.record(fact, entity=reading, patient=patient)
        return Outcome(reading, Changed.PATIENTS)
