"""Signing care plans: submitted by whoever wrote them, signed or returned by a practitioner who saw them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import msgspec

from ccm_desktop.domain import plan_signing as rules
from ccm_desktop.domain.calendar import local_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.month_signing import SHORTEST_LOOK_SECONDS
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.plan_diff import PlanChange
from ccm_desktop.domain.signature import Signature, digest
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.plan_sign import PlanReturned, PlanSignatureWithdrawn, PlanSigned, PlanSubmitted
from ccm_desktop.models.queries import plan_signing, plans
from ccm_desktop.models.queries.plan_signing import SignStep
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services import plan_record
from ccm_desktop.services.authority import require
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.enrolment import consent_state
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import people_of
from ccm_desktop.services.plan_changes import changes
from ccm_desktop.services.plan_queue import PlanToSign, plans_to_sign
from ccm_desktop.services.plan_requirements import Requirement, doubtful, requirements
from ccm_desktop.services.plan_views import CarePlanView
from ccm_desktop.services.plan_way import steps_of, way_of
from ccm_desktop.services.signing import SigningService

_SIGNED = Changed.CARE_PLAN


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """Where a plan stands on its way to a signature."""

    state: str
    """A key of `domain.plan_signing.STATES`."""
    words: str
    by: str = ""
    at: int = 0
    """Epoch seconds of the newest event."""
    reason: str = ""
    """What was said when it was submitted or returned."""
    signed_version: str = ""
    """Entity of the version that carries the newest signature."""
    signed_number: int = 0
    signed_by: str = ""
    signed_at: int = 0
    fingerprint: str = ""
    """The first digits of what was signed."""
    is_genuine: bool = True
    signer: str = ""
    """Person id of who signed."""


@dataclass(frozen=True, slots=True)
class ReturnedBefore:
    """The plan was given back without a signature, and nobody has signed it since."""

    by: str
    at: int
    """Epoch seconds."""
    words: str
    changed: int
    """Lines that differ from what was returned."""


@dataclass(frozen=True, slots=True)
class PlanEvidence:
    """What the signer sees."""

    patient_id: str
    patient: str
    birth_on: str
    plan: CarePlanView
    changes: tuple[PlanChange, ...]
    """Since the version that was signed last; everything when none was."""
    standing: PlanStanding
    missing: tuple[Requirement, ...]
    doubtful: tuple[str, ...]
    """What to look at twice."""
    seen: str
    """What `sign` asks for: exactly this can be signed."""
    returned: ReturnedBefore | None = None
    statement: str = rules.STATEMENT


class PlanSigningService:
    """Submits, shows, signs and returns."""

    def __init__(self, context: Context, plans_: CarePlanService, signing: SigningService) -> None:
        self._context, self._plans, self._signing = context, plans_, signing
        self._shown: dict[str, float] = {}

    def standing(self, patient: str) -> PlanStanding:
        """Where the plan stands."""
        with self._context.reading() as reader:
            who_is(reader, patient)
            return self._standing(reader, patient)

    def missing(self, patient: str) -> tuple[Requirement, ...]:
        """What keeps the plan from being signed."""
        plan = self._plans.view(patient)
        with self._context.reading() as reader:
            return self._missing(reader, plan)

    def queue(self) -> tuple[PlanToSign, ...]:
        """Plans that wait for a signature, the longest waiting first."""
        with self._context.reading() as reader:
            return plans_to_sign(reader)

    def submit(self, patient: str, words: str = "") -> Outcome[None]:
        """Ask a practitioner to sign."""
        require(self._context, Verb.CARE)
        plan = self._plans.view(patient)
        with self._context.transaction() as tx:
            self._require_ready(self._missing(tx, plan))
            standing = self._standing(tx, patient)
            if standing.state in (rules.SIGNED, rules.WAITING):
                raise Refusal(f"plan_{standing.state}", f"{standing.words}.", "There is nothing to submit.")
            version, _ = plan_record.named(self._context, tx, patient, plan_record.SUBMITTED)
            self._record(tx, PlanSubmitted(version, words.strip()), patient)
        return Outcome(None, _SIGNED)

    def evidence(self, patient: str) -> PlanEvidence:
        """What the signer sees; from now on exactly this can be signed."""
        plan = self._plans.view(patient)
        with self._context.reading() as reader:
            who = who_is(reader, patient)
            standing = self._standing(reader, patient)
            missing, doubts = self._missing(reader, plan), doubtful(plan, self._today(reader))
            signed = self._plans.version(standing.signed_version) if standing.signed_version else None
            seen = self._seen(reader, plan, missing)
            returned = self._returned(reader, plan)
        self._shown[seen] = self._context.clock.monotonic()
        return PlanEvidence(
            patient, f"{who.family}, {who.given}", who.birth_date, plan,
            changes(signed, plan) if signed is not None else (), standing, missing,
            doubts, seen, returned,
        )  # fmt: skip

    def sign(self, patient: str, seen: str, passphrase: str = "") -> Outcome[str]:
        """Sign exactly what `evidence` showed; within a sitting the passphrase may be empty.

        Returns the entity of the signature.
        """
        require(self._context, Verb.SIGN_PLAN)
        self._require_looked_at(seen)
        plan = self._plans.view(patient)
        with self._context.transaction() as tx:
            missing = self._missing(tx, plan)
            if self._seen(tx, plan, missing) != seen:
                raise Refusal("plan_changed", "The plan has changed since you looked; nothing was signed.",
                              "Look at it again, then sign.")  # fmt: skip
            self._require_ready(missing)
            if self._standing(tx, patient).state == rules.SIGNED:
                raise Refusal("plan_signed", "This plan is signed already.", "Go on with the next one.")
            version, number = plan_record.named(self._context, tx, patient, plan_record.SIGNED)
            content = _content(tx, patient, version, number)
            signature = self._signing.sign(passphrase, rules.STATEMENT, rules.STATEMENT_VERSION, content)
            entity = self._record(tx, PlanSigned(version, number, signature), patient)
        return Outcome(entity, _SIGNED)

    def send_back(self, patient: str, reason: str) -> Outcome[None]:
        """Do not sign, and say why; the words stay with the plan."""
        require(self._context, Verb.SIGN_PLAN)
        if not reason.strip():
            raise BadInput("return_reason_missing", "The reason is empty.", "Say what is to be changed.")
        with self._context.transaction() as tx:
            self._require_waiting(tx, patient)
            version, _ = plan_record.named(self._context, tx, patient, plan_record.RETURNED)
            self._record(tx, PlanReturned(version, reason.strip()), patient)
        return Outcome(None, _SIGNED)

    def withdraw(self, patient: str, signature: str, reason: str = "Taken back by the signer") -> Outcome[None]:
        """Take a signature of one's own back; it stays visible in the history."""
        require(self._context, Verb.SIGN_PLAN)
        with self._context.transaction() as tx:
            mine = [
                step for step in plan_signing.history(tx.connection, patient).get(patient, ())
                if step.id == signature and step.kind == "signed" and step.by == self._context.person
            ]  # fmt: skip
            if not mine:
                raise Refusal("not_your_signature", "There is no such signature of yours.", "Look at the plan again.")
            tx.record(PlanSignatureWithdrawn(signature, reason), entity=new_id(), patient=patient)
        return Outcome(None, _SIGNED)

    def _standing(self, reader: Reader, patient: str) -> PlanStanding:
        way = way_of(reader, patient)
        signed = next((step for step in reversed(steps_of(reader, patient)) if step.kind == "signed"), None)
        said = PlanStanding(way.state, rules.STATES[way.state], way.by, way.at, way.said)
        return self._with_signature(reader, patient, said, signed) if signed is not None else said

    def _returned(self, reader: Reader, plan: CarePlanView) -> ReturnedBefore | None:
        judged = [step for step in steps_of(reader, plan.patient_id) if step.kind in ("returned", "signed")]
        if not judged or judged[-1].kind == "signed":
            return None
        last, names = judged[-1], {person.id: person.title for person in people_of(reader)}
        changed = len(changes(self._plans.version(last.version), plan))
        return ReturnedBefore(names.get(last.by, last.by), last.at_ms // 1000, last.words, changed)

    def signature_of(self, reader: Reader, patient: str, version: str) -> PlanStanding | None:
        """Who signed exactly that version, where the signature stands and is genuine; what a paper may say of it."""
        found = self._standing(reader, patient)
        is_of = version and found.signed_version == version and found.is_genuine
        return found if is_of else None

    def _with_signature(self, reader: Reader, patient: str, said: PlanStanding, signed: SignStep) -> PlanStanding:
        signature = msgspec.json.decode(signed.signature, type=Signature)
        row = plans.version(reader.connection, signed.version)
        number = row.number if row is not None else 0
        expected = _content(reader, patient, signed.version, number) if row is not None else "0" * 64
        return PlanStanding(
            said.state, said.words, said.by, said.at, said.reason, signed.version, number, signature.signer,
            signature.signed_at, signature.content_sha256[:6], self._signing.verify(signature, expected),
            signature.person,
        )  # fmt: skip

    def _missing(self, reader: Reader, plan: CarePlanView) -> tuple[Requirement, ...]:
        return requirements(plan, self._today(reader), consent_state(reader, plan.patient_id).status)

    def _today(self, reader: Reader) -> date:
        return local_day(self._context.clock.now(), self._context.zone_of(reader))

    def _seen(self, reader: Reader, plan: CarePlanView, missing: tuple[Requirement, ...]) -> str:
        """The digest of what the page shows."""
        if not plan.versions:
            return ""
        line = plan.versions[0]
        return digest({
            "content": _content(reader, plan.patient_id, line.version_id, line.number),
            "now": sorted(op.id for op in plans.head_ops(reader.connection, plan.patient_id)),
            "missing": [one.words for one in missing],
        })  # fmt: skip

    def _require_looked_at(self, seen: str) -> None:
        """A page that flashed by was not read (ux.md 8.4); what a program printed was shown by that."""
        if not seen:
            raise Refusal(
                "evidence_not_seen", "The plan was not opened; nothing was signed.", "Open and read it first."
            )
        shown = self._shown.get(seen)
        if shown is not None and self._context.clock.monotonic() - shown < SHORTEST_LOOK_SECONDS:
            raise Refusal("evidence_too_short", "The plan was shown for less than a second.", "Read it, then sign.")

    def _require_waiting(self, reader: Reader, patient: str) -> None:
        if self._standing(reader, patient).state != rules.WAITING:
            raise Refusal("plan_not_waiting", "This plan does not wait for a signature.", "Look at the list again.")

    @staticmethod
    def _record(tx: Transaction, step: PlanSubmitted | PlanSigned | PlanReturned, patient: str) -> str:
        """Keep an event with those that it came after: no clock decides what was the last."""
        entity = new_id()
        tx.record(step, entity=entity, patient=patient, prev=plan_signing.before_next(tx.connection, patient))
        return entity

    @staticmethod
    def _require_ready(missing: tuple[Requirement, ...]) -> None:
        if missing:
            things = "One thing is" if len(missing) == 1 else f"{len(missing)} things are"
            raise Refusal("plan_not_ready", f"{things} missing before the plan can be signed.",
                          "The list says what; each line leads to its place.")  # fmt: skip


def _content(reader: Reader, patient: str, version: str, number: int) -> str:
    row = plans.version(reader.connection, version)
    return rules.content(patient, version, number, json.loads(row.heads) if row is not None else ())
