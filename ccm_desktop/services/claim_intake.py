"""Which outcomes may be recorded: only of claims that were made, and a claim is made of a closed month only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter

from ccm_desktop.domain.calendar import Month, local_day
from ccm_desktop.domain.claims import claim_number, is_sent_twice, month_of
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.interop.claim_outcomes import FiledOutcome
from ccm_desktop.models.queries import claims
from ccm_desktop.models.queries.claims import OutcomeRow
from ccm_desktop.models.store import Reader
from ccm_desktop.services.claim_lines import ClaimMonth, claim_month
from ccm_desktop.services.context import Context

Key = tuple[str, str]
"""Claim number and code."""


@dataclass(frozen=True, slots=True)
class _Claims:
    """The claims of a month that it supports."""

    month: ClaimMonth
    patients: dict[Key, str]
    """Patient of each line."""


class Intake:
    """Checks outcomes against one view of the file, and refuses in one sentence."""

    def __init__(self, context: Context, reader: Reader, number: str = "") -> None:
        """With the number of a claim only that one is asked about: its patient and month are looked up, no others."""
        self._context, self._reader, self._number = context, reader, number
        self._supported: dict[Month, _Claims | None] = {}
        only = str(month_of(number) or "") if number else ""
        self._outcomes = claims.outcomes(reader.connection, only, only or "9999-12")
        self._out = {key: row.patient for key, row in claims.standing(self._outcomes).items()}
        """Patient of each line of which something is known."""

    def unknown(self, outcomes: Iterable[FiledOutcome]) -> list[tuple[FiledOutcome, str]]:
        """Outcomes not recorded before, with their patients; the same line twice in a file is one."""
        fresh, recorded = [], {_same(row) for row in self._outcomes}
        for found in outcomes:
            if _same(found) not in recorded:
                recorded.add(_same(found))
                fresh.append((found, self._accepted(found)))
        self._refuse_sent_twice([found for found, _ in fresh])
        return fresh

    def typed(self, outcome: FiledOutcome) -> str:
        """The patient of an outcome that a person typed; one that was withdrawn may be typed again."""
        patient = self._accepted(outcome)
        self._refuse_sent_twice([outcome])
        return patient

    def _accepted(self, found: FiledOutcome) -> str:
        patient = self._patient_of(found)
        day, month = date.fromisoformat(found.happened_on), month_of(found.claim)
        today = local_day(self._context.clock.now(), self._context.zone_of(self._reader))
        if day > today or (month is not None and day < month.first_day):
            raise BadInput("outcome_day", _said(found, "the date lies in the future or before the month of service."),
                           "Correct it. Nothing was recorded.")  # fmt: skip
        return patient

    def _patient_of(self, found: FiledOutcome) -> str:
        """Whose claim it is. What was never sent, and every sending, needs a line that is final (sync.md 3.10)."""
        month, key = month_of(found.claim), (found.claim, found.code)
        if key in self._out and found.status != "submitted":
            return self._out[key]
        supported = self._claims(month) if month else None
        patient = supported.patients.get(key, "") if supported else ""
        if not patient or supported is None:
            raise Refusal("claim_unknown", _said(found, "this claim and code are not among the practice's claims."),
                          "Check the claim number on the claim lines. Nothing was recorded.")  # fmt: skip
        if patient not in supported.month.final:
            why = f"{_not_final(supported.month)}, so this claim is not final."
            raise Refusal("claim_not_final", _said(found, why),
                          "Close the month, then send its claims. Nothing was recorded.")  # fmt: skip
        return patient

    def _claims(self, month: Month) -> _Claims | None:
        """What the month claims, asked only where that decides; None where no claim can be."""
        if month not in self._supported:
            self._supported[month] = self._asked(month)
        return self._supported[month]

    def _asked(self, month: Month) -> _Claims | None:
        patient = self._owner(month) if self._number else ""
        if not self._context.rules.covers(month) or (self._number and not patient):
            return None
        found = claim_month(self._context, self._reader, month, patient)
        return _Claims(found, {(line.claim, line.code): line.patient_id for line in found.lines})

    def _owner(self, month: Month) -> str:
        """Whose claim has the number, which tells nothing of the patient by itself; empty for nobody's."""
        everybody = claims.patient_ids(self._reader.connection)
        return next((patient for patient in everybody if claim_number(patient, month) == self._number), "")

    def _refuse_sent_twice(self, fresh: list[FiledOutcome]) -> None:
        """Two claims for one line are never out at once: a denied one may be sent anew."""
        lives: dict[Key, list[tuple[str, str]]] = defaultdict(list)
        for row in self._outcomes:
            if not row.withdrawn:
                lives[row.claim, row.code].append((row.happened_on, row.status))
        for found in fresh:
            lives[found.claim, found.code].append((found.happened_on, found.status))
        for found in fresh:
            life = sorted(lives[found.claim, found.code], key=itemgetter(0))
            if found.status == "submitted" and is_sent_twice(status for _, status in life):
                raise Refusal("claim_sent_already",
                              _said(found, "this claim was sent already and not denied since."),
                              "Withdraw what was recorded wrongly. Nothing was recorded.")  # fmt: skip


def _same(found: FiledOutcome | OutcomeRow) -> tuple[str, ...]:
    """What makes two outcomes one, however they came in."""
    amount = f"{Decimal(found.amount):.2f}" if found.amount else ""
    return found.claim, found.code, found.status, found.happened_on, amount, found.reason


def _not_final(claim: ClaimMonth) -> str:
    title = claim.board.month.title
    if claim.standing.in_conflict:
        return f"{title} was closed twice"
    return f"{title} is {'reopened' if claim.standing.state == 'reopened' else 'not closed'}"


def _said(found: FiledOutcome, words: str) -> str:
    """A sentence, after its place in the file if it came from one."""
    return f"{found.place}: {words}" if found.place else words[0].upper() + words[1:]
