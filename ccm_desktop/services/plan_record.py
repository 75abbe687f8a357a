"""Versions of a care plan in the record: of every save, and of what came in without one before anything rests on it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from ccm_desktop.domain.care_plan import kept_status
from ccm_desktop.domain.errors import Refusal
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.op import Op, register_key
from ccm_desktop.ledger.payload import kind_of
from ccm_desktop.ledger.payloads.care_plan import PlanVersion
from ccm_desktop.models.queries import plans
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.context import Context
from ccm_desktop.services.plan_assembly import build
from ccm_desktop.services.plan_forms import held_in

SUBMITTED = "As it was submitted to be signed"
RETURNED = "As it was returned without a signature"
SIGNED = "As it was shown to be signed"
PRINTED = "As it was printed"
EXPORTED = "As it was exported"
COPIED = "As it was given as a copy"
"""What a version is called that nobody saved: what rests on it holds all that is there."""


def record_version(
    tx: Transaction, patient: str, what: str, *, takes_back: str = "", undoable: bool = True
) -> None:  # fmt: skip
    """What the plan consists of now, as a version; part of the transaction that changed it."""
    status, heads = _held(tx, patient, plans.head_ops(tx.connection, patient))
    number = plans.newest_number(tx.connection, patient) + 1
    tx.record(PlanVersion(number, status, heads, what, takes_back, undoable), entity=new_id(), patient=patient)


def named(context: Context, tx: Transaction, patient: str, what: str) -> tuple[str, int]:
    """Entity and number of the version that enumerates the plan as it is now; one is made where there is none.

    Empty and 0 for a plan of which nothing was ever written.
    """
    return _named(tx, patient, plans.head_ops(tx.connection, patient), what, context.now_ms())


def named_at(tx: Transaction, patient: str, before_ms: int, what: str) -> tuple[str, int]:
    """The same of the plan as it stood right before that instant of the past."""
    return _named(tx, patient, plans.head_ops_at(tx.connection, patient, before_ms), what, before_ms - 1)


def is_unnamed(reader: Reader, patient: str) -> bool:
    """Whether the plan holds what no version does."""
    ops = plans.head_ops(reader.connection, patient)
    return bool(ops) and plans.saved_as(reader.connection, patient, ops) is None


def unnamed_at(reader: Reader, before_ms: int, versions: Mapping[str, str]) -> dict[str, int]:
    """Patients whose plan stood otherwise right before that instant than their version in `versions` says.

    With when the newest of what the version does not hold was recorded, in epoch milliseconds; 0 where it only holds
    more than stood.
    """
    connection, found = reader.connection, {}
    for patient, version in versions.items():
        row = plans.version(connection, version)
        held = set(json.loads(row.heads)) if row is not None else set()
        if plans.head_ids(connection, patient) == held:  # most plans are as they were
            continue
        stood = {op.id: op.header.ut for op in plans.head_ops_at(connection, patient, before_ms)}
        if stood.keys() != held:
            found[patient] = max((stood[op] for op in stood.keys() - held), default=0)
    return found


def require_readable(reader: Reader, patient: str, lines: Iterable[tuple[type, str]]) -> None:
    """Refuse to write over what a newer program wrote and nobody here can see: payload type and entity of each line.

    Of a line any register counts; those that a patient has once are lines of their own.
    """
    newer = plans.newer_registers(reader.connection, patient)
    entities = {key.partition("/")[0] for key in newer} - {patient}
    for cls, entity in lines if newer else ():
        if entity in entities or register_key(entity, kind_of(cls).register) in newer:
            raise Refusal("line_newer", "A newer version of the program wrote in this line; this one cannot read it.",
                          "Update the program on this computer, then change it.")  # fmt: skip


def _named(tx: Transaction, patient: str, ops: list[Op], what: str, as_of: int) -> tuple[str, int]:
    if not ops:
        return "", 0
    found = plans.saved_as(tx.connection, patient, ops)
    if found is None:
        status, heads = _held(tx, patient, ops)
        found = new_id(), plans.newest_number(tx.connection, patient) + 1
        tx.record(PlanVersion(found[1], status, heads, what, as_of=as_of), entity=found[0], patient=patient)
    return found


def _held(reader: Reader, patient: str, ops: list[Op]) -> tuple[str, tuple[str, ...]]:
    heads = tuple(sorted(op.id for op in ops))
    return kept_status(build(patient, held_in(reader, patient, heads).forms).content), heads
