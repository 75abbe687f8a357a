"""Attested complex decision-making of a patient-month (99487): who decided what, and what was taken back."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.calendar import Month, is_day, local_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.month import DecisionMaking, DecisionWithdrawn
from ccm_desktop.models.queries import attested
from ccm_desktop.models.queries.attested import DecisionRow, Withdrawal
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.authority import require, roles_of
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_facts import month_facts
from ccm_desktop.services.month_guard import require_open
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import check_biller, people_of

LEVELS = {"moderate": "Moderate", "high": "High"}


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One attestation, as it was made; `at` in epoch seconds."""

    id: str
    level: str
    decided_by: str
    decided_on: str
    why: str
    recorded_by: str
    recorded_at: int
    state: str
    """in_force | replaced | withdrawn"""
    withdrawn: str
    """By whom and why; empty while it was not."""


@dataclass(frozen=True, slots=True)
class MonthComplexity:
    """Everything attested of a patient-month, opened for a new word."""

    patient_id: str
    month: Month
    biller: str
    """Under whose name the month is billed; only that person can attest."""
    refused: str
    """Why the person signed in cannot attest; empty when they can."""
    lines: tuple[DecisionLine, ...]
    """Newest first."""

    @property
    def in_force(self) -> DecisionLine | None:
        return next((line for line in self.lines if line.state == "in_force"), None)

    @property
    def standing(self) -> tuple[str, ...]:
        """What nobody has withdrawn."""
        return tuple(line.id for line in self.lines if line.state != "withdrawn")


class ComplexityService:
    """Attests and withdraws."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def open(self, patient: str, month: Month) -> MonthComplexity:
        """What is attested now; raises Refusal for a patient not in the programme then."""
        with self._context.reading() as reader:
            who_is(reader, patient)
            return self._open(reader, patient, month)

    def attest(self, opened: MonthComplexity, level: str, on: str, why: str) -> Outcome[str]:
        """Moderate or high decision-making of the month, by the billing practitioner who is signed in.

        A new word takes the place of an earlier one, which stays visible.
        """
        require(self._context, Verb.ATTEST_COMPLEXITY)
        if level not in LEVELS:
            raise BadInput("mdm_level", "The level is not known.", "Choose moderate or high.")
        if not why.strip():
            raise BadInput("mdm_reason_missing", "The attestation does not say why.",
                           "Name problems, data or risk in a sentence.")  # fmt: skip
        self._check_day(on, opened.month)
        decision, person = new_id(), self._context.person
        with self._context.transaction() as tx:
            now = self._same(tx, opened)
            if now.refused:
                raise Refusal("not_the_biller", now.refused, "Let that practitioner attest it.")
            check_biller(tx, person)
            fact = DecisionMaking(str(opened.month), level, person, on, why.strip())
            tx.record(fact, entity=decision, patient=opened.patient_id)
        return Outcome(decision, Changed.TIME)

    def withdraw(self, opened: MonthComplexity, reason: str) -> Outcome[None]:
        """The month is not complex after all; what was attested stays visible with the reason."""
        require(self._context, Verb.ATTEST_COMPLEXITY)
        if not reason.strip():
            raise BadInput("mdm_withdrawal_reason_missing", "The reason is empty.", "Say why it does not hold.")
        with self._context.transaction() as tx:
            now = self._same(tx, opened)
            if not now.standing:
                raise Refusal(
                    "mdm_not_attested", "Nothing is attested for this month.", "There is nothing to withdraw."
                )
            for decision in now.standing:
                fact = DecisionWithdrawn(str(opened.month), decision, reason.strip())
                tx.record(fact, entity=new_id(), patient=opened.patient_id)
        return Outcome(None, Changed.TIME)

    def _same(self, tx: Transaction, opened: MonthComplexity) -> MonthComplexity:
        """As it is now, which must be what the form showed: nobody's word is replaced unseen."""
        who_is(tx, opened.patient_id)
        require_open(self._context, tx, opened.patient_id, opened.month)
        now = self._open(tx, opened.patient_id, opened.month)
        if set(now.standing) != set(opened.standing):
            raise Refusal("mdm_moved_on", "Somebody attested or withdrew it since you opened this.",
                          "Look at it again; nothing was changed.")  # fmt: skip
        return now

    def _open(self, reader: Reader, patient: str, month: Month) -> MonthComplexity:
        found = next(month_facts(self._context.practice_of(reader), reader, month, patient), None)
        if found is None:
            raise Refusal("not_in_month", "This patient was not in the program in that month.",
                          "Choose another month.")  # fmt: skip
        names = {person.id: person.title for person in people_of(reader)}
        biller = found[1].billing_practitioner  # of that month, whoever has the patient today
        said = attested.decisions(reader.connection, patient, str(month))
        newest = next((decision.id for decision, gone in said if gone is None), "")
        return MonthComplexity(
            patient, month, names.get(biller, biller), self._refused(reader, biller, names),
            tuple(_line(decision, gone, newest, names) for decision, gone in said),
        )  # fmt: skip

    def _refused(self, reader: Reader, biller: str, names: dict[str, str]) -> str:
        me = self._context.person
        if me == biller and "practitioner" in roles_of(reader, me):
            return ""
        return f"Only {names.get(biller, 'the billing practitioner')}, who bills this month, can attest it."

    def _check_day(self, on: str, month: Month) -> None:
        if not is_day(on):
            raise BadInput("date_unreadable", "The day of the decision is not a date.", "Write it like 2026-10-05.")
        if on > local_day(self._context.clock.now(), self._context.zone()).isoformat():
            raise BadInput("day_in_future", "The day of the decision lies in the future.", "Enter when it was.")
        if not month.first_day.isoformat() <= on <= month.last_day.isoformat():
            raise BadInput("mdm_other_month", f"The day of the decision is not in {month.title}.",
                           "The decisions of a complex month are made in that month.")  # fmt: skip


def _line(row: DecisionRow, gone: Withdrawal | None, newest: str, names: dict[str, str]) -> DecisionLine:
    standing = "in_force" if row.id == newest else "replaced"
    return DecisionLine(
        row.id, row.level, names.get(row.decided_by, row.decided_by), row.decided_on, row.rationale,
        names.get(row.by, row.by), row.at // 1000, "withdrawn" if gone else standing,
        f"{names.get(gone.by, gone.by)}: {gone.reason}" if gone else "",
    )  # fmt: skip
