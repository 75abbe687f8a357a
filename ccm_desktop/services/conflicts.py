"""What was changed on two computers without either seeing the other's: shown side by side, decided by a person.

A line that was taken out on one and reworded on the other is two registers with one version each, and still a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from typing import Any

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger import fold
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.op import Op, register_key
from ccm_desktop.ledger.payloads.patient import PatientIdentity
from ccm_desktop.models.queries import conflicts, plans
from ccm_desktop.models.store import Held, Reader, Transaction
from ccm_desktop.services import conflict_words
from ccm_desktop.services.authority import require
from ccm_desktop.services.care_plans import check
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.exchange import computer_name
from ccm_desktop.services.people import people_of
from ccm_desktop.services.plan_changes import gone
from ccm_desktop.services.plan_forms import UnseenEnd, standing_before, unseen_ends
from ccm_desktop.services.plan_parts import BY_TYPE, HANGING
from ccm_desktop.services.plan_record import record_version, require_readable

_DECIDED = Changed.CARE_PLAN | Changed.PATIENTS | Changed.TASKS | Changed.CONTACTS | Changed.MONTH
_BROUGHT_BACK = 8
"""How many decisions and undoings are followed to who wrote a value first."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the versions: who wrote it, on which computer, when."""

    version: str
    who: str
    computer: str
    here: bool
    at: int
    words: tuple[str, ...]
    """Of the fields that differ, in the order of `Conflict.labels`."""
    value: Any


@dataclass(frozen=True, slots=True)
class Conflict:
    """A register with versions that differ, as it was when it was asked for."""

    conflict_id: str
    """Names these very versions: it is another one as soon as any of them is replaced."""
    patient_id: str
    patient: str
    title: str
    name: str
    """Which of its kind; may be empty."""
    entity: str
    names: tuple[str, ...]
    """Fields that differ."""
    labels: tuple[str, ...]
    before: tuple[str, ...]
    """The same fields in the version that all of them began from; empty when there is none."""
    sides: tuple[Side, ...]
    heads: tuple[str, ...]
    keeps_both: bool
    """Whether all versions can stay, each as an item of its own."""
    writable: bool
    """Whether the fields that differ can be written anew here."""
    elsewhere: str
    """Where it is decided instead, and how; empty when here."""
    unseen: tuple[str, ...] = ()
    """Versions of the line's words that whoever took it out had not seen; empty unless that is the question."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, with what takes it back."""

    conflict: Conflict
    version: str
    added: tuple[str, ...] = ()
    """Items that were made to keep every version."""


class ConflictService:
    """Lists what waits for a decision, writes the decision, takes it back."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def open(self, patient: str = "") -> tuple[Conflict, ...]:
        """All conflicts of a patient, or of the practice."""
        with self._context.reading() as reader:
            people = {person.id: person.title for person in people_of(reader)}
            here = self._context.store.device
            differing = [_conflict(reader, people, here, heads) for heads in conflicts.differing(reader, patient)]
            unseen = [_taken_out(reader, people, here, one) for one in unseen_ends(reader, patient)]
            return (*differing, *unseen)

    def find(self, conflict_id: str) -> Conflict:
        """The one of that id; a decided or changed one has it no more."""
        found = [one for one in self.open() if conflict_id and one.conflict_id.startswith(conflict_id)]
        if len(found) != 1:
            raise _not_as_shown()
        return found[0]

    def use(self, conflict: Conflict, version: str) -> Outcome[Decided]:
        """One side as it is; the others stay in the history."""
        return self._decide(conflict, _side(conflict, version).value)

    def write(self, conflict: Conflict, texts: Mapping[str, str]) -> Outcome[Decided]:
        """The fields that differ, written by the person; all others are the same on every side."""
        if not conflict.writable or set(texts) != set(conflict.names):
            raise BadInput("cannot_be_written", "These fields cannot be written here.", "Use one of the versions.")
        value = replace(conflict.sides[0].value, **{name: text.strip() for name, text in texts.items()})
        check(value)
        return self._decide(conflict, value)

    def keep_both(self, conflict: Conflict) -> Outcome[Decided]:
        """The first side stays where it is, every other becomes an item of its own."""
        if not conflict.keeps_both:
            raise BadInput("only_one", "Only one version of this can stand.", "Use one of the versions.")
        first, *others = conflict.sides
        return self._decide(conflict, first.value, tuple(side.value for side in others))

    def undo(self, decided: Decided) -> Outcome[None]:
        """All versions stand side by side again; items that were made for them end."""
        require(self._context, Verb.CARE)
        conflict = decided.conflict
        cls = type(conflict.sides[0].value)
        with self._context.transaction() as tx:
            _require_heads(tx, cls, conflict.entity, (decided.version,))
            for entity, side in zip(decided.added, conflict.sides[1:], strict=False):  # none added: one side was used
                _require_untouched(tx, entity, side.value)
            require_readable(tx, conflict.patient_id, [(cls, conflict.entity)])
            for side in conflict.sides:  # two that name the same one: neither has seen the other
                tx.record(side.value, entity=conflict.entity, patient=conflict.patient_id, prev=(decided.version,))
            for entity in decided.added:
                for value, prev in gone(tx, cls, entity):
                    tx.record(value, entity=entity, patient=conflict.patient_id, prev=prev)
            self._note_version(tx, conflict, "Decision taken back")
        return Outcome(None, _DECIDED)

    def _decide(self, conflict: Conflict, value: Any, more: tuple[Any, ...] = ()) -> Outcome[Decided]:
        require(self._context, Verb.CARE)
        if conflict.elsewhere:
            raise Refusal("decided_elsewhere", "This is not decided here.", conflict.elsewhere)
        with self._context.transaction() as tx:
            _require_heads(tx, type(value), conflict.entity, conflict.heads)
            if conflict.unseen:
                _require_unseen(tx, type(value), conflict)
            require_readable(tx, conflict.patient_id, [(type(value), conflict.entity)])
            version = tx.record(value, entity=conflict.entity, patient=conflict.patient_id, prev=conflict.heads)
            added = tuple(new_id() for _ in more)
            for entity, other in zip(added, more, strict=True):
                tx.record(other, entity=entity, patient=conflict.patient_id)
            self._note_version(tx, conflict, "Changes resolved")
        return Outcome(Decided(conflict, version, added), _DECIDED)

    def _note_version(self, tx: Transaction, conflict: Conflict, what: str) -> None:
        if type(conflict.sides[0].value) in conflict_words.VERSIONED:
            record_version(tx, conflict.patient_id, what, undoable=type(conflict.sides[0].value) in conflict_words.PLAN)


def _require_heads(reader: Reader, cls: type, entity: str, shown: tuple[str, ...]) -> None:
    held: Any = reader.held(cls, entity)
    if held is None or set(held.heads) != set(shown):
        raise _not_as_shown()


def _require_untouched(reader: Reader, entity: str, value: Any) -> None:
    """Of an item that a decision made: whoever changed it since would lose that with it."""
    held: Held[Any] | None = reader.held(type(value), entity)
    ended_by = BY_TYPE[type(value)].ended_by
    if held is None or held.others or held.value != value or (ended_by and reader.held(ended_by, entity)):
        raise _not_as_shown()


def _require_unseen(reader: Reader, cls: type, conflict: Conflict) -> None:
    now = (one for one in unseen_ends(reader, conflict.patient_id)
           if (one.part.status, one.state.entity) == (cls, conflict.entity))  # fmt: skip
    if {op.id for one in now for op in one.texts} != set(conflict.unseen):
        raise _not_as_shown()


def _not_as_shown() -> Refusal:
    return Refusal("decided_meanwhile", "This was decided or changed meanwhile.", "Look at the list again.")


def _side(conflict: Conflict, version: str) -> Side:
    for side in conflict.sides:
        if side.version == version:
            return side
    raise BadInput("version_unknown", "There is no such version.", "Choose one from the list.")


def _conflict(reader: Reader, people: dict[str, str], here: str, heads: tuple[Op, ...]) -> Conflict:
    values = [fold.understood(op) for op in heads]
    cls: type[Any] = type(values[0])
    header = heads[0].header
    names = tuple(f.name for f in fields(cls) if len({repr(getattr(value, f.name)) for value in values}) > 1)
    first = [_first_written(reader, op) for op in heads]
    before = _before(reader, first)

    def say(value: Any) -> tuple[str, ...]:
        return tuple(conflict_words.words(reader, people, name, getattr(value, name)) for name in names)

    sides: list[Side] = []
    for op, origin, value in zip(heads, first, values, strict=True):
        if all(value != side.value for side in sides):  # equal ones are one side, and all heads are named
            by, at = origin.header, origin.header.ut // 1000
            sides.append(Side(op.id, people.get(by.act, ""), computer_name(reader, by.dev), by.dev == here, at,
                              say(value), value))  # fmt: skip
    ids = tuple(sorted(op.id for op in heads))
    elsewhere = conflict_words.where_decided(cls)
    return Conflict(
        sha256("".join(ids).encode()).hexdigest()[:12],
        header.pid, _patient_name(reader, header.pid),
        conflict_words.title(cls), conflict_words.naming(reader, cls, header.e, values[0]), header.e,
        names, tuple(conflict_words.label(name) for name in names),
        say(before) if before is not None else (), tuple(sides), ids,
        cls in conflict_words.LISTED,
        not elsewhere and cls in conflict_words.PLAN and _is_text(values, names), elsewhere,
    )  # fmt: skip


def _taken_out(reader: Reader, people: dict[str, str], here: str, one: UnseenEnd) -> Conflict:
    """Words on one side, the end of the line on the other: what each saw, and what each made of it."""
    end, cls, entity = fold.shown(one.ends), one.part.cls, one.state.entity
    text = fold.shown([op for op in one.texts if op.header.k == one.texts[0].header.k])
    told = [line for op in _one_a_register(one.texts) for line in _told(reader, people, cls, op)]
    stood = standing_before(reader, one.state)
    held: Any = reader.held(cls, entity)

    def say(words: Iterable[str], state: Any) -> tuple[str, ...]:
        return *words, conflict_words.words(reader, people, "status", state.status)

    def side(op: Op, words: Iterable[str], state: Any) -> Side:
        by = op.header
        return Side(op.id, people.get(by.act, ""), computer_name(reader, by.dev), by.dev == here, by.ut // 1000,
                    say(words, state), state)  # fmt: skip

    ids, seen = (*sorted(op.id for op in one.texts), *one.state.heads), [line.seen for line in told]
    return Conflict(
        sha256("".join(ids).encode()).hexdigest()[:12], one.patient, _patient_name(reader, one.patient),
        conflict_words.title(cls), conflict_words.naming(reader, cls, entity, held.value if held else None), entity,
        (*(line.name for line in told), "status"), (*(line.label for line in told), conflict_words.label("status")),
        say(seen, stood),
        (side(text, [line.said for line in told], stood), side(end, seen, one.state.value)),
        one.state.heads, keeps_both=False, writable=False, elsewhere="", unseen=tuple(op.id for op in one.texts),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Told:
    """A field of what was not seen: as it was when the line was taken out, and as it is."""

    name: str
    label: str
    seen: str
    said: str


def _told(reader: Reader, people: dict[str, str], line: type, op: Op) -> Iterator[_Told]:
    value: Any = fold.understood(op)
    seen = _before(reader, [op])
    hidden = {"status", HANGING[type(value)][1]} if type(value) is not line else set[str]()
    for field in fields(value):
        now, then = getattr(value, field.name), getattr(seen, field.name, "")
        if now != then and field.name not in hidden:
            yield _Told(field.name, conflict_words.label(field.name),
                        conflict_words.words(reader, people, field.name, then),
                        conflict_words.words(reader, people, field.name, now))  # fmt: skip


def _one_a_register(ops: Iterable[Op]) -> Iterator[Op]:
    registers: dict[str, list[Op]] = {}
    for op in ops:
        registers.setdefault(register_key(op.header.e, op.header.r), []).append(op)
    return map(fold.shown, registers.values())


def _patient_name(reader: Reader, patient: str) -> str:
    held = reader.held(PatientIdentity, patient) if patient else None
    return f"{held.value.family}, {held.value.given}" if held is not None else ""


def _is_text(values: list[Any], names: tuple[str, ...]) -> bool:
    """Whether the fields can be typed: no numbers, no links to other items, no words of a fixed list."""
    fixed = {"status", "condition", "goal", "chronic"}
    return all(isinstance(getattr(value, name), str) and name not in fixed for value in values for name in names)


def _first_written(reader: Reader, op: Op) -> Op:
    """Whoever undid a decision only brought a value back: the side is named by who wrote it."""
    value = fold.understood(op)
    for _ in range(_BROUGHT_BACK):
        decisions = plans.ops_of(reader.connection, op.header.prev)
        older = [one for decision in decisions for one in plans.ops_of(reader.connection, decision.header.prev)]
        same = next((one for one in older if fold.understood(one) == value), None)
        if same is None:
            break
        op = same
    return op


def _before(reader: Reader, sides: list[Op]) -> Any | None:
    """The version that every side saw when it was written."""
    seen = set.intersection(*(set(op.header.prev) for op in sides))
    ops = plans.ops_of(reader.connection, sorted(seen))
    return fold.understood(fold.shown(ops)) if ops else None
