"""The registers of a care plan as they are now or as a version holds them, and what waits for a decision among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payload import kind_of, origin_of
from ccm_desktop.models.queries import conflicts, plans
from ccm_desktop.models.store import Reader
from ccm_desktop.services.forms import Form
from ccm_desktop.services.plan_assembly import Forms, forms_of
from ccm_desktop.services.plan_parts import GONE, HANGING, WITH_STATUS, Part


@dataclass(frozen=True, slots=True)
class PlanForms:
    """What a plan consists of."""

    forms: Forms
    newer: frozenset[str]
    """Registers that a newer program wrote and this one cannot read."""

    @property
    def conflicts(self) -> int:
        """Registers of which versions stand side by side."""
        return sum(1 for group in self.forms.values() for form in group.values() if form.others)


def held_now(reader: Reader, patient: str, names: Mapping[str, str] | None = None) -> PlanForms:
    """The plan as it is now; `names` of people by id."""
    ops = plans.head_ops(reader.connection, patient)
    return _held(reader, patient, ops, names or {}, plans.newer_registers(reader.connection, patient))


def held_in(reader: Reader, patient: str, heads: tuple[str, ...], names: Mapping[str, str] | None = None) -> PlanForms:
    """The plan as a version has it that enumerates these operations."""
    ops, newer = plans.readable(reader.connection, heads)
    return _held(reader, patient, ops, names or {}, newer)


@dataclass(frozen=True, slots=True)
class UnseenEnd:
    """A line that was taken out by somebody who had not seen its words, or what hangs on it, as they are now."""

    patient: str
    part: Part
    state: Form[Any]
    """As it was ended."""
    ends: tuple[Op, ...]
    texts: tuple[Op, ...]
    """The words that were not seen, those of the line itself first."""


def unseen_ends(reader: Reader, patient: str = "") -> Iterator[UnseenEnd]:
    """Of a patient's plan, or of all."""
    kinds = [(kind_of(part.cls).name, kind_of(part.status).name, "") for part in WITH_STATUS.values()]
    kinds += [(kind_of(cls).name, kind_of(WITH_STATUS[line].status).name, link)
              for cls, (line, link) in HANGING.items()]  # fmt: skip
    for who in conflicts.perhaps_unseen(reader.connection, kinds, GONE, patient):
        ops = plans.head_ops(reader.connection, who)
        yield from _unseen(reader, who, ops, forms_of(ops, {}))


def _held(reader: Reader, patient: str, ops: list[Op], names: Mapping[str, str], newer: frozenset[str]) -> PlanForms:
    found = {cls: dict(group) for cls, group in forms_of(ops, names, newer).items()}
    for one in list(_unseen(reader, patient, ops, found)):
        found[one.part.status][one.state.entity] = _standing_again(reader, one.state)
    return PlanForms(found, newer)


def _unseen(reader: Reader, patient: str, ops: list[Op], found: Forms) -> Iterator[UnseenEnd]:
    """Lines that were taken out unseen.

    Words and state are two registers, so that neither has two heads (sync.md 3.7: archive vs edit, the item stays
    visible). What a file says anew overrules nobody who took a line out here.
    """
    written: dict[tuple[str, str], list[Op]] = defaultdict(list)
    for op in ops:
        if not origin_of(op.payload_bytes):
            written[op.header.k, op.header.e].append(op)
    hanging = _hanging(found, written)
    states = {op.id: op for op in ops}
    for part in WITH_STATUS.values():
        for entity, form in found.get(part.status, {}).items():
            if any(one.status not in GONE for one in (form.value, *form.others)):
                continue
            ends = tuple(states[one] for one in form.heads)
            own = written.get((kind_of(part.cls).name, entity), ())
            texts = tuple(own) if all(_none_saw(reader, patient, ends, text) for text in own) else ()
            texts += tuple(op for op in hanging.get(entity, ()) if _none_saw(reader, patient, ends, op))
            if texts:
                yield UnseenEnd(patient, part, form, ends, texts)


def _hanging(found: Forms, written: Mapping[tuple[str, str], list[Op]]) -> Mapping[str, list[Op]]:
    """By entity of a line: what was written under it, and holds."""
    hanging: dict[str, list[Op]] = defaultdict(list)
    for cls, (_, link) in HANGING.items():
        for entity, form in found.get(cls, {}).items():
            if getattr(form.value, "status", "") not in GONE and (link or form.value != cls()):
                line = getattr(form.value, link) if link else entity
                hanging[line] += written.get((kind_of(cls).name, entity), ())
    return hanging


def _none_saw(reader: Reader, patient: str, ends: Iterable[Op], text: Op) -> bool:
    return all(_did_not_see(reader, patient, end, text) for end in ends)


def _did_not_see(reader: Reader, patient: str, end: Op, text: Op) -> bool:
    if end.header.dev == text.header.dev and text.header.n < end.header.n:
        return False  # the common case: it was there when that device saved, so nothing has to be asked
    saves = plans.heads_of_save(reader.connection, patient, end)
    return bool(saves) and all(text.id not in heads for heads in saves)


def standing_before(reader: Reader, state: Form[Any]) -> Any:
    """The state of a line before it was ended."""
    ends = plans.ops_of(reader.connection, state.heads)
    earlier = [reader.version(one) for op in ends for one in op.header.prev]
    before = next((one for one in earlier if one is not None and one.status not in GONE), None)
    return before if before is not None else replace(state.value, status="active")


def _standing_again(reader: Reader, form: Form[Any]) -> Form[Any]:
    """The state of before beside the end: whoever saves either has seen both."""
    return replace(form, value=standing_before(reader, form), others=(form.value, *form.others))
