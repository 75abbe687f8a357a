"""The fold: the same set of operations is the same state, whatever the order or the clock."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccm_desktop.ledger import chain, fold, payload
from ccm_desktop.ledger.hlc import HybridClock
from ccm_desktop.ledger.op import Damaged, Op, register_key
from ccm_desktop.ledger.payloads.contact import ContactMade
from ccm_desktop.ledger.payloads.patient import PatientContact, PatientIdentity


class Device:
    """Writes operations; sees what it has received."""

    def __init__(self, name: str, clock_error_ms: int = 0) -> None:
        self.link = chain.Link(name * 16)
        self.clock = HybridClock()
        self.error = clock_error_ms
        self.now = 1_790_000_000_000
        self.ops: list[Op] = []

    def write(self, value: object, entity: str, prev: list[str]) -> Op:
        self.now += 1000
        wall = self.now + self.error
        stamp = chain.Stamp(self.clock.tick(wall), wall, "u", ("t", 0))
        op, self.link = chain.next_op(self.link, stamp, value, entity=entity, patient=entity, prev=prev)
        self.ops.append(op)
        return op


YEAR_MS = 365 * 86_400_000
STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 2), st.booleans(), st.text("ab", min_size=1, max_size=2)), max_size=25
)


def history(steps: list[tuple[int, int, bool, str]]) -> list[Op]:
    """Three devices (one years ahead, one years behind) write over what they saw, or over an old form."""
    devices = [Device("a"), Device("b", 3 * YEAR_MS), Device("c", -3 * YEAR_MS)]
    seen: list[Op] = []
    for who, entity, stale, text in steps:
        key = register_key(f"p{entity}", "identity")
        known = fold.fold(seen[: len(seen) // 2] if stale else seen).heads.get(key, {})
        seen.append(devices[who].write(PatientIdentity(text, "x"), f"p{entity}", sorted(known)))
    return seen


@settings(max_examples=150, deadline=None)
@given(STEPS, st.randoms())
def test_any_order_any_duplicates_any_split_is_the_same_state(
    steps: list[tuple[int, int, bool, str]], chance: random.Random
) -> None:
    ops = history(steps)
    shuffled = [*ops, *chance.choices(ops, k=len(ops) // 2)] if ops else []
    chance.shuffle(shuffled)
    expected = fold.fold(ops).digest()
    assert fold.fold(shuffled).digest() == expected
    cut = chance.randrange(len(shuffled) + 1)
    state = fold.fold(shuffled[:cut])
    for op in shuffled[cut:]:
        fold.apply(state, op)
    assert state.digest() == expected


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_nothing_leaves_the_heads_unless_somebody_saw_it(steps: list[tuple[int, int, bool, str]]) -> None:
    ops = history(steps)
    replaced = {p for op in ops for p in op.header.prev}
    heads = {i for group in fold.fold(ops).heads.values() for i in group}
    assert heads == {op.id for op in ops} - replaced


def test_two_versions_of_one_form_are_both_kept_until_one_names_both() -> None:
    a, b = Device("a"), Device("b")
    first = a.write(PatientIdentity("Baker", "E"), "p", [])
    one = a.write(PatientIdentity("Baker", "Eugene"), "p", [first.id])
    two = b.write(PatientIdentity("Becker", "E"), "p", [first.id])
    key = register_key("p", "identity")
    assert set(fold.fold([first, one, two]).heads[key]) == {one.id, two.id}
    both = a.write(PatientIdentity("Baker", "Eugene"), "p", [one.id, two.id])
    assert set(fold.fold([first, one, two, both]).heads[key]) == {both.id}


@pytest.mark.parametrize("first_comes", [0, 1, 2])
def test_a_write_replaces_versions_of_its_own_register_only(first_comes: int) -> None:
    device = Device("a")
    identity = device.write(PatientIdentity("Baker", "E"), "p", [])
    ops = [
        device.write(PatientContact("555"), "p", [identity.id]),
        device.write(PatientIdentity("Other", "O"), "q", [identity.id]),
    ]
    ops.insert(first_comes, identity)
    state = fold.fold(ops)
    assert set(state.heads[register_key("p", "identity")]) == {identity.id}
    assert {key for key, _ in state.dead} == {register_key("p", "contact"), register_key("q", "identity")}


def contacts(whos: list[int], chance: random.Random) -> list[Op]:
    """Facts of three devices with clocks years apart, each written by somebody who had all before it."""
    devices = [Device("a"), Device("b", 3 * YEAR_MS), Device("c", -3 * YEAR_MS)]
    written: list[Op] = []
    for number, who in enumerate(whos):
        devices[who].error += chance.randrange(-YEAR_MS, YEAR_MS)  # somebody sets the clock
        prev = list(fold.newest(written))
        written.append(devices[who].write(ContactMade(number, "phone", "reached", "u"), f"c{number}", prev))
    return written


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 2), max_size=12), st.randoms())
def test_what_came_of_something_stands_after_it_whatever_the_clocks_say(whos: list[int], chance: random.Random) -> None:
    written = contacts(whos, chance)
    mixed = chance.sample(written, len(written))
    assert fold.by_cause(mixed) == written
    assert fold.newest(mixed) == tuple(op.id for op in written[-1:])


def test_of_two_facts_that_knew_nothing_of_each_other_the_later_by_clock_stands_last() -> None:
    ahead, behind = Device("a"), Device("b", -3 * YEAR_MS)
    first = ahead.write(ContactMade(1, "phone", "reached", "u"), "1", [])
    one, other = (device.write(ContactMade(1, "phone", "reached", "u"), "2", [first.id]) for device in (ahead, behind))
    assert fold.by_cause([one, other, first]) == [first, other, one]
    assert set(fold.newest([first, other, one])) == {one.id, other.id}


def test_without_a_word_of_what_came_before_a_device_wrote_in_its_own_order() -> None:
    device = Device("a")
    first = device.write(ContactMade(1, "phone", "reached", "u"), "1", [])
    device.error = -3 * YEAR_MS
    second = device.write(ContactMade(1, "phone", "reached", "u"), "2", [])
    assert second.header.hlc < first.header.hlc
    assert fold.by_cause([second, first]) == [first, second]


def test_facts_are_never_superseded() -> None:
    device = Device("a")
    facts = [device.write(ContactMade(n, "phone", "reached", "u"), f"c{n}", []) for n in range(3)]
    assert set(fold.fold(facts).facts) == {op.id for op in facts}


def test_a_kind_of_a_newer_program_is_parked_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    device = Device("a")
    first = device.write(PatientIdentity("Baker", "E"), "p", [])
    later = device.write(PatientIdentity("Baker", "Eugene"), "p", [first.id])
    newer = later.header.__class__(
        **{**{f: getattr(later.header, f) for f in later.header.__struct_fields__}, "sv": 99}
    )
    sealed = Op.seal(newer, later.payload_bytes)
    state = fold.fold([first, sealed])
    assert set(state.parked) == {sealed.id}
    assert set(state.heads[register_key("p", "identity")]) == {first.id}


def drop_dead(state: fold.Folded, op: Op) -> None:
    fold.apply(state, op)
    state.dead.clear()


def ignore_prev(state: fold.Folded, op: Op) -> None:
    state.seen.add(op.id)
    state.heads.setdefault(register_key(op.header.e, op.header.r), {})[op.id] = op


def last_writer_wins(state: fold.Folded, op: Op) -> None:
    state.seen.add(op.id)
    heads = state.heads.setdefault(register_key(op.header.e, op.header.r), {})
    heads[op.id] = op
    keep = fold.shown(heads.values())
    heads.clear()
    heads[keep.id] = keep


@pytest.mark.parametrize("mutant", [drop_dead, ignore_prev, last_writer_wins])
def test_a_broken_fold_is_caught(mutant: Callable[[fold.Folded, Op], None]) -> None:
    a, b = Device("a"), Device("b")
    first = a.write(PatientIdentity("Baker", "E"), "p", [])
    ops = [
        first,
        a.write(PatientIdentity("Baker", "1"), "p", [first.id]),
        b.write(PatientIdentity("B", "2"), "p", [first.id]),
    ]
    wrong = 0
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2)):
        state = fold.Folded()
        for place in order:
            mutant(state, ops[place])
        wrong += state.digest() != fold.fold(ops).digest()
    assert wrong


def test_every_altered_missing_or_moved_operation_breaks_the_chain() -> None:
    device = Device("a")
    ops = [device.write(PatientContact(str(n)), "p", []) for n in range(6)]
    assert chain.verify(ops) == []
    for n in range(6):
        altered = Op(ops[n].header_bytes, ops[n].payload_bytes.replace(b'"phone"', b'"phonf"'))
        assert chain.verify([*ops[:n], altered, *ops[n + 1 :]])
        if n < 5:
            assert chain.verify([*ops[:n], *ops[n + 1 :]])
            assert chain.verify([*ops[: n + 1], ops[n], *ops[n + 1 :]])
        header = ops[n].header_bytes.replace(b'"act":"u"', b'"act":"v"')
        if n < 5:
            assert chain.verify([*ops[:n], Op(header, ops[n].payload_bytes), *ops[n + 1 :]])


def test_the_order_in_which_operations_were_received_breaks_nothing() -> None:
    first, second = Device("a"), Device("b")
    ops = [device.write(PatientContact(str(n)), "p", []) for n in range(6) for device in (first, second)]
    for seed in range(20):
        assert chain.verify(random.Random(seed).sample(ops, len(ops))) == []
        assert chain.verify(random.Random(seed).sample(ops[:3] + ops[4:], len(ops) - 1)) != []


def test_operations_travel_verbatim_and_damage_is_refused() -> None:
    op = Device("a").write(PatientIdentity("Núñez\t\n", "María"), "p", [])
    again = Op.parse(op.line)
    assert (again.header_bytes, again.payload_bytes, again.id) == (op.header_bytes, op.payload_bytes, op.id)
    for line in (op.line.replace(b"\t", b""), op.line[:-3] + b"x}", b"{}\t{}", b"\xff\t{}"):
        with pytest.raises(Damaged):
            Op.parse(line)


def test_equal_values_have_different_bytes_so_that_hashes_cannot_be_guessed() -> None:
    assert payload.encode(PatientIdentity("A", "B")) != payload.encode(PatientIdentity("A", "B"))


def test_a_clock_set_years_ahead_does_not_mark_everything_for_ever() -> None:
    clock = HybridClock()
    ahead = clock.tick(4_000_000_000_000)
    assert clock.tick(1_790_000_000_000) < ahead
    clock.receive("ffffffffffff-0000", 1_790_000_000_000)
    assert clock.tick(1_790_000_000_001) < "ffff"
