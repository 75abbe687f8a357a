"""That a copy of the plan was given: to whom, how, when, which version, and what a caregiver was permitted then."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from ccm_desktop.domain.calendar import from_epoch, local_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.plan_sections import BY_KEY
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.care_plan import PlanCopyGiven, PlanCopyWithdrawn
from ccm_desktop.ledger.payloads.plan_sections import Caregiver
from ccm_desktop.models.queries import plans
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services import local_words
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.plan_assembly import Forms
from ccm_desktop.services.plan_forms import held_in, held_now
from ccm_desktop.services.plan_record import COPIED, named

COPY_METHODS = {
    "printed": "Printed", "mailed": "Mailed", "portal": "Portal", "e-mail": "Secure e-mail",
    "read": "Read aloud by phone",
}  # fmt: skip
_FUTURE = 60
"""Seconds by which the clocks of two computers may differ."""


@dataclass(frozen=True, slots=True)
class GivenCopy:
    """What is to be recorded."""

    version: str
    """Entity of the version; empty: the plan as it is now."""
    how: str = "printed"
    """A key of `COPY_METHODS`."""
    to_whom: str = "patient"
    """patient, or a name; of a caregiver of the plan the name is taken from there."""
    caregiver: str = ""
    """Entity of the caregiver; what the version held for them is recorded with the copy."""
    language: str = ""
    given_at: int | None = None
    """Epoch seconds; now when None."""


def require_whole(conflicts: int, newer: int) -> None:
    """Refuse to hand out one of two versions that stand side by side, or what a newer program changed since."""
    if conflicts:
        raise Refusal("plan_undecided", "Changes made at the same time wait for a decision in this plan.",
                      "Decide them under Patient, Resolve changes, or on the marked lines; then go on.")  # fmt: skip
    if newer:
        raise Refusal("plan_newer", "A newer version of the program wrote in this plan; this one cannot read it all.",
                      "Update the program on this computer; then it can be handed out.")  # fmt: skip


def require_whole_now(reader: Reader, patient: str) -> Forms:
    """The same of the plan as it is now; returns what it consists of."""
    held = held_now(reader, patient)
    require_whole(held.conflicts, len(held.newer))
    return held.forms


def give_copy(context: Context, patient: str, copy: GivenCopy) -> Outcome[str]:
    """The patient or a caregiver received that version; returns the id of the record."""
    require(context, Verb.CARE)
    if copy.how not in COPY_METHODS:
        raise BadInput("copy_method", "The way of giving is not known.", f"Use one of: {', '.join(COPY_METHODS)}.")
    at = context.now() if copy.given_at is None else copy.given_at
    if at > context.now() + _FUTURE:
        raise BadInput("copy_in_future", "The copy would be given in the future.", "Say when it was given.")
    entity = new_id()
    with context.transaction() as tx:
        version = copy.version or _as_it_is(context, tx, patient)
        row = plans.version(tx.connection, version)
        if row is None or row.patient != patient:
            raise version_unknown()
        if at < row.at // 1000:
            raise BadInput("copy_before_version", "The copy would be older than the version it is of.",
                           "Say when it was given, or choose an earlier version.")  # fmt: skip
        fact = PlanCopyGiven(version, at, copy.how, copy.to_whom, language=copy.language)
        if copy.caregiver:
            who = _permitted(tx, patient, copy, row.heads)
            fact = replace(fact, to_whom=who.name, caregiver=copy.caregiver, sections=who.may_see,
                           permitted_on=who.permitted_on)  # fmt: skip
        tx.record(fact, entity=entity, patient=patient)
    return Outcome(entity, Changed.CARE_PLAN | Changed.PATIENTS)


def _as_it_is(context: Context, tx: Transaction, patient: str) -> str:
    """The version that the plan is now; of two versions of a line only a person says which was handed out."""
    require_whole_now(tx, patient)
    return named(context, tx, patient, COPIED)[0]


def withdraw_copy(context: Context, patient: str, copy: str) -> Outcome[None]:
    """Undo: it was recorded wrongly. The record stays in the ledger; no rule hears of it any more."""
    require(context, Verb.CARE)
    with context.transaction() as tx:
        standing = plans.copy_stands(tx.connection, copy, patient)
        if standing is None:
            raise BadInput("copy_unknown", "There is no such record of a copy.", "Choose one from the list.")
        if not standing:
            raise Refusal("copy_withdrawn", "This record was taken back already.", "Nothing is left to undo.")
        tx.record(PlanCopyWithdrawn(copy), entity=new_id(), patient=patient)
    return Outcome(None, Changed.CARE_PLAN | Changed.PATIENTS)


def given_of(reader: Reader, patient: str, zone: ZoneInfo) -> dict[str, tuple[str, ...]]:
    """What was given of each version, by its entity: `Mailed to Ana Ruiz on Nov 3, 2026 (Medications)`."""
    found: dict[str, tuple[str, ...]] = {}
    for copy in plans.copies_given(reader.connection, patient):
        titles = ", ".join(BY_KEY[key].title if key in BY_KEY else key for key in json.loads(copy.sections))
        day = local_words.day(local_day(from_epoch(copy.given_at), zone))
        words = f"{COPY_METHODS.get(copy.how, copy.how)} to {copy.to_whom} on {day}{f' ({titles})' if titles else ''}"
        found[copy.version] = (*found.get(copy.version, ()), words)
    return found


def version_unknown() -> BadInput:
    """A version that is not the patient's, or not there."""
    return BadInput("version_unknown", "There is no such version.", "Choose one from the list.")


def undecided() -> Refusal:
    """One of two changes may have taken a permission back: nothing is given out before a person decides."""
    return Refusal("caregiver_undecided", "Two people changed this caregiver at the same time.",
                   "Decide in the plan which holds, then give the copy.")  # fmt: skip


def _permitted(reader: Reader, patient: str, copy: GivenCopy, heads: str) -> Caregiver:
    """The caregiver as the version has them: a paper of it holds what was permitted then, whatever holds today."""
    if not plans.is_caregiver_of(reader.connection, copy.caregiver, patient):
        raise BadInput("caregiver_unknown", "There is no such caregiver in the plan.", "Choose one of the plan.")
    forms = held_in(reader, patient, tuple(json.loads(heads))).forms
    then: Form[Caregiver] | None = forms.get(Caregiver, {}).get(copy.caregiver)
    if then is None:
        raise BadInput("caregiver_not_then", "That version of the plan does not name this caregiver yet.",
                       "Choose the version that was given.")  # fmt: skip
    value = _seeing(then.value, then.others)
    held = reader.held(Caregiver, copy.caregiver) if copy.given_at is None else None
    if held is not None and set(value.may_see) - set(_seeing(held.value, held.others).may_see):
        raise Refusal("caregiver_permitted_less", "The patient permits this caregiver less now than that version has.",
                      "Print a new copy; or say on which day the old one was given.")  # fmt: skip
    return value


def _seeing(value: Caregiver, others: Sequence[Caregiver]) -> Caregiver:
    if others:
        raise undecided()
    if value.status != "active" or not value.may_see:
        raise Refusal("caregiver_sees_nothing", "The patient permits this caregiver no part of the plan.",
                      "Ask the patient what they may have, and write it down with the caregiver.")  # fmt: skip
    return value
