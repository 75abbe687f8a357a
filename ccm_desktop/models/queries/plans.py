"""The operations that a care plan consists of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from ccm_desktop.ledger import fold
from ccm_desktop.ledger.op import Op, register_key
from ccm_desktop.ledger.payload import json_text
from ccm_desktop.models.tables.care_plan import (
    CARE_PLAN_TABLES,
    CAREGIVER,
    PLAN,
    PLAN_COPY,
    PLAN_COPY_WITHDRAWN,
    PLAN_SIGNATURE_WITHDRAWN,
    PLAN_SIGNED,
    PLAN_VERSION,
    TEMPLATE_COMPARED,
)
from ccm_desktop.models.tables.derived import PROJECTIONS
from ccm_desktop.models.tables.kept import OP, OWN
from ccm_desktop.models.tables.practice import PLAN_TEMPLATE

_KEYS = " UNION ALL ".join(
    f"SELECT id || '/{made.kind.register}' FROM {made.table.name} WHERE patient = ?1"
    for made in PROJECTIONS.values()
    if made.table in CARE_PLAN_TABLES
)
_HEADS = f"SELECT header, payload FROM head CROSS JOIN op USING (rid) WHERE reg IN ({_KEYS})"
"""CROSS JOIN: the few heads first, each by its key; otherwise every head of the practice is read."""


_KINDS = frozenset(kind for kind, made in PROJECTIONS.items() if made.table in CARE_PLAN_TABLES)
_PARKED = "SELECT header, payload FROM parked CROSS JOIN op ON op.id = unhex(parked.id) WHERE instr(header, ?1)"
"""Those that speak of the patient: a program that is long behind has thousands of others."""


def patients_with(connection: sa.Connection) -> list[str]:
    """Everybody of whose plan there is a version."""
    owner = PLAN_VERSION.c.patient
    return list(connection.execute(sa.select(owner).distinct().order_by(owner)).scalars())


def head_ops(connection: sa.Connection, patient: str) -> list[Op]:
    """Heads of every register of the patient's plan."""
    raw: Any = connection.connection.driver_connection
    return [Op(*row) for row in raw.execute(_HEADS, (patient,))]


def ops_of(connection: sa.Connection, ids: Sequence[str]) -> list[Op]:
    """The operations a saved version enumerates."""
    raw: Any = connection.connection.driver_connection
    found = []
    for op_id in ids:
        row = raw.execute("SELECT header, payload FROM op WHERE id = ?", (bytes.fromhex(op_id),)).fetchone()
        if row is not None:
            found.append(Op(*row))
    return found


def readable(connection: sa.Connection, ids: Sequence[str]) -> tuple[list[Op], frozenset[str]]:
    """The operations that a saved version enumerates, and the registers of which a newer program wrote some of them.

    In place of one that this program does not understand stand the newest before it that it does.
    """
    found, newer = dict[str, Op](), set[str]()
    waiting = ops_of(connection, ids)
    while waiting:
        op = waiting.pop()
        if fold.understood(op) is not None:
            found[op.id] = op
        else:
            newer.add(register_key(op.header.e, op.header.r))
            waiting += ops_of(connection, op.header.prev)
    replaced = {before for op in found.values() for before in op.header.prev}
    return [op for op in found.values() if op.id not in replaced], frozenset(newer)


def newer_registers(connection: sa.Connection, patient: str) -> frozenset[str]:
    """Registers of the patient's plan that a newer program wrote, as far as nobody wrote over that (sync.md 3.3)."""
    raw: Any = connection.connection.driver_connection
    rows = raw.execute(_PARKED, (patient.encode(),)).fetchall()  # none at all, nearly always
    lines = {key.partition("/")[0] for row in raw.execute(_KEYS, (patient,)) for key in row} if rows else set()
    found = set()
    for row in rows:
        op = Op(*row)
        key = register_key(op.header.e, op.header.r)
        is_line = op.header.k in _KINDS or op.header.e in lines - {patient}
        if op.header.pid != patient or not op.header.r or not is_line:
            continue
        if raw.execute("SELECT 1 FROM dead WHERE reg = ? AND id = ?", (key, op.id)).fetchone() is None:
            found.add(key)
    return frozenset(found)


def copies_given(connection: sa.Connection, patient: str) -> list[Any]:
    """Copies that nobody took back, the oldest first: version, given_at, how, to_whom, sections (JSON)."""
    c = PLAN_COPY.c
    found = sa.select(c.version, c.given_at, c.how, c.to_whom, c.sections).where(
        c.patient == patient, c.id.not_in(sa.select(PLAN_COPY_WITHDRAWN.c.copy))
    )
    return list(connection.execute(found.order_by(c.given_at, c.rid)))


def version(connection: sa.Connection, version_id: str) -> Any | None:
    """A version: patient, number, status, heads (JSON), at (ms), by; by nobody where nobody saved it."""
    v = PLAN_VERSION.c
    by = sa.case((v.as_of > 0, ""), else_=v.by).label("by")
    found = sa.select(v.patient, v.number, v.status, v.heads, v.at, by).where(v.id == version_id)
    return connection.execute(found).first()


def saved_as(connection: sa.Connection, patient: str, ops: Iterable[Op]) -> tuple[str, int] | None:
    """Entity and number of the newest version that enumerates exactly these operations.

    None where something came in that no save made: an import, an attestation, another device's changes.
    """
    v = PLAN_VERSION.c
    found = sa.select(v.id, v.number).where(v.patient == patient, v.heads == json_text(sorted(op.id for op in ops)))
    row = connection.execute(found.order_by(v.rid.desc()).limit(1)).first()
    return None if row is None else (row[0], row[1])


def head_ids(connection: sa.Connection, patient: str) -> frozenset[str]:
    """Heads of every register of the patient's plan, by their id."""
    raw: Any = connection.connection.driver_connection
    return frozenset(row[0] for row in raw.execute(f"SELECT id FROM head WHERE reg IN ({_KEYS})", (patient,)))


def registers_of(connection: sa.Connection, patient: str) -> frozenset[str]:
    """Keys of all registers of the patient's plan, `entity/register`."""
    raw: Any = connection.connection.driver_connection
    return frozenset(row[0] for row in raw.execute(_KEYS, (patient,)))


def head_ops_at(connection: sa.Connection, patient: str, before_ms: int) -> list[Op]:
    """The heads that the plan had at that instant, by when each operation says it was recorded."""
    raw: Any = connection.connection.driver_connection
    keys = registers_of(connection, patient)
    standing: dict[str, Op] = {}
    replaced: set[tuple[str, str]] = set()
    for entity in {key.partition("/")[0] for key in keys}:
        for row in raw.execute("SELECT header, payload FROM op WHERE entity = ?", (entity,)):
            op = Op(*row)
            key = register_key(op.header.e, op.header.r)
            if key in keys and op.header.ut < before_ms and fold.understood(op) is not None:
                standing[op.id] = op
                replaced |= {(key, version) for version in op.header.prev}
    return [op for op in standing.values() if (register_key(op.header.e, op.header.r), op.id) not in replaced]


def begun_at(connection: sa.Connection, patient: str) -> int:
    """When the first version of the plan came to be, in epoch milliseconds; 0 for a plan without any."""
    v = PLAN_VERSION.c
    return int(connection.scalar(sa.select(sa.func.min(v.at)).where(v.patient == patient)) or 0)


def newest_number(connection: sa.Connection, patient: str) -> int:
    """The highest number that a version of the plan has; 0 for a plan without any."""
    v = PLAN_VERSION.c
    return int(connection.scalar(sa.select(sa.func.max(v.number)).where(v.patient == patient)) or 0)


def last_signed(connection: sa.Connection, patient: str) -> str:
    """The version that a practitioner signed last and did not take back; empty for none.

    Who signs a month signs its time and codes, with the version that stood then: the plan is not signed by that.
    """
    p = PLAN_SIGNED.c
    found = sa.select(p.version).where(
        p.patient == patient, p.id.not_in(sa.select(PLAN_SIGNATURE_WITHDRAWN.c.signature))
    )
    return str(connection.scalar(found.order_by(p.rid.desc()).limit(1)) or "")


OWN_WORDS = " UNION ALL ".join(
    "SELECT patient, lower(rtrim(trim(replace(replace(description, char(10), ' '), '  ', ' ')), '. ')) AS words"
    f" FROM {table} WHERE template = '' AND description <> '' AND status NOT IN ('ended', 'removed', 'done')"
    for table in ("goal", "intervention")
)
"""Lines that are no template's, without case, line ends and the full stop. The words never leave the file."""
_CLONED = f"""
WITH line AS MATERIALIZED ({OWN_WORDS}), mine AS (SELECT words FROM line WHERE patient = ?1),
twin AS (SELECT patient, words FROM line WHERE patient <> ?1 AND words IN (SELECT words FROM mine))
SELECT (SELECT count(*) FROM mine WHERE words IN (SELECT words FROM twin)), (SELECT count(DISTINCT patient) FROM twin)
"""


def cloned(connection: sa.Connection, patient: str) -> tuple[int, int]:
    """How many lines of a plan stand word for word in plans of other patients, and of how many patients."""
    raw: Any = connection.connection.driver_connection
    lines, patients = raw.execute(_CLONED, (patient,)).fetchone()
    return lines, patients


def last_saved(connection: sa.Connection, before_ms: int, patient: str = "") -> dict[str, int]:
    """When the plan of each patient, or of one, was last saved before that instant, in milliseconds."""
    v = PLAN_VERSION.c
    found = sa.select(v.patient, sa.func.max(v.at)).where(v.at < before_ms, v.as_of == 0).group_by(v.patient)
    if patient:
        found = found.where(v.patient == patient)
    return {row[0]: row[1] for row in connection.execute(found)}


def reviews(connection: sa.Connection) -> dict[str, tuple[str, str]]:
    """When each plan was last reviewed and is due again, as ISO days, by patient."""
    found = connection.execute(sa.select(PLAN.c.id, PLAN.c.reviewed_on, PLAN.c.review_on))
    return {patient: (reviewed_on, review_on) for patient, reviewed_on, review_on in found}


def own_saves(connection: sa.Connection, patient: str, person: str, since_ms: int) -> list[Any]:
    """Versions that the person saved here since that instant and a key takes back, in order: id, what, takes_back."""
    v = PLAN_VERSION.c
    slot = sa.func.json_extract(sa.cast(OP.c.header, sa.Text), "$.n")  # the key of `own`: else all of it is read
    found = sa.select(v.id, v.what, v.takes_back).join(OP, OP.c.rid == v.rid)
    found = found.join(OWN, (OWN.c.n == slot) & (OWN.c.rid == v.rid))
    return list(connection.execute(
        found.where(
            v.patient == patient, v.by == person, v.at >= since_ms, v.undoable, v.as_of == 0
        ).order_by(v.rid)
    ))  # fmt: skip


def saved_name(connection: sa.Connection, version_id: str) -> str | None:
    """What a save is called; None where there is none."""
    v = PLAN_VERSION.c
    return connection.execute(sa.select(v.what).where(v.id == version_id)).scalar()


def taking_back(connection: sa.Connection, version_id: str) -> list[str]:
    """The saves that took that one back, or brought it back."""
    v = PLAN_VERSION.c
    return list(connection.execute(sa.select(v.id).where(v.takes_back == version_id)).scalars())


def first_save(connection: sa.Connection, version_id: str) -> str:
    """The edit that a chain of undo and redo goes back to; an edit itself is its own."""
    v = PLAN_VERSION.c
    before = connection.execute(sa.select(v.takes_back).where(v.id == version_id)).scalar()
    return first_save(connection, before) if before else version_id


def ops_of_save(connection: sa.Connection, version_id: str) -> list[Op]:
    """What the save recorded that made the version, in order: what stands before it in its commit."""
    raw: Any = connection.connection.driver_connection
    found: list[Op] = []
    rows = raw.execute(
        "SELECT header, payload FROM op WHERE rid <= (SELECT rid FROM plan_version WHERE id = ?) ORDER BY rid DESC",
        (version_id,),
    )
    for row in rows:
        op = Op(*row)
        if found and (op.header.tx[0] != found[0].header.tx[0] or op.header.k == found[0].header.k):
            break  # another commit, or another save of this one
        found.append(op)
    return found[:0:-1]


def heads_of_save(connection: sa.Connection, patient: str, op: Op) -> list[str]:
    """What the plan consisted of after the save that recorded `op`, as JSON; none where no save did."""
    raw: Any = connection.connection.driver_connection
    rows = raw.execute(
        'SELECT heads, header, payload FROM plan_version JOIN op USING (rid) WHERE patient = ? AND at = ? AND "by" = ?',
        (patient, op.header.ut, op.header.act),
    )
    return [heads for heads, *made in rows if Op(*made).header.tx[0] == op.header.tx[0]]


def templates(connection: sa.Connection) -> list[str]:
    """Entities of the practice's own templates, the retired ones included."""
    return list(connection.scalars(sa.select(PLAN_TEMPLATE.c.id).order_by(PLAN_TEMPLATE.c.id)))


def compared_templates(connection: sa.Connection, patient: str) -> set[str]:
    """Names, `key@version`, of the templates that somebody put beside the patient's plan and did not take back."""
    c = TEMPLATE_COMPARED.c
    rows = connection.execute(sa.select(c.template, c.saved).where(c.patient == patient)).all()
    gone = taken_back(connection, patient) if rows else frozenset()
    return {template for template, saved in rows if saved not in gone}


def taken_back(connection: sa.Connection, patient: str) -> frozenset[str]:
    """Versions of saves that were taken back and not brought back."""
    v, gone = PLAN_VERSION.c, set[str]()
    found = sa.select(v.id, v.takes_back).where(v.patient == patient, v.takes_back != "").order_by(v.rid.desc())
    for taker, taken in connection.execute(found):  # the newest first: one that was itself taken back takes nothing
        if taker not in gone:
            gone.add(taken)
    return frozenset(gone)


def copy_stands(connection: sa.Connection, copy: str, patient: str) -> bool | None:
    """Whether a record that a copy was given stands; None where the patient has no such record."""
    c, w = PLAN_COPY.c, PLAN_COPY_WITHDRAWN.c
    if connection.execute(sa.select(c.id).where(c.id == copy, c.patient == patient)).first() is None:
        return None
    return connection.execute(sa.select(w.id).where(w.copy == copy)).first() is None


def is_caregiver_of(connection: sa.Connection, caregiver: str, patient: str) -> bool:
    """Whether that caregiver stands in the patient's plan."""
    c = CAREGIVER.c
    return connection.execute(sa.select(c.id).where(c.id == caregiver, c.patient == patient)).first() is not None


def caregivers(connection: sa.Connection, patient: str) -> list[tuple[str, str]]:
    """Name and relation of those in the patient's plan."""
    c = CAREGIVER.c
    found = sa.select(c.name, c.relation).where(c.patient == patient, c.status == "active").order_by(c.id)
    return [(str(name), str(relation)) for name, relation in connection.execute(found)]
