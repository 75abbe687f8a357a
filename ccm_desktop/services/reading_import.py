"""Brings readings in from a CSV file: all of them or none; what is on record already is met again and left alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.readings import KINDS
from ccm_desktop.interop.readings_csv import BadRow, Row, read_readings
from ccm_desktop.ledger.ids import imported_id
from ccm_desktop.models.queries import patients, readings
from ccm_desktop.models.store import Reader
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.reading_judging import New, take_in
from ccm_desktop.services.readings import CHANGED, write_reading

_AHEAD = 60


@dataclass(frozen=True, slots=True)
class ReadingsImported:
    """What a file brought."""

    added: int
    known: int
    """On record already."""
    outside: int
    """Of those added, how many somebody has to act on."""
    bad: tuple[BadRow, ...]
    """Lines that cannot be taken; with one of them nothing was."""


class ReadingImportService:
    """Reads a file and keeps what it says."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def csv(self, path: Path) -> Outcome[ReadingsImported]:
        """Every line, or none where one cannot be taken."""
        require(self._context, Verb.CARE)
        rows, bad = read_readings(path, self._context.zone())
        with self._context.transaction() as tx:
            by_patient, wrong = self._sorted_out(tx, rows)
            problems = tuple(sorted((*bad, *wrong), key=lambda one: one.line))
            if problems:
                return Outcome(ReadingsImported(0, 0, 0, problems), Changed.NOTHING)
            added = known = outside = 0
            for patient, own in by_patient.items():
                new = []
                for row in sorted(own, key=lambda one: one.taken):
                    what = row.measured
                    if readings.is_there(
                        tx.connection, patient, KINDS[what.kind].loinc, what.value, what.unit, row.taken
                    ):  # fmt: skip
                        known += 1
                        continue
                    entity = imported_id(f"reading/{patient}/{what.kind}/{row.taken}/{what.value} {what.unit}")
                    write_reading(self._context, tx, patient, what, row.taken, entity)
                    new.append(New(entity, what, row.taken))
                added += len(new)
                outside += take_in(self._context, tx, patient, new)
        return Outcome(ReadingsImported(added, known, outside, ()), CHANGED)

    def _sorted_out(self, reader: Reader, rows: tuple[Row, ...]) -> tuple[dict[str, list[Row]], list[BadRow]]:
        found, bad = defaultdict[str, list[Row]](list), []
        for row in rows:
            known = patients.known_as(reader.connection, mrn=row.mrn)
            if len(known) != 1:
                how = "More than one patient has" if known else "No patient has"
                bad.append(BadRow(row.line, f"{how} this record number."))
            elif row.taken > self._context.now() + _AHEAD:
                bad.append(BadRow(row.line, "The reading lies in the future."))
            else:
                found[known[0]].append(row)
        return found, bad
