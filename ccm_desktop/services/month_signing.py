"""Signing a patient-month: the coordinator first, then the practitioner; only what was shown can be signed."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.month_signing import COORDINATOR, PRACTITIONER, SHORTEST_LOOK_SECONDS, STATEMENTS
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.month_sign import MonthHold, MonthSignature, SignatureWithdrawn, month_entity
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services import instructions, plan_record
from ccm_desktop.services.authority import require
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_exceptions import exception_lines
from ccm_desktop.services.month_facts import Assessed
from ccm_desktop.services.month_guard import require_open
from ccm_desktop.services.month_notes import found_in
from ccm_desktop.services.month_queue import (
    content,
    evidence_of,
    flags_of,
    held_because,
    note_hash,
    queue_line,
    seen,
)
from ccm_desktop.services.month_signatures import SignBook, sign_book
from ccm_desktop.services.month_views import Evidence, QueueLine
from ccm_desktop.services.signing import SigningService

STATEMENT_VERSION = "month/1"
_VERBS = {COORDINATOR: Verb.SIGN_NOTE, PRACTITIONER: Verb.SIGN_MONTH}


@dataclass(frozen=True, slots=True)
class _Look:
    """What was shown."""

    since: float
    """On the monotonic clock."""
    undecided: frozenset[str]
    """The instructions that waited for a decision."""


@dataclass(frozen=True, slots=True)
class _Given:
    """A signature of this sitting that can still be taken back."""

    signature: str
    patient: str
    month: Month
    by: str


class MonthSigningService:
    """Shows evidence, signs, holds, and takes the last signature back."""

    def __init__(self, context: Context, plans: CarePlanService, signing: SigningService) -> None:
        self._context = context
        self._plans = plans
        self._signing = signing
        self._shown: dict[str, _Look] = {}
        self._given: list[_Given] = []

    def evidence(self, patient: str, month: Month, role: str) -> Evidence:
        """What the signer sees; from now on exactly this can be signed."""
        _check_role(role)
        with self._context.reading() as reader:
            found = found_in(self._context, reader, patient, month)
            book = sign_book(self._context, reader, month, patient)
            flags = flags_of(exception_lines(self._context, reader, month, (found,), book, patient)).get(patient, ())
            shown = evidence_of(self._context, self._plans, self._signing, reader, found, role, book, flags)
            undecided = frozenset(one.instruction_id for one in instructions.undecided(reader, patient))
        self._shown[shown.seen] = _Look(self._context.clock.monotonic(), undecided)
        return shown

    def sign(self, patient: str, month: Month, role: str, seen_token: str, passphrase: str = "") -> Outcome[str]:
        """Sign exactly what `evidence` showed; `seen_token` is its `seen`.

        The passphrase may be left empty within a sitting (`SigningService.sign`). Returns the signature's id.
        """
        _check_role(role)
        require(self._context, _VERBS[role])
        self._require_looked_at(seen_token)
        with self._context.transaction() as tx:
            require_open(self._context, tx, patient, month)
            found = found_in(self._context, tx, patient, month)
            book = sign_book(self._context, tx, month, patient)
            if seen(tx, found, role, book) != seen_token:
                raise _changed(tx, patient, self._shown.get(seen_token))
            self._require_biller(found, role)
            held = held_because(tx, patient, month)
            self._require_ready(queue_line(tx, role, found, book, held, (), self._context.zone_of(tx)))
            if patient not in book.plans:
                self._name_plan(tx, patient, month)
                book = sign_book(self._context, tx, month, patient)
            signature = self._record(tx, found, role, book, passphrase)
        self._given.append(_Given(signature, patient, month, self._context.person))
        return Outcome(signature, Changed.MONTH)

    def undo_last(self) -> Outcome[str]:
        """Take back the last signature given since the program was opened, as long as the month is open."""
        if not self._given or self._given[-1].by != self._context.person:
            raise Refusal("nothing_signed", "You have signed nothing that can be taken back.",
                          "Put the patient on hold instead.")  # fmt: skip
        last = self._given[-1]
        with self._context.transaction() as tx:
            require_open(self._context, tx, last.patient, last.month)
            fact = SignatureWithdrawn(str(last.month), last.signature, "Taken back by the signer")
            tx.record(fact, entity=new_id(), patient=last.patient)
        self._given.pop()
        return Outcome(last.patient, Changed.MONTH)

    def hold(self, patient: str, month: Month, reason: str) -> Outcome[str]:
        """Do not bill the patient this month; says why on every list."""
        if not reason.strip():
            raise BadInput("hold_reason_missing", "The reason is empty.", "Say why it is not billed.")
        return self._hold(patient, month, MonthHold(str(month), True, reason.strip()))

    def release(self, patient: str, month: Month) -> Outcome[str]:
        """Bill the patient after all."""
        return self._hold(patient, month, MonthHold(str(month), False, ""))

    def _hold(self, patient: str, month: Month, value: MonthHold) -> Outcome[str]:
        require(self._context, Verb.PREPARE_MONTH)
        with self._context.transaction() as tx:
            require_open(self._context, tx, patient, month)
            found_in(self._context, tx, patient, month)
            tx.revise(value, entity=month_entity(patient, str(month)), patient=patient)
        return Outcome(patient, Changed.MONTH)

    def _name_plan(self, tx: Transaction, patient: str, month: Month) -> None:
        """A version of the plan as it stood at the month's end: the signature covers all that was shown."""
        end = month.bounds(self._context.zone_of(tx))[1]
        if self._context.now() < end:
            plan_record.named(self._context, tx, patient, plan_record.SIGNED)
        else:
            plan_record.named_at(tx, patient, end * 1000, f"As it stood at the end of {month.title}")

    def _record(self, tx: Transaction, found: Assessed, role: str, book: SignBook, passphrase: str) -> str:
        patient, decision = found.patient.id, found.decision
        now, before = book.now(found), book.newest(patient, role)
        signed = MonthSignature(
            month=str(decision.facts.month),
            role=role,
            entries=now.entries,
            voids=now.voids,
            staff_seconds=now.staff_seconds,
            practitioner_seconds=now.practitioner_seconds,
            codes=now.codes,
            rules=decision.rules.version,
            fee_table=decision.fee_schedule,
            note=now.note,
            note_sha256=note_hash(tx, found),
            plan_version=now.plan_version,
            complexity=now.complexity,
            signature=self._signing.sign(
                passphrase, STATEMENTS[role], STATEMENT_VERSION, content(tx, found, role, book)
            ),
            supersedes=(before.id,) if before else (),
            plan_is_whole=True,
        )
        entity = new_id()
        tx.record(signed, entity=entity, patient=patient)
        return entity

    def _require_biller(self, found: Assessed, role: str) -> None:
        """The practitioner's statement takes responsibility for billing: it is the biller's own (rules.md 6.2)."""
        if role == PRACTITIONER and self._context.person != found.decision.facts.billing_practitioner:
            raise Refusal("not_the_biller", "This month is billed under another practitioner.",
                          "Let that practitioner sign it, or assign the patient to the one who does.")  # fmt: skip

    def _require_looked_at(self, token: str) -> None:
        """A page that flashed by was not read (ux.md 8.4); what a program printed was shown by that."""
        if not token:
            raise Refusal("evidence_not_seen", "The evidence was not opened; nothing was signed.",
                          "Open it and read it first.")  # fmt: skip
        shown = self._shown.get(token)
        if shown is not None and self._context.clock.monotonic() - shown.since < SHORTEST_LOOK_SECONDS:
            raise Refusal("evidence_too_short", "The evidence was shown for less than a second.",
                          "Read it, then sign.")  # fmt: skip

    @staticmethod
    def _require_ready(line: QueueLine) -> None:
        if not line.codes:
            raise Refusal("nothing_to_sign", "Nothing can be billed for this patient and month.",
                          "See what blocks it, or how much time is missing.")  # fmt: skip
        if line.state == "held":
            raise Refusal("sign_held", "This patient is on hold for the month; nothing was signed.",
                          "Release the hold first, then sign.")  # fmt: skip
        if line.state in ("note_missing", "waiting"):
            raise Refusal(f"sign_{line.state}", line.reasons[0], "Do that first.")
        if line.state == "signed":
            raise Refusal("signed_already", "This is signed already.", "Go on with the next patient.")


def _changed(reader: Reader, patient: str, look: _Look | None) -> Refusal:
    """Nothing is signed blind: says which instruction came, where that is what changed."""
    waiting = instructions.undecided(reader, patient)
    came = sum(1 for one in waiting if look is not None and one.instruction_id not in look.undecided)
    if came:
        what = "an instruction came that differs" if came == 1 else f"{came} instructions came that differ"
        return Refusal("evidence_changed", f"Since you looked, {what} from the plan. Nothing was signed.",
                       "The evidence shows it now: look at it again, then sign.")  # fmt: skip
    return Refusal("evidence_changed", "This has changed since you looked; nothing was signed.",
                   "Look at it again, then sign.")  # fmt: skip


def _check_role(role: str) -> None:
    if role not in STATEMENTS:
        raise BadInput("sign_role_unknown", "The role is not known.", f"Use one of: {', '.join(STATEMENTS)}.")
