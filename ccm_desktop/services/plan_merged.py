"""What other computers changed in a plan and nobody here was asked about (ux.md 7.7): which lines, who, when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ccm_desktop.domain.plan_diff import Key, PlanChange
from ccm_desktop.ledger import fold
from ccm_desktop.ledger.op import Op, register_key
from ccm_desktop.models.queries import plan_seen, recorded
from ccm_desktop.models.store import Reader
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.exchange import computer_name
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import people_of
from ccm_desktop.services.plan_assembly import build, forms_of
from ccm_desktop.services.plan_changes import changes, plan_forms


@dataclass(frozen=True, slots=True)
class MergedLine:
    """One line of the plan that came in as it is."""

    change: PlanChange
    """What was and what is."""
    who: str
    computer: str
    at: int
    """Epoch seconds."""


@dataclass(frozen=True, slots=True)
class Merged:
    """All of them, and how far the ledger reached when they were asked for."""

    patient_id: str
    lines: tuple[MergedLine, ...]
    reach: int


class PlanMergedService:
    """Tells what came in since the person signed in saw the plan last on this computer, and that it was seen."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def of(self, patient: str) -> Outcome[Merged]:
        """What waits to be seen. Whoever comes to a plan for the first time here has missed nothing."""
        with self._context.reading() as reader:
            who_is(reader, patient)
            reach = recorded.position(reader.connection)
            known = plan_seen.reach(reader.connection, self._context.person, patient)
            lines = () if known in (None, reach) else self._lines(reader, patient, known or 0)
        if known is None:
            self.seen(Merged(patient, (), reach))
        return Outcome(Merged(patient, lines, reach), Changed.NOTHING)

    def seen(self, merged: Merged) -> Outcome[None]:
        """What was shown; what came since still waits."""
        with self._context.transaction() as tx:
            plan_seen.mark(tx.connection, self._context.person, merged.patient_id, merged.reach)
        return Outcome(None, Changed.NOTHING)

    def _lines(self, reader: Reader, patient: str, known: int) -> tuple[MergedLine, ...]:
        ops = plan_seen.plan_ops(reader.connection, patient)
        here = self._context.store.device
        came = [op for rid, op in ops if rid > known and op.header.dev != here]
        if not came:
            return ()
        before = build(patient, forms_of(_heads(op for rid, op in ops if rid <= known), {}))
        after = build(patient, forms_of(_heads(op for _, op in ops), {}))
        shown = {**plan_forms(before), **plan_forms(after)}
        names = {person.id: person.title for person in people_of(reader)}

        def last(key: Key) -> Op | None:
            """The last of another computer's operations on the line; None where there is none, or two wait."""
            forms = shown[key]
            registers = {(form.entity, type(form.value)) for form in forms}
            mine = [op for op in came if (op.header.e, type(fold.understood(op))) in registers]
            return mine[-1] if mine and not any(form.others for form in forms) else None

        found = ((change, last(change.key)) for change in changes(before, after))
        return tuple(
            MergedLine(change, names.get(op.header.act, ""), computer_name(reader, op.header.dev), op.header.ut // 1000)
            for change, op in found if op is not None
        )  # fmt: skip


def _heads(ops: Iterable[Op]) -> list[Op]:
    """What stands of these."""
    understood = [op for op in ops if fold.understood(op) is not None]
    gone = {(register_key(op.header.e, op.header.r), before) for op in understood for before in op.header.prev}
    return [op for op in understood if (register_key(op.header.e, op.header.r), op.id) not in gone]
