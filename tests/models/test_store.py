"""The store on a real encrypted file: operations, projections and proof go together."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from ccm_desktop.domain.errors import FileProblem
from ccm_desktop.ledger import payload
from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payloads.care_plan import GoalStatus, GoalText, InterventionStatus, InterventionText
from ccm_desktop.ledger.payloads.clinical import ConditionStatus, MedicationStatus
from ccm_desktop.ledger.payloads.contact import ContactMade
from ccm_desktop.ledger.payloads.patient import PatientContact, PatientIdentity
from ccm_desktop.ledger.payloads.timekeeping import TimerSession
from ccm_desktop.models import refold
from ccm_desktop.models.store import Store
from ccm_desktop.models.tables import derived
from ccm_desktop.models.vault import Vault

KEY = b"k" * 32
NOW = 1_790_000_000_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(Vault.create(tmp_path / "vault.db", KEY))
    yield made
    made.vault.close()


def projected(store: Store) -> dict[str, set[Any]]:
    """Every projection without the local row numbers."""
    found = {}
    for table in derived.PROJECTED:
        names = [c.name for c in table.columns if c.name != "rid"]
        quoted = ", ".join(f'"{name}"' for name in names)
        found[table.name] = set(store.vault.connection.execute(f"SELECT {quoted} FROM {table.name}"))
    return found


def all_ops(store: Store) -> list[Op]:
    rows = store.vault.connection.execute("SELECT header, payload FROM op ORDER BY rid")
    return [Op(*row) for row in rows]


def test_a_register_comes_back_with_the_heads_a_form_must_name(store: Store) -> None:
    with store.transaction("u", NOW) as tx:
        op = tx.record(PatientIdentity("Baker", "Eugene"), entity="p", patient="p")
    with store.reading() as reader:
        held = reader.held(PatientIdentity, "p")
    assert held is not None
    assert (held.value.family, held.heads, held.others) == ("Baker", (op,), ())


def test_a_form_opened_before_another_save_becomes_a_second_head(store: Store) -> None:
    with store.transaction("u", NOW) as tx:
        opened = (tx.record(PatientIdentity("Baker", "E"), entity="p", patient="p"),)
    for given in ("Eugene", "Edward"):
        with store.transaction("u", NOW) as tx:
            tx.record(PatientIdentity("Baker", given), entity="p", patient="p", prev=opened)
    with store.reading() as reader:
        held = reader.held(PatientIdentity, "p")
    assert held is not None
    assert {held.value.given, *(v.given for v in held.others)} == {"Eugene", "Edward"}
    with store.transaction("u", NOW) as tx:
        tx.record(PatientIdentity("Baker", "Eugene"), entity="p", patient="p", prev=held.heads)
    with store.reading() as reader:
        held = reader.held(PatientIdentity, "p")
    assert held is not None
    assert held.others == ()
    assert refold.verify(store.vault) == []


def test_a_register_is_read_as_what_it_is_though_another_kind_has_one_of_that_name(store: Store) -> None:
    with store.transaction("u", NOW) as tx:
        tx.record(GoalText("Walk"), entity="g", patient="p")
        tx.record(InterventionText("Call weekly"), entity="i", patient="p")
        tx.record(InterventionStatus("stopped"), entity="i", patient="p")
    with store.reading() as reader:
        assert reader.held(GoalText, "i") is None
        assert reader.held(InterventionText, "g") is None
        assert [reader.held(cls, "i") for cls in (GoalStatus, ConditionStatus, MedicationStatus)] == [None] * 3
        assert reader.held_before(GoalText, "i", NOW + 1) is None
        work, before = reader.held(InterventionText, "i"), reader.held_before(InterventionText, "i", NOW + 1)
    assert work is not None
    assert work.value == before == InterventionText("Call weekly")


def test_nothing_is_written_over_the_register_of_another_kind(store: Store) -> None:
    shared = [payload.kind_of(cls).register for cls in (GoalText, InterventionText)]
    assert len(set(shared)) == 1
    with store.transaction("u", NOW) as tx:
        work = tx.record(InterventionText("Call weekly"), entity="i", patient="p")
    for write in ("record", "revise"):
        with pytest.raises(RuntimeError, match="another kind"), store.transaction("u", NOW) as tx:
            getattr(tx, write)(GoalText("Walk"), entity="i", patient="p")
    with store.reading() as reader:
        held = reader.held(InterventionText, "i")
    assert held is not None
    assert held.heads == (work,)
    assert refold.verify(store.vault) == []


def write_and_fail(store: Store) -> None:
    with store.transaction("u", NOW) as tx:
        tx.record(PatientIdentity("B", "B"), entity="b", patient="b")
        raise KeyError


def test_leaving_by_an_exception_leaves_nothing(store: Store) -> None:
    with store.transaction("u", NOW) as tx:
        tx.record(PatientIdentity("A", "A"), entity="a", patient="a")
    before = [op.line for op in all_ops(store)]
    with pytest.raises(KeyError):
        write_and_fail(store)
    assert [op.line for op in all_ops(store)] == before
    with store.transaction("u", NOW) as tx:
        tx.record(PatientIdentity("C", "C"), entity="c", patient="c")
    assert refold.verify(store.vault) == []


@pytest.mark.parametrize("happened", [True, False])
def test_an_error_at_commit_is_settled_by_looking(store: Store, happened: bool) -> None:
    failing = pytest.MonkeyPatch()

    def fail(connection: Any) -> None:
        failing.undo()  # this commit and no other, whichever file shares the dialect
        if happened:
            connection.commit()
        raise sqlcipher.OperationalError("disk I/O error")

    def write() -> None:
        with store.transaction("u", NOW) as tx:
            tx.record(PatientIdentity("A", "A"), entity="a", patient="a")

    failing.setattr(store.vault.engine.dialect, "do_commit", fail)
    if happened:
        write()
    else:
        with pytest.raises(FileProblem):
            write()
    with store.reading() as reader:
        assert (reader.held(PatientIdentity, "a") is not None) == happened
    with store.transaction("u", NOW) as tx:
        tx.record(PatientIdentity("B", "B"), entity="b", patient="b")
    assert refold.verify(store.vault) == []


@contextlib.contextmanager
def no_file_may_grow() -> Iterator[None]:
    """As on a disk that is full to the last byte."""
    resource = pytest.importorskip("resource", reason="Windows has no RLIMIT_FSIZE")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def add(store: Store, name: str) -> None:
    with store.transaction("u", NOW) as tx:
        tx.record(PatientIdentity(name, name), entity=name, patient=name)


def test_a_file_that_not_even_opens_again_is_asked_once_the_disk_has_room(store: Store) -> None:
    add(store, "A")
    with no_file_may_grow():
        with pytest.raises(FileProblem) as refused:
            add(store, "B")
        assert refused.value.code == "not_known"
        with pytest.raises(FileProblem), store.reading():
            pass
    with store.reading() as reader:
        assert [reader.held(PatientIdentity, name) is not None for name in "AB"] == [True, False]
    add(store, "C")
    assert [op.header.e for op in all_ops(store)] == ["A", "C"]
    assert refold.verify(store.vault) == []
    with no_file_may_grow(), pytest.raises(FileProblem):
        add(store, "D")  # and it is closed without having been asked


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE op SET payload = x'00'", "DELETE FROM op", "DELETE FROM own", "UPDATE own SET n = 9",
        "INSERT OR REPLACE INTO op SELECT * FROM op", "INSERT INTO own (n, rid) VALUES (99, 1)",
        "DROP TABLE op", "DROP TRIGGER op_is_kept", "ALTER TABLE op ADD COLUMN x", "CREATE TEMP TABLE z (a)",
        "CREATE TEMP TRIGGER z AFTER INSERT ON op BEGIN SELECT 1; END", "CREATE VIEW z AS SELECT 1",
        "PRAGMA writable_schema = ON", "PRAGMA recursive_triggers = OFF", "PRAGMA foreign_keys = OFF",
        "PRAGMA synchronous = OFF", "PRAGMA journal_mode = DELETE", "PRAGMA user_version = 9",
        "PRAGMA rekey = 'x'", "PRAGMA key = 'x'", "ATTACH ':memory:' AS x KEY ''", "VACUUM INTO '/tmp/never.db'",
        "UPDATE sqlite_master SET sql = 'x'", "SELECT load_extension('x')", "REINDEX op",
        "INSERT INTO op (id, entity, header, payload) VALUES (x'00', '', x'', x'')",
    ],
)  # fmt: skip
def test_what_was_logged_cannot_be_touched(store: Store, statement: str) -> None:
    with store.transaction("u", NOW) as tx:
        tx.record(PatientIdentity("A", "A"), entity="a", patient="a")
    before = [op.line for op in all_ops(store)]
    with pytest.raises(sqlcipher.Error):
        store.vault.connection.execute(statement)
    assert [op.line for op in all_ops(store)] == before


def test_another_device_that_receives_the_operations_in_any_order_shows_the_same(tmp_path: Path) -> None:
    chance = random.Random(7)
    first = Store(Vault.create(tmp_path / "vault.db", KEY))
    for n in range(60):
        entity = f"p{n % 7}"
        with first.transaction("u", NOW + n) as tx:
            held = tx.held(PatientIdentity, entity)
            stale = chance.random() < 0.3
            prev = () if held is None or stale else held.heads
            tx.record(PatientIdentity(f"F{n}", "G"), entity=entity, patient=entity, prev=prev, origin=f"s#{n}")
            tx.record(ContactMade(n, "phone", "reached", "u"), entity=f"c{n}", patient=entity)
            if n % 3 == 0:
                tx.revise(PatientContact(str(n)), entity=entity, patient=entity)
    assert refold.verify(first.vault) == []
    ops = all_ops(first)
    for seed in range(3):
        folder = tmp_path / str(seed)
        folder.mkdir()
        other = Store(Vault.create(folder / "vault.db", KEY))
        order = [*ops, *ops[:20]]
        random.Random(seed).shuffle(order)
        for start in range(0, len(order), 17):
            with other.transaction("v", NOW) as tx:
                for op in order[start : start + 17]:
                    tx.receive(op)
        assert projected(other) == projected(first)
        assert refold.verify(other.vault) == []
        other.vault.close()
    first.vault.close()


@pytest.mark.parametrize("goes_on", [False, True])
def test_an_operation_recorded_in_part_is_never_committed(store: Store, goes_on: bool) -> None:
    """Also when the caller swallows the failure, and even when it records more after it."""

    def swallow() -> None:
        with store.transaction("u", NOW) as tx:
            tx.record(TimerSession("u", store.device, "running", "call_patient"), entity="one", patient="p")
            with contextlib.suppress(sqlcipher.IntegrityError):
                tx.record(TimerSession("u", store.device, "running", "call_patient"), entity="two", patient="p")
            if goes_on:
                tx.record(PatientIdentity("A", "A"), entity="a", patient="a")

    with pytest.raises(RuntimeError, match="recorded in part"):
        swallow()
    assert all_ops(store) == []
    with store.transaction("u", NOW) as tx:
        tx.record(PatientIdentity("B", "B"), entity="b", patient="b")
    assert refold.verify(store.vault) == []


def test_what_failed_before_anything_was_written_spoils_nothing(store: Store) -> None:
    with store.transaction("u", NOW) as tx:
        with contextlib.suppress(KeyError):
            tx.record(object(), entity="a")
        tx.record(PatientIdentity("B", "B"), entity="b", patient="b")
    assert len(all_ops(store)) == 1
    assert refold.verify(store.vault) == []


def test_a_view_within_a_transaction_sees_what_it_has_written(store: Store) -> None:
    def write_and_leave() -> None:
        with store.transaction("u", NOW) as tx:
            tx.record(PatientIdentity("A", "A"), entity="a", patient="a")
            with store.reading() as inner, store.reading() as innermost:
                assert inner is innermost is tx
                assert inner.held(PatientIdentity, "a") is not None
            tx.record(PatientIdentity("B", "B"), entity="b", patient="b")
            raise KeyError

    with pytest.raises(KeyError):
        write_and_leave()
    with store.reading() as reader:
        assert reader.held(PatientIdentity, "a") is None
        with store.reading() as inner:
            assert inner is reader


@pytest.mark.parametrize("outer", ["reading", "transaction"])
def test_a_transaction_within_a_view_or_transaction_is_refused_and_both_end(store: Store, outer: str) -> None:
    around = store.reading() if outer == "reading" else store.transaction("u", NOW)
    with around:
        with pytest.raises(RuntimeError, match="is open"), store.transaction("u", NOW):
            pass
        with store.reading():
            pass
    with store.transaction("u", NOW) as tx:
        tx.record(PatientIdentity("B", "B"), entity="b", patient="b")
    assert len(all_ops(store)) == 1


def test_a_version_is_replaced_only_in_its_own_register(store: Store, tmp_path: Path) -> None:
    with store.transaction("u", NOW) as tx:
        identity = tx.record(PatientIdentity("Baker", "E"), entity="p", patient="p")
        tx.record(PatientContact("555"), entity="p", patient="p", prev=[identity])
        tx.record(PatientIdentity("Other", "O"), entity="q", patient="q", prev=[identity])
    with store.reading() as reader:
        held = reader.held(PatientIdentity, "p")
    assert held is not None
    assert held.heads == (identity,)
    assert refold.verify(store.vault) == []
    (tmp_path / "other").mkdir()
    other = Store(Vault.create(tmp_path / "other" / "vault.db", KEY))
    with other.transaction("v", NOW) as tx:
        for op in reversed(all_ops(store)):
            tx.receive(op)
    assert refold.verify(other.vault) == []
    assert projected(other) == projected(store)
    other.vault.close()


def test_a_row_changed_behind_the_ledger_is_found_and_mended(store: Store) -> None:
    with store.transaction("u", NOW) as tx:
        tx.record(PatientIdentity("Baker", "Eugene"), entity="p", patient="p")
    store.vault.connection.execute("UPDATE patient SET family = 'Becker'")
    assert refold.verify(store.vault) == ["Table patient: 1 rows too many, 1 missing."]
    refold.rebuild(store.vault)
    assert refold.verify(store.vault) == []
